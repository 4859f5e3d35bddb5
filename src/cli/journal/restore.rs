//! `winddown journal restore`: puts a backup in the journal's place.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::check::counts;
use crate::cli::act::OutputOptions;
use crate::cli::context::CommandContext;
use crate::cli::out;
use crate::clock;
use crate::event::EveningDate;
use crate::journal::{self, Difference, Restoration};
use crate::sync::Settings;

/// Put a backup in the journal's place; what it replaces is kept
///
/// The backup is checked first and stays as it is. Windows and the agent go on with what came back.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  winddown journal restore ~/journal-2026-11-28.db --dry-run")]
pub(crate) struct Restore {
    /// The backup: one of your own, or a daily one, as `winddown journal check` names it
    file: PathBuf,
    /// Only say what would come back
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    options: OutputOptions,
}

impl Restore {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        let journal = &ctx.paths.journal;
        let restoration = if self.dry_run {
            journal::preview(journal, &self.file)?
        } else {
            journal::restore(journal, &self.file, clock::today())?
        };
        out::warn_if_unprinted(if self.options.json {
            out::print_json(&RestorationJson::new(&restoration, self.dry_run))
        } else {
            let mut lines = lines(&restoration, self.dry_run);
            if restoration.missing.events > 0 && matches!(Settings::read(&ctx.paths), Ok(Some(_))) {
                lines.push(
                    "Sync is on: the folder still has these entries, and the next exchange brings them back. `winddown sync off` prevents that.".to_owned(),
                );
            }
            out::print(lines.join("\n"))
        });
        Ok(())
    }
}

fn lines(restoration: &Restoration, dry_run: bool) -> Vec<String> {
    let Restoration {
        contents,
        back,
        missing,
        kept_as,
    } = restoration;
    let all = counts(contents.events, contents.evenings.len());
    let mut lines = vec![if dry_run {
        format!("Nothing was changed. The backup is whole: {all}.")
    } else {
        format!("The backup is in place: {all}.")
    }];
    let line = |what: &str, difference: &Difference| {
        let count = counts(difference.events, difference.evenings.len());
        let dates = dates(&difference.evenings);
        (difference.events > 0).then(|| format!("{what}: {count}{dates}."))
    };
    let (comes, lacks) = if dry_run {
        ("Would come back", "Would be lost from the journal")
    } else {
        ("Came back", "No longer in the journal")
    };
    lines.extend(line(comes, back));
    lines.extend(line(lacks, missing));
    if let Some(kept) = kept_as {
        lines.push(format!(
            "What was there before is kept as {}.",
            kept.display()
        ));
    }
    lines
}

/// The first and the last evening.
fn dates(evenings: &BTreeSet<EveningDate>) -> String {
    match (evenings.first(), evenings.last()) {
        (Some(first), Some(last)) if first == last => format!(", {first}"),
        (Some(first), Some(last)) => format!(", {first} to {last}"),
        _ => String::new(),
    }
}

#[derive(Debug, Serialize)]
struct RestorationJson {
    restored: bool,
    events: usize,
    evenings: usize,
    back: DifferenceJson,
    missing: DifferenceJson,
    kept_as: Option<String>,
}

#[derive(Debug, Serialize)]
struct DifferenceJson {
    events: usize,
    evenings: BTreeSet<EveningDate>,
}

impl RestorationJson {
    fn new(restoration: &Restoration, dry_run: bool) -> Self {
        let difference = |it: &Difference| DifferenceJson {
            events: it.events,
            evenings: it.evenings.clone(),
        };
        Self {
            restored: !dry_run,
            events: restoration.contents.events,
            evenings: restoration.contents.evenings.len(),
            back: difference(&restoration.back),
            missing: difference(&restoration.missing),
            kept_as: restoration
                .kept_as
                .as_ref()
                .map(|it| it.display().to_string()),
        }
    }
}
