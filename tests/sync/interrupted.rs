//! What was interrupted, or done by several programs at once, loses and doubles nothing.

use std::collections::BTreeSet;
use std::fs;

use chrono::TimeDelta;

use super::union::{Home, note, now};
use super::{Computer, PLAN, desk_and_laptop, event_files, folder};

/// The ids of all lines in the folder, of which none may be there twice.
fn ids_in(folder: &std::path::Path) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    for file in event_files(folder) {
        for line in fs::read_to_string(file).unwrap().lines() {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            assert!(ids.insert(line["id"].to_string()), "{line} is there twice");
        }
    }
    ids
}

#[test]
fn what_a_crash_left_half_written_is_written_whole_into_a_new_file() {
    let (folder, desk, laptop) = desk_and_laptop();
    desk.says(&["log", "note", "one"]);
    let [file] = event_files(folder.path()).try_into().unwrap();
    let state = desk.path(".local/state/winddown/synced.json");
    let remembered = fs::read_to_string(&state).unwrap();
    desk.says(&["log", "note", "two"]);
    // As if the power had failed while the second line was written.
    fs::write(&state, remembered).unwrap();
    let whole = fs::read(&file).unwrap();
    let half = whole[..whole.len() - 30].to_vec();
    fs::write(&file, &half).unwrap();
    desk.says(&["log", "note", "three"]);
    assert_eq!(fs::read(&file).unwrap(), half, "the old file is as it was");
    laptop.says(&["sync", "now"]);
    assert_eq!(laptop.events(), desk.events());
    assert_eq!(laptop.events().matches("\"note\"").count(), 3);
}

#[test]
fn without_what_was_remembered_everything_is_read_once_more_and_nothing_is_doubled() {
    let (folder, desk, laptop) = desk_and_laptop();
    desk.says(&["log", "note", "one"]);
    laptop.says(&["log", "note", "two"]);
    fs::remove_file(desk.path(".local/state/winddown/synced.json")).unwrap();
    desk.says(&["log", "note", "three"]);
    laptop.says(&["sync", "now"]);
    assert_eq!(laptop.events(), desk.events());
    assert_eq!(ids_in(folder.path()).len(), desk.events().lines().count());
}

#[test]
fn commands_that_run_at_the_same_time_write_each_entry_once() {
    let (folder, desk, laptop) = desk_and_laptop();
    desk.says(&["log", "note", "first"]);
    std::thread::scope(|scope| {
        for number in 0..6 {
            let desk = &desk;
            scope.spawn(move || desk.says(&["log", "note", &format!("number {number}")]));
        }
        for _ in 0..3 {
            scope.spawn(|| laptop.says(&["log", "legs", "3"]));
        }
    });
    for computer in [&desk, &laptop, &desk] {
        computer.says(&["sync", "now"]);
    }
    assert_eq!(laptop.events(), desk.events());
    assert_eq!(ids_in(folder.path()).len(), desk.events().lines().count());
}

#[test]
fn imported_entries_are_passed_on_like_all_others() {
    let (_folder, desk, laptop) = desk_and_laptop();
    let old = Computer::new("old", PLAN);
    old.says(&["log", "note", "from long ago"]);
    let file = desk.path("old.jsonl").display().to_string();
    old.says(&["export", "--format", "json", "-o", &file]);
    desk.says(&["log", "note", "newer"]);
    desk.says(&["import", "--from", "winddown", &file]);
    laptop.says(&["sync", "now"]);
    assert_eq!(laptop.events(), desk.events());
    assert!(laptop.events().contains("from long ago"));
}

#[test]
fn another_folder_gets_everything_and_the_first_one_stays_as_it_is() {
    let (first, desk, _laptop) = desk_and_laptop();
    desk.says(&["log", "note", "one"]);
    let before = ids_in(first.path());
    let second = folder();
    desk.joins(second.path());
    desk.says(&["log", "note", "two"]);
    assert_eq!(ids_in(first.path()), before);
    assert_eq!(ids_in(second.path()).len(), desk.events().lines().count());
}

#[test]
fn what_was_only_in_files_that_are_gone_for_a_day_is_written_by_another_computer() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("folder");
    let mut home = Home::new(&place.path().join("home"), &folder);
    let other = folder.join("computers/other");
    fs::create_dir_all(&other).unwrap();
    let line = winddown::exchange::json::line(&note(1, "theirs".to_owned())).unwrap();
    fs::write(other.join("2026-11.jsonl"), line + "\n").unwrap();
    home.synchronize_at(now());
    fs::remove_dir_all(&other).unwrap();
    for hours in [0, 1, 24] {
        home.synchronize_at(now() + TimeDelta::hours(hours));
        assert_eq!(ids_in(&folder).len(), 0, "an engine may be replacing it");
    }
    // The first look sees that it is gone for long, the second one reads the folder anew.
    for hours in [25, 26] {
        home.synchronize_at(now() + TimeDelta::hours(hours));
    }
    assert_eq!(ids_in(&folder).len(), 1);
}

#[test]
fn a_file_that_cannot_be_written_is_written_as_soon_as_it_can_be_and_no_other_is_begun() {
    let (folder, desk, laptop) = desk_and_laptop();
    let status = desk.facts(&["sync", "status"]);
    let writer = status["computers"][0]["writer"].as_str().unwrap();
    let own = folder.path().join("computers").join(writer);
    // A folder in a file's place cannot be written, whoever tries.
    let months = [-31, 0, 31].map(|days| chrono::Utc::now() + TimeDelta::days(days));
    let in_the_way = months.map(|month| own.join(month.format("%Y-%m.jsonl").to_string()));
    for file in &in_the_way {
        fs::create_dir(file).unwrap();
    }
    for text in ["one", "two", "three"] {
        desk.says(&["log", "note", text]);
        assert_eq!(super::remarked(&desk), ["trouble", "waiting"]);
    }
    for file in &in_the_way {
        fs::remove_dir(file).unwrap();
    }
    assert_eq!(desk.facts(&["sync", "now"])["written"], 4);
    assert_eq!(super::remarked(&desk), [] as [&str; 0]);
    laptop.says(&["sync", "now"]);
    assert_eq!(laptop.events(), desk.events());
}
