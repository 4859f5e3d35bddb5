//! Parses the journal's columns into a [`What`].
//!
//! Ten years are tens of thousands of rows, so the data column is parsed straight into the type for its kind, without
//! an intermediate JSON value.

use chrono::serde::ts_milliseconds;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{EventId, Rating, StepId, What};

/// The payload of a row. None when this version does not know the kind, or when the data does not fit it.
pub(super) fn parse(kind: &str, step: Option<&StepId>, data: &str) -> Option<What> {
    Some(match kind {
        "plan" => What::Plan(read(data)?),
        "done" => What::Done {
            step: step?.clone(),
        },
        "skipped" => What::Skipped {
            step: step?.clone(),
            why: read::<Why>(data)?.why,
        },
        "snoozed" => What::Snoozed {
            step: step?.clone(),
            until: read::<Until>(data)?.until,
        },
        "bedtime_moved" => What::BedtimeMoved {
            to: read::<To>(data)?.to,
        },
        "excused" => What::Excused {
            why: read::<Why>(data)?.why,
        },
        "lights_out" => What::LightsOut,
        "woke" => What::Woke { night: read(data)? },
        "legs" => read::<Legs>(data)?.what(),
        "caffeine" => read::<Caffeine>(data)?.what()?,
        "factor" => read::<Factor>(data)?.what(),
        "iron" => What::Iron { iron: read(data)? },
        "self_check" => What::SelfCheck {
            signs: read::<SelfCheck>(data)?.signs,
        },
        "note" => What::Note {
            text: read::<Note>(data)?.text,
        },
        "session" => What::Session {
            step: step.cloned(),
            session: read(data)?,
        },
        "revoked" => What::Revoked {
            event: read::<Revoked>(data)?.event,
        },
        _ => return None,
    })
}

fn read<'d, T: Deserialize<'d>>(data: &'d str) -> Option<T> {
    serde_json::from_str(data).ok()
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
}

impl Legs {
    fn what(self) -> What {
        let Self { rating, feels } = self;
        What::Legs { rating, feels }
    }
}

#[derive(Deserialize)]
struct Caffeine {
    mg: f64,
    drink: Option<String>,
}

impl Caffeine {
    fn what(self) -> Option<What> {
        let Self { mg, drink } = self;
        (mg >= 0.0).then_some(What::Caffeine { mg, drink })
    }
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
