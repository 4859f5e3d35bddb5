//! The guided player as a state machine: the position in a routine, and the time actually spent on each exercise.
//!
//! [`phase`] divides a routine into phases. [`Session::tick`] advances through them by elapsed time; keys skip forward
//! and back. [`display`] derives what a screen shows, [`announcement`] what is announced to somebody who does not look,
//! [`record`] what the journal records. Nothing here reads a clock or draws. Elapsed time is added up in whole
//! nanoseconds, so rounding errors cannot accumulate. The simple [`timer`] is separate and uses the wall clock.

mod announcement;
mod display;
mod phase;
mod record;
#[cfg(test)]
mod tests;
mod timer;

pub use announcement::{Announcement, PhasePart};
pub use display::{BreathState, FigureState, Moving, Upcoming};
pub use phase::{BreathPart, Phase, PhaseKind, Repetition, Side};
pub use record::Progress;
pub use timer::{Timer, TimerStatus};

use std::time::Duration;

use crate::exercise::{Exercise, Routine};
use crate::span::Span;

/// If more time than this passes between two ticks, the computer was asleep, and the session is paused.
pub(crate) const MAX_TICK: Duration = Duration::from_secs(5);

/// One run through a routine.
#[derive(Debug, Clone)]
pub struct Session {
    routine: Routine,
    phases: Vec<Phase>,
    /// The index of the current phase; `phases.len()` at the end.
    current: usize,
    /// The time elapsed in the current phase.
    elapsed: Duration,
    /// For each exercise, the time actually spent in its work phases.
    held: Vec<Duration>,
    /// The index of the furthest exercise that was begun.
    furthest: usize,
    state: SessionState,
}

/// The state of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionState {
    /// Time passes.
    Running,
    /// Time does not pass.
    Paused(PausedBy),
    /// The session has ended.
    Ended(Ending),
}

/// Why a session is paused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PausedBy {
    /// The user pressed a key.
    Person,
    /// More than [`MAX_TICK`] passed between two ticks: the computer was asleep.
    Gap,
}

/// How a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The last phase ended or was skipped.
    Complete,
    /// The user ended it early. The part done is recorded.
    Early,
    /// The user ended it early. Nothing is recorded.
    Abandoned,
}

/// A sound to be played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cue {
    /// A change of phase: begin, let go, the next exercise, the next breath.
    Chime,
    /// One of the last three seconds of a hold, or the next part of a breath.
    Tick,
    /// The end of the routine.
    End,
}

impl Session {
    /// Starts a routine. A routine without exercises ends at once.
    pub(crate) fn new(routine: &Routine) -> Self {
        let phases = phase::phases_of(routine);
        let mut session = Self {
            held: vec![Duration::ZERO; routine.exercises.len()],
            routine: routine.clone(),
            phases,
            current: 0,
            elapsed: Duration::ZERO,
            furthest: 0,
            state: SessionState::Running,
        };
        session.enter(0);
        session
    }

    /// The routine.
    pub(crate) fn routine(&self) -> &Routine {
        &self.routine
    }

    /// Whether it is running, paused or ended.
    pub(crate) fn state(&self) -> SessionState {
        self.state
    }

    /// Whether it has ended, for whatever reason.
    pub(crate) fn is_over(&self) -> bool {
        matches!(self.state, SessionState::Ended(_))
    }

    /// Advances the session by `elapsed`, and returns the sounds to play, in order.
    ///
    /// If one tick returns several sounds, the frame was late and the caller need only play the last. If `elapsed` is more
    /// than [`MAX_TICK`], the session is paused and no time is counted. Does nothing while the session is paused or ended.
    pub(crate) fn tick(&mut self, elapsed: Duration) -> Vec<Cue> {
        let mut cues = Vec::new();
        if self.state != SessionState::Running {
            return cues;
        }
        if elapsed > MAX_TICK {
            self.state = SessionState::Paused(PausedBy::Gap);
            return cues;
        }
        let mut left = elapsed;
        while let Some(phase) = self.phases.get(self.current) {
            let step = left.min(phase.length.saturating_sub(self.elapsed));
            if phase.kind.is_work() {
                self.held[phase.exercise] += step;
            }
            for secs in [3, 2, 1] {
                let due = phase.length.saturating_sub(Duration::from_secs(secs));
                if ticks_down(phase) && self.elapsed < due && due <= self.elapsed + step {
                    cues.push(Cue::Tick);
                }
            }
            self.elapsed += step;
            left = left.saturating_sub(step);
            if self.elapsed < phase.length {
                break;
            }
            self.enter(self.current + 1);
            cues.push(self.cue_at_beginning(self.current));
        }
        cues
    }

    /// The sounds of the next time, if nothing disturbs it, each with the time until it is due. None while the session
    /// is paused or ended.
    pub(crate) fn cues_within(&self, span: Duration) -> Vec<(Duration, Cue)> {
        let mut cues = Vec::new();
        if self.state != SessionState::Running {
            return cues;
        }
        let (mut until_phase, mut elapsed) = (Duration::ZERO, self.elapsed);
        for (index, phase) in self.phases.iter().enumerate().skip(self.current) {
            if until_phase > span {
                break;
            }
            for secs in [3, 2, 1] {
                let due = phase.length.saturating_sub(Duration::from_secs(secs));
                if ticks_down(phase) && elapsed < due {
                    cues.push((until_phase + due.saturating_sub(elapsed), Cue::Tick));
                }
            }
            until_phase += phase.length.saturating_sub(elapsed);
            elapsed = Duration::ZERO;
            cues.push((until_phase, self.cue_at_beginning(index + 1)));
        }
        cues.retain(|(until, _)| *until <= span);
        cues
    }

