//! The terminal, written to in a way that cannot hold the program up for good.
//!
//! A terminal takes no more when nobody reads it: its window hangs, or output was stopped with Ctrl-S. Writing to
//! standard output then blocks for ever, and a signal that asks the program to end is not heeded. So the terminal is
//! opened once more, for writing without waiting, which does not change what standard output is for other programs.

use std::fs::File;
use std::io::{self, Stdout, Write};
use std::time::{Duration, Instant};

use crate::{clock, signals};

/// The longest pause between checks whether the program was asked to end.
#[cfg(unix)]
const CHECK_EVERY: Duration = Duration::from_millis(100);

/// How long to wait for a terminal that takes nothing.
#[derive(Debug, Clone, Copy)]
pub enum Patience {
    /// Until a signal asks the program to end.
    UntilAskedToEnd,
    /// Until this instant.
    #[cfg_attr(
        not(unix),
        allow(dead_code, reason = "there the system waits for the terminal")
    )]
    Until(Instant),
}

/// The terminal that standard output is.
#[derive(Debug)]
pub struct TerminalOutput {
    output: Output,
    patience: Patience,
}

#[derive(Debug)]
enum Output {
    /// The terminal, opened for writing without waiting.
    Apart(File),
    /// Standard output, where the terminal cannot be opened once more.
    Standard(Stdout),
}

impl TerminalOutput {
    /// Opens the terminal. Standard output has to be one.
    pub fn open(patience: Patience) -> Self {
        let apart = open_apart().map(Output::Apart);
        Self {
            output: apart.unwrap_or_else(|_| Output::Standard(io::stdout())),
            patience,
        }
    }

    /// Opens the terminal for a few last words: once the program was asked to end, for at most this long.
    pub fn open_to_leave(at_most: Duration) -> Self {
        Self::open(if signals::asked_to_end() {
            Patience::Until(clock::monotonic() + at_most)
        } else {
            Patience::UntilAskedToEnd
        })
    }
}

impl Write for TerminalOutput {
    /// Writes what the terminal takes.
    ///
    /// # Errors
    /// [`io::ErrorKind::TimedOut`] when it takes nothing and there is no more patience, else the system's error.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.output {
            Output::Standard(output) => output.write(bytes),
            Output::Apart(file) => loop {
                match file.write(bytes) {
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                        wait_for_room(file, self.patience)?;
                    }
                    written => return written,
                }
            },
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.output {
            Output::Standard(output) => output.flush(),
            Output::Apart(_) => Ok(()),
        }
    }
}

#[cfg(unix)]
fn open_apart() -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;

    use rustix::fs::OFlags;

    // On Linux this opens the very terminal that standard output is.
    let path = if cfg!(target_os = "linux") {
        "/proc/self/fd/1"
    } else {
        "/dev/tty"
    };
    let flags = OFlags::NONBLOCK | OFlags::NOCTTY;
    File::options()
        .write(true)
        .custom_flags(flags.bits().cast_signed())
        .open(path)
}

#[cfg(not(unix))]
fn open_apart() -> io::Result<File> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Waits until the terminal takes something.
#[cfg(unix)]
fn wait_for_room(terminal: &File, patience: Patience) -> io::Result<()> {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};

    let left = match patience {
        Patience::UntilAskedToEnd if signals::asked_to_end() => Duration::ZERO,
        Patience::UntilAskedToEnd => CHECK_EVERY,
        Patience::Until(end) => end.saturating_duration_since(clock::monotonic()),
    };
    if left.is_zero() {
        let why = "the terminal takes nothing";
        return Err(io::Error::new(io::ErrorKind::TimedOut, why));
    }
    let pause = Timespec::try_from(left.min(CHECK_EVERY)).ok();
    match poll(&mut [PollFd::new(terminal, PollFlags::OUT)], pause.as_ref()) {
        Ok(_) | Err(rustix::io::Errno::INTR) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Never called: the terminal is not opened for writing without waiting on this platform.
#[cfg(not(unix))]
fn wait_for_room(_terminal: &File, _patience: Patience) -> io::Result<()> {
    Err(io::ErrorKind::WouldBlock.into())
}
