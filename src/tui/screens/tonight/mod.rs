//! The Tonight screen: the evening's timeline, and the next step in large letters.

mod cutoff;
mod last_night;
mod mark;
mod next_up;
mod notes;
mod question;
mod view;

use std::sync::Arc;

use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Position;

use crate::advice::Advice;
use crate::coach::RecentEvenings;
use crate::evening::{Action, Entry, SNOOZE, Status, When};
use crate::event::{EveningDate, StepId};
use crate::plan::{KeyAction, KeyArea, StepKind};
use crate::remind::agent::install::InstallState;
use crate::review::insights::FEWEST_EVENINGS;
use crate::session::{Timer, TimerStatus};
use crate::tui::comparison::Comparison;
use crate::tui::context::Context;
use crate::tui::footer::{self, Hint, LEARN, NIGHT, NONE_TODAY, SETTINGS, hint};
use crate::tui::message::{Effect, Message, UndoableEntry, UndoableKind, UnrecordedNight};
use crate::tui::prompt::Prompt;
use crate::tui::screen::{Explained, Help, Learn, Outcome, Pasted, Screen};
use crate::tui::screens::{DiaryStart, Place};
use crate::tui::timers;
use mark::HeldKey;
use question::Question;

const HELP: &[Explained] = &[
    ("Enter", "start it, or mark it done"),
    ("d  s  z", "done, skip, snooze 10 min"),
    ("u  w  i", "take back; why; learn more"),
    ("b  e  a", "bedtime; excuse; reminders"),
    ("l n c 0", "diary; note; drink, or none"),
    ("↓ ↑", "choose a step; Esc: next"),
    ("Tab * ,", "Review; woken; settings"),
    ("q", "leave; all is kept"),
];

/// The Tonight screen's own state. The evening itself is shared data.
#[derive(Debug, Default)]
pub struct TonightScreen {
    /// The step under the cursor. None means that the cursor follows the next step.
    chosen: Option<StepId>,
    /// The key that marked a step last.
    held: HeldKey,
    /// The open prompt and its question.
    prompt: Option<(Question, Prompt)>,
    /// The newest note and its evening. If saving it failed, the next note prompt starts with it.
    note: Option<(EveningDate, String)>,
    /// The first visible line of the advice page on the chosen step. None if the page is closed.
    why: Option<u16>,
    /// The night just past, if nothing has been recorded about it.
    unrecorded_night: Option<UnrecordedNight>,
    /// How the evenings before tonight went. None until it has been read.
    recent: Option<RecentEvenings>,
    /// The finished comparison, for the advice page.
    comparison: Option<Arc<Comparison>>,
}

/// The entry under the cursor: the chosen one, else the next, else the last.
fn at_cursor<'a, 'p>(
    screen: &TonightScreen,
    entries: &'a [Entry<'p>],
    next: Option<&StepId>,
) -> Option<&'a Entry<'p>> {
    let find = |id: &StepId| entries.iter().find(|entry| entry.step.id == *id);
    screen
        .chosen
        .as_ref()
        .and_then(find)
        .or_else(|| next.and_then(find))
        .or(entries.last())
}

/// The night to ask about: nothing has been recorded about it, and it is still morning.
fn unrecorded_night(screen: &TonightScreen, ctx: &Context<'_>) -> Option<UnrecordedNight> {
    let last_night = ctx.tonight.evening.of_rating_at(ctx.now());
    let is_last_night = |night: &UnrecordedNight| night.evening == last_night;
    screen.unrecorded_night.filter(is_last_night)
}

/// Whether to mention that reminders stop with the window: they are enabled, no agent is installed, and the user has
/// not yet answered the question about it.
fn lacks_an_agent(ctx: &Context<'_>) -> bool {
    ctx.config.reminders.enabled && ctx.agent == Some(InstallState::Unanswered)
}

/// Whether Enter opens the step's timer: it has one, and is neither done nor skipped.
fn has_timer(entry: &Entry<'_>) -> bool {
    entry.step.timer().is_some() && timers::is_open(entry.status)
}

