//! Watches for changes by others: of the config, the journal, the time zone and the clock.
//!
//! Each watch is a thread that sleeps until the system reports a change. Changes that a system does not report are
//! noticed by the host's regular looks.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};

/// What has changed, or may have changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// The journal was written, by this process or another.
    Journal,
    /// The config was written.
    Config,
    /// The system's time zone was changed.
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

/// A watch on files, which ends when this is dropped.
#[derive(Debug)]
pub struct Watch {
    inner: Option<RecommendedWatcher>,
    /// The files whose folders are not watched yet because they do not exist.
    missing: Vec<PathBuf>,
}

impl Watch {
    /// Watches these files, and calls `report` for each change.
    pub fn files(
        watched: &Watched,
        report: impl Fn(Change) + Send + Sync + Clone + 'static,
    ) -> Self {
        let inner = watcher(watched, report);
        let mut watch = Self {
            inner,
            missing: places(&watched.config)
                .chain(places(&watched.journal))
                .collect(),
        };
        watch.folders();
        watch
    }

    /// Starts watching folders that did not exist before.
    ///
    /// Folders are watched instead of files, because editors replace files and `SQLite` writes files beside the
    /// journal.
    pub fn folders(&mut self) {
        let Some(inner) = &mut self.inner else {
            return;
        };
        self.missing.retain(|file| {
            let folder = file.parent().filter(|path| !path.as_os_str().is_empty());
            let folder = folder.unwrap_or(Path::new("."));
            inner.watch(folder, RecursiveMode::NonRecursive).is_err()
        });
    }
}

fn watcher(
    watched: &Watched,
    report: impl Fn(Change) + Send + Sync + Clone + 'static,
) -> Option<RecommendedWatcher> {
    let (configs, journals) = (names(&watched.config), names(&watched.journal));
    let (write, writes) = mpsc::channel();
    let send_journal = report.clone();
    thread::spawn(move || report_until_settled(&writes, || send_journal(Change::Journal)));
    let (write_config, config_writes) = mpsc::channel();
    let send_config = report.clone();
    thread::spawn(move || report_when_quiet(&config_writes, || send_config(Change::Config)));
    let received = move |event: notify::Result<notify::Event>| {
        let Ok(event) = event else { return };
        if matches!(event.kind, EventKind::Access(_)) {
            return;
        }
        let is_about = |is_it: &dyn Fn(&[u8]) -> bool| {
            let mut names = event.paths.iter().filter_map(|path| path.file_name());
            names.any(|name| is_it(name.as_encoded_bytes()))
        };
        // SQLite writes beside its file too: journal.db-wal.
        if is_about(&|name| journals.iter().any(|journal| name.starts_with(journal))) {
            let _ = write.send(());
        }
        if is_about(&|name| configs.iter().any(|config| name == config)) {
            let _ = write_config.send(());
        }
    };
    notify::recommended_watcher(received).ok()
}

/// A change is reported again after each of these times. `SQLite` first writes its log, and a transaction is visible
/// only after a sync, which the watch does not report.
const SETTLING: [Duration; 2] = [Duration::from_millis(100), Duration::from_secs(1)];

/// Reports each write at once, and again after the times in [`SETTLING`].
fn report_until_settled(writes: &Receiver<()>, report: impl Fn()) {
    let mut waits = SETTLING.len();
    loop {
        let received = match SETTLING.get(waits) {
            Some(wait) => writes.recv_timeout(*wait),
            None => writes.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        waits = match received {
            Ok(()) => 0,
            Err(RecvTimeoutError::Timeout) => waits + 1,
            Err(RecvTimeoutError::Disconnected) => return,
        };
        report();
    }
}

/// A program that rewrites a file in place truncates it first. To avoid reading an incomplete config, a change is
/// reported when nothing was written for this long.
const QUIET_FOR: Duration = Duration::from_millis(100);

/// Reports a series of writes once, when it is over.
fn report_when_quiet(writes: &Receiver<()>, report: impl Fn()) {
    while writes.recv().is_ok() {
        while writes.recv_timeout(QUIET_FOR).is_ok() {}
        report();
    }
}

/// The path itself, and the target if it is a symlink.
fn places(file: &Path) -> impl Iterator<Item = PathBuf> {
    [Some(file.to_owned()), file.canonicalize().ok()]
        .into_iter()
        .flatten()
}

fn names(file: &Path) -> Vec<Vec<u8>> {
    places(file)
        .filter_map(|path| Some(path.file_name()?.as_encoded_bytes().to_owned()))
        .collect()
}

/// Reports, from a new thread, when `/etc/localtime` is replaced, because the system's time zone was changed.
///
/// It subscribes to created and moved names only. The general file watch would also wake up for each opened file, and
/// every program that starts opens files in `/etc`.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub fn zone(report: impl Fn(Change) + Send + 'static) {
    thread::spawn(move || {
        // If the folder cannot be watched, the host's regular looks notice the change.
        let _ = new_names(Path::new("/etc"), c"localtime", || {
            thread::sleep(ZONE_CACHE_TIME);
            report(Change::Zone);
        });
    });
}

