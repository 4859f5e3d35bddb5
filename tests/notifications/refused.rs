//! Answers that cannot be recorded are explained until the user has seen why.

use std::path::Path;
use std::time::Duration;

use winddown::coach::CoachError;
use winddown::desktop::DesktopMessage;
use winddown::plan;
use winddown::remind::ClaimHolder;
use winddown::remind::host::Notice;

use super::bus::{ReceivedNotification, Service};
use super::host::{StartedHost, this_process};
use super::{PATIENCE, PLAN, at, done, folder, press, with_a_service};

/// A host whose reminder was answered with "done" after its step was removed from the plan.
fn refused(service: &Service, folder: &Path, holder: ClaimHolder) -> StartedHost {
    let mut started = StartedHost::of(holder, folder);
    started.show("21:00");
    started.remove_the_step();
    let pressed = press(&service.received()[0], "done", &started.messages);
    let notices = started.answer(pressed, "21:01");
    assert!(
        matches!(notices[..], [Notice::AnswerRefused(_)]),
        "{notices:?}"
    );
    started
}

/// The explanations on the screen.
fn explanations(service: &Service) -> Vec<ReceivedNotification> {
    let mut shown = service.shown();
    shown.retain(|it| it.summary == "Your answer was not recorded");
    shown
}

impl StartedHost {
    fn remove_the_step(&mut self) {
        let other = PLAN.replace("\"stretch\"", "\"walk\"");
        self.host.coach.config = plan::parse(&other).unwrap();
    }

    /// Handles messages until one of them is as wanted.
    pub fn handle_until(&mut self, time: &str, wanted: impl Fn(&DesktopMessage) -> bool) {
        loop {
            let message = self.messages.recv_timeout(PATIENCE).expect("a message");
            let is_wanted = wanted(&message);
            self.handle(message, time);
            if is_wanted {
                return;
            }
        }
    }

    fn stored_answers(folder: &Path) -> i64 {
        let claims = rusqlite::Connection::open(folder.join("claims.db")).unwrap();
        let count = "SELECT count(*) FROM answer";
        claims.query_row(count, [], |row| row.get(0)).unwrap()
    }
}

/// Whether the desktop shows an explanation. The step that takes the place of the removed one is announced, too.
fn is_sent(message: &DesktopMessage) -> bool {
    matches!(message, DesktopMessage::Sent { tag, .. } if tag.starts_with("refused"))
}

#[test]
fn a_button_press_that_is_refused_is_explained_until_the_user_has_seen_it() {
    with_a_service(|service| {
        let folder = folder();
        let mut started = refused(service, folder.path(), this_process());
        started.handle_until("21:01", is_sent);
        for time in ["21:02", "22:59"] {
            started.look(time);
        }
        std::thread::sleep(Duration::from_millis(300));
        let shown = explanations(service);
        let [explanation] = &shown[..] else {
            panic!("{:?}", service.received());
        };
        let body = &explanation.body;
        assert!(
            body.starts_with(
                "stretch: \u{201c}Done\u{201d}, pressed at 21:01. It is not in your plan any more."
            ),
            "{body}"
        );
        assert_eq!(StartedHost::stored_answers(folder.path()), 1);
        service.dismiss(explanation);
        started.handle_until(
            "23:00",
            |it| matches!(it, DesktopMessage::Closed { tag } if tag.starts_with("refused")),
        );
        started.look("23:00");
        assert_eq!(StartedHost::stored_answers(folder.path()), 0);
        let mut next = StartedHost::at("23:01", folder.path());
        next.look("23:01");
        assert_eq!(explanations(service), []);
    });
}

#[test]
fn a_private_explanation_names_no_step() {
    with_a_service(|service| {
        let folder = folder();
        let mut started = StartedHost::of(this_process(), folder.path());
        started.host.coach.config.reminders.private = true;
        started.show("21:00");
        assert_eq!(service.received()[0].body, "The next step is due.");
        started.remove_the_step();
        started.host.coach.config.reminders.private = true;
        let pressed = press(&service.received()[0], "done", &started.messages);
        started.answer(pressed, "21:01");
        started.handle_until("21:01", is_sent);
        let shown = explanations(service);
        let bodies: Vec<_> = shown.iter().map(|it| it.body.as_str()).collect();
        assert_eq!(
            bodies,
            [
                "\u{201c}Done\u{201d}, pressed at 21:01. Open winddown to see how the evening stands."
            ]
        );
    });
}

#[test]
fn a_refusal_that_nobody_has_seen_is_explained_by_the_next_process() {
    with_a_service(|service| {
        service.drop_with_sender();
        let folder = folder();
        let mut started = refused(service, folder.path(), this_process());
        started.handle_until("21:01", is_sent);
        // As when its process is killed.
        service.all_senders_leave();
        drop(started);
        assert_eq!(explanations(service), []);
        let mut next = StartedHost::at("07:00", folder.path());
        next.remove_the_step();
        let notices = next.looked("07:00").notices;
        assert!(
            matches!(notices[..], [Notice::AnswerRefused(_)]),
            "{notices:?}"
        );
        next.handle_until("07:00", is_sent);
        let body = &explanations(service)[0].body;
        assert!(body.contains("for the evening of Tue 24 Nov"), "{body}");
    });
}

#[test]
fn an_explanation_that_the_desktop_did_not_show_is_tried_again() {
    with_a_service(|service| {
        let folder = folder();
        let mut started = StartedHost::new(folder.path());
        started.show("21:00");
        started.remove_the_step();
        let pressed = press(&service.received()[0], "done", &started.messages);
        service.refuse();
        started.answer(pressed, "21:01");
        started.handle_until(
            "21:01",
            |it| matches!(it, DesktopMessage::Failed { tag, .. } if tag.starts_with("refused")),
        );
        service.recover();
        started.look("21:01");
        assert_eq!(explanations(service), [], "not at once");
        started.look("21:02");
        started.handle_until("21:02", is_sent);
        assert_eq!(explanations(service).len(), 1);
    });
}

#[test]
fn pressing_skip_for_a_step_that_was_done_elsewhere_is_explained() {
    with_a_service(|service| is_explained_after("skip", service));
}

#[test]
fn pressing_snooze_for_a_step_that_was_done_elsewhere_is_explained() {
    with_a_service(|service| is_explained_after("snooze", service));
}

fn is_explained_after(button: &str, service: &Service) {
    let folder = folder();
    let mut started = StartedHost::new(folder.path());
    started.show("21:00");
    started.act(&done("stretch"), "21:01");
    let shown = service.shown();
    let pressed = press(&shown[0], button, &started.messages);
    let notices = started.answer(pressed, "21:01");
    assert!(
        matches!(notices[..], [Notice::AnswerRefused(_)]),
        "{notices:?}"
    );
}

#[test]
fn leaving_returns_an_answer_that_is_refused_unless_a_successor_explains_it() {
    with_a_service(|service| {
        let folder = folder();
        let mut started = StartedHost::new(folder.path());
        started.show("21:00");
        started.remove_the_step();
        let pressed = press(&service.received()[0], "done", &started.messages);
        assert!(started.handle(pressed, "21:01").is_empty());
        assert!(started.host.leave(true, at("21:02")).is_empty());
        let unrecorded = started.host.leave(false, at("21:02"));
        let why: Vec<&CoachError> = unrecorded.iter().map(|answer| &answer.why).collect();
        assert!(matches!(why[..], [CoachError::Refused(_)]), "{why:?}");
        assert!(unrecorded[0].answer.is_stored);
    });
}
