//! The figures of charts against a second, plainer computation on random journals.

use chrono::{Datelike, NaiveTime, TimeDelta, Timelike};
use proptest::prelude::*;

use super::history_tests::history;
use super::naive_judge::Plain;
use super::naive_life::{Life, life};
use super::series::by_month;
use super::*;
use crate::diary::caffeine::HALF_LIFE;

fn back(life: &Life) -> LookBack {
    history(life, &life.events, CachedEvenings::default(), HALF_LIFE).look_back(life.from, life.to)
}

fn shown(life: &Life) -> Vec<Plain> {
    let evenings = life.plain().into_iter();
    evenings
        .filter(|evening| evening.date >= life.from)
        .collect()
}

/// The plan in force for an evening.
fn plan_of(life: &Life, date: EveningDate) -> &Plan {
    let recorded = life.plans.iter().rfind(|(since, _)| *since <= date);
    let recorded = recorded
        .or(life.plans.first())
        .filter(|_| date < life.tonight());
    recorded.map_or(&life.today, |(_, plan)| plan)
}

/// Signed minutes from one time to the other, the shorter way, found by trying all.
fn walked(from: NaiveTime, to: NaiveTime) -> i64 {
    let minute = |time: NaiveTime| i64::from(time.hour() * 60 + time.minute());
    let mut ways = (-719..=720).filter(|by| (minute(from) + by).rem_euclid(1440) == minute(to));
    ways.next().unwrap()
}

