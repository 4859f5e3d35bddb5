//! What others change while the program runs: the config, the journal, the time zone, the clock.
//!
//! Each watch lives on a thread that sleeps until the system has something to tell. What a system cannot tell is
//! noticed when the program looks again by itself.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

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
    inner: Option<RecommendedWatcher>,
    /// The files whose folders are not watched yet: they are not there.
    missing: Vec<PathBuf>,
}

impl Watch {
    /// Watches these files, and tells what changes.
    pub fn files(watched: &Watched, tell: impl Fn(Change) + Send + Sync + Clone + 'static) -> Self {
        let inner = watcher(watched, tell);
        let mut watch = Self {
            inner,
            missing: places(&watched.config)
                .chain(places(&watched.journal))
                .collect(),
        };
        watch.folders();
        watch
    }

    /// Watches the folders that are there by now; one that is not holds nothing that others could write.
    ///
    /// It is folders that are watched, not files: editors and `SQLite` replace files.
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
    tell: impl Fn(Change) + Send + Sync + Clone + 'static,
) -> Option<RecommendedWatcher> {
    let (configs, journals) = (names(&watched.config), names(&watched.journal));
    let (write, writes) = mpsc::channel();
    let tell_of_journal = tell.clone();
    thread::spawn(move || look_until_settled(&writes, || tell_of_journal(Change::Journal)));
    let (write_config, config_writes) = mpsc::channel();
    let tell_of_config = tell.clone();
    thread::spawn(move || wait_until_quiet(&config_writes, || tell_of_config(Change::Config)));
    let heard = move |event: notify::Result<notify::Event>| {
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
    notify::recommended_watcher(heard).ok()
}

/// `SQLite` writes its log first, and what it wrote counts only when that has reached the disk, of which nothing
/// is heard. So after a write is heard of, it is looked for again after each of these.
const SETTLING: [Duration; 2] = [Duration::from_millis(100), Duration::from_secs(1)];

/// Tells of each write at once, and again while it may only be half done.
fn look_until_settled(writes: &Receiver<()>, tell: impl Fn()) {
    let mut waits = SETTLING.len();
    loop {
        let heard = match SETTLING.get(waits) {
            Some(wait) => writes.recv_timeout(*wait),
            None => writes.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        waits = match heard {
            Ok(()) => 0,
            Err(RecvTimeoutError::Timeout) => waits + 1,
            Err(RecvTimeoutError::Disconnected) => return,
        };
        tell();
    }
}

/// A program that writes a file over empties it first; what is read in between is neither the old nor the new one.
/// So the config is read when nothing more was written for this long.
const QUIET: Duration = Duration::from_millis(100);

/// Tells of writes when they are over.
fn wait_until_quiet(writes: &Receiver<()>, tell: impl Fn()) {
    while writes.recv().is_ok() {
        while writes.recv_timeout(QUIET).is_ok() {}
        tell();
    }
}

/// The file as it is called, and as it is called where a link leads.
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

/// Tells, from a thread of its own, when the system's time zone was changed: when `/etc/localtime` became another.
///
/// It asks for new names alone. The watch on files hears of each that is opened, which in this folder every
/// program that starts does.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub fn zone(tell: impl Fn(Change) + Send + 'static) {
    thread::spawn(move || {
        // Where that cannot be watched, it is noticed when the program looks again by itself.
        let _ = new_names(Path::new("/etc"), c"localtime", || {
            thread::sleep(ZONE_IS_CACHED);
            tell(Change::Zone);
        });
    });
}

/// chrono reads the zone again when it last did so a second ago or longer. Whoever asks this long after a change
/// gets the new zone.
#[cfg(any(target_os = "linux", target_os = "android"))]
const ZONE_IS_CACHED: Duration = Duration::from_millis(1100);

/// Calls `tell` whenever a file with that name is made in `folder` or moved there. Returns only with an error.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn new_names(folder: &Path, name: &std::ffi::CStr, tell: impl Fn()) -> rustix::io::Result<()> {
    use rustix::fs::inotify::{CreateFlags, Reader, WatchFlags, add_watch, init};

    let names = init(CreateFlags::CLOEXEC)?;
    add_watch(&names, folder, WatchFlags::CREATE | WatchFlags::MOVED_TO)?;
    let mut space = [std::mem::MaybeUninit::uninit(); 1024];
    let mut changes = Reader::new(&names, &mut space);
    loop {
        if changes.next()?.file_name() == Some(name) {
            tell();
        }
    }
}

/// Here it is noticed when the program looks again by itself.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub fn zone(_tell: impl Fn(Change) + Send + 'static) {}

/// Tells, from a thread of its own, when the clock was set or the computer slept.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub fn clock(tell: impl Fn(Change) + Send + 'static) {
    thread::spawn(move || {
        while clock_was_set().is_ok() {
            tell(Change::Clock);
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

    const PATIENCE: Duration = Duration::from_secs(20);

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
        fs::write(at("journal.db-wal"), "x").unwrap();
        assert_eq!(told.recv_timeout(PATIENCE), Ok(Change::Journal));
        fs::write(at("other"), "x").unwrap();
        fs::write(at("config.new"), "x").unwrap();
        fs::rename(at("config.new"), at("config.toml")).unwrap();
        let next = told.iter().find(|told| *told != Change::Journal);
        assert_eq!(next, Some(Change::Config));
        drop(watch);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_link_that_takes_the_place_of_another_is_told_and_other_names_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let link = |zone: &str| {
            std::os::unix::fs::symlink(zone, at("localtime.new")).unwrap();
            fs::rename(at("localtime.new"), at("localtime")).unwrap();
        };
        link("Europe/Berlin");
        let (tell, told) = mpsc::channel();
        let watched = folder.path().to_owned();
        thread::spawn(move || new_names(&watched, c"localtime", || tell.send(()).unwrap()));
        // Until the watch has begun, nothing is told.
        while told.recv_timeout(Duration::from_millis(50)).is_err() {
            link("America/Lima");
        }
        while told.recv_timeout(Duration::from_millis(500)).is_ok() {}
        fs::write(at("hosts"), "x").unwrap();
        assert!(told.recv_timeout(Duration::from_millis(500)).is_err());
        link("Asia/Tokyo");
        assert_eq!(told.recv_timeout(PATIENCE), Ok(()));
    }

    #[test]
    fn a_write_is_looked_for_again_until_it_counts() {
        let ((write, writes), (tell, told)) = (mpsc::channel(), mpsc::channel());
        thread::spawn(move || look_until_settled(&writes, || tell.send(()).unwrap()));
        write.send(()).unwrap();
        for _ in 0..=SETTLING.len() {
            told.recv_timeout(PATIENCE).unwrap();
        }
        drop(write);
        assert!(told.recv().is_err(), "it goes on looking for ever");
    }

    #[test]
    fn a_file_that_is_emptied_and_written_is_told_of_once() {
        let ((write, writes), (tell, told)) = (mpsc::channel(), mpsc::channel());
        for _ in 0..3 {
            write.send(()).unwrap();
        }
        thread::spawn(move || wait_until_quiet(&writes, || tell.send(()).unwrap()));
        told.recv_timeout(PATIENCE).unwrap();
        drop(write);
        assert!(told.recv().is_err(), "it was told half written");
    }
}
