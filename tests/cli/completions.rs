//! What Tab offers: the words that `winddown completions` prints for the scripts. `tests/shells.rs` presses Tab itself.

use std::fs;

use super::{PLAN, Person, newcomer_at, person_at};

/// The candidates for the last word of a line, without their descriptions.
fn offered(person: &Person, line: &str) -> Vec<String> {
    let words: Vec<&str> = line.split(' ').collect();
    let said = person.says(&[&["completions", "fish", "--"], &words[..]].concat());
    let value = |line: &str| line.split_once('\t').map_or(line, |it| it.0).to_owned();
    said.lines().map(value).collect()
}

#[test]
fn the_steps_of_the_plan_are_offered_in_its_order_and_with_their_titles() {
    let person = person_at("19:00");
    let ids = [
        "last-caffeine",
        "warm-bath",
        "massage",
        "stretch",
        "lights-out",
    ];
    for command in ["done", "skip", "snooze", "undo", "trial start"] {
        assert_eq!(offered(&person, &format!("winddown {command} ")), ids);
    }
    let said = person.says(&["completions", "bash", "--", "winddown", "done", "mas"]);
    assert_eq!(said, "massage\tMassage & rest\n");
}

#[test]
fn what_is_offered_is_of_the_config_that_the_line_names() {
    let person = person_at("19:00");
    let other = person.path("other.toml");
    fs::write(&other, PLAN.replace("warm-bath", "foot-bath")).unwrap();
    let line = format!("winddown --config {} done foot", other.display());
    assert_eq!(offered(&person, &line), ["foot-bath"]);
    let line = format!("winddown done --config={} foot", other.display());
    assert_eq!(offered(&person, &line), ["foot-bath"]);
    assert_eq!(
        offered(&person, "winddown --config ~/other.toml done foot"),
        ["foot-bath"]
    );
}

#[test]
fn routines_drinks_factors_words_and_pages_are_offered() {
    let person = newcomer_at("19:00");
    let own = format!(
        "{PLAN}\n[[routine]]\nid = \"my-own\"\ntitle = \"My own\"\nexercises = [\"calf-wall\"]\n\
         \n[diary]\nfactors = [\"gardening\"]\n\n[[drink]]\nname = \"mate\"\nmg = 80\n"
    );
    person.write_config(own);
    for (line, expected) in [
        ("winddown play my", "my-own"),
        ("winddown play night-res", "night-rescue"),
        ("winddown routine show calf-w", "calf-wall"),
        ("winddown log caffeine ma", "mate"),
        ("winddown log caffeine --at 16:10 green ", "tea"),
        ("winddown log factor gard", "gardening"),
        ("winddown log factor late", "late-screen"),
        (
            "winddown log legs 4 --feels tingling,cr",
            "tingling,crawling",
        ),
        ("winddown log onset --where=ar", "--where=arms"),
        ("winddown learn low", "low-iron"),
        ("winddown completions zs", "zsh"),
        ("winddown config sch", "schema"),
    ] {
        assert_eq!(offered(&person, line), [expected], "{line}");
    }
}

#[test]
fn dates_of_the_last_two_weeks_are_offered_and_later_ones_where_they_can_be_meant() {
    let person = person_at("19:00");
    let days = offered(&person, "winddown done stretch --date ");
    assert_eq!(
        &days[..3],
        ["tonight", "yesterday", &person.yesterday().to_string()]
    );
    assert_eq!(days.len(), 16);
    let tomorrow = super::days_after(person.today(), 1);
    assert!(!days.contains(&tomorrow));
    for line in [
        "winddown excuse --to ",
        "winddown trial start stretch --from ",
    ] {
        assert!(offered(&person, line).contains(&tomorrow), "{line}");
    }
    let tested = offered(&person, "winddown log iron --tested ");
    assert_eq!(tested[0], person.today().to_string());
}

#[test]
fn trials_are_offered_by_their_step() {
    let person = person_at("19:00");
    assert!(
        offered(&person, "winddown trial stop ")
            .iter()
            .all(|it| it.starts_with('-'))
    );
    person.runs(&["trial", "start", "warm-bath"]).success();
    for command in ["stop", "lengthen"] {
        assert_eq!(
            offered(&person, &format!("winddown trial {command} ")),
            ["warm-bath"]
        );
    }
}

#[test]
fn options_are_offered_after_a_hyphen_and_where_there_is_nothing_else() {
    let person = person_at("19:00");
    assert_eq!(offered(&person, "winddown done stretch --da"), ["--date"]);
    assert!(offered(&person, "winddown next ").contains(&"--format".to_owned()));
    assert!(
        offered(&person, "winddown done ")
            .iter()
            .all(|it| !it.starts_with('-'))
    );
}

#[test]
fn the_shell_is_asked_for_file_names_where_a_file_belongs_and_nowhere_else() {
    let person = person_at("19:00");
    let said =
        |words: &[&str]| person.says(&[&["completions", "bash", "--", "winddown"], words].concat());
    for words in [
        &["report", "-o", ""][..],
        &["--config", ""],
        &["--journal=x"],
        &["journal", "backup", ""],
    ] {
        assert_eq!(said(words), "\tfiles\n", "{words:?}");
    }
    assert!(said(&["routine", "preview", ""]).ends_with("\n\tfiles\n"));
    for words in [
        &["done", ""][..],
        &["play", ""],
        &["log", "caffeine", ""],
        &[""],
    ] {
        assert!(!said(words).contains("\tfiles"), "{words:?}");
    }
}

#[test]
fn a_wrong_config_offers_no_ids_and_prints_no_error() {
    let person = person_at("19:00");
    person.write_config("bedtime = 3");
    let assert = person.runs(&["completions", "bash", "--", "winddown", "done", "str"]);
    assert.success().stdout("").stderr("");
}

#[test]
fn completing_creates_no_file() {
    let person = person_at("19:00");
    let before = super::contents(person.home.path());
    offered(&person, "winddown trial stop ");
    offered(&person, "winddown tonight --date ");
    assert_eq!(super::contents(person.home.path()), before);
}
