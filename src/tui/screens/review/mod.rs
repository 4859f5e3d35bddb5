//! The review: evenings by week, month, three months, year or all of them, and what goes with the legs. Any evening can
//! be opened in the diary, or excused.

mod axis;
mod bars;
mod bedtimes_chart;
mod charts;
mod grid;
mod insights;
mod legs_chart;
mod onset_chart;
mod page;
mod selection;
mod span;
mod summary;
mod view;

use std::sync::Arc;

use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Position;

use crate::evening::Action;
use crate::event::EveningDate;
use crate::plan::{FirstDayOfWeek, KeyAction, KeyArea};
use crate::review::{self, LookBack};
use crate::tui::comparison::Comparison;
use crate::tui::context::Context;
use crate::tui::footer::{self, Hint, LEARN, hint};
use crate::tui::message::{Effect, Message, UndoableEntry, UndoableKind};
use crate::tui::screen::{Explained, Help, Learn, Outcome, Screen};
use crate::tui::screens::{DiaryStart, Place};
use crate::tui::symbols::Symbols;
use page::{ReviewPage, ScreenSize};
use span::{CursorMove, Span};

const HELP: &[Explained] = &[
    ("arrows", "choose an evening"),
    ("PgUp PgDn", "a whole page back, or on"),
    ("t  Home", "back to tonight"),
    ("w m 3 y a", "week, month, 3 months to all"),
    ("v  c", "the next chart; the legs"),
    ("Enter l i", "open it; its diary; learn"),
    ("e  u", "excuse it; take that back"),
    ("Tab * ,", "Tonight; woken; settings"),
];

