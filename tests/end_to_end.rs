//! The built program in a pseudo-terminal: keys in, screen, journal and terminal state out.
#![cfg(unix)]

#[path = "support/pty.rs"]
mod pty;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use chrono::Utc;
use pty::Terminal;
use tempfile::TempDir;
use winddown::claims::Claims;
use winddown::journal::Journal;

const ENTER: &str = "\r";
const TAKES_THE_SCREEN: &[u8] = b"\x1b[?1049h";
const LEAVES_THE_SCREEN: &[u8] = b"\x1b[?1049l";
/// What the line of a step says that was just done: the clock of all terminals shows 13:00 (`pty::zone`). "done" alone is
/// in the footer.
const DONE: &str = "done 13:";

/// A plan whose step has been due for long: a routine of two exercises, each held for two seconds.
const CONFIG: &str = r#"
bedtime = "23:59"
wake = "00:00"
[[step]]
id = "stretch"
title = "Leg stretches"
kind = "routine"
routine = "short"
at = "00:01"
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
]
"#;

fn home() -> TempDir {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join(".config/winddown");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("config.toml"), CONFIG).unwrap();
    home
}

/// The program without a terminal, in the same time zone as with one.
fn command(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_winddown"));
    command
        .env_clear()
        .envs(pty::clock::faked_clock())
        .env("HOME", home)
        .env("TZ", pty::zone());
    command
}

fn journal(home: &Path) -> Journal {
    Journal::open(&home.join(".local/share/winddown/journal.db"), "test").unwrap()
}

fn on_tonight(home: &Path) -> Terminal {
    let terminal = Terminal::start(home, &[]);
    terminal.wait_for("Leg stretches");
    terminal.wait_for("Tab Review");
    terminal
}

#[test]
fn a_routine_played_to_its_end_is_still_done_after_a_restart() {
    let home = home();
    let mut terminal = on_tonight(home.path());
    terminal.keys("k");
    terminal.wait_for("Enter start");
    terminal.keys(ENTER);
    terminal.wait_for("Enter begin");
    terminal.keys(ENTER);
    terminal.wait_for("Butterfly");
    terminal.wait_for("Seated forward fold");
    terminal.wait_for("back to tonight");
    terminal.keys(ENTER);
    terminal.wait_for(DONE);
    terminal.keys("q");
    assert_eq!(terminal.wait_for_end(), 0);

    let mut again = on_tonight(home.path());
    again.wait_for(DONE);
    again.keys("q");
    assert_eq!(again.wait_for_end(), 0);

    let tonight = command(home.path())
        .args(["tonight", "--json"])
        .output()
        .unwrap();
    let tonight: serde_json::Value = serde_json::from_slice(&tonight.stdout).unwrap();
    let stretch = tonight["steps"]
        .as_array()
        .unwrap()
        .iter()
        .find(|step| step["id"] == "stretch")
        .unwrap();
    assert_eq!(stretch["status"], "done");
}

#[test]
fn the_first_start_asks_four_questions_and_writes_the_config() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::start(home.path(), &[]);
    for question in ["1 of 4", "2 of 4", "3 of 4", "4 of 4"] {
        terminal.wait_for(question);
        terminal.keys(ENTER);
    }
    terminal.wait_for("Warm bath");
    terminal.wait_for("Tab Review");
    let config = fs::read_to_string(home.path().join(".config/winddown/config.toml")).unwrap();
    assert!(config.contains("bedtime = \"22:30\"") && config.contains('#'));
}

#[test]
fn the_terminal_is_restored_on_quit_and_on_signals() {
    let home = home();
    for end in ["q", "TERM", "HUP", "INT"] {
        let mut terminal = on_tonight(home.path());
        if end == "q" {
            terminal.keys("q");
        } else {
            terminal.signal(end);
        }
        terminal.wait_for_end();
        for (what, bytes) in [
            ("the screen is left", LEAVES_THE_SCREEN),
            ("the cursor is back", b"\x1b[?25h"),
            ("the mouse is free", b"\x1b[?1000l"),
        ] {
            terminal.wait_until(&format!("{what} after {end}"), |terminal| {
                terminal.wrote(bytes)
            });
        }
    }
}

