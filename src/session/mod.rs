//! The guided player as a state machine: where somebody is in a routine, and what they really did.
//!
//! A routine is laid out as phases ([`phase`]); [`Session::tick`] moves along them by elapsed time, keys step
//! over them. What the screen wants to know is in [`show`], what the journal keeps in [`record`]. Nothing
//! here reads a clock or draws: time comes in as elapsed [`Duration`]s, and because it is only ever added up
//! in whole nanoseconds, however it is sliced, nothing drifts. Beside it is the plain [`timer`], which goes by the
//! wall clock.

mod phase;
mod record;
mod show;
#[cfg(test)]
mod tests;
mod timer;

pub use phase::{BreathPart, Phase, PhaseKind, Repetition, Side};
pub use record::Progress;
pub use show::{BreathState, FigureState, Upcoming};
pub use timer::{Timer, TimerStatus};

use std::time::Duration;

use crate::exercise::{Exercise, Routine};
use crate::span::Span;

/// A longer step than this between two ticks is a gap: the computer slept, and nobody stretched.
pub const MAX_TICK: Duration = Duration::from_secs(5);

/// A walk through a routine.
#[derive(Debug, Clone)]
pub struct Session {
    routine: Routine,
    phases: Vec<Phase>,
    /// The phase that is on; `phases.len()` at the end.
    index: usize,
    /// How far into it.
    into: Duration,
    /// Per exercise, the time really spent at its work.
    held: Vec<Duration>,
    /// The furthest exercise that was on.
    reached: usize,
    state: SessionState,
}

/// How the session stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionState {
    /// Time counts.
    Running,
    /// Time does not count.
    Paused(PausedBy),
    /// It is over.
    Ended(Ending),
}

/// Why a session is paused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PausedBy {
    /// A key.
    Person,
    /// A gap longer than [`MAX_TICK`]: the computer slept.
    Gap,
}

/// How a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The last phase is over, or was stepped over.
    Complete,
    /// Ended before that, to be counted as it is.
    Early,
    /// Ended before that, to be forgotten.
    Abandoned,
}

/// Something to be heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cue {
    /// A change: begin, let go, the next exercise, the next breath.
    Chime,
    /// One of the three seconds before a hold is over; within a breath, its next part.
    Tick,
    /// The routine is over.
    End,
}

impl Session {
    /// Begins a routine, running. A routine without any exercise is over at once.
    pub fn new(routine: &Routine) -> Self {
        let phases = phase::lay_out(routine);
        let mut session = Self {
            held: vec![Duration::ZERO; routine.exercises.len()],
            routine: routine.clone(),
            phases,
            index: 0,
            into: Duration::ZERO,
            reached: 0,
            state: SessionState::Running,
        };
        session.arrive(0);
        session
    }

    /// The routine.
    pub fn routine(&self) -> &Routine {
        &self.routine
    }

    /// Whether it runs, is paused, or is over.
    pub fn state(&self) -> SessionState {
        self.state
    }

    /// Whether it is over, however it ended.
    pub fn is_over(&self) -> bool {
        matches!(self.state, SessionState::Ended(_))
    }

    /// Lets `elapsed` active time pass, and says what is to be heard, in its order.
    ///
    /// Where several sounds come from one tick, the picture was late: playing the last is enough. More than
    /// [`MAX_TICK`] at once pauses the session instead and counts nothing. While it is paused or over, nothing
    /// happens.
    pub fn tick(&mut self, elapsed: Duration) -> Vec<Cue> {
        let mut heard = Vec::new();
        if self.state != SessionState::Running {
            return heard;
        }
        if elapsed > MAX_TICK {
            self.state = SessionState::Paused(PausedBy::Gap);
            return heard;
        }
        let mut left = elapsed;
        while let Some(phase) = self.phases.get(self.index) {
            let step = left.min(phase.length.saturating_sub(self.into));
            if phase.kind.is_work() {
                self.held[phase.exercise] += step;
            }
            for secs in [3, 2, 1] {
                let due = phase.length.saturating_sub(Duration::from_secs(secs));
                if ticks_down(phase) && self.into < due && due <= self.into + step {
                    heard.push(Cue::Tick);
                }
            }
            self.into += step;
            left = left.saturating_sub(step);
            if self.into < phase.length {
                break;
            }
            self.arrive(self.index + 1);
            heard.push(match self.phase().map(|phase| phase.kind) {
                None => Cue::End,
                Some(PhaseKind::Breathe { part, round: _ }) if part != BreathPart::In => Cue::Tick,
                Some(_) => Cue::Chime,
            });
        }
        heard
    }

