//! Finds rows of the event table, and of its index by evening, in the bytes of a database.
//!
//! The format is that of <https://www.sqlite.org/fileformat2.html>, section 1.6 and 2: a row is its length, the types
//! of its values, and the values. What does not fit into its page continues on overflow pages.

use std::collections::HashMap;
use std::ops::Range;

use rusqlite::types::ValueRef;
use uuid::{Uuid, Version};

use super::Salvaged;
use crate::event::EventId;
use crate::journal::checksum::Checksums;
use crate::journal::stored_row::{COLUMNS, StoredRow, date, event};

/// The number of values in a row without its checksum, of formats 1 and 2.
const OLD_COLUMNS: usize = 8;

/// The type of a blob of sixteen bytes, which an id is.
const ID: u64 = 12 + 2 * 16;

/// The type of a text of ten bytes, which a date is.
const DATE: u64 = 13 + 2 * 10;

/// The lengths of the header of a write-ahead log, and of that of each page in it.
const LOG_HEADER: usize = 32;
const FRAME_HEADER: usize = 24;

/// Searches the bytes of a file and of its write-ahead log.
pub(super) fn search(file: &[u8], log: &[u8], found: &mut Salvaged) {
    let size = page_size(file, log);
    // The last page in the log is the newest one.
    let frames = log
        .get(LOG_HEADER..)
        .unwrap_or_default()
        .chunks_exact(FRAME_HEADER + size);
    let mut logged = HashMap::new();
    let mut pages: Vec<&[u8]> = file.chunks(size).collect();
    for frame in frames {
        let (header, page) = frame.split_at(FRAME_HEADER);
        logged.insert(number(&header[..4]) as usize, page);
        pages.push(page);
    }
    let mut search = Search {
        pages: Pages { file, logged, size },
        checksums: Checksums::default(),
        found,
    };
    for page in pages {
        search.page(page);
    }
}

/// The size of pages: as one of the two headers has it, or else what `SQLite` chooses by itself.
fn page_size(file: &[u8], log: &[u8]) -> usize {
    let in_file = file.get(16..18).map(|bytes| match number(bytes) {
        1 => 1 << 16,
        size => size,
    });
    let in_log = log.get(8..12).map(number);
    let is_possible = |size: &u64| size.is_power_of_two() && (512..=1 << 16).contains(size);
    let is_ours = file.starts_with(b"SQLite format 3\0");
    let size = in_file.filter(|size| is_ours && is_possible(size));
    size.or(in_log.filter(is_possible)).unwrap_or(4096) as usize
}

struct Pages<'b> {
    file: &'b [u8],
    logged: HashMap<usize, &'b [u8]>,
    size: usize,
}

impl<'b> Pages<'b> {
    /// A page by its number, which begins at 1.
    fn page(&self, number: usize, from_log: bool) -> Option<&'b [u8]> {
        if from_log && let Some(page) = self.logged.get(&number) {
            return Some(page);
        }
        let begin = number.checked_sub(1)?.checked_mul(self.size)?;
        self.file.get(begin..begin + self.size)
    }

    /// How many bytes of a row of this length are in the page itself.
    fn local(&self, length: usize) -> usize {
        let most = (self.size - 12) * 64 / 255 - 23;
        let least = (self.size - 12) * 32 / 255 - 23;
        if length <= most {
            return length;
        }
        let fitting = least + (length - least) % (self.size - 4);
        if fitting <= most { fitting } else { least }
    }

    /// The whole row of this length that begins at `begin`.
    fn row(&self, page: &[u8], begin: usize, length: usize, from_log: bool) -> Option<Vec<u8>> {
        let local = self.local(length);
        let mut row = page.get(begin..begin + local)?.to_vec();
        let mut next = match length - local {
            0 => 0,
            _ => number(page.get(begin + local..begin + local + 4)?) as usize,
        };
        while row.len() < length {
            let overflow = self.page(next, from_log)?;
            let (link, content) = overflow.split_at(4);
            next = number(link) as usize;
            row.extend_from_slice(&content[..content.len().min(length - row.len())]);
        }
        Some(row)
    }
}

struct Search<'f, 'b> {
    pages: Pages<'b>,
    checksums: Checksums,
    found: &'f mut Salvaged,
}

impl Search<'_, '_> {
    fn page(&mut self, page: &[u8]) {
        for place in 0..page.len() {
            let Some(shape) = Shape::at(page, place) else {
                continue;
            };
            match shape.types[..] {
                [DATE, ID] => self.named(page, &shape),
                [ID, ..] => self.row(page, &shape),
                _ => {}
            }
        }
    }

    /// An entry of the index by evening.
    fn named(&mut self, page: &[u8], shape: &Shape) {
        let Some(row) = page.get(shape.begin..shape.begin + shape.length) else {
            return;
        };
        let values = &row[shape.header..];
        let evening = str::from_utf8(&values[..10]).ok().and_then(date);
        let id = Uuid::from_slice(&values[10..26]).ok();
        let id = id.filter(|id| id.get_version() == Some(Version::SortRand));
        if let (Some(evening), Some(id)) = (evening, id) {
            self.found.named.insert(EventId(id), evening);
        }
    }

