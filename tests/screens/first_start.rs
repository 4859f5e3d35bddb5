//! The first start: four questions, and the config that their answers become.

use insta::assert_snapshot;
use winddown::event::{StepId, What};
use winddown::tui::Message;

use super::stage::Stage;

#[test]
fn the_first_start_asks_four_questions_and_enter_goes_through_them() {
    let stage = Stage::first_start("2026-11-24T20:00");
    assert_snapshot!("welcome_bedtime", stage.screen_without_footer());
    let stage = stage.keys("Enter");
    assert_snapshot!("welcome_wake", stage.screen_without_footer());
    let stage = stage.keys("Enter");
    assert_snapshot!("welcome_steps", stage.screen_without_footer());
    let stage = stage.keys("Enter");
    assert_snapshot!("welcome_agent", stage.screen_without_footer());
    let stage = stage.keys("Enter");
    assert_eq!(stage.installs, 0, "nobody has said yes");
    assert!(stage.screen().contains("Warm bath"), "{}", stage.screen());
    let written = stage.config_file().unwrap();
    assert!(written.contains("bedtime = \"22:30\""));
    assert!(written.contains('#'), "comments are kept");
}

#[test]
fn the_answers_of_the_first_start_are_the_config() {
    let erase = "Backspace Backspace Backspace Backspace Backspace";
    let keys = format!("{erase} \"23:15\" Enter {erase} \"7\" Enter Down Down Space Enter Enter");
    let stage = Stage::first_start("2026-11-24T20:00").keys(&keys);
    let config = winddown::plan::parse(&stage.config_file().unwrap()).unwrap();
    assert_eq!(config.plan.bedtime.to_string(), "23:15:00");
    assert_eq!(config.plan.wake.to_string(), "07:00:00");
    assert!(config.plan.step(&StepId::from("massage")).is_none());
    assert!(
        stage.screen().contains("23:15  Lights out"),
        "{}",
        stage.screen()
    );
}

/// The third question, with the cursor on the line below the six steps.
const TO_BEGAN: &str = "Enter Enter Down Down Down Down Down Down";

/// The evenings from `2026-10-25` on that were recorded as the first one.
fn began(stage: &Stage) -> Vec<String> {
    let days = winddown::event::EveningDate("2026-10-25".parse().unwrap())
        .through(winddown::event::EveningDate("2026-11-26".parse().unwrap()));
    let recorded = days.filter(|day| {
        let events = stage.events(&day.to_string());
        events.iter().any(|event| event.what == What::Began)
    });
    recorded.map(|day| day.to_string()).collect()
}

#[test]
fn who_began_before_the_first_start_can_say_since_when() {
    for (width, height) in [(40, 12), (80, 24), (120, 40), (200, 60)] {
        let stage = Stage::first_start("2026-11-24T20:00").sized(width, height);
        let stage = stage.keys(TO_BEGAN).keys("\"2026-11-01\"");
        assert!(stage.screen().contains("Since"), "{}", stage.screen());
        assert!(stage.screen().contains("2026-11-01"), "{}", stage.screen());
        assert_eq!(stage.journal(), [""; 0], "nothing before Enter");
        let stage = stage.keys("Enter");
        assert_eq!(began(&stage), ["2026-11-01"]);
        let screen = stage.screen();
        assert!(screen.contains("You began on"), "{screen}");
    }
}

#[test]
fn a_first_start_without_a_day_records_nothing() {
    for keys in [
        "Enter Enter Enter Enter",
        &format!("{TO_BEGAN} Up Down Enter Enter"),
    ] {
        let stage = Stage::first_start("2026-11-24T20:00").keys(keys);
        assert!(stage.config_file().is_some());
        assert_eq!(stage.journal(), [""; 0], "{keys}");
        assert_eq!(began(&stage), [""; 0], "{keys}");
    }
}

