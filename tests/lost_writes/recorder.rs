//! A file system for `SQLite` that does what the usual one does, and records everything that changes a journal's files.

#![allow(
    unsafe_code,
    reason = "SQLite asks a file system through a table of C functions"
)]

use std::ffi::{CStr, c_char, c_int, c_void};
use std::mem;
use std::path::{Path, PathBuf};
use std::slice;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use rusqlite::ffi::{
    SQLITE_OK, sqlite3_file, sqlite3_int64, sqlite3_io_methods, sqlite3_vfs, sqlite3_vfs_find,
    sqlite3_vfs_register,
};

/// One of the files of a journal whose content matters after a power cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Name {
    Main,
    Log,
    Rollback,
}

impl Name {
    pub const ALL: [Self; 3] = [Self::Main, Self::Log, Self::Rollback];

    /// What its name adds to the journal's.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Main => "",
            Self::Log => "-wal",
            Self::Rollback => "-journal",
        }
    }
}

/// What was done to a file, or what a writer was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operation {
    Write {
        name: Name,
        offset: usize,
        bytes: Vec<u8>,
    },
    Truncate {
        name: Name,
        size: usize,
    },
    Sync(Name),
    Delete {
        name: Name,
        is_synced: bool,
    },
    /// So many events are acknowledged from here on.
    Acknowledged(usize),
}

/// The journal that is recorded, and what was done to it; none while nothing is recorded.
type Recording = Mutex<Option<(PathBuf, Vec<Operation>)>>;

static RECORDING: Recording = Mutex::new(None);

/// Only one journal is recorded at a time.
static TURN: Mutex<()> = Mutex::new(());

/// Records until it is dropped.
pub struct Recorder {
    recording: &'static Recording,
    _turn: MutexGuard<'static, ()>,
}

impl Recorder {
    /// Records what is done to the journal at `path`.
    pub fn of(path: &Path) -> Self {
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        install();
        *locked(&RECORDING) = Some((path.to_owned(), vec![]));
        Self {
            recording: &RECORDING,
            _turn: turn,
        }
    }

    /// Notes that so many events are acknowledged by now.
    pub fn acknowledged(&self, events: usize) {
        record(self.recording, Operation::Acknowledged(events));
    }

    /// What was recorded.
    pub fn end(self) -> Vec<Operation> {
        locked(self.recording).take().unwrap().1
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        *locked(self.recording) = None;
    }
}

fn locked(recording: &Recording) -> MutexGuard<'_, Option<(PathBuf, Vec<Operation>)>> {
    recording.lock().unwrap_or_else(PoisonError::into_inner)
}

fn record(recording: &Recording, operation: Operation) {
    if let Some((_, operations)) = &mut *locked(recording) {
        operations.push(operation);
    }
}

/// Which of the recorded files this is; none if it is another file.
fn name_of(path: *const c_char) -> Option<Name> {
    if path.is_null() {
        return None;
    }
    // SAFETY: SQLite's file names end with a zero.
    let path = unsafe { CStr::from_ptr(path) }.to_bytes();
    let recording = locked(&RECORDING);
    let (journal, _) = recording.as_ref()?;
    let ending = path.strip_prefix(journal.as_os_str().as_encoded_bytes())?;
    Name::ALL
        .into_iter()
        .find(|name| name.ending().as_bytes() == ending)
}

/// An open file. In memory the real one follows it.
#[repr(C)]
struct File {
    methods: *const sqlite3_io_methods,
    name: Option<Name>,
}

/// The usual file system.
struct Usual(*mut sqlite3_vfs);

// SAFETY: SQLite itself calls it from every thread, and never changes it.
unsafe impl Send for Usual {}
unsafe impl Sync for Usual {}

static USUAL: OnceLock<Usual> = OnceLock::new();

/// Makes this the file system of all connections that are opened later in this process.
fn install() {
    USUAL.get_or_init(|| {
        // SAFETY: the first file system is the usual one. The new one is never freed.
        unsafe {
            let usual = sqlite3_vfs_find(std::ptr::null());
            let mut ours = *usual;
            ours.zName = c"recording".as_ptr();
            ours.pNext = std::ptr::null_mut();
            ours.szOsFile += c_int::try_from(size_of::<File>()).unwrap();
            ours.xOpen = Some(open);
            ours.xDelete = Some(delete);
            let ours = Box::leak(Box::new(ours));
            assert_eq!(sqlite3_vfs_register(ours, 1), SQLITE_OK);
            Usual(usual)
        }
    });
}

fn usual() -> *mut sqlite3_vfs {
    USUAL.get().unwrap().0
}

/// SAFETY: `file` was opened by [`open`].
unsafe fn real(file: *mut sqlite3_file) -> *mut sqlite3_file {
    unsafe { file.cast::<File>().add(1).cast() }
}

