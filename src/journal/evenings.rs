//! The SQL that finds evenings by what was recorded of them. Revoked entries count too: whoever asks reads the evenings.

use rusqlite::{Connection, Params, params_from_iter};

use super::stored_row::date;
use crate::event::{EveningDate, EventId};

/// Such events are rare, and there is no index of them: all rows are read, in the order in which they lie in the file,
/// which takes two to four milliseconds after ten years.
const EVENINGS_WITH_BEGAN: &str = "SELECT evening FROM event NOT INDEXED WHERE kind = 'began'";
/// Reads only the new events.
const EVENINGS_WITH_BEGAN_AFTER: &str =
    "SELECT evening FROM event WHERE id > ?1 AND kind = 'began'";
pub(super) const EVENINGS_WITH_IRON_OR_SELF_CHECK: &str =
    "SELECT DISTINCT evening FROM event WHERE kind IN ('iron', 'self_check') ORDER BY evening";
/// Reads the events of the span alone. What a rating is about stands in its data.
pub(super) const EVENINGS_WITH_A_RESCUE: &str = "SELECT DISTINCT evening FROM event WHERE evening \
     BETWEEN ?1 AND ?2 AND kind = 'legs' AND instr(data, '\"rescue_after\"') > 0 ORDER BY evening";

pub(super) fn evenings_with_iron_or_self_check(
    db: &Connection,
) -> rusqlite::Result<Vec<EveningDate>> {
    evenings(db, EVENINGS_WITH_IRON_OR_SELF_CHECK, [])
}

/// The evenings from `first` to `last` with a rating after a rescue.
pub(super) fn evenings_with_a_rescue(
    db: &Connection,
    [first, last]: [EveningDate; 2],
) -> rusqlite::Result<Vec<EveningDate>> {
    let span = [first.to_string(), last.to_string()];
    evenings(db, EVENINGS_WITH_A_RESCUE, span)
}

pub(super) fn evenings_with_began(
    db: &Connection,
    after: Option<EventId>,
) -> rusqlite::Result<Vec<EveningDate>> {
    let sql = match after {
        Some(_) => EVENINGS_WITH_BEGAN_AFTER,
        None => EVENINGS_WITH_BEGAN,
    };
    evenings(
        db,
        sql,
        params_from_iter(after.map(|EventId(newest)| newest)),
    )
}

/// The evenings that a query finds, without those that cannot be read.
fn evenings(db: &Connection, sql: &str, span: impl Params) -> rusqlite::Result<Vec<EveningDate>> {
    let mut found = db.prepare_cached(sql)?;
    let mut rows = found.query(span)?;
    let mut evenings = Vec::new();
    while let Some(row) = rows.next()? {
        evenings.extend(row.get_ref(0)?.as_str().ok().and_then(date));
    }
    Ok(evenings)
}
