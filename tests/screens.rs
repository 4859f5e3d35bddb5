//! Each screen at each size, and what keys do on it: *journal before, keys, screen and journal after*.

#[path = "support/stage.rs"]
mod stage;

use insta::assert_snapshot;
use stage::Stage;
use winddown::evening::Action;
use winddown::event::StepId;
use winddown::span::Span;
use winddown::tui::{Installed, Message};

const SIZES: [(u16, u16); 3] = [(40, 12), (80, 24), (120, 40)];

fn done(step: &str) -> Action {
    Action::Done {
        step: StepId::from(step),
        at: None,
    }
}

fn skip(step: &str) -> Action {
    Action::Skip {
        step: StepId::from(step),
        why: None,
    }
}

/// An evening with the caffeine cutoff kept, the bath done and the massage skipped.
fn an_evening() -> Vec<(&'static str, Action)> {
    vec![
        ("2026-11-24T13:25", done("last-caffeine")),
        ("2026-11-24T20:58", done("warm-bath")),
        ("2026-11-24T21:20", skip("massage")),
    ]
}

#[test]
fn tonight_before_a_step() {
    for (width, height) in SIZES {
        let stage = Stage::after("2026-11-24T21:38", &an_evening()).sized(width, height);
        assert_snapshot!(
            format!("tonight_before_a_step_{width}x{height}"),
            stage.screen_without_footer()
        );
    }
}

#[test]
fn tonight_when_a_step_is_due() {
    for (width, height) in SIZES {
        let stage = Stage::after("2026-11-24T21:50", &an_evening()).sized(width, height);
        assert_snapshot!(
            format!("tonight_when_a_step_is_due_{width}x{height}"),
            stage.screen_without_footer()
        );
    }
}

#[test]
fn tonight_when_everything_is_late() {
    let stage = Stage::at("2026-11-24T23:40");
    assert_snapshot!(stage.screen_without_footer());
}

#[test]
fn tonight_when_the_lights_are_out() {
    for (width, height) in SIZES {
        let mut before = an_evening();
        before.push(("2026-11-24T22:02", done("stretch")));
        before.push(("2026-11-24T22:15", done("screens-away")));
        before.push(("2026-11-24T22:31", done("lights-out")));
        let stage = Stage::after("2026-11-24T22:31", &before).sized(width, height);
        assert_snapshot!(
            format!("tonight_when_the_lights_are_out_{width}x{height}"),
            stage.screen_without_footer()
        );
    }
}

#[test]
fn tonight_excused() {
    let excuse = Action::Excuse {
        why: Some("flu".into()),
    };
    let stage = Stage::after("2026-11-24T21:38", &[("2026-11-24T18:00", excuse)]);
    assert_snapshot!(stage.screen_without_footer());
}

#[test]
fn tonight_in_ascii() {
    let stage = Stage::after("2026-11-24T21:38", &an_evening()).in_ascii();
    let screen = stage.screen();
    assert!(screen.is_ascii(), "{screen}");
    assert_snapshot!(stage.screen_without_footer());
}

#[test]
fn why_a_step() {
    for (width, height) in SIZES {
        let stage = Stage::after("2026-11-24T20:40", &[])
            .sized(width, height)
            .keys("w");
        assert_snapshot!(
            format!("why_a_step_{width}x{height}"),
            stage.screen_without_footer()
        );
    }
}

#[test]
fn help_on_tonight() {
    for (width, height) in SIZES {
        let stage = Stage::at("2026-11-24T20:40").sized(width, height).keys("?");
        assert_snapshot!(
            format!("help_on_tonight_{width}x{height}"),
            stage.screen_without_footer()
        );
    }
}

#[test]
fn a_tiny_terminal_shows_the_next_step_and_help_says_why_no_more() {
    let stage = Stage::after("2026-11-24T21:38", &an_evening()).sized(39, 11);
    assert_eq!(stage.screen().trim(), "Leg stretches in 12 min");
    assert_eq!(stage.keys("?").screen().trim(), "39x11 is too small: 40x12");
}

#[test]
fn a_key_typed_blind_on_a_tiny_terminal_does_nothing() {
    let stage = Stage::at("2026-11-24T21:50").sized(20, 3).keys("d s z u e");
    assert_eq!(stage.journal(), [] as [&str; 0]);
}

#[test]
fn d_marks_what_is_next_as_done() {
    let stage = Stage::after("2026-11-24T21:50", &an_evening()).keys("d");
    assert_eq!(stage.journal().last().unwrap(), "done stretch 21:50");
    assert!(stage.screen().contains("done 21:50"));
}

