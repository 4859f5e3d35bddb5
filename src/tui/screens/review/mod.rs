//! Review: evenings at a glance, by week, month, year or all of them, what goes with the legs, and any evening opened
//! and corrected.

mod about;
mod bars;
mod charts;
mod gist;
mod grid;
mod insights;
mod page;
mod span;
mod view;

use std::sync::Arc;
use std::time::Duration;

use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Position;

use crate::evening::Action;
use crate::event::EveningDate;
use crate::review::{self, LookBack};
use crate::tui::comparison::Comparison;
use crate::tui::context::Context;
use crate::tui::footer::{self, Hint, LEARN, hint};
use crate::tui::message::{Effect, Message};
use crate::tui::screen::{Explained, Help, Learn, Outcome, Screen};
use crate::tui::screens::{DiaryStart, Place};
use crate::tui::symbols::Symbols;
use page::{Page, Room};
use span::{Span, Way};

const HELP: &[Explained] = &[
    ("arrows", "choose an evening"),
    ("PgUp PgDn", "a whole page back, or on"),
    ("t  Home", "back to tonight"),
    ("w m 3 y a", "week, month, 3 months to all"),
    ("v  c", "the next chart; the legs"),
    ("Enter l i", "open it; its diary; learn"),
    ("e  u", "excuse it; take that back"),
    ("Tab  N", "Tonight; woken at night"),
];

/// What stands in the review beside its marks.
const TERMS: &[Explained] = &[
    ("▲  ◆", "below the legs: the plan was changed; a medicine"),
    (
        "░ ▒ ▓ █",
        "a month: few of its evenings kept, up to nearly all",
    ),
    ("────", "the trend of the legs; half an hour around bedtime"),
    (
        "+17 min",
        "done so long after its time, in the middle of all cases",
    ),
    (
        "strength",
        "nears 100 % with each evening kept; one missed costs a little",
    ),
    (
        "regular",
        "100 for sleep at the same hours every day, 0 for chance",
    ),
    (
        "w/o",
        "in a trial: the evening was drawn to be without a step",
    ),
];

/// The evenings that are shown, and what goes with the legs.
#[derive(Debug)]
pub struct ReviewScreen {
    /// The evening that the cursor stands on.
    chosen: EveningDate,
    span: Span,
    page: Page,
    /// What the evenings add up to, once they were read.
    back: Option<Arc<LookBack>>,
    /// What goes with the legs: made of `back` once the evenings are drawn, and kept until it would say something else.
    comparison: Option<Comparison>,
    /// The page of all of that, when it was opened.
    insights: Option<insights::Page>,
}

/// The signs of the evenings.
fn signs(symbols: Symbols) -> Vec<String> {
    let signs = [
        (review::Outcome::Kept, "kept"),
        (review::Outcome::Partly, "partly"),
        (review::Outcome::Missed, "not"),
        (review::Outcome::Excused, "excused"),
        (review::Outcome::Running, "running"),
        (review::Outcome::Free, "nothing asked"),
    ];
    signs
        .map(|(outcome, name)| format!("{} {name}", symbols.outcome(outcome)))
        .to_vec()
}

impl ReviewScreen {
    /// The month of tonight; on a small screen its week.
    pub fn new(ctx: &Context<'_>) -> Self {
        let is_small = ctx.size.width < 60 || ctx.size.height < 18;
        Self {
            chosen: ctx.tonight.evening.date,
            span: if is_small { Span::Week } else { Span::Month },
            page: Page::Evenings,
            back: None,
            comparison: None,
            insights: None,
        }
    }

    /// Asks for what is to be shown to be read.
    fn read(&self) -> Effect {
        let (from, to) = self.span.around(self.chosen);
        Effect::Review(from, to)
    }

    /// The evenings whose nights are still to be compared.
    fn to_compare(&self) -> Option<&LookBack> {
        let comparison = self.comparison.as_ref();
        let is_known =
            |back: &LookBack| comparison.is_some_and(|known| known.is_of_review(&back.review));
        self.back.as_deref().filter(|back| !is_known(back))
    }

