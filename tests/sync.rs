//! Several computers and one folder: what they exchange, and what a folder that is not what it should be does to them.

#[path = "support/clock.rs"]
mod clock;
#[path = "sync/cloned.rs"]
mod cloned;
#[path = "support/computers.rs"]
mod computers;
#[cfg(unix)]
#[path = "sync/config.rs"]
mod config;
#[cfg(target_os = "linux")]
#[path = "support/far_folder.rs"]
mod far_folder;
#[path = "sync/forgotten.rs"]
mod forgotten;
#[path = "sync/inbox.rs"]
mod inbox;
#[path = "sync/interrupted.rs"]
mod interrupted;
#[path = "sync/odd_files.rs"]
mod odd_files;
#[cfg(target_os = "linux")]
#[path = "support/programs.rs"]
mod programs;
#[cfg(target_os = "linux")]
#[path = "sync/refused.rs"]
mod refused;
#[path = "sync/times.rs"]
mod times;
#[path = "sync/union.rs"]
mod union;

use std::fs;
use std::path::{Path, PathBuf};

use computers::{Computer, PLAN};
use tempfile::TempDir;

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// Two computers that exchange entries through a folder.
fn desk_and_laptop() -> (TempDir, Computer, Computer) {
    let folder = folder();
    let [desk, laptop] = ["desk", "laptop"].map(|name| Computer::new(name, PLAN));
    desk.joins(folder.path());
    laptop.joins(folder.path());
    (folder, desk, laptop)
}

/// All files of events in the folder.
fn event_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.join("computers")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "jsonl") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// The kinds of remarks that `sync status` makes.
fn remarked(computer: &Computer) -> Vec<String> {
    let remarks = computer.remarks().into_iter();
    remarks.map(|(about, _)| about).collect()
}

#[test]
fn what_one_computer_records_the_other_knows() {
    let (_folder, desk, laptop) = desk_and_laptop();
    desk.says(&["done", "stretch"]);
    laptop.says(&["log", "legs", "4"]);
    // A command exchanges after its answer, so each has sent its own, and the second has the first one's.
    assert_eq!(laptop.facts(&["tonight"])["steps"][0]["status"], "done");
    let now = desk.facts(&["sync", "now"]);
    // The rating, and the plan that the laptop recorded before it, as it had none yet.
    assert_eq!((&now["taken_in"], &now["written"]), (&2.into(), &0.into()));
    assert_eq!(desk.events(), laptop.events());
    let review = ["review", "--json"];
    assert_eq!(desk.says(&review), laptop.says(&review));
    assert_eq!(desk.says(&["sync", "now"]), "Nothing new on either side.\n");
    assert_eq!(remarked(&desk), [] as [&str; 0]);
}

#[test]
fn a_computer_that_joins_later_takes_in_all_that_was_recorded_and_gives_what_it_has() {
    let folder = folder();
    let [desk, laptop] = ["desk", "laptop"].map(|name| Computer::new(name, PLAN));
    for date in ["yesterday", "today"] {
        desk.says(&["log", "legs", "3", "--date", date]);
    }
    desk.joins(folder.path());
    laptop.says(&["log", "note", "before they met"]);
    let joined = laptop.says(&[
        "sync",
        "on",
        folder.path().to_str().unwrap(),
        "--name",
        "laptop",
    ]);
    // Two ratings, a note, and the plan that each recorded first.
    assert!(
        joined.ends_with("Wrote 2 entries, took in 3.\n"),
        "{joined}"
    );
    desk.says(&["sync", "now"]);
    assert_eq!(desk.events(), laptop.events());
    assert_eq!(desk.events().lines().count(), 5);
}

#[test]
fn each_computer_writes_only_its_own_files_and_appends_to_them() {
    let (folder, desk, laptop) = desk_and_laptop();
    let read = |files: &[PathBuf]| -> Vec<Vec<u8>> {
        files.iter().map(|file| fs::read(file).unwrap()).collect()
    };
    desk.says(&["log", "note", "one"]);
    laptop.says(&["log", "note", "two"]);
    let (desks, laptops) = (
        desk.own_files(folder.path()),
        laptop.own_files(folder.path()),
    );
    assert_eq!((desks.len(), laptops.len()), (1, 1));
    let (before_desk, before_laptop) = (read(&desks), read(&laptops));
    desk.says(&["log", "note", "three"]);
    desk.says(&["sync", "now"]);
    assert_eq!(read(&laptops), before_laptop);
    let after = read(&desks);
    assert!(after[0].starts_with(&before_desk[0]) && after[0].len() > before_desk[0].len());
}

#[test]
fn a_missing_folder_keeps_no_entry_out_and_gets_it_when_it_is_there() {
    let (folder, desk, laptop) = desk_and_laptop();
    let away = folder.path().with_extension("away");
    fs::rename(folder.path(), &away).unwrap();
    desk.says(&["log", "note", "on the train"]);
    assert_eq!(remarked(&desk), ["trouble", "waiting"]);
    // Who takes part cannot be seen now.
    let status = desk.says(&["sync", "status"]);
    assert!(
        !status.contains("With ") && !status.contains("computer has written"),
        "{status}"
    );
    let (_, sentence) = &desk.remarks()[0];
    assert!(
        sentence.contains("is not there; start the program"),
        "{sentence}"
    );
    // Where a disk belongs that is not there, an empty folder may stand.
    fs::create_dir(folder.path()).unwrap();
    desk.says(&["log", "note", "still on the train"]);
    assert!(desk.fails(&["sync", "now"]).contains("is not there"));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    fs::remove_dir(folder.path()).unwrap();
    fs::rename(&away, folder.path()).unwrap();
    assert_eq!(desk.facts(&["sync", "now"])["written"], 3);
    assert_eq!(remarked(&desk), [] as [&str; 0]);
    laptop.says(&["sync", "now"]);
    assert_eq!(desk.events(), laptop.events());
}

