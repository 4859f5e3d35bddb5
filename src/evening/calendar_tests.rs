//! Which evening runs, by which plan it is lived, and when it ended.

use chrono::{DateTime, Utc};
use chrono_tz::Europe::Berlin;
use chrono_tz::Tz;

use super::timeline_tests::{TUESDAY, berlin, plan, time, tuesday};
use super::*;
use crate::event::{Event, What};
use crate::plan::Plan;

pub(super) fn calendar<'a>(
    now: DateTime<Utc>,
    config: &'a Plan,
    recorded: &'a [(EveningDate, Plan)],
    events: &'a [Event],
) -> Calendar<'a, Tz> {
    Calendar {
        now,
        zone: &Berlin,
        config,
        recorded,
        events,
    }
}

fn date(text: &str) -> EveningDate {
    text.parse().unwrap()
}

/// The plan without its stretch.
fn shorter() -> Plan {
    let mut plan = plan();
    plan.steps.retain(|step| step.id.0 != "stretch");
    plan
}

fn with_bedtime(bedtime: &str, wake: &str) -> Plan {
    Plan {
        bedtime: time(bedtime),
        wake: time(wake),
        ..plan()
    }
}

#[test]
fn an_edit_applies_at_once_until_bedtime_and_later_from_the_next_evening() {
    let (before, edited) = (plan(), shorter());
    let recorded = [(date("2026-11-20"), before.clone())];
    let in_force = |now, events: &[Event]| {
        let calendar = calendar(now, &edited, &recorded, events);
        let (from, _) = calendar.unrecorded_plan().unwrap();
        (*calendar.plan(date(TUESDAY)) == edited, from.to_string())
    };
    let (tonight, tomorrow) = (TUESDAY.to_owned(), "2026-11-25".to_owned());
    assert_eq!(in_force(tuesday("22:29"), &[]), (true, tonight.clone()));
    assert_eq!(in_force(tuesday("22:30"), &[]), (false, tomorrow.clone()));

    let dark = timeline_tests::events(&[("21:00", What::lights_out())]);
    assert_eq!(in_force(tuesday("21:01"), &dark), (false, tomorrow));

    let to = tuesday("23:30");
    let moved = timeline_tests::events(&[("21:00", What::BedtimeMoved { to })]);
    assert_eq!(in_force(tuesday("23:29"), &moved), (true, tonight));
    assert!(!in_force(tuesday("23:30"), &moved).0);
}

#[test]
fn an_edited_bedtime_that_is_past_applies_until_the_recorded_one() {
    let recorded = [(date("2026-11-20"), plan())];
    let edited = with_bedtime("21:00", "06:30");
    let applies = |now| *calendar(now, &edited, &recorded, &[]).plan(date(TUESDAY)) == edited;
    assert!(applies(tuesday("21:30")));
    assert!(!applies(tuesday("22:30")));
}

#[test]
fn a_running_program_records_an_edit_before_bedtime_and_only_then() {
    let recorded = [(date("2026-11-20"), plan())];
    let edited = shorter();
    let is_due = |now| calendar(now, &edited, &recorded, &[]).is_plan_due_for_recording();
    assert!(!is_due(tuesday("22:28")));
    assert!(is_due(tuesday("22:29")));
    assert!(!is_due(tuesday("22:31")), "it applies from tomorrow");

    let recorded = [
        (date("2026-11-20"), plan()),
        (date(TUESDAY), edited.clone()),
    ];
    let calendar = calendar(tuesday("22:29"), &edited, &recorded, &[]);
    assert!(!calendar.is_plan_due_for_recording(), "it is recorded");
}

#[test]
fn a_plan_recorded_for_tomorrow_is_recorded_again_if_the_edit_is_taken_back() {
    let recorded = [
        (date("2026-11-20"), plan()),
        (date("2026-11-25"), shorter()),
    ];
    let config = plan();
    let unrecorded = calendar(tuesday("23:30"), &config, &recorded, &[]).unrecorded_plan();
    assert_eq!(unrecorded, Some((date("2026-11-25"), &config)));
}

#[test]
fn a_wake_time_edited_next_morning_does_not_reopen_the_evening() {
    let recorded = [(date("2026-11-20"), plan())];
    let edited = with_bedtime("22:30", "09:00");
    let now = berlin("2026-11-25T07:00");
    let calendar = calendar(now, &edited, &recorded, &[]);
    assert_eq!(calendar.tonight(), date("2026-11-25"));
    assert_eq!(
        calendar.evening(date(TUESDAY)).0.ends,
        berlin("2026-11-25T06:30")
    );
    let tonight = calendar.evening(date("2026-11-25")).0;
    assert_eq!(tonight.begins, berlin("2026-11-25T06:30"));
    assert_eq!(tonight.wake, berlin("2026-11-26T09:00"));
}

#[test]
fn an_edit_that_ends_the_evening_before_the_recorded_bedtime_does_not_end_it() {
    let recorded = [(date("2026-11-20"), with_bedtime("07:00", "15:00"))];
    let edited = plan();
    for (now, ends_with) in [
        ("2026-11-25T06:29", &edited),
        ("2026-11-25T06:31", &recorded[0].1),
    ] {
        let calendar = calendar(berlin(now), &edited, &recorded, &[]);
        assert_eq!(calendar.tonight(), date(TUESDAY), "{now}");
        assert_eq!(calendar.plan(date(TUESDAY)), ends_with, "{now}");
    }
}

#[test]
fn an_evening_before_all_recorded_plans_has_the_first_of_them() {
    let recorded = [(date("2026-11-25"), plan())];
    let (edited, now) = (shorter(), berlin("2026-11-27T12:00"));
    let calendar = calendar(now, &edited, &recorded, &[]);
    assert_eq!(*calendar.plan(date("2026-11-20")), plan());
    assert_eq!(*calendar.plan(date("2026-11-27")), edited);
}
