//! `winddown lights-out`: records when the lights went out.

use chrono::TimeDelta;
use clap::Args;

use super::act::{EntryOptions, act};
use super::context::CommandContext;
use super::evening_arg::EveningOption;
use super::time::TypedTime;
use super::when::TimeFound;
use crate::evening::{Action, Happening};

/// Record that the lights went out, now or at another time
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  winddown lights-out
  winddown lights-out --at 22:40
  winddown lights-out --at 23:05 --date yesterday")]
pub(crate) struct LightsOut {
    /// When, if not now: 22:40 or 10:40pm, the last time the clock showed it
    #[arg(long, value_name = "TIME")]
    at: Option<TypedTime>,
    #[command(flatten)]
    evening: EveningOption,
    #[command(flatten)]
    options: EntryOptions,
}

impl LightsOut {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        let coach = ctx.coach()?;
        let clock = coach.config.display.clock;
        let (evening, at) = if self.evening.date.is_some() {
            let date = self.evening.resolve(&coach, ctx)?;
            let night = coach.evening_record(date, ctx.now)?;
            // A time of day means the one within 12 hours of that evening's bedtime.
            let from = night.evening.bedtime - TimeDelta::hours(12);
            let zones = [&night.zone, &coach.zone];
            let at = self.at.map(|at| {
                let at = at.near(night.evening.bedtime, &night.zone, clock);
                at.past_at_or_after(from, zones, ctx.now)
            });
            (date, at)
        } else {
            let bedtime = coach.tonight(ctx.now)?.evening.bedtime;
            let at = self.at.map(|at| {
                let at = at.near(bedtime, &coach.zone, clock);
                at.last_shown(ctx.now, &coach.zone)
            });
            let dark = at.unwrap_or(ctx.now);
            let evening = coach.ask_calendar(dark, ctx.now, |it| it.of_lights_out_at(dark))?;
            (evening, at)
        };
        let night = coach.evening_record(evening, ctx.now)?;
        let found = TimeFound::of(&Happening::LightsOut, &night, at, &coach, ctx)?;
        let action = match found.accepted {
            Some(quiet) => Action::AcceptNight {
                lights_out: quiet.from,
                woke: quiet.until,
            },
            None => Action::LightsOut { when: found.when },
        };
        act(ctx, coach, evening, &action, &self.options)?;
        found.say_if_assumed(&night, ctx);
        Ok(())
    }
}
