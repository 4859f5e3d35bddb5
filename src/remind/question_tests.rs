//! The questions after bedtime and in the morning, and how notifications are answered.

use chrono::{DateTime, TimeDelta, Utc};

use chrono_tz::Europe::Berlin;

use super::due::announcements;
use super::due_tests::{TUESDAY, at, event, found, plan, steps};
use super::reminder::{AnnouncementKind, Answer, Reminder, Topic};
use crate::evening::{Action, Evening, Timeline, When};
use crate::event::{Event, NightEntry, Onset, What};
use crate::plan::Reminders;
use crate::span::Span;

#[test]
fn half_an_hour_and_an_hour_after_bedtime_a_question_is_asked() {
    let settings = Reminders::default();
    let asked = |events: &[Event], sent: &[String], now: &str, settings: &Reminders| {
        let found = found(events, sent, at(now), settings);
        steps(&found).contains(&"still-up")
    };
    assert!(!asked(&[], &[], "22:59", &settings));
    assert!(asked(&[], &[], "23:00", &settings));
    // The second question follows; who sends it asks only somebody who is there.
    let keys = |now: DateTime<Utc>| -> Vec<String> {
        let announcements = found(&[], &[], now, &settings).announcements;
        let keys = announcements
            .iter()
            .map(|it| it.key(TUESDAY.parse().unwrap()));
        keys.filter(|key| key.contains("still-up")).collect()
    };
    assert_eq!(keys(at("23:29")), [format!("{TUESDAY} still-up")]);
    assert_eq!(keys(at("23:30")), [format!("{TUESDAY} still-up again1")]);
    assert_eq!(keys(wednesday("00:00")), keys(at("23:30")));
    assert!(keys(wednesday("00:01")).is_empty(), "too late to ask");
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
        asked(&[], &[], morning("10:29"), &settings),
        "the computer is opened late"
    );
    assert!(!asked(&[], &[], morning("10:30"), &settings));
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

fn wednesday(time: &str) -> DateTime<Utc> {
    format!("2026-11-25T{time}:00+01:00").parse().unwrap()
}

/// The reminder about the last announcement that is due at `now`.
fn reminder_at(now: DateTime<Utc>) -> Reminder {
    let announcements = found(&[], &[], now, &Reminders::default()).announcements;
    Reminder {
        evening: TUESDAY.parse().unwrap(),
        announcements: announcements.into_iter().last().into_iter().collect(),
        is_private: false,
    }
}

#[test]
fn a_notification_is_closed_when_its_evening_is_over() {
    let plan = plan();
    let evening = Evening::on(TUESDAY.parse().unwrap(), &plan, &Berlin);
    let woke = [event(
        1,
        What::woke(NightEntry::default()),
        wednesday("05:10"),
    )];
    // When it was shown, what was recorded since, and the last minute in which it stays.
    let table = [
        (at("21:50"), &[][..], "06:29"),
        (at("23:00"), &[], "06:29"),
        (at("21:50"), &woke, "05:09"),
        (wednesday("06:30"), &[], "10:29"),
    ];
    for (shown, events, last) in table {
        let announcement = &reminder_at(shown).announcements[0];
        let holds = |now| {
            let recorded: Vec<_> = events
                .iter()
                .filter(|event| event.at <= now)
                .cloned()
                .collect();
            let timeline = Timeline::new(evening, &plan, &recorded, now, &Berlin);
            announcement.still_holds(&timeline, now)
        };
        assert!(holds(shown) && holds(wednesday(last)), "{shown}");
        assert!(!holds(wednesday(last) + TimeDelta::minutes(1)), "{shown}");
    }
}

#[test]
fn the_question_about_the_night_names_it() {
    let body = reminder_at(wednesday("06:30")).body();
    assert!(body.contains("the night of Tuesday 24 November"), "{body}");
}