    fn row(&mut self, page: &[u8], shape: &Shape) {
        for from_log in [true, false] {
            let row = self.pages.row(page, shape.begin, shape.length, from_log);
            let Some((row, is_checked)) = row.and_then(|row| self.trusted(&row, shape)) else {
                continue;
            };
            // One that is checked is better than one that only makes sense.
            if is_checked {
                self.found.rows.insert(row.id, row);
            } else {
                self.found.rows.entry(row.id).or_insert(row);
            }
            return;
        }
    }

    /// The row if it can be trusted, and whether its checksum says so.
    fn trusted(&mut self, row: &[u8], shape: &Shape) -> Option<(StoredRow, bool)> {
        let values = shape.values(row)?;
        let mut columns = [ValueRef::Null; COLUMNS];
        for (column, value) in columns.iter_mut().zip(&values) {
            *column = *value;
        }
        let is_checked = match values.get(COLUMNS) {
            Some(ValueRef::Integer(sum)) => *sum == self.checksums.of(&columns),
            _ => false,
        };
        let is_unchecked = match values.get(OLD_COLUMNS..) {
            Some(newer) => newer.iter().all(|value| *value == ValueRef::Null),
            None => false,
        };
        let makes_sense = || {
            event(&columns).is_ok_and(|event| event.id.0.get_version() == Some(Version::SortRand))
        };
        let is_trusted = is_checked || is_unchecked && makes_sense();
        let stored = StoredRow::from_values(&columns).ok()?;
        is_trusted.then_some((stored, is_checked))
    }
}

/// The beginning of a row: where its bytes begin, how many there are, and the types of its values.
struct Shape {
    begin: usize,
    length: usize,
    /// The length of the part that holds the types.
    header: usize,
    types: Vec<u64>,
}

impl Shape {
    /// The shape of the row whose cell begins at `place`, if there can be one of the event table or its index.
    fn at(page: &[u8], place: usize) -> Option<Self> {
        let (length, begin) = varint(page, place)?;
        let (header, mut next) = varint(page, begin)?;
        // Only these lengths can have three, eight or eleven types.
        if !matches!(header, 3 | 9..=24) || length < header {
            return None;
        }
        let (length, header) = (usize::try_from(length).ok()?, header as usize);
        let first = *page.get(next)?;
        if u64::from(first) != ID && u64::from(first) != DATE {
            return None;
        }
        let mut types = Vec::new();
        while next < begin + header {
            let (kind, after) = varint(page, next)?;
            types.push(kind);
            next = after;
        }
        let values: usize = types.iter().map(|kind| width(*kind)).sum();
        let is_possible = next == begin + header
            && matches!(types.len(), 2 | OLD_COLUMNS | 11)
            && values.checked_add(header) == Some(length);
        is_possible.then_some(Self {
            begin,
            length,
            header,
            types,
        })
    }

    fn values<'r>(&self, row: &'r [u8]) -> Option<Vec<ValueRef<'r>>> {
        let mut next = self.header;
        let mut values = Vec::with_capacity(self.types.len());
        for kind in &self.types {
            let place: Range<usize> = next..next.checked_add(width(*kind))?;
            next = place.end;
            values.push(value(*kind, row.get(place)?));
        }
        Some(values)
    }
}

/// How many bytes a value of this type has.
fn width(kind: u64) -> usize {
    match kind {
        0 | 8..=11 => 0,
        1..=4 => kind as usize,
        5 => 6,
        6 | 7 => 8,
        _ => usize::try_from((kind - 12) / 2).unwrap_or(usize::MAX / 64),
    }
}

fn value(kind: u64, bytes: &[u8]) -> ValueRef<'_> {
    match kind {
        0 | 10 | 11 => ValueRef::Null,
        8 => ValueRef::Integer(0),
        9 => ValueRef::Integer(1),
        1..=6 => ValueRef::Integer(signed(bytes)),
        7 => ValueRef::Real(f64::from_bits(number(bytes))),
        _ if kind.is_multiple_of(2) => ValueRef::Blob(bytes),
        _ => ValueRef::Text(bytes),
    }
}

/// A number of one to eight bytes in two's complement, the most significant first.
fn signed(bytes: &[u8]) -> i64 {
    let unused = 64 - 8 * bytes.len() as u32;
    (number(bytes) << unused).cast_signed() >> unused
}

fn number(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// A number of one to nine bytes, of which each but the ninth holds seven bits. Also where the next one begins.
fn varint(bytes: &[u8], place: usize) -> Option<(u64, usize)> {
    let mut number = 0;
    for n in 0..8 {
        let byte = *bytes.get(place + n)?;
        number = number << 7 | u64::from(byte & 0x7f);
        if byte < 0x80 {
            return Some((number, place + n + 1));
        }
    }
    let last = *bytes.get(place + 8)?;
    Some((number << 8 | u64::from(last), place + 9))
}
