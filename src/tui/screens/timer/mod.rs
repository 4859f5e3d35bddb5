//! The timer of a step such as a bath or a massage. It keeps running when the screen or the window is closed.

mod lines;
mod view;

use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent, MouseEvent, MouseEventKind};

use crate::advice::Advice;
use crate::evening::{Action, When};
use crate::event::{EveningDate, StepId};
use crate::plan::KeyArea;
use crate::session::{Timer, TimerStatus};
use crate::span::Span;
use crate::tui::context::Context;
use crate::tui::footer::{self, Hint, hint};
use crate::tui::message::{Effect, Message};
use crate::tui::screen::{Explained, Help, Learn, Outcome, Screen};
use crate::tui::screens::Place;
use crate::tui::timers;

/// The time that `+` adds.
const LONGER: Span = Span::minutes(5);

const HELP: &[Explained] = &[
    ("Enter", "start, pause, go on"),
    ("+", "five minutes longer"),
    ("d", "done, whatever is left"),
    ("r", "anew, from the beginning"),
    ("w  i", "why; learn more"),
    ("*  ,", "woken at night; settings"),
    ("Esc  q", "Tonight; leave: it runs on"),
];

/// The timer screen's own state. The timer itself is shared data, because Tonight shows it too.
#[derive(Debug, Clone)]
pub struct TimerScreen {
    /// The evening that was current when the screen was opened. It stays the same when that evening ends.
    evening: EveningDate,
    /// The step that the timer belongs to.
    step: StepId,
    /// The step's title.
    title: String,
    /// The step's duration in the plan.
    planned: Span,
    /// The id of the step's advice page, and the page.
    page: Option<(String, &'static Advice)>,
    /// Whether the notes were read since the timer was last started.
    has_read: bool,
    mode: Mode,
}

/// What the screen shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// The safety notes before a start, scrolled down by that many lines.
    Notes(u16),
    /// The remaining time.
    Time,
    /// The advice page, scrolled down by that many lines.
    Why(u16),
}

impl TimerScreen {
    /// Opens the timer of one of tonight's steps.
    ///
    /// # Errors
    /// If the step has no timer, as a sentence for the user.
    pub fn new(step: &StepId, ctx: &Context<'_>) -> Result<Self, String> {
        let step = ctx.tonight.plan.step(step);
        let timed = step.and_then(|step| Some((step, step.timer()?)));
        let Some((step, planned)) = timed else {
            return Err("That step has no timer any more.".to_owned());
        };
        let page = step.page_id().map(str::to_owned).zip(step.page());
        let mut screen = Self {
            evening: ctx.tonight.evening.date,
            step: step.id.clone(),
            title: step.title.clone(),
            planned,
            page,
            has_read: false,
            mode: Mode::Time,
        };
        if screen.has_notes_to_read(screen.current(ctx), ctx) {
            screen.mode = Mode::Notes(0);
        }
        Ok(screen)
    }

    /// Whether notes must be read before the timer starts: all safety notes before the first use, and the shared notes
    /// before every start.
    fn has_notes_to_read(&self, timer: Timer, ctx: &Context<'_>) -> bool {
        let Some((id, page)) = self.page.as_ref().filter(|(_, page)| page.timer.is_some()) else {
            return false;
        };
        let is_first_time = !ctx.timers.is_acknowledged(id) && page.all_to_mind().next().is_some();
        let starts = timer.status(ctx.now()) == TimerStatus::Fresh && !self.has_read;
        is_first_time || (starts && !page.notes.is_empty())
    }

    /// The started timer, or a fresh one with the planned duration.
    fn current(&self, ctx: &Context<'_>) -> Timer {
        let started = ctx.timers.get(self.evening, &self.step);
        started.unwrap_or_else(|| Timer::new(self.planned))
    }
}

