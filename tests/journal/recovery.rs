//! A damaged journal is moved aside, and what can be read comes back.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use rusqlite::Connection;
use tempfile::TempDir;
use winddown::event::{Event, Origin, What};
use winddown::journal::{
    Journal, JournalCheck, JournalError, RecoveryReport, Uncertain, back_up_if_due, back_up_today,
    backups, recover,
};

use super::backup::{change_a_note, is_whole, names_in, write_evenings};
use super::format::older_journal;
use super::{at, done, draft, journal_path, open};

/// A journal of twenty evenings, closed, and its bytes.
fn written() -> (TempDir, PathBuf, Vec<Event>, Vec<u8>) {
    let (folder, path) = journal_path();
    let events = write_evenings(&mut open(&path));
    let bytes = fs::read(&path).unwrap();
    (folder, path, events, bytes)
}

fn back_up_now(path: &Path) {
    back_up_today(path, "2026-11-24".parse().unwrap()).unwrap();
}

/// Damages the journal, recovers it, and checks what is promised: the new one is whole, the damaged one is kept as it
/// was, and the evening of every event that is gone is named.
fn recovered(path: &Path, events: &[Event], damaged: &[u8]) -> Option<(RecoveryReport, usize)> {
    for ending in ["-wal", "-shm", "-recovery.json"] {
        let _ = fs::remove_file(path.with_file_name(format!("journal.db{ending}")));
    }
    fs::write(path, damaged).unwrap();
    let report = recover(path).unwrap()?;
    assert!(is_whole(path));
    assert_eq!(fs::read(&report.damaged).unwrap(), damaged);
    fs::remove_file(&report.damaged).unwrap();
    let now = Journal::open(path, "test").unwrap().all().unwrap();
    assert!(
        now.iter().all(|event| events.contains(event)),
        "nothing is made up"
    );
    assert_eq!(report.events, now.len());
    for gone in events.iter().filter(|event| !now.contains(event)) {
        let is_named = report.lost.contains(&gone.evening)
            || match report.uncertain {
                Some(Uncertain::Any) => true,
                Some(Uncertain::Since(instant)) => gone.written() >= Some(instant),
                None => false,
            };
        assert!(is_named, "{gone:?} is gone without a word: {report:?}");
    }
    assert_eq!(RecoveryReport::read(path).as_ref(), Some(&report));
    Some((report, now.len()))
}

#[test]
fn whichever_page_is_overwritten_all_other_rows_come_back_and_the_rest_is_named() {
    let (_folder, path, events, whole) = written();
    let pages = whole.len() / 4096;
    let mut back = 0;
    for page in 0..pages {
        for filling in [0x00, 0xa5] {
            let mut bytes = whole.clone();
            bytes[page * 4096..][..4096].fill(filling);
            let Some((_, found)) = recovered(&path, &events, &bytes) else {
                panic!("page {page} was not missed");
            };
            back += found;
        }
    }
    let share = back as f64 / (events.len() * pages * 2) as f64;
    assert!(share > 0.9, "{share}");
}

#[test]
fn wherever_the_file_is_cut_what_is_left_comes_back() {
    let (_folder, path, events, whole) = written();
    let lengths = || (512..whole.len()).step_by(512);
    let mut back = 0;
    for length in lengths() {
        let Some((_, found)) = recovered(&path, &events, &whole[..length]) else {
            panic!("{length} bytes were not missed");
        };
        back += found;
    }
    let share = back as f64 / (events.len() * lengths().count()) as f64;
    assert!(share > 0.4, "{share}");
}

#[test]
fn with_a_backup_nothing_that_it_has_is_lost() {
    let (_folder, path, events, whole) = written();
    back_up_now(&path);
    let mut damages: Vec<Vec<u8>> = (0..whole.len() / 4096)
        .map(|page| {
            let mut bytes = whole.clone();
            bytes[page * 4096..][..4096].fill(0);
            bytes
        })
        .collect();
    damages.extend([0, 1, 100, 4096, 5000].map(|length| whole[..length].to_vec()));
    damages.push(vec![0; whole.len()]);
    damages.push(b"not a database at all".repeat(400));
    for bytes in damages {
        let (report, found) = recovered(&path, &events, &bytes).unwrap();
        assert_eq!((found, report.lost.len()), (60, 0), "{} bytes", bytes.len());
        let since_the_last = events.last().unwrap().written().map(Uncertain::Since);
        assert!(report.uncertain.is_none() || report.uncertain == since_the_last);
    }
}

