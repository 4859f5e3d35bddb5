//! What is old never comes back, and what is over is closed.

use std::time::Duration;

use chrono::TimeDelta;
use winddown::desktop::DesktopMessage;
use winddown::remind::dispatcher::NotificationOutcome;

use super::bus::{press, with_a_service};
use super::{Window, at, folder};

#[test]
fn a_notification_is_closed_when_its_evening_is_over() {
    with_a_service(|service| {
        let folder = folder();
        let mut window = Window::open(folder.path(), "one");
        window.show(at("21:00"));
        window.show(at("22:05"));
        assert_eq!(window.look(at("06:29")), at("06:30"));
        assert_eq!(service.shown().len(), 2);
        window.look(at("06:30"));
        service.wait_until(|received| received.iter().all(|it| it.is_closed));
    });
}

#[test]
fn a_button_pressed_while_its_notification_is_being_closed_still_counts() {
    with_a_service(|service| {
        let folder = folder();
        let mut window = Window::open(folder.path(), "one");
        window.show(at("21:00"));
        let pressed = press(&service.received()[0], "done", &window.messages);
        // Looking came first: the evening is over, and it closes the notification.
        window.look(at("06:30"));
        let outcome = window.handle(pressed, at("06:30"));
        assert!(
            matches!(outcome, Some(NotificationOutcome::Act(..))),
            "{outcome:?}"
        );
    });
}

#[test]
fn a_reminder_that_the_desktop_shows_too_late_is_closed_and_never_comes_back() {
    with_a_service(|service| {
        let folder = folder();
        let mut window = Window::open(folder.path(), "one");
        // The computer sleeps while it is being sent.
        window.look(at("21:00"));
        let sent = window.message();
        assert_eq!(window.handle(sent, at("21:31")), None);
        service.wait_until(|received| received[0].is_closed);
        window.look(at("21:31"));
        let quiet = Duration::from_millis(400);
        while let Ok(message) = window.messages.recv_timeout(quiet) {
            assert!(
                matches!(message, DesktopMessage::Closed { .. }),
                "{message:?}"
            );
        }
        assert_eq!(service.received().len(), 1);
    });
}

#[test]
fn a_successor_renews_a_notification_as_long_as_it_may_be_shown() {
    with_a_service(|service| {
        let folder = folder();
        let mut left = Window::of_dead_process(folder.path());
        left.show(at("21:00"));
        // On some desktops it is gone by now, on others it is still there, with dead buttons.
        let mut next = Window::open(folder.path(), "next");
        next.show(at("21:30"));
        assert_eq!(service.shown().len(), 1);
    });
}

#[test]
fn a_successor_closes_a_notification_that_may_not_be_shown_any_more() {
    with_a_service(|service| {
        let folder = folder();
        let mut left = Window::of_dead_process(folder.path());
        left.show(at("21:00"));
        let mut next = Window::open(folder.path(), "next");
        next.look(at("21:31"));
        service.wait_until(|received| received[0].is_closed);
        assert!(next.is_quiet());
        assert_eq!(service.received().len(), 1);
    });
}

#[test]
fn a_successor_closes_what_was_left_of_an_evening_long_over() {
    with_a_service(|service| {
        let folder = folder();
        let mut left = Window::of_dead_process(folder.path());
        left.show(at("21:00"));
        let mut next = Window::open(folder.path(), "next");
        next.look(at("21:00") + TimeDelta::days(3));
        service.wait_until(|received| received[0].is_closed);
    });
}

/// The claim of a process that was killed while it was sending.
#[cfg(target_os = "linux")]
fn claim_of(window: &mut Window, process: u32) {
    let due = at("21:00").timestamp();
    let reminder = format!("2026-11-24 stretch due {due}");
    let evening = "2026-11-24".parse().unwrap();
    let owner = format!("{process} 0");
    let claimed = window
        .claims
        .claim_all(&[reminder], evening, &owner, at("21:00"));
    assert_eq!(claimed.len(), 1);
}

#[cfg(target_os = "linux")]
#[test]
fn the_claim_of_a_process_that_only_its_parent_still_knows_is_taken_over() {
    with_a_service(|service| {
        let folder = folder();
        let mut window = Window::open(folder.path(), "one");
        let mut process = std::process::Command::new("sleep")
            .arg("60")
            .spawn()
            .unwrap();
        claim_of(&mut window, process.id());
        let later = at("21:00") + TimeDelta::seconds(31);
        window.look(later);
        assert!(window.is_quiet(), "it is being sent");
        // Nobody waits for it, so its number stays taken.
        process.kill().unwrap();
        let state = || std::fs::read_to_string(format!("/proc/{}/stat", process.id())).unwrap();
        while !state().contains(") Z ") {
            std::thread::sleep(Duration::from_millis(5));
        }
        window.show(later);
        assert_eq!(service.received()[0].summary, "Leg stretches");
        process.wait().unwrap();
    });
}
