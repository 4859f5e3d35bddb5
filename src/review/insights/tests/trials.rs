//! Evenings of a trial, compared with others.

use super::*;

/// The built-in plan with a trial of the bath from that evening on.
fn tried(first: EveningDate) -> Plan {
    let trial = Trial {
        step: "warm-bath".into(),
        first,
        fortnights: 2,
        seed: 7,
        draw: Draw::Fortnights,
    };
    Plan {
        trials: vec![trial],
        ..Config::built_in().plan
    }
}

#[test]
fn an_evening_drawn_without_the_step_counts_as_without_it() {
    let mut diary = Diary::default();
    for evening in 0..5 {
        diary.legs(ago(evening), 3);
    }
    // The draw is: without, with, without, with. On the third evening the step was done anyway.
    let plan = tried(ago(3));
    for evening in [4, 2, 1, 0] {
        diary.done(ago(evening), "warm-bath");
    }
    let review = diary.review(&[(ago(4), Config::built_in().plan), (ago(3), plan)]);
    assert_eq!(row(&review.nights, "warm-bath"), "+-+++");
    let bath = review.steps.iter().find(|step| step.id.0 == "warm-bath");
    assert_eq!(bath.map(|bath| (bath.done, bath.planned)), Some((3, 3)));
}

#[test]
fn in_a_trial_a_rating_before_the_step_or_before_its_due_time_does_not_count() {
    let mut diary = Diary::default();
    for evening in 1..=3 {
        // At eight; the bath is due at a quarter to nine.
        diary.record(
            ago(evening),
            What::Legs {
                rating: Rating::WORST,
                feels: vec![],
                places: vec![],
                about: Some(About::Evening),
            },
        );
    }
    let plans = [(ago(3), tried(ago(3)))];
    let review = diary.review(&plans);
    assert_eq!(review.trials[0].legs[..3], [None; 3]);
    assert_eq!(review.legs.mean, Some(10.0), "it is a rating all the same");
    for event in &mut diary.events {
        event.at += chrono::TimeDelta::hours(2);
    }
    let trial = &diary.review(&plans).trials[0];
    assert_eq!(
        (trial.figure, &trial.legs[..3]),
        (LegsFigure::Evening, &[Some(10); 3][..])
    );
}

#[test]
fn a_trial_collects_ratings_until_it_is_stopped() {
    let mut diary = Diary::default();
    for (evening, rating) in [(4, 9), (3, 1), (1, 2), (0, 9)] {
        diary.legs(ago(evening), rating);
    }
    let usual = || Config::built_in().plan;
    let plans = [
        (ago(4), usual()),
        (ago(3), tried(ago(3))),
        (ago(0), usual()),
    ];
    let review = diary.review(&plans);
    let [trial] = &review.trials[..] else {
        panic!("{:?}", review.trials);
    };
    assert_eq!(trial.legs, [Some(1), None, Some(2)]);
    assert_eq!(trial.about.name(), "warm-bath");
    let result = trial.figures();
    assert_eq!((result.with.rated, result.without.rated), (0, 2));
    // The draw is: without, with, without, with. Nothing was done.
    assert_eq!((result.followed(), result.evenings()), (2, 3));
    assert!(trial.is_stopped);
    assert!(diary.review(&plans[..1]).trials.is_empty());
    // The same if the step was removed and the trial left in the plan.
    let mut stepless = tried(ago(3));
    stepless.steps.retain(|step| step.id.0 != "warm-bath");
    let plans_without = [plans[0].clone(), plans[1].clone(), (ago(0), stepless)];
    assert_eq!(diary.review(&plans_without).trials, review.trials);
    // A running trial has the evenings before tonight, also if the plan was recorded late.
    let review = diary.review_with(&plans[..1], &tried(ago(3)));
    let [trial] = &review.trials[..] else {
        panic!("{:?}", review.trials);
    };
    assert_eq!((&trial.legs[..], trial.is_stopped), (&[None; 4][..], false));
}
