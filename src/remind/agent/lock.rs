//! The agent's lock: at most one agent per journal. The system releases the lock when the process dies.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::Path;
use std::thread;
use std::time::Duration;

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

use super::build::Build;
use crate::private_file;

/// The number of attempts to take the lock, and the pause between them.
const TRIES: u32 = 5;
const A_MOMENT: Duration = Duration::from_millis(10);

/// The agent that holds the lock, as the lock file describes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// Its process id.
    pub pid: u32,
    /// When it started, by its own clock and time zone.
    pub since: DateTime<FixedOffset>,
    /// Its program; none for agents up to version 0.1.0, which did not write it.
    #[serde(default)]
    pub build: Option<Build>,
}

impl Holder {
    /// This process, as an agent that starts at `since`.
    pub(crate) fn this_process(since: DateTime<FixedOffset>) -> Self {
        Self {
            pid: std::process::id(),
            since,
            build: Some(Build::this()),
        }
    }

    /// Whether its program is older than this one.
    pub(crate) fn is_older(&self) -> bool {
        let build = self.build.as_ref();
        build.is_none_or(|build| build.is_older_than(&Build::this()))
    }
}

/// The held lock, which is released when this is dropped.
#[derive(Debug)]
pub struct Lock {
    held: File,
}

impl Drop for Lock {
    /// Closing the file is not enough: a process that is being started has it open, too, until it runs its own program.
    fn drop(&mut self) {
        // Errors are ignored: the system releases the lock with the last that has the file open.
        let _ = self.held.unlock();
    }
}

/// Why this process cannot be the agent.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Another process is the agent.
    #[error("an agent is running already{}; `winddown agent status` shows more", described(.0.as_ref()))]
    Held(Option<Holder>),
    /// The lock file cannot be used.
    #[error(
        "cannot use the agent's lock {path}: {cause}; see that you may write its folder and that there is room, or name another journal with --journal"
    )]
    Unusable {
        /// The path of the lock file.
        path: std::path::PathBuf,
        /// The system's error.
        cause: io::Error,
    },
}

fn described(holder: Option<&Holder>) -> String {
    holder.map_or_else(String::new, |holder| format!(" (process {})", holder.pid))
}

impl Lock {
    /// Takes the lock and writes `holder` into its file.
    ///
    /// # Errors
    /// When another process holds it, or the file cannot be written.
    pub fn take(path: &Path, holder: &Holder) -> Result<Self, LockError> {
        let unusable = |cause| LockError::Unusable {
            path: path.to_owned(),
            cause,
        };
        if let Some(folder) = path.parent() {
            private_file::make_folder(folder).map_err(unusable)?;
        }
        let mut options = OpenOptions::new();
        let mut file =
            private_file::open_to_write(path, options.read(true).write(true)).map_err(unusable)?;
        let mut tries = TRIES;
        loop {
            match file.try_lock() {
                Ok(()) => break,
                // A process that only checks the lock holds it too, for a moment.
                Err(TryLockError::WouldBlock) if tries > 1 => {
                    tries -= 1;
                    thread::sleep(A_MOMENT);
                }
                Err(TryLockError::WouldBlock) => return Err(LockError::Held(read(&mut file))),
                Err(TryLockError::Error(cause)) => return Err(unusable(cause)),
            }
        }
        // Overwrite what a dead process left in the file: only the lock shows whether an agent runs.
        let text = serde_json::to_string(holder).map_err(|error| unusable(error.into()))?;
        file.set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| writeln!(file, "{text}"))
            .map_err(unusable)?;
        Ok(Self { held: file })
    }
}

/// The running agent, if there is one. What a dead process left in the file does not count.
///
/// # Errors
/// When the file exists and cannot be read, or does not name its holder.
pub(crate) fn holder(path: &Path) -> io::Result<Option<Holder>> {
    for _ in 1..TRIES {
        match holder_now(path) {
            // An agent that has just taken the lock has not written the file yet.
            Err(error) if error.kind() == io::ErrorKind::InvalidData => thread::sleep(A_MOMENT),
            found => return found,
        }
    }
    holder_now(path)
}

fn holder_now(path: &Path) -> io::Result<Option<Holder>> {
    let mut file = match private_file::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    // A shared lock, so that two processes that check do not mistake each other for the agent.
    match file.try_lock_shared() {
        Ok(()) => Ok(None),
        Err(TryLockError::WouldBlock) => match read(&mut file) {
            Some(holder) => Ok(Some(holder)),
            None => Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "an agent is running, but its lock file does not name it",
            )),
        },
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// The process that took the lock last, whether or not it still holds it.
pub(crate) fn last_holder(path: &Path) -> Option<Holder> {
    let mut file = private_file::open(path).ok()?;
    read(&mut file)
}

fn read(file: &mut File) -> Option<Holder> {
    let mut text = String::new();
    file.take(4096).read_to_string(&mut text).ok()?;
    serde_json::from_str(text.trim()).ok()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn somebody() -> Holder {
        Holder {
            pid: 4711,
            since: "2026-11-24T18:00:00+01:00".parse().unwrap(),
            build: Some(Build::this()),
        }
    }

    #[test]
    fn a_second_agent_is_told_who_the_first_one_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/journal.db.agent");
        assert_eq!(holder(&path).unwrap(), None);
        let lock = Lock::take(&path, &somebody()).unwrap();
        let refused = Lock::take(&path, &somebody()).unwrap_err();
        assert!(
            refused
                .to_string()
                .contains("(process 4711); `winddown agent status`"),
            "{refused}"
        );
        assert_eq!(holder(&path).unwrap(), Some(somebody()));
        drop(lock);
        assert_eq!(holder(&path).unwrap(), None);
    }

    #[test]
    fn a_lock_is_released_although_a_process_that_is_being_started_has_its_file_open() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.db.agent");
        let lock = Lock::take(&path, &somebody()).unwrap();
        let _inherited = lock.held.try_clone().unwrap();
        drop(lock);
        assert_eq!(holder(&path).unwrap(), None);
    }

    #[test]
    fn a_lock_file_of_version_0_1_0_is_read_as_that_of_an_older_agent() {
        let written = r#"{"pid":4711,"since":"2026-11-24T18:00:00+01:00"}"#;
        let holder: Holder = serde_json::from_str(written).unwrap();
        assert_eq!((holder.pid, &holder.build), (4711, &None));
        assert!(holder.is_older());
        assert!(!somebody().is_older());
    }

    #[test]
    fn a_lock_file_of_a_dead_agent_does_not_block_a_new_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.db.agent");
        fs::write(
            &path,
            "{\"pid\":1,\"since\":\"2026-11-24T18:00:00+01:00\"}, and much more of it",
        )
        .unwrap();
        assert_eq!(holder(&path).unwrap(), None);
        let lock = Lock::take(&path, &somebody()).unwrap();
        assert_eq!(holder(&path).unwrap(), Some(somebody()));
        drop(lock);
    }
}
