//! `winddown review`: how consistently the evenings were kept.

mod page;

use clap::Args;

use super::act::Facts;
use super::evenings_arg::{Evenings, WhichEvenings};
use super::home::Home;
use super::out::{self, Ink};
use crate::history_file::HistoryFile;
use crate::review::json::Json;
use page::Page;

/// Look back: how consistently the routine was kept, in the last 30 evenings or in others
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  winddown review
  winddown review --last 8w
  winddown review --from 2026-09-01 --to 2026-09-30 --json")]
pub struct ReviewCommand {
    #[command(flatten)]
    span: WhichEvenings,
    #[command(flatten)]
    facts: Facts,
}

impl ReviewCommand {
    pub fn run(self, home: &Home) -> anyhow::Result<()> {
        let coach = home.coach()?;
        let tonight = coach.evening_at(home.now).date;
        let (from, to) = self.span.ends(tonight, Evenings::MONTH)?;
        let mut history =
            HistoryFile::for_journal(home.paths.cache.as_deref(), &home.paths.journal);
        let back = history.look(&coach, home.now, |history| history.look_back(from, to))?;
        if self.facts.json {
            return out::say_json(&Json(&back.review));
        }
        let page = Page {
            back: &back,
            tonight,
            ink: Ink::detect(),
            ascii: out::is_ascii(&coach.config.display),
            width: out::width(),
        };
        out::say(page.text())
    }
}
