//! `winddown journal check`: whether the journal and its newest backup are whole.

use std::path::Path;

use clap::Args;
use serde::Serialize;

use crate::cli::act::OutputOptions;
use crate::cli::context::CommandContext;
use crate::cli::out;
use crate::event::EveningDate;
use crate::journal::{BackupCheck, Contents, JournalCheck, JournalError, RecoveryReport};

/// Check whether the journal and its newest backup are whole
///
/// Reads every entry and changes nothing. The exit code is 0 when all is well, and 1 when something is wrong.
#[derive(Debug, Args)]
pub(crate) struct Check {
    #[command(flatten)]
    options: OutputOptions,
}

/// Something is wrong. What it is has been printed already.
#[derive(Debug, thiserror::Error)]
#[error("something is wrong with the journal; the lines above say what to do")]
struct NotWhole;

impl Check {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        let path = &ctx.paths.journal;
        let check = JournalCheck::read(path);
        if self.options.json {
            out::print_json(&CheckJson::new(path.display().to_string(), &check))?;
        } else {
            out::print(lines(&path.display().to_string(), &check).join("\n"))?;
        }
        if check.is_fine() {
            Ok(())
        } else {
            Err(NotWhole.into())
        }
    }
}

/// How many entries a journal has, and of how many evenings.
pub(crate) fn counts(events: usize, evenings: usize) -> String {
    let number = |n: usize, one: &str, many: &str| match n {
        1 => format!("1 {one}"),
        n => format!("{n} {many}"),
    };
    let entries = number(events, "entry", "entries");
    let evenings = number(evenings, "evening", "evenings");
    format!("{entries} of {evenings}")
}

fn lines(path: &str, check: &JournalCheck) -> Vec<String> {
    let mut lines = Vec::new();
    match &check.journal {
        None => lines.push(format!("There is no journal at {path}.")),
        Some(Err(error)) => lines.push(sentence(&error.what())),
        Some(Ok(contents)) => lines.extend(contents_lines(path, contents)),
    }
    match &check.backup {
        None => lines
            .push("There is no backup yet; one is made with the first entry of a day.".to_owned()),
        Some(BackupCheck { backup, contents }) => {
            let name = format!("The newest backup, {},", backup.path.display());
            match contents {
                Ok(contents) => lines.extend(contents_lines(&name, contents)),
                Err(error) => lines.push(sentence(&error.what())),
            }
        }
    }
    if let Some(report) = &check.recovery {
        lines.push(recovery_line(path, report));
    }
    lines.extend(advice(check));
    lines
}

fn contents_lines(name: &str, contents: &Contents) -> Vec<String> {
    let counts = counts(contents.events, contents.evenings.len());
    if !contents.is_damaged() && contents.unreadable.is_empty() {
        return vec![format!("{name} is whole: {counts}.")];
    }
    let state = if contents.is_damaged() {
        "is damaged"
    } else {
        "is not damaged, but some of its entries make no sense"
    };
    let mut lines = vec![format!("{name} {state}; {counts} can be read.")];
    lines.extend(contents.faults.iter().map(|fault| format!("  {fault}")));
    let unreadable = contents.unreadable.iter();
    lines.extend(unreadable.map(|row| format!("  entry {row}")));
    lines
}

/// What became of an earlier damage, and how to stop seeing it.
fn recovery_line(path: &str, report: &RecoveryReport) -> String {
    let file = RecoveryReport::path(Path::new(path));
    format!(
        "{} (Delete {} to stop seeing this.)",
        report.sentences(),
        file.display()
    )
}

/// What to do; none if nothing is wrong.
fn advice(check: &JournalCheck) -> Option<String> {
    let backup = check.backup.as_ref();
    let whole = backup.filter(|it| it.contents.as_ref().is_ok_and(|found| !found.is_damaged()));
    let restore = |backup: &BackupCheck| {
        format!(
            "`winddown journal restore {}` brings that backup back; what it replaces is kept.",
            backup.backup.path.display()
        )
    };
    match &check.journal {
        None => whole.map(restore),
        Some(Err(error)) => Some(match whole {
            Some(_) if may_be_damaged(error) => REPAIRS_ITSELF.to_owned(),
            Some(_) | None => sentence(error.advice()),
        }),
        Some(Ok(contents)) if contents.is_damaged() => Some(REPAIRS_ITSELF.to_owned()),
        Some(Ok(contents)) if !contents.unreadable.is_empty() => {
            Some("These entries are left out; all others are safe.".to_owned())
        }
        Some(Ok(_)) if backup.is_some() && whole.is_none() => Some(
            "The journal itself is whole. Delete that backup; the next entry of a day makes a new one."
                .to_owned(),
        ),
        Some(Ok(_)) => None,
    }
}

/// What becomes of a damaged journal.
const REPAIRS_ITSELF: &str = "The next entry repairs it: what can be read goes into a new file, the newest whole backup fills in what is missing, and the damaged file is kept. `winddown doctor` then says what was lost.";

/// Whether the error can come from damage, so that a backup helps.
fn may_be_damaged(error: &JournalError) -> bool {
    matches!(
        error,
        JournalError::NotOurs(_) | JournalError::Damaged { .. }
    )
}

/// A text as a sentence: with a capital letter and a full stop.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(char::to_uppercase);
    format!(
        "{}{}.",
        first.into_iter().flatten().collect::<String>(),
        letters.as_str()
    )
}

#[derive(Debug, Serialize)]
struct CheckJson {
    path: String,
    fine: bool,
    journal: Option<FileJson>,
    backup: Option<BackupJson>,
    recovery: Option<RecoveryReport>,
    advice: Option<String>,
}

#[derive(Debug, Serialize)]
struct FileJson {
    whole: bool,
    error: Option<String>,
    faults: Vec<String>,
    events: usize,
    evenings: usize,
    unreadable: Vec<RowJson>,
}

#[derive(Debug, Serialize)]
struct BackupJson {
    path: String,
    day: String,
    #[serde(flatten)]
    file: FileJson,
}

#[derive(Debug, Serialize)]
struct RowJson {
    id: String,
    evening: Option<EveningDate>,
    why: String,
}

impl CheckJson {
    fn new(path: String, check: &JournalCheck) -> Self {
        Self {
            path,
            fine: check.is_fine(),
            journal: check.journal.as_ref().map(FileJson::new),
            backup: check.backup.as_ref().map(|it| BackupJson {
                path: it.backup.path.display().to_string(),
                day: it.backup.day.to_string(),
                file: FileJson::new(&it.contents),
            }),
            recovery: check.recovery.clone(),
            advice: advice(check),
        }
    }
}

impl FileJson {
    fn new(found: &Result<Contents, JournalError>) -> Self {
        let none = Contents::default();
        let contents = found.as_ref().unwrap_or(&none);
        Self {
            whole: found.is_ok() && !contents.is_damaged(),
            error: found.as_ref().err().map(ToString::to_string),
            faults: contents.faults.clone(),
            events: contents.events,
            evenings: contents.evenings.len(),
            unreadable: contents
                .unreadable
                .iter()
                .map(|row| RowJson {
                    id: row.id.clone(),
                    evening: row.evening,
                    why: row.why.to_string(),
                })
                .collect(),
        }
    }
}
