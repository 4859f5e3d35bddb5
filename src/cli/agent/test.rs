//! `winddown agent test`: sends a reminder now, and prints through which channel it went.

use std::io::{self, IsTerminal, Write};

use anyhow::bail;
use clap::Args;
use serde::Serialize;

use crate::cli::act::OutputOptions;
use crate::cli::out;
use crate::clock;
use crate::desktop::SEND_LIMIT;
use crate::desktop::probe::{self, ServiceState};
use crate::desktop::terminal_notification::TerminalNotification;
use crate::remind::agent::test_reminder::{BODY, SUMMARY, send};

/// Send a reminder now, and say how that went and through which channel
#[derive(Debug, Args)]
pub(crate) struct Test {
    #[command(flatten)]
    options: OutputOptions,
}

/// The result as JSON.
#[derive(Debug, Serialize)]
struct TestJson {
    channel: Option<&'static str>,
    service: Option<String>,
    took_ms: u128,
    problem: Option<String>,
}

impl Test {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let began = clock::monotonic();
        let sent = send();
        let took = began.elapsed().as_millis();
        let problem = sent.err();
        // With --json the bell is left out: its bytes would be mixed into the JSON on standard output.
        let has_rung = problem.is_some() && !self.options.json && ring().is_ok();
        let result = TestJson {
            channel: match problem {
                None => Some("desktop"),
                Some(_) if has_rung => Some("terminal"),
                Some(_) => None,
            },
            service: problem.is_none().then(service).flatten(),
            took_ms: took,
            problem,
        };
        let failed = result.channel.is_none();
        if self.options.json {
            out::print_json(&result)?;
        } else if let Some(problem) = &result.problem {
            let bell = if has_rung {
                "; this terminal rang instead"
            } else {
                ""
            };
            out::print(format!("The desktop did not take it: {problem}{bell}."))?;
        } else {
            let by = result.service.as_deref().unwrap_or("the desktop");
            out::print(format!("Sent: {by} took it after {took} ms."))?;
        }
        if failed {
            bail!("no reminder can reach you; `winddown doctor` says what is missing");
        }
        Ok(())
    }
}

fn ring() -> io::Result<()> {
    let mut out = io::stdout();
    if !out.is_terminal() {
        return Err(io::ErrorKind::NotConnected.into());
    }
    let note = TerminalNotification::detect(|name| std::env::var(name).ok());
    out.write_all(&note.bytes(SUMMARY, BODY))?;
    out.flush()
}

/// Name and version of the notification service, as it reports them.
fn service() -> Option<String> {
    match probe::check(SEND_LIMIT).service {
        ServiceState::Answers { name, version, .. } => Some(format!("{name} {version}")),
        ServiceState::Platform => Some("the system".to_owned()),
        ServiceState::Unknown
        | ServiceState::Nobody
        | ServiceState::Startable
        | ServiceState::Silent { .. }
        | ServiceState::Refused { .. } => None,
    }
}
