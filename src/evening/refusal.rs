//! Why an action cannot be, in words that say what to do instead.
//!
//! Where the remedy is a command or an option it stands apart, as [`Refusal::command_hint`]: the command line shows
//! both, a screen the reason alone.

use crate::event::{EveningDate, RatingOutOfRange, StepId};
use crate::plan::in_backticks;

/// Why an action cannot be. Nothing was changed. Its text is the reason, without [`Refusal::command_hint`].
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// The plan has no such step.
    #[error("there is no step {} in your plan; {hint}", in_backticks(&id.0))]
    UnknownStep {
        /// What was asked for.
        id: StepId,
        /// The steps there are, or the one that was probably meant.
        hint: String,
    },
    /// The step is not asked for on that weekday.
    #[error("`{id}` is not planned for {weekday} evenings")]
    NotPlannedThatDay {
        /// The step's id.
        id: StepId,
        /// The weekday, in words.
        weekday: &'static str,
    },
    /// A trial drew the evening to be without the step.
    #[error("`{id}` is tried on evenings drawn at random, and {evening} is one without it")]
    LeftOutByTrial {
        /// The step's id.
        id: StepId,
        /// The evening.
        evening: EveningDate,
    },
    /// Done or skipped already.
    #[error("`{id}` is already {status}")]
    AlreadySettled {
        /// The step's id.
        id: StepId,
        /// "done" or "skipped".
        status: &'static str,
        /// Its evening, where that is over.
        over: Option<EveningDate>,
    },
    /// A time that has not come yet.
    #[error("{at} has not come yet")]
    InTheFuture {
        /// As the clock shows it.
        at: String,
    },
    /// A bedtime that lies behind.
    #[error("{at} has already passed; choose a bedtime still to come")]
    BedtimePassed {
        /// As the clock shows it.
        at: String,
    },
    /// A time that belongs to another evening.
    #[error("{at} does not fall into the evening of {evening}, which runs from {from} to {to}")]
    OutsideTheEvening {
        /// As the clock shows it.
        at: String,
        /// The evening.
        evening: EveningDate,
        /// Its first moment, as the clock shows it.
        from: String,
        /// Its last moment, likewise.
        to: String,
    },
    /// The evening has not begun.
    #[error("the evening of {0} has not begun yet")]
    EveningNotBegun(EveningDate),
    /// The evening is over.
    #[error("the evening of {0} is over; only tonight can be moved or put off")]
    EveningOver(EveningDate),
    /// A time has to be named.
    #[error("say when it was")]
    TimeMissing,
    /// A snooze of no time.
    #[error("a snooze needs some time, such as `10m`")]
    EmptySnooze,
    /// Excused already.
    #[error("the evening of {0} is already excused")]
    AlreadyExcused(EveningDate),
    /// Nothing to take back.
    #[error("there is nothing to take back{0}")]
    NothingToUndo(String),
    /// It stands.
    #[error("that was not taken back")]
    NothingToRestore,
    /// A cutoff after which there was a drink.
    #[error("{drink} on {at} came after the cutoff; without that drink it would be kept")]
    CutoffBroken {
        /// The drink.
        drink: String,
        /// When, as the clock shows it.
        at: String,
    },
    /// A remark without words.
    #[error("a note needs some words")]
    EmptyNote,
    /// A text that would fill the journal.
    #[error("that is too long: at most {0} characters")]
    TooLong(usize),
    /// A rating of the legs that is not on the scale.
    #[error(transparent)]
    Rating(#[from] RatingOutOfRange),
    /// A number that cannot be.
    #[error("{what} {value}{unit} cannot be; it goes from {from} to {to}{unit}")]
    OutOfRange {
        /// Of what.
        what: String,
        /// The number.
        value: f64,
        /// The least there can be.
        from: f64,
        /// The most.
        to: f64,
        /// What it is counted in.
        unit: &'static str,
    },
    /// Out of bed before awake.
    #[error("up at {up} cannot be before awake at {awake}")]
    UpBeforeAwake {
        /// As the clock shows it.
        up: String,
        /// Likewise.
        awake: String,
    },
    /// A blood test of which nothing is told.
    #[error(
        "a blood test needs a value: ferritin in ng/mL, transferrin saturation in percent, or both"
    )]
    NoBloodValue,
    /// A date before anybody could have meant it.
    #[error("{at} is too long ago; dates go back to 1970")]
    TooLongAgo {
        /// In words.
        at: String,
    },
    /// A name of no letters, or with control characters.
    #[error("a name needs a word or two on one line, such as `late-meal`")]
    BadName,
}

impl Refusal {
    /// What can be typed on a command line instead, where a command or an option is the remedy.
    pub fn command_hint(&self) -> Option<String> {
        match self {
            Self::LeftOutByTrial { .. } => Some("`winddown trial` tells more".to_owned()),
            Self::AlreadySettled { id, over, .. } => {
                let date = over.map(|date| format!(" --date {date}"));
                let date = date.unwrap_or_default();
                Some(format!("`winddown undo {id}{date}` takes that back"))
            }
            Self::InTheFuture { .. } => {
                Some("for an earlier evening, say which with --date".to_owned())
            }
            Self::TimeMissing => Some("add `--at` and a time, such as `--at 22:40`".to_owned()),
            Self::AlreadyExcused(date) => {
                Some(format!("`winddown undo --date {date}` takes that back"))
            }
            Self::UpBeforeAwake { .. } => Some("say both with --at and --up".to_owned()),
            Self::UnknownStep { .. }
            | Self::NotPlannedThatDay { .. }
            | Self::BedtimePassed { .. }
            | Self::OutsideTheEvening { .. }
            | Self::EveningNotBegun(_)
            | Self::EveningOver(_)
            | Self::EmptySnooze
            | Self::NothingToUndo(_)
            | Self::NothingToRestore
            | Self::CutoffBroken { .. }
            | Self::EmptyNote
            | Self::TooLong(_)
            | Self::Rating(_)
            | Self::OutOfRange { .. }
            | Self::NoBloodValue
            | Self::TooLongAgo { .. }
            | Self::BadName => None,
        }
    }
}
