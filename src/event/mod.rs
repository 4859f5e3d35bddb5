//! Events: the immutable facts that the journal stores.
//!
//! An event records what happened, when, and which evening it belongs to. The evening is fixed when the event is
//! written, so travel, a clock change or a new wake time never moves history. Events are never edited: a correction
//! writes a new event, [`What::Revoked`], which cancels an earlier one.

mod columns;
mod decisive;
mod diary;
mod in_effect;
mod instants;
mod onset;
mod origin;
mod plausible;
mod rating;
mod rfc3339;
mod substance;
mod superseded_plans;
mod timing;

pub use decisive::{decisive, decisive_night};
pub(crate) use decisive::{last_of_each_computer, outweighs, sort_by_weight};
pub use diary::{IronTest, NightEntry};
pub use in_effect::in_effect;
pub(crate) use in_effect::revocations;
pub use onset::{BodyPart, Onset};
pub use origin::{ActionId, Origin};
pub use plausible::{is_plausible_instant, is_plausible_offset};
pub use rating::{About, Rating, RatingOutOfRange};
pub use rfc3339::rfc3339;
pub use substance::{Substance, Unmeasured};
pub(crate) use superseded_plans::{in_place_of, superseded};
pub use timing::Timing;

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, Days, FixedOffset, NaiveDate, Utc, Weekday};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::span::Span;
use columns::Misfit;

/// Identifies an evening by the local date on which it began. At 01:15 it is still yesterday's evening.
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

    /// The evening `days` days later.
    pub fn days_after(self, days: u64) -> Self {
        Self(self.0.checked_add_days(Days::new(days)).unwrap_or(self.0))
    }

    /// The weekday on which the evening began. The plan's weekday rules use it.
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

/// The id of a step in the plan and in the journal, such as `warm-bath`. It stays the same when the title changes.
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

/// One exercise of a guided session: what was actually done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExerciseDone {
    /// The exercise's id in the library.
    pub exercise: String,
    /// Seconds actually held or moved, summed over sides and repetitions.
    pub held_secs: u32,
    /// Seconds that the routine asked for.
    pub planned_secs: u32,
}

/// A guided session: what was actually done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionDone {
    /// The routine's id in the library.
    pub routine: String,
    /// The exercises that were started, in the routine's order.
    pub exercises: Vec<ExerciseDone>,
}

impl SessionDone {
    /// Total seconds held, over all exercises.
    pub fn held_secs(&self) -> u32 {
        self.exercises.iter().map(|e| e.held_secs).sum()
    }
}

/// The payload of an event: its kind and the data of that kind.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// The whole plan in force from this evening on, as JSON written by `plan::Plan::to_record`.
    Plan(Value),
    /// A step was done.
    Done {
        /// The step's id.
        step: StepId,
        /// Whether it is known when.
        timing: Timing,
    },
    /// A step was left out on purpose.
    Skipped {
        /// The step's id.
        step: StepId,
        /// The user's reason.
        why: Option<String>,
    },
    /// A step was put off.
    Snoozed {
        /// The step's id.
        step: StepId,
        /// When the step becomes due again.
        until: DateTime<Utc>,
    },
    /// Bedtime of this one evening was moved.
    BedtimeMoved {
        /// The new bedtime.
        to: DateTime<Utc>,
    },
    /// The evening is excluded from the statistics.
    Excused {
        /// The user's reason, such as illness or travel.
        why: Option<String>,
    },
    /// The user began with the routine on this evening. Evenings before it are not missed.
    Began,
    /// The lights went out.
    LightsOut {
        /// Whether it is known when.
        timing: Timing,
    },
    /// The person woke for good.
    Woke {
        /// Details of the night, as far as the user gave them.
        night: NightEntry,
        /// Whether it is known when.
        timing: Timing,
    },
    /// A rating of the legs.
    Legs {
        /// How restless the legs were.
        rating: Rating,
        /// Sensations in lower case: tingling, crawling, aching, or the user's own word.
        feels: Vec<String>,
        /// Where, sorted and without duplicates. Empty if the user did not say.
        places: Vec<BodyPart>,
        /// What the rating is about. None for ratings of older versions, which did not record it.
        about: Option<About>,
    },
    /// When the symptoms began that day, or that there were none.
    Onset(Onset),
    /// A drink.
    Caffeine {
        /// Milligrams of caffeine, not negative.
        mg: f64,
        /// The drink's name. None where only the milligrams were given.
        drink: Option<String>,
        /// How long it took to drink, from the event's instant on. None: at once.
        over: Option<Span>,
    },
    /// Something other than caffeine that a cutoff can be about.
    Consumed(Unmeasured),
    /// The user had none of a substance on the day of the evening.
    NoneToday {
        /// Which.
        substance: Substance,
    },
    /// A circumstance of the day that may affect the legs or sleep.
    Factor {
        /// The factor's name: `alcohol`, `stress`, or one of the user's own.
        name: String,
        /// A number for factors that have one, such as the week of a pregnancy.
        amount: Option<u16>,
        /// Free text, such as which medicine was changed and how.
        about: Option<String>,
    },
    /// Values of a blood test.
    Iron {
        /// The measured values and the date of the test.
        iron: IronTest,
    },
    /// The self-check of the four signs of restless legs.
    SelfCheck {
        /// True for each sign that was ticked, in the order of `diary::SIGNS`.
        signs: [bool; 4],
    },
    /// A free-text note.
    Note {
        /// The user's own words.
        text: String,
    },
    /// A guided session.
    Session {
        /// The step that the session was started from, if any.
        step: Option<StepId>,
        /// The exercises that were done.
        session: SessionDone,
    },
    /// An earlier event is cancelled.
    Revoked {
        /// The id of the cancelled event.
        event: EventId,
    },
    /// An event that this version cannot interpret. It is preserved as it is and otherwise ignored.
    Other {
        /// The kind column.
        kind: String,
        /// The step column.
        step: Option<StepId>,
        /// The data column.
        data: Value,
    },
}

