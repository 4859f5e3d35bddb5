use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Europe::Berlin;
use proptest::prelude::*;
use uuid::Uuid;

use super::due::{Due, due};
use super::reminder::{AnnouncementKind, Answer, Topic};
use crate::evening::{Evening, Timeline};
use crate::event::{Event, EventId, What};
use crate::plan::{Config, Plan, Reminders, Trial};
use crate::span::Span;

pub(super) const TUESDAY: &str = "2026-11-24";

pub(super) fn at(text: &str) -> DateTime<Utc> {
    format!("{TUESDAY}T{text}:00+01:00").parse().unwrap()
}

pub(super) fn plan() -> Plan {
    Config::built_in().plan
}

pub(super) fn event(n: u128, what: What, now: DateTime<Utc>) -> Event {
    Event {
        id: EventId(Uuid::from_u128(n)),
        at: now,
        offset_min: 60,
        evening: TUESDAY.parse().unwrap(),
        what,
        device: "test".into(),
        origin: None,
        action: None,
    }
}

pub(super) fn found(
    events: &[Event],
    sent: &[String],
    now: DateTime<Utc>,
    settings: &Reminders,
) -> Due {
    let plan = plan();
    let evening = Evening::on(TUESDAY.parse().unwrap(), &plan, &Berlin);
    let timeline = Timeline::new(evening, &plan, events, now, &Berlin);
    due(
        &timeline,
        |key| sent.iter().any(|sent| sent == key),
        now,
        settings,
    )
}

pub(super) fn name(topic: &Topic) -> &str {
    match topic {
        Topic::Step(step) => &step.0,
        Topic::StillUp => "still-up",
        Topic::Morning => "morning",
    }
}

pub(super) fn steps(due: &Due) -> Vec<&str> {
    due.announcements
        .iter()
        .map(|announcement| name(&announcement.topic))
        .collect()
}

fn done(step: &str) -> What {
    What::done(step.into())
}

#[test]
fn a_step_is_announced_at_its_due_time_and_not_before() {
    let settings = Reminders::default();
    assert_eq!(
        steps(&found(&[], &[], at("21:49"), &settings)),
        [] as [&str; 0]
    );
    assert_eq!(steps(&found(&[], &[], at("21:50"), &settings)), ["stretch"]);
    assert_eq!(
        found(&[], &[], at("21:49"), &settings)
            .next
            .map(|announcement| (name(&announcement.topic).to_owned(), announcement.at)),
        Some(("stretch".to_owned(), at("21:50")))
    );
}

#[test]
fn what_was_sent_is_not_due_again() {
    let settings = Reminders::default();
    let first = found(&[], &[], at("21:50"), &settings);
    let sent = [first.announcements[0].key(TUESDAY.parse().unwrap())];
    assert!(
        found(&[], &sent, at("21:51"), &settings)
            .announcements
            .is_empty()
    );
}

