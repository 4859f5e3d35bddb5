//! Reminders on the desktop, sent over a real session bus to a notification service of the test.

#![cfg(all(unix, not(target_os = "macos")))]

#[path = "support/bus.rs"]
#[allow(dead_code, reason = "other tests use more of it")]
mod bus;
#[path = "notifications/doubles.rs"]
mod doubles;
#[path = "notifications/host.rs"]
mod host;
#[path = "notifications/metadata.rs"]
mod metadata;
#[path = "notifications/over.rs"]
mod over;
#[path = "notifications/refused.rs"]
mod refused;
#[path = "notifications/services.rs"]
mod services;
#[path = "notifications/summaries.rs"]
mod summaries;
#[path = "notifications/symptoms.rs"]
mod symptoms;

use std::path::Path;
use std::process::Command;
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use bus::{PATIENCE, press, with_a_service};
use chrono::{DateTime, FixedOffset, NaiveTime, TimeDelta, Utc};
use winddown::claims::Claims;
use winddown::clock::Zone;
use winddown::coach::Coach;
use winddown::desktop::{DesktopMessage, Notifier};
use winddown::evening::{Action, When};
use winddown::event::{Origin, in_effect};
use winddown::journal::Journal;
use winddown::plan;
use winddown::remind::dispatcher::{NotificationOutcome, ReminderDispatcher};
use winddown::remind::evenings::EveningReader;
use winddown::remind::{ClaimHolder, OutstandingReminders};

/// A plan with one step at 21:00, two at 22:00, and bedtime at 23:00.
const PLAN: &str = r#"
bedtime = "23:00"
wake = "06:30"

[[step]]
id = "stretch"
title = "Leg stretches"
kind = "routine"
routine = "restless-legs"
before_bed = "2h"

[[step]]
id = "tea"
title = "Tea & <b>honey</b>"
kind = "check"
at = "22:00"

[[step]]
id = "screens"
title = "Screens away"
kind = "check"
at = "22:00"

[[step]]
id = "bed"
title = "Lights out"
kind = "bedtime"
"#;

/// Parses a local time on Tuesday; before noon, on the next morning.
fn at(time: &str) -> DateTime<Utc> {
    let day = if time < "12" { "25" } else { "24" };
    format!("2026-11-{day}T{time}:00+01:00").parse().unwrap()
}

/// The part of an open window that sends reminders.
struct Window {
    coach: Coach,
    claims: Claims,
    dispatcher: ReminderDispatcher,
    messages: Receiver<DesktopMessage>,
}

impl Window {
    fn open(folder: &Path, owner: &str) -> Self {
        Self::with_plan(folder, owner, PLAN)
    }

    fn with_plan(folder: &Path, owner: &str, plan: &str) -> Self {
        Self::of_process(std::process::id(), folder, owner, plan)
    }

    /// A window of a process that has ended.
    fn of_dead_process(folder: &Path) -> Self {
        let mut process = Command::new("true").spawn().unwrap();
        process.wait().unwrap();
        Self::of_process(process.id(), folder, "dead", PLAN)
    }

    fn of_process(pid: u32, folder: &Path, owner: &str, plan: &str) -> Self {
        let (send, messages) = mpsc::channel();
        Self {
            coach: Coach::new(
                plan::parse(plan).unwrap(),
                Zone::Fixed(FixedOffset::east_opt(3600).unwrap()),
                Journal::open(&folder.join("journal.db"), owner).unwrap(),
            ),
            claims: Claims::new(folder.join("claims.db"), folder.join("journal.db")),
            dispatcher: ReminderDispatcher::new(
                Notifier::new("winddown", move |message| {
                    let _ = send.send(message);
                }),
                ClaimHolder::process(pid, start_time(owner)),
                OutstandingReminders::default(),
            ),
            messages,
        }
    }

    fn look(&mut self, now: DateTime<Utc>) -> DateTime<Utc> {
        let evenings = EveningReader::default().read(&self.coach, now).unwrap();
        let config = &self.coach.config;
        self.dispatcher
            .look(&evenings, &mut self.claims, config, now, &|| None)
    }

    /// The next message.
    fn message(&self) -> DesktopMessage {
        self.messages.recv_timeout(PATIENCE).expect("a message")
    }

    /// Handles a message, as the host does.
    fn handle(
        &mut self,
        message: DesktopMessage,
        now: DateTime<Utc>,
    ) -> Option<NotificationOutcome> {
        self.dispatcher
            .desktop_message(&mut self.claims, message, now)
    }

    /// Looks, and waits until the service has accepted a notification.
    fn show(&mut self, now: DateTime<Utc>) {
        self.look(now);
        loop {
            let message = self.message();
            let is_sent = matches!(message, DesktopMessage::Sent { .. });
            assert_eq!(self.handle(message, now), None);
            if is_sent {
                return;
            }
        }
    }

