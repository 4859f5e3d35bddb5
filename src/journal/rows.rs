//! The SQL for events: queries, and the conversion between events and rows.

use chrono::{DateTime, NaiveDate};
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use crate::event::{EveningDate, Event, EventId, What};

const INSERT: &str = "INSERT INTO event (id, at, offset_min, evening, kind, step, data, device)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
const INSERT_IF_NEW: &str =
    "INSERT OR IGNORE INTO event (id, at, offset_min, evening, kind, step, data, device)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
pub(super) const BETWEEN: &str =
    "SELECT id, at, offset_min, evening, kind, step, data, device FROM event
     WHERE evening BETWEEN ?1 AND ?2 ORDER BY evening, id";
const ALL: &str = "SELECT id, at, offset_min, evening, kind, step, data, device FROM event";
pub(super) const PLANS_UNTIL: &str =
    "SELECT id, at, offset_min, evening, kind, step, data, device FROM event
     WHERE kind = 'plan' AND evening <= ?1 ORDER BY evening, id";
pub(super) const LATEST_PLAN: &str =
    "SELECT id, at, offset_min, evening, kind, step, data, device FROM event
     WHERE kind = 'plan' AND evening <= ?1 ORDER BY evening DESC, id DESC LIMIT 1";
pub(super) const FIRST_EVENING: &str =
    "SELECT evening FROM event WHERE kind <> 'plan' ORDER BY evening LIMIT 1";

pub(super) const EVENINGS_WITH_IRON_OR_SELF_CHECK: &str =
    "SELECT DISTINCT evening FROM event WHERE kind IN ('iron', 'self_check') ORDER BY evening";

/// Answered from the index alone, without reading the table.
pub(super) const EVENT_COUNTS: &str =
    "SELECT evening, count(*), max(id) FROM event GROUP BY evening ORDER BY evening";
/// Reads only the new events. The plus keeps the index by evening out of it, which would be read whole.
pub(super) const EVENT_COUNTS_AFTER: &str =
    "SELECT evening, count(*), max(id) FROM event WHERE id > ?1
     GROUP BY +evening ORDER BY +evening";

pub(super) const EXTENT: &str = "SELECT (SELECT count(*) FROM event), (SELECT max(id) FROM event)";

pub(super) fn insert(db: &Connection, event: &Event) -> rusqlite::Result<usize> {
    write(db, INSERT, event)
}

pub(super) fn insert_if_new(db: &Connection, event: &Event) -> rusqlite::Result<usize> {
    write(db, INSERT_IF_NEW, event)
}

fn write(db: &Connection, sql: &str, event: &Event) -> rusqlite::Result<usize> {
    db.prepare_cached(sql)?.execute(params![
        event.id.0,
        event.at.timestamp_millis(),
        event.offset_min,
        event.evening.to_string(),
        event.what.kind(),
        event.what.step().map(|step| step.0.as_str()),
        event.what.data().to_string(),
        event.device,
    ])
}

pub(super) fn between(
    db: &Connection,
    first: EveningDate,
    last: EveningDate,
) -> rusqlite::Result<Vec<Event>> {
    db.prepare_cached(BETWEEN)?
        .query_map(params![first.to_string(), last.to_string()], read)?
        .collect()
}

/// Scanning the table in its order on disk and sorting takes half as long as reading it in the order of evenings.
pub(super) fn all(db: &Connection) -> rusqlite::Result<Vec<Event>> {
    let mut events = db
        .prepare_cached(ALL)?
        .query_map([], read)?
        .collect::<rusqlite::Result<Vec<Event>>>()?;
    events.sort_by_key(|event| (event.evening, event.id));
    Ok(events)
}

pub(super) fn plans_until(db: &Connection, last: EveningDate) -> rusqlite::Result<Vec<Event>> {
    db.prepare_cached(PLANS_UNTIL)?
        .query_map([last.to_string()], read)?
        .collect()
}

