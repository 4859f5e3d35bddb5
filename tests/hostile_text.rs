//! Text from elsewhere that would steer a terminal: in a journal that another program wrote, in paths, in a config, in
//! what is typed. At each door out of the program nothing of it has an effect.
#![cfg(unix)]

#[path = "hostile_text/events.rs"]
mod events;
#[path = "support/stage.rs"]
mod stage;

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use chrono::Utc;
use events::{HOSTILE, hostile_events};
use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use stage::Stage;
use tempfile::TempDir;
use winddown::journal::Journal;
use winddown::printable::is_hidden;
use winddown::split_mix::SplitMix64;

/// Whether only line breaks and the styles of the command line have an effect.
fn is_harmless(output: &[u8]) -> bool {
    let mut text = String::from_utf8(output.to_vec()).expect("text");
    for style in ["\x1b[2m", "\x1b[1m", "\x1b[4m", "\x1b[33m", "\x1b[0m"] {
        text = text.replace(style, "");
    }
    // A terminal's driver makes two bytes of each line break.
    !text
        .replace("\r\n", "\n")
        .contains(|c| c != '\n' && is_hidden(c))
}

/// A user whose folder, config, journal and entries are hostile.
struct Person {
    home: TempDir,
}

impl Person {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let person = Self { home };
        fs::create_dir(person.folder()).unwrap();
        fs::write(person.config(), winddown::plan::EXAMPLE).unwrap();
        let mut journal = Journal::open(&person.journal(), HOSTILE).unwrap();
        journal.import(&hostile_events(Utc::now(), 0)).unwrap();
        person
    }

    /// A folder may have any name but for null bytes and slashes.
    fn folder(&self) -> PathBuf {
        self.home.path().join(HOSTILE.replace('\0', ""))
    }

    fn config(&self) -> PathBuf {
        self.folder().join("config.toml")
    }

    fn journal(&self) -> PathBuf {
        self.folder().join("journal.db")
    }

    fn variables(&self) -> Vec<(&'static str, PathBuf)> {
        vec![
            ("HOME", self.folder()),
            ("WINDDOWN_CONFIG", self.config()),
            ("WINDDOWN_JOURNAL", self.journal()),
            ("PATH", "/usr/bin:/bin".into()),
            ("TZ", "UTC".into()),
            ("LANG", "C.UTF-8".into()),
            ("TERM", "xterm-256color".into()),
            ("EDITOR", "true".into()),
            ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent".into()),
        ]
    }

    /// All that the program writes into a terminal, on both outputs.
    fn in_a_terminal(&self, arguments: &[&str]) -> Vec<u8> {
        let size = PtySize {
            rows: 24,
            cols: 80,
            ..PtySize::default()
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_winddown"));
        command.env_clear();
        command.args(arguments);
        command.cwd(self.home.path());
        for (name, value) in self.variables() {
            command.env(name, value);
        }
        let mut child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut output = Vec::new();
        // On some systems reading fails once the program has ended.
        let _ = pair
            .master
            .try_clone_reader()
            .unwrap()
            .read_to_end(&mut output);
        child.wait().unwrap();
        output
    }

    /// Standard output and standard error, in pipes.
    fn in_pipes(&self, arguments: &[&str]) -> [Vec<u8>; 2] {
        let output = Command::new(env!("CARGO_BIN_EXE_winddown"))
            .args(arguments)
            .current_dir(self.home.path())
            .env_clear()
            .envs(self.variables())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        [output.stdout, output.stderr]
    }
}

/// What is typed: hostile too, but for null bytes, which no argument can have.
fn typed() -> String {
    HOSTILE.replace('\0', "")
}

#[test]
fn no_command_lets_text_steer_the_terminal() {
    let person = Person::new();
    let typed = typed();
    let typed = typed.as_str();
    for arguments in [
        &["tonight"][..],
        &["tonight", "--date", "yesterday"],
        &["next"],
        &["next", "--format", typed],
        &["review", "--last", "30d"],
        &["done", typed],
        &["done", "stretch", "--at", typed],
        &["skip", "stretch", "--why", typed],
        &["snooze", "stretch", typed],
        &["undo"],
        &["undo"],
        &["undo", typed],
        &["bedtime", typed],
        &["log", "note", typed],
        &["log", "factor", typed],
        &["log", "factor", "medicine-change", "--about", typed],
        &["log", "caffeine", typed],
        &["log", "legs", "3", "--feels", typed],
        &["excuse", "--why", typed],
        &["play", typed],
        &["routine", "list"],
        &["routine", "show", typed],
        &["routine", "preview", typed],
        &["learn", typed],
        &["trial", "start", typed],
        &["trial", "stop", typed],
        &["trial"],
        &["agent", "install"],
        &["agent", "status"],
        &["config", "path"],
        &["config", "check"],
        &["config", "show"],
        &["config", "edit"],
        &["journal", "path"],
        &["report", "-o", typed],
        &["doctor"],
        &["--help"],
        &["--verbose", "tonight"],
        &[typed],
        &["done", "--evening", typed],
        &["--config", &format!("{typed}.toml"), "tonight"],
        &["--journal", "/dev/null", "tonight"],
    ] {
        let shown = person.in_a_terminal(arguments);
        let text = String::from_utf8_lossy(&shown);
        assert!(
            is_harmless(&shown),
            "in a terminal, {arguments:?}: {text:?}"
        );
        assert!(!text.contains("panicked"), "{arguments:?}: {text}");
        for output in person.in_pipes(arguments) {
            let is_path = arguments.last() == Some(&"path");
            let text = String::from_utf8_lossy(&output);
            assert!(is_path || is_harmless(&output), "{arguments:?}: {text:?}");
        }
    }
}

