//! The figures of a review.

mod bedtimes;
mod legs;

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use chrono_tz::Europe::Berlin;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::evening::Status;
use crate::event::{About, EventId, NightEntry, Rating, What};
use crate::plan::{DueRule, Step, StepKind, WeekdaySet};
use crate::span::Span;

pub(super) fn date(text: &str) -> EveningDate {
    text.parse().unwrap()
}

pub(super) fn step(id: &str, kind: StepKind, minutes: u32) -> Step {
    Step {
        id: id.into(),
        title: id.to_uppercase(),
        kind,
        when: DueRule::BeforeBed(Span::minutes(minutes)),
        days: WeekdaySet::EVERY_DAY,
        optional: false,
        advice: None,
    }
}

/// Bath and stretch every evening, massage optional, bedtime 22:30, wake time 06:30.
pub(super) fn plan() -> Plan {
    Plan {
        trials: vec![],
        bedtime: NaiveTime::from_hms_opt(22, 30, 0).unwrap(),
        wake: NaiveTime::from_hms_opt(6, 30, 0).unwrap(),
        schedules: vec![],
        steps: vec![
            step("bath", StepKind::Check, 105),
            Step {
                optional: true,
                ..step("massage", StepKind::Check, 75)
            },
            step("stretch", StepKind::Check, 40),
        ],
    }
}

/// Noon of the day after the last evening of the tests.
pub(super) fn noon() -> DateTime<Utc> {
    "2026-11-24T12:00:00+01:00".parse().unwrap()
}

/// Events, each on an evening at a local time (from 00:00 to 05:59 of the next date).
pub(super) fn events(entries: &[(&str, &str, What)]) -> Vec<Event> {
    let mut events: Vec<Event> = entries
        .iter()
        .enumerate()
        .map(|(n, (evening, time, what))| {
            let mut day = date(evening);
            if *time < "06:00" {
                day = day.next();
            }
            Event {
                id: EventId(Uuid::from_u128(n as u128 + 1)),
                at: format!("{day}T{time}:00+01:00").parse().unwrap(),
                offset_min: 60,
                evening: date(evening),
                what: what.clone(),
                device: "test".into(),
                origin: None,
                action: None,
            }
        })
        .collect();
    events.sort_by_key(|event| (event.evening, event.id));
    events
}

pub(super) fn done(id: &str) -> What {
    What::done(id.into())
}

/// A review from 16 to 23 November, seen at noon of the 24th.
fn review(entries: &[(&str, &str, What)]) -> Review {
    let (events, plan) = (events(entries), plan());
    let first = events.iter().map(|event| event.evening).min();
    let input = ReviewInput {
        events: &events,
        plans: &[],
        tonight: date("2026-11-24"),
        today: &plan,
        free_days: FreeDays::default(),
        first,
        began: began(&events),
        now: noon(),
        zone: &Berlin,
    };
    Review::between(date("2026-11-16"), date("2026-11-24"), &input)
}

fn steps_done(evening: &'static str) -> [(&'static str, &'static str, What); 2] {
    [
        (evening, "20:50", done("bath")),
        (evening, "22:00", done("stretch")),
    ]
}

fn outcomes(review: &Review) -> String {
    review
        .evenings
        .iter()
        .map(|evening| match evening.outcome {
            Outcome::Kept => 'k',
            Outcome::Partly => 'p',
            Outcome::Missed => 'm',
            Outcome::Excused => 'e',
            Outcome::Running => 'r',
            Outcome::Free => 'f',
            Outcome::NotBegun => 'b',
        })
        .collect()
}

#[test]
fn backfilling_an_old_evening_makes_no_month_of_misses() {
    // Recorded in this order: the step of the 22nd, then evenings before it.
    let late = [
        ("2026-11-22", "22:00", done("stretch")),
        (
            "2026-11-17",
            "22:00",
            What::Note {
                text: "bad".to_owned(),
            },
        ),
        ("2026-11-19", "22:00", done("stretch")),
    ];
    let review = self::review(&late);
    // A note alone judges no evening; a step does. From the 22nd on nothing recorded is missed.
    assert_eq!(outcomes(&review), "bbpbbpmr"[8 - review.evenings.len()..]);
    assert_eq!((review.missed, review.streak.current), (3, 0));
}

