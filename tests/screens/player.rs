//! The guided player, as it is started from Tonight.

use super::an_evening;
use super::stage::Stage;

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
    let stage = Stage::planned(SHORT, "2026-11-24T21:50").keys("Enter Enter");
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
        .keys("Enter Enter")
        .tick(6)
        .keys("Right Right Right Right Right");
    assert_eq!(stage.journal(), ["session stretch 21:50"]);
}

#[test]
fn leaving_the_player_before_anything_was_held_asks_nothing() {
    let stage = Stage::planned(SHORT, "2026-11-24T21:50").keys("Enter Enter Esc");
    assert!(
        stage.screen().contains("Tuesday 24 November"),
        "{}",
        stage.screen()
    );
    assert_eq!(stage.journal(), [] as [&str; 0]);
}

#[test]
fn q_asks_the_same_and_then_leaves_winddown() {
    let begun = || Stage::planned(SHORT, "2026-11-24T21:50").keys("Enter Enter");
    assert!(begun().keys("q").has_quit, "nothing was held yet");
    assert!(begun().tick(7).keys("w q").screen().contains("End here?"));
    assert!(!begun().tick(7).keys("q Space Esc d Enter").has_quit);
    let discarded = begun().tick(7).keys("q d");
    assert!(
        discarded.screen().contains("Enter leave winddown"),
        "{}",
        discarded.screen()
    );
    assert!(discarded.keys("Enter").has_quit);
    let counted = begun().tick(7).keys("q c Enter");
    assert_eq!(
        counted.journal(),
        ["session stretch 21:50", "done stretch 21:50"]
    );
    assert!(counted.has_quit);
}

#[test]
fn a_session_ended_early_can_be_counted_or_discarded() {
    let begun = || {
        Stage::planned(SHORT, "2026-11-24T21:50")
            .keys("Enter Enter")
            .tick(7)
            .keys("Esc")
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
        .keys("Enter Enter")
        .tick(12)
        .reopened();
    assert!(stage.screen().contains("Enter go on"), "{}", stage.screen());
    let stage = stage.keys("Enter Enter");
    assert!(stage.screen().contains("2 of 2"), "{}", stage.screen());
    let stage = stage.tick(30);
    assert_eq!(
        stage.journal(),
        ["session stretch 21:50", "done stretch 21:50"]
    );
    assert!(!stage.keys("Enter").screen().contains("go on"));
}

#[test]
fn after_the_computer_was_suspended_the_player_is_paused() {
    let mut stage = Stage::planned(SHORT, "2026-11-24T21:50")
        .keys("Enter Enter")
        .tick(6);
    stage = stage.wait(3600);
    assert!(stage.screen().contains("Paused"), "{}", stage.screen());
    assert_eq!(stage.journal(), [] as [&str; 0]);
}

#[test]
fn a_tiny_terminal_follows_the_player_and_pauses_it() {
    let stage = Stage::after("2026-11-24T21:50", &an_evening())
        .keys("Enter Enter")
        .sized(39, 11);
    let screen = stage.screen();
    assert!(
        screen.trim().starts_with("Calf stretch at the wall"),
        "{screen}"
    );
    let screen = stage.keys("Space").screen();
    assert!(screen.trim().starts_with("Paused: Calf"), "{screen}");
}
