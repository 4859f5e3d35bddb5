//! Who can read the program's files.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::{Person, days_after, newcomer_at, person_at};

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// Runs the program as a user whose new files can be read and written by everybody.
fn run_without_umask(person: &Person, arguments: &str) {
    let program = env!("CARGO_BIN_EXE_winddown");
    let ended = Command::new("sh")
        .arg("-c")
        .arg(format!("umask 000; exec '{program}' {arguments}"))
        .env_clear()
        .env("HOME", person.home.path())
        .env("TZ", &person.zone)
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
        .output()
        .unwrap();
    assert!(ended.status.success(), "{ended:?}");
}

/// What `doctor` says about the permissions of files; null if it has nothing to say.
fn privacy(person: &Person) -> Value {
    let output = person.command(&["doctor", "--json"]).output().unwrap();
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    let lines = said["lines"].as_array().unwrap();
    let line = lines.iter().find(|line| line["topic"] == "privacy");
    line.cloned().unwrap_or(Value::Null)
}

#[test]
fn whatever_the_umask_new_files_and_folders_are_their_owners_alone() {
    let person = newcomer_at("21:00");
    // Evenings that are over are what is cached.
    let past = days_after(person.today(), -9);
    for arguments in [
        "config init",
        &format!("log legs 3 --date {past}"),
        "--verbose tonight",
        "review",
        "trial start warm-bath",
    ] {
        run_without_umask(&person, arguments);
    }
    let mut unseen = vec![person.home.path().to_owned()];
    let mut names = Vec::new();
    while let Some(folder) = unseen.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let wanted = if path.is_dir() { 0o700 } else { 0o600 };
            assert_eq!(mode(&path), wanted, "{}", path.display());
            if path.is_dir() {
                unseen.push(path);
            } else {
                names.push(path.file_name().unwrap().to_string_lossy().into_owned());
            }
        }
    }
    for beginning in ["config.toml", "journal.db", "winddown.", "evenings-"] {
        let is_there = names.iter().any(|name| name.starts_with(beginning));
        assert!(is_there, "{beginning} is not among {names:?}");
    }
    assert_eq!(privacy(&person), Value::Null);
}

#[test]
fn a_config_that_others_can_read_is_reported_left_alone_by_looking_and_made_private_by_writing() {
    let person = person_at("19:00");
    for rights in [0o644, 0o640, 0o666] {
        person.write_config(super::PLAN);
        set_mode(&person.config(), rights);
        let line = privacy(&person);
        let state = if rights == 0o666 { "broken" } else { "note" };
        assert_eq!(line["state"], state, "{line}");
        assert!(line["found"].to_string().contains("config.toml"), "{line}");
        assert!(line["advice"].to_string().contains("chmod go="), "{line}");
        person.says(&["tonight"]);
        assert_eq!(mode(&person.config()), rights);

        let said = person.runs(&["trial", "start", "stretch"]).success();
        let said = String::from_utf8(said.get_output().stderr.clone()).unwrap();
        assert!(said.contains("from now on only you can"), "{said}");
        assert_eq!(mode(&person.config()), 0o600);
        let said = person.runs(&["trial", "stop", "stretch"]).success();
        assert_eq!(said.get_output().stderr, b"", "it is private already");
    }
    assert_eq!(privacy(&person), Value::Null);
}

#[test]
fn other_files_that_others_can_read_are_reported_and_made_private_by_writing() {
    let person = newcomer_at("21:00");
    person.says(&["config", "init"]);
    let past = days_after(person.today(), -9);
    person.says(&["log", "legs", "3", "--date", &past]);
    person.says(&["review"]);
    person.says(&["--verbose", "tonight"]);
    let in_folder = |folder: &str| {
        let files = fs::read_dir(person.path(folder)).unwrap();
        let file = files.map(|file| file.unwrap().path()).next();
        file.unwrap_or_else(|| panic!("there is nothing in {folder}"))
    };
    let log = in_folder(".local/state/winddown/log");
    let cache = in_folder(".cache/winddown");
    let copy = person.path(".local/share/winddown/journal.db.copy");
    fs::write(&copy, "an old copy").unwrap();
    for file in [&log, &cache, &copy] {
        set_mode(file, 0o644);
        let name = file.file_name().unwrap().to_string_lossy();
        let line = privacy(&person);
        assert_eq!(line["state"], "note", "{name}: {line}");
        assert!(line["found"].to_string().contains(&*name), "{line}");
        set_mode(file, 0o600);
    }
    set_mode(&log, 0o644);
    set_mode(&cache, 0o644);
    person.says(&["--verbose", "tonight"]);
    fs::write(&cache, "damaged").unwrap();
    person.says(&["review"]);
    assert_eq!((mode(&log), mode(&cache)), (0o600, 0o600));
}
