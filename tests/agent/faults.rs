//! A desktop that is not there, goes away, refuses, or never answers.

use std::time::Duration;

use chrono::TimeDelta;
use serde_json::Value;

use super::Home;
use super::pty::Terminal;

/// Why the reminder about a step was not shown, as the journal has it.
fn problem(home: &Home, step: &str) -> Option<String> {
    let claims = home.claims();
    let about = format!(" {step} ");
    let claim = claims
        .iter()
        .find(|claim| claim.reminder.contains(&about))?;
    claim.problem.clone()
}

/// Makes all claims so old that their senders count as dead: nobody waits half a minute here.
fn age_claims(home: &Home) {
    let journal = rusqlite::Connection::open(home.journal_path()).unwrap();
    journal.busy_timeout(Duration::from_secs(5)).unwrap();
    let sql = "UPDATE claim SET claimed_at = claimed_at - 31000";
    journal.execute(sql, []).unwrap();
}

fn doctor_line(home: &Home, topic: &str) -> Value {
    let said = home.facts(&["doctor"]);
    let lines = said["lines"].as_array().unwrap();
    let line = lines.iter().find(|line| line["topic"] == topic);
    line.unwrap().clone()
}

/// What is due while the desktop does not take it stays due, is told as such, and comes when it does.
fn comes_when_it_can(home: &mut Home, mend: impl FnOnce(&mut Home)) {
    let _agent = home.agent();
    home.wait_until("it failed", || problem(home, "tea").is_some());
    let why = problem(home, "tea").unwrap();
    let last = home.facts(&["agent", "status"])["last"].clone();
    assert_eq!(last["problem"], why.as_str());
    assert_eq!(last["channel"], Value::Null);
    let line = doctor_line(home, "last reminder");
    assert_ne!(line["state"], "fine", "{line}");
    assert!(line["found"].as_str().unwrap().contains(&why), "{line}");
    assert_eq!(home.status("tea"), "due");
    mend(home);
    age_claims(home);
    assert_eq!(home.notifications(1), ["TEA"]);
    home.wait_until("it is kept that it was sent", || {
        home.facts(&["agent", "status"])["last"]["channel"] == "desktop"
    });
    home.no_more_than(&["TEA"]);
    home.service.press(&home.service.received()[0], "done");
    home.wait_until("it is done", || home.status("tea") == "done");
}

#[test]
fn a_reminder_due_without_a_bus_arrives_once_the_bus_starts() {
    let mut home = Home::without_a_bus(&[("tea", -1)]);
    comes_when_it_can(&mut home, |home| {
        home.start_bus();
        home.start_service();
    });
}

#[test]
fn a_reminder_due_without_a_service_arrives_once_one_starts() {
    let mut home = Home::without_a_service(&[("tea", -1)]);
    comes_when_it_can(&mut home, Home::start_service);
}

#[test]
fn a_refused_reminder_arrives_once_the_service_accepts_it() {
    let mut home = Home::new(&[("tea", -1)]);
    home.service.refuse();
    comes_when_it_can(&mut home, |home| home.service.recover());
}

#[test]
fn reminders_continue_after_the_bus_was_restarted() {
    let mut home = Home::new(&[("tea", -1)]);
    let _agent = home.agent();
    assert_eq!(home.notifications(1), ["TEA"]);
    home.stop_bus();
    home.start_bus();
    home.start_service();
    home.plan_also(&[("walk", 1)]);
    assert_eq!(home.notifications(2), ["TEA", "WALK"]);
    home.service.press(&home.service.received()[1], "done");
    home.wait_until("it is done", || home.status("walk") == "done");
    home.no_more_than(&["TEA", "WALK"]);
}

#[test]
fn reminders_continue_after_the_service_was_restarted() {
    let mut home = Home::new(&[("tea", -1)]);
    let _agent = home.agent();
    assert_eq!(home.notifications(1), ["TEA"]);
    home.stop_service();
    home.start_service();
    home.plan_also(&[("walk", 1)]);
    assert_eq!(home.notifications(2), ["TEA", "WALK"]);
    home.service.press(&home.service.received()[1], "done");
    home.wait_until("it is done", || home.status("walk") == "done");
    home.no_more_than(&["TEA", "WALK"]);
}

#[test]
fn a_service_that_is_slow_but_within_the_limit_is_waited_for() {
    let home = Home::new(&[("tea", -1)]);
    home.service.delay_answers(Duration::from_millis(1200));
    let _agent = home.agent();
    home.wait_until("it is kept that it was sent", || {
        home.claims().iter().any(|claim| claim.sent_at.is_some())
    });
    home.no_more_than(&["TEA"]);
}

#[test]
fn a_hung_service_delays_nothing_and_the_next_reminder_tries_it_again() {
    let home = Home::new(&[("tea", 4), ("walk", 5), ("bath", 9)]);
    home.service.hang();
    let _agent = home.agent();
    // Both are given up two seconds after their time: the second one did not wait for the first.
    for step in ["tea", "walk"] {
        home.wait_until("it is given up", || problem(&home, step).is_some());
        let took = chrono::Utc::now() - home.due(step);
        assert!(took < TimeDelta::milliseconds(3500), "{step}: {took}");
        assert!(problem(&home, step).unwrap().contains("2 s"));
    }
    // Nor does anything else: what is pressed and written is taken in.
    home.says(&["done", "tea"]);
    home.says(&["done", "walk"]);
    let line = doctor_line(&home, "last reminder");
    assert!(line["found"].as_str().unwrap().contains("2 s"), "{line}");
    home.service.recover();
    home.wait_until("the next one came", || {
        let shown = home.service.shown();
        shown.iter().any(|given| given.summary == "BATH")
    });
    // What it had been given meanwhile is late, and is taken away.
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
    home.wait_until("it counts as said", || {
        home.claims().iter().any(|claim| claim.sent_at.is_some())
    });
}
