//! The change against a second, plainer computation, and how often it is stated, wrongly and rightly.
//!
//! The short simulations run with all other tests. The full ones print the figures of `docs/statistics.md`:
//! `cargo test --release --lib review::change -- --ignored --nocapture`.

use std::ops::Range;

use proptest::prelude::*;

use super::*;
use crate::split_mix::SplitMix64;

fn first() -> EveningDate {
    "2026-01-05".parse().unwrap()
}

/// The value of each evening from [`first`] on, without those that have none.
fn dated(values: &[Option<f64>]) -> Vec<(EveningDate, f64)> {
    let evenings = first().through(EveningDate(chrono::NaiveDate::MAX));
    let dated = evenings.zip(values);
    dated
        .filter_map(|(date, value)| Some((date, (*value)?)))
        .collect()
}

/// Difference, standard error and the verdict, by sums over numbered days that end with the last value.
pub(in crate::review) fn plainly(
    values: &[Option<f64>],
    rule: &ChangeRule,
) -> Option<(f64, f64, bool)> {
    let days = values.len() as i64;
    let of = |from: i64, to: i64| -> Vec<(i64, f64)> {
        let all = (0..days).filter(|day| (from..=to).contains(day));
        all.filter_map(|day| Some((day, values[day as usize]?)))
            .collect()
    };
    let (earlier, recent) = (of(days - 224, days - 57), of(days - 28, days - 1));
    if earlier.len() < rule.fewest || recent.len() < rule.fewest {
        return None;
    }
    let mean = |own: &[(i64, f64)]| own.iter().map(|(_, v)| v).sum::<f64>() / own.len() as f64;
    let (mut squares, mut products, mut pairs) = (0.0, 0.0, 0.0);
    for own in [&earlier, &recent] {
        let mean = mean(own);
        for (day, value) in own {
            squares += (value - mean) * (value - mean);
            if let Some((_, next)) = own.iter().find(|(other, _)| *other == day + 1) {
                products += (value - mean) * (next - mean);
                pairs += 1.0;
            }
        }
    }
    let all = (earlier.len() + recent.len()) as f64;
    let variance = (squares + 10.0 * rule.usual_spread * rule.usual_spread) / (all + 8.0);
    let rho = (products / variance + 20.0 * 0.45) / (pairs + 20.0);
    let rho = (rho + 0.03).clamp(0.0, 0.8);
    let error = |own: &[(i64, f64)], end: i64| {
        let n = own.len() as f64;
        let length = (end - own[0].0 + 1) as f64;
        variance * (1.0 / n + 2.0 * rho / (1.0 - rho) / length)
    };
    let error = (error(&earlier, days - 57) + error(&recent, days - 1)).sqrt();
    let difference = mean(&recent) - mean(&earlier);
    let is_found = (difference / error).abs() >= 4.0;
    Some((difference, error, is_found))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn the_change_matches_plain_sums(
        values in prop::collection::vec(prop::option::weighted(0.6, 0.0..10.0_f64), 1..300),
        shift in -6.0..6.0_f64,
        is_onset in any::<bool>(),
    ) {
        let (rule, unit) = if is_onset { (ChangeRule::ONSET, 60.0) } else { (ChangeRule::LEGS, 1.0) };
        let middle = values.len().saturating_sub(28);
        let values: Vec<Option<f64>> = values.iter().enumerate().map(|(day, value)| {
            Some(((*value)? + if day >= middle { shift } else { 0.0 }) * unit)
        }).collect();
        let last = first().days_after(values.len() as u64 - 1);
        let ours = Change::until(last, &dated(&values), &rule);
        let theirs = plainly(&values, &rule);
        prop_assert_eq!(ours.is_some(), theirs.is_some());
        if let (Some(ours), Some((difference, error, is_found))) = (ours, theirs) {
            prop_assert!((ours.difference() - difference).abs() < 1e-9);
            prop_assert!((ours.interval.0 - (difference - 2.1 * error)).abs() < 1e-9);
            prop_assert!((ours.interval.1 - (difference + 2.1 * error)).abs() < 1e-9);
            prop_assert_eq!(ours.is_found, is_found);
        }
    }
}

