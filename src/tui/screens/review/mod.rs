//! Review: evenings at a glance, by week, month, year or all of them, what goes with the legs, and any evening opened
//! and corrected.

mod charts;
mod grid;
mod insights;
mod page;
mod span;
mod view;

pub use view::view;

use ratatui::crossterm::event::{KeyCode, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Position;

use crate::evening::Action;
use crate::event::EveningDate;
use crate::review::{LookBack, Outcome};
use crate::tui::app::{App, Screen};
use crate::tui::chrome::Chrome;
use crate::tui::footer::{self, Hint, LEARN, hint};
use crate::tui::message::Effect;
use crate::tui::screens::diary;
use page::{Page, Room};
use span::{Span, Way};

/// What Review keeps.
#[derive(Debug)]
pub struct State {
    /// The evening that the cursor stands on.
    pub chosen: EveningDate,
    span: Span,
    page: Page,
    /// What the evenings add up to, once they were read.
    back: Option<LookBack>,
    /// What goes with the legs, when that was opened.
    insights: Option<insights::Page>,
}

impl State {
    /// The month of tonight; on a small screen its week.
    pub fn new(tonight: EveningDate, is_small: bool) -> Self {
        Self {
            chosen: tonight,
            span: if is_small { Span::Week } else { Span::Month },
            page: Page::Evenings,
            back: None,
            insights: None,
        }
    }

    /// Asks for what is to be shown to be read.
    pub fn read(&self) -> Vec<Effect> {
        let (from, to) = self.span.around(self.chosen);
        vec![Effect::Review(from, to)]
    }

    /// Takes in what the evenings add up to.
    pub fn reviewed(&mut self, back: LookBack) {
        let page = self.insights.take();
        self.insights = page.map(|page| page.again(&back.review));
        self.back = Some(back);
    }
}

/// Comes back from an evening that was opened; the cursor and what is shown follow to the one that was looked at last.
pub fn come_back(app: &mut App, date: EveningDate) -> Vec<Effect> {
    app.screen = Screen::Review;
    app.review_screen.chosen = date.min(app.tonight.evening.date);
    // It is read anyway: what the evenings add up to may have changed.
    app.review_screen.read()
}

/// The keys that work now.
pub fn hints(app: &App) -> Vec<Hint> {
    let state = &app.review_screen;
    if let Some(page) = &state.insights {
        return insights::hints(app, page);
    }
    let ascii = app.looks.ascii;
    let (across, down) = if ascii {
        ("<- ->", "Up Dn")
    } else {
        ("← →", "↑ ↓")
    };
    let mut hints = vec![
        hint(KeyCode::Left, across, state.span.across()),
        hint(KeyCode::Up, down, state.span.down()),
    ];
    hints.extend(
        Span::ALL
            .into_iter()
            .filter(|span| *span != state.span)
            .map(|span| hint(KeyCode::Char(span.letter()), span.key(), span.name())),
    );
    if Room::of(app.size).turns() {
        hints.push(hint(KeyCode::Char('v'), "v", "chart"));
    }
    let is_small = Room::of(app.size) == Room::Small;
    let compare = if is_small { "legs" } else { "compare" };
    hints.push(hint(KeyCode::Char('c'), "c", compare));
    let enter = if state.span == Span::All {
        "month"
    } else {
        "open"
    };
    hints.push(hint(KeyCode::Enter, "Enter", enter));
    hints.push(hint(KeyCode::Char('?'), "?", "more"));
    let width = app.area().width;
    if state.span != Span::All {
        let excuse = hint(KeyCode::Char('e'), "e", "excuse");
        footer::add_if_there_is_room(&mut hints, excuse, width);
    }
    footer::add_if_there_is_room(&mut hints, LEARN, width);
    hints
}

/// Takes a key.
pub fn key(app: &mut App, code: KeyCode) -> Vec<Effect> {
    if app.review_screen.insights.is_some() {
        return insights::key(app, code);
    }
    let room = Room::of(app.size);
    let state = &mut app.review_screen;
    let chosen = state.chosen;
    if let KeyCode::Char(letter) = code
        && let Some(span) = Span::ALL.into_iter().find(|span| span.letter() == letter)
    {
        state.span = span;
        return state.read();
    }
    match code {
        KeyCode::Left | KeyCode::Char('h') => go(app, Way::Left),
        KeyCode::Right => go(app, Way::Right),
        KeyCode::Char('l') if state.span != Span::All => diary::open(app, chosen),
        KeyCode::Up | KeyCode::Char('k') => go(app, Way::Up),
        KeyCode::Down | KeyCode::Char('j') => go(app, Way::Down),
        KeyCode::PageUp | KeyCode::Char('[') => go(app, Way::Back),
        KeyCode::PageDown | KeyCode::Char(']') => go(app, Way::On),
        KeyCode::Char('v') => {
            state.page = state.page.next(room);
            vec![]
        }
        KeyCode::Char('c') => {
            let review = state.back.as_ref().map(|back| &back.review);
            state.insights = review.map(insights::Page::of);
            vec![]
        }
        KeyCode::Enter if state.span == Span::All => {
            state.span = Span::Month;
            state.read()
        }
        KeyCode::Enter => diary::open_entries(app, chosen),
        KeyCode::Char(key @ ('e' | 'u')) if state.span != Span::All => excuse(app, key == 'e'),
        _ => vec![],
    }
}

/// Excuses the chosen evening, or takes that back: nothing else of it, which cannot be seen here.
fn excuse(app: &mut App, is_wanted: bool) -> Vec<Effect> {
    let state = &app.review_screen;
    let evenings = state.back.iter().flat_map(|back| &back.review.evenings);
    let is_excused = evenings
        .filter(|evening| evening.date == state.chosen)
        .any(|evening| evening.outcome == Outcome::Excused);
    let effect = match (is_wanted, is_excused) {
        (true, false) => Effect::Act(state.chosen, Action::Excuse { why: None }),
        (false, true) => Effect::Unexcuse(state.chosen),
        (true, true) => {
            app.told = Some("Excused already: u takes that back.".to_owned());
            return vec![];
        }
        (false, false) => {
            let what = "It is not excused. Enter opens it, to take back what was said of it.";
            app.told = Some(what.to_owned());
            return vec![];
        }
    };
    let mut effects = vec![effect];
    effects.extend(state.read());
    effects
}

/// Moves the cursor, no further than tonight; what is shown follows it.
fn go(app: &mut App, way: Way) -> Vec<Effect> {
    let tonight = app.tonight.evening.date;
    let state = &mut app.review_screen;
    let to = state.span.moved(state.chosen, way).min(tonight);
    if to == state.chosen {
        return vec![];
    }
    let before = state.span.around(state.chosen);
    state.chosen = to;
    if state.span.around(to) == before {
        return vec![];
    }
    state.read()
}

/// Takes a press of the left button, or a turn of the wheel.
pub fn mouse(app: &mut App, mouse: MouseEvent) -> Vec<Effect> {
    match mouse.kind {
        MouseEventKind::ScrollDown => key(app, KeyCode::Down),
        MouseEventKind::ScrollUp => key(app, KeyCode::Up),
        MouseEventKind::Down(MouseButton::Left) => {
            if app.review_screen.insights.is_some() {
                return vec![];
            }
            let place = Position::new(mouse.column, mouse.row);
            let hints = hints(app);
            let body = Chrome::new(app, &hints).body;
            match view::evening_at(app, body, place) {
                // A second click on the chosen evening opens it.
                Some(evening) if evening == app.review_screen.chosen => key(app, KeyCode::Enter),
                Some(evening) => {
                    app.review_screen.chosen = evening;
                    vec![]
                }
                None => vec![],
            }
        }
        _ => vec![],
    }
}