#[test]
fn s_skips_and_u_takes_that_back() {
    let stage = Stage::at("2026-11-24T20:50").keys("s");
    assert_eq!(stage.journal(), ["skipped warm-bath 20:50"]);
    let stage = stage.keys("u");
    assert_eq!(stage.journal(), [] as [&str; 0]);
}

#[test]
fn z_puts_off_ten_minutes_once() {
    let stage = Stage::at("2026-11-24T20:45").keys("z");
    assert!(
        stage.screen().contains("again at 20:55"),
        "{}",
        stage.screen()
    );
    assert!(stage.wait(600).screen().contains("it is time"));
}

#[test]
fn the_cursor_goes_down_with_j_and_up_with_k_and_clicks_choose() {
    let stage = Stage::at("2026-11-24T20:50").keys("j j d");
    assert_eq!(stage.journal(), ["done stretch 20:50"]);
    let stage = Stage::at("2026-11-24T20:50").keys("k d");
    assert_eq!(stage.journal(), ["done last-caffeine 20:50"]);
    let stage = Stage::at("2026-11-24T20:50")
        .click("Screens away")
        .keys("d");
    assert_eq!(stage.journal(), ["done screens-away 20:50"]);
}

#[test]
fn a_click_on_a_key_in_the_footer_presses_it() {
    let stage = Stage::at("2026-11-24T20:50").click("s skip");
    assert_eq!(stage.journal(), ["skipped warm-bath 20:50"]);
}

#[test]
fn b_moves_bedtime_and_the_steps_tied_to_it() {
    let stage = Stage::at("2026-11-24T20:30")
        .keys("b Backspace Backspace Backspace Backspace Backspace \"2315\" Enter");
    assert_eq!(stage.journal(), ["bedtime_moved 20:30"]);
    let screen = stage.screen();
    assert!(screen.contains("22:35  Leg stretches"), "{screen}");
    assert!(screen.contains("23:15  Lights out"), "{screen}");
}

#[test]
fn an_invalid_bedtime_is_asked_for_again_and_esc_cancels() {
    let stage = Stage::at("2026-11-24T20:30").keys("b \"x\" Enter");
    assert!(
        stage.screen().contains("a time such as 22:45"),
        "{}",
        stage.screen()
    );
    let stage = stage.keys("Esc d");
    assert_eq!(stage.journal(), ["done warm-bath 20:30"]);
}

#[test]
fn a_refused_action_says_why_and_changes_nothing() {
    let stage = Stage::at("2026-11-24T20:30")
        .keys("b Backspace Backspace Backspace Backspace Backspace \"10:00\" Enter");
    assert_eq!(stage.journal(), [] as [&str; 0]);
    assert!(
        stage.screen().contains("already passed"),
        "{}",
        stage.screen()
    );
}

#[test]
fn e_excuses_with_or_without_a_reason() {
    let stage = Stage::at("2026-11-24T20:30").keys("e \"flu\" Enter");
    assert_eq!(stage.journal(), ["excused 20:30"]);
    assert!(stage.screen().contains("This evening does not count."));
}

#[test]
fn a_note_may_hold_letters_that_are_commands_elsewhere() {
    let stage = Stage::at("2026-11-24T20:30").keys("n \"q?dsz\" Enter");
    assert!(!stage.has_quit);
    assert_eq!(stage.journal(), ["note 20:30"]);
}

#[test]
fn done_steps_are_still_done_after_reopening_the_window() {
    let stage = Stage::after("2026-11-24T21:50", &an_evening()).keys("d q");
    assert!(stage.has_quit);
    assert!(stage.reopened().screen().contains("done 21:50"));
}

#[test]
fn past_the_wake_time_the_next_evening_is_shown() {
    let stage = Stage::at("2026-11-25T06:29");
    assert!(stage.screen().contains("Tuesday 24 November"));
    assert!(stage.wait(61).screen().contains("Wednesday 25 November"));
}

#[test]
fn every_key_in_the_footer_of_tonight_does_something() {
    for now in ["2026-11-24T12:00", "2026-11-24T21:50", "2026-11-24T23:40"] {
        let snooze = Action::Snooze {
            step: StepId::from("stretch"),
            span: Span::minutes(10),
        };
        let stage = || Stage::after(now, &[("2026-11-24T11:00", snooze.clone())]);
        for hint in stage().app.hints() {
            let mut pressed = stage();
            let before = (pressed.screen(), pressed.journal());
            pressed.send(winddown::tui::Message::Key(hint.key.into()));
            assert_ne!(
                (pressed.screen(), pressed.journal()),
                before,
                "{} at {now}",
                hint.shown
            );
        }
    }
}

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