#[test]
fn values_in_the_gap_and_before_the_earlier_window_do_not_count() {
    let mut values = vec![Some(1000.0); 300];
    let from = values.len() - 224;
    values[from..from + 168].fill(Some(1200.0));
    values[300 - 28..].fill(Some(1200.0));
    let change = Change::until(first().days_after(299), &dated(&values), &ChangeRule::ONSET);
    assert!(change.unwrap().difference().abs() < 1e-9);
}

#[test]
fn too_few_evenings_on_one_side_give_no_change() {
    let with_recent = |recent: usize| {
        let mut values = vec![Some(1200.0); 196];
        values.extend(vec![None; 28 - recent]);
        values.extend(vec![Some(1200.0); recent]);
        Change::until(first().days_after(223), &dated(&values), &ChangeRule::ONSET)
    };
    assert_eq!(with_recent(7), None);
    assert!(with_recent(8).is_some());
}

/// A world of made-up evenings: values around a middle, each like the one before by `correlation`.
#[derive(Clone, Copy)]
struct World {
    middle: f64,
    spread: f64,
    correlation: f64,
    /// Values are rounded to a multiple of this.
    step: f64,
    bounds: (f64, f64),
    rule: ChangeRule,
}

impl World {
    const ONSET: Self = Self {
        middle: 1260.0,
        spread: 70.0,
        correlation: 0.3,
        step: 5.0,
        bounds: (390.0, 1830.0),
        rule: ChangeRule::ONSET,
    };
    const LEGS: Self = Self {
        middle: 5.0,
        spread: 1.5,
        correlation: 0.45,
        step: 1.0,
        bounds: (0.0, 10.0),
        rule: ChangeRule::LEGS,
    };

    /// So many days, moved by `shift` of the day. One day in ten has no value.
    fn days(
        self,
        chance: &mut SplitMix64,
        days: usize,
        shift: impl Fn(usize) -> f64,
    ) -> Vec<Option<f64>> {
        let share =
            |chance: &mut SplitMix64| ((chance.next_u64() >> 11) + 1) as f64 / (1_u64 << 53) as f64;
        let normal = |chance: &mut SplitMix64| {
            let (distance, turn) = (share(chance), share(chance));
            (-2.0 * distance.ln()).sqrt() * (std::f64::consts::TAU * turn).cos()
        };
        let mut last = normal(chance);
        let rest = (1.0 - self.correlation.powi(2)).sqrt();
        (0..days)
            .map(|day| {
                let value = self.middle + self.spread * last + shift(day);
                last = self.correlation * last + rest * normal(chance);
                let (lowest, highest) = self.bounds;
                let rounded = ((value / self.step).round() * self.step).clamp(lowest, highest);
                (share(chance) > 0.1).then_some(rounded)
            })
            .collect()
    }
}

/// The change as seen on each of these days.
fn looks(
    values: &[Option<f64>],
    rule: &ChangeRule,
    days: impl Iterator<Item = usize>,
) -> Vec<Change> {
    let dated = dated(values);
    days.filter_map(|day| Change::until(first().days_after(day as u64), &dated, rule))
        .collect()
}

/// Of journals of a year without a change, looked at every day: the share in which one is ever stated, and how often the
/// interval holds 0.
fn without_a_change(world: World, seeds: Range<u64>) -> (f64, f64) {
    let journals = (seeds.end - seeds.start) as f64;
    let (mut ever, mut held, mut seen) = (0, 0, 0);
    for seed in seeds {
        let values = world.days(&mut SplitMix64::new(seed), 365, |_| 0.0);
        let looks = looks(&values, &world.rule, 0..365);
        ever += usize::from(looks.iter().any(|change| change.is_found));
        let holds = |change: &&Change| (change.interval.0..=change.interval.1).contains(&0.0);
        held += looks.iter().filter(holds).count();
        seen += looks.len();
    }
    (ever as f64 / journals, held as f64 / seen as f64)
}