/// An event before it is written to the journal, which assigns its id and device.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// When it happened, to the millisecond. The event may be written later than that.
    pub at: DateTime<Utc>,
    /// The local UTC offset at that instant, in minutes east.
    pub offset_min: i32,
    /// The evening it belongs to.
    pub evening: EveningDate,
    /// What happened.
    pub what: What,
    /// How it came about, where that differs from the rest of the action: accepted as planned, while the action was
    /// pressed. None stands for the origin of the action.
    pub origin: Option<Origin>,
}

/// One immutable event of the journal.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// The event's id. Ids sort in the order in which events were written.
    pub id: EventId,
    /// When it happened, to the millisecond.
    pub at: DateTime<Utc>,
    /// The local UTC offset at that instant, in minutes east.
    pub offset_min: i32,
    /// The evening it belongs to.
    pub evening: EveningDate,
    /// What happened.
    pub what: What,
    /// The name of the computer that wrote it.
    pub device: String,
    /// How it came about; none if that is unknown: an older version wrote it, or a newer one that knows more.
    pub origin: Option<Origin>,
    /// The action that wrote it together with other events; none if it is the only one.
    pub action: Option<ActionId>,
}

impl Event {
    /// When the event was written, to the millisecond, by the clock of the computer that wrote it. It is taken from
    /// the id; None if the id holds no timestamp. See [`Self::at`] for when it happened.
    pub fn written(&self) -> Option<DateTime<Utc>> {
        let (seconds, nanos) = self.id.0.get_timestamp()?.to_unix();
        DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanos)
    }

    /// When it happened, in local time at the place where it happened.
    pub fn local(&self) -> DateTime<FixedOffset> {
        at_offset(self.at, self.offset_min)
    }
}

/// Converts an instant to local time at `offset_min` minutes east of UTC. An invalid offset (a day or more) is
/// treated as UTC.
pub(crate) fn at_offset(at: DateTime<Utc>, offset_min: i32) -> DateTime<FixedOffset> {
    let offset = offset_min
        .checked_mul(60)
        .and_then(FixedOffset::east_opt)
        .unwrap_or_else(|| chrono::Offset::fix(&Utc));
    at.with_timezone(&offset)
}

