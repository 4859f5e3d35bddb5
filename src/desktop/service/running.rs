//! The state of the service in systemd's user manager.

use std::path::PathBuf;

use super::manager::QUERY_LIMIT;
use super::systemd::{UNIT, systemctl};
use super::{CommandFailed, ServiceCommand};

/// The process of the service, and the program that systemd starts for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunningService {
    /// The process id; 0 if the service is not running.
    pub pid: u32,
    /// The program that a restart would start; none if systemd does not report it.
    pub program: Option<PathBuf>,
}

impl RunningService {
    /// Queries systemd, for at most 5 s. None if the answer cannot be parsed.
    ///
    /// # Errors
    /// When the query fails or takes longer.
    pub(crate) fn query() -> Result<Option<Self>, CommandFailed> {
        let properties = ["--property=MainPID", "--property=ExecStart"];
        let query = systemctl(&["show", properties[0], properties[1], UNIT]);
        Ok(Self::parse(&query.output(QUERY_LIMIT)?))
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

/// The command that restarts the service.
pub(crate) fn restart_command() -> ServiceCommand {
    systemctl(&["restart", UNIT])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_of_systemd_is_parsed() {
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
