//! Tonight: the evening's timeline, and what is next in letters readable from across the room.

mod next_up;
mod view;

pub use view::view;

use ratatui::crossterm::event::{KeyCode, KeyEvent, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Position;

use crate::advice::Advice;
use crate::evening::{Action, Entry, Evening, SNOOZE, Status};
use crate::event::{EveningDate, StepId, What};
use crate::plan::StepKind;
use crate::review::insights::FEWEST_EVENINGS;
use crate::session::{Stand, Timer};
use crate::time_of_day;
use crate::tui::app::{App, Screen};
use crate::tui::footer::{self, Hint, LEARN, hint};
use crate::tui::message::Effect;
use crate::tui::prompt::{Prompt, Question, Typed};
use crate::tui::screens::{diary, timer};
use crate::words;

/// What Tonight keeps beside the evening itself.
#[derive(Debug, Default)]
pub struct State {
    /// The step that the cursor stands on; without one it follows what is next.
    pub chosen: Option<StepId>,
    /// The line being typed, if one is.
    pub prompt: Option<Prompt>,
    /// The note that was last to be kept, and of which evening.
    pub note: Option<(EveningDate, String)>,
    /// How far the chosen step's why and safety note are scrolled, while they are shown.
    pub why: Option<u16>,
    /// The night just past, when nothing was told of it in the morning.
    pub untold_night: Option<EveningDate>,
    /// Evenings kept in a row up to now, once the journal was asked.
    pub streak: Option<usize>,
}

/// The entry that the cursor stands on: the chosen one, else what is next, else the last.
pub fn at_cursor<'a, 'p>(
    state: &State,
    entries: &'a [Entry<'p>],
    next: Option<&StepId>,
) -> Option<&'a Entry<'p>> {
    let find = |id: &StepId| entries.iter().find(|entry| entry.step.id == *id);
    state
        .chosen
        .as_ref()
        .and_then(find)
        .or_else(|| next.and_then(find))
        .or(entries.last())
}

/// The keys that work now.
pub fn hints(app: &App) -> Vec<Hint> {
    if app.tonight_screen.prompt.is_some() {
        return vec![
            hint(KeyCode::Enter, "Enter", "keep"),
            hint(KeyCode::Esc, "Esc", "leave it"),
        ];
    }
    if app.tonight_screen.why.is_some() {
        let mut hints = vec![hint(KeyCode::Esc, "Esc", "close")];
        if why(app).is_some_and(|advice| advice.learn.is_some()) {
            hints.push(hint(KeyCode::Char('i'), "i", "more"));
        }
        let (first, most) = view::scrolled(app);
        if first < most {
            hints.push(hint(KeyCode::Char('j'), "j", "further"));
        }
        if first > 0 {
            hints.push(hint(KeyCode::Char('k'), "k", "back"));
        }
        return hints;
    }
    let timeline = app.timeline();
    let next = timeline.next().map(|entry| &entry.step.id);
    let entry = at_cursor(&app.tonight_screen, &timeline.entries, next);
    let status = entry.map(|entry| entry.status);
    let mut hints = Vec::new();
    if let Some(entry) = entry.filter(|entry| has_timer(entry)) {
        let does = match timer_of(app, entry) {
            Some(_) => "timer",
            None => "start",
        };
        hints.push(hint(KeyCode::Enter, "Enter", does));
    }
    let starts = entry.is_some_and(|entry| matches!(entry.step.kind, StepKind::Routine { .. }));
    // A cutoff that was missed already is one that a drink came after: nothing said of it changes that.
    let open = status.is_some_and(|status| match status {
        Status::Done { .. } | Status::Skipped { .. } | Status::Missed => false,
        Status::Upcoming | Status::Due | Status::Late | Status::Snoozed | Status::Excused => true,
    });
    if starts {
        let left = entry.is_some_and(|entry| is_left_in_the_middle(app, &entry.step.id));
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
        hints.push(hint(KeyCode::Char('d'), "d", "done"));
        hints.push(hint(KeyCode::Char('s'), "s", "skip"));
        if !timeline.excused {
            hints.push(hint(KeyCode::Char('z'), "z", "snooze"));
        }
    }
    hints.push(hint(KeyCode::Char('u'), "u", "undo"));
    hints.push(hint(KeyCode::Char('b'), "b", "bed"));
    if entry.is_some_and(|entry| entry.step.page().is_some()) {
        hints.push(hint(KeyCode::Char('w'), "w", "why"));
    }
    hints.push(hint(KeyCode::Char('l'), "l", "log"));
    if timeline.lights_out.is_some() || app.now() >= timeline.evening.bedtime {
        hints.push(hint(KeyCode::Char('N'), "N", "woken"));
    }
    hints.push(hint(KeyCode::Char('?'), "?", "more"));
    if !timeline.excused {
        let excuse = hint(KeyCode::Char('e'), "e", "excuse");
        footer::add_if_there_is_room(&mut hints, excuse, app.area().width);
    }
    footer::add_if_there_is_room(&mut hints, LEARN, app.area().width);
    hints
}

