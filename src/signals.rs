//! Unix signals, caught and forwarded as values.

use std::io;

/// The signals that the program handles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// SIGINT: the user pressed Ctrl-C.
    Interrupt,
    /// SIGTERM or SIGHUP: the session ends, or the process is asked to end.
    Terminate,
    /// SIGTSTP: the user pressed Ctrl-Z.
    Stop,
    /// SIGCONT: the process was resumed. The content of the terminal is unknown.
    Continue,
}

/// Signals that are caught, and wait to be forwarded.
#[derive(Debug)]
pub struct CaughtSignals {
    #[cfg(unix)]
    signals: signal_hook::iterator::Signals,
}

#[cfg(unix)]
impl CaughtSignals {
    /// Catches these signals from now on; they no longer end or stop the process.
    ///
    /// # Errors
    /// When the system refuses signal handlers.
    pub fn catch(wanted: &[Signal]) -> io::Result<Self> {
        let numbers = wanted.iter().flat_map(|signal| signal.numbers());
        Ok(Self {
            signals: signal_hook::iterator::Signals::new(numbers)?,
        })
    }

    /// Forwards each signal from a new thread, beginning with those already caught.
    pub fn forward(mut self, send: impl Fn(Signal) + Send + 'static) {
        std::thread::spawn(move || {
            for number in self.signals.forever() {
                if let Some(signal) = Signal::from_number(number) {
                    send(signal);
                }
            }
        });
    }
}

#[cfg(unix)]
impl Signal {
    const ALL: [Self; 4] = [Self::Interrupt, Self::Terminate, Self::Stop, Self::Continue];

    fn numbers(self) -> &'static [i32] {
        use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP};

        match self {
            Self::Interrupt => &[SIGINT],
            Self::Terminate => &[SIGTERM, SIGHUP],
            Self::Stop => &[SIGTSTP],
            Self::Continue => &[SIGCONT],
        }
    }

    fn from_number(number: i32) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|signal| signal.numbers().contains(&number))
    }
}

/// This platform has no such signals.
#[cfg(not(unix))]
impl CaughtSignals {
    /// Catches nothing.
    ///
    /// # Errors
    /// Never.
    pub fn catch(_wanted: &[Signal]) -> io::Result<Self> {
        Ok(Self {})
    }

    /// Does nothing.
    pub fn forward(self, _send: impl Fn(Signal) + Send + 'static) {}
}