/// Three weeks: most evenings kept, one without the bath, one excused, one without entries.
fn three_weeks() -> Vec<(String, Action)> {
    let mut before = Vec::new();
    for day in 3..=23 {
        let mut tell =
            |time: &str, action: Action| before.push((format!("2026-11-{day:02}T{time}"), action));
        match day {
            9 => tell(
                "18:00",
                Action::Excuse {
                    why: Some("flu".into()),
                },
            ),
            17 => {}
            _ => {
                tell("13:20", done("last-caffeine"));
                if day != 13 {
                    tell("20:55", done("warm-bath"));
                }
                tell("22:04", done("stretch"));
                tell("22:15", done("screens-away"));
                tell(
                    if day % 2 == 0 { "22:31" } else { "22:47" },
                    Action::LightsOut { at: None },
                );
            }
        }
    }
    before
}

fn review_stage() -> Stage {
    let weeks = three_weeks();
    let before: Vec<(&str, Action)> = weeks
        .iter()
        .map(|(then, action)| (then.as_str(), action.clone()))
        .collect();
    Stage::after("2026-11-24T21:38", &before).keys("Tab")
}

#[test]
fn review_of_the_last_weeks() {
    for (width, height) in SIZES {
        let stage = review_stage().sized(width, height);
        assert_snapshot!(
            format!("review_of_the_last_weeks_{width}x{height}"),
            stage.screen_without_footer()
        );
    }
}

#[test]
fn review_of_a_year() {
    for (width, height) in SIZES {
        let stage = review_stage().sized(width, height).keys("y");
        assert_snapshot!(
            format!("review_of_a_year_{width}x{height}"),
            stage.screen_without_footer()
        );
    }
}

#[test]
fn review_of_nothing_yet() {
    assert_snapshot!(
        Stage::at("2026-11-24T21:38")
            .keys("Tab")
            .screen_without_footer()
    );
}

#[test]
fn an_evening_opened() {
    for (width, height) in SIZES {
        let stage = review_stage().sized(width, height).keys("Left Enter");
        assert_snapshot!(
            format!("an_evening_opened_{width}x{height}"),
            stage.screen_without_footer()
        );
    }
}

#[test]
fn review_in_ascii() {
    let screen = review_stage().in_ascii().screen();
    assert!(screen.is_ascii(), "{screen}");
}

#[test]
fn a_forgotten_step_is_filled_in_from_the_review() {
    let stage = review_stage();
    assert!(
        stage.screen().contains("kept 18 of 20"),
        "{}",
        stage.screen()
    );
    // Move from the 24th to the 13th, then down to the bath, which was not done.
    let stage = stage.keys("Up Left Left Left Left Enter j d Esc");
    assert!(
        stage.screen().contains("kept 19 of 20"),
        "{}",
        stage.screen()
    );
    let entry = stage.events("2026-11-13").last().unwrap().clone();
    assert_eq!(
        entry.what,
        winddown::event::What::Done {
            step: StepId::from("warm-bath")
        }
    );
    // On Fridays bedtime is 23:15, and the bath is due an hour and three quarters earlier.
    assert_eq!(entry.at, stage::at("2026-11-13T21:30"));
}

#[test]
fn a_wrong_entry_is_revoked_from_the_review_and_stays_in_the_file() {
    let stage = review_stage().keys("Left Enter j x Esc");
    assert!(
        stage.screen().contains("Mon 23 Nov: partly kept"),
        "{}",
        stage.screen()
    );
    let events = stage.events("2026-11-23");
    assert!(events.iter().any(|event| event.what.kind() == "revoked"));
    assert!(events.iter().any(|event| event.what
        == winddown::event::What::Done {
            step: StepId::from("warm-bath")
        }));
}

#[test]
fn an_evening_is_excused_from_the_review() {
    let stage = review_stage().keys("Up e");
    assert!(
        stage.screen().contains("Tue 17 Nov: excused"),
        "{}",
        stage.screen()
    );
    assert!(stage.keys("u").screen().contains("Tue 17 Nov: not kept"));
}

#[test]
fn the_review_goes_back_without_limit_and_never_past_tonight() {
    let stage = review_stage().keys("Up Up Up Up Up Up Up");
    assert!(stage.screen().contains("Tue 6 Oct"), "{}", stage.screen());
    assert!(
        review_stage()
            .keys("Right Down")
            .screen()
            .contains("Tue 24 Nov: still running")
    );
}