    /// Compares the nights, where that was not done yet.
    fn compare(&mut self) {
        if let Some(back) = self.to_compare() {
            self.comparison = Some(Comparison::from_review(&back.review));
        }
    }
}

impl Screen for ReviewScreen {
    fn title(&self) -> &'static str {
        match self.insights {
            Some(_) => insights::TITLE,
            None => "Review",
        }
    }

    fn hints(&self, ctx: &Context<'_>) -> Vec<Hint> {
        if let Some(page) = &self.insights {
            return insights::hints(self, page, ctx);
        }
        let ascii = ctx.terminal.ascii;
        let tonight = ctx.tonight.evening.date;
        let arrows = if ascii { "arrows" } else { "←↑↓→" };
        let mut hints = vec![hint(KeyCode::Left, arrows, "go")];
        hints.extend(
            Span::all(tonight)
                .into_iter()
                .filter(|span| *span != self.span)
                .map(|span| hint(KeyCode::Char(span.letter()), span.key(), span.name())),
        );
        if Room::of(ctx.size).turns() {
            hints.push(hint(KeyCode::Char('v'), "v", "chart"));
        }
        hints.push(hint(KeyCode::Char('c'), "c", "legs"));
        hints.push(hint(KeyCode::Enter, "Enter", "open"));
        hints.push(hint(KeyCode::Char('?'), "?", "more"));
        let width = ctx.area().width;
        if self.chosen != tonight {
            let back = hint(KeyCode::Char('t'), "t", "today");
            footer::add_if_it_fits(&mut hints, back, width);
        }
        if self.span != Span::All {
            let excuse = hint(KeyCode::Char('e'), "e", "excuse");
            footer::add_if_there_is_room(&mut hints, excuse, width);
        }
        footer::add_if_there_is_room(&mut hints, LEARN, width);
        hints
    }

    fn key(&mut self, key: KeyEvent, ctx: &Context<'_>) -> Outcome {
        match key.code {
            KeyCode::Char('q') => Effect::Quit.into(),
            KeyCode::Tab | KeyCode::BackTab => {
                Outcome::from(Effect::CountStreak).and_go(Place::BACK)
            }
            code if self.insights.is_some() => insights::key(self, code, ctx),
            code => self.command(code, ctx),
        }
    }

    fn mouse(&mut self, mouse: MouseEvent, ctx: &Context<'_>) -> Outcome {
        match mouse.kind {
            MouseEventKind::ScrollDown => self.key(KeyCode::Down.into(), ctx),
            MouseEventKind::ScrollUp => self.key(KeyCode::Up.into(), ctx),
            MouseEventKind::Down(MouseButton::Left) if self.insights.is_none() => {
                match view::evening_at(self, Position::new(mouse.column, mouse.row), ctx) {
                    // A second click on the chosen evening opens it.
                    Some(evening) if evening == self.chosen => self.key(KeyCode::Enter.into(), ctx),
                    Some(evening) => {
                        self.chosen = evening;
                        Outcome::default()
                    }
                    None => Outcome::default(),
                }
            }
            _ => Outcome::default(),
        }
    }

    fn tab(&self) -> Option<Hint> {
        Some(hint(KeyCode::Tab, "Tab", "Tonight"))
    }

    fn help(&self, ctx: &Context<'_>) -> Option<Help> {
        let symbols = Symbols::new(ctx.terminal.ascii);
        Some(match self.insights {
            Some(_) => insights::help(symbols),
            None => Help {
                signs: signs(symbols),
                terms: TERMS,
                ..Help::keys(self.title(), HELP)
            },
        })
    }

    fn learn(&self, _ctx: &Context<'_>) -> Option<Learn> {
        Some(Learn::page(None))
    }

    fn opened(&mut self, _ctx: &Context<'_>) -> Vec<Effect> {
        vec![self.read()]
    }

    /// The cursor, and what is shown, follow to the evening that was looked at last. It is read again anyway: what the
    /// evenings add up to may have changed.
    fn shown_again(&mut self, place: &Place, ctx: &Context<'_>) -> Outcome {
        let Place::Back {
            evening: Some(evening),
        } = place
        else {
            return Outcome::default();
        };
        self.chosen = (*evening).min(ctx.tonight.evening.date);
        self.read().into()
    }

    fn receive(&mut self, message: &Message, _ctx: &Context<'_>) -> Outcome {
        match message {
            Message::Reviewed(back) => self.back = Some(Arc::clone(back)),
            Message::Woken => self.compare(),
            Message::JournalChanged => return self.read().into(),
            _ => {}
        }
        Outcome::default()
    }

    fn still_for(&self, _ctx: &Context<'_>) -> Option<Duration> {
        self.to_compare().map(|_| Duration::ZERO)
    }

    fn draw(&self, ctx: &Context<'_>, frame: &mut Frame) {
        match &self.insights {
            Some(page) => insights::draw(self, page, ctx, frame),
            None => view::draw(self, ctx, frame),
        }
    }
}

