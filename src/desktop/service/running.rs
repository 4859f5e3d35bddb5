//! What systemd's user manager runs as the service at this moment.

use std::path::PathBuf;

use super::manager::ANSWER;
use super::systemd::{UNIT, systemctl};
use super::{CommandFailed, ServiceCommand};

/// The service's process, and what systemd starts for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunningService {
    /// The number of the process; 0 when none runs.
    pub pid: u32,
    /// The program that a restart would start; none when the answer does not say so.
    pub program: Option<PathBuf>,
}

impl RunningService {
    /// Asks systemd, for 5 s at the most.
    ///
    /// # Errors
    /// When it does not answer, or not in the way it should.
    pub fn query() -> Result<Option<Self>, CommandFailed> {
        let properties = ["--property=MainPID", "--property=ExecStart"];
        let question = systemctl(&["show", properties[0], properties[1], UNIT]);
        Ok(Self::parse(&question.answer(ANSWER)?))
    }

    fn parse(answer: &str) -> Option<Self> {
        let value = |name| answer.lines().find_map(|line| line.strip_prefix(name));
        let program = value("ExecStart={ path=").and_then(|rest| rest.split_once(" ; "));
        Some(Self {
            pid: value("MainPID=")?.parse().ok()?,
            program: program.map(|(path, _)| path.into()),
        })
    }
}

/// Ends the service's process and starts it again.
pub fn restart_command() -> ServiceCommand {
    systemctl(&["restart", UNIT])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_systemd_says_is_read() {
        let answer = "MainPID=812\nExecStart={ path=/home/a b/winddown ; argv[]=/home/a b/winddown agent ; \
            ignore_errors=no ; start_time=[n/a] ; pid=812 ; code=(null) ; status=0/0 }\n";
        let running = RunningService {
            pid: 812,
            program: Some("/home/a b/winddown".into()),
        };
        assert_eq!(RunningService::parse(answer), Some(running));
        // A unit that is not loaded.
        let nothing = RunningService {
            pid: 0,
            program: None,
        };
        assert_eq!(RunningService::parse("MainPID=0\n"), Some(nothing));
        assert_eq!(RunningService::parse("what?\n"), None);
    }
}
