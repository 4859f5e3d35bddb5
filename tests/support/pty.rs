//! Runs the built program in a pseudo-terminal: sends keys and reads its screen.

#![allow(dead_code, reason = "each test file uses its own part of the terminal")]

#[path = "clock.rs"]
pub mod clock;

use std::io::{Read, Write};
use std::num::NonZero;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Condvar, Mutex, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

use chrono::{NaiveTime, Utc};
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// The limit of every wait. Tests that pass never reach it.
const PATIENCE: Duration = Duration::from_secs(20);

/// A pseudo-terminal with a program running in it.
pub struct Terminal {
    master: Box<dyn MasterPty + Send>,
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    output: Arc<Output>,
    screen: Mutex<Screen>,
}

/// What the program writes.
#[derive(Default)]
struct Output {
    bytes: Mutex<Vec<u8>>,
    has_grown: Condvar,
}

/// The screen that the first bytes draw. It is brought up to date when somebody looks, so that nothing is parsed while a
/// bench waits for the program.
struct Screen {
    parser: vt100::Parser,
    drawn: usize,
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize {
        rows,
        cols: columns,
        pixel_width: 0,
        pixel_height: 0,
    }
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

fn cells(number: u16) -> NonZero<u16> {
    NonZero::new(number).expect("a terminal has cells")
}

/// The time zone of all terminals of this process, where it was 13:00 when the first one was started. At that time the
/// morning's question is over and no step of the built-in plan is due, so nothing covers the hint at the foot.
pub fn zone() -> &'static str {
    &zone_and_minutes().0
}

/// How many minutes that zone is ahead of UTC.
pub fn minutes_ahead() -> i32 {
    zone_and_minutes().1
}

fn zone_and_minutes() -> &'static (String, i32) {
    static ZONE: OnceLock<(String, i32)> = OnceLock::new();
    ZONE.get_or_init(|| {
        let one_o_clock = NaiveTime::from_hms_opt(13, 0, 0).unwrap();
        clock::zone_where_it_is(one_o_clock, Utc::now())
    })
}

impl Terminal {
    /// Starts winddown at 80x24, with this home directory and without any bus.
    pub fn start(home: &Path, arguments: &[&str]) -> Self {
        Self::spawn(env!("CARGO_BIN_EXE_winddown"), home, arguments)
    }

    /// Starts a program in the same way.
    pub fn spawn(program: &str, home: &Path, arguments: &[&str]) -> Self {
        Self::spawn_with(program, home, arguments, &[])
    }

    /// Starts a program with further environment variables.
    pub fn spawn_with(
        program: &str,
        home: &Path,
        arguments: &[&str],
        variables: &[(&str, &str)],
    ) -> Self {
        let pair = native_pty_system().openpty(size(80, 24)).unwrap();
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.env_clear();
        for (name, value) in clock::faked_clock() {
            command.env(name, value);
        }
        for (name, value) in [
            ("TERM", "xterm-256color"),
            ("LANG", "C.UTF-8"),
            ("PATH", "/usr/bin:/bin"),
            (
                "DBUS_SESSION_BUS_ADDRESS",
                "unix:path=/nonexistent/winddown-test",
            ),
            (
                "DBUS_SYSTEM_BUS_ADDRESS",
                "unix:path=/nonexistent/winddown-test",
            ),
        ] {
            command.env(name, value);
        }
        command.env("HOME", home);
        command.env("TZ", zone());
        for (name, value) in variables {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let output: Arc<Output> = Arc::default();
        let screen = Screen {
            parser: vt100::Parser::new(cells(24), cells(80), 0),
            drawn: 0,
        };
        let mut reader = pair.master.try_clone_reader().unwrap();
        let written = Arc::clone(&output);
        thread::spawn(move || {
            let mut chunk = [0; 8192];
            while let Ok(length @ 1..) = reader.read(&mut chunk) {
                let mut bytes = written.bytes.lock().unwrap();
                bytes.extend_from_slice(&chunk[..length]);
                written.has_grown.notify_all();
            }
        });
        let keys = pair.master.take_writer().unwrap();
        Self {
            master: pair.master,
            child,
            keys,
            output,
            screen: Mutex::new(screen),
        }
    }

    /// Sends keys as a keyboard would.
    pub fn keys(&mut self, keys: &str) {
        self.bytes(keys.as_bytes());
    }

    /// Sends bytes, which need not be whole keys.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.keys.write_all(bytes).unwrap();
        self.keys.flush().unwrap();
    }

