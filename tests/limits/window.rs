//! A window whose terminal nobody reads, and one without threads or file handles.

use std::io::{Read, Write};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

use super::{Home, PATIENCE, few_threads, kill};

/// A window in a terminal of the test's own, which is read only when the test says so.
pub(super) struct Window {
    master: Box<dyn portable_pty::MasterPty + Send>,
    reads: Sender<()>,
    chunks: Receiver<Vec<u8>>,
    keys: Box<dyn Write + Send>,
    child: Box<dyn portable_pty::Child + Send + Sync>,
}

impl Window {
    pub(super) fn open(home: &Home, more: &[(&str, &str)]) -> Self {
        let size = PtySize {
            rows: 60,
            cols: 200,
            ..PtySize::default()
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_winddown"));
        command.env_clear();
        for (name, value) in home.variables() {
            command.env(name, value);
        }
        for (name, value) in more {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        // Reads only when it is asked to, so that the terminal can fill up.
        let mut output = pair.master.try_clone_reader().unwrap();
        let (reads, asked) = mpsc::channel();
        let (read, chunks) = mpsc::channel();
        thread::spawn(move || {
            for () in asked {
                let mut chunk = vec![0; 4096];
                let length = output.read(&mut chunk).unwrap_or(0);
                chunk.truncate(length);
                if read.send(chunk).is_err() {
                    break;
                }
            }
        });
        Self {
            reads,
            chunks,
            keys: pair.master.take_writer().unwrap(),
            master: pair.master,
            child,
        }
    }

    /// Reads until that text has come.
    pub(super) fn read_until(&mut self, text: &str) -> String {
        let seen = self.read_until_or_end(text);
        assert!(seen.contains(text), "it ended without `{text}`: {seen}");
        seen
    }

    /// Reads until that text has come, or the program has ended.
    pub(super) fn read_until_or_end(&mut self, text: &str) -> String {
        let until = Instant::now() + PATIENCE;
        let mut seen = String::new();
        while !seen.contains(text) {
            self.reads.send(()).unwrap();
            let left = until.saturating_duration_since(Instant::now());
            match self.chunks.recv_timeout(left) {
                Ok(chunk) if chunk.is_empty() => break,
                Ok(chunk) => seen += &String::from_utf8_lossy(&chunk),
                Err(why) => panic!("there is never `{text}` ({why}): {seen}"),
            }
        }
        seen
    }

    pub(super) fn press(&mut self, keys: &str) {
        // A program that has ended takes no keys.
        let _ = self.keys.write_all(keys.as_bytes());
    }

    /// How it ended, and how long that took.
    pub(super) fn wait(&mut self) -> (portable_pty::ExitStatus, Duration) {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return (status, begun.elapsed());
            }
            if begun.elapsed() > PATIENCE {
                let _ = self.child.kill();
                panic!("the window does not end");
            }
            thread::sleep(Duration::from_millis(5));
        }
    }
}

#[test]
fn a_window_whose_terminal_nobody_reads_ends_when_it_is_asked_and_loses_nothing() {
    for signal in ["TERM", "HUP", "INT"] {
        let home = Home::new();
        let mut window = Window::open(&home, &[]);
        window.read_until("Herbal tea");
        window.press("d");
        window.read_until("✓");
        let pid = window.child.process_id().unwrap();
        // Each help fills the terminal further, until it takes nothing any more.
        for _ in 0..60 {
            window.press("?");
            thread::sleep(Duration::from_millis(5));
        }
        thread::sleep(Duration::from_millis(200));
        kill(pid, signal);
        let (ended, took) = window.wait();
        assert!(ended.success(), "{signal}: {ended:?}");
        // It is to be within a second; a busy computer may need longer.
        assert!(took < Duration::from_secs(4), "{signal}: {took:?}");
        assert!(home.is_done());
        drop(window.master);
    }
}

#[test]
fn a_window_that_is_told_to_quit_leaves_the_terminal_as_it_was() {
    let home = Home::new();
    let mut window = Window::open(&home, &[]);
    window.read_until("Herbal tea");
    kill(window.child.process_id().unwrap(), "QUIT");
    window.read_until("\u{1b}[?1049l");
    let (ended, _) = window.wait();
    assert!(ended.success(), "{ended:?}");
}

#[test]
fn however_many_keys_wait_the_picture_is_drawn_and_a_request_to_end_is_followed() {
    let home = Home::new();
    let mut window = Window::open(&home, &[]);
    // From now on a thread takes keys, whatever else happens.
    window.press("?");
    window.read_until("close");
    // Each opens or closes the help.
    window.press(&"?".repeat(100_000));
    let begun = Instant::now();
    window.read_until("Herbal tea");
    window.read_until("close");
    let took = begun.elapsed();
    assert!(took < Duration::from_secs(3), "drawn after {took:?}");
    let begun = Instant::now();
    kill(window.child.process_id().unwrap(), "TERM");
    window.read_until("\u{1b}[?1049l");
    let (ended, _) = window.wait();
    assert!(ended.success(), "{ended:?}");
    let took = begun.elapsed();
    assert!(took < Duration::from_secs(3), "ended after {took:?}");
}

#[test]
fn without_threads_or_handles_a_window_works_or_says_why_not() {
    let library = few_threads().to_str().unwrap();
    for threads in 0..14 {
        let home = Home::new();
        let number = threads.to_string();
        let variables = [("LD_PRELOAD", library), ("THREADS", number.as_str())];
        let mut window = Window::open(&home, &variables);
        window.press("d?q");
        let said = window.read_until_or_end("winddown: ");
        let (ended, _) = window.wait();
        assert!(!said.contains("panicked"), "{threads} threads: {said}");
        let code = ended.exit_code();
        assert!(
            code < 3 && ended.signal().is_none(),
            "{threads} threads: {ended:?}"
        );
        assert!(
            code == 0 || said.contains("winddown: "),
            "{threads} threads: {said}"
        );
    }
}
