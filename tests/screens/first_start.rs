//! The first start: four questions, and the config that their answers become.

use insta::assert_snapshot;
use winddown::event::StepId;
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
