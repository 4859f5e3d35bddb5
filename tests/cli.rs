//! Runs the built program and checks its output, exit codes and files: the specification of the command line.
//!
//! Each test has its own home directory. The program uses the real clock. To test a time of day, each test sets `TZ` to
//! a fixed offset in which it is that time now.

#[path = "cli/actions.rs"]
mod actions;
#[cfg(all(unix, not(target_os = "macos")))]
#[path = "cli/agent_install.rs"]
mod agent_install;
#[path = "cli/bad_input.rs"]
mod bad_input;
#[cfg(unix)]
#[path = "cli/bars.rs"]
mod bars;
#[path = "cli/clock_doubt.rs"]
mod clock_doubt;
#[path = "cli/completions.rs"]
mod completions;
#[path = "cli/config.rs"]
mod config;
#[path = "cli/diary.rs"]
mod diary;
#[path = "cli/doctor.rs"]
mod doctor;
#[path = "cli/exchange.rs"]
mod exchange;
#[path = "cli/exchange_loop.rs"]
mod exchange_loop;
#[path = "cli/journal.rs"]
mod journal;
#[path = "cli/json_times.rs"]
mod json_times;
#[path = "cli/learn.rs"]
mod learn;
#[path = "cli/looking.rs"]
mod looking;
#[path = "cli/man.rs"]
mod man;
#[cfg(unix)]
#[path = "cli/modes.rs"]
mod modes;
#[path = "cli/report.rs"]
mod report;
#[path = "cli/rescue.rs"]
mod rescue;
#[path = "cli/review.rs"]
mod review;
#[path = "cli/shell.rs"]
mod shell;
#[path = "cli/trial.rs"]
mod trial;
#[path = "cli/twelve_hours.rs"]
mod twelve_hours;
#[path = "cli/verbose.rs"]
mod verbose;

#[path = "cli/when.rs"]
mod when;

#[path = "support/clock.rs"]
mod clock;
#[path = "support/times.rs"]
mod times;

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use assert_cmd::assert::Assert;
use chrono::{DateTime, Days, FixedOffset, NaiveDate, NaiveTime, SubsecRound, TimeDelta, Utc};
use clock::{faked_clock, zone_where_it_is};
use serde_json::Value;
use tempfile::TempDir;

/// A plan of six steps, the same on every weekday.
const PLAN: &str = r#"
bedtime = "22:30"
wake = "06:30"

[[step]]
id = "last-caffeine"
title = "Last caffeine"
kind = "cutoff"
substance = "caffeine"
before_bed = "9h"

[[step]]
id = "warm-bath"
title = "Warm bath"
kind = "timer"
duration = "15m"
at = "20:45"

[[step]]
id = "massage"
title = "Massage & rest"
kind = "timer"
duration = "20m"
before_bed = "75m"
optional = true

[[step]]
id = "stretch"
title = "Leg stretches"
kind = "routine"
routine = "restless-legs"
before_bed = "40m"

[[step]]
id = "lights-out"
title = "Lights out"
kind = "bedtime"
"#;

/// A user with a home directory, in a time zone where it is the wanted time of day.
struct Person {
    home: TempDir,
    zone: String,
    offset: FixedOffset,
    born: DateTime<Utc>,
}

/// A user with [`PLAN`], whose local time is `time`.
fn person_at(time: &str) -> Person {
    let person = newcomer_at(time);
    person.write_config(PLAN);
    person
}

/// A user without config and journal, whose local time is `time`.
fn newcomer_at(time: &str) -> Person {
    let wanted: NaiveTime = time.parse().unwrap();
    // Whole seconds only: with a fraction, the local time could still show the minute before.
    let now = Utc::now().trunc_subsecs(0);
    let (zone, minutes) = zone_where_it_is(wanted, now);
    Person {
        home: tempfile::tempdir().unwrap(),
        zone,
        offset: FixedOffset::east_opt(minutes * 60).unwrap(),
        born: now,
    }
}

impl Person {
    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    fn config(&self) -> PathBuf {
        self.path(".config/winddown/config.toml")
    }

    fn journal(&self) -> PathBuf {
        self.path(".local/share/winddown/journal.db")
    }

    fn write_config(&self, text: impl AsRef<[u8]>) {
        fs::create_dir_all(self.config().parent().unwrap()).unwrap();
        fs::write(self.config(), text).unwrap();
    }

    /// The local date.
    fn today(&self) -> NaiveDate {
        self.born.with_timezone(&self.offset).date_naive()
    }

    fn yesterday(&self) -> NaiveDate {
        self.today() - Days::new(1)
    }

    /// `time` on `date` in RFC 3339, as in JSON output.
    fn instant(&self, date: NaiveDate, time: &str) -> String {
        let local = date.and_time(time.parse().unwrap());
        let at = local.and_local_timezone(self.offset).unwrap();
        at.to_rfc3339()
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_winddown"));
        command
            .env_clear()
            .envs(faked_clock())
            .env("HOME", self.home.path())
            .env("TZ", &self.zone)
            .env("LANG", "C.UTF-8")
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .args(args);
        command
    }

    fn runs(&self, args: &[&str]) -> Assert {
        self.command(args).assert()
    }

    /// Runs the program, which has to succeed, and returns its standard output.
    fn says(&self, args: &[&str]) -> String {
        text(&self.runs(args).success().get_output().stdout)
    }

    /// Runs the program, which has to fail with that exit code, and returns its standard error.
    fn fails(&self, code: i32, args: &[&str]) -> String {
        let assert = self.runs(args).code(code).stdout("");
        let said = text(&assert.get_output().stderr);
        assert!(said.starts_with("winddown: "), "{said}");
        for never in ["panicked", "backtrace", "Error("] {
            assert!(!said.contains(never), "{said}");
        }
        said
    }

    fn facts(&self, args: &[&str]) -> Value {
        let said = self.says(&[args, &["--json"]].concat());
        assert_eq!(said.lines().count(), 1, "one line of JSON: {said}");
        serde_json::from_str(&said).unwrap()
    }

    /// One step of `tonight --json`.
    fn step(&self, id: &str, args: &[&str]) -> Value {
        let tonight = self.facts(&[&["tonight"], args].concat());
        let steps = tonight["steps"].as_array().unwrap();
        steps.iter().find(|step| step["id"] == id).unwrap().clone()
    }

    fn status(&self, id: &str) -> String {
        self.step(id, &[])["status"].as_str().unwrap().to_owned()
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// All files under a folder with their contents, to compare before and after.
fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push((path.clone(), fs::read(path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

/// Minutes from the real clock to an instant in JSON.
fn minutes_from_now(instant: &Value) -> i64 {
    let at: DateTime<Utc> = instant.as_str().unwrap().parse().unwrap();
    (Utc::now() - at).abs().num_minutes()
}

/// The date so many days after `date`.
fn days_after(date: NaiveDate, days: i64) -> String {
    (date + TimeDelta::days(days)).to_string()
}
