//! Reading the events of a span of evenings.

use rusqlite::types::Value;
use rusqlite::{Connection, params};

use super::{Checksums, EVENING_COLUMN, EveningDate, Event, event, read, readable};

pub(super) const BETWEEN: &str = select!("WHERE evening BETWEEN ?1 AND ?2 ORDER BY evening, id");

/// Answered from the index alone.
pub(super) const EXTENT: &str =
    "SELECT count(*), min(id), max(id) FROM event WHERE evening BETWEEN ?1 AND ?2";
const IN_ORDER: &str = select!("WHERE id BETWEEN ?1 AND ?2");

/// From so many days on it is looked whether the rows lie together.
const LONG: i64 = 30;

/// The events of the evenings from `first` to `last`, ordered by evening, then by id.
pub(in crate::journal) fn between(
    db: &Connection,
    first: EveningDate,
    last: EveningDate,
) -> rusqlite::Result<Vec<Event>> {
    let names = [first, last].map(|evening| evening.to_string());
    let span = [names[0].as_str(), names[1].as_str()];
    if (last.0 - first.0).num_days() >= LONG
        && let Some(events) = lying_together(db, span)?
    {
        return Ok(events);
    }
    readable(db, BETWEEN, span)
}

/// The same, read in the order of the table, which takes a third less than finding each row by the index. It is the order
/// of writing, so mostly the rows of successive evenings lie together. None if more than half of those there are others.
fn lying_together(db: &Connection, span: [&str; 2]) -> rusqlite::Result<Option<Vec<Event>>> {
    let (wanted, oldest, newest): (i64, Value, Value) = db
        .prepare_cached(EXTENT)?
        .query_row(span, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let mut found = db.prepare_cached(IN_ORDER)?;
    let mut rows = found.query(params![oldest, newest])?;
    let mut checksums = Checksums::default();
    let (mut events, mut others) = (Vec::new(), 0);
    while let Some(row) = rows.next()? {
        // Compared as SQLite compares text. A value of another type is in no span.
        let evening = row.get_ref(EVENING_COLUMN)?.as_str().ok();
        if evening.is_some_and(|evening| span[0] <= evening && evening <= span[1]) {
            events.extend(read(row, &mut checksums, event)?);
        } else {
            others += 1;
            if others > wanted {
                return Ok(None);
            }
        }
    }
    events.sort_by_key(|event| (event.evening, event.id));
    Ok(Some(events))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Draft, Origin, What};
    use crate::journal::Journal;

    fn note(evening: EveningDate, text: &str) -> Draft {
        let text = text.to_owned();
        Draft {
            at: evening.0.and_hms_opt(20, 0, 0).unwrap().and_utc(),
            offset_min: 60,
            evening,
            what: What::Note { text },
            origin: None,
        }
    }

    #[test]
    fn a_long_span_is_read_alike_whether_or_not_its_rows_lie_together() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.db");
        let mut journal = Journal::open(&path, "test").unwrap();
        let day = |number: u64| {
            "2026-01-01"
                .parse::<EveningDate>()
                .unwrap()
                .days_after(number)
        };
        // Written in order, then out of it, then evenings of other years between those of the span.
        let mut write = |days: &[u64]| {
            let drafts: Vec<Draft> = days.iter().map(|n| note(day(*n), "later")).collect();
            journal.append(Origin::Typed, &drafts).unwrap();
            let db = Connection::open(&path).unwrap();
            let span = ["2026-01-11", "2026-03-02"];
            let by_index = readable(&db, BETWEEN, span).unwrap();
            let together = lying_together(&db, span).unwrap();
            assert!(together.as_ref().is_none_or(|events| *events == by_index));
            assert_eq!(between(&db, day(10), day(60)).unwrap(), by_index);
            (by_index.len(), together.is_some())
        };
        let lived: Vec<u64> = (0..100).collect();
        assert_eq!(write(&lived), (51, true));
        assert_eq!(write(&[60, 10, 35, 9, 61]), (54, true));
        let elsewhere: Vec<u64> = (200..300).collect();
        assert_eq!(write(&elsewhere), (54, true));
        assert_eq!(write(&[20]), (55, false));
        let db = Connection::open(&path).unwrap();
        assert!(between(&db, day(400), day(500)).unwrap().is_empty());
    }
}
