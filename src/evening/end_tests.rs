//! How an evening ends early, and to which day a drink in the night belongs.

use chrono_tz::America::New_York;
use chrono_tz::Asia::Tokyo;
use chrono_tz::Europe::Berlin;

use super::calendar_tests::calendar;
use super::timeline_tests::{TUESDAY, berlin, events, plan, tuesday};
use super::undo_tests::{act, drink};
use super::*;
use crate::event::{Event, EventId, NightEntry, Origin, Timing, What};

const WEDNESDAY: &str = "2026-11-25";

fn date(text: &str) -> EveningDate {
    text.parse().unwrap()
}

fn woke() -> What {
    What::woke(NightEntry::default())
}

fn woke_at(at: &str) -> Vec<Event> {
    events(&[(&format!("{WEDNESDAY}T{at}"), woke())])
}

/// Which evening runs at that time on Wednesday.
fn tonight(at: &str, events: &[Event]) -> EveningDate {
    let now = berlin(&format!("{WEDNESDAY}T{at}"));
    calendar(now, &plan(), &[], events).tonight()
}

#[test]
fn waking_in_the_second_half_of_the_night_ends_the_evening_and_earlier_does_not() {
    // Bedtime 22:30, wake time 06:30: the middle is 02:30.
    for (woke, ends) in [("02:29", "06:30"), ("02:30", "02:30"), ("05:00", "05:00")] {
        let events = woke_at(woke);
        let now = berlin(&format!("{WEDNESDAY}T06:00"));
        let plan = plan();
        let calendar = calendar(now, &plan, &[], &events);
        let evening = calendar.evening(date(TUESDAY)).0;
        assert_eq!(
            evening.ends,
            berlin(&format!("{WEDNESDAY}T{ends}")),
            "{woke}"
        );
        let next = calendar.evening(date(WEDNESDAY)).0;
        assert_eq!(next.begins, evening.ends);
        assert_eq!(next.planned_begin, berlin(&format!("{WEDNESDAY}T06:30")));
    }
    assert_eq!(tonight("04:59", &woke_at("05:00")), date(TUESDAY));
    assert_eq!(tonight("05:00", &woke_at("05:00")), date(WEDNESDAY));
}

#[test]
fn the_night_of_a_moved_bedtime_has_another_middle() {
    let to = berlin("2026-11-25T01:30");
    let moved = events(&[
        ("21:00", What::BedtimeMoved { to }),
        ("2026-11-25T03:30", woke()),
    ]);
    assert_eq!(
        tonight("03:45", &moved),
        date(TUESDAY),
        "the middle is 04:00"
    );
}

#[test]
fn waking_after_the_wake_time_ends_nothing_later() {
    assert_eq!(tonight("06:40", &woke_at("06:50")), date(WEDNESDAY));
}

#[test]
fn waking_at_an_unknown_time_ends_nothing_early() {
    let night = NightEntry::default();
    let timing = Timing::Unknown;
    let unknown = events(&[("2026-11-25T05:00", What::Woke { night, timing })]);
    assert_eq!(tonight("05:10", &unknown), date(TUESDAY));
    assert_eq!(tonight("06:30", &unknown), date(WEDNESDAY));
    let mut planned = woke_at("05:00");
    planned[0].origin = Some(Origin::AsPlanned);
    assert_eq!(tonight("05:10", &planned), date(TUESDAY));
    assert_eq!(tonight("05:10", &woke_at("05:00")), date(WEDNESDAY));
}

#[test]
fn undoing_an_early_waking_reopens_the_evening_until_its_wake_time() {
    let event = EventId(uuid::Uuid::from_u128(1));
    let undone = events(&[
        ("2026-11-25T05:00", woke()),
        ("2026-11-25T05:40", What::Revoked { event }),
    ]);
    assert_eq!(tonight("05:41", &undone), date(TUESDAY));
    assert_eq!(tonight("06:30", &undone), date(WEDNESDAY));
}

#[test]
fn waking_early_moves_no_due_time() {
    let events = woke_at("05:00");
    let mut plan = plan();
    plan.steps[1].when = crate::plan::DueRule::At(timeline_tests::time("06:00"));
    let now = berlin("2026-11-25T05:10");
    let calendar = calendar(now, &plan, &[], &events);
    let evening = calendar.evening(date(WEDNESDAY)).0;
    let timeline = Timeline::new(evening, &plan, &[], now, &Berlin);
    let due = timeline.entry(&"warm-bath".into()).unwrap().due;
    assert_eq!(due, berlin("2026-11-26T06:00"), "at the end of the day");
}