#[test]
fn the_terminal_is_restored_on_a_signal_before_the_first_frame() {
    let home = home();
    for _ in 0..20 {
        let mut terminal = Terminal::start(home.path(), &[]);
        terminal.wait_until("the screen is taken", |terminal| {
            terminal.wrote(TAKES_THE_SCREEN)
        });
        terminal.signal("TERM");
        terminal.wait_for_end();
        terminal.wait_until("the screen is left", |terminal| {
            terminal.wrote(LEAVES_THE_SCREEN)
        });
    }
}

#[test]
fn a_routine_whose_program_was_killed_resumes_where_it_was() {
    let home = home();
    let mut terminal = on_tonight(home.path());
    terminal.keys("k");
    terminal.wait_for("Enter start");
    terminal.keys(ENTER);
    terminal.wait_for("Which routine tonight?");
    terminal.keys(ENTER);
    terminal.wait_for("2 of 2");
    terminal.wait_until("the progress is saved", |_| {
        journal(home.path()).unfinished().unwrap().is_some()
    });
    terminal.signal("KILL");
    terminal.wait_for_end();

    let mut again = on_tonight(home.path());
    again.keys("k");
    again.wait_for("Enter go on");
    again.keys(ENTER);
    again.wait_for("Go on: Short");
    again.keys(ENTER);
    again.wait_for("2 of 2");
    again.wait_for("Seated forward fold");
    again.wait_for("back to tonight");
    again.keys(ENTER);
    again.wait_for(DONE);
}

#[test]
fn a_timer_runs_on_while_the_program_is_not_running() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join(".config/winddown");
    fs::create_dir_all(&folder).unwrap();
    // A massage of five minutes, due at any time of day.
    let massage = "[[step]]\nid = \"stretch\"\ntitle = \"Leg stretches\"\nkind = \"timer\"\n\
        duration = \"5m\"\nat = \"00:01\"\nadvice = \"compression\"\n";
    let config = format!("bedtime = \"23:59\"\nwake = \"00:00\"\n{massage}");
    fs::write(folder.join("config.toml"), config).unwrap();
    let mut terminal = on_tonight(home.path());
    terminal.keys(ENTER);
    terminal.wait_for("I have read it");
    terminal.keys(ENTER);
    terminal.wait_for("Enter starts it");
    terminal.keys(ENTER);
    terminal.wait_for("5 min left");
    let begun = Instant::now();
    terminal.wait_until("the timer is saved", |_| {
        !journal(home.path()).timers().unwrap().is_empty()
    });
    terminal.signal("KILL");
    terminal.wait_for_end();

    let mut again = on_tonight(home.path());
    again.wait_for("min left");
    again.keys(ENTER);
    again.wait_for("Do not fall asleep in it.");
    again.wait_for("Enter pause");
    // A routine that ran for less than a second is not saved.
    again.wait_until("a second has passed", |_| begun.elapsed().as_secs() > 1);
    again.keys(ENTER);
    again.wait_for("Paused");
    again.wait_until("the pause is saved", |_| {
        let timers = journal(home.path()).timers().unwrap();
        timers.iter().all(|timer| timer.since.is_none())
    });
    again.signal("KILL");
    again.wait_for_end();

    let mut again = on_tonight(home.path());
    again.wait_for("paused, ");
    again.keys("d");
    // The step was due long ago.
    again.wait_for("When was it?");
    again.keys("n");
    again.wait_for(DONE);
}

