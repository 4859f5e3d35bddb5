use std::fmt::Write as _;

use tempfile::TempDir;

use super::*;

/// The tables of Loop's database from version 25 on, and the rows of a user.
const LOOP: &str = r"
CREATE TABLE Habits (id integer primary key autoincrement, archived integer, color integer, description text,
    freq_den integer, freq_num integer, highlight integer, name text, position integer, reminder_hour integer,
    reminder_min integer, reminder_days integer not null default 127, type integer not null default 0,
    target_type integer not null default 0, target_value real not null default 0, unit text not null default '',
    question text, uuid text);
CREATE TABLE Repetitions (id integer primary key autoincrement, habit integer not null references habits(id),
    timestamp integer not null, value integer not null, notes text);
INSERT INTO Habits (id, name, position, type, target_type, target_value) VALUES
    (7, 'Walk', 1, 1, 0, 2.5), (3, 'Stretch', 0, 0, 0, 0), (9, 'Coffee', 2, 1, 1, 1.0);
";

/// UTC midnight of that day in November 2026, as Loop stores it.
fn day(day: i64) -> i64 {
    1_793_491_200_000 + (day - 1) * 86_400_000
}

fn database_of(sql: &str) -> (TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("Loop Habits Backup.db");
    Connection::open(&path).unwrap().execute_batch(sql).unwrap();
    (folder, path)
}

fn read_november(sql: &str) -> Result<LoopExport, BadLoopFile> {
    let (_folder, path) = database_of(sql);
    read(&path, "2026-11-28".parse().unwrap())
}

fn days(export: &LoopExport, habit: usize) -> Vec<String> {
    export.habits[habit]
        .days
        .iter()
        .map(NaiveDate::to_string)
        .collect()
}

#[test]
fn a_database_gives_the_days_on_which_each_habit_was_done() {
    let mut sql = LOOP.to_owned();
    for (habit, at, value) in [
        (3, day(24), 2),
        (3, day(23), 1),
        (3, day(22), 0),
        (3, day(21), 3),
        (7, day(24), 2500),
        (7, day(23), 2499),
        (7, day(22), 3),
        (9, day(24), 1000),
        (9, day(23), 1001),
    ] {
        let into = "INSERT INTO Repetitions (habit, timestamp, value)";
        writeln!(sql, "{into} VALUES ({habit}, {at}, {value});").unwrap();
    }
    let export = read_november(&sql).unwrap();
    let names: Vec<&str> = export
        .habits
        .iter()
        .map(|habit| habit.name.as_str())
        .collect();
    assert_eq!(names, ["Stretch", "Walk", "Coffee"]);
    for habit in 0..3 {
        assert_eq!(days(&export, habit), ["2026-11-24"]);
    }
    assert_eq!(export.refused, []);
}

#[test]
fn a_database_of_an_old_version_has_no_values() {
    let sql = format!(
        "CREATE TABLE Habits (id integer primary key, name text, position integer);
         CREATE TABLE Repetitions (id integer primary key, habit integer, timestamp integer);
         INSERT INTO Habits VALUES (1, 'Bath', 0);
         INSERT INTO Repetitions (habit, timestamp) VALUES (1, {});",
        day(24)
    );
    assert_eq!(days(&read_november(&sql).unwrap(), 0), ["2026-11-24"]);
}

#[test]
fn bad_rows_are_named_and_keep_no_other_out() {
    let sql = format!(
        "CREATE TABLE Habits (id, name, position);
         CREATE TABLE Repetitions (id, habit, timestamp, value);
         INSERT INTO Habits VALUES (1, 'Ba' || char(27) || 'th', 0), ('x', 'y', 1), (2, x'00', 2);
         INSERT INTO Repetitions VALUES (1, 1, {}, 2), (2, 5, 0, 2), (3, 1, 'now', 2), (4, 1, -9e18, 2),
             (5, 1, {}, 'yes'), (6, 1, 9223372036854775807, 2), (7, 1, 4102444800000, 2), (8, 1, {}, 2);",
        day(24),
        day(23),
        day(22)
    );
    let export = read_november(&sql).unwrap();
    assert_eq!(export.habits[0].name, "Bath");
    assert_eq!(days(&export, 0), ["2026-11-22", "2026-11-24"]);
    let refused: Vec<(String, i64)> = export
        .refused
        .into_iter()
        .map(|it| (it.file, it.line))
        .collect();
    let row = |id| ("Repetitions".to_owned(), id);
    let habit = |id| ("Habits".to_owned(), id);
    assert_eq!(
        refused,
        [
            habit(0),
            habit(2),
            row(2),
            row(3),
            row(4),
            row(5),
            row(6),
            row(7)
        ]
    );
}

#[test]
fn other_files_are_refused_and_nothing_in_one_is_run() {
    let (folder, path) = database_of("CREATE TABLE other (id)");
    let today = "2026-11-28".parse().unwrap();
    assert!(matches!(read(&path, today), Err(BadLoopFile::Database(_))));
    let text = folder.path().join("text");
    std::fs::write(&text, "PLAIN").unwrap();
    assert!(matches!(read(&text, today), Err(BadLoopFile::Neither)));
    assert!(matches!(
        read(folder.path(), today),
        Err(BadLoopFile::Unreadable(_))
    ));
    let view = "CREATE TABLE Habits (id, name, position);
        CREATE VIEW Repetitions AS SELECT 1 AS id, 1 AS habit, 0 AS timestamp, 2 AS value;";
    assert!(matches!(read_november(view), Err(BadLoopFile::Database(_))));
    // A damaged one, cut at every thousand bytes, is an error or gives what could be read.
    let (_folder, path) = database_of(LOOP);
    let whole = std::fs::read(&path).unwrap();
    for length in (0..whole.len()).step_by(1000) {
        std::fs::write(&text, &whole[..length]).unwrap();
        let _ = read(&text, today);
    }
}
