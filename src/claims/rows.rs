//! Claims as rows of a table.

use chrono::DateTime;
use rusqlite::{Connection, OptionalExtension, Params, Row, params};

use super::claim::{Claim, NotificationRef};
use crate::event::EveningDate;

const COLUMNS: &str =
    "reminder, evening, owner, claimed_at, sent_at, channel, problem, notification, service";

/// The columns of the table that journals up to format 2 have for claims, in the same order.
const OLD_COLUMNS: &str =
    "reminder, evening, owner, claimed_at, sent_at, channel, problem, bubble, service";

pub(super) fn about(db: &Connection, evening: EveningDate) -> rusqlite::Result<Vec<Claim>> {
    let sql = format!("SELECT {COLUMNS} FROM claim WHERE evening = ?1 ORDER BY claimed_at");
    read(db, &sql, [evening.to_string()])
}

pub(super) fn with_a_notification(db: &Connection) -> rusqlite::Result<Vec<Claim>> {
    let sql = format!("SELECT {COLUMNS} FROM claim WHERE notification IS NOT NULL");
    read(db, &sql, [])
}

pub(super) fn find(db: &Connection, reminder: &str) -> rusqlite::Result<Option<Claim>> {
    let sql = format!("SELECT {COLUMNS} FROM claim WHERE reminder = ?1");
    Ok(read(db, &sql, [reminder])?.pop())
}

/// The claims of the last two evenings in the journal of an older version.
pub(super) fn in_old_journal(journal: &Connection) -> rusqlite::Result<Vec<Claim>> {
    let sql = format!(
        "SELECT {OLD_COLUMNS} FROM claim
         WHERE evening IN (SELECT DISTINCT evening FROM claim ORDER BY evening DESC LIMIT 2)"
    );
    read(journal, &sql, [])
}

pub(super) fn put(db: &Connection, claim: &Claim) -> rusqlite::Result<()> {
    let sql = format!(
        "INSERT OR REPLACE INTO claim ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
    );
    let notification = claim.notification.as_ref();
    db.prepare_cached(&sql)?.execute(params![
        claim.reminder,
        claim.evening.to_string(),
        claim.owner,
        claim.claimed_at.timestamp_millis(),
        claim.sent_at.map(|at| at.timestamp_millis()),
        claim.channel,
        claim.problem,
        notification.map(|notification| notification.number),
        notification.map(|notification| notification.service.as_str()),
    ])?;
    Ok(())
}

pub(super) fn delete_before(db: &Connection, first: EveningDate) -> rusqlite::Result<()> {
    let sql = "DELETE FROM claim WHERE evening < ?1";
    db.prepare_cached(sql)?.execute([first.to_string()])?;
    Ok(())
}

/// The last reminder that was claimed. Runs of hooks do not count.
pub(super) fn last_reminder(db: &Connection) -> rusqlite::Result<Option<Claim>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM claim WHERE reminder NOT LIKE 'hook %' ORDER BY claimed_at DESC LIMIT 1"
    );
    Ok(read(db, &sql, [])?.pop())
}

pub(super) fn silence(db: &Connection) -> rusqlite::Result<Option<i64>> {
    let mut found = db.prepare_cached("SELECT until FROM silence")?;
    found.query_row([], |row| row.get(0)).optional()
}

pub(super) fn set_silence(db: &Connection, until: Option<i64>) -> rusqlite::Result<()> {
    match until {
        Some(until) => db.execute(
            "INSERT OR REPLACE INTO silence (one, until) VALUES (1, ?1)",
            [until],
        )?,
        None => db.execute("DELETE FROM silence", [])?,
    };
    Ok(())
}

fn read(db: &Connection, sql: &str, params: impl Params) -> rusqlite::Result<Vec<Claim>> {
    let mut found = db.prepare_cached(sql)?;
    let mut rows = found.query(params)?;
    let mut claims = Vec::new();
    while let Some(row) = rows.next()? {
        // Skip rows whose evening is not a date: they belong to no evening.
        if let Ok(evening) = row.get::<_, String>(1)?.parse() {
            claims.push(claim(row, evening)?);
        }
    }
    Ok(claims)
}

fn claim(row: &Row<'_>, evening: EveningDate) -> rusqlite::Result<Claim> {
    let sent_at: Option<i64> = row.get(4)?;
    let number: Option<u32> = row.get(7)?;
    let service: Option<String> = row.get(8)?;
    Ok(Claim {
        reminder: row.get(0)?,
        evening,
        owner: row.get(2)?,
        claimed_at: DateTime::from_timestamp_millis(row.get(3)?).unwrap_or_default(),
        sent_at: sent_at.and_then(DateTime::from_timestamp_millis),
        channel: row.get(5)?,
        problem: row.get(6)?,
        notification: number
            .zip(service)
            .map(|(number, service)| NotificationRef { number, service }),
    })
}
