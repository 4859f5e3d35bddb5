//! `winddown doctor`: what works, what does not, and what to do about it.
//!
//! A file for each group of things. In each, what was found is a value, and what is said of it follows from that
//! value alone. Nothing is changed or made by looking, and nothing that hangs is waited for.

mod agent;
mod desktop;
mod files;
mod line;
mod terminal;
mod time;

use std::io::{IsTerminal, stdout};
use std::process::Command;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use clap::Args;
use ratatui::crossterm::terminal::size;
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::act::Facts;
use super::out::{self, Ink};
use crate::clock;
use crate::desktop::limited::{self, Capture, WaitFor};
use crate::desktop::{SEND_LIMIT, probe};
use crate::paths::{NoHome, Paths};
use crate::plan::Config;
use crate::remind::agent::install::installed;
use crate::remind::agent::lock;
use crate::tui::wrap::wrapped;
use line::{Line, State};

/// Say what works, what does not, and what to do about it
///
/// Nothing is changed. The exit code is 0 when nothing is broken, and 1 when something is.
#[derive(Debug, Args)]
pub struct Doctor {
    #[command(flatten)]
    facts: Facts,
}

/// Who keeps the clock is a detail, and is not waited for as long as the bus.
const A_MOMENT: Duration = Duration::from_secs(1);

/// Something is broken; which is said already.
#[derive(Debug, thiserror::Error)]
#[error("{}", match .0 {
    1 => "one thing is broken; its line says what to do".to_owned(),
    several => format!("{several} things are broken; their lines say what to do"),
})]
struct Broken(usize);

/// The lines, as JSON.
#[derive(Debug, Serialize)]
struct DoctorFacts<'a> {
    version: &'static str,
    broken: usize,
    lines: &'a [Line],
}

impl Doctor {
    pub fn run(self, paths: &Result<Paths, NoHome>) -> anyhow::Result<()> {
        let (config, lines) = look(paths.as_ref());
        let broken = lines.iter().filter(|line| line.state == State::Broken);
        let broken = broken.count();
        if self.facts.json {
            let version = env!("CARGO_PKG_VERSION");
            out::say_json(&DoctorFacts {
                version,
                broken,
                lines: &lines,
            })?;
        } else {
            out::say(table(&lines, out::is_ascii(&config.display), Ink::detect()))?;
        }
        if broken > 0 {
            return Err(Broken(broken).into());
        }
        Ok(())
    }
}

/// Looks at everything. The config is the one in force, or the built-in one where that cannot be used.
fn look(paths: Result<&Paths, &NoHome>) -> (Config, Vec<Line>) {
    // What may have to be waited for is waited for together.
    let bus = in_the_background(|| probe::look(SEND_LIMIT));
    let network_time = in_the_background(time::network_time);
    let (config, config_line) = files::config(paths);
    let (summary, journal_line) = files::journal(paths);
    let summary = summary.as_ref();

    let mut lines = terminal::Terminal::look(&config.display).lines();
    let found = bus.recv_timeout(SEND_LIMIT + A_MOMENT).ok();
    lines.extend(desktop::bus(found.as_ref(), config.reminders.enabled));
    lines.push(desktop::sound(&config.sound));
    lines.extend([config_line, journal_line]);
    if let Ok(paths) = paths {
        lines.push(agent::agent(
            lock::holder(&paths.agent_lock()),
            installed(paths.home.as_ref()).as_deref(),
            config.reminders.enabled,
        ));
    }
    let (now, zone) = (clock::now(), clock::system_zone());
    if let Some(summary) = summary {
        let shown = zone.clone().unwrap_or(clock::Zone::System);
        lines.push(agent::last_reminder(summary.reminder.as_ref(), now, &shown));
    }
    lines.push(files::log(paths));
    let is_kept = network_time.recv_timeout(A_MOMENT).ok().flatten();
    lines.extend(time::Time::at(now, zone, is_kept, summary).lines());
    (config, lines)
}

/// Begins to look. What hangs is left behind when the program ends.
fn in_the_background<T: Send + 'static>(
    look: impl FnOnce() -> T + Send + 'static,
) -> mpsc::Receiver<T> {
    let (tell, told) = mpsc::channel();
    // Without a thread nothing is told, and the receiver knows at once.
    let _ = thread::Builder::new().spawn(move || tell.send(look()));
    told
}

/// What a program prints on standard output, if it is there and content.
fn asked(program: &str, arguments: &[&str]) -> Option<String> {
    let mut command = Command::new(program);
    command.args(arguments);
    let run = limited::run(command, vec![], Capture::Apart, WaitFor::ItEnds, SEND_LIMIT);
    run.is_fine().then_some(run.printed)
}

fn table(lines: &[Line], ascii: bool, ink: Ink) -> String {
    let widest = lines.iter().map(|line| line.topic.width()).max();
    let widest = widest.unwrap_or(0);
    // A pipe has no edge at which words would break.
    let (columns, _) = size()
        .ok()
        .filter(|_| stdout().is_terminal())
        .unwrap_or((u16::MAX, 0));
    let mut rows = Vec::new();
    for line in lines {
        let sign = line.state.sign(ascii);
        let margin = sign.width() + widest + 5;
        let room = columns.saturating_sub(margin as u16 + 3);
        let mut begin = format!(" {sign}  {:widest$}  ", line.topic);
        for part in wrapped(&line.found, room) {
            let row = format!("{begin}{part}");
            rows.push(match line.state {
                State::Fine | State::Note => row,
                State::Broken => ink.accent(&row),
            });
            begin = " ".repeat(margin);
        }
        let mut begin = format!("{:margin$}{} ", "", if ascii { "->" } else { "→" });
        for part in wrapped(line.advice.as_deref().unwrap_or_default(), room) {
            rows.push(format!("{begin}{part}"));
            begin = " ".repeat(begin.width());
        }
    }
    let broken = lines.iter().any(|line| line.state == State::Broken);
    if !broken {
        rows.extend([String::new(), ink.dim("Nothing is broken.")]);
    }
    rows.join("\n")
}
