//! A click on a notification opens a window: outside the service that the agent is of, and not beside one that is open.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::thread;

use super::pty::Terminal;
use super::{Agent, Home, QUIET};

/// What stands in for `systemd-run`: it writes down its arguments, and runs the command as its own process.
const SYSTEMD_RUN: &str = r#"echo "scope $@" >>"$HOME/started"
while [ "$1" != -- ]; do shift; done
shift
exec "$@""#;

/// What stands in for a user manager that cannot be reached.
const UNREACHABLE: &str = r#"echo "scope $@" >>"$HOME/started"
echo 'Failed to connect to bus' >&2
exit 1"#;

/// What stands in for a terminal: it writes down what it is to run, and stays open.
const TERMINAL: &str = r#"echo "terminal $@" >>"$HOME/started"
exec sleep 30"#;

fn script(home: &Home, name: &str, text: &str) {
    let path = home.path(name);
    fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// An agent that finds these on its search path, and a reminder of it on the screen.
fn agent(home: &Home, systemd_run: &str, is_in_a_service: bool) -> Agent {
    script(home, "systemd-run", systemd_run);
    script(home, "a-terminal", TERMINAL);
    let path = format!("{}:/usr/bin:/bin", home.folder.path().display());
    let mut command = home.command(&["agent"]);
    command.env("PATH", path).env("TERMINAL", "a-terminal");
    if is_in_a_service {
        command.env("INVOCATION_ID", "0123456789abcdef");
    }
    let agent = Agent::start(home, command);
    home.wait_for_notifications(1);
    agent
}

/// What was started, a line each.
fn started(home: &Home) -> Vec<String> {
    let started = fs::read_to_string(home.path("started")).unwrap_or_default();
    started.lines().map(str::to_owned).collect()
}

fn click(home: &Home) {
    let shown = home.service.shown();
    home.service.press(&shown[0], "default");
}

/// The program and its arguments, as a terminal is given them.
fn program(home: &Home) -> String {
    format!(
        "-e {} --config {} --journal {}",
        env!("CARGO_BIN_EXE_winddown"),
        home.config().display(),
        home.journal_path().display()
    )
}

#[test]
fn a_window_that_a_service_opens_gets_a_scope_of_its_own() {
    let home = Home::new(&[("tea", -1)]);
    let agent = agent(&home, SYSTEMD_RUN, true);
    click(&home);
    home.wait_until("the terminal runs", || started(&home).len() == 2);
    let started = started(&home);
    assert!(
        started[0].starts_with("scope --user --scope "),
        "{started:?}"
    );
    assert_eq!(started[1], format!("terminal {}", program(&home)));
    agent.signal("TERM");
    assert!(
        agent.wait_for_end().success(),
        "it does not wait for the window"
    );
}

#[test]
fn without_a_user_manager_the_window_opens_all_the_same() {
    let home = Home::new(&[("tea", -1)]);
    let _agent = agent(&home, UNREACHABLE, true);
    click(&home);
    home.wait_until("the terminal runs", || started(&home).len() == 2);
    assert_eq!(started(&home)[1], format!("terminal {}", program(&home)));
}

#[test]
fn an_agent_that_is_no_service_asks_systemd_for_nothing() {
    let home = Home::new(&[("tea", -1)]);
    let _agent = agent(&home, SYSTEMD_RUN, false);
    click(&home);
    home.wait_until("the terminal runs", || !started(&home).is_empty());
    assert_eq!(started(&home), [format!("terminal {}", program(&home))]);
}

#[test]
fn clicks_in_a_row_open_one_window() {
    let home = Home::new(&[("tea", -1), ("walk", -1)]);
    let _agent = agent(&home, SYSTEMD_RUN, false);
    home.wait_for_notifications(2);
    click(&home);
    click(&home);
    home.wait_until("the terminal runs", || !started(&home).is_empty());
    thread::sleep(QUIET);
    assert_eq!(started(&home).len(), 1);
}

#[test]
fn beside_an_open_window_none_is_opened_and_a_notification_says_so() {
    let home = Home::new(&[("tea", -1)]);
    let _agent = agent(&home, SYSTEMD_RUN, false);
    let variables = [
        ("TZ", home.zone.as_str()),
        ("DBUS_SESSION_BUS_ADDRESS", home.address.as_str()),
    ];
    let winddown = env!("CARGO_BIN_EXE_winddown");
    let mut window = Terminal::spawn_with(winddown, home.folder.path(), &[], &variables);
    window.wait_for("TEA");
    let lock = home.path(".local/state/winddown/windows.lock");
    home.wait_until("the window is known to be open", || lock.exists());
    click(&home);
    assert_eq!(
        home.wait_for_notifications(2),
        ["TEA", "winddown is open already"]
    );
    window.keys("q");
    assert_eq!(window.wait_for_end(), 0);
    home.plan_also(&[("walk", -1)]);
    home.wait_until("the next reminder is shown", || {
        let shown = home.service.shown();
        shown.iter().any(|it| it.summary == "WALK")
    });
    assert_eq!(started(&home), [] as [&str; 0]);
    let shown = home.service.shown();
    let walk = shown.iter().find(|it| it.summary == "WALK").unwrap();
    home.service.press(walk, "default");
    home.wait_until("a terminal runs", || started(&home).len() == 1);
}
