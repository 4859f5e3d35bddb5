//! One command of the system's that has to do with a service, run with a limit.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// How often it is looked whether a command has ended.
const LOOK: Duration = Duration::from_millis(10);
/// More than this of what a command has to say is not kept.
const LONGEST: u64 = 4096;

/// A command to be run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    program: &'static str,
    arguments: Vec<OsString>,
    may_fail: bool,
}

/// A command did not do what it should.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{step}` {why}")]
pub struct StepFailed {
    step: String,
    why: String,
}

impl Step {
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
    pub fn run(&self, limit: Duration) -> Result<(), StepFailed> {
        self.outcome(limit)
            .or_else(|why| if self.may_fail { Ok(()) } else { Err(why) })
            .map_err(|why| StepFailed {
                step: self.to_string(),
                why,
            })
    }

    fn outcome(&self, limit: Duration) -> Result<(), String> {
        let mut child = Command::new(self.program)
            .args(&self.arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|cause| format!("could not be started: {cause}"))?;
        let said = listen(&mut child);
        // Counted, not timed: only one place reads the clock, and a laptop that slept has not waited.
        for _ in 0..limit.as_millis() / LOOK.as_millis() {
            match child.try_wait() {
                Ok(None) => thread::sleep(LOOK),
                Ok(Some(status)) if status.success() => return Ok(()),
                Ok(Some(status)) => {
                    // A grandchild may hold its mouth open.
                    let said = said.recv_timeout(LOOK * 20).unwrap_or_default();
                    return Err(match said.trim() {
                        "" => format!("failed ({status})"),
                        said => format!("failed: {said}"),
                    });
                }
                Err(cause) => return Err(format!("was lost: {cause}")),
            }
        }
        let _ = child.kill();
        let _ = child.wait();
        Err(format!("did not end within {} s", limit.as_secs()))
    }
}

/// What the command says on standard error, once it has said all.
fn listen(child: &mut Child) -> mpsc::Receiver<String> {
    let (tell, said) = mpsc::channel();
    if let Some(mut stderr) = child.stderr.take() {
        thread::spawn(move || {
            let mut bytes = Vec::new();
            let _ = stderr.by_ref().take(LONGEST).read_to_end(&mut bytes);
            // Nobody may be listening any more.
            let _ = tell.send(String::from_utf8_lossy(&bytes).into_owned());
            // Read on, so that it is never held up by what it has to say.
            let _ = std::io::copy(&mut stderr, &mut std::io::sink());
        });
    }
    said
}

impl fmt::Display for Step {
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

    fn shell(script: &str) -> Step {
        Step::new("sh", &["-c", script])
    }

    #[test]
    fn a_command_that_fails_is_told_with_its_own_words() {
        let failed = shell("echo no such unit >&2; exit 3").run(SOON);
        let failed = failed.unwrap_err().to_string();
        assert!(failed.ends_with("` failed: no such unit"), "{failed}");
        assert!(shell("exit 3").or_not().run(SOON).is_ok());
        assert!(shell("true").run(SOON).is_ok());
        let missing = Step::new("winddown-has-no-such-program", &[]).run(SOON);
        assert!(missing.unwrap_err().to_string().contains("not be started"));
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
