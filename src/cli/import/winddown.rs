//! Entries of another journal, as `export --format json` writes them.

use std::io::BufReader;

use anyhow::{Context, bail};

use super::Import;
use super::answer::{Answer, RefusedLine};
use crate::cli::context::CommandContext;
use crate::coach::Coach;
use crate::exchange::json::{self, MOST_LINES};
use crate::journal::StoredRow;
use crate::private_file;
use crate::words::entries;

pub(super) fn import(
    import: &Import,
    coach: &mut Coach,
    ctx: &CommandContext,
) -> anyhow::Result<Answer> {
    let name = import.file.display();
    let unread = || format!("cannot read {name}");
    let file = private_file::open(&import.file).with_context(unread)?;
    let lines = json::read_all(BufReader::new(file), ctx.now).with_context(unread)?;
    if lines.has_more {
        bail!(
            "{name} has more than {MOST_LINES} lines; nothing was imported. Import it in parts, as `export --from` and `--to` write them"
        );
    }
    let (numbers, rows): (Vec<usize>, Vec<StoredRow>) = lines.rows.into_iter().unzip();
    let preview = coach.journal.preview_import(&rows)?;
    if !preview.taken_out.is_empty() && !import.dry_run && !import.options.yes {
        bail!(
            "{name} says that {} here were forgotten, and importing it would take them out for good; nothing was imported. Say --yes if that is right",
            entries(preview.taken_out.len())
        );
    }
    let mut refused: Vec<RefusedLine> = lines
        .refused
        .iter()
        .map(|refused| RefusedLine {
            file: None,
            line: refused.line as i64,
            why: refused.why.to_string(),
        })
        .collect();
    refused.extend(preview.different.iter().map(|row| RefusedLine {
        file: None,
        line: numbers[*row] as i64,
        why: "another entry has its id".to_owned(),
    }));
    refused.sort_by_key(|refused| refused.line);
    let new: Vec<StoredRow> = preview.new.iter().map(|row| rows[*row].clone()).collect();
    let evenings = new.iter().map(|row| row.evening.clone()).collect();
    let imported = if import.dry_run {
        new.len()
    } else {
        coach.journal.import_rows(&new)?
    };
    Ok(Answer {
        imported,
        evenings,
        already_here: preview.already_here,
        forgotten: preview.forgotten,
        taken_out: preview.taken_out.len(),
        refused,
        ..Answer::default()
    })
}
