//! Evenings as Markdown: printed, written, or added to a file of notes.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::Context;

use super::Exported;
use crate::cli::context::CommandContext;
use crate::cli::evenings_arg::EveningRangeOptions;
use crate::cli::out;
use crate::coach::Coach;
use crate::event::EveningDate;
use crate::exchange::markdown::{self, EveningNotes};
use crate::journal::JournalError;
use crate::whole_file::Lock;
use crate::words::{counted, long_date};
use crate::{private_file, whole_file};

/// The largest file of notes that is added to.
const LARGEST: u64 = 64 << 20;

pub(super) fn exported(
    coach: &Coach,
    ctx: &CommandContext,
    (from, to): (Option<EveningDate>, Option<EveningDate>),
) -> anyhow::Result<Exported> {
    let tonight = coach.date_of_tonight(ctx.now)?;
    let to = to.unwrap_or(tonight).min(tonight);
    let first = coach.first_evening()?.unwrap_or(tonight);
    let from = from.map_or(to, |from| from.max(first));
    let sections: Result<Vec<String>, JournalError> = from
        .through(to)
        .map(|date| section(coach, ctx, date))
        .collect();
    Ok(Exported {
        text: sections?.join("\n"),
        remark: String::new(),
    })
}

fn section(coach: &Coach, ctx: &CommandContext, date: EveningDate) -> Result<String, JournalError> {
    let record = coach.evening_record(date, ctx.now)?;
    let notes = EveningNotes {
        timeline: &record.timeline(ctx.now),
        plan: &record.plan,
        events: &record.events,
        zone: &record.zone,
        clock: coach.config.display.clock,
        now: ctx.now,
    };
    Ok(notes.text())
}

/// Adds to the file the evenings that are over and that it does not have yet: those of the span, or those since its newest
/// one. A file that has none gets the last evening that is over.
pub(super) fn append(
    coach: &Coach,
    ctx: &CommandContext,
    file: &Path,
    span: &EveningRangeOptions,
) -> anyhow::Result<()> {
    let name = file.display();
    let unwritten = || format!("cannot write {name}");
    let _lock = Lock::on(file).with_context(unwritten)?;
    let mut notes = match private_file::read(file, LARGEST) {
        Ok(bytes) => String::from_utf8(bytes).with_context(|| format!("{name} is no text"))?,
        Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error).with_context(|| format!("cannot read {name}")),
    };
    let there: BTreeSet<EveningDate> = markdown::evenings_in(&notes).into_iter().collect();
    let tonight = coach.date_of_tonight(ctx.now)?;
    let over = tonight.previous();
    let (from, to) = span.ends(tonight)?;
    let to = to.unwrap_or(over).min(over);
    let since = there.last().map_or(over, |newest| newest.next());
    let first = coach.first_evening()?.unwrap_or(tonight);
    let from = from.unwrap_or(since).max(first);
    let mut added = Vec::new();
    for date in from.through(to).filter(|date| !there.contains(date)) {
        if !notes.is_empty() {
            let is_line_open = !notes.ends_with('\n');
            notes += if is_line_open { "\n\n" } else { "\n" };
        }
        notes += &section(coach, ctx, date)?;
        added.push(date);
    }
    if !added.is_empty() {
        whole_file::replace(file, notes.as_bytes()).with_context(unwritten)?;
    }
    out::warn_if_unprinted(out::print(match added.as_slice() {
        [] => format!("Nothing new for {name}."),
        [one] => format!("Added {} to {name}.", long_date(*one)),
        many => format!("Added {} to {name}.", counted(many.len(), "evening")),
    }));
    Ok(())
}
