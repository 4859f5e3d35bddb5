//! Runs a program with a time limit.
//!
//! A program may be missing, may not read its input, may print without end, or may never end. None of that blocks the
//! caller for longer than the limit: only the first part of the output is kept, and past the limit the program is
//! killed together with its child processes.

use std::io::{self, PipeReader, Read, Write};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crate::clock;

/// The largest output that is returned, in bytes.
const MAX_OUTPUT: usize = 4096;

/// How long to wait for a killed program to end.
const KILL_TIMEOUT: Duration = Duration::from_secs(1);

/// How long to wait for the rest of the output after the program's end. A child process may still hold the output open.
const OUTPUT_TIMEOUT: Duration = Duration::from_millis(200);

/// The longest pause between checks whether the program has ended.
const LONGEST_PAUSE: Duration = Duration::from_millis(20);

/// How a program ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// By itself, with this exit code.
    Exited(i32),
    /// By a signal from elsewhere.
    Signalled,
    /// It, or something it had started, still ran after this long, and was killed.
    Killed(Duration),
    /// The program was not found.
    Missing,
    /// It could not be started, for this reason.
    NotStarted(String),
}

/// Which outputs of the program are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Capture {
    /// None.
    Nothing,
    /// Standard output and standard error, separately.
    Separately,
    /// The same, of a program that leaves for a session of its own, which the leader of a process group cannot.
    // For the supervisor, which Unix has.
    #[cfg_attr(not(unix), allow(dead_code))]
    SeparatelyInItsSession,
    /// Both in one text, in the order of printing.
    Together,
}

/// What to wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WaitFor {
    /// The end of the program itself. Its child processes may continue.
    ItEnds,
    /// The end of the program and of all that it started with the same output. With [`Capture::Nothing`] there is no
    /// output to tell by, and it is as [`WaitFor::ItEnds`].
    AllEnd,
}

/// How a program ran.
#[derive(Debug)]
pub(crate) struct Run {
    pub end: End,
    pub took: Duration,
    /// The first of what was printed: on standard output, or on both where they are read together.
    pub printed: String,
    /// The number of bytes that were printed in all.
    pub printed_bytes: u64,
    /// The first of what was printed on standard error, where that is read separately.
    pub errors: String,
    /// The number of bytes that were printed there in all.
    // For the supervisor, which Unix has.
    #[cfg_attr(not(unix), allow(dead_code))]
    pub error_bytes: u64,
}

impl Run {
    /// Whether the program ended by itself, with exit code 0.
    pub fn is_fine(&self) -> bool {
        self.end == End::Exited(0)
    }

    fn not_started(end: End) -> Self {
        Self {
            end,
            took: Duration::ZERO,
            printed: String::new(),
            printed_bytes: 0,
            errors: String::new(),
            error_bytes: 0,
        }
    }
}

/// Runs a program to its end or to the limit. `input` is written to its standard input.
pub(crate) fn run(
    command: Command,
    input: Vec<u8>,
    capture: Capture,
    wait_for: WaitFor,
    limit: Duration,
) -> Run {
    let started = clock::monotonic();
    let (mut child, outputs) = match spawn(command, capture) {
        Ok(spawned) => spawned,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Run::not_started(End::Missing);
        }
        Err(error) => return Run::not_started(End::NotStarted(error.to_string())),
    };
    if let Some(stdin) = child.stdin.take() {
        write_input(stdin, input);
    }
    let left = || limit.saturating_sub(started.elapsed());
    // The timeout is computed anew for each output, because waiting for the first one uses up time.
    let are_closed_within = |timeout: &dyn Fn() -> Duration| {
        let mut captured = outputs.iter().flatten();
        captured.all(|output| output.is_closed_within(timeout()))
    };
    // An output is closed when all processes that inherited it have ended.
    let all_ended = match wait_for {
        WaitFor::AllEnd => are_closed_within(&left),
        WaitFor::ItEnds => true,
    };
    let status = all_ended.then(|| wait(&mut child, left())).flatten();
    let end = status.map_or_else(
        || {
            kill(&mut child);
            wait(&mut child, KILL_TIMEOUT);
            End::Killed(limit)
        },
        |status| status.code().map_or(End::Signalled, End::Exited),
    );
    if wait_for == WaitFor::ItEnds {
        // Give the rest of the output time to arrive. If it does not, the part so far is returned.
        are_closed_within(&|| OUTPUT_TIMEOUT);
    }
    let [(printed, printed_bytes), (errors, error_bytes)] =
        outputs.map(|output| output.map(|output| output.so_far()).unwrap_or_default());
    Run {
        end,
        took: started.elapsed(),
        printed,
        printed_bytes,
        errors,
        error_bytes,
    }
}

