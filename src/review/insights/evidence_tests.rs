//! The evidence of trials against a second, plainer computation on random ratings, and by hand where it is known.

use proptest::prelude::*;

use super::*;
use crate::plan::{Draw, Trial};

fn drawn(seed: u64, evenings: usize) -> Vec<bool> {
    let trial = Trial {
        step: "bath".into(),
        first: "2026-11-02".parse().unwrap(),
        fortnights: 13,
        seed,
        draw: Draw::Pairs,
    };
    trial.evenings()[..evenings].to_vec()
}

/// Deviations of the evening before pair `k` and of its two evenings, with unrated ones filled in; `None` without a rating
/// in the pair.
fn deviations(ratings: &[Option<f64>], k: usize) -> Option<[f64; 3]> {
    let own: Vec<f64> = ratings[2 * k..2 * k + 2]
        .iter()
        .flatten()
        .copied()
        .collect();
    let earlier: Vec<f64> = ratings[..2 * k].iter().flatten().copied().collect();
    if own.is_empty() {
        return None;
    }
    let sum: f64 = own.iter().sum();
    let level = if earlier.is_empty() {
        sum / own.len() as f64
    } else {
        let usual = earlier.iter().sum::<f64>() / earlier.len() as f64;
        (sum + 2.0 * usual) / (own.len() + 2) as f64
    };
    let before = if k == 0 { None } else { ratings[2 * k - 1] };
    let p = before.map_or(0.0, |before| before - level);
    Some(match (ratings[2 * k], ratings[2 * k + 1]) {
        (Some(a), Some(b)) => [p, a - level, b - level],
        (Some(a), None) => [p, a - level, 0.45 * (a - level)],
        (None, Some(b)) => [p, 0.45 / 1.2025 * (p + b - level), b - level],
        (None, None) => unreachable!("the pair has a rating"),
    })
}

fn statistic(ratings: &[Option<f64>], pair: usize) -> f64 {
    let mut innovations = vec![];
    for earlier in 0..pair {
        let Some([before, first, second]) = deviations(ratings, earlier) else {
            continue;
        };
        if ratings[2 * earlier].is_some() {
            innovations.push(first - 0.45 * before);
        }
        if ratings[2 * earlier + 1].is_some() {
            innovations.push(second - 0.45 * first);
        }
    }
    let squares: f64 = innovations.iter().map(|x| x * x).sum();
    let spread = ((6.0 * 1.9 + squares) / (6 + innovations.len()) as f64).sqrt();
    deviations(ratings, pair).map_or(0.0, |[before, first, second]| {
        (1.6525 * first - 1.45 * second - 0.45 * before) / (2.0 * spread)
    })
}

/// The e-value after each pair, by the definition.
pub(in crate::review) fn e_values(legs: &[Option<u8>], drawn: &[bool], d: f64) -> Vec<f64> {
    let without = legs.iter().zip(drawn).map(|(legs, with)| {
        let z = f64::from(u8::from(*with));
        legs.map(|legs| f64::from(legs) - d * (z - 0.5))
    });
    let ratings: Vec<Option<f64>> = without.collect();
    let mut products = [[1.0; 3]; 2];
    let mut all = vec![];
    for k in 0..ratings.len() / 2 {
        let u = statistic(&ratings, k);
        let s = if drawn[2 * k] { 1.0 } else { -1.0 };
        for (products, sign) in products.iter_mut().zip([1.0, -1.0]) {
            for (product, lambda) in products.iter_mut().zip([0.25_f64, 0.5, 1.0]) {
                *product *= (sign * lambda * s * u).exp() / (lambda * u).cosh();
            }
        }
        all.push(products.as_flattened().iter().sum::<f64>() / 6.0);
    }
    all
}

