//! What the program's SQLite files have in common: which files belong to one, whether it is still the same, and how it is
//! read without touching anything.

use std::fs::Metadata;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

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
    let name = path.to_string_lossy().replace('%', "%25");
    let name = name.replace('?', "%3f").replace('#', "%23");
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(format!("file:{name}?immutable=1"), flags)
}
