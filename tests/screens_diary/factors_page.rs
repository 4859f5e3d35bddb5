//! The page with the factors of the day.

use winddown::diary::FACTORS;
use winddown::event::What;

use super::stage::Stage;
use super::{assert_snapshots, evening};

#[test]
fn the_day() {
    assert_snapshots("the_day", evening, "l d");
    assert_snapshots("the_day_asks_for_a_week", evening, "l d w 3");
}

/// A config with more factors than a small screen has rows.
fn with_own_factors() -> Stage {
    let config = "bedtime = \"22:30\"\nwake = \"06:30\"\n[diary]\nfactors = [\"late-meal\", \"sauna\", \"long-drive\", \
                  \"heavy-dinner\", \"nap\", \"flight\", \"cold-feet\", \"walk\", \"party\"]\n";
    Stage::planned(config, "2026-11-24T20:00")
}

#[test]
fn the_day_with_own_factors() {
    assert_snapshots("the_day_with_ones_own", with_own_factors, "l d e 2 9");
}

#[test]
fn the_key_of_a_factor_records_it_and_pressed_again_revokes_it() {
    let stage = Stage::at("2026-11-24T20:00").keys("l d s h");
    assert_eq!(stage.journal(), ["factor 20:00", "factor 20:00"]);
    let screen = stage.screen();
    assert!(screen.contains("s [✓] stress"), "{screen}");
    let stage = stage.keys("s");
    assert_eq!(stage.journal(), ["factor 20:00"]);
    let screen = stage.screen();
    assert!(screen.contains("s [ ] stress"), "{screen}");
    assert!(screen.contains("h [✓] exercise hard"), "{screen}");
}

#[test]
fn every_built_in_factor_can_be_recorded() {
    let stage = Stage::at("2026-11-24T20:00").keys("l d a e h s n l m Enter p w \"31\" Enter");
    let events = stage.events("2026-11-24");
    let recorded = events.iter().filter_map(|event| match &event.what {
        What::Factor { name, .. } => Some(name.as_str()),
        _ => None,
    });
    assert_eq!(recorded.collect::<Vec<_>>(), FACTORS);
    let screen = stage.screen();
    assert!(screen.contains("pregnancy, week 31"), "{screen}");
}

#[test]
fn an_impossible_week_of_pregnancy_is_refused_and_esc_cancels_the_question() {
    let stage = Stage::at("2026-11-24T20:00").keys("l d w \"q?\"");
    let screen = stage.screen();
    assert!(screen.contains("a number, 1 to 45"), "{screen}");
    assert!(!stage.has_quit);
    let stage = stage.keys("0 Enter");
    let screen = stage.screen();
    assert!(screen.contains("goes from 1 to 1000"), "{screen}");
    let stage = stage.keys("Esc Esc s");
    assert_eq!(stage.journal(), ["factor 20:00"]);
}

#[test]
fn a_changed_medicine_is_recorded_with_the_typed_description() {
    let stage = Stage::at("2026-11-24T20:00").keys("l d m \"half\" Enter");
    let screen = stage.screen();
    assert!(screen.contains("medicine change: half"), "{screen}");
}

#[test]
fn own_factors_have_digits_and_can_be_recorded_for_a_past_day() {
    let config =
        "bedtime = \"22:30\"\nwake = \"06:30\"\n[diary]\nfactors = [\"late-meal\", \"sauna\"]\n";
    let stage = Stage::planned(config, "2026-11-24T20:00").keys("l [ d 2 s");
    let screen = stage.screen();
    assert!(screen.contains("2 [✓] sauna"), "{screen}");
    assert_eq!(stage.journal(), [] as [&str; 0]);
    let events = stage.events("2026-11-23");
    let recorded: Vec<_> = events
        .iter()
        .filter(|event| event.what.kind() == "factor")
        .collect();
    assert_eq!(recorded.len(), 2);
}