/// The night to be told of: nothing was, and it is morning still.
pub(super) fn untold_night(app: &App) -> Option<EveningDate> {
    let is_meant = |night: &EveningDate| {
        Evening::rated_at(app.now(), &app.config.plan, &app.zone).date == *night
    };
    app.tonight_screen.untold_night.filter(is_meant)
}

/// Whether Enter opens the timer of the step: it has one, and is neither done nor skipped.
fn has_timer(entry: &Entry<'_>) -> bool {
    let is_timer = matches!(entry.step.kind, StepKind::Timer { .. });
    is_timer && timer::is_open(entry.status)
}

/// The timer of a step that is to be done yet, where it was started.
pub(super) fn timer_of(app: &App, entry: &Entry<'_>) -> Option<Timer> {
    let timer = app.timers.of(app.tonight.evening.date, &entry.step.id)?;
    let is_started = timer.stand(app.now()) != Stand::Fresh;
    (is_started && timer::is_open(entry.status)).then_some(timer)
}

/// Whether the step's routine was left in the middle this evening.
fn is_left_in_the_middle(app: &App, step: &StepId) -> bool {
    app.unfinished.as_ref().is_some_and(|left| {
        left.evening == app.tonight.evening.date && left.step.as_ref() == Some(step)
    })
}

/// Takes a key.
pub fn key(app: &mut App, key: KeyEvent) -> Vec<Effect> {
    if app.tonight_screen.prompt.is_some() {
        return type_into_prompt(app, key);
    }
    if app.tonight_screen.why.is_some() {
        return read_on(app, key.code);
    }
    match key.code {
        KeyCode::Enter | KeyCode::Char(' ') => start(app),
        KeyCode::Char('r') if app.unfinished.is_some() => {
            app.unfinished = None;
            start(app)
        }
        KeyCode::Char('d') => on_step(app, |step| Action::Done { step, at: None }),
        KeyCode::Char('s') => on_step(app, |step| Action::Skip { step, why: None }),
        KeyCode::Char('z') => on_step(app, |step| Action::Snooze { step, span: SNOOZE }),
        KeyCode::Char('u') => act(app, Action::Undo { step: None }),
        KeyCode::Char('b') => {
            let bedtime = words::clock(app.timeline().evening.bedtime, &app.zone);
            ask(app, Question::Bedtime, bedtime)
        }
        KeyCode::Char('e') if app.timeline().excused => {
            app.told = Some("Excused already: u takes back what was said last.".to_owned());
            vec![]
        }
        KeyCode::Char('e') => ask(app, Question::Excuse, String::new()),
        KeyCode::Char('n') => {
            let unkept = unkept_note(app);
            ask(app, Question::Note, unkept)
        }
        KeyCode::Char('c') => diary::open_caffeine(app),
        KeyCode::Char('m') => match untold_night(app) {
            Some(night) => diary::open_morning(app, night),
            None => vec![],
        },
        KeyCode::Char('l') => diary::open(app, app.tonight.evening.date),
        KeyCode::Char('w') => {
            app.tonight_screen.why = Some(0);
            // The user's own nights may have something to say of it.
            let tonight = app.tonight.evening.date;
            vec![Effect::Review(
                tonight.days_before(FEWEST_EVENINGS - 1),
                tonight,
            )]
        }
        KeyCode::Esc => {
            app.tonight_screen.chosen = None;
            vec![]
        }
        code => move_cursor(app, code),
    }
}

/// A key while the why is shown.
fn read_on(app: &mut App, code: KeyCode) -> Vec<Effect> {
    let (first, most) = view::scrolled(app);
    app.tonight_screen.why = match code {
        KeyCode::Down | KeyCode::Char('j') => Some((first + 1).min(most)),
        KeyCode::Up | KeyCode::Char('k') => Some(first.saturating_sub(1)),
        KeyCode::Char('w' | 'q') | KeyCode::Esc | KeyCode::Enter => None,
        _ => Some(first),
    };
    vec![]
}

/// Takes a press of the left button, or a turn of the wheel.
pub fn mouse(app: &mut App, mouse: MouseEvent) -> Vec<Effect> {
    match mouse.kind {
        MouseEventKind::ScrollDown => key(app, KeyCode::Down.into()),
        MouseEventKind::ScrollUp => key(app, KeyCode::Up.into()),
        MouseEventKind::Down(MouseButton::Left) => {
            match view::step_at(app, Position::new(mouse.column, mouse.row)) {
                // A second click on the chosen line starts it.
                Some(step) if app.tonight_screen.chosen.as_ref() == Some(&step) => start(app),
                Some(step) => {
                    app.tonight_screen.chosen = Some(step);
                    vec![]
                }
                None => vec![],
            }
        }
        _ => vec![],
    }
}

