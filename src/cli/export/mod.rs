//! `winddown export`: the journal for other programs.

mod csv;
mod ics;
mod json;
mod markdown;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::builder::{NonEmptyStringValueParser, TypedValueParser};
use clap::{Args, ValueEnum};

use super::context::CommandContext;
use super::evenings_arg::EveningRangeOptions;
use super::failure::BadArguments;
use super::out;
use super::output_file::{self, OutputKind};
use crate::coach::Coach;
use crate::exchange;

/// Write what you recorded, or your plan, for other programs
///
/// `json` has every event, one a line, and `winddown import` takes it back. `csv` has a row an evening, for a spreadsheet.
/// `ics` is your plan as a calendar with alarms, for a phone. `md` is an evening for a folder of notes.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  winddown export --format json -o winddown.jsonl
  winddown export --format csv --last 12w -o evenings.csv
  winddown export --format ics -o plan.ics
  winddown export --format md --last 7d
  winddown export --format md --append diary.md      each day: what is not there yet")]
pub(crate) struct Export {
    /// What to write
    #[arg(long, value_enum)]
    format: Format,
    /// The file to write; without it, or with `-`, it is printed
    #[arg(short, long, value_name = "FILE",
          value_parser = NonEmptyStringValueParser::new().map(PathBuf::from))]
    output: Option<PathBuf>,
    #[command(flatten)]
    span: EveningRangeOptions,
    /// Overwrite a file that is no earlier export
    #[arg(long, conflicts_with = "append")]
    force: bool,
    /// With csv: put your notes into a column of their own
    #[arg(long)]
    with_notes: bool,
    /// With md: add the evenings that are over and not in this file yet, from its newest one on
    #[arg(long, value_name = "FILE", conflicts_with_all = ["output", "with_notes"],
          value_parser = NonEmptyStringValueParser::new().map(PathBuf::from))]
    append: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Every event, one a line
    Json,
    /// A row an evening
    Csv,
    /// The plan as a calendar with alarms
    Ics,
    /// Evenings as Markdown
    Md,
}

impl Format {
    /// How a file of this format is written.
    fn file(self) -> OutputKind {
        let (example, is_ours): (_, fn(&[u8]) -> bool) = match self {
            Self::Json => ("winddown.jsonl", exchange::json::is_ours),
            Self::Csv => ("evenings.csv", exchange::csv::is_ours),
            Self::Ics => ("plan.ics", exchange::ics::is_ours),
            Self::Md => ("evening.md", exchange::markdown::is_ours),
        };
        OutputKind {
            name: "export",
            example,
            head: exchange::HEAD,
            is_ours,
        }
    }
}

/// What was made.
struct Exported {
    /// The text, with a line break at its end unless it is empty.
    text: String,
    /// What the user should know about it.
    remark: String,
}

impl Export {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        self.check()?;
        let coach = ctx.coach()?;
        if let Some(file) = &self.append {
            return markdown::append(&coach, ctx, file, &self.span);
        }
        let exported = self.exported(&coach, ctx)?;
        let file = self.output.as_deref().filter(|it| *it != Path::new("-"));
        let Some(file) = file else {
            print(&exported.text)?;
            out::print_to_stderr(&exported.remark);
            return Ok(());
        };
        let kind = self.format.file();
        output_file::write(file, exported.text.as_bytes(), kind, self.force)?;
        let answer = format!("It is in {}. {}", file.display(), exported.remark);
        out::warn_if_unprinted(out::print(answer.trim_end()));
        Ok(())
    }

    fn exported(&self, coach: &Coach, ctx: &CommandContext) -> anyhow::Result<Exported> {
        let ends = self.span.ends(coach.date_of_tonight(ctx.now)?)?;
        match self.format {
            Format::Json => json::exported(coach, ends),
            Format::Csv => csv::exported(coach, ctx, ends, self.with_notes),
            Format::Ics => Ok(ics::exported(coach, ctx)?),
            Format::Md => markdown::exported(coach, ctx, ends),
        }
    }

    /// Refuses options that mean nothing for the format.
    fn check(&self) -> Result<(), BadArguments> {
        let wrong = if self.append.is_some() && self.format != Format::Md {
            "--append goes with `--format md` only"
        } else if self.with_notes && self.format != Format::Csv {
            "--with-notes goes with `--format csv` only; json and md have your notes"
        } else if self.format == Format::Ics && self.span.is_given() {
            "a calendar has no span of evenings; leave out --from, --to and --last"
        } else {
            return Ok(());
        };
        Err(BadArguments(wrong.to_owned()))
    }
}

/// Prints it for another program to read.
fn print(text: &str) -> anyhow::Result<()> {
    match text.strip_suffix('\n') {
        Some(text) => out::print_as_it_is(OsString::from(text)),
        None => Ok(()),
    }
}
