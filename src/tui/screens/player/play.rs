//! What the player keeps, and what its keys do.

use std::collections::HashMap;
use std::time::Duration;

use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Position;

use super::view::{Mode, View};
use crate::evening::{Action, DiaryEntry};
use crate::event::{EveningDate, StepId};
use crate::exercise::Routine;
use crate::exercise::pose::Pose;
use crate::plan::Sound;
use crate::session::{self, Cue, GAP, Progress, Session};
use crate::tui::app::App;
use crate::tui::footer::Hint;
use crate::tui::message::{Effect, Moment};

/// How much longer `+` makes a hold.
const LONGER: Duration = Duration::from_secs(10);

/// A routine being played.
#[derive(Debug)]
pub struct State {
    /// The walk through the routine.
    pub session: Session,
    /// What the header calls it.
    pub title: String,
    /// The evening it belongs to, even past its end.
    pub evening: EveningDate,
    /// The step it is for, if it is for one.
    pub step: Option<StepId>,
    /// What lies over it.
    pub mode: Mode,
    /// Whether it can be heard.
    pub sound: bool,
    /// How each exercise looks, by the name that the exercise gives it.
    poses: HashMap<String, Pose>,
    /// Whether the names of the exercises are spoken.
    speak: bool,
    /// Whether what was done has been handed to the journal.
    recorded: bool,
    /// How the legs are after a routine at night, 0 to 10, once that was told.
    legs: Option<u8>,
}

impl State {
    /// Begins a routine, or goes on where it was left.
    pub fn new(
        routine: &Routine,
        progress: Option<&Progress>,
        sound: &Sound,
        evening: EveningDate,
        step: Option<StepId>,
    ) -> Self {
        let resumed = progress.and_then(|progress| Session::resume_from(routine, progress));
        Self {
            session: resumed.unwrap_or_else(|| Session::new(routine)),
            title: routine.title.clone(),
            evening,
            step,
            mode: Mode::Playing,
            // Who was woken at night is not to wake anybody else.
            sound: sound.enabled && !routine.night,
            poses: poses(routine),
            speak: sound.speak && !routine.night,
            recorded: false,
            legs: None,
        }
    }

    /// The poses that are not among the built-in ones: files of the user's.
    pub fn poses_to_read(&self) -> Vec<String> {
        let named = self
            .session
            .routine()
            .exercises
            .iter()
            .filter_map(|e| e.pose.clone());
        named
            .filter(|name| !self.poses.contains_key(name))
            .collect()
    }

    /// Takes in a pose that was read.
    pub fn take_in(&mut self, name: String, pose: Pose) {
        self.poses.insert(name, pose);
    }

    fn exercise(&self) -> usize {
        self.session.exercise_number().0
    }

    /// What follows from having come to another exercise, or to the end.
    fn moved_on(&mut self, from: usize) -> Vec<Effect> {
        if self.session.is_over() {
            return self.record(self.session.counts_as_done());
        }
        if self.exercise() == from {
            return vec![];
        }
        let kept = match self.session.progress() {
            Some(progress) => Some(Effect::KeepProgress {
                evening: self.evening,
                step: self.step.clone(),
                progress,
            }),
            None => self.forgotten(),
        };
        kept.into_iter().chain(self.spoken_name()).collect()
    }

    /// Its place is to be kept no more. At night there is none, and what was left in the evening stays.
    fn forgotten(&self) -> Option<Effect> {
        (!self.session.routine().night).then_some(Effect::ForgetProgress)
    }

    fn spoken_name(&self) -> Option<Effect> {
        let exercise = self.session.exercise()?;
        (self.speak && self.sound).then(|| Effect::Speak(exercise.title.clone()))
    }

    /// Whether it is asked how the legs are: after a routine at night, once.
    fn asks_for_legs(&self) -> bool {
        self.session.is_over() && self.session.routine().night && self.legs.is_none()
    }

    fn tell_legs(&mut self, rating: u8) -> Vec<Effect> {
        self.legs = Some(rating);
        let entry = DiaryEntry::Legs {
            rating: rating.into(),
            feels: vec![],
        };
        vec![Effect::Act(self.evening, Action::Tell { entry, at: None })]
    }

    /// Hands what was done to the journal, once.
    fn record(&mut self, counts: bool) -> Vec<Effect> {
        if self.recorded {
            return vec![];
        }
        self.recorded = true;
        let action = Action::Session {
            step: self.step.clone(),
            session: self.session.record(),
            counts,
        };
        let kept = Effect::Act(self.evening, action);
        [Some(kept), self.forgotten()]
            .into_iter()
            .flatten()
            .collect()
    }
}

fn poses(routine: &Routine) -> HashMap<String, Pose> {
    let names = routine
        .exercises
        .iter()
        .filter_map(|exercise| exercise.pose.as_ref());
    names
        .filter_map(|name| Some((name.clone(), Pose::built_in(name)?)))
        .collect()
}

/// Lets the time between two moments pass for the session.
pub fn time_passed(state: &mut State, before: Moment, now: Moment) -> Vec<Effect> {
    let elapsed = now.running.saturating_sub(before.running);
    let by_the_wall = (now.now - before.now).to_std().unwrap_or_default();
    let from = state.exercise();
    if by_the_wall.saturating_sub(elapsed) > GAP {
        // The machine slept: the monotonic clock may not have noticed, the wall clock has.
        state.session.pause();
        return vec![];
    }
    // Behind a page nobody follows the routine.
    if state.mode != Mode::Playing {
        return vec![];
    }
    let cues = state.session.tick(elapsed);
    let mut effects = state.moved_on(from);
    // Where several sounds fall together, the picture was late: the last is the one that counts.
    if let Some(cue) = cues.last().filter(|_| state.sound) {
        effects.push(Effect::Sound(*cue));
    }
    effects
}

