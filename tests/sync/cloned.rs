//! Computers that were copied or put back: no file is ever written by two.

use std::fs;

use super::computers::copy;
use super::{desk_and_laptop, event_files, remarked};

#[test]
fn the_clone_of_a_computer_begins_files_of_its_own() {
    let (folder, desk, laptop) = desk_and_laptop();
    desk.says(&["log", "note", "before"]);
    let clone = desk.cloned();
    desk.says(&["log", "note", "at the desk"]);
    let desks = desk.own_files(folder.path());
    let text = fs::read(&desks[0]).unwrap();
    clone.says(&["log", "note", "at the clone"]);
    assert_eq!(
        fs::read(&desks[0]).unwrap(),
        text,
        "the first one's file is as it was"
    );
    assert_ne!(clone.own_files(folder.path()), desks);
    assert!(remarked(&clone).contains(&"begun_anew".to_owned()));
    desk.says(&["log", "note", "at the desk again"]);
    for computer in [&desk, &clone, &laptop] {
        computer.says(&["sync", "now"]);
    }
    assert_eq!(desk.events(), laptop.events());
    assert_eq!(clone.events(), laptop.events());
    assert_eq!(
        laptop.events().lines().count(),
        5,
        "four notes and the plan"
    );
    // Both are called desk, and both go on.
    assert_eq!(remarked(&laptop), ["same_name"]);
}

#[test]
fn a_clone_that_was_away_loses_and_doubles_nothing_when_the_folder_keeps_one_version_of_a_file() {
    let (folder, desk, laptop) = desk_and_laptop();
    desk.says(&["log", "note", "before"]);
    let clone = desk.cloned();
    // The clone writes into its own version of the folder, as long as the two are apart.
    let apart = super::folder();
    copy(folder.path(), apart.path());
    desk.says(&["log", "note", "at the desk"]);
    let [desks] = event_files(folder.path()).try_into().unwrap();
    let desks_text = fs::read(&desks).unwrap();
    copy(apart.path(), folder.path());
    clone.says(&["log", "note", "at the clone"]);
    // Now they meet: the clone's version stays, and the desk's is kept beside it.
    fs::write(
        desks.with_file_name("2026-11.sync-conflict-x.jsonl"),
        desks_text,
    )
    .unwrap();
    desk.says(&["log", "note", "at the desk again"]);
    for computer in [&desk, &clone, &laptop] {
        computer.says(&["sync", "now"]);
    }
    assert_eq!(desk.events(), laptop.events());
    assert_eq!(clone.events(), laptop.events());
    assert_eq!(
        laptop.events().lines().count(),
        5,
        "four notes and the plan"
    );
}

#[test]
fn a_computer_restored_from_an_old_backup_goes_on_with_all_that_it_had() {
    let (folder, desk, laptop) = desk_and_laptop();
    desk.says(&["log", "note", "before"]);
    let backup = desk.cloned();
    desk.says(&["log", "note", "after the backup"]);
    let all = desk.events();
    drop(desk);
    let desk = backup;
    desk.says(&["log", "note", "after the restore"]);
    laptop.says(&["sync", "now"]);
    assert_eq!(desk.events(), laptop.events());
    for line in all.lines() {
        assert!(desk.events().contains(line), "{line}");
    }
    // The files of before belong to the same computer.
    let status = laptop.facts(&["sync", "status"]);
    assert_eq!(status["computers"].as_array().unwrap().len(), 2);
    assert_eq!(remarked(&laptop), [] as [&str; 0]);
    assert_eq!(event_files(folder.path()).len(), 2);
}

#[test]
fn an_emptied_folder_is_filled_again() {
    let (shared, desk, laptop) = desk_and_laptop();
    desk.says(&["log", "note", "one"]);
    laptop.says(&["log", "note", "two"]);
    desk.says(&["sync", "now"]);
    let computers = shared.path().join("computers");
    fs::remove_dir_all(&computers).unwrap();
    fs::create_dir(&computers).unwrap();
    desk.says(&["log", "note", "three"]);
    let third = super::Computer::new("third", super::PLAN);
    third.joins(shared.path());
    for line in desk.events().lines() {
        assert!(third.events().contains(line), "{line}");
    }
}