#[test]
fn the_night_routine_makes_no_sound_until_it_ends() {
    let home = home();
    let journal = home.path().join(".local/share/winddown/journal.db");
    let claims = home.path().join(".local/state/winddown/claims.db");
    let is_quiet = || {
        let mut claims = Claims::new(claims.clone(), journal.clone());
        claims.silent_until(Utc::now()).is_some()
    };
    let mut terminal = Terminal::start(home.path(), &["play", "night-rescue"]);
    terminal.wait_for("How are your legs?");
    terminal.wait_until("silence is kept", |_| claims.exists() && is_quiet());
    terminal.keys("\x1b");
    terminal.wait_for("Leg stretches");
    terminal.wait_until("silence ends", |_| !is_quiet());
    terminal.keys("*");
    terminal.wait_until("silence is kept", |_| is_quiet());
    terminal.signal("TERM");
    terminal.wait_for_end();
    assert!(!is_quiet(), "nobody is there any more");
}

/// The test runs its own binary in a terminal with the variable set, and panics there.
#[test]
fn a_panic_restores_the_terminal_before_its_message() {
    const INSIDE: &str = "WINDDOWN_TEST_PANICS";
    if std::env::var_os(INSIDE).is_some() {
        let _taken = winddown::tui::TerminalGuard::take().unwrap();
        panic!("on purpose");
    }
    let itself = std::env::current_exe().unwrap();
    let variable = format!("{INSIDE}=1");
    let name = "a_panic_restores_the_terminal_before_its_message";
    let arguments = [
        &variable,
        itself.to_str().unwrap(),
        "--exact",
        name,
        "--nocapture",
    ];
    let home = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::spawn("/usr/bin/env", home.path(), &arguments);
    terminal.wait_until("it has panicked", |terminal| terminal.wrote(b"on purpose"));
    assert!(terminal.wrote_before(LEAVES_THE_SCREEN, b"on purpose"));
    assert_ne!(terminal.wait_for_end(), 0);
}

#[test]
fn ctrl_z_gives_the_terminal_back_to_the_shell_until_it_calls_the_program_back() {
    let home = home();
    let script = "set -m; \"$0\"; echo STOPPED; read line; fg > /dev/null";
    let program = env!("CARGO_BIN_EXE_winddown");
    let mut terminal = Terminal::spawn("sh", home.path(), &["-c", script, program]);
    terminal.wait_for("Tab Review");
    terminal.keys("\x1a");
    terminal.wait_for("STOPPED");
    assert!(terminal.wrote_before(LEAVES_THE_SCREEN, b"STOPPED"));
    terminal.keys(ENTER);
    terminal.wait_for("Leg stretches");
    terminal.keys("?");
    terminal.wait_for("Help: Tonight");
}

#[test]
fn ctrl_z_does_not_stop_a_window_that_no_shell_could_call_back() {
    let home = home();
    let mut terminal = on_tonight(home.path());
    terminal.keys("\x1a");
    terminal.signal("TSTP");
    terminal.keys("?");
    terminal.wait_for("Help: Tonight");
    assert!(!terminal.wrote(LEAVES_THE_SCREEN));
}

#[test]
fn keys_that_come_at_once_are_all_read_however_many() {
    let home = home();
    let mut terminal = on_tonight(home.path());
    for number in [1023, 1024, 3000] {
        terminal.keys(&("V".repeat(number) + "?"));
        terminal.wait_for("Help: Tonight");
        terminal.keys("\x1b");
        terminal.wait_for("Tab Review");
    }
}

/// A terminal answers what another program asked, and its answers arrive where keys do.
#[test]
fn answers_of_the_terminal_and_alt_with_a_bracket_act_as_no_key_and_swallow_none() {
    let home = home();
    let mut terminal = on_tonight(home.path());
    for answer in [
        "\x1b]11;rgb:d0d0/c8c8/eeee\x1b\\",
        "\x1b]11;rgb:d0d0/c8c8/eeee\x07",
        "\x1b[?62;22c",
        "\x1b[12;40R",
        "\x1bP>|bed(1)\x1b\\",
    ] {
        terminal.keys(&format!("{answer}?"));
        terminal.wait_for("Help: Tonight");
        terminal.keys("?");
        terminal.wait_for("Tab Review");
    }
    terminal.keys("\x1b[");
    thread::sleep(Duration::from_millis(200));
    terminal.keys("?");
    terminal.wait_for("Help: Tonight");
}

