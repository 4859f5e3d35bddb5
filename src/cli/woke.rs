//! `winddown woke`: the night is over.

use clap::Args;

use super::act::{Facts, act};
use super::evening_arg::WhichEvening;
use super::home::Home;
use super::time::TypedTime;
use crate::evening::{Action, Evening};

/// Say that you woke for good, or when
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  winddown woke
  winddown woke --at 06:35
  winddown woke --at 07:10 --date yesterday")]
pub struct Woke {
    /// When, if not now: the last time the clock showed it
    #[arg(long, value_name = "TIME")]
    at: Option<TypedTime>,
    #[command(flatten)]
    evening: WhichEvening,
    #[command(flatten)]
    facts: Facts,
}

impl Woke {
    pub fn run(self, home: &Home) -> anyhow::Result<()> {
        let coach = home.coach()?;
        let (evening, at) = if self.evening.date.is_some() {
            let date = self.evening.of(&coach, home);
            let night = coach.night(date, home.now)?;
            let timeline = night.timeline(home.now, &coach.zone);
            // Waking comes after the lights went out, on the morning after.
            let from = timeline.lights_out.unwrap_or(timeline.evening.bedtime);
            (date, self.at.map(|at| at.at_or_after(from, &coach.zone)))
        } else {
            let at = self.at.map(|at| at.last_shown(home.now, &coach.zone));
            let awake = at.unwrap_or(home.now);
            let evening = Evening::woken_from(awake, &coach.config.plan, &coach.zone);
            (evening.date, at)
        };
        act(home, coach, evening, &Action::Woke { at }, &self.facts)
    }
}
