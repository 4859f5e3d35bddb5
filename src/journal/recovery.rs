//! What happens when the journal turns out to be damaged.
//!
//! The damaged file is never written: it is moved aside under a dated name. What can be read of it goes into a new
//! journal, the newest good backup fills in what is missing, and a small file beside the journal says what was lost.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Local, NaiveDate, Utc};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, params_from_iter};
use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use super::backup::{Backup, backups, new_file_beside};
use super::check::read_file;
use super::error::InFile;
use super::files;
use super::salvage::{self, Salvaged};
use super::swap::{self, WriteLock};
use super::{Contents, JournalError, StoredRow, forget, log, rows, schema};
use crate::event::{EveningDate, EventId};
use crate::sqlite_file::{MAGIC, beside};
use crate::whole_file::{self, Lock};
use crate::{clock, private_file};

/// What became of a damaged journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoveryReport {
    /// When it was recovered.
    pub(crate) at: DateTime<Utc>,
    /// Where the damaged file is kept.
    pub damaged: PathBuf,
    /// How many events the new journal has.
    pub events: usize,
    /// How many of these came from the backup, because they could not be read from the file.
    pub from_backup: usize,
    /// The day of that backup; none if there was no good one.
    pub backup: Option<NaiveDate>,
    /// The evenings of which entries are lost.
    pub lost: BTreeSet<EveningDate>,
    /// Which other entries may be lost without a trace in what could be read; none if nothing else can be.
    pub uncertain: Option<Uncertain>,
}

/// Entries that may be lost. The less is certain to be there, the smaller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Uncertain {
    /// Any: there was no good backup.
    Any,
    /// Those that were recorded after this instant, at which the newest entry of the backup was, of whatever evening.
    Since(DateTime<Utc>),
}

impl RecoveryReport {
    /// The report about the last recovery of this journal; none if there was none, or somebody has deleted it.
    pub fn read(journal: &Path) -> Option<Self> {
        const LARGEST: u64 = 1 << 20;
        let bytes = private_file::read(&Self::path(journal), LARGEST).ok()?;
        serde_json::from_slice(&bytes).ok()
    }

    /// Where it is kept.
    pub(crate) fn path(journal: &Path) -> PathBuf {
        beside(journal, "-recovery.json")
    }

    fn write(&self, journal: &Path) -> io::Result<()> {
        let text = serde_json::to_vec(self)?;
        whole_file::replace_privately(&Self::path(journal), &text).map(drop)
    }

    /// Adds what an earlier recovery lost, since that is still missing.
    fn and_before(mut self, earlier: &Self) -> Self {
        self.lost.extend(&earlier.lost);
        let both = [self.uncertain, earlier.uncertain];
        self.uncertain = both.into_iter().flatten().min();
        self
    }

    /// Whether entries are lost, or may be.
    pub fn lost_something(&self) -> bool {
        !self.lost.is_empty() || self.uncertain.is_some()
    }

    /// What was lost, in a sentence.
    pub fn loss(&self) -> String {
        const NAMED: usize = 7;
        let mut evenings: Vec<String> = self
            .lost
            .iter()
            .take(NAMED)
            .map(ToString::to_string)
            .collect();
        if self.lost.len() > NAMED {
            evenings.push(format!("{} more evenings", self.lost.len() - NAMED));
        }
        let lost = evenings.join(", ");
        match (lost.is_empty(), self.uncertain) {
            (true, None) => "Nothing is missing.".to_owned(),
            (true, Some(Uncertain::Any)) => "Some entries may be missing.".to_owned(),
            (true, Some(Uncertain::Since(instant))) => {
                let day = day(instant);
                format!("Entries recorded on {day} or later may be missing.")
            }
            (false, None) => format!("Entries of {lost} are lost."),
            (false, Some(Uncertain::Any)) => {
                format!("Entries of {lost} are lost, and others may be missing.")
            }
            (false, Some(Uncertain::Since(instant))) => {
                let day = day(instant);
                format!(
                    "Entries of {lost} are lost, and others recorded on {day} or later may be missing."
                )
            }
        }
    }

    /// What happened, short enough for the foot of a small screen.
    pub(crate) fn notice(&self) -> String {
        let loss = self.loss();
        format!("The damaged journal was repaired. {loss} See `winddown journal check`.")
    }

    /// What happened, in a few sentences.
    pub fn sentences(&self) -> String {
        let events = self.events;
        let filled = match (self.from_backup, self.backup) {
            (0, _) | (_, None) => String::new(),
            (some, Some(day)) => format!(", {some} of them from the backup of {day}"),
        };
        format!(
            "The journal was damaged and was repaired: it has {events} entries again{filled}. {} The damaged file is kept as {}.",
            self.loss(),
            self.damaged.display()
        )
    }
}

