//! Review: the last weeks at a glance, what goes with the legs, and any evening opened and corrected.

mod insights;
mod view;

pub use view::view;

use chrono::Days;
use ratatui::crossterm::event::{KeyCode, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Position;

use crate::evening::Action;
use crate::event::EveningDate;
use crate::review::Review;
use crate::tui::app::{App, Screen};
use crate::tui::footer::{self, Hint, LEARN, hint};
use crate::tui::message::Effect;
use crate::tui::screens::diary;

/// What Review keeps.
#[derive(Debug)]
pub struct State {
    /// The evening that the cursor stands on.
    pub chosen: EveningDate,
    /// The Monday of the last week that is shown.
    last_week: EveningDate,
    span: Span,
    /// What the weeks add up to, once they were read.
    review: Option<Review>,
    /// What goes with the legs, when that was opened.
    insights: Option<insights::Page>,
}

/// How many weeks are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Span {
    Weeks,
    Year,
}

impl Span {
    fn weeks(self) -> u64 {
        match self {
            Self::Weeks => 6,
            Self::Year => 53,
        }
    }
}

impl State {
    /// The last weeks up to tonight.
    pub fn new(tonight: EveningDate) -> Self {
        Self {
            chosen: tonight,
            last_week: monday_of(tonight),
            span: Span::Weeks,
            review: None,
            insights: None,
        }
    }

    fn first_evening(&self) -> EveningDate {
        self.last_week.days_before((self.span.weeks() - 1) * 7)
    }

    fn last_evening(&self) -> EveningDate {
        EveningDate(
            self.last_week
                .0
                .checked_add_days(Days::new(6))
                .unwrap_or(self.last_week.0),
        )
    }

    /// Asks for what is to be shown to be read.
    pub fn read(&self) -> Vec<Effect> {
        vec![Effect::Review(self.first_evening(), self.last_evening())]
    }

    /// How an evening went, once it was read.
    fn in_words(&self, date: EveningDate) -> Option<String> {
        let evenings = &self.review.as_ref()?.evenings;
        let evening = evenings.iter().find(|evening| evening.date == date)?;
        Some(view::in_words(evening))
    }

    /// Takes in what the weeks add up to.
    pub fn reviewed(&mut self, review: Review) {
        self.insights = self.insights.take().map(|page| page.again(&review));
        self.review = Some(review);
    }
}

/// Comes back from an evening that was opened; the cursor and the weeks follow to the one that was looked at last.
pub fn come_back(app: &mut App, date: EveningDate) -> Vec<Effect> {
    app.screen = Screen::Review;
    // The weeks are read anyway: what they add up to may have changed.
    let _ = move_to(app, date);
    app.review_screen.read()
}

fn monday_of(evening: EveningDate) -> EveningDate {
    evening.days_before(evening.weekday().num_days_from_monday().into())
}

/// The keys that work now.
pub fn hints(app: &App) -> Vec<Hint> {
    let state = &app.review_screen;
    if let Some(page) = &state.insights {
        return insights::hints(app, page);
    }
    let (span, does) = match state.span {
        Span::Weeks => ('y', "year"),
        Span::Year => ('m', "weeks"),
    };
    let ascii = app.looks.ascii;
    let mut hints = vec![
        hint(KeyCode::Left, if ascii { "<-" } else { "←" }, "back"),
        hint(KeyCode::Right, if ascii { "->" } else { "→" }, "on"),
        hint(KeyCode::Up, if ascii { "Up" } else { "↑" }, "week back"),
        hint(KeyCode::Down, if ascii { "Down" } else { "↓" }, "on"),
        hint(
            KeyCode::Char(span),
            if span == 'y' { "y" } else { "m" },
            does,
        ),
        hint(KeyCode::Char('c'), "c", "compare"),
        hint(KeyCode::Enter, "Enter", "open"),
        hint(KeyCode::Char('e'), "e", "excuse"),
        hint(KeyCode::Char('?'), "?", "more"),
    ];
    footer::add_if_there_is_room(&mut hints, LEARN, app.area().width);
    hints
}

/// Takes a key.
pub fn key(app: &mut App, code: KeyCode) -> Vec<Effect> {
    if app.review_screen.insights.is_some() {
        return insights::key(app, code);
    }
    let state = &mut app.review_screen;
    match code {
        KeyCode::Left | KeyCode::Char('h') => move_by(app, -1),
        KeyCode::Right => move_by(app, 1),
        KeyCode::Char('l') => diary::open(app, app.review_screen.chosen),
        KeyCode::Up | KeyCode::Char('k') => move_by(app, -7),
        KeyCode::Down | KeyCode::Char('j') => move_by(app, 7),
        KeyCode::Char('y') => {
            state.span = Span::Year;
            state.read()
        }
        KeyCode::Char('m') => {
            state.span = Span::Weeks;
            state.last_week = monday_of(state.chosen);
            state.read()
        }
        KeyCode::Char('c') => {
            state.insights = state.review.as_ref().map(insights::Page::of);
            vec![]
        }
        KeyCode::Enter => diary::open_entries(app, app.review_screen.chosen),
        KeyCode::Char('e') => {
            let mut effects = vec![Effect::Act(state.chosen, Action::Excuse { why: None })];
            effects.extend(state.read());
            effects
        }
        KeyCode::Char('u') => {
            let mut effects = vec![Effect::Act(state.chosen, Action::Undo { step: None })];
            effects.extend(state.read());
            effects
        }
        _ => vec![],
    }
}

/// Moves the cursor by days.
fn move_by(app: &mut App, days: i64) -> Vec<Effect> {
    let to = app.review_screen.chosen.0 + chrono::TimeDelta::days(days);
    move_to(app, EveningDate(to))
}

/// Moves the cursor, no further than tonight; the weeks shown follow it.
fn move_to(app: &mut App, to: EveningDate) -> Vec<Effect> {
    let tonight = app.tonight.evening.date;
    let state = &mut app.review_screen;
    let to = to.min(tonight);
    if to == state.chosen {
        return vec![];
    }
    let goes_back = to < state.chosen;
    state.chosen = to;
    let is_shown = state.first_evening() <= to && to <= state.last_evening();
    if is_shown {
        return vec![];
    }
    state.last_week = if goes_back {
        // The week that was reached stands at the top.
        let after = Days::new((state.span.weeks() - 1) * 7);
        EveningDate(monday_of(to).0.checked_add_days(after).unwrap_or(to.0)).min(monday_of(tonight))
    } else {
        monday_of(to)
    };
    state.read()
}

/// Takes a press of the left button, or a turn of the wheel.
pub fn mouse(app: &mut App, mouse: MouseEvent) -> Vec<Effect> {
    match mouse.kind {
        MouseEventKind::ScrollDown => key(app, KeyCode::Down),
        MouseEventKind::ScrollUp => key(app, KeyCode::Up),
        MouseEventKind::Down(MouseButton::Left) => {
            let place = Position::new(mouse.column, mouse.row);
            if app.review_screen.insights.is_some() {
                return vec![];
            }
            match view::evening_at(app, place) {
                // A second click on the chosen evening opens it.
                Some(evening) if evening == app.review_screen.chosen => {
                    diary::open_entries(app, evening)
                }
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
