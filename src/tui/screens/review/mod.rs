//! Review: evenings at a glance, by week, month, year or all of them, what goes with the legs, and any evening opened
//! and corrected.

mod about;
mod bars;
mod charts;
mod compared;
mod gist;
mod grid;
mod insights;
mod page;
mod span;
mod view;

pub use view::view;

use ratatui::crossterm::event::{KeyCode, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Position;

use crate::evening::Action;
use crate::event::{EveningDate, StepId};
use crate::review::insights::About;
use crate::review::{LookBack, Outcome};
use crate::tui::app::{App, Screen};
use crate::tui::chrome::Chrome;
use crate::tui::footer::{self, Hint, LEARN, hint};
use crate::tui::message::Effect;
use crate::tui::screens::diary;
use crate::words::LegsLine;
use compared::Compared;
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
    /// What goes with the legs: made of `back` once the evenings are drawn, and kept until it would say something else.
    compared: Option<Compared>,
    /// The page of all of that, when it was opened.
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
            compared: None,
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
        self.back = Some(back);
    }

    fn has_to_compare(&self) -> bool {
        let compared = self.compared.as_ref();
        self.back
            .as_ref()
            .is_some_and(|back| !compared.is_some_and(|compared| compared.is_of(&back.review)))
    }

    /// Compares the nights, where that was not done yet.
    pub fn compare(&mut self) {
        if self.has_to_compare() {
            let review = self.back.as_ref().map(|back| &back.review);
            self.compared = review.map(Compared::of);
        }
    }

    /// What the nights say of a step, where they say something.
    pub fn says_of(&self, step: &StepId) -> Option<&str> {
        let compared = self.compared.as_ref()?;
        let is_of_it =
            |line: &&LegsLine| matches!(&line.about, About::Step { id, .. } if id == step);
        let line = compared.lines.iter().find(is_of_it);
        line.map(|line| line.sentence.as_str())
    }

    /// Whether the page of what goes with the legs is open.
    pub fn shows_insights(&self) -> bool {
        self.insights.is_some()
    }
}

/// Whether the evenings, or the why of a step, are shown without what goes with the legs. Of ten years that takes longer than all the rest, so
/// nights are compared once the evenings are drawn.
pub fn has_to_compare(app: &App) -> bool {
    let is_why = matches!(app.screen, Screen::Tonight) && app.tonight_screen.why.is_some();
    (is_why || matches!(app.screen, Screen::Review)) && app.review_screen.has_to_compare()
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
    let ascii = app.terminal.ascii;
    let tonight = app.tonight.evening.date;
    let arrows = if ascii { "arrows" } else { "←↑↓→" };
    let mut hints = vec![hint(KeyCode::Left, arrows, "go")];
    hints.extend(
        Span::all(tonight)
            .into_iter()
            .filter(|span| *span != state.span)
            .map(|span| hint(KeyCode::Char(span.letter()), span.key(), span.name())),
    );
    if Room::of(app.size).turns() {
        hints.push(hint(KeyCode::Char('v'), "v", "chart"));
    }
    hints.push(hint(KeyCode::Char('c'), "c", "legs"));
    hints.push(hint(KeyCode::Enter, "Enter", "open"));
    hints.push(hint(KeyCode::Char('?'), "?", "more"));
    let width = app.area().width;
    if state.chosen != tonight {
        let back = hint(KeyCode::Char('t'), "t", "today");
        footer::add_if_it_fits(&mut hints, back, width);
    }
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
    let tonight = app.tonight.evening.date;
    let state = &mut app.review_screen;
    let chosen = state.chosen;
    if let KeyCode::Char(letter) = code
        && let Some(span) = Span::all(tonight)
            .into_iter()
            .find(|span| span.letter() == letter)
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
        KeyCode::Char('t') | KeyCode::Home => go_to(app, tonight),
        KeyCode::Char('v') => {
            state.page = state.page.next(room);
            vec![]
        }
        KeyCode::Char('c') => {
            state.compare();
            state.insights = state.back.is_some().then(insights::Page::default);
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
    let state = &app.review_screen;
    let to = state.span.moved(state.chosen, way).min(tonight);
    go_to(app, to)
}

/// Moves the cursor to an evening; what is shown follows it.
fn go_to(app: &mut App, to: EveningDate) -> Vec<Effect> {
    let state = &mut app.review_screen;
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
