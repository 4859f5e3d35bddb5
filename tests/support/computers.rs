//! Computers of one user: homes of their own, and a folder that is the same for all. The real program runs in them.

#![allow(dead_code, reason = "each test file uses its own part")]

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use chrono::{NaiveTime, Utc};
use serde_json::Value;
use tempfile::TempDir;

use super::clock::{faked_clock, zone_where_it_is};

/// A plan without caffeine, so that a drink is never asked about.
pub const PLAN: &str = r#"
bedtime = "22:30"
wake = "06:30"

[[step]]
id = "stretch"
title = "Leg stretches"
kind = "check"
at = "20:00"

[[step]]
id = "lights-out"
title = "Lights out"
kind = "bedtime"
"#;

/// A computer whose clock shows nine in the evening when the test begins.
pub struct Computer {
    pub home: TempDir,
    pub name: String,
    pub zone: String,
}

impl Computer {
    /// A computer with this plan. The host's name is never shown, as the name is given where sync is switched on.
    pub fn new(name: &str, plan: &str) -> Self {
        let wanted = NaiveTime::from_hms_opt(21, 0, 0).unwrap();
        let computer = Self {
            home: tempfile::tempdir().unwrap(),
            name: name.to_owned(),
            zone: zone_where_it_is(wanted, Utc::now()).0,
        };
        fs::create_dir_all(computer.config().parent().unwrap()).unwrap();
        fs::write(computer.config(), plan).unwrap();
        computer
    }

    /// A second computer with the same disk.
    pub fn cloned(&self) -> Self {
        let home = tempfile::tempdir().unwrap();
        copy(self.home.path(), home.path());
        Self {
            home,
            name: self.name.clone(),
            zone: self.zone.clone(),
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    pub fn config(&self) -> PathBuf {
        self.path(".config/winddown/config.toml")
    }

    pub fn journal(&self) -> PathBuf {
        self.path(".local/share/winddown/journal.db")
    }

    pub fn command(&self, args: &[&str]) -> Command {
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

    /// Runs the program, which has to succeed, and returns its standard output.
    pub fn says(&self, args: &[&str]) -> String {
        let done = self.command(args).assert().success();
        String::from_utf8(done.get_output().stdout.clone()).unwrap()
    }

    /// Runs the program, which has to fail, and returns its standard error.
    pub fn fails(&self, args: &[&str]) -> String {
        let done = self.command(args).assert().failure();
        String::from_utf8(done.get_output().stderr.clone()).unwrap()
    }

    pub fn facts(&self, args: &[&str]) -> Value {
        serde_json::from_str(&self.says(&[args, &["--json"]].concat())).unwrap()
    }

    pub fn joins(&self, folder: &Path) {
        self.says(&["sync", "on", folder.to_str().unwrap(), "--name", &self.name]);
    }

    /// The events of the journal, one a line, in the order of their ids.
    pub fn events(&self) -> String {
        self.says(&["export", "--format", "json"])
    }

    /// What `sync status` remarks on, and the sentence, in its order.
    pub fn remarks(&self) -> Vec<(String, String)> {
        let status = self.facts(&["sync", "status"]);
        let remarks = status["remarks"].as_array().unwrap().iter();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        remarks
            .map(|it| (text(&it["about"]), text(&it["sentence"])))
            .collect()
    }

    /// The files of events that this computer writes, in the order of their names.
    pub fn own_files(&self, folder: &Path) -> Vec<PathBuf> {
        let status = self.facts(&["sync", "status"]);
        let mut computers = status["computers"].as_array().unwrap().iter();
        let this = computers.find(|it| it["this"] == true).unwrap();
        let own = folder
            .join("computers")
            .join(this["writer"].as_str().unwrap());
        let files = fs::read_dir(own).unwrap().map(|file| file.unwrap().path());
        let mut files: Vec<_> = files
            .filter(|file| file.extension().is_some_and(|it| it == "jsonl"))
            .collect();
        files.sort();
        files
    }
}

/// Copies a folder with all that is in it.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}
