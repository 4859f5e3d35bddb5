//! Every figure of the review against a second, plainer computation on the lives of `naive_life`.

use chrono::{NaiveDateTime, NaiveTime, TimeDelta};
use proptest::prelude::*;

use super::naive_judge::{Plain, PlainLegs};
use super::naive_life::{FACTORS, STEPS, life};
use super::*;
use crate::diary::caffeine::HALF_LIFE;
use crate::event::Rating;
use crate::review::diary::DiaryReview;

fn near(one: Option<f64>, other: Option<f64>, by: f64) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => (one - other).abs() <= by,
        (one, other) => one.is_none() && other.is_none(),
    }
}

/// Mean time of day in minutes and its spread, by trial: the direction with the longest projection.
fn pointed_to(minutes: &[f64]) -> Option<(f64, f64)> {
    let turn = |minutes: f64| minutes / 1440.0 * std::f64::consts::TAU;
    let pull = |at: f64| {
        let all = minutes.iter().map(|m| turn(m - at).cos());
        all.sum::<f64>() / minutes.len() as f64
    };
    let tries = (0..14_400).map(|n| f64::from(n) / 10.0);
    let best = tries.max_by(|a, b| pull(*a).total_cmp(&pull(*b)))?;
    // Narrowed down to where the projection no longer changes in the last digit.
    let (mut from, mut to) = (best - 0.1, best + 0.1);
    for _ in 0..100 {
        let (one, other) = (from + (to - from) / 3.0, to - (to - from) / 3.0);
        if pull(one) < pull(other) {
            from = one;
        } else {
            to = other;
        }
    }
    let best = f64::midpoint(from, to);
    let spread = (-2.0 * pull(best).min(1.0).ln()).sqrt() / turn(1.0);
    (!minutes.is_empty()).then_some((best, spread))
}

fn around(one: f64, other: f64) -> f64 {
    let apart = (one - other).abs() % 1440.0;
    apart.min(1440.0 - apart)
}

fn minute_of(at: NaiveDateTime) -> f64 {
    (at - at.date().and_time(NaiveTime::MIN)).num_milliseconds() as f64 / 60_000.0
}

/// Nights with both ends recorded.
fn nights(evenings: &[Plain]) -> Vec<(EveningDate, NaiveDateTime, NaiveDateTime)> {
    let both = evenings.iter().filter_map(|e| {
        Some((
            e.date,
            e.lights_out? + TimeDelta::minutes(e.minutes_until_asleep),
            e.woke?,
        ))
    });
    both.filter(|(_, out, woke)| *out < *woke && *woke < *out + TimeDelta::hours(24))
        .collect()
}

/// The formula, minute by minute.
fn sleep_regularity(nights: &[(EveningDate, NaiveDateTime, NaiveDateTime)]) -> Option<f64> {
    let whole = |at: NaiveDateTime| at.and_utc().timestamp().div_euclid(60);
    let asleep = |minute: i64| {
        nights
            .iter()
            .any(|(_, out, woke)| whole(*out) <= minute && minute < whole(*woke))
    };
    let known = |date: EveningDate| nights.iter().any(|night| night.0 == date);
    let (mut pairs, mut same) = (0, 0);
    for (date, ..) in nights {
        if !known(date.next()) {
            continue;
        }
        pairs += 1;
        let noon = whole(date.0.and_hms_opt(12, 0, 0).unwrap());
        same += (noon..noon + 1440)
            .filter(|minute| asleep(*minute) == asleep(minute + 1440))
            .count();
    }
    (pairs >= 7).then(|| -100.0 + 200.0 / (1440.0 * f64::from(pairs)) * same as f64)
}

fn by_figure((evening, night): PlainLegs, is_night: bool) -> Option<u8> {
    if is_night { night } else { evening }
}

