//! `winddown bedtime`: moves tonight's bedtime.

use chrono::{DateTime, TimeZone, Utc};
use clap::Args;

use super::act::{EntryOptions, act};
use super::context::CommandContext;
use super::failure::BadArguments;
use super::time::TypedTime;
use crate::evening::{Action, wall};

/// Go to bed at another time, tonight only
///
/// Every step that is tied to bedtime moves along.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  winddown bedtime 23:15
  winddown bedtime 11:15pm")]
pub(crate) struct Bedtime {
    /// Tonight's bedtime: 23:15 or 11:15pm
    #[arg(value_name = "TIME")]
    to: TypedTime,
    #[command(flatten)]
    options: EntryOptions,
}

impl Bedtime {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        let coach = ctx.coach()?;
        let tonight = coach.tonight(ctx.now)?.evening;
        // A time of day means the first time in this evening at which a clock shows it.
        let clock = coach.config.display.clock;
        let to = self.to.near(tonight.bedtime, &coach.zone, clock);
        let at = to.at_or_after(tonight.planned_begin, &coach.zone);
        let time = at.with_timezone(&coach.zone).naive_local().time();
        if !is_first_showing(at, tonight.planned_begin, &coach.zone) {
            let text = "bedtime can be moved for tonight only; write a time of day, such as 23:15";
            return Err(BadArguments(clock.in_text(text)).into());
        }
        let action = Action::MoveBedtime { to: time };
        act(ctx, coach, tonight.date, &action, &self.options)
    }
}

/// Whether `at` is the first instant, from `begins` on, at which a clock shows its time of day.
///
/// The action holds a time of day only. Without this check, a bedtime typed with the date of another evening would
/// silently become tonight's.
fn is_first_showing<Z: TimeZone>(at: DateTime<Utc>, begins: DateTime<Utc>, zone: &Z) -> bool {
    let time = at.with_timezone(zone).naive_local().time();
    wall::showing_from(time, begins, zone) == at
}
