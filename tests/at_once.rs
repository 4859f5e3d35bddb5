//! Several processes at the same moment, as two windows, an agent and a script may be: each succeeds, and none loses what
//! another one wrote. Also, writing on a full disk.
#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use rusqlite::Connection;
use winddown::event::What;
use winddown::journal::Journal;
use winddown::plan;
use winddown::whole_file;

/// Starts all commands at the same moment, and returns the standard error of those that failed.
fn run_at_once(home: &Path, commands: &[Vec<&str>]) -> Vec<String> {
    let gate = home.join("gate");
    fs::write(&gate, "").unwrap();
    let started: Vec<_> = commands
        .iter()
        .map(|arguments| {
            Command::new("sh")
                .args(["-c", "while [ -e \"$0\" ]; do :; done; exec \"$@\""])
                .args([gate.as_os_str(), env!("CARGO_BIN_EXE_winddown").as_ref()])
                .args(arguments)
                .env_clear()
                .env("HOME", home)
                .stdin(Stdio::null())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    thread::sleep(Duration::from_millis(50));
    fs::remove_file(&gate).unwrap();
    let ended = started
        .into_iter()
        .map(|child| child.wait_with_output().unwrap());
    ended
        .filter(|output| !output.status.success())
        .map(|output| String::from_utf8_lossy(&output.stderr).into_owned())
        .collect()
}

fn five_notes() -> Vec<Vec<&'static str>> {
    let notes = ["one", "two", "three", "four", "five"];
    notes.iter().map(|note| vec!["log", "note", note]).collect()
}

fn notes_in(journal: &Path) -> usize {
    let events = Journal::open(journal, "test").unwrap().all().unwrap();
    let notes = events
        .iter()
        .filter(|event| matches!(event.what, What::Note { .. }));
    notes.count()
}

#[test]
fn five_first_commands_at_once_all_succeed() {
    for _ in 0..20 {
        let home = tempfile::tempdir().unwrap();
        let failed = run_at_once(home.path(), &five_notes());
        assert_eq!(failed, Vec::<String>::new());
        let journal = home.path().join(".local/share/winddown/journal.db");
        assert_eq!(notes_in(&journal), 5);
    }
}

#[test]
fn opening_a_new_journal_waits_for_another_writer_of_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    thread::scope(|scope| {
        let opener = scope.spawn(|| Journal::open(&path, "test").map(drop));
        thread::sleep(Duration::from_millis(300));
        other.execute_batch("ROLLBACK").unwrap();
        assert_eq!(opener.join().unwrap(), Ok(()));
    });
    assert_eq!(notes_in(&path), 0);
}

#[test]
fn five_commands_at_once_migrate_an_older_journal_once() {
    for _ in 0..10 {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join(".local/share/winddown");
        fs::create_dir_all(&folder).unwrap();
        let journal = folder.join("journal.db");
        let older = Connection::open(&journal).unwrap();
        older
            .execute_batch(include_str!("../src/journal/schema_1.sql"))
            .unwrap();
        older
            .execute_batch("PRAGMA application_id = 0x77696e64; PRAGMA user_version = 1")
            .unwrap();
        drop(older);

        let failed = run_at_once(home.path(), &five_notes());
        assert_eq!(failed, Vec::<String>::new());
        assert_eq!(notes_in(&journal), 5);
        let mut files: Vec<_> = fs::read_dir(&folder)
            .unwrap()
            .map(|file| file.unwrap().file_name().into_string().unwrap())
            .filter(|name| !name.ends_with("-wal") && !name.ends_with("-shm"))
            .collect();
        files.sort();
        assert_eq!(
            files,
            ["journal.db", "journal.db-backups", "journal.db.format-1"]
        );
    }
}

