//! Kills the program at random moments, as a crash or a system without memory would: the window, the agent and commands,
//! while all of them use one journal. Nothing that was acknowledged is lost, nothing is there twice, and no action is
//! there in part.
//!
//! What counts as acknowledged: an entry whose command has exited with 0; an entry of a window that has closed with 0;
//! and every event that another process has seen in the journal.
#![cfg(unix)]

#[path = "support/pty.rs"]
mod pty;

#[path = "crashes/lane.rs"]
mod lane;
#[path = "crashes/witness.rs"]
mod witness;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use lane::Lane;
use pty::Terminal;
use rusqlite::{Connection, params};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use winddown::split_mix::SplitMix64;
use witness::Witness;

/// How many rounds one journal lives through.
const ROUNDS_OF_A_JOURNAL: usize = 5;

/// How many commands run at the same time.
const LANES: usize = 2;

/// The longest time that the programs work before some of them are killed, in milliseconds.
const LONGEST_WORK: usize = 300;

/// How many notes the older journals have at the start.
const OLDER_NOTES: usize = 50;

#[test]
fn nothing_acknowledged_is_lost_in_25_rounds_of_kills() {
    kill_for(25);
}

#[test]
#[ignore = "takes about five minutes"]
fn nothing_acknowledged_is_lost_in_1000_rounds_of_kills() {
    kill_for(1000);
}

fn kill_for(rounds: usize) {
    let seed = match std::env::var("CRASH_SEED") {
        Ok(seed) => seed.parse().expect("CRASH_SEED is a number"),
        Err(_) => SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap()
            .as_nanos() as u64,
    };
    println!("CRASH_SEED={seed}");
    let mut random = SplitMix64::new(seed);
    let mut counts = Counts::default();
    for (number, begin) in (0..rounds).step_by(ROUNDS_OF_A_JOURNAL).enumerate() {
        // Every other journal has an older format, so that kills also interrupt its conversion.
        let mut scene = Scene::new(number % 2 == 1);
        for _ in begin..rounds.min(begin + ROUNDS_OF_A_JOURNAL) {
            scene.round(&mut random, &mut counts);
        }
        scene.close_window(&mut counts);
        counts.acknowledged += scene.end();
    }
    println!("{rounds} rounds: {counts:?}; lost: 0");
    assert!(counts.windows > 0 && counts.agents > 0 && counts.commands > 0);
    assert!(counts.acknowledged > rounds);
}

/// What was done.
#[derive(Debug, Default)]
struct Counts {
    /// Killed windows.
    windows: usize,
    /// Killed agents.
    agents: usize,
    /// Killed commands.
    commands: usize,
    /// Windows that were closed with `q`.
    closed: usize,
    /// Events that were acknowledged.
    acknowledged: usize,
}

/// A home with a journal, and the programs that use it.
struct Scene {
    home: TempDir,
    witness: Arc<Witness>,
    lanes: Vec<Lane>,
    window: Option<Window>,
    agent: Option<Child>,
    /// How many windows were opened.
    windows: usize,
}

/// An open window, and the notes that were typed into it.
struct Window {
    terminal: Terminal,
    /// Distinguishes its notes from those of others.
    number: usize,
    notes: usize,
}

impl Window {
    fn note(&mut self) {
        let text = note_of_window(self.number, self.notes);
        self.notes += 1;
        self.terminal.keys(&format!("n{text}\r"));
    }
}

fn note_of_window(window: usize, note: usize) -> String {
    format!("window {window} note {note}")
}

/// Plans that differ only in the wake time. Each program has another one, so that nearly every entry is an action of
/// two events: the plan, and the entry itself.
fn config(variant: usize) -> String {
    format!(
        r#"
bedtime = "23:59"
wake = "00:{variant:02}"
[[step]]
id = "walk"
title = "Evening walk"
kind = "check"
at = "00:30"
[[step]]
id = "lights-out"
title = "Lights out"
kind = "bedtime"
"#
    )
}

fn journal(home: &Path) -> PathBuf {
    home.join(".local/share/winddown/journal.db")
}

/// The program with a cleared environment, in the time zone of the window.
fn program(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_winddown"));
    command
        .env_clear()
        .envs(pty::clock::faked_clock())
        .env("HOME", home)
        .env("TZ", pty::zone())
        .env("PATH", "/usr/bin:/bin")
        .env(
            "DBUS_SESSION_BUS_ADDRESS",
            "unix:path=/nonexistent/winddown-test",
        )
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    command
}

fn kill(process: u32) {
    let process = Pid::from_raw(i32::try_from(process).unwrap()).unwrap();
    kill_process(process, Signal::KILL).unwrap();
}

