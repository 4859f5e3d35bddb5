//! The diary's entries about one evening and its night.

use chrono::{DateTime, FixedOffset, NaiveTime, TimeDelta};
use serde::{Deserialize, Serialize};

use super::changes::{ChangeKind, RecordedChange};
use super::entries::EventsInEffect;
use crate::diary::caffeine::{self, Dose};
use crate::diary::{MEDICINE_CHANGE, factor_of};
use crate::event::{EveningDate, Event, What, at_offset, decisive_night};
use crate::review::JudgedEvening;
use crate::review::compact::{clock, day, local_time};
use crate::span::Span;

/// The diary's figures of one evening and its night, in addition to those of [`JudgedEvening`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NightReview {
    /// The local date on which the evening began.
    #[serde(with = "day")]
    pub date: EveningDate,
    /// The bedtime planned for the evening, before any postponement.
    #[serde(with = "clock")]
    pub planned: NaiveTime,
    /// Number of awakenings.
    pub awakenings: Option<u8>,
    /// Minutes awake in the awakenings together.
    pub awake_min: Option<u16>,
    /// Sleep quality, 1 (bad) to 5 (good).
    pub quality: Option<u8>,
    /// Time of going to bed, with the UTC offset it was recorded at.
    #[serde(with = "local_time")]
    pub into_bed: Option<DateTime<FixedOffset>>,
    /// Time of getting up, with the UTC offset it was recorded at.
    #[serde(with = "local_time")]
    pub up: Option<DateTime<FixedOffset>>,
    /// Elapsed minutes from lights out to waking for good; `None` if not positive or not less than a day.
    pub night_min: Option<i64>,
    /// Caffeine of the day in milligrams. `None` without a recorded drink, which is not the same as none
    /// drunk, and in a [`DiaryReview`](super::DiaryReview) for the day that is not over.
    pub caffeine_mg: Option<f64>,
    /// Caffeine left at lights out, in milligrams; `None` without a recorded drink or lights out.
    pub caffeine_left_mg: Option<f64>,
    /// Whether alcohol was recorded.
    pub alcohol: bool,
    /// Each change of a medicine with the user's description, including the recorded amount.
    pub medicines: Vec<Option<String>>,
}

impl NightReview {
    /// The changes of medicines as dated changes.
    pub fn changed_medicines(&self) -> impl Iterator<Item = RecordedChange> {
        self.medicines.iter().map(|about| RecordedChange {
            date: self.date,
            what: ChangeKind::Medicine {
                about: about.clone(),
            },
        })
    }
}

/// Name of the factor that records alcohol.
const ALCOHOL: &str = "alcohol";

/// The evenings before one's own that can have drinks within [`caffeine::LOOKBACK`] of its lights-out: one more than days,
/// since evenings differ in length.
pub const CAFFEINE_LOOKBACK_EVENINGS: u64 = 4;

pub(in crate::review) fn night(
    evening: &JudgedEvening,
    planned: NaiveTime,
    entries: &EventsInEffect<'_>,
    half_life: Span,
) -> NightReview {
    let own = entries.on(evening.date);
    let wakings = own.iter().copied();
    let wakings = wakings.filter(|event| matches!(event.what, What::Woke { .. }));
    let woke = decisive_night(wakings).map(|(event, night)| (night, event.offset_min));
    let night = woke.map(|(night, _)| night).unwrap_or_default();
    let drunk: Vec<Dose> = drinks(own.iter().copied()).collect();
    let caffeine_left = |dark: DateTime<FixedOffset>| {
        let near = entries.between(
            evening.date.days_before(CAFFEINE_LOOKBACK_EVENINGS),
            evening.date,
        );
        let drunk: Vec<Dose> = drinks(near).collect();
        caffeine::mg_at_lights_out(&drunk, dark.to_utc(), half_life)
    };
    NightReview {
        date: evening.date,
        planned,
        awakenings: night.awakenings,
        awake_min: night.awake_min,
        quality: night.quality,
        into_bed: woke.and_then(|(night, offset)| Some(at_offset(night.into_bed?, offset))),
        up: woke.and_then(|(night, offset)| Some(at_offset(night.up?, offset))),
        night_min: length(evening),
        caffeine_mg: (!drunk.is_empty()).then(|| drunk.iter().map(|drink| drink.mg).sum()),
        caffeine_left_mg: evening
            .lights_out
            .filter(|_| !drunk.is_empty())
            .map(caffeine_left),
        alcohol: own.iter().any(|e| factor_of(&e.what) == Some(ALCOHOL)),
        medicines: factors(own, MEDICINE_CHANGE)
            .map(|(amount, about)| match (amount, about) {
                (Some(amount), Some(about)) => Some(format!("{about} ({amount})")),
                (Some(amount), None) => Some(amount.to_string()),
                (None, about) => about.cloned(),
            })
            .collect(),
    }
}

/// Amount and description of each entry of a factor.
fn factors<'e>(
    events: &[&'e Event],
    factor: &str,
) -> impl Iterator<Item = (Option<u16>, Option<&'e String>)> {
    events.iter().filter_map(move |event| match &event.what {
        What::Factor {
            name,
            amount,
            about,
        } if name == factor => Some((*amount, about.as_ref())),
        _ => None,
    })
}

/// Minutes from lights out to waking for good, if positive and less than a day.
fn length(evening: &JudgedEvening) -> Option<i64> {
    let length = evening.woke? - evening.lights_out?;
    (TimeDelta::zero() < length && length < TimeDelta::days(1)).then(|| length.num_minutes())
}

fn drinks<'e>(events: impl Iterator<Item = &'e Event>) -> impl Iterator<Item = Dose> {
    events.filter_map(|event| match event.what {
        What::Caffeine { mg, over, .. } => Some(Dose {
            at: event.at,
            mg,
            over: over.unwrap_or_default(),
        }),
        _ => None,
    })
}
