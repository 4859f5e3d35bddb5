//! Keys that must not surprise: Caps Lock, keyboards without Latin letters, and keys of the user's own.

#[path = "support/stage.rs"]
mod stage;

use stage::Stage;
use winddown::event::What;

/// States in which letters are commands, each with the keys that lead there from 21:50.
const COMMANDS: [&str; 14] = [
    "",
    "w",
    "Tab",
    "Tab c",
    "Tab c t",
    "l",
    "l l",
    "l m",
    "l e",
    "c",
    "i Enter",
    "a",
    "Enter",
    "Enter Enter",
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
fn two_actions_can_change_places_on_every_screen_that_has_them() {
    let swapped = || with_keys("done = \"s\"\nskip = \"d\"\n");
    assert_eq!(swapped().keys("d").journal(), ["skipped stretch 21:50"]);
    assert_eq!(swapped().keys("s").journal(), ["done stretch 21:50"]);
    // The first line of the entries is the cutoff.
    let entries = |key: &str| swapped().keys(&format!("l e Home {key}")).journal();
    assert_eq!(entries("d"), ["skipped last-caffeine 21:50"]);
    assert_eq!(entries("s"), ["done last-caffeine 21:50"]);
}

#[test]
fn an_action_has_its_key_on_every_screen() {
    let keys = "undo = \"ц\"\nquit = \"й\"\nhelp = \";\"\nlearn = \"ш\"\nlog = \"д\"\nexcuse = \"у\"\ncompare = \"с\"\n\
        remove = \"ч\"\nsound = \"ы\"\ncount = \"к\"\nas_planned = \"з\"\nyes = \"н\"\nagain = \"р\"\namount = \"ь\"";
    let stage = || with_keys(keys);
    let undone = stage().keys("c 1 Enter ц");
    assert!(undone.screen().contains("Undid"), "{}", undone.screen());
    let kept = stage().keys("c 1 Enter u");
    assert!(!kept.screen().contains("Undid"), "{}", kept.screen());
    for (to, own, built_in) in [
        ("Tab", "ц", "u"),
        ("Tab Left", "у", "e"),
        ("Tab", "с", "c"),
        ("Tab с", "с", "c"),
        ("Tab", "д", "l"),
        ("Tab", "ш", "i"),
        ("Tab", ";", "?"),
        ("c", "ь", "m"),
        ("n \"a\" Enter д e Home j j j j", "ч", "x"),
        ("Enter", "ы", "s"),
        ("д", "ш", "i"),
        ("д l", ";", "?"),
        ("д m", ";", "?"),
        ("д s", "н", "y"),
        ("ш Enter", ";", "?"),
        ("a", "н", "y"),
    ] {
        let before = seen(&stage().keys(to));
        let after = |key: &str| seen(&stage().keys(&format!("{to} {key}")));
        assert_ne!(after(own), before, "{own} after {to:?}");
        assert_eq!(after(built_in), before, "{built_in} after {to:?}");
    }
    for to in [
        "Tab",
        "д",
        "c",
        "д m",
        "Enter",
        "Enter Enter",
        "ш Enter",
        ";",
    ] {
        let quit = stage().keys(&format!("{to} й"));
        let is_learn = to.starts_with('ш');
        assert_eq!(quit.has_quit, !is_learn, "{to}");
        assert!(!stage().keys(&format!("{to} q")).has_quit, "{to}");
    }
}

#[test]
fn the_footer_of_every_screen_names_the_users_own_keys() {
    let keys = "undo = \"ц\"\nhelp = \";\"\nlearn = \"ш\"\nweek = \"н\"\nsound = \"ы\"\nover = \"щ\"\nremove = \"ч\"";
    for (to, named) in [
        ("Tab", "н week"),
        ("Tab", "; more"),
        ("Enter Enter", "ы sound off"),
        ("c 1", "щ over"),
        ("n \"a\" Enter l e Home j j j j", "ч remove"),
        ("l", "; more"),
    ] {
        let stage = with_keys(keys).keys(to);
        let footer = stage.footer().join(" ");
        assert!(footer.contains(named), "{named} after {to:?}: {footer}");
    }
}

#[test]
fn questions_name_the_keys_that_answer_them() {
    let own = "yes = \"н\"\nno = \"т\"\ncount = \"к\"\nas_planned = \"з\"\ndone = \"в\"\nskip = \"ы\"\nreminders = \"ф\"\nundo = \"ц\"";
    let agent = with_keys(own).keys("ф");
    assert!(agent.screen().contains("н installs"), "{}", agent.screen());
    let declined = agent.keys("т");
    assert!(
        declined.screen().contains("ф asks again"),
        "{}",
        declined.screen()
    );
    let doubted = with_keys(own).keys("c m \"820\" Enter Enter");
    assert!(
        doubted.screen().contains("н keeps it, т does not"),
        "{}",
        doubted.screen()
    );
    assert_eq!(doubted.keys("н").journal().len(), 1);
    let excused = with_keys(own).keys("Tab e e");
    assert!(
        excused.screen().contains("ц takes that back"),
        "{}",
        excused.screen()
    );
    let tonight = with_keys(own).screen();
    assert!(tonight.contains("kept? в yes, ы no"), "{tonight}");
    let early = with_keys(own).keys("Enter Enter").tick(60).keys("q");
    assert!(early.screen().contains("к  count it"), "{}", early.screen());
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
