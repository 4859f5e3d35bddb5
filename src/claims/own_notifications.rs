//! The program's notifications about answers that are not recorded, while they are on the screen.
//!
//! Whoever comes after a process that was killed says the same again, and closes what that one left.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};

use super::{Claims, NotificationRef};

impl Claims {
    /// Stores that `owner` shows this notification. One that it showed before under the same tag is forgotten.
    pub(crate) fn store_own_notification(
        &mut self,
        tag: &str,
        notification: &NotificationRef,
        owner: &str,
        now: DateTime<Utc>,
    ) {
        self.with_file(now, |file| {
            file.write(|db| insert(db, tag, notification, owner))
        });
    }

    /// The stored notifications, each with its tag and owner.
    pub(crate) fn own_notifications(
        &mut self,
        now: DateTime<Utc>,
    ) -> Vec<(String, NotificationRef, String)> {
        self.with_file(now, |file| file.read(all))
            .unwrap_or_default()
    }

    /// Forgets a notification. Returns whether it was stored: not if another process was faster.
    pub(crate) fn delete_own_notification(
        &mut self,
        tag: &str,
        owner: &str,
        now: DateTime<Utc>,
    ) -> bool {
        let deleted = self.with_file(now, |file| file.write(|db| delete(db, tag, owner)));
        deleted == Some(true)
    }
}

/// Creates the table, which files of the first versions do not have.
pub(super) fn create_table(db: &Connection) -> rusqlite::Result<()> {
    db.execute_batch(include_str!("own_notifications.sql"))
}

fn insert(
    db: &Connection,
    tag: &str,
    notification: &NotificationRef,
    owner: &str,
) -> rusqlite::Result<()> {
    let sql = "INSERT OR REPLACE INTO own_notification (tag, owner, number, service)
               VALUES (?1, ?2, ?3, ?4)";
    let NotificationRef { number, service } = notification;
    db.prepare_cached(sql)?
        .execute(params![tag, owner, number, service])?;
    Ok(())
}

fn all(db: &Connection) -> rusqlite::Result<Vec<(String, NotificationRef, String)>> {
    let sql = "SELECT tag, number, service, owner FROM own_notification";
    let mut found = db.prepare_cached(sql)?;
    let rows = found.query_map([], |row| {
        let notification = NotificationRef {
            number: row.get(1)?,
            service: row.get(2)?,
        };
        Ok((row.get(0)?, notification, row.get(3)?))
    })?;
    rows.collect()
}

fn delete(db: &Connection, tag: &str, owner: &str) -> rusqlite::Result<bool> {
    let sql = "DELETE FROM own_notification WHERE (tag, owner) = (?1, ?2)";
    Ok(db.prepare_cached(sql)?.execute(params![tag, owner])? > 0)
}
