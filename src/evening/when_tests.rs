//! Whether to ask when something happened, and what is recorded for each answer.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Europe::Berlin;
use proptest::prelude::*;

use super::action_tests::{act, the_one};
use super::situation::NIGHT_OVERHANG;
use super::timeline_tests::{TUESDAY, berlin, events, plan, tuesday};
use super::*;
use crate::event::{Event, NightEntry, Origin, Timing, What};

const NEXT_DAY: &str = "2026-11-25T";

fn asks(happening: &Happening, now: DateTime<Utc>, here_since: Option<DateTime<Utc>>) -> bool {
    let plan = plan();
    let evening = Evening::on(TUESDAY.parse().unwrap(), &plan, &Berlin);
    let timeline = Timeline::new(evening, &plan, &[], now, &Berlin);
    happening.asks_when(&timeline, now, here_since)
}

fn morning(time: &str) -> DateTime<Utc> {
    berlin(&format!("{NEXT_DAY}{time}"))
}

fn stretch() -> Happening {
    Happening::Step("stretch".into())
}

#[test]
fn a_punctual_evening_asks_nothing() {
    for minutes in -90..=30 {
        let later = |at: DateTime<Utc>| at + TimeDelta::minutes(minutes);
        assert!(!asks(&Happening::LightsOut, later(tuesday("22:30")), None));
        assert!(!asks(&Happening::Waking, later(morning("06:30")), None));
        assert!(!asks(&stretch(), later(tuesday("22:02")), None));
    }
}

#[test]
fn lights_out_half_an_hour_late_asks_unless_the_user_has_been_here_since() {
    let late = tuesday("23:20");
    assert!(asks(&Happening::LightsOut, late, None));
    let came_back = Some(tuesday("23:10"));
    assert!(asks(&Happening::LightsOut, late, came_back));
    let here_all_along = Some(tuesday("22:45"));
    assert!(!asks(&Happening::LightsOut, late, here_all_along));
}

#[test]
fn in_the_second_half_of_the_night_and_in_the_morning_lights_out_always_asks() {
    let here = Some(tuesday("22:00"));
    assert!(!asks(&Happening::LightsOut, morning("02:29"), here));
    for now in ["02:30", "05:00", "06:35", "11:00"] {
        assert!(asks(&Happening::LightsOut, morning(now), here), "{now}");
    }
}

#[test]
fn waking_asks_half_an_hour_after_the_wake_time_whoever_is_here() {
    assert!(asks(
        &Happening::Waking,
        morning("07:01"),
        Some(morning("06:20"))
    ));
    assert!(!asks(&Happening::Waking, morning("07:00"), None));
    assert!(!asks(&Happening::Waking, morning("05:10"), None));
}

#[test]
fn a_step_asks_half_an_hour_after_it_should_have_ended() {
    // The stretch is due at 21:50 and takes 12 minutes.
    assert!(!asks(&stretch(), tuesday("22:20"), None));
    assert!(asks(&stretch(), tuesday("22:50"), None));
    assert!(!asks(&stretch(), tuesday("22:50"), Some(tuesday("21:40"))));
}

#[test]
fn a_cutoff_and_an_action_with_a_time_are_not_asked_about() {
    let plan = plan();
    let evening = Evening::on(TUESDAY.parse().unwrap(), &plan, &Berlin);
    let timeline = Timeline::new(evening, &plan, &[], tuesday("23:30"), &Berlin);
    let done = |id: &str, when| Action::Done {
        step: id.into(),
        when,
    };
    let happening = |action: &Action| Happening::in_action(action, &timeline);
    assert_eq!(happening(&done("last-caffeine", When::Now)), None);
    assert_eq!(happening(&done("stretch", When::Now)), Some(stretch()));
    let bed = happening(&done("lights-out", When::Now));
    assert_eq!(bed, Some(Happening::LightsOut));
    for when in [When::At(tuesday("22:00")), When::AsPlanned, When::Unknown] {
        assert_eq!(happening(&done("stretch", when)), None);
        assert_eq!(happening(&Action::LightsOut { when }), None);
    }
}

