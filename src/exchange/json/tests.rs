use std::cell::Cell;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use serde_json::json;

use super::*;
use crate::clock::Zone;
use crate::coach::Coach;
use crate::journal::Journal;
use crate::plan;

const ID: &str = "019ab4f0-0000-7000-8000-000000000001";

fn now() -> DateTime<Utc> {
    "2026-11-28T20:00:00Z".parse().unwrap()
}

fn row(kind: &str, data: &str) -> StoredRow {
    StoredRow {
        id: EventId(ID.parse().unwrap()),
        at: 1_795_555_263_120,
        offset_min: 60,
        evening: "2026-11-24".to_owned(),
        kind: kind.to_owned(),
        step: None,
        data: data.to_owned(),
        device: "laptop".to_owned(),
        origin: Some("pressed".to_owned()),
        action: None,
    }
}

/// A line with these keys instead of the usual ones, and no checksum.
fn line_with(keys: &Value) -> String {
    let mut line: Value =
        serde_json::from_str(&line(&row("legs", r#"{"rating":3,"feels":[]}"#)).unwrap()).unwrap();
    let all = line.as_object_mut().unwrap();
    all.remove("checksum");
    for (key, value) in keys.as_object().unwrap() {
        all.insert(key.clone(), value.clone());
    }
    line.to_string()
}

fn refused(line: &str) -> String {
    read(line.as_bytes(), now()).unwrap_err().to_string()
}

#[test]
fn a_line_has_the_evening_the_offset_and_the_data_as_it_is_stored() {
    let row = row("legs", r#"{"rating":3, "feels":["crawling"]}"#);
    assert_eq!(
        line(&row).unwrap(),
        format!(
            r#"{{"evening":"2026-11-24","at":"2026-11-24T22:21:03.120+01:00","kind":"legs","step":null,"data":{{"rating":3, "feels":["crawling"]}},"origin":"pressed","action":null,"device":"laptop","id":"{ID}","checksum":{}}}"#,
            row.checksum()
        )
    );
}

#[test]
fn instants_in_the_data_are_written_beside_it() {
    let row = row("bedtime_moved", r#"{"to":1795557600000}"#);
    let line = line(&row).unwrap();
    assert!(
        line.contains(r#""times":{"to":"2026-11-24T23:00:00.000+01:00"}"#),
        "{line}"
    );
    assert_eq!(read(line.as_bytes(), now()), Ok(row));
}

#[test]
fn data_that_is_no_object_on_one_line_is_read_back_as_it_was() {
    for data in [
        "{}",
        "{ }",
        "{\"a\":\n1}",
        "not JSON",
        "\"text\"",
        "[1,2]",
        "{\"a\":1} ",
        "{\"a\":1}{",
        "",
        r#"{"text":"\u0007 \u202e größer 👣"}"#,
    ] {
        let row = row("of-another-version", data);
        let line = line(&row).unwrap();
        assert!(!line.contains('\n'), "{line}");
        assert_eq!(read(line.as_bytes(), now()), Ok(row), "{line}");
    }
}

#[test]
fn what_is_wrong_with_a_line_is_said_in_words() {
    assert!(read(line_with(&json!({})).as_bytes(), now()).is_ok());
    let legs = |rating: i64| json!({"data": {"rating": rating, "feels": []}});
    for (line, why) in [
        ("{".to_owned(), "it is no event"),
        ("[]".to_owned(), "it is no event"),
        (line_with(&json!({"extra": 1})), "unknown field `extra`"),
        (
            line_with(&json!({"at": "2026-11-24T22:21:03"})),
            "no time with an offset",
        ),
        (
            line_with(&json!({"at": "2026-11-24T22:21:03.5+01:00:30"})),
            "no time with an offset",
        ),
        (
            line_with(&json!({"at": "1969-11-24T22:21:03Z"})),
            "1970 to 2200",
        ),
        (
            line_with(&json!({"at": "2026-12-01T22:21:03Z"})),
            "still to come",
        ),
        (line_with(&json!({"evening": "24 November"})), "evening"),
        (line_with(&json!({"evening": "2201-01-01"})), "evening"),
        (
            line_with(&json!({"data": 3})),
            "neither an object nor a string",
        ),
        (line_with(&legs(11)), "does not fit `legs`"),
        (line_with(&json!({"checksum": 7})), "its checksum is wrong"),
        (
            line_with(&json!({"device": "d".repeat(300)})),
            "its device is longer",
        ),
        (
            line_with(&json!({"origin": "o".repeat(300)})),
            "its origin is longer",
        ),
        (
            line_with(&json!({"kind": "note", "data": {"text": "n".repeat(4001)}})),
            "longer than 4000 characters",
        ),
        (
            line_with(&json!({"kind": "caffeine", "data": {"mg": 1e300}})),
            "it goes from 0 to 1000",
        ),
        (
            line_with(&json!({"kind": "woke", "data": {"quality": 9}})),
            "quality is 9; it goes from 1 to 5",
        ),
        (
            line_with(&json!({"kind": "iron", "data": {"ferritin": 0, "tested": "2026-11-01"}})),
            "ferritin is 0",
        ),
        (
            line_with(&json!({"kind": "factor", "data": {"name": "stress", "amount": 0}})),
            "amount is 0",
        ),
        (
            line_with(&json!({"kind": "onset", "data": {"sat_min": 721}})),
            "minutes of sitting is 721",
        ),
        (
            line_with(&json!({"kind": "snoozed", "step": "bath", "data": {"until": -1}})),
            "its data makes no sense",
        ),
        (
            line_with(
                &json!({"kind": "session", "data": {"routine": "r", "exercises": [
                {"exercise": "e", "held_secs": 4_000_000_000_u32, "planned_secs": 1}]}}),
            ),
            "seconds of an exercise",
        ),
    ] {
        let said = refused(&line);
        assert!(said.contains(why), "{said} instead of {why}");
    }
}

#[test]
fn depth_and_length_are_bounded() {
    let deep = format!("{}1{}", "{\"a\":".repeat(100_000), "}".repeat(100_000));
    let line = line_with(&json!({"kind": "of-another-version", "data": "DEEP"}));
    let said = refused(&line.replace("\"DEEP\"", &deep));
    assert!(said.contains("recursion limit"), "{said}");
    let long = "x".repeat(LONGEST_LINE + 1);
    assert_eq!(read(long.as_bytes(), now()), Err(BadLine::TooLong));
}

#[test]
fn a_refused_line_is_named_by_its_number_and_keeps_no_other_out() {
    let good = line(&row("began", "{}")).unwrap();
    let long = "y".repeat(3 * LONGEST_LINE);
    let file = format!("\u{feff}{good}\r\n\n{{}}\n{long}\n{good}");
    let lines = read_all(file.as_bytes(), now()).unwrap();
    let numbers: Vec<usize> = lines.rows.iter().map(|(number, _)| *number).collect();
    assert_eq!(numbers, [1, 5]);
    let refused: Vec<usize> = lines.refused.iter().map(|refused| refused.line).collect();
    assert_eq!(refused, [3, 4]);
    assert_eq!(lines.refused[1].why, BadLine::TooLong);
    let invalid = read_all(&b"\xff\xfe\n"[..], now()).unwrap();
    assert_eq!(invalid.refused.len(), 1);
}

fn hostile_value() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        any::<String>(),
        Just("2026-11-24".to_owned()),
        Just("1970-01-01T00:00:00Z".to_owned()),
        Just("9999-12-31T23:59:60.999999999+23:59".to_owned()),
        Just("2026-11-24T22:21:03-18:00".to_owned()),
        Just("\u{1b}]0;x\u{7}\u{202e}".to_owned()),
        Just("'; DROP TABLE event; --".to_owned()),
        Just(ID.to_owned()),
        "[a-z_]{0,12}",
        prop::sample::select(KINDS.to_vec()).prop_map(str::to_owned),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-20..2000_i64).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        (0..2_000_000_000_000_i64).prop_map(Value::from),
        text.prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 20, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(prop::sample::select(KEYS.to_vec()), inner, 0..5)
                .prop_map(|map| map.into_iter().map(|(k, v)| (k.to_owned(), v)).collect()),
        ]
    })
}

const KINDS: [&str; 20] = [
    "plan",
    "done",
    "skipped",
    "snoozed",
    "bedtime_moved",
    "excused",
    "began",
    "lights_out",
    "woke",
    "legs",
    "onset",
    "caffeine",
    "none_today",
    "factor",
    "iron",
    "self_check",
    "note",
    "session",
    "revoked",
    "forgotten",
];

const KEYS: [&str; 30] = [
    "rating",
    "feels",
    "about",
    "until",
    "to",
    "why",
    "mg",
    "drink",
    "over",
    "name",
    "amount",
    "event",
    "routine",
    "exercises",
    "exercise",
    "held_secs",
    "planned_secs",
    "tested",
    "ferritin",
    "signs",
    "substance",
    "time",
    "step",
    "bedtime",
    "wake",
    "schedule",
    "trial",
    "none",
    "where",
    "up",
];

/// Lines that look like events, with wrong parts.
fn changed_line() -> impl Strategy<Value = String> {
    let key = prop::sample::select(vec![
        "id", "evening", "at", "kind", "step", "data", "origin", "action", "device", "checksum",
    ]);
    let kind = prop::sample::select(KINDS.to_vec());
    let data =
        prop::collection::btree_map(prop::sample::select(KEYS.to_vec()), hostile_value(), 0..6);
    let looks_like_one = (
        kind,
        data,
        prop::collection::vec((key, hostile_value()), 0..3),
        any::<u64>(),
    );
    looks_like_one.prop_map(|(kind, data, changes, id)| {
        let data: Value = data.into_iter().map(|(k, v)| (k.to_owned(), v)).collect();
        let id = Uuid::from_u64_pair(0x019a_b4f0_0000_7000, id);
        let mut keys = json!({"kind": kind, "data": data, "id": id, "step": "stretch"});
        for (key, value) in changes {
            keys[key] = value;
        }
        line_with(&keys)
    })
}

/// Lines that look like events, such lines with a wrong byte, and bytes.
fn hostile_line() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        6 => changed_line().prop_map(String::into_bytes),
        1 => (changed_line(), any::<prop::sample::Index>(), any::<u8>()).prop_map(|(line, at, byte)| {
            let mut bytes = line.into_bytes();
            let at = at.index(bytes.len());
            bytes[at] = byte;
            bytes
        }),
        1 => prop::collection::vec(any::<u8>(), 0..200),
    ]
}