    /// Handles messages until none arrives for 400 ms.
    fn handle_all(&mut self, now: DateTime<Utc>) {
        while let Ok(message) = self.messages.recv_timeout(Duration::from_millis(400)) {
            self.handle(message, now);
        }
    }

    /// Whether no message arrives within 400 ms, so that nothing is being sent.
    fn is_quiet(&self) -> bool {
        self.messages
            .recv_timeout(Duration::from_millis(400))
            .is_err()
    }

    fn act(&mut self, action: &Action, now: DateTime<Utc>) {
        let evening = self.coach.date_of_tonight(now).unwrap();
        self.coach
            .act(evening, action, Origin::Pressed, now)
            .unwrap();
    }

    /// The standing events about steps on an evening: `done stretch`.
    fn journal(&self, evening: &str) -> Vec<String> {
        let events = self
            .coach
            .journal
            .evening(evening.parse().unwrap())
            .unwrap();
        in_effect(&events)
            .into_iter()
            .filter_map(|event| {
                let step = event.what.step()?;
                Some(format!("{} {step}", event.what.kind()))
            })
            .collect()
    }
}

/// The start time of a window. Windows of the same process differ by it.
fn start_time(owner: &str) -> DateTime<Utc> {
    at("18:00") + TimeDelta::milliseconds(owner.len() as i64)
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn done(step: &str) -> Action {
    Action::Done {
        step: step.into(),
        when: When::Now,
    }
}

#[test]
fn a_step_that_is_due_arrives_once_however_many_windows_are_open() {
    with_a_service(|service| {
        let folder = folder();
        let mut one = Window::open(folder.path(), "one");
        let mut other = Window::open(folder.path(), "other");
        one.look(at("21:00"));
        let look_again = other.look(at("21:00"));
        assert_eq!(
            look_again,
            at("21:00") + TimeDelta::seconds(30),
            "the one who claimed it may die"
        );
        let sent = one.message();
        one.handle(sent, at("21:00"));
        assert!(other.is_quiet());
        other.look(at("21:01"));
        assert!(other.is_quiet());
        let received = service.received();
        let [notification] = received.as_slice() else {
            panic!("not once: {received:?}");
        };
        assert_eq!(notification.summary, "Leg stretches");
        assert_eq!(
            notification.actions,
            [
                "done",
                "Done",
                "snooze",
                "Snooze 10 min",
                "skip",
                "Skip",
                "symptoms-begin",
                "Legs begin now",
                "default",
                "Open",
            ],
            "some services leave out the button after the default action"
        );
    });
}

#[test]
fn during_silence_no_window_sends_anything() {
    with_a_service(|service| {
        let folder = folder();
        let mut one = Window::open(folder.path(), "one");
        let mut other = Window::open(folder.path(), "other");
        one.claims.request_silence(at("21:00"));
        assert_eq!(other.look(at("21:00")), at("21:02"), "then it looks again");
        assert_eq!(one.look(at("21:01")), at("21:02"));
        assert!(one.is_quiet() && other.is_quiet());
        assert!(service.received().is_empty());
        // It ended a minute early, and what is still due is announced.
        one.claims.end_silence(at("21:01"));
        other.show(at("21:01"));
        assert_eq!(service.received().len(), 1);
    });
}

#[test]
fn a_claim_of_a_dead_window_is_taken_over_after_half_a_minute() {
    with_a_service(|service| {
        let folder = folder();
        let mut one = Window::of_dead_process(folder.path());
        let mut other = Window::open(folder.path(), "other");
        service.hang();
        one.look(at("21:00"));
        drop(one);
        other.look(at("21:00"));
        assert!(other.is_quiet());
        service.recover();
        other.show(at("21:00") + TimeDelta::seconds(30));
    });
}

#[test]
fn a_reminder_that_a_running_window_is_sending_during_suspend_is_left_to_it() {
    with_a_service(|service| {
        let folder = folder();
        let mut one = Window::open(folder.path(), "one");
        let mut other = Window::open(folder.path(), "other");
        service.hang();
        one.look(at("21:00"));
        let look_again = other.look(at("21:20"));
        assert_eq!(look_again, at("21:20") + TimeDelta::seconds(30));
        service.recover();
        let sent = one.message();
        assert_eq!(one.handle(sent, at("21:20")), None);
        other.look(at("21:20"));
        assert!(other.is_quiet());
        assert_eq!(service.received().len(), 1);
    });
}

#[test]
fn a_reminder_that_one_window_could_not_send_is_sent_by_another() {
    with_a_service(|service| {
        let folder = folder();
        let mut one = Window::open(folder.path(), "one");
        let mut other = Window::open(folder.path(), "other");
        service.refuse();
        one.look(at("21:00"));
        let failed = one.message();
        assert!(one.handle(failed, at("21:00")).is_some());
        service.recover();
        other.look(at("21:00"));
        assert!(other.is_quiet(), "another channel may still show it");
        other.show(at("21:00") + TimeDelta::seconds(30));
    });
}

#[test]
fn a_button_pressed_the_next_morning_acts_on_the_evening_it_was_sent_for() {
    with_a_service(|service| {
        let folder = folder();
        let mut window = Window::open(folder.path(), "one");
        window.show(at("21:00"));
        // The computer wakes from sleep, and the button is pressed before the notification is closed.
        let pressed = press(&service.received()[0], "done", &window.messages);
        let Some(NotificationOutcome::Act(answer, action)) = window.handle(pressed, at("07:00"))
        else {
            panic!("the button did nothing");
        };
        window
            .coach
            .act(answer.evening, &action, Origin::Pressed, at("07:00"))
            .unwrap();
        assert_eq!(window.journal("2026-11-24"), ["done stretch"]);
        assert!(window.journal("2026-11-25").is_empty());
        let events = window.coach.journal.evening(answer.evening).unwrap();
        assert!(!events.last().unwrap().has_known_time(), "not at 07:00");
    });
}

#[test]
fn a_step_snoozed_from_its_notification_is_announced_once_more() {
    with_a_service(|service| {
        let folder = folder();
        let mut window = Window::open(folder.path(), "one");
        window.show(at("21:00"));
        let pressed = press(&service.received()[0], "snooze", &window.messages);
        let Some(NotificationOutcome::Act(_, action)) = window.handle(pressed, at("21:02")) else {
            panic!("the button did nothing");
        };
        // It is closed by the sender; the service itself would have left it.
        service.wait_until(|received| received[0].is_closed);
        window.act(&action, at("21:02"));
        assert_eq!(window.look(at("21:02")), at("21:12"));
        window.show(at("21:12"));
        window.look(at("21:13"));
        assert!(window.is_quiet());
        assert_eq!(service.received().len(), 2);
    });
}

#[test]
fn bedtime_can_be_snoozed_but_not_skipped() {
    with_a_service(|service| {
        let folder = folder();
        let mut window = Window::open(folder.path(), "one");
        window.show(at("23:00"));
        let received = service.received();
        assert_eq!(
            received[0].actions,
            [
                "done",
                "Done",
                "snooze",
                "Snooze 10 min",
                "symptoms-begin",
                "Legs begin now",
                "default",
                "Open",
            ]
        );
    });
}

#[test]
fn a_step_done_elsewhere_closes_its_notification() {
    with_a_service(|service| {
        let folder = folder();
        let mut window = Window::open(folder.path(), "one");
        let mut other = Window::open(folder.path(), "other");
        window.show(at("21:00"));
        other.act(&done("stretch"), at("21:10"));
        window.look(at("21:10"));
        service.wait_until(|received| received[0].is_closed);
    });
}

#[test]
fn a_step_done_while_its_notification_is_being_sent_closes_it_on_arrival() {
    with_a_service(|service| {
        let folder = folder();
        let mut window = Window::open(folder.path(), "one");
        window.look(at("21:00"));
        window.act(&done("stretch"), at("21:00"));
        let sent = window.message();
        window.look(at("21:00"));
        assert_eq!(window.handle(sent, at("21:00")), None);
        service.wait_until(|received| received[0].is_closed);
    });
}

#[test]
fn a_step_that_moves_with_bedtime_is_announced_at_its_new_time_only() {
    with_a_service(|service| {
        let folder = folder();
        let mut window = Window::open(folder.path(), "one");
        let to = |to: &str| Action::MoveBedtime {
            to: to.parse::<NaiveTime>().unwrap(),
        };
        window.show(at("21:00"));
        window.act(&to("23:30:00"), at("21:05"));
        assert_eq!(window.look(at("21:05")), at("21:30"));
        service.wait_until(|received| received[0].is_closed);
        window.show(at("21:30"));
        assert_eq!(service.shown().len(), 1);
        // Moved back: it was announced for that time already.
        window.act(&to("23:00:00"), at("21:31"));
        window.look(at("21:31"));
        service.wait_until(|received| received[1].is_closed);
        assert_eq!(service.received().len(), 2);
    });
}

#[test]
fn a_repetition_replaces_the_first_notification_and_its_buttons_work() {
    with_a_service(|service| {
        let folder = folder();
        let plan = format!("{PLAN}\n[reminders]\nrepeat = \"10m\"\n");
        let mut window = Window::with_plan(folder.path(), "one", &plan);
        window.show(at("21:00"));
        window.show(at("21:10"));
        service.wait_until(|received| received[0].is_closed);
        let again = &service.shown()[0];
        // The message that the first one was closed may arrive before the press, or never.
        let outcome = loop {
            let message = press(again, "done", &window.messages);
            if let Some(outcome) = window.handle(message, at("21:11")) {
                break outcome;
            }
        };
        let NotificationOutcome::Act(answer, action) = outcome else {
            panic!("{outcome:?}");
        };
        assert_eq!(answer.evening, "2026-11-24".parse().unwrap());
        assert_eq!(action, done("stretch"));
    });
}