#[test]
fn no_entry_begins_a_line_that_would_pass_for_one_of_the_programs_own() {
    let person = Person::new();
    let typed = typed();
    for arguments in [
        &["tonight"][..],
        &["next"],
        &["review"],
        &["trial"],
        &["log", "note", &typed],
        &["log", "factor", "medicine-change", "--about", &typed],
        &["undo"],
        &["undo"],
    ] {
        for output in person.in_pipes(arguments) {
            let text = String::from_utf8(output).unwrap();
            let forged = text.lines().any(|line| line.starts_with("FORGED"));
            assert!(!forged, "{arguments:?}: {text}");
        }
    }
}

#[test]
fn the_name_of_another_computer_begins_no_line_of_its_own() {
    let person = Person::new();
    let folder = person.home.path().join("shared");
    let other = folder.join("computers/01a22716-4d14-7102-9738-7c8007d2754a");
    fs::create_dir_all(&other).unwrap();
    let about = serde_json::json!({ "name": HOSTILE, "version": HOSTILE });
    fs::write(other.join("about.json"), about.to_string()).unwrap();
    // A key and a file name can hold a line break, too.
    let row = serde_json::json!({ HOSTILE: 1 });
    fs::write(other.join("2026-11.jsonl"), format!("{row}\n")).unwrap();
    let name = format!("{}.jsonl", typed());
    fs::write(other.join(name), format!("{row}\n")).unwrap();
    person.in_pipes(&["sync", "on", folder.to_str().unwrap(), "--name", "desk"]);
    for arguments in [&["sync", "status"][..], &["sync", "now"], &["doctor"]] {
        for output in person.in_pipes(arguments) {
            assert!(is_harmless(&output), "{arguments:?}");
            let text = String::from_utf8(output).unwrap();
            let forged = text.lines().any(|line| line.starts_with("FORGED"));
            assert!(!forged, "{arguments:?}: {text}");
        }
    }
    let [status, _] = person.in_pipes(&["sync", "status"]);
    assert!(String::from_utf8(status).unwrap().contains("FORGED"));
}

#[test]
fn json_has_every_character_and_none_that_steers_a_terminal() {
    let person = Person::new();
    for arguments in [
        &["tonight", "--json"][..],
        &["review", "--json"],
        &["next", "--json"],
        &["trial", "--json"],
        &["doctor", "--json"],
        &["log", "note", "x\u{9b}y\u{202e}z", "--json"],
        &["config", "path", "--json"],
    ] {
        let [output, _] = person.in_pipes(arguments);
        assert!(is_harmless(&output), "{arguments:?}");
        serde_json::from_slice::<serde_json::Value>(&output).unwrap();
    }
    let [output, _] = person.in_pipes(&["config", "path", "--json"]);
    let said: serde_json::Value = serde_json::from_slice(&output).unwrap();
    assert_eq!(said["path"], person.config().to_str().unwrap());
}

#[test]
fn a_path_that_a_program_reads_is_as_it_is() {
    let person = Person::new();
    let [output, _] = person.in_pipes(&["config", "path"]);
    let path = format!("{}\n", person.config().display());
    assert_eq!(String::from_utf8(output).unwrap(), path);
}

#[test]
fn the_report_of_a_config_shows_its_text_without_its_effect() {
    let person = Person::new();
    let mistakes = format!(
        "bedtime = \"{0}\"\nwake = \"06:30\"\n{0} = 1\n[[step]]\nid = \"{0}\"\ntitle = \"{0}\"\n",
        HOSTILE.replace(['\n', '\0'], "")
    );
    for config in [
        mistakes.as_str(),
        HOSTILE,
        "a = \"\u{9b}31m\"\n\u{200b}b = 3",
    ] {
        fs::write(person.config(), config).unwrap();
        for arguments in [&["config", "check"][..], &["tonight"], &["doctor"]] {
            let shown = person.in_a_terminal(arguments);
            // The report of mistakes has colours of its own.
            let text = String::from_utf8(shown).unwrap();
            for sequence in ["\x1b]", "\x1b[2J", "\x1b[31m"] {
                assert!(!text.contains(sequence), "{arguments:?}: {text:?}");
            }
            let plain = text.replace("\r\n", "\n");
            let hidden: Vec<char> = plain
                .chars()
                .filter(|c| is_hidden(*c) && !matches!(c, '\n' | '\x1b'))
                .collect();
            assert!(hidden.is_empty(), "{arguments:?}: {hidden:?} in {text:?}");
            let [_, errors] = person.in_pipes(arguments);
            assert!(is_harmless(&errors), "{arguments:?}");
        }
    }
}