impl Screen for TimerScreen {
    fn title(&self) -> &'static str {
        "Timer"
    }

    fn key_area(&self) -> KeyArea {
        KeyArea::Timer
    }

    fn hints(&self, ctx: &Context<'_>) -> Vec<Hint> {
        let key = KeyCode::Char;
        let further = |mut hints: Vec<Hint>| {
            let scrolled = view::scrolled(self, ctx);
            if scrolled.first < scrolled.most {
                hints.push(hint(key('j'), "j", "further"));
            }
            if scrolled.first > 0 {
                hints.push(hint(key('k'), "k", "back"));
            }
            hints
        };
        let says_more = self
            .shown_advice()
            .is_some_and(|advice| advice.learn.is_some());
        let more = says_more.then(|| hint(key('i'), "i", "more"));
        match self.mode {
            Mode::Notes(_) => {
                let scrolled = view::scrolled(self, ctx);
                let enter = if scrolled.first < scrolled.most {
                    "read on"
                } else {
                    "I have read it"
                };
                let mut hints = vec![
                    hint(KeyCode::Enter, "Enter", enter),
                    hint(KeyCode::Esc, "Esc", "not now"),
                ];
                if scrolled.first > 0 {
                    hints.push(hint(key('k'), "k", "back"));
                }
                if let Some(more) = more {
                    footer::add_if_there_is_room(&mut hints, more, ctx.area().width);
                }
                hints
            }
            Mode::Why(_) => {
                let close = hint(KeyCode::Esc, "Esc", "close");
                further([close].into_iter().chain(more).collect())
            }
            Mode::Time => {
                let status = self.current(ctx).status(ctx.now());
                let enter = match status {
                    TimerStatus::Fresh => "start",
                    TimerStatus::Running => "pause",
                    TimerStatus::Paused => "go on",
                    TimerStatus::Over => "done",
                };
                let mut hints = vec![
                    hint(KeyCode::Enter, "Enter", enter),
                    hint(key('+'), "+", "5 min longer"),
                ];
                if status != TimerStatus::Over {
                    hints.push(hint(key('d'), "d", "done"));
                }
                if status != TimerStatus::Fresh {
                    hints.push(hint(key('r'), "r", "anew"));
                }
                if self.page.is_some() {
                    hints.push(hint(key('w'), "w", "why"));
                }
                hints.push(hint(KeyCode::Esc, "Esc", "tonight"));
                hints.push(hint(key('?'), "?", "more"));
                hints
            }
        }
    }

    fn key(&mut self, key: KeyEvent, ctx: &Context<'_>) -> Outcome {
        match self.mode {
            Mode::Notes(_) => self.read_notes(key.code, ctx),
            Mode::Why(_) => {
                let first = self.scrolled_to(key.code, ctx);
                self.mode = match key.code {
                    KeyCode::Char('w' | 'q') | KeyCode::Esc | KeyCode::Enter => Mode::Time,
                    _ => Mode::Why(first),
                };
                Outcome::default()
            }
            Mode::Time => self.key_while_timing(key.code, ctx),
        }
    }

    /// Scrolls pages that are longer than the screen.
    fn mouse(&mut self, mouse: MouseEvent, ctx: &Context<'_>) -> Outcome {
        match mouse.kind {
            MouseEventKind::ScrollDown => self.key(KeyCode::Down.into(), ctx),
            MouseEventKind::ScrollUp => self.key(KeyCode::Up.into(), ctx),
            _ => Outcome::default(),
        }
    }

    fn line(&mut self, line: &str, ctx: &Context<'_>) -> Option<Outcome> {
        Some(self.take_line(line, ctx))
    }

    fn says(&self, ctx: &Context<'_>) -> Option<String> {
        Some(self.lines_now(ctx))
    }

    fn help(&self, _ctx: &Context<'_>) -> Option<Help> {
        Some(Help::keys(self.title(), HELP, self.key_area()))
    }

    fn learn(&self, _ctx: &Context<'_>) -> Option<Learn> {
        let advice = self.shown_advice();
        Some(Learn::page(
            advice.and_then(|advice| advice.learn.as_deref()),
        ))
    }

    fn one_line(&self, ctx: &Context<'_>) -> String {
        let timer = timers::in_words(self.current(ctx), ctx.now());
        format!("{}: {timer}", self.title)
    }

    fn shows_seconds(&self) -> bool {
        self.mode == Mode::Time
    }

    fn shows(&self, message: &Message) -> bool {
        let Message::TimerOver(evening, step) = message else {
            return false;
        };
        self.mode == Mode::Time && self.evening == *evening && self.step == *step
    }

    fn draw(&self, ctx: &Context<'_>, frame: &mut Frame) {
        view::draw(self, ctx, frame);
    }
}

