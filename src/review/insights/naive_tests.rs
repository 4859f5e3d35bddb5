//! Every figure of a comparison against a second, plainer computation on random journals: nights without
//! ratings, evenings that do not count for a step, steps that were added late or removed.

use proptest::prelude::*;

use super::*;
use crate::split_mix::SplitMix64;

/// Seed, block length and counts determine the figures; the way of computing does not.
const SEED: u64 = 0x1e95_0ca1_3ed0_0517;

type Labels = Vec<Option<bool>>;
type Legs = Vec<Option<u8>>;

fn journal() -> impl Strategy<Value = (Legs, Vec<Labels>)> {
    (1..400_usize).prop_flat_map(|nights| {
        let rated = prop_oneof![Just(0.9), Just(0.3)];
        let legs = rated.prop_flat_map(move |rated| {
            prop::collection::vec(prop::option::weighted(rated, 0..=10_u8), nights)
        });
        let labels = (0.05..0.95_f64, 0.5..1.0_f64, 0..nights, 0..60_usize);
        let labels = labels.prop_flat_map(move |(share, rated, before, after)| {
            let label = prop::option::weighted(rated, prop::bool::weighted(share));
            prop::collection::vec(label, nights).prop_map(move |mut labels| {
                labels[..before].fill(None);
                let end = nights - after.min(nights);
                labels[end..].fill(None);
                labels
            })
        });
        (legs, prop::collection::vec(labels, 0..5))
    })
}

fn compared(legs: &Legs, all: &[Labels]) -> Vec<Insight> {
    let exposures = all.iter().enumerate().map(|(n, was)| Exposure {
        about: Subject::Factor(n.to_string()),
        was: was.clone(),
        legs: legs.clone(),
    });
    let nights = ComparedNights {
        first: None,
        figure: LegsFigure::Night,
        exposures: exposures.collect(),
    };
    nights.compare()
}

/// Label and rating of the nights that have both.
fn pairs(labels: &Labels, legs: &Legs) -> Vec<(bool, f64)> {
    let both = labels.iter().zip(legs);
    both.filter_map(|(label, legs)| Some(((*label)?, f64::from((*legs)?))))
        .collect()
}

fn difference(pairs: &[(bool, f64)]) -> Option<f64> {
    let mean = |side: bool| {
        let own: Vec<f64> = pairs.iter().filter(|p| p.0 == side).map(|p| p.1).collect();
        (!own.is_empty()).then(|| own.iter().sum::<f64>() / own.len() as f64)
    };
    Some(mean(true)? - mean(false)?)
}

/// The weeks with at least one night that has both, counted from the first labelled evening.
fn comparable_weeks(labels: &Labels, legs: &Legs) -> (Labels, Legs) {
    let first = labels.iter().position(Option::is_some).unwrap();
    let mut rated = (vec![], vec![]);
    for night in first..labels.len() {
        let week = first + (night - first) / 7 * 7;
        let mut nights = week..labels.len().min(week + 7);
        if nights.any(|night| labels[night].is_some() && legs[night].is_some()) {
            rated.0.push(labels[night]);
            rated.1.push(legs[night]);
        }
    }
    rated
}

/// Permutes whole weeks of labels and computes the means from single nights.
fn p_of(labels: &Labels, legs: &Legs) -> f64 {
    let observed = difference(&pairs(labels, legs)).unwrap().abs();
    let weeks = labels.len().div_ceil(7);
    let mut padded = labels.clone();
    padded.resize(weeks * 7, None);
    let mut order: Vec<usize> = (0..weeks).collect();
    let mut chance = SplitMix64::new(SEED);
    let (mut as_large, mut drawn) = (1.0, 1.0);
    for _ in 0..1999 {
        if as_large > 200.0 {
            break;
        }
        chance.shuffle(&mut order);
        let moved: Labels = order
            .iter()
            .flat_map(|n| padded[n * 7..(n + 1) * 7].to_vec())
            .collect();
        drawn += 1.0;
        if difference(&pairs(&moved, legs)).is_none_or(|other| other.abs() > observed - 1e-9) {
            as_large += 1.0;
        }
    }
    let p: f64 = as_large / drawn;
    (p + 1.645 * (p * (1.0 - p) / drawn).sqrt()).min(1.0)
}

