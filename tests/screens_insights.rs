//! The page "What goes with the legs", opened from the review with `c`, as *journal before, keys, screen after*.

#[path = "support/stage.rs"]
mod stage;
#[path = "screens_insights/trial.rs"]
mod trial;

use insta::assert_snapshot;
use stage::Stage;
use winddown::evening::{Action, DiaryEntry, When};
use winddown::event::{EveningDate, Rating, StepId};
use winddown::plan::{Config, Trial};

const SIZES: [(u16, u16); 3] = [(40, 12), (80, 24), (120, 40)];

fn record(entry: DiaryEntry) -> Action {
    Action::Record { entry, at: None }
}

fn legs(rating: i64) -> Action {
    let feels = vec![];
    let rating = Rating::try_from(rating).unwrap();
    record(DiaryEntry::Legs {
        rating,
        feels,
        places: vec![],
        about: None,
    })
}

fn factor(name: &str) -> Action {
    let name = name.to_owned();
    record(DiaryEntry::Factor {
        name,
        amount: None,
        about: None,
    })
}

/// Eight weeks: a bath on about half the evenings, with calmer legs after it; stretches, with no effect on the legs;
/// alcohol now and then; and stress in the last days.
fn eight_weeks() -> Vec<(String, Action)> {
    let first: EveningDate = "2026-09-29".parse().unwrap();
    let last: EveningDate = "2026-11-23".parse().unwrap();
    let mut before = Vec::new();
    for (n, evening) in (0_i64..).zip(first.through(last)) {
        let mut then =
            |time: &str, action: Action| before.push((format!("{evening}T{time}"), action));
        let done = |step: &str| Action::Done {
            step: StepId::from(step),
            when: When::Now,
        };
        let has_bath = (n * 5 + n * n * 3) % 11 < 6;
        if n % 9 == 4 {
            then("18:10", factor("alcohol"));
        }
        if n > 47 {
            then("18:20", factor("stress"));
        }
        if has_bath {
            then("20:55", done("warm-bath"));
        }
        if n * n % 5 < 3 {
            then("22:04", done("stretch"));
        }
        let noise = (n * n * n + n / 3) % 3;
        then("22:20", legs(if has_bath { 2 } else { 4 } + noise));
    }
    before
}

fn review_stage() -> Stage {
    let weeks = eight_weeks();
    let before: Vec<(&str, Action)> = weeks
        .iter()
        .map(|(then, action)| (then.as_str(), action.clone()))
        .collect();
    Stage::after("2026-11-24T21:38", &before).keys("Tab")
}

#[test]
fn what_goes_with_the_legs() {
    let mut stage = review_stage().keys("c");
    for (width, height) in SIZES {
        stage = stage.sized(width, height);
        assert_snapshot!(
            format!("what_goes_with_the_legs_{width}x{height}"),
            stage.screen_without_footer()
        );
    }
    assert!(stage.keys("Esc").screen().contains("Mo Tu We"));
}

#[test]
fn a_small_screen_scrolls_with_the_arrows() {
    let mut stage = review_stage().sized(40, 12).keys("c");
    let mut seen = stage.screen();
    for _ in 0..40 {
        stage = stage.keys("Down");
        seen += &stage.screen();
    }
    assert!(
        seen.contains("alcohol") && seen.contains("stress"),
        "{seen}"
    );
    let end = stage.screen();
    assert_eq!(stage.keys("Down").screen(), end);
    let stage = review_stage().sized(40, 12).keys("c Down Down");
    let top = review_stage().sized(40, 12).keys("c").screen();
    assert_eq!(stage.keys("Up Up Up").screen(), top);
}

#[test]
fn without_ratings_the_page_says_what_is_missing() {
    let stage = Stage::at("2026-11-24T21:38").keys("Tab c");
    assert!(stage.screen().contains("Nothing to compare yet."));
    let small = stage.sized(40, 12);
    assert_snapshot!(small.screen_without_footer());
}

