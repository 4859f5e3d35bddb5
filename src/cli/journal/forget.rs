//! `winddown journal forget`: takes an entry out for good.

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::PathBuf;

use anyhow::bail;
use clap::Args;
use uuid::Uuid;

use crate::cli::act::OutputOptions;
use crate::cli::context::CommandContext;
use crate::cli::evening_arg::EveningOption;
use crate::cli::failure::BadArguments;
use crate::cli::out;
use crate::coach::Coach;
use crate::event::{Event, EventId};
use crate::history_file::HistoryFile;
use crate::words;

/// Take an entry out for good, from every file of the journal
///
/// `undo` and correcting keep what they take back. This one does not: the entry's text is removed from the journal, from
/// its backups and from the copies beside it, and it never comes back with one of them. Copies of your own stay as they
/// are. Without an id it lists the evening's entries with theirs.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  winddown journal forget --date yesterday
  winddown journal forget 01a2219c-da3b-72f9-b96b-58c5debef20d")]
pub(crate) struct Forget {
    /// The entry's id
    event: Option<Uuid>,
    #[command(flatten)]
    evening: EveningOption,
    /// Do not ask
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    options: OutputOptions,
}

/// The entry was taken out, but some files may still hold it.
#[derive(Debug, thiserror::Error)]
#[error("the entry was taken out of the journal, but these files may still hold it: {}; close all windows and run this again, or delete them",
    .0.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", "))]
struct NotCleaned(Vec<PathBuf>);

impl Forget {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        let mut coach = ctx.coach()?;
        let Some(id) = self.event.map(EventId) else {
            return self.list(ctx, &coach);
        };
        let found = coach
            .journal
            .all()?
            .into_iter()
            .find(|event| event.id == id);
        if let Some(event) = found.filter(|_| !self.yes) {
            if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
                let text = "say --yes to take it out for good; it cannot be brought back";
                return Err(BadArguments(text.to_owned()).into());
            }
            if !is_meant(&line(&event, &coach))? {
                return out::print("Nothing was changed.");
            }
        }
        let Some(forgetting) = coach.journal.forget(id, ctx.now)? else {
            bail!(
                "there is no entry {id}; `winddown journal forget --date DATE` lists an evening's entries with their ids"
            );
        };
        let cache = HistoryFile::for_journal(ctx.paths.cache.as_deref(), &ctx.paths.journal);
        if let Err(error) = cache.delete() {
            tracing::warn!(why = %error, "the judged evenings could not be deleted");
        }
        if !forgetting.not_cleaned.is_empty() {
            return Err(NotCleaned(forgetting.not_cleaned).into());
        }
        out::warn_if_unprinted(if self.options.json {
            out::print_json(&serde_json::json!({ "forgotten": id }))
        } else {
            out::print("It is gone, also from the backups. Copies of your own are as they were.")
        });
        Ok(())
    }

    fn list(&self, ctx: &CommandContext, coach: &Coach) -> anyhow::Result<()> {
        let tonight = coach.evening_at(ctx.now).date;
        let evening = self
            .evening
            .date
            .map_or(tonight, |date| date.resolve(tonight));
        let events = coach.journal.evening(evening)?;
        let entries = events
            .iter()
            .filter_map(|event| Some((event, words::event_line(event, &coach.config.plan)?)));
        if self.options.json {
            let entry = |(event, line): (&Event, String)| serde_json::json!({ "id": event.id, "entry": line });
            let entries: Vec<_> = entries.map(entry).collect();
            return out::print_json(&serde_json::json!({ "evening": evening, "entries": entries }));
        }
        let lines: Vec<String> = entries
            .map(|(event, line)| format!("{}  {}  {line}", event.id, event.local().format("%H:%M")))
            .collect();
        if lines.is_empty() {
            return out::print(format!("There are no entries on the evening of {evening}."));
        }
        out::print(lines.join("\n"))
    }
}

fn line(event: &Event, coach: &Coach) -> String {
    let line = words::event_line(event, &coach.config.plan);
    line.unwrap_or_else(|| event.what.kind().to_owned())
}

/// Asks whether this entry is to go.
fn is_meant(entry: &str) -> anyhow::Result<bool> {
    out::print_to_stderr(&format!("This takes out for good: {entry}"));
    write!(io::stderr(), "It cannot be brought back. Go on? [y/N] ")?;
    io::stderr().flush()?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(answer.trim().to_lowercase().starts_with('y'))
}