/// Builds bootstrap samples from blocks of neighbouring nights and computes the means from single nights.
fn interval_of(labels: &Labels, legs: &Legs) -> (f64, f64) {
    let nights = labels.len();
    let observed = difference(&pairs(labels, legs)).unwrap();
    let blocks = nights.div_ceil(7);
    let mut chance = SplitMix64::new(SEED);
    let mut drawn = Vec::new();
    for _ in 0..999 {
        let (mut new_labels, mut new_legs) = (vec![], vec![]);
        for _ in 0..blocks {
            let first = chance.below(nights);
            for night in first..first + 7 {
                new_labels.push(labels[night % nights]);
                new_legs.push(legs[night % nights]);
            }
        }
        drawn.extend(difference(&pairs(&new_labels, &new_legs)));
    }
    drawn.sort_by(f64::total_cmp);
    let cut = (drawn.len() + 1) / 40;
    let widening = 1.0 / (1.0 - 1.0 / blocks as f64).sqrt();
    let end = |n: usize| (observed + (drawn[n] - observed) * widening).clamp(-10.0, 10.0);
    (end(cut.max(1) - 1), end(drawn.len() - cut.max(1)))
}

/// By definition: the smallest value of p times comparisons over rank, among all p at least as large.
fn q_of(p: f64, all: &[f64]) -> f64 {
    let no_smaller = all.iter().filter(|other| **other >= p);
    let each = no_smaller.map(|other| {
        let as_small = all.iter().filter(|p| *p <= other).count();
        other * all.len() as f64 / as_small as f64
    });
    each.fold(1.0, f64::min)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_figure_matches_a_plain_computation((legs, all) in journal()) {
        let insights = compared(&legs, &all);
        prop_assert_eq!(insights.len(), all.len());
        let mut ps = Vec::new();
        for insight in &insights {
            let labels = &all[insight.about.name().parse::<usize>().unwrap()];
            let pairs = pairs(labels, &legs);
            prop_assert_eq!(insight.with, pairs.iter().filter(|pair| pair.0).count());
            prop_assert_eq!(insight.without, pairs.iter().filter(|pair| !pair.0).count());
            let enough = insight.with >= 10 && insight.without >= 10;
            prop_assert_eq!(insight.estimate.is_some(), enough);
            let missing = (10_usize.saturating_sub(insight.with), 10_usize.saturating_sub(insight.without));
            prop_assert_eq!(insight.still_missing(), missing);
            let Some(estimate) = insight.estimate else { continue };
            prop_assert!((estimate.difference - difference(&pairs).unwrap()).abs() < 1e-9);
            let (labels, legs) = comparable_weeks(labels, &legs);
            prop_assert!((estimate.p - p_of(&labels, &legs)).abs() < 1e-9);
            let (low, high) = interval_of(&labels, &legs);
            prop_assert!((estimate.interval.0 - low).abs() < 1e-9, "{estimate:?} {low}");
            prop_assert!((estimate.interval.1 - high).abs() < 1e-9, "{estimate:?} {high}");
            prop_assert!(0.0 < estimate.p && estimate.p <= estimate.q && estimate.q <= 1.0);
            ps.push(estimate.p);
        }
        for estimate in insights.iter().filter_map(|insight| insight.estimate) {
            prop_assert!((estimate.q - q_of(estimate.p, &ps)).abs() < 1e-9);
        }
        // Significant ones first, comparisons without an estimate last.
        let order: Vec<f64> = insights.iter().map(|i| i.estimate.map_or(2.0, |estimate| estimate.q)).collect();
        prop_assert!(order.is_sorted());
    }

    /// Three weeks have only six permutations, so the exact p is known.
    #[test]
    fn p_matches_all_permutations_of_three_weeks(
        legs in prop::collection::vec(0..=10_u8, 21),
        labels in prop::collection::vec(any::<bool>(), 21),
    ) {
        let legs: Legs = legs.into_iter().map(Some).collect();
        let labels: Labels = labels.into_iter().map(Some).collect();
        let Some(estimate) = compared(&legs, std::slice::from_ref(&labels))[0].estimate else {
            return Ok(());
        };
        let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
        let as_large = orders.iter().filter(|order| {
            let moved: Labels = order.iter().flat_map(|n| labels[n * 7..n * 7 + 7].to_vec()).collect();
            let other = difference(&pairs(&moved, &legs)).unwrap();
            other.abs() > estimate.difference.abs() - 1e-9
        });
        let share = as_large.count() as f64 / 6.0;
        prop_assert!((estimate.p - share).abs() < 0.12, "{estimate:?} {share}");
        prop_assert!(share < 1.0 || (estimate.p - 1.0).abs() < 1e-9);
    }
}
