//! `winddown agent test`: its notification never outlives it, as its button would have no effect any more.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use std::{fs, slice, thread};

use serde_json::Value;

use super::bus::ReceivedNotification;
use super::newcomer::{ENTER, Systemctl, first_window};
use super::{Home, QUIET};

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
    assert_eq!(shown.actions[..2], ["works", "It works"]);
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

fn send_signal(child: &Child, name: &str) {
    let id = child.id().to_string();
    let sent = Command::new("kill").args(["-s", name, &id]).status();
    assert!(sent.unwrap().success());
}

/// Whether a process catches SIGTERM.
#[cfg(target_os = "linux")]
fn catches_sigterm(child: &Child) -> bool {
    const SIGTERM: u32 = 15;
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    let caught = status.lines().find_map(|it| it.strip_prefix("SigCgt:"));
    let caught = u64::from_str_radix(caught.unwrap().trim(), 16).unwrap();
    caught & (1 << (SIGTERM - 1)) != 0
}

#[test]
fn a_pressed_test_reminder_is_closed_before_the_command_ends() {
    let home = Home::new(&[("tea", 600)]);
    home.service.delay_closing(Duration::from_millis(300));
    let (mut child, shown) = start_test(&home, &[]);
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    // From now on it does nothing but wait.
    let sent = lines.next().unwrap().unwrap();
    assert!(sent.contains("It stays until you press"), "{sent}");
    thread::scope(|threads| {
        threads.spawn(|| home.service.press(&shown, "works"));
        child.wait().unwrap();
        assert_eq!(home.service.shown(), []);
    });
    assert_eq!(lines.next().unwrap().unwrap(), "Pressed: its button works.");
}

#[test]
fn each_signal_that_ends_the_command_closes_its_test_reminder() {
    for signal in ["INT", "TERM", "HUP"] {
        let home = Home::new(&[("tea", 600)]);
        let (mut child, _) = start_test(&home, &[]);
        send_signal(&child, signal);
        assert!(child.wait().unwrap().success(), "{signal}");
        assert_eq!(home.service.shown(), [], "{signal}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_test_reminder_is_closed_although_nothing_can_be_printed() {
    let home = Home::new(&[("tea", 600)]);
    let full = fs::OpenOptions::new().write(true).open("/dev/full");
    let mut command = home.command(&["agent", "test"]);
    let mut child = command.stdout(full.unwrap()).spawn().unwrap();
    assert!(!child.wait().unwrap().success());
    assert_eq!(home.service.received().len(), 1);
    assert_eq!(home.service.shown(), []);
}

#[test]
#[cfg(target_os = "linux")]
fn a_test_reminder_that_is_interrupted_while_it_is_sent_is_closed() {
    let home = Home::new(&[("tea", 600)]);
    home.service.hang();
    let mut command = home.command(&["agent", "test"]);
    let mut child = command.stdout(Stdio::null()).spawn().unwrap();
    home.wait_until("it catches the signal", || catches_sigterm(&child));
    send_signal(&child, "TERM");
    home.service.recover();
    assert!(child.wait().unwrap().success());
    assert_eq!(home.service.received().len(), 1);
    assert_eq!(home.service.shown(), []);
}

#[test]
fn a_test_reminder_that_comes_too_late_is_closed() {
    let home = Home::new(&[("tea", 600)]);
    home.service.hang();
    let mut command = home.command(&["agent", "test"]);
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let refused = lines.next().unwrap().unwrap();
    assert!(refused.contains("did not answer within 2 s"), "{refused}");
    let waits = lines.next().unwrap().unwrap();
    assert!(waits.starts_with("Waiting up to 10 s"), "{waits}");
    home.service.recover();
    child.wait().unwrap();
    assert_eq!(home.service.received().len(), 1);
    assert_eq!(home.service.shown(), []);
}

#[test]
fn the_window_takes_the_test_of_its_first_start_with_it() {
    let home = Home::new(&[]);
    let systemctl = Systemctl::new("exit 0");
    let mut window = first_window(&home, &systemctl);
    window.keys("y");
    window.wait_for("A test notification was just shown.");
    let is_shown = || {
        home.service
            .shown()
            .iter()
            .any(|it| it.summary == "This is a test")
    };
    assert!(is_shown());
    window.keys(ENTER);
    window.wait_for("Tab Review");
    window.keys("q");
    assert_eq!(window.wait_for_end(), 0);
    assert!(!is_shown());
}