#[test]
fn a_click_chooses_an_evening_and_a_second_one_opens_it() {
    let stage = review_stage().click("–");
    assert!(
        stage.screen().contains("Mon 9 Nov: excused"),
        "{}",
        stage.screen()
    );
    assert!(stage.click("–").screen().contains("evening excused: flu"));
}

#[test]
fn every_key_in_the_footer_of_the_review_does_something() {
    for prelude in [
        "Left",
        "Up Up",
        "y Left",
        "Left Enter",
        "Left Enter j j",
        "Up Enter",
        "Up Enter j",
    ] {
        for hint in review_stage().keys(prelude).app.hints() {
            let mut pressed = review_stage().keys(prelude);
            let before = pressed.screen();
            pressed.send(winddown::tui::Message::Key(hint.key.into()));
            assert_ne!(pressed.screen(), before, "{} after {prelude}", hint.shown);
        }
    }
}

const SHORT: &str = r#"
bedtime = "22:30"
wake = "06:30"
[[step]]
id = "stretch"
title = "Leg stretches"
kind = "routine"
routine = "short"
before_bed = "40m"
[[routine]]
id = "short"
title = "Short"
exercises = [
    { id = "butterfly", hold = "4s", repeat = 1 },
    { id = "seated-fold", hold = "4s", repeat = 1 },
]
"#;

#[test]
fn a_routine_played_to_its_end_is_recorded_and_done() {
    let stage = Stage::planned(SHORT, "2026-11-24T21:50").keys("Enter");
    assert!(stage.screen().contains("Butterfly"), "{}", stage.screen());
    let stage = stage.tick(60);
    assert_eq!(
        stage.journal(),
        ["session stretch 21:50", "done stretch 21:50"]
    );
    assert!(stage.keys("Enter").screen().contains("done 21:50"));
}

#[test]
fn a_routine_stepped_through_is_recorded_but_not_done() {
    let stage = Stage::planned(SHORT, "2026-11-24T21:50")
        .keys("Enter")
        .tick(6)
        .keys("Right Right Right Right Right");
    assert_eq!(stage.journal(), ["session stretch 21:50"]);
}

#[test]
fn leaving_the_player_before_anything_was_held_asks_nothing() {
    let stage = Stage::planned(SHORT, "2026-11-24T21:50").keys("Enter q");
    assert!(
        stage.screen().contains("Tuesday 24 November"),
        "{}",
        stage.screen()
    );
    assert_eq!(stage.journal(), [] as [&str; 0]);
}

#[test]
fn a_session_ended_early_can_be_counted_or_discarded() {
    let begun = || {
        Stage::planned(SHORT, "2026-11-24T21:50")
            .keys("Enter")
            .tick(7)
            .keys("q")
    };
    assert!(begun().screen().contains("End here?"));
    assert_eq!(
        begun().keys("c").journal(),
        ["session stretch 21:50", "done stretch 21:50"]
    );
    assert_eq!(begun().keys("d").journal(), [] as [&str; 0]);
}

#[test]
fn an_unfinished_session_continues_after_the_window_was_closed() {
    // Play past the first exercise, then close the window without answering the question.
    let stage = Stage::planned(SHORT, "2026-11-24T21:50")
        .keys("Enter")
        .tick(12)
        .reopened();
    assert!(stage.screen().contains("Enter go on"), "{}", stage.screen());
    let stage = stage.keys("Enter");
    assert!(stage.screen().contains("2 of 2"), "{}", stage.screen());
    let stage = stage.tick(30);
    assert_eq!(
        stage.journal(),
        ["session stretch 21:50", "done stretch 21:50"]
    );
    assert!(!stage.keys("Enter").screen().contains("go on"));
}

/// Windows does not let an open file be deleted.
#[cfg(unix)]
#[test]
fn entries_after_the_journal_was_deleted_are_saved_in_a_new_one() {
    let stage = Stage::after("2026-11-24T20:40", &an_evening());
    let stage = stage.with_the_journal_deleted();
    assert!(stage.screen().contains("taken away"), "{}", stage.screen());
    let stage = stage.keys("d");
    assert_eq!(stage.journal(), ["done warm-bath 20:40"]);
    assert!(!stage.screen().contains("done 13:"), "{}", stage.screen());
}