#[test]
fn a_part_of_a_keys_sequence_keeps_no_new_size_from_being_drawn() {
    let home = home();
    let mut terminal = on_tonight(home.path());
    for part in [&b"\x1b["[..], b"<0;1", b"M\xe4"] {
        terminal.bytes(part);
        terminal.resize(30, 5);
        terminal.wait_until("there is one line", |terminal| {
            terminal.screen().trim().lines().count() == 1
        });
        terminal.resize(80, 24);
        terminal.wait_for("Tab Review");
    }
}

#[test]
fn the_screen_follows_every_resize_of_the_terminal() {
    let home = home();
    let mut terminal = on_tonight(home.path());
    terminal.resize(30, 5);
    terminal.wait_until("there is one line", |terminal| {
        terminal.screen().trim().lines().count() == 1
    });
    terminal.resize(40, 12);
    terminal.wait_for("Tab Review");
    terminal.resize(120, 40);
    terminal.wait_for("Tab Review");
    for (columns, rows) in [(1, 1), (500, 3), (3, 200), (80, 24)] {
        terminal.resize(columns, rows);
    }
    terminal.wait_for("Tab Review");
    terminal.keys("q");
    assert_eq!(terminal.wait_for_end(), 0);
}

#[test]
fn a_change_by_another_process_is_shown_at_once() {
    let home = home();
    let terminal = on_tonight(home.path());
    let done = command(home.path())
        .args(["done", "stretch"])
        .output()
        .unwrap();
    assert!(done.status.success(), "{done:?}");
    terminal.wait_for(DONE);
}

#[test]
fn a_config_that_turns_invalid_is_reported_and_the_last_valid_plan_stays_in_force() {
    let home = home();
    let terminal = on_tonight(home.path());
    let path = home.path().join(".config/winddown/config.toml");
    fs::write(&path, CONFIG.replace("bedtime = ", "beadtime = ")).unwrap();
    terminal.wait_for("In the config, line 2");
    terminal.wait_for("beadtime");
    terminal.wait_for("Leg stretches");
    fs::write(&path, CONFIG.replace("Leg stretches", "Easy stretches")).unwrap();
    terminal.wait_for("Easy stretches");
}

#[test]
fn an_idle_screen_writes_nothing() {
    let home = home();
    let terminal = on_tonight(home.path());
    // After the start reminders may still be drawn, and the clock on the screen changes every minute. How long that takes
    // depends on the load of the machine, so the test waits for any three seconds without output.
    let until = Instant::now() + Duration::from_secs(60);
    loop {
        let before = terminal.written();
        thread::sleep(Duration::from_secs(3));
        let is_still = terminal.written() == before;
        if is_still || Instant::now() > until {
            assert!(is_still, "it never rests");
            return;
        }
    }
}

#[test]
fn without_a_terminal_the_program_says_so() {
    let home = home();
    let output = command(home.path()).output().unwrap();
    assert!(matches!(output.status.code(), Some(1 | 2)));
    assert!(String::from_utf8_lossy(&output.stderr).contains("needs a terminal"));
}

#[test]
fn a_hook_cannot_draw_over_the_screen() {
    let home = home();
    let ran = home.path().join("ran");
    let config = home.path().join(".config/winddown/config.toml");
    // It writes to the terminal in each way that it may know, and then says that it has tried.
    let script = format!(
        "echo DRAWN > /dev/tty; echo DRAWN; echo DRAWN >&2; tty < /dev/tty; echo > {}",
        ran.display()
    );
    let hook = format!("[hooks]\non_done = [\"sh\", \"-c\", \"{script}\"]\n");
    fs::write(config, format!("{CONFIG}{hook}")).unwrap();
    let mut terminal = Terminal::start(home.path(), &[]);
    terminal.wait_for("Leg stretches");
    terminal.keys("d");
    terminal.wait_until("the hook has run", |_| ran.exists());
    terminal.keys("?");
    terminal.wait_for("Esc");
    assert!(!terminal.wrote(b"DRAWN"), "{}", terminal.screen());
    terminal.keys("q");
    assert_eq!(terminal.wait_for_end(), 0);
}
