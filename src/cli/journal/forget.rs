//! `winddown journal forget`: deletes an entry for good.

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::Args;
use serde_json::Value;
use uuid::Uuid;

use crate::cli::act::OutputOptions;
use crate::cli::context::CommandContext;
use crate::cli::evening_arg::EveningOption;
use crate::cli::failure::BadArguments;
use crate::cli::out;
use crate::cli::sync::after_an_entry;
use crate::clock::Zone;
use crate::coach::Coach;
use crate::event::{Event, EventId, in_effect};
use crate::history_file::HistoryFile;
use crate::sync::Settings;
use crate::time_of_day::ClockFormat;
use crate::words;

/// Delete an entry for good, from every file of the journal
///
/// `undo` and corrections keep what they take back. This does not: the entry's text is removed from the journal, from
/// its backups and from the copies beside it, and never comes back with one of them. Copies that you made yourself stay
/// as they are. Without an id it lists the evening's entries with their ids.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  winddown journal forget --date yesterday
  winddown journal forget 01a2219c-da3b-72f9-b96b-58c5debef20d")]
pub(crate) struct Forget {
    /// The entry's id
    #[arg(conflicts_with = "date")]
    event: Option<Uuid>,
    #[command(flatten)]
    evening: EveningOption,
    /// Do not ask
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    options: OutputOptions,
}

/// The entry was deleted from the journal, but some files may still have it.
#[derive(Debug, thiserror::Error)]
#[error("the entry was deleted from the journal, but these files may still have it: {}; close all windows and run this again, or delete them",
    .0.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", "))]
struct NotCleaned(Vec<PathBuf>);

impl Forget {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        let mut coach = ctx.coach()?;
        let Some(id) = self.event.map(EventId) else {
            return self.list(ctx, &coach);
        };
        // Settings that cannot be read may be of a folder into which the entry was written.
        let travels = Settings::read(&ctx.paths).map_or(true, |settings| settings.is_some());
        // Without one there is nothing to lose: it was deleted before, or was never there.
        let entry = if self.yes {
            None
        } else {
            describe(id, &coach)?
        };
        if let Some(entry) = entry {
            if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
                let text = "add --yes to delete it for good; it cannot be brought back";
                return Err(BadArguments(text.to_owned()).into());
            }
            if !is_meant(&entry, travels)? {
                return out::print("Nothing was changed.");
            }
        }
        let Some(mut forgetting) = coach.journal.forget(id, ctx.now)? else {
            bail!(
                "there is no entry {id}; `winddown journal forget --date DATE` lists an evening's entries with their ids"
            );
        };
        let cache = HistoryFile::for_journal(ctx.paths.cache.as_deref(), &ctx.paths.journal);
        let cached = cache.path().map(Path::to_owned);
        if let Err(error) = cache.delete() {
            tracing::warn!(why = %error, "the judged evenings could not be deleted");
            forgetting.not_cleaned.extend(cached);
        }
        if !forgetting.not_cleaned.is_empty() {
            return Err(NotCleaned(forgetting.not_cleaned).into());
        }
        out::warn_if_unprinted(if self.options.json {
            out::print_json(&serde_json::json!({ "forgotten": id }))
        } else {
            let others = if travels {
                " Your other computers follow."
            } else {
                ""
            };
            out::print(format!(
                "Deleted for good, from the daily backups too.{others} Copies you made yourself still have it."
            ))
        });
        after_an_entry(&ctx.paths);
        Ok(())
    }

    fn list(&self, ctx: &CommandContext, coach: &Coach) -> anyhow::Result<()> {
        let tonight = coach.date_of_tonight(ctx.now)?;
        let evening = self
            .evening
            .date
            .map_or(tonight, |date| date.resolve(tonight));
        let events = coach.journal.evening(evening)?;
        let standing = in_effect(&events);
        let entries = events.iter().filter_map(|event| {
            Some(Entry {
                event,
                here: ctx.zone,
                clock: coach.config.display.clock,
                line: words::event_line(event, &coach.config.plan, coach.config.display.clock)?,
                was_taken_back: !standing.contains(&event),
            })
        });
        if self.options.json {
            let entries: Vec<_> = entries.map(|entry| entry.json()).collect();
            return out::print_json(&serde_json::json!({ "evening": evening, "entries": entries }));
        }
        let lines: Vec<String> = entries.map(|entry| entry.text()).collect();
        if lines.is_empty() {
            return out::print(format!("There are no entries on the evening of {evening}."));
        }
        out::print(lines.join("\n"))
    }
}

/// An entry in the list.
struct Entry<'a> {
    event: &'a Event,
    /// Where the user is now.
    here: Zone,
    clock: ClockFormat,
    line: String,
    was_taken_back: bool,
}

impl Entry<'_> {
    fn text(&self) -> String {
        let Event { id, at, .. } = self.event;
        let time = words::local_clock(*at, self.event.local().offset(), &self.here, self.clock);
        let mark = if self.was_taken_back {
            " (taken back)"
        } else {
            ""
        };
        format!("{id}  {time}  {}{mark}", self.line)
    }

    fn json(&self) -> Value {
        serde_json::json!({
            "id": self.event.id,
            "entry": self.line,
            "taken_back": self.was_taken_back,
        })
    }
}

/// The entry of this id as a line, also where it cannot be read; none if there is no such entry.
fn describe(id: EventId, coach: &Coach) -> anyhow::Result<Option<String>> {
    let events = coach.journal.all()?;
    if let Some(event) = events.iter().find(|event| event.id == id) {
        let line = words::event_line(event, &coach.config.plan, coach.config.display.clock);
        return Ok(Some(line.unwrap_or_else(|| event.what.kind().to_owned())));
    }
    let id = id.to_string();
    let unreadable = coach.journal.unreadable()?;
    let row = unreadable.iter().find(|row| row.id == id);
    Ok(row.map(|row| format!("the unreadable entry {row}")))
}

/// Asks whether this entry is to be deleted, also on other computers if sync is on.
fn is_meant(entry: &str, travels: bool) -> anyhow::Result<bool> {
    out::print_to_stderr(&format!("This will permanently delete: {entry}"));
    if travels {
        out::print_to_stderr("It is deleted on your other computers too.");
    }
    write!(io::stderr(), "Continue? [y/N] ")?;
    io::stderr().flush()?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(answer.trim().to_lowercase().starts_with('y'))
}
