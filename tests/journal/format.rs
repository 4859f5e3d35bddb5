//! Format 3: files of formats 1 and 2 are brought up to date, every row has a checksum, and nothing is reworded.

use std::path::Path;

use rusqlite::{Connection, params};
use uuid::Uuid;
use winddown::event::{ActionId, EventId, Origin, What};
use winddown::journal::{StoredRow, Unreadable};

#[cfg(unix)]
use super::permissions;
use super::{at, date, done, draft, journal_path, open};

const SCHEMAS: [&str; 2] = [
    include_str!("../../src/journal/schema_1.sql"),
    include_str!("../../src/journal/schema_2.sql"),
];

/// Data as no version of the program writes it: with spaces, an odd number and a key that is not known.
const ODD_DATA: &str = r#"{ "rating": 3, "feels": [ ], "mood": 1.50e2 }"#;

/// Makes a journal of format 1 or 2 with two events and a claim, and returns the connection that wrote it.
pub(super) fn older_journal(path: &Path, format: usize) -> Connection {
    let db = Connection::open(path).unwrap();
    for schema in &SCHEMAS[..format] {
        db.execute_batch(schema).unwrap();
    }
    db.pragma_update(None, "application_id", 0x7769_6e64)
        .unwrap();
    db.pragma_update(None, "user_version", format as i64)
        .unwrap();
    db.pragma_update(None, "journal_mode", "WAL").unwrap();
    write_as_before(&db, 1, "legs", None, ODD_DATA);
    write_as_before(&db, 2, "moonphase", Some("stretch"), "not even JSON");
    db.execute_batch(
        "INSERT INTO claim (reminder, evening, owner, claimed_at)
         VALUES ('stretch', '2026-11-24', 'agent', 1790000000000)",
    )
    .unwrap();
    db
}

/// Writes an event with the statement that formats 1 and 2 use.
fn write_as_before(db: &Connection, id: u128, kind: &str, step: Option<&str>, data: &str) {
    let sql = "INSERT INTO event (id, at, offset_min, evening, kind, step, data, device)
               VALUES (?1, ?2, 60, '2026-11-24', ?3, ?4, ?5, 'laptop')";
    let id = uuid::Uuid::from_u128(id);
    let at = at("2026-11-24T20:50:00.123Z").timestamp_millis();
    db.execute(sql, params![id, at, kind, step, data]).unwrap();
}

fn old_row(id: u128, kind: &str, step: Option<&str>, data: &str) -> StoredRow {
    StoredRow {
        id: EventId(uuid::Uuid::from_u128(id)),
        at: at("2026-11-24T20:50:00.123Z").timestamp_millis(),
        offset_min: 60,
        evening: "2026-11-24".to_owned(),
        kind: kind.to_owned(),
        step: step.map(str::to_owned),
        data: data.to_owned(),
        device: "laptop".to_owned(),
        origin: None,
        action: None,
    }
}

fn old_rows() -> [StoredRow; 2] {
    [
        old_row(1, "legs", None, ODD_DATA),
        old_row(2, "moonphase", Some("stretch"), "not even JSON"),
    ]
}

fn count(path: &Path, sql: &str) -> i64 {
    let db = Connection::open(path).unwrap();
    db.query_row(sql, [], |row| row.get(0)).unwrap()
}

/// Changes the table of events past its triggers.
fn tamper(path: &Path, sql: &str) {
    let db = Connection::open(path).unwrap();
    db.execute_batch("DROP TRIGGER IF EXISTS event_is_never_changed")
        .unwrap();
    assert_eq!(db.execute(sql, []).unwrap(), 1, "{sql}");
}

#[test]
fn an_older_journal_is_brought_up_to_date_and_a_copy_of_it_is_kept() {
    for format in [1, 2] {
        let (_folder, path) = journal_path();
        drop(older_journal(&path, format));
        let mut journal = open(&path);
        assert_eq!(journal.stored_rows().unwrap(), old_rows());
        assert_eq!(journal.unreadable().unwrap(), []);
        journal
            .acknowledge("warm-bath", at("2026-11-24T20:00:00Z"))
            .unwrap();
        drop(journal);
        // From there the file of claims takes them over.
        assert_eq!(count(&path, "SELECT count(*) FROM claim"), 1);
        let checked = "SELECT count(*) FROM event WHERE checksum IS NOT NULL";
        assert_eq!(count(&path, checked), 2);
        assert_eq!(count(&path, "PRAGMA user_version"), 3);
        assert_eq!(count(&path, "PRAGMA freelist_count"), 0);

        let copy = path.with_file_name(format!("journal.db.format-{format}"));
        #[cfg(unix)]
        assert_eq!(permissions(&copy), 0o600);
        assert_eq!(count(&copy, "PRAGMA user_version"), format as i64);
        assert_eq!(count(&copy, "SELECT count(*) FROM event"), 2);
    }
}

