//! Files as programs that carry folders leave them: half there, damaged, copied because of a conflict, not files at all.

use std::fs::{self, OpenOptions};
use std::io::Write;

use super::{desk_and_laptop, event_files, remarked};

#[test]
fn a_file_that_arrives_in_parts_is_taken_in_as_it_comes() {
    let (folder, desk, laptop) = desk_and_laptop();
    desk.says(&["log", "note", "one"]);
    desk.says(&["log", "note", "two"]);
    let [file] = event_files(folder.path()).try_into().unwrap();
    let whole = fs::read(&file).unwrap();
    let second_half = whole.len() - 20;
    fs::write(&file, &whole[..second_half]).unwrap();
    laptop.says(&["sync", "now"]);
    assert_eq!(
        laptop.events().lines().count(),
        2,
        "the plan and the first note"
    );
    assert_eq!(remarked(&laptop), ["half_arrived"]);
    let mut open = OpenOptions::new().append(true).open(&file).unwrap();
    open.write_all(&whole[second_half..]).unwrap();
    laptop.says(&["sync", "now"]);
    assert_eq!(laptop.events(), desk.events());
    assert_eq!(remarked(&laptop), [] as [&str; 0]);
}

#[test]
fn a_damaged_line_is_named_and_the_rest_is_taken_in() {
    let (folder, desk, laptop) = desk_and_laptop();
    desk.says(&["log", "note", "one"]);
    desk.says(&["log", "note", "two"]);
    let [file] = event_files(folder.path()).try_into().unwrap();
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("\"one\"", "\"won\"")).unwrap();
    laptop.says(&["sync", "now"]);
    let events = laptop.events();
    assert!(
        events.contains("two") && !events.contains("won"),
        "{events}"
    );
    let remarks = laptop.remarks();
    assert_eq!(remarks[0].0, "set_aside");
    assert!(
        remarks[0].1.contains("2026-") || remarks[0].1.contains(".jsonl"),
        "{remarks:?}"
    );
    assert!(
        remarks[0]
            .1
            .contains("1 line that could not be read (line 2: ")
    );
}

#[test]
fn conflict_copies_are_read_like_any_file_and_lose_and_double_nothing() {
    let (folder, desk, laptop) = desk_and_laptop();
    desk.says(&["log", "note", "one"]);
    let [file] = event_files(folder.path()).try_into().unwrap();
    let before = fs::read(&file).unwrap();
    desk.says(&["log", "note", "two"]);
    let all = desk.events();
    // The older version won, and the newer one lies beside it.
    let names = [
        "2026-11.sync-conflict-20261124-210000-ABCDEFG.jsonl",
        "2026-11 (desk's conflicted copy 2026-11-24).jsonl",
        "2026-11 (1).jsonl",
    ];
    for name in names {
        fs::copy(&file, file.with_file_name(name)).unwrap();
    }
    fs::write(&file, before).unwrap();
    laptop.says(&["sync", "now"]);
    assert_eq!(laptop.events(), all);
    assert_eq!(remarked(&laptop), ["conflict_copies"]);
    desk.says(&["log", "note", "three"]);
    assert_eq!(remarked(&desk), ["conflict_copies", "begun_anew"]);
    laptop.says(&["sync", "now"]);
    assert_eq!(laptop.events(), desk.events());
    assert_eq!(laptop.events().lines().count(), all.lines().count() + 1);
}

#[test]
fn what_is_no_file_of_events_is_left_alone() {
    let (folder, desk, laptop) = desk_and_laptop();
    desk.says(&["log", "note", "one"]);
    let [file] = event_files(folder.path()).try_into().unwrap();
    let secret = laptop.path("secret.jsonl");
    let stranger = fs::read_to_string(&file).unwrap().replace("one", "two");
    fs::write(&secret, &stranger).unwrap();
    for name in [
        ".2026-11.jsonl.tmp",
        ".syncthing.2026-11.jsonl.tmp",
        "~syncthing~2026-11.jsonl.tmp",
        ".hidden.jsonl",
        "~2026-11.jsonl",
        "2026-11.jsonl.part",
    ] {
        fs::write(file.with_file_name(name), &stranger).unwrap();
    }
    fs::create_dir(file.with_file_name("2026-10.jsonl")).unwrap();
    #[cfg(unix)]
    {
        let link = file.with_file_name("2026-09.jsonl");
        std::os::unix::fs::symlink(&secret, link).unwrap();
        let outside = folder.path().join("computers/outside");
        std::os::unix::fs::symlink(laptop.home.path(), outside).unwrap();
        let pipe = file.with_file_name("2026-08.jsonl");
        let made = std::process::Command::new("mkfifo").arg(pipe).status();
        assert!(made.unwrap().success());
    }
    laptop.says(&["sync", "now"]);
    assert_eq!(laptop.events(), desk.events());
    assert_eq!(remarked(&laptop), [] as [&str; 0]);
}

#[test]
fn another_event_with_the_same_id_does_not_replace_the_first_and_is_named() {
    let (folder, desk, laptop) = desk_and_laptop();
    desk.says(&["log", "note", "one"]);
    laptop.says(&["sync", "now"]);
    let before = laptop.events();
    let line = before.lines().find(|line| line.contains("one")).unwrap();
    let other = line.replace("\"one\"", "\"two\"");
    // With a checksum that fits: the journal of a third computer writes it.
    let third = super::Computer::new("third", super::PLAN);
    let plain = third.path("plain.jsonl");
    let without_checksum = other.split(",\"checksum\"").next().unwrap().to_owned() + "}\n";
    fs::write(&plain, without_checksum).unwrap();
    third.says(&["import", "--from", "winddown", plain.to_str().unwrap()]);
    let elsewhere = super::folder();
    third.joins(elsewhere.path());
    super::computers::copy(elsewhere.path(), folder.path());
    laptop.says(&["sync", "now"]);
    assert_eq!(laptop.events(), before);
    assert_eq!(remarked(&laptop)[0], "different");
    let id = line
        .split("\"id\":\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    assert!(laptop.remarks()[0].1.contains(id));
}
