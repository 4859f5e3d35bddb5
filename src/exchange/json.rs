//! Events as JSON, one a line: complete, so that the same journal can be made of them again.
//!
//! A line is a row of the journal as it is stored. Its `data` is the stored text itself, also where this version does not
//! understand it: as JSON where it is an object, else as a JSON string that holds it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, BufRead};

use chrono::{DateTime, SecondsFormat, Utc};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use uuid::Uuid;

use super::limits::{self, OutOfBounds};
use crate::event::{ActionId, Event, EventId, What, at_offset};
use crate::journal::{StoredRow, Unreadable};
use crate::printable;

/// The longest line that is read, in bytes. The largest plan takes a tenth of it.
pub const LONGEST_LINE: usize = 1 << 20;

/// The most lines that are read from one file: ten entries a day for 250 years.
pub const MOST_LINES: usize = 1_000_000;

/// One event as it is written.
#[derive(Serialize)]
struct Written<'r> {
    evening: &'r str,
    at: String,
    kind: &'r str,
    step: Option<&'r str>,
    data: Data<'r>,
    /// The instants in `data`, which counts milliseconds, for readers.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    times: BTreeMap<&'static str, String>,
    origin: Option<&'r str>,
    action: Option<Uuid>,
    device: &'r str,
    id: Uuid,
    checksum: u32,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Data<'r> {
    Object(Box<RawValue>),
    Text(&'r str),
}

impl<'r> Data<'r> {
    fn stored(text: &'r str) -> Self {
        // A line break between two values would end the line.
        let is_one_line = text.starts_with('{') && !text.contains(['\n', '\r']);
        let raw = is_one_line.then(|| RawValue::from_string(text.to_owned()));
        match raw {
            Some(Ok(raw)) if raw.get() == text => Self::Object(raw),
            Some(Ok(_) | Err(_)) | None => Self::Text(text),
        }
    }
}

/// The line of a row that can be read, without a line break at its end.
///
/// # Errors
/// When its time cannot be written. Those of rows that can be read can.
pub fn line(row: &StoredRow) -> Result<String, Unreadable> {
    let event = row.event()?;
    let written = Written {
        evening: &row.evening,
        at: instant(event.at, event.offset_min),
        kind: &row.kind,
        step: row.step.as_deref(),
        data: Data::stored(&row.data),
        times: times(&event),
        origin: row.origin.as_deref(),
        action: row.action.map(|ActionId(EventId(id))| id),
        device: &row.device,
        id: row.id.0,
        checksum: row.checksum(),
    };
    serde_json::to_string(&written).map_err(|_| Unreadable::Data)
}

/// `2026-11-24T22:41:03.120+01:00`: with the milliseconds that the journal stores.
fn instant(at: DateTime<Utc>, offset_min: i32) -> String {
    at_offset(at, offset_min).to_rfc3339_opts(SecondsFormat::Millis, false)
}

/// The instants in an event's data.
fn times(event: &Event) -> BTreeMap<&'static str, String> {
    let instants = event.what.instants();
    instants
        .map(|(name, at)| (name, instant(at, event.offset_min)))
        .collect()
}

/// Whether a file that begins like this was written by [`line`].
pub fn is_ours(head: &[u8]) -> bool {
    head.starts_with(br#"{"evening":""#)
}

/// Why a line is no event.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum BadLine {
    /// It is longer than [`LONGEST_LINE`].
    #[error("it is longer than {LONGEST_LINE} bytes")]
    TooLong,
    /// It is not JSON, or lacks a key, or has one that this version does not know.
    #[error("it is no event: {0}")]
    NotAnEvent(String),
    /// Its `at` is not an instant with an offset in whole minutes.
    #[error("`at` is no time with an offset, such as 2026-11-24T22:30:00.000+01:00")]
    At,
    /// Its `data` is neither an object nor a string.
    #[error("`data` is neither an object nor a string")]
    Data,
    /// The checksum is that of other values.
    #[error("its checksum is wrong, so it was changed; without a `checksum` it is taken as it is")]
    Checksum,
    /// It has no checksum where one is needed.
    #[error("it has no checksum")]
    NoChecksum,
    /// The kind is known, and the data is not.
    #[error("`data` does not fit `{0}`; a newer version may have written it")]
    Misfit(String),
    /// The journal could not read it.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// A value is outside the bounds.
    #[error(transparent)]
    OutOfBounds(#[from] OutOfBounds),
}

/// One event as it is read.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Read<'l> {
    id: Uuid,
    evening: String,
    at: String,
    kind: String,
    step: Option<String>,
    #[serde(borrow)]
    data: &'l RawValue,
    /// For readers; `data` has the same.
    #[serde(default, rename = "times")]
    _times: IgnoredAny,
    origin: Option<String>,
    action: Option<Uuid>,
    device: String,
    checksum: Option<u32>,
}

/// Reads a line that [`line`] wrote, or anything that looks like one. `now` bounds what can have happened.
///
/// # Errors
/// What is wrong with it.
pub fn read(line: &[u8], now: DateTime<Utc>) -> Result<StoredRow, BadLine> {
    read_line(line, now).map(|(row, _)| row)
}