#[test]
fn the_date_that_the_user_says_they_began_counts_from_there() {
    let entries = [
        ("2026-11-22", "22:00", done("stretch")),
        ("2026-11-20", "06:30", What::Began),
    ];
    let from_the_20th = review(&entries);
    assert_eq!(outcomes(&from_the_20th), "mmpmr");
    // The last one that was said counts.
    let later = [&entries[..], &[("2026-11-22", "06:30", What::Began)]].concat();
    assert_eq!(outcomes(&review(&later)), "bbpmr");
}

#[test]
fn an_empty_journal_has_no_figures_and_no_evenings() {
    let review = review(&[]);
    assert_eq!(
        (review.evenings.len(), review.strength, review.streak),
        (0, None, Streak::default())
    );
    assert_eq!(
        (review.bedtime, review.legs),
        (Bedtimes::default(), Legs::default())
    );
    assert!(review.steps.is_empty());
}

#[test]
fn after_the_first_evening_no_entry_means_missed_and_tonight_is_running() {
    let entries = [
        &steps_done("2026-11-20")[..],
        &steps_done("2026-11-22"),
        &[("2026-11-23", "20:50", done("bath"))],
    ]
    .concat();
    let review = review(&entries);
    assert_eq!(outcomes(&review), "kmkpr");
    assert_eq!((review.kept, review.missed, review.excused), (2, 2, 0));
}

#[test]
fn an_optional_step_is_not_required_and_a_skipped_one_is_not_done() {
    let skipped = What::Skipped {
        step: "stretch".into(),
        why: None,
    };
    let entries = [
        &steps_done("2026-11-22")[..],
        &[
            ("2026-11-23", "20:50", done("bath")),
            ("2026-11-23", "22:00", skipped),
        ],
    ]
    .concat();
    let review = review(&entries);
    assert_eq!(outcomes(&review), "kpr");
    assert_eq!(review.evenings[1].score, Some(0.5));
    assert_eq!(review.evenings[1].steps[2].status.as_str(), "skipped");
    let optional = review.steps.iter().filter(|step| step.optional);
    let optional: Vec<_> = optional.map(|step| step.id.0.as_str()).collect();
    assert_eq!(optional, ["massage"]);
}

#[test]
fn excused_evenings_neither_end_a_streak_nor_count_for_it() {
    let ill = ("2026-11-21", "18:00", What::Excused { why: None });
    let entries = [
        &steps_done("2026-11-19")[..],
        &steps_done("2026-11-20"),
        &[ill],
        &steps_done("2026-11-22"),
        &steps_done("2026-11-23"),
    ]
    .concat();
    let review = review(&entries);
    assert_eq!(outcomes(&review), "kkekkr");
    assert_eq!(
        review.streak,
        Streak {
            current: 4,
            best: 4
        }
    );
    assert_eq!(review.excused, 1);
}

#[test]
fn the_streak_includes_evenings_before_the_span() {
    let all: Vec<String> = (10..=23).map(|day| format!("2026-11-{day}")).collect();
    let entries: Vec<_> = all
        .iter()
        .flat_map(|day| {
            [
                (day.as_str(), "20:50", done("bath")),
                (day.as_str(), "22:00", done("stretch")),
            ]
        })
        .collect();
    let review = review(&entries);
    assert_eq!((review.evenings.len(), review.streak.current), (9, 14));
}

#[test]
fn strength_follows_the_formula_of_loop_habit_tracker() {
    // By hand: m = 0.5^(1/13) = 0.948077; three evenings of score 1, then one of 0.5.
    let entries = [
        &steps_done("2026-11-20")[..],
        &steps_done("2026-11-21"),
        &steps_done("2026-11-22"),
        &[("2026-11-23", "20:50", done("bath"))],
    ]
    .concat();
    let m: f64 = 0.948_077_512_1;
    let expected = (1.0 - m.powi(3)) * m + 0.5 * (1.0 - m);
    let strength = review(&entries).strength.unwrap();
    assert!((strength - expected).abs() < 1e-6, "{strength} {expected}");
    assert!((strength - 0.166_102).abs() < 1e-4, "{strength}");
}

