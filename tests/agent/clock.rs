//! The agent after the clock was set, and after the computer slept.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use super::{Agent, Home, is_missing};

/// A clock that is faked for the programs that get its variables: it is ahead of the real one by the offset in a file.
pub struct FakedClock {
    file: PathBuf,
}

impl FakedClock {
    pub fn new(home: &Home) -> Self {
        let file = home.path("clock");
        fs::write(&file, "+0").unwrap();
        Self { file }
    }

    /// The environment variables by which a program has this clock.
    pub fn variables(&self) -> [(&'static str, String); 4] {
        [
            ("LD_PRELOAD", faketime_library()),
            ("FAKETIME_TIMESTAMP_FILE", self.file.display().to_string()),
            ("FAKETIME_NO_CACHE", "1".to_owned()),
            ("DONT_FAKE_MONOTONIC", "1".to_owned()),
        ]
    }

    /// Sets the clock to so many seconds ahead of the real one. The kernel does not report a faked change, so an agent
    /// notices it at its next look. Writing a file beside the journal triggers that look at once.
    pub fn set(&self, home: &Home, ahead: i64) {
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
    let clock = FakedClock::new(&home);
    let mut command = home.command(&["agent"]);
    command.envs(clock.variables());
    let _agent = Agent::start(&home, command);
    home.assert_only(&[]);
    clock.set(&home, 605);
    assert_eq!(home.wait_for_notifications(1), ["TEA"]);
    clock.set(&home, 0);
    home.assert_only(&["TEA"]);
    clock.set(&home, 605);
    home.assert_only(&["TEA"]);
}

#[test]
fn after_sleep_one_summary_names_all_steps_that_are_due() {
    let home = Home::new(&[("tea", 600), ("walk", 601)]);
    let agent = home.agent();
    agent.signal("STOP");
    // The steps are planned after the agent was stopped, so both were due more than a minute ago when it goes on.
    home.plan(&[("tea", -70), ("walk", -69)]);
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
    // A step that is done leaves it; with the last one it is closed.
    home.stdout(&["done", "tea"]);
    home.wait_for_notifications(2);
    let renewed = &home.service.received()[1];
    assert_eq!(renewed.replaces, notification.id);
    assert_eq!(renewed.summary, "WALK");
    home.stdout(&["done", "walk"]);
    home.service.wait_until(|received| received[1].is_closed);
    home.assert_only(&["2 steps are waiting", "WALK"]);
}
