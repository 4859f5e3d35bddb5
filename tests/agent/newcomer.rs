//! The first start, and its question whether to install the agent.
//!
//! systemd is not touched: the `systemctl` on the search path is a script that records its arguments.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::Home;
use super::programs::write_script;
use super::pty::Terminal;

pub const ENTER: &str = "\r";
const RESTART: &str = "--user restart winddown-agent.service";

/// A `systemctl` that records its arguments and then runs a script.
pub struct Systemctl {
    folder: TempDir,
}

impl Systemctl {
    pub fn new(script: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (stub, asked) = (folder.path().join("systemctl"), folder.path().join("asked"));
        let script = format!(
            "echo \"$@\" >>'{}'\ncd '{}'\n{script}",
            asked.display(),
            folder.path().display()
        );
        write_script(&stub, &script);
        Self { folder }
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A `PATH` on which it comes first.
    pub fn path(&self) -> String {
        format!("{}:/usr/bin:/bin", self.folder().display())
    }

    /// Whether it was called with these arguments.
    pub fn was_called_with(&self, wanted: &str) -> bool {
        let asked = fs::read_to_string(self.folder().join("asked")).unwrap_or_default();
        asked.lines().any(|asked| asked == wanted)
    }
}

fn unit(home: &Home) -> PathBuf {
    home.path(".config/systemd/user/winddown-agent.service")
}

/// A window at its first start, with the three questions about the plan answered.
pub fn first_window(home: &Home, systemctl: &Systemctl) -> Terminal {
    fs::remove_file(home.config()).unwrap();
    let path = systemctl.path();
    let variables = [
        ("TZ", home.zone.as_str()),
        ("DBUS_SESSION_BUS_ADDRESS", home.address.as_str()),
        ("PATH", path.as_str()),
    ];
    let program = env!("CARGO_BIN_EXE_winddown");
    let mut window = Terminal::spawn_with(program, home.folder.path(), &[], &variables);
    for question in ["1 of 4", "2 of 4", "3 of 4"] {
        window.wait_for(question);
        window.keys(ENTER);
    }
    window.wait_for("4 of 4");
    assert!(home.config().exists());
    assert!(!unit(home).exists(), "nobody has answered yes");
    window
}

fn was_tested(home: &Home) -> bool {
    let received = home.service.received();
    received
        .iter()
        .any(|notification| notification.summary == "This is a test")
}

#[test]
fn after_yes_the_agent_is_installed_and_a_test_notification_arrives() {
    let home = Home::new(&[]);
    let systemctl = Systemctl::new("exit 0");
    let mut window = first_window(&home, &systemctl);
    window.keys("y");
    window.wait_for("A test notification was just shown.");
    window.wait_for("the agent runs, and starts when you log in");
    window.wait_for("winddown agent uninstall");
    assert!(was_tested(&home));
    let text = fs::read_to_string(unit(&home)).unwrap();
    assert!(text.contains("ExecStart="), "{text}");
    assert!(systemctl.was_called_with(RESTART));
    window.keys(ENTER);
    window.wait_for("Tab Review");
    assert!(!window.screen().contains("a changes that"));
}

#[test]
fn without_a_bus_the_first_start_says_what_to_do() {
    let home = Home::without_a_bus(&[]);
    let systemctl = Systemctl::new("exit 0");
    let mut window = first_window(&home, &systemctl);
    window.keys("y");
    window.wait_for("start winddown inside your desktop's");
    assert!(
        unit(&home).exists(),
        "the agent works as soon as there is a bus"
    );
}

#[test]
fn without_a_notification_service_the_first_start_says_what_to_do() {
    let home = Home::without_a_service(&[]);
    let systemctl = Systemctl::new("exit 0");
    let mut window = first_window(&home, &systemctl);
    window.keys("y");
    window.wait_for("install and start dunst or mako");
}

#[test]
fn an_error_of_systemd_is_shown_and_y_tries_again() {
    let home = Home::new(&[]);
    let script =
        "case \"$*\" in *restart*) [ -e well ] || { echo 'Unit is masked.' >&2; exit 1; };; esac";
    let systemctl = Systemctl::new(script);
    let mut window = first_window(&home, &systemctl);
    window.keys("y");
    window.wait_for("Unit is masked.");
    assert!(!was_tested(&home));
    fs::write(systemctl.folder().join("well"), "").unwrap();
    window.keys("y");
    window.wait_for("A test notification was just shown.");
}

#[test]
fn the_window_stays_responsive_while_the_agent_is_being_installed() {
    let home = Home::new(&[]);
    let script = "case \"$*\" in *restart*) while [ ! -e go ]; do sleep 0.05; done;; esac";
    let systemctl = Systemctl::new(script);
    let mut window = first_window(&home, &systemctl);
    window.keys("y");
    window.wait_for("One moment");
    window.keys(ENTER);
    window.wait_for("Tab Review");
    fs::write(systemctl.folder().join("go"), "").unwrap();
    window.wait_for("Done: the agent runs, and starts when you log in.");
    assert!(was_tested(&home));
}

#[test]
fn after_skipping_nothing_is_installed_and_tonight_mentions_it() {
    let home = Home::new(&[]);
    let systemctl = Systemctl::new("exit 0");
    let mut window = first_window(&home, &systemctl);
    window.keys(ENTER);
    window.wait_for("Reminders stop when this window closes; a changes that.");
    assert!(!unit(&home).exists() && !systemctl.was_called_with(RESTART));
    window.keys("an");
    window.wait_for("a asks again");
    window.keys("q");
    assert_eq!(window.wait_for_end(), 0);

    // The answer is stored, and the question can be opened again.
    let variables = [("TZ", home.zone.as_str())];
    let program = env!("CARGO_BIN_EXE_winddown");
    let mut window = Terminal::spawn_with(program, home.folder.path(), &[], &variables);
    window.wait_for("Tab Review");
    window.keys("a");
    window.wait_for("Remind you when this window is closed?");
    window.keys(ENTER);
    window.wait_for("Tab Review");
    assert!(!window.screen().contains("a changes that"));
}
