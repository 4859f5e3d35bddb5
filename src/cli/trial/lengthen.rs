//! `winddown trial lengthen`: goes on with a trial that is not clear yet.

use anyhow::ensure;
use clap::Args;

use super::start::Weeks;
use super::state::{TrialState, all_trials, without_nights};
use crate::cli::act::EntryOptions;
use crate::cli::context::CommandContext;
use crate::cli::failure::BadArguments;
use crate::config_file;
use crate::event::{EveningDate, Origin};
use crate::plan::{Draw, Edit, Trial};
use crate::words;

/// Go on with a trial that runs or is over, and is not clear yet
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  winddown trial lengthen warm-bath --weeks 4")]
pub(crate) struct Lengthen {
    /// The step that is tried
    step: String,
    /// For how many weeks more: an even number from 4 to 22
    #[arg(long, value_name = "NUMBER", default_value = "4")]
    weeks: Weeks,
    #[command(flatten)]
    options: EntryOptions,
}

impl Lengthen {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        // Held until the new plan is recorded, as in `trial start`.
        let config = config_file::lock(&ctx.paths.config)?;
        let mut coach = ctx.coach()?;
        self.options.apply_to(&mut coach);
        coach.ensure_clock(ctx.now)?;
        let tonight = coach.date_of_tonight(ctx.now)?;
        let planned = coach.config.plan.trials.iter();
        let planned = planned.filter(|trial| trial.step.0 == self.step);
        let Some(trial) = planned.max_by_key(|trial| trial.first).cloned() else {
            let text = format!(
                "no trial of `{}` is planned; `winddown trial start {0}` begins one",
                self.step
            );
            return Err(BadArguments(text).into());
        };
        ensure!(
            trial.draw == Draw::Pairs,
            BadArguments(format!(
                "the trial of `{0}` was begun with an older version and ends as it was planned; when it is over, `winddown \
                 trial start {0}` begins another",
                self.step
            ))
        );
        let fortnights = fortnights(&trial, tonight, self.weeks.fortnights());
        ensure!(
            fortnights <= usize::from(Trial::MAX_FORTNIGHTS),
            BadArguments(format!(
                "a trial lasts {} weeks at most, with the weeks since it was over, and this one would last {}; fewer weeks, \
                 or `winddown trial stop {2}` and `winddown trial start {2}`, begin anew",
                Trial::MAX_FORTNIGHTS * 2,
                fortnights * 2,
                self.step
            ))
        );
        let longer = Trial {
            fortnights: fortnights as u8,
            ..trial.clone()
        };
        super::change(
            &config,
            Edit::LengthenTrial(trial.clone(), longer.fortnights),
        )?;
        let planned = coach.config.plan.trials.iter_mut();
        for planned in planned.filter(|planned| **planned == trial) {
            planned.fortnights = longer.fortnights;
        }
        coach.record_plan(Origin::Typed, ctx.now)?;
        let all = all_trials(&coach, ctx.now)?;
        let known = all.into_iter().find(|tried| tried.trial == longer);
        let tried = known.unwrap_or_else(|| without_nights(&longer, &coach.config.plan));
        let state = TrialState::at(&tried, &coach.config.plan, tonight);
        let until = words::long_date_seen_from(tonight, longer.last());
        let sentence = format!("\"{}\" is now tried until {until}.", state.title());
        super::print_answer(&self.options.output, &state.json(), &[sentence]);
        Ok(())
    }
}

/// The number of fortnights of a trial that goes on for so many more from its end, or from tonight where that is later.
/// Evenings since its end were not drawn; they stay in it as evenings that do not count.
fn fortnights(trial: &Trial, tonight: EveningDate, more: u8) -> usize {
    let since_first = tonight.0.signed_duration_since(trial.first.0).num_days();
    let begun = usize::try_from(since_first).unwrap_or(0).div_ceil(14);
    begun.max(usize::from(trial.fortnights)) + usize::from(more)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trial_goes_on_from_its_end_or_from_tonight() {
        let first: EveningDate = "2026-11-02".parse().unwrap();
        let trial = Trial {
            step: "warm-bath".into(),
            first,
            fortnights: 4,
            seed: 7,
            draw: Draw::Pairs,
        };
        let at = |tonight: &str| fortnights(&trial, tonight.parse().unwrap(), 2);
        assert_eq!(at("2026-10-20"), 6);
        assert_eq!(at("2026-11-20"), 6);
        // The day after its last evening, and a day later.
        assert_eq!(at("2026-12-28"), 6);
        assert_eq!(at("2026-12-29"), 7);
    }
}
