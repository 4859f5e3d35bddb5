//! Bedtime, wake time, and other times by weekday.

use insta::assert_snapshot;
use winddown::plan::EXAMPLE;

use super::stage::Stage;
use super::{NOW, SIZES, difference, find, settings};

#[test]
fn the_settings_at_every_size() {
    for (width, height) in SIZES {
        let stage = settings().sized(width, height);
        assert_snapshot!(
            format!("settings_{width}x{height}"),
            stage.screen_without_footer()
        );
    }
}

#[test]
fn bedtime_is_changed_on_its_line_and_said_in_one() {
    let stage = settings().keys("Enter \"2315\" Enter");
    assert_eq!(
        difference(EXAMPLE, &stage),
        ["-bedtime = \"22:30\"", "+bedtime = \"23:15\""]
    );
    let screen = stage.screen();
    assert!(screen.contains("Bedtime 23:15. u undoes it."), "{screen}");
    assert_eq!(stage.app.config().plan.bedtime.to_string(), "23:15:00");
}

#[test]
fn undo_gives_the_file_back_byte_for_byte() {
    let stage = settings().keys("Enter \"2315\" Enter Down Enter \"7\" Enter u u");
    assert_eq!(stage.config_file().unwrap(), EXAMPLE);
    assert!(
        stage.screen().contains("Undid: Bedtime 23:15."),
        "{}",
        stage.screen()
    );
    assert_eq!(stage.app.config().plan.bedtime.to_string(), "22:30:00");
    let stage = stage.keys("u");
    assert!(
        stage.screen().contains("Nothing was changed here yet."),
        "{}",
        stage.screen()
    );
}

#[test]
fn a_newcomer_goes_to_bed_later_on_fridays() {
    let alike = EXAMPLE.replace(
        "[[schedule]]\ndays = [\"fri\", \"sat\"]\nbedtime = \"23:15\"\nwake = \"07:15\"\n",
        "",
    );
    let stage = Stage::with_config_file(&alike, NOW).keys(",");
    // Bedtime, wake time, and the line that adds other times.
    let stage = stage.keys("Down Down Enter j j j j Space Enter \"2330\" Enter");
    assert_eq!(
        difference(&alike, &stage),
        ["+[[schedule]]", "+days = [\"fri\"]", "+bedtime = \"23:30\""],
        "{}",
        stage.screen()
    );
    let screen = stage.screen();
    assert!(screen.contains("Fri: bed 23:30. u undoes it."), "{screen}");
    let plan = &stage.app.config().plan;
    let friday = "2026-11-27".parse().unwrap();
    assert_eq!(plan.bedtime_on(friday).to_string(), "23:30:00");
    assert_eq!(plan.wake_after(friday).to_string(), "06:30:00");
}

#[test]
fn what_the_file_would_refuse_is_refused_in_the_same_words() {
    let stage = settings().keys("Enter \"0630\" Enter");
    let wrong = EXAMPLE.replace("bedtime = \"22:30\"", "bedtime = \"06:30\"");
    let problems = winddown::plan::parse(&wrong).unwrap_err().to_string();
    let first = problems.split(" (and").next().unwrap().to_owned();
    let words = |text: &str| {
        text.split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase()
    };
    let small = settings().sized(40, 12).keys("Enter \"0630\" Enter");
    let screen = small.screen();
    assert!(words(&screen).contains(&words(&first)), "{first}: {screen}");
    let screen = stage.screen();
    assert!(words(&screen).contains(&words(&first)), "{first}: {screen}");
    assert!(
        screen.contains("Bedtime: 06:30"),
        "the field stays as it was typed: {screen}"
    );
    assert_eq!(stage.config_file().unwrap(), EXAMPLE);
    let stage = stage.keys("\"2300\" Enter");
    assert_eq!(difference(EXAMPLE, &stage)[1], "+bedtime = \"23:00\"");
}

#[test]
fn a_change_after_bedtime_applies_from_the_next_evening_and_says_so() {
    let until_bedtime = || {
        let stage = Stage::with_config_file(EXAMPLE, "2026-11-24T22:20");
        // With the first entry the plan of the evening is recorded.
        stage.keys("n \"calm\" Enter")
    };
    let stage = until_bedtime().wait(20 * 60).keys(", Enter \"2315\" Enter");
    let screen = stage.screen();
    assert!(screen.contains("From tomorrow evening on."), "{screen}");
    let tonight = stage.keys("Esc").screen();
    assert!(
        !tonight.contains("bed in"),
        "bedtime has passed tonight: {tonight}"
    );
    let stage = until_bedtime().keys(", Enter \"2315\" Enter Esc");
    let screen = stage.screen();
    assert!(screen.contains("bed in 55 min"), "{screen}");
}

#[test]
fn words_find_settings() {
    let stage = settings().keys(&find("theme"));
    let screen = stage.screen();
    assert!(screen.contains("▸ Theme"), "{screen}");
    assert!(!screen.contains("Bedtime"), "{screen}");
    let nothing = settings().keys("/ \"quizzical\"").screen();
    assert!(nothing.contains("No setting has these words."), "{nothing}");
    let all = settings().keys("/ \"theme\" Esc").screen();
    assert!(all.contains("Bedtime"), "{all}");
}

#[test]
fn the_settings_in_ascii_are_ascii_only() {
    let days = "Down Down Down Enter Space";
    for keys in [
        "",
        "Enter",
        "/ \"theme\" Enter",
        days,
        "j j j j j Enter",
        "?",
    ] {
        let screen = settings().in_ascii().keys(keys).screen();
        assert!(screen.is_ascii(), "{keys}: {screen}");
    }
}
