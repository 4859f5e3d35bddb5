//! The built program in a pseudo-terminal while another program holds the journal: nothing waits for it but leaving.
#![cfg(unix)]

#[path = "support/pty.rs"]
mod pty;

use std::fs;
use std::path::{Path, PathBuf};

use pty::Terminal;
use rusqlite::Connection;
use tempfile::TempDir;
use winddown::event::in_effect;
use winddown::journal::Journal;

/// A plan with a step to tick off, a timer and a routine, all due for long. The first is a cutoff, which is kept and not
/// done at a time, so nobody asks when it was.
const CONFIG: &str = r#"
bedtime = "23:59"
wake = "00:00"
[[step]]
id = "walk"
title = "Evening walk"
kind = "cutoff"
substance = "food"
at = "00:01"
[[step]]
id = "stretch"
title = "Leg stretches"
kind = "routine"
routine = "short"
at = "00:02"
[[step]]
id = "lights-out"
title = "Lights out"
kind = "bedtime"
[[routine]]
id = "short"
title = "Short"
exercises = [
    { id = "butterfly", hold = "2s", repeat = 1 },
    { id = "seated-fold", hold = "2s", repeat = 1 },
    { id = "butterfly", hold = "60s", repeat = 1 },
]
"#;

fn home() -> TempDir {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join(".config/winddown");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("config.toml"), CONFIG).unwrap();
    home
}

fn journal(home: &Path) -> PathBuf {
    home.join(".local/share/winddown/journal.db")
}

/// The window, with its cursor on the walk, after everything that its start writes.
fn on_tonight(home: &Path) -> Terminal {
    let mut terminal = Terminal::start(home, &[]);
    terminal.wait_for("Evening walk");
    terminal.wait_for("Tab Review");
    // An entry that is written proves that the start is over.
    terminal.keys("n");
    terminal.wait_for("Note:");
    terminal.keys("first\r");
    terminal.wait_until("the note is written", |_| entries(home) == ["note"]);
    terminal.keys("kk");
    terminal.wait_for("▸ ◌  00:01  Evening walk");
    terminal
}

/// The kinds of the entries in the journal, without what was taken back.
fn entries(home: &Path) -> Vec<String> {
    let journal = Journal::open(&journal(home), "test").unwrap();
    let events = journal.all().unwrap();
    let in_effect = in_effect(&events).into_iter();
    let kinds = in_effect.map(|event| event.what.kind().to_owned());
    kinds.filter(|kind| kind != "plan").collect()
}

/// Another program that holds the journal for writing, until this is dropped.
fn lock(home: &Path) -> Connection {
    let other = Connection::open(journal(home)).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    other
}

#[test]
fn keys_are_answered_while_another_program_holds_the_journal_and_everything_is_recorded_later() {
    let home = home();
    let mut terminal = on_tonight(home.path());
    let lock = lock(home.path());
    terminal.keys("d");
    terminal.wait_for("✓");
    terminal.wait_for("Saving...");
    terminal.keys("c");
    terminal.wait_for("espresso");
    terminal.keys("\x1b");
    terminal.wait_for("Evening walk");
    terminal.keys("u");
    terminal.wait_until("the walk is open again", |terminal| {
        !terminal.screen().contains('✓')
    });
    // The player goes from exercise to exercise, which it stores, and can be left.
    terminal.keys("k");
    terminal.wait_for("Enter start");
    terminal.keys("\r");
    terminal.wait_for("Which routine tonight?");
    terminal.keys("\r");
    terminal.wait_for("3 of 3");
    terminal.keys("\x1b");
    terminal.wait_for("keep");
    terminal.keys("k");
    terminal.wait_for("Enter go on");
    assert_eq!(entries(home.path()), ["note"]);
    drop(lock);
    terminal.wait_until("everything is saved", |terminal| {
        !terminal.screen().contains("Saving...")
    });
    let events = Journal::open(&journal(home.path()), "test").unwrap();
    let events = events.all().unwrap();
    let kinds: Vec<&str> = events.iter().map(|event| event.what.kind()).collect();
    assert_eq!(kinds, ["plan", "note", "done", "revoked"]);
    terminal.keys("q");
    assert_eq!(terminal.wait_for_end(), 0);
}

/// Here the system itself is slow: each sync takes two seconds longer than the disk needs.
#[cfg(target_os = "linux")]
#[test]
fn a_key_is_answered_before_the_disk_has_synced() {
    const STRACE: &str = "/usr/bin/strace";
    let home = home();
    // A journal that exists already, so that the window's start has little to write.
    let mut terminal = on_tonight(home.path());
    terminal.keys("q");
    assert_eq!(terminal.wait_for_end(), 0);
    if !Path::new(STRACE).exists() {
        println!("skipped: there is no strace to slow the disk down with");
        return;
    }
    let slow = "inject=fsync,fdatasync:delay_exit=2000000";
    let arguments = [
        "-f",
        "-qq",
        "-o",
        "/dev/null",
        "-e",
        "trace=fsync,fdatasync",
        "-e",
        slow,
    ];
    let program = env!("CARGO_BIN_EXE_winddown");
    let mut terminal = Terminal::spawn(STRACE, home.path(), &[&arguments[..], &[program]].concat());
    terminal.wait_for("Evening walk");
    terminal.keys("kk");
    terminal.wait_for("▸ ◌  00:01  Evening walk");
    terminal.keys("d");
    // The first entry takes three syncs, so this is shown for six seconds.
    terminal.wait_for("Saving...");
    assert!(terminal.screen().contains('✓'), "it waits for the disk");
    terminal.wait_until("everything is saved", |terminal| {
        !terminal.screen().contains("Saving...")
    });
    assert_eq!(entries(home.path()), ["note", "done"]);
    terminal.keys("q");
    assert_eq!(terminal.wait_for_end(), 0);
}

#[test]
fn leaving_waits_for_the_last_entry_whichever_way_the_user_leaves() {
    for way in ["q", "\x03", "TERM", "HUP", "INT"] {
        let home = home();
        let mut terminal = on_tonight(home.path());
        let lock = lock(home.path());
        terminal.keys("d");
        terminal.wait_for("✓");
        match way {
            "q" | "\x03" => terminal.keys(way),
            signal => terminal.signal(signal),
        }
        terminal.wait_for("Saving what you entered. q leaves at once.");
        drop(lock);
        assert_eq!(terminal.wait_for_end(), 0, "{way:?}");
        assert_eq!(entries(home.path()), ["note", "done"], "{way:?}");
    }
}

#[test]
fn whoever_does_not_wait_is_told_what_was_not_recorded() {
    let home = home();
    let mut terminal = on_tonight(home.path());
    let _lock = lock(home.path());
    terminal.keys("d");
    terminal.wait_for("✓");
    terminal.keys("q");
    terminal.wait_for("q leaves at once.");
    terminal.keys("q");
    assert_eq!(terminal.wait_for_end(), 1);
    terminal.wait_for("probably not recorded: Evening walk done.");
    assert!(terminal.wrote_before(b"\x1b[?1049l", b"probably not recorded"));
    assert_eq!(entries(home.path()), ["note"]);
}

#[test]
fn an_entry_is_recorded_before_the_window_closes_without_a_word_when_the_disk_is_quick() {
    let home = home();
    let mut terminal = on_tonight(home.path());
    terminal.keys("dq");
    assert_eq!(terminal.wait_for_end(), 0);
    assert_eq!(entries(home.path()), ["note", "done"]);
    assert!(!terminal.wrote(b"Saving"));
}