/// The symbols and terms of the review beside the marks of evenings, for the help.
const TERMS: &[Explained] = &[
    ("▲  ◆", "below the legs: the plan was changed; a medicine"),
    (
        "░ ▒ ▓ █",
        "a month: few of its evenings kept, up to nearly all",
    ),
    (
        "───╮",
        "the trend of the legs; the band is half an hour around bedtime",
    ),
    (
        "+17 min",
        "done so long after its time, in the middle of all cases",
    ),
    ("6×", "done six times in a row, up to now"),
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

/// The review screen.
#[derive(Debug)]
pub struct ReviewScreen {
    /// The evening at the cursor.
    selected: EveningDate,
    span: Span,
    /// Which days make a week. A change of the config is noticed with the next key or message.
    week: FirstDayOfWeek,
    page: ReviewPage,
    /// The review of the span; `None` until it is read.
    back: Option<Arc<LookBack>>,
    /// What goes with the legs, computed from `back` while that is shown. Reused as long as the nights compared are the
    /// same.
    comparison: Option<Arc<Comparison>>,
    /// The page with all comparisons, while it is open.
    insights: Option<insights::InsightsPage>,
}

/// The marks of evenings with their meaning, for the help.
fn outcome_marks(symbols: Symbols) -> Vec<String> {
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
    /// Opens the review at tonight, with its month; on a small screen with its week.
    pub fn new(ctx: &Context<'_>) -> Self {
        let is_small = ctx.size.width < 60 || ctx.size.height < 18;
        Self {
            selected: ctx.tonight.evening.date,
            span: if is_small { Span::Week } else { Span::Month },
            week: ctx.config.display.first_day_of_week,
            page: ReviewPage::Evenings,
            back: None,
            comparison: None,
            insights: None,
        }
    }

    /// The first and the last evening of the span around the selected one.
    fn shown(&self) -> (EveningDate, EveningDate) {
        self.span.around(self.selected, self.week)
    }

    /// Notices another first day of the week, and then requests the review of what is a week now.
    fn follow_the_week(&mut self, ctx: &Context<'_>) -> Option<Effect> {
        let week = ctx.config.display.first_day_of_week;
        let before = std::mem::replace(&mut self.week, week);
        (before != week).then(|| self.read())
    }

    /// Requests the review of the span around the selected evening. That of another span is dropped: ten years take
    /// megabytes, and need not be in memory beside what is read next.
    fn read(&mut self) -> Effect {
        let (from, to) = self.shown();
        let is_of_span = |back: &Arc<LookBack>| (back.review.from, back.review.to) == (from, to);
        self.back = self.back.take().filter(is_of_span);
        Effect::Review(from, to)
    }

    /// Takes a review, unless another span was chosen since it was asked for.
    fn reviewed(&mut self, back: &Arc<LookBack>) -> Outcome {
        if (back.review.from, back.review.to) != self.shown() {
            return Outcome::default();
        }
        self.back = Some(Arc::clone(back));
        let comparison = self.comparison.as_ref();
        if comparison.is_some_and(|known| known.matches(&back.review)) {
            return Outcome::default();
        }
        Effect::Compare(Arc::clone(back)).into()
    }

    /// The review of the span, once it is read.
    fn back(&self) -> Option<&LookBack> {
        let span = self.shown();
        let is_of_span = |back: &&LookBack| (back.review.from, back.review.to) == span;
        self.back.as_deref().filter(is_of_span)
    }
}

impl Screen for ReviewScreen {
    fn title(&self) -> &'static str {
        match self.insights {
            Some(_) => insights::TITLE,
            None => "Review",
        }
    }

    fn key_area(&self) -> KeyArea {
        match self.insights {
            Some(_) => KeyArea::Comparisons,
            None => KeyArea::Review,
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
        if ScreenSize::from_cells(ctx.size).has_more_pages() {
            hints.push(hint(KeyCode::Char('v'), "v", "chart"));
        }
        hints.push(hint(KeyCode::Char('c'), "c", "legs"));
        hints.push(hint(KeyCode::Enter, "Enter", "open"));
        hints.push(hint(KeyCode::Char('?'), "?", "more"));
        let width = ctx.area().width;
        if self.selected != tonight {
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
                Outcome::from(Effect::ReadRecent).and_go(Place::BACK)
            }
            code if self.insights.is_some() => insights::key(self, code, ctx),
            code => self.command(code, ctx),
        }
    }

    /// The undo key takes back an excuse here, and nothing else.
    fn undoes(&self, newest: UndoableEntry) -> bool {
        let is_its_excuse = newest.about == UndoableKind::Excuse && newest.evening == self.selected;
        self.insights.is_none() && is_its_excuse
    }

    fn mouse(&mut self, mouse: MouseEvent, ctx: &Context<'_>) -> Outcome {
        match mouse.kind {
            MouseEventKind::ScrollDown => self.key(KeyCode::Down.into(), ctx),
            MouseEventKind::ScrollUp => self.key(KeyCode::Up.into(), ctx),
            MouseEventKind::Down(MouseButton::Left) if self.insights.is_none() => {
                match view::evening_at(self, Position::new(mouse.column, mouse.row), ctx) {
                    // A second click on the chosen evening opens it.
                    Some(evening) if evening == self.selected => {
                        self.key(KeyCode::Enter.into(), ctx)
                    }
                    Some(evening) => {
                        self.selected = evening;
                        Outcome::default()
                    }
                    None => Outcome::default(),
                }
            }
            _ => Outcome::default(),
        }
    }

    fn foot_line(&self, ctx: &Context<'_>, width: u16) -> String {
        match self.insights {
            Some(_) => insights::FOOT_LINE.to_owned(),
            None => view::foot_line(self, ctx, width),
        }
    }

    fn corner(&self, _ctx: &Context<'_>) -> Vec<Hint> {
        vec![hint(KeyCode::Tab, "Tab", "Tonight")]
    }

    fn help(&self, ctx: &Context<'_>) -> Option<Help> {
        let symbols = ctx.terminal.symbols();
        Some(match self.insights {
            Some(_) => insights::help(symbols),
            None => Help {
                signs: outcome_marks(symbols),
                terms: TERMS,
                ..Help::keys(self.title(), HELP, self.key_area())
            },
        })
    }

    fn learn(&self, _ctx: &Context<'_>) -> Option<Learn> {
        Some(Learn::page(None))
    }

    fn opened(&mut self, _ctx: &Context<'_>) -> Vec<Effect> {
        vec![self.read()]
    }

    /// Moves the cursor to the evening that the closed screen showed. The review is read again in any case, as that screen
    /// may have changed entries.
    fn shown_again(&mut self, place: &Place, ctx: &Context<'_>) -> Outcome {
        let Place::Back { evening } = place else {
            return Outcome::default();
        };
        self.week = ctx.config.display.first_day_of_week;
        if let Some(evening) = evening {
            self.selected = (*evening).min(ctx.tonight.evening.date);
        }
        self.read().into()
    }

    fn receive(&mut self, message: &Message, ctx: &Context<'_>) -> Outcome {
        if let Some(read) = self.follow_the_week(ctx) {
            return read.into();
        }
        match message {
            Message::Reviewed(back) => return self.reviewed(back),
            Message::Compared(comparison) => {
                let is_of_it = |back: &LookBack| comparison.matches(&back.review);
                if self.back().is_some_and(is_of_it) {
                    self.comparison = Some(Arc::clone(comparison));
                }
            }
            Message::JournalChanged | Message::NotRecorded(_) => return self.read().into(),
            _ => {}
        }
        Outcome::default()
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
        let screen = ScreenSize::from_cells(ctx.size);
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
            KeyCode::Left | KeyCode::Char('h') => self.move_cursor(CursorMove::Left, tonight),
            KeyCode::Right => self.move_cursor(CursorMove::Right, tonight),
            KeyCode::Char('l') if self.span != Span::All => {
                Place::Diary(DiaryStart::Menu, self.selected).into()
            }
            KeyCode::Up | KeyCode::Char('k') => self.move_cursor(CursorMove::Up, tonight),
            KeyCode::Down | KeyCode::Char('j') => self.move_cursor(CursorMove::Down, tonight),
            KeyCode::PageUp | KeyCode::Char('[') => {
                self.move_cursor(CursorMove::PreviousSpan, tonight)
            }
            KeyCode::PageDown | KeyCode::Char(']') => {
                self.move_cursor(CursorMove::NextSpan, tonight)
            }
            KeyCode::Char('t') | KeyCode::Home => self.go_to(tonight),
            KeyCode::Char('v') => {
                self.page = self.page.next(screen);
                Outcome::default()
            }
            KeyCode::Char('c') => {
                self.insights = Some(insights::InsightsPage::default());
                Outcome::default()
            }
            KeyCode::Enter if self.span == Span::All => {
                self.span = Span::Month;
                self.read().into()
            }
            KeyCode::Enter => Place::Diary(DiaryStart::Entries, self.selected).into(),
            KeyCode::Char(key @ ('e' | 'u')) if self.span != Span::All => {
                self.excuse(key == 'e', ctx)
            }
            _ => Outcome::default(),
        }
    }

    /// Excuses the selected evening, or undoes that. Unlike undo elsewhere it revokes nothing else, as the evening's other
    /// entries are not visible here.
    fn excuse(&mut self, should_excuse: bool, ctx: &Context<'_>) -> Outcome {
        let evenings = self
            .back()
            .into_iter()
            .flat_map(|back| &back.review.evenings);
        let is_excused = evenings
            .filter(|evening| evening.date == self.selected)
            .any(|evening| evening.outcome == review::Outcome::Excused);
        let effect = match (should_excuse, is_excused) {
            (true, false) => Effect::Act(self.selected, Action::Excuse { why: None }),
            (false, true) => Effect::Unexcuse(self.selected),
            (true, true) => {
                let undo = ctx.config.keys.key(KeyAction::Undo);
                return Outcome::notice(format!("Excused already: {undo} takes that back."));
            }
            (false, false) => {
                return Outcome::notice(
                    "It is not excused. Enter opens it, to take back its entries.",
                );
            }
        };
        vec![effect, self.read()].into()
    }

    /// Moves the cursor, but not past tonight.
    fn move_cursor(&mut self, cursor_move: CursorMove, tonight: EveningDate) -> Outcome {
        self.go_to(self.span.moved(self.selected, cursor_move).min(tonight))
    }

    /// Selects an evening, and reads its span if that is not the one shown.
    fn go_to(&mut self, to: EveningDate) -> Outcome {
        let before = self.shown();
        self.selected = to;
        if self.shown() == before {
            return Outcome::default();
        }
        self.read().into()
    }
}
