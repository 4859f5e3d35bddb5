//! Keys that must not surprise: Caps Lock, keyboards without Latin letters, and keys of the user's own.

#[path = "support/stage.rs"]
mod stage;

use stage::Stage;
use winddown::event::What;

/// States in which letters are commands, each with the keys that lead there from 21:50.
const COMMANDS: [&str; 12] = [
    "", "w", "Tab", "Tab c", "l", "l l", "l m", "l e", "c", "i Enter", "a", "Enter",
];

/// Everything that can be seen of a stage.
fn seen(stage: &Stage) -> (String, Vec<String>, bool) {
    (stage.screen(), stage.journal(), stage.has_quit)
}

#[test]
fn with_caps_lock_a_letter_does_what_it_does_without() {
    for state in COMMANDS {
        for letter in 'a'..='z' {
            let stage = || Stage::at("2026-11-24T21:50").keys(state);
            let capital = letter.to_ascii_uppercase();
            assert_eq!(
                seen(&stage().keys(&capital.to_string())),
                seen(&stage().keys(&letter.to_string())),
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

/// The built-in plan with these keys.
fn with_keys(keys: &str) -> Stage {
    let config = winddown::plan::EXAMPLE.replacen("[keys]", &format!("[keys]\n{keys}"), 1);
    Stage::planned(&config, "2026-11-24T21:50")
}

#[test]
fn the_first_letter_of_a_keyboard_without_latin_letters_is_explained_once() {
    for letter in ["в", "Δ", "ש"] {
        let stage = Stage::at("2026-11-24T21:50").keys(letter);
        assert!(stage.screen().contains("[keys]"), "{}", stage.screen());
        let again = stage.keys("j").keys(letter);
        assert!(!again.screen().contains("[keys]"), "{}", again.screen());
        assert_eq!(again.journal(), [""; 0]);
    }
    for letter in ["é", "ß", "o", "#", "3"] {
        let stage = Stage::at("2026-11-24T21:50").keys(letter);
        assert!(!stage.screen().contains("[keys]"), "{letter}");
    }
    let note = Stage::at("2026-11-24T21:50").keys("n \"чай\" Enter");
    assert!(!note.screen().contains("[keys]"), "it is text there");
    assert_eq!(note.journal(), ["note 21:50"]);
}

#[test]
fn a_key_of_the_users_own_acts_and_the_built_in_one_no_longer() {
    let stage = with_keys("skip = \"ы\"\nnight = \"#\"\n");
    assert_eq!(stage.keys("s").journal(), [""; 0]);
    for key in ["ы", "Ы"] {
        let stage = with_keys("skip = \"ы\"").keys(key);
        assert_eq!(stage.journal(), ["skipped stretch 21:50"], "{key}");
    }
    assert!(with_keys("night = \"#\"").keys("Tab #").app.is_dark());
    assert!(!with_keys("night = \"#\"").keys("*").app.is_dark());
}

#[test]
fn two_actions_can_change_places_and_other_screens_keep_their_keys() {
    let swapped = || with_keys("done = \"s\"\nskip = \"d\"\n");
    assert_eq!(swapped().keys("d").journal(), ["skipped stretch 21:50"]);
    assert_eq!(swapped().keys("s").journal(), ["done stretch 21:50"]);
    let caffeine = with_keys("undo = \"v\"").keys("c 1 Enter u");
    assert!(caffeine.screen().contains("Undid"), "{}", caffeine.screen());
}

#[test]
fn footer_help_and_answers_name_the_users_own_keys() {
    for (width, height) in [(40, 12), (80, 24)] {
        let stage = with_keys("skip = \"ы\"\nundo = \"ц\"\n").sized(width, height);
        let footer = stage.footer().join(" ");
        assert!(
            footer.contains("ы skip") && footer.contains("ц undo"),
            "{footer}"
        );
        assert!(
            !footer.contains(" s skip") && !footer.contains(" u undo"),
            "{footer}"
        );
        let help = stage.keys("?").screen();
        assert!(help.contains("d  ы  z"), "{help}");
        assert!(help.contains("ц  w  i"), "{help}");
    }
    let stage = with_keys("skip = \"ы\"\nundo = \"ц\"\n").click("ы skip");
    assert_eq!(stage.journal(), ["skipped stretch 21:50"]);
    assert!(stage.screen().contains("ц undoes it"), "{}", stage.screen());
}
