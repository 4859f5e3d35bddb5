//! Hooks, the user's own programs: what they get, when they run, and that none of them blocks the caller.
#![cfg(unix)]

#[path = "hooks/dispatcher.rs"]
mod dispatcher;
#[path = "hooks/readme.rs"]
mod readme;
#[path = "hooks/runner.rs"]
mod runner;

use std::path::Path;
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use winddown::desktop::hook::{Hook, HookOutcome, Runner};
use winddown::desktop::supervisor;

/// The limit of every wait. Tests that pass never reach it, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

fn command(parts: &[&str]) -> Vec<String> {
    parts.iter().map(|part| (*part).to_owned()).collect()
}

fn hook(parts: &[&str]) -> Hook {
    Hook {
        tag: parts.join(" "),
        command: command(parts),
        ..Hook::default()
    }
}

/// The path of the program, under which hooks run.
const PROGRAM: &str = env!("CARGO_BIN_EXE_winddown");

fn runner(limit: Duration) -> (Runner, Receiver<HookOutcome>) {
    supervisor::supervise_with(Path::new(PROGRAM));
    let (send, outcomes) = mpsc::channel();
    (Runner::new(limit, send), outcomes)
}

/// Runs one program to its end.
fn outcome_of(hook: Hook) -> HookOutcome {
    let (mut runner, outcomes) = runner(PATIENCE);
    runner.run(hook);
    outcomes.recv_timeout(PATIENCE).unwrap()
}
