//! `winddown trial start`: evenings are drawn.

use std::str::FromStr;

use anyhow::ensure;
use chrono::Days;
use clap::Args;
use uuid::Uuid;

use super::state::{State, untold};
use crate::cli::act::Facts;
use crate::cli::evening_arg::TypedDate;
use crate::cli::failure::BadArguments;
use crate::cli::home::Home;
use crate::cli::out;
use crate::coach::Coach;
use crate::config_file;
use crate::evening::Status;
use crate::event::{EveningDate, StepId};
use crate::plan::{Edit, Plan, Trial};
use crate::words;

/// Draw the evenings with a step and those without it, and write the trial into your config
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  winddown trial start warm-bath
  winddown trial start stretch --weeks 8 --from 2026-11-30")]
pub struct Start {
    /// The step to try
    step: String,
    /// For how many weeks: an even number from 4 to 12; more weeks see smaller differences
    #[arg(long, value_name = "NUMBER", default_value = "4")]
    weeks: Weeks,
    /// The first evening, tonight or up to twelve weeks later; tonight if the step is still to come, else tomorrow
    #[arg(long, value_name = "DATE")]
    from: Option<TypedDate>,
    #[command(flatten)]
    facts: Facts,
}

/// A number of weeks, kept as fortnights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Weeks(u8);

/// A text that is no number of weeks for a trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("write 4, 6, 8, 10 or 12: weeks are drawn two at a time")]
struct BadWeeks;

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
    pub fn run(self, home: &Home) -> anyhow::Result<()> {
        // Until the new plan is recorded nobody else may change it: of two trials that begin at once, neither may
        // write over the other, in the config or in the journal.
        let config = config_file::lock(&home.paths.config)?;
        let mut coach = home.coach()?;
        let tonight = coach.evening_at(home.now).date;
        let step = StepId(self.step);
        let first = match self.from {
            Some(from) => from.from(tonight),
            None => first_evening(&coach, home, &step)?,
        };
        ensure!(
            first >= tonight,
            BadArguments(format!(
                "the evening of {first} is past, and chance cannot choose for it any more; let the trial begin tonight \
                 or later"
            ))
        );
        let latest = latest(tonight);
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
            seed: drawn_by_the_system(),
        };
        let plan = &coach.config.plan;
        if let Some(other) = plan.trials.iter().find(|other| other.overlaps(&trial)) {
            return Err(is_tried_already(other, plan, tonight).into());
        }
        super::change(&config, Edit::StartTrial(trial.clone()))?;
        coach.config.plan.trials.push(trial.clone());
        coach.record_plan(home.now)?;
        let plan = &coach.config.plan;
        let tried = untold(&trial, plan);
        let state = State::of(&tried, plan, tonight);
        super::say(&self.facts, &state, &sentences(&state, tonight));
        Ok(())
    }
}

/// Tonight, as long as the step is still to come.
fn first_evening(coach: &Coach, home: &Home, step: &StepId) -> anyhow::Result<EveningDate> {
    let night = coach.tonight(home.now)?;
    let timeline = night.timeline(home.now);
    let tonight = timeline.evening.date;
    let is_to_come = timeline
        .entry(step)
        .is_some_and(|entry| matches!(entry.status, Status::Upcoming | Status::Snoozed));
    Ok(if is_to_come { tonight } else { tonight.next() })
}

/// So many days ahead a trial may begin: twelve weeks.
const MOST_AHEAD: u64 = 84;

/// The last evening on which a trial may begin.
fn latest(tonight: EveningDate) -> EveningDate {
    EveningDate(tonight.0 + Days::new(MOST_AHEAD))
}

fn is_tried_already(other: &Trial, plan: &Plan, tonight: EveningDate) -> BadArguments {
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
    let or_after = if next <= latest(tonight) {
        format!(", or let the next one begin after it with --from {next}")
    } else {
        String::new()
    };
    BadArguments(format!(
        "\"{title}\" is being tried {when}; end that first with `winddown trial stop {}`{or_after}",
        other.step,
    ))
}

/// The last bits of a new UUID, which the system's own generator fills.
fn drawn_by_the_system() -> u64 {
    let bits = Uuid::now_v7().as_u128();
    u64::from(bits as u32)
}

fn sentences(state: &State<'_>, tonight: EveningDate) -> Vec<String> {
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
    let set = |before: &str, said: &str| out::set_in(before, said, before.len(), width);
    vec![
        set(
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
        set("  with it:     ", &evenings(true)),
        set("  without it:  ", &evenings(false)),
        String::new(),
        set(
            "",
            "Chance chose the evenings, so that nothing else does: a difference in the legs is then likely the step's \
         doing.",
        ),
        set(
            "",
            "On evenings without it, it is not asked for. Say each night how the legs were, also where it went \
         otherwise. `winddown trial` tells how it goes.",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_are_even_and_from_four_to_twelve() {
        for (text, fortnights) in [("4", 2), (" 8 ", 4), ("12", 6)] {
            assert_eq!(text.parse(), Ok(Weeks(fortnights)));
        }
        for text in ["", "2", "5", "14", "-4", "4w", "260"] {
            assert_eq!(text.parse::<Weeks>(), Err(BadWeeks), "{text}");
        }
    }
}
