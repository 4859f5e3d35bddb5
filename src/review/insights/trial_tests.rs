//! Trials: stages, what is collected, and the test of trials by fortnights.

use super::*;
use crate::event::StepId;
use crate::plan::Config;
use crate::review::EveningOnset;
use crate::review::judge::LeftOutStep;
use crate::split_mix::SplitMix64;

/// A trial with these ratings from its first evening on.
fn trial_result(seed: u64, legs: impl IntoIterator<Item = Option<u8>>) -> TrialResult {
    let trial = Trial {
        step: "bath".into(),
        first: "2026-11-02".parse().unwrap(),
        fortnights: 2,
        seed,
        draw: Draw::Fortnights,
    };
    let legs: Vec<_> = legs.into_iter().collect();
    let drawn = trial.evenings().into_iter().map(Some);
    TrialResult {
        about: Subject::Factor("bath".to_owned()),
        figure: LegsFigure::Night,
        done: drawn.take(legs.len()).collect(),
        trial,
        legs,
        at_once: 1,
        is_stopped: false,
    }
}

/// An evening on which the bath was done and the night rated 3.
fn judged(date: EveningDate) -> JudgedEvening {
    let legs = EveningLegs {
        evening: None,
        night: Rating::try_from(3_i64).ok(),
    };
    JudgedEvening {
        date,
        outcome: Outcome::Kept,
        score: None,
        steps: vec![],
        lights_out: None,
        woke: None,
        asleep_after_min: None,
        legs,
        onset: EveningOnset::default(),
        places: vec![],
        factors: [].into(),
        left_out: vec![LeftOutStep {
            id: StepId::from("warm-bath").into(),
            is_done: true,
            legs_after: legs,
        }],
    }
}

/// A trial of the bath in pairs, from the same evening on.
fn in_pairs(seed: u64, fortnights: u8) -> Trial {
    Trial {
        step: "warm-bath".into(),
        fortnights,
        draw: Draw::Pairs,
        ..trial_result(seed, []).trial
    }
}

fn plan_with(trials: &[Trial]) -> Plan {
    Plan {
        trials: trials.to_vec(),
        ..Config::built_in().plan
    }
}

#[test]
fn a_lengthened_trial_goes_on_and_the_evenings_since_its_end_do_not_count() {
    let usual = Config::built_in().plan;
    let (short, long) = (in_pairs(7, 2), in_pairs(7, 4));
    let (before, after) = (plan_with(&[short]), plan_with(std::slice::from_ref(&long)));
    let mut trials = TrialResultsBuilder::new(&usual);
    // Lengthened three evenings after its end.
    for (n, date) in long.first.through(long.last()).take(33).enumerate() {
        trials.add(&judged(date), if n < 31 { &before } else { &after });
    }
    let results = trials.into_results();
    let [result] = &results[..] else {
        panic!("{results:?}");
    };
    assert_eq!((&result.trial, result.legs.len()), (&long, 33));
    assert!(!result.is_stopped && !result.is_over());
    assert_eq!(
        result.legs[27..],
        [Some(3), None, None, None, Some(3), Some(3)]
    );
    assert_eq!(result.done.iter().flatten().count(), 30);
    let figures = result.figures();
    assert_eq!(
        (figures.evenings(), figures.followed()),
        (30, figures.with.rated)
    );
}

#[test]
fn trials_with_evenings_in_common_are_at_once() {
    let usual = Config::built_in().plan;
    let one = in_pairs(7, 2);
    let other = Trial {
        step: "stretch".into(),
        first: "2026-11-05".parse().unwrap(),
        ..in_pairs(8, 2)
    };
    let later = Trial {
        first: "2026-12-10".parse().unwrap(),
        ..in_pairs(9, 2)
    };
    let plan = plan_with(&[one.clone(), other, later]);
    let at_once = |evenings: usize| {
        let mut trials = TrialResultsBuilder::new(&usual);
        for date in one
            .first
            .through("2027-01-10".parse().unwrap())
            .take(evenings)
        {
            trials.add(&judged(date), &plan);
        }
        let results = trials.into_results().into_iter();
        results.map(|result| result.at_once).collect::<Vec<_>>()
    };
    assert_eq!(at_once(3), [1]);
    assert_eq!(at_once(4), [2, 2]);
    assert_eq!(at_once(50), [2, 2, 1]);
}

