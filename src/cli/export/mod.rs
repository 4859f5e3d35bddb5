//! `winddown export`: the journal for other programs.

mod json;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::builder::{NonEmptyStringValueParser, TypedValueParser};
use clap::{Args, ValueEnum};

use super::context::CommandContext;
use super::evenings_arg::EveningRangeOptions;
use super::out;
use super::output_file::{self, OutputKind};
use crate::coach::Coach;
use crate::exchange;

/// Write what you recorded for other programs: as JSON, complete
///
/// `json` has every event, one a line, and `winddown import` takes it back.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  winddown export --format json -o winddown.jsonl")]
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
    #[arg(long)]
    force: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Every event, one a line
    Json,
}

impl Format {
    /// How a file of this format is written.
    fn file(self) -> OutputKind {
        let (example, is_ours): (_, fn(&[u8]) -> bool) = match self {
            Self::Json => ("winddown.jsonl", exchange::json::is_ours),
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
        let coach = ctx.coach()?;
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
        }
    }
}

/// Prints it for another program to read.
fn print(text: &str) -> anyhow::Result<()> {
    match text.strip_suffix('\n') {
        Some(text) => out::print_as_it_is(OsString::from(text)),
        None => Ok(()),
    }
}