#[test]
fn a_day_that_cannot_be_the_first_one_is_refused_before_anything_is_written() {
    for (day, why) in [
        ("2026-11-25", "still to come"),
        ("2026-13-01", "A date such as 2026-11-02"),
        ("2026-1", "A date such as 2026-11-02"),
    ] {
        let keys = format!("{TO_BEGAN} \"{day}\" Up Up Enter");
        let stage = Stage::first_start("2026-11-24T20:00").keys(&keys);
        assert!(stage.screen().contains(why), "{day}: {}", stage.screen());
        assert_eq!(stage.config_file(), None, "{day}");
        let erased = stage.keys("C-u \"2026-11-24\" Enter");
        assert_eq!(began(&erased), ["2026-11-24"], "{day}");
    }
}

#[test]
fn the_first_start_can_be_left_without_writing_anything() {
    let stage = Stage::first_start("2026-11-24T20:00").keys("Enter Esc");
    assert!(stage.has_quit);
    assert_eq!(stage.config_file(), None);
}

#[test]
fn the_first_start_fits_a_small_terminal() {
    let stage = Stage::first_start("2026-11-24T20:00")
        .sized(40, 12)
        .keys("Enter Enter");
    assert_snapshot!(stage.screen_without_footer());
    assert_snapshot!(
        "welcome_agent_40x12",
        stage.keys("Enter").screen_without_footer()
    );
}

#[test]
fn an_answer_of_any_length_can_be_typed_at_the_first_start() {
    let stage = Stage::first_start("2026-11-24T20:00");
    let stage = stage.keys(&format!("\"{}\" Enter", "x".repeat(10_000)));
    assert!(
        stage.screen().contains("A time such as"),
        "{}",
        stage.screen()
    );
}

#[test]
fn a_config_that_cannot_be_written_is_reported_at_the_first_start() {
    let mut stage = Stage::first_start("2026-11-24T20:00").sized(40, 12);
    let line = "Cannot write the config: the folder is read-only, so choose another one";
    stage.send(Message::Notice(line.into()));
    let screen = stage.screen();
    let words: Vec<_> = screen.split_whitespace().collect();
    assert!(words.join(" ").contains(line), "{screen}");
}

/// The clock and the first day of the week in the config that was written.
fn written(stage: &Stage) -> [&'static str; 2] {
    let config = winddown::plan::parse(&stage.config_file().unwrap()).unwrap();
    let display = config.display;
    [display.clock.name(), display.first_day_of_week.name()]
}

#[test]
fn clock_and_week_are_those_of_the_locale_and_are_written() {
    for (locale, times, week, expected) in [
        (
            "en_US.UTF-8",
            "Times as 10:30 pm; Tab for 22:30.",
            "begins on Sunday",
            ["12h", "sunday"],
        ),
        (
            "de_DE.UTF-8",
            "Times as 22:30; Tab for 10:30 pm.",
            "begins on Monday",
            ["24h", "monday"],
        ),
    ] {
        let stage = Stage::first_start_in(locale, "2026-11-24T20:00");
        assert!(stage.screen().contains(times), "{}", stage.screen());
        let stage = stage.keys("Enter");
        assert!(stage.screen().contains(week), "{}", stage.screen());
        assert_eq!(written(&stage.keys("Enter Enter Enter")), expected);
    }
}

#[test]
fn tab_changes_clock_and_week_at_the_first_start() {
    let stage = Stage::first_start_in("de_DE.UTF-8", "2026-11-24T20:00");
    let stage = stage.keys("\"2315\" Tab");
    assert!(
        stage.screen().contains("Times as 11:15 pm"),
        "{}",
        stage.screen()
    );
    let stage = stage.keys("Enter Tab Tab");
    assert!(stage.screen().contains("Saturday"), "{}", stage.screen());
    let stage = stage.keys("Enter Enter Enter");
    assert_eq!(written(&stage), ["12h", "saturday"]);
    let config = winddown::plan::parse(&stage.config_file().unwrap()).unwrap();
    assert_eq!(config.plan.bedtime.to_string(), "23:15:00");
    let tonight = stage.screen();
    assert!(tonight.contains("11:15 pm  Lights out"), "{tonight}");
}

#[test]
fn clock_and_week_fit_a_small_terminal() {
    let stage = Stage::first_start_in("en_US.UTF-8", "2026-11-24T20:00").sized(40, 12);
    assert_snapshot!("welcome_bedtime_40x12", stage.screen_without_footer());
    let stage = stage.keys("Enter");
    assert_snapshot!("welcome_wake_40x12", stage.screen_without_footer());
}
