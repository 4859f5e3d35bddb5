//! The threads that listen: to the terminal, to signals, to files that others write.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Sender};
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
    _watcher: Option<RecommendedWatcher>,
}

impl Ears {
    /// Starts to listen.
    ///
    /// # Errors
    /// When the system refuses signal handlers. A file system that cannot be watched is no error: what others
    /// write is then seen when the app looks again by itself.
    pub fn open(tell: &Sender<Arrival>, watched: &Watched) -> std::io::Result<Self> {
        // From here on a change of size is noticed; the thread alone would begin at a time of its own.
        event::poll(Duration::ZERO)?;
        hear_the_terminal(tell.clone());
        hear_signals(tell.clone())?;
        Ok(Self {
            _watcher: watch(tell.clone(), watched),
        })
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
fn watch(tell: Sender<Arrival>, watched: &Watched) -> Option<RecommendedWatcher> {
    let Watched { config, journal } = watched.clone();
    let heard = move |event: notify::Result<notify::Event>| {
        let Ok(event) = event else { return };
        if matches!(event.kind, EventKind::Access(_)) {
            return;
        }
        // SQLite writes beside its file too: journal.db-wal.
        if event.paths.iter().any(|path| begins_with(path, &journal)) {
            let _ = tell.send(Arrival::JournalWritten);
        }
        if event
            .paths
            .iter()
            .any(|path| path.file_name() == config.file_name())
        {
            let _ = tell.send(Arrival::ConfigWritten);
        }
    };
    let mut inner = notify::recommended_watcher(heard).ok()?;
    for folder in [watched.config.parent(), watched.journal.parent()]
        .into_iter()
        .flatten()
    {
        let folder = if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        };
        // A folder that is not there yet holds nothing that others could write.
        let _ = inner.watch(folder, RecursiveMode::NonRecursive);
    }
    Some(inner)
}

fn begins_with(path: &Path, file: &Path) -> bool {
    let name = |path: &Path| {
        path.file_name()
            .map(|name| name.as_encoded_bytes().to_owned())
    };
    match (name(path), name(file)) {
        (Some(path), Some(file)) => path.starts_with(&file),
        _ => false,
    }
}
