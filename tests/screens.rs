//! Each screen at each size, and what keys do on it: *journal before, keys, screen and journal after*.

#[path = "support/stage.rs"]
mod stage;

use insta::assert_snapshot;
use stage::Stage;
use winddown::evening::Action;
use winddown::event::StepId;
use winddown::span::Span;

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

/// The evening of the sketch: caffeine kept, bath done, massage skipped, stretches in twelve minutes.
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
            stage.screen()
        );
    }
}

#[test]
fn tonight_when_a_step_is_due() {
    for (width, height) in SIZES {
        let stage = Stage::after("2026-11-24T21:50", &an_evening()).sized(width, height);
        assert_snapshot!(
            format!("tonight_when_a_step_is_due_{width}x{height}"),
            stage.screen()
        );
    }
}

#[test]
fn tonight_when_everything_is_late() {
    let stage = Stage::at("2026-11-24T23:40");
    assert_snapshot!(stage.screen());
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
            stage.screen()
        );
    }
}

#[test]
fn tonight_excused() {
    let excuse = Action::Excuse {
        why: Some("flu".into()),
    };
    let stage = Stage::after("2026-11-24T21:38", &[("2026-11-24T18:00", excuse)]);
    assert_snapshot!(stage.screen());
}

#[test]
fn tonight_in_ascii() {
    let stage = Stage::after("2026-11-24T21:38", &an_evening()).in_ascii();
    let screen = stage.screen();
    assert!(screen.is_ascii(), "{screen}");
    assert_snapshot!(screen);
}

#[test]
fn why_a_step() {
    for (width, height) in SIZES {
        let stage = Stage::after("2026-11-24T20:40", &[])
            .sized(width, height)
            .keys("w");
        assert_snapshot!(format!("why_a_step_{width}x{height}"), stage.screen());
    }
}

#[test]
fn help_on_tonight() {
    for (width, height) in SIZES {
        let stage = Stage::at("2026-11-24T20:40").sized(width, height).keys("?");
        assert_snapshot!(format!("help_on_tonight_{width}x{height}"), stage.screen());
    }
}

#[test]
fn a_tiny_terminal_says_what_is_next_and_why_it_says_no_more() {
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
fn b_moves_bedtime_and_what_hangs_on_it() {
    let stage = Stage::at("2026-11-24T20:30")
        .keys("b Backspace Backspace Backspace Backspace Backspace \"2315\" Enter");
    assert_eq!(stage.journal(), ["bedtime_moved 20:30"]);
    let screen = stage.screen();
    assert!(screen.contains("22:35  Leg stretches"), "{screen}");
    assert!(screen.contains("23:15  Lights out"), "{screen}");
}

#[test]
fn a_bedtime_that_is_none_is_asked_for_again_and_esc_leaves_it() {
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
    assert!(!stage.left);
    assert_eq!(stage.journal(), ["note 20:30"]);
}

#[test]
fn what_was_done_is_there_after_closing_and_opening_again() {
    let stage = Stage::after("2026-11-24T21:50", &an_evening()).keys("d q");
    assert!(stage.left);
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
            pressed.tell(winddown::tui::message::Message::Key(hint.key.into()));
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
fn the_first_start_asks_three_questions_and_enter_accepts_each() {
    let stage = Stage::first_start("2026-11-24T20:00");
    assert_snapshot!("welcome_bedtime", stage.screen());
    let stage = stage.keys("Enter");
    assert_snapshot!("welcome_wake", stage.screen());
    let stage = stage.keys("Enter");
    assert_snapshot!("welcome_steps", stage.screen());
    let stage = stage.keys("Enter");
    assert!(stage.screen().contains("Warm bath"), "{}", stage.screen());
    let written = stage.config_file().unwrap();
    assert!(written.contains("bedtime = \"22:30\""));
    assert!(written.contains('#'), "comments are kept");
}

#[test]
fn the_answers_of_the_first_start_are_the_config() {
    let erase = "Backspace Backspace Backspace Backspace Backspace";
    let keys = format!("{erase} \"23:15\" Enter {erase} \"7\" Enter Down Down Space Enter");
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
    assert!(stage.left);
    assert_eq!(stage.config_file(), None);
}

#[test]
fn the_first_start_fits_a_small_terminal() {
    let stage = Stage::first_start("2026-11-24T20:00")
        .sized(40, 12)
        .keys("Enter Enter");
    assert_snapshot!(stage.screen());
}