/// Starts the program. Returns it with its captured outputs: standard output (or both together), and standard error.
fn spawn(mut command: Command, capture: Capture) -> io::Result<(Child, [Option<Printed>; 2])> {
    let pipe = || {
        let (output, pipe) = io::pipe()?;
        Ok::<_, io::Error>((Some(Printed::read_from(output)?), pipe))
    };
    let (stdout, stderr, outputs) = match capture {
        Capture::Nothing => (Stdio::null(), Stdio::null(), [None, None]),
        Capture::Separately | Capture::SeparatelyInItsSession => {
            let ((printed, stdout), (errors, stderr)) = (pipe()?, pipe()?);
            (stdout.into(), stderr.into(), [printed, errors])
        }
        Capture::Together => {
            let (printed, pipe) = pipe()?;
            (pipe.try_clone()?.into(), pipe.into(), [printed, None])
        }
    };
    command.stdin(Stdio::piped()).stdout(stdout).stderr(stderr);
    // A process group of its own, so that its child processes can be killed with it.
    #[cfg(unix)]
    if capture != Capture::SeparatelyInItsSession {
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
    }
    // The command holds the other ends of the pipes, which have to close with the program: it is dropped here.
    Ok((command.spawn()?, outputs))
}

/// Writes the program's standard input. Errors are ignored: the program need not read it.
fn write_input(mut stdin: ChildStdin, input: Vec<u8>) {
    if input.is_empty() {
        return;
    }
    let write = move || drop(stdin.write_all(&input));
    // If no thread can be started, the program reads an empty input.
    let _ = thread::Builder::new().spawn(write);
}

/// An output of a program, read on a thread while the program runs.
struct Printed {
    read: Arc<Mutex<(Vec<u8>, u64)>>,
    /// Receives a message when the output is closed.
    closed: Receiver<()>,
}

impl Printed {
    /// Reads the output on its own thread to the end, and keeps the first [`MAX_OUTPUT`] bytes.
    fn read_from(mut output: PipeReader) -> io::Result<Self> {
        let read: Arc<Mutex<(Vec<u8>, u64)>> = Arc::default();
        let (close, closed) = mpsc::channel();
        let own = Arc::clone(&read);
        thread::Builder::new().spawn(move || {
            let mut buffer = [0; 8192];
            while let Ok(length @ 1..) = output.read(&mut buffer) {
                let mut read = own.lock().unwrap_or_else(PoisonError::into_inner);
                let room = MAX_OUTPUT.saturating_sub(read.0.len());
                read.0.extend_from_slice(&buffer[..length.min(room)]);
                read.1 += length as u64;
            }
            // Sending fails after the limit, when the receiver is gone.
            let _ = close.send(());
        })?;
        Ok(Self { read, closed })
    }

    fn is_closed_within(&self, limit: Duration) -> bool {
        self.closed.recv_timeout(limit).is_ok()
    }

    /// The first part of the output, and its total number of bytes, so far.
    fn so_far(&self) -> (String, u64) {
        let read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        (String::from_utf8_lossy(&read.0).into_owned(), read.1)
    }
}

/// Waits until the program has ended, at most this long.
fn wait(child: &mut Child, at_most: Duration) -> Option<ExitStatus> {
    let started = clock::monotonic();
    let mut pause = Duration::from_millis(1);
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if started.elapsed() < at_most => {
                thread::sleep(pause);
                pause = longer(pause);
            }
            Ok(None) | Err(_) => return None,
        }
    }
}

/// The next pause: longer each time, so that a program that runs long is not checked all the time.
fn longer(pause: Duration) -> Duration {
    (pause * 2).min(LONGEST_PAUSE)
}

/// Kills the program and its child processes. The program has not been reaped yet, so the id of its process group cannot
/// have been reused.
#[cfg(unix)]
pub(super) fn kill(child: &mut Child) {
    use rustix::process::{Pid, Signal, kill_process_group};
    // Fails if the group has ended already.
    let _ = kill_process_group(Pid::from_child(child), Signal::KILL);
    // It may not have got as far as having a group of its own.
    let _ = child.kill();
}

