//! Rows that cannot be read or trusted are left out, listed, and hide nothing else.

use std::path::Path;

use chrono::{DateTime, Utc};
use rusqlite::Connection;
use serde_json::json;
use winddown::event::{Draft, Origin, StepId, What};
use winddown::journal::{Journal, JournalError, JournalSummary, StoredTimer, Unreadable};
use winddown::span::Span;

use super::{at, date, done, draft, journal_path, open};

/// Puts rows into the event table past every check of the program.
fn insert_raw(path: &Path, rows: &[&str]) {
    let db = Connection::open(path).unwrap();
    for row in rows {
        let columns = "id, at, offset_min, evening, kind, step, data, device";
        let sql = format!("INSERT INTO event ({columns}) VALUES ({row})");
        db.execute(&sql, []).unwrap();
    }
}

/// Rows that cannot be read, as SQL values after the id, and what is wrong with each.
const UNREADABLE: [(&str, Unreadable); 16] = [
    ("-1, 60, '2026-11-24', 'woke', NULL, '{}'", Unreadable::At),
    (
        "8000000000000000, 60, '2026-11-24', 'woke', NULL, '{}'",
        Unreadable::At,
    ),
    (
        "9223372036854775807, 60, '2026-11-24', 'woke', NULL, '{}'",
        Unreadable::At,
    ),
    (
        "1, 99999, '2026-11-24', 'woke', NULL, '{}'",
        Unreadable::Offset,
    ),
    (
        "1, 9223372036854775807, '2026-11-24', 'woke', NULL, '{}'",
        Unreadable::Offset,
    ),
    (
        "1, 60, '0001-01-01', 'lights_out', NULL, '{}'",
        Unreadable::Evening,
    ),
    (
        "1, 60, '2026-11-7', 'lights_out', NULL, '{}'",
        Unreadable::Evening,
    ),
    (
        "1, 60, '2026-02-30', 'iron', NULL, '{}'",
        Unreadable::Evening,
    ),
    ("1, 60, 'soon', 'plan', NULL, '{}'", Unreadable::Evening),
    (
        "1, 60, '0001-01-01', 'plan', NULL, '{}'",
        Unreadable::Evening,
    ),
    (
        "1, 60, '9999-12-31', 'woke', NULL, '{}'",
        Unreadable::Evening,
    ),
    (
        "1, 60, '2026-11-24', 'done', 'stretch', '{not json'",
        Unreadable::Data,
    ),
    (
        "1, 60, '2026-11-24', 'plan', NULL, '{not json'",
        Unreadable::Data,
    ),
    (
        "1, 60, '2026-11-24', 'bedtime_moved', NULL, '{\"to\": 8000000000000000}'",
        Unreadable::Data,
    ),
    (
        "1, 60, '2026-11-24', 'snoozed', 'bath', '{\"until\": -8000000000000000}'",
        Unreadable::Data,
    ),
    (
        "1, 60, '2026-11-24', 'woke', NULL, CAST(x'ff' AS TEXT)",
        Unreadable::Type("data"),
    ),
];

#[test]
fn rows_that_cannot_be_read_are_listed_and_hide_nothing_else() {
    let (_folder, path) = journal_path();
    let plan = draft("2026-11-20", What::Plan(json!({ "bedtime": "22:00" })));
    let written = open(&path)
        .append(Origin::Typed, &[plan, draft("2026-11-24", done("stretch"))])
        .unwrap();
    for (n, (row, _)) in UNREADABLE.iter().enumerate() {
        insert_raw(&path, &[&format!("x'{n:032x}', {row}, 'x'")]);
    }
    let short_id = "x'ffffff', 1, 60, '2026-11-24', 'woke', NULL, '{}', 'x'";
    insert_raw(&path, &[short_id]);
    let expected: Vec<String> = (0..)
        .zip(UNREADABLE)
        .map(|(n, (_, why))| format!("{}: {why}", uuid::Uuid::from_u128(n)))
        .chain(["ffffff: its id is not an id".to_owned()])
        .collect();

    for journal in [open(&path), Journal::open_or_empty(&path, "test").unwrap()] {
        let tonight = date("2026-11-24");
        assert_eq!(journal.all().unwrap(), written);
        assert_eq!(journal.evening(tonight).unwrap(), written[1..]);
        assert_eq!(journal.plans_until(tonight).unwrap(), written[..1]);
        let latest_plan = journal.latest_plan(tonight).unwrap();
        assert_eq!(latest_plan.as_ref(), Some(&written[0]));
        assert_eq!(journal.first_evening().unwrap(), Some(tonight));
        assert_eq!(journal.evenings_with_iron_or_self_check().unwrap(), []);
        assert_eq!(journal.event_counts(None).unwrap().len(), 2);
        journal.extent().unwrap();
        let listed = journal.unreadable().unwrap();
        let listed = listed.iter().map(|row| format!("{}: {}", row.id, row.why));
        assert_eq!(listed.collect::<Vec<_>>(), expected);
    }
    let summary = JournalSummary::read(&path).unwrap().unwrap();
    assert_eq!(
        (summary.events, summary.unreadable.len()),
        (2, expected.len())
    );
    assert_eq!(summary.written, written[1].written());
}

