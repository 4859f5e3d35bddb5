//! When the computer was quiet, for each of the last nights: what the morning proposes.
//!
//! It stands beside the claims, outside the journal: it belongs to this computer, is in no backup, and does not travel.

use std::path::Path;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Row, params};

use super::{Claims, ClaimsError, DAYS_STORED, file};
use crate::event::EveningDate;
use crate::presence::Quiet;

/// What is stored of one night.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct QuietNight {
    /// The night that the signs show so far.
    pub night: Option<Quiet>,
    /// Since when it is quiet now, if it is.
    pub open_from: Option<DateTime<Utc>>,
}

impl Claims {
    /// Stores what is known of an evening's night, in place of what was stored before. Forgets old nights.
    pub fn store_quiet_night(
        &mut self,
        evening: EveningDate,
        quiet: QuietNight,
        now: DateTime<Utc>,
    ) {
        self.with_file(now, |file| file.write(|db| replace(db, evening, quiet)));
    }

    /// What is stored of an evening's night.
    pub fn quiet_night(&mut self, evening: EveningDate, now: DateTime<Utc>) -> QuietNight {
        self.with_file(now, |file| file.read(|db| find(db, evening)))
            .unwrap_or_default()
    }

    /// The night that is proposed for an evening by the file at `path`; none if there is none. Creates and changes
    /// nothing.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(crate) fn proposed_night(
        path: &Path,
        evening: EveningDate,
    ) -> Result<Option<Quiet>, ClaimsError> {
        let read = |db: &Connection| {
            // Files of the first versions have no such table.
            let has_table = "SELECT count(*) FROM sqlite_schema WHERE name = 'quiet_night'";
            let tables: i64 = db.query_row(has_table, [], |row| row.get(0))?;
            Ok(if tables == 0 {
                None
            } else {
                find(db, evening)?.night
            })
        };
        Ok(file::read_only(path, read)?.flatten())
    }
}

/// Creates the table, which files of the first versions do not have.
pub(super) fn create_table(db: &Connection) -> rusqlite::Result<()> {
    db.execute_batch(include_str!("quiet_nights.sql"))
}

fn replace(db: &Connection, evening: EveningDate, quiet: QuietNight) -> rusqlite::Result<()> {
    let oldest = evening.days_before(DAYS_STORED);
    db.prepare_cached("DELETE FROM quiet_night WHERE evening = ?1 OR evening < ?2")?
        .execute([evening.to_string(), oldest.to_string()])?;
    let mut insert = db.prepare_cached(
        "INSERT OR REPLACE INTO quiet_night (evening, quiet_from, quiet_until) VALUES (?1, ?2, ?3)",
    )?;
    let night = quiet.night.map(|night| (night.from, Some(night.until)));
    let open = quiet.open_from.map(|from| (from, None));
    for (from, until) in [night, open].into_iter().flatten() {
        let until = until.map(|until: DateTime<Utc>| until.timestamp_millis());
        insert.execute(params![evening.to_string(), from.timestamp_millis(), until])?;
    }
    Ok(())
}

fn find(db: &Connection, evening: EveningDate) -> rusqlite::Result<QuietNight> {
    let sql = "SELECT quiet_from, quiet_until FROM quiet_night WHERE evening = ?1";
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query([evening.to_string()])?;
    let mut found = QuietNight::default();
    let instant = |row: &Row<'_>, column| -> rusqlite::Result<Option<DateTime<Utc>>> {
        let millis: Option<i64> = row.get(column)?;
        Ok(millis.and_then(DateTime::from_timestamp_millis))
    };
    while let Some(row) = rows.next()? {
        match (instant(row, 0)?, instant(row, 1)?) {
            (Some(from), Some(until)) if from < until => found.night = Some(Quiet { from, until }),
            (Some(from), None) => found.open_from = Some(from),
            // Nobody can have written these.
            (Some(_) | None, _) => {}
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        format!("2026-11-{text}:00Z").parse().unwrap()
    }

    #[test]
    fn a_night_is_read_as_it_was_stored_last_and_old_ones_are_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("claims.db");
        let mut claims = Claims::new(path.clone(), folder.path().join("journal.db"));
        let evening = |text: &str| -> EveningDate { text.parse().unwrap() };
        let (old, last) = (evening("2026-11-10"), evening("2026-11-24"));
        let now = at("25T06:15");
        let quiet = |from: &str, until: &str| Quiet {
            from: at(from),
            until: at(until),
        };
        let short = QuietNight {
            night: Some(quiet("24T22:43", "25T02:00")),
            open_from: Some(at("25T02:10")),
        };
        let whole = QuietNight {
            night: Some(quiet("24T22:43", "25T06:12")),
            open_from: None,
        };
        assert_eq!(Claims::proposed_night(&path, last), Ok(None), "no file yet");
        claims.store_quiet_night(old, whole, now);
        claims.store_quiet_night(last, short, now);
        assert_eq!(claims.quiet_night(last, now), short);
        assert_eq!(Claims::proposed_night(&path, last), Ok(short.night));
        claims.store_quiet_night(last, whole, now);
        assert_eq!(claims.quiet_night(last, now), whole);
        assert_eq!(Claims::proposed_night(&path, last), Ok(whole.night));
        assert_eq!(claims.quiet_night(old, now), QuietNight::default());
    }
}
