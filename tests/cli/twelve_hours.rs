//! `clock = "12h"`: what commands print has no time by the 24-hour clock, and JSON has no other.

use std::fs;

use super::times::by_twenty_four;
use super::{PLAN, Person, newcomer_at};

/// Half past nine in the evening, after a drink, a step done, one put off, and the night before.
fn person() -> Person {
    let person = newcomer_at("21:30");
    person.write_config(format!("{PLAN}\n[display]\nclock = \"12h\"\n"));
    let yesterday = person.yesterday().to_string();
    let on = ["--date", yesterday.as_str()];
    for args in [
        vec!["lights-out", "--at", "10:40 pm", on[0], on[1]],
        vec![
            "woke",
            "--at",
            "6:20am",
            "--into-bed",
            "10pm",
            "--up",
            "6:50 am",
        ],
        vec!["log", "caffeine", "espresso", "--at", "1pm"],
        vec!["done", "warm-bath", "--at", "8:58 pm"],
        vec!["snooze", "stretch", "30m"],
        vec!["log", "onset", "--at", "7:15 pm"],
        vec!["log", "legs", "4"],
    ] {
        let said = person.says(&args);
        assert_eq!(by_twenty_four(&said), [""; 0], "{args:?}: {said}");
    }
    person
}

#[test]
fn commands_show_times_by_the_12_hour_clock() {
    let person = person();
    for args in [
        &["tonight"][..],
        &["tonight", "--date", "yesterday"],
        &["next", "--format", "{title} at {at}"],
        &["bedtime", "23:45"],
        &["undo"],
        &["review"],
        &["report", "--text"],
        &["config", "show"],
        &["agent", "status"],
        &["journal", "forget"],
    ] {
        let said = person.says(args);
        assert_eq!(by_twenty_four(&said), [""; 0], "{args:?}: {said}");
    }
    assert!(person.says(&["tonight"]).contains("  8:45 pm  Warm bath"));
    let refused = person.fails(1, &["bedtime", "8pm"]);
    assert!(refused.contains("8:00 pm has already passed"), "{refused}");
    let doctor = person.runs(&["doctor"]);
    let found = super::text(&doctor.get_output().stdout);
    assert_eq!(by_twenty_four(&found), [""; 0], "{found}");
}

#[test]
fn the_page_for_the_doctor_shows_times_by_the_12_hour_clock() {
    let person = person();
    let page = person.path("page.html");
    person.says(&["report", "-o", page.to_str().unwrap()]);
    let page = fs::read_to_string(page).unwrap();
    assert_eq!(by_twenty_four(&page), [""; 0]);
    assert!(page.contains("10:40 pm"), "the lights went out then");
}

#[test]
fn json_has_the_same_times_whatever_the_clock() {
    let twelve = person();
    let by_twelve = [&["tonight"][..], &["review"]].map(|args| twelve.facts(args).to_string());
    twelve.write_config(PLAN);
    let by_24 = [&["tonight"][..], &["review"]].map(|args| twelve.facts(args).to_string());
    assert_eq!(by_twelve, by_24);
    assert!(
        by_twelve[1].contains("\"mean\":\"22:40\""),
        "{}",
        by_twelve[1]
    );
}

#[test]
fn the_review_lists_weeks_as_the_user_has_them() {
    let person = person();
    for (first, days) in [
        ("monday", "Mo Tu We Th Fr Sa Su"),
        ("sunday", "Su Mo Tu We Th Fr Sa"),
        ("saturday", "Sa Su Mo Tu We Th Fr"),
    ] {
        let display = format!("[display]\nfirst_day_of_week = \"{first}\"\n");
        person.write_config(format!("{PLAN}\n{display}"));
        let review = person.says(&["review", "--last", "14d"]);
        assert!(review.contains(days), "{review}");
        let lines: Vec<&str> = review.lines().collect();
        let head = lines.iter().position(|line| line.contains(days)).unwrap();
        // Today's mark stands below the name of today.
        let today = person.today().format("%a").to_string();
        let column = lines[head].find(&today[..2]).unwrap();
        let weeks = lines[head + 1..]
            .iter()
            .take_while(|line| line.contains(char::is_numeric));
        let last = weeks.last().unwrap();
        assert_eq!(last.chars().count(), column + 1, "{review}");
    }
}

#[test]
fn the_help_of_every_command_that_takes_a_time_has_one_by_either_clock() {
    let person = newcomer_at("21:30");
    for args in [
        &["--help"][..],
        &["bedtime", "--help"],
        &["done", "--help"],
        &["lights-out", "--help"],
        &["woke", "--help"],
        &["log", "legs", "--help"],
        &["log", "onset", "--help"],
    ] {
        let help = person.says(args);
        let words = help.split(|c: char| !c.is_ascii_alphanumeric() && c != ':');
        let has_half = words.into_iter().any(|word| {
            let time = word.strip_suffix("pm").or(word.strip_suffix("am"));
            time.is_some_and(|time| time.ends_with(|c: char| c.is_ascii_digit()))
        });
        assert!(has_half, "{args:?}: {help}");
        assert_ne!(by_twenty_four(&help), [""; 0], "{args:?}: {help}");
    }
}
