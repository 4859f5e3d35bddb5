//! Which routine is offered at night, and what is said of what calmed.

use insta::assert_snapshot;
use winddown::event::{About, ExerciseDone, Origin, Rating, SessionDone, What};

use super::stage::Stage;
use super::stage::night::Entry;
use super::{SIZES, to_the_end};

/// How the session of that night came about.
fn session_origins(stage: &Stage) -> Vec<Option<Origin>> {
    let events = stage.events("2026-11-24");
    let sessions = events.iter();
    sessions
        .filter(|event| matches!(event.what, What::Session { .. }))
        .map(|event| event.origin)
        .collect()
}

/// A rescue that was offered one night: the routine, and the legs before and after it.
fn rescue(date: &str, routine: &str, [before, after]: [i64; 2]) -> Vec<Entry> {
    let legs = |rating: i64, about| What::Legs {
        rating: Rating::try_from(rating).unwrap(),
        feels: vec![],
        places: vec![],
        about: Some(about),
    };
    let exercise = ExerciseDone {
        exercise: "slow-breathing".into(),
        held_secs: 90,
        planned_secs: 90,
    };
    let session = What::Session {
        step: None,
        session: SessionDone {
            routine: routine.into(),
            exercises: vec![exercise],
        },
    };
    let entries = [
        ("02:00", legs(before, About::RescueBefore), Origin::Pressed),
        ("02:06", session, Origin::AcceptedProposal),
        ("02:07", legs(after, About::RescueAfter), Origin::Pressed),
    ];
    let entries = entries.into_iter();
    entries
        .map(|(time, what, origin)| (format!("{date}T{time}"), what, origin))
        .collect()
}

/// So many rescues of each routine in earlier nights, of which "Tense and let go" calmed much more.
fn rescues(numbers: [usize; 3]) -> Vec<Entry> {
    let routines = ["night-rescue", "night-tensing", "night-breathing"];
    let each = routines.into_iter().zip(numbers);
    let all = each.flat_map(|(routine, number)| vec![routine; number]);
    let nights = (1..).zip(all).flat_map(|(night, routine)| {
        let after = if routine == "night-tensing" { 2 } else { 7 };
        rescue(&format!("2026-11-{night:02}"), routine, [8, after])
    });
    nights.collect()
}

#[test]
fn one_routine_is_offered_and_each_other_is_one_key_away() {
    for (draw, offered, left, right) in [
        (
            0,
            "Move, rub, stretch",
            "Breathe slowly",
            "Tense and let go",
        ),
        (
            6,
            "Tense and let go",
            "Move, rub, stretch",
            "Breathe slowly",
        ),
        (
            1,
            "Breathe slowly",
            "Tense and let go",
            "Move, rub, stretch",
        ),
    ] {
        let begun = |keys: &str| {
            let stage = Stage::woken_after(draw, &[]).keys(keys);
            let header = stage.screen().lines().next().unwrap().trim().to_owned();
            (header, to_the_end(stage.keys("7")))
        };
        let page = Stage::woken_after(draw, &[]).keys("*").screen();
        for text in [
            &format!("then {offered}, "),
            &format!("←    {left}"),
            &format!("→    {right}"),
        ] {
            assert!(page.contains(text.as_str()), "{text} in {page}");
        }
        for (keys, title, origin) in [
            ("*", offered, Origin::AcceptedProposal),
            ("* Left", left, Origin::Pressed),
            ("* Right", right, Origin::Pressed),
            ("* Right Left", offered, Origin::AcceptedProposal),
        ] {
            let (header, stage) = begun(keys);
            assert!(header.starts_with(title), "{header}");
            assert_eq!(session_origins(&stage), [Some(origin)], "{keys}");
        }
    }
}

#[test]
fn the_routine_that_calmed_is_offered_with_how_sure_that_is() {
    for (width, height) in SIZES {
        let stage = Stage::woken_after(0, &rescues([3, 3, 3])).sized(width, height);
        let stage = stage.keys("*");
        assert_snapshot!(
            format!("offered_{width}x{height}"),
            stage.screen_without_footer()
        );
        let other = stage.keys("Left");
        assert!(!other.screen().contains("in 10"), "{}", other.screen());
    }
}

#[test]
fn the_end_says_which_one_calms_more_and_counts_the_rescue_that_has_just_ended() {
    // The fourteenth is the turn of the least tried, which is then tried three times.
    let stage = Stage::woken_after(0, &rescues([5, 6, 2])).keys("*");
    assert!(
        stage.screen().contains("The one you have tried least."),
        "{}",
        stage.screen()
    );
    for (keys, is_said) in [("8", true), ("Enter", false)] {
        let stage = Stage::woken_after(0, &rescues([5, 6, 2])).keys("*");
        let stage = to_the_end(stage.keys(keys)).keys("7");
        let said = stage
            .screen()
            .contains("So far \"Tense and let go\" calms more, about 9 in 10.");
        assert_eq!(said, is_said, "{}", stage.screen());
    }
    for (width, height) in SIZES {
        let stage = Stage::woken_after(0, &rescues([3, 3, 3])).sized(width, height);
        let stage = to_the_end(stage.keys("* 8")).keys("2");
        assert_snapshot!(
            format!("calms_more_{width}x{height}"),
            stage.screen_without_footer()
        );
    }
}

#[test]
fn a_routine_that_the_user_named_is_not_one_that_was_offered() {
    let stage = Stage::woken_to_play("night-breathing");
    assert!(
        stage.screen().contains("then Breathe slowly, 6 min"),
        "{}",
        stage.screen()
    );
    let stage = to_the_end(stage.keys("6"));
    assert_eq!(session_origins(&stage), [Some(Origin::Pressed)]);
}

#[test]
fn ones_own_routine_for_the_night_is_offered_too_and_the_only_one_has_no_others() {
    const OWN: &str = r#"
        [[routine]]
        id = "warm-feet"
        title = "Circle the feet"
        night = true
        exercises = ["ankle-circles"]
    "#;
    let config = format!("{}{OWN}", winddown::plan::EXAMPLE);
    let mut page = Stage::planned(&config, "2026-11-25T02:30").keys("*");
    let mut seen = vec![];
    for _ in 0..4 {
        let then = page.screen();
        let then = then
            .lines()
            .find_map(|line| line.trim().strip_prefix("then "));
        seen.push(then.unwrap().split(',').next().unwrap().to_owned());
        page = page.keys("Right");
    }
    seen.sort_unstable();
    let all = [
        "Breathe slowly",
        "Circle the feet",
        "Move",
        "Tense and let go",
    ];
    assert_eq!(seen, all);
    let none_else = ["night-rescue", "night-tensing", "night-breathing"].map(|id| {
        format!("[[routine]]\nid = \"{id}\"\ntitle = \"T\"\nexercises = [\"calf-wall\"]\n")
    });
    let config = format!("{config}{}", none_else.concat());
    let page = Stage::planned(&config, "2026-11-25T02:30").keys("*");
    let screen = page.screen();
    assert!(screen.contains("then Circle the feet"), "{screen}");
    assert!(
        !screen.contains("another") && !screen.contains('←'),
        "{screen}"
    );
}
