//! The SQL for events: queries, and the conversion between events and rows.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, OptionalExtension, Params, Row, params, params_from_iter};
use uuid::{Uuid, Version};

use super::checksum::Checksums;
use super::stored_row::{COLUMNS, EVENING_COLUMN, StoredRow, Values, date, event};
use super::unreadable::{Unreadable, UnreadableRow};
use crate::event::{EveningDate, Event, EventId};

/// Selects all columns of events, in the order that [`read`] expects.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, at, offset_min, evening, kind, step, data, device, origin, action, checksum
             FROM event ",
            $rest
        )
    };
}

mod span;

pub(super) use span::between;

macro_rules! insert {
    ($insert:literal) => {
        concat!(
            $insert,
            " INTO event (id, at, offset_min, evening, kind, step, data, device, origin, action, checksum)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)"
        )
    };
}

const INSERT: &str = insert!("INSERT");
const INSERT_IF_NEW: &str = insert!("INSERT OR IGNORE");
const BY_ID: &str = select!("WHERE id = ?1");
pub(super) const ALL: &str = select!("");
const AFTER: &str = select!("WHERE id > ?1 ORDER BY id");
pub(super) const ALL_BACKWARDS: &str = select!("ORDER BY id DESC");
const FORGOTTEN: &str = select!("WHERE kind = 'forgotten' ORDER BY id");

/// In the order of recording. More than one is read because the first may have been revoked.
const FIRST_STEPS: &str = "SELECT id, evening FROM event WHERE kind IN \
     ('done', 'skipped', 'lights_out', 'session') AND origin IS NOT 'imported' \
     AND (?1 IS NULL OR device = ?1) ORDER BY id LIMIT 100";
const DEVICES_WITH_STEPS_BEFORE: &str = "SELECT DISTINCT device FROM event \
     WHERE evening >= '1970' AND evening < ?1 AND kind IN ('done', 'skipped', 'lights_out', 'session') \
     AND origin IS NOT 'imported'";

/// Answered from the index alone, also for an older format.
const NAMED: &str =
    "SELECT evening, id FROM main.event INDEXED BY event_by_evening ORDER BY evening, id";
const PLANS_UNTIL: &str =
    select!("WHERE kind = 'plan' AND evening BETWEEN '1970' AND ?1 ORDER BY evening, id");
/// Nearly all plans are the first event of their evening, so few rows are read.
const LIGHTS_OUT_BEFORE_PLANS: &str = select!(
    "WHERE kind IN ('lights_out', 'revoked') AND evening IN (SELECT plan.evening FROM event AS plan
         WHERE plan.kind = 'plan' AND plan.evening BETWEEN '1970' AND ?1
         AND EXISTS (SELECT 1 FROM event AS dark WHERE dark.evening = plan.evening AND dark.id < plan.id
                     AND dark.device = plan.device AND dark.kind = 'lights_out'))
     ORDER BY evening, id"
);
const PLANS_BACKWARDS: &str =
    select!("WHERE kind = 'plan' AND evening <= ?1 ORDER BY evening DESC, id DESC");
/// A plan applies from the next evening on if it was written after a lights-out.
const LATEST_PLANS: &str = select!(
    "WHERE kind IN ('plan', 'lights_out', 'revoked')
         AND evening = (SELECT max(evening) FROM event WHERE kind = 'plan' AND evening <= ?1)
     ORDER BY id"
);
const OWN_PLANS_BACKWARDS: &str = select!("WHERE kind = 'plan' AND device = ?1 ORDER BY id DESC");
const FROM_THE_FIRST_EVENING: &str =
    select!("WHERE kind <> 'plan' AND evening >= '1970' ORDER BY evening");

/// No id is older than what it is about, so only the newest rows are read.
const HAPPENED_FROM: &str = select!("WHERE id >= ?1 AND at >= ?2 AND device = ?3 ORDER BY id");

/// The events of actions are newer than the first of them, which gives the action its id.
const ACTIONS_ELSEWHERE: &str =
    select!("WHERE id >= ?1 AND evening <> ?2 AND action IS NOT NULL ORDER BY id");

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

