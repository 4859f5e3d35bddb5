//! How the host handles messages about its notifications.

use std::path::Path;
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use chrono::{DateTime, FixedOffset, Utc};
use winddown::claims::Claims;
use winddown::clock::{Moment, Zone};
use winddown::coach::{Coach, CoachError};
use winddown::desktop::DesktopMessage;
use winddown::evening::Action;
use winddown::event::{Origin, in_effect};
use winddown::journal::{Journal, JournalError};
use winddown::plan;
use winddown::remind::ClaimHolder;
use winddown::remind::host::{Host, HostEvent, LookOutcome, Notice, UnrecordedAnswer};

use super::bus::Service;
use super::{PATIENCE, PLAN, at, done, folder, press, with_a_service};

/// A started host, and the messages about its notifications. Its clock stands at 21:01, so that is when buttons have to
/// be pressed.
pub struct StartedHost {
    pub host: Host,
    pub messages: Receiver<DesktopMessage>,
}

impl StartedHost {
    pub fn new(folder: &Path) -> Self {
        Self::at("18:00", folder)
    }

    /// Of a process that was started at that time.
    pub fn at(time: &str, folder: &Path) -> Self {
        Self::of(ClaimHolder::process(std::process::id(), at(time)), folder)
    }

    pub fn of(holder: ClaimHolder, folder: &Path) -> Self {
        Self::with_clock(|| at("21:01"), holder, folder)
    }

    /// With a clock that stands at another time, at which buttons have to be pressed.
    pub fn with_clock(clock: fn() -> DateTime<Utc>, holder: ClaimHolder, folder: &Path) -> Self {
        let coach = Coach::new(
            plan::parse(PLAN).unwrap(),
            Zone::Fixed(FixedOffset::east_opt(3600).unwrap()),
            Journal::open(&folder.join("journal.db"), "test").unwrap(),
        );
        let (send, messages) = mpsc::channel();
        let claims = Claims::new(folder.join("claims.db"), folder.join("journal.db"));
        let mut host = Host::new(coach, folder.join("config.toml"), claims);
        host.start(holder, clock, move |event, _| {
            if let HostEvent::Desktop(message) = event {
                let _ = send.send(message);
            }
        });
        Self { host, messages }
    }

    pub fn look(&mut self, time: &str) -> Duration {
        let looked = self.looked(time);
        assert!(looked.notices.is_empty(), "{:?}", looked.notices);
        looked.again_in
    }

    pub fn looked(&mut self, time: &str) -> LookOutcome {
        self.host.look(Moment {
            now: at(time),
            running: (at(time) - at("18:00")).to_std().unwrap(),
        })
    }

    /// What a button that was pressed leads to.
    pub fn answer(&mut self, pressed: DesktopMessage, time: &str) -> Vec<Notice> {
        assert!(self.handle(pressed, time).is_empty());
        self.looked(time).notices
    }

    pub fn handle(&mut self, message: DesktopMessage, time: &str) -> Vec<Notice> {
        self.host.handle(HostEvent::Desktop(message), at(time))
    }

    /// Looks, and waits until the service has accepted a notification.
    pub fn show(&mut self, time: &str) {
        self.look(time);
        let sent = self.messages.recv_timeout(PATIENCE).unwrap();
        assert!(matches!(sent, DesktopMessage::Sent { .. }), "{sent:?}");
        assert!(self.handle(sent, time).is_empty());
    }

    pub fn act(&mut self, action: &Action, time: &str) {
        let evening = self.host.coach.date_of_tonight(at(time)).unwrap();
        self.host
            .coach
            .act(evening, action, Origin::Pressed, at(time))
            .unwrap();
    }

    /// The number of `done` events of this evening.
    pub fn times_done(&self) -> usize {
        self.done_at().len()
    }

    /// The times of the `done` events of this evening.
    pub fn done_at(&self) -> Vec<DateTime<Utc>> {
        let journal = &self.host.coach.journal;
        let events = journal.evening("2026-11-24".parse().unwrap()).unwrap();
        let done = in_effect(&events).into_iter();
        let done = done.filter(|event| event.what.kind() == "done");
        done.map(|event| event.at).collect()
    }
}

