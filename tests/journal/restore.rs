//! Putting a backup in the journal's place.

use std::fs;
use std::thread;
use std::time::Duration;

use chrono::NaiveDate;
use rusqlite::Connection;
use winddown::event::{Origin, What};
use winddown::journal::{Journal, RestoreError, back_up, preview, restore};

use super::backup::{change_a_note, is_whole, names_in, write_evenings};
use super::{done, draft, journal_path, open};

fn today() -> NaiveDate {
    "2026-11-28".parse().unwrap()
}

#[test]
fn a_backup_comes_back_and_what_it_replaces_is_kept() {
    let (folder, path) = journal_path();
    let copy = folder.path().join("copy.db");
    let events = write_evenings(&mut open(&path));
    back_up(&path, &copy).unwrap();
    let later = draft("2026-11-24", What::lights_out());
    let later = open(&path).append(Origin::Typed, &[later]).unwrap();

    let seen = preview(&path, &copy).unwrap();
    assert_eq!((seen.back.events, seen.missing.events), (0, 1));
    assert_eq!(names_in(folder.path()), ["copy.db", "journal.db"]);

    let restored = restore(&path, &copy, today()).unwrap();
    assert_eq!(restored.missing.evenings.len(), 1);
    assert_eq!(restored.contents.events, 60);
    let kept = restored.kept_as.unwrap();
    assert_eq!(kept, folder.path().join("journal.db.replaced-2026-11-28"));
    assert_eq!(open(&path).all().unwrap(), events);
    assert_eq!(open(&kept).all().unwrap(), [events, later].concat());

    // And back again, on the same day.
    let again = restore(&path, &kept, today()).unwrap();
    assert_eq!((again.back.events, again.missing.events), (1, 0));
    let name = again.kept_as.unwrap();
    assert_eq!(name, folder.path().join("journal.db.replaced-2026-11-28.2"));
}

#[test]
fn a_backup_comes_back_where_there_is_no_journal() {
    let (folder, path) = journal_path();
    let copy = folder.path().join("copy.db");
    let events = write_evenings(&mut open(&path));
    back_up(&path, &copy).unwrap();
    fs::remove_file(&path).unwrap();
    let restored = restore(&path, &copy, today()).unwrap();
    assert_eq!((restored.back.events, restored.kept_as), (60, None));
    assert_eq!(open(&path).all().unwrap(), events);
    let elsewhere = folder.path().join("new/folder/journal.db");
    restore(&elsewhere, &copy, today()).unwrap();
    assert_eq!(open(&elsewhere).all().unwrap(), events);
}

