//! A closed terminal, and output that cannot be written: the program exits without errors, and entries are not lost.
#![cfg(target_os = "linux")] // which has /dev/full

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use tempfile::TempDir;
use winddown::event::{Event, What};
use winddown::journal::Journal;

/// The limit of every wait. Tests that pass never reach it.
const PATIENCE: Duration = Duration::from_secs(20);

/// A plan with one step that is due at any time of day. A cutoff is kept, not done at a time, so nobody asks when it was.
const CONFIG: &str = r#"
bedtime = "23:59"
wake = "00:00"
[[step]]
id = "tea"
title = "Herbal tea"
kind = "cutoff"
substance = "food"
at = "00:01"
"#;

fn home() -> TempDir {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join(".config/winddown");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("config.toml"), CONFIG).unwrap();
    home
}

fn events(home: &Path) -> Vec<Event> {
    let journal = home.join(".local/share/winddown/journal.db");
    Journal::open(&journal, "test").unwrap().all().unwrap()
}

fn is_done(events: &[Event]) -> bool {
    events
        .iter()
        .any(|event| matches!(event.what, What::Done { .. }))
}

/// The program in a pseudo-terminal that can be closed while it runs, because nothing else holds it open.
struct Window {
    master: Box<dyn MasterPty + Send>,
    /// None while a thread of [`Window::wait_for`] reads from it.
    output: Option<Box<dyn Read + Send>>,
    screen: Arc<Mutex<vt100::Parser>>,
    child: Box<dyn Child + Send + Sync>,
}