pub(super) fn latest_plan(
    db: &Connection,
    evening: EveningDate,
) -> rusqlite::Result<Option<Event>> {
    db.prepare_cached(LATEST_PLAN)?
        .query_row([evening.to_string()], read)
        .optional()
}

pub(super) fn first_evening(db: &Connection) -> rusqlite::Result<Option<EveningDate>> {
    let text: Option<String> = db
        .prepare_cached(FIRST_EVENING)?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(text.and_then(|text| text.parse().ok()))
}

pub(super) fn evenings_with_iron_or_self_check(
    db: &Connection,
) -> rusqlite::Result<Vec<EveningDate>> {
    let evenings = db
        .prepare_cached(EVENINGS_WITH_IRON_OR_SELF_CHECK)?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<String>>>()?;
    Ok(evenings
        .iter()
        .filter_map(|evening| evening.parse().ok())
        .collect())
}

pub(super) fn extent(db: &Connection) -> rusqlite::Result<(u64, Option<EventId>)> {
    db.prepare_cached(EXTENT)?.query_row([], |row| {
        let events: i64 = row.get(0)?;
        let newest: Option<Uuid> = row.get(1)?;
        Ok((events.unsigned_abs(), newest.map(EventId)))
    })
}

pub(super) fn event_counts(
    db: &Connection,
    after: Option<EventId>,
) -> rusqlite::Result<Vec<(EveningDate, u64, EventId)>> {
    let read = |row: &Row<'_>| {
        let evening = row.get_ref(0)?.as_str()?;
        let events: i64 = row.get(1)?;
        Ok((date(evening), events.unsigned_abs(), EventId(row.get(2)?)))
    };
    match after {
        Some(EventId(newest)) => db
            .prepare_cached(EVENT_COUNTS_AFTER)?
            .query_map([newest], read)?
            .collect(),
        None => db
            .prepare_cached(EVENT_COUNTS)?
            .query_map([], read)?
            .collect(),
    }
}

/// Converts a row. Data that cannot be understood, because another version wrote it or the disk is damaged, is kept
/// unparsed, so that one bad row does not make the others unreadable.
fn read(row: &Row<'_>) -> rusqlite::Result<Event> {
    // Columns by number, in the order of the statements above: looking up names would take twice as long in all.
    let kind = row.get_ref(4)?.as_str()?;
    let step = row.get_ref(5)?.as_str_or_null()?;
    let data = row.get_ref(6)?.as_str()?;
    Ok(Event {
        id: EventId(row.get(0)?),
        at: DateTime::from_timestamp_millis(row.get(1)?).unwrap_or_default(),
        offset_min: row.get(2)?,
        evening: date(row.get_ref(3)?.as_str()?),
        what: What::from_columns(kind, step, data),
        device: row.get(7)?,
    })
}

fn date(text: &str) -> EveningDate {
    text.parse().unwrap_or(EveningDate(NaiveDate::MIN))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_for_evenings_spans_and_plans_use_an_index() {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch(include_str!("schema_1.sql")).unwrap();
        for sql in [
            BETWEEN,
            PLANS_UNTIL,
            LATEST_PLAN,
            FIRST_EVENING,
            EVENINGS_WITH_IRON_OR_SELF_CHECK,
            EVENT_COUNTS,
        ] {
            let mut statement = db.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            let plan: Vec<String> = statement
                .query_map(
                    rusqlite::params_from_iter(
                        ["2026-11-01", "2026-11-24"]
                            .iter()
                            .take(sql.matches('?').count()),
                    ),
                    |row| row.get("detail"),
                )
                .unwrap()
                .collect::<Result<_, _>>()
                .unwrap();
            assert!(
                plan.iter().all(|line| line.contains("INDEX")),
                "{sql}: {plan:?}"
            );
            assert!(
                !plan.iter().any(|line| line.contains("TEMP B-TREE")),
                "{sql}: {plan:?}"
            );
        }
    }
}
