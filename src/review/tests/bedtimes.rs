//! Bedtimes, their regularity, and social jetlag.

use super::*;
use crate::event::{Origin, Timing};

#[test]
fn the_mean_of_bedtimes_on_both_sides_of_midnight_is_near_midnight() {
    let entries = [
        ("2026-11-22", "23:50", What::lights_out()),
        ("2026-11-23", "00:10", What::lights_out()),
    ];
    let bedtime = review(&entries).bedtime;
    assert_eq!(
        (bedtime.nights, bedtime.mean),
        (2, NaiveTime::from_hms_opt(0, 0, 0))
    );
    assert!((bedtime.sd_minutes.unwrap() - 10.0).abs() < 0.1);
}

#[test]
fn one_night_has_a_mean_but_no_standard_deviation() {
    let bedtime = review(&[("2026-11-23", "22:41", What::lights_out())]).bedtime;
    assert_eq!(
        (bedtime.mean, bedtime.sd_minutes),
        (NaiveTime::from_hms_opt(22, 41, 0), None)
    );
}

#[test]
fn what_has_no_known_time_is_done_and_in_no_figure_of_time() {
    let figures = |timing, origin| {
        let (stretch, bath) = (StepId::from("stretch"), "bath".into());
        let night = NightEntry::default();
        let mut events = events(&[
            ("2026-11-23", "20:50", What::done(bath)),
            (
                "2026-11-23",
                "22:00",
                What::Done {
                    step: stretch.clone(),
                    timing,
                },
            ),
            ("2026-11-23", "22:41", What::LightsOut { timing }),
            ("2026-11-23", "05:41", What::Woke { night, timing }),
        ]);
        for event in &mut events[1..] {
            event.origin = Some(origin);
        }
        let plan = plan();
        let input = ReviewInput {
            events: &events,
            plans: &[],
            tonight: date("2026-11-24"),
            today: &plan,
            first: Some(date("2026-11-23")),
            began: None,
            now: noon(),
            zone: &Berlin,
            free_days: FreeDays::default(),
        };
        let review = Review::between(date("2026-11-23"), date("2026-11-23"), &input);
        let stretch = review.steps.iter().find(|step| step.id == stretch).unwrap();
        (
            outcomes(&review),
            stretch.median_minutes_late,
            review.bedtime.nights,
            review.evenings[0].woke.is_some(),
        )
    };
    let known = figures(Timing::Known, Origin::Pressed);
    assert_eq!(known, ("k".to_owned(), Some(10), 1, true));
    let unknown = ("k".to_owned(), None, 0, false);
    assert_eq!(figures(Timing::Unknown, Origin::Pressed), unknown);
    assert_eq!(figures(Timing::Known, Origin::AsPlanned), unknown);
}

fn nights(
    times: &[(&'static str, &'static str, &'static str)],
) -> Vec<(&'static str, &'static str, What)> {
    times
        .iter()
        .flat_map(|(evening, out, woke)| {
            [
                (*evening, *out, What::lights_out()),
                (*evening, *woke, What::woke(NightEntry::default())),
            ]
        })
        .collect()
}

#[test]
fn equal_nights_are_perfectly_regular_from_seven_pairs_on() {
    const DAYS: [&str; 8] = [
        "2026-11-16",
        "2026-11-17",
        "2026-11-18",
        "2026-11-19",
        "2026-11-20",
        "2026-11-21",
        "2026-11-22",
        "2026-11-23",
    ];
    let all: Vec<_> = DAYS.iter().map(|day| (*day, "22:30", "05:30")).collect();
    assert_eq!(review(&nights(&all)).bedtime.regularity_index, Some(100.0));
    assert_eq!(review(&nights(&all[1..])).bedtime.regularity_index, None);
}

#[test]
fn social_jetlag_is_the_distance_of_mid_sleep_on_free_days() {
    let all = [
        ("2026-11-19", "22:00", "04:00"), // Thursday: the middle is 01:00
        ("2026-11-20", "23:30", "05:30"), // Friday: 02:30
    ];
    assert_eq!(
        review(&nights(&all))
            .bedtime
            .social_jetlag_minutes
            .map(f64::round),
        Some(90.0)
    );
    assert_eq!(
        review(&nights(&all[..1])).bedtime.social_jetlag_minutes,
        None
    );
}

/// The formula, minute by minute.
fn naive_regularity(asleep: &[Option<Vec<bool>>]) -> Option<f64> {
    let pairs: Vec<_> = asleep
        .windows(2)
        .filter_map(|pair| Some((pair[0].as_ref()?, pair[1].as_ref()?)))
        .collect();
    if pairs.len() < 7 {
        return None;
    }
    let same: usize = pairs
        .iter()
        .map(|(a, b)| a.iter().zip(*b).filter(|(a, b)| a == b).count())
        .sum();
    Some(-100.0 + 200.0 * same as f64 / (1440.0 * pairs.len() as f64))
}

proptest! {
    #[test]
    fn regularity_matches_the_formula_minute_by_minute(
        nights in prop::collection::vec(prop::option::weighted(0.9, (540_i64..840, 60_i64..500)), 8..40),
    ) {
        let first = date("2026-01-05");
        let mut judged = Vec::new();
        let mut naive = Vec::new();
        for (n, night) in (0..).zip(&nights) {
            let evening = EveningDate(first.0 + TimeDelta::days(n));
            let noon = evening.0.and_hms_opt(12, 0, 0).unwrap().and_utc().fixed_offset();
            let at = |minutes: i64| noon + TimeDelta::minutes(minutes);
            judged.push(JudgedEvening {
                date: evening,
                outcome: Outcome::Missed,
                score: None,
                steps: vec![],
                left_out: vec![],
                lights_out: night.map(|(out, _)| at(out)),
                woke: night.map(|(out, long)| at(out + long)),
                asleep_after_min: None,
                legs: EveningLegs::default(),
                onset: EveningOnset::NotRecorded,
                places: vec![],
                factors: [].into(),
            });
            naive.push(night.map(|(out, long)| (0..1440).map(|m| (out..out + long).contains(&m)).collect()));
        }
        let (ours, theirs) = (Bedtimes::from_evenings(&judged, FreeDays::default()).regularity_index, naive_regularity(&naive));
        prop_assert_eq!(ours.is_some(), theirs.is_some());
        prop_assert!(ours.zip(theirs).is_none_or(|(a, b)| (a - b).abs() < 1e-9), "{ours:?} {theirs:?}");
    }
}
