//! Trying a step, from the page of comparisons with `t`.

use insta::assert_snapshot;
use winddown::event::{EveningDate, What};
use winddown::plan::{self, Draw, Trial};

use super::stage::Stage;
use super::{SIZES, eight_weeks, review_stage};

fn trials(stage: &Stage) -> Vec<Trial> {
    let written = stage.config_file().map(|text| plan::parse(&text).unwrap());
    written.map_or_else(Vec::new, |config| config.plan.trials)
}

/// The trials in the plan that was recorded last for tonight or tomorrow.
fn recorded(stage: &Stage) -> Vec<Trial> {
    let evenings = ["2026-11-24", "2026-11-25"];
    let events = evenings.into_iter().flat_map(|date| stage.events(date));
    let plans = events.filter_map(|event| match event.what {
        What::Plan(plan) => Some(serde_json::from_value(plan["trial"].clone()).unwrap_or_default()),
        _ => None,
    });
    plans.last().unwrap_or_default()
}

/// The built-in plan with a trial of the bath in pairs, and its config file.
fn with_a_trial(first: &str, now: &str) -> Stage {
    let trial = "step = \"warm-bath\"\nfortnights = 4\nseed = 7\ndraw = \"pairs\"";
    let config = format!("{}\n[[trial]]\nfirst = {first}\n{trial}\n", plan::EXAMPLE);
    let weeks = eight_weeks();
    let before: Vec<_> = weeks
        .iter()
        .map(|(then, action)| (then.as_str(), action.clone()))
        .collect();
    let stage = Stage::with(plan::parse(&config).unwrap(), now, &before);
    stage.writing_config(&config)
}

#[test]
fn one_key_leads_from_the_finding_to_its_trial() {
    for (width, height) in SIZES {
        let stage = review_stage().sized(width, height).keys("c t");
        assert_snapshot!(
            format!("trying_a_step_{width}x{height}"),
            stage.screen_without_footer()
        );
        let running = with_a_trial("2026-11-17", "2026-11-24T21:38").sized(width, height);
        assert_snapshot!(
            format!("trying_a_step_goes_on_{width}x{height}"),
            running.keys("Tab c t").screen_without_footer()
        );
    }
}

