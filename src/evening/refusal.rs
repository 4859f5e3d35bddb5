//! The reasons for refusing an action, in words that say what to do instead.
//!
//! A remedy that is a command or an option is separate, in [`Refusal::command_hint`]: the command line shows reason and
//! hint, a screen only the reason.

use std::fmt;

use super::ClockDoubt;
use crate::event::{EveningDate, RatingOutOfRange, StepId};
use crate::plan::in_backticks;

/// A step of the plan, as a refusal names it: by its title. The id is for what has to be typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedStep {
    /// Its id.
    pub id: StepId,
    /// Its title.
    pub title: String,
}

impl fmt::Display for NamedStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.title)
    }
}

/// Why an action was refused. Nothing was written. The `Display` text is the reason, without
/// [`Refusal::command_hint`].
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// The plan has no such step.
    #[error("there is no step {} in your plan; {hint}", in_backticks(&id.0))]
    UnknownStep {
        /// The id that was given.
        id: StepId,
        /// The step that was probably meant, or all step ids of the plan.
        hint: String,
    },
    /// The step is not planned on the evening's weekday.
    #[error("{step}: not planned for {weekday} evenings")]
    NotPlannedThatDay {
        /// The step.
        step: NamedStep,
        /// The English name of the weekday.
        weekday: &'static str,
    },
    /// A trial drew the evening as one without the step.
    #[error("{step}: tried on evenings drawn at random, and {evening} is one without it")]
    LeftOutByTrial {
        /// The step.
        step: NamedStep,
        /// The evening.
        evening: EveningDate,
    },
    /// The step is already done or skipped.
    #[error("{step}: already {status}")]
    AlreadySettled {
        /// The step.
        step: NamedStep,
        /// `done` or `skipped`.
        status: &'static str,
        /// The evening, if it is over. The hint then names it.
        over: Option<EveningDate>,
    },
    /// The time is in the future.
    #[error("{at} has not come yet")]
    InTheFuture {
        /// The time, formatted as local time.
        at: String,
    },
    /// The computer's clock is probably wrong, and the user has not confirmed it.
    #[error(transparent)]
    ClockInDoubt(ClockDoubt),
    /// The new bedtime is in the past.
    #[error("{at} has already passed; choose a bedtime still to come")]
    BedtimePassed {
        /// The time, formatted as local time.
        at: String,
    },
    /// The time belongs to another evening.
    #[error("{at} does not fall into the evening of {evening}, which runs from {from} to {to}")]
    OutsideTheEvening {
        /// The time, formatted as local time.
        at: String,
        /// The evening.
        evening: EveningDate,
        /// The evening's first moment, formatted as local time.
        from: String,
        /// The evening's end, formatted as local time.
        to: String,
    },
    /// The evening has not begun.
    #[error("the evening of {0} has not begun yet")]
    EveningNotBegun(EveningDate),
    /// The evening is over.
    #[error("the evening of {0} is over; only tonight can be moved or put off")]
    EveningOver(EveningDate),
    /// The time must be given, because the night is long past.
    #[error("say when it was")]
    TimeMissing,
    /// The length of the snooze is zero.
    #[error("a snooze needs some time, such as `10m`")]
    EmptySnooze,
    /// The evening is already excused.
    #[error("the evening of {0} is already excused")]
    AlreadyExcused(EveningDate),
    /// There is nothing to undo. The text, if not empty, names the step: ` about Leg stretches`.
    #[error("there is nothing to take back{0}")]
    NothingToUndo(String),
    /// The event to restore was not revoked.
    #[error("that was not taken back")]
    NothingToRestore,
    /// Something was consumed after the cutoff, so it cannot be marked done.
    #[error("{what} on {at} came after the cutoff; otherwise it would be kept")]
    CutoffBroken {
        /// What was consumed.
        what: String,
        /// When, formatted as local time.
        at: String,
    },
    /// Something was consumed that day, so it cannot be recorded that there was none.
    #[error("{what} on {at} is recorded; take that back first if there was none")]
    NotNone {
        /// What was consumed.
        what: String,
        /// When, formatted as local time.
        at: String,
    },
    /// It is recorded already that there was none.
    #[error("no {0} that day is recorded already")]
    AlreadyNone(&'static str),
    /// The symptoms have begun already, and the earliest beginning counts.
    #[error("symptoms began on {at} already. The diary has the rest.")]
    SymptomsBegan {
        /// When, formatted as local time.
        at: String,
    },
    /// The cutoff is still to come, so nobody can have kept it.
    #[error("{step}: cannot be kept before its time, {at}")]
    CutoffToCome {
        /// The step.
        step: NamedStep,
        /// When it is due, formatted as local time.
        at: String,
    },
    /// The note has no text.
    #[error("a note needs some words")]
    EmptyNote,
    /// The text is longer than one event may hold. The number is the maximum, in characters.
    #[error("that is too long: at most {0} characters")]
    TooLong(usize),
    /// The rating of the legs is not on the scale.
    #[error(transparent)]
    Rating(#[from] RatingOutOfRange),
    /// The number is outside its valid range.
    #[error("{what} {value}{unit} cannot be; it goes from {from} to {to}{unit}")]
    OutOfRange {
        /// The name of the quantity.
        what: String,
        /// The number.
        value: f64,
        /// The lowest valid number.
        from: f64,
        /// The highest valid number.
        to: f64,
        /// The unit, with a space before it if one is shown.
        unit: &'static str,
    },
    /// The time of getting up is before the time of waking.
    #[error("up at {up} cannot be before awake at {awake}")]
    UpBeforeAwake {
        /// The time of getting up, formatted as local time.
        up: String,
        /// The time of waking, formatted as local time.
        awake: String,
    },
    /// The time of going to bed is after the time of waking.
    #[error("into bed at {into_bed} cannot be after awake at {awake}")]
    IntoBedAfterAwake {
        /// The time of going to bed, formatted as local time.
        into_bed: String,
        /// The time of waking, formatted as local time.
        awake: String,
    },
    /// The blood test has no value.
    #[error(
        "a blood test needs a value: ferritin in ng/mL, transferrin saturation in percent, or both"
    )]
    NoBloodValue,
    /// The date is before 1970.
    #[error("{at} is too long ago; dates go back to 1970")]
    TooLongAgo {
        /// The date, formatted for the sentence.
        at: String,
    },
    /// The name is empty or has control characters.
    #[error("a name needs a word or two on one line, such as `late-meal`")]
    BadName,
}