#[test]
fn a_button_press_is_recorded_by_the_host() {
    with_a_service(|service| {
        let folder = folder();
        let mut started = StartedHost::new(folder.path());
        started.show("21:00");
        let pressed = press(&service.received()[0], "done", &started.messages);
        let notices = started.answer(pressed, "21:01");
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
        let notices = started.answer(pressed, "21:01");
        assert!(matches!(notices[..], [Notice::Answered(_)]), "{notices:?}");
        assert_eq!(started.times_done(), 1);
    });
}

/// All files, without those by which SQLite shares locks. The day's backup has a folder of its own.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap());
    let name = |file: &std::fs::DirEntry| file.file_name().into_string().unwrap();
    let mut files: Vec<_> = files
        .filter(|file| file.path().is_file() && !name(file).ends_with("-shm"))
        .map(|file| (name(&file), std::fs::read(file.path()).unwrap()))
        .collect();
    files.sort();
    files
}

#[test]
fn a_host_that_sends_nothing_writes_nothing() {
    with_a_service(|_| {
        let folder = folder();
        let mut started = StartedHost::new(folder.path());
        started.act(&done("stretch"), "20:00");
        started.look("20:00");
        let before = files(folder.path());
        for minute in 1..60 {
            started.look(&format!("20:{minute:02}"));
        }
        started.look("21:10");
        assert!(files(folder.path()) == before, "something was written");
    });
}

/// Another program that holds the journal's lock for writing.
fn locked(folder: &Path) -> rusqlite::Connection {
    let other = rusqlite::Connection::open(folder.join("journal.db")).unwrap();
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    other
}

#[test]
fn two_hosts_with_a_locked_journal_send_one_reminder_that_says_so() {
    with_a_service(|service| {
        let folder = folder();
        let mut one = StartedHost::at("18:00", folder.path());
        let mut other = StartedHost::at("18:01", folder.path());
        let _locked = locked(folder.path());
        one.look("21:00");
        other.look("21:00");
        let sent = one.messages.recv_timeout(PATIENCE).unwrap();
        assert!(one.handle(sent, "21:00").is_empty());
        other.look("21:01");
        let quiet = Duration::from_millis(400);
        assert!(other.messages.recv_timeout(quiet).is_err());
        let given = service.received();
        assert_eq!(given.len(), 1, "{given:?}");
        let caveat = "another program is using the journal. Your answer will be recorded as soon as possible.";
        assert!(given[0].body.contains(caveat), "{}", given[0].body);
    });
}

#[test]
fn a_journal_that_can_be_written_is_not_mentioned() {
    with_a_service(|service| {
        let folder = folder();
        let mut started = StartedHost::new(folder.path());
        started.show("21:00");
        let body = &service.received()[0].body;
        assert!(
            !body.contains("journal") && !body.contains("recorded"),
            "{body}"
        );
    });
}

#[test]
fn an_answer_waits_for_a_locked_journal_and_is_recorded_with_the_time_it_was_given() {
    with_a_service(|service| {
        let folder = folder();
        let mut started = StartedHost::new(folder.path());
        started.show("21:00");
        let locked = locked(folder.path());
        let pressed = press(&service.received()[0], "done", &started.messages);
        let notices = started.answer(pressed, "21:01");
        assert!(
            matches!(notices[..], [Notice::AnswerWaits(_)]),
            "{notices:?}"
        );
        assert!(!started.host.answers_are_recorded());
        let notices = started.looked("21:02").notices;
        assert!(notices.is_empty(), "reported once: {notices:?}");
        locked.execute_batch("ROLLBACK").unwrap();
        let notices = started.looked("21:04").notices;
        assert!(matches!(notices[..], [Notice::Answered(_)]), "{notices:?}");
        assert!(started.host.answers_are_recorded());
        let journal = &started.host.coach.journal;
        let events = journal.evening("2026-11-24".parse().unwrap()).unwrap();
        let done = events.iter().find(|event| event.what.kind() == "done");
        assert_eq!(done.unwrap().at, at("21:01"));
    });
}