const ALL_OF_FORMAT_2: &str =
    "SELECT id, at, offset_min, evening, kind, step, data, device FROM event_of_format_2";
const SET_ASIDE: &str =
    "INSERT INTO set_aside (id, at, offset_min, evening, kind, step, data, device)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
const ALL_SET_ASIDE: &str = "SELECT id, evening FROM set_aside";

/// How many columns formats 1 and 2 have.
const OLD_COLUMNS: usize = 8;

const IDS_BACKWARDS: &str = "SELECT id FROM event WHERE id <= ?1 ORDER BY id DESC";

pub(super) fn insert(db: &Connection, row: &StoredRow) -> rusqlite::Result<usize> {
    write(db, INSERT, &row.values())
}

pub(super) fn insert_if_new(db: &Connection, row: &StoredRow) -> rusqlite::Result<usize> {
    write(db, INSERT_IF_NEW, &row.values())
}

fn write(db: &Connection, sql: &str, values: &Values<'_>) -> rusqlite::Result<usize> {
    let checksum = ValueRef::Integer(Checksums::default().of(values));
    let all = values.iter().chain([&checksum]);
    db.prepare_cached(sql)?.execute(params_from_iter(
        all.map(|value| ToSqlOutput::Borrowed(*value)),
    ))
}

/// Copies all rows from the table of format 2, with checksums. Those that the new table cannot hold are set aside.
pub(super) fn copy_from_format_2(db: &Connection) -> rusqlite::Result<()> {
    let mut found = db.prepare(ALL_OF_FORMAT_2)?;
    let mut rows = found.query([])?;
    while let Some(row) = rows.next()? {
        let mut values = [ValueRef::Null; COLUMNS];
        for (number, value) in values.iter_mut().enumerate().take(OLD_COLUMNS) {
            *value = row.get_ref(number)?;
        }
        match write(db, INSERT, &values) {
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => {
                let old = &values[..OLD_COLUMNS];
                db.prepare_cached(SET_ASIDE)?.execute(params_from_iter(
                    old.iter().map(|it| ToSqlOutput::Borrowed(*it)),
                ))?;
            }
            written => drop(written?),
        }
    }
    Ok(())
}

/// The event with this id, if it is there and can be read.
pub(super) fn by_id(db: &Connection, EventId(id): EventId) -> rusqlite::Result<Option<Event>> {
    first_readable(db, BY_ID, [id])
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

pub(super) fn lights_out_before_plans(
    db: &Connection,
    last: EveningDate,
) -> rusqlite::Result<Vec<Event>> {
    readable(db, LIGHTS_OUT_BEFORE_PLANS, [last.to_string()])
}

pub(super) fn latest_plan(
    db: &Connection,
    evening: EveningDate,
) -> rusqlite::Result<Option<Event>> {
    first_readable(db, PLANS_BACKWARDS, [evening.to_string()])
}

pub(super) fn latest_plans(db: &Connection, evening: EveningDate) -> rusqlite::Result<Vec<Event>> {
    readable(db, LATEST_PLANS, [evening.to_string()])
}

pub(super) fn latest_plan_of(db: &Connection, device: &str) -> rusqlite::Result<Option<Event>> {
    first_readable(db, OWN_PLANS_BACKWARDS, [device])
}

pub(super) fn first_evening(db: &Connection) -> rusqlite::Result<Option<EveningDate>> {
    let first = first_readable(db, FROM_THE_FIRST_EVENING, [])?;
    Ok(first.map(|event| event.evening))
}

pub(super) fn stored_rows(db: &Connection) -> rusqlite::Result<Vec<StoredRow>> {
    Ok(stored(db, ALL, [])?.0)
}

/// The rows that can be read and have a newer id, in the order of their ids, and how many there are with those that
/// cannot be read.
pub(super) fn stored_after(
    db: &Connection,
    newest: Option<EventId>,
) -> rusqlite::Result<(Vec<StoredRow>, u64)> {
    let EventId(newest) = newest.unwrap_or(EventId(Uuid::nil()));
    stored(db, AFTER, [newest])
}

/// The row with this id, if it is there and can be read.
pub(super) fn stored_by_id(
    db: &Connection,
    EventId(id): EventId,
) -> rusqlite::Result<Option<StoredRow>> {
    Ok(stored(db, BY_ID, [id])?.0.pop())
}

fn stored(
    db: &Connection,
    sql: &str,
    params: impl Params,
) -> rusqlite::Result<(Vec<StoredRow>, u64)> {
    let mut found = db.prepare_cached(sql)?;
    let mut rows = found.query(params)?;
    let mut checksums = Checksums::default();
    let (mut stored, mut all) = (Vec::new(), 0);
    let convert = |values: &Values<'_>| {
        event(values)?;
        StoredRow::from_values(values)
    };
    while let Some(row) = rows.next()? {
        all += 1;
        stored.extend(read(row, &mut checksums, convert)?);
    }
    Ok((stored, all))
}