impl Refusal {
    /// What to type on the command line instead, if a command or an option is the remedy.
    pub fn command_hint(&self) -> Option<String> {
        match self {
            Self::LeftOutByTrial { .. } => Some("`winddown trial` has more".to_owned()),
            Self::AlreadySettled { step, over, .. } => {
                let date = over.map(|date| format!(" --date {date}"));
                let date = date.unwrap_or_default();
                Some(format!("`winddown undo {}{date}` takes that back", step.id))
            }
            Self::InTheFuture { .. } => {
                Some("for an earlier evening, say which with --date".to_owned())
            }
            Self::TimeMissing => {
                Some("add `--at` and a time, such as `--at 22:40` or `--at 10:40pm`".to_owned())
            }
            Self::AlreadyExcused(date) => {
                Some(format!("`winddown undo --date {date}` takes that back"))
            }
            Self::ClockInDoubt(doubt) => {
                Some(format!("{}; --yes records it all the same", doubt.remedy()))
            }
            Self::UpBeforeAwake { .. } => Some("say both with --at and --up".to_owned()),
            Self::IntoBedAfterAwake { .. } => Some("say both with --at and --into-bed".to_owned()),
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
            | Self::SymptomsBegan { .. }
            | Self::CutoffToCome { .. }
            | Self::NotNone { .. }
            | Self::AlreadyNone(_)
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
