//! Programs of the user's own: what they are given, when they are run, and that none of them holds us up.
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

/// Longer than anything here takes, however busy the machine.
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
    let (tell, told) = mpsc::channel();
    (Runner::new(limit, tell), told)
}

/// Runs one program, with a limit that it does not come near.
fn outcome(hook: Hook) -> HookOutcome {
    let (mut runner, told) = runner(PATIENCE);
    runner.run(hook);
    told.recv_timeout(PATIENCE).unwrap()
}
