//! The agent after the clock was set, and after the computer slept.

use std::fs;
use std::process::Command;
use std::thread;
use std::time::Duration;

use super::{Agent, Home, is_missing};

/// An agent whose clock is faked: it is ahead of the real one by the offset in a file.
struct AgentWithFakedClock {
    agent: Agent,
    file: std::path::PathBuf,
}

impl AgentWithFakedClock {
    fn start(home: &Home) -> Self {
        let file = home.path("clock");
        fs::write(&file, "+0").unwrap();
        let mut command = home.command(&["agent"]);
        command
            .env("LD_PRELOAD", faketime_library())
            .env("FAKETIME_TIMESTAMP_FILE", &file)
            .env("FAKETIME_NO_CACHE", "1")
            .env("DONT_FAKE_MONOTONIC", "1");
        let agent = Agent::start(home, command);
        Self { agent, file }
    }

    /// Sets the clock to so many seconds ahead of the real one. The kernel does not report a faked change, so the agent
    /// notices it at its next look. Writing a file beside the journal triggers that look at once.
    fn set(&self, home: &Home, ahead: i64) {
        let new = self.file.with_extension("new");
        fs::write(&new, format!("{ahead:+}")).unwrap();
        fs::rename(new, &self.file).unwrap();
        let nudge = home.journal_path().with_extension("db-nudge");
        fs::write(nudge, "").unwrap();
    }
}

/// The library that `faketime` preloads.
fn faketime_library() -> String {
    let command = "faketime -f +0 printenv LD_PRELOAD";
    let output = Command::new("sh").args(["-c", command]).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

#[test]
fn a_clock_set_past_a_due_time_sends_the_reminder_and_setting_it_back_sends_no_second_one() {
    if is_missing("faketime") {
        return;
    }
    let home = Home::new(&[("tea", 600)]);
    let agent = AgentWithFakedClock::start(&home);
    home.assert_only(&[]);
    agent.set(&home, 605);
    assert_eq!(home.wait_for_notifications(1), ["TEA"]);
    agent.set(&home, 0);
    home.assert_only(&["TEA"]);
    agent.set(&home, 605);
    home.assert_only(&["TEA"]);
    drop(agent.agent);
}

#[test]
fn after_sleep_one_summary_names_all_steps_that_are_due() {
    let home = Home::new(&[("tea", 600), ("walk", 601)]);
    let agent = home.agent();
    agent.signal("STOP");
    // The steps are planned after the agent was stopped, so both become due while it is stopped.
    home.plan(&[("tea", 1), ("walk", 2)]);
    thread::sleep(Duration::from_secs(3));
    agent.signal("CONT");
    home.wait_for_notifications(1);
    home.assert_only(&["2 steps are waiting"]);
    let notification = &home.service.received()[0];
    assert_eq!(notification.body, "TEA, WALK");
    assert_eq!(
        notification.actions,
        ["default", "Open"],
        "which one would a button mean?"
    );
    // The notification is closed when the last of its steps is done.
    home.stdout(&["done", "tea"]);
    home.stdout(&["done", "walk"]);
    home.service.wait_until(|received| received[0].is_closed);
}