/// The number of all rows, and the newest id.
pub(super) fn count_and_newest(db: &Connection) -> rusqlite::Result<(u64, Option<EventId>)> {
    let sql = "SELECT (SELECT count(*) FROM event), (SELECT max(id) FROM event)";
    db.prepare_cached(sql)?.query_row([], |row| {
        let rows: i64 = row.get(0)?;
        Ok((rows.unsigned_abs(), newest(row.get_ref(1)?)))
    })
}

/// The rows that say that an event was taken out, in the order of their ids.
pub(super) fn forgotten(db: &Connection) -> rusqlite::Result<Vec<StoredRow>> {
    let mut rows = Vec::new();
    trusted(db, FORGOTTEN, |row| rows.push(row))?;
    Ok(rows)
}

/// The evening and the offset of an event, as far as they can be read; none if there is no such event.
pub(super) fn evening_and_offset(
    db: &Connection,
    EventId(id): EventId,
) -> rusqlite::Result<Option<(Option<EveningDate>, Option<i32>)>> {
    let sql = "SELECT evening, offset_min FROM event WHERE id = ?1";
    let read = |row: &Row<'_>| {
        let evening = row.get_ref(0)?.as_str().ok().and_then(date);
        Ok((evening, row.get(1).ok()))
    };
    db.query_row(sql, [id], read).optional()
}

/// Passes every row whose checksum is right to `keep`, until one cannot be read at all. Returns whether all were right.
pub(super) fn trusted(
    db: &Connection,
    sql: &str,
    mut keep: impl FnMut(StoredRow),
) -> rusqlite::Result<bool> {
    let mut found = db.prepare(sql)?;
    let mut rows = found.query([])?;
    let mut checksums = Checksums::default();
    let mut all_are = true;
    while let Some(row) = rows.next()? {
        match read(row, &mut checksums, StoredRow::from_values)? {
            Ok(row) => keep(row),
            Err(_) => all_are = false,
        }
    }
    Ok(all_are)
}

/// Adds the evening of every event that the index by evening names, until it cannot be read. Returns whether the index
/// is in its order, so that no part of it is missing or there twice.
pub(super) fn named(
    db: &Connection,
    named: &mut BTreeMap<EventId, EveningDate>,
) -> rusqlite::Result<bool> {
    let mut found = db.prepare(NAMED)?;
    let mut rows = found.query([])?;
    let (mut last, mut is_in_order) = (None, true);
    while let Some(row) = rows.next()? {
        let evening = row.get_ref(0)?.as_str().ok().and_then(date);
        let id = row.get_ref(1)?.as_blob().ok();
        let id = id.and_then(|id| Uuid::from_slice(id).ok()).map(EventId);
        let (Some(evening), Some(id)) = (evening, id) else {
            is_in_order = false;
            continue;
        };
        is_in_order &= last < Some((evening, id));
        last = Some((evening, id));
        named.insert(id, evening);
    }
    Ok(is_in_order)
}

