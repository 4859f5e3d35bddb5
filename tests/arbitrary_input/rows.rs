//! Rows of the journal that the program did not write: by hand, by another program, or before checksums were kept.

use std::cell::Cell;

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use winddown::clock::Zone;
use winddown::coach::Coach;
use winddown::journal::{Journal, JournalCheck};
use winddown::plan::Config;

use super::{FEW, MANY, changed, check, piece};

/// The kinds of events with the data that each has, and one that no version knows.
const KINDS: [(&str, &str); 24] = [
    (
        "plan",
        r#"{"bedtime":"22:30","step":[{"id":"stretch","title":"Stretch","before_bed":"40m","routine":"restless-legs"}]}"#,
    ),
    ("done", r#"{"time":"unknown"}"#),
    ("skipped", r#"{"why":"ill"}"#),
    ("snoozed", r#"{"until":1795557600000}"#),
    ("bedtime_moved", r#"{"to":1795557600000}"#),
    ("excused", r#"{"why":"travel"}"#),
    ("began", "{}"),
    ("alcohol", "{}"),
    ("nicotine", "{}"),
    ("food", "{}"),
    ("lights_out", "{}"),
    (
        "woke",
        r#"{"asleep_after_min":10,"awakenings":2,"awake_min":30,"quality":5,"up":1795590000000,"in_bed":1795554000000}"#,
    ),
    (
        "legs",
        r#"{"rating":7,"feels":["tingling"],"where":["legs","arms"]}"#,
    ),
    (
        "onset",
        r#"{"at":1795550400000,"where":["legs"],"sat_min":20}"#,
    ),
    ("caffeine", r#"{"drink":"cola","mg":34.0,"over":"2h"}"#),
    ("none_today", r#"{"substance":"caffeine"}"#),
    ("factor", r#"{"about":null,"amount":3,"name":"alcohol"}"#),
    (
        "iron",
        r#"{"ferritin":82.0,"saturation":24.0,"tested":"2026-07-07"}"#,
    ),
    ("self_check", r#"{"signs":[true,true,true,false]}"#),
    ("note", r#"{"text":"restless until two"}"#),
    (
        "session",
        r#"{"exercises":[{"exercise":"calf-wall","held_secs":80,"planned_secs":80}],"routine":"restless-legs"}"#,
    ),
    (
        "revoked",
        r#"{"event":"019f0000-0000-7000-8000-000000000001"}"#,
    ),
    ("moon", "{}"),
    ("", ""),
];

fn now() -> DateTime<Utc> {
    "2026-11-24T21:00:00Z".parse().unwrap()
}

/// Any value that SQLite has.
fn any_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<i64>().prop_map(Value::Integer),
        any::<f64>().prop_map(Value::Real),
        prop::collection::vec(piece(), 0..6).prop_map(|pieces| Value::Text(pieces.concat())),
        prop::collection::vec(any::<u8>(), 0..20).prop_map(Value::Blob),
    ]
}

/// Mostly `usual`, else any value.
fn mostly(usual: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    prop_oneof![12 => usual, 1 => any_value()]
}

/// A row, with its columns in the order in which they are put in.
fn row() -> impl Strategy<Value = Vec<Value>> {
    let text = |text: &str| Value::Text(text.to_owned());
    let id = || {
        let few = (0_u8..40).prop_map(|number| {
            let mut id = [0; 16];
            id[..2].copy_from_slice(&[0x01, 0x9f]);
            (id[6], id[8], id[15]) = (0x70, 0x80, number);
            id.to_vec()
        });
        prop_oneof![3 => few, 1 => prop::collection::vec(any::<u8>(), 16)].prop_map(Value::Blob)
    };
    let near = (-50_000_i64..2000).prop_map(|minutes| {
        Value::Integer((now() + TimeDelta::minutes(minutes)).timestamp_millis())
    });
    let offset = prop_oneof![4 => Just(60), 1 => -1500_i64..1500].prop_map(Value::Integer);
    let evening = (-3_i64..40).prop_map(|days| {
        let date = now().date_naive() - TimeDelta::days(days);
        Value::Text(date.to_string())
    });
    let kind_and_data = prop::sample::select(&KINDS[..]).prop_flat_map(|(kind, data)| {
        let data = prop_oneof![3 => Just(data.to_owned()), 2 => changed(data)];
        (Just(kind.to_owned()), data)
    });
    let step = prop::sample::select(vec![
        Value::Null,
        text("stretch"),
        text("warm-bath"),
        text("last-caffeine"),
        text("lights-out"),
        text(""),
    ]);
    // Versions that wrote no checksum did not say either where an entry came from: such a row is damaged.
    let origin = prop_oneof![
        20 => Just(Value::Null),
        1 => Just(text("typed")),
        1 => Just(text("as_planned")),
    ];
    let action = prop_oneof![20 => Just(Value::Null), 1 => id()];
    let start = (mostly(id()), mostly(near), mostly(offset), mostly(evening));
    let rest = (
        mostly(step),
        mostly(Just(text("desk"))),
        origin,
        action,
        any_value(),
        0_u8..12,
    );
    (start, kind_and_data, rest).prop_map(
        |((id, at, offset, evening), (kind, data), (step, device, origin, action, odd, place))| {
            let (mut kind, mut data) = (Value::Text(kind), Value::Text(data));
            match place {
                0 => kind = odd,
                1 => data = odd,
                _ => {}
            }
            vec![
                id, at, offset, evening, kind, step, data, device, origin, action,
            ]
        },
    )
}

/// Puts the rows into a journal past every check of the program, and reads all that is shown of them.
/// Adds what was read, and what was named, to `found`.
fn journal_is_read_or_its_rows_are_named(
    rows: &[Vec<Value>],
    found: &Cell<(usize, usize)>,
) -> Result<(), TestCaseError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    drop(Journal::open(&path, "desk").unwrap());
    let db = Connection::open(&path).unwrap();
    db.pragma_update(None, "synchronous", "OFF").unwrap();
    let columns = "id, at, offset_min, evening, kind, step, data, device, origin, action";
    let insert = format!("INSERT INTO event ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    // SQLite itself refuses some: a second row of one id, or no number where a number belongs.
    let put_in = |row: &&Vec<Value>| db.execute(&insert, params_from_iter(row.iter())).is_ok();
    let put_in = rows.iter().filter(put_in).count();
    drop(db);

    let journal = Journal::open(&path, "desk").unwrap();
    let (read, named) = (journal.all().unwrap(), journal.unreadable().unwrap());
    prop_assert_eq!(read.len() + named.len(), put_in);
    found.set((found.get().0 + read.len(), found.get().1 + named.len()));
    // A row without a checksum is no damage.
    let check = JournalCheck::read(&path);
    prop_assert_eq!(check.is_fine(), named.is_empty(), "{:?}", named);
    let zone = Zone::Fixed(chrono::Offset::fix(&Utc));
    let coach = Coach::new(Config::built_in(), zone, journal);
    let tonight = coach.date_of_tonight(now()).unwrap();
    coach.tonight(now()).unwrap().timeline(now());
    coach
        .review(tonight.days_before(30), tonight, now())
        .unwrap();
    Ok(())
}

fn rows_are_read_or_named(journals: u32) {
    let found = Cell::new((0, 0));
    let rows = prop::collection::vec(row(), 0..12);
    check(journals, &rows, |rows| {
        journal_is_read_or_its_rows_are_named(&rows, &found)
    });
    // Otherwise only one of the two was tried.
    let (read, named) = found.get();
    assert!(read > named && named * 10 > read, "{read} and {named}");
}

#[test]
fn any_rows_of_a_journal_are_read_or_named() {
    rows_are_read_or_named(FEW);
}

#[test]
#[ignore = "takes minutes"]
fn a_hundred_thousand_times_the_rows_of_a_journal_are_read_or_named() {
    rows_are_read_or_named(MANY);
}
