//! What the player keeps, and what its keys do.

use std::collections::HashMap;
use std::time::Duration;

use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Position;
use serde::Deserialize;

use super::view::{Mode, View};
use crate::advice::{self, Advice};
use crate::evening::{Action, DiaryEntry};
use crate::event::{EveningDate, Rating, StepId};
use crate::exercise::Routine;
use crate::exercise::pose::Pose;
use crate::plan::StepKind;
use crate::session::{self, Cue, MAX_TICK, Progress, Session};
use crate::tui::context::Context;
use crate::tui::footer::Hint;
use crate::tui::message::{Effect, Message, Moment};
use crate::tui::rating_keys;
use crate::tui::screen::{Explained, Help, Learn, Outcome, Screen};
use crate::tui::screens::Place;

/// How much longer `+` makes a hold.
const LONGER: Duration = Duration::from_secs(10);

const HELP: &[Explained] = &[
    ("Space", "pause, and go on"),
    ("← →", "the one before, the next"),
    ("+", "ten seconds longer"),
    ("s", "sound on or off"),
    ("w  i", "why; learn more"),
    ("N", "woken at night"),
    ("q", "end; asks what to keep"),
];

const HELP_AT_NIGHT: &[Explained] = &[
    ("Space", "pause, and go on"),
    ("← →", "the one before, the next"),
    ("+", "ten seconds longer"),
    ("w  i", "why; learn more"),
    ("q", "end; asks what to keep"),
];

/// A routine being played.
#[derive(Debug)]
pub struct PlayerScreen {
    /// The walk through the routine.
    session: Session,
    /// What the header calls it.
    title: String,
    /// The evening it belongs to, even past its end.
    evening: EveningDate,
    /// The step it is for, if it is for one.
    step: Option<StepId>,
    /// What lies over it.
    mode: Mode,
    /// Whether it can be heard.
    sound: bool,
    /// How each exercise looks, by the name that the exercise gives it.
    poses: HashMap<String, Pose>,
    /// Whether the names of the exercises are spoken.
    speak: bool,
    /// Whether what was done has been handed to the journal.
    recorded: bool,
    /// How the legs are after a routine at night, once that was told.
    legs: Option<Rating>,
}

impl PlayerScreen {
    /// Begins a routine, or goes on where it was left this evening.
    ///
    /// # Errors
    /// That there is no such routine, as a sentence for the user.
    pub fn open(
        routine: &str,
        step: Option<StepId>,
        resumes: bool,
        ctx: &Context<'_>,
    ) -> Result<Self, String> {
        let Some(routine) = ctx.config.library.routine(routine) else {
            return Err(format!("There is no routine `{routine}` any more."));
        };
        let (plan, evening) = (&ctx.tonight.plan, ctx.tonight.evening.date);
        let step = step.or_else(|| step_with(&routine.id, ctx));
        let left = ctx
            .unfinished
            .as_ref()
            .filter(|left| resumes && left.evening == evening && left.step == step);
        let progress = left.and_then(|left| Progress::deserialize(&left.progress).ok());
        let session = progress.and_then(|progress| Session::resume_from(routine, &progress));
        let sound = &ctx.config.sound;
        let title = step.as_ref().and_then(|id| plan.step(id));
        let title = title.map_or(&routine.title, |step| &step.title);
        Ok(Self {
            session: session.unwrap_or_else(|| Session::new(routine)),
            title: title.clone(),
            evening,
            step,
            mode: Mode::Playing,
            // Who was woken at night is not to wake anybody else.
            sound: sound.enabled && !routine.night,
            poses: poses(routine),
            speak: sound.speak && !routine.night,
            recorded: false,
            legs: None,
        })
    }

