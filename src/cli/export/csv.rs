//! A row an evening, for a spreadsheet.

use super::Exported;
use crate::cli::context::CommandContext;
use crate::coach::Coach;
use crate::event::EveningDate;
use crate::exchange::csv::{self, Row};
use crate::history_file::HistoryFile;

pub(super) fn exported(
    coach: &Coach,
    ctx: &CommandContext,
    (from, to): (Option<EveningDate>, Option<EveningDate>),
    with_notes: bool,
) -> anyhow::Result<Exported> {
    let tonight = coach.date_of_tonight(ctx.now)?;
    let to = to.unwrap_or(tonight).min(tonight);
    let first = coach.first_evening()?.unwrap_or(tonight);
    let from = from.unwrap_or(first).min(to);
    let mut history = HistoryFile::for_journal(ctx.paths.cache.as_deref(), &ctx.paths.journal);
    let back = history.look(coach, ctx.now, |history| history.look_back(from, to))?;
    let diary = coach.diary_review(&back, ctx.now)?;
    let evenings = back.review.evenings.iter().zip(diary.nights());
    let notes: Vec<Vec<String>> = evenings
        .clone()
        .map(|(evening, _)| {
            let own = diary.notes.iter().filter(|(date, _)| *date == evening.date);
            own.map(|(_, note)| note.clone()).collect()
        })
        .collect();
    let rows = evenings.zip(&notes).map(|((evening, night), notes)| Row {
        evening,
        night,
        notes,
    });
    let remark = match (with_notes, diary.notes.len()) {
        (false, 1..) => "Your notes are not in it; --with-notes puts them there.",
        (true | false, _) => "",
    };
    Ok(Exported {
        text: csv::table(rows, with_notes)?,
        remark: remark.to_owned(),
    })
}