#[test]
fn the_log_holds_one_harmless_line_for_each_event() {
    let person = Person::new();
    for arguments in [
        &["--verbose", "tonight"][..],
        &["--verbose", "log", "legs", "2"],
    ] {
        person.in_pipes(arguments);
    }
    let folder = person.folder().join(".local/state/winddown/log");
    let mut lines = 0;
    for file in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        assert!(is_harmless(text.as_bytes()), "{text:?}");
        assert!(text.lines().all(|line| line.starts_with("20")), "{text}");
        lines += text.lines().count();
    }
    assert!(lines > 1);
}

#[test]
fn the_page_for_the_doctor_shows_text_without_its_effect() {
    let person = Person::new();
    let page = person.home.path().join("page.html");
    person.in_pipes(&["report", "-o", page.to_str().unwrap()]);
    let html = fs::read_to_string(page).unwrap();
    let has = |c: char| html.contains(c);
    assert!(html.contains("FORGED"), "the page shows the entries");
    assert!(!has('\x1b') && !has('\u{9b}') && !has('\u{202e}') && !has('\0'));
}

/// The keys that lead to every screen.
const KEYS: [&str; 26] = [
    "Tab", "BackTab", "Enter", "Esc", "Up", "Down", "Left", "Right", "Home", "End", "PageUp",
    "PageDown", "d", "s", "n", "l", "e", "u", "y", "?", "j", "k", "[", "]", "Space", "x",
];

fn assert_shows_nothing_hidden(stage: &Stage, after: &[&str]) {
    let picture = stage.picture();
    for cell in &picture.content {
        let symbol = cell.symbol();
        assert!(!symbol.contains(is_hidden), "{symbol:?} after {after:?}");
    }
}

#[test]
fn no_screen_draws_a_character_that_steers_the_terminal() {
    let now = stage::at("2026-11-24T22:10");
    let events = hostile_events(now, 60);
    let mut shown = 0;
    for (seed, (width, height)) in (1_u64..).zip([(80, 24), (40, 12), (120, 40), (200, 60)]) {
        let mut chance = SplitMix64::new(seed);
        let mut stage = Stage::with_events("2026-11-24T22:10", &events).sized(width, height);
        let mut pressed = Vec::new();
        for _ in 0..250 {
            if stage.has_quit {
                stage = Stage::with_events("2026-11-24T22:10", &events).sized(width, height);
                pressed.clear();
            }
            let key = KEYS[chance.below(KEYS.len())];
            pressed.push(key);
            stage = stage.keys(key);
            assert_shows_nothing_hidden(&stage, &pressed);
            shown += usize::from(stage.screen().contains("FORGED"));
        }
    }
    assert!(shown > 20, "hostile text was on {shown} screens only");
}

#[test]
fn text_that_is_pasted_or_comes_from_a_notice_has_no_effect() {
    use winddown::tui::Message;

    let mut stage = Stage::at("2026-11-24T22:10").keys("n");
    stage.send(Message::Pasted(HOSTILE.to_owned()));
    assert_shows_nothing_hidden(&stage, &["n"]);
    assert!(stage.screen().contains("FORGED"), "{}", stage.screen());
    let mut stage = Stage::at("2026-11-24T22:10");
    for message in [
        Message::Notice(HOSTILE.to_owned()),
        Message::ConfigWrong(HOSTILE.to_owned()),
        Message::NotShown {
            summary: HOSTILE.to_owned(),
            body: HOSTILE.to_owned(),
        },
    ] {
        stage.send(message);
        assert_shows_nothing_hidden(&stage, &[]);
    }
}

#[test]
fn a_hook_is_given_text_that_does_not_steer_the_terminal_it_prints_on() {
    use winddown::desktop::hook::{Hook, Runner};

    let (report, outcomes) = std::sync::mpsc::channel();
    let mut runner = Runner::new(std::time::Duration::from_secs(20), report);
    runner.run(Hook {
        command: ["sh", "-c", "printf %s \"$WINDDOWN_TITLE\""]
            .map(str::to_owned)
            .to_vec(),
        variables: vec![("WINDDOWN_TITLE".to_owned(), HOSTILE.to_owned())],
        ..Hook::default()
    });
    let outcome = outcomes.recv().unwrap();
    assert!(outcome.is_fine(), "{outcome}");
    assert!(
        !outcome.printed.contains(is_hidden),
        "{:?}",
        outcome.printed
    );
    assert!(outcome.printed.contains("FORGED"));
    assert!(Path::new(&outcome.program).ends_with("sh"));
}
