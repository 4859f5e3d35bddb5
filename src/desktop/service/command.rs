//! Commands to the service manager, run with a time limit.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::desktop::limited::{self, Capture, End, WaitFor};

/// A command to the service manager, such as `systemctl --user daemon-reload`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceCommand {
    program: &'static str,
    arguments: Vec<OsString>,
    may_fail: bool,
}

/// A command failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{command}` {why}")]
pub struct CommandFailed {
    command: String,
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

    /// Adds a path as an argument.
    pub(super) fn with_path(mut self, path: &Path) -> Self {
        self.arguments.push(path.into());
        self
    }

    /// Ignores a failure of the command.
    pub(super) fn ignoring_failure(mut self) -> Self {
        self.may_fail = true;
        self
    }

    /// Runs it. Its output is discarded, except that the error contains its standard error.
    ///
    /// # Errors
    /// When it cannot be started, fails, or takes longer than `limit`, after which it is killed.
    pub(crate) fn run(&self, limit: Duration) -> Result<(), CommandFailed> {
        self.execute(limit)
            .map(drop)
            .or_else(|why| if self.may_fail { Ok(()) } else { Err(why) })
            .map_err(|why| self.failed(why))
    }

    /// Runs it, and returns the first 4 KiB of its standard output.
    ///
    /// # Errors
    /// As for [`ServiceCommand::run`].
    pub(super) fn output(&self, limit: Duration) -> Result<String, CommandFailed> {
        self.execute(limit).map_err(|why| self.failed(why))
    }

    fn failed(&self, why: String) -> CommandFailed {
        CommandFailed {
            command: self.to_string(),
            why,
        }
    }

    /// Runs it, and returns its standard output, or why it failed.
    fn execute(&self, limit: Duration) -> Result<String, String> {
        let mut command = Command::new(self.program);
        command.args(&self.arguments);
        let run = limited::run(command, vec![], Capture::Separately, WaitFor::ItEnds, limit);
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
    fn a_failed_command_is_reported_with_its_standard_error() {
        let failed = shell("echo no such unit >&2; exit 3").run(SOON);
        let failed = failed.unwrap_err().to_string();
        assert!(failed.ends_with("` failed: no such unit"), "{failed}");
        assert!(shell("exit 3").ignoring_failure().run(SOON).is_ok());
        assert!(shell("true").run(SOON).is_ok());
        let missing = ServiceCommand::new("winddown-has-no-such-program", &[]).run(SOON);
        assert!(missing.unwrap_err().to_string().contains("not be started"));
    }

    #[test]
    fn the_standard_output_of_a_command_is_returned() {
        let answer = shell("echo yes; echo no >&2").output(SOON);
        assert_eq!(answer.unwrap(), "yes\n");
        let failed = shell("echo yes; echo no >&2; exit 1").output(SOON);
        let failed = failed.unwrap_err().to_string();
        assert!(failed.ends_with("failed: no"), "{failed}");
    }

    #[test]
    fn a_command_that_hangs_is_killed() {
        let hung = shell("exec sleep 60").run(Duration::from_millis(50));
        assert!(hung.unwrap_err().to_string().contains("did not end"));
    }

    #[test]
    fn a_command_with_much_output_is_not_blocked() {
        let talk = "i=0; while [ $i -lt 3000 ]; do echo 'a line that goes on and on and on' >&2; i=$((i+1)); done";
        assert!(shell(talk).run(SOON).is_ok());
    }
}
