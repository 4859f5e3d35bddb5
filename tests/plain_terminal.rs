//! The built program in lines, read as a script or a screen reader reads it: nothing is drawn, and each change is a line.
//! And on the Linux console, where little can be drawn.
#![cfg(unix)]

#[path = "support/programs.rs"]
mod programs;
#[path = "support/pty.rs"]
mod pty;
#[path = "plain_terminal/voice.rs"]
mod voice;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, SystemTime};

use programs::write_script;
use pty::Terminal;
use tempfile::TempDir;
use winddown::tui::CONSOLE;

/// At 13:00, where all these terminals are, the bath and the stretches are due and it is not bedtime yet.
const PLAN: &str = r#"
bedtime = "13:55"
wake = "20:00"
[[step]]
id = "last-caffeine"
title = "Last caffeine"
kind = "cutoff"
substance = "caffeine"
at = "12:30"
[[step]]
id = "bath"
title = "Foot bath"
kind = "timer"
duration = "15m"
at = "12:45"
[[step]]
id = "stretch"
title = "Leg stretches"
kind = "routine"
routine = "short"
at = "12:50"
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
[sound]
enabled = false
"#;

fn home() -> TempDir {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join(".config/winddown");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("config.toml"), PLAN).unwrap();
    home
}

/// The statuses of tonight's steps, as `winddown tonight --json` has them.
fn statuses(home: &Path) -> Vec<String> {
    let tonight = command(home).args(["tonight", "--json"]).output().unwrap();
    let tonight: serde_json::Value = serde_json::from_slice(&tonight.stdout).unwrap();
    let steps = tonight["steps"].as_array().unwrap().iter();
    let status = |step: &serde_json::Value| step["status"].as_str().unwrap().to_owned();
    steps.map(status).collect()
}

fn command(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_winddown"));
    command
        .env_clear()
        .envs(pty::clock::faked_clock())
        .env("PATH", "/usr/bin:/bin")
        .env("HOME", home)
        .env("TZ", pty::zone());
    command
}

/// What in the output is drawn, or moves the cursor: control sequences, braille, boxes and blocks.
fn drawn(output: &[u8]) -> String {
    let text = String::from_utf8_lossy(output);
    let is_drawn = |c: &char| matches!(c, '\u{1b}' | '\u{8}' | '\u{2500}'..='\u{259f}' | '\u{2800}'..='\u{28ff}');
    text.chars().filter(is_drawn).collect()
}

fn types(terminal: &mut Terminal, line: &str, answer: &str) {
    terminal.keys(&format!("{line}\n"));
    terminal.wait_until(
        &format!("`{answer}` is printed after `{line}`"),
        |terminal| terminal.wrote(answer.as_bytes()),
    );
}

#[test]
fn a_whole_evening_is_lived_by_lines_alone_and_nothing_is_drawn() {
    let home = home();
    let mut terminal = Terminal::start(home.path(), &["--plain"]);
    for (line, answer) in [
        ("", "Now: Foot bath."),
        ("list", "4. 13:55 Lights out."),
        ("none", "No caffeine today."),
        ("start bath", "Enter starts the time"),
        ("", "Foot bath: its time runs until"),
        ("done bath", "Foot bath: done at"),
        ("legs 4", "Recorded: legs 4 of 10."),
        ("start stretch", "Which routine tonight? 1: Short"),
        ("", "1 of 2. Butterfly. Get ready"),
        // The routine goes on by itself.
        ("x", "How are your legs now?"),
        ("2", "Recorded: legs 2 of 10."),
        ("lights out", "Lights out at"),
    ] {
        types(&mut terminal, line, answer);
    }
    terminal.keys("quit\n");
    assert_eq!(terminal.wait_for_end(), 0);
    assert_eq!(drawn(&terminal.output()), "");
    assert_eq!(statuses(home.path()), ["done"; 4]);
}

