//! The review: its pictures, and what keys do, as *journal before, keys, screen and journal after*.

#[path = "screens_review/charts.rs"]
mod charts;
#[path = "screens_review/edge_cases.rs"]
mod edge_cases;
#[path = "support/history.rs"]
mod history;
#[path = "screens_review/keys.rs"]
mod keys;
#[path = "screens_review/onset.rs"]
mod onset;
#[path = "screens_review/recent_weeks.rs"]
mod recent_weeks;
#[path = "support/stage.rs"]
mod stage;
#[path = "screens_review/week_summary.rs"]
mod week_summary;

use history::{History, date, evenings};
use stage::Stage;
use winddown::evening::{Action, DiaryEntry};
use winddown::event::Rating;

const SIZES: [(u16, u16); 3] = [(40, 12), (80, 24), (120, 40)];

const NOW: &str = "2026-11-24T21:38";

/// A history of three months.
fn three_months() -> Stage {
    Stage::with_events(NOW, &evenings(&[("2026-08-24", "2026-11-23")])).keys("Tab")
}

fn legs(rating: i64) -> Action {
    let feels = vec![];
    let rating = Rating::try_from(rating).unwrap();
    let entry = DiaryEntry::Legs {
        rating,
        feels,
        places: vec![],
        about: None,
    };
    Action::Record { entry, at: None }
}
