//! What was told of one evening and its night.

use chrono::{DateTime, FixedOffset, NaiveTime, TimeDelta};
use serde::{Deserialize, Serialize};

use super::changes::{Change, Changed};
use super::entries::StandingEvents;
use crate::diary::MEDICINE_CHANGE;
use crate::diary::caffeine::{self, Dose};
use crate::event::{EveningDate, Event, What, at_offset};
use crate::review::{Judged, local_time};
use crate::span::Span;

/// What was told of one evening and its night, beside what [`Judged`] has.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NightReview {
    /// Which.
    pub date: EveningDate,
    /// The bedtime of its plan, whether or not it was moved.
    pub planned: NaiveTime,
    /// Minutes from lights out to sleep.
    pub asleep_after_min: Option<u16>,
    /// How often they woke in between.
    pub awakenings: Option<u8>,
    /// How they slept, 1 (badly) to 5 (well).
    pub quality: Option<u8>,
    /// When they got up, as the clock there showed it.
    #[serde(with = "local_time")]
    pub up: Option<DateTime<FixedOffset>>,
    /// Minutes that went by from lights out to waking for good; none where the two make no night.
    pub night_min: Option<i64>,
    /// Milligrams of caffeine that were drunk that day; none where no drink was told, which is not nothing. In a
    /// [`DiaryReview`](super::DiaryReview) the day that is not over has none either.
    pub caffeine_mg: Option<f64>,
    /// Milligrams left when the lights went out; none without a drink or a lights-out that was told.
    pub caffeine_left_mg: Option<f64>,
    /// Whether alcohol was told.
    pub alcohol: bool,
    /// Each change of a medicine, with what was said about it, a number that was told with it among that.
    pub medicines: Vec<Option<String>>,
}

impl NightReview {
    /// The medicines that were changed.
    pub fn changed_medicines(&self) -> impl Iterator<Item = Change> {
        self.medicines.iter().map(|about| Change {
            date: self.date,
            what: Changed::Medicine {
                about: about.clone(),
            },
        })
    }
}

/// The factor of an evening with alcohol.
const ALCOHOL: &str = "alcohol";

/// So many evenings before are looked at for what is left of their drinks: even of what is gone by half in 16 h
/// only a twentieth is there after them.
pub(in crate::review) const EARLIER_EVENINGS: u64 = 3;

pub(in crate::review) fn night(
    evening: &Judged,
    planned: NaiveTime,
    entries: &StandingEvents<'_>,
    half_life: Span,
) -> NightReview {
    let own = entries.on(evening.date);
    let woke = own.iter().rev().find_map(|event| match &event.what {
        What::Woke { night } => Some((*night, event.offset_min)),
        _ => None,
    });
    let night = woke.map(|(night, _)| night).unwrap_or_default();
    let drunk: Vec<Dose> = drinks(own.iter().copied()).collect();
    let caffeine_left = |dark: DateTime<FixedOffset>| {
        let near = entries.between(evening.date.days_before(EARLIER_EVENINGS), evening.date);
        let drunk: Vec<Dose> = drinks(near).collect();
        caffeine::left(&drunk, dark.to_utc(), half_life)
    };
    NightReview {
        date: evening.date,
        planned,
        asleep_after_min: night.asleep_after_min,
        awakenings: night.awakenings,
        quality: night.quality,
        up: woke.and_then(|(night, offset)| Some(at_offset(night.up?, offset))),
        night_min: length(evening),
        caffeine_mg: (!drunk.is_empty()).then(|| drunk.iter().map(|drink| drink.mg).sum()),
        caffeine_left_mg: evening
            .lights_out
            .filter(|_| !drunk.is_empty())
            .map(caffeine_left),
        alcohol: factors(own, ALCOHOL).next().is_some(),
        medicines: factors(own, MEDICINE_CHANGE)
            .map(|(amount, about)| match (amount, about) {
                (Some(amount), Some(about)) => Some(format!("{about} ({amount})")),
                (Some(amount), None) => Some(amount.to_string()),
                (None, about) => about.cloned(),
            })
            .collect(),
    }
}

/// What was said about a factor, each time it was told.
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

/// Elapsed minutes from lights out to waking, where they make a night: longer than nothing, shorter than a day.
fn length(evening: &Judged) -> Option<i64> {
    let length = evening.woke? - evening.lights_out?;
    (TimeDelta::zero() < length && length < TimeDelta::days(1)).then(|| length.num_minutes())
}

fn drinks<'e>(events: impl Iterator<Item = &'e Event>) -> impl Iterator<Item = Dose> {
    events.filter_map(|event| match event.what {
        What::Caffeine { mg, .. } => Some(Dose { at: event.at, mg }),
        _ => None,
    })
}