#[test]
fn pasted_text_is_input_and_never_a_command() {
    let pasted = |keys: &str| {
        let mut stage = Stage::at("2026-11-24T20:40").keys(keys);
        stage.send(Message::Pasted("d s\nq x".into()));
        stage
    };
    for keys in ["", "Tab", "?"] {
        let stage = pasted(keys);
        assert!(!stage.has_quit);
        assert_eq!(stage.journal(), [] as [&str; 0], "{keys}");
    }
    let stage = pasted("n");
    assert!(
        stage.screen().contains("Note: d s q x"),
        "{}",
        stage.screen()
    );
    assert_eq!(stage.keys("Enter").journal(), ["note 20:40"]);
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
fn pasted_text_is_cut_at_the_longest_note_that_can_be_saved() {
    let mut stage = Stage::at("2026-11-24T20:40").keys("n");
    for _ in 0..3 {
        stage.send(Message::Pasted("字 ".repeat(5_000)));
    }
    assert_eq!(stage.keys("Enter").journal(), ["note 20:40"]);
}

#[cfg(unix)]
#[test]
fn a_note_that_could_not_be_saved_need_not_be_typed_again() {
    let stage = Stage::at("2026-11-24T20:40").with_a_folder_for_a_journal();
    let stage = stage.keys("n \"calm\" Enter");
    assert!(stage.screen().contains("is a folder"), "{}", stage.screen());
    let stage = stage.keys("n");
    assert!(stage.screen().contains("Note: calm"), "{}", stage.screen());
    let stage = stage.without_that_folder().keys("Enter n");
    assert_eq!(stage.journal(), ["note 20:40"]);
    assert!(!stage.screen().contains("calm"), "{}", stage.screen());
}

#[test]
fn a_long_note_is_shown_in_full_under_the_cursor() {
    let stage = Stage::at("2026-11-24T20:40").sized(40, 12).keys("n");
    let note = "a long drive home and then the stairs, legs tired but calm";
    let mut stage = stage;
    stage.send(Message::Pasted(note.into()));
    let stage = stage.keys("Enter Tab Enter j");
    let screen = stage.screen();
    let words: Vec<_> = screen.split_whitespace().collect();
    assert!(words.join(" ").contains(note), "{screen}");
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

#[test]
fn after_the_computer_was_suspended_the_player_is_paused() {
    let mut stage = Stage::planned(SHORT, "2026-11-24T21:50")
        .keys("Enter")
        .tick(6);
    stage = stage.wait(3600);
    assert!(stage.screen().contains("Paused"), "{}", stage.screen());
    assert_eq!(stage.journal(), [] as [&str; 0]);
}

#[test]
fn a_tiny_terminal_follows_the_player_and_pauses_it() {
    let stage = Stage::after("2026-11-24T21:50", &an_evening())
        .keys("Enter")
        .sized(39, 11);
    let screen = stage.screen();
    assert!(
        screen.trim().starts_with("Calf stretch at the wall"),
        "{screen}"
    );
    let screen = stage.keys("Space").screen();
    assert!(screen.trim().starts_with("Paused: Calf"), "{screen}");
}

#[test]
fn help_in_ascii_is_ascii_only() {
    for keys in ["?", "Tab ?"] {
        let stage = Stage::at("2026-11-24T20:40").in_ascii().keys(keys);
        let screen = stage.screen();
        assert!(screen.is_ascii(), "{screen}");
    }
}

#[test]
fn a_config_error_is_shown_until_it_is_fixed() {
    let mut stage = Stage::at("2026-11-24T20:40");
    stage.send(Message::ConfigWrong("Unknown key `beadtime`".into()));
    let stage = stage.keys("j");
    assert!(stage.screen().contains("beadtime"));
    let fixed = Box::new(stage.app.config().clone());
    let mut stage = stage;
    stage.send(Message::ConfigLoaded(fixed));
    assert!(!stage.screen().contains("beadtime"));
}

#[test]
fn a_refusal_on_the_screen_names_no_shell_command() {
    let before = [(
        "2026-11-24T20:40",
        Action::Done {
            step: "warm-bath".into(),
            at: None,
        },
    )];
    let stage = Stage::after("2026-11-24T20:50", &before).keys("Home j d");
    let screen = stage.screen();
    assert!(
        screen.contains("is already done.") && !screen.contains("winddown undo"),
        "{screen}"
    );
    let excused = [("2026-11-24T20:40", Action::Excuse { why: None })];
    let stage = Stage::after("2026-11-24T20:50", &excused).keys("e");
    let screen = stage.screen();
    assert!(screen.contains("Excused already: u"), "{screen}");
}

#[test]
fn a_long_notice_takes_several_lines_and_loses_no_word() {
    let mut stage = Stage::at("2026-11-24T20:40").sized(40, 12);
    let long = "`last-caffeine` is already done; `winddown undo last-caffeine` takes that back";
    stage.send(Message::Notice(long.into()));
    let screen = stage.screen();
    let words: Vec<_> = screen.split_whitespace().collect();
    assert!(words.join(" ").ends_with(long), "{screen}");
}
