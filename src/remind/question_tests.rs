//! The questions after bedtime and in the morning, and how notifications are answered.

use chrono::{DateTime, Utc};

use chrono_tz::Europe::Berlin;

use super::due_tests::{TUESDAY, at, event, found, plan, steps};
use super::reminder::{Answer, Topic};
use crate::evening::{Action, Evening, Timeline, When};
use crate::event::{Event, NightEntry, What};
use crate::plan::Reminders;
use crate::span::Span;

#[test]
fn half_an_hour_after_bedtime_one_question_is_asked() {
    let settings = Reminders::default();
    let asked = |events: &[Event], sent: &[String], now: &str, settings: &Reminders| {
        let found = found(events, sent, at(now), settings);
        steps(&found).contains(&"still-up")
    };
    assert!(!asked(&[], &[], "22:59", &settings));
    assert!(asked(&[], &[], "23:00", &settings));
    assert!(!asked(&[], &[], "23:31", &settings), "too late to ask");
    let sent = [format!("{TUESDAY} still-up")];
    assert!(!asked(&[], &sent, "23:01", &settings), "once");
    for what in [
        What::lights_out(),
        What::woke(NightEntry::default()),
        What::Excused { why: None },
    ] {
        assert!(
            !asked(
                &[event(1, what.clone(), at("22:40"))],
                &[],
                "23:00",
                &settings
            ),
            "{what:?}"
        );
    }
    let put_off = What::Snoozed {
        step: "lights-out".into(),
        until: at("23:00"),
    };
    assert!(!asked(
        &[event(1, put_off.clone(), at("22:40"))],
        &[],
        "23:29",
        &settings
    ));
    assert!(asked(
        &[event(1, put_off, at("22:40"))],
        &[],
        "23:30",
        &settings
    ));
    let moved = What::BedtimeMoved { to: at("23:10") };
    assert!(
        !asked(&[event(1, moved, at("22:20"))], &sent, "23:40", &settings),
        "once, wherever bedtime is"
    );
    for silent in [
        Reminders {
            past_bedtime: false,
            ..settings.clone()
        },
        Reminders {
            enabled: false,
            ..settings.clone()
        },
        Reminders {
            repeat: Some(Span::minutes(10)),
            ..settings.clone()
        },
    ] {
        assert!(!asked(&[], &[], "23:00", &silent));
    }
}

#[test]
fn the_question_about_the_night_is_asked_once_at_wake_time() {
    let settings = Reminders::default();
    let morning = |time: &str| format!("2026-11-25T{time}:00+01:00").parse().unwrap();
    let asked = |events: &[Event], sent: &[String], now: DateTime<Utc>, settings: &Reminders| {
        steps(&found(events, sent, now, settings)) == ["morning"]
    };
    assert!(!asked(&[], &[], morning("06:29"), &settings));
    assert!(asked(&[], &[], morning("06:30"), &settings));
    assert!(
        asked(&[], &[], morning("10:30"), &settings),
        "the computer is opened late"
    );
    assert!(!asked(&[], &[], morning("10:31"), &settings));
    let lights_out = event(1, What::lights_out(), at("22:31"));
    assert!(asked(&[lights_out], &[], morning("06:30"), &settings));
    assert!(!asked(
        &[],
        &[format!("{TUESDAY} morning")],
        morning("06:31"),
        &settings
    ));
    assert!(!asked(
        &[event(
            1,
            What::woke(NightEntry::default()),
            morning("06:10")
        )],
        &[],
        morning("06:30"),
        &settings
    ));
    let off = Reminders {
        morning: false,
        ..settings
    };
    assert!(!asked(&[], &[], morning("06:30"), &off));
}

#[test]
fn a_notification_can_still_be_answered_the_next_morning() {
    let announcement = &found(&[], &[], at("21:50"), &Reminders::default()).announcements[0];
    let plan = plan();
    let evening = Evening::on(TUESDAY.parse().unwrap(), &plan, &Berlin);
    let morning = "2026-11-25T07:30:00+01:00".parse().unwrap();
    let holds = |events: &[Event]| {
        announcement.still_holds(&Timeline::new(evening, &plan, events, morning, &Berlin))
    };
    assert!(holds(&[]));
    let Topic::Step(step) = announcement.topic.clone() else {
        panic!("{announcement:?}");
    };
    assert!(!holds(&[event(
        1,
        What::Skipped { step, why: None },
        at("22:00")
    )]));
}

#[test]
fn each_button_maps_to_one_action() {
    let evening = TUESDAY.parse().unwrap();
    let actions = |now: &str| {
        let announcements = found(&[], &[], at(now), &Reminders::default()).announcements;
        let announcement = announcements.into_iter().last().unwrap();
        let reminder = super::Reminder {
            evening,
            announcements: vec![announcement],
        };
        let pressed = |answer: &Answer| reminder.action(answer.key());
        reminder.answers().iter().map(pressed).collect::<Vec<_>>()
    };
    let step = |id: &str| id.into();
    assert_eq!(
        actions("21:50"),
        [
            Some(Action::Done {
                step: step("stretch"),
                when: When::Now
            }),
            Some(Action::Snooze {
                step: step("stretch"),
                span: Span::minutes(10)
            }),
            Some(Action::Skip {
                step: step("stretch"),
                why: None
            }),
        ]
    );
    assert_eq!(
        actions("23:00"),
        [Some(Action::LightsOut { when: When::Now })]
    );
}
