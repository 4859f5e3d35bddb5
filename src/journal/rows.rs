//! The SQL for events: queries, and the conversion between events and rows.

use chrono::{DateTime, NaiveDate};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Params, Row, params};
use uuid::{Uuid, Version};

use super::unreadable::{Unreadable, UnreadableRow, id_text};
use crate::event::{EveningDate, Event, EventId, What, is_plausible_instant, is_plausible_offset};

/// Selects all columns of events, in the order that [`read`] expects.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, at, offset_min, evening, kind, step, data, device FROM event ",
            $rest
        )
    };
}

const INSERT: &str = "INSERT INTO event (id, at, offset_min, evening, kind, step, data, device)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
const INSERT_IF_NEW: &str =
    "INSERT OR IGNORE INTO event (id, at, offset_min, evening, kind, step, data, device)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
const BETWEEN: &str = select!("WHERE evening BETWEEN ?1 AND ?2 ORDER BY evening, id");
const ALL: &str = select!("");
const PLANS_UNTIL: &str =
    select!("WHERE kind = 'plan' AND evening BETWEEN '1970' AND ?1 ORDER BY evening, id");
const PLANS_BACKWARDS: &str =
    select!("WHERE kind = 'plan' AND evening <= ?1 ORDER BY evening DESC, id DESC");
const FROM_THE_FIRST_EVENING: &str =
    select!("WHERE kind <> 'plan' AND evening >= '1970' ORDER BY evening");

const EVENINGS_WITH_IRON_OR_SELF_CHECK: &str =
    "SELECT DISTINCT evening FROM event WHERE kind IN ('iron', 'self_check') ORDER BY evening";

/// Answered from the index alone, without reading the table.
const EVENT_COUNTS: &str =
    "SELECT evening, count(*), max(id) FROM event GROUP BY evening ORDER BY evening";
/// Reads only the new events. The plus keeps the index by evening out of it, which would be read whole.
const EVENT_COUNTS_AFTER: &str = "SELECT evening, count(*), max(id) FROM event WHERE id > ?1
     GROUP BY +evening ORDER BY +evening";

/// Leaves out the evenings that [`event_counts`] leaves out because they are not in the years 1970 to 2200. Subtracting
/// them is faster than counting a range.
const EXTENT: &str = "SELECT (SELECT count(*) FROM event)
                           - (SELECT count(*) FROM event WHERE evening < '1970')
                           - (SELECT count(*) FROM event WHERE evening >= '2201'),
                             (SELECT max(id) FROM event)";

const IDS_BACKWARDS: &str = "SELECT id FROM event WHERE id <= ?1 ORDER BY id DESC";

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
    readable(db, BETWEEN, params![first.to_string(), last.to_string()])
}

/// Scanning the table in its order on disk and sorting takes half as long as reading it in the order of evenings.
pub(super) fn all(db: &Connection) -> rusqlite::Result<Vec<Event>> {
    let mut events = readable(db, ALL, [])?;
    events.sort_by_key(|event| (event.evening, event.id));
    Ok(events)
}

pub(super) fn plans_until(db: &Connection, last: EveningDate) -> rusqlite::Result<Vec<Event>> {
    readable(db, PLANS_UNTIL, [last.to_string()])
}

pub(super) fn latest_plan(
    db: &Connection,
    evening: EveningDate,
) -> rusqlite::Result<Option<Event>> {
    first_readable(db, PLANS_BACKWARDS, [evening.to_string()])
}

pub(super) fn first_evening(db: &Connection) -> rusqlite::Result<Option<EveningDate>> {
    let first = first_readable(db, FROM_THE_FIRST_EVENING, [])?;
    Ok(first.map(|event| event.evening))
}

pub(super) fn unreadable(db: &Connection) -> rusqlite::Result<Vec<UnreadableRow>> {
    let mut found = db.prepare(ALL)?;
    let mut rows = found.query([])?;
    let mut unreadable = Vec::new();
    while let Some(row) = rows.next()? {
        if let Err(why) = read(row) {
            unreadable.push(UnreadableRow {
                id: id_text(row.get_ref(0)?),
                evening: row.get_ref(3)?.as_str().ok().and_then(date),
                why,
            });
        }
    }
    Ok(unreadable)
}

pub(super) fn evenings_with_iron_or_self_check(
    db: &Connection,
) -> rusqlite::Result<Vec<EveningDate>> {
    let mut found = db.prepare_cached(EVENINGS_WITH_IRON_OR_SELF_CHECK)?;
    let mut rows = found.query([])?;
    let mut evenings = Vec::new();
    while let Some(row) = rows.next()? {
        evenings.extend(row.get_ref(0)?.as_str().ok().and_then(date));
    }
    Ok(evenings)
}

/// Counts the rows, also those that cannot be read. Those whose evening is out of range do not count.
pub(super) fn extent(db: &Connection) -> rusqlite::Result<(u64, Option<EventId>)> {
    db.prepare_cached(EXTENT)?.query_row([], |row| {
        let events: i64 = row.get(0)?;
        Ok((events.unsigned_abs(), newest(row.get_ref(1)?)))
    })
}

