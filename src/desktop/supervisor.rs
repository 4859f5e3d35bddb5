//! A process of this program that runs one program of the user's, apart from the terminal, and ends all that it starts.
//!
//! A program that shares our session can draw over the screen through `/dev/tty`, and one that makes a session of its
//! own is out of reach of a signal to its process group. So the program runs below a process that has no terminal and
//! waits for the end of everything below it. On Linux that process also becomes the parent of whatever loses its own:
//! nothing that the program starts outlives the limit, even if the window or the agent has ended meanwhile. On other
//! Unix systems, what leaves both its process group and its parent is not found again.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::OnceLock;

/// The first argument of a supervising process, in the place of the program's name. Lists of processes show it.
#[cfg(unix)]
const NAME: &str = "winddown-hook";

/// The file of this program, when it can be a supervisor.
static PROGRAM: OnceLock<PathBuf> = OnceLock::new();

/// Makes programs of the user's run under a process of `program`, which has to call [`run_if_asked`] first of all.
/// Without this call they run in a process group of their own only. Only the first call has an effect.
pub fn supervise_with(program: &Path) {
    let _ = PROGRAM.set(program.to_owned());
}

/// Makes programs of the user's run under a process of this program.
pub fn supervise() {
    // On Linux this stays the running program when an update has replaced its file.
    let running = Path::new("/proc/self/exe");
    if running.exists() {
        supervise_with(running);
    } else if let Ok(own) = std::env::current_exe() {
        supervise_with(&own);
    }
}

/// Runs as a supervisor if this process was started as one; none if it was not.
pub fn run_if_asked() -> Option<ExitCode> {
    #[cfg(unix)]
    return supervising::run_if_asked();
    #[cfg(not(unix))]
    return None;
}

#[cfg(unix)]
pub(super) use supervised::run;
#[cfg(unix)]
use supervising::Report;

/// The side of the window or the agent.
#[cfg(unix)]
mod supervised {
    use std::os::unix::process::CommandExt;
    use std::process::{Command, Stdio};
    use std::time::Duration;

    use super::super::limited::{self, Capture, End, Run, WaitFor};
    use super::{NAME, PROGRAM, Report};

    /// How long a supervisor may take to end everything once the limit has passed.
    const GRACE: Duration = Duration::from_secs(2);

    /// Runs a program and waits for the end of all that it starts, at most for `limit`. None if this program cannot be
    /// a supervisor.
    pub(in super::super) fn run(
        program: &str,
        arguments: &[String],
        variables: impl Iterator<Item = (String, String)>,
        input: Vec<u8>,
        limit: Duration,
    ) -> Option<Run> {
        let mut command = Command::new(PROGRAM.get()?);
        command
            .arg0(NAME)
            .arg(limit.as_millis().to_string())
            .arg(program)
            .args(arguments)
            .envs(variables)
            .stdin(Stdio::piped());
        let run = limited::run(
            command,
            input,
            Capture::SeparatelyInItsSession,
            WaitFor::AllEnd,
            limit + GRACE,
        );
        // The supervisor reports on its standard output; its standard error is both outputs of the program.
        let end = match (Report::read(&run.printed), run.end) {
            (Some(Report::Ended(end)), End::Exited(_)) => end,
            (Some(Report::OutOfTime), _) | (_, End::Killed(_)) => End::Killed(limit),
            // It was ended from elsewhere, together with the program.
            (None | Some(Report::Ended(_)), End::Exited(_) | End::Signalled) => End::Signalled,
            (_, end @ (End::Missing | End::NotStarted(_))) => end,
        };
        Some(Run {
            end,
            took: run.took,
            printed: run.errors,
            printed_bytes: run.error_bytes,
            errors: String::new(),
            error_bytes: 0,
        })
    }
}

/// The side of the supervisor.
#[cfg(unix)]
mod supervising {
    use std::ffi::OsString;
    use std::fs::File;
    use std::io::{self, ErrorKind, Write};
    use std::os::fd::AsFd;
    use std::process::{Command, ExitCode, Stdio};
    use std::thread;
    use std::time::Duration;

    use rustix::process::{Pid, Signal, WaitOptions};

    use super::super::limited::End;
    use super::NAME;
    use crate::clock;

    /// The longest pause between checks whether everything has ended.
    const LONGEST_PAUSE: Duration = Duration::from_millis(20);

    /// How long to go on ending processes that start others meanwhile.
    const END_TIMEOUT: Duration = Duration::from_secs(1);

    /// What the supervisor reports, in one line.
    #[derive(Debug, PartialEq, Eq)]
    pub(super) enum Report {
        /// The program and all that it started have ended, the program in this way.
        Ended(End),
        /// Something still ran at the limit, and was ended.
        OutOfTime,
    }

    impl Report {
        fn line(&self) -> String {
            match self {
                Self::Ended(End::Exited(code)) => format!("exited {code}"),
                Self::Ended(End::Signalled) => "signalled".to_owned(),
                Self::Ended(End::Missing) => "missing".to_owned(),
                Self::Ended(End::NotStarted(why)) => format!("failed {why}"),
                Self::Ended(End::Killed(_)) | Self::OutOfTime => "out of time".to_owned(),
            }
        }

        /// Reads a report; none if it is incomplete.
        pub(super) fn read(line: &str) -> Option<Self> {
            let line = line.strip_suffix('\n')?;
            Some(match line.split_once(' ').unwrap_or((line, "")) {
                ("exited", code) => Self::Ended(End::Exited(code.parse().ok()?)),
                ("signalled", _) => Self::Ended(End::Signalled),
                ("missing", _) => Self::Ended(End::Missing),
                ("failed", why) => Self::Ended(End::NotStarted(why.to_owned())),
                ("out", _) => Self::OutOfTime,
                _ => return None,
            })
        }
    }

