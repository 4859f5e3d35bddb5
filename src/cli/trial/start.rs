//! `winddown trial start`: draws the evenings of a trial and writes it into the config.

use std::str::FromStr;

use clap::Args;
use serde::Serialize;

use super::state::{TrialJson, TrialState};
use crate::cli::act::EntryOptions;
use crate::cli::completions::Completes;
use crate::cli::context::CommandContext;
use crate::cli::evening_arg::TypedDate;
use crate::cli::out;
use crate::event::{EveningDate, StepId};
use crate::plan::Trial;
use crate::review::insights::{FEWEST_EVENINGS, ForecastChance};
use crate::trials::TrialRequest;
use crate::words;

/// Draw the evenings with a step and those without it, and write the trial into your config
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  winddown trial start warm-bath
  winddown trial start stretch --weeks 8 --from 2026-11-30")]
pub(crate) struct Start {
    /// The step to try
    #[arg(add = Completes::Step)]
    step: String,
    /// For how many weeks: an even number from 4 to 26; more weeks see smaller differences
    #[arg(long, value_name = "NUMBER", default_value = "8")]
    weeks: Weeks,
    /// The first evening, tonight or up to twelve weeks later; tonight if the step is still to come, else tomorrow
    #[arg(long, value_name = "DATE", add = Completes::ComingEvening)]
    from: Option<TypedDate>,
    #[command(flatten)]
    options: EntryOptions,
}

/// A number of fortnights, typed as weeks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Weeks(u8);

impl Weeks {
    /// The number of fortnights.
    pub(super) fn fortnights(self) -> u8 {
        self.0
    }
}

/// The text is not a number of weeks that a trial may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("write an even number from 4 to 26: weeks are drawn two at a time")]
pub(super) struct BadWeeks;

impl FromStr for Weeks {
    type Err = BadWeeks;

    fn from_str(text: &str) -> Result<Self, BadWeeks> {
        match text.trim().parse::<u8>() {
            Ok(weeks)
                if weeks % 2 == 0
                    && (Trial::MIN_FORTNIGHTS..=Trial::MAX_FORTNIGHTS).contains(&(weeks / 2)) =>
            {
                Ok(Self(weeks / 2))
            }
            _ => Err(BadWeeks),
        }
    }
}

impl Start {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        let (step, fortnights) = (StepId(self.step), self.weeks.fortnights());
        let from = self.from;
        let changed = super::change(ctx, &self.options, |tonight| TrialRequest::Start {
            step,
            first: from.map(|from| from.resolve(tonight)),
            fortnights,
        })?;
        let (coach, tonight) = (&changed.coach, changed.tonight);
        let state = TrialState::at(&changed.tried, &coach.config.plan, tonight);
        // The last twelve weeks.
        let from = tonight.days_before(FEWEST_EVENINGS - 1);
        let forecast = coach.review(from, tonight, ctx.now)?.trial_forecast();
        let facts = StartedJson {
            trial: state.json(),
            forecast: forecast.chances(),
            forecast_from: if forecast.is_own {
                "own nights"
            } else {
                "usual nights"
            },
        };
        let mut sentences = sentences(&state, tonight);
        let width = out::width();
        sentences.push(out::wrap_indented(
            "",
            &words::forecast_line(&forecast),
            0,
            width,
        ));
        super::print_answer(&self.options.output, &facts, &sentences);
        Ok(())
    }
}

/// A trial that has just been started, and what it can show.
#[derive(Debug, Serialize)]
struct StartedJson<'a> {
    #[serde(flatten)]
    trial: TrialJson<'a>,
    forecast: [ForecastChance; 4],
    forecast_from: &'static str,
}

fn sentences(state: &TrialState<'_>, tonight: EveningDate) -> Vec<String> {
    let trial = &state.tried.trial;
    let date = |evening| words::long_date_seen_from(tonight, evening);
    let evenings = |kind: bool| {
        let drawn = trial.first.through(trial.last()).take(7);
        let of_kind = drawn.filter(|evening| trial.includes_step_on(*evening) == Some(kind));
        let named = of_kind.map(|evening| {
            if evening == tonight {
                "tonight".to_owned()
            } else {
                words::short_date(evening)
            }
        });
        named.collect::<Vec<_>>().join(", ")
    };
    let width = out::width();
    let wrap = |before: &str, text: &str| out::wrap_indented(before, text, before.len(), width);
    vec![
        wrap(
            "",
            &format!(
                "\"{}\" is tried for {} weeks, from {} to {}.",
                state.title(),
                trial.fortnights * 2,
                date(trial.first),
                date(trial.last())
            ),
        ),
        String::new(),
        "In the first week".to_owned(),
        wrap("  with it:     ", &evenings(true)),
        wrap("  without it:  ", &evenings(false)),
        String::new(),
        wrap(
            "",
            "Chance chose the evenings, so that nothing else does: a difference in the legs is then likely the step's \
         doing.",
        ),
        wrap(
            "",
            "On evenings without it you are not asked for it. Rate your legs every night, also when the evening went \
         differently. `winddown trial` shows how it goes.",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_are_even_and_from_four_to_twenty_six() {
        for (text, fortnights) in [("4", 2), (" 8 ", 4), ("26", 13)] {
            assert_eq!(text.parse(), Ok(Weeks(fortnights)));
        }
        for text in ["", "2", "5", "28", "-4", "4w", "260"] {
            assert_eq!(text.parse::<Weeks>(), Err(BadWeeks), "{text}");
        }
    }
}