/// Imports so many hostile lines, fifty at a time, and looks at what came of them.
fn survives(lines_in_all: u32) {
    const AT_ONCE: usize = 50;
    let config = Config {
        cases: lines_in_all / AT_ONCE as u32,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(17),
        ..Config::default()
    };
    let lines = prop::collection::vec(hostile_line(), AT_ONCE);
    let taken = Cell::new(0);
    let mut runner = TestRunner::new(config);
    let result = runner.run(&lines, |lines| {
        let file = lines.join(&b'\n');
        let read = read_all(&file[..], now()).unwrap();
        for (_, row) in &read.rows {
            let line = line(row).unwrap();
            prop_assert_eq!(super::read(line.as_bytes(), now()), Ok(row.clone()));
        }
        let folder = tempfile::tempdir().unwrap();
        let mut journal = Journal::open(&folder.path().join("journal.db"), "test").unwrap();
        let rows: Vec<StoredRow> = read.rows.into_iter().map(|(_, row)| row).collect();
        journal.import_rows(&rows).unwrap();
        prop_assert!(journal.unreadable().unwrap().is_empty());
        let coach = Coach::new(
            plan::Config::built_in(),
            Zone::Fixed(chrono::Offset::fix(&Utc)),
            journal,
        );
        let tonight = coach.date_of_tonight(now()).unwrap();
        coach.tonight(now()).unwrap().timeline(now());
        coach
            .review(tonight.days_before(30), tonight, now())
            .unwrap();
        taken.set(taken.get() + rows.len());
        Ok(())
    });
    result.unwrap();
    // Otherwise nothing but the parser was tried.
    let (taken, all) = (taken.get(), lines_in_all as usize);
    assert!(taken * 50 > all, "only {taken} of {all} lines were taken");
}

#[test]
fn a_thousand_hostile_lines_do_no_harm() {
    survives(1000);
}

#[test]
#[ignore = "the same, for minutes: cargo test --release --lib hostile_lines -- --ignored"]
fn a_hundred_thousand_hostile_lines_do_no_harm() {
    survives(100_000);
}