#[test]
fn trials_started_at_once_are_all_in_the_config() {
    let steps = ["warm-bath", "stretch", "massage"];
    for _ in 0..8 {
        let home = tempfile::tempdir().unwrap();
        let commands: Vec<_> = steps
            .iter()
            .map(|step| vec!["trial", "start", step])
            .collect();
        let failed = run_at_once(home.path(), &commands);
        assert_eq!(failed, Vec::<String>::new());

        let folder = home.path().join(".config/winddown");
        let text = fs::read_to_string(folder.join("config.toml")).unwrap();
        let plan = plan::parse(&text).unwrap().plan;
        let mut tried: Vec<_> = plan.trials.iter().map(|trial| &trial.step.0).collect();
        tried.sort();
        assert_eq!(tried, ["massage", "stretch", "warm-bath"]);
        let files = fs::read_dir(&folder).unwrap();
        let mut files: Vec<_> = files.map(|file| file.unwrap().file_name()).collect();
        files.sort();
        assert_eq!(files, ["config.schema.json", "config.toml"]);

        // The plan recorded last has all trials, too.
        let journal = home.path().join(".local/share/winddown/journal.db");
        let events = Journal::open(&journal, "test").unwrap().all().unwrap();
        let recorded = events.iter().rev().find_map(|event| match &event.what {
            What::Plan(record) => Some(plan::Plan::from_record(record).unwrap()),
            _ => None,
        });
        assert_eq!(recorded.unwrap().trials.len(), 3);
    }
}

#[test]
fn of_two_trials_of_one_step_started_at_once_one_is_refused() {
    for _ in 0..8 {
        let home = tempfile::tempdir().unwrap();
        let start = vec!["trial", "start", "warm-bath"];
        let failed = run_at_once(home.path(), &[start.clone(), start]);
        assert_eq!(failed.len(), 1, "{failed:?}");
        assert!(failed[0].contains("is being tried"), "{failed:?}");
    }
}

#[test]
fn a_config_is_never_read_torn_while_two_writers_replace_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    // The texts have different lengths, so that a mixture of two equals none of them.
    let texts: Vec<String> = (1..=4)
        .map(|n| format!("# {n}\n").repeat(20_000 / n))
        .collect();
    whole_file::replace(&path, texts[0].as_bytes()).unwrap();
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        let writers: Vec<_> = (0..2)
            .map(|_| {
                scope.spawn(|| {
                    for text in texts.iter().cycle().take(200) {
                        whole_file::replace(&path, text.as_bytes())?;
                    }
                    Ok::<_, std::io::Error>(())
                })
            })
            .collect();
        let reader = scope.spawn(|| {
            let mut torn = 0;
            while !is_over.load(Ordering::Relaxed) {
                let read = fs::read_to_string(&path).unwrap();
                torn += usize::from(!texts.contains(&read));
            }
            torn
        });
        let written: Vec<_> = writers.into_iter().map(|w| w.join().unwrap()).collect();
        is_over.store(true, Ordering::Relaxed);
        assert_eq!(reader.join().unwrap(), 0);
        for written in written {
            written.unwrap();
        }
    });
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

/// Runs a command with a file size limit of 512 or 1024 bytes, as if the disk were full. Returns whether it succeeded, and
/// its standard error.
fn on_a_full_disk(home: &Path, arguments: &str) -> (bool, String) {
    // 25 is SIGXFSZ. When it is ignored, writing beyond the limit fails instead of killing the program.
    let script = format!(
        "trap '' 25; ulimit -f 1; exec '{}' {arguments}",
        env!("CARGO_BIN_EXE_winddown")
    );
    let output = Command::new("sh")
        .args(["-c", &script])
        .env_clear()
        .env("HOME", home)
        .env("PATH", "/usr/bin:/bin")
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.success(), stderr)
}

#[test]
fn on_a_full_disk_a_new_config_leaves_no_file() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join(".config/winddown");
    let (succeeded, stderr) = on_a_full_disk(home.path(), "config init");
    assert!(!succeeded);
    assert!(stderr.contains("cannot write the config"), "{stderr}");
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
    // With room again the command succeeds.
    let failed = run_at_once(home.path(), &[vec!["config", "init"]]);
    assert_eq!(failed, Vec::<String>::new());
}

#[test]
fn on_a_full_disk_an_existing_config_stays_unchanged() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join(".config/winddown");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("config.toml"), plan::EXAMPLE).unwrap();
    let journal = home.path().join("none.db");
    let trial = format!("--journal '{}' trial start stretch", journal.display());
    let (succeeded, stderr) = on_a_full_disk(home.path(), &trial);
    assert!(!succeeded);
    assert!(stderr.contains("cannot write the config"), "{stderr}");
    let text = fs::read_to_string(folder.join("config.toml")).unwrap();
    assert_eq!(text, plan::EXAMPLE);
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
}