/// The stage of a trial of four weeks after `with` evenings whose plan had it and `without` evenings
/// whose plan did not. The current plan does not have it.
fn stage(with: usize, without: usize) -> TrialStage {
    let usual = Config::built_in().plan;
    let trial = Trial {
        step: "warm-bath".into(),
        ..trial_result(7, []).trial
    };
    let mut trying = usual.clone();
    trying.trials.push(trial.clone());
    let mut trials = TrialResultsBuilder::new(&usual);
    let evenings = trial.first.through(trial.last()).take(with + without);
    let mut last = trial.first;
    for (n, date) in evenings.enumerate() {
        last = date;
        trials.add(&judged(date), if n < with { &trying } else { &usual });
    }
    trials.into_results()[0].stage(last)
}

#[test]
fn a_trial_is_stopped_only_if_one_of_its_evenings_had_a_plan_without_it() {
    assert_eq!(stage(23, 1), TrialStage::Stopped);
    assert_eq!(stage(27, 1), TrialStage::Stopped);
    assert_eq!(stage(23, 5), TrialStage::Stopped);
    // Removed from the config after it was over; and viewed from the middle of the trial.
    assert_eq!(stage(28, 0), TrialStage::Over);
    assert_eq!(stage(16, 0), TrialStage::Running);
}

/// Correlated ratings: each night differs from the one before by at most one point.
fn in_runs(chance: &mut SplitMix64) -> impl Iterator<Item = Option<u8>> {
    let mut legs = 5_u8;
    std::iter::repeat_with(move || {
        legs = (legs + chance.below(3) as u8).saturating_sub(1).min(10);
        Some(legs)
    })
}

fn is_significant(insight: &Insight) -> bool {
    insight.estimate.is_some_and(|estimate| estimate.p < 0.05)
}

#[test]
fn an_effect_on_drawn_evenings_is_detected() {
    let drawn = trial_result(7, []).trial.evenings();
    let legs = drawn
        .iter()
        .enumerate()
        .map(|(n, with)| Some(5 - 2 * u8::from(*with) + (n % 3) as u8));
    let insight = trial_result(7, legs).fortnights_compared();
    assert_eq!((insight.with, insight.without), (14, 14));
    let estimate = insight.estimate.unwrap();
    assert!(
        estimate.difference < -1.5 && estimate.p < 0.01,
        "{estimate:?}"
    );
    assert_eq!(estimate.p.to_bits(), estimate.q.to_bits());
}

#[test]
fn a_running_trial_counts_its_nights_and_those_missing() {
    let insight = trial_result(7, [Some(3); 14]).fortnights_compared();
    assert_eq!((insight.estimate, insight.still_missing()), (None, (3, 3)));
    assert_eq!((insight.with, insight.without), (7, 7));
    let unknown =
        trial_result(7, [None; 10].into_iter().chain([Some(3); 18])).fortnights_compared();
    assert_eq!(unknown.with + unknown.without, 18);
    let empty = trial_result(7, []).fortnights_compared();
    assert_eq!((empty.with, empty.without), (0, 0));
}

#[test]
fn without_an_effect_a_significant_result_is_rare() {
    let mut chance = SplitMix64::new(3);
    let significant = (0..200).filter(|seed| {
        let rated: Vec<_> = in_runs(&mut chance).take(28).collect();
        is_significant(&trial_result(*seed, rated).fortnights_compared())
    });
    let significant = significant.count();
    assert!(significant <= 16, "{significant} of 200");
}

#[test]
fn there_is_no_estimate_before_the_last_evening_is_over() {
    let legs: Vec<_> = trial_result(7, [])
        .trial
        .evenings()
        .into_iter()
        .map(|with| Some(6 - 4 * u8::from(with)))
        .collect();
    for evenings in 0..28 {
        let so_far = trial_result(7, legs[..evenings].iter().copied());
        assert_eq!(so_far.fortnights_compared().estimate, None, "{evenings}");
    }
    assert!(is_significant(&trial_result(7, legs).fortnights_compared()));
}

#[test]
fn testing_every_evening_inflates_the_false_positives() {
    let mut chance = SplitMix64::new(5);
    let (mut at_the_end, mut on_some_evening) = (0, 0);
    for seed in 0..200 {
        let rated: Vec<_> = in_runs(&mut chance).take(28).collect();
        let mut looks = (20..=28).map(|evenings| {
            is_significant(
                &trial_result(seed, rated[..evenings].iter().copied()).compare_rated_nights(),
            )
        });
        on_some_evening += usize::from(looks.any(|estimate| estimate));
        at_the_end += usize::from(is_significant(
            &trial_result(seed, rated).compare_rated_nights(),
        ));
    }
    println!("{at_the_end} of 200 at the end, {on_some_evening} on some evening");
    assert!(on_some_evening > at_the_end + 4);
}
