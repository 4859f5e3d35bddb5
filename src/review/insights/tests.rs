mod trials;

use chrono::{DateTime, Utc};
use chrono_tz::Europe::Berlin;
use uuid::Uuid;

use super::*;
use crate::event::{About, EveningDate, Event, EventId, Rating, StepId, What};
use crate::plan::{Config, Draw, FreeDays, Plan, StepKind, Trial};
use crate::review::{EveningLegs, LegsFigure, Review, ReviewInput, first_recorded_evening};
use crate::split_mix::SplitMix64;

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
                places: vec![],
                about: Some(About::Night),
            },
        );
    }

    /// A review of one week up to tonight, the evening after `last`.
    fn review(&mut self, plans: &[(EveningDate, Plan)]) -> Review {
        self.review_with(plans, &Config::built_in().plan)
    }

    /// The same from another evening on.
    fn review_from(&mut self, from: EveningDate, plans: &[(EveningDate, Plan)]) -> Review {
        self.reviewed(from, plans, &Config::built_in().plan)
    }

    /// The same with another current plan.
    fn review_with(&mut self, plans: &[(EveningDate, Plan)], today: &Plan) -> Review {
        self.reviewed(ago(5), plans, today)
    }

    fn reviewed(
        &mut self,
        from: EveningDate,
        plans: &[(EveningDate, Plan)],
        today: &Plan,
    ) -> Review {
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
        Review::between(from, last().next(), &input)
    }
}

/// The exposure of the evenings that are over, in order.
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
    assert_eq!(row(&nights, "warm-bath"), "+-.--");
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
    assert_eq!(row(&nights, "alcohol"), ".+-+-");
    assert_eq!(row(&nights, "pregnancy"), "");
    assert_eq!(row(&nights, "medicine-change"), "");
}

