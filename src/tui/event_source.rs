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

/// Starts the thread that reads the terminal.
///
/// # Errors
/// If the terminal cannot be polled.
pub fn listen_to_the_terminal(send: Sender<Arrival>) -> std::io::Result<()> {
    // Polling once installs the handler for size changes now, not whenever the thread gets to run.
    event::poll(Duration::ZERO)?;
    thread::spawn(move || {
        while let Ok(event) = event::read() {
            if send.send(Arrival::Terminal(event)).is_err() {
                return;
            }
        }
        // The terminal is gone.
        let _ = send.send(Arrival::Signal(Signal::Terminate));
    });
    Ok(())
}
