//! The settings: what they show, what their keys change in the config file, and what they refuse.

#[path = "settings/evening.rs"]
mod evening;
#[path = "settings/every_key.rs"]
mod every_key;
#[path = "settings/file.rs"]
mod file;
#[path = "support/stage.rs"]
mod stage;
#[path = "settings/steps.rs"]
mod steps;

use stage::Stage;
use winddown::plan::EXAMPLE;

/// The terminal sizes of the snapshots.
const SIZES: [(u16, u16); 4] = [(40, 12), (80, 24), (120, 40), (200, 60)];

const NOW: &str = "2026-11-24T20:00";

/// The settings, with the built-in config in the file.
fn settings() -> Stage {
    Stage::with_config_file(EXAMPLE, NOW).keys(",")
}

/// The keys that put the cursor on the only line with these words.
fn find(words: &str) -> String {
    let words = words.split(' ').map(|word| format!("\"{word}\""));
    format!("/ {} Tab", words.collect::<Vec<_>>().join(" Space "))
}

/// The lines of the config file that differ from `before`: `-` for those that went, `+` for those that came.
fn difference(before: &str, stage: &Stage) -> Vec<String> {
    let after = stage.config_file().unwrap();
    let without = |lines: &str, others: &str| {
        let mut others: Vec<&str> = others.lines().collect();
        let is_left = |line: &&str| match others.iter().position(|other| other == line) {
            Some(at) => {
                others.remove(at);
                false
            }
            None => true,
        };
        lines
            .lines()
            .filter(is_left)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let gone = without(before, &after)
        .into_iter()
        .map(|line| format!("-{line}"));
    let new = without(&after, before)
        .into_iter()
        .map(|line| format!("+{line}"));
    gone.chain(new).filter(|line| line != "+").collect()
}