/// The advice on the chosen step, while it is shown.
pub fn why(app: &App) -> Option<&'static Advice> {
    app.tonight_screen.why?;
    let step = chosen_step(app)?;
    app.tonight.plan.step(&step)?.page()
}

fn move_cursor(app: &mut App, code: KeyCode) -> Vec<Effect> {
    let timeline = app.timeline();
    let next = timeline.next().map(|entry| &entry.step.id);
    let at = at_cursor(&app.tonight_screen, &timeline.entries, next).and_then(|entry| {
        timeline
            .entries
            .iter()
            .position(|other| other.step.id == entry.step.id)
    });
    let last = timeline.entries.len().saturating_sub(1);
    let to = match (code, at) {
        (KeyCode::Down | KeyCode::Char('j'), Some(at)) => at.saturating_add(1).min(last),
        (KeyCode::Up | KeyCode::Char('k'), Some(at)) => at.saturating_sub(1),
        (KeyCode::Home | KeyCode::Char('g'), Some(_)) => 0,
        (KeyCode::End | KeyCode::Char('G'), Some(_)) => last,
        _ => return vec![],
    };
    let chosen = timeline.entries.get(to).map(|entry| entry.step.id.clone());
    app.tonight_screen.chosen = chosen;
    vec![]
}

fn chosen_step(app: &App) -> Option<StepId> {
    let timeline = app.timeline();
    let next = timeline.next().map(|entry| &entry.step.id);
    at_cursor(&app.tonight_screen, &timeline.entries, next).map(|entry| entry.step.id.clone())
}

fn act(app: &App, action: Action) -> Vec<Effect> {
    vec![Effect::Act(app.tonight.evening.date, action)]
}

fn on_step(app: &mut App, action: impl FnOnce(StepId) -> Action) -> Vec<Effect> {
    let Some(step) = chosen_step(app) else {
        return vec![];
    };
    // The cursor goes on to what is next.
    app.tonight_screen.chosen = None;
    act(app, action(step))
}

/// Enter: a routine is started, a timer is opened, everything else is done.
fn start(app: &mut App) -> Vec<Effect> {
    let timeline = app.timeline();
    let next = timeline.next().map(|entry| &entry.step.id);
    let Some(entry) = at_cursor(&app.tonight_screen, &timeline.entries, next) else {
        return vec![];
    };
    if let StepKind::Routine { routine, .. } = &entry.step.kind {
        let (routine, step) = (routine.clone(), entry.step.id.clone());
        return app.play(&routine, Some(step));
    }
    let evening = app.tonight.evening.date;
    let timer = has_timer(entry).then(|| timer::State::new(evening, entry.step, &app.timers));
    if let Some(state) = timer.flatten() {
        app.screen = Screen::Timer(Box::new(state));
        return vec![];
    }
    on_step(app, |step| Action::Done { step, at: None })
}

fn ask(app: &mut App, question: Question, prefilled: String) -> Vec<Effect> {
    app.tonight_screen.prompt = Some(Prompt::new(question, prefilled));
    vec![]
}

/// What was typed as a note and could not be kept, so that it need not be typed again.
fn unkept_note(app: &App) -> String {
    let events = &app.tonight.events;
    let is_kept = |note: &str| {
        let mut kept = events.iter().map(|event| &event.what);
        kept.any(|what| matches!(what, What::Note { text } if text == note))
    };
    match &app.tonight_screen.note {
        Some((evening, note)) if *evening == app.tonight.evening.date && !is_kept(note) => {
            note.clone()
        }
        _ => String::new(),
    }
}

fn type_into_prompt(app: &mut App, key: KeyEvent) -> Vec<Effect> {
    let Some(prompt) = &mut app.tonight_screen.prompt else {
        return vec![];
    };
    let answer = match prompt.typed(key) {
        Typed::More => return vec![],
        Typed::Left => {
            app.tonight_screen.prompt = None;
            return vec![];
        }
        Typed::Answer(answer) => answer,
    };
    let action = match prompt.question {
        Question::Bedtime => match time_of_day::parse(&answer) {
            Ok(to) => Action::MoveBedtime { to },
            Err(why) => {
                prompt.trouble = Some(why.to_string());
                return vec![];
            }
        },
        Question::Excuse => Action::Excuse { why: Some(answer) },
        // Asked of an opened evening only.
        Question::Change(_) | Question::DrunkAt | Question::Drink => {
            app.tonight_screen.prompt = None;
            return vec![];
        }
        Question::Note => {
            app.tonight_screen.note = Some((app.tonight.evening.date, answer.clone()));
            Action::Note {
                text: answer,
                at: None,
            }
        }
    };
    app.tonight_screen.prompt = None;
    act(app, action)
}
