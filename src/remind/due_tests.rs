use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Europe::Berlin;
use proptest::prelude::*;
use uuid::Uuid;

use super::due::{Due, Saying, due};
use crate::evening::{Evening, Timeline};
use crate::event::{Event, EventId, What};
use crate::plan::{Config, Plan, Reminders};
use crate::span::Span;

const TUESDAY: &str = "2026-11-24";

fn at(text: &str) -> DateTime<Utc> {
    format!("{TUESDAY}T{text}:00+01:00").parse().unwrap()
}

fn plan() -> Plan {
    Config::built_in().plan
}

fn event(n: u128, what: What, now: DateTime<Utc>) -> Event {
    Event {
        id: EventId(Uuid::from_u128(n)),
        at: now,
        offset_min: 60,
        evening: TUESDAY.parse().unwrap(),
        what,
        device: "test".into(),
    }
}

fn found(events: &[Event], sent: &[String], now: DateTime<Utc>, settings: &Reminders) -> Due {
    let plan = plan();
    let evening = Evening::on(TUESDAY.parse().unwrap(), &plan, &Berlin);
    let timeline = Timeline::of(evening, &plan, events, now, &Berlin);
    due(
        &timeline,
        |key| sent.iter().any(|sent| sent == key),
        now,
        settings,
    )
}

fn steps(due: &Due) -> Vec<&str> {
    due.parts.iter().map(|part| part.step.0.as_str()).collect()
}

fn done(step: &str) -> What {
    What::Done { step: step.into() }
}

#[test]
fn a_step_is_said_when_its_time_has_come_and_not_before() {
    let settings = Reminders::default();
    assert_eq!(
        steps(&found(&[], &[], at("21:49"), &settings)),
        [] as [&str; 0]
    );
    assert_eq!(steps(&found(&[], &[], at("21:50"), &settings)), ["stretch"]);
    assert_eq!(
        found(&[], &[], at("21:49"), &settings).look_again,
        Some(at("21:50"))
    );
}

#[test]
fn what_was_sent_is_not_said_again() {
    let settings = Reminders::default();
    let first = found(&[], &[], at("21:50"), &settings);
    let sent = [first.parts[0].key(TUESDAY.parse().unwrap())];
    assert!(found(&[], &sent, at("21:51"), &settings).parts.is_empty());
}

#[test]
fn what_could_not_be_said_in_time_is_dropped() {
    let settings = Reminders::default();
    assert_eq!(
        steps(&found(&[], &[], at("22:20"), &settings)),
        ["stretch", "screens-away"]
    );
    assert_eq!(
        steps(&found(&[], &[], at("22:21"), &settings)),
        ["screens-away"]
    );
}

#[test]
fn a_settled_step_an_excused_evening_and_the_dark_are_left_in_peace() {
    let settings = Reminders::default();
    for what in [
        done("stretch"),
        What::Excused { why: None },
        What::LightsOut,
    ] {
        let events = [event(1, what, at("21:00"))];
        assert!(found(&events, &[], at("21:50"), &settings).parts.is_empty());
    }
    let off = Reminders {
        enabled: false,
        ..settings
    };
    assert!(found(&[], &[], at("21:50"), &off).parts.is_empty());
}

#[test]
fn a_snoozed_step_is_said_again_for_its_new_time() {
    let settings = Reminders::default();
    let first = found(&[], &[], at("21:50"), &settings);
    let sent = [first.parts[0].key(TUESDAY.parse().unwrap())];
    let snoozed = What::Snoozed {
        step: "stretch".into(),
        until: at("22:00"),
    };
    let events = [event(1, snoozed, at("21:50"))];
    assert!(
        found(&events, &sent, at("21:59"), &settings)
            .parts
            .is_empty()
    );
    assert_eq!(
        steps(&found(&events, &sent, at("22:00"), &settings)),
        ["stretch"]
    );
}

#[test]
fn with_a_lead_it_is_also_said_ahead() {
    let settings = Reminders {
        lead: Span::minutes(10),
        ..Reminders::default()
    };
    let quiet = [event(1, done("massage"), at("21:00"))];
    let ahead = found(&quiet, &[], at("21:40"), &settings);
    assert_eq!(
        (steps(&ahead), ahead.parts[0].saying),
        (vec!["stretch"], Saying::Ahead)
    );
    assert_eq!(ahead.parts[0].line, "In 10 min.");
    let sent = [ahead.parts[0].key(TUESDAY.parse().unwrap())];
    assert_eq!(
        found(&quiet, &sent, at("21:50"), &settings).parts[0].saying,
        Saying::Due
    );
}

#[test]
fn repeated_at_most_three_times_while_it_is_open() {
    let settings = Reminders {
        repeat: Some(Span::minutes(5)),
        ..Reminders::default()
    };
    let mut sent = Vec::new();
    let mut said = 0;
    for minute in 0..60 {
        let now = at("21:15") + TimeDelta::minutes(minute);
        for part in found(
            &[event(1, done("stretch"), at("21:00"))],
            &sent,
            now,
            &settings,
        )
        .parts
        {
            sent.push(part.key(TUESDAY.parse().unwrap()));
            said += i32::from(part.step.0 == "massage");
        }
    }
    assert_eq!(said, 4);
}

#[test]
fn several_at_once_are_one_summary() {
    let parts = found(&[], &[], at("22:20"), &Reminders::default()).parts;
    let reminder = super::Reminder {
        evening: TUESDAY.parse().unwrap(),
        parts,
    };
    assert_eq!(reminder.summary(), "2 steps are waiting");
    assert_eq!(reminder.body(), "Leg stretches, Screens away");
    assert_eq!(reminder.step(), None);
}

proptest! {
    /// Whoever looks, whenever they look: suspends, restarts, clocks set back and forth.
    #[test]
    fn every_reminder_that_had_a_chance_is_said_once_and_none_twice(
        jumps in prop::collection::vec(-90_i64..180, 1..400),
        repeat in prop::option::of(5_u32..20),
    ) {
        let settings = Reminders { repeat: repeat.map(Span::minutes), ..Reminders::default() };
        let mut now = at("12:00");
        let (mut sent, mut looked) = (HashSet::new(), Vec::new());
        for jump in jumps {
            now += TimeDelta::seconds(jump * 20);
            looked.push(now);
            let known: Vec<String> = sent.iter().cloned().collect();
            for part in found(&[], &known, now, &settings).parts {
                prop_assert!(sent.insert(part.key(TUESDAY.parse().unwrap())), "said twice: {part:?}");
                prop_assert!(part.at <= now && now - part.at <= settings.late_after.delta());
            }
        }
        // Each step's own time, looked at within `late_after` and before any repetition took its place.
        let plan = plan();
        let evening = Evening::on(TUESDAY.parse().unwrap(), &plan, &Berlin);
        for entry in &Timeline::of(evening, &plan, &[], at("12:00"), &Berlin).entries {
            let until = repeat.map_or(30, |repeat| repeat.min(30));
            let chance = looked.iter().any(|now| {
                evening.contains(*now)
                    && *now >= entry.due
                    && *now - entry.due < TimeDelta::minutes(until.into())
            });
            let key = format!("{TUESDAY} {} due {}", entry.step.id, entry.due.timestamp());
            prop_assert!(!chance || sent.contains(&key), "never said: {key}");
        }
    }
}
