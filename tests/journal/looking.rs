//! Looking writes nothing; the first write creates, converts and closes the journal to others; damage has its name.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use chrono::{TimeDelta, Utc};
use rusqlite::Connection;
use winddown::event::{Draft, Event, Origin, What};
use winddown::journal::{Journal, JournalError, JournalSummary};

use super::format::older_journal;
#[cfg(unix)]
use super::permissions;
use super::{date, done, draft, journal_path, open};

fn looking(path: &Path) -> Journal {
    Journal::open_or_empty(path, "test").unwrap()
}

fn write(journal: &mut Journal) -> Vec<Event> {
    let drafts = [draft("2026-11-24", done("stretch"))];
    journal.append(Origin::Typed, &drafts).unwrap()
}

/// Every file in the folder with its content and the time of its last change, and that of the folder.
fn state(folder: &Path) -> Vec<(PathBuf, Vec<u8>, SystemTime)> {
    let modified = |path: &Path| fs::metadata(path).unwrap().modified().unwrap();
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .map(|path| (path.clone(), fs::read(&path).unwrap(), modified(&path)))
        .collect();
    files.sort();
    files.push((folder.to_owned(), vec![], modified(folder)));
    files
}

/// Reads in every way that there is.
fn look(journal: &Journal) {
    let tonight = date("2026-11-24");
    journal.all().unwrap();
    journal.evening(tonight).unwrap();
    journal.latest_plan(tonight).unwrap();
    journal.latest_plans(tonight).unwrap();
    journal.first_evening().unwrap();
    journal.extent().unwrap();
    journal.event_counts(None).unwrap();
    journal.unreadable().unwrap();
    journal.timers().unwrap();
    journal.acknowledged().unwrap();
    journal.unfinished().unwrap();
    journal.foreign_changes().unwrap();
}

#[test]
fn looking_changes_no_file_whatever_the_format() {
    for format in [1, 2, 3] {
        let (folder, path) = journal_path();
        if format == 3 {
            write(&mut open(&path));
        } else {
            drop(older_journal(&path, format));
        }
        let before = state(folder.path());
        let mut journal = looking(&path);
        look(&journal);
        JournalSummary::read(&path).unwrap().unwrap();
        let refused = journal.transact(Origin::Typed, |_| {
            Err::<Vec<Draft>, _>(JournalError::Busy(path.clone()))
        });
        assert!(matches!(refused, Err(JournalError::Busy(_))));
        drop(journal);
        assert_eq!(state(folder.path()), before, "format {format}");
    }
}

#[test]
fn a_log_without_its_index_is_read_and_nothing_is_written() {
    let (original, path) = journal_path();
    let mut writer = open(&path);
    let mut events = write(&mut writer);
    writer.checkpoint_when_quiet(Utc::now() + TimeDelta::minutes(1));
    events.extend(write(&mut writer));
    // As a crash leaves the files, and a copy of them without the index.
    let folder = tempfile::tempdir().unwrap();
    for name in ["journal.db", "journal.db-wal"] {
        fs::copy(original.path().join(name), folder.path().join(name)).unwrap();
    }
    let path = folder.path().join("journal.db");
    let before = state(folder.path());
    let mut journal = looking(&path);
    look(&journal);
    assert_eq!(journal.all().unwrap(), events);
    JournalSummary::read(&path).unwrap().unwrap();
    assert_eq!(state(folder.path()), before);
    // What others write is seen, while they have it open and afterwards.
    let mut other = open(&path);
    events.extend(write(&mut other));
    assert_eq!(journal.all().unwrap(), events);
    events.extend(write(&mut other));
    drop(other);
    assert_eq!(journal.all().unwrap(), events);
    events.extend(write(&mut journal));
    assert_eq!(looking(&path).all().unwrap(), events);
}

#[cfg(unix)]
#[test]
fn a_log_without_its_index_is_read_where_nothing_can_be_written() {
    use std::os::unix::fs::symlink;

    let (original, path) = journal_path();
    let mut writer = open(&path);
    let events = write(&mut writer);
    let folder = tempfile::tempdir().unwrap();
    for name in ["journal.db", "journal.db-wal"] {
        fs::copy(original.path().join(name), folder.path().join(name)).unwrap();
    }
    // Nothing can be created under this name, not by root either.
    symlink("/nowhere/index", folder.path().join("journal.db-shm")).unwrap();
    assert_eq!(
        looking(&folder.path().join("journal.db")).all().unwrap(),
        events
    );
}

#[test]
fn looking_makes_no_folder_and_no_file() {
    let (folder, _) = journal_path();
    let before = state(folder.path());
    look(&looking(&folder.path().join("deep/er/journal.db")));
    assert_eq!(state(folder.path()), before);
}

