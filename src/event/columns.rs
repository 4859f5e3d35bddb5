//! Parses the journal's columns into a [`What`].
//!
//! Ten years are tens of thousands of rows, so the data column is parsed straight into the type for its kind, without
//! an intermediate JSON value.

use chrono::serde::ts_milliseconds;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::span::Span;

use super::{
    About, BodyPart, EventId, NightEntry, Rating, StepId, Substance, Timing, Unmeasured, What,
};

/// Why a row's columns could not be parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Misfit {
    /// This version does not know the kind.
    UnknownKind,
    /// The kind is known, and the data does not have the shape that this version knows.
    OfAnotherVersion,
    /// The kind is known, and its data is not JSON.
    NotJson,
}

/// The payload of a row.
pub(super) fn parse(kind: &str, step: Option<&str>, data: &str) -> Result<What, Misfit> {
    let step = || step.map(StepId::from).ok_or(Misfit::OfAnotherVersion);
    Ok(match kind {
        "plan" => What::Plan(read(data)?),
        "done" => What::Done {
            timing: timing(data)?,
            step: step()?,
        },
        "skipped" => What::Skipped {
            why: read::<Why>(data)?.why,
            step: step()?,
        },
        "snoozed" => What::Snoozed {
            until: read::<Until>(data)?.until,
            step: step()?,
        },
        "bedtime_moved" => What::BedtimeMoved {
            to: read::<To>(data)?.to,
        },
        "excused" => What::Excused {
            why: read::<Why>(data)?.why,
        },
        "began" => plain(What::Began, data)?,
        "alcohol" => plain(What::Consumed(Unmeasured::Alcohol), data)?,
        "nicotine" => plain(What::Consumed(Unmeasured::Nicotine), data)?,
        "food" => plain(What::Consumed(Unmeasured::Food), data)?,
        "lights_out" => What::LightsOut {
            timing: timing(data)?,
        },
        "woke" => read::<Woke>(data)?.what(),
        "legs" => read::<Legs>(data)?.what(),
        "onset" => What::Onset(read(data)?),
        "caffeine" => read::<Caffeine>(data)?.what()?,
        "none_today" => What::NoneToday {
            substance: read::<NoneToday>(data)?.substance,
        },
        "factor" => read::<Factor>(data)?.what(),
        "iron" => What::Iron { iron: read(data)? },
        "self_check" => What::SelfCheck {
            signs: read::<SelfCheck>(data)?.signs,
        },
        "note" => What::Note {
            text: read::<Note>(data)?.text,
        },
        "session" => What::Session {
            step: step().ok(),
            session: read(data)?,
        },
        "revoked" => What::Revoked {
            event: read::<Revoked>(data)?.event,
        },
        _ => return Err(Misfit::UnknownKind),
    })
}

fn read<'d, T: Deserialize<'d>>(data: &'d str) -> Result<T, Misfit> {
    serde_json::from_str(data).map_err(|_| match serde_json::from_str::<IgnoredAny>(data) {
        Ok(_) => Misfit::OfAnotherVersion,
        Err(_) => Misfit::NotJson,
    })
}

/// An entry of a kind that has no data. A later version may have added some.
fn plain(what: What, data: &str) -> Result<What, Misfit> {
    read::<IgnoredAny>(data)?;
    Ok(what)
}

/// The timing in the data of a kind that has no other data. A later version may have added some.
fn timing(data: &str) -> Result<Timing, Misfit> {
    if data == "{}" {
        return Ok(Timing::Known);
    }
    Ok(read::<Time>(data)?.time)
}

#[derive(Deserialize)]
struct Time {
    #[serde(default)]
    time: Timing,
}

#[derive(Deserialize)]
struct Woke {
    #[serde(flatten)]
    night: NightEntry,
    #[serde(default)]
    time: Timing,
}

impl Woke {
    fn what(self) -> What {
        let Self { night, time } = self;
        What::Woke {
            night,
            timing: time,
        }
    }
}

#[derive(Deserialize)]
struct Why {
    why: Option<String>,
}

#[derive(Deserialize)]
struct Until {
    #[serde(with = "ts_milliseconds")]
    until: DateTime<Utc>,
}

#[derive(Deserialize)]
struct To {
    #[serde(with = "ts_milliseconds")]
    to: DateTime<Utc>,
}

#[derive(Deserialize)]
struct Legs {
    rating: Rating,
    #[serde(default)]
    feels: Vec<String>,
    #[serde(default, rename = "where")]
    places: Vec<BodyPart>,
    about: Option<About>,
}

impl Legs {
    fn what(self) -> What {
        let Self {
            rating,
            feels,
            places,
            about,
        } = self;
        What::Legs {
            rating,
            feels,
            places: BodyPart::each_once(places),
            about,
        }
    }
}

#[derive(Deserialize)]
struct Caffeine {
    mg: f64,
    drink: Option<String>,
    over: Option<Span>,
}

impl Caffeine {
    fn what(self) -> Result<What, Misfit> {
        let Self { mg, drink, over } = self;
        (mg >= 0.0)
            .then_some(What::Caffeine { mg, drink, over })
            .ok_or(Misfit::OfAnotherVersion)
    }
}

#[derive(Deserialize)]
struct NoneToday {
    substance: Substance,
}

#[derive(Deserialize)]
struct Factor {
    name: String,
    amount: Option<u16>,
    about: Option<String>,
}

impl Factor {
    fn what(self) -> What {
        let Self {
            name,
            amount,
            about,
        } = self;
        What::Factor {
            name,
            amount,
            about,
        }
    }
}

#[derive(Deserialize)]
struct SelfCheck {
    signs: [bool; 4],
}

#[derive(Deserialize)]
struct Note {
    text: String,
}

#[derive(Deserialize)]
struct Revoked {
    event: EventId,
}