/// Opens the journal with `open`. If damage keeps it from being opened, it is recovered and opened again.
///
/// # Errors
/// The error of `open`, or that the file cannot be read or replaced.
pub(crate) fn repaired<T>(
    journal: &Path,
    open: impl Fn() -> Result<T, JournalError>,
) -> Result<T, JournalError> {
    open().or_else(|error| match error {
        JournalError::Damaged { .. } | JournalError::NotOurs(_) => {
            // Whether this recovers it, or another process has done so meanwhile.
            recover(journal)?;
            open()
        }
        other => Err(other),
    })
}

/// Puts a whole journal in the place of a damaged one. Returns the report, or none if the file is not damaged, or not a
/// journal.
///
/// # Errors
/// When the file cannot be read or replaced. It is in its place then.
pub fn recover(journal: &Path) -> Result<Option<RecoveryReport>, JournalError> {
    let target = files::target(journal);
    // The report names files beside it, and is read in other folders.
    let path = std::path::absolute(&target).unwrap_or(target);
    let _lock = Lock::on(&path).map_err(|cause| JournalError::lock_failed(journal, &cause))?;
    // Another process may have done it before the lock was taken.
    if !is_damaged(journal)? {
        return Ok(None);
    }
    // Before the lock: where the log was taken away SQLite creates another one.
    let is_log_whole = log::faults(&path).is_empty();
    let writing = WriteLock::take(&path)?;
    let salvaged = salvage::everything(&path, is_log_whole)?;
    let backup = newest_good(journal);
    if !is_ours(journal, &salvaged) {
        return Ok(None);
    }
    let day = clock::today();
    let aside = swap::name_aside(&path, &format!(".damaged-{day}"));
    let (found, report) = merge(salvaged, backup, aside.clone());
    let failed = |cause: String| JournalError::Failed {
        path: journal.to_owned(),
        cause,
    };
    let new = new_journal(&path, &found, writing.connection())?;
    swap::replace(&path, new, &aside).map_err(|error| failed(error.to_string()))?;
    drop(writing);
    tracing::error!(path = %aside.display(), "the journal was damaged, and was recovered from what could be read");
    let report = match RecoveryReport::read(journal) {
        Some(earlier) => report.and_before(&earlier),
        None => report,
    };
    // Without the report the journal is as good.
    let _ = report.write(journal);
    Ok(Some(report))
}

/// Whether the file is damaged, as far as that can be said of something that may not be a journal.
fn is_damaged(journal: &Path) -> Result<bool, JournalError> {
    // The caller holds the lock, so nobody is creating it.
    if files::is_emptied(journal) {
        return Ok(true);
    }
    if !files::is_there(journal) {
        return Ok(false);
    }
    match read_file(journal) {
        Ok(contents) => Ok(contents.is_damaged()),
        Err(JournalError::Damaged { .. } | JournalError::NotOurs(_)) => Ok(true),
        Err(error) => Err(error),
    }
}

/// Whether a damaged file was a journal: its beginning says so, or it has events in it. Or it is no database at all, and
/// what belongs to a journal lies beside it.
fn is_ours(journal: &Path, salvaged: &Salvaged) -> bool {
    const HEADER: usize = 100;
    let beginning = private_file::open(journal).and_then(|file| {
        let mut bytes = Vec::new();
        file.take(HEADER as u64).read_to_end(&mut bytes)?;
        Ok(bytes)
    });
    let beginning = beginning.unwrap_or_default();
    let owner = beginning.get(schema::PLACE_OF_APPLICATION_ID);
    let is_ours = match owner.filter(|_| beginning.starts_with(MAGIC)) {
        Some(owner) => owner == schema::APPLICATION_ID.to_be_bytes(),
        None => files::was_journal(journal),
    };
    is_ours || !salvaged.rows.is_empty()
}

/// The newest backup that is whole, or else a copy that was made before a conversion, with its rows.
fn newest_good(journal: &Path) -> Option<(Backup, BTreeMap<EventId, StoredRow>)> {
    let mut copies: Vec<Backup> = files::copies(journal)
        .into_iter()
        .filter_map(|path| {
            let made = fs::metadata(&path).and_then(|file| file.modified()).ok()?;
            Some(Backup {
                day: day(made),
                path,
            })
        })
        .collect();
    copies.sort_by(|one, other| other.cmp(one));
    backups(journal)
        .into_iter()
        .chain(copies)
        .find_map(|backup| {
            let contents: Contents = read_file(&backup.path).ok()?;
            let rows = salvage::readable(&backup.path).ok()?.rows;
            (!contents.is_damaged()).then_some((backup, rows))
        })
}

