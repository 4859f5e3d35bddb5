use std::fs;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::*;

const TEST_TIMEOUT: Duration = Duration::from_secs(20);

/// A folder with both watched files in it.
struct Stage {
    folder: tempfile::TempDir,
}

impl Stage {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { folder }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn watch(&self, config: &str, journal: &str) -> (Watch, Receiver<Change>) {
        let watched = Watched {
            config: self.at(config),
            journal: self.at(journal),
            sync: None,
        };
        let (report, changes) = mpsc::channel();
        let watch = Watch::files(&watched, move |change| {
            let _ = report.send(change);
        });
        (watch, changes)
    }

    /// Opens the journal as the program does.
    fn database(&self) -> Connection {
        let db = Connection::open(self.at("journal.db")).unwrap();
        db.execute_batch("PRAGMA journal_mode = wal; CREATE TABLE IF NOT EXISTS event (id)")
            .unwrap();
        db
    }

    /// What was reported since, until the config is written, which is reported last.
    fn reported(&self, changes: &Receiver<Change>) -> Vec<Change> {
        fs::write(self.at("config.toml"), "x").unwrap();
        let mut reported = vec![];
        loop {
            match changes.recv_timeout(TEST_TIMEOUT).unwrap() {
                Change::Config => return reported,
                change => reported.push(change),
            }
        }
    }
}

#[test]
fn a_file_written_beside_or_renamed_over_a_watched_one_is_reported() {
    let stage = Stage::new();
    let (_watch, changes) = stage.watch("config.toml", "journal.db");
    fs::write(stage.at("journal.db-wal"), "x").unwrap();
    assert_eq!(changes.recv_timeout(TEST_TIMEOUT), Ok(Change::Journal));
    fs::write(stage.at("other"), "x").unwrap();
    fs::write(stage.at("config.new"), "x").unwrap();
    fs::rename(stage.at("config.new"), stage.at("config.toml")).unwrap();
    let next = changes.iter().find(|changes| *changes != Change::Journal);
    assert_eq!(next, Some(Change::Config));
}

#[test]
fn a_commit_is_reported_while_the_log_is_kept_open_by_another_connection() {
    let stage = Stage::new();
    let _open = stage.database();
    let writer = stage.database();
    writer
        .execute_batch("INSERT INTO event VALUES (1)")
        .unwrap();
    let (_watch, changes) = stage.watch("config.toml", "journal.db");
    writer
        .execute_batch("INSERT INTO event VALUES (2)")
        .unwrap();
    assert!(stage.reported(&changes).contains(&Change::Journal));
}

#[cfg(target_os = "linux")]
#[test]
fn a_command_that_only_reads_the_journal_is_not_reported() {
    let stage = Stage::new();
    let open = stage.database();
    open.execute_batch("INSERT INTO event VALUES (1)").unwrap();
    let (_watch, changes) = stage.watch("config.toml", "journal.db");
    for flags in [
        OpenFlags::SQLITE_OPEN_READ_ONLY,
        OpenFlags::SQLITE_OPEN_READ_WRITE,
    ] {
        let reader = Connection::open_with_flags(stage.at("journal.db"), flags).unwrap();
        let count = reader.query_one("SELECT count(*) FROM event", [], |row| row.get::<_, u32>(0));
        assert_eq!(count, Ok(1));
    }
    fs::read(stage.at("journal.db")).unwrap();
    assert_eq!(stage.reported(&changes), []);
}

#[cfg(target_os = "linux")]
#[test]
fn a_log_that_a_reader_creates_and_removes_is_not_reported() {
    let stage = Stage::new();
    drop(stage.database());
    assert!(!stage.at("journal.db-wal").exists());
    let (_watch, changes) = stage.watch("config.toml", "journal.db");
    let reader = Connection::open(stage.at("journal.db")).unwrap();
    reader
        .query_one("SELECT count(*) FROM event", [], |row| row.get::<_, u32>(0))
        .unwrap();
    assert!(stage.at("journal.db-wal").exists());
    drop(reader);
    assert!(!stage.at("journal.db-wal").exists());
    assert_eq!(stage.reported(&changes), []);
}

