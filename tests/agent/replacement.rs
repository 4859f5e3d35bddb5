//! A newer program replaces an agent of an older version.
//!
//! There is only one version of the program to test with. A test turns its agent into an older one by writing another
//! version into the lock file, which the agent still holds.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};

use super::newcomer::Systemctl;
use super::pty::Terminal;
use super::{Agent, Home};

const THIS: &str = env!("CARGO_PKG_VERSION");

/// Ends the process named in the lock file when it is dropped.
struct EndsLockHolder<'a>(&'a Home);

impl Drop for EndsLockHolder<'_> {
    fn drop(&mut self) {
        if let Some(pid) = lock_content(self.0)["pid"].as_u64() {
            let _ = Command::new("kill").arg(pid.to_string()).status();
        }
    }
}

/// The content of the lock file.
fn lock_content(home: &Home) -> Value {
    let text = fs::read_to_string(home.lock_path()).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}

/// Changes the content of the lock file. Its holder keeps the lock.
fn rewrite_lock(home: &Home, change: impl FnOnce(&mut Value)) {
    let mut lock = lock_content(home);
    change(&mut lock);
    fs::write(home.lock_path(), lock.to_string()).unwrap();
}

/// Makes the agent one of that version.
fn set_version(home: &Home, version: &str) {
    rewrite_lock(home, |lock| lock["build"]["version"] = version.into());
}

/// The process id of the agent, as `winddown agent status` prints it.
fn pid(home: &Home) -> Value {
    home.json(&["agent", "status"])["pid"].clone()
}

#[test]
fn an_entry_replaces_an_older_agent_and_every_reminder_still_comes_once() {
    let home = Home::new(&[("tea", -1)]);
    let agent = home.agent();
    let _cleanup = EndsLockHolder(&home);
    home.wait_for_notifications(1);
    home.wait_until_shown();
    // Version 0.1.0 wrote no build into the lock file.
    rewrite_lock(&home, |lock| {
        lock.as_object_mut().unwrap().remove("build");
    });
    // As in an SSH session, the command does not know the session bus. The new agent gets it from the older one.
    let entry = home
        .command(&["log", "note", "quiet"])
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
        .output();
    assert!(entry.unwrap().status.success());
    let older = agent.id();
    assert!(agent.wait_for_end().success(), "it was asked, not killed");
    let lock = lock_content(&home);
    assert_ne!(lock["pid"], older);
    assert_eq!(lock["build"]["version"], THIS);
    assert_eq!(pid(&home), lock["pid"], "it holds the lock");

    // The new agent takes over the notification, and sends the next one.
    home.wait_for_notifications(2);
    home.plan_also(&[("walk", 1)]);
    assert_eq!(home.wait_for_notifications(3), ["TEA", "TEA", "WALK"]);
    let received = home.service.received();
    assert_eq!(received[1].replaces, received[0].id);
    assert_eq!(home.service.shown().len(), 2);
    home.assert_only(&["TEA", "TEA", "WALK"]);
}

#[test]
fn commands_that_only_read_leave_an_older_agent_alone() {
    let home = Home::new(&[("tea", 600)]);
    let agent = home.agent();
    let _cleanup = EndsLockHolder(&home);
    set_version(&home, "0.0.9");
    for args in [
        &["next"][..],
        &["tonight"],
        &["review"],
        &["agent", "status"],
        &["trial"],
        &["config", "check"],
    ] {
        home.stdout(args);
        assert_eq!(lock_content(&home)["pid"], agent.id(), "{args:?}");
    }
    assert_eq!(home.json(&["agent", "status"])["version"], "0.0.9");
    assert!(home.stdout(&["agent", "status"]).contains("older version"));
    assert_eq!(pid(&home), agent.id());
}

#[test]
fn an_agent_that_is_as_new_or_newer_is_left_alone() {
    let home = Home::new(&[("tea", 600)]);
    let agent = home.agent();
    let _cleanup = EndsLockHolder(&home);
    for version in [THIS, "999.0.0", "not a version"] {
        set_version(&home, version);
        home.stdout(&["log", "note", "quiet"]);
        assert_eq!(lock_content(&home)["pid"], agent.id(), "{version}");
        assert_eq!(pid(&home), agent.id(), "{version}");
    }
}

