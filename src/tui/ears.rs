//! The threads that listen: to the terminal, to signals, to files that others write.

use std::sync::mpsc::{self, Sender};
use std::thread;
use std::time::Duration;

use ratatui::crossterm::event::{self, Event};

use crate::desktop::DesktopMessage;
use crate::watch::{Change, Watch, Watched};

/// What arrives from the threads that listen.
#[derive(Debug)]
pub enum Arrival {
    /// A key, the mouse, another size.
    Terminal(Event),
    /// A signal of the system.
    Signal(Signal),
    /// Another process, or the system, changed something.
    Changed(Change),
    /// Something from the desktop: a bubble was shown, a button pressed.
    Desktop(DesktopMessage),
}

/// The signals that mean something here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// Leave: SIGTERM, SIGHUP, SIGINT.
    End,
    /// Step aside: SIGTSTP.
    #[cfg_attr(not(unix), expect(dead_code, reason = "there are no such signals"))]
    Stop,
    /// Back again: SIGCONT. The screen may hold anything.
    #[cfg_attr(not(unix), expect(dead_code, reason = "there are no such signals"))]
    Continue,
}

/// Keeps watching for as long as it lives.
#[derive(Debug)]
pub struct Ears {
    watch: Watch,
}

impl Ears {
    /// Starts to listen.
    ///
    /// # Errors
    /// When the terminal cannot be asked. A file system that cannot be watched is no error: what others write is
    /// then seen when the app looks again by itself.
    pub fn open(
        tell: &Sender<Arrival>,
        caught: Caught,
        watched: &Watched,
    ) -> std::io::Result<Self> {
        // From here on a change of size is noticed; the thread alone would begin at a time of its own.
        event::poll(Duration::ZERO)?;
        hear_the_terminal(tell.clone());
        caught.tell(tell.clone());
        Ok(Self {
            watch: watch(tell.clone(), watched),
        })
    }

    /// Watches the folders that are there by now.
    pub fn watch_folders(&mut self) {
        self.watch.folders();
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

/// The signals that came, and wait to be heard.
#[derive(Debug)]
pub struct Caught {
    #[cfg(unix)]
    signals: signal_hook::iterator::Signals,
}

impl Caught {
    /// Catches signals from now on. Before the terminal is taken over: one that came in between would end the program
    /// and leave the terminal as it is.
    ///
    /// # Errors
    /// When the system refuses signal handlers.
    #[cfg(unix)]
    pub fn from_now_on() -> std::io::Result<Self> {
        use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP};

        let signals = [SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT];
        Ok(Self {
            signals: signal_hook::iterator::Signals::new(signals)?,
        })
    }

    /// There are none to catch here.
    ///
    /// # Errors
    /// Never.
    #[cfg(not(unix))]
    pub fn from_now_on() -> std::io::Result<Self> {
        Ok(Self {})
    }

    #[cfg(unix)]
    fn tell(mut self, tell: Sender<Arrival>) {
        use signal_hook::consts::{SIGCONT, SIGTSTP};

        thread::spawn(move || {
            for signal in self.signals.forever() {
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
    }

    #[cfg(not(unix))]
    fn tell(self, _tell: Sender<Arrival>) {}
}

fn watch(tell: Sender<Arrival>, watched: &Watched) -> Watch {
    Watch::files(watched, move |change| {
        // When nobody listens any more, the program is ending.
        let _ = tell.send(Arrival::Changed(change));
    })
}
