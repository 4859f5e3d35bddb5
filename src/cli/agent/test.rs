//! `winddown agent test`: sends a reminder now, waits until it was seen, and prints how that went.

use std::io::{self, IsTerminal, Write};

use anyhow::bail;
use clap::Args;
use serde::Serialize;

use crate::cli::act::OutputOptions;
use crate::cli::context::CommandContext;
use crate::cli::out;
use crate::clock;
use crate::desktop::SEND_LIMIT;
use crate::desktop::probe::{self, ServiceState};
use crate::desktop::terminal_notification::TerminalNotification;
use crate::remind::agent::test_reminder::{BODY, BUTTON, LATE_LIMIT, SUMMARY, Seen, TestReminder};

/// Send a reminder now, and report how that went and through which channel
///
/// Waits until you have pressed its button or closed it: some desktops take a notification away when the program that
/// sent it ends. Ctrl-C closes it.
#[derive(Debug, Args)]
pub(crate) struct Test {
    /// Do not wait until the notification was seen
    #[arg(long)]
    no_wait: bool,
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
    /// "pressed", "clicked" or "closed"; null if nobody waited for it.
    seen: Option<&'static str>,
}

impl Test {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        let began = clock::monotonic();
        let mut test = TestReminder::send_until_interrupted(&ctx.paths)?;
        let problem = test.wait_until_shown().err();
        let took = began.elapsed().as_millis();
        // With --json the bell is left out: its bytes would be mixed into the JSON on standard output.
        let has_rung = problem.is_some() && !self.options.json && ring().is_ok();
        let mut result = TestJson {
            channel: match problem {
                None => Some("desktop"),
                Some(_) if has_rung => Some("terminal"),
                Some(_) => None,
            },
            service: problem.is_none().then(service).flatten(),
            took_ms: took,
            problem,
            seen: None,
        };
        let closes_a_late_one = result.problem.is_some() && !self.no_wait && test.may_come_late();
        if !self.options.json {
            out::print(self.line(&result, has_rung))?;
            if closes_a_late_one {
                out::print(late_line())?;
            }
        }
        let mut is_lost = false;
        if self.no_wait {
            test.stay();
        } else if closes_a_late_one {
            test.close_if_it_comes_late();
        } else if result.problem.is_none() {
            let seen = test.wait();
            is_lost = seen == Seen::Lost;
            result.seen = name(seen);
            if !self.options.json {
                out::print(seen_line(seen))?;
            }
        }
        if self.options.json {
            out::print_json(&result)?;
        }
        if is_lost {
            bail!("the notification service went away, and the notification with it");
        }
        if result.channel.is_none() {
            bail!("no reminder can reach you; `winddown doctor` says what is missing");
        }
        Ok(())
    }

    fn line(&self, result: &TestJson, has_rung: bool) -> String {
        if let Some(problem) = &result.problem {
            let bell = if has_rung {
                "; this terminal rang instead"
            } else {
                ""
            };
            return format!("The desktop did not take it: {problem}{bell}.");
        }
        let by = result.service.as_deref().unwrap_or("the desktop");
        let next = if self.no_wait {
            "Some desktops take it away now that this command ends.".to_owned()
        } else {
            format!(
                "It stays until you press \u{201c}{BUTTON}\u{201d} or close it; Ctrl-C closes it."
            )
        };
        format!("Sent: {by} took it after {} ms. {next}", result.took_ms)
    }
}

fn late_line() -> String {
    let limit = LATE_LIMIT.as_secs();
    format!("Waiting up to {limit} s to close it, should it still come; Ctrl-C ends that.")
}

fn name(seen: Seen) -> Option<&'static str> {
    match seen {
        Seen::Pressed => Some("pressed"),
        Seen::Clicked => Some("clicked"),
        Seen::Closed => Some("closed"),
        Seen::Lost => None,
    }
}

fn seen_line(seen: Seen) -> &'static str {
    match seen {
        Seen::Pressed => "Pressed: its button works.",
        Seen::Clicked => "Clicked: it was seen.",
        Seen::Closed => "Closed: nobody pressed its button.",
        Seen::Lost => "It is gone: the notification service has ended.",
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