#[test]
fn an_older_journal_is_read_as_it_is_and_converted_by_the_first_write() {
    for format in [1, 2] {
        let (_folder, path) = journal_path();
        drop(older_journal(&path, format));
        let mut journal = looking(&path);
        let before = journal.all().unwrap();
        assert_eq!(before.len(), 2);
        let new = write(&mut journal);
        assert_eq!(journal.all().unwrap(), [before, new].concat());
        let copy = path.with_file_name(format!("journal.db.format-{format}"));
        assert!(copy.exists());
    }
}

#[test]
fn what_others_write_is_seen_by_a_journal_that_is_open_for_reading() {
    let (_folder, path) = journal_path();
    let reader = looking(&path);
    assert_eq!(reader.all().unwrap(), []);
    let mut events = vec![];
    let mut changes = vec![reader.foreign_changes().unwrap()];
    for _ in 0..3 {
        // The writer closes each time: all is in the file then. Once more while it is open: there is a log then.
        let mut writer = open(&path);
        events.extend(write(&mut writer));
        drop(writer);
        assert_eq!(reader.all().unwrap(), events);
        changes.push(reader.foreign_changes().unwrap());
        let mut writer = open(&path);
        events.extend(write(&mut writer));
        assert_eq!(reader.all().unwrap(), events);
        changes.push(reader.foreign_changes().unwrap());
    }
    assert!(
        changes.windows(2).all(|two| two[0] != two[1]),
        "{changes:?}"
    );
    let still = reader.foreign_changes().unwrap();
    assert_eq!(reader.foreign_changes().unwrap(), still);
}

#[test]
fn a_reader_never_sees_half_of_what_others_write() {
    let (_folder, path) = journal_path();
    write(&mut open(&path));
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for _ in 0..40 {
                // Closing moves everything into the file and takes the log away.
                let two = [done("stretch"), What::lights_out()].map(|it| draft("2026-11-24", it));
                open(&path).append(Origin::Typed, &two).unwrap();
            }
        });
        let reader = looking(&path);
        let mut seen = 1;
        while !writer.is_finished() {
            let now = reader.all().unwrap().len();
            assert!(now >= seen && now % 2 == 1, "{now} after {seen}");
            assert_eq!(looking(&path).unreadable().unwrap(), []);
            seen = now;
        }
    });
    assert_eq!(looking(&path).all().unwrap().len(), 81);
}

#[test]
fn a_copy_of_the_file_is_complete_a_few_quiet_seconds_after_the_last_write() {
    let (folder, path) = journal_path();
    let mut window = open(&path);
    let events: Vec<Event> = (0..31).flat_map(|_| write(&mut window)).collect();
    let copy = folder.path().join("copy.db");
    let copied = || {
        fs::copy(&path, &copy).unwrap();
        looking(&copy).all()
    };
    let now = Utc::now();
    let again_in = window.checkpoint_when_quiet(now).unwrap();
    assert!(again_in.as_secs() < 4);
    assert_ne!(copied().ok().as_ref(), Some(&events));
    assert_eq!(
        window.checkpoint_when_quiet(now + TimeDelta::seconds(4)),
        None
    );
    assert_eq!(copied().unwrap(), events);
    assert_eq!(
        window.checkpoint_when_quiet(now + TimeDelta::seconds(8)),
        None
    );
    assert_eq!(looking(&path).checkpoint_when_quiet(now), None);
    // The window goes on writing.
    let last = write(&mut window);
    assert_eq!(looking(&path).all().unwrap(), [events, last].concat());
}

#[test]
fn a_reader_in_the_middle_puts_the_checkpoint_off_and_waits_for_nobody() {
    let (_folder, path) = journal_path();
    let mut window = open(&path);
    write(&mut window);
    let other = Connection::open(&path).unwrap();
    other
        .execute_batch("BEGIN; SELECT count(*) FROM event")
        .unwrap();
    write(&mut window);
    let begun = std::time::Instant::now();
    let later = Utc::now() + TimeDelta::seconds(4);
    assert!(window.checkpoint_when_quiet(later).is_some());
    assert!(begun.elapsed().as_secs() < 4);
    other.execute_batch("COMMIT").unwrap();
    assert_eq!(window.checkpoint_when_quiet(later), None);
}

#[cfg(unix)]
#[test]
fn only_its_owner_can_read_a_new_journal_and_what_lies_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep/er/journal.db");
    let mut journal = open(&path);
    write(&mut journal);
    for ending in ["", "-wal", "-shm"] {
        let file = path.with_file_name(format!("journal.db{ending}"));
        assert_eq!(permissions(&file), 0o600, "{ending}");
    }
    assert_eq!(permissions(path.parent().unwrap()), 0o700);
}