#[test]
fn an_evening_that_ended_in_the_east_is_not_reopened_in_the_west() {
    let plan = plan();
    let mut events = events(&[("2026-11-24T14:30", What::lights_out())]);
    events[0].offset_min = 540;
    // 07:00 in Tokyo, 23:00 of Tuesday in Berlin.
    let now = tuesday("23:00");
    let there = Calendar {
        zone: &Tokyo,
        ..calendar(now, &plan, &[], &events)
    };
    assert_eq!(there.tonight(), date(WEDNESDAY));
    let flown = calendar(now, &plan, &[], &events);
    assert_eq!(flown.tonight(), date(WEDNESDAY));
    assert_eq!(flown.evening(date(TUESDAY)).0.ends, tuesday("22:30"));
}

#[test]
fn an_entry_about_the_next_evening_shows_that_this_one_was_over() {
    let mut coffee = events(&[("2026-11-24T23:00", drink(63.0, "espresso"))]);
    coffee[0].offset_min = 540;
    coffee[0].evening = date(WEDNESDAY);
    let plan = plan();
    let now = tuesday("23:30");
    assert_eq!(
        calendar(now, &plan, &[], &coffee).tonight(),
        date(WEDNESDAY)
    );
    assert_eq!(calendar(now, &plan, &[], &[]).tonight(), date(TUESDAY));
}

#[test]
fn every_instant_belongs_to_one_evening_on_a_journey_to_the_west() {
    let events = events(&[("2026-11-24T22:40", What::lights_out())]);
    let plan = plan();
    // Lights out in Berlin, and in New York since.
    let now = berlin("2026-11-25T09:00");
    let calendar = Calendar {
        zone: &New_York,
        ..calendar(now, &plan, &[], &events)
    };
    for minute in -2000..2000 {
        let instant = now + TimeDelta::minutes(minute);
        let of: Vec<_> = date("2026-11-20")
            .through(date("2026-11-30"))
            .filter(|date| calendar.evening(*date).0.contains(instant))
            .collect();
        assert_eq!(of, [calendar.date_of(instant)], "{instant}");
    }
}

#[test]
fn a_drink_in_the_night_breaks_no_cutoff_of_the_evening_and_is_the_next_days() {
    let status = |entries: &[(&str, What)]| {
        let (plan, events) = (plan(), events(entries));
        let evening = Evening::on(date(TUESDAY), &plan, &Berlin);
        let now = berlin("2026-11-25T12:00");
        let timeline = Timeline::new(evening, &plan, &events, now, &Berlin);
        let entry = timeline.entry(&"last-caffeine".into()).unwrap();
        let breaks = entry.broken_by.is_some();
        assert_eq!(breaks, entry.status == Status::Missed);
        entry.status
    };
    let tea = || drink(28.0, "green tea");
    let morning = ("08:00", drink(95.0, "coffee"));
    let kept = Status::Done {
        at: tuesday("13:30"),
    };
    let dark = ("22:40", What::lights_out());
    assert_eq!(
        status(&[morning.clone(), dark.clone(), ("22:41", tea())]),
        kept
    );
    assert_eq!(
        status(&[morning.clone(), dark.clone(), ("22:39", tea())]),
        Status::Missed
    );
    // Without lights-out the middle of the night decides.
    let marked = ("13:31", timeline_tests::done("last-caffeine"));
    let at_two = ("2026-11-25T02:30", tea());
    assert_eq!(status(&[marked.clone(), at_two]), Status::Missed);
    let later = ("2026-11-25T02:31", tea());
    assert!(status(&[marked, later]).is_done());
}

#[test]
fn a_drink_after_lights_out_is_filed_under_the_next_day() {
    let dark = events(&[("22:40", What::lights_out())]);
    let tea = Action::Record {
        entry: DiaryEntry::Caffeine {
            mg: 28.0,
            drink: None,
            over: None,
        },
        at: None,
    };
    for (now, evening) in [("22:39", TUESDAY), ("22:41", WEDNESDAY)] {
        let drafts = act(&dark, tuesday(now), &tea).unwrap();
        assert_eq!(drafts[0].evening, date(evening), "{now}");
    }
}
