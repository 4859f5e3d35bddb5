//! Measures the built program in a pseudo-terminal: time to the first frame, alternating with the smallest ratatui
//! program; time from key to redraw; memory; bytes and wakeups of an idle screen. `cargo bench --bench first_frame`
//! (Linux).

#[path = "../tests/support/pty.rs"]
mod pty;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use pty::Terminal;

/// Number of starts of each of the two programs.
const PAIRS: usize = 40;
/// Number of keys pressed.
const KEYS: usize = 300;
/// How long the idle screen is measured.
const IDLE: Duration = Duration::from_secs(10);

fn main() {
    let home = tempfile::tempdir().expect("a folder");
    let (program, floor) = build(home.path());
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..PAIRS {
        theirs.push(first_frame(&floor, home.path(), "out"));
        ours.push(first_frame(&program, home.path(), "Review"));
    }
    let (ours, theirs) = (median(ours), median(theirs));
    println!("first frame, median of {PAIRS} pairs");
    println!("  the smallest ratatui list  {:.2} ms", millis(theirs));
    println!("  winddown, ten years        {:.2} ms", millis(ours));
    println!(
        "  ratio                      {:.2}   (at most 1.40)",
        ours.as_secs_f64() / theirs.as_secs_f64()
    );

    let mut terminal = Terminal::spawn(&program, home.path(), &[]);
    terminal.wait_for("Review");
    thread::sleep(Duration::from_millis(500));
    let mut latencies: Vec<_> = (0..KEYS)
        .map(|n| key(&mut terminal, if n % 2 == 0 { "j" } else { "k" }))
        .collect();
    latencies.sort_unstable();
    println!("key to redraw, {KEYS} keys");
    println!(
        "  median                     {:.2} ms",
        millis(latencies[KEYS / 2])
    );
    println!(
        "  99th percentile            {:.2} ms (at most 5)",
        millis(latencies[KEYS * 99 / 100])
    );
    let resident = status(terminal.id(), "VmRSS:") as f64 / 1024.0;
    println!("resident memory              {resident:.1} MiB (at most 10)");

    away_from_the_minute();
    let before = (terminal.written(), wakeups(terminal.id()));
    thread::sleep(IDLE);
    let (bytes, woken) = (
        terminal.written() - before.0,
        wakeups(terminal.id()) - before.1,
    );
    println!("idle for {} s, no minute change", IDLE.as_secs());
    println!("  bytes written              {bytes} (0)");
    println!(
        "  wakeups a second           {:.2} (at most 1)",
        woken as f64 / IDLE.as_secs_f64()
    );
}

/// Builds the release programs, and a home directory with a journal of ten years.
fn build(home: &Path) -> (String, String) {
    let cargo = |arguments: &[&str]| {
        let done = Command::new(env!("CARGO"))
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .args(arguments)
            .status();
        assert!(done.expect("cargo runs").success());
    };
    cargo(&[
        "build",
        "--release",
        "--locked",
        "--bin",
        "winddown",
        "--example",
        "floor",
        "--example",
        "ten_years",
    ]);
    let target = Path::new(env!("CARGO_BIN_EXE_winddown"))
        .parent()
        .expect("a folder");
    let (config, data) = (
        home.join(".config/winddown"),
        home.join(".local/share/winddown"),
    );
    fs::create_dir_all(&config).expect("a folder");
    fs::create_dir_all(&data).expect("a folder");
    fs::copy(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("config.example.toml"),
        config.join("config.toml"),
    )
    .expect("a config");
    let written = Command::new(target.join("examples/ten_years"))
        .arg(data.join("journal.db"))
        .status();
    assert!(written.expect("it runs").success());
    let name = |file: &str| target.join(file).display().to_string();
    (name("winddown"), name("examples/floor"))
}

fn first_frame(program: &str, home: &Path, last: &str) -> Duration {
    let begun = Instant::now();
    let mut terminal = Terminal::spawn(program, home, &[]);
    while !terminal.wrote(last.as_bytes()) {
        assert!(begun.elapsed() < Duration::from_secs(10), "no frame");
        thread::sleep(Duration::from_micros(50));
    }
    let taken = begun.elapsed();
    // Quit by its key: a killed program would leave work for the next start.
    terminal.keys("q");
    terminal.wait_for_end();
    taken
}

/// Time from a key to the first byte of the redraw.
fn key(terminal: &mut Terminal, key: &str) -> Duration {
    let before = terminal.written();
    let begun = Instant::now();
    terminal.keys(key);
    while terminal.written() == before {
        assert!(
            begun.elapsed() < Duration::from_secs(10),
            "the key did nothing"
        );
        thread::sleep(Duration::from_micros(20));
    }
    let taken = begun.elapsed();
    thread::sleep(Duration::from_millis(5));
    taken
}

/// Waits until the measurement fits into the current minute: the screen's clock is redrawn when the minute changes.
fn away_from_the_minute() {
    while chrono::Utc::now().timestamp().rem_euclid(60) as u64 + IDLE.as_secs() >= 58 {
        thread::sleep(Duration::from_millis(500));
    }
}

/// Voluntary context switches of all threads of the process: how often they went to sleep.
fn wakeups(id: u32) -> u64 {
    let threads = fs::read_dir(format!("/proc/{id}/task")).expect("a process");
    threads
        .filter_map(|thread| fs::read_to_string(thread.ok()?.path().join("status")).ok())
        .map(|status| field(&status, "voluntary_ctxt_switches:"))
        .sum()
}

fn status(id: u32, name: &str) -> u64 {
    field(
        &fs::read_to_string(format!("/proc/{id}/status")).expect("a process"),
        name,
    )
}

fn field(status: &str, name: &str) -> u64 {
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|rest| rest.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}

fn median(mut values: Vec<Duration>) -> Duration {
    values.sort_unstable();
    values[values.len() / 2]
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}
