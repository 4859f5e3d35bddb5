use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Europe::Berlin;
use uuid::Uuid;

use super::wind_down::{BedtimeNearness, wind_down};
use crate::evening::{Evening, Timeline};
use crate::event::{EveningDate, Event, EventId, What};
use crate::plan::{Config, Plan, parse};

/// A time in November 2026, in Berlin: `24T21:50:00`.
fn at(text: &str) -> DateTime<Utc> {
    format!("2026-11-{text}+01:00").parse().unwrap()
}

fn event(id: u128, time: &str, what: What) -> Event {
    Event {
        id: EventId(Uuid::from_u128(id)),
        at: at(time),
        offset_min: 60,
        evening: "2026-11-24".parse().unwrap(),
        what,
        device: "test".into(),
        origin: None,
        action: None,
    }
}

fn timeline<'p>(plan: &'p Plan, date: &str, events: &[Event], now: DateTime<Utc>) -> Timeline<'p> {
    let date: EveningDate = date.parse().unwrap();
    Timeline::new(Evening::on(date, plan, &Berlin), plan, events, now, &Berlin)
}

/// What is found on Tuesday, with bedtime at 22:30: the share, and when to look again.
fn found(events: &[Event], now: &str) -> (Option<f64>, Option<DateTime<Utc>>) {
    let plan = Config::built_in().plan;
    let now = at(now);
    let found = wind_down(&timeline(&plan, "2026-11-24", events, now), now);
    let share = found.hook_events.first().and_then(|it| it.nearness);
    (share.map(BedtimeNearness::share), found.look_again)
}

#[test]
fn it_goes_from_0_two_hours_before_bedtime_to_1_at_bedtime() {
    for (now, share, look_again) in [
        ("24T12:00:00", None, Some("24T20:30:00")),
        ("24T20:29:59", None, Some("24T20:30:00")),
        ("24T20:30:00", Some(0.0), Some("24T20:31:00")),
        ("24T20:30:59", Some(0.0), Some("24T20:31:00")),
        ("24T20:31:00", Some(0.008), Some("24T20:32:00")),
        ("24T21:30:00", Some(0.5), Some("24T21:31:00")),
        ("24T22:29:59", Some(0.992), Some("24T22:30:00")),
        ("24T22:30:00", Some(1.0), None),
        ("24T22:30:59", Some(1.0), None),
        ("24T22:31:00", None, None),
        ("25T06:30:00", None, None),
    ] {
        assert_eq!(found(&[], now), (share, look_again.map(at)), "{now}");
    }
}

#[test]
fn it_follows_a_bedtime_that_was_moved_without_a_second_event_in_the_same_minute() {
    let moved = [event(
        1,
        "24T21:30:20",
        What::BedtimeMoved {
            to: at("24T23:30:00"),
        },
    )];
    assert_eq!(found(&moved, "24T21:30:30").0, Some(0.0));
    assert_eq!(found(&moved, "24T22:30:00").0, Some(0.5));
    assert_eq!(found(&moved, "24T23:30:00").0, Some(1.0));
    let key = |events: &[Event]| {
        let plan = Config::built_in().plan;
        let now = at("24T21:30:30");
        let found = wind_down(&timeline(&plan, "2026-11-24", events, now), now);
        found.hook_events[0].key.clone()
    };
    assert_eq!(key(&moved), key(&[]));
}

#[test]
fn it_stops_once_the_lights_are_out_and_goes_on_when_that_is_taken_back() {
    let out = event(1, "24T21:45:00", What::lights_out());
    let undone = event(2, "24T21:50:00", What::Revoked { event: out.id });
    assert_eq!(
        found(std::slice::from_ref(&out), "24T21:46:00"),
        (None, None)
    );
    assert_eq!(found(&[out, undone], "24T21:51:00").0, Some(0.675));
}

#[test]
fn an_excused_evening_dims_nothing() {
    let excused = [event(1, "24T18:00:00", What::Excused { why: None })];
    assert_eq!(found(&excused, "24T21:30:00"), (None, None));
}

#[test]
fn whatever_the_instants_of_the_looks_each_minute_is_found_once_and_nothing_is_made_up_for() {
    let plan = Config::built_in().plan;
    let mut found_shares = BTreeMap::new();
    let mut now = at("24T20:00:03");
    while now < at("25T07:00:00") {
        let found = wind_down(&timeline(&plan, "2026-11-24", &[], now), now);
        for hook_event in found.hook_events {
            assert!(hook_event.at <= now && now < hook_event.at + TimeDelta::minutes(1));
            found_shares.insert(hook_event.at, hook_event.nearness.unwrap().share());
        }
        // The computer sleeps from 21:00 to 21:40.
        let is_asleep = now >= at("24T21:00:00") && now < at("24T21:40:00");
        now = if is_asleep {
            at("24T21:40:01")
        } else {
            now + TimeDelta::seconds(7)
        };
    }
    // 121 minutes with both ends, without those asleep.
    assert_eq!(found_shares.len(), 121 - 39);
    let shares: Vec<f64> = found_shares.into_values().collect();
    assert!(shares.is_sorted());
    assert_eq!((shares.first(), shares.last()), (Some(&0.0), Some(&1.0)));
}

#[test]
fn the_two_hours_are_elapsed_time_when_the_clocks_change() {
    // On 25 October 2026 the clock in Berlin shows 02:30 twice; a bedtime means the first.
    let plan = parse("bedtime = \"03:30\"\nwake = \"11:00\"\n")
        .unwrap()
        .plan;
    let share = |now: &str| {
        let now = now.parse().unwrap();
        let found = wind_down(&timeline(&plan, "2026-10-24", &[], now), now);
        let hook_event = found.hook_events.first();
        hook_event
            .and_then(|it| it.nearness)
            .map(BedtimeNearness::share)
    };
    assert_eq!(share("2026-10-25T01:30:00+02:00"), None);
    assert_eq!(share("2026-10-25T02:30:00+02:00"), Some(0.0));
    assert_eq!(share("2026-10-25T02:30:00+01:00"), Some(0.5));
    assert_eq!(share("2026-10-25T03:30:00+01:00"), Some(1.0));
}
