//! Runs the user's own programs on threads, without a shell and with a time limit.
//!
//! The outcome of each run is sent back as a value, for the log.

use std::fmt;
use std::process::Command;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::limited::{self, Capture, Run, WaitFor};
use super::process::NO_THREAD;
#[cfg(unix)]
use super::supervisor;
use crate::printable::on_one_line;

pub use super::limited::End;

/// The time limit of a program; after it the program is killed.
pub const HOOK_LIMIT: Duration = Duration::from_secs(10);

/// The number of programs that run at the same time; others wait in a queue.
const MAX_CONCURRENT: usize = 3;

/// The number of output lines that are shown in the log.
const MAX_LINES: usize = 5;

/// A program to be run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hook {
    /// The sender's name for it.
    pub tag: String,
    /// The program, then its arguments.
    pub command: Vec<String>,
    /// Additional environment variables.
    pub variables: Vec<(String, String)>,
    /// Its standard input.
    pub input: Vec<u8>,
}

/// How a run of a program ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HookOutcome {
    /// The sender's name for it.
    pub tag: String,
    /// The program, without its arguments.
    pub program: String,
    /// How it ended.
    pub end: End,
    /// How long it took.
    pub took: Duration,
    /// The first of what it printed, to both outputs.
    pub printed: String,
    /// The number of bytes that it printed in all.
    pub printed_bytes: u64,
}

impl HookOutcome {
    /// Whether the program ended with exit code 0.
    pub fn is_fine(&self) -> bool {
        self.end == End::Exited(0)
    }
}

impl fmt::Display for HookOutcome {
    /// One line for the log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (tag, program) = (&self.tag, on_one_line(&self.program));
        match &self.end {
            End::Missing => return write!(f, "{tag}: there is no program {program}"),
            End::NotStarted(why) => return write!(f, "{tag}: {program} could not start: {why}"),
            End::Exited(code) => {
                let took = self.took.as_millis();
                write!(f, "{tag}: {program} ended with {code} after {took} ms")?;
            }
            End::Signalled => write!(f, "{tag}: {program} was ended by a signal")?,
            End::Killed(limit) => {
                let limit = limit.as_secs_f32();
                write!(
                    f,
                    "{tag}: {program} still ran after {limit} s and was killed"
                )?;
            }
        }
        let mut lines = self.printed.lines().filter(|line| !line.trim().is_empty());
        let lines_shown: Vec<String> = lines.by_ref().take(MAX_LINES).map(on_one_line).collect();
        if !lines_shown.is_empty() {
            write!(f, "; it printed: {}", lines_shown.join(" / "))?;
        }
        if lines.next().is_some() || self.printed_bytes > self.printed.len() as u64 {
            write!(f, " ... ({} bytes altogether)", self.printed_bytes)?;
        }
        Ok(())
    }
}

/// Runs a few programs at a time, and reports how each ended.
#[derive(Debug)]
pub struct Runner {
    limit: Duration,
    outcomes: Sender<HookOutcome>,
    /// The queue of the worker threads, which start with the first program.
    queue: Option<Sender<Hook>>,
}

impl Runner {
    /// A runner that kills programs after `limit`, and reports through `outcomes`.
    pub fn new(limit: Duration, outcomes: Sender<HookOutcome>) -> Self {
        Self {
            limit,
            outcomes,
            queue: None,
        }
    }

    /// Queues a program and returns at once. The outcome is reported later.
    pub fn run(&mut self, hook: Hook) {
        let (limit, outcomes) = (self.limit, &self.outcomes);
        let queue = self.queue.get_or_insert_with(|| start(limit, outcomes));
        if let Err(mpsc::SendError(hook)) = queue.send(hook) {
            // The next program tries to start the threads again.
            self.queue = None;
            let end = End::NotStarted(NO_THREAD.to_owned());
            // Sending fails if the receiver is gone, which then needs no report.
            let _ = self.outcomes.send(outcome(&hook, end));
        }
    }
}

/// Starts the worker threads, which end when the returned sender is dropped.
fn start(limit: Duration, outcomes: &Sender<HookOutcome>) -> Sender<Hook> {
    let (queue, work) = mpsc::channel();
    let work = Arc::new(Mutex::new(work));
    for _ in 0..MAX_CONCURRENT {
        let (work, outcomes) = (Arc::clone(&work), outcomes.clone());
        // Where no thread can be started, the queue has no other end, and sending fails.
        let _ = thread::Builder::new()
            .name("hook".to_owned())
            .spawn(move || {
                while let Some(hook) = next(&work) {
                    let _ = outcomes.send(run(&hook, limit));
                }
            });
    }
    queue
}

fn next(work: &Mutex<Receiver<Hook>>) -> Option<Hook> {
    work.lock()
        .unwrap_or_else(PoisonError::into_inner)
        .recv()
        .ok()
}

fn outcome(hook: &Hook, end: End) -> HookOutcome {
    HookOutcome {
        tag: hook.tag.clone(),
        program: hook.command.first().cloned().unwrap_or_default(),
        end,
        took: Duration::ZERO,
        printed: String::new(),
        printed_bytes: 0,
    }
}

/// Runs the program of a hook to its end, or to the limit.
fn run(hook: &Hook, limit: Duration) -> HookOutcome {
    let Some((program, arguments)) = hook.command.split_first() else {
        return outcome(hook, End::Missing);
    };
    // Programs print what they are given. A null byte would keep the program from starting.
    let variables = hook
        .variables
        .iter()
        .map(|(name, value)| (name.clone(), on_one_line(value)));
    let run = run_apart(program, arguments, variables, hook.input.clone(), limit);
    HookOutcome {
        took: run.took,
        printed: run.printed,
        printed_bytes: run.printed_bytes,
        ..outcome(hook, run.end)
    }
}

/// Runs a program without a terminal, and ends whatever it started: under a supervisor where there is one, else in a
/// process group of its own.
fn run_apart(
    program: &str,
    arguments: &[String],
    variables: impl Iterator<Item = (String, String)> + Clone,
    input: Vec<u8>,
    limit: Duration,
) -> Run {
    #[cfg(unix)]
    if let Some(run) = supervisor::run(program, arguments, variables.clone(), input.clone(), limit)
    {
        return run;
    }
    let mut command = Command::new(program);
    command.args(arguments).envs(variables);
    limited::run(command, input, Capture::Together, WaitFor::AllEnd, limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ended(end: End, printed: &str, printed_bytes: u64) -> String {
        let outcome = HookOutcome {
            tag: "on_due stretch".to_owned(),
            program: "curl".to_owned(),
            end,
            took: Duration::from_millis(120),
            printed: printed.to_owned(),
            printed_bytes,
        };
        outcome.to_string()
    }

    #[test]
    fn an_outcome_is_one_line_whatever_was_printed() {
        assert_eq!(
            ended(End::Exited(0), "", 0),
            "on_due stretch: curl ended with 0 after 120 ms"
        );
        assert_eq!(
            ended(End::Exited(6), "one\n\n\x1b[31mtwo\n", 14),
            "on_due stretch: curl ended with 6 after 120 ms; it printed: one / [31mtwo"
        );
        assert_eq!(
            ended(End::Killed(HOOK_LIMIT), "1\n2\n3\n4\n5\n6\n", 12),
            "on_due stretch: curl still ran after 10 s and was killed; it printed: \
             1 / 2 / 3 / 4 / 5 ... (12 bytes altogether)"
        );
        assert_eq!(
            ended(End::Missing, "", 0),
            "on_due stretch: there is no program curl"
        );
    }
}
