//! What others change while the program runs: the config, the journal, the time zone, the clock.
//!
//! Each watch lives on a thread that sleeps until the system has something to tell. What a system cannot tell is
//! noticed when the program looks again by itself.

use std::path::{Path, PathBuf};

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};

/// What has changed, or may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// The journal was written, by this process or another.
    Journal,
    /// The config was written.
    Config,
    /// The system's time zone is another one.
    Zone,
    /// The clock was set, or the computer slept.
    Clock,
}

/// The files that are watched.
#[derive(Debug, Clone)]
pub struct Watched {
    /// The config file.
    pub config: PathBuf,
    /// The journal file.
    pub journal: PathBuf,
}

/// Keeps watching for as long as it lives.
#[derive(Debug)]
pub struct Watch {
    _watcher: Option<RecommendedWatcher>,
}

/// The link or file that says where the computer is, on Unix.
const ZONE_FILE: &str = "/etc/localtime";

impl Watch {
    /// Watches these files and the system's time zone, and tells what changes.
    ///
    /// The folders are watched, not the files: editors and `SQLite` replace files.
    pub fn files(watched: &Watched, tell: impl Fn(Change) + Send + 'static) -> Self {
        let zone = PathBuf::from(ZONE_FILE);
        let places = [
            (watched.journal.clone(), Change::Journal),
            (watched.config.clone(), Change::Config),
            (zone, Change::Zone),
        ];
        let folders: Vec<PathBuf> = places.iter().map(|(file, _)| folder(file)).collect();
        let heard = move |event: notify::Result<notify::Event>| {
            let Ok(event) = event else { return };
            if matches!(event.kind, EventKind::Access(_)) {
                return;
            }
            for (file, change) in &places {
                if event.paths.iter().any(|path| is_meant(path, file, *change)) {
                    tell(*change);
                }
            }
        };
        let watcher = notify::recommended_watcher(heard).ok();
        let watcher = watcher.map(|mut watcher| {
            for folder in folders {
                // A folder that is not there yet holds nothing that others could write.
                let _ = watcher.watch(&folder, RecursiveMode::NonRecursive);
            }
            watcher
        });
        Self { _watcher: watcher }
    }
}

fn folder(file: &Path) -> PathBuf {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

fn is_meant(path: &Path, file: &Path, change: Change) -> bool {
    let (Some(name), Some(wanted)) = (path.file_name(), file.file_name()) else {
        return false;
    };
    match change {
        // SQLite writes beside its file too: journal.db-wal.
        Change::Journal => name
            .as_encoded_bytes()
            .starts_with(wanted.as_encoded_bytes()),
        Change::Config | Change::Zone | Change::Clock => name == wanted,
    }
}

/// Tells, from a thread of its own, when the clock was set or the computer slept.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub fn clock(tell: impl Fn(Change) + Send + 'static) {
    std::thread::spawn(move || {
        while clock_was_set().is_ok() {
            tell(Change::Clock)
        }
    });
}

/// Here the system cannot tell; the program notices when it looks again by itself.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub fn clock(_tell: impl Fn(Change) + Send + 'static) {}

/// Waits until the clock was set, or the computer slept.
///
/// A timer on the wall clock can be told to give up when that clock jumps; see `timerfd_create(2)`. It is set for
/// so late that nothing else ends it.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn clock_was_set() -> rustix::io::Result<()> {
    use rustix::io::Errno;
    use rustix::time::{
        Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec, timerfd_create,
        timerfd_settime,
    };

    let never = Timespec {
        tv_sec: i64::from(i32::MAX) * 8,
        tv_nsec: 0,
    };
    let timer = timerfd_create(TimerfdClockId::Realtime, TimerfdFlags::CLOEXEC)?;
    let flags = TimerfdTimerFlags::ABSTIME | TimerfdTimerFlags::CANCEL_ON_SET;
    let once = Itimerspec {
        it_interval: Timespec::default(),
        it_value: never,
    };
    timerfd_settime(&timer, flags, &once)?;
    loop {
        match rustix::io::read(&timer, &mut [0_u8; 8]) {
            Err(Errno::CANCELED) => return Ok(()),
            Err(Errno::INTR) | Ok(_) => {}
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::mpsc;
    use std::time::Duration;

    use super::*;

    #[test]
    fn what_is_written_beside_and_over_the_files_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let watched = Watched {
            config: at("config.toml"),
            journal: at("journal.db"),
        };
        let (tell, told) = mpsc::channel();
        let watch = Watch::files(&watched, move |change| tell.send(change).unwrap());
        let next = || told.recv_timeout(Duration::from_secs(20)).unwrap();
        fs::write(at("journal.db-wal"), "x").unwrap();
        assert_eq!(next(), Change::Journal);
        fs::write(at("other"), "x").unwrap();
        fs::write(at("config.new"), "x").unwrap();
        fs::rename(at("config.new"), at("config.toml")).unwrap();
        assert_eq!(
            told.iter().find(|told| *told != Change::Journal),
            Some(Change::Config)
        );
        drop(watch);
    }
}
