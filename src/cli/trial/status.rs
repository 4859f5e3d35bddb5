//! `winddown trial` without a subcommand: prints how each trial is going.

use serde_json::json;

use super::state::{TrialState, all_trials};
use crate::cli::act::OutputOptions;
use crate::cli::context::CommandContext;
use crate::cli::out;
use crate::event::EveningDate;
use crate::review::insights::TrialStage;
use crate::words;

pub(crate) fn run(ctx: &CommandContext, options: &OutputOptions) -> anyhow::Result<()> {
    let coach = ctx.coach()?;
    let tonight = coach.date_of_tonight(ctx.now)?;
    let plan = &coach.config.plan;
    let all = all_trials(&coach, ctx.now)?;
    let states: Vec<TrialState> = all
        .iter()
        .map(|tried| TrialState::at(tried, plan, tonight))
        .collect();
    if options.json {
        let trials: Vec<_> = states.iter().map(TrialState::json).collect();
        return out::print_json(&json!({ "trials": trials }));
    }
    if states.is_empty() {
        return out::print("No trial is running. `winddown trial start STEP` starts one.");
    }
    let paragraphs = states.iter().map(|state| {
        let mut lines = vec![head(state, tonight)];
        if !state.tried.legs.is_empty() {
            let line = words::trial_line(state.tried);
            lines.push(out::wrap_indented("  ", &line, 4, out::width()));
            let notes = words::trial_notes(state.tried, state.stage);
            let wrapped = |note: &String| out::wrap_indented("  ", note, 2, out::width());
            lines.extend(notes.iter().map(wrapped));
        }
        lines.join("\n")
    });
    out::print(paragraphs.collect::<Vec<_>>().join("\n\n"))
}

fn head(state: &TrialState<'_>, tonight: EveningDate) -> String {
    let trial = &state.tried.trial;
    let date = |evening| words::long_date_seen_from(tonight, evening);
    let length = trial.length();
    let how = match state.stage {
        TrialStage::Ahead => format!("begins on {}, for {length} evenings", date(trial.first)),
        TrialStage::Running => format!(
            "evening {} of {length}, {}; until {}",
            state.evening.unwrap_or_default(),
            match state.tonight {
                Some(true) => "tonight with it",
                Some(false) | None => "tonight without it",
            },
            date(trial.last())
        ),
        TrialStage::Over => format!("over since {}", date(trial.last())),
        TrialStage::Stopped => format!(
            "stopped after {} of {length} evenings, begun on {}",
            state.tried.legs.len(),
            date(trial.first)
        ),
    };
    format!("{}: {how}", state.title())
}
