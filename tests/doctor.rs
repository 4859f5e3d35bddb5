//! `winddown doctor` on a real session bus, with a notification service run by the test.

#![cfg(all(unix, not(target_os = "macos")))]

#[path = "support/bus.rs"]
#[allow(dead_code, reason = "other tests use more of it")]
mod bus;

use std::process::Command;
use std::time::{Duration, Instant};

use bus::{with_a_service, without_a_service};
use serde_json::Value;

/// The output of `doctor --json` on the bus of this process.
fn examined() -> Value {
    let home = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_winddown"))
        .args(["doctor", "--json"])
        .env("HOME", home.path())
        .env_remove("WINDDOWN_CONFIG")
        .env_remove("WINDDOWN_JOURNAL")
        .output()
        .unwrap();
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    let is_fine = said["broken"] == 0;
    assert_eq!(output.status.code(), Some(i32::from(!is_fine)), "{said}");
    said
}

fn line<'a>(said: &'a Value, topic: &str) -> &'a Value {
    let lines = said["lines"].as_array().unwrap();
    lines.iter().find(|line| line["topic"] == topic).unwrap()
}

#[test]
fn a_notification_service_is_reported_with_its_name_and_abilities() {
    with_a_service(|service| {
        let said = examined();
        assert_eq!(line(&said, "bus")["state"], "fine");
        let notifications = line(&said, "notifications");
        assert_eq!(notifications["state"], "fine", "{said}");
        assert_eq!(notifications["found"], "test 1: buttons, markup");
        assert_eq!(service.received(), [], "nothing was sent");
    });
}

#[test]
fn without_a_notification_service_the_doctor_says_what_to_install() {
    without_a_service(|| {
        let said = examined();
        assert_eq!(line(&said, "bus")["state"], "fine", "{said}");
        let notifications = line(&said, "notifications");
        assert_eq!(notifications["state"], "broken", "{said}");
        assert!(notifications["advice"].as_str().unwrap().contains("dunst"));
    });
}

#[test]
fn a_hung_notification_service_is_reported_within_the_time_limit() {
    with_a_service(|service| {
        service.hang();
        let started = Instant::now();
        let said = examined();
        let took = started.elapsed();
        assert!(took < Duration::from_secs(10), "{took:?}");
        let notifications = line(&said, "notifications");
        assert_eq!(notifications["state"], "broken", "{said}");
        let found = notifications["found"].as_str().unwrap();
        assert!(found.contains("did not answer within 2 s"), "{said}");
        assert_eq!(line(&said, "bus")["state"], "fine", "{said}");
    });
}

#[test]
fn a_bus_that_never_answers_is_reported_within_the_time_limit() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("bus");
    let _open = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    let started = Instant::now();
    let output = Command::new(env!("CARGO_BIN_EXE_winddown"))
        .args(["doctor", "--json"])
        .env("HOME", folder.path())
        .env(
            "DBUS_SESSION_BUS_ADDRESS",
            format!("unix:path={}", socket.display()),
        )
        .output()
        .unwrap();
    assert!(started.elapsed() < Duration::from_secs(10));
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(line(&said, "bus")["state"], "broken", "{said}");
    let found = line(&said, "bus")["found"].as_str().unwrap();
    assert!(found.ends_with("did not answer within 2 s"), "{said}");
}
