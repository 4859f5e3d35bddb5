//! The timer of a step that takes a while: a bath, a massage. It runs on when the page is left and when the window is
//! closed.

mod kept;
mod view;

pub use kept::Timers;
pub use view::{in_a_line, said, view};

use chrono::{DateTime, Utc};
use ratatui::crossterm::event::{KeyCode, MouseEvent, MouseEventKind};

use crate::advice::Advice;
use crate::evening::{Action, Status};
use crate::event::{EveningDate, StepId};
use crate::plan::{Step, StepKind};
use crate::session::{Cue, Stand, Timer};
use crate::span::Span;
use crate::tui::app::{App, Screen};
use crate::tui::footer::{self, Hint, hint};
use crate::tui::message::Effect;

/// How much longer `+` makes it.
const LONGER: Span = Span::minutes(5);

/// What the timer page keeps; the timer itself is with the others, as Tonight shows it too.
#[derive(Debug, Clone)]
pub struct State {
    /// The evening it belongs to, even past its end.
    evening: EveningDate,
    /// The step it is for.
    step: StepId,
    /// What the step is called.
    title: String,
    /// How long the plan wants it.
    planned: Span,
    /// Why, and what to mind: the page's name and the page.
    page: Option<(String, &'static Advice)>,
    /// Whether the notes were read since the last start.
    has_read: bool,
    mode: Mode,
}

/// What the page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// What to mind before a start, scrolled so far.
    Notes(u16),
    /// The time.
    Time,
    /// Why, and what to mind, scrolled so far.
    Why(u16),
}

impl State {
    /// The page of a step with a timer; none for another step.
    pub fn new(
        evening: EveningDate,
        step: &Step,
        timers: &Timers,
        now: DateTime<Utc>,
    ) -> Option<Self> {
        let StepKind::Timer { duration } = step.kind else {
            return None;
        };
        let page = step.page_id().map(str::to_owned).zip(step.page());
        let mut state = Self {
            evening,
            step: step.id.clone(),
            title: step.title.clone(),
            planned: duration,
            page,
            has_read: false,
            mode: Mode::Time,
        };
        if state.has_notes_to_read(timers, now) {
            state.mode = Mode::Notes(0);
        }
        Some(state)
    }

    /// Whether something is to be read before the timer can be started: all that there is to mind before the first
    /// time, the shared notes before every start.
    fn has_notes_to_read(&self, timers: &Timers, now: DateTime<Utc>) -> bool {
        let Some((id, page)) = self.page.as_ref().filter(|(_, page)| page.timer.is_some()) else {
            return false;
        };
        let is_first_time = !timers.is_acknowledged(id) && page.all_to_mind().next().is_some();
        let starts = self.timer(timers).stand(now) == Stand::Fresh && !self.has_read;
        is_first_time || (starts && !page.notes.is_empty())
    }

    /// Whether the time is shown, second by second.
    pub fn shows_the_time(&self) -> bool {
        self.mode == Mode::Time
    }

    /// The advice, while it is shown: why, or what to mind.
    pub fn why(&self) -> Option<&'static Advice> {
        match self.mode {
            Mode::Notes(_) | Mode::Why(_) => self.page.as_ref().map(|(_, advice)| *advice),
            Mode::Time => None,
        }
    }

    /// Whether it is the page of that step.
    pub fn is_of(&self, evening: EveningDate, step: &StepId) -> bool {
        self.evening == evening && self.step == *step
    }

    fn timer(&self, timers: &Timers) -> Timer {
        let kept = timers.of(self.evening, &self.step);
        kept.unwrap_or_else(|| Timer::new(self.planned))
    }
}