#[cfg(not(unix))]
pub(super) fn kill(child: &mut Child) {
    let _ = child.kill();
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    const SOON: Duration = Duration::from_secs(5);
    const SHORT: Duration = Duration::from_millis(50);

    fn shell(script: &str, capture: Capture, wait_for: WaitFor, limit: Duration) -> Run {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        run(command, vec![], capture, wait_for, limit)
    }

    #[test]
    fn outputs_are_captured_separately_or_in_the_order_of_printing() {
        let read = |capture| {
            let run = shell("echo out; echo err >&2", capture, WaitFor::ItEnds, SOON);
            (run.printed, run.errors)
        };
        let both = |printed: &str, errors: &str| (printed.to_owned(), errors.to_owned());
        assert_eq!(read(Capture::Nothing), both("", ""));
        assert_eq!(read(Capture::Separately), both("out\n", "err\n"));
        assert_eq!(read(Capture::Together), both("out\nerr\n", ""));
    }

    #[test]
    fn child_processes_are_waited_for_only_with_all_end() {
        // Longer than the limit: waiting for it would end in killing it.
        let leaves = "sleep 8 & exit 3";
        let run = shell(leaves, Capture::Together, WaitFor::ItEnds, SOON);
        assert_eq!(run.end, End::Exited(3));
        let run = shell(leaves, Capture::Together, WaitFor::AllEnd, SHORT);
        assert_eq!(run.end, End::Killed(SHORT));
    }

    #[test]
    fn a_program_that_hangs_is_killed_with_every_capture() {
        for capture in [Capture::Nothing, Capture::Separately, Capture::Together] {
            let run = shell("exec sleep 60", capture, WaitFor::ItEnds, SHORT);
            assert_eq!(run.end, End::Killed(SHORT));
        }
    }

    #[test]
    fn the_input_is_written_to_the_program() {
        let run = run(
            Command::new("cat"),
            b"a line".to_vec(),
            Capture::Separately,
            WaitFor::AllEnd,
            SOON,
        );
        assert_eq!(run.end, End::Exited(0));
        assert_eq!(run.printed, "a line");
    }

    #[test]
    fn a_program_is_fine_only_if_it_exits_with_0() {
        for (script, is_fine) in [("exit 0", true), ("exit 1", false), ("kill $$", false)] {
            let run = shell(script, Capture::Nothing, WaitFor::ItEnds, SOON);
            assert_eq!(run.is_fine(), is_fine, "{script}");
        }
    }

    #[test]
    fn a_missing_program_and_one_that_cannot_be_started_end_differently() {
        let folder = tempfile::tempdir().unwrap();
        let start = |path: &std::path::Path| {
            let command = Command::new(path);
            run(command, vec![], Capture::Separately, WaitFor::ItEnds, SOON).end
        };
        assert_eq!(start(&folder.path().join("missing")), End::Missing);
        assert!(matches!(start(folder.path()), End::NotStarted(_)));
    }

    #[test]
    fn all_that_is_printed_is_counted_and_only_its_beginning_is_returned() {
        let script = "printf '%010000d' 0; printf '%05000d' 0 >&2";
        let run = shell(script, Capture::Separately, WaitFor::AllEnd, SOON);
        assert_eq!(run.end, End::Exited(0));
        assert_eq!((run.printed_bytes, run.error_bytes), (10_000, 5_000));
        let beginning = "0".repeat(MAX_OUTPUT);
        assert!(run.printed == beginning && run.errors == beginning);
    }

    #[test]
    fn past_the_limit_child_processes_are_killed_too() {
        use std::os::unix::fs::OpenOptionsExt;

        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        rustix::fs::mknodat(
            rustix::fs::CWD,
            &pipe,
            rustix::fs::FileType::Fifo,
            rustix::fs::Mode::RWXU,
            0,
        )
        .unwrap();
        // Opened first, because the child waits for a reader.
        let mut reader = std::fs::OpenOptions::new()
            .read(true)
            .custom_flags(rustix::fs::OFlags::NONBLOCK.bits() as i32)
            .open(&pipe)
            .unwrap();
        let mut command = Command::new("sh");
        command.args([
            "-c",
            "{ echo started; sleep 5; echo survived; } >\"$0\" & wait",
        ]);
        command.arg(&pipe);
        let limit = SHORT * 10;
        let run = run(command, vec![], Capture::Nothing, WaitFor::ItEnds, limit);
        assert_eq!(run.end, End::Killed(limit));
        // The pipe ends when no process that could write to it is left.
        let mut printed = String::new();
        while let Err(error) = reader.read_to_string(&mut printed) {
            assert_eq!(error.kind(), io::ErrorKind::WouldBlock);
            thread::sleep(LONGEST_PAUSE);
        }
        assert!(!printed.contains("survived"));
    }

    #[test]
    fn the_pauses_between_checks_double_up_to_the_longest() {
        let first = Some(Duration::from_millis(1));
        let pauses = std::iter::successors(first, |pause| Some(longer(*pause)));
        let millis: Vec<u128> = pauses.take(7).map(|pause| pause.as_millis()).collect();
        assert_eq!(millis, [1, 2, 4, 8, 16, 20, 20]);
    }
}