fn everywhere(bytes: &[u8], text: &[u8], changed: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for place in 0..bytes.len() - text.len() {
        if bytes[place..].starts_with(text) {
            bytes[place..][..text.len()].copy_from_slice(changed);
        }
    }
    bytes
}

#[test]
fn a_changed_entry_comes_from_the_backup_and_without_one_its_evening_is_named() {
    let (_folder, path, events, whole) = written();
    back_up_now(&path);
    // Wherever it is: a page that was split may have an old copy of it.
    let damaged = everywhere(&whole, b"note of the 7th", b"note of the 8th");
    let (report, _) = recovered(&path, &events, &damaged).unwrap();
    assert_eq!((report.from_backup, report.lost_something()), (1, false));
    assert!(
        report
            .sentences()
            .contains("1 of them from the backup of 2026-11-24")
    );
    fs::remove_dir_all(path.with_file_name("journal.db-backups")).unwrap();
    let (report, found) = recovered(&path, &events, &damaged).unwrap();
    assert_eq!((found, report.lost.len(), report.uncertain), (59, 1, None));
    assert_eq!(report.loss(), "Entries of 2026-11-07 are lost.");
}

#[test]
fn a_damaged_backup_fills_nothing_in_but_an_older_good_one_does() {
    let (_folder, path, events, whole) = written();
    back_up_today(&path, "2026-11-23".parse().unwrap()).unwrap();
    back_up_now(&path);
    change_a_note(&backups(&path)[0].path);
    let (report, found) = recovered(&path, &events, &whole[..4096]).unwrap();
    assert_eq!(report.backup, "2026-11-23".parse().ok());
    assert_eq!(found, 60);
}

#[test]
fn long_entries_and_the_newest_ones_in_the_log_come_back_as_well() {
    let (folder, path) = journal_path();
    let mut journal = open(&path);
    let text = |n: usize| "restless ".repeat(n * 400);
    let drafts = |n| [draft("2026-11-24", What::Note { text: text(n) })];
    let mut events = Vec::new();
    for n in 1..8 {
        events.extend(journal.append(Origin::Typed, &drafts(n)).unwrap());
    }
    drop(journal);
    let mut journal = open(&path);
    for n in 1..4 {
        events.extend(journal.append(Origin::Typed, &drafts(n)).unwrap());
    }
    // As after a crash; then the file loses its beginning, and the log becomes invalid.
    let file = [0; 4096]
        .into_iter()
        .chain(fs::read(&path).unwrap().split_off(4096));
    let file: Vec<u8> = file.collect();
    let mut log = fs::read(folder.path().join("journal.db-wal")).unwrap();
    drop(journal);
    // Without the header of the log SQLite would not look into it for the first page.
    log[..32].fill(0);
    fs::write(&path, file).unwrap();
    fs::write(folder.path().join("journal.db-wal"), log).unwrap();
    let report = recover(&path).unwrap().unwrap();
    let ids = |events: &[Event]| events.iter().map(|event| event.id).collect::<Vec<_>>();
    let found = open(&path).all().unwrap();
    assert_eq!(ids(&found), ids(&events));
    assert!(found == events && report.lost.is_empty());
}

#[test]
fn timers_and_acknowledged_notes_come_along() {
    let (_folder, path, _, _) = written();
    let mut journal = open(&path);
    journal
        .acknowledge("warm-bath", at("2026-11-24T20:00:00Z"))
        .unwrap();
    drop(journal);
    change_a_note(&path);
    recover(&path).unwrap().unwrap();
    assert!(open(&path).acknowledged().unwrap().contains("warm-bath"));
}

#[test]
fn files_that_are_not_damaged_or_not_ours_are_left_alone() {
    let (folder, path, _, whole) = written();
    assert_eq!(recover(&path).unwrap(), None);
    let mut window = Journal::open_or_empty(&path, "test").unwrap();
    let foreign = "Dear diary, my legs ...".repeat(100);
    fs::write(&path, &foreign).unwrap();
    assert_eq!(recover(&path).unwrap(), None);
    let refused = window.append(Origin::Typed, &[draft("2026-11-24", done("stretch"))]);
    assert!(
        matches!(refused, Err(JournalError::NotOurs(_))),
        "{refused:?}"
    );
    assert_eq!(fs::read(&path).unwrap(), foreign.as_bytes());
    fs::write(&path, &whole).unwrap();
    back_up_now(&path);
    // A database of another program is not taken for a damaged journal, whatever backups there are.
    fs::remove_file(&path).unwrap();
    let db = Connection::open(&path).unwrap();
    db.execute_batch("CREATE TABLE recipe (title TEXT)")
        .unwrap();
    drop(db);
    assert_eq!(recover(&path).unwrap(), None);
    assert_eq!(
        names_in(folder.path()),
        ["journal.db", "journal.db-backups"]
    );
}

