//! Copies of the journal, and the check that finds every damage.

use std::fs;
use std::path::Path;

use rusqlite::Connection;
use winddown::event::{Event, Origin, What};
use winddown::journal::{BackupError, Journal, JournalCheck, JournalError, back_up};

use super::{done, draft, journal_path, open};

/// Twenty evenings with a note, a step and lights-out each.
pub(super) fn write_evenings(journal: &mut Journal) -> Vec<Event> {
    let mut events = Vec::new();
    for day in 1..=20 {
        let evening = format!("2026-11-{day:02}");
        let text = format!("note of the {day}th {}", "x".repeat(40 * day));
        let whats = [What::Note { text }, done("stretch"), What::lights_out()];
        let drafts = whats.map(|what| draft(&evening, what));
        events.extend(journal.append(Origin::Typed, &drafts).unwrap());
    }
    events
}

pub(super) fn names_in(folder: &Path) -> Vec<String> {
    let files = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = files
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// What the check says about the journal; panics if there is none.
pub(super) fn is_whole(path: &Path) -> bool {
    let checked = JournalCheck::read(path).journal.unwrap();
    checked.is_ok_and(|contents| !contents.is_damaged() && contents.unreadable.is_empty())
}

#[test]
fn a_copy_made_while_the_journal_is_open_has_every_event_in_one_private_file() {
    let (folder, path) = journal_path();
    let mut journal = open(&path);
    let events = write_evenings(&mut journal);
    let copy = folder.path().join("copies/copy.db");
    fs::create_dir(copy.parent().unwrap()).unwrap();
    let contents = back_up(&path, &copy).unwrap();
    assert_eq!((contents.events, contents.evenings.len()), (60, 20));
    assert_eq!(names_in(copy.parent().unwrap()), ["copy.db"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&copy).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    // Not in the mode in which SQLite needs files beside it.
    assert_eq!(fs::read(&copy).unwrap()[18..20], [1, 1]);
    assert_eq!(open(&copy).all().unwrap(), events);
    assert_eq!(journal.all().unwrap(), events);
}

#[test]
fn a_copy_never_overwrites_a_file() {
    let (folder, path) = journal_path();
    write_evenings(&mut open(&path));
    let copy = folder.path().join("copy.db");
    fs::write(&copy, "mine").unwrap();
    assert_eq!(
        back_up(&path, &copy),
        Err(BackupError::Exists(copy.clone()))
    );
    assert_eq!(fs::read(&copy).unwrap(), b"mine");
}

#[test]
fn a_damaged_or_missing_journal_is_not_copied() {
    let (folder, path) = journal_path();
    let copy = folder.path().join("copy.db");
    assert_eq!(
        back_up(&path, &copy),
        Err(BackupError::NoJournal(path.clone()))
    );
    write_evenings(&mut open(&path));
    change_a_note(&path);
    let refused = back_up(&path, &copy).unwrap_err();
    let damaged = matches!(refused, BackupError::Journal(JournalError::Damaged { .. }));
    assert!(damaged, "{refused}");
    assert_eq!(names_in(folder.path()), ["journal.db"]);
}

/// Changes one letter of a note, as a failing disk would.
pub(super) fn change_a_note(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    let note = b"note of the 7th";
    let place = bytes.windows(note.len()).position(|at| at == note).unwrap();
    bytes[place] ^= 1;
    fs::write(path, bytes).unwrap();
}

#[test]
fn an_entry_that_was_changed_on_the_disk_is_named_with_its_evening() {
    let (_folder, path) = journal_path();
    let events = write_evenings(&mut open(&path));
    assert!(JournalCheck::read(&path).is_fine());
    change_a_note(&path);
    let found = JournalCheck::read(&path).journal.unwrap().unwrap();
    assert!(found.is_damaged());
    let [row] = &found.unreadable[..] else {
        panic!("{found:?}");
    };
    let changed = &events[3 * 6];
    assert_eq!(
        (&row.id, row.evening),
        (&changed.id.to_string(), Some(changed.evening))
    );
    assert_eq!(found.events, 59);
}

#[test]
fn a_flipped_bit_that_changes_an_event_is_always_found_and_nothing_is_written() {
    let (folder, path) = journal_path();
    let events = write_evenings(&mut open(&path));
    let whole = fs::read(&path).unwrap();
    let damaged = folder.path().join("damaged.db");
    let mut unnoticed = 0;
    // All of the header; then a step that is no divisor of the page size, which visits all parts of pages.
    for place in (0..100).chain((100..whole.len()).step_by(41)) {
        let mut bytes = whole.clone();
        bytes[place] ^= 1 << (place % 8);
        fs::write(&damaged, &bytes).unwrap();
        if is_whole(&damaged) {
            unnoticed += 1;
            let journal = Journal::open_or_empty(&damaged, "test").unwrap();
            assert_eq!(journal.all().unwrap(), events, "byte {place}");
            drop(journal);
        }
        let _ = fs::remove_file(folder.path().join("damaged.db-wal"));
        let _ = fs::remove_file(folder.path().join("damaged.db-shm"));
    }
    assert!(unnoticed > 0, "unused bytes have no effect");
}

#[test]
fn a_file_that_is_cut_or_has_no_beginning_is_checked_and_left_as_it_is() {
    let (folder, path) = journal_path();
    write_evenings(&mut open(&path));
    let whole = fs::read(&path).unwrap();
    let check = |bytes: &[u8]| {
        fs::write(&path, bytes).unwrap();
        let checked = JournalCheck::read(&path);
        assert_eq!(fs::read(&path).unwrap(), bytes);
        assert_eq!(names_in(folder.path()), ["journal.db"]);
        checked
    };
    for length in (1..whole.len()).step_by(512) {
        assert!(!check(&whole[..length]).is_fine(), "{length} bytes");
    }
    let mut without_beginning = whole.clone();
    without_beginning[..4096].fill(0);
    assert!(!check(&without_beginning).is_fine());
    let mut zeros = whole.clone();
    zeros.fill(0);
    assert!(!check(&zeros).is_fine());
}

#[test]
fn an_index_that_was_altered_is_found() {
    let (_folder, path) = journal_path();
    write_evenings(&mut open(&path));
    let db = Connection::open(&path).unwrap();
    db.execute_batch("DROP INDEX plan_by_evening").unwrap();
    drop(db);
    let found = JournalCheck::read(&path).journal.unwrap().unwrap();
    assert!(
        found
            .faults
            .iter()
            .any(|fault| fault.contains("plan_by_evening")),
        "{found:?}"
    );
}

#[test]
fn a_table_counts_as_changed_by_what_it_is_and_not_by_its_comments() {
    for (from, to, still_whole) in [
        ("-- JSON", "-- as text", true),
        ("    kind TEXT", "kind  TEXT", true),
        ("data TEXT NOT NULL", "data TEXT", false),
        ("evening, id", "evening", false),
        ("never deleted", "never removed", false),
    ] {
        let (_folder, path) = journal_path();
        write_evenings(&mut open(&path));
        let db = Connection::open(&path).unwrap();
        db.execute_batch("PRAGMA writable_schema = ON").unwrap();
        let sql =
            "UPDATE sqlite_schema SET sql = replace(sql, ?1, ?2) WHERE sql LIKE '%' || ?1 || '%'";
        assert!(db.execute(sql, [from, to]).unwrap() > 0, "{from}");
        drop(db);
        assert_eq!(is_whole(&path), still_whole, "{from}");
    }
}