#[test]
fn lights_out_and_waking_are_asked_about_only_without_a_time() {
    let plan = plan();
    let evening = Evening::on(TUESDAY.parse().unwrap(), &plan, &Berlin);
    let timeline = Timeline::new(evening, &plan, &[], tuesday("23:30"), &Berlin);
    let woke = |when| Action::Woke {
        when,
        night: NightEntry::default(),
    };
    let lights_out = |when| Action::LightsOut { when };
    let happening = |action: Action| Happening::in_action(&action, &timeline);
    assert_eq!(happening(lights_out(When::Now)), Some(Happening::LightsOut));
    assert_eq!(happening(lights_out(When::Unknown)), None);
    assert_eq!(happening(woke(When::Now)), Some(Happening::Waking));
    assert_eq!(happening(woke(When::Unknown)), None);
}

#[test]
fn a_step_can_happen_now_until_the_evening_ends_and_waking_some_hours_longer() {
    let plan = plan();
    let evening = Evening::on(TUESDAY.parse().unwrap(), &plan, &Berlin);
    let timeline = Timeline::new(evening, &plan, &[], tuesday("23:30"), &Berlin);
    let second = TimeDelta::seconds(1);
    for (happening, end) in [
        (stretch(), evening.ends),
        (Happening::LightsOut, evening.ends + NIGHT_OVERHANG),
        (Happening::Waking, evening.ends + NIGHT_OVERHANG),
    ] {
        assert!(happening.can_be_now(&timeline, end - second));
        assert!(!happening.can_be_now(&timeline, end));
        assert!(!happening.can_be_now(&timeline, end + second));
    }
}

#[test]
fn as_planned_is_recorded_at_the_planned_time_and_says_so() {
    let night = NightEntry::default();
    let now = morning("09:00");
    let planned = |action: Action| {
        let draft = the_one(act(&[], now, &action.happened(When::AsPlanned)));
        assert_eq!(draft.origin, Some(Origin::AsPlanned));
        assert_eq!(draft.what.timing(), Timing::Known);
        draft.at
    };
    let when = When::Now;
    assert_eq!(planned(Action::LightsOut { when }), tuesday("22:30"));
    assert_eq!(planned(Action::Woke { when, night }), morning("06:30"));
    // The stretch is due at 21:50 and takes 12 minutes.
    let step = "stretch".into();
    assert_eq!(planned(Action::Done { step, when }), tuesday("22:02"));
}

#[test]
fn as_planned_records_the_time_that_the_question_shows() {
    let snoozed = |step: &str, until: &str| What::Snoozed {
        step: step.into(),
        until: tuesday(until),
    };
    let evenings = [
        vec![],
        vec![("21:55", snoozed("stretch", "22:20"))],
        vec![("20:40", What::done("bath".into()))],
    ];
    for recorded in evenings {
        let plan = plan();
        let evening = Evening::on(TUESDAY.parse().unwrap(), &plan, &Berlin);
        let now = morning("05:00");
        let all = events(&recorded);
        let timeline = Timeline::new(evening, &plan, &all, now, &Berlin);
        for entry in &timeline.entries {
            let step = entry.step.id.clone();
            let when = When::Now;
            let action = Action::Done { step, when };
            let Some(happening) = Happening::in_action(&action, &timeline) else {
                continue;
            };
            let shown = happening.planned(&timeline).unwrap();
            for when in [When::AsPlanned, When::Unknown] {
                let Ok(drafts) = act(&recorded, now, &action.clone().happened(when)) else {
                    // It is done.
                    assert!(entry.status.is_done(), "{action:?}");
                    continue;
                };
                assert_eq!(the_one(Ok(drafts)).at, shown, "{action:?} {when:?}");
            }
        }
    }
}

