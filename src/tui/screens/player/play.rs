//! The player's state and keys.

mod cues;
mod help;
mod lines;

use std::collections::HashMap;
use std::time::Duration;

use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Position;

use help::{HELP, HELP_AT_NIGHT};

use super::rescue::RescueChoice;
use super::view::{Mode, View};
use super::words;
use crate::advice::{self, Advice};
use crate::evening::Action;
use crate::event::{EveningDate, Rating, StepId};
use crate::exercise::Routine;
use crate::exercise::pose::Pose;
use crate::plan::{KeyArea, StepKind};
use crate::session::{self, Announcement, Cue, MAX_TICK, Session};
use crate::tui::context::Context;
use crate::tui::footer::Hint;
use crate::tui::message::{Effect, Message, Moment};
use crate::tui::screen::{Help, Learn, Outcome, Screen};
use crate::tui::screens::Place;

/// The time that `+` adds to a hold.
const LONGER: Duration = Duration::from_secs(10);

/// What is left when a routine was ended: Esc ends the routine alone, `q` leaves everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Leaves {
    Player,
    Winddown,
}

/// A routine being played.
#[derive(Debug)]
pub struct PlayerScreen {
    /// The session's state machine.
    pub(super) session: Session,
    /// The title in the header.
    title: String,
    /// The evening that was current at the start. It stays the same when that evening ends.
    pub(super) evening: EveningDate,
    /// The step that the routine is played for, if any.
    step: Option<StepId>,
    /// What is left when the routine was ended.
    leaves: Leaves,
    /// What is shown: the routine, or a page over it.
    pub(super) mode: Mode,
    /// Whether sounds are played.
    sound: bool,
    /// The loaded poses, by the name that the exercises use.
    poses: HashMap<String, Pose>,
    /// Whether what to do is spoken.
    speak: bool,
    /// What was announced last. None before the first announcement, and after something else was shown.
    announced: Option<Announcement>,
    /// Where the routine is, as a line, since the last announcement.
    line: String,
    /// Whether the session was recorded or discarded, so that it is not recorded again.
    recorded: bool,
    /// The rating of the legs before a night routine. None if it was left out.
    pub(super) legs_before: Option<Rating>,
    /// The rating of the legs after a night routine. None until it is given.
    pub(super) legs: Option<Rating>,
    /// The choice among the routines for the night. None for other routines, and for those of a step.
    pub(super) rescue: Option<RescueChoice>,
}

impl PlayerScreen {
    /// Starts a routine, for the step that it is given or counts for. With `resumes`, it continues this evening's unfinished
    /// session of the same step and routine.
    ///
    /// # Errors
    /// If there is no such routine, as a sentence for the user.
    pub fn open(
        routine: &str,
        step: Option<StepId>,
        resumes: bool,
        ctx: &Context<'_>,
    ) -> Result<Self, String> {
        let Some(routine) = ctx.config.library.routine(routine) else {
            return Err(format!("There is no routine `{routine}` any more."));
        };
        let evening = ctx.tonight.evening.date;
        let step = step.or_else(|| step_served_by(routine, ctx));
        let left = ctx.left_session().filter(|_| resumes);
        let left = left.filter(|left| left.step == step && left.session.routine().id == routine.id);
        let session = left.map(|left| left.session);
        let sound = &ctx.config.sound;
        let title = title(routine, step.as_ref(), ctx);
        let rescue = step.is_none().then(|| &ctx.config.library);
        Ok(Self {
            session: session.unwrap_or_else(|| Session::new(routine)),
            rescue: rescue.and_then(|library| RescueChoice::named(library, &routine.id)),
            title,
            evening,
            step,
            leaves: Leaves::Player,
            mode: if routine.night {
                Mode::Before
            } else {
                Mode::Playing
            },
            // A night routine is silent, so that it wakes nobody else.
            sound: sound.enabled && !routine.night,
            poses: poses(routine),
            speak: sound.speak && !routine.night,
            announced: None,
            line: String::new(),
            recorded: false,
            legs_before: None,
            legs: None,
        })
    }