#[test]
fn rate_and_lateness_of_a_step_ignore_excused_evenings_and_tonight() {
    let ill = ("2026-11-21", "18:00", What::Excused { why: None });
    let entries = [
        &steps_done("2026-11-20")[..],
        &[ill],
        &steps_done("2026-11-22"),
        &[
            ("2026-11-23", "22:30", done("stretch")),
            ("2026-11-24", "11:00", done("bath")),
        ],
    ]
    .concat();
    let review = review(&entries);
    let bath = &review.steps[0];
    assert_eq!(
        (
            bath.id.0.as_str(),
            bath.title.as_str(),
            bath.planned,
            bath.done
        ),
        ("bath", "BATH", 3, 2)
    );
    assert_eq!(bath.median_minutes_late, Some(5));
    let stretch = review
        .steps
        .iter()
        .find(|step| step.id.0 == "stretch")
        .unwrap();
    assert_eq!(
        (stretch.rate(), stretch.median_minutes_late),
        (Some(1.0), Some(10))
    );
}

#[test]
fn an_evening_is_judged_by_the_plan_recorded_for_it() {
    let mut short = plan();
    short.steps.remove(0);
    let events = events(&[
        ("2026-11-20", "22:00", done("stretch")),
        ("2026-11-22", "22:00", done("stretch")),
    ]);
    let plan = plan();
    let plans = [
        (date("2026-11-20"), short),
        (date("2026-11-22"), plan.clone()),
    ];
    let input = ReviewInput {
        events: &events,
        plans: &plans,
        tonight: date("2026-11-24"),
        today: &plan,
        free_days: FreeDays::default(),
        first: Some(date("2026-11-20")),
        began: began(&events),
        now: noon(),
        zone: &Berlin,
    };
    let review = Review::between(date("2026-11-20"), date("2026-11-22"), &input);
    assert_eq!(outcomes(&review), "kmp");
}

#[test]
fn json_has_every_promised_key_in_its_order() {
    let entries = [
        &steps_done("2026-11-23")[..],
        &[
            ("2026-11-23", "22:41", What::lights_out()),
            (
                "2026-11-23",
                "22:00",
                What::Legs {
                    rating: Rating::try_from(3).unwrap(),
                    feels: vec![],
                    places: vec![],
                    about: None,
                },
            ),
            ("2026-11-22", "18:00", What::Excused { why: None }),
        ],
    ]
    .concat();
    let json = serde_json::to_string_pretty(&json::Json {
        review: &review(&entries),
        nights: &nights_of(&entries),
    })
    .unwrap();
    insta::assert_snapshot!(json);
}

/// The nights of a review of these entries.
fn nights_of(entries: &[(&str, &str, What)]) -> Vec<diary::NightReview> {
    let (events, review) = (events(entries), review(entries));
    let entries = diary::EventsInEffect::until(review.to, &events);
    let night = |evening: &JudgedEvening| {
        let planned = NaiveTime::from_hms_opt(22, 30, 0).unwrap();
        diary::night(evening, planned, &entries, Span::minutes(300))
    };
    review.evenings.iter().map(night).collect()
}