/// Of journals that change by `by` in a straight line over 84 days after `before` days: the share in which the change was
/// stated by the end of it, and by four weeks later.
fn with_a_change(world: World, by: f64, before: usize, seeds: Range<u64>) -> [f64; 2] {
    let journals = (seeds.end - seeds.start) as f64;
    let end = before + 84;
    let (mut by_the_end, mut later) = (0, 0);
    for seed in seeds {
        let shift = |day: usize| by * (day.saturating_sub(before) as f64 / 84.0).min(1.0);
        let values = world.days(&mut SplitMix64::new(seed), end + 28, shift);
        let rightly = |change: &Change| change.is_found && change.difference() * by > 0.0;
        let is_found = looks(&values, &world.rule, 0..end).iter().any(rightly);
        by_the_end += usize::from(is_found);
        let is_found = is_found
            || looks(&values, &world.rule, end..end + 28)
                .iter()
                .any(rightly);
        later += usize::from(is_found);
    }
    [by_the_end, later].map(|found| f64::from(u32::try_from(found).unwrap()) / journals)
}

fn assert_rarely_stated(world: World, seeds: Range<u64>, most: f64) {
    let (ever, held) = without_a_change(world, seeds);
    println!(
        "nothing, correlation {}, spread {}: ever stated {:.1} %, the interval holds {:.1} %",
        world.correlation,
        world.spread,
        ever * 100.0,
        held * 100.0
    );
    assert!(ever <= most, "{ever}");
    assert!(held >= 0.93, "{held}");
}

fn assert_detected(world: World, by: f64, before: usize, seeds: Range<u64>, least: [f64; 2]) {
    let found = with_a_change(world, by, before, seeds);
    println!(
        "{by} over 12 weeks, {before} days before: {:.1} % by then, {:.1} % four weeks later",
        found[0] * 100.0,
        found[1] * 100.0
    );
    assert!(found[0] >= least[0] && found[1] >= least[1], "{found:?}");
}

/// The journals on which the limit was chosen.
const CHOSEN_ON: Range<u64> = 0..2000;

/// The journals on which the limit so chosen was measured.
const CONFIRMED_ON: Range<u64> = 1_000_000..1_002_000;

/// So many of the journals on which the limit was measured.
fn some(journals: u64) -> Range<u64> {
    CONFIRMED_ON.start..CONFIRMED_ON.start + journals
}

#[test]
fn an_onset_that_does_not_change_is_rarely_said_to_although_looked_at_daily() {
    assert_rarely_stated(World::ONSET, some(200), 0.03);
}

#[test]
fn an_onset_two_hours_earlier_is_mostly_detected() {
    assert_detected(World::ONSET, -120.0, 56, some(200), [0.6, 0.88]);
}

#[test]
fn legs_that_do_not_change_are_rarely_said_to_although_looked_at_daily() {
    assert_rarely_stated(World::LEGS, some(200), 0.04);
}

#[test]
fn legs_two_points_calmer_are_detected_in_most_journals_four_weeks_later() {
    assert_detected(World::LEGS, -2.0, 84, some(200), [0.22, 0.5]);
}

#[test]
#[ignore = "takes a minute; prints the figures of the documentation"]
fn the_figures_of_onset_and_trend() {
    for seeds in [CHOSEN_ON, CONFIRMED_ON] {
        println!("journals of seeds {} to {}", seeds.start, seeds.end - 1);
        for (correlation, spread) in [
            (0.3, 70.0),
            (0.45, 70.0),
            (0.6, 70.0),
            (0.3, 45.0),
            (0.3, 100.0),
        ] {
            let world = World {
                spread,
                correlation,
                ..World::ONSET
            };
            assert_rarely_stated(world, seeds.clone(), 0.05);
        }
        for before in [0, 28, 56, 84] {
            let least = if before < 56 { [0.0; 2] } else { [0.65, 0.9] };
            assert_detected(World::ONSET, -120.0, before, seeds.clone(), least);
        }
        assert_detected(World::ONSET, -240.0, 56, seeds.clone(), [0.95, 0.99]);
        for correlation in [0.3, 0.45, 0.6] {
            let world = World {
                correlation,
                ..World::LEGS
            };
            assert_rarely_stated(world, seeds.clone(), 0.05);
        }
        assert_detected(World::LEGS, -2.0, 84, seeds.clone(), [0.25, 0.55]);
    }
}
