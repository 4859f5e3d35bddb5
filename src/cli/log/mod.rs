//! `winddown log`: records entries in the diary.

mod caffeine;
mod consumed;
mod factor;
mod iron;
mod legs;
mod medicine;
mod note;
mod onset;

use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};

use super::context::CommandContext;
use super::evening_arg::EveningOption;
use super::time::TypedTime;
use crate::clock::Zone;
use crate::coach::Coach;
use crate::evening::Calendar;
use crate::event::{BodyPart, EveningDate, Unmeasured};

/// Add something to the diary
#[derive(Debug, Subcommand)]
pub(crate) enum Log {
    Legs(legs::Legs),
    Onset(onset::Onset),
    Caffeine(caffeine::Caffeine),
    /// Record when you had alcohol, or that you had none
    Alcohol(consumed::Consumed),
    /// Record when you smoked or had nicotine otherwise, or that you had none
    Nicotine(consumed::Consumed),
    /// Record when you had a large meal, or that you had none
    Food(consumed::Consumed),
    Factor(factor::Factor),
    Medicine(medicine::Medicine),
    Iron(iron::Iron),
    Note(note::Note),
}

/// The options that say when something was.
#[derive(Debug, Args)]
struct TimeOptions {
    /// When, if not now: 21:40 or 9:40pm, the last time the clock showed it
    #[arg(long, value_name = "TIME")]
    at: Option<TypedTime>,
    #[command(flatten)]
    evening: EveningOption,
}

/// Parses a value of `--where`.
fn body_part(name: &str) -> Result<BodyPart, String> {
    BodyPart::from_name(name).ok_or_else(|| "write legs, arms or elsewhere".to_owned())
}

impl Log {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        match self {
            Self::Legs(legs) => legs.run(ctx),
            Self::Onset(onset) => onset.run(ctx),
            Self::Caffeine(caffeine) => caffeine.run(ctx),
            Self::Alcohol(alcohol) => alcohol.run(Unmeasured::Alcohol, ctx),
            Self::Nicotine(nicotine) => nicotine.run(Unmeasured::Nicotine, ctx),
            Self::Food(food) => food.run(Unmeasured::Food, ctx),
            Self::Factor(factor) => factor.run(ctx),
            Self::Medicine(medicine) => medicine.run(ctx),
            Self::Iron(iron) => iron.run(ctx),
            Self::Note(note) => note.run(ctx),
        }
    }
}

impl TimeOptions {
    /// The evening that the entry belongs to, and the instant where one was given. Without `--date`, `evening_at` maps the
    /// instant to its evening.
    fn resolve(
        &self,
        coach: &Coach,
        ctx: &CommandContext,
        evening_at: impl Fn(DateTime<Utc>, &Calendar<'_, Zone>) -> EveningDate,
    ) -> anyhow::Result<(EveningDate, Option<DateTime<Utc>>)> {
        let clock = coach.config.display.clock;
        if self.evening.date.is_some() {
            let date = self.evening.resolve(coach, ctx)?;
            let night = coach.evening_record(date, ctx.now)?;
            let zones = [&night.zone, &coach.zone];
            let from = night.evening.planned_begin;
            let at = self.at.map(|at| {
                let at = at.last_half(night.evening.bedtime, &night.zone, clock);
                at.past_at_or_after(from, zones, ctx.now)
            });
            return Ok((date, at));
        }
        let at = self.at.map(|at| {
            let at = at.last_half(ctx.now, &coach.zone, clock);
            at.last_shown(ctx.now, &coach.zone)
        });
        let instant = at.unwrap_or(ctx.now);
        let date = coach.ask_calendar(instant, ctx.now, |it| evening_at(instant, it))?;
        Ok((date, at))
    }
}
