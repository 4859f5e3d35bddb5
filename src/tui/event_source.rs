//! The events that the loop waits for, and the threads that read the terminal.

use std::io::{BufRead, Read};
use std::sync::mpsc::{self, Sender};
#[cfg(unix)]
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::thread;

use ratatui::crossterm::event::Event;

#[cfg(unix)]
use super::key_decoder::KeyDecoder;
use super::message::Message;
use crate::evening::LONGEST_TEXT;
use crate::signals::Signal;

/// An event sent to the loop by one of the program's threads.
#[derive(Debug)]
pub enum Arrival {
    /// A key, a mouse event, pasted text, or a new size.
    Terminal(Event),
    /// A Unix signal.
    Signal(Signal),
    /// A line of standard input. The next one is read when the sender is dropped.
    Line(String, Sender<()>),
    /// The result of slow work done on a thread.
    Done(Box<Message>),
    /// The writer has reported something.
    Reports,
}

/// The longest line of standard input, in bytes. The rest of a longer one is dropped; what is left is still longer than
/// any text that is recorded, so it is refused as such.
const LONGEST_LINE: u64 = 5 * LONGEST_TEXT as u64;

/// Starts the thread that reads lines from standard input, until there are no more. It reads the next one when the last
/// was handled, as a program may write more of them than there is memory for.
///
/// # Errors
/// If no thread can be started.
pub fn listen_for_lines(send: Sender<Arrival>) -> std::io::Result<()> {
    let read = move || {
        let mut input = std::io::stdin().lock();
        while let Some(line) = next_line(&mut input) {
            let (handled, waits) = mpsc::channel();
            if send.send(Arrival::Line(line, handled)).is_err() {
                return;
            }
            // Nothing is sent; this ends when the other end is dropped.
            let _ = waits.recv();
        }
        // Sending fails only while the program is ending.
        let _ = send.send(Arrival::Done(Box::new(Message::InputOver)));
    };
    thread::Builder::new().spawn(read)?;
    Ok(())
}

/// The next line, without spaces around it and cut at [`LONGEST_LINE`]. None when there are no more.
fn next_line(input: &mut impl BufRead) -> Option<String> {
    let mut bytes = vec![];
    let read = input.take(LONGEST_LINE).read_until(b'\n', &mut bytes);
    let Ok(1..) = read else {
        return None;
    };
    if bytes.last() != Some(&b'\n') {
        // An error comes again with the next line.
        let _ = input.skip_until(b'\n');
    }
    Some(String::from_utf8_lossy(&bytes).trim().to_owned())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_one_by_one_and_the_end_of_a_long_one_is_dropped() {
        let long = "x".repeat(1 << 20);
        let text = format!("one\r\n\n {long}\ntwo\n{long}");
        let mut input = std::io::BufReader::with_capacity(7, text.as_bytes());
        let lines: Vec<String> = std::iter::from_fn(|| next_line(&mut input)).collect();
        let lengths: Vec<usize> = lines.iter().map(String::len).collect();
        assert_eq!(lengths, [3, 0, 19_999, 3, 20_000]);
        assert_eq!((&*lines[0], &*lines[3]), ("one", "two"));
    }

    #[test]
    fn a_whole_text_of_the_widest_letters_fits() {
        let text = "👣".repeat(LONGEST_TEXT);
        let line = format!("note {text}\n");
        let read = next_line(&mut line.as_bytes()).unwrap();
        assert!(read.ends_with(&text));
    }
}
