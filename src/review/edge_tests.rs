//! Unusual journals: undone mistakes, a year without entries, a wrong clock, a very long life.

use chrono::{NaiveTime, TimeDelta};
use chrono_tz::Europe::Berlin;
use uuid::Uuid;

use super::*;
use crate::evening::Evening;
use crate::event::{EventId, What};
use crate::plan::{DueRule, Step, WeekdaySet};
use crate::span::Span;

fn date(text: &str) -> EveningDate {
    text.parse().unwrap()
}

/// One step every evening, bedtime 22:30, wake time 06:30.
fn plan() -> Plan {
    let clock = |hour| NaiveTime::from_hms_opt(hour, 30, 0).unwrap();
    Plan {
        trials: vec![],
        bedtime: clock(22),
        wake: clock(6),
        schedules: vec![],
        steps: vec![Step {
            id: "stretch".into(),
            title: "Stretch".into(),
            kind: StepKind::Check,
            when: DueRule::BeforeBed(Span::minutes(40)),
            days: WeekdaySet::EVERY_DAY,
            optional: false,
            advice: None,
        }],
    }
}

fn event(n: u128, evening: EveningDate, what: What) -> Event {
    Event {
        id: EventId(Uuid::from_u128(n)),
        at: Evening::on(evening, &plan(), &Berlin).bedtime - TimeDelta::minutes(30),
        offset_min: 60,
        evening,
        what,
        device: "test".into(),
        origin: None,
        action: None,
    }
}

fn done(n: u128, evening: EveningDate) -> Event {
    let step = "stretch".into();
    event(n, evening, What::done(step))
}

/// The stretch done on every evening from `from` to `to`.
fn steps_done(from: &str, to: &str) -> Vec<Event> {
    let evenings = date(from).through(date(to));
    (1000..).zip(evenings).map(|(n, e)| done(n, e)).collect()
}

/// A review at noon of 24 November 2026.
fn review(from: &str, to: &str, events: &mut [Event]) -> Review {
    events.sort_by_key(|event| (event.evening, event.id));
    let input = ReviewInput {
        events,
        plans: &[],
        tonight: date("2026-11-24"),
        today: &plan(),
        free_days: FreeDays::default(),
        first: first_recorded_evening(events),
        began: began(events),
        now: "2026-11-24T11:00:00Z".parse().unwrap(),
        zone: &Berlin,
    };
    Review::between(date(from), date(to), &input)
}

#[test]
fn an_undone_entry_does_not_make_its_evening_the_first() {
    let mut events = steps_done("2026-11-20", "2026-11-23");
    let june = date("2026-06-01");
    let slip = EventId(Uuid::from_u128(1));
    events.push(done(1, june));
    events.push(event(2, june, What::Revoked { event: slip }));
    let ours = review("2026-05-25", "2026-11-24", &mut events);
    assert_eq!(
        ours.evenings.first().map(|e| e.date),
        Some(date("2026-11-20"))
    );
    assert_eq!((ours.kept, ours.missed), (4, 0));
}

#[test]
fn a_journal_with_everything_undone_is_like_an_empty_one() {
    let evening = date("2026-11-20");
    let slip = EventId(Uuid::from_u128(1));
    let mut events = [
        done(1, evening),
        event(2, evening, What::Revoked { event: slip }),
    ];
    let ours = review("2026-11-01", "2026-11-24", &mut events);
    assert_eq!((ours.evenings.len(), ours.strength), (0, None));
    assert!(ours.steps.is_empty());
}

#[test]
fn one_event_gives_one_evening_with_its_figures() {
    let ours = review(
        "2026-11-01",
        "2026-11-23",
        &mut steps_done("2026-11-23", "2026-11-23"),
    );
    assert_eq!((ours.kept, ours.missed, ours.evenings.len()), (1, 0, 1));
    assert_eq!(
        ours.streak,
        Streak {
            current: 1,
            best: 1
        }
    );
    assert_eq!(ours.steps[0].median_minutes_late, Some(10));
    assert_eq!((ours.bedtime.nights, ours.legs.mean), (0, None));
}

#[test]
fn a_year_without_entries_ends_the_streak_and_lowers_the_strength() {
    let mut events = steps_done("2025-09-01", "2025-11-10");
    let before = review("2025-09-01", "2025-11-10", &mut events);
    events.extend(steps_done("2026-11-22", "2026-11-23"));
    let ours = review("2025-09-01", "2026-11-24", &mut events);
    assert_eq!(
        ours.streak,
        Streak {
            current: 2,
            best: 71
        }
    );
    assert_eq!((ours.kept, ours.missed), (73, 376));
    assert!(before.strength.unwrap() > 0.95);
    // Nothing is left of a year ago; the strength is that of two evenings.
    let m = 0.5_f64.powf(1.0 / 13.0);
    assert!((ours.strength.unwrap() - (1.0 - m * m)).abs() < 1e-6);
}

#[test]
fn an_event_years_in_the_future_changes_no_figure() {
    let mut events = steps_done("2026-11-10", "2026-11-23");
    let right = review("2026-11-01", "2026-11-24", &mut events);
    events.push(done(1, date("2031-05-05")));
    assert_eq!(review("2026-11-01", "2026-11-24", &mut events), right);
}

#[test]
fn an_event_in_1970_changes_neither_streak_nor_strength() {
    let mut events = steps_done("2026-11-10", "2026-11-23");
    let right = review("2026-11-10", "2026-11-24", &mut events);
    events.push(done(1, date("1970-01-01")));
    let ours = review("2026-11-10", "2026-11-24", &mut events);
    assert_eq!((ours.streak, ours.kept), (right.streak, right.kept));
    assert!((ours.strength.unwrap() - right.strength.unwrap()).abs() < 1e-9);
}

#[test]
fn ten_thousand_evenings_are_all_counted() {
    let mut events = steps_done("1999-07-09", "2026-11-23");
    let ours = review("1999-07-09", "2026-11-24", &mut events);
    assert_eq!((ours.kept, ours.missed), (10_000, 0));
    assert_eq!(
        ours.streak,
        Streak {
            current: 10_000,
            best: 10_000
        }
    );
    assert!(ours.strength.unwrap() > 0.999);
}

#[test]
fn every_span_that_contains_tonight_compares_the_same_nights() {
    let compared = |from, to| review(from, to, &mut steps_done("2026-01-01", "2026-11-23")).nights;
    let tonight = compared("2026-10-26", "2026-11-24");
    assert_eq!(tonight.since, Some(date("2026-09-01")));
    // Spans that contain tonight and end after it.
    for (from, to) in [
        ("2026-11-23", "2026-11-29"),
        ("2026-11-01", "2026-11-30"),
        ("2026-11-01", "2027-06-30"),
    ] {
        assert_eq!(compared(from, to), tonight, "{from} to {to}");
    }
    let earlier = compared("2026-10-26", "2026-11-01");
    assert_eq!(earlier.since, Some(date("2026-08-10")));
}