/// A journal of format 2 with some notes, as a version before checksums wrote it. Returns their texts.
fn write_older_journal(path: &Path) -> Vec<String> {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let db = Connection::open(path).unwrap();
    for schema in [
        include_str!("../src/journal/schema_1.sql"),
        include_str!("../src/journal/schema_2.sql"),
        "PRAGMA application_id = 0x77696e64; PRAGMA user_version = 2; PRAGMA journal_mode = WAL",
    ] {
        db.execute_batch(schema).unwrap();
    }
    let texts: Vec<String> = (0..OLDER_NOTES).map(|n| format!("older {n}")).collect();
    for text in &texts {
        db.execute(
            "INSERT INTO event VALUES (?1, 1700000000000, 60, '2023-11-14', 'note', NULL, ?2, 'old')",
            params![
                uuid::Uuid::now_v7(),
                serde_json::json!({ "text": text }).to_string()
            ],
        )
        .unwrap();
    }
    texts
}

impl Scene {
    fn new(is_older: bool) -> Self {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join(".config/winddown");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("config.toml"), config(0)).unwrap();
        let path = journal(home.path());
        let older = if is_older {
            write_older_journal(&path)
        } else {
            vec![]
        };
        let witness = Witness::of(&path, older);
        let lanes = (0..LANES).map(|number| {
            let config_file = home.path().join(format!("config-{number}.toml"));
            fs::write(&config_file, config(1 + number)).unwrap();
            let home = home.path().to_owned();
            Lane::start(number, Arc::clone(&witness), move || {
                let mut command = program(&home);
                command.arg("--config").arg(&config_file);
                command
            })
        });
        Self {
            lanes: lanes.collect(),
            home,
            witness,
            window: None,
            agent: None,
            windows: 0,
        }
    }

    /// Lets everything work for a moment, kills some or all of it, and checks the journal.
    fn round(&mut self, random: &mut SplitMix64, counts: &mut Counts) {
        self.start_what_is_missing();
        // Some windows are killed while they start.
        let is_ready = random.below(4) > 0;
        if is_ready && let Some(window) = &self.window {
            window.terminal.wait_for("Evening walk");
        }
        let mut left = random.below(LONGEST_WORK);
        while left > 0 {
            let pause = left.min(1 + random.below(60));
            thread::sleep(Duration::from_millis(pause as u64));
            left -= pause;
            if let Some(window) = self.window.as_mut().filter(|_| is_ready) {
                window.note();
            }
        }
        if is_ready && random.below(6) == 0 {
            self.close_window(counts);
        }
        let everything = random.below(2) == 0;
        if everything {
            // Nothing starts between the first kill and the check.
            self.lanes.iter().for_each(Lane::pause);
        }
        if everything || random.below(2) == 0 {
            counts.windows += usize::from(self.kill_window());
        }
        if everything || random.below(2) == 0 {
            counts.agents += usize::from(self.kill_agent());
        }
        for lane in &self.lanes {
            if everything || random.below(2) == 0 {
                counts.commands += usize::from(lane.kill());
            }
        }
        self.witness.check();
        self.lanes.iter().for_each(Lane::go_on);
    }

    fn start_what_is_missing(&mut self) {
        let home = self.home.path();
        if self.agent.is_none() {
            let started = program(home).arg("agent").stderr(Stdio::null()).spawn();
            self.agent = Some(started.unwrap());
        }
        if self.window.is_none() {
            self.windows += 1;
            self.window = Some(Window {
                terminal: Terminal::start(home, &[]),
                number: self.windows,
                notes: 0,
            });
        }
    }

    fn kill_window(&mut self) -> bool {
        let Some(mut window) = self.window.take() else {
            return false;
        };
        kill(window.terminal.id());
        window.terminal.wait_for_end();
        true
    }

    fn kill_agent(&mut self) -> bool {
        let Some(mut agent) = self.agent.take() else {
            return false;
        };
        agent.kill().unwrap();
        agent.wait().unwrap();
        true
    }

    /// Closes the window as its user would, which waits until everything is saved.
    fn close_window(&mut self, counts: &mut Counts) {
        let Some(mut window) = self.window.take() else {
            return;
        };
        window.terminal.wait_for("Evening walk");
        window.terminal.keys("q");
        assert_eq!(window.terminal.wait_for_end(), 0);
        for note in 0..window.notes {
            let text = note_of_window(window.number, note);
            self.witness.acknowledge(text);
        }
        counts.closed += 1;
    }

    /// Ends everything, checks the journal a last time, and returns how many events were acknowledged.
    fn end(mut self) -> usize {
        self.kill_agent();
        self.lanes.drain(..).for_each(Lane::end);
        self.witness.check();
        self.witness.end()
    }
}
