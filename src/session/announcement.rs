//! What somebody who does not look has to be told of a session, without any wording.

use std::time::Duration;

use super::{Ending, PausedBy, Phase, Session, SessionState};

/// The end of a phase is announced this long before it.
const LAST_SECONDS: Duration = Duration::from_secs(5);
/// The end of shorter phases is not announced: little time is left when their beginning has been.
const LONG_ENOUGH_FOR_LAST_SECONDS: Duration = Duration::from_secs(12);
/// Shorter phases have no announced half.
const LONG_ENOUGH_FOR_HALF: Duration = Duration::from_secs(20);

/// Where a session is, as far as it has to be announced. Whenever this changes, there is something to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Announcement {
    /// A phase is under way.
    Phase {
        /// The index of the phase, from 0.
        index: usize,
        /// How far it is.
        part: PhasePart,
    },
    /// Time does not pass.
    Paused(PausedBy),
    /// The session has ended.
    Ended(Ending),
}

/// How far a phase is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhasePart {
    /// It has begun.
    Begun,
    /// Half of it is over.
    HalfOver,
    /// Its last five seconds have begun.
    LastSeconds,
}

impl Session {
    /// What has to be announced now.
    pub(crate) fn announcement(&self) -> Announcement {
        match (self.state, self.phase()) {
            (SessionState::Ended(ending), _) => Announcement::Ended(ending),
            (SessionState::Paused(by), _) => Announcement::Paused(by),
            (SessionState::Running, None) => Announcement::Ended(Ending::Complete),
            (SessionState::Running, Some(phase)) => Announcement::Phase {
                index: self.current,
                part: part(phase, self.elapsed),
            },
        }
    }

    /// Whether no time of the current phase has passed.
    pub(crate) fn is_at_a_beginning(&self) -> bool {
        self.elapsed.is_zero()
    }
}

fn part(phase: &Phase, elapsed: Duration) -> PhasePart {
    let is_work = phase.kind.is_work();
    let left = phase.length.saturating_sub(elapsed);
    if is_work && phase.length >= LONG_ENOUGH_FOR_LAST_SECONDS && left <= LAST_SECONDS {
        PhasePart::LastSeconds
    } else if is_work && phase.length >= LONG_ENOUGH_FOR_HALF && elapsed >= phase.length / 2 {
        PhasePart::HalfOver
    } else {
        PhasePart::Begun
    }
}
