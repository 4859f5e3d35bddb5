//! `winddown doctor` where there is no bus. Where there is one, `tests/doctor.rs` looks.

use std::fs;
use std::process::Output;

use serde_json::Value;

#[cfg(unix)]
use super::shell::in_a_terminal;
use super::{PLAN, Person, contents, newcomer_at, person_at, text};

impl Person {
    /// Runs `doctor` with some environment variables.
    fn examined(&self, args: &[&str], env: &[(&str, &str)]) -> Output {
        let mut command = self.command(&[&["doctor"], args].concat());
        // Without an address a bus of the user who runs the tests could be found at its default place.
        let nowhere = format!("unix:path={}", self.path("no-bus").display());
        command.env("DBUS_SESSION_BUS_ADDRESS", nowhere);
        command.envs(env.iter().copied());
        command.output().unwrap()
    }

    /// The check of that topic, as JSON.
    pub(super) fn line(&self, topic: &str, env: &[(&str, &str)]) -> Value {
        let output = self.examined(&["--json"], env);
        let said: Value = serde_json::from_slice(&output.stdout).unwrap();
        let lines = said["lines"].as_array().unwrap();
        let line = lines.iter().find(|line| line["topic"] == topic);
        line.unwrap_or_else(|| panic!("no {topic}: {said}")).clone()
    }
}

/// Asserts state, text and advice of a check. An empty `advice` means that there must be none.
fn is(line: &Value, state: &str, found: &str, advice: &str) {
    let has = |key: &str| line[key].as_str().unwrap_or_default();
    assert_eq!(line["state"], state, "{line}");
    assert!(has("found").contains(found), "{line}");
    assert!(has("advice").contains(advice), "{line}");
    assert_eq!(line["advice"].is_null(), advice.is_empty(), "{line}");
}

#[test]
fn the_doctor_checks_everything_and_changes_nothing() {
    let person = newcomer_at("21:00");
    let output = person.examined(&["--json"], &[]);
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    let keys =
        |value: &Value| -> Vec<String> { value.as_object().unwrap().keys().cloned().collect() };
    assert_eq!(keys(&said), ["broken", "lines", "version"]);
    assert_eq!(
        keys(&said["lines"][0]),
        ["advice", "found", "state", "topic"]
    );
    let lines = said["lines"].as_array().unwrap();
    let topics: Vec<_> = lines
        .iter()
        .map(|line| line["topic"].as_str().unwrap())
        .collect();
    assert_eq!(
        topics,
        [
            "terminal",
            "bus",
            "sound",
            "config",
            "journal",
            "agent",
            "log",
            "clock",
            "time zone"
        ]
    );
    assert_eq!(said["broken"], 1, "only the bus is: {said}");
    assert_eq!(output.status.code(), Some(1));
    person.examined(&["--verbose"], &[]);
    assert_eq!(contents(person.home.path()), []);
    assert_eq!(fs::read_dir(person.home.path()).unwrap().count(), 0);
}

#[test]
fn without_a_bus_the_doctor_says_so_and_counts_what_is_broken() {
    let person = person_at("21:00");
    let output = person.examined(&[], &[]);
    let said = text(&output.stdout);
    assert!(
        said.contains(" ✗  bus        nothing answers at unix:path="),
        "{said}"
    );
    assert!(
        said.contains("               → start winddown inside your desktop's session"),
        "{said}"
    );
    assert!(
        !said.contains("notifications"),
        "there is nobody to ask: {said}"
    );
    assert_eq!(
        text(&output.stderr),
        "winddown: one thing is broken; its line says what to do\n"
    );
    let line = person.line("bus", &[("DBUS_SESSION_BUS_ADDRESS", "tea and cake")]);
    is(
        &line,
        "broken",
        "DBUS_SESSION_BUS_ADDRESS does not name one",
        "unset",
    );
}

#[test]
fn with_reminders_off_a_missing_bus_is_no_failure() {
    let person = person_at("21:00");
    person.write_config(format!("{PLAN}\n[reminders]\nenabled = false\n"));
    let output = person.examined(&[], &[]);
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.ends_with("\n\nNothing is broken.\n"), "{said}");
    is(&person.line("agent", &[]), "fine", "reminders are off", "");
}

