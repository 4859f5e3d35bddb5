//! The manual pages, as the programs that show them read them.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use super::newcomer_at;

/// Runs a program on each page and returns what it complained about. None where it is not installed, which CI does not
/// allow.
fn complaints(program: &str, arguments: &[&str], pages: &[PathBuf]) -> Option<Vec<String>> {
    let mut complaints = vec![];
    for page in pages {
        let Ok(output) = Command::new(program).args(arguments).arg(page).output() else {
            let skipped = format!("{program} is missing, so the manual pages were not tried");
            assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "{skipped}");
            eprintln!("{skipped}");
            return None;
        };
        let said = [output.stdout, output.stderr].concat();
        complaints.extend(String::from_utf8_lossy(&said).lines().map(str::to_owned));
    }
    Some(complaints)
}

fn pages(folder: &str, person: &super::Person) -> Vec<PathBuf> {
    let folder = person.path(folder);
    person.runs(&["man", folder.to_str().unwrap()]).success();
    let entries = fs::read_dir(folder).unwrap();
    let mut pages: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    pages.sort();
    pages
}

#[test]
fn the_manual_pages_are_written_into_a_folder_that_need_not_exist() {
    let person = newcomer_at("19:00");
    let folder = person.path("share/man/man1");
    let said = person.says(&["man", folder.to_str().unwrap()]);
    let count = fs::read_dir(&folder).unwrap().count();
    assert!(
        said.starts_with(&format!("{count} manual pages written to ")),
        "{said}"
    );
    assert!(count > 50);
    let done = fs::read_to_string(folder.join("winddown-done.1")).unwrap();
    assert!(
        done.contains("winddown done warm\\-bath \\-\\-date yesterday"),
        "{done}"
    );
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let person = newcomer_at("19:00");
    fs::write(person.path("file"), "").unwrap();
    let path = person.path("file/man1");
    let said = person.fails(1, &["man", path.to_str().unwrap()]);
    assert!(said.contains("file/man1"), "{said}");
}

#[test]
fn mandoc_finds_nothing_wrong_with_the_pages() {
    let person = newcomer_at("19:00");
    let pages = pages("man1", &person);
    let Some(mut complaints) = complaints("mandoc", &["-T", "lint", "-W", "warning"], &pages)
    else {
        return;
    };
    // The pages have no date on purpose, and clap_mangen's space before a list of values has one break too many.
    let is_harmless = |line: &str| {
        ["missing date", "skipping paragraph macro: br"]
            .iter()
            .any(|it| line.contains(it))
    };
    complaints.retain(|line| !is_harmless(line));
    assert!(complaints.is_empty(), "{complaints:#?}");
}

#[test]
fn groff_finds_nothing_wrong_with_the_pages() {
    let person = newcomer_at("19:00");
    let pages = pages("man1", &person);
    let arguments = ["-man", "-ww", "-Tutf8", "-z"];
    if let Some(complaints) = complaints("groff", &arguments, &pages) {
        assert!(complaints.is_empty(), "{complaints:#?}");
    }
}