#[test]
fn a_factor_recorded_before_the_compared_nights_counts_in_all_of_them() {
    let mut diary = Diary::default();
    diary.factor(ago(500), "stress");
    diary.factor(ago(2), "stress");
    let nights = diary.review(&[]).nights;
    assert_eq!(row(&nights, "stress").matches('-').count(), 391);
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
    assert_eq!(nights.legs, at_night([Some(4), None, Some(4), Some(4)]));
    assert_eq!(nights.exposures[0].legs, nights.legs);
    assert_eq!(row(&nights, "stress"), "+.++");
    assert_eq!(row(&nights, "stretch"), "-.--");
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
fn a_review_compares_twelve_weeks_at_least_and_a_year_at_most() {
    let compared = |evenings: u64, from: u64| {
        let mut diary = Diary::default();
        diary.legs(ago(evenings), 4);
        let nights = diary.review_from(ago(from), &[]).nights;
        let first = nights.since.unwrap();
        (first, nights.compared_range().len(), nights.legs.len())
    };
    // A week is too short to compare; but there is not more than the journal has.
    assert_eq!(compared(300, 5), (ago(83), 84, 301));
    assert_eq!(compared(9, 5), (ago(9), 10, 10));
    assert_eq!(compared(300, 150), (ago(150), 151, 301));
    // Those before the compared ones are for the newest landmark, and for the night before the first.
    assert_eq!(compared(900, 900), (ago(363), 364, 392));
}

#[test]
fn the_first_rating_is_known_however_long_ago_it_was() {
    let mut diary = Diary::default();
    diary.done(ago(700), "stretch");
    diary.legs(ago(650), 4);
    diary.record(ago(650), What::Excused { why: None });
    diary.legs(ago(600), 4);
    diary.legs(ago(3), 4);
    assert_eq!(diary.review(&[]).nights.first_rated, Some(ago(600)));
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
    assert_eq!(row(&nights, "yoga"), "+-..");
}

#[test]
fn an_empty_journal_has_no_comparisons() {
    let review = Diary::default().review(&[]);
    assert_eq!(review.nights, ComparedNights::default());
    assert_eq!(review.comparisons(), Comparisons::default());
}

/// How the legs were at night, evening by evening.
fn at_night(ratings: impl IntoIterator<Item = Option<u8>>) -> Vec<EveningLegs> {
    let legs = |rating: Option<u8>| EveningLegs {
        evening: None,
        night: rating.map(|rating| Rating::try_from(i64::from(rating)).unwrap()),
    };
    ratings.into_iter().map(legs).collect()
}

/// Nights since 2025-09-01, compared by one factor.
fn nights(legs: impl IntoIterator<Item = Option<u8>>, was: Vec<Option<bool>>) -> ComparedNights {
    let first: EveningDate = "2025-09-01".parse().unwrap();
    let legs = at_night(legs);
    let rated = legs.iter().position(|legs| legs.night.is_some());
    ComparedNights {
        first: Some(first),
        since: Some(first),
        first_rated: rated.map(|rated| first.days_after(rated as u64)),
        exposures: vec![Exposure {
            about: Subject::Factor("stress".to_owned()),
            was,
            legs: legs.clone(),
        }],
        legs,
    }
}

impl ComparedNights {
    /// A year of nights with one finding.
    pub(crate) fn with_a_finding() -> Self {
        calmer_with_it(364)
    }
}

/// `many` nights, one point calmer on about half.
pub(super) fn calmer_with_it(many: usize) -> ComparedNights {
    let mut chance = SplitMix64::new(4);
    let with: Vec<bool> = (0..many).map(|_| chance.below(2) == 1).collect();
    let legs = with.iter().enumerate();
    let legs = legs.map(|(n, with)| Some(4 + u8::from(!with) + (n % 3) as u8));
    nights(
        legs.collect::<Vec<_>>(),
        with.iter().copied().map(Some).collect(),
    )
}

#[test]
fn an_estimate_needs_ten_nights_on_each_side_after_a_rated_night() {
    let every_second = |many: usize| (0..many).map(|night| Some(night % 2 == 0)).collect();
    let few = nights(vec![Some(4); 20], every_second(20)).insights();
    // The first night has none before it.
    assert_eq!(
        (few[0].with, few[0].without, few[0].still_missing()),
        (9, 10, (1, 0))
    );
    assert_eq!(few[0].estimate, None);
    let enough = nights(vec![Some(4); 21], every_second(21)).insights();
    assert_eq!((enough[0].with, enough[0].without), (10, 10));
    assert!(enough[0].estimate.is_some());
    let mut ratings = vec![Some(4); 41];
    for night in (0..41).step_by(2) {
        ratings[night] = None;
    }
    let unknown = nights(ratings, every_second(41)).insights();
    assert_eq!((unknown[0].with, unknown[0].without), (0, 0));
}

#[test]
fn something_done_by_the_weekday_alone_has_no_estimate_however_many_nights() {
    let weekends = (0..364).map(|night| Some(night % 7 >= 5)).collect();
    let legs = (0..364).map(|night| Some((night % 5) as u8));
    let insight = &nights(legs.collect::<Vec<_>>(), weekends).insights()[0];
    assert_eq!((insight.estimate, insight.still_missing()), (None, (0, 0)));
}

/// The exact figures, on every machine and in every version: a change of them changes what users were
/// shown.
#[test]
fn the_figures_of_a_journal_never_change() {
    let figures = [84, 364].map(|many| calmer_with_it(many).insights()[0].estimate.unwrap());
    insta::assert_snapshot!(format!("{figures:#?}"));
}

#[test]
fn constant_ratings_have_no_difference_and_no_significance() {
    let was = (0..60).map(|night| Some(night % 3 == 0)).collect();
    let nights = nights(vec![Some(3); 60], was);
    let estimate = nights.insights()[0].estimate.unwrap();
    assert_eq!((estimate.difference, estimate.interval), (0.0, (0.0, 0.0)));
    assert_eq!((estimate.p, estimate.q), (1.0, 1.0));
    assert!(nights.findings().is_empty());
}

#[test]
fn a_year_without_ratings_before_the_others_does_not_change_a_comparison() {
    let expected = calmer_with_it(84);
    let estimate = expected.insights()[0].estimate.unwrap();
    assert!(estimate.p < 0.01, "{estimate:?}");
    // The steps were planned but nothing was recorded.
    let mut later = expected.clone();
    later.first = later.first.map(|first| first.days_before(252));
    later.since = later.first;
    later.legs.splice(0..0, at_night(vec![None; 252]));
    let exposure = &mut later.exposures[0];
    exposure.legs.splice(0..0, at_night(vec![None; 252]));
    exposure.was.splice(0..0, vec![Some(false); 252]);
    assert_eq!(later.insights(), expected.insights());
    assert_eq!(later.findings(), expected.findings());
}

#[test]
fn with_one_week_alone_the_interval_is_open_and_nothing_is_significant() {
    let was = (0..364)
        .map(|night| Some(night % 2 == 0 && night < 28))
        .collect();
    let legs = (0..364).map(|night| (night < 28).then_some((night % 6) as u8));
    let estimate = nights(legs.collect::<Vec<_>>(), was).insights()[0]
        .estimate
        .unwrap();
    assert!(
        estimate.p > 0.05 && estimate.interval_contains_zero(),
        "{estimate:?}"
    );
    let (low, high) = estimate.interval;
    assert!(
        -10.0 <= low && low <= estimate.difference && estimate.difference <= high && high <= 10.0
    );
}

#[test]
fn a_finding_is_judged_on_night_56_and_every_four_weeks_after_it() {
    let first: EveningDate = "2025-09-01".parse().unwrap();
    for (many, judged) in [
        (55, None),
        (56, Some(56)),
        (83, Some(56)),
        (84, Some(84)),
        (364, Some(364)),
    ] {
        let found = calmer_with_it(many).findings();
        let until = found.first().map(|finding| finding.until);
        assert_eq!(
            until,
            judged.map(|night| first.days_after(night - 1)),
            "{many}"
        );
    }
    // Nights before the first rating do not count.
    let mut later = calmer_with_it(83);
    later.first_rated = Some(first.days_after(10));
    assert_eq!(later.findings()[0].until, first.days_after(65));
}

#[test]
fn a_finding_has_the_same_direction_at_both_ends_of_its_interval() {
    let finding = &calmer_with_it(364).findings()[0];
    assert_eq!(finding.with + finding.without, 363);
    let (low, high) = finding.estimate.interval;
    assert!(low <= -1.0 && (-1.0..0.0).contains(&high), "{finding:?}");
    let size = finding.estimate.difference;
    assert!((-1.1..-0.8).contains(&size), "{finding:?}");
}

#[test]
fn the_more_things_are_compared_the_more_certain_a_finding_has_to_be() {
    let is_found = |factors: usize, seed: u64| {
        let mut chance = SplitMix64::new(seed);
        let mut draw = || -> Vec<bool> { (0..56).map(|_| chance.below(2) == 1).collect() };
        let with = draw();
        let others: Vec<Vec<bool>> = (1..factors).map(|_| draw()).collect();
        let mut noise = SplitMix64::new(seed + 1000);
        let legs = with
            .iter()
            .map(|with| Some(3 + u8::from(!with) + noise.below(4) as u8));
        let labels = |with: &[bool]| with.iter().copied().map(Some).collect::<Vec<_>>();
        let mut nights = nights(legs.collect::<Vec<_>>(), labels(&with));
        for (n, other) in others.iter().enumerate() {
            let mut exposure = nights.exposures[0].clone();
            exposure.about = Subject::Factor(n.to_string());
            exposure.was = labels(other);
            nights.exposures.push(exposure);
        }
        let findings = nights.findings();
        findings
            .iter()
            .any(|finding| finding.about.name() == "stress")
    };
    let found = |factors| (0..20).filter(|seed| is_found(factors, *seed)).count();
    let (alone, among_many) = (found(1), found(40));
    assert!(among_many < alone, "{among_many} {alone}");
}

#[test]
fn of_two_hundred_journals_of_nothing_hardly_any_has_a_finding() {
    let found = (0..200).filter(|seed| {
        let mut chance = SplitMix64::new(*seed);
        let was = (0..56).map(|_| Some(chance.below(2) == 1)).collect();
        let legs: Vec<_> = (0..56).map(|_| Some(2 + chance.below(6) as u8)).collect();
        !nights(legs, was).findings().is_empty()
    });
    // One in two hundred is expected, and ten if the level were a twentieth.
    let found = found.count();
    assert!(found <= 4, "{found}");
}
