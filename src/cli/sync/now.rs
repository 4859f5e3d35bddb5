//! `winddown sync now`.

use std::thread;
use std::time::Duration;

use chrono::{DateTime, Utc};
use clap::Args;
use serde_json::json;

use super::{exchanged, while_it_answers};
use crate::cli::act::OutputOptions;
use crate::cli::context::CommandContext;
use crate::cli::out;
use crate::clock;
use crate::coach::Coach;
use crate::inbox::{self, Inbox, Looked};
use crate::journal::Journal;
use crate::paths::Paths;
use crate::sync::{self, Settings};
use crate::words::counted;

/// How long the command waits for a last line, or for another process that reads the inbox.
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// Exchange entries at once
///
/// An open window and the agent do so by themselves, and each command that records something does so after its answer. On
/// the computer that reads the inbox, its lines are recorded first.
#[derive(Debug, Args)]
pub(crate) struct Now {
    #[command(flatten)]
    options: OutputOptions,
}

impl Now {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        let mut coach = ctx.coach()?;
        let settings = Settings::read(&ctx.paths)?;
        let (paths, now) = (ctx.paths.clone(), ctx.now);
        let (outcome, inbox) = while_it_answers(&ctx.paths, move || {
            // What was recorded before is exchanged also where the inbox cannot be read.
            let inbox = settings
                .filter(|settings| settings.inbox)
                .map(|settings| read_inbox(&paths, now, &coach, &settings));
            let plan = &coach.config.plan;
            let outcome = sync::synchronize(&paths, plan, &mut coach.journal, now)?;
            Ok((outcome, inbox.transpose()?))
        })?;
        out::warn_if_unprinted(match (outcome, self.options.json) {
            (Some(outcome), true) => out::print_json(&json!({
                "on": true,
                "written": outcome.written,
                "taken_in": outcome.taken_in,
                "inbox": inbox.map(|looked| json!({
                    "recorded": looked.recorded,
                    "waiting": looked.left.waiting,
                    "refused": looked.left.refused,
                    "unread_files": looked.left.unread_files,
                })),
            })),
            (Some(outcome), false) => {
                let mut lines: Vec<String> = inbox.iter().flat_map(inbox_sentences).collect();
                lines.push(exchanged(outcome));
                out::print(lines.join(" "))
            }
            (None, true) => out::print_json(&json!({ "on": false })),
            (None, false) => out::print("Sync is off. `winddown sync on DIR` switches it on."),
        });
        Ok(())
    }
}

/// Records the new lines of the inbox. A last line that may still be written is waited for.
fn read_inbox(
    paths: &Paths,
    now: DateTime<Utc>,
    coach: &Coach,
    settings: &Settings,
) -> anyhow::Result<Looked> {
    let journal = Journal::open_or_empty(&paths.journal, inbox::WRITER)?;
    let mut phone = Coach::new(coach.config.clone(), coach.zone, journal);
    let memory = paths.inbox_memory();
    let inbox = Inbox {
        root: &settings.folder,
        computer: &settings.name,
        memory: &memory,
    };
    let first = inbox.look(&mut phone, now)?;
    match first.again_in {
        Some(soon) if soon <= LONGEST_WAIT => {
            thread::sleep(soon);
            let second = inbox.look(&mut phone, clock::now())?;
            let recorded = first.recorded + second.recorded;
            Ok(Looked { recorded, ..second })
        }
        Some(_) | None => Ok(first),
    }
}

fn inbox_sentences(looked: &Looked) -> Vec<String> {
    let sentence = |before: &str, number: usize, what: &str| {
        (number > 0).then(|| format!("{before} {} of the inbox.", counted(number, what)))
    };
    let left = looked.left;
    let reasons = (left.refused + left.unread_files > 0)
        .then(|| "`winddown sync status` says where the reasons are.".to_owned());
    [
        sentence("Recorded", looked.recorded, "line"),
        sentence("Waiting:", left.waiting, "line"),
        sentence("Not recorded:", left.refused, "line"),
        sentence("Not read:", left.unread_files, "file"),
        reasons,
    ]
    .into_iter()
    .flatten()
    .collect()
}