impl ReviewScreen {
    fn command(&mut self, code: KeyCode, ctx: &Context<'_>) -> Outcome {
        let room = Room::of(ctx.size);
        let tonight = ctx.tonight.evening.date;
        if let KeyCode::Char(letter) = code
            && let Some(span) = Span::all(tonight)
                .into_iter()
                .find(|span| span.letter() == letter)
        {
            self.span = span;
            return self.read().into();
        }
        match code {
            KeyCode::Left | KeyCode::Char('h') => self.go(Way::Left, tonight),
            KeyCode::Right => self.go(Way::Right, tonight),
            KeyCode::Char('l') if self.span != Span::All => {
                Place::Diary(DiaryStart::Menu, self.chosen).into()
            }
            KeyCode::Up | KeyCode::Char('k') => self.go(Way::Up, tonight),
            KeyCode::Down | KeyCode::Char('j') => self.go(Way::Down, tonight),
            KeyCode::PageUp | KeyCode::Char('[') => self.go(Way::Back, tonight),
            KeyCode::PageDown | KeyCode::Char(']') => self.go(Way::On, tonight),
            KeyCode::Char('t') | KeyCode::Home => self.go_to(tonight),
            KeyCode::Char('v') => {
                self.page = self.page.next(room);
                Outcome::default()
            }
            KeyCode::Char('c') => {
                self.compare();
                self.insights = self.back.is_some().then(insights::Page::default);
                Outcome::default()
            }
            KeyCode::Enter if self.span == Span::All => {
                self.span = Span::Month;
                self.read().into()
            }
            KeyCode::Enter => Place::Diary(DiaryStart::Entries, self.chosen).into(),
            KeyCode::Char(key @ ('e' | 'u')) if self.span != Span::All => self.excuse(key == 'e'),
            _ => Outcome::default(),
        }
    }

    /// Excuses the chosen evening, or takes that back: nothing else of it, which cannot be seen here.
    fn excuse(&self, is_wanted: bool) -> Outcome {
        let evenings = self.back.iter().flat_map(|back| &back.review.evenings);
        let is_excused = evenings
            .filter(|evening| evening.date == self.chosen)
            .any(|evening| evening.outcome == review::Outcome::Excused);
        let effect = match (is_wanted, is_excused) {
            (true, false) => Effect::Act(self.chosen, Action::Excuse { why: None }),
            (false, true) => Effect::Unexcuse(self.chosen),
            (true, true) => return Outcome::notice("Excused already: u takes that back."),
            (false, false) => {
                return Outcome::notice(
                    "It is not excused. Enter opens it, to take back what was said of it.",
                );
            }
        };
        vec![effect, self.read()].into()
    }

    /// Moves the cursor, no further than tonight; what is shown follows it.
    fn go(&mut self, way: Way, tonight: EveningDate) -> Outcome {
        self.go_to(self.span.moved(self.chosen, way).min(tonight))
    }

    /// Moves the cursor to an evening; what is shown follows it.
    fn go_to(&mut self, to: EveningDate) -> Outcome {
        let before = self.span.around(self.chosen);
        self.chosen = to;
        if self.span.around(to) == before {
            return Outcome::default();
        }
        self.read().into()
    }
}
