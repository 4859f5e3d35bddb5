//! `winddown trial`: how the trials go.

use serde_json::json;

use super::state::{State, all};
use crate::cli::act::Facts;
use crate::cli::home::Home;
use crate::cli::out;
use crate::event::EveningDate;
use crate::review::insights::TrialStage;
use crate::words;

pub fn run(home: &Home, facts: &Facts) -> anyhow::Result<()> {
    let coach = home.coach()?;
    let tonight = coach.evening_at(home.now).date;
    let plan = &coach.config.plan;
    let all = all(&coach, home.now)?;
    let states: Vec<State> = all
        .iter()
        .map(|tried| State::of(tried, plan, tonight))
        .collect();
    if facts.json {
        let trials: Vec<_> = states.iter().map(State::facts).collect();
        return out::say_json(&json!({ "trials": trials }));
    }
    if states.is_empty() {
        return out::say(
            "Nothing is being tried. `winddown trial start`, and a step of yours, draws evenings for it.",
        );
    }
    let told = states.iter().map(|state| {
        let mut lines = vec![head(state, tonight)];
        if !state.tried.legs.is_empty() {
            let line = words::trial_line(state.tried);
            lines.push(out::set_in("  ", &line, 4, out::width()));
        }
        lines.join("\n")
    });
    out::say(told.collect::<Vec<_>>().join("\n\n"))
}

fn head(state: &State<'_>, tonight: EveningDate) -> String {
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
