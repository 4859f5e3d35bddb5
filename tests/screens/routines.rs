//! The choice of a routine on Enter, and what becomes of one that was left in the middle.

use insta::assert_snapshot;

use super::stage::Stage;

const NOW: &str = "2026-11-24T21:50";

/// The built-in plan with another routine for the stretches, and these lines below it.
fn planned_with(routine: &str, below: &str) -> Stage {
    let plan = winddown::plan::EXAMPLE.replacen(
        "routine = \"restless-legs\"",
        &format!("routine = \"{routine}\""),
        1,
    );
    Stage::planned(&(plan + below), NOW)
}

#[test]
fn enter_on_the_stretches_offers_every_routine_that_counts_for_them() {
    for (width, height) in [(40, 12), (80, 24), (120, 40), (200, 60)] {
        let stage = Stage::at(NOW).sized(width, height).keys("Enter");
        let name = format!("routines_{width}x{height}");
        assert_snapshot!(name, stage.screen_without_footer());
    }
    let screen = Stage::at(NOW).in_ascii().keys("Enter").screen();
    assert!(screen.is_ascii(), "{screen}");
}

#[test]
fn enter_takes_the_first_routine_and_a_number_another_one() {
    for (keys, first) in [
        ("Enter", "1 of 8"),
        ("2", "1 of 5"),
        ("Down Enter", "1 of 5"),
        ("End Enter", "1 of 6"),
        ("5 ", "1 of 6"),
    ] {
        let stage = Stage::at(NOW).keys("Enter").keys(keys);
        assert!(stage.screen().contains(first), "{keys}: {}", stage.screen());
    }
    let nothing = Stage::at(NOW).keys("Enter 9 0");
    assert!(nothing.screen().contains("Which routine"), "no such number");
    let back = nothing.keys("Esc");
    assert!(back.screen().contains("Tuesday 24"), "{}", back.screen());
    let clicked = Stage::at(NOW).keys("Enter").click("In a chair");
    assert!(clicked.screen().contains("Which routine"), "only chosen");
    let clicked = clicked.click("In a chair");
    assert!(clicked.screen().contains("1 of 5"), "{}", clicked.screen());
}

#[test]
fn a_shorter_routine_counts_for_the_step_and_then_the_next_step_is_named() {
    let stage = Stage::at(NOW).keys("Enter 2").tick(400);
    assert_eq!(
        stage.journal(),
        ["session stretch 21:54", "done stretch 21:54"]
    );
    let screen = stage.screen();
    assert!(screen.contains("How are your legs now?"), "{screen}");
    assert!(screen.contains("Next: Screens away at 22:15"), "{screen}");
    let rated = stage.keys("3");
    assert_eq!(rated.journal().last().unwrap(), "legs 21:56");
}

#[test]
fn what_was_left_in_the_middle_is_the_first_offer_whichever_routine_it_is() {
    // One exercise of the five is done, and the second one has begun.
    let left = Stage::at(NOW).keys("Enter 2").tick(80).keys("Esc k");
    assert!(left.screen().contains("Enter go on"), "{}", left.screen());
    let mut choice = left.keys("Enter");
    for (width, height) in [(40, 12), (80, 24)] {
        choice = choice.sized(width, height);
        let name = format!("routines_left_{width}x{height}");
        assert_snapshot!(name, choice.screen_without_footer());
    }
    let resumed = choice.keys("Enter");
    assert!(resumed.screen().contains("2 of 5"), "{}", resumed.screen());
    let again = resumed.keys("Esc k r");
    assert!(again.screen().contains("1 of 5"), "{}", again.screen());
}

#[test]
fn a_gentle_routine_is_replaced_by_gentle_ones_only_and_breathing_by_none() {
    let gentle = planned_with("gentle", "").keys("Enter");
    assert!(gentle.screen().contains("1 of 4"), "{}", gentle.screen());
    let own = "\n[[routine]]\nid = \"mine\"\ntitle = \"My own\"\ngentle = true\nexercises = [\"ankle-circles\"]\n";
    let choice = planned_with("gentle", own).keys("Enter").screen();
    assert!(choice.contains("2  My own"), "{choice}");
    assert!(!choice.contains("Five minutes"), "{choice}");
    let breathing = planned_with("breathing", "").keys("Enter");
    assert!(breathing.screen().contains("1 of 2"), "no choice");
    let at_night = planned_with("night-rescue", "").keys("Enter");
    assert!(at_night.screen().contains("How are your legs?"));
}

#[test]
fn a_routine_started_by_command_counts_for_the_open_step_that_it_serves() {
    for (routine, recorded) in [
        ("five-minutes", &["session stretch", "done stretch"][..]),
        ("restless-legs", &["session stretch", "done stretch"]),
        ("breathing", &["session"]),
    ] {
        let stage = Stage::playing(routine, NOW).tick(800);
        let recorded_there: Vec<String> = stage
            .journal()
            .iter()
            .map(|line| line[..line.len() - 6].to_owned())
            .collect();
        assert_eq!(recorded_there, recorded, "{routine}");
    }
}

#[test]
fn a_routine_started_by_command_goes_on_where_a_crash_left_it() {
    for routine in ["restless-legs", "breathing"] {
        let crashed = Stage::playing(routine, NOW).tick(200);
        let again = crashed.crashed_and_playing(routine);
        let screen = again.screen();
        assert!(screen.contains("Go on, or begin again?"), "{screen}");
        let resumed = again.keys("Enter").screen();
        assert!(resumed.contains("2 of "), "{resumed}");
    }
    // Another routine begins at once.
    let crashed = Stage::playing("restless-legs", NOW).tick(200);
    let other = crashed.crashed_and_playing("five-minutes");
    assert!(other.screen().contains("1 of 5"), "{}", other.screen());
}

#[test]
fn a_routine_that_was_changed_since_is_not_offered_to_go_on_with() {
    let left = Stage::at(NOW).keys("Enter 2").tick(80).keys("Esc k");
    let own = "\n[[routine]]\nid = \"five-minutes\"\ntitle = \"Five minutes\"\nexercises = [\"butterfly\"]\n";
    let changed = left.configured(|config| {
        *config = winddown::plan::parse(&(winddown::plan::EXAMPLE.to_owned() + own)).unwrap();
    });
    assert!(changed.screen().contains("Enter start"), "not go on");
    assert!(!changed.keys("Enter").screen().contains("Go on"));
}

#[test]
fn a_routine_beyond_the_ninth_is_reached_by_the_arrows_and_the_screen_says_so() {
    let own = |n: u32| {
        format!(
            "\n[[routine]]\nid = \"own-{n}\"\ntitle = \"My own {n}\"\nexercises = [\"calf-wall\"]\n"
        )
    };
    let below: String = (1..=8).map(own).collect();
    let few = planned_with("restless-legs", "").keys("Enter");
    assert!(
        !few.screen().contains("Without a number"),
        "{}",
        few.screen()
    );
    for (width, height) in [(40, 12), (80, 24)] {
        let many = planned_with("restless-legs", &below).sized(width, height);
        let many = many.keys("Enter");
        let screen = many.screen();
        assert!(screen.contains("1 of 13"), "{screen}");
        assert!(
            screen.contains("Without a number: ↓, then Enter"),
            "{screen}"
        );
        let last = many.keys("End");
        let screen = last.screen();
        assert!(screen.contains("13 of 13"), "{screen}");
        assert!(screen.contains("My own 8"), "{screen}");
        let begun = last.keys("Enter").screen();
        assert!(begun.contains("Ankle pumps"), "{begun}");
    }
}