/// Reads a line as [`read`] does, and refuses one without a checksum: it may be damaged.
///
/// # Errors
/// What is wrong with it.
pub fn read_checked(line: &[u8], now: DateTime<Utc>) -> Result<StoredRow, BadLine> {
    match read_line(line, now)? {
        (row, HasChecksum(true)) => Ok(row),
        (_, HasChecksum(false)) => Err(BadLine::NoChecksum),
    }
}

/// Whether a line had a checksum, which was right.
struct HasChecksum(bool);

fn read_line(line: &[u8], now: DateTime<Utc>) -> Result<(StoredRow, HasChecksum), BadLine> {
    if line.len() > LONGEST_LINE {
        return Err(BadLine::TooLong);
    }
    let read: Read<'_> = serde_json::from_slice(line).map_err(|error| {
        // "at line 1" would be read as the file's first line.
        let message = error.to_string();
        let place = format!(" at line {} column {}", error.line(), error.column());
        not_an_event(&message.replace(&place, ""))
    })?;
    let at = DateTime::parse_from_rfc3339(&read.at).map_err(|_| BadLine::At)?;
    let offset = at.offset().local_minus_utc();
    if offset % 60 != 0 {
        return Err(BadLine::At);
    }
    let row = StoredRow {
        id: EventId(read.id),
        at: at.timestamp_millis(),
        offset_min: (offset / 60).into(),
        evening: read.evening,
        kind: read.kind,
        step: read.step,
        data: stored(read.data)?.into_owned(),
        device: read.device,
        origin: read.origin,
        action: read.action.map(|id| ActionId(EventId(id))),
    };
    if read.checksum.is_some_and(|sum| sum != row.checksum()) {
        return Err(BadLine::Checksum);
    }
    limits::name("origin", row.origin.as_deref().unwrap_or_default())?;
    let event = row.event()?;
    if matches!(event.what, What::Other { .. }) && What::knows(&row.kind) {
        return Err(BadLine::Misfit(row.kind));
    }
    limits::check(&event, now)?;
    Ok((row, HasChecksum(read.checksum.is_some())))
}

/// The parser's message names what it found, which may be long, and hold line breaks and worse.
fn not_an_event(message: &str) -> BadLine {
    const MOST: usize = 120;
    let start: String = message.chars().take(MOST).collect();
    BadLine::NotAnEvent(printable::escaped(&start))
}

/// The text that the journal stores for this data.
fn stored(data: &RawValue) -> Result<Cow<'_, str>, BadLine> {
    let text = data.get();
    if text.starts_with('{') {
        // Parsed for its depth, which serde_json limits.
        let parsed: Result<Value, _> = serde_json::from_str(text);
        return parsed
            .map(|_| Cow::Borrowed(text))
            .map_err(|error| not_an_event(&error.to_string()));
    }
    let text: Result<String, _> = serde_json::from_str(text);
    text.map(Cow::Owned).map_err(|_| BadLine::Data)
}

/// A line that was not taken.
#[derive(Debug, Clone, PartialEq)]
pub struct Refused {
    /// Its number in the file, from 1.
    pub line: usize,
    /// Why.
    pub why: BadLine,
}

/// What was read from a file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Lines {
    /// The rows, each with the number of its line.
    pub rows: Vec<(usize, StoredRow)>,
    /// The other lines. Empty ones are not among them.
    pub refused: Vec<Refused>,
    /// Whether the file has more than [`MOST_LINES`], of which no more were read.
    pub has_more: bool,
}

/// Reads all lines of a file, as [`read`] does.
///
/// # Errors
/// When it cannot be read.
pub fn read_all(mut file: impl BufRead, now: DateTime<Utc>) -> io::Result<Lines> {
    let mut lines = Lines::default();
    let mut line = Vec::new();
    let mut number = 0;
    while next_line(&mut file, &mut line)? {
        number += 1;
        if number > MOST_LINES {
            lines.has_more = true;
            break;
        }
        let text = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&line);
        if text.trim_ascii().is_empty() {
            continue;
        }
        match read(text, now) {
            Ok(row) => lines.rows.push((number, row)),
            Err(why) => lines.refused.push(Refused { line: number, why }),
        }
    }
    Ok(lines)
}

/// Reads the next line without its line break, of a long one only so much that it shows as too long. Returns false at
/// the end.
fn next_line(file: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    let mut is_at_end = true;
    loop {
        let read = file.fill_buf()?;
        if read.is_empty() {
            return Ok(!is_at_end);
        }
        is_at_end = false;
        let end = read.iter().position(|byte| *byte == b'\n');
        let part = &read[..end.unwrap_or(read.len())];
        let room = (LONGEST_LINE + 1).saturating_sub(line.len());
        line.extend_from_slice(&part[..part.len().min(room)]);
        let consumed = part.len() + usize::from(end.is_some());
        file.consume(consumed);
        if end.is_some() {
            return Ok(true);
        }
    }
}

#[cfg(test)]
mod tests;
