//! Whose turn it is: of all processes of this computer, one at a time exchanges entries with a folder. It notes that it gets
//! on, so that the others see when it waits for a folder that does not answer.

use std::hash::Hasher;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use fnv::FnvHasher;

use super::{Settings, SyncError};
use crate::answering;
use crate::paths::Paths;
use crate::whole_file::Lock;

/// How long to wait for an answer, or for another process that looks at the folder.
const PATIENCE: Duration = Duration::from_secs(2);

/// Whoever has not got on for so long waits for a folder that does not answer.
const STALLED: Duration = Duration::from_secs(10);

/// Waits for the turn with this folder, for a while.
pub(super) fn take(paths: &Paths, folder: &Path) -> Result<Lock, SyncError> {
    let place = place(paths, folder);
    if Lock::stalled_for(&place).is_some_and(|stalled| stalled >= STALLED) {
        return Err(SyncError::Unanswering(folder.to_owned()));
    }
    let lock = Lock::on_within(&place, PATIENCE).map_err(|cause| match cause.kind() {
        ErrorKind::TimedOut => SyncError::Busy,
        _ => SyncError::State {
            path: paths.sync_state(),
            cause: cause.to_string(),
        },
    })?;
    lock.progress();
    Ok(lock)
}

/// Does what touches the folder without exchanging entries, so that others see when it waits for a folder that does not answer.
///
/// # Errors
/// When another process of this computer is at it, or the folder does not answer. Nothing is done then.
pub fn in_turn<T>(paths: &Paths, folder: &Path, work: impl FnOnce() -> T) -> Result<T, SyncError> {
    let _turn = take(paths, folder)?;
    Ok(work())
}

/// The error of a folder that has kept a process of this computer waiting for so long; none if it does not, or sync is off.
pub fn unanswering_for(paths: &Paths, at_least: Duration) -> Option<SyncError> {
    let folder = Settings::read(paths).ok()??.folder;
    let stalled = Lock::stalled_for(&place(paths, &folder))?;
    (stalled >= at_least).then_some(SyncError::Unanswering(folder))
}

/// The error of a folder that does not answer for long.
pub fn unanswering(paths: &Paths) -> Option<SyncError> {
    unanswering_for(paths, STALLED)
}

/// Asks whether the folder answers, for a command that can only wait for it.
///
/// # Errors
/// When it does not, or the settings cannot be read.
pub fn ensure_answering(paths: &Paths) -> Result<(), SyncError> {
    let Some(Settings { folder, .. }) = Settings::read(paths)? else {
        return Ok(());
    };
    let asked = folder.clone();
    let is_answering = unanswering(paths).is_none()
        && answering::within(PATIENCE, move || asked.read_dir().is_ok()).is_some();
    is_answering
        .then_some(())
        .ok_or(SyncError::Unanswering(folder))
}

/// What is locked. Each folder has its own, so that one which never answers keeps nobody from another.
fn place(paths: &Paths, folder: &Path) -> PathBuf {
    let mut hasher = FnvHasher::default();
    hasher.write(folder.as_os_str().as_encoded_bytes());
    let state = paths.sync_state();
    state.with_extension(format!("{:016x}", hasher.finish()))
}
