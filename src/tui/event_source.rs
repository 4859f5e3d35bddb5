//! The events that the loop waits for, and the thread that reads the terminal.

use std::sync::mpsc::Sender;
use std::thread;
use std::time::Duration;

use ratatui::crossterm::event::{self, Event};

use super::message::Message;
use crate::signals::Signal;

/// An event sent to the loop by one of the program's threads.
#[derive(Debug)]
pub enum Arrival {
    /// A key, a mouse event, pasted text, or a new size.
    Terminal(Event),
    /// A Unix signal.
    Signal(Signal),
    /// The result of slow work done on a thread.
    Done(Box<Message>),
    /// The writer has reported something.
    Reports,
}

/// Makes standard input, which is a terminal, one that is read without waiting. Where only part of a key's sequence has
/// arrived, reading the rest would wait, and a new size would not be noticed meanwhile. The terminal is opened once more
/// for that, so that for other programs nothing changes. Where it cannot be, it is read as it is.
#[cfg(target_os = "linux")]
fn read_without_waiting() {
    use std::os::unix::fs::OpenOptionsExt;

    use rustix::fs::OFlags;

    let flags = OFlags::NONBLOCK | OFlags::NOCTTY;
    let again = std::fs::File::options()
        .read(true)
        .custom_flags(flags.bits().cast_signed())
        .open("/proc/self/fd/0");
    if let Ok(again) = again {
        let _ = rustix::stdio::dup2_stdin(again);
    }
}

#[cfg(not(target_os = "linux"))]
fn read_without_waiting() {}

/// Starts the thread that reads the terminal.
///
/// # Errors
/// If the terminal cannot be polled, or no thread can be started.
pub fn listen_to_the_terminal(send: Sender<Arrival>) -> std::io::Result<()> {
    read_without_waiting();
    // Polling once installs the handler for size changes now, not whenever the thread gets to run.
    event::poll(Duration::ZERO)?;
    let reads = move || {
        while let Ok(event) = event::read() {
            if send.send(Arrival::Terminal(event)).is_err() {
                return;
            }
        }
        // The terminal is gone.
        let _ = send.send(Arrival::Signal(Signal::Terminate));
    };
    thread::Builder::new().spawn(reads)?;
    Ok(())
}
