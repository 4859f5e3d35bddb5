//! `winddown done`: records that a step was done.

use clap::Args;

use super::act::{EntryOptions, act};
use super::completions::Completes;
use super::context::CommandContext;
use super::evening_arg::EveningOption;
use super::time::TypedTime;
use super::when::TimeFound;
use crate::evening::{Action, Happening};
use crate::event::StepId;

/// Mark a step done
///
/// Also one that a trial left out of the evening, if you did it all the same: the trial counts the evening as drawn.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  winddown done stretch
  winddown done stretch --at 21:40
  winddown done warm-bath --date yesterday")]
pub(crate) struct Done {
    /// The step's id; `winddown config show` lists them
    #[arg(add = Completes::Step)]
    step: String,
    /// When it was done, if not now: 21:40 or 9:40pm
    #[arg(long, value_name = "TIME")]
    at: Option<TypedTime>,
    #[command(flatten)]
    evening: EveningOption,
    #[command(flatten)]
    options: EntryOptions,
}

impl Done {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        let coach = ctx.coach()?;
        let evening = self.evening.resolve(&coach, ctx)?;
        let record = coach.evening_record(evening, ctx.now)?;
        // A time of day means the first time in that evening at which a clock shows it, at the place where it was spent.
        let zones = [&record.zone, &coach.zone];
        let clock = coach.config.display.clock;
        let step = StepId(self.step);
        let due = record.timeline(ctx.now).entry(&step).map(|entry| entry.due);
        let typed = self.at.map(|typed| {
            let typed = typed.near(due.unwrap_or(ctx.now), &record.zone, clock);
            typed.past_at_or_after(record.evening.planned_begin, zones, ctx.now)
        });
        // An id that the plan does not have is refused when the action is applied.
        let action = Action::Done {
            step,
            when: typed.into(),
        };
        let Some(happening) = Happening::in_action(&action, &record.timeline(ctx.now)) else {
            return act(ctx, coach, evening, &action, &self.options);
        };
        let found = TimeFound::of(&happening, &record, typed, &coach, ctx)?;
        let action = match found.accepted {
            Some(quiet) => Action::AcceptNight {
                lights_out: quiet.from,
                woke: quiet.until,
            },
            None => action.happened(found.when),
        };
        act(ctx, coach, evening, &action, &self.options)?;
        found.say_if_assumed(&record, ctx);
        Ok(())
    }
}
