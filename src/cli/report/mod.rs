//! `winddown report`: writes the page for the doctor.

use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::{NonEmptyStringValueParser, TypedValueParser};

use super::act::OutputOptions;
use super::context::CommandContext;
use super::evenings_arg::{EveningRangeOptions, Evenings};
use super::failure::BadArguments;
use super::out;
use super::output_file::{self, OutputKind};
use crate::history_file::HistoryFile;
use crate::report::{Findings, HEAD, ReportPage, is_ours};

const PAGE: OutputKind = OutputKind {
    name: "report",
    example: "doctor.html",
    head: HEAD,
    is_ours,
};

/// Write one page for your doctor: the last 12 weeks or other evenings, as an HTML file to print or to send
///
/// It shows what was kept, the legs, the nights, caffeine, iron values and what was changed, on two sheets of
/// A4 or Letter.
/// The file holds all it needs and opens in any browser. Your notes are on it only if you say so.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  winddown report -o doctor.html
  winddown report --last 26w -o doctor.html
  winddown report --text
  winddown report --from 2026-09-01 --to 2026-11-30 --with-notes -o doctor.html")]
pub(crate) struct Report {
    /// The file to write, or `-` to print the page
    #[arg(short, long, value_name = "FILE", required_unless_present = "text",
          value_parser = NonEmptyStringValueParser::new().map(PathBuf::from))]
    output: Option<PathBuf>,
    /// Print the same as fifteen lines of text, for a message to a clinic
    #[arg(long, conflicts_with_all = ["output", "with_notes", "force"])]
    text: bool,
    #[command(flatten)]
    span: EveningRangeOptions,
    /// Put your notes on it, on sheets of their own
    #[arg(long)]
    with_notes: bool,
    /// Overwrite a file that is not an earlier report
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    options: OutputOptions,
}

impl Report {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        // Without a file it is printed as text.
        let printed = self
            .output
            .as_deref()
            .is_none_or(|output| output == Path::new("-"));
        if printed && !self.text && self.options.json {
            return Err(BadArguments(
                "the page itself is not JSON; name a file with -o, or take `winddown review --json`"
                    .to_owned(),
            )
            .into());
        }
        let coach = ctx.coach()?;
        let tonight = coach.date_of_tonight(ctx.now)?;
        let (from, to) = self.span.resolve(tonight, Evenings::SEASON)?;
        let mut history = HistoryFile::for_journal(ctx.paths.cache.as_deref(), &ctx.paths.journal);
        let back = history.look(&coach, ctx.now, |history| history.look_back(from, to))?;
        let diary = coach.diary_review(&back, ctx.now)?;
        let review = &back.review;
        let page = ReportPage {
            review,
            diary: &diary,
            findings: &Findings::from_review(review, &history.findings(&review.nights)),
            with_notes: self.with_notes,
            iron_lines: coach.config.diary.iron_lines,
            clock: coach.config.display.clock,
            week: coach.config.display.first_day_of_week,
            made: ctx.now.with_timezone(&coach.zone).date_naive(),
        };
        if self.text {
            let lines = page.plain_lines();
            return if self.options.json {
                out::print_json(&serde_json::json!({ "lines": lines }))
            } else {
                out::print(lines.join("\n"))
            };
        }
        let notes = match (self.with_notes, diary.notes.len()) {
            (false, 1..) => " Your notes are not on it; --with-notes puts them there.",
            (true | false, _) => "",
        };
        let empty_message = page.empty_message().map(|why| format!(" {why}"));
        let remarks = format!("{}{notes}", empty_message.unwrap_or_default());
        let Some(output) = self.output.filter(|_| !printed) else {
            out::print_as_it_is(page.html())?;
            out::print_to_stderr(remarks.trim_start());
            return Ok(());
        };
        output_file::write(&output, page.html().as_bytes(), PAGE, self.force)?;
        out::warn_if_unprinted(if self.options.json {
            out::print_path(&output, true)
        } else {
            out::print(format!(
                "The page is in {}. Any browser opens and prints it.{remarks}",
                output.display()
            ))
        });
        Ok(())
    }
}