#[test]
fn a_log_that_a_crash_has_left_is_not_applied_to_what_came_back() {
    let (folder, path) = journal_path();
    let copy = folder.path().join("copy.db");
    let events = write_evenings(&mut open(&path));
    back_up(&path, &copy).unwrap();
    // As after a crash: the newest events are in the log alone.
    let mut writer = open(&path);
    let later = draft("2026-11-25", What::lights_out());
    writer.append(Origin::Typed, &[later]).unwrap();
    let ended = ["", "-wal"].map(|ending| {
        let name = format!("journal.db{ending}");
        (name.clone(), fs::read(folder.path().join(name)).unwrap())
    });
    drop(writer);
    for (name, bytes) in &ended {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    // Somebody who reads keeps the log from being emptied.
    let reader = Connection::open(&path).unwrap();
    reader
        .execute_batch("BEGIN; SELECT count(*) FROM event")
        .unwrap();
    let restored = restore(&path, &copy, today()).unwrap();
    drop(reader);
    assert_eq!(restored.missing.events, 1, "the log was read");
    assert_eq!(open(&path).all().unwrap(), events);
    assert_eq!(open(&restored.kept_as.unwrap()).all().unwrap().len(), 61);
}

#[test]
fn a_window_that_is_open_goes_on_with_what_came_back() {
    let (folder, path) = journal_path();
    let copy = folder.path().join("copy.db");
    let mut window = open(&path);
    write_evenings(&mut window);
    back_up(&path, &copy).unwrap();
    let step = || [draft("2026-11-26", done("stretch"))];
    window.append(Origin::Typed, &step()).unwrap();
    restore(&path, &copy, today()).unwrap();
    assert!(window.was_replaced());
    window.append(Origin::Typed, &step()).unwrap();
    assert_eq!(open(&path).all().unwrap().len(), 61);
    assert!(is_whole(&path));
}

#[test]
fn nothing_that_was_acknowledged_while_a_backup_comes_back_is_lost() {
    let (folder, path) = journal_path();
    let copy = folder.path().join("copy.db");
    write_evenings(&mut open(&path));
    back_up(&path, &copy).unwrap();
    let writers: Vec<_> = (0..3)
        .map(|n| {
            let path = path.clone();
            thread::spawn(move || {
                let mut journal = open(&path);
                let write = |journal: &mut Journal| {
                    let drafts = [draft("2026-11-26", done("stretch"))];
                    journal.append(Origin::Typed, &drafts).unwrap().remove(0)
                };
                (0..40)
                    .map(|_| {
                        // Windows stay open, commands open the journal anew.
                        if n == 0 {
                            journal = open(&path);
                        }
                        write(&mut journal)
                    })
                    .collect::<Vec<_>>()
            })
        })
        .collect();
    for _ in 0..5 {
        restore(&path, &copy, today()).unwrap();
    }
    let written: Vec<_> = writers
        .into_iter()
        .flat_map(|it| it.join().unwrap())
        .collect();
    // Each is in the journal, or in one of those that were replaced.
    let mut found = open(&path).all().unwrap();
    for name in names_in(folder.path()) {
        let is_main = !name.ends_with("-wal") && !name.ends_with("-shm");
        if is_main && name.contains(".replaced-") {
            found.extend(open(&folder.path().join(name)).all().unwrap());
        }
    }
    let lost = written
        .iter()
        .filter(|event| !found.contains(event))
        .count();
    assert_eq!((written.len(), lost), (120, 0));
    assert!(is_whole(&path));
}

#[cfg(unix)]
#[test]
fn what_waits_for_the_lock_of_a_file_that_is_replaced_is_written_into_the_new_one() {
    let (folder, path) = journal_path();
    let copy = folder.path().join("copy.db");
    write_evenings(&mut open(&path));
    back_up(&path, &copy).unwrap();
    let mut window = open(&path);
    let lock = Connection::open(&path).unwrap();
    lock.execute_batch("BEGIN IMMEDIATE").unwrap();
    let now = "2026-11-24T20:00:00Z".parse().unwrap();
    let waiting = thread::spawn(move || window.acknowledge("warm-bath", now));
    // Were it to begin later, it would find the new file at once, which is right as well.
    thread::sleep(Duration::from_millis(200));
    for ending in ["-wal", "-shm"] {
        let of = |name: &str| folder.path().join(format!("{name}{ending}"));
        fs::rename(of("journal.db"), of("aside.db")).unwrap();
    }
    fs::rename(&copy, &path).unwrap();
    lock.execute_batch("ROLLBACK").unwrap();
    waiting.join().unwrap().unwrap();
    assert!(open(&path).acknowledged().unwrap().contains("warm-bath"));
}

#[test]
fn a_damaged_backup_or_no_journal_at_all_is_refused_and_nothing_changes() {
    let (folder, path) = journal_path();
    let copy = folder.path().join("copy.db");
    write_evenings(&mut open(&path));
    back_up(&path, &copy).unwrap();
    change_a_note(&copy);
    let before = names_in(folder.path());
    let refused = restore(&path, &copy, today());
    assert!(
        matches!(refused, Err(RestoreError::Backup(_))),
        "{refused:?}"
    );
    fs::write(&copy, "a letter").unwrap();
    let refused = restore(&path, &copy, today());
    assert!(
        matches!(refused, Err(RestoreError::Backup(_))),
        "{refused:?}"
    );
    let missing = folder.path().join("missing.db");
    assert_eq!(
        restore(&path, &missing, today()),
        Err(RestoreError::NoFile(missing))
    );
    assert_eq!(
        restore(&path, &path, today()),
        Err(RestoreError::Itself(path.clone()))
    );
    assert_eq!(names_in(folder.path()), before);
    assert_eq!(open(&path).all().unwrap().len(), 60);
}

#[cfg(unix)]
#[test]
fn a_link_to_a_journal_that_is_not_there_yet_stays_a_link() {
    let (folder, path) = journal_path();
    let copy = folder.path().join("copy.db");
    write_evenings(&mut open(&path));
    fs::rename(&path, &copy).unwrap();
    let link = folder.path().join("link.db");
    std::os::unix::fs::symlink("elsewhere/journal.db", &link).unwrap();
    restore(&link, &copy, today()).unwrap();
    assert!(link.symlink_metadata().unwrap().is_symlink());
    assert_eq!(open(&link).all().unwrap().len(), 60);
}

#[cfg(unix)]
#[test]
fn a_link_to_the_journal_stays_a_link() {
    let (folder, path) = journal_path();
    let copy = folder.path().join("copy.db");
    write_evenings(&mut open(&path));
    back_up(&path, &copy).unwrap();
    let link = folder.path().join("links/journal.db");
    fs::create_dir(link.parent().unwrap()).unwrap();
    std::os::unix::fs::symlink(&path, &link).unwrap();
    assert_eq!(
        restore(&link, &path, today()),
        Err(RestoreError::Itself(path.clone()))
    );
    restore(&link, &copy, today()).unwrap();
    assert!(link.symlink_metadata().unwrap().is_symlink());
    assert_eq!(names_in(link.parent().unwrap()), ["journal.db"]);
    assert_eq!(open(&link).all().unwrap().len(), 60);
}