/// What follows from a timer having come to its end: one chime, and words where the page does not say it.
pub fn over(app: &mut App, evening: EveningDate, step: &StepId) -> Vec<Effect> {
    let timeline = app.timeline();
    let is_tonight = timeline.evening.date == evening;
    let entry = timeline.entries.iter().find(|entry| entry.step.id == *step);
    let Some(entry) = entry.filter(|entry| is_tonight && is_open(entry.status)) else {
        return vec![];
    };
    let page = entry.step.page();
    let end = page
        .and_then(|page| page.timer.as_ref())
        .map(|beside| &beside.end);
    let said = match end {
        Some(end) => format!("{}: time is up. {end}", entry.step.title),
        None => format!("{}: time is up.", entry.step.title),
    };
    let is_shown = matches!(
        &app.screen,
        Screen::Timer(state) if state.is_of(evening, step) && state.shows_the_time()
    ) && app.learn.is_none();
    if !is_shown {
        app.banner = Some(said);
    }
    if app.config.sound.enabled && !app.keeps_quiet() {
        vec![Effect::Sound(Cue::Chime)]
    } else {
        vec![]
    }
}

/// Whether a timer may still be wanted for a step that stands so.
pub fn is_open(status: Status) -> bool {
    match status {
        Status::Upcoming
        | Status::Due
        | Status::Late
        | Status::Snoozed
        | Status::Missed
        | Status::Excused => true,
        Status::Done { .. } | Status::Skipped { .. } => false,
    }
}

/// The keys that work now.
pub fn hints(app: &App, state: &State) -> Vec<Hint> {
    let key = KeyCode::Char;
    let further = |mut hints: Vec<Hint>| {
        let scrolled = view::scrolled(app, state);
        if scrolled.first < scrolled.most {
            hints.push(hint(key('j'), "j", "further"));
        }
        if scrolled.first > 0 {
            hints.push(hint(key('k'), "k", "back"));
        }
        hints
    };
    let says_more = state.why().is_some_and(|advice| advice.learn.is_some());
    let more = says_more.then(|| hint(key('i'), "i", "more"));
    match state.mode {
        Mode::Notes(_) => {
            let scrolled = view::scrolled(app, state);
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
                footer::add_if_there_is_room(&mut hints, more, app.area().width);
            }
            hints
        }
        Mode::Why(_) => {
            let close = hint(KeyCode::Esc, "Esc", "close");
            further([close].into_iter().chain(more).collect())
        }
        Mode::Time => {
            let stand = state.timer(&app.timers).stand(app.now());
            let enter = match stand {
                Stand::Fresh => "start",
                Stand::Running => "pause",
                Stand::Paused => "go on",
                Stand::Over => "done",
            };
            let mut hints = vec![
                hint(KeyCode::Enter, "Enter", enter),
                hint(key('+'), "+", "5 min longer"),
            ];
            if stand != Stand::Over {
                hints.push(hint(key('d'), "d", "done"));
            }
            if stand != Stand::Fresh {
                hints.push(hint(key('r'), "r", "anew"));
            }
            if state.page.is_some() {
                hints.push(hint(key('w'), "w", "why"));
            }
            hints.push(hint(key('q'), "q", "tonight"));
            hints.push(hint(key('?'), "?", "more"));
            hints
        }
    }
}

/// Takes a key.
pub fn key(app: &mut App, code: KeyCode) -> Vec<Effect> {
    let Screen::Timer(state) = &app.screen else {
        return vec![];
    };
    match state.mode {
        Mode::Notes(_) => read_notes(app, code),
        Mode::Why(_) => {
            let closes = matches!(
                code,
                KeyCode::Char('w' | 'q') | KeyCode::Esc | KeyCode::Enter
            );
            let first = scroll(app, code);
            set_mode(app, if closes { Mode::Time } else { Mode::Why(first) })
        }
        Mode::Time => key_at_the_time(app, code),
    }
}

/// The wheel scrolls what is longer than the screen.
pub fn mouse(app: &mut App, mouse: MouseEvent) -> Vec<Effect> {
    match mouse.kind {
        MouseEventKind::ScrollDown => key(app, KeyCode::Down),
        MouseEventKind::ScrollUp => key(app, KeyCode::Up),
        _ => vec![],
    }
}