/// Passes all events that can be read to `keep`, one by one, since all of them together take ten megabytes after ten
/// years. Returns all rows that cannot be read. Both are in the order of their ids.
pub(super) fn each_and_unreadable(
    db: &Connection,
    mut keep: impl FnMut(Event),
) -> rusqlite::Result<Vec<UnreadableRow>> {
    let mut unreadable = Vec::new();
    let mut found = db.prepare(ALL)?;
    let mut rows = found.query([])?;
    let mut checksums = Checksums::default();
    while let Some(row) = rows.next()? {
        match read(row, &mut checksums, event)? {
            Ok(event) => keep(event),
            Err(why) => {
                let (id, evening) = (row.get_ref(0)?, row.get_ref(EVENING_COLUMN)?);
                unreadable.push(UnreadableRow::new(id, evening, why));
            }
        }
    }
    let mut found = db.prepare(ALL_SET_ASIDE)?;
    let mut rows = found.query([])?;
    while let Some(row) = rows.next()? {
        let (id, evening) = (row.get_ref(0)?, row.get_ref(1)?);
        unreadable.push(UnreadableRow::new(id, evening, Unreadable::SetAside));
    }
    Ok(unreadable)
}

pub(super) fn first_steps(
    db: &Connection,
    device: Option<&str>,
) -> rusqlite::Result<Vec<(EventId, EveningDate)>> {
    let mut found = db.prepare_cached(FIRST_STEPS)?;
    let mut rows = found.query([device])?;
    let mut steps = Vec::new();
    while let Some(row) = rows.next()? {
        let id = row.get_ref(0)?.as_blob().ok();
        let id = id.and_then(|id| Uuid::from_slice(id).ok()).map(EventId);
        steps.extend(id.zip(row.get_ref(1)?.as_str().ok().and_then(date)));
    }
    Ok(steps)
}

pub(super) fn devices_with_steps_before(
    db: &Connection,
    evening: EveningDate,
) -> rusqlite::Result<Vec<String>> {
    let mut found = db.prepare_cached(DEVICES_WITH_STEPS_BEFORE)?;
    let mut rows = found.query([evening.to_string()])?;
    let mut devices = Vec::new();
    while let Some(row) = rows.next()? {
        devices.extend(row.get_ref(0)?.as_str().ok().map(str::to_owned));
    }
    Ok(devices)
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

/// What this device recorded as having happened at or after `from`, in the order of recording.
pub(super) fn happened_from(
    db: &Connection,
    from: DateTime<Utc>,
    device: &str,
) -> rusqlite::Result<Vec<Event>> {
    let millis = from.timestamp_millis();
    let first = Uuid::from_u128(u128::from(millis.unsigned_abs()) << 80);
    readable(db, HAPPENED_FROM, params![first, millis, device])
}

/// The events that belong to actions of other evenings and are not older than `first`.
pub(super) fn actions_elsewhere(
    db: &Connection,
    first: EventId,
    evening: EveningDate,
) -> rusqlite::Result<Vec<Event>> {
    readable(db, ACTIONS_ELSEWHERE, params![first.0, evening.to_string()])
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
    let mut checksums = Checksums::default();
    let mut events = Vec::new();
    while let Some(row) = rows.next()? {
        events.extend(read(row, &mut checksums, event)?);
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
    let mut checksums = Checksums::default();
    while let Some(row) = rows.next()? {
        if let Ok(event) = read(row, &mut checksums, event)? {
            return Ok(Some(event));
        }
    }
    Ok(None)
}

/// Converts a row with `convert`, if its checksum is right.
fn read<T>(
    row: &Row<'_>,
    checksums: &mut Checksums,
    convert: impl Fn(&Values<'_>) -> Result<T, Unreadable>,
) -> rusqlite::Result<Result<T, Unreadable>> {
    let mut values = [ValueRef::Null; COLUMNS];
    for (number, value) in values.iter_mut().enumerate() {
        *value = row.get_ref(number)?;
    }
    let is_right = match row.get_ref(COLUMNS)? {
        ValueRef::Integer(checksum) => checksum == checksums.of(&values),
        // An older version of the program wrote it: it knows neither checksums nor the two columns before them.
        ValueRef::Null => values[OLD_COLUMNS..].iter().all(|it| *it == ValueRef::Null),
        ValueRef::Real(_) | ValueRef::Text(_) | ValueRef::Blob(_) => false,
    };
    Ok(if is_right {
        convert(&values)
    } else {
        Err(Unreadable::Checksum)
    })
}

#[cfg(test)]
mod tests;