    /// The sound at the beginning of a phase, or at the end of the routine.
    fn cue_at_beginning(&self, index: usize) -> Cue {
        match self.phases.get(index).map(|phase| phase.kind) {
            None => Cue::End,
            Some(PhaseKind::Breathe { part, round: _ }) if part != BreathPart::In => Cue::Tick,
            Some(_) => Cue::Chime,
        }
    }

    /// Pauses a running session.
    pub(crate) fn pause(&mut self) {
        if self.state == SessionState::Running {
            self.state = SessionState::Paused(PausedBy::Person);
        }
    }

    /// Resumes a paused session.
    pub(crate) fn resume(&mut self) {
        if matches!(self.state, SessionState::Paused(_)) {
            self.state = SessionState::Running;
        }
    }

    /// Pauses a running session, or resumes a paused one.
    pub(crate) fn toggle(&mut self) {
        match self.state {
            SessionState::Running => self.pause(),
            SessionState::Paused(_) => self.resume(),
            SessionState::Ended(_) => {}
        }
    }

    /// Skips forward: from getting ready to the hold, from a hold to the pause before the next one, from breathing to the next
    /// exercise. Skipped time does not count as held.
    pub(crate) fn next(&mut self) {
        let Some(phase) = self.phase() else { return };
        let (segment, working) = (phase.segment, phase.kind.is_work());
        let to = self.phases[self.current..]
            .iter()
            .position(|ahead| {
                ahead.segment > segment || (!working && ahead.kind.is_work()) // the hold of this segment
            })
            .map_or(self.phases.len(), |steps| self.current + steps);
        self.enter(to);
    }

    /// Skips back: to the beginning of this hold if more than 3 s of it have passed, else to the pause before the previous
    /// hold. At the beginning of the routine it stays there.
    pub(crate) fn back(&mut self) {
        const RESTART_AFTER: Duration = Duration::from_secs(3);
        let Some(phase) = self.phase() else { return };
        let segment = phase.segment;
        let to = if self.working_for() > RESTART_AFTER {
            self.first_work_of(segment)
        } else {
            let before = segment.saturating_sub(1);
            self.phases.iter().position(|p| p.segment >= before)
        };
        self.enter(to.unwrap_or(0));
    }

    /// Extends the current hold, up to [`Span::MAX`]. Returns whether the current phase is a hold; others cannot be extended.
    pub(crate) fn extend(&mut self, by: Duration) -> bool {
        match self.phases.get_mut(self.current) {
            Some(phase) if matches!(phase.kind, PhaseKind::Hold(_)) && !by.is_zero() => {
                let longest = Duration::from_secs(Span::MAX.as_secs().into());
                phase.length = phase.length.saturating_add(by).min(longest);
                true
            }
            _ => false,
        }
    }

    /// Ends the session early, so that the part done is recorded.
    pub(crate) fn finish(&mut self) {
        self.end(Ending::Early);
    }

    /// Ends the session early, so that nothing is recorded.
    pub(crate) fn abandon(&mut self) {
        self.end(Ending::Abandoned);
    }

    fn end(&mut self, ending: Ending) {
        if !self.is_over() {
            self.state = SessionState::Ended(ending);
        }
    }

    /// Moves to the beginning of a phase. After the last phase the session is complete.
    fn enter(&mut self, index: usize) {
        self.current = index;
        self.elapsed = Duration::ZERO;
        match self.phases.get(index) {
            Some(phase) => self.furthest = self.furthest.max(phase.exercise),
            None => self.end(Ending::Complete),
        }
    }

    fn first_work_of(&self, segment: usize) -> Option<usize> {
        self.phases
            .iter()
            .position(|phase| phase.segment == segment && phase.kind.is_work())
    }

    /// The time elapsed in the work phases of the current segment; zero before they begin.
    fn working_for(&self) -> Duration {
        let Some(phase) = self.phase().filter(|phase| phase.kind.is_work()) else {
            return Duration::ZERO;
        };
        let before: Duration = self.phases[..self.current]
            .iter()
            .rev()
            .take_while(|earlier| earlier.segment == phase.segment && earlier.kind.is_work())
            .map(|earlier| earlier.length)
            .sum();
        before + self.elapsed
    }

    /// The current phase, also while paused; `None` once the session is complete.
    pub(crate) fn phase(&self) -> Option<&Phase> {
        self.phases.get(self.current)
    }

    /// The current exercise; `None` once the session is complete.
    pub(crate) fn exercise(&self) -> Option<&Exercise> {
        self.phase()
            .and_then(|phase| self.routine.exercises.get(phase.exercise))
    }
}

/// Whether the last three seconds of a phase are counted down by ticks: only in holds long enough to lose track of time.
fn ticks_down(phase: &Phase) -> bool {
    const LONG: Duration = Duration::from_secs(8);
    matches!(phase.kind, PhaseKind::Hold(_) | PhaseKind::Release(_)) && phase.length >= LONG
}