/// SAFETY: `file` was opened by [`open`].
unsafe fn name(file: *mut sqlite3_file) -> Option<Name> {
    unsafe { (*file.cast::<File>()).name }
}

/// A method of the real file.
macro_rules! method {
    ($file:ident, $name:ident) => {
        (*(*real($file)).pMethods).$name.unwrap()
    };
}

unsafe extern "C" fn open(
    _: *mut sqlite3_vfs,
    path: *const c_char,
    file: *mut sqlite3_file,
    flags: c_int,
    out_flags: *mut c_int,
) -> c_int {
    // SAFETY: SQLite has reserved the memory of both files.
    unsafe {
        let ours = file.cast::<File>();
        (*ours).methods = std::ptr::null();
        (*ours).name = name_of(path);
        let done = (*usual()).xOpen.unwrap()(usual(), path, real(file), flags, out_flags);
        if !(*real(file)).pMethods.is_null() {
            (*ours).methods = &raw const METHODS;
        }
        done
    }
}

unsafe extern "C" fn delete(_: *mut sqlite3_vfs, path: *const c_char, sync_folder: c_int) -> c_int {
    // SAFETY: these are SQLite's own arguments.
    let done = unsafe { (*usual()).xDelete.unwrap()(usual(), path, sync_folder) };
    if let Some(name) = name_of(path).filter(|_| done == SQLITE_OK) {
        record(
            &RECORDING,
            Operation::Delete {
                name,
                is_synced: sync_folder != 0,
            },
        );
    }
    done
}

unsafe extern "C" fn write(
    file: *mut sqlite3_file,
    data: *const c_void,
    length: c_int,
    offset: sqlite3_int64,
) -> c_int {
    // SAFETY: `data` has `length` bytes.
    unsafe {
        if let Some(name) = name(file) {
            let bytes = slice::from_raw_parts(data.cast::<u8>(), usize::try_from(length).unwrap());
            record(
                &RECORDING,
                Operation::Write {
                    name,
                    offset: usize::try_from(offset).unwrap(),
                    bytes: bytes.to_vec(),
                },
            );
        }
        method!(file, xWrite)(real(file), data, length, offset)
    }
}

unsafe extern "C" fn truncate(file: *mut sqlite3_file, size: sqlite3_int64) -> c_int {
    // SAFETY: these are SQLite's own arguments.
    unsafe {
        if let Some(name) = name(file) {
            let size = usize::try_from(size).unwrap();
            record(&RECORDING, Operation::Truncate { name, size });
        }
        method!(file, xTruncate)(real(file), size)
    }
}

unsafe extern "C" fn sync(file: *mut sqlite3_file, flags: c_int) -> c_int {
    // SAFETY: these are SQLite's own arguments.
    unsafe {
        let done = method!(file, xSync)(real(file), flags);
        if let Some(name) = name(file) {
            record(&RECORDING, Operation::Sync(name));
        }
        done
    }
}

/// Methods that only call those of the real file.
macro_rules! passed_on {
    ($($function:ident, $method:ident ($($argument:ident: $type:ty),*) -> $result:ty;)*) => {
        $(unsafe extern "C" fn $function(file: *mut sqlite3_file, $($argument: $type),*) -> $result {
            // SAFETY: these are SQLite's own arguments.
            unsafe { method!(file, $method)(real(file), $($argument),*) }
        })*
    };
}

passed_on! {
    close, xClose() -> c_int;
    read, xRead(to: *mut c_void, length: c_int, offset: sqlite3_int64) -> c_int;
    size, xFileSize(size: *mut sqlite3_int64) -> c_int;
    lock, xLock(lock: c_int) -> c_int;
    unlock, xUnlock(lock: c_int) -> c_int;
    check_lock, xCheckReservedLock(is_locked: *mut c_int) -> c_int;
    control, xFileControl(what: c_int, argument: *mut c_void) -> c_int;
    sector_size, xSectorSize() -> c_int;
    characteristics, xDeviceCharacteristics() -> c_int;
    map_index, xShmMap(page: c_int, size: c_int, extend: c_int, memory: *mut *mut c_void) -> c_int;
    lock_index, xShmLock(offset: c_int, number: c_int, flags: c_int) -> c_int;
    index_barrier, xShmBarrier() -> ();
    unmap_index, xShmUnmap(delete: c_int) -> c_int;
}

/// Version 2 has no way to write past [`write`] through mapped memory.
static METHODS: sqlite3_io_methods = sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_lock),
    xFileControl: Some(control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(characteristics),
    xShmMap: Some(map_index),
    xShmLock: Some(lock_index),
    xShmBarrier: Some(index_barrier),
    xShmUnmap: Some(unmap_index),
    xFetch: None,
    xUnfetch: None,
};

const _: () = assert!(mem::align_of::<File>() >= mem::align_of::<*const c_void>());
