//! `winddown woke`: the night is over.

use clap::Args;

use super::act::{Facts, act};
use super::evening_arg::WhichEvening;
use super::home::Home;
use super::time::TypedTime;
use crate::evening::{Action, Evening};
use crate::event::NightEntry;
use crate::span::Span;

/// Say that you woke for good, or when
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  winddown woke
  winddown woke --at 06:35
  winddown woke --at 06:20 --asleep-after 25m --awakenings 2 --quality 3
  winddown woke --at 07:10 --date yesterday")]
pub struct Woke {
    /// When, if not now: the last time the clock showed it
    #[arg(long, value_name = "TIME")]
    at: Option<TypedTime>,
    /// How long it took you to fall asleep, such as 25m
    #[arg(long, value_name = "SPAN")]
    asleep_after: Option<Span>,
    /// How often you woke in between
    #[arg(long, value_name = "N")]
    awakenings: Option<u8>,
    /// When you got up
    #[arg(long, value_name = "TIME")]
    up: Option<TypedTime>,
    /// How you slept: 1 badly, 5 well
    #[arg(long, value_name = "1-5")]
    quality: Option<u8>,
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
            let timeline = night.timeline(home.now);
            // Waking comes after the lights went out, on the morning after.
            let from = timeline.lights_out.unwrap_or(timeline.evening.bedtime);
            (date, self.at.map(|at| at.at_or_after(from, &night.zone)))
        } else {
            let at = self.at.map(|at| at.last_shown(home.now, &coach.zone));
            let awake = at.unwrap_or(home.now);
            let evening = Evening::for_waking_at(awake, &coach.config.plan, &coach.zone);
            (evening.date, at)
        };
        let awake = at.unwrap_or(home.now);
        let night = NightEntry {
            asleep_after_min: self.asleep_after.map(whole_minutes),
            awakenings: self.awakenings,
            up: self.up.map(|up| up.at_or_after(awake, &coach.zone)),
            quality: self.quality,
        };
        act(
            home,
            coach,
            evening,
            &Action::Woke { at, night },
            &self.facts,
        )
    }
}

/// More than there is room for is as good as the most there is: it is refused with the range.
fn whole_minutes(span: Span) -> u16 {
    u16::try_from(span.as_secs() / 60).unwrap_or(u16::MAX)
}