impl What {
    /// The value of the journal's `kind` column.
    pub fn kind(&self) -> &str {
        match self {
            Self::Plan(_) => "plan",
            Self::Done { .. } => "done",
            Self::Skipped { .. } => "skipped",
            Self::Snoozed { .. } => "snoozed",
            Self::BedtimeMoved { .. } => "bedtime_moved",
            Self::Excused { .. } => "excused",
            Self::Began => "began",
            Self::LightsOut { .. } => "lights_out",
            Self::Woke { .. } => "woke",
            Self::Legs { .. } => "legs",
            Self::Onset(_) => "onset",
            Self::Caffeine { .. } => "caffeine",
            Self::Consumed(what) => what.name(),
            Self::NoneToday { .. } => "none_today",
            Self::Factor { .. } => "factor",
            Self::Iron { .. } => "iron",
            Self::SelfCheck { .. } => "self_check",
            Self::Note { .. } => "note",
            Self::Session { .. } => "session",
            Self::Revoked { .. } => "revoked",
            Self::Other { kind, .. } => kind,
        }
    }

    /// The value of the journal's `step` column: the step that the event concerns, if any.
    pub fn step(&self) -> Option<&StepId> {
        match self {
            Self::Done { step, .. } | Self::Skipped { step, .. } | Self::Snoozed { step, .. } => {
                Some(step)
            }
            Self::Session { step, .. } | Self::Other { step, .. } => step.as_ref(),
            Self::Plan(_)
            | Self::BedtimeMoved { .. }
            | Self::Excused { .. }
            | Self::Began
            | Self::LightsOut { .. }
            | Self::Woke { .. }
            | Self::Legs { .. }
            | Self::Onset(_)
            | Self::Caffeine { .. }
            | Self::Consumed(_)
            | Self::NoneToday { .. }
            | Self::Factor { .. }
            | Self::Iron { .. }
            | Self::SelfCheck { .. }
            | Self::Note { .. }
            | Self::Revoked { .. } => None,
        }
    }

    /// The value of the journal's `data` column: everything that `kind` and `step` do not hold.
    pub fn data(&self) -> Value {
        match self {
            Self::Began | Self::Consumed(_) => Value::Object(Map::new()),
            Self::Done { timing, .. } | Self::LightsOut { timing } => {
                with_timing(Value::Object(Map::new()), *timing)
            }
            Self::Woke { night, timing } => with_timing(to_json(night), *timing),
            Self::Iron { iron } => to_json(iron),
            Self::Onset(onset) => to_json(onset),
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
            Self::Legs {
                rating,
                feels,
                places,
                about,
            } => {
                let mut data = json!({ "rating": rating, "feels": feels });
                if !places.is_empty() {
                    data["where"] = json!(places);
                }
                if let Some(about) = about {
                    data["about"] = json!(about);
                }
                data
            }
            Self::Caffeine { mg, drink, over } => match over {
                Some(over) => json!({ "mg": mg, "drink": drink, "over": over }),
                None => json!({ "mg": mg, "drink": drink }),
            },
            Self::NoneToday { substance } => json!({ "substance": substance }),
            Self::Note { text } => json!({ "text": text }),
            Self::Session { session, .. } => to_json(session),
            Self::Revoked { event } => json!({ "event": event }),
            Self::Other { data, .. } => data.clone(),
        }
    }

    /// Whether this version knows the kind of event.
    pub(crate) fn knows(kind: &str) -> bool {
        !matches!(columns::parse(kind, None, "{}"), Err(Misfit::UnknownKind))
    }

    /// Parses the three columns. A kind that this version does not know, and data of another shape, become
    /// [`What::Other`], so that nothing another version wrote is lost. None if the data cannot come from any version:
    /// it is not JSON although the kind is known, or it has an instant that no event can have.
    pub fn from_columns(kind: &str, step: Option<&str>, data: &str) -> Option<Self> {
        let what = match columns::parse(kind, step, data) {
            Ok(what) => what,
            Err(Misfit::NotJson) => return None,
            Err(Misfit::UnknownKind | Misfit::OfAnotherVersion) => Self::Other {
                kind: kind.to_owned(),
                step: step.map(StepId::from),
                data: serde_json::from_str(data).unwrap_or_else(|_| Value::String(data.to_owned())),
            },
        };
        what.is_plausible().then_some(what)
    }
}

/// Adds an unknown time to the data. A known one is left out, so that rows written before there were others mean the same.
fn with_timing(mut data: Value, timing: Timing) -> Value {
    if timing != Timing::Known {
        data["time"] = to_json(&timing);
    }
    data
}

/// Serializes plain data. This cannot fail for the types used here.
fn to_json(data: &impl Serialize) -> Value {
    serde_json::to_value(data).unwrap_or(Value::Null)
}

fn millis(at: DateTime<Utc>) -> i64 {
    at.timestamp_millis()
}

#[cfg(test)]
mod tests;