/// Empties a journal of sixty events in both ways in which `SQLite` takes it for a new one, and checks that this is seen
/// before it is recovered, by whoever reads and by whoever writes, and that all of `expected` is there then.
fn emptied_and_recovered(path: &Path, expected: &[Event], log: Option<&[u8]>) {
    for content in ["", "S"] {
        let mut window = Journal::open_or_empty(path, "test").unwrap();
        fs::write(path, content).unwrap();
        if let Some(log) = log {
            fs::write(path.with_file_name("journal.db-wal"), log).unwrap();
        }
        for opened in [
            Journal::open_or_empty(path, "test"),
            Journal::open(path, "test"),
        ] {
            assert!(
                matches!(opened, Err(JournalError::Damaged { .. })),
                "{opened:?}"
            );
        }
        let checked = JournalCheck::read(path);
        assert!(!checked.is_fine() && checked.journal.is_some_and(|it| it.is_err()));
        window
            .acknowledge("warm-bath", at("2026-11-24T20:00:00Z"))
            .unwrap();
        let report = RecoveryReport::read(path).unwrap();
        assert_eq!(fs::read(&report.damaged).unwrap(), content.as_bytes());
        assert_eq!(window.all().unwrap(), expected);
        assert!(is_whole(path));
    }
}

#[test]
fn an_emptied_journal_comes_back_from_its_backup() {
    let (_folder, path, events, _) = written();
    back_up_now(&path);
    emptied_and_recovered(&path, &events, None);
}

#[test]
fn an_emptied_journal_comes_back_from_its_log() {
    let (folder, path) = journal_path();
    let mut journal = open(&path);
    let events = write_evenings(&mut journal);
    let log = fs::read(folder.path().join("journal.db-wal")).unwrap();
    drop(journal);
    emptied_and_recovered(&path, &events, Some(&log));
}

#[test]
fn an_emptied_journal_comes_back_from_a_copy_of_an_older_format() {
    let (_folder, path) = journal_path();
    drop(older_journal(&path, 2));
    let events = open(&path).all().unwrap();
    assert_eq!(events.len(), 2);
    emptied_and_recovered(&path, &events, None);
}

#[test]
fn an_empty_file_is_no_damage_because_of_a_folder_or_of_a_lock_that_a_dead_process_left() {
    let (folder, path) = journal_path();
    fs::write(&path, "").unwrap();
    fs::create_dir(folder.path().join("journal.db-backups")).unwrap();
    fs::write(folder.path().join(".journal.db.lock"), "").unwrap();
    assert_eq!(recover(&path).unwrap(), None);
    let mut journal = Journal::open_or_empty(&path, "test").unwrap();
    let drafts = [draft("2026-11-24", done("stretch"))];
    journal.append(Origin::Typed, &drafts).unwrap();
    assert_eq!(open(&path).all().unwrap().len(), 1);
}

#[test]
fn a_lock_that_a_dead_process_left_does_not_hide_that_a_journal_was_emptied() {
    let (folder, path, _, _) = written();
    back_up_now(&path);
    fs::write(&path, "").unwrap();
    fs::write(folder.path().join(".journal.db.lock"), "").unwrap();
    let opened = Journal::open_or_empty(&path, "test");
    assert!(
        matches!(opened, Err(JournalError::Damaged { .. })),
        "{opened:?}"
    );
}

#[test]
fn a_journal_that_was_deleted_does_not_come_back_by_itself() {
    let (_folder, path, _, _) = written();
    back_up_now(&path);
    fs::remove_file(&path).unwrap();
    assert_eq!(recover(&path).unwrap(), None);
    assert_eq!(
        Journal::open_or_empty(&path, "test").unwrap().all(),
        Ok(vec![])
    );
    assert!(!path.exists());
}

#[test]
fn of_several_processes_that_find_the_damage_one_recovers_it() {
    let (folder, path, events, whole) = written();
    fs::write(&path, [&[0; 4096][..], &whole[4096..]].concat()).unwrap();
    let threads: Vec<_> = (0..6)
        .map(|_| {
            let path = path.clone();
            thread::spawn(move || recover(&path).unwrap().is_some())
        })
        .collect();
    let did = threads.into_iter().map(|it| it.join().unwrap());
    assert_eq!(did.filter(|did| *did).count(), 1);
    assert_eq!(open(&path).all().unwrap(), events);
    let moved: BTreeSet<String> = names_in(folder.path()).into_iter().collect();
    assert_eq!(
        moved.iter().filter(|name| name.contains("damaged")).count(),
        1
    );
}