impl Window {
    fn open(home: &Path, arguments: &[&str]) -> Self {
        let size = PtySize {
            rows: 24,
            cols: 80,
            ..PtySize::default()
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_winddown"));
        command.args(arguments);
        command.env_clear();
        command.env("HOME", home);
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        command.env(
            "DBUS_SESSION_BUS_ADDRESS",
            "unix:path=/nonexistent/winddown-test",
        );
        let child = pair.slave.spawn_command(command).unwrap();
        Self {
            output: Some(pair.master.try_clone_reader().unwrap()),
            screen: Arc::new(Mutex::new(vt100::Parser::new(
                24.try_into().unwrap(),
                80.try_into().unwrap(),
                0,
            ))),
            master: pair.master,
            child,
        }
    }

    /// Reads until the program has drawn that text.
    fn wait_for(&mut self, text: &str) {
        let mut output = self.output.take().unwrap();
        let (screen, wanted) = (Arc::clone(&self.screen), text.to_owned());
        let (shown, is_shown) = mpsc::channel();
        thread::spawn(move || {
            let contents = || screen.lock().unwrap().screen().contents();
            let mut chunk = [0; 4096];
            while !contents().contains(&wanted) {
                match output.read(&mut chunk) {
                    Ok(length @ 1..) => screen.lock().unwrap().process(&chunk[..length]),
                    _ => return,
                }
            }
            let _ = shown.send(output); // fails if the wait has timed out
        });
        self.output = is_shown.recv_timeout(PATIENCE).ok();
        if self.output.is_none() {
            let contents = self.screen.lock().unwrap().screen().contents();
            panic!("waited in vain for `{text}`; the screen:\n{contents}");
        }
    }

    /// Closes the terminal, and waits until the program has ended.
    fn close(self) -> ExitStatus {
        let Self {
            master,
            output,
            mut child,
            ..
        } = self;
        drop((master, output));
        let begun = Instant::now();
        loop {
            if let Some(status) = child.try_wait().unwrap() {
                return status;
            }
            if begun.elapsed() > PATIENCE {
                let _ = child.kill();
                panic!("the program still runs in a closed terminal");
            }
            thread::sleep(Duration::from_millis(5));
        }
    }
}

#[test]
fn closing_the_terminal_ends_the_program_quietly_and_keeps_what_was_recorded() {
    let home = home();
    let mut window = Window::open(home.path(), &[]);
    window.wait_for("Herbal tea");
    let mut keys = window.master.take_writer().unwrap();
    keys.write_all(b"d").unwrap();
    window.wait_for("Herbal tea: done");
    // Dropping the writer sends an end-of-file character, which must not end the program here: the help ignores it.
    keys.write_all(b"?").unwrap();
    window.wait_for("Esc");
    drop(keys);
    let ended = window.close();
    assert!(ended.success(), "{ended:?}");
    assert!(is_done(&events(home.path())));
}

#[test]
fn closing_the_terminal_ends_every_screen_quietly() {
    for (arguments, shown) in [
        (&["play", "restless-legs"][..], "Get ready"),
        (&[][..], "Good evening"),
    ] {
        let home = tempfile::tempdir().unwrap();
        let mut window = Window::open(home.path(), arguments);
        window.wait_for(shown);
        let ended = window.close();
        assert!(ended.success(), "{arguments:?}: {ended:?}");
    }
}

#[test]
fn closing_the_terminal_ends_an_agent_quietly() {
    let home = home();
    let mut window = Window::open(home.path(), &["agent"]);
    window.wait_for("Ctrl-C");
    let ended = window.close();
    // If it has not installed its signal handlers yet, SIGHUP kills it.
    let is_quiet = ended.success() || ended.signal() == Some("Hangup");
    assert!(is_quiet, "{ended:?}");
}

/// Runs a command with standard output and standard error on `/dev/full`, and returns its exit code.
fn run_on_full_device(home: &Path, arguments: &[&str]) -> Option<i32> {
    let full = || Stdio::from(File::options().write(true).open("/dev/full").unwrap());
    let ended = Command::new(env!("CARGO_BIN_EXE_winddown"))
        .args(arguments)
        .env_clear()
        .env("HOME", home)
        .stdin(Stdio::null())
        .stdout(full())
        .stderr(full())
        .status()
        .unwrap();
    ended.code()
}

#[test]
fn a_recorded_entry_is_a_success_even_if_the_answer_cannot_be_printed() {
    for arguments in [
        &["done", "tea"][..],
        &["done", "tea", "--json"],
        &["skip", "tea"],
        &["snooze", "tea", "1m"],
        &["bedtime", "23:58"],
        &["lights-out"],
        &["woke", "--date", "yesterday", "--at", "23:59"],
        &["log", "legs", "3"],
        &["log", "note", "slept well"],
        &["log", "caffeine", "tea", "--json"],
        &["log", "factor", "stress"],
        &["log", "iron", "--ferritin", "50"],
        &["self-check", "yyny"],
        &["excuse"],
        &["excuse", "--json"],
        &["trial", "start", "tea"],
    ] {
        let home = home();
        if arguments[0] == "trial" {
            let check = CONFIG.replace("cutoff\"\nsubstance = \"food", "check");
            fs::write(home.path().join(".config/winddown/config.toml"), check).unwrap();
        }
        assert_eq!(
            run_on_full_device(home.path(), arguments),
            Some(0),
            "{arguments:?}"
        );
        assert!(!events(home.path()).is_empty(), "{arguments:?}");
    }
    let home = home();
    let page = home.path().join("page.html");
    let report = ["report", "-o", page.to_str().unwrap()];
    assert_eq!(run_on_full_device(home.path(), &report), Some(0));
    assert!(page.exists());
}

#[test]
fn requested_output_that_cannot_be_printed_is_a_failure() {
    let home = home();
    for arguments in [
        &["tonight"][..],
        &["tonight", "--json"],
        &["next"],
        &["review"],
        &["report", "-o", "-"],
        &["trial"],
        &["learn"],
        &["routine", "list"],
        &["config", "path"],
        &["config", "check"],
        &["config", "show"],
        &["journal", "path"],
        &["agent", "status"],
        &["completions", "bash"],
        &["--help"],
        &["log", "--help"],
        &["--version"],
    ] {
        assert_eq!(
            run_on_full_device(home.path(), arguments),
            Some(1),
            "{arguments:?}"
        );
    }
}

#[test]
fn an_answer_that_cannot_be_printed_is_mentioned_on_standard_error() {
    let home = home();
    let full = File::options().write(true).open("/dev/full").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_winddown"))
        .args(["done", "tea"])
        .env_clear()
        .env("HOME", home.path())
        .stdout(full)
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    assert!(output.status.success());
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.contains("this was done"), "{stderr}");
}
