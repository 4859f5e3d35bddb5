//! A notification service or bus that is missing, restarts, refuses, or never answers.

use std::time::Duration;

use chrono::TimeDelta;
use serde_json::Value;

use super::Home;
use super::pty::Terminal;

/// The recorded reason why the reminder about a step was not shown.
fn problem(home: &Home, step: &str) -> Option<String> {
    let claims = home.claims();
    let about = format!(" {step} ");
    let claim = claims
        .iter()
        .find(|claim| claim.reminder.contains(&about))?;
    claim.problem.clone()
}

/// Makes all claims 31 s older, so that they have expired, instead of waiting for that long.
pub(super) fn age_claims(home: &Home) {
    let claims = rusqlite::Connection::open(home.claims_path()).unwrap();
    claims.busy_timeout(Duration::from_secs(5)).unwrap();
    let sql = "UPDATE claim SET claimed_at = claimed_at - 31000";
    claims.execute(sql, []).unwrap();
    // The agent would notice it within half a minute.
    make_it_look(home);
}

/// Whatever is written beside the journal makes an agent look.
pub(super) fn make_it_look(home: &Home) {
    std::fs::write(home.journal_path().with_extension("db-nudge"), "").unwrap();
}

pub(super) fn doctor_line(home: &Home, topic: &str) -> Value {
    let output = home.json(&["doctor"]);
    let lines = output["lines"].as_array().unwrap();
    let line = lines.iter().find(|line| line["topic"] == topic);
    line.unwrap().clone()
}

/// Asserts that a reminder that cannot be shown stays due, is reported as failed, and arrives after `mend`.
fn assert_arrives_after(home: &mut Home, mend: impl FnOnce(&mut Home)) {
    let _agent = home.agent();
    home.wait_until("it failed", || problem(home, "tea").is_some());
    let why = problem(home, "tea").unwrap();
    let last = home.json(&["agent", "status"])["last"].clone();
    assert_eq!(last["problem"], why.as_str());
    assert_eq!(last["channel"], Value::Null);
    let line = doctor_line(home, "last reminder");
    assert_ne!(line["state"], "fine", "{line}");
    assert!(line["found"].as_str().unwrap().contains(&why), "{line}");
    assert_eq!(home.status("tea"), "due");
    mend(home);
    age_claims(home);
    assert_eq!(home.wait_for_notifications(1), ["TEA"]);
    home.wait_until("it is recorded as sent", || {
        home.json(&["agent", "status"])["last"]["channel"] == "desktop"
    });
    home.assert_only(&["TEA"]);
    home.service.press(&home.service.received()[0], "done");
    home.wait_until("it is done", || home.status("tea") == "done");
}

#[test]
fn a_reminder_due_without_a_bus_arrives_once_the_bus_starts() {
    let mut home = Home::without_a_bus(&[("tea", -1)]);
    assert_arrives_after(&mut home, |home| {
        home.start_bus();
        home.start_service();
    });
}

#[test]
fn a_reminder_due_without_a_service_arrives_once_one_starts() {
    let mut home = Home::without_a_service(&[("tea", -1)]);
    assert_arrives_after(&mut home, Home::start_service);
}

#[test]
fn a_refused_reminder_arrives_once_the_service_accepts_it() {
    let mut home = Home::new(&[("tea", -1)]);
    home.service.refuse();
    assert_arrives_after(&mut home, |home| home.service.recover());
}

#[test]
fn reminders_continue_after_the_bus_was_restarted() {
    let mut home = Home::new(&[("tea", -1)]);
    let _agent = home.agent();
    assert_eq!(home.wait_for_notifications(1), ["TEA"]);
    home.stop_bus();
    home.start_bus();
    home.start_service();
    home.plan_also(&[("walk", 1)]);
    assert_eq!(home.wait_for_notifications(2), ["TEA", "WALK"]);
    home.service.press(&home.service.received()[1], "done");
    home.wait_until("it is done", || home.status("walk") == "done");
    home.assert_only(&["TEA", "WALK"]);
}

#[test]
fn reminders_continue_after_the_service_was_restarted() {
    let mut home = Home::new(&[("tea", -1)]);
    let _agent = home.agent();
    assert_eq!(home.wait_for_notifications(1), ["TEA"]);
    home.stop_service();
    home.start_service();
    home.plan_also(&[("walk", 1)]);
    assert_eq!(home.wait_for_notifications(2), ["TEA", "WALK"]);
    home.service.press(&home.service.received()[1], "done");
    home.wait_until("it is done", || home.status("walk") == "done");
    home.assert_only(&["TEA", "WALK"]);
}

#[test]
fn a_service_that_is_slow_but_within_the_limit_is_waited_for() {
    let home = Home::new(&[("tea", -1)]);
    home.service.delay_answers(Duration::from_millis(1200));
    let _agent = home.agent();
    home.wait_until("it is recorded as sent", || {
        home.claims().iter().any(|claim| claim.sent_at.is_some())
    });
    home.assert_only(&["TEA"]);
}

#[test]
fn a_hung_service_delays_nothing_and_the_next_reminder_tries_it_again() {
    let home = Home::new(&[("tea", 4), ("walk", 5), ("bath", 9)]);
    home.service.hang();
    let _agent = home.agent();
    // Both time out 2 s after their due time: the second one did not wait for the first.
    for step in ["tea", "walk"] {
        home.wait_until("the request timed out", || problem(&home, step).is_some());
        let took = chrono::Utc::now() - home.due(step);
        assert!(took < TimeDelta::milliseconds(3500), "{step}: {took}");
        assert!(problem(&home, step).unwrap().contains("2 s"));
    }
    // Commands work meanwhile, too.
    home.stdout(&["done", "tea"]);
    home.stdout(&["done", "walk"]);
    let line = doctor_line(&home, "last reminder");
    assert!(line["found"].as_str().unwrap().contains("2 s"), "{line}");
    home.service.recover();
    home.wait_until("the next one came", || {
        let shown = home.service.shown();
        shown
            .iter()
            .any(|notification| notification.summary == "BATH")
    });
    // The service now shows the two late notifications, and the agent closes them.
    home.wait_until("only that one is left", || home.service.shown().len() == 1);
}

#[test]
fn a_reminder_that_no_service_accepted_is_a_banner_in_the_next_window() {
    let home = Home::without_a_service(&[("tea", -1)]);
    let agent = home.agent();
    home.wait_until("it failed", || problem(&home, "tea").is_some());
    agent.kill();
    age_claims(&home);
    let variables = [
        ("TZ", home.zone.as_str()),
        ("DBUS_SESSION_BUS_ADDRESS", home.address.as_str()),
    ];
    let program = env!("CARGO_BIN_EXE_winddown");
    let window = Terminal::spawn_with(program, home.folder.path(), &[], &variables);
    window.wait_for("It is time.");
    home.wait_until("it counts as sent", || {
        home.claims().iter().any(|claim| claim.sent_at.is_some())
    });
}
