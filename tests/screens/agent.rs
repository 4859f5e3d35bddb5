//! The question whether to install the agent, and the line about it on Tonight.

use insta::assert_snapshot;
use winddown::tui::{Installed, Message};

use super::stage::Stage;

/// The message that the agent was installed, with the result of the test notification.
fn installed(shown: Result<(), String>) -> Message {
    Message::AgentInstalled(Ok(Installed {
        file: "/home/kim/.config/systemd/user/winddown-agent.service".into(),
        runs: true,
        shown,
    }))
}

fn at_home() -> Stage {
    Stage::at_home(winddown::plan::EXAMPLE, "2026-11-24T20:00")
}

const NO_AGENT: &str = "Reminders stop when this window closes; a changes that.";

#[test]
fn tonight_says_that_reminders_stop_with_the_window_until_the_user_answers() {
    let stage = at_home();
    assert!(stage.screen().contains(NO_AGENT), "{}", stage.screen());
    let small = at_home().sized(40, 12).screen();
    assert!(small.contains("a: reminders when closed"), "{small}");
    // Closing the question without y or n is no answer.
    let stage = stage.keys("a Enter");
    assert!(stage.screen().contains(NO_AGENT), "{}", stage.screen());
    let stage = stage.keys("a n");
    assert!(
        stage.screen().contains("a asks again"),
        "{}",
        stage.screen()
    );
    let stage = stage.reopened();
    assert!(!stage.screen().contains("Reminders"), "{}", stage.screen());
    let stage = stage.keys("a");
    let screen = stage.screen();
    assert!(
        screen.contains("Remind you when this window is closed?"),
        "{screen}"
    );
    assert!(screen.contains("y yes"), "{screen}");
    assert_eq!(stage.installs, 0);
}

#[test]
fn tonight_does_not_mention_an_agent_that_is_installed_or_not_needed() {
    let stage = at_home().with_the_agent_installed().reopened();
    assert!(!stage.screen().contains("Reminders"), "{}", stage.screen());
    let screen = stage.keys("a").screen();
    assert!(
        screen.contains("Reminders come without a window"),
        "{screen}"
    );
    let silent = winddown::plan::EXAMPLE.replace(
        "[reminders]\nenabled = true",
        "[reminders]\nenabled = false",
    );
    let stage = Stage::at_home(&silent, "2026-11-24T20:00");
    assert!(!stage.screen().contains("Reminders"), "{}", stage.screen());
    let stage = Stage::at("2026-11-24T20:00");
    assert!(!stage.screen().contains("Reminders"), "{}", stage.screen());
}

#[test]
fn yes_installs_the_agent_once_and_shows_the_result() {
    let mut stage = at_home().keys("a y y");
    assert_eq!(stage.installs, 1, "a second y waits for the first");
    assert_snapshot!("agent_is_being_installed", stage.screen_without_footer());
    stage.send(installed(Ok(())));
    assert_snapshot!("agent_installed", stage.screen_without_footer());
    stage.send(installed(Err(
        "No notification can be shown yet: install and start dunst or mako.".to_owned(),
    )));
    assert_snapshot!(
        "agent_installed_unseen_40x12",
        stage.sized(40, 12).screen_without_footer()
    );
}

#[test]
fn a_failed_installation_is_shown_and_y_tries_again() {
    let mut stage = at_home().keys("a y");
    let why = "Cannot write /home/kim/x: permission denied.".to_owned();
    stage.send(Message::AgentInstalled(Err(why.clone())));
    let screen = stage.screen();
    assert!(
        screen.contains(&why) && screen.contains("y try again"),
        "{screen}"
    );
    assert_eq!(stage.keys("y").installs, 2);
}

#[test]
fn the_result_of_the_installation_is_shown_on_tonight_too() {
    let mut stage = at_home().keys("a y Enter");
    stage.send(installed(Ok(())));
    let screen = stage.screen();
    assert!(
        screen.contains("Done: the agent runs, and starts when you log in."),
        "{screen}"
    );
    let mut stage = at_home().keys("a y Enter");
    stage.send(Message::AgentInstalled(Err("No systemctl.".to_owned())));
    assert!(
        stage.screen().contains("No systemctl."),
        "{}",
        stage.screen()
    );
}
