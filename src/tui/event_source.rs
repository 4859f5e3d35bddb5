//! What reaches the loop of the window, and the thread that listens to the terminal.

use std::sync::mpsc::Sender;
use std::thread;
use std::time::Duration;

use ratatui::crossterm::event::{self, Event};

use super::message::Message;
use crate::remind::host::HostEvent;
use crate::signals::Signal;

/// What reaches the loop from the threads that listen.
#[derive(Debug)]
pub enum Arrival {
    /// A key, the mouse, another size.
    Terminal(Event),
    /// A signal of the system.
    Signal(Signal),
    /// Work that took long is done; its outcome.
    Done(Box<Message>),
    /// Something for the host: others changed something, or something became of a notification.
    Host(HostEvent),
}

/// Starts to listen to the terminal.
///
/// # Errors
/// When the terminal cannot be asked.
pub fn listen_to_the_terminal(send: Sender<Arrival>) -> std::io::Result<()> {
    // From here on a change of size is noticed; the thread alone would begin at a time of its own.
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