/// The step's timer, if it was started and the step is neither done nor skipped.
fn timer_of(ctx: &Context<'_>, entry: &Entry<'_>) -> Option<Timer> {
    let timer = ctx.timers.get(ctx.tonight.evening.date, &entry.step.id)?;
    let is_started = timer.status(ctx.now()) != TimerStatus::Fresh;
    (is_started && timers::is_open(entry.status)).then_some(timer)
}

/// The symbols of the steps' statuses with their meanings, for the help.
fn status_symbols(ctx: &Context<'_>) -> Vec<String> {
    let symbols = ctx.terminal.symbols();
    let at = ctx.now();

    let statuses = [
        (Status::Done { at }, "done"),
        (Status::Due, "it is time"),
        (Status::Late, "open"),
        (Status::Snoozed, "snoozed"),
        (Status::Skipped { at }, "skipped"),
        (Status::Missed, "not this time"),
    ];
    statuses
        .map(|(status, name)| format!("{} {name}", symbols.status(status)))
        .to_vec()
}

impl Screen for TonightScreen {
    fn title(&self) -> &'static str {
        "Tonight"
    }

    fn hints(&self, ctx: &Context<'_>) -> Vec<Hint> {
        if let Some((_, prompt)) = &self.prompt {
            let mut hints = prompt.hints(ctx.terminal.ascii);
            hints.push(hint(KeyCode::Esc, "Esc", "cancel"));
            return hints;
        }
        if self.why.is_some() {
            let mut hints = vec![hint(KeyCode::Esc, "Esc", "close")];
            if self
                .shown_advice(ctx)
                .is_some_and(|advice| advice.learn.is_some())
            {
                hints.push(hint(KeyCode::Char('i'), "i", "more"));
            }
            let (first, most) = view::scrolled(self, ctx);
            if first < most {
                hints.push(hint(KeyCode::Char('j'), "j", "further"));
            }
            if first > 0 {
                hints.push(hint(KeyCode::Char('k'), "k", "back"));
            }
            return hints;
        }
        let timeline = ctx.timeline();
        let next = timeline.next().map(|entry| &entry.step.id);
        let entry = at_cursor(self, &timeline.entries, next);
        let status = entry.map(|entry| entry.status);
        let mut hints = Vec::new();
        hints.extend(last_night::hints(self, ctx));
        if let Some(entry) = entry.filter(|entry| has_timer(entry)) {
            let does = match timer_of(ctx, entry) {
                Some(_) => "timer",
                None => "start",
            };
            hints.push(hint(KeyCode::Enter, "Enter", does));
        }
        let starts = entry.is_some_and(|entry| matches!(entry.step.kind, StepKind::Routine { .. }));
        // A cutoff is missed when a drink was recorded after it. Done, skip and snooze cannot change that.
        let open = status.is_some_and(|status| match status {
            Status::Done { .. } | Status::Skipped { .. } | Status::Missed => false,
            Status::Upcoming | Status::Due | Status::Late | Status::Snoozed | Status::Excused => {
                true
            }
        });
        if starts {
            let left = entry.and_then(|entry| ctx.left_session_of(&entry.step.id));
            let left = left.is_some();
            hints.push(hint(
                KeyCode::Enter,
                "Enter",
                if left { "go on" } else { "start" },
            ));
            if left {
                hints.push(hint(KeyCode::Char('r'), "r", "anew"));
            }
        }
        if open {
            // Nobody can have kept a cutoff before its time.
            if !entry.is_some_and(|entry| entry.step.cutoff().is_some() && ctx.now() < entry.due) {
                hints.push(hint(KeyCode::Char('d'), "d", "done"));
            }
            // In the morning all digits answer how the legs were.
            if let Some(entry) = entry.filter(|_| unrecorded_night(self, ctx).is_none()) {
                hints.extend(cutoff::hints(ctx, entry));
            }
            hints.push(hint(KeyCode::Char('s'), "s", "skip"));
            if !timeline.excused {
                hints.push(hint(KeyCode::Char('z'), "z", "snooze"));
            }
        }
        hints.push(hint(KeyCode::Char('u'), "u", "undo"));
        hints.push(hint(KeyCode::Char('b'), "b", "bed"));
        if entry.is_some_and(|entry| entry.step.has_page()) {
            hints.push(hint(KeyCode::Char('w'), "w", "why"));
        }
        hints.push(hint(KeyCode::Char('l'), "l", "log"));
        if timeline.lights_out.is_some() || ctx.now() >= timeline.evening.bedtime {
            hints.push(NIGHT);
        }
        hints.push(hint(KeyCode::Char('?'), "?", "more"));
        if !timeline.excused {
            let excuse = hint(KeyCode::Char('e'), "e", "excuse");
            footer::add_if_there_is_room(&mut hints, excuse, ctx.area().width);
        }
        footer::add_if_there_is_room(&mut hints, LEARN, ctx.area().width);
        hints
    }

    fn key(&mut self, key: KeyEvent, ctx: &Context<'_>) -> Outcome {
        if self.prompt.is_some() {
            return self.answer(key, ctx);
        }
        match key.code {
            KeyCode::Char('q') => Effect::Quit.into(),
            KeyCode::Tab | KeyCode::BackTab => Place::Review.into(),
            code if self.why.is_some() => self.advice_key(code, ctx),
            code => self.command(code, ctx),
        }
    }

    fn key_area(&self) -> KeyArea {
        KeyArea::Tonight
    }

    fn undoes(&self, newest: UndoableEntry) -> bool {
        let is_entry = newest.about != UndoableKind::Trial;
        is_entry && self.prompt.is_none() && self.why.is_none()
    }

    fn mouse(&mut self, mouse: MouseEvent, ctx: &Context<'_>) -> Outcome {
        match mouse.kind {
            MouseEventKind::ScrollDown => self.key(KeyCode::Down.into(), ctx),
            MouseEventKind::ScrollUp => self.key(KeyCode::Up.into(), ctx),
            MouseEventKind::Down(MouseButton::Left) => {
                let place = Position::new(mouse.column, mouse.row);
                if let Some(key) = view::rating_at(self, place, ctx) {
                    return self.key(KeyCode::Char(key).into(), ctx);
                }
                match view::step_at(self, place, ctx) {
                    // A click on the line that is already chosen starts the step.
                    Some(step) if self.chosen.as_ref() == Some(&step) => self.start(ctx),
                    Some(step) => {
                        self.chosen = Some(step);
                        Outcome::default()
                    }
                    None => Outcome::default(),
                }
            }
            _ => Outcome::default(),
        }
    }

    fn foot_line(&self, ctx: &Context<'_>, width: u16) -> String {
        view::foot_line(self, ctx, width)
    }

    fn widest(&self) -> u16 {
        view::WIDEST
    }

    fn corner(&self, ctx: &Context<'_>) -> Vec<Hint> {
        let settings = SETTINGS.with_own_key(&ctx.config.keys, self.key_area());
        vec![hint(KeyCode::Tab, "Tab", "Review"), settings]
    }

    fn prompt(&self) -> Option<&Prompt> {
        self.prompt.as_ref().map(|(_, prompt)| prompt)
    }

    fn paste(&mut self, text: &str) -> Pasted {
        match &mut self.prompt {
            Some((_, prompt)) => prompt.paste(text).into(),
            None => Pasted::Nowhere,
        }
    }

    fn help(&self, ctx: &Context<'_>) -> Option<Help> {
        let help = Help {
            signs: status_symbols(ctx),
            ..Help::keys(self.title(), HELP, self.key_area())
        };
        self.prompt.is_none().then_some(help)
    }

    fn learn(&self, ctx: &Context<'_>) -> Option<Learn> {
        let advice = self.shown_advice(ctx);
        Some(Learn::page(
            advice.and_then(|advice| advice.learn.as_deref()),
        ))
    }

    fn shown_again(&mut self, place: &Place, _ctx: &Context<'_>) -> Outcome {
        match place {
            Place::Tonight => {
                self.chosen = None;
                Outcome::default()
            }
            // The diary may have recorded events.
            Place::Back { evening: Some(_) } => Effect::ReadTonight.into(),
            _ => Outcome::default(),
        }
    }

    fn interrupted(&mut self) -> Vec<Effect> {
        self.why = None;
        vec![]
    }

    fn receive(&mut self, message: &Message, _ctx: &Context<'_>) -> Outcome {
        match message {
            Message::UnrecordedNight(night) => self.unrecorded_night = *night,
            Message::Recent(recent) => self.recent = Some(recent.clone()),
            Message::Reviewed(back) if self.why.is_some() => {
                let comparison = self.comparison.as_ref();
                let is_known = comparison.is_some_and(|known| known.matches(&back.review));
                if !is_known {
                    return Effect::Compare(Arc::clone(back)).into();
                }
            }
            Message::Compared(comparison) if self.why.is_some() => {
                self.comparison = Some(Arc::clone(comparison));
            }
            _ => {}
        }
        Outcome::default()
    }

    fn draw(&self, ctx: &Context<'_>, frame: &mut Frame) {
        view::draw(self, ctx, frame);
    }
}

