use chrono::{DateTime, Utc};
use chrono_tz::Europe::Berlin;
use uuid::Uuid;

use super::*;
use crate::event::{About, EveningDate, Event, EventId, Rating, StepId, What};
use crate::plan::{Config, Draw, FreeDays, Plan, StepKind, Trial};
use crate::review::{LegsFigure, Review, ReviewInput, first_recorded_evening};

/// A journal built entry by entry.
#[derive(Default)]
struct Diary {
    events: Vec<Event>,
}

fn last() -> EveningDate {
    "2026-11-23".parse().unwrap()
}

/// This many evenings before the last one that is over.
fn ago(evenings: u64) -> EveningDate {
    last().days_before(evenings)
}

impl Diary {
    fn record(&mut self, evening: EveningDate, what: What) {
        let evening_at_eight = evening.0.and_hms_opt(19, 0, 0).unwrap().and_utc();
        self.events.push(Event {
            id: EventId(Uuid::from_u128(self.events.len() as u128 + 1)),
            at: evening_at_eight,
            offset_min: 60,
            evening,
            what,
            device: "test".into(),
            origin: None,
            action: None,
        });
    }

    fn done(&mut self, evening: EveningDate, step: &str) {
        let step = StepId::from(step);
        self.record(evening, What::done(step));
    }

    fn factor(&mut self, evening: EveningDate, name: &str) {
        let name = name.to_owned();
        let what = What::Factor {
            name,
            amount: None,
            about: None,
        };
        self.record(evening, what);
    }

    fn legs(&mut self, evening: EveningDate, rating: u8) {
        let feels = vec![];
        let rating = Rating::try_from(i64::from(rating)).unwrap();
        self.record(
            evening,
            What::Legs {
                rating,
                feels,
                about: Some(About::Night),
            },
        );
    }

    /// A review of one week up to tonight, the evening after `last`.
    fn review(&mut self, plans: &[(EveningDate, Plan)]) -> Review {
        self.review_with(plans, &Config::built_in().plan)
    }

    /// The same with another current plan.
    fn review_with(&mut self, plans: &[(EveningDate, Plan)], today: &Plan) -> Review {
        self.events.sort_by_key(|event| event.evening);
        let now: DateTime<Utc> = "2026-11-24T12:00:00+01:00".parse().unwrap();
        let input = ReviewInput {
            events: &self.events,
            plans,
            tonight: last().next(),
            today,
            free_days: FreeDays::default(),
            first: first_recorded_evening(&self.events),
            began: crate::review::began(&self.events).or(first_recorded_evening(&self.events)),
            now,
            zone: &Berlin,
        };
        Review::between(ago(5), last().next(), &input)
    }
}

/// The exposure of the last five evenings that are over, in order, and of tonight.
fn row(nights: &ComparedNights, name: &str) -> String {
    let exposure = nights.exposures.iter().find(|row| row.about.name() == name);
    exposure.map_or_else(String::new, |exposure| {
        let marks = exposure.was.iter().map(|was| match was {
            Some(true) => '+',
            Some(false) => '-',
            None => '.',
        });
        marks.collect()
    })
}

#[test]
fn a_step_counts_where_planned_and_no_entry_means_not_done() {
    let mut diary = Diary::default();
    diary.done(ago(4), "warm-bath");
    diary.done(ago(3), "stretch");
    let skipped = What::Skipped {
        step: "warm-bath".into(),
        why: None,
    };
    diary.record(ago(1), skipped);
    diary.done(last().next(), "warm-bath");
    let plan = Config::built_in().plan;
    let mut without_bath = plan.clone();
    without_bath.steps.retain(|step| step.id.0 != "warm-bath");
    let plans = [
        (ago(4), plan.clone()),
        (ago(2), without_bath),
        (ago(1), plan),
    ];
    let nights = diary.review(&plans).nights;
    // The evening two days ago had no bath in its plan, and tonight is not over.
    assert_eq!(row(&nights, "warm-bath"), "+-.--.");
}