#[test]
fn a_terminal_that_cannot_be_drawn_on_gets_lines_unasked() {
    let home = home();
    for arguments in [&[][..], &["play", "short"]] {
        let program = env!("CARGO_BIN_EXE_winddown");
        let dumb = [("TERM", "dumb")];
        let mut terminal = Terminal::spawn_with(program, home.path(), arguments, &dumb);
        let first = match arguments {
            [] => "Now: Foot bath.",
            _ => "1 of 2. Butterfly.",
        };
        terminal.wait_for(first);
        terminal.keys("quit\n");
        assert_eq!(terminal.wait_for_end(), 0, "{arguments:?}");
        assert_eq!(drawn(&terminal.output()), "", "{arguments:?}");
    }
}

#[test]
fn the_linux_console_gets_only_characters_that_its_fonts_have() {
    let home = home();
    for arguments in [&[][..], &["play", "short"]] {
        let program = env!("CARGO_BIN_EXE_winddown");
        let console = [("TERM", "linux")];
        let mut terminal = Terminal::spawn_with(program, home.path(), arguments, &console);
        terminal.wait_until("something is drawn in blocks", |terminal| {
            terminal.wrote("█".as_bytes())
        });
        terminal.keys("q");
        assert_eq!(terminal.wait_for_end(), 0, "{arguments:?}");
        let output = String::from_utf8(terminal.output()).unwrap();
        let is_missing = |c: &char| !c.is_ascii() && !CONSOLE.contains(*c);
        let missing: String = output.chars().filter(is_missing).collect();
        assert_eq!(missing, "", "{arguments:?}");
    }
}

/// Runs it in lines with these lines typed, and neither input nor output a terminal.
fn piped(home: &Path, arguments: &[&str], lines: &str) -> Output {
    let mut child = command(home)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    // A program that refuses may have ended before it read anything.
    let _ = input.write_all(lines.as_bytes());
    drop(input);
    child.wait_with_output().unwrap()
}

#[test]
fn lines_can_come_from_a_script_and_a_routine_needs_none() {
    let home = home();
    let evening = piped(home.path(), &["--plain"], "done bath\nskip stretch\nundo\n");
    assert!(evening.status.success());
    let printed = String::from_utf8(evening.stdout).unwrap();
    for line in [
        "Foot bath: done at",
        "Leg stretches: skipped.",
        "Undid: Leg stretches: skipped.",
    ] {
        assert!(printed.contains(line), "{printed}");
    }
    let played = piped(home.path(), &["play", "short", "--plain"], "");
    assert!(played.status.success());
    assert_eq!(drawn(&played.stdout), "");
    assert_eq!(statuses(home.path())[1..3], ["done", "done"]);
}

#[test]
fn lines_without_end_need_no_more_memory_than_others() {
    let home = home();
    for lines in [
        // One line, of which hardly more than a text's length is kept.
        r"{ head -c 300000000 /dev/zero | tr '\0' x; echo; }",
        // More lines than can be answered.
        "timeout 3 yes",
    ] {
        // A quarter of a gigabyte of address space.
        let script = format!("ulimit -v 262144; {lines} | timeout 8 \"$0\" --plain | tail -n 3");
        let mut shell = Command::new("bash");
        let program = command(home.path());
        for (name, value) in program.get_envs() {
            shell.env(name, value.unwrap());
        }
        let ended = shell
            .args(["-c", &script, env!("CARGO_BIN_EXE_winddown")])
            .env("PATH", "/usr/bin:/bin")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&ended.stderr);
        assert!(!said.contains("allocation"), "{lines}: {said}");
        assert!(!ended.stdout.is_empty(), "{lines}: {said}");
    }
}

#[test]
fn without_a_terminal_lines_are_printed_only_when_asked_for() {
    let home = home();
    let refused = piped(home.path(), &[], "done bath\n");
    assert_eq!(refused.status.code(), Some(2));
    assert!(refused.stdout.is_empty());
    assert_eq!(statuses(home.path())[1], "due");
}