    /// Plays another routine, from its beginning.
    pub(super) fn play(&mut self, routine: &Routine, ctx: &Context<'_>) {
        self.session = Session::new(routine);
        self.step = step_served_by(routine, ctx);
        self.title = title(routine, self.step.as_ref(), ctx);
        self.poses = poses(routine);
    }

    /// The poses to read from the user's files: those that are not built in.
    pub(super) fn poses_to_read(&self) -> impl Iterator<Item = String> {
        let exercises = self.session.routine().exercises.iter();
        let named = exercises.filter_map(|exercise| exercise.pose.clone());
        named.filter(|name| !self.poses.contains_key(name))
    }

    fn exercise(&self) -> usize {
        self.session.exercise_number().0
    }

    /// The effects of moving from exercise number `from` to another one, or to the end.
    fn moved_on(&mut self, from: usize) -> Vec<Effect> {
        if self.session.is_over() {
            return self.record(self.session.counts_as_done());
        }
        if self.exercise() == from {
            return vec![];
        }
        let saved = match self.session.progress() {
            Some(progress) => Some(Effect::SaveProgress {
                evening: self.evening,
                step: self.step.clone(),
                progress,
            }),
            None => self.forget_progress(),
        };
        saved.into_iter().collect()
    }

    /// Deletes the saved progress. A night routine has none, and must not delete that of an evening routine.
    fn forget_progress(&self) -> Option<Effect> {
        (!self.session.routine().night).then_some(Effect::ForgetProgress)
    }