/// The rows of the new journal, and what is to be said about them.
fn merge(
    salvaged: Salvaged,
    backup: Option<(Backup, BTreeMap<EventId, StoredRow>)>,
    damaged: PathBuf,
) -> (BTreeMap<EventId, StoredRow>, RecoveryReport) {
    let Salvaged {
        mut rows,
        named,
        names_all,
    } = salvaged;
    let from_file = rows.len();
    let (day, of_backup) = match backup {
        Some((backup, rows)) => (Some(backup.day), rows),
        None => (None, BTreeMap::new()),
    };
    let now = clock::now();
    let events = of_backup.values().filter_map(|row| row.event().ok());
    let written = events.filter_map(|event| event.written());
    // An id from the future was not made by a clock.
    let newest_of_backup = written.filter(|written| *written <= now).max();
    for (id, row) in of_backup {
        rows.entry(id).or_insert(row);
    }
    // What was forgotten may still lie in a damaged file.
    let forgotten: BTreeSet<EventId> = rows.values().filter_map(forget::target).collect();
    rows.retain(|id, _| !forgotten.contains(id));
    let lost: BTreeSet<EveningDate> = named
        .iter()
        .filter(|(id, _)| !rows.contains_key(*id) && !forgotten.contains(*id))
        .map(|(_, evening)| *evening)
        .collect();
    // Everything that was written before the newest event of the backup is in it.
    let uncertain = match (names_all, newest_of_backup) {
        (true, _) => None,
        (false, Some(written)) => Some(Uncertain::Since(written)),
        (false, None) => Some(Uncertain::Any),
    };
    let report = RecoveryReport {
        at: now,
        damaged,
        events: rows.len(),
        from_backup: rows.len().saturating_sub(from_file),
        backup: day,
        lost,
        uncertain,
    };
    (rows, report)
}

/// The day of an instant, by the clock of this computer.
fn day(instant: impl Into<DateTime<Local>>) -> NaiveDate {
    instant.into().date_naive()
}

/// A new journal with these events beside the old one, and what can be read of the old one's other tables.
fn new_journal(
    path: &Path,
    events: &BTreeMap<EventId, StoredRow>,
    old: Option<&Connection>,
) -> Result<NamedTempFile, JournalError> {
    let failed = |error: io::Error| JournalError::Failed {
        path: path.to_owned(),
        cause: error.to_string(),
    };
    let new = new_file_beside(path).map_err(failed)?;
    let fill = || -> rusqlite::Result<()> {
        let db = Connection::open(new.path())?;
        schema::create(&db)?;
        let transaction = db.unchecked_transaction()?;
        for row in events.values() {
            rows::insert_if_new(&db, row)?;
        }
        if let Some(old) = old {
            // Local and of this evening at most, so what cannot be read is left out.
            for table in tables(&db)? {
                let _ = copy_table(old, &db, &table);
            }
        }
        transaction.commit()?;
        db.close().map_err(|(_, error)| error)
    };
    fill().in_file(path)?;
    new.as_file().sync_all().map_err(failed)?;
    Ok(new)
}

/// The tables of a journal but that of events.
fn tables(db: &Connection) -> rusqlite::Result<Vec<String>> {
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'event'";
    let mut found = db.prepare(sql)?;
    found.query_map([], |row| row.get(0))?.collect()
}

fn copy_table(from: &Connection, to: &Connection, table: &str) -> rusqlite::Result<()> {
    let mut found = from.prepare(&format!("SELECT * FROM {table}"))?;
    let marks = vec!["?"; found.column_count()].join(", ");
    let sql = format!("INSERT OR IGNORE INTO {table} VALUES ({marks})");
    let columns = found.column_count();
    let mut rows = found.query([])?;
    while let Some(row) = rows.next()? {
        let values: Vec<_> = (0..columns)
            .map(|column| row.get_ref(column).map(ToSqlOutput::Borrowed))
            .collect::<Result<_, _>>()?;
        // Damage can make it look as if there were more rows, all of them empty.
        if values
            .iter()
            .all(|value| matches!(value, ToSqlOutput::Borrowed(ValueRef::Null)))
        {
            continue;
        }
        // One that the table does not take was damaged.
        let _ = to.execute(&sql, params_from_iter(values));
    }
    Ok(())
}