    pub(super) fn run_if_asked() -> Option<ExitCode> {
        let mut arguments = std::env::args_os();
        if arguments.next()? != NAME {
            return None;
        }
        let limit = arguments.next()?.to_str()?.parse().ok()?;
        let report = supervise(&arguments.next()?, arguments, Duration::from_millis(limit));
        // Whoever waits for it may have ended.
        let _ = writeln!(io::stdout(), "{}", report.line());
        if report == Report::OutOfTime {
            // Where processes are not listed, this ends what is left, and this process with it.
            let _ = rustix::process::kill_current_process_group(Signal::KILL);
        }
        Some(ExitCode::SUCCESS)
    }

    fn supervise(
        program: &OsString,
        arguments: impl Iterator<Item = OsString>,
        limit: Duration,
    ) -> Report {
        let started = clock::monotonic();
        // Fails only for the leader of a process group, which has no terminal to lose then.
        let _ = rustix::process::setsid();
        #[cfg(any(target_os = "linux", target_os = "android"))]
        let _ = rustix::process::set_child_subreaper(Some(rustix::process::getpid()));
        let first = match start(program, arguments) {
            Ok(first) => first,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Report::Ended(End::Missing);
            }
            Err(error) => return Report::Ended(End::NotStarted(error.to_string())),
        };
        let mut end = None;
        let mut pause = Duration::from_millis(1);
        while started.elapsed() < limit {
            match rustix::process::wait(WaitOptions::NOHANG) {
                Ok(Some((pid, status))) if pid == first => {
                    end = Some(status.exit_status().map_or(End::Signalled, End::Exited));
                }
                Ok(Some(_)) | Err(rustix::io::Errno::INTR) => {}
                Ok(None) => {
                    thread::sleep(pause);
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
                // Nothing is left.
                Err(_) => return Report::Ended(end.unwrap_or(End::Signalled)),
            }
        }
        // The number of a process that was waited for may be another's by now.
        end_all(end.is_none().then_some(first));
        Report::OutOfTime
    }

    /// Starts the program. Both its outputs are this process's standard error. Afterwards this process has let go of its
    /// own, so that they are closed when the program and all that it started have closed theirs.
    fn start(program: &OsString, arguments: impl Iterator<Item = OsString>) -> io::Result<Pid> {
        let output = || io::stderr().as_fd().try_clone_to_owned().map(Stdio::from);
        let child = Command::new(program)
            .args(arguments)
            .stdout(output()?)
            .stderr(output()?)
            .spawn();
        if let Ok(nowhere) = File::options().read(true).write(true).open("/dev/null") {
            let _ = rustix::stdio::dup2_stdin(&nowhere);
            let _ = rustix::stdio::dup2_stderr(&nowhere);
        }
        Ok(Pid::from_child(&child?))
    }

    /// Ends everything below this process.
    fn end_all(first: Option<Pid>) {
        if let Some(first) = first {
            let _ = rustix::process::kill_process(first, Signal::KILL);
        }
        let started = clock::monotonic();
        while started.elapsed() < END_TIMEOUT {
            for pid in below_this_process() {
                let _ = rustix::process::kill_process(pid, Signal::KILL);
            }
            loop {
                match rustix::process::wait(WaitOptions::NOHANG) {
                    Ok(Some(_)) | Err(rustix::io::Errno::INTR) => {}
                    Ok(None) => break,
                    Err(_) => return,
                }
            }
            thread::sleep(Duration::from_millis(1));
        }
    }

    /// All descendants of this process.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    fn below_this_process() -> Vec<Pid> {
        let parents = processes();
        let mut below = vec![rustix::process::getpid()];
        let mut seen = 0;
        while let Some(parent) = below.get(seen).copied() {
            let children = parents.iter().filter(|(_, its)| *its == parent);
            below.extend(children.map(|(pid, _)| *pid));
            seen += 1;
        }
        below.remove(0);
        below
    }

    /// All processes, each with its parent.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    fn processes() -> Vec<(Pid, Pid)> {
        let read = |entry: std::fs::DirEntry| {
            let pid = entry.file_name().to_str()?.parse().ok()?;
            let stat = std::fs::read_to_string(entry.path().join("stat")).ok()?;
            // The name is in brackets and may hold anything; after it come the state and the parent.
            let (_, rest) = stat.rsplit_once(')')?;
            let parent = rest.split_ascii_whitespace().nth(1)?.parse().ok()?;
            Some((Pid::from_raw(pid)?, Pid::from_raw(parent)?))
        };
        let entries = std::fs::read_dir("/proc").into_iter().flatten();
        entries.filter_map(|entry| read(entry.ok()?)).collect()
    }

    /// Not known on this platform. The process group is ended by whoever started this process.
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    fn below_this_process() -> Vec<Pid> {
        Vec::new()
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn a_report_is_read_as_it_was_written_and_a_part_of_one_is_none() {
            for report in [
                Report::Ended(End::Exited(0)),
                Report::Ended(End::Exited(255)),
                Report::Ended(End::Signalled),
                Report::Ended(End::Missing),
                Report::Ended(End::NotStarted("no right to it (13)".to_owned())),
                Report::OutOfTime,
            ] {
                let line = report.line() + "\n";
                assert_eq!(Report::read(&line), Some(report));
                assert_eq!(Report::read(line.trim_end()), None);
            }
            assert_eq!(Report::read(""), None);
        }
    }
}