#[test]
fn an_id_of_all_ones_does_not_stop_later_writes() {
    let (_folder, path) = journal_path();
    let mut journal = open(&path);
    for id in [
        "ffffffffffffffffffffffffffffffff",
        "ffffffffffff7fffbfffffffffffffff",
    ] {
        insert_raw(
            &path,
            &[&format!(
                "x'{id}', 1, 60, '2026-11-24', 'woke', NULL, '{{}}', 'x'"
            )],
        );
        let mut last = journal
            .append(Origin::Typed, &[draft("2026-11-24", done("stretch"))])
            .unwrap()[0]
            .id;
        for _ in 0..3 {
            let next = journal
                .append(Origin::Typed, &[draft("2026-11-24", What::lights_out())])
                .unwrap()[0]
                .id;
            assert!(last < next && next.to_string().as_str() < "1000", "{next}");
            last = next;
        }
    }
    assert_eq!(journal.evening(date("2026-11-24")).unwrap().len(), 10);
}

#[test]
fn an_event_that_could_not_be_read_again_is_refused() {
    let (_folder, path) = journal_path();
    let mut journal = open(&path);
    let woke = |at: &str, offset_min, evening| Draft {
        at: at.parse().unwrap(),
        offset_min,
        ..draft(evening, What::lights_out())
    };
    for wrong in [
        woke("1969-12-31T23:00:00Z", 60, "2026-11-24"),
        woke("2201-01-01T00:00:00Z", 60, "2026-11-24"),
        woke("2026-11-24T23:00:00Z", 1440, "2026-11-24"),
        woke("2026-11-24T23:00:00Z", 60, "0001-01-01"),
        draft(
            "2026-11-24",
            What::BedtimeMoved {
                to: DateTime::<Utc>::MAX_UTC,
            },
        ),
    ] {
        let good = draft("2026-11-24", What::lights_out());
        let refused = journal.append(Origin::Typed, &[good, wrong]).unwrap_err();
        assert!(
            matches!(refused, JournalError::OutOfRange { .. }),
            "{refused}"
        );
        assert!(refused.to_string().contains("the clock of this computer"));
    }
    assert_eq!(journal.all().unwrap(), []);
}

#[test]
fn rows_of_other_tables_that_make_no_sense_hide_nothing_else() {
    let (_folder, path) = journal_path();
    let mut journal = open(&path);
    let timer = StoredTimer {
        evening: date("2026-11-24"),
        step: StepId::from("warm-bath"),
        length: Span::minutes(15),
        left: Span::minutes(15),
        since: Some(at("2026-11-24T20:45:00Z")),
    };
    journal.save_timer(&timer).unwrap();
    journal
        .acknowledge("compression", at("2026-11-24T21:15:00Z"))
        .unwrap();
    Connection::open(&path)
        .unwrap()
        .execute_batch(
            "INSERT INTO timer VALUES ('2026-11-24', 'a', -1, 9223372036854775807, 1);
             INSERT INTO timer VALUES ('2026-11-24', 'b', 60, 60, 8000000000000000);
             INSERT INTO timer VALUES ('soon', 'c', 60, 60, 1);
             INSERT INTO acknowledged VALUES (CAST(x'ff' AS TEXT), 1);
             INSERT INTO unfinished_session VALUES (1, '2026-11-24', NULL, CAST(x'ff' AS TEXT));",
        )
        .unwrap();
    assert_eq!(journal.timers().unwrap(), [timer]);
    assert_eq!(journal.acknowledged().unwrap().len(), 1);
    assert_eq!(journal.unfinished().unwrap(), None);
}