#[test]
fn the_reason_for_a_step_includes_what_was_found_and_nothing_else() {
    for (width, height) in [(80, 24), (120, 40)] {
        let stage = review_stage().sized(width, height).keys("Tab Home j w");
        let screen = stage.screen();
        let words: Vec<_> = screen.split_whitespace().collect();
        let words = words.join(" ");
        assert!(
            words.contains("Your own nights: Legs in the evening 1."),
            "{screen}"
        );
        let sentence = "calmer on nights after \"Warm bath\": 30 nights with, 25 without";
        assert!(words.contains(sentence), "{screen}");
        // The stretches were compared too.
        let stretches = review_stage()
            .sized(width, height)
            .keys("Tab Home j j j w")
            .screen();
        assert!(
            stretches.contains("tretch") && !stretches.contains("Your own nights"),
            "{stretches}"
        );
    }
    let stage = Stage::at("2026-11-24T21:38").keys("w");
    assert!(!stage.screen().contains("Your own nights"));
}

#[test]
fn on_an_ascii_terminal_the_page_is_ascii() {
    let screen = review_stage().in_ascii().keys("c").screen();
    assert!(screen.is_ascii(), "{screen}");
}

#[test]
fn findings_possible_chance_and_too_few_nights_have_different_marks() {
    for (ascii, marks) in [(false, ["● ", "○ ", "· "]), (true, ["# ", "o ", ". "])] {
        let stage = review_stage().keys("c");
        let stage = if ascii { stage.in_ascii() } else { stage };
        let screen = stage.screen();
        for (mark, line) in marks.into_iter().zip([
            "Legs in the evening 1.",
            "Legs in the evening 0.",
            "Nights with alcohol",
        ]) {
            assert!(screen.contains(&format!(" {mark}{line}")), "{screen}");
        }
        let order = ["Found", "May be chance", "Needs more nights"];
        let places = order.map(|heading| screen.find(heading).expect(heading));
        assert!(places.is_sorted(), "{screen}");
    }
}

#[test]
fn every_key_in_the_footer_does_something() {
    for (width, height) in SIZES {
        for prelude in ["c", "c Down"] {
            let stage = review_stage().sized(width, height).keys(prelude);
            let before = stage.screen();
            for hint in stage.app.hints() {
                let mut pressed = review_stage().sized(width, height).keys(prelude);
                pressed.send(winddown::tui::Message::Key(hint.key.into()));
                assert_ne!(pressed.screen(), before, "{} after {prelude}", hint.shown);
            }
        }
    }
}

/// The built-in plan with a trial of the bath from this evening on. The first evening is drawn without it.
fn in_a_trial(first: &str) -> Config {
    let mut config = Config::built_in();
    let trial = |seed| Trial {
        step: "warm-bath".into(),
        first: first.parse().unwrap(),
        fortnights: 2,
        seed,
        draw: winddown::plan::Draw::Fortnights,
    };
    let without = (0..100).map(trial).find(|trial| !trial.evenings()[0]);
    config.plan.trials.extend(without);
    config
}

#[test]
fn tonight_names_the_step_that_a_trial_leaves_out() {
    let stage = Stage::with(in_a_trial("2026-11-24"), "2026-11-24T20:38", &[]);
    let screen = stage.screen();
    assert_eq!(screen.matches("Warm bath").count(), 1, "{screen}");
    assert!(
        screen.contains("In a trial: without \"Warm bath\""),
        "{screen}"
    );
    let later = Stage::with(in_a_trial("2026-11-25"), "2026-11-24T20:38", &[]);
    assert!(!later.screen().contains("In a trial"));
}

#[test]
fn trials_are_listed_before_comparisons() {
    let weeks = eight_weeks();
    let before: Vec<(&str, Action)> = weeks
        .iter()
        .filter(|(_, action)| !matches!(action, Action::Done { .. }))
        .map(|(then, action)| (then.as_str(), action.clone()))
        .collect();
    let stage = Stage::with(in_a_trial("2026-10-12"), "2026-11-24T21:38", &before);
    let screen = stage.keys("Tab c").screen();
    let place = |text: &str| {
        screen
            .find(text)
            .unwrap_or_else(|| panic!("{text}: {screen}"))
    };
    assert!(
        place("drawn to be with \"Warm") < place("with alcohol"),
        "{screen}"
    );
}
