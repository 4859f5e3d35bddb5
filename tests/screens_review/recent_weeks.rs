//! The evenings of the last weeks: their picture, opening one, and correcting its entries.

use insta::assert_snapshot;
use winddown::evening::{Action, When};
use winddown::event::{StepId, Timing, What};

use super::stage::{Stage, at};
use super::{NOW, SIZES, legs};

fn done(step: &str) -> Action {
    Action::Done {
        step: step.into(),
        when: When::Now,
    }
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
                tell("14:20", done("last-caffeine"));
                if day != 13 {
                    tell("20:55", done("warm-bath"));
                }
                tell("22:04", done("stretch"));
                tell("22:15", done("screens-away"));
                tell(
                    if day % 2 == 0 { "22:31" } else { "22:47" },
                    Action::LightsOut { when: When::Now },
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
    let stage = stage.keys("Up Left Left Left Left Enter j d x Esc");
    assert!(
        stage.screen().contains("kept 19 of 20"),
        "{}",
        stage.screen()
    );
    let entry = stage.events("2026-11-13").last().unwrap().clone();
    assert_eq!(
        entry.what,
        What::Done {
            step: StepId::from("warm-bath"),
            timing: Timing::Unknown,
        }
    );
    // On Fridays bedtime is 23:15; the bath is due an hour and three quarters earlier, and takes a quarter of an hour.
    assert_eq!(entry.at, at("2026-11-13T21:45"));
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
    assert!(
        events
            .iter()
            .any(|event| event.what == winddown::event::What::done(StepId::from("warm-bath")))
    );
}

#[test]
fn an_evening_is_excused_from_the_review() {
    let stage = review_stage().keys("Up e");
    let says = "Tuesday 17 November counts neither way. u undoes it.";
    assert!(stage.screen().contains(says), "{}", stage.screen());
    let stage = stage.keys("Right Left");
    assert!(
        stage.screen().contains("Tue 17 Nov: excused"),
        "{}",
        stage.screen()
    );
    let stage = stage.keys("u");
    let says = "Undid: the excuse for Tuesday 17 November";
    assert!(stage.screen().contains(says), "{}", stage.screen());
    let stage = stage.keys("Right Left");
    assert!(stage.screen().contains("Tue 17 Nov: not kept"));
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

#[test]
fn u_undoes_excusing_an_evening_and_nothing_else() {
    let before = [
        ("2026-11-24T18:00", Action::Excuse { why: None }),
        ("2026-11-24T20:10", legs(2)),
    ];
    let stage = Stage::after(NOW, &before).keys("Tab e");
    assert!(
        stage
            .screen()
            .contains("Excused already: u takes that back."),
        "{}",
        stage.screen()
    );
    let stage = stage.keys("u");
    assert_eq!(stage.journal(), ["legs 20:10"]);
    let says = "Undid: the excuse for Tuesday 24 November.";
    assert!(stage.screen().contains(says), "{}", stage.screen());
    let stage = stage.keys("Left Right");
    assert!(
        stage.screen().contains("still running"),
        "{}",
        stage.screen()
    );
    // Entries that are not visible here cannot be revoked here.
    let stage = stage.keys("u");
    assert_eq!(stage.journal(), ["legs 20:10"]);
    assert!(
        stage.screen().contains("It is not excused."),
        "{}",
        stage.screen()
    );
    assert_eq!(stage.keys("e").journal(), ["legs 20:10", "excused 21:38"]);
}
