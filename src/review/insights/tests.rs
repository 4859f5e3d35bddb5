use chrono::{DateTime, Utc};
use chrono_tz::Europe::Berlin;
use uuid::Uuid;

use super::*;
use crate::event::{EveningDate, Event, EventId, Rating, StepId, What};
use crate::plan::{Config, Plan, StepKind, Trial};
use crate::review::{Review, ReviewInput, first_recorded_evening};

/// A journal that is told evening by evening.
#[derive(Default)]
struct Diary {
    events: Vec<Event>,
}

fn last() -> EveningDate {
    "2026-11-23".parse().unwrap()
}

/// So many evenings before the last one that is over.
fn ago(evenings: u64) -> EveningDate {
    last().days_before(evenings)
}

impl Diary {
    fn tell(&mut self, evening: EveningDate, what: What) {
        let evening_at_eight = evening.0.and_hms_opt(19, 0, 0).unwrap().and_utc();
        self.events.push(Event {
            id: EventId(Uuid::from_u128(self.events.len() as u128 + 1)),
            at: evening_at_eight,
            offset_min: 60,
            evening,
            what,
            device: "test".into(),
        });
    }

    fn done(&mut self, evening: EveningDate, step: &str) {
        let step = StepId::from(step);
        self.tell(evening, What::Done { step });
    }

    fn factor(&mut self, evening: EveningDate, name: &str) {
        let name = name.to_owned();
        let what = What::Factor {
            name,
            amount: None,
            about: None,
        };
        self.tell(evening, what);
    }

    fn legs(&mut self, evening: EveningDate, rating: u8) {
        let feels = vec![];
        let rating = Rating::try_from(i64::from(rating)).unwrap();
        self.tell(evening, What::Legs { rating, feels });
    }

    /// A review of one week up to tonight, which is the evening after the last.
    fn review(&mut self, plans: &[(EveningDate, Plan)]) -> Review {
        self.review_with(plans, &Config::built_in().plan)
    }

    /// The same, where another plan is in force today.
    fn review_with(&mut self, plans: &[(EveningDate, Plan)], today: &Plan) -> Review {
        self.events.sort_by_key(|event| event.evening);
        let now: DateTime<Utc> = "2026-11-24T12:00:00+01:00".parse().unwrap();
        let input = ReviewInput {
            events: &self.events,
            plans,
            today,
            first: first_recorded_evening(&self.events),
            now,
            zone: &Berlin,
        };
        Review::between(ago(5), last().next(), &input)
    }
}

/// What the nights say of it, the last five that are over first to last, and tonight.
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
fn a_step_counts_where_it_was_planned_and_silence_is_not_done() {
    let mut diary = Diary::default();
    diary.done(ago(4), "warm-bath");
    diary.done(ago(3), "stretch");
    let skipped = What::Skipped {
        step: "warm-bath".into(),
        why: None,
    };
    diary.tell(ago(1), skipped);
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
    // Evening two days ago did not ask for a bath, and tonight is not over.
    assert_eq!(row(&nights, "warm-bath"), "+-.--.");
}

