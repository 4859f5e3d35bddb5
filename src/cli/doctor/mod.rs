//! `winddown doctor`: what works, what does not, and what to do about it.
//!
//! Each group of checks has a file. There, what was found is a value, and the [`Check`] is computed from it alone, so it
//! can be tested. Checks change and create nothing, and have time limits.

mod agent;
mod backup;
mod check;
mod desktop;
mod files;
mod privacy;
mod sync;
mod terminal;
mod time;

use std::process::Command;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use clap::Args;
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::act::OutputOptions;
use super::out::{self, OutputStyle};
use crate::clock;
use crate::desktop::limited::{self, Capture, WaitFor};
use crate::desktop::{SEND_LIMIT, probe};
use crate::paths::{NoHome, Paths};
use crate::plan::Config;
use crate::printable;
use crate::remind::agent::install::installed;
use crate::remind::agent::lock;
use crate::tui::symbols::Symbols;
use check::{Check, CheckState};

/// Check what works here, what does not, and what to do about it
///
/// Nothing is changed. The exit code is 0 when nothing is broken, and 1 when something is.
#[derive(Debug, Args)]
pub(crate) struct Doctor {
    #[command(flatten)]
    options: OutputOptions,
}

/// How long to wait for the answer about the network time.
const NETWORK_TIME_LIMIT: Duration = Duration::from_secs(1);

/// So many checks failed. Their lines have been printed already.
#[derive(Debug, thiserror::Error)]
#[error("{}", match .0 {
    1 => "one thing is broken; its line says what to do".to_owned(),
    several => format!("{several} things are broken; their lines say what to do"),
})]
struct Broken(usize);

/// The report as JSON.
#[derive(Debug, Serialize)]
struct DoctorJson<'a> {
    version: &'static str,
    broken: usize,
    lines: &'a [Check],
}

impl Doctor {
    pub(crate) fn run(self, paths: &Result<Paths, NoHome>) -> anyhow::Result<()> {
        let (config, lines) = run_checks(paths.as_ref());
        let broken = lines.iter().filter(|line| line.state == CheckState::Broken);
        let broken = broken.count();
        if self.options.json {
            let version = env!("CARGO_PKG_VERSION");
            out::print_json(&DoctorJson {
                version,
                broken,
                lines: &lines,
            })?;
        } else {
            out::print(table(
                &lines,
                out::symbols(&config.display),
                OutputStyle::detect(),
            ))?;
        }
        if broken > 0 {
            return Err(Broken(broken).into());
        }
        Ok(())
    }
}

/// Runs all checks. Also returns the user's config, or the built-in one where that cannot be used.
fn run_checks(paths: Result<&Paths, &NoHome>) -> (Config, Vec<Check>) {
    // These may be slow, so they run at the same time.
    let bus = in_the_background(|| probe::check(SEND_LIMIT));
    let network_time = in_the_background(time::network_time);
    let (config, config_line) = files::config(paths);
    let (summary, journal_line) = files::journal(paths);
    let summary = summary.as_ref();
    let claims = paths.ok().map(files::claims);
    let (reminder, claims_line) = claims.unwrap_or_default();

    let mut lines = terminal::Terminal::look(&config.display).lines();
    let found = bus.recv_timeout(SEND_LIMIT + NETWORK_TIME_LIMIT).ok();
    lines.extend(desktop::bus(found.as_ref(), config.reminders.enabled));
    lines.push(desktop::sound(&config.sound));
    lines.extend([config_line, journal_line]);
    if let Ok(paths) = paths {
        lines.extend(backup::newest(paths, summary));
        lines.extend(files::recovery(paths));
        lines.extend(sync::folder(paths, &config));
        lines.push(agent::agent(
            lock::holder(&paths.agent_lock()),
            installed(paths.home.as_ref()).as_deref(),
            config.reminders.enabled,
            config.display.clock,
        ));
    }
    let (now, zone) = (clock::now(), clock::system_zone());
    if summary.is_some() || reminder.is_some() {
        let shown = zone.clone().unwrap_or(clock::Zone::System);
        lines.push(agent::last_reminder(
            reminder.as_ref(),
            now,
            &shown,
            config.display.clock,
        ));
    }
    lines.extend(claims_line);
    lines.push(files::log(paths));
    lines.extend(paths.ok().map(privacy::privacy).unwrap_or_default());
    let is_synchronised = network_time.recv_timeout(NETWORK_TIME_LIMIT).ok().flatten();
    lines.extend(
        time::ClockAndZone::at(now, zone, is_synchronised, summary, config.display.clock).lines(),
    );
    (config, lines)
}

/// Runs a check on a thread. One that hangs is abandoned when the program ends.
fn in_the_background<T: Send + 'static>(
    look: impl FnOnce() -> T + Send + 'static,
) -> mpsc::Receiver<T> {
    let (sender, receiver) = mpsc::channel();
    // Where no thread can be started the sender is dropped, and the receiver fails at once.
    let _ = thread::Builder::new().spawn(move || sender.send(look()));
    receiver
}

/// What a program prints on standard output; `None` where it is missing, fails, or takes too long.
fn stdout_of(program: &str, arguments: &[&str]) -> Option<String> {
    let mut command = Command::new(program);
    command.args(arguments);
    let run = limited::run(
        command,
        vec![],
        Capture::Separately,
        WaitFor::ItEnds,
        SEND_LIMIT,
    );
    run.is_fine().then_some(run.printed)
}

fn table(lines: &[Check], symbols: Symbols, style: OutputStyle) -> String {
    let widest = lines.iter().map(|line| line.topic.width()).max();
    let widest = widest.unwrap_or(0);
    // Only a terminal has a width to wrap at.
    let columns = out::width();
    let mut rows = Vec::new();
    for line in lines {
        let sign = line.state.sign(symbols.charset());
        let margin = sign.width() + widest + 5;
        let topic = format!(" {sign}  {:widest$}  ", line.topic);
        // A path may have line breaks; what follows one must not pass for a line of its own.
        let found = printable::escaped(&line.found);
        let found = out::wrap_indented(&topic, &found, margin, columns);
        rows.extend(found.lines().map(|row| match line.state {
            CheckState::Fine | CheckState::Note => row.to_owned(),
            CheckState::Broken => style.accent(row),
        }));
        if let Some(advice) = &line.advice {
            let arrow = format!(
                "{:margin$}{} ",
                "",
                if symbols.is_ascii() { "->" } else { "→" }
            );
            rows.push(out::wrap_indented(&arrow, advice, arrow.width(), columns));
        }
    }
    let broken = lines.iter().any(|line| line.state == CheckState::Broken);
    if !broken {
        rows.extend([String::new(), style.dim("Nothing is broken.")]);
    }
    rows.join("\n")
}
