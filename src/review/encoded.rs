//! A judged evening as bytes, without what its outline and its subjects have.
//!
//! A review of all evenings decodes ten years of them. Most have the same steps and factors, so these are not encoded
//! with each evening: decoded evenings share them.

use std::sync::Arc;

use chrono::{DateTime, FixedOffset};
use postcard::ser_flavors::Flavor;
use serde::{Deserialize, Serialize};

use super::cache::{EveningOutline, Subjects};
use super::compact::local_time;
use super::diary::NightReview;
use super::judge::{JudgedStep, LeftOutStep};
use super::{EveningLegs, EveningOnset, JudgedEvening};
use crate::evening::Status;
use crate::event::BodyPart;

/// Most evenings take fewer bytes.
const USUAL_BYTES: usize = 256;

/// What an evening has of its own. Its steps follow, then the steps that trials left out, and last its night.
#[derive(Serialize, Deserialize)]
struct EncodedEvening {
    #[serde(with = "local_time")]
    lights_out: Option<DateTime<FixedOffset>>,
    #[serde(with = "local_time")]
    woke: Option<DateTime<FixedOffset>>,
    asleep_after_min: Option<u16>,
    legs: EveningLegs,
    onset: EveningOnset,
    places: Vec<BodyPart>,
}

/// A [`JudgedStep`] without its id.
#[derive(Serialize, Deserialize)]
struct EncodedStep {
    status: Status,
    seconds_late: Option<i64>,
    legs_after: EveningLegs,
}

/// A [`LeftOutStep`] without its id.
#[derive(Serialize, Deserialize)]
struct EncodedLeftOut {
    is_done: bool,
    legs_after: EveningLegs,
}

/// Encodes an evening and its night.
pub(super) fn encoded(judged: &JudgedEvening, night: &NightReview) -> Vec<u8> {
    let evening = EncodedEvening {
        lights_out: judged.lights_out,
        woke: judged.woke,
        asleep_after_min: judged.asleep_after_min,
        legs: judged.legs,
        onset: judged.onset.clone(),
        places: judged.places.clone(),
    };
    let mut bytes = Vec::with_capacity(USUAL_BYTES);
    add(&mut bytes, &evening);
    for step in &judged.steps {
        let step = EncodedStep {
            status: step.status,
            seconds_late: step.seconds_late,
            legs_after: step.legs_after,
        };
        add(&mut bytes, &step);
    }
    for step in &judged.left_out {
        let step = EncodedLeftOut {
            is_done: step.is_done,
            legs_after: step.legs_after,
        };
        add(&mut bytes, &step);
    }
    add(&mut bytes, night);
    bytes
}

fn add(bytes: &mut Vec<u8>, part: &impl Serialize) {
    // Serialising plain data cannot fail.
    let _ = postcard::serialize_with_flavor(part, Appended(bytes));
}

/// Appends what is serialised: a vector of its own for each part, which grows with each byte, takes longer than the rest.
struct Appended<'b>(&'b mut Vec<u8>);

impl Flavor for Appended<'_> {
    type Output = ();

    fn try_push(&mut self, byte: u8) -> postcard::Result<()> {
        self.0.push(byte);
        Ok(())
    }

    fn try_extend(&mut self, bytes: &[u8]) -> postcard::Result<()> {
        self.0.extend_from_slice(bytes);
        Ok(())
    }

    fn finalize(self) -> postcard::Result<()> {
        Ok(())
    }
}

/// Decodes an evening, and takes it off the bytes, so that its night is left; none if they are not those of such an
/// evening.
pub(super) fn take_judged(
    bytes: &mut &[u8],
    outline: EveningOutline,
    subjects: &Subjects,
) -> Option<JudgedEvening> {
    let evening: EncodedEvening = take(bytes)?;
    let mut steps = Vec::with_capacity(subjects.steps.len());
    for id in &subjects.steps {
        let step: EncodedStep = take(bytes)?;
        steps.push(JudgedStep {
            id: Arc::clone(id),
            status: step.status,
            seconds_late: step.seconds_late,
            legs_after: step.legs_after,
        });
    }
    let mut left_out = Vec::with_capacity(subjects.left_out.len());
    for id in &subjects.left_out {
        let step: EncodedLeftOut = take(bytes)?;
        left_out.push(LeftOutStep {
            id: Arc::clone(id),
            is_done: step.is_done,
            legs_after: step.legs_after,
        });
    }
    Some(JudgedEvening {
        date: outline.date()?,
        outcome: outline.outcome,
        score: outline.score,
        steps,
        left_out,
        lights_out: evening.lights_out,
        woke: evening.woke,
        asleep_after_min: evening.asleep_after_min,
        legs: evening.legs,
        onset: evening.onset,
        places: evening.places,
        factors: Arc::clone(&subjects.factors),
    })
}

/// Decodes what comes next of `bytes`, and takes it off them.
pub(super) fn take<'b, T: Deserialize<'b>>(bytes: &mut &'b [u8]) -> Option<T> {
    let (part, rest) = postcard::take_from_bytes(bytes).ok()?;
    *bytes = rest;
    Some(part)
}
