//! A newer program takes the place of an agent of an older one.
//!
//! There is only one program to test with. An agent of it becomes an older one when another version is written into its
//! lock, which it still holds.

use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};

use super::newcomer::Systemctl;
use super::pty::Terminal;
use super::{Agent, Home};

const THIS: &str = env!("CARGO_PKG_VERSION");

/// Ends whoever is named in the lock when the test is over.
struct Tidy<'a>(&'a Home);

impl Drop for Tidy<'_> {
    fn drop(&mut self) {
        if let Some(pid) = written(self.0)["pid"].as_u64() {
            let _ = Command::new("kill").arg(pid.to_string()).status();
        }
    }
}

/// What stands in the lock.
fn written(home: &Home) -> Value {
    let text = fs::read_to_string(home.lock_path()).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}

/// Changes what stands in the lock; who holds it does so still.
fn rewrite(home: &Home, change: impl FnOnce(&mut Value)) {
    let mut word = written(home);
    change(&mut word);
    fs::write(home.lock_path(), word.to_string()).unwrap();
}

fn is_of_version(home: &Home, version: &str) {
    rewrite(home, |word| word["build"]["version"] = version.into());
}

/// The agent that holds the lock, as the program tells.
fn pid(home: &Home) -> Value {
    home.facts(&["agent", "status"])["pid"].clone()
}

fn is_sent(home: &Home) {
    home.wait_until("it is kept that it was sent", || {
        home.claims()
            .iter()
            .any(|claim| claim.notification.is_some())
    });
}

#[test]
fn an_entry_replaces_an_older_agent_and_every_reminder_still_comes_once() {
    let home = Home::new(&[("tea", -1)]);
    let agent = home.agent();
    let _tidy = Tidy(&home);
    home.notifications(1);
    is_sent(&home);
    // As version 0.1.0 wrote it.
    rewrite(&home, |word| {
        word.as_object_mut().unwrap().remove("build");
    });
    // A shell from afar does not know of the desktop; the older agent did.
    let entry = home
        .command(&["log", "note", "quiet"])
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
        .output();
    assert!(entry.unwrap().status.success());
    let older = agent.id();
    assert!(agent.ended().success(), "it was asked, not killed");
    let word = written(&home);
    assert_ne!(word["pid"], older);
    assert_eq!(word["build"]["version"], THIS);
    assert_eq!(pid(&home), word["pid"], "it holds the lock");

    // The notification is taken over in its place, and the next one comes from the new agent.
    home.notifications(2);
    home.plan_also(&[("walk", 1)]);
    assert_eq!(home.notifications(3), ["TEA", "TEA", "WALK"]);
    let given = home.service.received();
    assert_eq!(given[1].replaces, given[0].id);
    assert_eq!(home.service.shown().len(), 2);
    home.no_more_than(&["TEA", "TEA", "WALK"]);
}

#[test]
fn commands_that_only_read_leave_an_older_agent_alone() {
    let home = Home::new(&[("tea", 600)]);
    let agent = home.agent();
    let _tidy = Tidy(&home);
    is_of_version(&home, "0.0.9");
    for args in [
        &["next"][..],
        &["tonight"],
        &["review"],
        &["agent", "status"],
        &["trial"],
        &["config", "check"],
    ] {
        home.says(args);
        assert_eq!(written(&home)["pid"], agent.id(), "{args:?}");
    }
    assert_eq!(home.facts(&["agent", "status"])["version"], "0.0.9");
    assert!(home.says(&["agent", "status"]).contains("older version"));
    assert_eq!(pid(&home), agent.id());
}

#[test]
fn an_agent_that_is_as_new_or_newer_is_left_alone() {
    let home = Home::new(&[("tea", 600)]);
    let agent = home.agent();
    let _tidy = Tidy(&home);
    for version in [THIS, "999.0.0", "not a version"] {
        is_of_version(&home, version);
        home.says(&["log", "note", "quiet"]);
        assert_eq!(written(&home)["pid"], agent.id(), "{version}");
        assert_eq!(pid(&home), agent.id(), "{version}");
    }
}

#[test]
fn a_program_that_was_updated_in_place_replaces_its_agent() {
    let home = Home::new(&[("tea", 600)]);
    let program = home.path("winddown");
    fs::copy(env!("CARGO_BIN_EXE_winddown"), &program).unwrap();
    let program = program.to_str().unwrap();
    let agent = Agent::start(&home, home.command_as(program, &["agent"]));
    let _tidy = Tidy(&home);
    let enters = || {
        let entry = home.command_as(program, &["log", "note", "quiet"]).output();
        assert!(entry.unwrap().status.success());
        written(&home)["pid"].clone()
    };
    assert_eq!(enters(), agent.id());
    // The update is put beside it and renamed, as installers do.
    let update = home.path("update");
    fs::copy(env!("CARGO_BIN_EXE_winddown"), &update).unwrap();
    let later = SystemTime::now() + Duration::from_secs(60);
    let file = fs::File::options().write(true).open(&update).unwrap();
    file.set_modified(later).unwrap();
    drop(file);
    fs::rename(&update, program).unwrap();
    let successor = enters();
    assert_ne!(successor, agent.id());
    assert!(agent.ended().success());
    assert_eq!(enters(), successor, "once is enough");
}

#[test]
fn a_window_replaces_an_older_agent() {
    let home = Home::new(&[("tea", 600)]);
    let agent = home.agent();
    let _tidy = Tidy(&home);
    is_of_version(&home, "0.0.9");
    let variables = [("TZ", home.zone.as_str())];
    let program = env!("CARGO_BIN_EXE_winddown");
    let window = Terminal::spawn_with(program, home.folder.path(), &[], &variables);
    let older = agent.id();
    assert!(agent.ended().success());
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
    is_of_version(&home, "0.0.9");
    let newer = home.agent();
    assert!(older.ended().success());
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
    rewrite(&home, |word| {
        *word = json!({ "pid": other.id(), "since": "2026-11-24T18:00:00+01:00" });
    });
    home.says(&["log", "note", "quiet"]);
    let goes_on = other.try_wait().unwrap().is_none();
    let _ = other.kill();
    let _ = other.wait();
    assert!(goes_on);
    assert_eq!(pid(&home), other.id(), "the lock is held still");
    agent.signal("TERM");
    assert!(agent.ended().success());
}

#[test]
fn systemd_restarts_its_agent_only_if_its_unit_starts_this_program() {
    const RESTARTS: &str = "--user restart winddown-agent.service";
    let home = Home::new(&[("tea", 600)]);
    let agent = home.agent();
    let unit = home.path(".config/systemd/user/winddown-agent.service");
    fs::create_dir_all(unit.parent().unwrap()).unwrap();
    fs::write(&unit, "").unwrap();
    is_of_version(&home, "0.0.9");
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
        assert_eq!(systemctl.was_asked(RESTARTS), is_asked, "{program}");
        assert_eq!(pid(&home), agent.id(), "that is systemd's to end");
    }
}