#[test]
fn an_announcement_older_than_late_after_is_dropped() {
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
fn nothing_is_announced_for_a_settled_step_an_excused_evening_or_after_lights_out() {
    let settings = Reminders::default();
    for what in [
        done("stretch"),
        What::Excused { why: None },
        What::lights_out(),
    ] {
        let events = [event(1, what, at("21:00"))];
        assert!(
            found(&events, &[], at("21:50"), &settings)
                .announcements
                .is_empty()
        );
    }
    let off = Reminders {
        enabled: false,
        ..settings
    };
    assert!(found(&[], &[], at("21:50"), &off).announcements.is_empty());
}

#[test]
fn a_snoozed_step_is_announced_again_at_its_new_time() {
    let settings = Reminders::default();
    let first = found(&[], &[], at("21:50"), &settings);
    let sent = [first.announcements[0].key(TUESDAY.parse().unwrap())];
    let snoozed = What::Snoozed {
        step: "stretch".into(),
        until: at("22:00"),
    };
    let events = [event(1, snoozed, at("21:50"))];
    assert!(
        found(&events, &sent, at("21:59"), &settings)
            .announcements
            .is_empty()
    );
    assert_eq!(
        steps(&found(&events, &sent, at("22:00"), &settings)),
        ["stretch"]
    );
}

/// Whether the first announcement sent at `then` still holds at `now`, after these events.
fn still_holds(events: &[Event], then: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    let settings = Reminders {
        lead: Span::minutes(10),
        ..Reminders::default()
    };
    let announcement = found(&[], &[], then, &settings)
        .announcements
        .into_iter()
        .find(|announcement| name(&announcement.topic) == "stretch")
        .unwrap();
    let plan = plan();
    let evening = Evening::on(TUESDAY.parse().unwrap(), &plan, &Berlin);
    announcement.still_holds(&Timeline::new(evening, &plan, events, now, &Berlin), now)
}

#[test]
fn a_notification_stays_while_the_step_has_the_same_due_time() {
    let after = |what: What| [event(1, what, at("21:51"))];
    let snoozed = |until: &str| What::Snoozed {
        step: "stretch".into(),
        until: at(until),
    };
    let moved = What::BedtimeMoved { to: at("23:00") };
    // Time of the announcement, events since, present time, whether it still holds.
    let table = [
        ("21:40", None, "21:41", true),
        ("21:40", None, "21:55", true),
        ("21:50", None, "23:30", true),
        // The clock was set back.
        ("21:50", None, "21:30", true),
        ("21:50", Some(done("stretch")), "21:52", false),
        ("21:50", Some(done("massage")), "21:52", true),
        ("21:50", Some(snoozed("22:00")), "21:52", false),
        ("21:50", Some(snoozed("22:00")), "22:01", false),
        ("21:50", Some(moved.clone()), "21:52", false),
        ("21:40", Some(moved), "21:52", false),
        ("21:50", Some(What::Excused { why: None }), "21:52", false),
        ("21:50", Some(What::lights_out()), "21:52", false),
    ];
    for (then, what, now, holds) in table {
        let events = what.clone().map(after);
        let events = events.as_ref().map_or(&[][..], |events| &events[..]);
        assert_eq!(
            still_holds(events, at(then), at(now)),
            holds,
            "said {then}, {what:?}, {now}"
        );
    }
}

#[test]
fn a_step_moved_and_moved_back_is_announced_once_for_each_due_time() {
    let settings = Reminders::default();
    let quiet = |n| event(n, done("massage"), at("21:00"));
    let mut sent = Vec::new();
    let mut said = |events: &[Event], now: &str| {
        let announcements = found(events, &sent, at(now), &settings).announcements;
        sent.extend(
            announcements
                .iter()
                .map(|announcement| announcement.key(TUESDAY.parse().unwrap())),
        );
        announcements.len()
    };
    let moved = |n, to: &str| event(n, What::BedtimeMoved { to: at(to) }, at("21:51"));
    assert_eq!(said(&[quiet(1)], "21:50"), 1);
    let later = [quiet(1), moved(2, "22:45")];
    assert_eq!(said(&later, "22:04"), 0);
    assert_eq!(said(&later, "22:05"), 1);
    let back = [quiet(1), moved(2, "22:45"), moved(3, "22:30")];
    assert_eq!(said(&back, "22:06"), 0);
}

#[test]
fn each_kind_of_step_has_its_own_answers() {
    let answers = |step: &str, now: &str| {
        let announcements = found(&[], &[], at(now), &Reminders::default()).announcements;
        let announcement = announcements
            .into_iter()
            .find(|announcement| name(&announcement.topic) == step);
        announcement.unwrap().answers.to_vec()
    };
    assert_eq!(
        answers("stretch", "21:50"),
        [Answer::Done, Answer::Snooze, Answer::Skip]
    );
    assert_eq!(
        answers("last-caffeine", "13:30"),
        [Answer::Kept, Answer::NotKept]
    );
    assert_eq!(
        answers("lights-out", "22:30"),
        [Answer::Done, Answer::Snooze]
    );
}

#[test]
fn a_cutoff_that_is_announced_ahead_cannot_be_kept_yet() {
    let settings = Reminders {
        lead: Span::minutes(10),
        ..Reminders::default()
    };
    let answers = |now: &str| {
        let found = found(&[], &[], at(now), &settings);
        let announcements = found.announcements.into_iter();
        let cutoffs = announcements.filter(|it| name(&it.topic) == "last-caffeine");
        let newest = cutoffs.max_by_key(|it| it.at);
        newest.map(|it| (it.kind, it.answers.to_vec()))
    };
    assert_eq!(
        answers("13:20"),
        Some((AnnouncementKind::Ahead, vec![Answer::NotKept]))
    );
    assert_eq!(
        answers("13:30"),
        Some((AnnouncementKind::Due, vec![Answer::Kept, Answer::NotKept]))
    );
}

#[test]
fn with_a_lead_a_step_is_also_announced_ahead() {
    let settings = Reminders {
        lead: Span::minutes(10),
        ..Reminders::default()
    };
    let quiet = [event(1, done("massage"), at("21:00"))];
    let ahead = found(&quiet, &[], at("21:40"), &settings);
    assert_eq!(
        (steps(&ahead), ahead.announcements[0].kind),
        (vec!["stretch"], AnnouncementKind::Ahead)
    );
    assert_eq!(ahead.announcements[0].line, "In 10 min.");
    let sent = [ahead.announcements[0].key(TUESDAY.parse().unwrap())];
    assert_eq!(
        found(&quiet, &sent, at("21:50"), &settings).announcements[0].kind,
        AnnouncementKind::Due
    );
}

#[test]
fn an_open_step_is_repeated_at_most_three_times() {
    let settings = Reminders {
        repeat: Some(Span::minutes(5)),
        ..Reminders::default()
    };
    let mut sent = Vec::new();
    let mut said = 0;
    for minute in 0..60 {
        let now = at("21:15") + TimeDelta::minutes(minute);
        for announcement in found(
            &[event(1, done("stretch"), at("21:00"))],
            &sent,
            now,
            &settings,
        )
        .announcements
        {
            sent.push(announcement.key(TUESDAY.parse().unwrap()));
            said += i32::from(name(&announcement.topic) == "massage");
        }
    }
    assert_eq!(said, 4);
}

#[test]
fn several_announcements_at_once_make_one_summary() {
    let announcements = found(&[], &[], at("22:20"), &Reminders::default()).announcements;
    let reminder = super::Reminder {
        evening: TUESDAY.parse().unwrap(),
        announcements,
        is_private: false,
    };
    assert_eq!(reminder.summary(), "2 steps are waiting");
    assert_eq!(reminder.body(), "Leg stretches, Screens away");
    assert!(reminder.answers().is_empty());
    assert_eq!(reminder.answer("done", at("22:20")), None);
}

proptest! {
    /// Looks at arbitrary times, in arbitrary order: suspend, restarts, a clock that is set.
    #[test]
    fn every_reminder_that_could_be_sent_is_sent_exactly_once(
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
            for announcement in found(&[], &known, now, &settings).announcements {
                prop_assert!(sent.insert(announcement.key(TUESDAY.parse().unwrap())), "said twice: {announcement:?}");
                let late = now - announcement.at;
                prop_assert!(late >= TimeDelta::zero());
                prop_assert!(late <= settings.late_after.delta() || announcement.topic == Topic::Morning);
            }
        }
        // Each step's own time, looked at within `late_after` and before any repetition took its place.
        let plan = plan();
        let evening = Evening::on(TUESDAY.parse().unwrap(), &plan, &Berlin);
        for entry in &Timeline::new(evening, &plan, &[], at("12:00"), &Berlin).entries {
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

#[test]
fn a_step_is_not_announced_on_evenings_for_which_a_trial_drew_to_leave_it_out() {
    let said = |with: bool| {
        let trial = |seed| Trial {
            step: "stretch".into(),
            first: TUESDAY.parse().unwrap(),
            fortnights: 2,
            seed,
            draw: crate::plan::Draw::Fortnights,
        };
        let drawn = (0..100)
            .map(trial)
            .find(|trial| trial.evenings()[0] == with);
        let plan = Plan {
            trials: drawn.into_iter().collect(),
            ..plan()
        };
        let evening = Evening::on(TUESDAY.parse().unwrap(), &plan, &Berlin);
        let timeline = Timeline::new(evening, &plan, &[], at("21:50"), &Berlin);
        let due = due(&timeline, |_| false, at("21:50"), &Reminders::default());
        steps(&due)
            .iter()
            .map(|step| (*step).to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(said(true), ["stretch"]);
    assert!(said(false).is_empty());
}
