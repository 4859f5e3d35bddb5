//! What can happen: the immutable facts that the journal keeps.
//!
//! An event says what happened, when, and to which evening it belongs. The evening is settled when the
//! event is written, so travel, a clock change or a changed wake time never moves history. Nothing is
//! edited: a correction is another event, [`What::Revoked`], that takes an earlier one back.

mod columns;
mod diary;
mod rating;
mod standing;

pub use diary::{IronTest, NightEntry};
pub use rating::{Rating, RatingOutOfRange};
pub use standing::{revocations, standing};

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, Days, FixedOffset, NaiveDate, Utc, Weekday};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// The name of an evening: the local date on which it began. At 01:15 it is still yesterday's evening.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EveningDate(pub NaiveDate);

impl EveningDate {
    /// The evening after this one. The calendar's last day (in the year 262142) is its own successor.
    pub fn next(self) -> Self {
        Self(self.0.succ_opt().unwrap_or(self.0))
    }

    /// The evening before this one.
    pub fn previous(self) -> Self {
        Self(self.0.pred_opt().unwrap_or(self.0))
    }

    /// The evening `days` days earlier.
    pub fn days_before(self, days: u64) -> Self {
        Self(self.0.checked_sub_days(Days::new(days)).unwrap_or(self.0))
    }

    /// The weekday that the plan's rules look at.
    pub fn weekday(self) -> Weekday {
        self.0.weekday()
    }

    /// All evenings from this one to `last`, both included; none when `last` is earlier.
    pub fn through(self, last: Self) -> impl Iterator<Item = Self> {
        self.0
            .iter_days()
            .take_while(move |date| *date <= last.0)
            .map(Self)
    }
}

impl fmt::Display for EveningDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for EveningDate {
    type Err = chrono::ParseError;

    /// Reads `2026-11-24`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// The name of a step in the plan and in the journal: `warm-bath`. It stays when the title changes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StepId(pub String);

impl fmt::Display for StepId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl From<&str> for StepId {
    fn from(id: &str) -> Self {
        Self(id.to_owned())
    }
}

/// The identity of an event: a `UUIDv7`, so that ids sort in the order in which events were written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EventId(pub Uuid);

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One exercise of a guided session, as it was really done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExerciseDone {
    /// The exercise's id in the library.
    pub exercise: String,
    /// Seconds really held or moved, all sides and repetitions together.
    pub held_secs: u32,
    /// Seconds that the routine asked for.
    pub planned_secs: u32,
}

/// A guided session, as it was really done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionDone {
    /// The routine's id in the library.
    pub routine: String,
    /// The exercises reached, in their order.
    pub exercises: Vec<ExerciseDone>,
}

impl SessionDone {
    /// Seconds held over all exercises.
    pub fn held_secs(&self) -> u32 {
        self.exercises.iter().map(|e| e.held_secs).sum()
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// The plan in force from this evening on, whole, as `plan::Plan` writes it.
    Plan(Value),
    /// A step was done.
    Done {
        /// Which.
        step: StepId,
    },
    /// A step was left out on purpose.
    Skipped {
        /// Which.
        step: StepId,
        /// The user's reason.
        why: Option<String>,
    },
    /// A step was put off.
    Snoozed {
        /// Which.
        step: StepId,
        /// Until when.
        until: DateTime<Utc>,
    },
    /// Bedtime of this one evening was moved.
    BedtimeMoved {
        /// The new bedtime.
        to: DateTime<Utc>,
    },
    /// The evening counts neither way.
    Excused {
        /// Ill, travelling: the user's reason.
        why: Option<String>,
    },
    /// The lights went out.
    LightsOut,
    /// The person woke for good.
    Woke {
        /// What they tell of the night.
        night: NightEntry,
    },
    /// How the legs were.
    Legs {
        /// How restless.
        rating: Rating,
        /// Tingling, crawling, aching ...
        feels: Vec<String>,
    },
    /// A drink.
    Caffeine {
        /// Milligrams of caffeine, not negative.
        mg: f64,
        /// Its name, where it has one.
        drink: Option<String>,
    },
    /// Something about the day that may go with the legs or the sleep.
    Factor {
        /// Which: `alcohol`, `stress`, or a name of the user's own.
        name: String,
        /// A number that goes with it: the week of a pregnancy.
        amount: Option<u16>,
        /// Words that go with it: which medicine was changed, and how.
        about: Option<String>,
    },
    /// Values of a blood test.
    Iron {
        /// What was measured.
        iron: IronTest,
    },
    /// The four signs, as they were answered.
    SelfCheck {
        /// Which were ticked, in their order.
        signs: [bool; 4],
    },
    /// A remark.
    Note {
        /// The user's own words.
        text: String,
    },
    /// A guided session.
    Session {
        /// The step it was for, if it was for one.
        step: Option<StepId>,
        /// What was really done.
        session: SessionDone,
    },
    /// An earlier event is taken back.
    Revoked {
        /// Which.
        event: EventId,
    },
    /// A kind that this version does not know: kept, passed on, and ignored.
    Other {
        /// As the journal's columns have it, like the rest.
        kind: String,
        /// The step column.
        step: Option<StepId>,
        /// The data column.
        data: Value,
    },
}

/// Something to be written to the journal: an event that has no identity yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// When it happened, to the millisecond. Not always when it was written.
    pub at: DateTime<Utc>,
    /// The local UTC offset at that instant, in minutes east.
    pub offset_min: i32,
    /// The evening it belongs to.
    pub evening: EveningDate,
    /// What happened.
    pub what: What,
}