    /// Resizes the terminal.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        // What came before is of the old size.
        self.screen();
        let mut screen = self.screen.lock().unwrap();
        let screen = screen.parser.screen_mut();
        screen.set_size(cells(rows), cells(columns));
        self.master.resize(size(columns, rows)).unwrap();
    }

    /// What is on the screen.
    pub fn screen(&self) -> String {
        let Screen { parser, drawn } = &mut *self.screen.lock().unwrap();
        let bytes = self.output.bytes.lock().unwrap();
        parser.process(&bytes[*drawn..]);
        *drawn = bytes.len();
        parser.screen().contents()
    }

    /// How many bytes the program has written.
    pub fn written(&self) -> usize {
        self.output.bytes.lock().unwrap().len()
    }

    /// All that the program has written.
    pub fn output(&self) -> Vec<u8> {
        self.output.bytes.lock().unwrap().clone()
    }

    /// Whether the program has written these bytes.
    pub fn wrote(&self, bytes: &[u8]) -> bool {
        contains(&self.output.bytes.lock().unwrap(), bytes)
    }

    /// Waits until the program has written more than so many bytes, and returns whether it did so within `limit`. Takes no
    /// time of the processor meanwhile.
    pub fn waits_for_more_than(&self, written: usize, limit: Duration) -> bool {
        self.waits_for_output(limit, |bytes| bytes.len() > written)
    }

    /// Waits until the program has written these bytes, and returns whether it did so within `limit`.
    pub fn waits_for_bytes(&self, wanted: &[u8], limit: Duration) -> bool {
        self.waits_for_output(limit, |bytes| contains(bytes, wanted))
    }

    fn waits_for_output(&self, limit: Duration, is_there: impl Fn(&[u8]) -> bool) -> bool {
        let bytes = self.output.bytes.lock().unwrap();
        let is_missing = |bytes: &mut Vec<u8>| !is_there(bytes);
        let waited = self
            .output
            .has_grown
            .wait_timeout_while(bytes, limit, is_missing);
        !waited.unwrap().1.timed_out()
    }

    /// Whether `one` was written, and before the first `other` if that was written at all.
    pub fn wrote_before(&self, one: &[u8], other: &[u8]) -> bool {
        let written = self.output.bytes.lock().unwrap();
        let first = |bytes: &[u8]| {
            let mut windows = written.windows(bytes.len());
            windows.position(|window| window == bytes)
        };
        first(one).is_some_and(|one| first(other).is_none_or(|other| one < other))
    }

    /// Waits until that text is on the screen.
    pub fn wait_for(&self, text: &str) {
        self.wait_until(&format!("`{text}` is shown"), |terminal| {
            terminal.screen().contains(text)
        });
    }

    /// Waits until `holds` returns true; `what` names it in the failure.
    pub fn wait_until(&self, what: &str, holds: impl Fn(&Self) -> bool) {
        let begun = Instant::now();
        while !holds(self) {
            assert!(
                begun.elapsed() < PATIENCE,
                "waited in vain until {what}; the screen:\n{}",
                self.screen()
            );
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// The program's process id.
    pub fn id(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// Sends a signal, by its name.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill")
            .args(["-s", name, &self.id().to_string()])
            .status()
            .unwrap();
        assert!(sent.success());
    }

    /// Waits until the program exits, and returns its exit code.
    pub fn wait_for_end(&mut self) -> u32 {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.exit_code();
            }
            assert!(
                begun.elapsed() < PATIENCE,
                "the program has not ended; the screen:\n{}",
                self.screen()
            );
            thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}
