//! The threads that listen: to the terminal, to signals, to files that others write.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use ratatui::crossterm::event::{self, Event};

use crate::desktop::DesktopMessage;

/// What arrives from the threads that listen.
#[derive(Debug)]
pub enum Arrival {
    /// A key, the mouse, another size.
    Terminal(Event),
    /// A signal of the system.
    Signal(Signal),
    /// The journal was written, by this process or another.
    JournalWritten,
    /// The config was written, or may have been.
    ConfigWritten,
    /// Something from the desktop: a bubble was shown, a button pressed.
    Desktop(DesktopMessage),
}

/// The signals that mean something here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// Leave: SIGTERM, SIGHUP, SIGINT.
    End,
    /// Step aside: SIGTSTP.
    Stop,
    /// Back again: SIGCONT. The screen may hold anything.
    Continue,
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
pub struct Ears {
    watcher: Option<RecommendedWatcher>,
    watched: Watched,
}

impl Ears {
    /// Starts to listen.
    ///
    /// # Errors
    /// When the system refuses signal handlers. A file system that cannot be watched is no error: what others
    /// write is then seen when the app looks again by itself.
    pub fn open(tell: &Sender<Arrival>, watched: Watched) -> std::io::Result<Self> {
        // From here on a change of size is noticed; the thread alone would begin at a time of its own.
        event::poll(Duration::ZERO)?;
        hear_the_terminal(tell.clone());
        hear_signals(tell.clone())?;
        let mut ears = Self {
            watcher: watcher(tell.clone(), &watched),
            watched,
        };
        ears.watch_folders();
        Ok(ears)
    }

    /// Watches the folders that are there by now; one that is not holds nothing that others could write.
    pub fn watch_folders(&mut self) {
        let Some(watcher) = &mut self.watcher else {
            return;
        };
        let files = places(&self.watched.config).chain(places(&self.watched.journal));
        for file in files {
            let folder = file.parent().filter(|path| !path.as_os_str().is_empty());
            let folder = folder.unwrap_or(Path::new("."));
            let _ = watcher.watch(folder, RecursiveMode::NonRecursive);
        }
    }
}

/// The desktop's own channel, as one more source of arrivals.
pub fn hear_the_desktop(tell: Sender<Arrival>) -> Sender<DesktopMessage> {
    let (desktop, heard) = mpsc::channel();
    thread::spawn(move || {
        for message in heard {
            if tell.send(Arrival::Desktop(message)).is_err() {
                return;
            }
        }
    });
    desktop
}

fn hear_the_terminal(tell: Sender<Arrival>) {
    thread::spawn(move || {
        while let Ok(event) = event::read() {
            if tell.send(Arrival::Terminal(event)).is_err() {
                return;
            }
        }
        // The terminal is gone.
        let _ = tell.send(Arrival::Signal(Signal::End));
    });
}

#[cfg(unix)]
fn hear_signals(tell: Sender<Arrival>) -> std::io::Result<()> {
    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP};

    let mut signals =
        signal_hook::iterator::Signals::new([SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT])?;
    thread::spawn(move || {
        for signal in signals.forever() {
            let signal = match signal {
                SIGTSTP => Signal::Stop,
                SIGCONT => Signal::Continue,
                _ => Signal::End,
            };
            if tell.send(Arrival::Signal(signal)).is_err() {
                return;
            }
        }
    });
    Ok(())
}

#[cfg(not(unix))]
fn hear_signals(_tell: Sender<Arrival>) -> std::io::Result<()> {
    Ok(())
}

/// Watches the folders, not the files: editors and `SQLite` replace files.
fn watcher(tell: Sender<Arrival>, watched: &Watched) -> Option<RecommendedWatcher> {
    let (configs, journals) = (names(&watched.config), names(&watched.journal));
    let (write, writes) = mpsc::channel();
    let tell_of_journal = tell.clone();
    thread::spawn(move || look_until_settled(&writes, &tell_of_journal));
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
            let _ = tell.send(Arrival::ConfigWritten);
        }
    };
    notify::recommended_watcher(heard).ok()
}

/// SQLite writes its log first, and what it wrote counts only when that has reached the disk, of which nothing
/// is heard. So after a write is heard of, it is looked for again after each of these.
const SETTLING: [Duration; 2] = [Duration::from_millis(100), Duration::from_secs(1)];

/// Tells of each write at once, and again while it may only be half done.
fn look_until_settled(writes: &Receiver<()>, tell: &Sender<Arrival>) {
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
        if tell.send(Arrival::JournalWritten).is_err() {
            return;
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_write_is_looked_for_again_until_it_counts() {
        let ((write, writes), (tell, told)) = (mpsc::channel(), mpsc::channel());
        thread::spawn(move || look_until_settled(&writes, &tell));
        write.send(()).unwrap();
        let looks = 1 + SETTLING.len();
        for _ in 0..looks {
            let arrival = told.recv_timeout(Duration::from_secs(20)).unwrap();
            assert!(matches!(arrival, Arrival::JournalWritten));
        }
        drop(write);
        assert!(told.recv().is_err(), "it goes on looking for ever");
    }
}
