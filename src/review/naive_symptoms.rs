//! Onset, symptoms, sleep and changes against a second, plainer computation on the lives of `naive_life`.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use proptest::prelude::*;

use super::change::tests::plainly;
use super::change::{Change, ChangeRule};
use super::naive_life::{Life, cases, life, life_of};
use super::*;
use crate::diary::caffeine::HALF_LIFE;
use crate::event::{NightEntry, Onset, Rating, Timing};
use crate::review::diary::DiaryReview;

/// The evening's answer: the earliest beginning with everything recorded beside any, else whether there was none.
#[derive(Debug, PartialEq)]
enum PlainOnset {
    Unanswered,
    None,
    Began(NaiveDateTime, Option<u16>),
}

fn local(at: DateTime<Utc>, offset_min: i32) -> NaiveDateTime {
    at.naive_utc() + TimeDelta::minutes(offset_min.into())
}

fn plain_onset(life: &Life, date: EveningDate) -> PlainOnset {
    let own = life.in_effect_on(date);
    let began = own.iter().filter_map(|event| match &event.what {
        What::Onset(Onset::Began { sat_min, .. }) => Some((event.at, event.offset_min, sat_min)),
        _ => None,
    });
    let began: Vec<_> = began.collect();
    if let Some((at, offset, _)) = began.iter().min_by_key(|(at, ..)| *at) {
        let sat = began.iter().filter_map(|(.., sat)| **sat).min();
        return PlainOnset::Began(local(*at, *offset), sat);
    }
    let is_none = own
        .iter()
        .any(|event| event.what == What::Onset(Onset::NoneToday));
    if is_none {
        PlainOnset::None
    } else {
        PlainOnset::Unanswered
    }
}

/// Whether an entry of the evening names the arms.
fn is_arms_named(life: &Life, date: EveningDate) -> bool {
    let own = life.in_effect_on(date);
    own.iter().any(|event| {
        event.what.data()["where"]
            .as_array()
            .is_some_and(|places| places.contains(&"arms".into()))
    })
}

/// Minutes since the midnight before the evening.
fn minutes(date: EveningDate, at: NaiveDateTime) -> f64 {
    (at.and_utc().timestamp() - date.0.and_hms_opt(0, 0, 0).unwrap().and_utc().timestamp()) as f64
        / 60.0
}

/// In bed, asleep, until asleep and awake, in minutes, of one evening's night.
fn plain_sleep(life: &Life, date: EveningDate) -> [Option<i64>; 4] {
    let own = life.in_effect_on(date);
    let last_dark = own
        .iter()
        .rfind(|e| matches!(e.what, What::LightsOut { .. }));
    let dark = last_dark
        .filter(|event| event.what == What::lights_out())
        .map(|event| event.at);
    let (mut night, mut woke) = (NightEntry::default(), None);
    for event in &own {
        if let What::Woke { night: own, timing } = &event.what {
            night = *own;
            woke = (*timing == Timing::Known).then_some(event.at);
        }
    }
    let minutes = |from: Option<DateTime<Utc>>, to: Option<DateTime<Utc>>| {
        let seconds = to?.timestamp() - from?.timestamp();
        (0 < seconds && seconds < 86_400).then_some(seconds / 60)
    };
    let latency = night.asleep_after_min.map(i64::from);
    let awake = if night.awakenings == Some(0) && night.awake_min.is_none() {
        Some(0)
    } else {
        night.awake_min.map(i64::from)
    };
    let asleep = match (minutes(dark, woke), latency, awake) {
        (Some(length), Some(latency), Some(awake)) if latency + awake <= length => {
            Some(length - latency - awake)
        }
        _ => None,
    };
    [minutes(night.into_bed, night.up), asleep, latency, awake]
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

fn near(one: Option<f64>, other: Option<f64>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => (one - other).abs() < 1e-9,
        (one, other) => one.is_none() && other.is_none(),
    }
}

