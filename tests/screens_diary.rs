//! The pages of the diary: their pictures, and what keys do, as *journal before, keys, screen and journal after*.

#[path = "screens_diary/factors_page.rs"]
mod factors_page;
#[path = "screens_diary/frame.rs"]
mod frame;
#[path = "screens_diary/legs_page.rs"]
mod legs_page;
#[path = "screens_diary/medical_pages.rs"]
mod medical_pages;
#[path = "screens_diary/morning_page.rs"]
mod morning_page;
#[path = "screens_diary/proposed_night.rs"]
mod proposed_night;
#[path = "screens_diary/several_computers.rs"]
mod several_computers;
#[path = "support/stage.rs"]
mod stage;

use insta::assert_snapshot;
use stage::Stage;
use winddown::evening::{Action, DiaryEntry, When};
use winddown::event::{IronTest, NightEntry, Rating};

const SIZES: [(u16, u16); 3] = [(40, 12), (80, 24), (120, 40)];

fn record(entry: DiaryEntry) -> Action {
    Action::Record { entry, at: None }
}

fn legs(rating: i64, feels: &[&str]) -> Action {
    let feels = feels.iter().map(|feel| (*feel).to_owned()).collect();
    let rating = Rating::try_from(rating).unwrap();
    record(DiaryEntry::Legs {
        rating,
        feels,
        places: vec![],
        about: None,
    })
}

fn drink(name: &str, mg: f64) -> Action {
    let drink = Some(name.to_owned());
    record(DiaryEntry::Caffeine {
        mg,
        drink,
        over: None,
    })
}

fn factor(name: &str, amount: Option<u16>) -> Action {
    record(DiaryEntry::Factor {
        name: name.to_owned(),
        amount,
        about: None,
    })
}

fn iron(ferritin: f64, tsat: Option<f64>, tested: &str) -> Action {
    record(DiaryEntry::Iron(IronTest {
        ferritin: Some(ferritin),
        tsat,
        tested: tested.parse().unwrap(),
    }))
}

fn night(quality: u8) -> NightEntry {
    NightEntry {
        asleep_after_min: Some(25),
        awakenings: Some(2),
        up: None,
        quality: Some(quality),
        ..NightEntry::default()
    }
}

/// Two days: a night with lights-out, then drinks and factors; and older blood tests and self-checks.
fn two_days() -> Vec<(&'static str, Action)> {
    vec![
        ("2026-08-03T10:00", iron(38.0, Some(17.5), "2026-08-02")),
        ("2026-08-03T10:05", record(DiaryEntry::SelfCheck([true; 4]))),
        ("2026-11-02T10:00", iron(48.0, None, "2026-10-30")),
        (
            "2026-11-02T10:05",
            record(DiaryEntry::SelfCheck([true, true, true, false])),
        ),
        ("2026-11-23T21:10", legs(6, &["crawling"])),
        ("2026-11-23T22:41", Action::LightsOut { when: When::Now }),
        ("2026-11-24T08:10", drink("coffee", 107.0)),
        ("2026-11-24T13:10", drink("espresso", 63.0)),
        ("2026-11-24T18:00", factor("exercise-light", None)),
        ("2026-11-24T20:30", factor("stress", None)),
        ("2026-11-24T21:05", legs(4, &["tingling"])),
    ]
}

fn evening() -> Stage {
    Stage::after("2026-11-24T21:38", &two_days())
}

fn morning() -> Stage {
    Stage::after("2026-11-24T07:05", &two_days()[..6])
}

/// Snapshots, at each size, of the page that the keys lead to.
fn assert_snapshots(name: &str, stage: fn() -> Stage, keys: &str) {
    for (width, height) in SIZES {
        let stage = stage().sized(width, height).keys(keys);
        assert_snapshot!(
            format!("{name}_{width}x{height}"),
            stage.screen_without_footer()
        );
    }
}
