//! What was forgotten on one computer is gone on all, and stays away.

use std::fs;

use super::{Computer, PLAN, desk_and_laptop, event_files};

fn id_of(computer: &Computer, text: &str) -> String {
    let events = computer.events();
    let line = events.lines().find(|line| line.contains(text)).unwrap();
    let id = line.split("\"id\":\"").nth(1).unwrap();
    id.split('"').next().unwrap().to_owned()
}

/// Whether any file below the folder has this text in it.
fn is_anywhere(folder: &std::path::Path, text: &str) -> bool {
    fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return is_anywhere(&path, text);
        }
        let content = fs::read(&path).unwrap();
        content
            .windows(text.len())
            .any(|part| part == text.as_bytes())
    })
}

#[test]
fn a_forgotten_entry_is_gone_from_every_computer_and_from_the_folder() {
    let (folder, desk, laptop) = desk_and_laptop();
    desk.says(&["log", "note", "a secret of mine"]);
    desk.says(&["log", "note", "no secret"]);
    laptop.says(&["log", "note", "of the laptop"]);
    desk.says(&["sync", "now"]);
    assert!(is_anywhere(laptop.home.path(), "a secret of mine"));
    // On the computer that did not write it.
    laptop.says(&["journal", "forget", &id_of(&laptop, "a secret"), "--yes"]);
    desk.says(&["sync", "now"]);
    laptop.says(&["sync", "now"]);
    for place in [desk.home.path(), laptop.home.path(), folder.path()] {
        assert!(
            !is_anywhere(place, "a secret of mine"),
            "{}",
            place.display()
        );
        assert!(is_anywhere(place, "no secret"));
    }
    assert_eq!(desk.events(), laptop.events());
    // The rewritten file is still the desk's own.
    let files = event_files(folder.path()).len();
    desk.says(&["log", "note", "later"]);
    assert_eq!(event_files(folder.path()).len(), files);
    assert_eq!(desk.remarks(), []);
}

#[test]
fn a_forgotten_entry_does_not_come_back_with_a_computer_that_was_away() {
    let (folder, desk, laptop) = desk_and_laptop();
    desk.says(&["log", "note", "a secret of mine"]);
    let [file] = event_files(folder.path()).try_into().unwrap();
    let old = fs::read(&file).unwrap();
    desk.says(&["journal", "forget", &id_of(&desk, "a secret"), "--yes"]);
    assert!(!is_anywhere(folder.path(), "a secret of mine"));
    // An engine brings the old version back, as a copy because of a conflict.
    fs::write(file.with_file_name("2026-11.sync-conflict-x.jsonl"), old).unwrap();
    for computer in [&laptop, &desk] {
        computer.says(&["sync", "now"]);
        assert!(!computer.events().contains("a secret of mine"));
    }
    let third = Computer::new("third", PLAN);
    third.joins(folder.path());
    assert!(!third.events().contains("a secret of mine"));
    assert_eq!(third.events(), desk.events());
}