#[cfg(unix)]
#[test]
fn only_its_owner_can_read_a_new_journal_behind_a_link() {
    let (folder, path) = journal_path();
    let target = folder.path().join("elsewhere.db");
    std::os::unix::fs::symlink("elsewhere.db", &path).unwrap();
    let mut journal = open(&path);
    write(&mut journal);
    assert_eq!(permissions(&target), 0o600);
    assert_eq!(
        permissions(&target.with_file_name("elsewhere.db-wal")),
        0o600
    );
    assert!(fs::symlink_metadata(&path).unwrap().is_symlink());
}

#[cfg(unix)]
#[test]
fn the_first_write_closes_a_journal_to_others_and_looking_does_not() {
    use std::os::unix::fs::PermissionsExt;
    let (_folder, path) = journal_path();
    drop(older_journal(&path, 2));
    let copy = path.with_file_name("journal.db.format-1");
    fs::copy(&path, &copy).unwrap();
    for file in [&path, &copy] {
        fs::set_permissions(file, fs::Permissions::from_mode(0o644)).unwrap();
    }
    let mut journal = looking(&path);
    look(&journal);
    assert_eq!(permissions(&path), 0o644);
    write(&mut journal);
    for file in [
        "journal.db",
        "journal.db-wal",
        "journal.db-shm",
        "journal.db.format-1",
        "journal.db.format-2",
    ] {
        assert_eq!(permissions(&path.with_file_name(file)), 0o600, "{file}");
    }
}

/// A journal of several pages that is closed.
fn closed_journal(path: &Path) -> Vec<u8> {
    let note = What::Note {
        text: "x".repeat(500),
    };
    let drafts: Vec<_> = (0..200)
        .map(|_| draft("2026-11-24", note.clone()))
        .collect();
    open(path).append(Origin::Typed, &drafts).unwrap();
    fs::read(path).unwrap()
}

#[test]
fn damage_is_called_damage_and_the_file_is_left_as_it_is() {
    let (_folder, path) = journal_path();
    let whole = closed_journal(&path);
    let with = |change: fn(&mut Vec<u8>)| {
        let mut bytes = whole.clone();
        change(&mut bytes);
        bytes
    };
    for (name, bytes) in [
        ("the first page is zeros", with(|it| it[..4096].fill(0))),
        ("the first header is zeros", with(|it| it[..100].fill(0))),
        ("one byte is left", with(|it| it.truncate(1))),
        ("100 bytes are left", with(|it| it.truncate(100))),
        ("512 bytes are left", with(|it| it.truncate(512))),
        ("half is left", with(|it| it.truncate(it.len() / 2))),
        ("it names no format", with(|it| it[60..64].fill(0))),
        ("it names another program", with(|it| it[68..72].fill(1))),
        ("it names an older format", with(|it| it[63] = 1)),
    ] {
        fs::write(&path, &bytes).unwrap();
        let read = Journal::open_or_empty(&path, "test").and_then(|journal| journal.all());
        let written = Journal::open(&path, "test").map(drop);
        assert!(
            matches!(written, Err(JournalError::Damaged { .. })),
            "{name}: {written:?}"
        );
        assert!(
            matches!(read, Err(JournalError::Damaged { .. })),
            "{name}: {read:?}"
        );
        assert_eq!(fs::read(&path).unwrap(), bytes, "{name}");
    }
}

#[test]
fn an_empty_file_is_a_new_journal_unless_a_copy_shows_that_there_was_one() {
    let (_folder, path) = journal_path();
    fs::write(&path, "").unwrap();
    assert_eq!(looking(&path).all().unwrap(), []);
    write(&mut looking(&path));
    assert_eq!(looking(&path).all().unwrap().len(), 1);

    fs::write(&path, "").unwrap();
    fs::write(path.with_file_name("journal.db.format-2"), "a copy").unwrap();
    for opened in [
        Journal::open_or_empty(&path, "test"),
        Journal::open(&path, "test"),
    ] {
        assert!(
            matches!(opened, Err(JournalError::Damaged { .. })),
            "{opened:?}"
        );
    }
    assert_eq!(fs::read(&path).unwrap(), b"");
}

#[test]
fn a_log_beside_an_emptied_file_is_not_thrown_away() {
    let (folder, path) = journal_path();
    let mut window = open(&path);
    write(&mut window);
    let log = folder.path().join("journal.db-wal");
    let before = fs::read(&log).unwrap();
    std::mem::forget(window);
    fs::write(&path, "").unwrap();
    let opened = Journal::open(&path, "test");
    assert!(
        matches!(opened, Err(JournalError::Damaged { .. })),
        "{opened:?}"
    );
    assert_eq!(fs::read(&log).unwrap(), before);
}
