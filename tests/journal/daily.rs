//! The daily backups.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{Days, NaiveDate};
use winddown::event::Origin;
use winddown::journal::{BackupError, Journal, back_up_today, backups, is_backup_due};

use super::backup::{change_a_note, names_in, write_evenings};
use super::{done, draft, journal_path, open};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn folder_of(journal: &Path) -> PathBuf {
    journal.with_file_name("journal.db-backups")
}

fn write_one(journal: &mut Journal) {
    let drafts = [draft("2026-11-24", done("stretch"))];
    journal.append(Origin::Typed, &drafts).unwrap();
}

#[test]
fn one_backup_is_made_a_day_and_seven_are_kept() {
    let (_folder, path) = journal_path();
    let mut journal = open(&path);
    let first = day("2026-11-20");
    for n in 0..10 {
        write_one(&mut journal);
        let today = first + Days::new(n);
        assert!(is_backup_due(&path, today));
        assert!(back_up_today(&path, today).unwrap().is_some());
        write_one(&mut journal);
        assert!(!is_backup_due(&path, today));
        assert_eq!(back_up_today(&path, today), Ok(None));
    }
    let names: Vec<String> = (3..10)
        .map(|n| format!("{}.db", first + Days::new(n)))
        .collect();
    assert_eq!(names_in(&folder_of(&path)), names);
    // Made at the first entry of the day, the tenth has 19 of the 20.
    assert_eq!(open(&backups(&path)[0].path).all().unwrap().len(), 19);
}

#[test]
fn a_journal_that_was_not_written_needs_no_new_backup() {
    let (_folder, path) = journal_path();
    assert!(!is_backup_due(&path, day("2026-11-24")));
    write_one(&mut open(&path));
    back_up_today(&path, day("2026-11-24")).unwrap();
    assert!(!is_backup_due(&path, day("2026-11-25")));
}

#[test]
fn a_backup_that_a_wrong_clock_made_does_not_stop_later_ones() {
    let (_folder, path) = journal_path();
    write_one(&mut open(&path));
    back_up_today(&path, day("2036-01-01")).unwrap();
    assert!(is_backup_due(&path, day("2026-11-24")));
    back_up_today(&path, day("2026-11-24")).unwrap();
    assert!(!is_backup_due(&path, day("2026-11-24")));
}

#[test]
fn a_damaged_journal_is_not_backed_up_and_good_backups_stay() {
    let (_folder, path) = journal_path();
    write_evenings(&mut open(&path));
    let first = day("2026-11-20");
    for n in 0..7 {
        back_up_today(&path, first + Days::new(n)).unwrap();
    }
    let before = names_in(&folder_of(&path));
    change_a_note(&path);
    let refused = back_up_today(&path, first + Days::new(7));
    assert!(
        matches!(refused, Err(BackupError::Journal(_))),
        "{refused:?}"
    );
    assert_eq!(names_in(&folder_of(&path)), before);
}

#[test]
fn a_backup_with_more_events_than_the_newest_seven_is_kept() {
    let (_folder, path) = journal_path();
    write_evenings(&mut open(&path));
    let first = day("2026-11-20");
    back_up_today(&path, first).unwrap();
    // The journal is lost, and a new one is begun.
    fs::remove_file(&path).unwrap();
    for n in 1..10 {
        write_one(&mut open(&path));
        back_up_today(&path, first + Days::new(n)).unwrap();
    }
    let names = names_in(&folder_of(&path));
    assert_eq!(names.len(), 8);
    assert_eq!(
        (&names[0][..], &names[1][..]),
        ("2026-11-20.db", "2026-11-23.db")
    );
}

#[test]
fn what_a_killed_process_left_is_deleted_and_files_of_others_are_not() {
    let (_folder, path) = journal_path();
    write_one(&mut open(&path));
    let folder = folder_of(&path);
    fs::create_dir(&folder).unwrap();
    for name in [".2026-11-23.db.x1y2z3.new", "holiday.db", "readme.txt"] {
        fs::write(folder.join(name), "x").unwrap();
    }
    back_up_today(&path, day("2026-11-24")).unwrap();
    assert_eq!(
        names_in(&folder),
        ["2026-11-24.db", "holiday.db", "readme.txt"]
    );
}

#[cfg(unix)]
#[test]
fn backups_belong_to_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let (_folder, path) = journal_path();
    write_one(&mut open(&path));
    let made = back_up_today(&path, day("2026-11-24")).unwrap().unwrap();
    let rights = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((rights(&made), rights(&folder_of(&path))), (0o600, 0o700));
}

/// `cargo test --release --test journal -- --ignored ten_years --nocapture`, with a journal of ten years named by
/// `TEN_YEARS`.
#[test]
#[ignore = "a measurement, which needs a journal of ten years"]
fn how_long_the_backup_of_ten_years_takes() {
    let Ok(journal) = std::env::var("TEN_YEARS") else {
        panic!("name a journal in TEN_YEARS");
    };
    let (_folder, path) = journal_path();
    fs::copy(journal, &path).unwrap();
    write_one(&mut open(&path));
    for n in 0..5 {
        let begun = std::time::Instant::now();
        back_up_today(&path, day("2036-11-24") + Days::new(n))
            .unwrap()
            .unwrap();
        println!(
            "{:?}, {} bytes",
            begun.elapsed(),
            fs::metadata(&path).unwrap().len()
        );
    }
}