/// Copies the program by another process. The system refuses to run a file that somebody has open for writing, and a
/// process that another test starts meanwhile would inherit this one's open file.
fn copy_program(to: &Path) {
    let program = env!("CARGO_BIN_EXE_winddown");
    let copied = Command::new("cp").arg(program).arg(to).status();
    assert!(copied.unwrap().success());
}

#[test]
fn a_program_that_was_updated_in_place_replaces_its_agent() {
    let home = Home::new(&[("tea", 600)]);
    let program = home.path("winddown");
    copy_program(&program);
    let program = program.to_str().unwrap();
    let agent = Agent::start(&home, home.command_as(program, &["agent"]));
    let _cleanup = EndsLockHolder(&home);
    let enters = || {
        let entry = home.command_as(program, &["log", "note", "quiet"]).output();
        assert!(entry.unwrap().status.success());
        lock_content(&home)["pid"].clone()
    };
    assert_eq!(enters(), agent.id());
    // As installers do, write the update beside the program and rename it.
    let update = home.path("update");
    copy_program(&update);
    let later = SystemTime::now() + Duration::from_secs(60);
    let file = fs::File::open(&update).unwrap();
    file.set_modified(later).unwrap();
    drop(file);
    fs::rename(&update, program).unwrap();
    let successor = enters();
    assert_ne!(successor, agent.id());
    assert!(agent.wait_for_end().success());
    assert_eq!(enters(), successor, "once is enough");
}

#[test]
fn a_window_replaces_an_older_agent() {
    let home = Home::new(&[("tea", 600)]);
    let agent = home.agent();
    let _cleanup = EndsLockHolder(&home);
    set_version(&home, "0.0.9");
    let variables = [("TZ", home.zone.as_str())];
    let program = env!("CARGO_BIN_EXE_winddown");
    let window = Terminal::spawn_with(program, home.folder.path(), &[], &variables);
    let older = agent.id();
    assert!(agent.wait_for_end().success());
    home.wait_until("another runs", || {
        let pid = pid(&home);
        pid.is_u64() && pid != older
    });
    drop(window);
    assert!(pid(&home).is_u64(), "it does not end with the window");
}

#[test]
fn starting_an_agent_replaces_an_older_one() {
    let home = Home::new(&[("tea", 600)]);
    let older = home.agent();
    set_version(&home, "0.0.9");
    let newer = home.agent();
    assert!(older.wait_for_end().success());
    assert_eq!(pid(&home), newer.id());
}

#[test]
fn a_process_that_reused_the_id_of_an_older_agent_is_not_ended() {
    let home = Home::new(&[("tea", 600)]);
    let agent = home.agent();
    let mut other = Command::new("sleep")
        .arg("60")
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    rewrite_lock(&home, |lock| {
        *lock = json!({ "pid": other.id(), "since": "2026-11-24T18:00:00+01:00" });
    });
    home.stdout(&["log", "note", "quiet"]);
    let still_runs = other.try_wait().unwrap().is_none();
    let _ = other.kill();
    let _ = other.wait();
    assert!(still_runs);
    assert_eq!(pid(&home), other.id(), "the lock is held still");
    agent.signal("TERM");
    assert!(agent.wait_for_end().success());
}

#[test]
fn systemd_restarts_its_agent_only_if_its_unit_starts_this_program() {
    const RESTART: &str = "--user restart winddown-agent.service";
    let home = Home::new(&[("tea", 600)]);
    let agent = home.agent();
    let unit = home.path(".config/systemd/user/winddown-agent.service");
    fs::create_dir_all(unit.parent().unwrap()).unwrap();
    fs::write(&unit, "").unwrap();
    set_version(&home, "0.0.9");
    for (program, is_asked) in [
        ("/usr/bin/true", false),
        (env!("CARGO_BIN_EXE_winddown"), true),
    ] {
        let answer = format!(
            "case \"$*\" in *MainPID*) echo 'MainPID={}'; echo 'ExecStart={{ path={program} ; argv[]={program} agent ; }}';; esac",
            agent.id()
        );
        let systemctl = Systemctl::new(&answer);
        let entry = home
            .command(&["log", "note", "quiet"])
            .env("PATH", systemctl.path())
            .output();
        assert!(entry.unwrap().status.success());
        assert_eq!(systemctl.was_called_with(RESTART), is_asked, "{program}");
        assert_eq!(pid(&home), agent.id(), "that is systemd's to end");
    }
}