#[test]
fn a_second_copy_of_the_same_format_gets_a_name_of_its_own() {
    let (_folder, path) = journal_path();
    for copy in ["journal.db.format-2", "journal.db.format-2.2"] {
        drop(older_journal(&path, 2));
        open(&path);
        assert!(path.with_file_name(copy).exists());
        std::fs::remove_file(&path).unwrap();
    }
}

#[test]
fn an_older_program_that_still_has_the_file_open_writes_rows_that_are_read_unchecked() {
    let (_folder, path) = journal_path();
    let older = older_journal(&path, 2);
    let journal = open(&path);
    write_as_before(&older, 3, "lights_out", None, "{}");
    assert_eq!(journal.all().unwrap().len(), 3);
    assert_eq!(
        journal.stored_rows().unwrap()[2],
        old_row(3, "lights_out", None, "{}")
    );
    let refused = older.execute("UPDATE event SET at = 1", []).unwrap_err();
    assert!(refused.to_string().contains("events are never changed"));
}

#[test]
fn rows_that_the_new_table_cannot_hold_are_set_aside_and_the_others_are_kept() {
    let (_folder, path) = journal_path();
    let older = older_journal(&path, 2);
    let change_schema = |from: &str, to: &str| {
        older.pragma_update(None, "writable_schema", true).unwrap();
        let sql = "UPDATE sqlite_schema SET sql = replace(sql, ?1, ?2) WHERE name = 'event'";
        older.execute(sql, [from, to]).unwrap();
        older
            .pragma_update(None, "writable_schema", "RESET")
            .unwrap();
    };
    change_schema("STRICT, ", "");
    older
        .execute_batch(
            "INSERT INTO event VALUES (x'03', 'noon', 60, '2026-11-23', 'woke', NULL, '{}', 'laptop')",
        )
        .unwrap();
    change_schema("WITHOUT ROWID", "STRICT, WITHOUT ROWID");
    drop(older);
    let journal = open(&path);
    assert_eq!(journal.stored_rows().unwrap(), old_rows());
    let unreadable = journal.unreadable().unwrap();
    assert_eq!(unreadable.len(), 1);
    let row = &unreadable[0];
    assert_eq!((&*row.id, row.why), ("03", Unreadable::SetAside));
    assert_eq!(row.evening, Some(date("2026-11-23")));
    assert_eq!(count(&path, "SELECT at = 'noon' FROM set_aside"), 1);
}

#[test]
fn a_change_of_any_column_is_noticed() {
    for change in [
        "id = CAST('0123456789abcdef' AS BLOB)",
        "at = at + 1",
        "offset_min = 61",
        "evening = '2026-11-25'",
        "kind = 'skipped'",
        "step = 'warm-bath'",
        "data = '{ }'",
        "device = 'phone'",
        "origin = 'typed'",
        "origin = NULL",
        "action = NULL",
        "checksum = checksum + 1",
        "checksum = NULL",
    ] {
        let (_folder, path) = journal_path();
        let drafts = ["stretch", "warm-bath"].map(|step| draft("2026-11-24", done(step)));
        let written = open(&path).append(Origin::Pressed, &drafts).unwrap();
        tamper(
            &path,
            &format!("UPDATE event SET {change} WHERE step = 'stretch'"),
        );
        let journal = open(&path);
        assert_eq!(journal.all().unwrap(), written[1..], "{change}");
        let unreadable = journal.unreadable().unwrap();
        assert_eq!(unreadable.len(), 1, "{change}");
        assert_eq!(unreadable[0].why, Unreadable::Checksum, "{change}");
    }
}

#[test]
fn what_is_imported_stays_the_same_to_the_byte() {
    let ((_one, path), (_other, elsewhere)) = (journal_path(), journal_path());
    let [mut legs, moon] = old_rows();
    legs.origin = Some("dreamt".to_owned());
    legs.action = Some(ActionId(moon.id));
    let mut journal = open(&path);
    journal
        .append(Origin::Pressed, &[draft("2026-11-24", What::lights_out())])
        .unwrap();
    assert_eq!(
        journal.import_rows(&[legs.clone(), moon.clone()]).unwrap(),
        2
    );
    let rows = journal.stored_rows().unwrap();
    assert_eq!(rows[..2], [legs, moon]);
    let mut other = open(&elsewhere);
    assert_eq!(other.import_rows(&rows).unwrap(), 3);
    assert_eq!(other.import_rows(&rows).unwrap(), 0);
    assert_eq!(other.stored_rows().unwrap(), rows);
    assert_eq!(other.all().unwrap(), journal.all().unwrap());
    let mut bad = rows[0].clone();
    (bad.id, bad.evening) = (EventId(Uuid::now_v7()), "soon".to_owned());
    assert!(other.import_rows(&[bad]).is_err());
}