/// The share of a drink that is left so many hours after it was begun, which took `over` hours: the mean over the moments
/// at which parts of it were drunk, by Simpson's rule.
fn plain_share_left(hours: f64, over: f64) -> f64 {
    let (quick, slow) = (100.0_f64.ln() / 0.75, 2.0_f64.ln() / 5.0);
    let share =
        |hours: f64| quick / (quick - slow) * ((-slow * hours).exp() - (-quick * hours).exp());
    if over <= 0.0 {
        return share(hours);
    }
    // Even, as Simpson's rule demands.
    let parts = 4000_u32;
    let since = (hours - over).max(0.0);
    let width = (hours - since) / f64::from(parts);
    let weighted = (0..=parts).map(|n| {
        let weight = match n {
            n if n == 0 || n == parts => 1.0,
            n if n % 2 == 1 => 4.0,
            _ => 2.0,
        };
        weight * share(since + f64::from(n) * width)
    });
    weighted.sum::<f64>() * width / 3.0 / over
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn strength_after_each_evening_follows_the_formula(life in life()) {
        let mut strength: Option<f64> = None;
        let mut expected = vec![];
        for evening in life.plain() {
            let counts = matches!(evening.outcome, Outcome::Kept | Outcome::Partly | Outcome::Missed);
            if let (true, Some(score)) = (counts, evening.score) {
                let weekly = evening.planned_days_a_week as f64 / 7.0;
                let m = 0.5_f64.powf(weekly.sqrt() / 13.0);
                strength = Some(strength.unwrap_or(0.0) * m + score * (1.0 - m));
            }
            if evening.date >= life.from {
                expected.push(strength);
            }
        }
        let ours = back(&life).review.strengths;
        prop_assert_eq!(ours.len(), expected.len());
        for (ours, expected) in ours.iter().zip(expected) {
            prop_assert_eq!(ours.is_some(), expected.is_some());
            let apart = ours.unwrap_or(0.0) - expected.unwrap_or(0.0);
            prop_assert!(apart.abs() < 1e-9, "{ours:?} {expected:?}");
        }
    }

    #[test]
    fn minutes_after_plan_are_the_shorter_way_round_the_clock(life in life()) {
        let back = back(&life);
        let late = back.minutes_after_plan();
        let shown = shown(&life);
        prop_assert_eq!(late.len(), shown.len());
        let mut on_target = 0;
        for (ours, evening) in late.iter().zip(&shown) {
            let planned = plan_of(&life, evening.date).bedtime_on(evening.date);
            // Compares whole minutes: both times are without seconds.
            let expected = evening.lights_out.map(|dark| {
                let seconds = TimeDelta::seconds(dark.second().into());
                walked(planned, (dark - seconds).time())
            });
            let ours_in_minutes = ours.zip(expected).map(|(ours, expected)| (ours - expected).abs());
            prop_assert_eq!(ours.is_some(), expected.is_some());
            prop_assert!(ours_in_minutes.is_none_or(|apart| apart <= 1 || apart >= 1439), "{ours:?} {expected:?}");
            on_target += usize::from(ours.is_some_and(|minutes| (-30..=30).contains(&minutes)));
        }
        prop_assert_eq!(back.on_target(), on_target);
    }

    #[test]
    fn caffeine_left_is_the_sum_over_all_drinks_not_revoked(life in life()) {
        let back = back(&life);
        for night in &back.nights {
            let in_effect = life.in_effect_on(night.date);
            let drank = in_effect.iter().any(|event| matches!(event.what, What::Caffeine { .. }));
            let dark = in_effect.iter().rfind(|event| matches!(event.what, What::LightsOut { .. }));
            let dark = dark.filter(|event| event.has_known_time());
            let Some(dark) = dark.filter(|_| drank) else {
                prop_assert_eq!(night.caffeine_left_mg, None);
                continue;
            };
            let mut left = 0.0;
            for date in night.date.days_before(60).through(night.date) {
                for event in life.in_effect_on(date) {
                    let What::Caffeine { mg, over, .. } = event.what else { continue };
                    let hours = (dark.at - event.at).num_milliseconds() as f64 / 3_600_000.0;
                    if hours > 0.0 && hours <= 72.0 {
                        left += mg * plain_share_left(hours, over.map_or(0.0, |over| f64::from(over.as_secs()) / 3600.0));
                    }
                }
            }
            let ours = night.caffeine_left_mg.unwrap_or(f64::NAN);
            prop_assert!((ours - left).abs() < 1e-9, "{ours} {left}");
        }
        let known: Vec<f64> = back.nights.iter().filter_map(|night| night.caffeine_left_mg).collect();
        let mean = back.caffeine_left_mg();
        prop_assert_eq!(mean.nights, known.len());
        let expected = (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64);
        prop_assert_eq!(mean.mean, expected);
    }

    #[test]
    fn an_evening_counts_for_the_month_of_its_date(life in life()) {
        let back = back(&life);
        let shown = shown(&life);
        let months = by_month(&back.review.evenings);
        let total: usize = months.iter().map(|(_, counts)| counts.kept + counts.missed + counts.excused).sum();
        prop_assert_eq!(total, back.review.kept + back.review.missed + back.review.excused);
        for (month, counts) in months {
            let own = || shown.iter().filter(|e| (e.date.0.year(), e.date.0.month()) == (month.year(), month.month()));
            let count = |wanted: &[Outcome]| own().filter(|e| wanted.contains(&e.outcome)).count();
            prop_assert_eq!(counts.kept, count(&[Outcome::Kept]));
            prop_assert_eq!(counts.missed, count(&[Outcome::Partly, Outcome::Missed]));
            prop_assert_eq!(counts.excused, count(&[Outcome::Excused]));
            prop_assert_eq!(counts.share().is_none(), counts.kept + counts.missed == 0);
        }
    }
}

/// Calculated by hand from Loop Habit Tracker's formula with m = 0.5^(1/13) = 0.948077...: after one kept
/// evening 1 - m = 0.051922, after two 1 - m^2 = 0.101149, then a missed one 0.095897, and one of score one
/// half 0.116879.
#[test]
fn strength_matches_values_calculated_by_hand() {
    let mut strength = Strength::default();
    let plan = crate::plan::Config::built_in().plan;
    for (score, by_hand) in [
        (1.0, 0.051_922),
        (1.0, 0.101_149),
        (0.0, 0.095_897),
        (0.5, 0.116_879),
    ] {
        strength.add(score, &plan);
        let now = strength.now().unwrap();
        assert!((now - by_hand).abs() < 1e-5, "{now} {by_hand}");
    }
}
