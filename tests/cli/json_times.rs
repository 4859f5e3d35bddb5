//! Every instant in JSON has one form, with its offset.

use chrono::DateTime;
use serde_json::Value;

use super::person_at;

/// Keys whose value is a sentence, or a time of day that belongs to no day.
const NO_INSTANTS: [&str; 4] = ["text", "tooltip", "mean", "sentence"];

/// The texts in it that show a time of day, each with its key.
fn times<'a>(key: &'a str, value: &'a Value, found: &mut Vec<(&'a str, &'a str)>) {
    match value {
        Value::String(text) => {
            let has_clock = text
                .as_bytes()
                .windows(5)
                .any(|it| it[2] == b':' && [0, 1, 3, 4].iter().all(|n| it[*n].is_ascii_digit()));
            if has_clock {
                found.push((key, text));
            }
        }
        Value::Array(values) => values.iter().for_each(|value| times(key, value, found)),
        Value::Object(fields) => fields
            .iter()
            .for_each(|(key, value)| times(key, value, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[test]
fn every_instant_in_json_is_in_one_form_with_its_offset() {
    let person = person_at("21:55");
    let mut seen = 0;
    for args in [
        &["done", "stretch"][..],
        &["snooze", "massage", "10m"],
        &["bedtime", "22:45"],
        &["log", "onset"],
        &["log", "legs", "4"],
        &["log", "caffeine", "espresso", "--yes"],
        &["lights-out", "--date", "yesterday", "--at", "22:40"],
        &[
            "woke",
            "--date",
            "yesterday",
            "--at",
            "06:20",
            "--up",
            "06:50",
            "--into-bed",
            "22:10",
        ],
        &["undo"],
        &["tonight"],
        &["next"],
        &["review"],
        &["agent", "status"],
        &["trial"],
    ] {
        let facts = person.facts(args);
        let mut found = vec![];
        times("", &facts, &mut found);
        for (key, text) in found {
            if NO_INSTANTS.contains(&key) {
                continue;
            }
            let read = DateTime::parse_from_rfc3339(text);
            let is_to_the_second = text.len() == "2026-11-24T22:30:00+01:00".len();
            assert!(read.is_ok() && is_to_the_second, "{args:?}: {key}: {text}");
            assert_eq!(*read.unwrap().offset(), person.offset, "{args:?}: {key}");
            seen += 1;
        }
    }
    assert!(seen > 20, "{seen} instants");
}