/// chrono caches the time zone for one second. After this time it returns the new one.
#[cfg(any(target_os = "linux", target_os = "android"))]
const ZONE_CACHE_TIME: Duration = Duration::from_millis(1100);

/// Calls `report` whenever a file with that name is made in `folder` or moved there. Returns only with an error.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn new_names(folder: &Path, name: &std::ffi::CStr, report: impl Fn()) -> rustix::io::Result<()> {
    use rustix::fs::inotify::{CreateFlags, Reader, WatchFlags, add_watch, init};

    let names = init(CreateFlags::CLOEXEC)?;
    add_watch(&names, folder, WatchFlags::CREATE | WatchFlags::MOVED_TO)?;
    let mut space = [std::mem::MaybeUninit::uninit(); 1024];
    let mut changes = Reader::new(&names, &mut space);
    loop {
        if changes.next()?.file_name() == Some(name) {
            report();
        }
    }
}

/// Does nothing on this platform; the host's regular looks notice the change.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub fn zone(_tell: impl Fn(Change) + Send + 'static) {}

/// Reports, from a new thread, when the clock was set or the computer slept.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub fn clock(report: impl Fn(Change) + Send + 'static) {
    thread::spawn(move || {
        while clock_was_set().is_ok() {
            report(Change::Clock);
        }
    });
}

/// Does nothing on this platform; the host's regular looks notice the change.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub fn clock(_tell: impl Fn(Change) + Send + 'static) {}

/// Waits until the clock was set, or the computer slept.
///
/// Uses a timer with `TFD_TIMER_CANCEL_ON_SET`, which fails when the wall clock jumps; see `timerfd_create(2)`. The
/// timer is set so far in the future that it never expires.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn clock_was_set() -> rustix::io::Result<()> {
    use rustix::io::Errno;
    use rustix::time::{
        Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec, timerfd_create,
        timerfd_settime,
    };

    let never = Timespec {
        tv_sec: i64::from(i32::MAX) * 4, // in the twenty-third century
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

    use super::*;

    const TEST_TIMEOUT: Duration = Duration::from_secs(20);

    #[test]
    fn a_file_written_beside_or_renamed_over_a_watched_one_is_reported() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let watched = Watched {
            config: at("config.toml"),
            journal: at("journal.db"),
        };
        let (report, changes) = mpsc::channel();
        let watch = Watch::files(&watched, move |change| report.send(change).unwrap());
        fs::write(at("journal.db-wal"), "x").unwrap();
        assert_eq!(changes.recv_timeout(TEST_TIMEOUT), Ok(Change::Journal));
        fs::write(at("other"), "x").unwrap();
        fs::write(at("config.new"), "x").unwrap();
        fs::rename(at("config.new"), at("config.toml")).unwrap();
        let next = changes.iter().find(|changes| *changes != Change::Journal);
        assert_eq!(next, Some(Change::Config));
        drop(watch);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_replaced_symlink_is_reported_and_other_names_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let link = |zone: &str| {
            std::os::unix::fs::symlink(zone, at("localtime.new")).unwrap();
            fs::rename(at("localtime.new"), at("localtime")).unwrap();
        };
        link("Europe/Berlin");
        let (report, changes) = mpsc::channel();
        let watched = folder.path().to_owned();
        thread::spawn(move || new_names(&watched, c"localtime", || report.send(()).unwrap()));
        // Changes before the watch has started are not reported, so try until one is.
        while changes.recv_timeout(Duration::from_millis(50)).is_err() {
            link("America/Lima");
        }
        while changes.recv_timeout(Duration::from_millis(500)).is_ok() {}
        fs::write(at("hosts"), "x").unwrap();
        assert!(changes.recv_timeout(Duration::from_millis(500)).is_err());
        link("Asia/Tokyo");
        assert_eq!(changes.recv_timeout(TEST_TIMEOUT), Ok(()));
    }

    #[test]
    fn a_write_is_reported_again_until_it_is_settled() {
        let ((write, writes), (report, changes)) = (mpsc::channel(), mpsc::channel());
        thread::spawn(move || report_until_settled(&writes, || report.send(()).unwrap()));
        write.send(()).unwrap();
        for _ in 0..=SETTLING.len() {
            changes.recv_timeout(TEST_TIMEOUT).unwrap();
        }
        drop(write);
        assert!(changes.recv().is_err(), "it goes on looking for ever");
    }

    #[test]
    fn a_file_that_is_truncated_and_written_is_reported_once() {
        let ((write, writes), (report, changes)) = (mpsc::channel(), mpsc::channel());
        for _ in 0..3 {
            write.send(()).unwrap();
        }
        thread::spawn(move || report_when_quiet(&writes, || report.send(()).unwrap()));
        changes.recv_timeout(TEST_TIMEOUT).unwrap();
        drop(write);
        assert!(changes.recv().is_err(), "it was reported while incomplete");
    }
}