proptest! {
    #[test]
    fn every_figure_matches_plain_counting(
        days in prop::collection::vec((any::<bool>(), any::<bool>(), any::<bool>(), prop::bool::weighted(0.15), any::<bool>()), 1..60),
    ) {
        // For each evening: bath, stretch, massage, excused, and whether the bath was undone.
        let last = date("2026-11-23");
        let first = last.days_before(days.len() as u64 - 1);
        let mut entries = Vec::new();
        let names: Vec<String> = first.through(last).map(|evening| evening.to_string()).collect();
        for (name, (bath, stretch, massage, excused, back)) in names.iter().zip(&days) {
            let mut record = |yes: bool, time: &'static str, what: What| {
                if yes {
                    entries.push((name.as_str(), time, what));
                }
            };
            record(*bath, "20:50", done("bath"));
            record(*stretch, "22:00", done("stretch"));
            record(*massage, "21:20", done("massage"));
            record(*excused, "18:00", What::Excused { why: None });
            let last = EventId(Uuid::from_u128(entries.iter().position(|t| t.0 == name && t.2 == done("bath")).map_or(0, |n| n as u128 + 1)));
            if *bath && *back {
                entries.push((name.as_str(), "23:00", What::Revoked { event: last }));
            }
        }
        let (all, plan) = (events(&entries), plan());
        let input = ReviewInput { events: &all, plans: &[], tonight: date("2026-11-24"), today: &plan, free_days: FreeDays::default(), first: Some(first), began: Some(first), now: noon(), zone: &Berlin };
        let review = Review::between(first, last, &input);

        let bath_done = |d: &(bool, bool, bool, bool, bool)| d.0 && !d.4;
        let counted = || days.iter().filter(|d| !d.3);
        let kept = |d: &(bool, bool, bool, bool, bool)| bath_done(d) && d.1;
        prop_assert_eq!(review.kept, counted().filter(|d| kept(d)).count());
        prop_assert_eq!(review.missed, counted().filter(|d| !kept(d)).count());
        prop_assert_eq!(review.excused, days.len() - counted().count());
        let (mut run, mut best) = (0, 0);
        for day in counted() {
            run = if kept(day) { run + 1 } else { 0 };
            best = best.max(run);
        }
        prop_assert_eq!(review.streak, Streak { current: run, best });
        let m = 0.5_f64.powf(1.0 / 13.0);
        let strength = counted().fold(0.0, |s, d| {
            s * m + f64::from(u8::from(bath_done(d)) + u8::from(d.1)) / 2.0 * (1.0 - m)
        });
        let ours = review.strength.unwrap_or(0.0);
        prop_assert!((ours - strength).abs() < 1e-9, "{} {}", ours, strength);
        for (id, was_done) in [("bath", 0), ("stretch", 1), ("massage", 2)] {
            let expected = counted().filter(|d| [bath_done(d), d.1, d.2][was_done]).count();
            let row = review.steps.iter().find(|step| step.id.0 == id);
            prop_assert_eq!(row.map_or(0, |row| row.done), expected);
            prop_assert_eq!(row.map_or(0, |row| row.planned), counted().count());
        }
        let all_words_are_final = review.evenings.iter().flat_map(|e| &e.steps).all(|s| s.status.is_settled());
        prop_assert!(all_words_are_final);
        let none_upcoming = review.evenings.iter().flat_map(|e| &e.steps).all(|s| s.status != Status::Upcoming);
        prop_assert!(none_upcoming);
    }
}

#[test]
fn a_step_ticked_off_days_later_has_no_lateness() {
    let mut events = events(&[
        ("2026-11-20", "21:05", done("bath")),
        ("2026-11-21", "20:45", done("bath")),
        ("2026-11-22", "20:45", done("bath")),
    ]);
    let written = |at: &str| {
        let at: DateTime<Utc> = at.parse().unwrap();
        let millis = at.timestamp_millis().unsigned_abs();
        EventId(uuid::Builder::from_unix_timestamp_millis(millis, &[0; 10]).into_uuid())
    };
    let plan = plan();
    let median = |events: &[Event]| {
        let input = ReviewInput {
            events,
            plans: &[],
            tonight: date("2026-11-24"),
            today: &plan,
            free_days: FreeDays::default(),
            first: Some(date("2026-11-20")),
            began: began(events),
            now: noon(),
            zone: &Berlin,
        };
        let review = Review::between(date("2026-11-16"), date("2026-11-24"), &input);
        (review.steps[0].done, review.steps[0].median_minutes_late)
    };
    assert_eq!(median(&events), (3, Some(0)));
    // Ticked off days later, two of them at the due time, which stands for an unknown time.
    events[1].id = written("2026-11-24T10:00:00+01:00");
    events[2].id = written("2026-11-24T10:00:01+01:00");
    assert_eq!(median(&events), (3, Some(20)));
    // Recorded during the evening, the due time is the actual time.
    events[2].id = written("2026-11-22T20:45:00+01:00");
    assert_eq!(median(&events), (3, Some(10)));
}
