//! The events that the loop waits for, and the threads that read the terminal.

use std::io::BufRead;
use std::sync::mpsc::Sender;
#[cfg(unix)]
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;

use ratatui::crossterm::event::Event;

#[cfg(unix)]
use super::key_decoder::KeyDecoder;
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

/// Starts the thread that reads lines from standard input, until there are no more.
///
/// # Errors
/// If no thread can be started.
pub fn listen_for_lines(send: Sender<Arrival>) -> std::io::Result<()> {
    let read = move || {
        let mut input = std::io::stdin().lock();
        let mut bytes = vec![];
        while let Ok(1..) = input.read_until(b'\n', &mut bytes) {
            let line = String::from_utf8_lossy(&bytes).trim().to_owned();
            bytes.clear();
            if send
                .send(Arrival::Done(Box::new(Message::Line(line))))
                .is_err()
            {
                return;
            }
        }
        // Sending fails only while the program is ending.
        let _ = send.send(Arrival::Done(Box::new(Message::InputOver)));
    };
    thread::Builder::new().spawn(read)?;
    Ok(())
}

/// Starts the threads that read the terminal: one reads its bytes, the other makes keys of them.
///
/// # Errors
/// If no thread can be started.
#[cfg(unix)]
pub fn listen_to_the_terminal(send: Sender<Arrival>) -> std::io::Result<()> {
    let (send_chunk, chunks) = mpsc::channel();
    thread::Builder::new().spawn(move || {
        decode(&chunks, &send);
        // The terminal is gone, or nobody listens any more.
        let _ = send.send(Arrival::Signal(Signal::Terminate));
    })?;
    thread::Builder::new().spawn(move || read_bytes(&send_chunk))?;
    Ok(())
}

/// Reads bytes until the terminal is gone.
#[cfg(unix)]
fn read_bytes(chunks: &Sender<Vec<u8>>) {
    use std::io::{ErrorKind, Read};

    use rustix::event::{PollFd, PollFlags, poll};

    let mut stdin = std::io::stdin();
    let mut bytes = [0; 4096];
    loop {
        match stdin.read(&mut bytes) {
            Ok(0) => return,
            Ok(length) if chunks.send(bytes[..length].to_vec()).is_err() => return,
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            // Another program has made the terminal one that is read without waiting.
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                let mut fds = [PollFd::new(&stdin, PollFlags::IN)];
                if poll(&mut fds, None).is_err_and(|error| error != rustix::io::Errno::INTR) {
                    return;
                }
            }
            Err(_) => return,
        }
    }
}

/// Sends the events of the bytes, until there are no more or nobody listens.
#[cfg(unix)]
fn decode(chunks: &Receiver<Vec<u8>>, send: &Sender<Arrival>) {
    let mut decoder = KeyDecoder::default();
    loop {
        let chunk = match decoder.waits_for() {
            None => chunks.recv().map_err(RecvTimeoutError::from),
            Some(patience) => chunks.recv_timeout(patience),
        };
        let events = match chunk {
            Ok(bytes) => decoder.push(&bytes),
            Err(RecvTimeoutError::Timeout) => decoder.paused().into_iter().collect(),
            Err(RecvTimeoutError::Disconnected) => return,
        };
        let background = decoder.take_background().map(Message::Background);
        let background = background.map(|message| Arrival::Done(Box::new(message)));
        let events = events.into_iter().map(Arrival::Terminal);
        for arrival in events.chain(background) {
            if send.send(arrival).is_err() {
                return;
            }
        }
    }
}

/// Starts the thread that reads the terminal.
///
/// # Errors
/// If no thread can be started.
#[cfg(not(unix))]
pub fn listen_to_the_terminal(send: Sender<Arrival>) -> std::io::Result<()> {
    use ratatui::crossterm::event;

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