/// Checks the evidence after all evenings against looking after each pair.
fn matches_plain_computation(
    mut legs: Vec<Option<u8>>,
    seed: u64,
    at_once: usize,
) -> Result<(), TestCaseError> {
    let drawn = drawn(seed, legs.len());
    let found = evidence(&legs, &drawn, at_once);
    while legs.last().is_some_and(Option::is_none) {
        legs.pop();
    }
    let needed = 20.0 * at_once as f64;
    let none = e_values(&legs, &drawn, 0.0);
    let expected = none.last().copied().unwrap_or(1.0);
    prop_assert!(
        (found.e / expected - 1.0).abs() < 1e-6,
        "{found:?} {expected}"
    );
    prop_assert_eq!(found.is_claimed, none.iter().any(|e| *e >= needed));
    let held: Vec<(i32, f64)> = (-100..=100)
        .filter_map(|tenths| {
            let values = e_values(&legs, &drawn, f64::from(tenths) / 10.0);
            let is_refuted = values.iter().any(|e| *e >= needed);
            (!is_refuted).then(|| (tenths, values.last().copied().unwrap_or(1.0)))
        })
        .collect();
    let (Some(first), Some(last)) = (held.first(), held.last()) else {
        return Ok(());
    };
    let Some((difference, [low, high])) = found.difference else {
        prop_assert!(first.0 == -100 || last.0 == 100, "{held:?}");
        return Ok(());
    };
    prop_assert!(
        (low - f64::from(first.0) / 10.0).abs() < 1e-9,
        "{found:?} {first:?}"
    );
    prop_assert!(
        (high - f64::from(last.0) / 10.0).abs() < 1e-9,
        "{found:?} {last:?}"
    );
    let of_it = |(tenths, _): &&(i32, f64)| (f64::from(*tenths) / 10.0 - difference).abs() < 1e-9;
    let own = held.iter().find(of_it).map(|(_, e)| *e);
    let smallest = held.iter().map(|(_, e)| *e).fold(f64::INFINITY, f64::min);
    prop_assert!(
        own.is_some_and(|own| own <= smallest * (1.0 + 1e-6)),
        "{found:?} {smallest}"
    );
    // Zero is in the interval exactly where nothing is claimed.
    if held.len() as i32 == last.0 - first.0 + 1 {
        prop_assert_eq!(found.is_claimed, !(low..=high).contains(&0.0));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(250))]

    #[test]
    fn on_random_ratings_the_evidence_matches_a_plain_computation(
        rated in prop_oneof![Just(0.9), Just(0.4)],
        seed in any::<u32>(),
        at_once in 1..4_usize,
        evenings in 0..34_usize,
        chance in any::<u64>(),
    ) {
        let mut chance = crate::split_mix::SplitMix64::new(chance);
        let legs = (0..evenings).map(|_| {
            (chance.below(100) < (rated * 100.0) as usize).then(|| chance.below(11) as u8)
        });
        matches_plain_computation(legs.collect(), seed.into(), at_once)?;
    }

    #[test]
    fn with_an_effect_the_evidence_matches_a_plain_computation(
        seed in any::<u32>(),
        effect in 0..4_u8,
        at_once in 1..4_usize,
        evenings in 20..34_usize,
        chance in any::<u64>(),
    ) {
        let mut chance = crate::split_mix::SplitMix64::new(chance);
        let legs = drawn(seed.into(), evenings).into_iter().map(|with| {
            let legs = 3 + chance.below(4) as u8 + if with { effect } else { 0 };
            (chance.below(10) > 0).then_some(legs)
        });
        matches_plain_computation(legs.collect(), seed.into(), at_once)?;
    }
}

#[test]
fn without_ratings_there_is_no_evidence() {
    for legs in [vec![], vec![None; 20], vec![Some(3)]] {
        let found = evidence(&legs, &drawn(7, legs.len()), 1);
        assert_eq!(
            found,
            Evidence {
                e: 1.0,
                is_claimed: false,
                difference: None
            }
        );
    }
}

#[test]
fn a_pair_counts_once_its_second_evening_is_rated_or_later_ones_are() {
    let e = |legs: &[Option<u8>]| evidence(legs, &drawn(7, legs.len()), 1).e;
    // With both signs weighed alike, the first pair alone says nothing.
    let two = [Some(2), Some(8), Some(1), Some(7)];
    assert!((e(&two[..2]) - 1.0).abs() < 1e-9);
    assert!((e(&two) - 1.0).abs() > 0.01);
    let open = [&two[..], &[Some(1), None]].concat();
    assert_eq!(e(&open).to_bits(), e(&two).to_bits());
    let later = [&open[..], &[Some(5)]].concat();
    assert!((e(&later) - e(&two)).abs() > 0.01);
}

#[test]
fn two_trials_at_once_need_twice_the_evidence() {
    let drawn = drawn(7, 182);
    let legs: Vec<Option<u8>> = drawn
        .iter()
        .enumerate()
        .map(|(n, with)| Some(4 + (n % 3) as u8 - u8::from(*with)))
        .collect();
    let first_claim = |at_once| {
        (2..182)
            .find(|evenings| evidence(&legs[..*evenings], &drawn, at_once).is_claimed)
            .unwrap()
    };
    let (one, two) = (first_claim(1), first_claim(2));
    assert!(one < two, "{one} {two}");
    let e = |evenings: usize| evidence(&legs[..evenings], &drawn, 1).e;
    assert!(e(one) >= 20.0 && e(one - 1) < 20.0);
    assert!(e(two) >= 40.0 && e(two - 1) < 40.0);
    let width = |at_once| {
        let (_, [low, high]) = evidence(&legs, &drawn, at_once).difference.unwrap();
        high - low
    };
    assert!(width(1) < width(2));
}
