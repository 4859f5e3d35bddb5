//! A folder that takes nothing, or not all, or is closed to the user: the entry is kept, `sync status` says in a sentence what
//! to do, and the next exchange after that was done brings everything, once.

use std::fs;
use std::io::Write;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::process::Command;

use super::computers::Computer;
use super::far_folder::{FarFolder, as_root};
use super::programs::is_missing;
use super::{PLAN, desk_and_laptop, remarked};

/// Some user that is neither this one nor root.
const SOMEBODY_ELSE: &str = "65534";

/// Two computers that exchange entries through a folder on a drive of the test's own.
fn on_a_drive() -> Option<(FarFolder, Computer, Computer)> {
    let drive = FarFolder::mount()?;
    let [desk, laptop] = ["desk", "laptop"].map(|name| Computer::new(name, PLAN));
    desk.joins(drive.path());
    laptop.joins(drive.path());
    desk.says(&["log", "note", "before"]);
    Some((drive, desk, laptop))
}

/// Runs the program as a user to whom permissions apply; they do not to root, which tests in containers run as.
fn run_by_an_ordinary_user(computer: &Computer, args: &[&str]) {
    let command = computer.command(args);
    let is_root = fs::metadata(computer.home.path()).unwrap().uid() == 0;
    let mut user = Command::new(if is_root {
        "setpriv".as_ref()
    } else {
        command.get_program()
    });
    if is_root {
        user.arg("--bounding-set=-dac_override,-dac_read_search");
        user.arg(command.get_program());
    }
    user.args(command.get_args()).env_clear();
    for (name, value) in command.get_envs() {
        user.env(name, value.unwrap());
    }
    user.output().unwrap();
}