/// What a key does; `None` when it leads back to Tonight.
pub fn key(state: &mut State, code: KeyCode) -> Option<Vec<Effect>> {
    match state.mode {
        Mode::Asking => return asked(state, code),
        Mode::Why { advice, first } => {
            match code {
                KeyCode::Down | KeyCode::Char('j') => {
                    state.mode = Mode::Why {
                        advice,
                        first: first.saturating_add(1),
                    };
                }
                KeyCode::Up | KeyCode::Char('k') => {
                    state.mode = Mode::Why {
                        advice,
                        first: first.saturating_sub(1),
                    };
                }
                _ => {}
            }
            if matches!(
                code,
                KeyCode::Char('w' | 'q') | KeyCode::Esc | KeyCode::Enter
            ) {
                state.mode = Mode::Playing;
            }
            return Some(vec![]);
        }
        Mode::Playing if state.session.is_over() => {
            if let Some(rating) = rating(code).filter(|_| state.asks_for_legs()) {
                return Some(state.tell_legs(rating));
            }
            return match code {
                KeyCode::Enter | KeyCode::Esc | KeyCode::Char('q' | ' ') => None,
                _ => Some(vec![]),
            };
        }
        Mode::Playing => {}
    }
    let from = state.exercise();
    match code {
        KeyCode::Char(' ') => state.session.toggle(),
        KeyCode::Right | KeyCode::Char('l') => state.session.next(),
        KeyCode::Left | KeyCode::Char('h') => state.session.back(),
        KeyCode::Char('+' | '=') => {
            state.session.extend(LONGER);
        }
        // At night there is none to switch on.
        KeyCode::Char('s') if !state.session.routine().night => state.sound = !state.sound,
        KeyCode::Char('w') => {
            if let Some(page) = crate::advice::page("stretching") {
                state.mode = Mode::Why {
                    advice: page,
                    first: 0,
                };
            }
        }
        KeyCode::Char('q') | KeyCode::Esc => {
            if state.session.record().held_secs() == 0 {
                // Nothing was done that could be kept.
                return None;
            }
            state.mode = Mode::Asking;
        }
        _ => {}
    }
    let mut effects = state.moved_on(from);
    if state.session.is_over() && state.sound {
        effects.push(Effect::Sound(Cue::End));
    }
    Some(effects)
}

/// How the legs are, from 0 to 10, by one key.
fn rating(code: KeyCode) -> Option<u8> {
    match code {
        KeyCode::Char('x' | 'X') => Some(10),
        KeyCode::Char(digit) => u8::try_from(digit.to_digit(10)?).ok(),
        _ => None,
    }
}

/// What is left of it when it gives way to another routine: its place is kept, as long as there is one, else what was
/// done.
pub fn set_aside(state: &mut State) -> Vec<Effect> {
    let is_kept = state.session.is_over() || state.session.progress().is_some();
    if is_kept || state.session.record().held_secs() == 0 {
        return vec![];
    }
    let counts = state.session.counts_as_done();
    state.session.finish();
    state.record(counts)
}

/// The one question of ending early.
fn asked(state: &mut State, code: KeyCode) -> Option<Vec<Effect>> {
    match code {
        KeyCode::Char('c') => {
            state.mode = Mode::Playing;
            state.session.finish();
            Some(state.record(true))
        }
        // Where it was is kept already, since the last exercise ended.
        KeyCode::Char('k') if state.session.progress().is_some() => None,
        KeyCode::Char('d') => {
            state.session.abandon();
            state.recorded = true;
            state.mode = Mode::Playing;
            Some(state.forgotten().into_iter().collect())
        }
        KeyCode::Esc | KeyCode::Char(' ' | 'q') => {
            state.mode = Mode::Playing;
            Some(vec![])
        }
        _ => Some(vec![]),
    }
}

/// The keys that work now.
pub fn hints(app: &App, state: &State) -> Vec<Hint> {
    picture(app, state).hints(app.size.width)
}

/// The key in the footer that was clicked.
pub fn mouse(app: &App, state: &State, mouse: MouseEvent) -> Option<KeyCode> {
    let is_press = mouse.kind == MouseEventKind::Down(MouseButton::Left);
    let place = Position::new(mouse.column, mouse.row);
    picture(app, state)
        .key_at(app.area(), place)
        .filter(|_| is_press)
}

/// Draws the screen.
pub fn view(app: &App, state: &State, frame: &mut Frame) {
    picture(app, state).render(frame.area(), frame.buffer_mut());
}

fn picture<'a>(app: &'a App, state: &'a State) -> View<'a> {
    View {
        session: &state.session,
        title: &state.title,
        mode: state.mode,
        sound: state.sound,
        legs: state.legs,
        told: app.told.as_deref(),
        pose: state
            .session
            .exercise()
            .and_then(|exercise| state.poses.get(exercise.pose.as_ref()?)),
        theme: app.theme(),
        ascii: app.terminal.ascii,
    }
}

/// The player where there is room for a line only: what is on, and for how long still.
pub fn in_a_line(state: &State) -> String {
    let session = &state.session;
    let Some(exercise) = session.exercise() else {
        return state.title.clone();
    };
    let seconds = session.remaining_secs();
    if matches!(session.state(), session::State::Paused { .. }) {
        format!("Paused: {}", exercise.title)
    } else {
        format!("{} {seconds} s", exercise.title)
    }
}
