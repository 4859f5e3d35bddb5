//! Trials whose evenings were drawn by fortnights: legs with a standard deviation of 1.2 and a correlation of 0.2.

use winddown::plan::{Draw, Trial};
use winddown::review::LegsFigure;
use winddown::review::insights::{Subject, TrialResult};

use crate::worlds::Lives;

/// Number of trials with p < 0.05, with an effect of `calmer` points.
fn significant_trials(trials: u64, fortnights: u8, calmer: f64) -> usize {
    let mut lives = Lives::new(0x5eed_0004);
    let found = (0..trials).filter(|seed| {
        let trial = Trial {
            step: "tried".into(),
            first: "2026-09-01".parse().unwrap(),
            fortnights,
            seed: *seed,
            draw: Draw::Fortnights,
        };
        let evenings = trial.evenings();
        let legs = lives.legs(evenings.len(), 1.2, 0.2);
        let legs = legs.zip(&evenings).map(|(legs, with)| {
            let legs = legs - if *with { calmer } else { 0.0 };
            Some(legs.round().clamp(0.0, 10.0) as u8)
        });
        let result = TrialResult {
            figure: LegsFigure::Night,
            trial,
            about: Subject::Factor("tried".to_owned()),
            legs: legs.collect(),
            done: evenings.iter().copied().map(Some).collect(),
            at_once: 1,
            is_stopped: false,
        };
        result.figures().is_found()
    });
    found.count()
}

#[test]
fn a_trial_drawn_by_fortnights_has_few_false_positives_and_detects_most_effects() {
    let (nothing, something) = (
        significant_trials(200, 2, 0.0),
        significant_trials(200, 4, 1.0),
    );
    assert!(nothing <= 16, "{nothing} of 200");
    assert!(something >= 145, "{something} of 200");
}
