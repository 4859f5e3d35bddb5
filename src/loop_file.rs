//! Reads a file of Loop Habit Tracker: its database, as *Export full backup* writes it, or its zip of CSV.
//!
//! The file is somebody else's and not trusted: it is opened for reading only, no trigger or view of it is run, and what is
//! out of range is left out, row by row.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{DateTime, NaiveDate};
use rusqlite::config::DbConfig;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};

use crate::exchange::loop_habits::{
    BadZip, Counting, Habit, LoopExport, MOST_HABITS, MOST_ROWS, RefusedRow, cleaned, is_possible,
    read_zip,
};
use crate::private_file;
use crate::sqlite_file::{MAGIC, open_immutable};

/// The largest file that is read.
const LARGEST: u64 = 256 << 20;

/// Why a file is no file of Loop.
#[derive(Debug, thiserror::Error)]
pub enum BadLoopFile {
    /// It cannot be read.
    #[error(transparent)]
    Unreadable(#[from] std::io::Error),
    /// It is neither a database nor a zip.
    #[error("it is neither a database nor a zip of Loop Habit Tracker")]
    Neither,
    /// It is a zip of something else.
    #[error(transparent)]
    Zip(#[from] BadZip),
    /// It is a database of something else, or a damaged one.
    #[error("it is no database of Loop Habit Tracker")]
    Database(#[from] rusqlite::Error),
    /// It has more rows than can be believed.
    #[error("it has more than {MOST_ROWS} repetitions")]
    TooMany,
}

/// Reads the file. `today` bounds the days.
///
/// # Errors
/// When it is no file of Loop.
pub fn read(path: &Path, today: NaiveDate) -> Result<LoopExport, BadLoopFile> {
    let bytes = private_file::read(path, LARGEST)?;
    if bytes.starts_with(MAGIC) {
        drop(bytes);
        database(path, today)
    } else if bytes.starts_with(b"PK") {
        Ok(read_zip(&bytes, today)?)
    } else {
        Err(BadLoopFile::Neither)
    }
}

fn database(path: &Path, today: NaiveDate) -> Result<LoopExport, BadLoopFile> {
    let db = open_immutable(path)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false)?;
    let mut export = LoopExport::default();
    let habits = habits(&db, &mut export)?;
    // The oldest databases have rows for the days on which a habit was done, and no value.
    let value = column(&db, "Repetitions", "value", "2")?;
    let mut found = db.prepare(&format!(
        "SELECT id, habit, timestamp, {value} FROM Repetitions ORDER BY id"
    ))?;
    let mut rows = found.query([])?;
    let mut number = 0;
    while let Some(row) = rows.next()? {
        number += 1;
        if number > MOST_ROWS {
            return Err(BadLoopFile::TooMany);
        }
        match repetition(row, &habits, today)? {
            Ok(Some((habit, day))) => {
                export.habits[habit].days.insert(day);
            }
            Ok(None) => {}
            Err(why) => export.refused.push(RefusedRow {
                file: "Repetitions".to_owned(),
                line: whole(row.get_ref(0)?).unwrap_or_default(),
                why,
            }),
        }
    }
    Ok(export)
}

/// The habits by Loop's id: their places in the export, and how they count.
type Habits = BTreeMap<i64, (usize, Counting)>;

fn habits(db: &Connection, export: &mut LoopExport) -> rusqlite::Result<Habits> {
    let kind = column(db, "Habits", "type", "0")?;
    let target_type = column(db, "Habits", "target_type", "0")?;
    let target = column(db, "Habits", "target_value", "0")?;
    let mut found = db.prepare(&format!(
        "SELECT id, name, {kind}, {target_type}, {target} FROM Habits ORDER BY position, id"
    ))?;
    let mut rows = found.query([])?;
    let mut habits = Habits::new();
    while let Some(row) = rows.next()? {
        let id = whole(row.get_ref(0)?);
        let name = row.get_ref(1)?.as_str().map(cleaned).unwrap_or_default();
        let refused = match id {
            None => Some("its id is no number"),
            Some(_) if name.is_empty() => Some("the habit has no name"),
            Some(_) if export.habits.len() == MOST_HABITS => Some("there are too many habits"),
            Some(_) => None,
        };
        if let Some(why) = refused {
            export.refused.push(RefusedRow {
                file: "Habits".to_owned(),
                line: id.unwrap_or_default(),
                why,
            });
            if export.habits.len() == MOST_HABITS {
                break;
            }
            continue;
        }
        let target = match row.get_ref(4)? {
            ValueRef::Integer(number) => number as f64,
            ValueRef::Real(number) => number,
            ValueRef::Null | ValueRef::Text(_) | ValueRef::Blob(_) => 0.0,
        };
        let counting = match (whole(row.get_ref(2)?), whole(row.get_ref(3)?)) {
            (Some(1), Some(1)) => Counting::AtMost(target),
            (Some(1), _) => Counting::AtLeast(target),
            _ => Counting::YesOrNo,
        };
        habits.insert(id.unwrap_or_default(), (export.habits.len(), counting));
        export.habits.push(Habit {
            name,
            days: std::collections::BTreeSet::new(),
        });
    }
    Ok(habits)
}

/// The habit and the day of a row, if the habit was done on it.
fn repetition(
    row: &Row<'_>,
    habits: &Habits,
    today: NaiveDate,
) -> rusqlite::Result<Result<Option<(usize, NaiveDate)>, &'static str>> {
    let (habit, at) = (whole(row.get_ref(1)?), whole(row.get_ref(2)?));
    let value = whole(row.get_ref(3)?);
    Ok((|| {
        let habit = habit.and_then(|id| habits.get(&id));
        let (habit, counting) = *habit.ok_or("there is no such habit")?;
        let day = at.and_then(DateTime::from_timestamp_millis);
        let day = day.ok_or("its time is no time")?.date_naive();
        if !is_possible(day, today) {
            return Err("its date is out of range");
        }
        let value = value.ok_or("its value is no number")?;
        Ok(counting.is_done(value).then_some((habit, day)))
    })())
}

fn whole(value: ValueRef<'_>) -> Option<i64> {
    value.as_i64().ok()
}

/// The column, or what stands for it in a database that is older than it.
fn column(
    db: &Connection,
    table: &str,
    column: &'static str,
    otherwise: &'static str,
) -> rusqlite::Result<&'static str> {
    let there = db.column_exists(None, table, column)?;
    Ok(if there { column } else { otherwise })
}

#[cfg(test)]
mod tests;
