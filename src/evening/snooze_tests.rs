//! Snoozing a step, and moving bedtime.

use chrono::{DateTime, Utc};

use super::action_tests::{act, the_one};
use super::timeline_tests::{TUESDAY, berlin, done, time, tuesday};
use super::*;
use crate::event::{Draft, What};
use crate::span::Span;

pub(super) fn snooze(id: &str, minutes: u32) -> Action {
    Action::Snooze {
        step: id.into(),
        span: Span::minutes(minutes),
    }
}

fn until(draft: &Draft) -> DateTime<Utc> {
    match draft.what {
        What::Snoozed { until, .. } => until,
        _ => panic!("{draft:?}"),
    }
}

#[test]
fn a_snooze_counts_from_now_or_from_a_later_due_time() {
    assert_eq!(
        until(&the_one(act(
            &[],
            tuesday("20:47"),
            &snooze("warm-bath", 10)
        ))),
        tuesday("20:57")
    );
    assert_eq!(
        until(&the_one(act(
            &[],
            tuesday("20:00"),
            &snooze("warm-bath", 10)
        ))),
        tuesday("20:55")
    );
}

#[test]
fn a_snooze_past_midnight_stays_in_its_evening() {
    let draft = the_one(act(&[], tuesday("23:55"), &snooze("stretch", 10)));
    assert_eq!(draft.evening.to_string(), TUESDAY);
    assert_eq!(until(&draft), berlin("2026-11-25T00:05"));
}

#[test]
fn a_snooze_of_zero_past_the_evening_or_of_a_settled_step_is_refused() {
    assert_eq!(
        act(&[], tuesday("21:55"), &snooze("stretch", 0)),
        Err(Refusal::EmptySnooze)
    );
    assert!(matches!(
        act(&[], tuesday("21:55"), &snooze("stretch", 600)),
        Err(Refusal::OutsideTheEvening { .. })
    ));
    assert!(matches!(
        act(
            &[("21:55", done("stretch"))],
            tuesday("22:00"),
            &snooze("stretch", 5)
        ),
        Err(Refusal::AlreadySettled { .. })
    ));
    assert!(matches!(
        act(&[], berlin("2026-11-25T08:00"), &snooze("stretch", 5)),
        Err(Refusal::EveningOver(_))
    ));
}

#[test]
fn bedtime_moves_past_midnight_but_not_into_the_past_or_past_waking() {
    let to = |text: &str| Action::MoveBedtime { to: time(text) };
    let draft = the_one(act(&[], tuesday("21:00"), &to("00:15")));
    assert_eq!(
        draft.what,
        What::BedtimeMoved {
            to: berlin("2026-11-25T00:15")
        }
    );
    assert!(act(&[], tuesday("21:00"), &to("06:29")).is_ok());
    assert!(matches!(
        act(&[], tuesday("21:00"), &to("10:30")),
        Err(Refusal::BedtimePassed { .. })
    ));
    assert!(matches!(
        act(&[], berlin("2026-11-25T08:00"), &to("23:00")),
        Err(Refusal::EveningOver(_))
    ));
}