    /// Records the session, once. With `counts`, it also marks the step as done.
    fn record(&mut self, counts: bool) -> Vec<Effect> {
        if self.recorded {
            return vec![];
        }
        self.recorded = true;
        let action = Action::Session {
            step: self.step.clone(),
            session: self.session.record(),
            counts,
            was_offered: self.rescue.as_ref().is_some_and(RescueChoice::was_offered),
        };
        let recorded = Effect::Act(self.evening, action);
        [Some(recorded), self.forget_progress()]
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

/// The title in the header: that of the step, else of the routine.
fn title(routine: &Routine, step: Option<&StepId>, ctx: &Context<'_>) -> String {
    let step = step.and_then(|id| ctx.tonight.plan.step(id));
    step.map_or(&routine.title, |step| &step.title).clone()
}

/// Tonight's step for which the routine counts, if there is one: rather one that is open, and rather one that is planned with
/// this routine.
fn step_served_by(routine: &Routine, ctx: &Context<'_>) -> Option<StepId> {
    let timeline = ctx.timeline();
    let served = timeline.entries.iter().filter_map(|entry| {
        let StepKind::Routine { routine: id, .. } = &entry.step.kind else {
            return None;
        };
        let is_planned = *id == routine.id;
        let planned = ctx.config.library.routine(id);
        let counts = is_planned || planned.is_some_and(|planned| routine.can_replace(planned));
        let rank = (entry.status.is_settled(), !is_planned);
        counts.then_some((rank, &entry.step.id))
    });
    let (_, step) = served.min_by_key(|(rank, _)| *rank)?;
    Some(step.clone())
}

fn player_view<'a>(screen: &'a PlayerScreen, ctx: &Context<'a>) -> View<'a> {
    View {
        session: &screen.session,
        title: &screen.title,
        mode: screen.mode,
        sound: screen.sound,
        legs_before: screen.legs_before,
        legs: screen.legs,
        rescue: screen.rescue.as_ref(),
        next: words::next_step(&screen.session, screen.step.as_ref(), ctx),
        leaves_winddown: screen.leaves == Leaves::Winddown,
        failure: ctx.shared().notices.failure(),
        answer: ctx.shared().notices.confirmation(),
        is_answer_new: ctx.is_answer_new(),
        pose: screen
            .session
            .exercise()
            .and_then(|exercise| screen.poses.get(exercise.pose.as_ref()?)),
        moving: ctx.moving(),
        theme: ctx.theme(),
        keys: &ctx.shared().config.keys,
        charset: ctx.terminal.charset(),
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

    fn key_area(&self) -> KeyArea {
        self.mode.key_area()
    }

    fn hints(&self, ctx: &Context<'_>) -> Vec<Hint> {
        player_view(self, ctx).hints(ctx.size.width)
    }

    fn hint_at(&self, place: Position, ctx: &Context<'_>) -> Option<KeyCode> {
        player_view(self, ctx).key_at(ctx.area(), place)
    }

    fn key(&mut self, key: KeyEvent, ctx: &Context<'_>) -> Outcome {
        self.pressed(key.code, ctx)
    }

    fn line(&mut self, line: &str, ctx: &Context<'_>) -> Option<Outcome> {
        Some(self.take_line(line, ctx))
    }

    fn says(&self, ctx: &Context<'_>) -> Option<String> {
        Some(self.lines_now(ctx))
    }

    fn goes_on_alone(&self) -> bool {
        self.runs()
    }

    fn help(&self, _ctx: &Context<'_>) -> Option<Help> {
        let keys = if self.session.routine().night {
            HELP_AT_NIGHT
        } else {
            HELP
        };
        Some(Help::keys(self.title(), keys, self.key_area()))
    }

    fn learn(&self, _ctx: &Context<'_>) -> Option<Learn> {
        match self.mode {
            Mode::Asking => None,
            Mode::Why { advice, .. } => Some(Learn::page(advice.learn.as_deref())),
            Mode::Before | Mode::Playing => Some(Learn::page(None)),
        }
    }

    fn one_line(&self, _ctx: &Context<'_>) -> String {
        let session = &self.session;
        let Some(exercise) = session.exercise() else {
            return self.title.clone();
        };
        if self.mode == Mode::Before {
            return format!("{}: Space begins", self.title);
        }
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
        let poses: Vec<_> = self.poses_to_read().map(Effect::ReadPose).collect();
        let rescues = self.rescue.is_some().then_some(Effect::ReadRescues);
        let announced = self.announce();
        poses.into_iter().chain(rescues).chain(announced).collect()
    }

    fn receive(&mut self, message: &Message, ctx: &Context<'_>) -> Outcome {
        match message {
            Message::Pose(name, pose) => {
                self.poses.insert(name.clone(), (**pose).clone());
                Outcome::default()
            }
            Message::Rescues(rescues) => self.rescues_were_read(rescues, ctx).into(),
            _ => Outcome::default(),
        }
    }

    /// Progress is already saved if there is any. Otherwise the holds so far are recorded.
    fn interrupted(&mut self) -> Vec<Effect> {
        let is_saved = self.session.is_over() || self.session.progress().is_some();
        if is_saved || self.session.record().held_secs() == 0 {
            return vec![];
        }
        let counts = self.session.counts_as_done();
        self.session.finish();
        self.record(counts)
    }

    fn time_passed(&mut self, before: Moment, ctx: &Context<'_>) -> Vec<Effect> {
        let now = ctx.moment;
        let elapsed = now.running.saturating_sub(before.running);
        let wall_elapsed = (now.now - before.now).to_std().unwrap_or_default();
        let from = self.exercise();
        if wall_elapsed.saturating_sub(elapsed) > MAX_TICK {
            // The computer was suspended. The monotonic clock may have stopped meanwhile, the wall clock has not.
            self.session.pause();
            return self.announce().into_iter().collect();
        }
        // The routine stands still while a page covers it.
        if self.mode != Mode::Playing {
            return vec![];
        }
        let cues = self.session.tick(elapsed);
        let mut effects = self.moved_on(from);
        // Several cues at once mean that this update came late. Only the last one is still current.
        if let Some(cue) = cues.last().filter(|_| self.sound) {
            effects.push(Effect::Sound(*cue));
        }
        effects.extend(self.announce());
        effects
    }

    fn unchanged_for(&self, ctx: &Context<'_>) -> Option<Duration> {
        self.session.next_change(ctx.moving())
    }

    fn cues_ahead(&self) -> Option<Vec<(Duration, Cue)>> {
        self.cues_to_come()
    }

    fn night_routine(&self) -> Option<EveningDate> {
        self.session.routine().night.then_some(self.evening)
    }

    fn draw(&self, ctx: &Context<'_>, frame: &mut Frame) {
        player_view(self, ctx).render(frame.area(), frame.buffer_mut());
    }
}

/// The mode after a key on the advice page.
fn after_advice_key(code: KeyCode, advice: &'static Advice, first: u16) -> Mode {
    let first = match code {
        KeyCode::Char('w') | KeyCode::Esc | KeyCode::Enter => return Mode::Playing,
        KeyCode::Down | KeyCode::Char('j') => first.saturating_add(1),
        KeyCode::Up | KeyCode::Char('k') => first.saturating_sub(1),
        _ => first,
    };
    Mode::Why { advice, first }
}

/// Goes back to Tonight, which offers to continue an unfinished session.
pub(super) fn leave() -> Outcome {
    Outcome::from(Effect::ReadUnfinished).and_go(Place::BACK)
}

impl PlayerScreen {
    /// Leaves the player, and winddown where that was asked for.
    pub(super) fn leave(&self) -> Outcome {
        match self.leaves {
            Leaves::Player => leave(),
            Leaves::Winddown => Effect::Quit.into(),
        }
    }

    fn pressed(&mut self, code: KeyCode, ctx: &Context<'_>) -> Outcome {
        let mut outcome = match self.mode {
            Mode::Before => self.key_before(code, ctx),
            Mode::Asking => self.answered(code),
            Mode::Why { .. } if code == KeyCode::Char('q') => self.key_while_playing(code),
            Mode::Why { advice, first } => {
                self.mode = after_advice_key(code, advice, first);
                Outcome::default()
            }
            Mode::Playing if self.session.is_over() => self.key_at_the_end(code),
            Mode::Playing => self.key_while_playing(code),
        };
        outcome.effects.extend(self.announce());
        outcome
    }

    fn key_while_playing(&mut self, code: KeyCode) -> Outcome {
        let from = self.exercise();
        match code {
            KeyCode::Char(' ') => self.session.toggle(),
            KeyCode::Right | KeyCode::Char('l') => self.session.next(),
            KeyCode::Left | KeyCode::Char('h') => self.session.back(),
            KeyCode::Char('+' | '=') => {
                self.session.extend(LONGER);
            }
            // A night routine is always silent.
            KeyCode::Char('s') if !self.session.routine().night => {
                self.sound = !self.sound;
                return Outcome::confirmation(words::sound_line(self.sound));
            }
            KeyCode::Char('w') => {
                if let Some(advice) = advice::page("stretching") {
                    self.mode = Mode::Why { advice, first: 0 };
                }
            }
            KeyCode::Char('q') | KeyCode::Esc => {
                self.leaves = if code == KeyCode::Esc {
                    Leaves::Player
                } else {
                    Leaves::Winddown
                };
                if self.session.record().held_secs() == 0 {
                    // Nothing was held yet, so there is nothing to record.
                    return self.leave();
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

    /// Handles the answer to the question before ending early.
    fn answered(&mut self, code: KeyCode) -> Outcome {
        match code {
            KeyCode::Char('c') => {
                self.mode = Mode::Playing;
                self.session.finish();
                self.record(true).into()
            }
            // The progress was saved when the last exercise ended.
            KeyCode::Char('k') if self.session.progress().is_some() => self.leave(),
            KeyCode::Char('d') => {
                self.session.abandon();
                self.recorded = true;
                self.mode = Mode::Playing;
                let effects: Vec<_> = self.forget_progress().into_iter().collect();
                effects.into()
            }
            KeyCode::Esc | KeyCode::Char(' ') => {
                self.leaves = Leaves::Player;
                self.mode = Mode::Playing;
                Outcome::default()
            }
            _ => Outcome::default(),
        }
    }
}