impl TonightScreen {
    fn command(&mut self, code: KeyCode, ctx: &Context<'_>) -> Outcome {
        if let Some(outcome) = last_night::rate(self, code, ctx) {
            return outcome;
        }
        match code {
            KeyCode::Enter | KeyCode::Char(' ') => self.start(ctx),
            KeyCode::Char('r') => self.start_anew(ctx),
            KeyCode::Char('d') => self.on_step(code, ctx, |step| Action::Done {
                step,
                when: When::Now,
            }),
            NONE_TODAY | cutoff::HAD_SOME => self.cutoff_key(code, ctx),
            KeyCode::Char('s') => self.on_step(code, ctx, |step| Action::Skip { step, why: None }),
            KeyCode::Char('z') => {
                self.on_step(code, ctx, |step| Action::Snooze { step, span: SNOOZE })
            }
            KeyCode::Char('u') => act(ctx, Action::Undo { step: None }),
            KeyCode::Char('b') => {
                let bedtime = ctx.clock(ctx.timeline().evening.bedtime);
                self.ask(Question::Bedtime, bedtime, ctx)
            }
            KeyCode::Char('e') if ctx.timeline().excused => {
                let undo = ctx.config.keys.key(KeyAction::Undo);
                Outcome::notice(format!("Excused already: {undo} undoes the last entry."))
            }
            KeyCode::Char('e') => self.ask(Question::Excuse, String::new(), ctx),
            KeyCode::Char('n') => {
                let unsaved = self.unsaved_note(ctx);
                self.ask(Question::Note, unsaved, ctx)
            }
            KeyCode::Char('c') => Place::Diary(DiaryStart::Caffeine, tonight(ctx)).into(),
            KeyCode::Char('m') => match unrecorded_night(self, ctx) {
                Some(night) => Place::Diary(DiaryStart::Morning, night.evening).into(),
                None => Outcome::default(),
            },
            last_night::ACCEPT | last_night::DECLINE => last_night::answer(self, code, ctx),
            KeyCode::Char('l') => Place::Diary(DiaryStart::Menu, tonight(ctx)).into(),
            KeyCode::Char('a') => Place::Agent { is_first: false }.into(),
            KeyCode::Char('w') => {
                self.why = Some(0);
                // Read the user's own nights, which may add a sentence to the page.
                let tonight = tonight(ctx);
                Effect::Review(tonight.days_before(FEWEST_EVENINGS - 1), tonight).into()
            }
            KeyCode::Esc => {
                self.chosen = None;
                Outcome::default()
            }
            code => self.move_cursor(code, ctx),
        }
    }

