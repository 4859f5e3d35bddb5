//! `winddown trial start`: draws the evenings of a trial and writes it into the config.

use std::str::FromStr;

use anyhow::ensure;
use chrono::Days;
use clap::Args;
use serde::Serialize;
use uuid::Uuid;

use super::state::{TrialJson, TrialState, without_nights};
use crate::cli::act::EntryOptions;
use crate::cli::context::CommandContext;
use crate::cli::evening_arg::TypedDate;
use crate::cli::failure::BadArguments;
use crate::cli::out;
use crate::coach::Coach;
use crate::config_file;
use crate::evening::Status;
use crate::event::{EveningDate, Origin, Rating, StepId};
use crate::plan::{Draw, Edit, Plan, Trial};
use crate::review::LegsFigure;
use crate::review::insights::{FEWEST_EVENINGS, Forecast, ForecastChance};
use crate::words;

/// Draw the evenings with a step and those without it, and write the trial into your config
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  winddown trial start warm-bath
  winddown trial start stretch --weeks 8 --from 2026-11-30")]
pub(crate) struct Start {
    /// The step to try
    step: String,
    /// For how many weeks: an even number from 4 to 26; more weeks see smaller differences
    #[arg(long, value_name = "NUMBER", default_value = "8")]
    weeks: Weeks,
    /// The first evening, tonight or up to twelve weeks later; tonight if the step is still to come, else tomorrow
    #[arg(long, value_name = "DATE")]
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
        // The lock is held until the new plan is recorded, so that two trials started at once do not overwrite each
        // other in the config or in the journal.
        let config = config_file::lock(&ctx.paths.config)?;
        let mut coach = ctx.coach()?;
        self.options.apply_to(&mut coach);
        coach.ensure_clock(ctx.now)?;
        let tonight = coach.date_of_tonight(ctx.now)?;
        let step = StepId(self.step);
        let first = match self.from {
            Some(from) => from.resolve(tonight),
            None => first_evening(&coach, ctx, &step)?,
        };
        ensure!(
            first >= tonight,
            BadArguments(format!(
                "the evening of {first} is past, and chance cannot choose for it any more; let the trial begin tonight \
                 or later"
            ))
        );
        let latest = latest_start(tonight);
        ensure!(
            first <= latest,
            BadArguments(format!(
                "{first} is a long way off, and much may be planned otherwise by then; let the trial begin by {latest}"
            ))
        );
        let trial = Trial {
            step,
            first,
            fortnights: self.weeks.0,
            seed: random_seed(),
            draw: Draw::Pairs,
        };
        let plan = &coach.config.plan;
        if let Some(other) = plan.trials.iter().find(|other| other.overlaps(&trial)) {
            return Err(overlap_error(other, plan, tonight).into());
        }
        super::change(&config, Edit::StartTrial(trial.clone()))?;
        coach.config.plan.trials.push(trial.clone());
        coach.record_plan(Origin::Typed, ctx.now)?;
        let plan = &coach.config.plan;
        let tried = without_nights(&trial, plan);
        let state = TrialState::at(&tried, plan, tonight);
        let forecast = forecast(&coach, tonight, ctx)?;
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

/// What a trial can show, from the user's nights of the last twelve weeks.
fn forecast(coach: &Coach, tonight: EveningDate, ctx: &CommandContext) -> anyhow::Result<Forecast> {
    let from = tonight.days_before(FEWEST_EVENINGS - 1);
    let evenings = coach.review(from, tonight, ctx.now)?.evenings;
    let figure = LegsFigure::with_more_nights(evenings.iter().map(|evening| evening.legs));
    let legs = evenings.iter().map(|evening| evening.legs.get(figure));
    let legs: Vec<Option<u8>> = legs.map(|legs| legs.map(Rating::get)).collect();
    Ok(Forecast::from_nights(&legs))
}

/// Tonight where the step is still to come, else tomorrow.
fn first_evening(
    coach: &Coach,
    ctx: &CommandContext,
    step: &StepId,
) -> anyhow::Result<EveningDate> {
    let night = coach.tonight(ctx.now)?;
    let timeline = night.timeline(ctx.now);
    let tonight = timeline.evening.date;
    let is_to_come = timeline
        .entry(step)
        .is_some_and(|entry| matches!(entry.status, Status::Upcoming | Status::Snoozed));
    Ok(if is_to_come { tonight } else { tonight.next() })
}

/// How many days ahead a trial may begin: twelve weeks.
const MOST_AHEAD: u64 = 84;

/// The last evening on which a trial may begin.
fn latest_start(tonight: EveningDate) -> EveningDate {
    EveningDate(tonight.0 + Days::new(MOST_AHEAD))
}

fn overlap_error(other: &Trial, plan: &Plan, tonight: EveningDate) -> BadArguments {
    let date = |evening| words::long_date_seen_from(tonight, evening);
    let title = plan
        .step(&other.step)
        .map_or(&other.step.0, |step| &step.title);
    let when = if tonight < other.first {
        format!("from {} to {}", date(other.first), date(other.last()))
    } else {
        format!("until {}", date(other.last()))
    };
    let next = other.last().next();
    let or_after = if next <= latest_start(tonight) {
        format!(", or let the next one begin after it with --from {next}")
    } else {
        String::new()
    };
    BadArguments(format!(
        "\"{title}\" is being tried {when}; end that first with `winddown trial stop {}`{or_after}",
        other.step,
    ))
}

/// A random seed: the lowest 32 bits of a new UUID, which come from the system's random generator.
fn random_seed() -> u64 {
    let bits = Uuid::now_v7().as_u128();
    u64::from(bits as u32)
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
            "On evenings without it, it is not asked for. Say each night how the legs were, also where it went \
         otherwise. `winddown trial` shows how it goes.",
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