#[test]
fn a_step_is_not_announced_again_while_its_answer_waits() {
    with_a_service(|service| {
        let folder = folder();
        let mut started = StartedHost::new(folder.path());
        let plan = format!("{PLAN}\n[reminders]\nrepeat = \"10m\"\n");
        started.host.coach.config = plan::parse(&plan).unwrap();
        started.show("21:00");
        let _locked = locked(folder.path());
        let pressed = press(&service.received()[0], "snooze", &started.messages);
        started.answer(pressed, "21:01");
        started.look("21:10");
        let quiet = Duration::from_millis(400);
        assert!(
            started.messages.recv_timeout(quiet).is_err(),
            "{:?}",
            service.received()
        );
        // It comes back when it was put off to.
        started.show("21:11");
        assert_eq!(service.received().len(), 2);
    });
}

#[test]
fn steps_done_before_the_journal_became_unreadable_are_not_announced() {
    with_a_service(|service| {
        let folder = folder();
        let mut started = StartedHost::new(folder.path());
        started.act(&done("stretch"), "20:00");
        started.look("20:00");
        let path = folder.path().join("journal.db");
        std::fs::rename(&path, folder.path().join("away")).unwrap();
        std::fs::write(&path, "Dear diary, ".repeat(1000)).unwrap();
        let notices = started.looked("21:00").notices;
        assert!(
            matches!(notices[..], [Notice::JournalUnusable(_)]),
            "{notices:?}"
        );
        assert_eq!(service.received(), []);
        started.show("22:05");
        let given = service.received();
        assert_eq!(given[0].summary, "2 steps are waiting");
        // Which of the two depends on whether the log of the journal is still beside the file.
        let caveats = [
            "Nothing can be recorded right now: the journal is damaged.",
            "Nothing can be recorded right now: something else is in the journal's place.",
        ];
        let body = &given[0].body;
        assert!(caveats.iter().any(|it| body.ends_with(it)), "{body}");
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
        started.host.shown_on_a_terminal(reminder, at("21:00"));
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
        assert!(started.host.leave(true, at("21:00")).is_empty());
        assert_eq!(service.shown().len(), 1);
        assert!(started.host.leave(false, at("21:00")).is_empty());
        service.wait_until(|given| given[0].is_closed);
    });
}

/// A host whose notification was answered with "done" at 21:01 while the journal was locked.
fn answered_while_locked(
    service: &Service,
    folder: &Path,
    holder: ClaimHolder,
) -> (StartedHost, rusqlite::Connection) {
    let mut started = StartedHost::of(holder, folder);
    started.show("21:00");
    let locked = locked(folder);
    let pressed = press(&service.received()[0], "done", &started.messages);
    assert!(started.handle(pressed, "21:01").is_empty());
    (started, locked)
}

pub fn this_process() -> ClaimHolder {
    ClaimHolder::process(std::process::id(), at("18:00"))
}

fn put_in_the_way(folder: &Path) {
    for ending in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(folder.join(format!("claims.db{ending}")));
    }
    std::fs::create_dir(folder.join("claims.db")).unwrap();
}

#[test]
fn leaving_returns_the_answers_that_the_journal_did_not_take_and_nobody_takes_over() {
    with_a_service(|service| {
        let folder = folder();
        let (mut started, locked) = answered_while_locked(service, folder.path(), this_process());
        // Another process finds it where it is stored.
        assert!(started.host.leave(true, at("21:02")).is_empty());
        let is_stored = |unrecorded: &[UnrecordedAnswer]| {
            let [it] = unrecorded else {
                panic!("{unrecorded:?}");
            };
            let why = &it.why;
            assert!(
                matches!(why, CoachError::Journal(JournalError::Busy(_))),
                "{why:?}"
            );
            let events = it.answer.events.iter();
            let kinds: Vec<&str> = events.map(|it| it.what.kind()).collect();
            assert_eq!(kinds, ["done"]);
            it.answer.is_stored
        };
        assert!(is_stored(&started.host.leave(false, at("21:02"))));
        put_in_the_way(folder.path());
        for takes_over in [true, false] {
            assert!(!is_stored(&started.host.leave(takes_over, at("21:03"))));
        }
        locked.execute_batch("ROLLBACK").unwrap();
        assert!(started.host.leave(false, at("21:04")).is_empty());
        assert_eq!(started.times_done(), 1);
    });
}

