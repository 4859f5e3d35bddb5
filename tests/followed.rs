//! The folder of several computers, followed by the agent: what arrives is taken in, and what is recorded goes out,
//! without a command.
#![cfg(unix)]

#[path = "support/clock.rs"]
mod clock;
#[path = "support/computers.rs"]
mod computers;
#[cfg(target_os = "linux")]
#[path = "support/far_folder.rs"]
mod far_folder;

use std::fs;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use computers::Computer;
use rustix::process::{Pid, Signal, kill_process};

/// A plan without caffeine, so that a drink is never asked about.
const PLAN: &str = r#"
bedtime = "22:30"
wake = "06:30"

[[step]]
id = "stretch"
title = "Leg stretches"
kind = "check"
at = "20:00"
"#;

/// How long to wait on a busy machine. Two seconds are promised, which `docs/sync.md` has measured.
const TIMEOUT: Duration = Duration::from_secs(60);

/// An agent, ended with the test.
struct Agent(Child);

impl Agent {
    fn start(computer: &Computer) -> Self {
        let command = computer.command(&["agent"]);
        let mut agent = Command::new(command.get_program());
        agent.env_clear().args(command.get_args());
        for (name, value) in command.get_envs() {
            agent.env(name, value.unwrap());
        }
        let quiet = agent
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        Self(quiet.spawn().unwrap())
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        let _ = kill_process(Pid::from_child(&self.0), Signal::TERM);
        let _ = self.0.wait();
    }
}

/// Waits until something is so.
fn until(what: &str, is_so: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < TIMEOUT, "{what}");
        thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn the_agent_takes_in_what_arrives_and_sends_what_others_record_in_its_journal() {
    let folder = tempfile::tempdir().unwrap();
    let [desk, laptop] = ["desk", "laptop"].map(|name| Computer::new(name, PLAN));
    laptop.joins(folder.path());
    desk.joins(folder.path());
    let _agent = Agent::start(&desk);
    // A new computer's folder is followed too.
    laptop.says(&["done", "stretch"]);
    until("the desk knows of the step", || {
        desk.events().contains("\"done\"")
    });
    laptop.says(&["log", "legs", "4"]);
    until("the desk knows of the rating", || {
        desk.events().contains("\"legs\"")
    });

    // Whoever writes into the journal without looking at the folder.
    let aside = folder.path().with_extension("aside");
    fs::rename(folder.path(), &aside).unwrap();
    desk.says(&["log", "note", "while the folder is away"]);
    fs::rename(&aside, folder.path()).unwrap();
    desk.says(&["log", "note", "and after it"]);
    until("the laptop has both notes", || {
        laptop.says(&["sync", "now"]);
        laptop.events().contains("is away") && laptop.events().contains("after it")
    });
}

#[test]
fn a_line_that_a_phone_writes_becomes_an_entry_and_a_refused_one_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let [desk, laptop] = ["desk", "laptop"].map(|name| Computer::new(name, PLAN));
    desk.joins(folder.path());
    laptop.joins(folder.path());
    let _agents = [&desk, &laptop].map(Agent::start);
    let inbox = folder.path().join("inbox");
    until("the inbox is there", || inbox.is_dir());
    fs::write(inbox.join("notes.txt"), "legs 4\nlegs 44\n").unwrap();
    until("both know of the rating", || {
        [&desk, &laptop]
            .iter()
            .all(|it| it.events().contains("\"legs\""))
    });
    let refused = inbox.join("refused-desk.md");
    until("the other line comes back", || refused.exists());
    assert!(fs::read_to_string(refused).unwrap().contains("legs 44"));
    // Read by one computer, and recorded once.
    let ratings = |it: &Computer| it.events().matches("\"kind\":\"legs\"").count();
    assert_eq!(
        (ratings(&desk), ratings(&laptop)),
        (1, 1),
        "{}",
        desk.events()
    );
    assert_eq!(fs::read_dir(&inbox).unwrap().count(), 2);
}

#[cfg(target_os = "linux")]
#[test]
fn what_a_folder_could_not_take_the_agent_writes_by_itself_when_it_can() {
    let Some(drive) = far_folder::FarFolder::mount() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let [full, missing] = ["full", "missing"].map(|name| Computer::new(name, PLAN));
    full.joins(drive.path());
    missing.joins(folder.path());
    let _agents = [&full, &missing].map(Agent::start);
    let aside = folder.path().with_extension("aside");
    fs::rename(folder.path(), &aside).unwrap();
    drive.drive().room = Some(50);
    for (computer, why) in [(&full, "is full"), (&missing, "is not there")] {
        computer.says(&["log", "note", "meanwhile"]);
        until("what is wrong is known", || {
            let remarks = computer.remarks();
            remarks.iter().any(|(_, sentence)| sentence.contains(why))
        });
    }
    drive.drive().room = None;
    fs::rename(&aside, folder.path()).unwrap();
    for (computer, place) in [(&full, drive.path()), (&missing, folder.path())] {
        until("it is written", || computer.remarks().is_empty());
        let files = computer.own_files(place);
        let text = fs::read_to_string(&files[0]).unwrap();
        assert_eq!((files.len(), text.matches("meanwhile").count()), (1, 1));
    }
}
