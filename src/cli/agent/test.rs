//! `winddown agent test`: one reminder now, and how it went.

use std::io::{self, IsTerminal, Write};
use std::sync::mpsc;
use std::time::Duration;

use anyhow::bail;
use clap::Args;
use serde::Serialize;

use crate::cli::act::Facts;
use crate::cli::out;
use crate::clock;
use crate::desktop::probe::{self, Service};
use crate::desktop::terminal_note::TerminalNote;
use crate::desktop::{DesktopMessage, Notification, Notifier, SEND_LIMIT};

/// Send a reminder now, and say how that went and through which channel
#[derive(Debug, Args)]
pub struct Test {
    #[command(flatten)]
    facts: Facts,
}

const SUMMARY: &str = "This is a test";
const BODY: &str = "Reminders from winddown arrive here.";

/// How it went, as JSON has it.
#[derive(Debug, Serialize)]
struct Went {
    channel: Option<&'static str>,
    service: Option<String>,
    took_ms: u128,
    problem: Option<String>,
}

impl Test {
    pub fn run(self) -> anyhow::Result<()> {
        let began = clock::monotonic();
        let sent = send();
        let took = began.elapsed().as_millis();
        let problem = sent.err();
        // JSON goes to the terminal, too: a bell in it would be none.
        let is_told = problem.is_some() && !self.facts.json && ring().is_ok();
        let went = Went {
            channel: match problem {
                None => Some("desktop"),
                Some(_) if is_told => Some("terminal"),
                Some(_) => None,
            },
            service: problem.is_none().then(service).flatten(),
            took_ms: took,
            problem,
        };
        let failed = went.channel.is_none();
        if self.facts.json {
            out::say_json(&went)?;
        } else if let Some(problem) = &went.problem {
            let rang = if is_told {
                "; this terminal rang instead"
            } else {
                ""
            };
            out::say(format!("The desktop did not take it: {problem}{rang}."))?;
        } else {
            let by = went.service.as_deref().unwrap_or("the desktop");
            out::say(format!("Sent: {by} took it after {took} ms."))?;
        }
        if failed {
            bail!("no reminder can reach you; `winddown doctor` says what is missing");
        }
        Ok(())
    }
}

/// Sends it the way that every reminder goes.
fn send() -> Result<(), String> {
    let (tell, told) = mpsc::channel();
    Notifier::new("winddown", tell).send(Notification {
        tag: "test".to_owned(),
        summary: SUMMARY.to_owned(),
        body: BODY.to_owned(),
        buttons: vec![],
    });
    match told.recv_timeout(SEND_LIMIT + Duration::from_secs(1)) {
        Ok(DesktopMessage::Failed { why, .. }) => Err(why),
        Ok(_) => Ok(()),
        Err(_) => Err("nothing was heard of it".to_owned()),
    }
}

fn ring() -> io::Result<()> {
    let mut out = io::stdout();
    if !out.is_terminal() {
        return Err(io::ErrorKind::NotConnected.into());
    }
    let note = TerminalNote::known(|name| std::env::var(name).ok());
    out.write_all(&note.bytes(SUMMARY, BODY))?;
    out.flush()
}

/// What the service calls itself.
fn service() -> Option<String> {
    match probe::look(SEND_LIMIT).service {
        Service::Answers { name, version, .. } => Some(format!("{name} {version}")),
        Service::Platform => Some("the system".to_owned()),
        Service::Unknown
        | Service::Nobody
        | Service::Startable
        | Service::Silent { .. }
        | Service::Refused { .. } => None,
    }
}