/// All words of a notification and its buttons.
fn words_of(reminder: &Reminder) -> String {
    let labels = reminder.answers().into_iter();
    let labels = labels.map(|answer| answer.label(reminder.is_private));
    let texts = [reminder.summary(), reminder.body()].into_iter();
    texts.chain(labels).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_private_reminder_keeps_its_buttons_and_names_neither_step_nor_symptom() {
    let settings = Reminders {
        lead: Span::minutes(10),
        ..Reminders::default()
    };
    let repeats = Reminders {
        repeat: Some(Span::minutes(10)),
        ..settings.clone()
    };
    let plan = plan();
    let evening = Evening::on(TUESDAY.parse().unwrap(), &plan, &Berlin);
    let timeline = Timeline::new(evening, &plan, &[], at("20:00"), &Berlin);
    let mut seen = 0;
    for settings in [settings, repeats] {
        let all = announcements(&timeline, at("20:00"), &settings);
        let pairs = all.chunks(2).filter(|pair| pair.len() == 2);
        for announcements in all.chunks(1).chain(pairs) {
            let open = Reminder {
                evening: timeline.evening.date,
                announcements: announcements.to_vec(),
                is_private: false,
            };
            let private = Reminder {
                is_private: true,
                ..open.clone()
            };
            assert_eq!(private.answers(), open.answers());
            let words = words_of(&private).to_lowercase();
            let titles = plan.steps.iter().map(|step| step.title.to_lowercase());
            let own = announcements
                .iter()
                .filter(|it| matches!(it.topic, Topic::Step(_)))
                .filter(|it| it.kind == AnnouncementKind::Due)
                .map(|it| it.line.to_lowercase());
            let symptoms = ["leg", "symptom", "caffeine"].map(str::to_owned);
            for never in titles
                .filter(|title| title != "lights out")
                .chain(own)
                .chain(symptoms)
            {
                assert!(!words.contains(&never), "{never}: {words}");
            }
            assert_ne!(words_of(&open).to_lowercase(), words);
            seen += 1;
        }
    }
    assert!(seen > 30, "{seen}");
}

#[test]
fn a_private_reminder_of_one_step_says_that_it_is_due() {
    let reminder = Reminder {
        is_private: true,
        ..reminder_at(at("21:50"))
    };
    let shown = [reminder.summary(), reminder.body()];
    assert_eq!(shown, ["winddown", "The next step is due."]);
}

/// What each button of a reminder shown at `shown` means when it is pressed at `pressed`.
fn actions(shown: DateTime<Utc>, pressed: DateTime<Utc>) -> Vec<Action> {
    let reminder = reminder_at(shown);
    let action = |answer: &Answer| {
        let meant = reminder.answer(answer.key(), pressed).unwrap();
        meant.action(reminder.step()).unwrap()
    };
    reminder.answers().iter().map(action).collect()
}

#[test]
fn each_button_maps_to_one_action() {
    let step = || "stretch".into();
    assert_eq!(
        actions(at("21:50"), at("22:20")),
        [
            Action::Done {
                step: step(),
                when: When::Now
            },
            Action::Snooze {
                step: step(),
                span: Span::minutes(10)
            },
            Action::Skip {
                step: step(),
                why: None
            },
            Action::BeginSymptoms,
        ]
    );
    let lights_out = [
        Action::LightsOut { when: When::Now },
        Action::LightsOut {
            when: When::Unknown,
        },
    ];
    assert_eq!(actions(at("23:00"), at("23:00")), lights_out);
    let woke = Action::Woke {
        when: When::Now,
        night: NightEntry::default(),
    };
    assert_eq!(actions(wednesday("06:30"), wednesday("06:30")), [woke]);
}

#[test]
fn done_pressed_more_than_half_an_hour_after_the_expected_end_leaves_the_time_open() {
    // The stretch takes twelve minutes.
    let step = "stretch".into();
    let when = When::Now;
    let in_time = actions(at("21:50"), at("22:32"));
    assert_eq!(in_time[0], Action::Done { step, when });
    let late = actions(at("21:50"), at("22:33"));
    assert_eq!(
        late[0],
        Action::Done {
            step: "stretch".into(),
            when: When::Unknown
        }
    );
    assert!(matches!(late[1], Action::Snooze { .. }), "it is about now");
}

#[test]
fn a_button_that_says_now_means_it_until_the_evening_is_over() {
    let unknown = Action::LightsOut {
        when: When::Unknown,
    };
    let pressed = |time| actions(at("23:00"), wednesday(time));
    assert_eq!(pressed("06:29")[0], Action::LightsOut { when: When::Now });
    assert_eq!(pressed("06:35"), [unknown.clone(), unknown]);
    let woke = |time| actions(wednesday("06:30"), wednesday(time)).remove(0);
    assert!(matches!(woke("10:29"), Action::Woke { .. }));
    assert_eq!(
        woke("10:30"),
        Action::Woke {
            when: When::Unknown,
            night: NightEntry::default()
        }
    );
}

#[test]
fn the_button_about_the_symptoms_means_the_moment_of_the_press_however_late() {
    let late = actions(at("21:50"), at("23:40"));
    assert_eq!(late.last(), Some(&Action::BeginSymptoms));
}

#[test]
fn cutoffs_and_the_questions_about_the_night_do_not_ask_about_the_symptoms() {
    let (plan, settings) = (plan(), Reminders::default());
    let evening = Evening::on(TUESDAY.parse().unwrap(), &plan, &Berlin);
    let asking = |events: &[Event]| -> Vec<String> {
        let timeline = Timeline::new(evening, &plan, events, at("20:00"), &Berlin);
        let all = super::due::announcements(&timeline, at("20:00"), &settings);
        let all = all.into_iter().filter(|it| it.asks_about_symptoms);
        let keys = all.map(|it| it.key(evening.date));
        keys.map(|key| super::reminder::Announcement::topic_of_key(&key).to_owned())
            .collect()
    };
    let steps: Vec<String> = plan
        .steps_on(evening.date)
        .filter(|step| step.cutoff().is_none())
        .map(|step| step.id.0.clone())
        .collect();
    assert!(plan.steps.len() > steps.len());
    let mut found = asking(&[]);
    found.sort();
    let mut expected = steps;
    expected.sort();
    assert_eq!(found, expected);
    let began = event(1, What::Onset(Onset::began()), at("19:00"));
    assert_eq!(asking(&[began]), [""; 0]);
}

#[test]
fn a_button_that_is_not_on_the_reminder_means_nothing() {
    let reminder = reminder_at(at("21:50"));
    for key in ["lights-out", "done-earlier", "nonsense"] {
        assert_eq!(reminder.answer(key, at("21:51")), None, "{key}");
    }
}