/// Goes back to Tonight. The timer keeps running.
fn leave() -> Outcome {
    Place::BACK.into()
}

impl TimerScreen {
    /// The advice, if its notes or its page are shown.
    fn shown_advice(&self) -> Option<&'static Advice> {
        match self.mode {
            Mode::Notes(_) | Mode::Why(_) => self.page.as_ref().map(|(_, advice)| *advice),
            Mode::Time => None,
        }
    }

    /// Handles a key while the notes are shown. Enter scrolls, and acknowledges the notes only at their last line.
    fn read_notes(&mut self, code: KeyCode, ctx: &Context<'_>) -> Outcome {
        let scrolled = view::scrolled(self, ctx);
        match code {
            KeyCode::Enter | KeyCode::Char(' ') if scrolled.first < scrolled.most => {
                // Repeat the last line as the first one of the next page.
                let page = scrolled.height.saturating_sub(1).max(1);
                self.mode = Mode::Notes((scrolled.first + page).min(scrolled.most));
                Outcome::default()
            }
            KeyCode::Enter => self.acknowledge().into(),
            KeyCode::Esc => leave(),
            KeyCode::Char('q') => Effect::Quit.into(),
            code => {
                self.mode = Mode::Notes(self.scrolled_to(code, ctx));
                Outcome::default()
            }
        }
    }

    /// The notes were read, so the timer can be started.
    fn acknowledge(&mut self) -> Vec<Effect> {
        self.mode = Mode::Time;
        self.has_read = true;
        let page = self.page.as_ref().map(|(id, _)| id.clone());
        page.map(Effect::Acknowledge).into_iter().collect()
    }

    fn key_while_timing(&mut self, code: KeyCode, ctx: &Context<'_>) -> Outcome {
        let now = ctx.now();
        let timer = self.current(ctx);
        let status = timer.status(now);
        match code {
            KeyCode::Enter if status == TimerStatus::Over => self.done(),
            KeyCode::Enter | KeyCode::Char(' ') if self.has_notes_to_read(timer, ctx) => {
                self.mode = Mode::Notes(0);
                Outcome::default()
            }
            KeyCode::Enter | KeyCode::Char(' ') if status != TimerStatus::Over => {
                self.toggle(timer, ctx).into()
            }
            KeyCode::Char('+' | '=') => {
                let longer = timer.extended(LONGER, now);
                if longer == timer {
                    return Outcome::notice("Four hours is the longest.");
                }
                self.save(longer).into()
            }
            KeyCode::Char('r') if status != TimerStatus::Fresh => {
                if self.has_notes_to_read(Timer::new(self.planned), ctx) {
                    self.mode = Mode::Notes(0);
                }
                self.forget().into()
            }
            KeyCode::Char('d') => self.done(),
            KeyCode::Char('w') if self.page.is_some() => {
                self.mode = Mode::Why(0);
                Outcome::default()
            }
            KeyCode::Esc => leave(),
            KeyCode::Char('q') => Effect::Quit.into(),
            _ => Outcome::default(),
        }
    }

    /// Starts the timer, pauses it, or lets it go on.
    fn toggle(&mut self, timer: Timer, ctx: &Context<'_>) -> Effect {
        self.has_read = false;
        self.save(timer.toggled(ctx.now()))
    }

    /// Marks the step as done, however much time is left, and goes to Tonight.
    fn done(&self) -> Outcome {
        let step = self.step.clone();
        let done = Effect::Act(
            self.evening,
            Action::Done {
                step,
                when: When::Now,
            },
        );
        Outcome::from(vec![done, self.forget()]).and_go(Place::Tonight)
    }

    fn save(&self, timer: Timer) -> Effect {
        timers::save(self.evening, &self.step, timer)
    }

    fn forget(&self) -> Effect {
        Effect::ForgetTimer(self.evening, self.step.clone())
    }

    /// The first visible line after a key that scrolls.
    fn scrolled_to(&self, code: KeyCode, ctx: &Context<'_>) -> u16 {
        let scrolled = view::scrolled(self, ctx);
        match code {
            KeyCode::Down | KeyCode::Char('j') => (scrolled.first + 1).min(scrolled.most),
            KeyCode::Up | KeyCode::Char('k') => scrolled.first.saturating_sub(1),
            _ => scrolled.first,
        }
    }
}