#[test]
fn another_journal_or_a_journal_with_sync_off_stays_out_of_the_folder() {
    let (folder, desk, _) = desk_and_laptop();
    let other = desk.path("other.db").display().to_string();
    desk.says(&["log", "note", "elsewhere", "--journal", &other]);
    desk.says(&["sync", "off"]);
    desk.says(&["log", "note", "for me alone"]);
    assert_eq!(event_files(folder.path()), [] as [PathBuf; 0]);
    assert_eq!(desk.facts(&["sync", "status"])["on"], false);
    // Switched on again it gives what was recorded meanwhile.
    desk.joins(folder.path());
    let all = fs::read_to_string(&event_files(folder.path())[0]).unwrap();
    assert!(
        all.contains("for me alone") && !all.contains("elsewhere"),
        "{all}"
    );
}

#[test]
fn a_restored_journal_gets_back_what_the_folder_has() {
    let (_folder, desk, laptop) = desk_and_laptop();
    desk.says(&["log", "note", "before"]);
    let backup = desk.path("backup.db").display().to_string();
    desk.says(&["journal", "backup", &backup]);
    desk.says(&["log", "note", "after"]);
    let all = desk.events();
    desk.says(&["journal", "restore", &backup]);
    assert_ne!(desk.events(), all);
    desk.says(&["sync", "now"]);
    assert_eq!(desk.events(), all);
    laptop.says(&["sync", "now"]);
    assert_eq!(laptop.events(), all);
    assert_eq!(remarked(&desk), [] as [&str; 0]);
}

#[test]
fn a_folder_that_holds_the_journal_or_is_not_there_is_refused() {
    let desk = Computer::new("desk", PLAN);
    desk.says(&["log", "legs", "2"]);
    let home = desk.home.path().to_str().unwrap();
    assert!(
        desk.fails(&["sync", "on", home])
            .contains("a folder of its own")
    );
    let nowhere = desk.path("nowhere").display().to_string();
    assert!(
        desk.fails(&["sync", "on", &nowhere])
            .contains("there is no folder")
    );
    assert_eq!(desk.facts(&["sync", "status"])["on"], false);
}

#[test]
fn a_computer_that_is_called_like_another_gets_a_number_and_a_given_name_is_remarked_on() {
    let (folder, _desk, laptop) = desk_and_laptop();
    let third = Computer::new("desk", PLAN);
    third.joins(folder.path());
    for computer in [&third, &laptop] {
        assert_eq!(remarked(computer), ["same_name"]);
    }
    let unnamed = |home: &Computer| {
        home.facts(&["sync", "on", folder.path().to_str().unwrap()])["name"].clone()
    };
    let [fourth, fifth] = ["4", "5"].map(|name| Computer::new(name, PLAN));
    let (one, two) = (unnamed(&fourth), unnamed(&fifth));
    assert_eq!(two, format!("{}-2", one.as_str().unwrap()));
    third.says(&[
        "sync",
        "on",
        folder.path().to_str().unwrap(),
        "--name",
        "attic",
    ]);
    assert_eq!(remarked(&laptop), [] as [&str; 0]);
}

#[test]
fn differing_plans_are_named_with_what_differs() {
    let folder = folder();
    let desk = Computer::new("desk", PLAN);
    let other = PLAN
        .replace("at = \"20:00\"", "at = \"20:15\"")
        .replace("22:30", "23:00");
    let laptop = Computer::new("laptop", &other);
    desk.joins(folder.path());
    laptop.joins(folder.path());
    let remarks = desk.remarks();
    assert_eq!(remarks[0].0, "plans_differ");
    assert!(
        remarks[0].1.starts_with(
            "laptop follows another plan: bedtime 23:00 there and 22:30 here, “Leg stretches” at 20:15 there and at 20:00 here."
        ),
        "{}",
        remarks[0].1
    );
    let of_twelve = format!("{PLAN}\n[display]\nclock = \"12h\"\n");
    fs::write(desk.config(), of_twelve).unwrap();
    let said = desk.says(&["sync", "status"]);
    assert!(
        said.contains("bedtime 11:00 pm there and 10:30 pm here, “Leg stretches” at 8:15 pm there"),
        "{said}"
    );
    // It also finds what is missing on this machine, so it may fail.
    let doctor = desk.command(&["doctor"]).output().unwrap();
    let found = String::from_utf8_lossy(&doctor.stdout);
    assert!(
        found.contains("bedtime 11:00 pm there and 10:30 pm here"),
        "{found}"
    );
    fs::write(laptop.config(), PLAN).unwrap();
    laptop.says(&["sync", "now"]);
    assert_eq!(remarked(&desk), [] as [&str; 0]);
}