/// One immutable thing that happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Its identity; sorts by when it was written.
    pub id: EventId,
    /// When it happened, to the millisecond.
    pub at: DateTime<Utc>,
    /// The local UTC offset at that instant, in minutes east.
    pub offset_min: i32,
    /// The evening it belongs to.
    pub evening: EveningDate,
    /// What happened.
    pub what: What,
    /// The computer that wrote it.
    pub device: String,
}

impl Event {
    /// When it was written, to the millisecond, by the clock of the computer that wrote it; none for an id that
    /// does not say. Not always when it happened.
    pub fn written(&self) -> Option<DateTime<Utc>> {
        let (seconds, nanos) = self.id.0.get_timestamp()?.to_unix();
        DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanos)
    }

    /// When it happened, as the clock on the wall showed it there and then.
    pub fn local(&self) -> DateTime<FixedOffset> {
        at_offset(self.at, self.offset_min)
    }
}

/// An instant as a clock `offset_min` minutes east of Greenwich shows it.
/// An offset that no clock has (a day or more) is read as UTC.
pub fn at_offset(at: DateTime<Utc>, offset_min: i32) -> DateTime<FixedOffset> {
    let offset = offset_min
        .checked_mul(60)
        .and_then(FixedOffset::east_opt)
        .unwrap_or_else(|| chrono::Offset::fix(&Utc));
    at.with_timezone(&offset)
}

impl What {
    /// The kind, as the journal's column has it.
    pub fn kind(&self) -> &str {
        match self {
            Self::Plan(_) => "plan",
            Self::Done { .. } => "done",
            Self::Skipped { .. } => "skipped",
            Self::Snoozed { .. } => "snoozed",
            Self::BedtimeMoved { .. } => "bedtime_moved",
            Self::Excused { .. } => "excused",
            Self::LightsOut => "lights_out",
            Self::Woke { .. } => "woke",
            Self::Legs { .. } => "legs",
            Self::Caffeine { .. } => "caffeine",
            Self::Factor { .. } => "factor",
            Self::Iron { .. } => "iron",
            Self::SelfCheck { .. } => "self_check",
            Self::Note { .. } => "note",
            Self::Session { .. } => "session",
            Self::Revoked { .. } => "revoked",
            Self::Other { kind, .. } => kind,
        }
    }

    /// The step it is about, where it is about one.
    pub fn step(&self) -> Option<&StepId> {
        match self {
            Self::Done { step } | Self::Skipped { step, .. } | Self::Snoozed { step, .. } => {
                Some(step)
            }
            Self::Session { step, .. } | Self::Other { step, .. } => step.as_ref(),
            Self::Plan(_)
            | Self::BedtimeMoved { .. }
            | Self::Excused { .. }
            | Self::LightsOut
            | Self::Woke { .. }
            | Self::Legs { .. }
            | Self::Caffeine { .. }
            | Self::Factor { .. }
            | Self::Iron { .. }
            | Self::SelfCheck { .. }
            | Self::Note { .. }
            | Self::Revoked { .. } => None,
        }
    }

    /// What the columns `kind` and `step` do not say, as the journal's `data` column has it.
    pub fn data(&self) -> Value {
        match self {
            Self::Done { .. } | Self::LightsOut => Value::Object(Map::new()),
            Self::Woke { night } => written(night),
            Self::Iron { iron } => written(iron),
            Self::Factor {
                name,
                amount,
                about,
            } => json!({ "name": name, "amount": amount, "about": about }),
            Self::SelfCheck { signs } => json!({ "signs": signs }),
            Self::Plan(plan) => plan.clone(),
            Self::Skipped { why, .. } | Self::Excused { why } => match why {
                Some(why) => json!({ "why": why }),
                None => json!({}),
            },
            Self::Snoozed { until, .. } => json!({ "until": millis(*until) }),
            Self::BedtimeMoved { to } => json!({ "to": millis(*to) }),
            Self::Legs { rating, feels } => json!({ "rating": rating, "feels": feels }),
            Self::Caffeine { mg, drink } => json!({ "mg": mg, "drink": drink }),
            Self::Note { text } => json!({ "text": text }),
            Self::Session { session, .. } => written(session),
            Self::Revoked { event } => json!({ "event": event }),
            Self::Other { data, .. } => data.clone(),
        }
    }

    /// Reads what the three columns say. What cannot be understood comes back as [`What::Other`],
    /// so that nothing another version wrote is lost.
    pub fn from_columns(kind: &str, step: Option<&str>, data: &str) -> Self {
        let step = step.map(StepId::from);
        columns::understood(kind, step.as_ref(), data).unwrap_or_else(|| Self::Other {
            kind: kind.to_owned(),
            step,
            data: serde_json::from_str(data).unwrap_or_else(|_| Value::String(data.to_owned())),
        })
    }
}

/// Plain data, which always writes.
fn written(data: &impl Serialize) -> Value {
    serde_json::to_value(data).unwrap_or(Value::Null)
}

fn millis(at: DateTime<Utc>) -> i64 {
    at.timestamp_millis()
}

#[cfg(test)]
mod tests;
