//! An entry that is forgotten is in no file any more, and does not come back.

use std::fs;
use std::path::Path;

use rusqlite::Connection;
use winddown::event::{Event, EventId, Origin, What};
use winddown::journal::{Journal, back_up, back_up_today, recover, restore};

use super::backup::{is_whole, write_evenings};
use super::{at, date, done, draft, journal_path, open};

/// Long enough that it does not fit into one page.
fn secret() -> String {
    "nobody may read this. ".repeat(500)
}

fn write_secret(journal: &mut Journal) -> Event {
    let drafts = [draft("2026-11-24", What::Note { text: secret() })];
    journal.append(Origin::Typed, &drafts).unwrap().remove(0)
}

/// The files under a folder that have the text in them.
fn files_with_the_secret(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = fs::read(&path).unwrap();
            if bytes.windows(15).any(|window| window == b"nobody may read") {
                found.push(path.file_name().unwrap().to_string_lossy().into_owned());
            }
        }
    }
    found.sort();
    found
}

#[test]
fn no_file_of_the_journal_has_the_text_any_more() {
    let (folder, path) = journal_path();
    let mut journal = open(&path);
    write_evenings(&mut journal);
    let window = open(&path);
    let note = write_secret(&mut journal);
    let later = [draft("2026-11-24", done("stretch"))];
    journal.append(Origin::Typed, &later).unwrap();
    back_up_today(&path, "2026-11-23".parse().unwrap()).unwrap();
    back_up_today(&path, "2026-11-24".parse().unwrap()).unwrap();
    for kept in ["journal.db.format-2", "journal.db.replaced-2026-11-20"] {
        back_up(&path, &folder.path().join(kept)).unwrap();
    }
    assert!(files_with_the_secret(folder.path()).len() >= 5);

    let forgetting = journal
        .forget(note.id, at("2026-11-28T20:00:00Z"))
        .unwrap()
        .unwrap();
    assert_eq!(
        forgetting.not_cleaned,
        [""; 0].map(std::path::PathBuf::from)
    );
    assert_eq!(files_with_the_secret(folder.path()), [""; 0]);
    drop(window);
    drop(journal);
    assert_eq!(files_with_the_secret(folder.path()), [""; 0]);

    let events = open(&path).all().unwrap();
    assert_eq!(events.len(), 62, "all others, and that one is gone");
    assert!(events.iter().all(|event| event.id != note.id));
    let last = open(&path).evening(date("2026-11-24")).unwrap();
    assert_eq!(last.last().unwrap().what.kind(), "forgotten");
    assert!(is_whole(&path));
}

#[test]
fn the_file_still_refuses_to_delete_anything_else() {
    let (_folder, path) = journal_path();
    let mut journal = open(&path);
    let note = write_secret(&mut journal);
    write_evenings(&mut journal);
    journal.forget(note.id, at("2026-11-28T20:00:00Z")).unwrap();
    drop(journal);
    let db = Connection::open(&path).unwrap();
    let refused = db.execute("DELETE FROM event", []).unwrap_err().to_string();
    assert!(refused.contains("events are never deleted"), "{refused}");
}

#[test]
fn an_event_that_is_not_there_is_not_forgotten() {
    let (_folder, path) = journal_path();
    let mut journal = open(&path);
    write_evenings(&mut journal);
    let nobody = EventId(uuid::Uuid::now_v7());
    assert_eq!(
        journal.forget(nobody, at("2026-11-28T20:00:00Z")).unwrap(),
        None
    );
    assert_eq!(journal.all().unwrap().len(), 60);
}