#[cfg(unix)]
#[test]
fn a_config_that_becomes_readable_is_reported() {
    use std::os::unix::fs::PermissionsExt;

    let stage = Stage::new();
    fs::write(stage.at("config.toml"), "x").unwrap();
    let (_watch, changes) = stage.watch("config.toml", "journal.db");
    let readable = fs::Permissions::from_mode(0o600);
    fs::set_permissions(stage.at("config.toml"), readable).unwrap();
    assert_eq!(changes.recv_timeout(TEST_TIMEOUT), Ok(Change::Config));
}

#[test]
fn a_removed_journal_is_reported() {
    let stage = Stage::new();
    fs::write(stage.at("journal.db"), "x").unwrap();
    let (_watch, changes) = stage.watch("config.toml", "journal.db");
    fs::remove_file(stage.at("journal.db")).unwrap();
    assert_eq!(changes.recv_timeout(TEST_TIMEOUT), Ok(Change::Journal));
}

#[test]
fn folders_that_are_created_or_replaced_later_are_watched_from_the_next_look_on() {
    let stage = Stage::new();
    let (mut watch, changes) = stage.watch("new/config.toml", "journal.db");
    for _ in 0..2 {
        fs::create_dir(stage.at("new")).unwrap();
        watch.folders();
        fs::write(stage.at("new/config.toml"), "x").unwrap();
        assert_eq!(changes.recv_timeout(TEST_TIMEOUT), Ok(Change::Config));
        fs::remove_dir_all(stage.at("new")).unwrap();
        assert_eq!(changes.recv_timeout(TEST_TIMEOUT), Ok(Change::Config));
    }
}

#[test]
fn the_creation_of_a_missing_folder_is_reported_whichever_part_of_its_path_is_missing() {
    let stage = Stage::new();
    let (mut watch, changes) = stage.watch("config/winddown/config.toml", "share/journal.db");
    for folder in ["config", "config/winddown"] {
        fs::create_dir(stage.at(folder)).unwrap();
        assert_eq!(changes.recv_timeout(TEST_TIMEOUT), Ok(Change::Config));
        watch.folders();
    }
    fs::create_dir(stage.at("share")).unwrap();
    assert_eq!(changes.recv_timeout(TEST_TIMEOUT), Ok(Change::Journal));
}

#[cfg(unix)]
#[test]
fn the_target_of_a_symlink_is_watched_and_its_next_target_too() {
    let stage = Stage::new();
    let link_to = |target: &str| {
        std::os::unix::fs::symlink(stage.at(target), stage.at("link.new")).unwrap();
        fs::rename(stage.at("link.new"), stage.at("config.toml")).unwrap();
    };
    let write = |name: &str| fs::write(stage.at(name), "x").unwrap();
    for folder in ["one", "two"] {
        fs::create_dir(stage.at(folder)).unwrap();
    }
    write("one/first.toml");
    write("two/second.toml");
    link_to("one/first.toml");
    let (mut watch, changes) = stage.watch("config.toml", "journal.db");
    write("one/first.toml");
    assert_eq!(changes.recv_timeout(TEST_TIMEOUT), Ok(Change::Config));
    link_to("two/second.toml");
    assert_eq!(changes.recv_timeout(TEST_TIMEOUT), Ok(Change::Config));
    watch.folders();
    write("two/second.toml");
    assert_eq!(changes.recv_timeout(TEST_TIMEOUT), Ok(Change::Config));
}

#[cfg(target_os = "linux")]
#[test]
fn a_dropped_watch_ends_its_threads() {
    let stage = Stage::new();
    let (watch, changes) = stage.watch("config.toml", "journal.db");
    drop(watch);
    // The threads own the sending half.
    assert_eq!(
        changes.recv_timeout(TEST_TIMEOUT),
        Err(mpsc::RecvTimeoutError::Disconnected)
    );
}