#[test]
fn an_answer_outlives_the_process_that_was_to_record_it_and_is_recorded_once() {
    with_a_service(|service| {
        let folder = folder();
        let (started, locked) = answered_while_locked(service, folder.path(), this_process());
        // As when it is killed.
        drop(started);
        let mut next = StartedHost::at("21:05", folder.path());
        let notices = next.looked("21:05").notices;
        let waits = |notice: &Notice| matches!(notice, Notice::AnswerWaits(_));
        assert!(notices.iter().any(waits), "{notices:?}");
        locked.execute_batch("ROLLBACK").unwrap();
        let notices = next.looked("21:06").notices;
        let answered = |notice: &Notice| matches!(notice, Notice::Answered(_));
        assert!(notices.iter().any(answered), "{notices:?}");
        assert_eq!(next.done_at(), [at("21:01")]);
        drop(next);
        let mut last = StartedHost::at("21:07", folder.path());
        last.look("21:07");
        assert_eq!(last.done_at(), [at("21:01")]);
    });
}

#[test]
fn an_answer_that_was_recorded_just_before_the_process_ended_is_not_recorded_again() {
    with_a_service(|service| {
        let folder = folder();
        let mut started = StartedHost::new(folder.path());
        started.show("21:00");
        service.delay_closing(Duration::from_millis(100));
        let pressed = press(&service.received()[0], "snooze", &started.messages);
        assert!(started.handle(pressed, "21:01").is_empty());
        let stored = std::fs::read(folder.path().join("claims.db-wal")).unwrap();
        started.looked("21:01");
        let journal = |host: &Host| {
            let evening = "2026-11-24".parse().unwrap();
            host.coach.journal.evening(evening).unwrap()
        };
        let before = journal(&started.host);
        assert_eq!(before.last().unwrap().what.kind(), "snoozed");
        drop(started);
        let log = folder.path().join("claims.db-wal");
        // The thread of the notification may have the file open until its service has closed it. The last to close it
        // deletes its log.
        let begun = std::time::Instant::now();
        while log.exists() {
            assert!(begun.elapsed() < PATIENCE, "somebody has the claims open");
            std::thread::sleep(Duration::from_millis(5));
        }
        // The answer is still there, as if the process had ended before it deleted it.
        std::fs::write(log, stored).unwrap();
        let mut next = StartedHost::at("21:02", folder.path());
        let notices = next.looked("21:02").notices;
        assert!(matches!(notices[..], [Notice::Answered(_)]), "{notices:?}");
        assert_eq!(journal(&next.host), before);
    });
}

#[test]
fn an_answer_of_a_process_that_runs_is_left_to_it_for_an_hour() {
    with_a_service(|service| {
        let folder = folder();
        let running = ClaimHolder::process(std::os::unix::process::parent_id(), at("18:00"));
        let (started, locked) = answered_while_locked(service, folder.path(), running);
        locked.execute_batch("ROLLBACK").unwrap();
        let mut other = StartedHost::at("21:05", folder.path());
        other.looked("22:01");
        assert_eq!(other.times_done(), 0);
        other.looked("22:02");
        assert_eq!(other.done_at(), [at("21:01")]);
        let mut started = started;
        let notices = started.looked("22:03").notices;
        let answered = |notice: &Notice| matches!(notice, Notice::Answered(_));
        assert!(notices.iter().any(answered), "{notices:?}");
        assert_eq!(started.done_at(), [at("21:01")]);
    });
}
