//! How the host handles messages about its notifications.

use std::path::Path;
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use chrono::FixedOffset;
use winddown::clock::{Moment, Zone};
use winddown::coach::Coach;
use winddown::desktop::DesktopMessage;
use winddown::evening::Action;
use winddown::event::{Origin, in_effect};
use winddown::journal::Journal;
use winddown::plan;
use winddown::remind::ClaimHolder;
use winddown::remind::host::{Host, HostEvent, Notice};

use super::{PATIENCE, PLAN, at, done, folder, press, with_a_service};

/// A started host, and the messages about its notifications.
struct StartedHost {
    host: Host,
    messages: Receiver<DesktopMessage>,
}

impl StartedHost {
    fn new(folder: &Path) -> Self {
        let coach = Coach {
            config: plan::parse(PLAN).unwrap(),
            zone: Zone::Fixed(FixedOffset::east_opt(3600).unwrap()),
            journal: Journal::open(&folder.join("journal.db"), "test").unwrap(),
        };
        let (send, messages) = mpsc::channel();
        let mut host = Host::new(coach, folder.join("config.toml"));
        let holder = ClaimHolder::process(std::process::id(), at("18:00"));
        host.start(holder, move |event| {
            if let HostEvent::Desktop(message) = event {
                let _ = send.send(message);
            }
        });
        Self { host, messages }
    }

    fn look(&mut self, time: &str) -> Duration {
        let looked = self.host.look(Moment {
            now: at(time),
            running: (at(time) - at("18:00")).to_std().unwrap(),
        });
        assert!(looked.notices.is_empty(), "{:?}", looked.notices);
        looked.again_in
    }

    fn handle(&mut self, message: DesktopMessage, time: &str) -> Vec<Notice> {
        self.host.handle(HostEvent::Desktop(message), at(time))
    }

    /// Looks, and waits until the service has accepted a notification.
    fn show(&mut self, time: &str) {
        self.look(time);
        let sent = self.messages.recv_timeout(PATIENCE).unwrap();
        assert!(matches!(sent, DesktopMessage::Sent { .. }), "{sent:?}");
        assert!(self.handle(sent, time).is_empty());
    }

    fn act(&mut self, action: &Action, time: &str) {
        let evening = self.host.coach.evening_at(at(time)).date;
        self.host
            .coach
            .act(evening, action, Origin::Pressed, at(time))
            .unwrap();
    }

    /// The number of `done` events of this evening.
    fn times_done(&self) -> usize {
        let journal = &self.host.coach.journal;
        let events = journal.evening("2026-11-24".parse().unwrap()).unwrap();
        let kinds = in_effect(&events)
            .into_iter()
            .map(|event| event.what.kind());
        kinds.filter(|kind| *kind == "done").count()
    }
}

#[test]
fn a_button_press_is_recorded_by_the_host() {
    with_a_service(|service| {
        let folder = folder();
        let mut started = StartedHost::new(folder.path());
        started.show("21:00");
        let pressed = press(&service.received()[0], "done", &started.messages);
        let notices = started.handle(pressed, "21:01");
        assert!(matches!(notices[..], [Notice::Answered(_)]), "{notices:?}");
        assert_eq!(started.times_done(), 1);
    });
}

#[test]
fn pressing_done_for_a_step_that_is_done_is_no_error() {
    with_a_service(|service| {
        let folder = folder();
        let mut started = StartedHost::new(folder.path());
        started.show("21:00");
        started.act(&done("stretch"), "21:01");
        let pressed = press(&service.received()[0], "done", &started.messages);
        let notices = started.handle(pressed, "21:01");
        assert!(matches!(notices[..], [Notice::Answered(_)]), "{notices:?}");
        assert_eq!(started.times_done(), 1);
    });
}

#[test]
fn a_button_press_that_is_refused_is_reported() {
    with_a_service(|service| {
        let folder = folder();
        let mut started = StartedHost::new(folder.path());
        started.show("21:00");
        // The step is removed from the plan while its notification is shown.
        let other = PLAN.replace("\"stretch\"", "\"walk\"");
        started.host.coach.config = plan::parse(&other).unwrap();
        let pressed = press(&service.received()[0], "done", &started.messages);
        let notices = started.handle(pressed, "21:01");
        assert!(
            matches!(notices[..], [Notice::AnswerRefused(_)]),
            "{notices:?}"
        );
    });
}

#[test]
fn a_click_requests_the_window() {
    with_a_service(|service| {
        let folder = folder();
        let mut started = StartedHost::new(folder.path());
        started.show("21:00");
        let clicked = press(&service.received()[0], "default", &started.messages);
        let notices = started.handle(clicked, "21:01");
        assert!(matches!(notices[..], [Notice::WindowWanted]), "{notices:?}");
    });
}

#[test]
fn a_reminder_that_no_service_accepted_stays_due_until_a_terminal_shows_it() {
    with_a_service(|service| {
        let folder = folder();
        let mut started = StartedHost::new(folder.path());
        service.refuse();
        started.look("21:00");
        let failed = started.messages.recv_timeout(PATIENCE).unwrap();
        let notices = started.handle(failed, "21:00");
        let [Notice::NotShown(reminder)] = &notices[..] else {
            panic!("not reported: {notices:?}");
        };
        assert_eq!(
            started.look("21:00"),
            Duration::from_secs(30),
            "it is tried again"
        );
        let recorded = started.host.shown_on_a_terminal(reminder, at("21:00"));
        assert!(recorded.is_none(), "{recorded:?}");
        service.recover();
        started.look("21:05");
        assert!(
            started
                .messages
                .recv_timeout(Duration::from_millis(400))
                .is_err()
        );
    });
}

#[test]
fn a_host_that_leaves_closes_its_notifications_unless_a_successor_takes_over() {
    with_a_service(|service| {
        let folder = folder();
        let mut started = StartedHost::new(folder.path());
        started.show("21:00");
        started.host.leave(true);
        assert_eq!(service.shown().len(), 1);
        started.host.leave(false);
        service.wait_until(|received| received[0].is_closed);
    });
}