/// Whether at least as many evenings have the night's figure as have the evening's.
fn more_nights(legs: impl Iterator<Item = PlainLegs> + Clone) -> bool {
    let evenings = legs.clone().filter(|legs| legs.0.is_some()).count();
    legs.filter(|legs| legs.1.is_some()).count() >= evenings
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn evenings_streak_and_strength_match_plain_counting(life in life()) {
        let (review, plain) = (life.review(), life.plain());
        let (mut run, mut best, mut strength) = (0, 0, None);
        for evening in &plain {
            match evening.outcome {
                Outcome::Kept => run += 1,
                Outcome::Partly | Outcome::Missed => run = 0,
                Outcome::Excused | Outcome::Running | Outcome::Free | Outcome::NotBegun => continue,
            }
            best = best.max(run);
            let m = 0.5_f64.powf((evening.planned_days_a_week as f64 / 7.0).sqrt() / 13.0);
            strength = Some(strength.unwrap_or(0.0) * m + evening.score.unwrap() * (1.0 - m));
        }
        prop_assert_eq!(review.streak, Streak { current: run, best });
        prop_assert!(near(review.strength, strength, 1e-9));
        let shown: Vec<_> = plain.iter().filter(|e| e.date >= life.from).collect();
        let ours: Vec<_> = review.evenings.iter().map(|e| (e.date, e.outcome, (e.legs.evening.map(Rating::get), e.legs.night.map(Rating::get)))).collect();
        let theirs: Vec<_> = shown.iter().map(|e| (e.date, e.outcome, e.legs)).collect();
        prop_assert_eq!(ours, theirs);
        for (ours, theirs) in review.evenings.iter().zip(&shown) {
            prop_assert!(near(ours.score, theirs.score, 1e-12));
            prop_assert_eq!(ours.lights_out.map(|at| at.naive_local()), theirs.lights_out);
            prop_assert_eq!(ours.woke.map(|at| at.naive_local()), theirs.woke);
        }
        let count = |wanted: &[Outcome]| shown.iter().filter(|e| wanted.contains(&e.outcome)).count();
        prop_assert_eq!(review.kept, count(&[Outcome::Kept]));
        prop_assert_eq!(review.missed, count(&[Outcome::Partly, Outcome::Missed]));
        prop_assert_eq!(review.excused, count(&[Outcome::Excused]));
    }

    #[test]
    fn steps_match_plain_counting(life in life()) {
        let (review, plain) = (life.review(), life.plain());
        for id in STEPS {
            let counts = |e: &&Plain| e.date >= life.from
                && !matches!(e.outcome, Outcome::Excused | Outcome::Running | Outcome::NotBegun);
            let rows: Vec<_> = plain.iter().filter(counts)
                .flat_map(|e| &e.steps)
                .filter(|step| step.id == id)
                .collect();
            let ours = review.steps.iter().find(|step| step.id.0 == id);
            prop_assert_eq!(ours.map_or(0, |step| step.planned), rows.len());
            let Some(ours) = ours else { continue };
            prop_assert_eq!(ours.done, rows.iter().filter(|row| row.is_done).count());
            let (mut run, mut best) = (0, 0);
            for evening in plain.iter().filter(|e| !matches!(e.outcome, Outcome::Excused | Outcome::Running | Outcome::NotBegun)) {
                match evening.steps.iter().find(|step| step.id == id) {
                    Some(step) if step.is_done => run += 1,
                    Some(_) => run = 0,
                    None => {}
                }
                best = best.max(run);
            }
            prop_assert_eq!(ours.streak, Streak { current: run, best });
            let mut late: Vec<_> = rows.iter().filter_map(|row| row.minutes_late).collect();
            late.sort_by(f64::total_cmp);
            let middle = match late.len() {
                0 => vec![],
                n => vec![late[(n - 1) / 2], late[n / 2]],
            };
            let between = middle.iter().sum::<f64>() / middle.len() as f64;
            let ours = ours.median_minutes_late.map(|minutes| minutes as f64);
            // Rounded to minutes, from whole seconds.
            prop_assert!(near(ours, (!middle.is_empty()).then_some(between), 0.52), "{ours:?} {between} {late:?}");
        }
    }

    #[test]
    fn nights_and_legs_match_a_plain_computation(life in life()) {
        let review = life.review();
        let shown: Vec<_> = life.plain().into_iter().filter(|e| e.date >= life.from).collect();
        let out: Vec<_> = shown.iter().filter_map(|e| e.lights_out).map(minute_of).collect();
        prop_assert_eq!(review.bedtime.nights, out.len());
        match (pointed_to(&out), review.bedtime.mean) {
            // Times without a common direction have no meaningful mean.
            (Some((_, spread)), _) if spread > 500.0 => {}
            (Some((mean, spread)), Some(ours)) => {
                // Ours is a whole minute.
                prop_assert!(around(minute_of(shown[0].date.0.and_time(ours)), mean) <= 0.5001);
                let spread = (out.len() > 1).then_some(spread);
                prop_assert!(near(review.bedtime.sd_minutes, spread, 1e-3));
            }
            (mean, ours) => prop_assert!(mean.is_none() && ours.is_none()),
        }
        let nights = nights(&shown);
        prop_assert!(near(review.bedtime.regularity_index, sleep_regularity(&nights), 1e-9));
        let middle = |free: bool| {
            let minutes: Vec<_> = nights.iter()
                .filter(|(date, ..)| life.free_days.0.has(date.next().weekday()) == free)
                .map(|(_, out, woke)| minute_of(*out + (*woke - *out) / 2))
                .collect();
            pointed_to(&minutes)
        };
        match (middle(true), middle(false)) {
            (Some((_, wide)), _) | (_, Some((_, wide))) if wide > 500.0 => {}
            (free, other) => {
                let jetlag = free.zip(other).map(|(free, other)| around(free.0, other.0));
                prop_assert!(near(review.bedtime.social_jetlag_minutes, jetlag, 1e-3));
            }
        }
        let is_night = more_nights(shown.iter().map(|e| e.legs));
        prop_assert_eq!(review.legs.figure == LegsFigure::Night, is_night);
        let points: Vec<_> = shown.iter()
            .filter_map(|e| Some((f64::from(e.date.0.signed_duration_since(life.from.0).num_days() as i32), f64::from(by_figure(e.legs, is_night)?))))
            .collect();
        let n = points.len() as f64;
        let sum = |part: fn(&(f64, f64)) -> f64| points.iter().map(part).sum::<f64>();
        let (x, y, xy, xx) = (sum(|p| p.0), sum(|p| p.1), sum(|p| p.0 * p.1), sum(|p| p.0 * p.0));
        prop_assert_eq!(review.legs.nights, points.len());
        prop_assert!(near(review.legs.mean, (n > 0.0).then_some(y / n), 1e-9));
        let slope = (n >= 7.0).then(|| 7.0 * (n * xy - x * y) / (n * xx - x * x));
        prop_assert!(near(review.legs.trend.map(|trend| trend.per_week), slope, 1e-9));
    }

    #[test]
    fn compared_nights_match_a_plain_lookup(life in life()) {
        let (review, plain) = (life.review(), life.plain());
        let nights = &review.nights;
        // No journal here is longer than what a comparison looks back over, and the running evening has no place.
        let plain: Vec<_> = plain.into_iter().filter(|e| e.outcome != Outcome::Running).collect();
        prop_assert!(nights.exposures.iter().all(|exposure| exposure.was.len() == plain.len()));
        prop_assert_eq!(nights.first, plain.first().map(|evening| evening.date));
        let counts = |e: &Plain| !matches!(e.outcome, Outcome::Excused | Outcome::Running);
        let both = |legs: &EveningLegs| [false, true].map(|is_night| {
            let figure = if is_night { LegsFigure::Night } else { LegsFigure::Evening };
            legs.get(figure).map(Rating::get)
        });
        let plain_both = |legs| [false, true].map(|is_night| by_figure(legs, is_night));
        let expected: Vec<_> = plain.iter().map(|e| if counts(e) { plain_both(e.legs) } else { [None, None] }).collect();
        prop_assert_eq!(nights.legs.iter().map(both).collect::<Vec<_>>(), expected.clone());
        let rated = plain.iter().zip(&expected).find(|(_, legs)| **legs != [None, None]);
        prop_assert_eq!(nights.first_rated, rated.map(|(e, _)| e.date));
        let mut compared = 0;
        for name in STEPS.into_iter().chain(FACTORS) {
            let began = plain.iter().position(|e| counts(e) && e.factors.iter().any(|factor| factor == name));
            let was = |(n, e): (usize, &Plain)| {
                if name == "out" || name == "pregnancy" || !counts(e) {
                    return None;
                }
                if STEPS.contains(&name) {
                    if e.outcome == Outcome::NotBegun {
                        return None;
                    }
                    return e.steps.iter().find(|step| step.id == name).map(|step| step.is_done);
                }
                began.filter(|began| *began <= n).map(|_| e.factors.iter().any(|factor| factor == name))
            };
            let expected: Vec<Option<bool>> = plain.iter().enumerate().map(was).collect();
            let ours = nights.exposures.iter().find(|exposure| exposure.about.name() == name);
            prop_assert_eq!(ours.is_some(), expected.iter().any(Option::is_some), "{}", name);
            if let Some(ours) = ours {
                prop_assert_eq!(&ours.was, &expected, "{}", name);
                let legs = plain.iter().zip(&expected).map(|(e, was)| {
                    (*was)?;
                    let after = e.steps.iter().find(|step| step.id == name).map(|step| step.legs_after);
                    let after = if STEPS.contains(&name) { after } else { Some(e.legs) };
                    after.filter(|_| counts(e)).map(plain_both)
                });
                let legs: Vec<_> = legs.map(Option::unwrap_or_default).collect();
                prop_assert_eq!(ours.legs.iter().map(both).collect::<Vec<_>>(), legs, "{}", name);
                compared += 1;
            }
        }
        prop_assert_eq!(nights.exposures.len(), compared);
    }

    #[test]
    fn times_side_by_side_are_of_the_same_nights(life in life()) {
        let review = life.review();
        let diary = DiaryReview::for_review(&review, &life.input(), HALF_LIFE);
        let shown: Vec<_> = life.plain().into_iter().filter(|e| e.date >= life.from).collect();
        let middle = shown.len() / 2;
        let parts = [(&shown[..], Some(diary.whole)), (&shown[..middle], diary.halves.map(|h| h[0])), (&shown[middle..], diary.halves.map(|h| h[1]))];
        for (evenings, figures) in parts {
            let Some(figures) = figures else { continue };
            let planned = |wanted: fn(&&Plain) -> bool| {
                let own: Vec<f64> = evenings.iter().filter(wanted).map(|e| minute_of(e.date.0.and_time(e.planned))).collect();
                own
            };
            let dark = planned(|e| e.lights_out.is_some());
            let whole = planned(|e| e.lights_out.is_some() && e.woke.is_some());
            for (ours, theirs) in [(figures.planned, dark), (figures.whole_nights.planned, whole), (figures.planned_every_evening, planned(|_| true))] {
                prop_assert_eq!(ours.nights, theirs.len());
                match (pointed_to(&theirs), ours.mean) {
                    (Some((_, spread)), _) if spread > 500.0 => {}
                    (Some((mean, _)), Some(ours)) => prop_assert!(around(minute_of(shown[0].date.0.and_time(ours)), mean) <= 0.5001),
                    (mean, ours) => prop_assert!(mean.is_none() && ours.is_none()),
                }
            }
            prop_assert_eq!(figures.planned.nights, figures.bedtime.nights);
            prop_assert_eq!(figures.whole_nights.woke.nights, figures.whole_nights.lights_out.nights);
        }
    }
}
