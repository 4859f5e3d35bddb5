//! One agent for one journal: who runs holds a lock, which the system takes away from a process that dies.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::Path;
use std::thread;
use std::time::Duration;

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

use super::build::Build;

/// How often it is tried to take the lock, and how long it is waited in between.
const TRIES: u32 = 5;
const A_MOMENT: Duration = Duration::from_millis(10);

/// The agent that runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// Its process.
    pub pid: u32,
    /// Since when it has been running, by its own clock and zone.
    pub since: DateTime<FixedOffset>,
    /// Which program it is. Up to version 0.1.0 agents did not say.
    #[serde(default)]
    pub build: Option<Build>,
}

impl Holder {
    /// This process, as an agent that begins now.
    pub fn this_process(since: DateTime<FixedOffset>) -> Self {
        Self {
            pid: std::process::id(),
            since,
            build: Some(Build::this()),
        }
    }

    /// Whether it is an older program than this one.
    pub fn is_older(&self) -> bool {
        let build = self.build.as_ref();
        build.is_none_or(|build| build.is_older_than(&Build::this()))
    }
}

/// The right to be the agent, for as long as it lives.
#[derive(Debug)]
pub struct Lock {
    _held: File,
}

/// Why this process cannot be the agent.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Another one is.
    #[error("an agent is running already{}; `winddown agent status` tells more", described(.0.as_ref()))]
    Held(Option<Holder>),
    /// The file cannot be used.
    #[error("cannot use the agent's lock {path}: {cause}")]
    Unusable {
        /// Which file.
        path: std::path::PathBuf,
        /// What the system said.
        cause: io::Error,
    },
}

fn described(holder: Option<&Holder>) -> String {
    holder.map_or_else(String::new, |holder| {
        let since = holder.since.format("%a %-d %b %H:%M");
        format!(" (process {}, since {since})", holder.pid)
    })
}

impl Lock {
    /// Becomes the agent, and leaves word of it for others.
    ///
    /// # Errors
    /// When another process is, or the file cannot be written.
    pub fn take(path: &Path, holder: &Holder) -> Result<Self, LockError> {
        let unusable = |cause| LockError::Unusable {
            path: path.to_owned(),
            cause,
        };
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(unusable)?;
        }
        let mut options = OpenOptions::new();
        let mut file = options
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .map_err(unusable)?;
        let mut tries = TRIES;
        loop {
            match file.try_lock() {
                Ok(()) => break,
                // Whoever only looks holds it too, for a moment.
                Err(TryLockError::WouldBlock) if tries > 1 => {
                    tries -= 1;
                    thread::sleep(A_MOMENT);
                }
                Err(TryLockError::WouldBlock) => return Err(LockError::Held(read(&mut file))),
                Err(TryLockError::Error(cause)) => return Err(unusable(cause)),
            }
        }
        // What a dead process left is written over; the lock alone says who runs.
        let word = serde_json::to_string(holder).map_err(|error| unusable(error.into()))?;
        file.set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| writeln!(file, "{word}"))
            .map_err(unusable)?;
        Ok(Self { _held: file })
    }
}

/// Who is the agent: none when no process is, whatever a dead one left in the file.
///
/// # Errors
/// When the file is there and cannot be read, or the agent has not left word yet.
pub fn holder(path: &Path) -> io::Result<Option<Holder>> {
    let mut file = match OpenOptions::new().read(true).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    // Shared, so that two who ask do not take each other for the agent.
    match file.try_lock_shared() {
        Ok(()) => Ok(None),
        Err(TryLockError::WouldBlock) => match read(&mut file) {
            Some(holder) => Ok(Some(holder)),
            None => Err(io::Error::other("an agent runs, but does not say which")),
        },
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Who took the lock last, whether they still hold it or not.
pub fn last_holder(path: &Path) -> Option<Holder> {
    File::open(path).ok().and_then(|mut file| read(&mut file))
}

fn read(file: &mut File) -> Option<Holder> {
    let mut text = String::new();
    file.take(4096).read_to_string(&mut text).ok()?;
    serde_json::from_str(text.trim()).ok()
}

#[cfg(test)]
mod tests {
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
                .contains("process 4711, since Tue 24 Nov 18:00"),
            "{refused}"
        );
        assert_eq!(holder(&path).unwrap(), Some(somebody()));
        drop(lock);
        assert_eq!(holder(&path).unwrap(), None);
    }

    #[test]
    fn what_version_0_1_0_wrote_is_read_as_an_older_agents() {
        let written = r#"{"pid":4711,"since":"2026-11-24T18:00:00+01:00"}"#;
        let holder: Holder = serde_json::from_str(written).unwrap();
        assert_eq!((holder.pid, &holder.build), (4711, &None));
        assert!(holder.is_older());
        assert!(!somebody().is_older());
    }

    #[test]
    fn a_file_that_a_dead_agent_left_holds_nobody_up() {
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
