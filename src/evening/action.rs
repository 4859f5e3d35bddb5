//! The actions that a user can take on an evening.
//!
//! Every front end (the screens, the command line, a notification's buttons) passes an [`Action`] to `decide`, which
//! turns it into events. So marking a step done means the same everywhere.

use chrono::{DateTime, NaiveTime, Utc};

use super::diary::DiaryEntry;
use super::when::When;
use crate::event::{EventId, NightEntry, SessionDone, StepId};
use crate::span::Span;

/// How long one key or one button snoozes a step.
pub const SNOOZE: Span = Span::minutes(10);

/// Something the user does on one evening. Times that are None mean now.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// A step was done.
    Done {
        /// The step's id.
        step: StepId,
        /// When it happened.
        when: When,
    },
    /// A step is left out on purpose.
    Skip {
        /// The step's id.
        step: StepId,
        /// The user's reason.
        why: Option<String>,
    },
    /// A step is postponed.
    Snooze {
        /// The step's id.
        step: StepId,
        /// For how long: from now, or from when the step is due if that is later.
        span: Span,
    },
    /// The last action is revoked: the last on one step, or the last of the whole evening.
    Undo {
        /// The step; None means any.
        step: Option<StepId>,
    },
    /// One event is revoked.
    Revoke {
        /// The event's id.
        event: EventId,
    },
    /// One revoked event is restored.
    Restore {
        /// The event's id.
        event: EventId,
    },
    /// One event is revoked and another action takes its place. Both happen, or neither.
    Replace {
        /// The id of the event to revoke.
        event: EventId,
        /// The action in its place.
        by: Box<Action>,
    },
    /// Bedtime is moved, this evening only.
    MoveBedtime {
        /// The new bedtime as local time.
        to: NaiveTime,
    },
    /// The user began with the routine on this evening.
    Begin,
    /// The lights go out.
    LightsOut {
        /// When it happened.
        when: When,
    },
    /// The user woke for good.
    Woke {
        /// When it happened.
        when: When,
        /// Details of the night, as far as the user gives them.
        night: NightEntry,
    },
    /// The user accepts the night that was proposed. What is recorded of it already stays.
    AcceptNight {
        /// When the lights went out.
        lights_out: DateTime<Utc>,
        /// When the user woke for good.
        woke: DateTime<Utc>,
    },
    /// An entry is added to the diary.
    Record {
        /// The entry.
        entry: DiaryEntry,
        /// When it happened.
        at: Option<DateTime<Utc>>,
    },
    /// The symptoms begin now: one press of a key or a button. Where they have begun already, nothing is added.
    BeginSymptoms,
    /// The evening is excluded from the statistics.
    Excuse {
        /// The user's reason.
        why: Option<String>,
    },
    /// A free-text note is added.
    Note {
        /// The user's text.
        text: String,
        /// When it happened.
        at: Option<DateTime<Utc>>,
    },
    /// A guided session ended.
    Session {
        /// The step that the session was started from, if any.
        step: Option<StepId>,
        /// The exercises that were done.
        session: SessionDone,
        /// Whether the session marks the step as done.
        counts: bool,
        /// Whether the program offered the routine and the user took it.
        was_offered: bool,
    },
}