#[test]
fn forgetting_travels_and_the_event_is_never_taken_in_again() {
    let ((here, path), (there, elsewhere)) = (journal_path(), journal_path());
    let mut ours = open(&path);
    write_evenings(&mut ours);
    let note = write_secret(&mut ours);
    let before = ours.stored_rows().unwrap();
    let mut theirs = open(&elsewhere);
    assert_eq!(theirs.import_rows(&before).unwrap(), 61);
    back_up_today(&elsewhere, "2026-11-24".parse().unwrap()).unwrap();
    ours.forget(note.id, at("2026-11-28T20:00:00Z")).unwrap();

    let after = ours.stored_rows().unwrap();
    assert_eq!(theirs.import_rows(&after).unwrap(), 1);
    assert_eq!(files_with_the_secret(there.path()), [""; 0]);
    assert_eq!(theirs.stored_rows().unwrap(), after);
    assert_eq!(theirs.import_rows(&before).unwrap(), 0);
    assert_eq!(ours.import_rows(&before).unwrap(), 0);
    // In one import, in whatever order they come.
    let (_third, third) = journal_path();
    let all = [before, after.clone()].concat();
    assert_eq!(open(&third).import_rows(&all).unwrap(), 61);
    assert_eq!(open(&third).stored_rows().unwrap(), after);
    assert_eq!(files_with_the_secret(here.path()), [""; 0]);
}

#[test]
fn neither_a_restored_backup_nor_a_recovery_brings_it_back() {
    let (folder, path) = journal_path();
    let elsewhere = tempfile::tempdir().unwrap();
    let copy = elsewhere.path().join("copy.db");
    let mut journal = open(&path);
    write_evenings(&mut journal);
    let note = write_secret(&mut journal);
    back_up(&path, &copy).unwrap();
    journal.forget(note.id, at("2026-11-28T20:00:00Z")).unwrap();
    drop(journal);

    let restored = restore(&path, &copy, "2026-11-28".parse().unwrap()).unwrap();
    assert_eq!((restored.back.events, restored.missing.events), (0, 0));
    assert_eq!(files_with_the_secret(folder.path()), [""; 0]);
    assert_eq!(open(&path).all().unwrap().len(), 61);
    assert!(is_whole(&path));

    // A damaged file that holds both the text and that it was forgotten.
    let mut bytes = fs::read(&path).unwrap();
    bytes.extend(fs::read(&copy).unwrap());
    bytes[..16].fill(0);
    fs::write(&path, bytes).unwrap();
    let report = recover(&path).unwrap().unwrap();
    assert!(
        open(&path)
            .all()
            .unwrap()
            .iter()
            .all(|event| event.id != note.id)
    );
    assert!(report.lost.is_empty());
}

#[test]
fn a_file_that_could_not_be_cleaned_is_named() {
    let (folder, path) = journal_path();
    let mut journal = open(&path);
    let note = write_secret(&mut journal);
    let damaged = folder.path().join("journal.db.damaged-2026-11-20");
    fs::write(&damaged, format!("broken {}", secret())).unwrap();
    let forgetting = journal
        .forget(note.id, at("2026-11-28T20:00:00Z"))
        .unwrap()
        .unwrap();
    assert_eq!(forgetting.not_cleaned, std::slice::from_ref(&damaged));
    fs::remove_file(damaged).unwrap();
    let again = journal
        .forget(note.id, at("2026-11-28T20:00:00Z"))
        .unwrap()
        .unwrap();
    assert!(again.not_cleaned.is_empty());
    assert_eq!(journal.all().unwrap().len(), 1);
}

#[cfg(unix)]
#[test]
fn of_a_journal_behind_a_link_the_copies_beside_both_are_cleaned() {
    let (folder, path) = journal_path();
    let link = folder.path().join("links/diary.db");
    fs::create_dir(link.parent().unwrap()).unwrap();
    std::os::unix::fs::symlink("../journal.db", &link).unwrap();
    let mut journal = open(&link);
    write_evenings(&mut journal);
    let note = write_secret(&mut journal);
    back_up_today(&link, "2026-11-23".parse().unwrap()).unwrap();
    for copy in [
        link.with_file_name("diary.db.format-2"),
        path.with_file_name("journal.db.damaged-2026-11-20"),
    ] {
        back_up(&link, &copy).unwrap();
    }
    journal.forget(note.id, at("2026-11-28T20:00:00Z")).unwrap();
    drop(journal);
    assert_eq!(files_with_the_secret(folder.path()), [""; 0]);
}
