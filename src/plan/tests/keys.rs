//! `[keys]`: what is refused, with its line and what to write.

use super::super::*;

/// The first problem of these keys: its line, what it says and what it suggests.
fn refused(keys: &str) -> (usize, String, String) {
    let text = format!(
        "bedtime = \"22:30\"\nwake = \"06:30\"\n[[step]]\nid = \"tea\"\ntitle = \"Tea\"\nkind = \"check\"\nbefore_bed = \"1h\"\n[keys]\n{keys}"
    );
    let problems = parse(&text).expect_err("refused");
    let mut problems = problems.iter();
    let problem = problems.next().expect("one");
    assert_eq!(problems.next(), None, "one mistake is one problem");
    let suggestion = problem.suggestion.clone().unwrap_or_default();
    (problem.line(&text), problem.message.clone(), suggestion)
}

#[test]
fn what_cannot_be_a_key_is_refused_with_its_line_and_what_to_write() {
    for (keys, line, message, suggestion) in [
        (
            "done = \"s\"",
            9,
            "`s` is the key of `skip` already",
            "skip = ",
        ),
        (
            "# own\ndone = \"o\"\nskip = \"o\"",
            11,
            "`o` is the key of `done` already",
            "done = ",
        ),
        ("done = \"?\"", 9, "the key of `help`", "help = "),
        (
            "doen = \"o\"",
            9,
            "unknown key `doen`",
            "did you mean `done`?",
        ),
        (
            "done = \"j\"",
            9,
            "`j` has a fixed meaning on Tonight",
            "outside a to z",
        ),
        (
            "undo = \"v\"",
            9,
            "`v` is the key of `chart` already, in the review",
            "chart = ",
        ),
        (
            "night = \"%\"",
            9,
            "`%` has a fixed meaning in the diary's forms",
            "outside a to z",
        ),
        (
            "night = \"[\"",
            9,
            "fixed meaning in the review",
            "outside a to z",
        ),
        ("yes = \"n\"", 9, "the key of `no`", "no = "),
        ("done = \"X\"", 9, "capital letter", "write \"x\""),
        ("done = \"F5\"", 9, "not one character", "in quotes"),
        ("done = \"\"", 9, "not one character", "in quotes"),
        ("done = \" \"", 9, "cannot be", "in quotes"),
        ("done = 5", 9, "expected text", ""),
    ] {
        let (at, said, advice) = refused(keys);
        assert_eq!(at, line, "{keys}");
        assert!(said.contains(message), "{keys}: {said}");
        assert!(advice.contains(suggestion), "{keys}: {advice}");
    }
}

#[test]
fn actions_can_change_places_and_the_example_names_every_action_with_its_key() {
    let text = EXAMPLE.replacen(
        "[keys]",
        "[keys]\ndone = \"s\"\nskip = \"d\"\nnote = \"ж\"",
        1,
    );
    let keys = parse(&text).expect("valid").keys;
    assert_eq!(keys.key(KeyAction::Done), 's');
    assert_eq!(keys.built_in('ж', KeyArea::Tonight), Some('n'));
    assert_eq!(keys.built_in('n', KeyArea::Tonight), None);
    assert_eq!(
        keys.built_in('n', KeyArea::When),
        Some('n'),
        "the key of another action there"
    );
    for (pressed, means) in [('s', 'd'), ('d', 's')] {
        assert_eq!(keys.built_in(pressed, KeyArea::Entries), Some(means));
    }
    for action in KeyAction::ALL {
        let line = format!("# {} = \"{}\"", action.name(), action.built_in());
        assert!(EXAMPLE.contains(&line), "{line}");
    }
}
