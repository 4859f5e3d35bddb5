//! Keys that must not surprise: Caps Lock.

#[path = "support/stage.rs"]
mod stage;

use stage::Stage;
use winddown::event::What;

/// States in which letters are commands, each with the keys that lead there from 21:50.
const COMMANDS: [&str; 12] = [
    "", "w", "Tab", "Tab c", "l", "l l", "l m", "l e", "c", "i Enter", "a", "Enter",
];

/// Everything that can be seen of a stage.
fn seen(stage: Stage) -> (String, Vec<String>, bool) {
    (stage.screen(), stage.journal(), stage.has_quit)
}

#[test]
fn with_caps_lock_a_letter_does_what_it_does_without() {
    for state in COMMANDS {
        for letter in 'a'..='z' {
            let stage = || Stage::at("2026-11-24T21:50").keys(state);
            let capital = letter.to_ascii_uppercase();
            assert_eq!(
                seen(stage().keys(&capital.to_string())),
                seen(stage().keys(&letter.to_string())),
                "{letter} after {state:?}"
            );
        }
    }
}

#[test]
fn with_caps_lock_the_note_key_writes_a_note() {
    let stage = Stage::at("2026-11-24T21:50").keys("N \"TEA\" Enter");
    assert!(!stage.app.is_dark(), "{}", stage.screen());
    let notes = stage.events("2026-11-24").into_iter();
    let notes: Vec<_> = notes
        .filter_map(|event| match event.what {
            What::Note { text } => Some(text),
            _ => None,
        })
        .collect();
    assert_eq!(notes, ["TEA"], "what is typed stays as it is typed");
}

#[test]
fn with_caps_lock_the_welcome_and_its_questions_go_on() {
    let steps = || Stage::first_start("2026-11-24T20:00").keys("Enter Enter");
    assert_eq!(steps().keys("X J").screen(), steps().keys("x j").screen());
    let agent = steps().keys("Enter Y");
    assert_eq!(agent.installs, 1, "{}", agent.screen());
}