/// The stand-in for the player takes a second for each chime: were speech to wait for it, it would never be in time.
#[test]
fn what_to_do_is_spoken_within_200_ms_of_the_line_that_says_it() {
    let home = home();
    let config = home.path().join(".config/winddown/config.toml");
    let plan = PLAN.replace("enabled = false", "speak = true").replace(
        "[sound]",
        "[[exercise]]\nid = \"butterfly\"\ntitle = \"Butterfly\"\nmuscles = \"thigh\"\nposition = \"floor\"\nhold = \
         \"2s\"\nready = \"1s\"\ncues = [\"Soles together.\"]\n[sound]",
    );
    fs::write(config, plan).unwrap();
    let programs = home.path().join("bin");
    fs::create_dir(&programs).unwrap();
    let record = home.path().join("spoken");
    let says = format!("shift 2\necho \"$(date +%s%N) $*\" >>{}", record.display());
    write_script(&programs.join("spd-say"), &says);
    write_script(&programs.join("pw-play"), "sleep 1");
    let path = format!("{}:/usr/bin:/bin", programs.display());
    let program = env!("CARGO_BIN_EXE_winddown");
    let arguments = ["play", "short", "--plain"];
    let variables = [("PATH", path.as_str())];
    let mut terminal = Terminal::spawn_with(program, home.path(), &arguments, &variables);
    let now = || {
        SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap()
    };
    let printed = [
        "1 of 2. Butterfly. Get ready",
        "1 of 2. Butterfly, 2 seconds.",
        "2 of 2. Seated forward fold. Get ready",
        "2 of 2. Seated forward fold, 2 seconds.",
    ]
    .map(|line| {
        terminal.wait_until(line, |terminal| terminal.wrote(line.as_bytes()));
        now()
    });
    terminal.wait_until("the end is spoken", |_| {
        let spoken = fs::read_to_string(&record).unwrap_or_default();
        spoken.contains("The legs can rest now.")
    });
    terminal.keys("\n");
    assert_eq!(terminal.wait_for_end(), 0);
    let spoken = fs::read_to_string(&record).unwrap();
    let spoken: Vec<(Duration, &str)> = spoken
        .lines()
        .filter_map(|line| line.split_once(' '))
        .map(|(at, text)| (Duration::from_nanos(at.parse().unwrap()), text))
        .collect();
    let expected = ["Butterfly", "Hold", "Seated forward fold", "Hold"];
    let mut expected = expected.into_iter().zip(printed);
    // What would have been late is left out. After the first one there is always a chime to be played at the same time.
    let delays = spoken.iter().filter_map(|(at, text)| {
        let (_, printed) = expected.find(|(expected, _)| expected == text)?;
        Some(at.abs_diff(printed))
    });
    let delays: Vec<_> = delays.skip(1).collect();
    // A busy machine can delay a program or this test; all of them it does not.
    let is_in_time = |delay: &Duration| *delay <= Duration::from_millis(200);
    assert!(delays.iter().any(is_in_time), "{delays:?} of {spoken:?}");
}

#[test]
fn the_first_start_asks_its_questions_in_lines_and_writes_the_config() {
    let home = tempfile::tempdir().unwrap();
    let config = home.path().join(".config/winddown/config.toml");
    let mut terminal = Terminal::start(home.path(), &["--plain"]);
    terminal.wait_for("1 of 4: When do the lights go out?");
    types(&mut terminal, "2315", "2 of 4: And when do you get up?");
    types(&mut terminal, "", "3 of 4: Which of these do you want?");
    assert!(!config.exists());
    types(&mut terminal, "", "4 of 4: Remind you");
    types(&mut terminal, "no", "reminders asks again");
    terminal.wait_until("the evening begins", |terminal| {
        terminal.wrote(b"Bed at 23:15")
    });
    terminal.keys("quit\n");
    assert_eq!(terminal.wait_for_end(), 0);
    assert_eq!(drawn(&terminal.output()), "");
    let written = fs::read_to_string(config).unwrap();
    assert!(written.contains("bedtime = \"23:15\""), "{written}");
}