#[test]
fn a_factor_counts_from_the_evening_on_which_it_was_first_told() {
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
fn a_factor_told_before_the_nights_that_are_compared_is_known_in_all_of_them() {
    let mut diary = Diary::default();
    diary.factor(ago(200), "stress");
    diary.factor(ago(2), "stress");
    let nights = diary.review(&[]).nights;
    assert_eq!(row(&nights, "stress").matches('-').count(), 82);
    assert_eq!(row(&nights, "stress").matches('+').count(), 1);
}

#[test]
fn excused_evenings_and_the_running_one_count_neither_way() {
    let mut diary = Diary::default();
    for evening in ago(3).through(last().next()) {
        diary.legs(evening, 4);
        diary.factor(evening, "stress");
    }
    diary.tell(ago(2), What::Excused { why: None });
    let nights = diary.review(&[]).nights;
    assert_eq!(nights.legs, [Some(4), None, Some(4), Some(4), None]);
    assert_eq!(row(&nights, "stress"), "+.++.");
    assert_eq!(row(&nights, "stretch"), "-.--.");
}

#[test]
fn whether_lights_out_was_told_is_not_compared() {
    let mut diary = Diary::default();
    diary.tell(ago(2), What::LightsOut);
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
fn twelve_weeks_are_compared_however_short_the_review_and_all_of_a_longer_one() {
    let mut diary = Diary::default();
    diary.legs(ago(300), 4);
    let nights = diary.review(&[]).nights;
    assert_eq!((nights.legs.len(), nights.first), (84, Some(ago(82))));
    assert_eq!(diary.review(&[]).evenings.len(), 7);
    diary.events.clear();
    diary.legs(ago(9), 4);
    assert_eq!(diary.review(&[]).nights.legs.len(), 11);
}

#[test]
fn a_step_that_is_no_more_keeps_the_name_it_had_last() {
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
fn an_empty_journal_compares_nothing() {
    let review = Diary::default().review(&[]);
    assert_eq!(review.nights, ComparedNights::default());
    assert!(review.insights().is_empty());
}

/// Every second night with, one point calmer, for so many nights.
fn alternating(nights: usize) -> Vec<Insight> {
    let with = |night: usize| night.is_multiple_of(2);
    let labels = (0..nights).map(|night| Some(with(night))).collect();
    let legs = (0..nights).map(|night| Some(4 + u8::from(!with(night)) + (night % 3) as u8));
    ComparedNights {
        first: None,
        legs: legs.collect(),
        exposures: vec![Exposure {
            about: Subject::Factor("stress".to_owned()),
            was: labels,
        }],
    }
    .compare()
}

#[test]
fn ten_nights_on_each_side_are_enough_and_nine_are_not() {
    let few = &alternating(19)[0];
    assert_eq!(
        (few.with, few.without, few.still_missing()),
        (10, 9, (0, 1))
    );
    assert_eq!(few.estimate, None);
    assert!(alternating(20)[0].estimate.is_some());
}

/// These very figures, on every machine and in every version: whoever changes them changes what people were told.
#[test]
fn the_same_journal_gives_the_same_figures() {
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
fn a_step_that_is_done_every_second_evening_is_found_however_long_one_looks_back() {
    for nights in [84, 168, 252, 400] {
        let estimate = alternating(nights)[0].estimate.unwrap();
        assert!(estimate.q < 0.01, "{nights} nights: {estimate:?}");
    }
}

#[test]
fn legs_that_are_always_the_same_differ_by_nothing_and_that_is_no_find() {
    let nights = ComparedNights {
        first: None,
        legs: vec![Some(3); 60],
        exposures: vec![Exposure {
            about: Subject::Factor("stress".to_owned()),
            was: (0..60).map(|night| Some(night % 3 == 0)).collect(),
        }],
    };
    let estimate = nights.compare()[0].estimate.unwrap();
    assert_eq!((estimate.difference, estimate.interval), (0.0, (0.0, 0.0)));
    assert_eq!((estimate.p, estimate.q), (1.0, 1.0));
}

#[test]
fn weeks_of_which_nobody_told_make_no_comparison_surer_or_less_sure() {
    let ratings: Vec<Option<u8>> = (0..84_u8).map(|n| Some(4 + n % 3 - n % 2)).collect();
    let done: Vec<Option<bool>> = (0..84).map(|n| Some(n % 2 == 1)).collect();
    let compared = |legs: Vec<Option<u8>>, was: Vec<Option<bool>>| {
        let about = Subject::Factor("bath".to_owned());
        let nights = ComparedNights {
            first: None,
            legs,
            exposures: vec![Exposure { about, was }],
        };
        nights.compare()
    };
    let told = compared(ratings.clone(), done.clone());
    assert!(told[0].estimate.unwrap().p < 0.01, "{told:?}");
    // A year in which the steps were planned, and neither done nor anything told; once before, once in the middle.
    for before in [0, 42] {
        let (mut legs, mut was) = (ratings.clone(), done.clone());
        legs.splice(before..before, vec![None; 364]);
        was.splice(before..before, vec![Some(false); 364]);
        assert_eq!(compared(legs, was), told);
    }
}

#[test]
fn nights_that_all_lie_on_one_side_in_most_draws_still_have_an_interval() {
    let nights = ComparedNights {
        first: None,
        legs: (0..364).map(|night| Some((night % 7) as u8)).collect(),
        exposures: vec![Exposure {
            about: Subject::Factor("stress".to_owned()),
            was: (0..364).map(|night| Some(night < 10)).collect(),
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
    };
    Plan {
        trials: vec![trial],
        ..Config::built_in().plan
    }
}

#[test]
fn an_evening_that_a_trial_drew_to_be_without_a_step_is_one_without_it() {
    let mut diary = Diary::default();
    for evening in 0..5 {
        diary.legs(ago(evening), 3);
    }
    // Drawn are: without, with, without, with. On the third it was done all the same.
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
fn a_trial_has_the_legs_of_its_evenings_until_it_was_stopped() {
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
    let result = trial.comparison();
    assert_eq!((result.with, result.without), (0, 2));
    assert!(trial.is_stopped);
    assert!(diary.review(&plans[..1]).trials.is_empty());
    // So it is where the step was taken out and the trial was left in the plan.
    let mut stepless = tried(ago(3));
    stepless.steps.retain(|step| step.id.0 != "warm-bath");
    let plans_without = [plans[0].clone(), plans[1].clone(), (ago(0), stepless)];
    assert_eq!(diary.review(&plans_without).trials, review.trials);
    // Of one that runs the evenings before tonight are over, also where the plan was recorded late.
    let review = diary.review_with(&plans[..1], &tried(ago(3)));
    let [trial] = &review.trials[..] else {
        panic!("{:?}", review.trials);
    };
    assert_eq!((&trial.legs[..], trial.is_stopped), (&[None; 4][..], false));
}