pub(super) fn event_counts(
    db: &Connection,
    after: Option<EventId>,
) -> rusqlite::Result<Vec<(EveningDate, u64, EventId)>> {
    let (mut found, newer_than) = match after {
        Some(EventId(newest)) => (db.prepare_cached(EVENT_COUNTS_AFTER)?, Some(newest)),
        None => (db.prepare_cached(EVENT_COUNTS)?, None),
    };
    let mut rows = found.query(rusqlite::params_from_iter(newer_than))?;
    let mut counts = Vec::new();
    while let Some(row) = rows.next()? {
        let evening = row.get_ref(0)?.as_str().ok().and_then(date);
        if let (Some(evening), Some(newest)) = (evening, newest(row.get_ref(2)?)) {
            let events: i64 = row.get(1)?;
            counts.push((evening, events.unsigned_abs(), newest));
        }
    }
    Ok(counts)
}

/// The largest id, which only has to be the same as long as the events are. One of another length is cut or filled up.
fn newest(id: ValueRef<'_>) -> Option<EventId> {
    let bytes = id.as_bytes_or_null().ok()??;
    let mut sized = [0; 16];
    for (to, from) in sized.iter_mut().zip(bytes) {
        *to = *from;
    }
    Some(EventId(Uuid::from_bytes(sized)))
}

/// The newest `UUIDv7` that is not larger than `limit`.
pub(super) fn newest_id(db: &Connection, limit: Uuid) -> rusqlite::Result<Option<Uuid>> {
    let mut found = db.prepare_cached(IDS_BACKWARDS)?;
    let mut rows = found.query([limit])?;
    while let Some(row) = rows.next()? {
        let id = row.get_ref(0)?.as_blob().ok();
        let id = id.and_then(|bytes| Uuid::from_slice(bytes).ok());
        if let Some(id) = id.filter(|id| id.get_version() == Some(Version::SortRand)) {
            return Ok(Some(id));
        }
    }
    Ok(None)
}

fn readable(db: &Connection, sql: &str, params: impl Params) -> rusqlite::Result<Vec<Event>> {
    let mut found = db.prepare_cached(sql)?;
    let mut rows = found.query(params)?;
    let mut events = Vec::new();
    while let Some(row) = rows.next()? {
        events.extend(read(row));
    }
    Ok(events)
}

fn first_readable(
    db: &Connection,
    sql: &str,
    params: impl Params,
) -> rusqlite::Result<Option<Event>> {
    let mut found = db.prepare_cached(sql)?;
    let mut rows = found.query(params)?;
    while let Some(row) = rows.next()? {
        if let Ok(event) = read(row) {
            return Ok(Some(event));
        }
    }
    Ok(None)
}

/// Converts a row. Data of another version is kept unparsed.
fn read(row: &Row<'_>) -> Result<Event, Unreadable> {
    // Columns by number, in the order of `select!`: looking up names would take twice as long in all.
    let column = |number, name| row.get_ref(number).map_err(|_| Unreadable::Type(name));
    let text = |number, name| {
        column(number, name)?
            .as_str()
            .map_err(|_| Unreadable::Type(name))
    };
    let number = |number, name| {
        column(number, name)?
            .as_i64()
            .map_err(|_| Unreadable::Type(name))
    };
    let id = column(0, "id")?.as_blob().ok();
    let id = id.and_then(|bytes| Uuid::from_slice(bytes).ok());
    let step = column(5, "step")?
        .as_str_or_null()
        .map_err(|_| Unreadable::Type("step"))?;
    let event = Event {
        id: EventId(id.ok_or(Unreadable::Id)?),
        at: DateTime::from_timestamp_millis(number(1, "at")?).ok_or(Unreadable::At)?,
        offset_min: i32::try_from(number(2, "offset_min")?).map_err(|_| Unreadable::Offset)?,
        evening: date(text(3, "evening")?).ok_or(Unreadable::Evening)?,
        what: What::from_columns(text(4, "kind")?, step, text(6, "data")?)
            .ok_or(Unreadable::Data)?,
        device: text(7, "device")?.to_owned(),
    };
    check(&event)?;
    Ok(event)
}

/// Checks that the event's times are plausible. One whose times are not would be unreadable.
pub(super) fn check(event: &Event) -> Result<(), Unreadable> {
    if !is_plausible_instant(event.at) {
        return Err(Unreadable::At);
    }
    if !is_plausible_offset(event.offset_min) {
        return Err(Unreadable::Offset);
    }
    if !event.evening.is_plausible() {
        return Err(Unreadable::Evening);
    }
    if !event.what.is_plausible() {
        return Err(Unreadable::Data);
    }
    Ok(())
}

/// Reads `2026-11-24`. Other spellings of a date are refused, because queries compare the text.
fn date(text: &str) -> Option<EveningDate> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *text.as_bytes() else {
        return None;
    };
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0, |number, digit| {
            let digit = digit.is_ascii_digit().then(|| u32::from(digit - b'0'))?;
            Some(10 * number + digit)
        })
    };
    let year = i32::try_from(number(&[y1, y2, y3, y4])?).ok()?;
    let date = NaiveDate::from_ymd_opt(year, number(&[m1, m2])?, number(&[d1, d2])?)?;
    Some(EveningDate(date)).filter(|evening| evening.is_plausible())
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
            PLANS_BACKWARDS,
            FROM_THE_FIRST_EVENING,
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