#[test]
fn without_a_utf8_locale_its_signs_are_ascii() {
    let output = person_at("21:00").examined(&[], &[("LANG", "C")]);
    assert!(output.stdout.is_ascii());
    let said = text(&output.stdout);
    assert!(
        said.contains(" !!  bus ") && said.contains(" ok  config "),
        "{said}"
    );
    assert!(said.contains("-> start winddown"), "{said}");
}

#[test]
fn a_broken_config_is_reported_with_its_line_and_the_other_checks_still_run() {
    let person = newcomer_at("21:00");
    is(
        &person.line("config", &[]),
        "fine",
        "the built-in plan is in force",
        "",
    );
    person.write_config(PLAN.replace("at = \"20:45\"", "at = \"20:75\""));
    is(
        &person.line("config", &[]),
        "broken",
        "config.toml, line 17: ",
        "`winddown config check`",
    );
    is(&person.line("clock", &[]), "fine", "", "");
    person.write_config([0xff, 0xfe, 0]);
    is(
        &person.line("config", &[]),
        "broken",
        "is not text",
        "`winddown config init`",
    );
    person.write_config(PLAN);
    is(&person.line("config", &[]), "fine", "5 steps", "");
}

#[test]
fn the_journal_is_checked_without_changing_it() {
    let person = person_at("21:00");
    is(&person.line("journal", &[]), "fine", "none yet", "");
    person.says(&["done", "stretch"]);
    person.says(&["log", "note", "well"]);
    let before = contents(person.home.path());
    is(&person.line("journal", &[]), "fine", "whole, 3 entries", "");
    is(
        &person.line("last reminder", &[]),
        "note",
        "none was sent yet",
        "`winddown agent test`",
    );
    assert_eq!(contents(person.home.path()), before);
    fs::write(person.journal(), "Dear diary, ".repeat(100)).unwrap();
    is(
        &person.line("journal", &[]),
        "broken",
        "is damaged",
        "the next entry repairs",
    );
    // Without the backups nothing says that there was a journal.
    fs::remove_dir_all(person.path(".local/share/winddown/journal.db-backups")).unwrap();
    is(
        &person.line("journal", &[]),
        "broken",
        "is not a winddown journal",
        "--journal",
    );
    fs::remove_file(person.journal()).unwrap();
    fs::create_dir(person.journal()).unwrap();
    is(
        &person.line("journal", &[]),
        "broken",
        "is a folder",
        "--journal",
    );
}

#[test]
fn a_journal_in_use_is_read_up_to_its_newest_event() {
    let person = person_at("21:00");
    person.says(&["done", "stretch"]);
    let open = winddown::journal::Journal::open(&person.journal(), "other").unwrap();
    person.says(&["log", "note", "well"]);
    is(&person.line("journal", &[]), "fine", "whole, 3 entries", "");
    drop(open);
}

#[test]
fn a_damaged_journal_is_reported() {
    let person = person_at("21:00");
    for _ in 0..40 {
        person.says(&["log", "note", &"long ".repeat(100)]);
    }
    let mut bytes = fs::read(person.journal()).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..].fill(0x5a);
    fs::write(person.journal(), bytes).unwrap();
    is(
        &person.line("journal", &[]),
        "broken",
        "is damaged",
        "the next entry repairs",
    );
}

#[test]
fn a_journal_with_events_from_the_future_is_reported_as_a_wrong_clock() {
    let person = person_at("21:00");
    person.says(&["done", "stretch"]);
    let db = rusqlite::Connection::open(person.journal()).unwrap();
    // The first 48 bits of a UUIDv7 are its time in milliseconds.
    let copy = "INSERT INTO event (id, at, offset_min, evening, kind, step, data, device)
                SELECT CAST(x'7fff' || substr(id, 3) AS BLOB), at, offset_min, evening, kind,
                step, data, device FROM event WHERE kind = 'done'";
    db.execute(copy, []).unwrap();
    drop(db);
    is(
        &person.line("clock", &[]),
        "broken",
        "but the journal was written on",
        "set the clock",
    );
}

#[cfg(unix)]
#[test]
fn a_journal_and_a_log_without_write_permission_are_reported() {
    use super::bad_input::{permit, powerless};
    let person = person_at("21:00");
    person.says(&["done", "stretch", "-v"]);
    let mut folders = vec![person.path(".local")];
    while let Some(folder) = folders.pop() {
        permit(&folder, 0o555);
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                permit(&path, 0o444);
            }
        }
    }
    let said = text(&powerless(&person, &["doctor"]).stdout);
    assert!(said.contains("journal.db may not be written"), "{said}");
    assert!(said.contains("nothing can be written in"), "{said}");
}

