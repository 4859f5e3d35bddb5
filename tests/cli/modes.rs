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
fn folders_of_service_files_are_nobody_elses_to_write() {
    let person = newcomer_at("21:00");
    // Folders of other programs, which winddown only finds.
    fs::create_dir(person.path(".config")).unwrap();
    set_mode(&person.path(".config"), 0o755);
    run_without_umask(&person, "agent install");
    for folder in [".config/autostart", ".local/share/applications"] {
        assert_eq!(mode(&person.path(folder)), 0o700, "{folder}");
    }
    assert_eq!(privacy(&person), Value::Null);

    let service = person.path(".config/autostart/winddown-agent.desktop");
    set_mode(&service, 0o666);
    let line = privacy(&person);
    assert_eq!(line["state"], "broken", "{line}");
    assert!(line["found"].to_string().contains("autostart"), "{line}");
    set_mode(&service, 0o600);

    let folder = person.path(".config/autostart");
    for (rights, is_reported) in [(0o777, true), (0o1777, false), (0o755, false)] {
        fs::set_permissions(&folder, fs::Permissions::from_mode(rights)).unwrap();
        let line = privacy(&person);
        assert_eq!(line != Value::Null, is_reported, "{rights:o}: {line}");
    }
}

#[test]
fn a_folder_in_which_everybody_can_replace_the_config_is_reported() {
    let person = newcomer_at("21:00");
    person.says(&["config", "init"]);
    person.says(&["done", "stretch"]);
    for folder in [".config/winddown", ".local/share/winddown"] {
        set_mode(&person.path(folder), 0o777);
        let line = privacy(&person);
        assert_eq!(line["state"], "broken", "{line}");
        assert!(line["found"].to_string().contains(folder), "{line}");
        assert!(line["advice"].to_string().contains("chmod go-w"), "{line}");
        set_mode(&person.path(folder), 0o755);
    }
    assert_eq!(privacy(&person), Value::Null);
}

#[test]
fn with_sync_the_files_of_this_computer_are_private_and_a_diary_that_others_can_read_is_reported() {
    let person = newcomer_at("21:00");
    person.says(&["config", "init"]);
    let folder = person.path("shared");
    fs::create_dir(&folder).unwrap();
    let shared = folder.to_str().unwrap();
    run_without_umask(&person, &format!("sync on '{shared}' --with-config"));
    let inbox = folder.join("inbox");
    assert_eq!(mode(&inbox), 0o700);
    fs::write(inbox.join("phone.txt"), "nonsense\n").unwrap();
    run_without_umask(&person, "sync now");

    let computers = folder.join("computers");
    let own = fs::read_dir(&computers).unwrap().next().unwrap();
    let about = own.unwrap().path().join("about.json");
    let refused = fs::read_dir(&inbox).unwrap();
    let refused = refused.map(|file| file.unwrap().path());
    let refused = refused.filter(|file| file.extension().is_some_and(|it| it == "md"));
    let [refused] = refused.collect::<Vec<_>>().try_into().unwrap();
    for file in [&about, &refused] {
        assert_eq!(mode(file), 0o600);
        set_mode(file, 0o644);
    }
    fs::write(inbox.join("phone.txt"), "nonsense\nmore of it\n").unwrap();
    person.write_config(super::PLAN.replace("22:30", "22:40"));
    person.says(&["sync", "now"]);
    assert_eq!((mode(&about), mode(&refused)), (0o600, 0o600));

    let copy = person.path(".config/winddown/config.toml.copy");
    set_mode(&copy, 0o666);
    assert_eq!(privacy(&person)["state"], "broken");
    set_mode(&copy, 0o600);
    assert_eq!(privacy(&person), Value::Null);
    set_mode(&computers, 0o755);
    let line = privacy(&person);
    assert_eq!(line["state"], "note", "{line}");
    assert!(line["found"].to_string().contains("computers"), "{line}");
}

#[test]
fn copies_and_backups_that_others_can_read_become_private_with_the_next_entry() {
    let person = newcomer_at("21:00");
    person.says(&["done", "stretch"]);
    let copy = person.path("copy.db");
    person.says(&["journal", "backup", copy.to_str().unwrap()]);
    person.says(&["journal", "restore", copy.to_str().unwrap()]);
    let mut exposed = Vec::new();
    for folder in [
        ".local/share/winddown",
        ".local/share/winddown/journal.db-backups",
    ] {
        let files = fs::read_dir(person.path(folder)).unwrap();
        let files = files.map(|file| file.unwrap().path());
        exposed.extend(files.filter(|file| file.is_file()));
    }
    let named = |part: &str| {
        let mut names = exposed.iter().map(|file| file.to_string_lossy());
        names.any(|name| name.contains(part))
    };
    assert!(named(".replaced-") && named("-backups/"), "{exposed:?}");
    for file in &exposed {
        set_mode(file, 0o644);
    }
    person.says(&["log", "note", "hello"]);
    for file in &exposed {
        assert_eq!(mode(file), 0o600, "{}", file.display());
    }
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