fn permit(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// Gives a file to somebody, or rights to it. Returns whether that was possible.
fn by_root(program: &str, whom_or_mode: &str, file: &Path) -> bool {
    let done = as_root(program).arg(whom_or_mode).arg(file).status();
    done.is_ok_and(|done| done.success())
}

/// What is wrong, as `sync status` says it. The entry that was made meanwhile is in the journal, and waits.
fn trouble(desk: &Computer) -> String {
    assert!(desk.events().contains("meanwhile"));
    assert_eq!(remarked(desk), ["trouble", "waiting"]);
    desk.remarks()[0].1.clone()
}

/// The cause is gone: a further entry brings the one that was made meanwhile, and both are there once.
fn catches_up(desk: &Computer, laptop: &Computer, folder: &Path) {
    desk.says(&["log", "note", "afterwards"]);
    assert_eq!(remarked(desk), [] as [&str; 0]);
    let files = desk.own_files(folder);
    assert_eq!(files.len(), 1);
    let text = fs::read_to_string(&files[0]).unwrap();
    for note in ["before", "meanwhile", "afterwards"] {
        let note = format!("\"text\":\"{note}");
        assert_eq!(text.matches(&note).count(), 1, "{text}");
    }
    assert!(text.ends_with('\n'));
    laptop.says(&["sync", "now"]);
    desk.says(&["sync", "now"]);
    assert_eq!(desk.events(), laptop.events());
    // No second set of files was begun.
    assert_eq!((remarked(desk), remarked(laptop)), (vec![], vec![]));
}

#[test]
fn a_full_disk_gets_what_is_missing_when_there_is_room() {
    // Nothing at all, and a part of a line.
    for room in [0, 100] {
        let Some((drive, desk, laptop)) = on_a_drive() else {
            return;
        };
        drive.drive().room = Some(room);
        let long = format!("meanwhile {}", "long ".repeat(600));
        desk.says(&["log", "note", &long]);
        let trouble = trouble(&desk);
        let what_to_do = "is full; make room, and what is missing there is written by itself";
        assert!(trouble.contains(what_to_do), "{trouble}");
        assert!(
            trouble.contains(drive.path().to_str().unwrap()),
            "{trouble}"
        );
        // What came to be written of the line is taken away again.
        let text = fs::read_to_string(&desk.own_files(drive.behind())[0]).unwrap();
        assert!(
            !text.contains("meanwhile") && text.ends_with('\n'),
            "{text}"
        );
        drive.drive().room = None;
        catches_up(&desk, &laptop, drive.path());
    }
}

#[test]
fn a_disk_that_is_read_only_gets_what_is_missing_when_it_is_not() {
    let Some((drive, desk, laptop)) = on_a_drive() else {
        return;
    };
    drive.drive().is_read_only = true;
    desk.says(&["log", "note", "meanwhile"]);
    let trouble = trouble(&desk);
    assert!(
        trouble.contains("give yourself the right to write there"),
        "{trouble}"
    );
    // What others write comes in all the same.
    drive.drive().is_read_only = false;
    laptop.says(&["log", "note", "from the laptop"]);
    drive.drive().is_read_only = true;
    desk.command(&["sync", "now"]).assert().failure();
    assert!(desk.events().contains("from the laptop"));
    drive.drive().is_read_only = false;
    catches_up(&desk, &laptop, drive.path());
}

#[test]
fn a_folder_without_the_right_to_write_gets_what_is_missing_when_it_is_given() {
    if is_missing("setpriv") {
        return;
    }
    let (folder, desk, laptop) = desk_and_laptop();
    desk.says(&["log", "note", "before"]);
    let own = desk.own_files(folder.path());
    let (file, own) = (own[0].clone(), own[0].parent().unwrap());
    for path in [own, &file] {
        permit(path, 0o555);
    }
    run_by_an_ordinary_user(&desk, &["log", "note", "meanwhile"]);
    let trouble = trouble(&desk);
    let named = file.display().to_string();
    assert!(trouble.contains(&named), "{trouble}");
    assert!(
        trouble.contains("give yourself the right to write there"),
        "{trouble}"
    );
    permit(own, 0o700);
    permit(&file, 0o600);
    catches_up(&desk, &laptop, folder.path());
}

#[test]
fn an_own_file_of_another_user_gets_what_is_missing_when_it_is_given_back() {
    if is_missing("setpriv") {
        return;
    }
    let (folder, desk, laptop) = desk_and_laptop();
    desk.says(&["log", "note", "before"]);
    let file = desk.own_files(folder.path())[0].clone();
    let me = fs::metadata(&file).unwrap().uid().to_string();
    if !by_root("chown", SOMEBODY_ELSE, &file) {
        // Written to the real standard error, because captured output is only shown if a test fails.
        let mut stderr = std::io::stderr();
        writeln!(stderr, "SKIPPED: this user may give no file away").unwrap();
        return;
    }
    assert!(by_root("chmod", "600", &file));
    run_by_an_ordinary_user(&desk, &["log", "note", "meanwhile"]);
    for (mode, what_to_do) in [
        ("600", "give yourself the right to read it"),
        ("644", "give yourself the right to write there"),
    ] {
        assert!(by_root("chmod", mode, &file));
        run_by_an_ordinary_user(&desk, &["sync", "now"]);
        let trouble = trouble(&desk);
        assert!(trouble.contains(what_to_do), "{trouble}");
        assert!(trouble.contains(file.to_str().unwrap()), "{trouble}");
    }
    assert!(by_root("chown", &me, &file));
    permit(&file, 0o600);
    catches_up(&desk, &laptop, folder.path());
}

#[test]
fn a_file_in_the_place_of_the_folder_is_left_alone_until_the_folder_is_back() {
    let (folder, desk, laptop) = desk_and_laptop();
    desk.says(&["log", "note", "before"]);
    let aside = folder.path().with_extension("aside");
    fs::rename(folder.path(), &aside).unwrap();
    fs::write(folder.path(), "something else").unwrap();
    desk.says(&["log", "note", "meanwhile"]);
    let trouble = trouble(&desk);
    assert!(
        trouble.contains("is not there; start the program that brings it"),
        "{trouble}"
    );
    assert_eq!(fs::read_to_string(folder.path()).unwrap(), "something else");
    fs::remove_file(folder.path()).unwrap();
    fs::rename(&aside, folder.path()).unwrap();
    catches_up(&desk, &laptop, folder.path());
}

#[test]
fn a_file_of_another_computer_that_is_closed_keeps_nothing_else_out() {
    if is_missing("setpriv") {
        return;
    }
    let (folder, desk, laptop) = desk_and_laptop();
    laptop.says(&["log", "note", "before"]);
    let file = laptop.own_files(folder.path())[0].clone();
    permit(&file, 0o000);
    run_by_an_ordinary_user(&desk, &["log", "note", "own"]);
    assert!(!desk.events().contains("\"before\""));
    let (_, trouble) = &desk.remarks()[0];
    assert!(
        trouble.contains("cannot be read; give yourself the right to read it"),
        "{trouble}"
    );
    // The own entry is in the folder all the same.
    let own = fs::read_to_string(&desk.own_files(folder.path())[0]).unwrap();
    assert!(own.contains("\"own\""));
    permit(&file, 0o600);
    desk.says(&["sync", "now"]);
    assert!(desk.events().contains("\"before\""));
    assert_eq!(remarked(&desk), [] as [&str; 0]);
}

#[test]
fn a_file_of_the_inbox_that_is_closed_is_named_and_read_when_it_is_opened() {
    if is_missing("setpriv") {
        return;
    }
    let (folder, desk, _laptop) = desk_and_laptop();
    let inbox = folder.path().join("inbox");
    let closed = inbox.join("closed.txt");
    fs::write(&closed, "note of the phone\n").unwrap();
    permit(&closed, 0o000);
    run_by_an_ordinary_user(&desk, &["sync", "now"]);
    let refused = fs::read_to_string(inbox.join("refused-desk.md")).unwrap();
    assert!(
        refused.contains("closed.txt: it cannot be read (Permission denied"),
        "{refused}"
    );
    permit(&closed, 0o600);
    desk.says(&["sync", "now"]);
    assert!(desk.events().contains("of the phone"));
    assert!(!inbox.join("refused-desk.md").exists());
}

/// The folders of computers in the synced folder.
fn computers_in(folder: &Path) -> usize {
    fs::read_dir(folder.join("computers")).unwrap().count()
}

#[test]
fn where_nothing_can_be_remembered_no_further_files_are_begun() {
    let (folder, desk, laptop) = desk_and_laptop();
    desk.says(&["log", "note", "before"]);
    let state = desk.path(".local/state/winddown/synced.json");
    let aside = state.with_extension("aside");
    fs::rename(&state, &aside).unwrap();
    fs::create_dir(&state).unwrap();
    for _ in 0..3 {
        desk.says(&["log", "note", "meanwhile"]);
    }
    let error = desk.fails(&["sync", "now"]);
    assert!(error.contains("synced.json cannot be written"), "{error}");
    assert_eq!(computers_in(folder.path()), 2);
    fs::remove_dir(&state).unwrap();
    fs::rename(&aside, &state).unwrap();
    desk.says(&["sync", "now"]);
    laptop.says(&["sync", "now"]);
    desk.says(&["sync", "now"]);
    assert_eq!(desk.events(), laptop.events());
    assert_eq!(computers_in(folder.path()), 2);
}

#[test]
fn where_what_is_remembered_cannot_be_replaced_no_further_files_are_begun() {
    let (folder, desk, laptop) = desk_and_laptop();
    desk.says(&["log", "note", "before"]);
    let state = desk.path(".local/state/winddown/synced.json");
    // With a name so long that none of a new file beside it is possible: it can be read, and not be replaced, also by root.
    let long = state.with_file_name("s".repeat(250));
    fs::rename(&state, &long).unwrap();
    std::os::unix::fs::symlink(&long, &state).unwrap();
    for _ in 0..3 {
        desk.says(&["log", "note", "meanwhile"]);
    }
    let error = desk.fails(&["sync", "now"]);
    assert!(error.contains("synced.json cannot be written"), "{error}");
    assert_eq!(computers_in(folder.path()), 2);
    fs::rename(&long, &state).unwrap();
    for computer in [&desk, &laptop, &desk] {
        computer.says(&["sync", "now"]);
    }
    assert_eq!(desk.events(), laptop.events());
    // What was written and not remembered stays as it is, and others are begun once.
    assert_eq!(computers_in(folder.path()), 3);
}
