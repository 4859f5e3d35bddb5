//! Notification services of all kinds: without markup, hung, missing, and no bus at all.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use winddown::desktop::DesktopMessage;
use winddown::remind::dispatcher::NotificationOutcome;

use super::bus::{press, with_a_service, without_a_bus, without_a_service};
use super::{Window, at, folder};

#[test]
fn markup_in_a_title_is_escaped() {
    with_a_service(|service| {
        let folder = folder();
        let mut window = Window::open(folder.path(), "one");
        window.show(at("22:05"));
        let notification = &service.received()[0];
        assert_eq!(notification.summary, "2 steps are waiting");
        assert_eq!(
            notification.body,
            "Tea &amp; &lt;b&gt;honey&lt;/b&gt;, Screens away"
        );
    });
}

#[test]
fn a_service_without_markup_gets_plain_text() {
    with_a_service(|service| {
        service.without_markup();
        let folder = folder();
        let mut window = Window::open(folder.path(), "one");
        window.show(at("22:05"));
        assert_eq!(
            service.received()[0].body,
            "Tea & <b>honey</b>, Screens away"
        );
    });
}

#[test]
fn a_button_that_is_pressed_before_the_sender_has_an_answer_is_heard() {
    with_a_service(|service| {
        service.press_at_once("done");
        let folder = folder();
        let mut window = Window::open(folder.path(), "one");
        window.look(at("21:00"));
        let sent = window.message();
        assert!(matches!(sent, DesktopMessage::Sent { .. }), "{sent:?}");
        let pressed = window.message();
        let DesktopMessage::Pressed { button, .. } = pressed else {
            panic!("{pressed:?}");
        };
        assert_eq!(button, "done");
        service.wait_until(|received| received[0].is_closed);
    });
}

#[test]
fn a_hung_service_blocks_no_caller_and_is_tried_again_with_the_next_reminder() {
    with_a_service(|service| {
        let folder = folder();
        let mut window = Window::open(folder.path(), "one");
        service.hang();
        let began = Instant::now();
        window.look(at("21:00"));
        assert!(began.elapsed() < Duration::from_secs(1), "looking waited");
        let failed = window.message();
        let took = began.elapsed();
        assert!(
            (Duration::from_secs(2)..Duration::from_secs(8)).contains(&took),
            "{took:?}"
        );
        let Some(NotificationOutcome::NotShown { reminder, .. }) =
            window.handle(failed, at("21:00"))
        else {
            panic!("the failure was not reported");
        };
        assert_eq!(reminder.summary(), "Leg stretches");
        let Window {
            claims, dispatcher, ..
        } = &mut window;
        dispatcher.shown_elsewhere(claims, &reminder, "terminal", at("21:00"));
        service.recover();
        // The service now shows the first one too late, and it is closed again.
        service.wait_until(|received| received.len() == 1 && received[0].is_closed);
        window.look(at("21:05"));
        assert!(window.is_quiet());
        window.show(at("22:05"));
        assert_eq!(service.shown().len(), 1);
    });
}

#[test]
fn without_a_service_a_reminder_stays_due_until_another_channel_shows_it() {
    without_a_service(|| falls_back(&folder()));
}

#[test]
fn without_a_bus_a_reminder_stays_due_until_another_channel_shows_it() {
    without_a_bus(|| falls_back(&folder()));
}

fn falls_back(folder: &tempfile::TempDir) {
    let mut window = Window::open(folder.path(), "one");
    for now in [at("21:00"), at("21:00") + TimeDelta::seconds(30)] {
        window.look(now);
        let failed = window.message();
        assert!(
            matches!(failed, DesktopMessage::Failed { .. }),
            "{failed:?}"
        );
        let Some(NotificationOutcome::NotShown { reminder, .. }) = window.handle(failed, now)
        else {
            panic!("the failure was not reported");
        };
        if now > at("21:00") {
            let Window {
                claims, dispatcher, ..
            } = &mut window;
            dispatcher.shown_elsewhere(claims, &reminder, "terminal", now);
        } else {
            // It is sent again when the claim has expired, not before.
            let look_again = window.look(now);
            assert_eq!(look_again, now + TimeDelta::seconds(30));
        }
    }
    window.look(at("21:10"));
    assert!(window.is_quiet());
}

#[test]
fn a_service_that_refuses_repeats_for_a_second_is_asked_again_when_one_is_taken_over() {
    with_a_service(|service| {
        service.refuse_repeats();
        let folder = folder();
        let mut dead = Window::of_dead_process(folder.path());
        dead.show(at("21:00"));
        drop(dead);
        let mut next = Window::open(folder.path(), "next");
        next.show(at("21:00"));
        let received = service.received();
        assert_eq!(received.len(), 2, "{received:?}");
        assert_eq!(received[1].replaces, received[0].id);
        let pressed = press(&received[1], "done", &next.messages);
        let outcome = next.handle(pressed, at("21:01"));
        assert!(
            matches!(outcome, Some(NotificationOutcome::Act(..))),
            "{outcome:?}"
        );
    });
}
