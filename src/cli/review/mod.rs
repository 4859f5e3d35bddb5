//! `winddown review`: prints how consistently the evenings were kept.

mod page;

use clap::Args;

use super::act::OutputOptions;
use super::context::CommandContext;
use super::evenings_arg::{EveningRangeOptions, Evenings};
use super::out::{self, OutputStyle};
use crate::history_file::HistoryFile;
use crate::review::json::Json;
use page::ReviewText;

/// Look back: how consistently the routine was kept, in the last 30 evenings or in others
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  winddown review
  winddown review --last 8w
  winddown review --compare
  winddown review --from 2026-09-01 --to 2026-09-30 --json")]
pub(crate) struct ReviewCommand {
    #[command(flatten)]
    span: EveningRangeOptions,
    /// Only the nights with and without each step and factor, also where the difference may be chance
    #[arg(long, conflicts_with = "json")]
    compare: bool,
    #[command(flatten)]
    options: OutputOptions,
}

impl ReviewCommand {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        let coach = ctx.coach()?;
        let tonight = coach.date_of_tonight(ctx.now)?;
        let (from, to) = self.span.resolve(tonight, Evenings::MONTH)?;
        let mut history = HistoryFile::for_journal(ctx.paths.cache.as_deref(), &ctx.paths.journal);
        let back = history.look(&coach, ctx.now, |history| history.look_back(from, to))?;
        if self.options.json {
            return out::print_json(&Json {
                review: &back.review,
                nights: &back.nights,
            });
        }
        let page = ReviewText {
            back: &back,
            findings: history.findings(&back.review.nights),
            plan: &coach.config.plan,
            tonight,
            style: OutputStyle::detect(),
            clock: coach.config.display.clock,
            symbols: out::symbols(&coach.config.display),
            week: coach.config.display.first_day_of_week,
            width: out::width(),
        };
        out::print(if self.compare {
            page.comparisons()
        } else {
            page.text()
        })
    }
}
