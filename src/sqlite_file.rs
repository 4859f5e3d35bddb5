//! What the program's SQLite files have in common: which files belong to one, whether it is still the same, and how it is
//! read without touching anything.

use std::fs::Metadata;
use std::path::{Path, PathBuf};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::file_address::file_address;

/// The first bytes of every `SQLite` file.
pub(crate) const MAGIC: &[u8] = b"SQLite format 3\0";

/// The endings of the files that `SQLite` itself puts beside a database. It finds them by the file's name alone, and
/// would apply them to another file that takes this name.
pub(crate) const WAL_AND_SHM: [&str; 2] = ["-wal", "-shm"];

/// The path of a file beside another one: with something added to its name.
pub(crate) fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// The device and inode of a file, which distinguish it from another file of the same name.
pub(crate) type FileId = (u64, u64);

/// The identity of a file.
#[cfg(unix)]
pub(crate) fn file_id(found: &Metadata) -> FileId {
    use std::os::unix::fs::MetadataExt;
    (found.dev(), found.ino())
}

/// On this platform an open file cannot be replaced.
#[cfg(not(unix))]
pub(crate) fn file_id(_found: &Metadata) -> FileId {
    (0, 0)
}

/// Opens a file that nobody writes: `SQLite` neither locks it nor creates or reads any other file.
///
/// # Errors
/// Those of `SQLite`.
pub(crate) fn open_immutable(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(format!("{}?immutable=1", file_address(path)), flags)
}

/// Opens a file whose write-ahead log is there without its index, so that nobody has it open. `SQLite` would create the
/// index, also for reading, and refuses the file where it cannot. Here it keeps the index in memory, takes no lock and
/// writes nothing; so whoever reads has to see whether somebody wrote meanwhile.
///
/// # Errors
/// Those of `SQLite`.
pub(crate) fn open_without_index(path: &Path) -> rusqlite::Result<Connection> {
    let without_locks = if cfg!(windows) {
        "win32-none"
    } else {
        "unix-none"
    };
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags_and_vfs(path, flags, without_locks)?;
    // Closing it would move the log into the file otherwise.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    // Only what nobody else uses has its index in memory.
    db.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    Ok(db)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_read_at(path: &Path) -> bool {
        let written = Connection::open(path).and_then(|db| db.execute("create table t (n)", []));
        written.unwrap();
        let db = open_immutable(path).unwrap();
        db.table_exists(None, "t").unwrap()
    }

    #[test]
    fn a_file_is_read_whatever_its_name_has() {
        let folder = tempfile::tempdir().unwrap();
        for name in [
            "a b",
            "a%20b",
            "a?b=c",
            "a#b",
            "größe 漢字",
            "a&b;c'd\"e",
            "a\nb",
        ] {
            assert!(is_read_at(&folder.path().join(name)), "{name}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_file_is_read_whose_name_is_not_unicode_or_whose_path_has_two_slashes() {
        use std::os::unix::ffi::OsStrExt;

        let folder = tempfile::tempdir().unwrap();
        let name = std::ffi::OsStr::from_bytes(b"h\xff\xfe.db");
        assert!(is_read_at(&folder.path().join(name)));
        let mut doubled = std::ffi::OsString::from("/");
        doubled.push(folder.path().join("doubled.db"));
        assert!(is_read_at(Path::new(&doubled)));
    }
}
