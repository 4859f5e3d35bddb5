//! What costs nothing while nothing changes: screens at rest, and the agent beside a status bar.

use std::thread;
use std::time::{Duration, Instant};

use crate::homes::{Home, Programs, Usage};
use crate::pty::Terminal;
use crate::table::Table;

/// How long each screen is watched.
const REST: Duration = Duration::from_secs(10);
/// What a start leaves to be done is over by then.
const AFTER_START: Duration = Duration::from_secs(10);
/// How long the agent is watched.
const MINUTES: u64 = 2;

/// Screens, each with the keys that lead there from the one before.
const SCREENS: [(&str, &str); 6] = [
    ("Tonight", ""),
    ("the help", "?"),
    ("Learn", "\x1b|i"),
    ("the diary", "\x1b|l"),
    ("Review, a month", "\x1b|\t"),
    ("Review, all evenings", "a"),
];

/// Bytes and wakeups of screens at rest.
pub fn of_screens(programs: &Programs, home: &Home, table: &mut Table) {
    let mut terminal = Terminal::spawn(&programs.shipped, home.path(), &[]);
    terminal.wait_for("Review");
    // The day's backup, a record of the plan, and moving the log into the file follow a start.
    thread::sleep(AFTER_START);
    let (mut bytes, mut wakeups) = (0, 0);
    for (name, keys) in SCREENS {
        for key in keys.split('|') {
            terminal.keys(key);
            thread::sleep(Duration::from_millis(300));
        }
        thread::sleep(Duration::from_secs(2)); // the journal is looked at again up to a second after a change
        away_from_the_minute();
        let before = (terminal.written(), Usage::of_process(terminal.id()).wakeups);
        thread::sleep(REST);
        let written = terminal.written() - before.0;
        let woken = Usage::of_process(terminal.id()).wakeups - before.1;
        println!(
            "{name} at rest for {} s: {written} bytes, {woken} wakeups",
            REST.as_secs()
        );
        bytes = bytes.max(written);
        wakeups = wakeups.max(woken);
    }
    let figure = "bytes written by a screen at rest, at most";
    table.add(figure, bytes.to_string(), "0");
    let figure = "wakeups of a screen at rest in 10 s, at most";
    table.add(figure, wakeups.to_string(), "10");
    terminal.keys("q");
    terminal.wait_for_end();
}

/// Waits until the measurement fits into the current minute: the screen's clock is redrawn when the minute changes.
fn away_from_the_minute() {
    while chrono::Utc::now().timestamp().rem_euclid(60) as u64 + REST.as_secs() >= 58 {
        thread::sleep(Duration::from_millis(500));
    }
}

/// Wakeups of the agent while a status bar calls `next` every 30 s, and every second.
pub fn of_the_agent(programs: &Programs, home: &Home, table: &mut Table) {
    let agent = home.agent(&programs.shipped);
    thread::sleep(Duration::from_secs(10));
    for (every, figure, goal) in [
        (
            30,
            "agent with a status bar every 30 s, wakeups a minute",
            "4",
        ),
        (
            1,
            "agent with a status bar every second, wakeups a minute",
            "4",
        ),
    ] {
        let before = Usage::of_process(agent.id()).wakeups;
        let begun = Instant::now();
        let end = Duration::from_secs(60 * MINUTES);
        for n in 1.. {
            let next = home.command(&programs.shipped, &["next"]).status();
            assert!(next.expect("it runs").success());
            let at = Duration::from_secs(every * n).min(end);
            thread::sleep(at.saturating_sub(begun.elapsed()));
            if at == end {
                break;
            }
        }
        let woken = Usage::of_process(agent.id()).wakeups - before;
        table.add(
            figure,
            format!("{:.1}", woken as f64 / MINUTES as f64),
            goal,
        );
    }
}
