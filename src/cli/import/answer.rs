//! What an import did, as sentences and as JSON.

use std::collections::BTreeSet;
use std::fmt;

use anyhow::bail;
use serde::Serialize;

use super::Import;
use crate::cli::out;
use crate::exchange::loop_habits::RefusedRow;
use crate::words::{counted, entries};

/// How many refused lines are named. JSON has all of them.
const MOST_NAMED: usize = 20;

/// What an import did, or would do.
#[derive(Debug, Default, Serialize)]
pub(super) struct Answer {
    /// How many entries were new.
    pub(super) imported: usize,
    /// The evenings of these entries.
    #[serde(skip)]
    pub(super) evenings: BTreeSet<String>,
    /// How many were in the journal already.
    pub(super) already_here: usize,
    /// How many are left out because they were forgotten.
    pub(super) forgotten: usize,
    /// How many entries of this journal are taken out because the file says that they were forgotten.
    pub(super) taken_out: usize,
    /// How many are about an evening that still runs.
    pub(super) not_over: usize,
    /// The names of what stands for no step.
    pub(super) unmapped: Vec<String>,
    /// The lines that were not taken.
    pub(super) refused: Vec<RefusedLine>,
}

/// A line that was not taken.
#[derive(Debug, Serialize)]
pub(super) struct RefusedLine {
    /// The part of the file that has it, where the file has several.
    pub(super) file: Option<String>,
    /// Its number there, from 1.
    pub(super) line: i64,
    /// Why.
    pub(super) why: String,
}

impl From<&RefusedRow> for RefusedLine {
    fn from(row: &RefusedRow) -> Self {
        Self {
            file: Some(row.file.clone()),
            line: row.line,
            why: row.why.to_owned(),
        }
    }
}

impl fmt::Display for RefusedLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.file {
            write!(f, "{file}, ")?;
        }
        write!(f, "line {}: {}", self.line, self.why)
    }
}

impl Answer {
    /// Prints it. A file of which no line could be taken is an error.
    pub(super) fn print(&self, import: &Import) -> anyhow::Result<()> {
        let is_nothing = self.imported + self.already_here + self.forgotten + self.not_over == 0;
        out::warn_if_unprinted(if import.options.output.json {
            out::print_json(self)
        } else if is_nothing && !self.refused.is_empty() {
            Ok(())
        } else {
            out::print(self.sentences(import.dry_run))
        });
        let named = self.refused.iter().take(MOST_NAMED);
        let mut lines: Vec<String> = named.map(ToString::to_string).collect();
        if self.refused.len() > MOST_NAMED {
            let more = self.refused.len() - MOST_NAMED;
            lines.push(format!("and {more} more lines; --json names them all"));
        }
        let lines = lines.join("\n");
        if is_nothing && !self.refused.is_empty() {
            bail!(
                "nothing in {} could be imported\n{lines}",
                import.file.display()
            );
        }
        if !import.options.output.json {
            out::print_to_stderr(&lines);
        }
        Ok(())
    }

    fn sentences(&self, dry_run: bool) -> String {
        let done = if dry_run { "Would import" } else { "Imported" };
        let evenings = counted(self.evenings.len(), "evening");
        let mut sentences = vec![match self.imported {
            0 => "Nothing new in it.".to_owned(),
            number => format!("{done} {} of {evenings}.", entries(number)),
        }];
        let mut add = |number: usize, one: &str, many: &str| match number {
            0 => {}
            1 => sentences.push(format!("One entry {one}.")),
            number => sentences.push(format!("{number} entries {many}.")),
        };
        add(self.already_here, "was here already", "were here already");
        add(
            self.forgotten,
            "was forgotten and stays out",
            "were forgotten and stay out",
        );
        add(
            self.not_over,
            "is of an evening that is not over; import it again tomorrow",
            "are of an evening that is not over; import them again tomorrow",
        );
        let taken_out = if dry_run {
            ["would be taken out for good"; 2]
        } else {
            ["was taken out for good", "were taken out for good"]
        };
        add(self.taken_out, taken_out[0], taken_out[1]);
        if !self.unmapped.is_empty() {
            let names = self.unmapped.join(", ");
            sentences.push(format!(
                "No step has the name of: {names}; --map says which is which."
            ));
        }
        match self.refused.len() {
            0 => {}
            1 => sentences.push("One line was left out:".to_owned()),
            many => sentences.push(format!("{many} lines were left out:")),
        }
        sentences.join(" ")
    }
}
