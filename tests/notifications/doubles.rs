//! A reminder that comes twice, because the process that showed it was killed before it recorded that.

use std::collections::BTreeSet;

use super::bus::{Service, with_a_service};
use super::{PLAN, TimeDelta, Window, at, folder};

/// Shows the reminder of 21:00 in a window that is killed before it knows that it is shown, and again in the next one.
fn show_twice(service: &Service) {
    let folder = folder();
    let mut killed = Window::of_dead_process(folder.path());
    killed.look(at("21:00"));
    service.wait_until(|received| received.len() == 1);
    let mut next = Window::open(folder.path(), "next");
    next.show(at("21:00") + TimeDelta::seconds(30));
    assert_eq!(service.received().len(), 2);
}

#[test]
fn where_the_service_can_a_double_takes_the_place_of_the_first() {
    with_a_service(|service| {
        service.stack();
        show_twice(service);
        let [first, second] = &service.received()[..] else {
            unreachable!();
        };
        assert!(first.stack_tag().is_some(), "{first:?}");
        assert_eq!(first.stack_tag(), second.stack_tag());
        assert!(first.is_closed && !second.is_closed);
        assert!(second.actions.contains(&"done".to_owned()), "{second:?}");
    });
}

#[test]
fn a_service_that_cannot_is_sent_no_stack_tag() {
    with_a_service(|service| {
        show_twice(service);
        let received = service.received();
        assert!(received.iter().all(|it| it.stack_tag().is_none()));
        assert_eq!(service.shown().len(), 2);
    });
}

#[test]
fn different_reminders_never_share_a_stack_tag() {
    with_a_service(|service| {
        service.stack();
        let plan = format!("{PLAN}\n[reminders]\nrepeat = \"10m\"\n");
        let folders = [folder(), folder()];
        // The second journal has the same plan.
        for (n, folder) in folders.iter().enumerate() {
            let mut window = Window::with_plan(folder.path(), "one", &plan);
            for time in ["21:00", "21:10", "22:00"] {
                window.show(at(time));
            }
            // Of 22:00 there are three: two steps, and the first one again.
            service.wait_until(|received| received.len() == 5 * (n + 1));
        }
        let received = service.received();
        let tags: BTreeSet<_> = received.iter().map(|it| it.stack_tag().unwrap()).collect();
        assert_eq!(tags.len(), 10, "{received:?}");
    });
}

#[test]
fn what_is_renewed_in_its_place_has_no_stack_tag() {
    with_a_service(|service| {
        service.stack();
        let folder = folder();
        let mut killed = Window::of_dead_process(folder.path());
        killed.show(at("21:00"));
        let mut next = Window::open(folder.path(), "next");
        next.show(at("21:01"));
        let [first, second] = &service.received()[..] else {
            panic!("{:?}", service.received());
        };
        assert_eq!(second.replaces, first.id);
        assert_eq!((first.is_closed, second.stack_tag()), (true, None));
    });
}

#[test]
fn the_stack_tag_of_a_private_reminder_does_not_name_its_step() {
    with_a_service(|service| {
        service.stack();
        let plan = format!("{PLAN}\n[reminders]\nprivate = true\n");
        let folder = folder();
        Window::with_plan(folder.path(), "one", &plan).show(at("21:00"));
        let received = service.received();
        let stack_tag = received[0].stack_tag().unwrap();
        assert!(stack_tag.starts_with("winddown-") && !stack_tag.contains("stretch"));
    });
}
