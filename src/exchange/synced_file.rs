//! The files of events that several computers exchange through a folder: one line an event, as in [`json`](super::json).
//!
//! A folder gives what it has: a file that is still arriving ends in the middle of a line, a copy that was made because
//! of a conflict repeats most lines of another, a bad disk changes a byte. Each line stands for itself: what is whole is
//! read, a damaged line is set aside and named, and what follows the last line break waits for the rest of it.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, Utc};
use serde::Deserialize;
use uuid::Uuid;

use super::OutOfBounds;
use super::json::{self, BadLine, MOST_LINES, Refused};
use crate::event::EventId;
use crate::journal::StoredRow;

/// How a file of events ends.
pub const EXTENSION: &str = "jsonl";

/// What was read of a file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SyncedFile {
    /// The events, in the order of their lines.
    pub rows: Vec<StoredRow>,
    /// The lines that are no event, or not yet.
    pub set_aside: Vec<Refused>,
    /// Whether the last line has no end yet. It was not read.
    pub ends_within_a_line: bool,
    /// Whether it has more than [`MOST_LINES`], of which no more were read.
    pub has_more: bool,
}

/// Reads the content of a file. `now` bounds what can have happened.
pub fn read(content: &[u8], now: DateTime<Utc>) -> SyncedFile {
    let mut file = SyncedFile::default();
    let Some(end) = content.iter().rposition(|byte| *byte == b'\n') else {
        file.ends_within_a_line = !content.is_empty();
        return file;
    };
    file.ends_within_a_line = end + 1 < content.len();
    for (number, line) in (1..).zip(content[..end].split(|byte| *byte == b'\n')) {
        if number > MOST_LINES {
            file.has_more = true;
            break;
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        match json::read_checked(line, now) {
            Ok(row) => file.rows.push(row),
            Err(why) => file.set_aside.push(Refused { line: number, why }),
        }
    }
    file
}

impl SyncedFile {
    /// When to read the same content again, because a line of it is about a time that is still to come.
    pub fn read_again_at(&self) -> Option<DateTime<Utc>> {
        let waits = self
            .set_aside
            .iter()
            .filter_map(|refused| refused.why.waits_until());
        waits.min()
    }

    /// How many minutes after `now` its last event happened. More than a few mean that two clocks differ.
    pub fn minutes_ahead(&self, now: DateTime<Utc>) -> Option<i64> {
        let last = self.rows.iter().map(|row| row.at).max()?;
        let minutes = (last - now.timestamp_millis()) / 60_000;
        (minutes > 0).then_some(minutes)
    }

    /// When the newest of its events was recorded, by the clock of the computer that recorded it.
    pub fn newest_recorded(&self) -> Option<DateTime<Utc>> {
        self.rows.iter().filter_map(|row| recorded(row.id)).max()
    }
}

impl BadLine {
    /// From when on the line can be read; none if no time helps.
    pub fn waits_until(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::OutOfBounds(OutOfBounds::InTheFuture { until }) => Some(*until),
            Self::OutOfBounds(
                OutOfBounds::Number { .. } | OutOfBounds::Text { .. } | OutOfBounds::List { .. },
            )
            | Self::TooLong
            | Self::NotAnEvent(_)
            | Self::At
            | Self::Data
            | Self::Checksum
            | Self::NoChecksum
            | Self::Misfit(_)
            | Self::Unreadable(_) => None,
        }
    }

    /// Whether a newer version of the program may have written the line.
    pub fn may_be_newer(&self) -> bool {
        match self {
            Self::Misfit(_) => true,
            Self::NotAnEvent(why) => why.starts_with("unknown field"),
            Self::OutOfBounds(_)
            | Self::TooLong
            | Self::At
            | Self::Data
            | Self::Checksum
            | Self::NoChecksum
            | Self::Unreadable(_) => false,
        }
    }
}

/// The content without the lines of these events. None where it has none of them. A line that cannot be read goes too if
/// it names one of them, as it may be a damaged copy.
pub fn without(content: &[u8], events: &BTreeSet<EventId>) -> Option<Vec<u8>> {
    #[derive(Deserialize)]
    struct Id {
        id: EventId,
    }
    let texts: Vec<String> = events.iter().map(ToString::to_string).collect();
    let stays = |line: &&[u8]| {
        if let Ok(Id { id }) = serde_json::from_slice(line) {
            return !events.contains(&id);
        }
        let line = String::from_utf8_lossy(line);
        !texts.iter().any(|id| line.contains(id))
    };
    let kept: Vec<u8> = content
        .split_inclusive(|byte| *byte == b'\n')
        .filter(stays)
        .flatten()
        .copied()
        .collect();
    (kept.len() < content.len()).then_some(kept)
}

/// Whether a path below the folder of computers is one that a computer gives its files: `ID/2026-11.jsonl`. Others are
/// copies that something else made.
pub fn is_original(path: &str) -> bool {
    let Some((writer, file)) = path.split_once('/') else {
        return false;
    };
    let month = file
        .strip_suffix(EXTENSION)
        .and_then(|it| it.strip_suffix('.'));
    let is_month = month.is_some_and(|month| {
        let digits = month
            .split('-')
            .map(|part| part.bytes().all(|it| it.is_ascii_digit()));
        month.len() == 7 && month.as_bytes()[4] == b'-' && digits.eq([true, true])
    });
    is_month && Uuid::parse_str(writer).is_ok()
}

/// The name of the file that an event belongs into: after the month in which it was recorded, so that old files do not
/// change any more. An id that tells no month, or one that is still to come, belongs into the file of this month.
pub fn file_name(id: EventId, now: DateTime<Utc>) -> String {
    let month = recorded(id)
        .filter(|recorded| recorded.year() >= EARLIEST_YEAR)
        .map_or(now, |recorded| recorded.min(now));
    format!("{}.{EXTENSION}", month.format("%Y-%m"))
}

/// When an event was recorded, by the clock of the computer that recorded it; none if its id does not tell.
pub fn recorded(id: EventId) -> Option<DateTime<Utc>> {
    let (seconds, nanos) = id.0.get_timestamp()?.to_unix();
    DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanos)
}

/// No id was made before: `UUIDv7` is younger than that.
const EARLIEST_YEAR: i32 = 2000;

#[cfg(test)]
mod tests;