fn is_same_change(ours: Option<Change>, theirs: Option<(f64, f64, bool)>) -> bool {
    match (ours, theirs) {
        (Some(ours), Some((difference, error, is_found))) => {
            near(Some(ours.difference()), Some(difference))
                && near(Some(ours.interval.1 - ours.interval.0), Some(4.2 * error))
                && ours.is_found == is_found
        }
        (ours, theirs) => ours.is_none() && theirs.is_none(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn onset_and_symptoms_match_plain_counting(life in life()) {
        let review = life.review();
        let (mut times, mut none, mut answered, mut with) = (vec![], 0, 0, 0);
        let (mut arms, mut sat) = (0, vec![]);
        for evening in &review.evenings {
            let plain = plain_onset(&life, evening.date);
            let ours = match &evening.onset {
                EveningOnset::NotRecorded => PlainOnset::Unanswered,
                EveningOnset::NoneToday => PlainOnset::None,
                EveningOnset::Began { at, sat_min } => PlainOnset::Began(at.naive_local(), *sat_min),
            };
            prop_assert_eq!(&ours, &plain);
            arms += usize::from(is_arms_named(&life, evening.date));
            let ratings = [evening.legs.evening, evening.legs.night].into_iter().flatten();
            let ratings: Vec<u8> = ratings.map(Rating::get).collect();
            let began = matches!(plain, PlainOnset::Began(..));
            if began || plain == PlainOnset::None || !ratings.is_empty() {
                answered += 1;
                with += usize::from(began || ratings.iter().any(|rating| *rating > 0));
            }
            match plain {
                PlainOnset::Began(at, sat_min) => {
                    times.push(minutes(evening.date, at));
                    sat.extend(sat_min.map(f64::from));
                }
                PlainOnset::None => none += 1,
                PlainOnset::Unanswered => {}
            }
        }
        prop_assert_eq!((review.onset.days, review.onset.none), (times.len(), none));
        prop_assert_eq!(review.onset.places[1], arms);
        prop_assert_eq!(review.onset.sat_min.nights, sat.len());
        prop_assert!(near(review.onset.sat_min.mean, mean(&sat)));
        let expected = mean(&times).map(|mean| (mean.round() as i64).rem_euclid(1440));
        let ours = review.onset.mean.map(|at| (at - chrono::NaiveTime::MIN).num_minutes());
        prop_assert_eq!(ours, expected);
        let n = times.len() as f64;
        let squares: f64 = times.iter().map(|one| times.iter().map(|other| (one - other).powi(2)).sum::<f64>()).sum();
        // The variance as the mean of the squared differences of all pairs.
        let spread = (times.len() > 1).then(|| (squares / (2.0 * n * (n - 1.0))).sqrt());
        prop_assert!(review.onset.sd_minutes.zip(spread).map_or(spread.is_none(), |(one, other)| (one - other).abs() < 1e-6));
        let nights = SymptomNights::from_evenings(&review.evenings);
        prop_assert_eq!(nights, SymptomNights { answered, with });
        let week = (answered >= 7).then(|| with as f64 / answered as f64 * 7.0);
        prop_assert!(near(nights.per_week(), week));
    }

    #[test]
    fn sleep_figures_match_plain_sums(life in life()) {
        let review = life.review();
        let diary = DiaryReview::for_review(&review, &life.input(), HALF_LIFE);
        let nights: Vec<[Option<i64>; 4]> = review.evenings.iter().map(|evening| plain_sleep(&life, evening.date)).collect();
        let efficiency = |night: &[Option<i64>; 4]| {
            let (in_bed, asleep) = (night[0]? as f64, night[1]? as f64);
            (asleep <= in_bed).then(|| asleep / in_bed)
        };
        let ours = diary.whole.sleep;
        let figures = [ours.in_bed_min, ours.asleep_min, ours.latency_min, ours.awake_min];
        for (part, ours) in figures.into_iter().enumerate() {
            let known: Vec<f64> = nights.iter().filter_map(|night| Some(night[part]? as f64)).collect();
            prop_assert_eq!(ours.nights, known.len());
            prop_assert!(near(ours.mean, mean(&known)), "{} {:?} {:?}", part, ours.mean, known);
        }
        let known: Vec<f64> = nights.iter().filter_map(efficiency).collect();
        prop_assert_eq!(ours.efficiency.nights, known.len());
        prop_assert!(near(ours.efficiency.mean, mean(&known)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases(30)))]

    #[test]
    fn changes_match_plain_sums(life in life_of(90..260)) {
        let review = life.review();
        let last = life.to.min(life.tonight());
        let days: Vec<EveningDate> = last.days_before(239).through(last).collect();
        let onsets = days.iter().map(|date| match plain_onset(&life, *date) {
            PlainOnset::Began(at, ..) => Some(minutes(*date, at)),
            PlainOnset::None | PlainOnset::Unanswered => None,
        });
        let theirs = plainly(&onsets.collect::<Vec<_>>(), &ChangeRule::ONSET);
        prop_assert!(is_same_change(review.onset.change, theirs), "{:?} {:?}", review.onset.change, theirs);
        let is_night = review.legs.figure == LegsFigure::Night;
        let plain = life.plain();
        let legs = days.iter().map(|date| {
            let (evening, night) = plain.iter().find(|evening| evening.date == *date)?.legs;
            if is_night { night } else { evening }.map(f64::from)
        });
        let theirs = plainly(&legs.collect::<Vec<_>>(), &ChangeRule::LEGS);
        prop_assert!(is_same_change(review.legs_change, theirs), "{:?} {:?}", review.legs_change, theirs);
    }
}