#[test]
fn a_factor_counts_from_its_first_entry_on() {
    let mut diary = Diary::default();
    diary.legs(ago(4), 3);
    diary.factor(ago(3), "alcohol");
    diary.factor(ago(1), "alcohol");
    diary.factor(ago(3), "pregnancy");
    diary.factor(ago(3), "medicine-change");
    let nights = diary.review(&[]).nights;
    assert_eq!(row(&nights, "alcohol"), ".+-+-.");
    assert_eq!(row(&nights, "pregnancy"), "");
    assert_eq!(row(&nights, "medicine-change"), "");
}

#[test]
fn a_factor_recorded_before_the_compared_nights_counts_in_all_of_them() {
    let mut diary = Diary::default();
    diary.factor(ago(200), "stress");
    diary.factor(ago(2), "stress");
    let nights = diary.review(&[]).nights;
    assert_eq!(row(&nights, "stress").matches('-').count(), 82);
    assert_eq!(row(&nights, "stress").matches('+').count(), 1);
}

#[test]
fn excused_evenings_and_the_running_one_are_not_compared() {
    let mut diary = Diary::default();
    for evening in ago(3).through(last().next()) {
        diary.legs(evening, 4);
        diary.factor(evening, "stress");
    }
    diary.record(ago(2), What::Excused { why: None });
    let nights = diary.review(&[]).nights;
    assert_eq!(
        nights.exposures[0].legs,
        [Some(4), None, Some(4), Some(4), None]
    );
    assert_eq!(row(&nights, "stress"), "+.++.");
    assert_eq!(row(&nights, "stretch"), "-.--.");
}

#[test]
fn lights_out_is_not_compared() {
    let mut diary = Diary::default();
    diary.record(ago(2), What::lights_out());
    let nights = diary.review(&[]).nights;
    let plan = Config::built_in().plan;
    let bedtime = plan
        .steps
        .iter()
        .find(|step| step.kind == StepKind::Bedtime);
    assert_eq!(row(&nights, &bedtime.unwrap().id.0), "");
    assert!(!row(&nights, "stretch").is_empty());
}

#[test]
fn a_review_compares_at_least_twelve_weeks_and_all_of_a_longer_span() {
    let mut diary = Diary::default();
    diary.legs(ago(300), 4);
    let nights = diary.review(&[]).nights;
    assert_eq!(
        (nights.exposures[0].legs.len(), nights.first),
        (84, Some(ago(82)))
    );
    assert_eq!(diary.review(&[]).evenings.len(), 7);
    diary.events.clear();
    diary.legs(ago(9), 4);
    assert_eq!(diary.review(&[]).nights.exposures[0].legs.len(), 11);
}

#[test]
fn a_removed_step_keeps_its_last_title() {
    let mut diary = Diary::default();
    diary.done(ago(3), "yoga");
    let mut plan = Config::built_in().plan;
    plan.steps[1].id = "yoga".into();
    plan.steps[1].title = "Yoga".to_owned();
    let mut renamed = plan.clone();
    renamed.steps[1].title = "Evening yoga".to_owned();
    let plans = [
        (ago(3), plan),
        (ago(2), renamed),
        (ago(1), Config::built_in().plan),
    ];
    let nights = diary.review(&plans).nights;
    let yoga = nights
        .exposures
        .iter()
        .find(|row| row.about.name() == "yoga");
    let Subject::Step { title, .. } = &yoga.unwrap().about else {
        panic!("yoga is a step");
    };
    assert_eq!(title, "Evening yoga");
    assert_eq!(row(&nights, "yoga"), "+-...");
}

#[test]
fn an_empty_journal_has_no_comparisons() {
    let review = Diary::default().review(&[]);
    assert_eq!(review.nights, ComparedNights::default());
    assert!(review.insights().is_empty());
}

/// `nights` nights, one point calmer on every second.
fn alternating(nights: usize) -> Vec<Insight> {
    let with = |night: usize| night.is_multiple_of(2);
    let labels = (0..nights).map(|night| Some(with(night))).collect();
    let legs = (0..nights).map(|night| Some(4 + u8::from(!with(night)) + (night % 3) as u8));
    ComparedNights {
        first: None,
        figure: LegsFigure::Night,
        exposures: vec![Exposure {
            about: Subject::Factor("stress".to_owned()),
            was: labels,
            legs: legs.collect(),
        }],
    }
    .compare()
}