/// Enter reads on, and acknowledges only once the last line was on the screen.
fn read_notes(app: &mut App, code: KeyCode) -> Vec<Effect> {
    let Screen::Timer(state) = &app.screen else {
        return vec![];
    };
    let scrolled = view::scrolled(app, state);
    match code {
        KeyCode::Enter | KeyCode::Char(' ') if scrolled.first < scrolled.most => {
            // The last line is seen again, as the first.
            let page = scrolled.height.saturating_sub(1).max(1);
            set_mode(app, Mode::Notes((scrolled.first + page).min(scrolled.most)))
        }
        KeyCode::Enter => {
            let page = state.page.as_ref().map(|(id, _)| id.clone());
            set_mode(app, Mode::Time);
            set_read(app, true);
            let acknowledged = page.map(|id| app.timers.acknowledge(&id));
            acknowledged.into_iter().collect()
        }
        KeyCode::Esc | KeyCode::Char('q') => leave(app),
        code => {
            let first = scroll(app, code);
            set_mode(app, Mode::Notes(first))
        }
    }
}

fn key_at_the_time(app: &mut App, code: KeyCode) -> Vec<Effect> {
    let now = app.now();
    let Screen::Timer(state) = &app.screen else {
        return vec![];
    };
    let (evening, step) = (state.evening, state.step.clone());
    let timer = state.timer(&app.timers);
    let stand = timer.stand(now);
    let has_page = state.page.is_some();
    match code {
        KeyCode::Enter if stand == Stand::Over => done(app, evening, step),
        KeyCode::Enter | KeyCode::Char(' ') if state.has_notes_to_read(&app.timers, now) => {
            set_mode(app, Mode::Notes(0))
        }
        KeyCode::Enter | KeyCode::Char(' ') if stand != Stand::Over => {
            set_read(app, false);
            vec![app.timers.keep(evening, &step, timer.toggled(now))]
        }
        KeyCode::Char('+' | '=') => {
            let longer = timer.longer(LONGER, now);
            if longer == timer {
                app.told = Some("Four hours is the longest.".to_owned());
                return vec![];
            }
            vec![app.timers.keep(evening, &step, longer)]
        }
        KeyCode::Char('r') if stand != Stand::Fresh => {
            let forget = app.timers.forget(evening, &step);
            let starts_with_notes = matches!(
                &app.screen,
                Screen::Timer(state) if state.has_notes_to_read(&app.timers, now)
            );
            if starts_with_notes {
                set_mode(app, Mode::Notes(0));
            }
            vec![forget]
        }
        KeyCode::Char('d') => done(app, evening, step),
        KeyCode::Char('w') if has_page => set_mode(app, Mode::Why(0)),
        KeyCode::Esc | KeyCode::Char('q') => leave(app),
        _ => vec![],
    }
}

/// The step is done, however much of the time is left.
fn done(app: &mut App, evening: EveningDate, step: StepId) -> Vec<Effect> {
    app.screen = Screen::Tonight;
    // The cursor goes on to what is next.
    app.tonight_screen.chosen = None;
    let forget = app.timers.forget(evening, &step);
    vec![
        Effect::Act(evening, Action::Done { step, at: None }),
        forget,
    ]
}

/// Back to Tonight; the time runs on.
fn leave(app: &mut App) -> Vec<Effect> {
    app.screen = Screen::Tonight;
    vec![]
}

/// The first line to show after a key that scrolls.
fn scroll(app: &App, code: KeyCode) -> u16 {
    let Screen::Timer(state) = &app.screen else {
        return 0;
    };
    let scrolled = view::scrolled(app, state);
    match code {
        KeyCode::Down | KeyCode::Char('j') => (scrolled.first + 1).min(scrolled.most),
        KeyCode::Up | KeyCode::Char('k') => scrolled.first.saturating_sub(1),
        _ => scrolled.first,
    }
}

fn set_read(app: &mut App, has_read: bool) {
    if let Screen::Timer(state) = &mut app.screen {
        state.has_read = has_read;
    }
}

fn set_mode(app: &mut App, mode: Mode) -> Vec<Effect> {
    if let Screen::Timer(state) = &mut app.screen {
        state.mode = mode;
    }
    vec![]
}
