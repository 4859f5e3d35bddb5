//! Broken, missing or wrong files and arguments give a clear error, and change nothing.

use std::fs;

use chrono::Datelike;

use super::{PLAN, contents, newcomer_at, person_at};
#[cfg(unix)]
use super::{Person, faked_clock, text};

#[cfg(unix)]
pub(super) fn permit(path: &std::path::Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// Runs the program as a user without root's privileges: file permissions do not apply to root, which tests in
/// containers run as.
#[cfg(unix)]
pub(super) fn powerless(person: &Person, args: &[&str]) -> std::process::Output {
    use std::os::unix::fs::MetadataExt;
    use std::os::unix::process::CommandExt;
    // The build folder may be closed to that user, so the program is copied. Another process makes the copy: a file
    // that this process has open for writing could be inherited by a concurrent start and fail with "text busy".
    let program = person.path("winddown");
    let mut copy = std::process::Command::new("cp");
    copy.arg(env!("CARGO_BIN_EXE_winddown")).arg(&program);
    assert!(copy.status().unwrap().success());
    permit(&program, 0o755);
    permit(person.home.path(), 0o755);
    let mut command = std::process::Command::new(program);
    command
        .args(args)
        .env_clear()
        .envs(faked_clock())
        .env("HOME", person.home.path())
        .env("TZ", &person.zone)
        .current_dir(person.home.path());
    if fs::metadata(person.home.path()).unwrap().uid() == 0 {
        command.uid(65534).gid(65534);
    }
    command.output().unwrap()
}

#[test]
fn an_id_that_is_not_in_the_plan_changes_nothing() {
    let person = person_at("21:55");
    person.says(&["done", "warm-bath"]);
    let before = contents(person.home.path());
    let said = person.fails(2, &["done", "strech"]);
    assert!(said.contains("did you mean `stretch`?"), "{said}");
    let said = person.fails(2, &["snooze", "yoga", "10m"]);
    assert!(
        said.contains("its steps are last-caffeine, warm-bath"),
        "{said}"
    );
    assert_eq!(contents(person.home.path()), before);
}

#[test]
fn reading_and_refused_actions_create_no_files() {
    let person = newcomer_at("21:55");
    for args in [
        &["tonight"][..],
        &["next"],
        &["review"],
        &["agent", "status"],
    ] {
        person.says(args);
    }
    for (code, args) in [
        (2, &["done", "nope"][..]),
        (2, &["skip", "nope"]),
        (2, &["snooze", "nope", "10m"]),
        (1, &["undo"]),
        (2, &["undo", "nope"]),
        (1, &["snooze", "stretch", "20h"]),
    ] {
        person.fails(code, args);
    }
    assert_eq!(fs::read_dir(person.home.path()).unwrap().count(), 0);
    person.says(&["done", "stretch"]);
    assert_eq!(person.status("stretch"), "done");
}

#[cfg(unix)]
#[test]
fn tonight_is_shown_even_where_no_journal_can_be_created() {
    let person = newcomer_at("21:55");
    // The copy for the unprivileged user has to be made first.
    powerless(&person, &["--version"]);
    permit(person.home.path(), 0o555);
    let said = |args: &[&str]| {
        let output = powerless(&person, args);
        (output.status.code(), text(&output.stderr))
    };
    for args in [&["tonight"][..], &["next"], &["review"]] {
        assert_eq!(said(args), (Some(0), String::new()));
    }
    let (code, told) = said(&["done", "stretch"]);
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("cannot make the folder"), "{told}");
}

#[test]
fn a_broken_config_stops_every_command_with_the_place_and_what_to_write() {
    let person = newcomer_at("21:55");
    person.write_config(PLAN.replace("at = \"20:45\"", "at = \"20:75\""));
    let before = contents(person.home.path());
    for args in [
        &["tonight"][..],
        &["done", "stretch"],
        &["next"],
        &["routine", "list"],
    ] {
        let said = person.fails(2, args);
        assert!(said.contains("config.toml:17:6"), "{said}");
        assert!(said.contains("config edit"), "{said}");
    }
    assert_eq!(contents(person.home.path()), before);
}

#[test]
fn a_huge_config_is_refused() {
    let person = newcomer_at("21:55");
    person.write_config("#".repeat((1 << 20) + 1));
    let said = person.fails(2, &["tonight"]);
    assert!(said.contains("larger than 1 MiB"), "{said}");
}

#[test]
fn a_binary_config_is_refused() {
    let person = newcomer_at("21:55");
    person.write_config([0x7f, b'E', b'L', b'F', 0xff, 0xfe, 0]);
    let said = person.fails(2, &["tonight"]);
    assert!(said.contains("not text"), "{said}");
    assert_eq!(fs::read(person.config()).unwrap().len(), 7);
}

