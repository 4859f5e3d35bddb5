//! `winddown lights-out`: the night begins.

use chrono::TimeDelta;
use clap::Args;

use super::act::{Facts, act};
use super::evening_arg::WhichEvening;
use super::home::Home;
use super::time::TypedTime;
use crate::evening::{Action, Evening};

/// Put the lights out, or say when they went out
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  winddown lights-out
  winddown lights-out --at 22:40
  winddown lights-out --at 23:05 --date yesterday")]
pub struct LightsOut {
    /// When, if not now: the last time the clock showed it
    #[arg(long, value_name = "TIME")]
    at: Option<TypedTime>,
    #[command(flatten)]
    evening: WhichEvening,
    #[command(flatten)]
    facts: Facts,
}

impl LightsOut {
    pub fn run(self, home: &Home) -> anyhow::Result<()> {
        let coach = home.coach()?;
        let (evening, at) = if self.evening.date.is_some() {
            let date = self.evening.of(&coach, home);
            let night = coach.night(date, home.now)?;
            // The night that is meant is the one whose bedtime is nearest.
            let from = night.evening.bedtime - TimeDelta::hours(12);
            (date, self.at.map(|at| at.at_or_after(from, &night.zone)))
        } else {
            let at = self.at.map(|at| at.last_shown(home.now, &coach.zone));
            let dark = at.unwrap_or(home.now);
            let evening = Evening::for_lights_out_at(dark, &coach.config.plan, &coach.zone);
            (evening.date, at)
        };
        act(home, coach, evening, &Action::LightsOut { at }, &self.facts)
    }
}
