//! Steps and whole evenings corrected: what was done, skipped, excused, or drawn by a trial.

use winddown::evening::{Action, When};
use winddown::event::StepId;
use winddown::plan::{Config, Trial};

use super::{Stage, down_to, drank, has, note, opened};

fn bath_at_20_50() -> [(&'static str, Action); 1] {
    let step = StepId::from("warm-bath");
    [(
        "2026-11-24T20:50",
        Action::Done {
            step,
            when: When::Now,
        },
    )]
}

#[test]
fn a_step_is_removed_and_brought_back() {
    let stage = down_to(opened("2026-11-24T21:00", &bath_at_20_50()), "20:50");
    let stage = stage.keys("x");
    assert_eq!(stage.journal(), [] as [&str; 0]);
    assert!(
        has(&stage, "▸ × 20:50 removed: Warm bath done"),
        "{}",
        stage.screen()
    );
    assert_eq!(stage.keys("u").journal(), ["done warm-bath 20:50"]);
}

#[test]
fn when_a_step_was_done_can_be_corrected() {
    let stage = down_to(opened("2026-11-24T21:00", &bath_at_20_50()), "20:50");
    assert!(
        stage.screen().contains("Enter change"),
        "{}",
        stage.screen()
    );
    let stage = stage.keys("Enter \"2035\" Enter");
    assert_eq!(stage.journal(), ["done warm-bath 20:35"]);
    assert!(
        has(&stage, "▸ ✓ 20:35 Warm bath done, due 20:45"),
        "{}",
        stage.screen()
    );
    let stage = stage.keys("Enter Space \"late\" Enter");
    assert!(stage.screen().contains("a time such as 22:45"));
    assert_eq!(stage.keys("Esc").journal(), ["done warm-bath 20:35"]);
}

#[test]
fn u_and_d_are_about_the_chosen_line_and_say_why_they_do_nothing() {
    let before = [
        ("2026-11-24T16:00", drank(63.0, "espresso")),
        ("2026-11-24T20:30", note("long drive")),
    ];
    let stage = down_to(opened("2026-11-24T21:00", &before), "came after it");
    let kept = ["caffeine 16:00", "note 20:30"];
    for (key, says) in [
        ("u", "There is no entry here"),
        ("d", "Espresso came after it; otherwise it would be kept"),
        ("s", "otherwise it would be kept"),
    ] {
        let stage = down_to(opened("2026-11-24T21:00", &before), "came after it").keys(key);
        assert_eq!(stage.journal(), kept, "{key}");
        assert!(stage.screen().contains(says), "{key}: {}", stage.screen());
    }
    // On a line that was said it takes back that one, not the newest.
    let stage = down_to(stage, "16:00").keys("u");
    assert_eq!(stage.journal(), ["note 20:30"]);
    let stage = stage.keys("u");
    assert_eq!(stage.journal(), kept);
    let stage = down_to(stage, "20:30").keys("d");
    assert!(stage.screen().contains("Only a step"), "{}", stage.screen());
}

#[test]
fn an_excused_evening_is_not_excused_twice_and_the_key_that_takes_it_back_is_named() {
    let before = [("2026-11-24T18:00", Action::Excuse { why: None })];
    let stage = down_to(opened("2026-11-24T21:00", &before), "evening excused").keys("e");
    assert!(
        stage.screen().contains("Excused already: u"),
        "{}",
        stage.screen()
    );
    assert_eq!(stage.keys("u").journal(), [] as [&str; 0]);
}

#[test]
fn before_the_first_evening_of_all_it_is_said_what_telling_of_it_means() {
    let before = [("2026-11-22T20:00", note("sunday"))];
    let earlier = |days: usize| {
        let stage = opened("2026-11-24T21:00", &before);
        down_to(stage.keys(&"Left ".repeat(2 + days)), "Warm bath")
    };
    let stage = earlier(10);
    assert!(
        stage.screen().contains("Warm bath: no entry"),
        "{}",
        stage.screen()
    );
    for key in ["d", "s", "e"] {
        let stage = earlier(10).keys(key);
        let says = format!("9 evenings until then count as not kept. {key} again does it.");
        let screen = stage.screen();
        let words: Vec<_> = screen.split_whitespace().collect();
        assert!(words.join(" ").contains(&says), "{screen}");
        assert_eq!(stage.events("2026-11-12"), []);
        let stage = stage.keys(key).keys(if key == "d" { "x" } else { "" });
        assert!(!stage.events("2026-11-12").is_empty(), "{key}");
    }
    // Where none lie between, nothing has to be asked.
    let stage = earlier(1).keys("d x");
    assert!(!stage.events("2026-11-21").is_empty());
    // Nor from the first evening on.
    let stage = down_to(
        opened("2026-11-24T21:00", &before).keys("Left"),
        "Warm bath",
    );
    assert!(stage.screen().contains("Warm bath not done"));
    assert!(!stage.keys("d x").events("2026-11-23").is_empty());
}

#[test]
fn an_evening_that_a_trial_drew_to_be_without_a_step_says_so() {
    let mut config = Config::built_in();
    let trial = |seed| Trial {
        step: "warm-bath".into(),
        first: "2026-11-24".parse().unwrap(),
        fortnights: 2,
        seed,
        draw: winddown::plan::Draw::Fortnights,
    };
    let without = (0..100).map(trial).find(|trial| !trial.evenings()[0]);
    config.plan.trials.extend(without);
    let stage = Stage::with(config, "2026-11-24T21:00", &[]).keys("Tab Enter");
    let stage = down_to(stage, "in a trial: without \"Warm bath\"");
    assert_eq!(stage.screen().matches("Warm bath").count(), 1);
    let stage = stage.keys("d");
    assert!(
        stage.screen().contains("A trial drew this evening"),
        "{}",
        stage.screen()
    );
    assert_eq!(stage.journal(), [] as [&str; 0]);
}