#[test]
fn a_config_that_is_a_folder_is_reported_as_unreadable() {
    let person = newcomer_at("21:55");
    fs::create_dir_all(person.config()).unwrap();
    let said = person.fails(2, &["tonight"]);
    assert!(said.contains("cannot read the config"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_config_without_read_permission_is_reported_as_unreadable() {
    let person = person_at("21:55");
    permit(&person.config(), 0o000);
    let output = powerless(&person, &["tonight"]);
    let said = text(&output.stderr);
    assert!(said.contains("cannot read the config"), "{said}");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_journal_that_is_a_folder_is_refused() {
    let person = person_at("21:55");
    fs::create_dir_all(person.journal()).unwrap();
    let said = person.fails(1, &["done", "stretch"]);
    assert!(said.contains("is a folder"), "{said}");
}

#[test]
fn a_file_that_is_no_journal_is_refused_and_left_unchanged() {
    let person = person_at("21:55");
    fs::create_dir_all(person.journal().parent().unwrap()).unwrap();
    fs::write(person.journal(), "Dear diary, ".repeat(100)).unwrap();
    let before = contents(person.home.path());
    for args in [&["done", "stretch"][..], &["tonight"]] {
        let said = person.fails(1, args);
        assert!(said.contains("not a winddown journal"), "{said}");
    }
    assert_eq!(contents(person.home.path()), before);
}

#[cfg(unix)]
#[test]
fn a_read_only_journal_can_be_read_but_not_written() {
    let person = person_at("21:55");
    let folder = person.journal().parent().unwrap().to_owned();
    fs::create_dir_all(&folder).unwrap();
    person.says(&["done", "warm-bath"]);
    permit(&person.journal(), 0o444);
    permit(&folder, 0o555);
    let before = fs::read(person.journal()).unwrap();

    let output = powerless(&person, &["done", "stretch"]);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.starts_with("winddown: ") && said.contains("journal"),
        "{said}"
    );
    let output = powerless(&person, &["tonight"]);
    assert!(
        text(&output.stdout).contains("done 21:5"),
        "{}",
        text(&output.stderr)
    );

    assert_eq!(fs::read(person.journal()).unwrap(), before);
    permit(&folder, 0o755);
}

#[test]
fn a_journal_whose_folder_cannot_be_created_is_reported() {
    let person = person_at("21:55");
    fs::write(person.path("file"), "").unwrap();
    let journal = person.path("file/journal.db").display().to_string();
    let said = person.fails(1, &["tonight", "--journal", &journal]);
    assert!(said.contains("file"), "{said}");
}

#[test]
fn without_a_terminal_the_screens_refuse_and_name_an_alternative() {
    let person = person_at("21:55");
    let before = contents(person.home.path());
    let said = person.fails(2, &[]);
    assert!(said.contains("winddown tonight"), "{said}");
    let said = person.fails(2, &["play", "restless-legs"]);
    assert!(
        said.contains("winddown routine show restless-legs"),
        "{said}"
    );
    assert_eq!(contents(person.home.path()), before);
}

#[test]
fn without_a_home_directory_the_files_have_to_be_named() {
    let person = person_at("21:55");
    // An empty or missing HOME is looked up in the user database, so this one is set to a folder that does not exist.
    let mut command = person.command(&["tonight"]);
    let assert = command.env("HOME", "relative/folder").assert().code(2);
    let said = super::text(&assert.get_output().stderr);
    assert!(said.contains("--config and --journal"), "{said}");
    let config = person.config().display().to_string();
    let journal = person.path("j.db").display().to_string();
    let mut command = person.command(&["tonight", "--config", &config, "--journal", &journal]);
    command.env("HOME", "relative/folder").assert().success();
}

#[cfg(unix)]
#[test]
fn an_unknown_time_zone_is_reported() {
    let person = person_at("21:55");
    let before = contents(person.home.path());
    let mut command = person.command(&["tonight"]);
    let assert = command.env("TZ", "Mars/Olympus").assert().code(2);
    let said = super::text(&assert.get_output().stderr);
    assert!(
        said.contains("Mars/Olympus") && said.contains("unset TZ"),
        "{said}"
    );
    assert_eq!(contents(person.home.path()), before);
}

#[test]
fn texts_that_are_too_long_are_refused() {
    let person = person_at("21:55");
    let said = person.fails(1, &["log", "note", &"x".repeat(100_000)]);
    assert!(said.contains("too long"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_pipe_as_config_or_journal_is_refused_without_waiting_for_it() {
    let person = person_at("21:55");
    let pipe = person.path("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    let pipe = pipe.to_str().unwrap();
    let said = person.fails(2, &["tonight", "--config", pipe]);
    assert!(
        said.contains("not a file; name one with --config"),
        "{said}"
    );
    let said = person.fails(1, &["tonight", "--journal", pipe]);
    assert!(
        said.contains("not a file; name one with --journal"),
        "{said}"
    );
}

#[test]
fn error_messages_escape_and_shorten_what_was_typed() {
    let person = person_at("21:55");
    for args in [
        &["done", "\u{1b}[31mred\u{7}"][..],
        &["routine", "show", "\u{1b}[31mred"],
        &["play", "\u{1b}[31mred"],
        &["\u{1b}[31mred"],
        &["tonight", "--date", "\u{1b}[31mred"],
    ] {
        let said = person.fails(2, args);
        assert!(
            !said.contains('\u{1b}') && !said.contains('\u{7}'),
            "{said:?}"
        );
        assert!(said.contains("red"), "{said:?}");
    }
    let said = person.fails(2, &["done", &"x".repeat(50_000)]);
    assert!(said.len() < 300, "{} bytes", said.len());
}

#[test]
fn a_date_in_another_year_is_shown_with_its_year() {
    let person = person_at("21:55");
    let later = format!("{}-01-01T20:40", person.today().year() + 100);
    let said = person.fails(1, &["done", "stretch", "--at", &later]);
    assert!(said.contains(&later[..4]), "{said}");
    let year = (person.today().year() - 2).to_string();
    let said = person.says(&["done", "stretch", "--date", &format!("{year}-11-24")]);
    assert!(said.contains(&format!("24 November {year})")), "{said}");
}

#[test]
fn absurd_times_in_the_journal_stop_no_command() {
    let person = person_at("21:55");
    person.says(&["log", "note", "well"]);
    let tonight = &*person.today().to_string();
    let (last, beyond) = ("7289654399999", "8000000000000000");
    let db = rusqlite::Connection::open(person.journal()).unwrap();
    for (n, (evening, at, kind, step, data)) in [
        (
            tonight,
            "1",
            "bedtime_moved",
            "NULL",
            format!("{{\"to\": {last}}}"),
        ),
        (
            tonight,
            "1",
            "bedtime_moved",
            "NULL",
            "{\"to\": 0}".to_owned(),
        ),
        (
            tonight,
            "1",
            "bedtime_moved",
            "NULL",
            format!("{{\"to\": {beyond}}}"),
        ),
        (
            tonight,
            "1",
            "snoozed",
            "'stretch'",
            format!("{{\"until\": {last}}}"),
        ),
        (
            tonight,
            "1",
            "snoozed",
            "'stretch'",
            format!("{{\"until\": {beyond}}}"),
        ),
        (tonight, last, "lights_out", "NULL", "{}".to_owned()),
        (tonight, beyond, "lights_out", "NULL", "{}".to_owned()),
        (
            tonight,
            last,
            "caffeine",
            "NULL",
            "{\"mg\": 1e300}".to_owned(),
        ),
        ("0001-01-01", "1", "woke", "NULL", "{}".to_owned()),
        ("9999-12-31", "1", "woke", "NULL", "{}".to_owned()),
    ]
    .into_iter()
    .enumerate()
    {
        let sql = format!(
            "INSERT INTO event (id, at, offset_min, evening, kind, step, data, device)
             VALUES (x'ffffffffffff7000800000000000{n:04x}', {at}, 60, '{evening}', '{kind}', {step}, '{data}', 'x')"
        );
        db.execute(&sql, []).unwrap();
        let begun = std::time::Instant::now();
        for args in [
            &["tonight"][..],
            &["next"],
            &["review"],
            &["log", "note", "still well"],
            &["undo"],
        ] {
            person.says(args);
        }
        // A review of every evening since the year 1 takes much longer than that.
        assert!(begun.elapsed().as_secs() < 60, "{evening} {kind}");
    }
    person.says(&["report", "-o", person.path("page.html").to_str().unwrap()]);
}

#[cfg(unix)]
#[test]
fn looking_works_where_nothing_can_be_written_and_leaves_the_folder_as_it_is() {
    let person = person_at("21:55");
    person.says(&["done", "warm-bath"]);
    let folder = person.journal().parent().unwrap().to_owned();
    permit(&person.journal(), 0o444);
    for parent in [".local", ".local/share"] {
        permit(&person.path(parent), 0o755);
    }
    for mode in [0o555, 0o755] {
        permit(&folder, mode);
        let modified = || fs::metadata(&folder).unwrap().modified().unwrap();
        let before = (contents(&folder), modified());
        for args in [
            &["tonight"][..],
            &["next"],
            &["review"],
            &["agent", "status"],
            &["report", "-o", "-"],
        ] {
            let ran = powerless(&person, args);
            assert!(ran.status.success(), "{args:?}: {}", text(&ran.stderr));
            assert_eq!((contents(&folder), modified()), before, "{args:?}");
        }
        let doctor = text(&powerless(&person, &["doctor"]).stdout);
        assert!(doctor.contains("may not be written"), "{doctor}");
        let note = powerless(&person, &["log", "note", "well"]);
        assert!(text(&note.stderr).contains("is read-only, so nothing can be kept"));
        assert_eq!((contents(&folder), modified()), before);
    }
}
