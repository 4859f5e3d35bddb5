//! The life of an agent: start, lock, end and status.

use serde_json::Value;

use super::Home;

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
