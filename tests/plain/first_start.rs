//! The questions of the first start, asked and answered in lines.

use winddown::event::{StepId, What};
use winddown::tui::Message;

use super::stage::Stage;

fn first_start() -> Stage {
    Stage::first_start_in_lines("2026-11-24T20:00")
}

#[test]
fn enter_goes_through_all_questions_and_then_the_evening_begins() {
    let mut stage = first_start();
    assert_eq!(
        stage.lines,
        [
            "Good evening. Four questions, and you are set. 1 of 4: When do the lights go out? Every step counts back from \
             here. Type a time, or Enter for 22:30. Type clock for times as 10:30 pm."
        ]
    );
    assert_eq!(
        stage.types(""),
        [
            "2 of 4: And when do you get up? An evening ends when you wake. Type a time, or Enter for 06:30; back. Your week \
             begins on Monday: type week for another day."
        ]
    );
    assert_eq!(
        stage.types(""),
        [
            "3 of 4: Which of these do you want? 1: Last caffeine of the day. 2: Warm bath. 3: Compression massage. 4: Leg \
             stretches. 5: Screens away. 6: Lights out. Enter takes these. A number leaves one out or takes it in again; \
             since and a date, such as since 2026-11-02, if you started before today; back."
        ]
    );
    assert_eq!(stage.config_file(), None, "nothing is written before Enter");
    let agent = stage.types("");
    assert!(
        agent[0].starts_with("4 of 4: Remind you when this window is closed?"),
        "{agent:?}"
    );
    assert!(stage.config_file().is_some());
    let evening = stage.types("");
    assert_eq!(
        evening[..2],
        [
            "Tuesday 24 November, 20:00. Bed at 22:30, in 2 h 30.",
            "Type help to see what you can type.",
        ]
    );
    assert_eq!(stage.installs, 0, "nobody has said yes");
    assert_eq!(stage.journal(), [""; 0]);
}

#[test]
fn the_answers_are_the_config_and_the_first_day_is_recorded() {
    let mut stage = first_start();
    stage.types("11:15 pm");
    stage.types("7");
    let without = stage.types("2, 3");
    assert!(
        without[0].contains(
            "2: Warm bath, left out. 3: Compression massage, left out. 4: Leg stretches."
        ),
        "{without:?}"
    );
    assert!(stage.types("2")[0].contains("2: Warm bath. 3"), "in again");
    assert!(stage.types("since 2026-11-01")[0].contains("Started on 2026-11-01."));
    stage.types("");
    let config = winddown::plan::parse(&stage.config_file().unwrap()).unwrap();
    assert_eq!(config.plan.bedtime.to_string(), "23:15:00");
    assert_eq!(config.plan.wake.to_string(), "07:00:00");
    assert!(config.plan.step(&StepId::from("massage")).is_none());
    assert!(config.plan.step(&StepId::from("warm-bath")).is_some());
    let began = stage.events("2026-11-01").into_iter();
    assert_eq!(began.filter(|event| event.what == What::Began).count(), 1);
}

#[test]
fn what_cannot_be_is_refused_and_back_returns_to_the_question_before() {
    let mut stage = first_start();
    for (line, refusal) in [
        ("soon", "A time such as 22:45."),
        ("25:99", "There is no 25:99."),
        ("back", "This is the first question."),
    ] {
        assert_eq!(stage.types(line), [refusal]);
    }
    stage.types("23:00");
    assert_eq!(stage.types("23:00"), ["That is your bedtime already."]);
    assert!(stage.types("back")[0].contains("Enter for 23:00."));
    stage.types("");
    stage.types("7:00");
    for (line, refusal) in [
        (
            "7",
            "A number from 1 to 6, since and a date, back, or Enter.",
        ),
        (
            "bath",
            "A number from 1 to 6, since and a date, back, or Enter.",
        ),
        ("since 2026-11-25", "That day is still to come."),
        ("since then", "A date such as 2026-11-02, or none."),
    ] {
        assert_eq!(stage.types(line), [refusal]);
    }
    stage.types("1 2 3 4 5 6");
    assert_eq!(
        stage.types(""),
        ["One at least; its number brings it back."]
    );
    assert_eq!(stage.types("quit"), ["Nothing was written."]);
    assert!(stage.has_quit);
    assert_eq!(stage.config_file(), None);
}

/// The last question.
fn about_the_agent() -> Stage {
    let mut stage = first_start();
    for _ in 0..3 {
        stage.types("");
    }
    stage
}

#[test]
fn yes_installs_the_agent_and_says_what_came_of_it() {
    let mut stage = about_the_agent();
    assert_eq!(
        stage.types("yes"),
        ["One moment. The agent is being installed."]
    );
    assert_eq!(stage.installs, 1);
    stage.send(Message::InputOver);
    assert!(!stage.has_quit, "it goes on to its end");
    stage.lines.clear();
    stage.send(Message::AgentInstalled(Err("No session runs.".into())));
    assert_eq!(
        stage.lines,
        [
            "The agent could not be installed. No session runs. yes tries again; Enter goes on without it."
        ]
    );
}

#[test]
fn who_declines_the_agent_can_be_asked_again_by_a_word() {
    let mut stage = about_the_agent();
    let declined = stage.types("no");
    assert_eq!(
        declined[0],
        "All right: reminders stop when this window closes. reminders asks again."
    );
    let again = stage.types("reminders");
    assert!(
        again[0].starts_with("Remind you when this window is closed?"),
        "{again:?}"
    );
    assert!(stage.types("back")[0].starts_with("Next:"));
}

#[test]
fn clock_and_week_are_changed_by_their_words() {
    let mut stage = first_start();
    let said = stage.types("clock");
    assert!(said[0].contains("Enter for 10:30 pm"), "{said:?}");
    stage.types("");
    let said = stage.types("week");
    assert!(said[0].contains("begins on Sunday"), "{said:?}");
    for _ in 0..2 {
        stage.types("");
    }
    let config = winddown::plan::parse(&stage.config_file().unwrap()).unwrap();
    let display = config.display;
    let names = [display.clock.name(), display.first_day_of_week.name()];
    assert_eq!(names, ["12h", "sunday"]);
}
