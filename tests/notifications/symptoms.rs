//! The button that records that the symptoms begin.

use winddown::desktop::DesktopMessage;
use winddown::evening::{Action, DiaryEntry};
use winddown::event::{Onset, What, in_effect};
use winddown::remind::ClaimHolder;
use winddown::remind::host::Notice;

use super::bus::ReceivedNotification;
use super::host::StartedHost;
use super::{DateTime, Utc, at, folder, press, with_a_service};

const BUTTON: &str = "symptoms-begin";

fn buttons(notification: &ReceivedNotification) -> Vec<&str> {
    let keys = notification.actions.iter().step_by(2).map(String::as_str);
    keys.filter(|key| *key != "default").collect()
}

/// When symptoms began on Tuesday, by each entry that stands.
fn onsets(started: &StartedHost) -> Vec<DateTime<Utc>> {
    let journal = &started.host.coach.journal;
    let events = journal.evening("2026-11-24".parse().unwrap()).unwrap();
    let standing = in_effect(&events).into_iter();
    standing
        .filter(|event| matches!(event.what, What::Onset(Onset::Began { .. })))
        .map(|event| event.at)
        .collect()
}

fn begun() -> Action {
    let entry = DiaryEntry::Onset(Onset::began());
    Action::Record { entry, at: None }
}

#[test]
fn a_press_records_the_moment_and_the_reminder_stays_without_that_button() {
    with_a_service(|service| {
        let folder = folder();
        let mut started = StartedHost::new(folder.path());
        started.show("21:00");
        let shown = service.received().remove(0);
        assert_eq!(buttons(&shown), ["done", "snooze", "skip", BUTTON]);
        let pressed = press(&shown, BUTTON, &started.messages);
        let notices = started.answer(pressed, "21:07");
        assert!(matches!(notices[..], [Notice::Answered(_)]), "{notices:?}");
        assert_eq!(onsets(&started), [at("21:07")]);
        // The stretches are still open, so their buttons are there again.
        started.handle_until("21:07", |it| matches!(it, DesktopMessage::Sent { .. }));
        let again = service.received().pop().unwrap();
        assert_eq!(again.summary, shown.summary);
        assert_eq!(buttons(&again), ["done", "snooze", "skip"]);
        let pressed = press(&again, "done", &started.messages);
        started.answer(pressed, "21:08");
        assert_eq!(started.times_done(), 1);
        assert_eq!(onsets(&started), [at("21:07")]);
    });
}

#[test]
fn where_they_have_begun_no_reminder_has_the_button() {
    with_a_service(|service| {
        let folder = folder();
        let mut started = StartedHost::new(folder.path());
        started.act(&begun(), "18:00");
        started.show("21:00");
        assert_eq!(buttons(&service.received()[0]), ["done", "snooze", "skip"]);
    });
}

#[test]
fn a_beginning_that_was_recorded_meanwhile_is_not_recorded_twice_and_needs_no_explanation() {
    with_a_service(|service| {
        let folder = folder();
        let mut started = StartedHost::new(folder.path());
        started.show("21:00");
        started.act(&begun(), "21:05");
        let pressed = press(&service.received()[0], BUTTON, &started.messages);
        let notices = started.answer(pressed, "21:10");
        assert!(matches!(notices[..], [Notice::Answered(_)]), "{notices:?}");
        assert_eq!(onsets(&started), [at("21:05")]);
        assert!(started.host.answers_are_recorded());
        let explained = service.received().into_iter();
        let explained = explained.filter(|it| it.summary.contains("Not recorded"));
        assert_eq!(explained.count(), 0);
    });
}

#[test]
fn a_press_after_the_evening_records_no_time_and_says_so() {
    with_a_service(|service| {
        let folder = folder();
        let holder = ClaimHolder::process(std::process::id(), at("18:00"));
        let mut started = StartedHost::with_clock(|| at("07:00"), holder, folder.path());
        started.show("21:00");
        let pressed = press(&service.received()[0], BUTTON, &started.messages);
        let notices = started.answer(pressed, "07:00");
        let refused = |notice: &Notice| matches!(notice, Notice::AnswerRefused(_));
        assert!(notices.iter().any(refused), "{notices:?}");
        assert_eq!(onsets(&started), [] as [DateTime<Utc>; 0], "{notices:?}");
        service.wait_until(|all| all.iter().any(|it| it.body.ends_with("Say when it was.")));
    });
}
