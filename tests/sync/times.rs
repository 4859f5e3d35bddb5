//! Clocks that differ, computers that are silent, and events of versions to come.

use std::fs;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use winddown::event::What;
use winddown::exchange::json;
use winddown::journal::StoredRow;
use winddown::plan::Config;
use winddown::sync::status;
use winddown::time_of_day::ClockFormat;

use super::union::{Home, note, now};

/// A computer, and the folder of another one in which these rows are.
fn with_rows_of_another(rows: &[StoredRow]) -> (tempfile::TempDir, Home) {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("folder");
    let home = Home::new(&place.path().join("home"), &folder);
    let lines = rows.iter().map(|row| json::line(row).unwrap() + "\n");
    write_of_another(&folder, &lines.collect::<String>());
    (place, home)
}

fn write_of_another(folder: &std::path::Path, text: &str) {
    let other = folder.join("computers/01a224df-7295-711b-97bd-ea8c1aedf83f");
    fs::create_dir_all(&other).unwrap();
    fs::write(other.join("2026-11.jsonl"), text).unwrap();
    let about = r#"{"name":"laptop","version":"0.1.0"}"#;
    fs::write(other.join("about.json"), about).unwrap();
}

/// The remarks at this instant, each with its sentence.
fn remarks(home: &Home, now: DateTime<Utc>) -> Vec<(String, String)> {
    let plan = Config::built_in().plan;
    let status = status(
        &home.paths,
        (&plan, ClockFormat::default()),
        &home.journal,
        now,
    )
    .unwrap()
    .unwrap();
    let remarks = status.remarks.iter();
    remarks
        .map(|remark| (remark.about().to_owned(), remark.to_string()))
        .collect()
}

fn at(mut row: StoredRow, at: DateTime<Utc>) -> StoredRow {
    row.at = at.timestamp_millis();
    row
}

#[test]
fn an_event_of_a_clock_days_ahead_waits_for_its_time_and_comes_in_then() {
    let ahead = at(note(1, "ahead".to_owned()), now() + TimeDelta::days(3));
    let (_place, mut home) = with_rows_of_another(&[ahead.clone(), note(2, "right".to_owned())]);
    home.synchronize_at(now());
    assert_eq!(home.rows().len(), 1);
    let remarks = remarks(&home, now());
    assert_eq!(remarks[0].0, "future");
    assert!(
        remarks[0]
            .1
            .starts_with("laptop has 1 entry dated in the future; set the wrong clock right.")
    );
    home.synchronize_at(now() + TimeDelta::days(1));
    assert_eq!(home.rows().len(), 1);
    home.synchronize_at(now() + TimeDelta::days(2));
    assert!(
        home.rows().contains(&ahead),
        "although the file did not change"
    );
}

#[test]
fn a_clock_that_is_hours_ahead_is_named_and_its_events_come_in() {
    let ahead = at(note(1, "ahead".to_owned()), now() + TimeDelta::hours(5));
    let (_place, mut home) = with_rows_of_another(&[ahead]);
    home.synchronize_at(now());
    assert_eq!(home.rows().len(), 1);
    let remarks = remarks(&home, now());
    assert_eq!(remarks[0].0, "clock_ahead");
    assert!(
        remarks[0]
            .1
            .starts_with("The clock of laptop is 5 h ahead of this computer's;")
    );
}

#[test]
fn a_computer_that_is_silent_for_weeks_is_named() {
    let (_place, mut home) = with_rows_of_another(&[note(1, "long ago".to_owned())]);
    home.synchronize_at(now());
    assert_eq!(remarks(&home, now() + TimeDelta::days(20)), []);
    let remarks = remarks(&home, now() + TimeDelta::days(30));
    assert_eq!(remarks[0].0, "silent");
    assert!(
        remarks[0]
            .1
            .starts_with("Nothing has come from laptop for 30 days;"),
        "{remarks:?}"
    );
}

#[test]
fn a_kind_of_a_newer_version_is_taken_in_and_passed_on() {
    let mut newer = note(1, String::new());
    newer.kind = "teleported".to_owned();
    newer.data = r#"{"to":"bed"}"#.to_owned();
    let (_place, mut home) = with_rows_of_another(&[newer.clone()]);
    home.synchronize_at(now());
    assert_eq!(home.rows(), [newer]);
    assert!(matches!(
        home.journal.all().unwrap()[0].what,
        What::Other { .. }
    ));
    assert_eq!(remarks(&home, now()), []);
}

#[test]
fn a_known_kind_in_a_newer_form_waits_for_an_update() {
    let mut newer = note(1, String::new());
    newer.kind = "legs".to_owned();
    newer.data = json!({ "rating": { "left": 3, "right": 4 } }).to_string();
    let (_place, mut home) = with_rows_of_another(&[newer, note(2, "known".to_owned())]);
    home.synchronize_at(now());
    assert_eq!(home.rows().len(), 1);
    let remarks = remarks(&home, now());
    assert_eq!(remarks[0].0, "newer");
    let sentence = "laptop has a newer winddown; update this one, and it takes in 1 entry more.";
    assert_eq!(remarks[0].1, sentence);
}

#[test]
fn a_folder_full_of_nonsense_keeps_nothing_else_out_and_is_named_in_few_sentences() {
    let good = json::line(&note(1, "good".to_owned())).unwrap();
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    let long = format!("{{\"evening\":\"{}\"}}", "x".repeat(2 << 20));
    let nothing = "\0\0\0\0";
    let text = [deep.as_str(), &long, nothing, &good, "{}", "not json", ""].join("\n");
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("folder");
    let mut home = Home::new(&place.path().join("home"), &folder);
    write_of_another(&folder, &text);
    home.synchronize_at(now());
    assert_eq!(home.rows(), [note(1, "good".to_owned())]);
    let remarks = remarks(&home, now());
    assert_eq!(remarks.len(), 1, "{remarks:?}");
    assert!(
        remarks[0]
            .1
            .contains("has 5 lines that could not be read (line 1: ")
    );
    assert!(remarks[0].1.len() < 400, "{}", remarks[0].1);
}
