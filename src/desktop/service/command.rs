//! One command of the system's that has to do with a service, run with a limit.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::desktop::limited::{self, Capture, End, WaitFor};

/// A command to be run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceCommand {
    program: &'static str,
    arguments: Vec<OsString>,
    may_fail: bool,
}

/// A command did not do what it should.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{step}` {why}")]
pub struct CommandFailed {
    step: String,
    why: String,
}

impl ServiceCommand {
    pub(super) fn new(program: &'static str, arguments: &[&str]) -> Self {
        Self {
            program,
            arguments: arguments.iter().map(OsString::from).collect(),
            may_fail: false,
        }
    }

    pub(super) fn with(mut self, path: &Path) -> Self {
        self.arguments.push(path.into());
        self
    }

    /// The same, but it is no fault when it fails.
    pub(super) fn or_not(mut self) -> Self {
        self.may_fail = true;
        self
    }

    /// Runs it. What it prints is swallowed, but for what it has to say when it fails.
    ///
    /// # Errors
    /// When it cannot be started, fails, or takes longer than `limit`, after which it is ended.
    pub fn run(&self, limit: Duration) -> Result<(), CommandFailed> {
        self.outcome(limit)
            .map(drop)
            .or_else(|why| if self.may_fail { Ok(()) } else { Err(why) })
            .map_err(|why| self.failed(why))
    }

    /// Runs it, and returns what it prints on standard output, up to 4 KiB of text.
    ///
    /// # Errors
    /// As for [`ServiceCommand::run`].
    pub(super) fn answer(&self, limit: Duration) -> Result<String, CommandFailed> {
        self.outcome(limit).map_err(|why| self.failed(why))
    }

    fn failed(&self, why: String) -> CommandFailed {
        CommandFailed {
            step: self.to_string(),
            why,
        }
    }

    /// Returns what it printed on standard output.
    fn outcome(&self, limit: Duration) -> Result<String, String> {
        let mut command = Command::new(self.program);
        command.args(&self.arguments);
        let run = limited::run(command, vec![], Capture::Apart, WaitFor::ItEnds, limit);
        let code = match run.end {
            End::Exited(0) => return Ok(run.printed),
            End::Exited(code) => format!("exit code {code}"),
            End::Signalled => "ended by a signal".to_owned(),
            End::Killed(_) => return Err(format!("did not end within {} s", limit.as_secs())),
            End::Missing => return Err("could not be started: there is no such program".to_owned()),
            End::NotStarted(why) => return Err(format!("could not be started: {why}")),
        };
        Err(match run.errors.trim() {
            "" => format!("failed ({code})"),
            errors => format!("failed: {errors}"),
        })
    }
}

impl fmt::Display for ServiceCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.program)?;
        for argument in &self.arguments {
            let argument = OsStr::to_string_lossy(argument);
            if argument.contains(' ') {
                write!(f, " \"{argument}\"")?;
            } else {
                write!(f, " {argument}")?;
            }
        }
        Ok(())
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    const SOON: Duration = Duration::from_secs(5);

    fn shell(script: &str) -> ServiceCommand {
        ServiceCommand::new("sh", &["-c", script])
    }

    #[test]
    fn a_command_that_fails_is_told_with_its_own_words() {
        let failed = shell("echo no such unit >&2; exit 3").run(SOON);
        let failed = failed.unwrap_err().to_string();
        assert!(failed.ends_with("` failed: no such unit"), "{failed}");
        assert!(shell("exit 3").or_not().run(SOON).is_ok());
        assert!(shell("true").run(SOON).is_ok());
        let missing = ServiceCommand::new("winddown-has-no-such-program", &[]).run(SOON);
        assert!(missing.unwrap_err().to_string().contains("not be started"));
    }

    #[test]
    fn what_a_command_prints_is_its_answer() {
        let answer = shell("echo yes; echo no >&2").answer(SOON);
        assert_eq!(answer.unwrap(), "yes\n");
        let failed = shell("echo yes; echo no >&2; exit 1").answer(SOON);
        let failed = failed.unwrap_err().to_string();
        assert!(failed.ends_with("failed: no"), "{failed}");
    }

    #[test]
    fn a_command_that_hangs_is_ended() {
        let hung = shell("exec sleep 60").run(Duration::from_millis(50));
        assert!(hung.unwrap_err().to_string().contains("did not end"));
    }

    #[test]
    fn a_command_that_talks_a_lot_is_not_held_up() {
        let talk = "i=0; while [ $i -lt 3000 ]; do echo 'a line that goes on and on and on' >&2; i=$((i+1)); done";
        assert!(shell(talk).run(SOON).is_ok());
    }
}
