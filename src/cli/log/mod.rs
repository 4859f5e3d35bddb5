//! `winddown log`: the diary.

mod caffeine;
mod factor;
mod iron;
mod legs;
mod note;

use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};

use super::evening_arg::WhichEvening;
use super::home::Home;
use super::time::TypedTime;
use crate::coach::Coach;
use crate::evening::Evening;
use crate::event::EveningDate;

/// Keep something in the diary
#[derive(Debug, Subcommand)]
pub enum Log {
    Legs(legs::Legs),
    Caffeine(caffeine::Caffeine),
    Factor(factor::Factor),
    Iron(iron::Iron),
    Note(note::Note),
}

/// When it was.
#[derive(Debug, Args)]
struct When {
    /// When, if not now: the last time the clock showed it
    #[arg(long, value_name = "TIME")]
    at: Option<TypedTime>,
    #[command(flatten)]
    evening: WhichEvening,
}

impl Log {
    pub fn run(self, home: &Home) -> anyhow::Result<()> {
        match self {
            Self::Legs(legs) => legs.run(home),
            Self::Caffeine(caffeine) => caffeine.run(home),
            Self::Factor(factor) => factor.run(home),
            Self::Iron(iron) => iron.run(home),
            Self::Note(note) => note.run(home),
        }
    }
}

impl When {
    /// The evening meant, and the instant, where one was said. Where no date is said, `of` tells to which evening
    /// an instant belongs.
    fn of(
        &self,
        coach: &Coach,
        home: &Home,
        of: impl Fn(DateTime<Utc>) -> Evening,
    ) -> anyhow::Result<(EveningDate, Option<DateTime<Utc>>)> {
        if self.evening.date.is_some() {
            let date = self.evening.of(coach, home);
            let night = coach.evening_record(date, home.now)?;
            let at = |at: TypedTime| at.at_or_after(night.evening.begins, &night.zone);
            return Ok((date, self.at.map(at)));
        }
        let at = self.at.map(|at| at.last_shown(home.now, &coach.zone));
        Ok((of(at.unwrap_or(home.now)).date, at))
    }
}
