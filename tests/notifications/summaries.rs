//! A notification of several steps goes with what happens to each of them.

use std::thread;
use std::time::{Duration, Instant};

use winddown::desktop::DesktopMessage;
use winddown::presence::Presence;
use winddown::remind::dispatcher::NotificationOutcome;

use super::bus::{PATIENCE, Service, press, with_a_service};
use super::metadata::SILENT;
use super::{PLAN, Window, at, done, folder};

/// With three steps at 22:00.
fn plan() -> String {
    let bath = "[[step]]\nid = \"bath\"\ntitle = \"Bath\"\nkind = \"check\"\nat = \"22:00\"\n";
    format!("{PLAN}\n{bath}")
}

/// Summary and text of what is shown, and which notification it replaced.
fn shown(service: &Service) -> Vec<(String, String, u32)> {
    let shown = service.shown().into_iter();
    shown.map(|it| (it.summary, it.body, it.replaces)).collect()
}

fn texts(summary: &str, body: &str, replaces: u32) -> Vec<(String, String, u32)> {
    vec![(summary.to_owned(), body.to_owned(), replaces)]
}

#[test]
fn a_step_that_is_done_leaves_the_summary_in_its_place_and_silently() {
    with_a_service(|service| {
        let folder = folder();
        let mut window = Window::with_plan(folder.path(), "one", &plan());
        window.show(at("22:02"));
        let first = service.received()[0].clone();
        assert_eq!(first.summary, "3 steps are waiting");
        assert_eq!(
            first.body,
            "Tea &amp; &lt;b&gt;honey&lt;/b&gt;, Screens away, Bath"
        );

        let mut other = Window::with_plan(folder.path(), "other", &plan());
        other.act(&done("tea"), at("22:03"));
        window.show(at("22:03"));
        let two = texts("2 steps are waiting", "Screens away, Bath", first.id);
        assert_eq!(shown(service), two);
        assert_eq!(service.received()[1].hints, SILENT);
        window.look(at("22:04"));
        assert!(window.is_quiet(), "nothing has changed");

        // The last one has its own words and buttons.
        other.act(&done("screens"), at("22:05"));
        window.show(at("22:05"));
        assert_eq!(shown(service), texts("Bath", "It is time.", first.id));
        let bath = service.received()[2].clone();
        assert_eq!(bath.hints, SILENT);
        let pressed = press(&bath, "done", &window.messages);
        let outcome = window.handle(pressed, at("22:06"));
        assert!(
            matches!(outcome, Some(NotificationOutcome::Act(..))),
            "{outcome:?}"
        );
        service.wait_until(|received| received.iter().all(|it| it.is_closed));
        window.look(at("22:06"));
        assert_eq!(service.received().len(), 3);
    });
}

#[test]
fn a_summary_whose_steps_are_all_done_is_closed() {
    with_a_service(|service| {
        let folder = folder();
        let mut window = Window::with_plan(folder.path(), "one", &plan());
        window.show(at("22:02"));
        for step in ["tea", "screens", "bath"] {
            window.act(&done(step), at("22:03"));
        }
        window.look(at("22:03"));
        service.wait_until(|received| received[0].is_closed);
        assert!(matches!(window.message(), DesktopMessage::Closed { .. }));
        assert!(window.is_quiet());
        assert_eq!(service.received().len(), 1);
    });
}

/// How many threads of this process listen to a notification.
#[cfg(target_os = "linux")]
fn listeners() -> usize {
    let threads = std::fs::read_dir("/proc/self/task").unwrap().flatten();
    let names = threads.map(|it| std::fs::read_to_string(it.path().join("comm")));
    names
        .filter(|it| it.as_ref().is_ok_and(|name| name == "notification\n"))
        .count()
}

#[test]
#[cfg(target_os = "linux")]
fn nobody_listens_to_what_was_renewed_and_its_end_is_heard_once() {
    with_a_service(|service| {
        service.broadcast();
        let folder = folder();
        let mut window = Window::with_plan(folder.path(), "one", &plan());
        window.show(at("22:02"));
        window.act(&done("tea"), at("22:03"));
        window.show(at("22:03"));
        let begun = Instant::now();
        while listeners() > 1 {
            assert!(begun.elapsed() < PATIENCE, "{} listen", listeners());
            thread::sleep(Duration::from_millis(10));
        }
        for step in ["screens", "bath"] {
            window.act(&done(step), at("22:04"));
        }
        window.look(at("22:04"));
        let closed = window.message();
        assert!(
            matches!(closed, DesktopMessage::Closed { .. }),
            "{closed:?}"
        );
        assert!(window.is_quiet());
        assert_eq!(service.shown(), []);
    });
}

#[test]
fn a_step_that_is_done_while_its_summary_is_sent_is_not_named() {
    with_a_service(|service| {
        let folder = folder();
        let mut window = Window::with_plan(folder.path(), "one", &plan());
        service.hang();
        window.look(at("22:02"));
        window.act(&done("tea"), at("22:02"));
        window.look(at("22:02"));
        service.recover();
        service.wait_until(|received| received.len() == 2);
        window.handle_all(at("22:02"));
        service.wait_until(|received| received.iter().filter(|it| !it.is_closed).count() == 1);
        let left = shown(service);
        assert_eq!(left, texts("2 steps are waiting", "Screens away, Bath", 0));
    });
}

#[test]
fn a_summary_that_is_taken_over_names_what_is_still_open() {
    with_a_service(|service| {
        let folder = folder();
        let mut dead = Window::of_dead_process(folder.path());
        dead.coach.config = winddown::plan::parse(&plan()).unwrap();
        dead.show(at("22:02"));
        let first = service.received()[0].clone();
        dead.act(&done("screens"), at("22:03"));
        drop(dead);
        let mut next = Window::with_plan(folder.path(), "next", &plan());
        next.show(at("22:04"));
        let body = "Tea &amp; &lt;b&gt;honey&lt;/b&gt;, Bath";
        assert_eq!(shown(service), texts("2 steps are waiting", body, first.id));
        assert_eq!(service.received()[1].hints, SILENT);
    });
}

#[test]
fn a_summary_that_got_shorter_while_nobody_was_there_is_renewed_on_return() {
    with_a_service(|service| {
        let folder = folder();
        let mut window = Window::with_plan(folder.path(), "one", &plan());
        window.dispatcher.presence_is(Presence::Away {
            since: Some(at("21:50")),
        });
        window.show(at("22:02"));
        // Done on another computer.
        window.act(&done("tea"), at("22:03"));
        window.show(at("22:03"));
        window
            .dispatcher
            .presence_is(Presence::Here { since: at("22:05") });
        window.show(at("22:05"));
        let received = service.received();
        assert_eq!(received.len(), 3, "{received:?}");
        let two = texts("2 steps are waiting", "Screens away, Bath", received[0].id);
        assert_eq!(shown(service), two);
    });
}
