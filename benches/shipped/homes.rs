//! The programs that are measured, and the home directories they run in.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use chrono::Utc;
use winddown::event::{EveningDate, Event, What};
use winddown::journal::Journal;

use crate::pty;
use crate::ten_years;

/// Paths of the built programs.
pub struct Programs {
    /// As it is shipped.
    pub shipped: String,
    /// As `cargo build --release` builds it.
    pub built: String,
    /// The smallest ratatui program, as cargo builds it.
    pub floor: String,
}

impl Programs {
    /// Builds all of them, but for those that the environment names: `SHIPPED`, `BUILT` and `FLOOR` are paths of
    /// programs, so that two versions can be compared.
    pub fn build() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let target = Path::new(env!("CARGO_BIN_EXE_winddown")).parent();
        let target = target.expect("a folder");
        let named = |variable: &str| std::env::var(variable).ok();
        Self {
            shipped: named("SHIPPED").unwrap_or_else(|| {
                let printed = output(&mut Command::new(root.join(".ci/release")));
                root.join(printed.trim()).display().to_string()
            }),
            built: named("BUILT")
                .unwrap_or_else(|| built(&["--bin", "winddown"], target, "winddown")),
            floor: named("FLOOR")
                .unwrap_or_else(|| built(&["--example", "floor"], target, "examples/floor")),
        }
    }
}

/// Builds a program as cargo does, and returns its path.
fn built(what: &[&str], target: &Path, file: &str) -> String {
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["build", "--release", "--locked"])
        .args(what);
    output(&mut cargo);
    target.join(file).display().to_string()
}

fn output(command: &mut Command) -> String {
    let done = command.stderr(Stdio::inherit()).output();
    let done = done.expect("it runs");
    assert!(done.status.success(), "{command:?}");
    String::from_utf8_lossy(&done.stdout).into_owned()
}

/// A home directory with the example's config and a journal.
pub struct Home {
    folder: tempfile::TempDir,
}

impl Home {
    /// Ten years up to yesterday.
    pub fn with_ten_years() -> Self {
        Self::with_events(&ten_years::life(yesterday()))
    }

    /// The same without ratings in the last 84 evenings, so that there is nothing to compare.
    pub fn with_nothing_to_compare() -> Self {
        let mut life = ten_years::life(yesterday());
        let since = yesterday().days_before(90);
        life.retain(|event| event.evening < since || !matches!(event.what, What::Legs { .. }));
        Self::with_events(&life)
    }

    fn with_events(events: &[Event]) -> Self {
        let home = Self {
            folder: tempfile::tempdir().expect("a folder"),
        };
        let config = home.path().join(".config/winddown");
        let data = home.path().join(".local/share/winddown");
        fs::create_dir_all(&config).expect("a folder");
        fs::create_dir_all(&data).expect("a folder");
        let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("config.example.toml");
        fs::copy(example, config.join("config.toml")).expect("a config");
        let mut journal = Journal::open(&home.journal(), "bench").expect("a journal");
        journal.import(events).expect("ten years");
        home
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn journal(&self) -> PathBuf {
        self.path().join(".local/share/winddown/journal.db")
    }

    /// Removes what the program has cached.
    pub fn forget_cache(&self) {
        let _ = fs::remove_dir_all(self.path().join(".cache"));
    }

    /// A command of the program, without output, in this home and without a desktop.
    pub fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .env_clear()
            .env("HOME", self.path())
            .env("TZ", pty::zone())
            .env("PATH", "/usr/bin:/bin")
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    }

    /// A running agent, which is given two seconds to settle.
    pub fn agent(&self, program: &str) -> Agent {
        let agent = self.command(program, &["agent"]).spawn();
        thread::sleep(Duration::from_secs(2));
        Agent(agent.expect("the agent starts"))
    }
}

fn yesterday() -> EveningDate {
    EveningDate(Utc::now().date_naive()).previous()
}

/// An agent, which ends when this is dropped.
pub struct Agent(Child);

impl Agent {
    pub fn id(&self) -> u32 {
        self.0.id()
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A process's resource use so far, from `/proc`.
pub struct Usage {
    /// Voluntary context switches of all threads: how often they went to sleep, and so were woken.
    pub wakeups: u64,
    /// The most memory that was resident at once, in MiB.
    pub peak: f64,
}

impl Usage {
    pub fn of_process(id: u32) -> Self {
        let process = PathBuf::from(format!("/proc/{id}"));
        let threads = fs::read_dir(process.join("task")).expect("a process");
        let wakeups = threads
            .filter_map(|thread| fs::read_to_string(thread.ok()?.path().join("status")).ok())
            .map(|status| field(&status, "voluntary_ctxt_switches:"))
            .sum();
        let status = fs::read_to_string(process.join("status")).expect("a process");
        Self {
            wakeups,
            peak: field(&status, "VmHWM:") as f64 / 1024.0,
        }
    }
}

/// Time that the process's first thread, which draws, has spent on a processor. Unlike elapsed time it does not depend
/// on what else the machine does.
pub fn time_on_processor(id: u32) -> Duration {
    let statistics = fs::read_to_string(format!("/proc/{id}/task/{id}/schedstat"));
    let statistics = statistics.expect("a process");
    let nanos = statistics
        .split(' ')
        .next()
        .and_then(|nanos| nanos.parse().ok());
    Duration::from_nanos(nanos.expect("a number"))
}

fn field(status: &str, name: &str) -> u64 {
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|rest| rest.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}