#[test]
fn the_days_backup_finds_the_damage_and_an_open_window_goes_on() {
    let (_folder, path, _, _) = written();
    back_up_now(&path);
    change_a_note(&path);
    let mut window = open(&path);
    window
        .append(Origin::Typed, &[draft("2026-11-25", done("stretch"))])
        .unwrap();
    assert!(back_up_if_due(&path, "2026-11-25".parse().unwrap()));
    assert_eq!(backups(&path).len(), 2);
    assert!(window.was_replaced());
    window
        .append(Origin::Typed, &[draft("2026-11-25", What::lights_out())])
        .unwrap();
    assert_eq!(open(&path).all().unwrap().len(), 62);
    assert!(is_whole(&path));
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_read_is_not_taken_for_a_damaged_one() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, path, _, _) = written();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    // Root reads everything.
    if fs::read(&path).is_ok() {
        return;
    }
    assert!(matches!(
        recover(&path),
        Err(JournalError::NoEntry(_) | JournalError::ReadOnly(_))
    ));
    assert_eq!(names_in(folder.path()), ["journal.db"]);
}

/// The damaged file has a log in which the newest entries are.
#[test]
fn an_entry_repairs_a_journal_and_loses_nothing_of_the_log_beside_it() {
    let (folder, path) = journal_path();
    let mut journal = open(&path);
    let events = write_evenings(&mut journal);
    let (file, log) = (path.clone(), folder.path().join("journal.db-wal"));
    let (mut bytes, in_log) = (fs::read(&file).unwrap(), fs::read(&log).unwrap());
    drop(journal);
    let mut window = Journal::open_or_empty(&path, "test").unwrap();
    bytes[..100].fill(0);
    let mut without_header = in_log;
    without_header[..32].fill(0);
    fs::write(&file, bytes).unwrap();
    fs::write(&log, without_header).unwrap();
    let more = [draft("2026-11-24", done("stretch"))];
    let more = window.append(Origin::Typed, &more).unwrap();
    assert_eq!(window.all().unwrap(), [events, more].concat());
}

#[test]
fn of_a_damaged_file_too_large_to_be_searched_comes_back_what_sqlite_can_read() {
    let (_folder, path, events, whole) = written();
    let damaged = everywhere(&whole, b"note of the 7th", b"note of the 8th");
    fs::write(&path, damaged).unwrap();
    // Nothing is written there, so it takes no space.
    let file = fs::OpenOptions::new().write(true).open(&path).unwrap();
    file.set_len((1 << 30) + 4096).unwrap();
    drop(file);
    let report = recover(&path).unwrap().unwrap();
    assert_eq!((report.events, report.lost.len()), (59, 1));
    assert_eq!(open(&path).all().unwrap().len(), events.len() - 1);
}

#[test]
fn an_entry_of_an_earlier_evening_that_was_recorded_after_the_backup_may_be_among_the_missing() {
    let (_folder, path, mut events, _) = written();
    back_up_now(&path);
    let late = [draft("2026-11-02", done("walk"))];
    events.extend(open(&path).append(Origin::Typed, &late).unwrap());
    let damaged = fs::read(&path).unwrap()[..4096].to_vec();
    let (report, found) = recovered(&path, &events, &damaged).unwrap();
    assert_eq!(found, 60);
    assert_eq!(report.uncertain, events[59].written().map(Uncertain::Since));
}

#[test]
fn what_an_earlier_recovery_lost_is_still_reported_after_the_next_one() {
    let (_folder, path, _, whole) = written();
    let damaged = everywhere(&whole, b"note of the 7th", b"note of the 8th");
    fs::write(&path, damaged).unwrap();
    let first = recover(&path).unwrap().unwrap();
    assert_eq!(first.loss(), "Entries of 2026-11-07 are lost.");
    let now = fs::read(&path).unwrap();
    let damaged = everywhere(&now, b"note of the 11th", b"note of the 12th");
    fs::write(&path, damaged).unwrap();
    let second = recover(&path).unwrap().unwrap();
    assert_eq!(second.loss(), "Entries of 2026-11-07, 2026-11-11 are lost.");
    assert_eq!(RecoveryReport::read(&path), Some(second));
}
