//! Clocks that are set, zones that change, and a computer that sleeps.

use std::fs;
use std::process::Command;
use std::thread;
use std::time::Duration;

use super::{Agent, Home, is_missing};

/// An agent whose clock is ahead of the real one by what a file says.
struct Shifted {
    agent: Agent,
    file: std::path::PathBuf,
}

impl Shifted {
    fn start(home: &Home) -> Self {
        let file = home.path("clock");
        fs::write(&file, "+0").unwrap();
        let mut command = home.command(&["agent"]);
        command
            .env("LD_PRELOAD", library())
            .env("FAKETIME_TIMESTAMP_FILE", &file)
            .env("FAKETIME_NO_CACHE", "1")
            .env("DONT_FAKE_MONOTONIC", "1");
        let agent = Agent::start(home, command);
        Self { agent, file }
    }

    /// Sets the clock to so many seconds ahead of the real one. The system would tell that it was set; here that is
    /// found out with the next look, and a signal to look stands in for the half minute until then.
    fn set(&self, home: &Home, ahead: i64) {
        let new = self.file.with_extension("new");
        fs::write(&new, format!("{ahead:+}")).unwrap();
        fs::rename(new, &self.file).unwrap();
        let nudge = home.journal_path().with_extension("db-nudge");
        fs::write(nudge, "").unwrap();
    }
}

/// Where `faketime` has what it puts in front of the clock.
fn library() -> String {
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
    let agent = Shifted::start(&home);
    home.no_more_than(&[]);
    agent.set(&home, 605);
    assert_eq!(home.notifications(1), ["TEA"]);
    agent.set(&home, 0);
    home.no_more_than(&["TEA"]);
    agent.set(&home, 605);
    home.no_more_than(&["TEA"]);
    drop(agent.agent);
}

#[test]
fn after_sleep_one_summary_names_all_steps_that_are_due() {
    let home = Home::new(&[("tea", 600), ("walk", 601)]);
    let agent = home.agent();
    agent.signal("STOP");
    // Both come due only once it sleeps, however long it took to start.
    home.plan(&[("tea", 1), ("walk", 2)]);
    thread::sleep(Duration::from_secs(3));
    agent.signal("CONT");
    home.notifications(1);
    home.no_more_than(&["2 steps are waiting"]);
    let given = &home.service.received()[0];
    assert_eq!(given.body, "TEA, WALK");
    assert_eq!(
        given.actions,
        ["default", "Open"],
        "which one would a button mean?"
    );
    // Done one by one, it goes with the last.
    home.says(&["done", "tea"]);
    home.says(&["done", "walk"]);
    home.service.wait_until(|given| given[0].is_closed);
}
