//! In what two computers' plans differ, in a few words each.

use chrono::NaiveTime;

use crate::plan::{DueRule, Plan, Step};
use crate::time_of_day::ClockFormat;

/// The most differences that are named.
const MOST_NAMED: usize = 4;

/// In what `theirs` differs from `ours`, the most telling first. Empty if the two are the same.
pub(super) fn differences(ours: &Plan, theirs: &Plan, clock: ClockFormat) -> Vec<String> {
    if ours == theirs {
        return vec![];
    }
    let mut all = Vec::new();
    let mut time = |what: &str, [ours, theirs]: [NaiveTime; 2]| {
        if ours != theirs {
            all.push(format!(
                "{what} {} there and {} here",
                clock.time(theirs),
                clock.time(ours)
            ));
        }
    };
    time("bedtime", [ours.bedtime, theirs.bedtime]);
    time("wake time", [ours.wake, theirs.wake]);
    for step in &ours.steps {
        match theirs.steps.iter().find(|other| other.id == step.id) {
            None => all.push(format!("no “{}” there", step.title)),
            Some(other) if other.when != step.when => all.push(format!(
                "“{}” {} there and {} here",
                step.title,
                when(other, clock),
                when(step, clock)
            )),
            Some(other) if other != step => all.push(format!("“{}”", step.title)),
            Some(_) => {}
        }
    }
    for step in &theirs.steps {
        if !ours.steps.iter().any(|other| other.id == step.id) {
            all.push(format!("“{}” only there", step.title));
        }
    }
    if ours.schedules != theirs.schedules {
        all.push("the times by weekday".to_owned());
    }
    if ours.trials != theirs.trials {
        all.push("the trials".to_owned());
    }
    if all.is_empty() {
        all.push("the order of the steps".to_owned());
    }
    if all.len() > MOST_NAMED {
        let more = all.len() - MOST_NAMED;
        all.truncate(MOST_NAMED);
        all.push(format!("and {more} more"));
    }
    all
}

fn when(step: &Step, clock: ClockFormat) -> String {
    match &step.when {
        DueRule::At(time) => format!("at {}", clock.time(*time)),
        DueRule::BeforeBed(span) => format!("{span} before bed"),
        DueRule::After(other) => format!("after {other}"),
    }
}
