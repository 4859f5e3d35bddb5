//! Whether it is known when something happened.

use serde::{Deserialize, Serialize};

use super::{Event, NightEntry, Origin, StepId, What};

/// Whether an event's instant is the time at which it happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Timing {
    /// It happened at the event's instant.
    #[default]
    Known,
    /// It happened, but nobody knows when. The event's instant only places it: where the step should have ended, bedtime, or the
    /// wake time.
    Unknown,
}

impl Event {
    /// Whether the instant is the time at which it happened. No figure of time uses an event without a known time: one
    /// that was recorded without a time, or as planned, in which case the instant is the planned one.
    pub fn has_known_time(&self) -> bool {
        self.what.timing() == Timing::Known && self.origin != Some(Origin::AsPlanned)
    }
}

impl What {
    /// A step was done, at a known time.
    pub const fn done(step: StepId) -> Self {
        let timing = Timing::Known;
        Self::Done { step, timing }
    }

    /// The lights went out, at a known time.
    pub const fn lights_out() -> Self {
        let timing = Timing::Known;
        Self::LightsOut { timing }
    }

    /// The user woke for good, at a known time.
    pub const fn woke(night: NightEntry) -> Self {
        let timing = Timing::Known;
        Self::Woke { night, timing }
    }

    /// Whether it is known when it happened. Everything whose kind cannot be recorded without a time has a known one.
    pub fn timing(&self) -> Timing {
        match self {
            Self::Done { timing, .. } | Self::LightsOut { timing } | Self::Woke { timing, .. } => {
                *timing
            }
            Self::Plan(_)
            | Self::Began
            | Self::Skipped { .. }
            | Self::Snoozed { .. }
            | Self::BedtimeMoved { .. }
            | Self::Excused { .. }
            | Self::Legs { .. }
            | Self::Onset(_)
            | Self::Caffeine { .. }
            | Self::Consumed(_)
            | Self::NoneToday { .. }
            | Self::Factor { .. }
            | Self::Iron { .. }
            | Self::SelfCheck { .. }
            | Self::Note { .. }
            | Self::Session { .. }
            | Self::Revoked { .. }
            | Self::Other { .. } => Timing::Known,
        }
    }
}