#[test]
fn an_unknown_time_zone_is_reported_by_the_doctor() {
    let person = newcomer_at("21:00");
    let line = person.line("time zone", &[("TZ", "Mars/Olympus")]);
    is(&line, "broken", "`Mars/Olympus`", "unset TZ");
    let line = person.line("time zone", &[("TZ", "Asia/Tokyo")]);
    is(&line, "fine", "Asia/Tokyo (from TZ), UTC+09:00", "");
    let line = person.line("time zone", &[("TZ", "Europe/Berlin")]);
    is(&line, "fine", "; clocks change on Sun ", "");
}

#[test]
fn without_a_home_directory_the_other_checks_still_run() {
    let person = newcomer_at("21:00");
    for topic in ["config", "journal"] {
        is(
            &person.line(topic, &[("HOME", "nowhere")]),
            "broken",
            "no home directory",
            "set HOME",
        );
    }
    is(
        &person.line("log", &[("HOME", "nowhere")]),
        "note",
        "no home directory",
        "set HOME",
    );
}

#[test]
fn without_a_sound_player_the_doctor_says_which_to_install() {
    let person = newcomer_at("21:00");
    is(
        &person.line("sound", &[("PATH", "")]),
        "note",
        "no player",
        "pw-play",
    );
    let player = person.path("bin/aplay");
    fs::create_dir(player.parent().unwrap()).unwrap();
    fs::write(&player, "").unwrap();
    let path = player.parent().unwrap().to_str().unwrap();
    is(
        &person.line("sound", &[("PATH", path)]),
        "fine",
        "aplay plays",
        "",
    );
}

#[test]
fn a_running_agent_is_reported_with_its_process_id() {
    use winddown::remind::agent::lock::{Holder, Lock};
    let person = person_at("21:00");
    is(
        &person.line("agent", &[]),
        "note",
        "does not run",
        "`winddown agent install`",
    );
    let holder = Holder {
        pid: 4711,
        since: "2026-11-24T18:00:00+01:00".parse().unwrap(),
        build: Some(winddown::remind::agent::build::Build {
            version: "999.0.0".to_owned(),
            program: String::new(),
            written: None,
        }),
    };
    let mut path = person.journal().into_os_string();
    path.push(".agent");
    let lock = Lock::take(path.as_ref(), &holder).unwrap();
    let line = person.line("agent", &[]);
    is(
        &line,
        "note",
        "since Tue 24 Nov 18:00, process 4711, but",
        "`winddown agent install`",
    );
    let unit = person.path(".config/systemd/user/winddown-agent.service");
    if cfg!(all(unix, not(target_os = "macos"))) {
        fs::create_dir_all(unit.parent().unwrap()).unwrap();
        fs::write(&unit, "").unwrap();
        is(&person.line("agent", &[]), "fine", "process 4711", "");
        drop(lock);
        is(
            &person.line("agent", &[]),
            "broken",
            "does not run, though",
            "`winddown agent`",
        );
    }
}

#[test]
fn output_to_a_pipe_is_not_reported_as_broken() {
    let person = newcomer_at("21:00");
    is(
        &person.line("terminal", &[]),
        "note",
        "no terminal",
        "in your terminal",
    );
}

#[cfg(unix)]
#[test]
fn a_terminal_is_checked_with_its_colours() {
    let person = newcomer_at("21:00");
    let said = in_a_terminal(&person, &["doctor"], &[("COLORTERM", "truecolor")]);
    assert!(said.contains("xterm-256color, 80x24, UTF-8"), "{said}");
    assert!(said.contains("all 16 million"), "{said}");
    let said = in_a_terminal(&person, &["doctor"], &[("NO_COLOR", "1")]);
    assert!(
        said.contains("none, as NO_COLOR asks") && !said.contains('\x1b'),
        "{said}"
    );
    let fits = |line: &str| line.chars().count() <= 80;
    assert!(said.lines().all(fits), "words break at the edge: {said}");
    let said = in_a_terminal(&person, &["doctor"], &[("TERM", "dumb")]);
    assert!(said.contains("TERM says dumb"), "{said}");
}