#[test]
fn as_planned_uses_the_bedtime_that_was_moved() {
    let moved = What::BedtimeMoved {
        to: tuesday("23:15"),
    };
    let when = When::AsPlanned;
    let action = Action::LightsOut { when };
    let draft = the_one(act(&[("22:00", moved)], morning("06:35"), &action));
    assert_eq!(draft.at, tuesday("23:15"));
}

#[test]
fn nothing_went_as_planned_before_its_time() {
    let when = When::AsPlanned;
    let refused = act(&[], tuesday("22:00"), &Action::LightsOut { when });
    assert!(
        matches!(refused, Err(Refusal::InTheFuture { .. })),
        "{refused:?}"
    );
    the_one(act(&[], tuesday("22:30"), &Action::LightsOut { when }));
}

#[test]
fn an_unknown_time_is_placed_at_the_planned_one_and_never_in_the_future() {
    let placed = |now| {
        let when = When::Unknown;
        let draft = the_one(act(&[], now, &Action::LightsOut { when }));
        let timing = Timing::Unknown;
        assert_eq!(
            (draft.what, draft.origin),
            (What::LightsOut { timing }, None)
        );
        draft.at
    };
    assert_eq!(placed(morning("09:00")), tuesday("22:30"));
    assert_eq!(placed(tuesday("22:10")), tuesday("22:10"));
}

#[test]
fn a_typed_time_is_the_one_of_that_night() {
    let plan = plan();
    let evening = Evening::on(TUESDAY.parse().unwrap(), &plan, &Berlin);
    let dark = events(&[("23:50", What::lights_out())]);
    let timeline = Timeline::new(evening, &plan, &dark, morning("08:00"), &Berlin);
    let instant = |happening: Happening, time: &str| {
        let zones = [&Berlin; 2];
        happening.instant(
            time.parse().unwrap(),
            &timeline,
            zones,
            berlin("2026-11-26T12:00"),
        )
    };
    let lights_out = |time| instant(Happening::LightsOut, time);
    assert_eq!(lights_out("22:05:00"), tuesday("22:05"));
    assert_eq!(lights_out("00:40:00"), morning("00:40"));
    assert_eq!(instant(Happening::Waking, "05:45:00"), morning("05:45"));
    assert_eq!(instant(stretch(), "21:40:00"), tuesday("21:40"));
}

proptest! {
    #[test]
    fn whoever_is_not_asked_pressed_near_the_planned_time_or_was_here(
        minutes in -600_i64..900,
        here in prop::option::of(0_i64..900),
    ) {
        let now = tuesday("22:30") + TimeDelta::minutes(minutes);
        let since = here.map(|minutes| now - TimeDelta::minutes(minutes));
        let is_near = minutes <= 30;
        let was_here = since.is_some_and(|since| since <= tuesday("23:00"));
        let is_first_half = now < morning("02:30");
        prop_assert_eq!(
            asks(&Happening::LightsOut, now, since),
            !(is_near || was_here && is_first_half)
        );
    }
}

#[test]
fn what_is_recorded_anew_keeps_where_its_time_came_from() {
    let woke = |timing, origin| Event {
        origin: Some(origin),
        ..events(&[(
            "23:50",
            What::Woke {
                night: NightEntry::default(),
                timing,
            },
        )])
        .remove(0)
    };
    let at = woke(Timing::Known, Origin::Pressed).at;
    for (timing, origin, when) in [
        (Timing::Known, Origin::Pressed, When::At(at)),
        (Timing::Known, Origin::AsPlanned, When::AsPlanned),
        (Timing::Known, Origin::AcceptedProposal, When::Proposed(at)),
        (Timing::Unknown, Origin::Pressed, When::Unknown),
    ] {
        let event = woke(timing, origin);
        assert_eq!(When::of_recorded(&event), when, "{origin:?}");
    }
    let when = When::Proposed(tuesday("22:43"));
    let draft = the_one(act(&[], morning("07:00"), &Action::LightsOut { when }));
    let accepted = Some(Origin::AcceptedProposal);
    assert_eq!((draft.at, draft.origin), (tuesday("22:43"), accepted));
}
