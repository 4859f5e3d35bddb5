//! Every key that records something is answered by what was recorded and how to undo it, and that undoes it.

use super::stage::Stage;

/// Keys that record something: the time, the keys, and what the answer says.
const RECORDED: &[(&str, &str, &str)] = &[
    (
        "2026-11-24T20:40",
        "d",
        "Warm bath: done at 20:40. u undoes it.",
    ),
    ("2026-11-24T20:40", "s", "Warm bath: skipped. u undoes it."),
    (
        "2026-11-24T20:40",
        "z",
        "Warm bath: again at 20:55. u undoes it.",
    ),
    (
        "2026-11-24T20:40",
        "b \"2315\" Enter",
        "Bedtime at 23:15, this once. u undoes it.",
    ),
    (
        "2026-11-24T20:40",
        "e \"flu\" Enter",
        "Tuesday 24 November counts neither way. u undoes it.",
    ),
    (
        "2026-11-24T20:40",
        "n \"calm\" Enter",
        "Your note is kept. u undoes it.",
    ),
    // Onset has a key on every screen.
    (
        "2026-11-24T20:40",
        "!",
        "Symptoms began at 20:40. u undoes it.",
    ),
    (
        "2026-11-24T20:40",
        "Tab !",
        "Symptoms began at 20:40. u on Tonight undoes it.",
    ),
    (
        "2026-11-24T20:40",
        "l !",
        "Symptoms began at 20:40. u on Tonight undoes it.",
    ),
    (
        "2026-11-24T20:40",
        "? !",
        "Symptoms began at 20:40. u on Tonight undoes it.",
    ),
    (
        "2026-11-24T20:40",
        "Down Enter !",
        "Symptoms began at 20:40. u on Tonight undoes it.",
    ),
    (
        "2026-11-24T21:50",
        "Enter !",
        "Symptoms began at 21:50. u on Tonight undoes it.",
    ),
    (
        "2026-11-25T02:10",
        "* Enter !",
        "Symptoms began at 02:10. u on Tonight undoes it.",
    ),
    // The review's own undo key takes back an excuse only.
    (
        "2026-11-24T20:40",
        "Tab e",
        "Tuesday 24 November counts neither way. u undoes it.",
    ),
    // Caffeine.
    (
        "2026-11-24T10:05",
        "c 1 Enter",
        "Coffee at 10:05. Tonight about 20 mg will be left. u undoes it.",
    ),
    (
        "2026-11-24T16:05",
        "c 1 Enter",
        "Tonight about 45 mg will be left. u: undo.",
    ),
    ("2026-11-24T16:05", "c 0", "No caffeine today. u undoes it."),
    (
        "2026-11-24T16:05",
        "Home 0",
        "No caffeine today. u undoes it.",
    ),
    // The diary.
    (
        "2026-11-24T16:05",
        "l l 7 Enter",
        "Recorded: legs 7 of 10. u on Tonight undoes it.",
    ),
    (
        "2026-11-24T16:05",
        "l o Enter",
        "Symptoms began at 16:05. u on Tonight undoes it.",
    ),
    (
        "2026-11-24T16:05",
        "l o 0",
        "No restless legs today. u on Tonight undoes it.",
    ),
    (
        "2026-11-24T16:05",
        "l d s",
        "Recorded: stress. u on Tonight undoes it.",
    ),
    (
        "2026-11-24T16:05",
        "l b \"40\" Enter Enter",
        "Recorded: ferritin 40 ng/mL, tested 24 Nov 2026. u on Tonight undoes it.",
    ),
    (
        "2026-11-24T16:05",
        "l s y n y n",
        "Recorded: self-check: 2 of 4 signs. u on Tonight undoes it.",
    ),
    // When was it?
    (
        "2026-11-24T22:31",
        "End d",
        "Lights out at 22:31; sleep well. u undoes it.",
    ),
    (
        "2026-11-24T23:31",
        "End d n",
        "Lights out at 23:31; sleep well. u undoes it.",
    ),
    (
        "2026-11-24T23:31",
        "End d p",
        "Lights out at 22:30; sleep well. u undoes it.",
    ),
    // The morning, about the evening before.
    (
        "2026-11-25T06:40",
        "7",
        "Recorded: legs 7 of 10. u on Tonight undoes it.",
    ),
    (
        "2026-11-25T06:40",
        "m Tab \"2240\" Enter",
        "Awake, time not known, into bed at 22:40; good morning (evening of Tuesday 24 November). u undoes it.",
    ),
];

/// The screen on one line, without the line breaks of a long answer.
fn foot(stage: &Stage) -> String {
    let screen = stage.screen();
    let words: Vec<&str> = screen.split_whitespace().collect();
    words.join(" ")
}

#[test]
fn every_entry_is_answered_by_what_was_recorded_and_how_to_undo_it() {
    for (now, keys, answer) in RECORDED {
        let stage = Stage::at(now).keys(keys);
        assert!(foot(&stage).contains(answer), "{keys}: {}", stage.screen());
        assert_ne!(stage.journal(), [""; 0], "{keys} records nothing");
        let is_on_tonight = answer.contains("on Tonight");
        // Out of whatever is open, and off the review.
        let leaves = match stage.app.title() {
            _ if !is_on_tonight => "u",
            "Review" => "Tab u",
            _ => "Esc Esc Esc u",
        };
        let stage = stage.keys(leaves);
        assert_eq!(stage.journal(), [""; 0], "{keys}: {}", stage.screen());
        assert!(
            foot(&stage).contains("Undid: "),
            "{keys}: {}",
            stage.screen()
        );
    }
}

#[test]
fn on_a_small_terminal_the_way_to_undo_is_short_and_on_the_same_line() {
    let foot = |keys: &str| {
        let stage = Stage::at("2026-11-24T20:40").sized(40, 12).keys(keys);
        let screen = stage.screen();
        screen.trim_end().lines().last().unwrap().trim().to_owned()
    };
    assert_eq!(foot("!"), "Symptoms began at 20:40. u undoes it.");
    assert_eq!(foot("d"), "Warm bath: done at 20:40. u undoes it.");
    assert_eq!(
        foot("b \"2315\" Enter"),
        "Bedtime at 23:15, this once. u: undo."
    );
}

#[test]
fn on_a_small_terminal_an_answer_takes_a_second_row_for_the_way_to_undo_but_no_third() {
    let mut without = vec![];
    for (now, keys, _) in RECORDED {
        let screen = Stage::at(now).sized(40, 12).keys(keys).screen();
        let foot: Vec<&str> = screen.lines().rev().take(2).collect();
        let foot = format!("{} {}", foot[1].trim(), foot[0].trim());
        if !foot.contains("undoes it.") && !foot.contains(": undo.") {
            without.push(*keys);
        }
    }
    // The night's player has no row for an answer there; the other two fill both rows without it.
    let expected = ["* Enter !", "c 1 Enter", "m Tab \"2240\" Enter"];
    assert_eq!(without, expected);
}
