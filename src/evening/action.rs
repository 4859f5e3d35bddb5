//! What a user can do about an evening.
//!
//! Every front end (the screens, the command line, a notification's buttons) says what was done as an
//! [`Action`]; `decide` turns it into events, so that marking a step done means the same everywhere.

use chrono::{DateTime, NaiveTime, Utc};

use super::diary::DiaryEntry;
use crate::event::{EventId, NightEntry, SessionDone, StepId};
use crate::span::Span;

/// How long a step is put off by one key or one button.
pub const SNOOZE: Span = Span::minutes(10);

/// Something the user does about one evening.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// A step was done: now, or when they say.
    Done {
        /// Which.
        step: StepId,
        /// When, if not now.
        at: Option<DateTime<Utc>>,
    },
    /// A step is left out.
    Skip {
        /// Which.
        step: StepId,
        /// Why, in their words.
        why: Option<String>,
    },
    /// A step is put off.
    Snooze {
        /// Which.
        step: StepId,
        /// For how long from now, or from its time where that is still to come.
        span: Span,
    },
    /// The last action is taken back: of that step, or of the whole evening.
    Undo {
        /// Which step's.
        step: Option<StepId>,
    },
    /// One event is taken back.
    Revoke {
        /// Which.
        event: EventId,
    },
    /// One event that was taken back stands again.
    BringBack {
        /// Which.
        event: EventId,
    },
    /// One event gives way to what should have been said: both at once, or neither.
    Replace {
        /// Which.
        event: EventId,
        /// What is done in its place.
        by: Box<Action>,
    },
    /// Bedtime is moved, this evening only.
    MoveBedtime {
        /// As the clock will show it.
        to: NaiveTime,
    },
    /// The lights go out.
    LightsOut {
        /// When, if not now.
        at: Option<DateTime<Utc>>,
    },
    /// Awake for good.
    Woke {
        /// When, if not now.
        at: Option<DateTime<Utc>>,
        /// What there is to tell of the night.
        night: NightEntry,
    },
    /// Something is told to the diary.
    Record {
        /// What.
        entry: DiaryEntry,
        /// When it was, if not now.
        at: Option<DateTime<Utc>>,
    },
    /// The evening counts neither way.
    Excuse {
        /// Why, in their words.
        why: Option<String>,
    },
    /// A remark is kept.
    Note {
        /// In their words.
        text: String,
        /// When it was, if not now.
        at: Option<DateTime<Utc>>,
    },
    /// A guided session ended.
    Session {
        /// The step it was for, if it was for one.
        step: Option<StepId>,
        /// What was really done.
        session: SessionDone,
        /// Whether the step counts as done by it.
        counts: bool,
    },
}
