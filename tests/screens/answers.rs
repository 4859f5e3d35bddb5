//! Every key that records something is answered by what was recorded and how to undo it, and that undoes it.

use ratatui::crossterm::event::KeyCode;
use winddown::tui::Message;

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
fn on_a_small_terminal_every_answer_has_the_way_to_undo() {
    for (now, keys, _) in RECORDED {
        let stage = Stage::at(now).sized(40, 12).keys(keys);
        let says = foot(&stage);
        assert!(
            says.contains("undoes it.") || says.contains(": undo."),
            "{keys}: {}",
            stage.screen()
        );
    }
}

/// The rows of the screen above the keys and the foot.
fn upper_rows(stage: &Stage, count: usize) -> Vec<String> {
    let screen = stage.screen();
    screen.lines().take(count).map(str::to_owned).collect()
}

#[test]
fn on_a_small_terminal_an_answer_moves_nothing() {
    for (now, keys, _) in RECORDED {
        let answered = Stage::at(now).sized(40, 12).keys(keys);
        let mut later = Stage::at(now).sized(40, 12).keys(keys);
        // A key that does nothing takes the answer away.
        later.send(Message::Key(KeyCode::F(12).into()));
        assert_ne!(answered.screen(), later.screen(), "{keys}");
        let count = match later.app.title() {
            // The player has no row for an answer, which stands on those of the keys and the cue for a few seconds.
            "Player" | "Woken at night" => 12 - later.footer().len() - 1,
            _ => 12 - 1 - later.footer().len(),
        };
        let rows = upper_rows(&later, count);
        assert_eq!(upper_rows(&answered, count), rows, "{keys}");
    }
}

#[test]
fn on_a_small_terminal_the_keys_come_back_after_some_seconds_and_the_answer_has_one_row() {
    let stage = Stage::at("2026-11-24T16:05").sized(40, 12);
    let stage = stage.keys("l s y n y n");
    assert!(!foot(&stage).contains("Esc back"), "{}", stage.screen());
    let seconds = stage.app.unchanged_for().as_secs();
    let stage = stage.wait(seconds.cast_signed());
    assert!(foot(&stage).contains("Esc back"), "{}", stage.screen());
    let says = "Recorded: self-check: 2 of 4 signs. u…";
    assert!(foot(&stage).contains(says), "{}", stage.screen());
}

#[test]
fn on_a_small_terminal_no_factor_of_the_day_disappears_for_an_answer() {
    let names = [
        "sauna", "drive", "visitors", "cold", "travel", "fasting", "heat", "meal", "pain",
    ];
    let own = format!("factors = {names:?}");
    let plan = winddown::plan::EXAMPLE.replace("factors = []", &own);
    let screen = Stage::planned(&plan, "2026-11-24T16:05")
        .sized(40, 12)
        .keys("l d s")
        .screen();
    assert!(
        screen.contains("Recorded: stress. u on Tonight"),
        "{screen}"
    );
    for name in names.iter().chain(&["alcohol", "pregnancy", "period"]) {
        assert!(screen.contains(name), "{name}: {screen}");
    }
}

#[test]
fn in_the_player_an_answer_covers_something_for_some_seconds_only() {
    let woken = |size: (u16, u16)| {
        let stage = Stage::at("2026-11-25T02:10").sized(size.0, size.1);
        stage.keys("* Enter").tick(3)
    };
    let says = "Symptoms began at 02:10. u on Tonight";
    for size in [(40, 12), (40, 24)] {
        let has_cue = |stage: &Stage| foot(stage).contains("the belly.");
        let stage = woken(size);
        assert!(has_cue(&stage), "{}", stage.screen());
        let stage = stage.keys("!");
        assert!(foot(&stage).contains(says), "{}", stage.screen());
        let stage = stage.tick(7);
        assert!(foot(&stage).contains(says), "{}", stage.screen());
        let stage = stage.tick(1);
        assert!(!foot(&stage).contains(says), "{}", stage.screen());
        assert!(foot(&stage).contains("Space pause"), "{}", stage.screen());
    }
    // On the rule it covers nothing.
    let roomy = woken((80, 24)).keys("!").tick(60);
    assert!(foot(&roomy).contains(says), "{}", roomy.screen());
    // Once nothing moves any more, the window wakes to take it away.
    let over = woken((40, 12)).tick(900).keys("!");
    let says = "Symptoms began at";
    assert!(foot(&over).contains(says), "{}", over.screen());
    let seconds = over.app.unchanged_for().as_secs();
    let over = over.wait(seconds.cast_signed() + 1);
    assert!(!foot(&over).contains(says), "{}", over.screen());
}

#[test]
fn the_key_for_sounds_is_answered_where_no_footer_names_it() {
    let stage = Stage::at("2026-11-24T21:50").sized(40, 12);
    let stage = stage.keys("Enter Enter s");
    assert!(
        foot(&stage).contains("Sounds are off."),
        "{}",
        stage.screen()
    );
    let stage = stage.keys("s");
    assert!(
        foot(&stage).contains("Sounds are on."),
        "{}",
        stage.screen()
    );
}