    /// Handles a key while the advice page is shown.
    fn advice_key(&mut self, code: KeyCode, ctx: &Context<'_>) -> Outcome {
        let (first, most) = view::scrolled(self, ctx);
        self.why = match code {
            KeyCode::Down | KeyCode::Char('j') => Some((first + 1).min(most)),
            KeyCode::Up | KeyCode::Char('k') => Some(first.saturating_sub(1)),
            KeyCode::Char('w') | KeyCode::Esc | KeyCode::Enter => None,
            _ => Some(first),
        };
        Outcome::default()
    }

    /// The advice on the chosen step, if its page is shown.
    fn shown_advice(&self, ctx: &Context<'_>) -> Option<&'static Advice> {
        self.why?;
        let step = self.chosen_step(ctx)?;
        ctx.tonight.plan.step(&step)?.page()
    }

    fn move_cursor(&mut self, code: KeyCode, ctx: &Context<'_>) -> Outcome {
        let timeline = ctx.timeline();
        let next = timeline.next().map(|entry| &entry.step.id);
        let at = at_cursor(self, &timeline.entries, next).and_then(|entry| {
            let mut entries = timeline.entries.iter();
            entries.position(|other| other.step.id == entry.step.id)
        });
        let last = timeline.entries.len().saturating_sub(1);
        let to = match (code, at) {
            (KeyCode::Down | KeyCode::Char('j'), Some(at)) => at.saturating_add(1).min(last),
            (KeyCode::Up | KeyCode::Char('k'), Some(at)) => at.saturating_sub(1),
            (KeyCode::Home | KeyCode::Char('g'), Some(_)) => 0,
            (KeyCode::End, Some(_)) => last,
            _ => return Outcome::default(),
        };
        let chosen = timeline.entries.get(to).map(|entry| entry.step.id.clone());
        self.chosen = chosen;
        Outcome::default()
    }

    fn chosen_step(&self, ctx: &Context<'_>) -> Option<StepId> {
        let timeline = ctx.timeline();
        let next = timeline.next().map(|entry| &entry.step.id);
        at_cursor(self, &timeline.entries, next).map(|entry| entry.step.id.clone())
    }

    /// Begins the chosen step's routine again, if it was left in the middle.
    fn start_anew(&self, ctx: &Context<'_>) -> Outcome {
        let step = self.chosen_step(ctx);
        let step = step.and_then(|step| ctx.tonight.plan.step(&step));
        match step.map(|step| (&step.id, &step.kind)) {
            Some((step, StepKind::Routine { routine, .. }))
                if ctx.left_session_of(step).is_some() =>
            {
                Place::anew(step, routine, ctx).into()
            }
            Some(_) | None => Outcome::default(),
        }
    }

    /// Handles Enter: goes to the routines, opens a timer, or marks any other step as done.
    fn start(&mut self, ctx: &Context<'_>) -> Outcome {
        let timeline = ctx.timeline();
        let next = timeline.next().map(|entry| &entry.step.id);
        let Some(entry) = at_cursor(self, &timeline.entries, next) else {
            return Outcome::default();
        };
        let step = entry.step.id.clone();
        if let StepKind::Routine { routine, .. } = &entry.step.kind {
            return Place::for_step(&step, routine, ctx).into();
        }
        if has_timer(entry) {
            return Place::Timer(step).into();
        }
        self.on_step(KeyCode::Enter, ctx, |step| Action::Done {
            step,
            when: When::Now,
        })
    }
}

fn tonight(ctx: &Context<'_>) -> EveningDate {
    ctx.tonight.evening.date
}

fn act(ctx: &Context<'_>, action: Action) -> Outcome {
    Effect::Act(tonight(ctx), action).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words;

    #[test]
    fn the_help_names_the_length_of_a_snooze() {
        let named = words::short_span(SNOOZE.delta().num_minutes());
        let snooze = format!("snooze {named}");
        assert!(
            HELP.iter().any(|(_, does)| does.contains(&snooze)),
            "{snooze}"
        );
    }
}