#[test]
fn an_estimate_needs_ten_nights_on_each_side() {
    let few = &alternating(19)[0];
    assert_eq!(
        (few.with, few.without, few.still_missing()),
        (10, 9, (0, 1))
    );
    assert_eq!(few.estimate, None);
    assert!(alternating(20)[0].estimate.is_some());
}

/// The exact figures, on every machine and in every version: a change of them changes what users were
/// shown.
#[test]
fn the_figures_of_a_journal_never_change() {
    for (nights, figures) in [
        (
            84,
            "Estimate { difference: -1.0, interval: (-1.146924306331298, -0.8535962278116183), \
             p: 0.00433686551545697, q: 0.00433686551545697 }",
        ),
        (
            400,
            "Estimate { difference: -0.995, interval: (-1.0547299261704168, -0.9354449533178087), \
             p: 0.0013222943492904472, q: 0.0013222943492904472 }",
        ),
    ] {
        let estimate = alternating(nights)[0].estimate.unwrap();
        assert_eq!(format!("{estimate:?}"), figures);
    }
}

#[test]
fn an_effect_on_every_second_evening_is_detected_over_any_time() {
    for nights in [84, 168, 252, 400] {
        let estimate = alternating(nights)[0].estimate.unwrap();
        assert!(estimate.q < 0.01, "{nights} nights: {estimate:?}");
    }
}

#[test]
fn constant_ratings_have_no_difference_and_no_significance() {
    let nights = ComparedNights {
        first: None,
        figure: LegsFigure::Night,
        exposures: vec![Exposure {
            about: Subject::Factor("stress".to_owned()),
            was: (0..60).map(|night| Some(night % 3 == 0)).collect(),
            legs: vec![Some(3); 60],
        }],
    };
    let estimate = nights.compare()[0].estimate.unwrap();
    assert_eq!((estimate.difference, estimate.interval), (0.0, (0.0, 0.0)));
    assert_eq!((estimate.p, estimate.q), (1.0, 1.0));
}

#[test]
fn weeks_without_entries_do_not_change_a_comparison() {
    let ratings: Vec<Option<u8>> = (0..84_u8).map(|n| Some(4 + n % 3 - n % 2)).collect();
    let done: Vec<Option<bool>> = (0..84).map(|n| Some(n % 2 == 1)).collect();
    let compared = |legs: Vec<Option<u8>>, was: Vec<Option<bool>>| {
        let about = Subject::Factor("bath".to_owned());
        let nights = ComparedNights {
            first: None,
            figure: LegsFigure::Night,
            exposures: vec![Exposure { about, was, legs }],
        };
        nights.compare()
    };
    let expected = compared(ratings.clone(), done.clone());
    assert!(expected[0].estimate.unwrap().p < 0.01, "{expected:?}");
    // A year in which the steps were planned but nothing was recorded; once before, once in the middle.
    for before in [0, 42] {
        let (mut legs, mut was) = (ratings.clone(), done.clone());
        legs.splice(before..before, vec![None; 364]);
        was.splice(before..before, vec![Some(false); 364]);
        assert_eq!(compared(legs, was), expected);
    }
}

#[test]
fn an_interval_exists_even_if_most_samples_lack_one_side() {
    let nights = ComparedNights {
        first: None,
        figure: LegsFigure::Night,
        exposures: vec![Exposure {
            about: Subject::Factor("stress".to_owned()),
            was: (0..364).map(|night| Some(night < 10)).collect(),
            legs: (0..364).map(|night| Some((night % 7) as u8)).collect(),
        }],
    };
    let estimate = nights.compare()[0].estimate.unwrap();
    let (low, high) = estimate.interval;
    assert!(-10.0 <= low && low <= high && high <= 10.0, "{estimate:?}");
}

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
    assert_eq!(row(&review.nights, "warm-bath"), "+-+++.");
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