    /// Stops the time.
    pub fn pause(&mut self) {
        if self.state == SessionState::Running {
            self.state = SessionState::Paused(PausedBy::Person);
        }
    }

    /// Lets the time go on.
    pub fn resume(&mut self) {
        if matches!(self.state, SessionState::Paused(_)) {
            self.state = SessionState::Running;
        }
    }

    /// Pauses what runs, resumes what is paused.
    pub fn toggle(&mut self) {
        match self.state {
            SessionState::Running => self.pause(),
            SessionState::Paused(_) => self.resume(),
            SessionState::Ended(_) => {}
        }
    }

    /// Steps forward: from getting ready to the hold, from a hold to what leads into the next one, from
    /// breathing to the next exercise. What is stepped over is not counted as held.
    pub fn next(&mut self) {
        let Some(phase) = self.phase() else { return };
        let (segment, working) = (phase.segment, phase.kind.is_work());
        let to = self.phases[self.index..]
            .iter()
            .position(|ahead| {
                ahead.segment > segment || (!working && ahead.kind.is_work()) // its own hold
            })
            .map_or(self.phases.len(), |steps| self.index + steps);
        self.arrive(to);
    }

    /// Steps back: to the beginning of this hold when more than 3 s of it are over, else to what leads into
    /// the one before. At the very beginning it stays there.
    pub fn back(&mut self) {
        const A_MOMENT: Duration = Duration::from_secs(3);
        let Some(phase) = self.phase() else { return };
        let segment = phase.segment;
        let to = if self.working_for() > A_MOMENT {
            self.first_work_of(segment)
        } else {
            let before = segment.saturating_sub(1);
            self.phases.iter().position(|p| p.segment >= before)
        };
        self.arrive(to.unwrap_or(0));
    }

    /// Makes the hold that is on longer, up to [`Span::MAX`]. Says whether there was one: breaths and pauses
    /// keep their length.
    pub fn extend(&mut self, by: Duration) -> bool {
        match self.phases.get_mut(self.index) {
            Some(phase) if matches!(phase.kind, PhaseKind::Hold(_)) && !by.is_zero() => {
                let longest = Duration::from_secs(Span::MAX.as_secs().into());
                phase.length = phase.length.saturating_add(by).min(longest);
                true
            }
            _ => false,
        }
    }

    /// Ends it here, to be counted as it is.
    pub fn finish(&mut self) {
        self.end(Ending::Early);
    }

    /// Ends it here, to be forgotten.
    pub fn abandon(&mut self) {
        self.end(Ending::Abandoned);
    }

    fn end(&mut self, ending: Ending) {
        if !self.is_over() {
            self.state = SessionState::Ended(ending);
        }
    }

    /// Puts the session at the beginning of a phase; behind the last one, it is complete.
    fn arrive(&mut self, index: usize) {
        self.index = index;
        self.into = Duration::ZERO;
        match self.phases.get(index) {
            Some(phase) => self.reached = self.reached.max(phase.exercise),
            None => self.end(Ending::Complete),
        }
    }

    fn first_work_of(&self, segment: usize) -> Option<usize> {
        self.phases
            .iter()
            .position(|phase| phase.segment == segment && phase.kind.is_work())
    }

    /// How long the work of this segment has been going on; zero while it is led into.
    fn working_for(&self) -> Duration {
        let Some(phase) = self.phase().filter(|phase| phase.kind.is_work()) else {
            return Duration::ZERO;
        };
        let before: Duration = self.phases[..self.index]
            .iter()
            .rev()
            .take_while(|earlier| earlier.segment == phase.segment && earlier.kind.is_work())
            .map(|earlier| earlier.length)
            .sum();
        before + self.into
    }

    /// The phase that is on, also while paused; none once the session is complete.
    pub fn phase(&self) -> Option<&Phase> {
        self.phases.get(self.index)
    }

    /// The exercise that is on; none once the session is complete.
    pub fn exercise(&self) -> Option<&Exercise> {
        self.phase()
            .and_then(|phase| self.routine.exercises.get(phase.exercise))
    }
}

/// Whether the last three seconds of a phase are ticked: those of holds long enough to get lost in.
fn ticks_down(phase: &Phase) -> bool {
    const LONG: Duration = Duration::from_secs(8);
    matches!(phase.kind, PhaseKind::Hold(_) | PhaseKind::Release(_)) && phase.length >= LONG
}