    /// The poses that are not among the built-in ones: files of the user's.
    fn poses_to_read(&self) -> impl Iterator<Item = String> {
        let exercises = self.session.routine().exercises.iter();
        let named = exercises.filter_map(|exercise| exercise.pose.clone());
        named.filter(|name| !self.poses.contains_key(name))
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
            Some(progress) => Some(Effect::SaveProgress {
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

    fn record_legs(&mut self, rating: Rating) -> Vec<Effect> {
        self.legs = Some(rating);
        let entry = DiaryEntry::Legs {
            rating,
            feels: vec![],
        };
        vec![Effect::Act(
            self.evening,
            Action::Record { entry, at: None },
        )]
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

fn rating(code: KeyCode) -> Option<Rating> {
    match code {
        KeyCode::Char(key) => rating_keys::rating(key),
        _ => None,
    }
}

/// Tonight's step that asks for the routine, if there is one.
fn step_with(wanted: &str, ctx: &Context<'_>) -> Option<StepId> {
    let mut steps = ctx.tonight.plan.steps_on(ctx.tonight.evening.date);
    let asking = steps
        .find(|step| matches!(&step.kind, StepKind::Routine { routine, .. } if routine == wanted));
    asking.map(|step| step.id.clone())
}

fn picture<'a>(screen: &'a PlayerScreen, ctx: &Context<'a>) -> View<'a> {
    View {
        session: &screen.session,
        title: &screen.title,
        mode: screen.mode,
        sound: screen.sound,
        legs: screen.legs,
        failure: ctx.shared().notices.failure(),
        pose: screen
            .session
            .exercise()
            .and_then(|exercise| screen.poses.get(exercise.pose.as_ref()?)),
        theme: ctx.theme(),
        ascii: ctx.terminal.ascii,
    }
}

impl Screen for PlayerScreen {
    fn title(&self) -> &'static str {
        if self.session.routine().night {
            "Woken at night"
        } else {
            "Player"
        }
    }

    fn hints(&self, ctx: &Context<'_>) -> Vec<Hint> {
        picture(self, ctx).hints(ctx.size.width)
    }

    fn hint_at(&self, place: Position, ctx: &Context<'_>) -> Option<KeyCode> {
        picture(self, ctx).key_at(ctx.area(), place)
    }

    fn key(&mut self, key: KeyEvent, _ctx: &Context<'_>) -> Outcome {
        match self.mode {
            Mode::Asking => self.answered(key.code),
            Mode::Why { advice, first } => {
                self.mode = why(key.code, advice, first);
                Outcome::default()
            }
            Mode::Playing if self.session.is_over() => self.key_at_the_end(key.code),
            Mode::Playing => self.key_meanwhile(key.code),
        }
    }

    fn help(&self, _ctx: &Context<'_>) -> Option<Help> {
        let keys = if self.session.routine().night {
            HELP_AT_NIGHT
        } else {
            HELP
        };
        Some(Help::keys(self.title(), keys))
    }

    fn learn(&self, _ctx: &Context<'_>) -> Option<Learn> {
        match self.mode {
            Mode::Asking => None,
            Mode::Why { advice, .. } => Some(Learn::page(advice.learn.as_deref())),
            Mode::Playing => Some(Learn::page(None)),
        }
    }

    fn one_line(&self, _ctx: &Context<'_>) -> String {
        let session = &self.session;
        let Some(exercise) = session.exercise() else {
            return self.title.clone();
        };
        if matches!(session.state(), session::SessionState::Paused { .. }) {
            format!("Paused: {}", exercise.title)
        } else {
            format!("{} {} s", exercise.title, session.remaining_secs())
        }
    }

    fn one_line_key(&mut self, code: KeyCode, ctx: &Context<'_>) -> Outcome {
        match code {
            KeyCode::Char('q') => Effect::Quit.into(),
            KeyCode::Char(' ') => self.key(code.into(), ctx),
            _ => Outcome::default(),
        }
    }

    fn opened(&mut self, _ctx: &Context<'_>) -> Vec<Effect> {
        self.poses_to_read().map(Effect::ReadPose).collect()
    }

    fn receive(&mut self, message: &Message, _ctx: &Context<'_>) -> Outcome {
        if let Message::Pose(name, pose) = message {
            self.poses.insert(name.clone(), (**pose).clone());
        }
        Outcome::default()
    }

    /// Its place is kept, as long as there is one; else what was done is recorded.
    fn interrupted(&mut self) -> Vec<Effect> {
        let is_kept = self.session.is_over() || self.session.progress().is_some();
        if is_kept || self.session.record().held_secs() == 0 {
            return vec![];
        }
        let counts = self.session.counts_as_done();
        self.session.finish();
        self.record(counts)
    }

    fn time_passed(&mut self, before: Moment, ctx: &Context<'_>) -> Vec<Effect> {
        let now = ctx.moment;
        let elapsed = now.running.saturating_sub(before.running);
        let by_the_wall = (now.now - before.now).to_std().unwrap_or_default();
        let from = self.exercise();
        if by_the_wall.saturating_sub(elapsed) > MAX_TICK {
            // The machine slept: the monotonic clock may not have noticed, the wall clock has.
            self.session.pause();
            return vec![];
        }
        // Behind a page nobody follows the routine.
        if self.mode != Mode::Playing {
            return vec![];
        }
        let cues = self.session.tick(elapsed);
        let mut effects = self.moved_on(from);
        // Where several sounds fall together, the picture was late: the last is the one that counts.
        if let Some(cue) = cues.last().filter(|_| self.sound) {
            effects.push(Effect::Sound(*cue));
        }
        effects
    }

    fn still_for(&self, _ctx: &Context<'_>) -> Option<Duration> {
        self.session.next_change()
    }

    fn night_routine(&self) -> Option<EveningDate> {
        self.session.routine().night.then_some(self.evening)
    }

    fn draw(&self, ctx: &Context<'_>, frame: &mut Frame) {
        picture(self, ctx).render(frame.area(), frame.buffer_mut());
    }
}

/// What a key does while the page of why is shown.
fn why(code: KeyCode, advice: &'static Advice, first: u16) -> Mode {
    let first = match code {
        KeyCode::Char('w' | 'q') | KeyCode::Esc | KeyCode::Enter => return Mode::Playing,
        KeyCode::Down | KeyCode::Char('j') => first.saturating_add(1),
        KeyCode::Up | KeyCode::Char('k') => first.saturating_sub(1),
        _ => first,
    };
    Mode::Why { advice, first }
}

/// Back to Tonight, where the session is offered again if it was left in the middle.
fn leave() -> Outcome {
    Outcome::from(Effect::ReadUnfinished).and_go(Place::BACK)
}

impl PlayerScreen {
    fn key_at_the_end(&mut self, code: KeyCode) -> Outcome {
        if let Some(rating) = rating(code).filter(|_| self.asks_for_legs()) {
            return self.record_legs(rating).into();
        }
        match code {
            KeyCode::Enter | KeyCode::Esc | KeyCode::Char('q' | ' ') => leave(),
            _ => Outcome::default(),
        }
    }

    fn key_meanwhile(&mut self, code: KeyCode) -> Outcome {
        let from = self.exercise();
        match code {
            KeyCode::Char(' ') => self.session.toggle(),
            KeyCode::Right | KeyCode::Char('l') => self.session.next(),
            KeyCode::Left | KeyCode::Char('h') => self.session.back(),
            KeyCode::Char('+' | '=') => {
                self.session.extend(LONGER);
            }
            // At night there is none to switch on.
            KeyCode::Char('s') if !self.session.routine().night => self.sound = !self.sound,
            KeyCode::Char('w') => {
                if let Some(advice) = advice::page("stretching") {
                    self.mode = Mode::Why { advice, first: 0 };
                }
            }
            KeyCode::Char('q') | KeyCode::Esc => {
                if self.session.record().held_secs() == 0 {
                    // Nothing was done that could be kept.
                    return leave();
                }
                self.mode = Mode::Asking;
            }
            _ => {}
        }
        let mut effects = self.moved_on(from);
        if self.session.is_over() && self.sound {
            effects.push(Effect::Sound(Cue::End));
        }
        effects.into()
    }

    /// The one question of ending early.
    fn answered(&mut self, code: KeyCode) -> Outcome {
        match code {
            KeyCode::Char('c') => {
                self.mode = Mode::Playing;
                self.session.finish();
                self.record(true).into()
            }
            // Where it was is kept already, since the last exercise ended.
            KeyCode::Char('k') if self.session.progress().is_some() => leave(),
            KeyCode::Char('d') => {
                self.session.abandon();
                self.recorded = true;
                self.mode = Mode::Playing;
                let forgotten: Vec<_> = self.forgotten().into_iter().collect();
                forgotten.into()
            }
            KeyCode::Esc | KeyCode::Char(' ' | 'q') => {
                self.mode = Mode::Playing;
                Outcome::default()
            }
            _ => Outcome::default(),
        }
    }
}
