//! The life of an agent: start, lock, end, status, and the test reminder.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::{fs, slice, thread};

use serde_json::Value;

use super::bus::ReceivedNotification;
use super::{Home, QUIET};

#[test]
fn a_second_agent_names_the_first_one_and_exits() {
    let home = Home::new(&[("tea", 600)]);
    let agent = home.agent();
    let second = home.command(&["agent"]).output().unwrap();
    assert_eq!(second.status.code(), Some(1));
    let stderr = String::from_utf8(second.stderr).unwrap();
    assert!(
        stderr.contains(&format!("process {}", agent.id())),
        "{stderr}"
    );
    assert_eq!(home.json(&["agent", "status"])["pid"], agent.id());
}

#[test]
fn the_lock_of_a_dead_agent_is_free() {
    let home = Home::new(&[("tea", 600)]);
    home.agent().kill();
    assert!(home.lock_path().exists(), "a killed agent leaves it");
    assert_eq!(home.json(&["agent", "status"])["running"], false);
    let agent = home.agent();
    assert_eq!(home.json(&["agent", "status"])["pid"], agent.id());
}

#[test]
fn on_sigterm_the_notifications_stay_for_the_next_agent() {
    let home = Home::new(&[("tea", -1)]);
    let agent = home.agent();
    home.wait_for_notifications(1);
    home.wait_until_shown();
    agent.signal("TERM");
    assert!(agent.wait_for_end().success());
    assert_eq!(home.service.shown().len(), 1);
    let _agent = home.agent();
    home.wait_for_notifications(2);
    assert_eq!(home.service.shown().len(), 1);
    home.stdout(&["done", "tea"]);
    home.service
        .wait_until(|received| received.iter().all(|notification| notification.is_closed));
}

#[test]
fn ctrl_c_closes_the_notifications() {
    let home = Home::new(&[("tea", -1)]);
    let agent = home.agent();
    home.wait_for_notifications(1);
    home.wait_until_shown();
    agent.signal("INT");
    assert!(agent.wait_for_end().success());
    assert_eq!(home.service.shown(), []);
    // It is not sent a second time.
    let _agent = home.agent();
    home.assert_only(&["TEA"]);
}

#[test]
fn status_reports_the_process_the_next_reminder_and_the_last_one() {
    let home = Home::new(&[("tea", -1), ("walk", 600)]);
    let keys = |facts: &Value| -> Vec<String> {
        let object = facts.as_object().unwrap();
        object.keys().cloned().collect()
    };
    let facts = home.json(&["agent", "status"]);
    let mut all = ["running", "pid", "since", "version", "next", "last"].map(str::to_owned);
    all.sort();
    assert_eq!(keys(&facts), all);
    assert_eq!(facts["running"], false);
    assert_eq!(facts["last"], Value::Null);
    let agent = home.agent();
    home.wait_until("the reminder was sent", || {
        home.json(&["agent", "status"])["last"]["sent_at"].is_string()
    });
    let facts = home.json(&["agent", "status"]);
    assert_eq!(keys(&facts), all);
    assert_eq!(facts["running"], true);
    assert_eq!(facts["pid"], agent.id());
    let since = facts["since"].as_str().unwrap();
    assert_eq!(since.len(), "2026-11-24T22:30:00+01:00".len(), "{since}");
    assert_eq!(facts["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(facts["next"]["about"], "walk");
    assert_eq!(facts["next"]["title"], "WALK");
    assert_eq!(facts["last"]["about"], "tea");
    assert_eq!(facts["last"]["channel"], "desktop");
    assert_eq!(facts["last"]["problem"], Value::Null);
    let output = home.stdout(&["agent", "status"]);
    assert!(output.contains("Next: WALK, 21:"), "{output}");
    assert!(output.contains("Last: tea, "), "{output}");
}

/// Starts `winddown agent test` with these arguments, and waits until its notification is shown.
fn start_test(home: &Home, args: &[&str]) -> (Child, ReceivedNotification) {
    let before = home.service.received().len();
    let mut command = home.command(&[&["agent", "test"], args].concat());
    let child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    home.wait_for_notifications(before + 1);
    let shown = home.service.received().pop().unwrap();
    (child.unwrap(), shown)
}

fn stdout(child: Child) -> String {
    String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap()
}

#[test]
fn a_test_reminder_stays_until_it_was_seen_even_where_it_leaves_with_its_sender() {
    let home = Home::new(&[("tea", 600)]);
    home.service.drop_with_sender();
    let (child, shown) = start_test(&home, &[]);
    thread::sleep(QUIET);
    assert_eq!(home.service.shown(), slice::from_ref(&shown));
    assert_eq!(shown.actions[2..], ["works", "It works"]);
    home.service.press(&shown, "works");
    let output = stdout(child);
    assert!(output.contains("It stays until you press"), "{output}");
    assert!(output.ends_with("Pressed: its button works.\n"), "{output}");

    let (mut child, shown) = start_test(&home, &["--json"]);
    // It listens only some time after its notification is shown.
    home.wait_until("it has heard that its notification was closed", || {
        home.service.dismiss(&shown);
        child.try_wait().unwrap().is_some()
    });
    let facts: Value = serde_json::from_str(&stdout(child)).unwrap();
    assert_eq!(facts["seen"], "closed");
    assert_eq!(facts["channel"], "desktop");
    assert_eq!(facts["service"], "test 1");
    assert!(facts["took_ms"].is_u64());
    assert_eq!(facts["problem"], Value::Null);
}

#[test]
fn ctrl_c_closes_a_test_reminder() {
    let home = Home::new(&[("tea", 600)]);
    let (mut child, _) = start_test(&home, &[]);
    let mut line = String::new();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    out.read_line(&mut line).unwrap();
    assert!(line.contains("Ctrl-C closes it"), "{line}");
    let id = child.id().to_string();
    let sent = Command::new("kill").args(["-s", "INT", &id]).status();
    assert!(sent.unwrap().success());
    line.clear();
    out.read_line(&mut line).unwrap();
    assert!(line.contains("Closed: nobody pressed"), "{line}");
    assert!(child.wait().unwrap().success());
    assert_eq!(home.service.shown(), []);
}

#[test]
fn a_test_reminder_that_nobody_waits_for_is_not_said_to_stay() {
    let home = Home::new(&[("tea", 600)]);
    home.service.drop_with_sender();
    let output = home.stdout(&["agent", "test", "--no-wait"]);
    assert!(
        output.starts_with("Sent: test 1 took it after "),
        "{output}"
    );
    assert!(output.contains("Some desktops take it away"), "{output}");
    home.service.wait_until(|received| received[0].is_closed);
}

#[test]
fn a_test_reminder_that_the_desktop_does_not_take_is_a_failure() {
    let mut home = Home::new(&[("tea", 600)]);
    home.stop_service();
    let facts = home.json(&["agent", "test"]);
    assert_eq!(facts["channel"], Value::Null);
    assert!(facts["problem"].is_string(), "{facts}");
    let output = home.command(&["agent", "test"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.contains("winddown doctor"), "{stderr}");
    assert!(
        !fs::exists(home.journal_path()).unwrap(),
        "a test records nothing"
    );
}