#[test]
fn the_finding_names_the_key_that_starts_its_trial_also_one_of_the_users_own() {
    let words = |stage: &Stage| {
        let screen = stage.screen();
        screen.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let page = words(&review_stage().keys("c"));
    assert!(page.contains("a trial could tell: t starts one"), "{page}");
    let review = words(&review_stage().sized(120, 40));
    assert!(review.contains("a trial could tell: c, then t"), "{review}");
    let own = plan::EXAMPLE.replacen("[keys]", "[keys]\ntrial = \"p\"", 1);
    let keys = plan::parse(&own).unwrap().keys;
    let stage = review_stage().configured(|config| config.keys = keys);
    let page = words(&stage.keys("c"));
    assert!(page.contains("a trial could tell: p starts one"), "{page}");
    // While it is tried, nothing is offered.
    let tried = with_a_trial("2026-11-17", "2026-11-24T21:38").keys("Tab c");
    assert!(!words(&tried).contains("could tell"), "{}", tried.screen());
}

#[test]
fn enter_starts_the_trial_in_the_config_and_in_the_journal() {
    let stage = review_stage().keys("c t");
    assert!(stage.screen().contains("Warm bath"), "{}", stage.screen());
    assert_eq!(stage.config_file(), None);
    // The bath was due at 20:45, so the trial begins tomorrow.
    let stage = stage.keys("Right Enter");
    let started = trials(&stage);
    let [trial] = &started[..] else {
        panic!("{started:?}");
    };
    assert_eq!(
        (
            trial.step.0.as_str(),
            trial.first.to_string(),
            trial.fortnights,
            trial.draw
        ),
        ("warm-bath", "2026-11-25".to_owned(), 5, Draw::Pairs)
    );
    let config = stage.config_file().unwrap();
    assert!(config.starts_with(plan::EXAMPLE), "comments stay");
    assert_eq!(recorded(&stage), started);
    let screen = stage.screen();
    assert!(
        screen.contains("\"Warm bath\" is tried for 10 weeks, from Wed 25 Nov on. u undoes it."),
        "{screen}"
    );
}

#[test]
fn a_step_that_is_still_to_come_is_tried_from_tonight() {
    let stage = review_stage().keys("c t Down Down Enter");
    let started = trials(&stage);
    assert_eq!(
        (started[0].step.0.as_str(), started[0].first.to_string()),
        ("stretch", "2026-11-24".to_owned())
    );
    assert!(
        stage.screen().contains("from tonight on."),
        "{}",
        stage.screen()
    );
}

#[test]
fn esc_changes_nothing() {
    let stage = review_stage().keys("c t Right Down Left Esc");
    assert!(stage.screen().contains("What goes with the legs"));
    assert_eq!(stage.config_file(), None);
    assert_eq!(recorded(&stage), []);
    // And the page of comparisons is as it was.
    assert_eq!(stage.screen(), review_stage().keys("c").screen());
}

#[test]
fn a_running_trial_is_lengthened_and_ended_and_both_can_be_undone() {
    let stage = with_a_trial("2026-11-17", "2026-11-24T21:38").keys("Tab c t");
    let before = trials(&stage);
    let stage = stage.keys("Enter");
    let longer = vec![Trial {
        fortnights: 6,
        ..before[0].clone()
    }];
    assert_eq!((trials(&stage), recorded(&stage)), (longer.clone(), longer));
    let screen = stage.screen();
    assert!(
        screen.contains("\"Warm bath\" is now tried until") && screen.contains("u undoes it."),
        "{screen}"
    );
    let stage = stage.keys("u");
    assert_eq!(
        (trials(&stage), recorded(&stage)),
        (before.clone(), before.clone())
    );
    assert!(!stage.screen().contains("undoes it"), "{}", stage.screen());
    let stage = stage.keys("x");
    assert_eq!((trials(&stage), recorded(&stage)), (vec![], vec![]));
    assert!(
        stage
            .screen()
            .contains("\"Warm bath\" is no longer tried. u undoes it."),
        "{}",
        stage.screen()
    );
    let stage = stage.keys("u");
    assert_eq!((trials(&stage), recorded(&stage)), (before.clone(), before));
}

#[test]
fn what_was_started_here_is_undone_by_one_key_and_only_that() {
    let stage = review_stage().keys("c t u");
    assert_eq!(stage.config_file(), None);
    let stage = stage.keys("Enter u");
    assert!(stage.screen().contains("is no longer tried."));
    let stage = stage.keys("u");
    assert_eq!((trials(&stage), recorded(&stage)), (vec![], vec![]));
}

#[test]
fn a_trial_that_is_over_and_not_clear_goes_on_and_a_clear_one_is_followed_by_another() {
    let first: EveningDate = "2026-09-29".parse().unwrap();
    let over = with_a_trial(&first.to_string(), "2026-11-24T21:38").keys("Tab c t");
    let [before] = &trials(&over)[..] else {
        panic!("one trial");
    };
    assert!(before.last() < "2026-11-24".parse().unwrap());
    let after = trials(&over.keys("Enter"));
    // The draw was not followed, so nothing is clear.
    assert_eq!(after.len(), 1);
    assert_eq!(after[0].fortnights, 6);
}

#[test]
fn weeks_stay_within_what_a_trial_may_last() {
    let longest = review_stage().keys("c t").keys(&"Right ".repeat(30));
    assert!(
        longest.screen().contains("for 26 weeks"),
        "{}",
        longest.screen()
    );
    let shortest = longest.keys(&"Left ".repeat(30));
    assert!(
        shortest.screen().contains("for 4 weeks"),
        "{}",
        shortest.screen()
    );
    let running = with_a_trial("2026-11-17", "2026-11-24T21:38").keys("Tab c t");
    let too_long = running.keys(&"Right ".repeat(30));
    assert!(
        too_long.screen().contains("A trial lasts 26 weeks at most"),
        "{}",
        too_long.screen()
    );
    let before = trials(&too_long);
    assert_eq!(trials(&too_long.keys("Enter")), before);
}

#[test]
fn a_trial_that_another_program_started_meanwhile_is_not_started_twice() {
    let stage = review_stage().keys("c t");
    let trial = "first = 2026-11-25\nfortnights = 4\nseed = 7\ndraw = \"pairs\"";
    let config = format!(
        "{}\n[[trial]]\nstep = \"warm-bath\"\n{trial}\n",
        plan::EXAMPLE
    );
    let stage = stage.writing_config(&config).keys("Enter");
    assert_eq!(stage.config_file().unwrap(), config);
    assert!(
        stage.screen().contains("\"Warm bath\" is being tried from"),
        "{}",
        stage.screen()
    );
}

#[test]
fn a_config_that_cannot_be_read_is_reported_and_nothing_is_started() {
    let stage = review_stage().keys("c t").writing_config("bedtime = ");
    let stage = stage.keys("Enter");
    assert_eq!(stage.config_file().unwrap(), "bedtime = ");
    assert_eq!(recorded(&stage), []);
    let screen = stage.screen();
    assert!(!screen.contains("is tried for"), "{screen}");
}

#[test]
fn on_an_ascii_terminal_it_is_ascii() {
    let screen = review_stage().in_ascii().keys("c t").screen();
    assert!(screen.is_ascii(), "{screen}");
}

#[test]
fn every_key_in_its_footer_does_something() {
    for (width, height) in SIZES {
        for prelude in ["c t", "c t Down", "c t Enter"] {
            let tonight = || Stage::at("2026-11-24T21:38").sized(width, height);
            let stage = || tonight().keys("Tab").keys(prelude);
            let before = stage().screen();
            for hint in stage().app.hints() {
                let mut pressed = stage();
                pressed.send(winddown::tui::Message::Key(hint.key.into()));
                assert_ne!(pressed.screen(), before, "{} after {prelude}", hint.shown);
            }
        }
    }
}
