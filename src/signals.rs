//! Unix signals, caught and forwarded as values.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
#[cfg(unix)]
use std::thread;

/// The signals that the program handles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// SIGINT: the user pressed Ctrl-C.
    Interrupt,
    /// SIGTERM, SIGHUP or SIGQUIT: the session ends, or the process is asked to end. The last would leave a raw terminal.
    Terminate,
    /// SIGTSTP: the user pressed Ctrl-Z.
    Stop,
    /// SIGCONT: the process was resumed. The content of the terminal is unknown.
    Continue,
    /// SIGWINCH: the terminal has a new size.
    Resize,
}

/// Whether a caught signal has asked the program to end. It is known at once, even while nobody takes in what is
/// forwarded.
pub fn asked_to_end() -> bool {
    ASKED_TO_END
        .get()
        .is_some_and(|asked| asked.load(Ordering::Relaxed))
}

static ASKED_TO_END: OnceLock<Arc<AtomicBool>> = OnceLock::new();

/// Makes writing past the limit on the size of files (`RLIMIT_FSIZE`) an error instead of a fatal signal.
pub fn survive_file_limits() {
    // A handler and not `SIG_IGN`, which programs that are started would inherit.
    #[cfg(unix)]
    let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, Arc::default());
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
        let asked = ASKED_TO_END.get_or_init(Arc::default);
        for number in wanted.iter().flat_map(|signal| signal.that_end()) {
            signal_hook::flag::register(*number, Arc::clone(asked))?;
        }
        let numbers = wanted.iter().flat_map(|signal| signal.numbers());
        Ok(Self {
            signals: signal_hook::iterator::Signals::new(numbers)?,
        })
    }

    /// Forwards each signal from a new thread, beginning with those already caught.
    ///
    /// # Errors
    /// When no thread can be started.
    pub fn forward(mut self, send: impl Fn(Signal) + Send + 'static) -> io::Result<()> {
        let forwards = move || {
            for number in self.signals.forever() {
                if let Some(signal) = Signal::from_number(number) {
                    send(signal);
                }
            }
        };
        thread::Builder::new().spawn(forwards)?;
        Ok(())
    }
}

#[cfg(unix)]
impl Signal {
    const ALL: [Self; 5] = [
        Self::Interrupt,
        Self::Terminate,
        Self::Stop,
        Self::Continue,
        Self::Resize,
    ];

    fn numbers(self) -> &'static [i32] {
        use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};

        match self {
            Self::Interrupt => &[SIGINT],
            Self::Terminate => &[SIGTERM, SIGHUP, SIGQUIT],
            Self::Stop => &[SIGTSTP],
            Self::Continue => &[SIGCONT],
            Self::Resize => &[SIGWINCH],
        }
    }

    /// The numbers of the signals by which the program is asked to end.
    fn that_end(self) -> &'static [i32] {
        match self {
            Self::Interrupt | Self::Terminate => self.numbers(),
            Self::Stop | Self::Continue | Self::Resize => &[],
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
    ///
    /// # Errors
    /// Never.
    pub fn forward(self, _send: impl Fn(Signal) + Send + 'static) -> io::Result<()> {
        Ok(())
    }
}
