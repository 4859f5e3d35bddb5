//! Habits of Loop Habit Tracker, from its two kinds of export, and the steps that they become.
//!
//! Loop records a day and no time, so a repetition becomes a step that was done at a time nobody knows. What a repetition
//! is in its files is settled by its public source [github.com/iSoron/uhabits: migrations 9 to 25, `Entry.kt`,
//! `HabitsCSVExporter.kt`].

mod mapping;
mod zip;

use std::collections::BTreeSet;
use std::fmt;
use std::hash::Hasher;

use chrono::{NaiveDate, NaiveTime};
use fnv::FnvHasher;
use serde::Serialize;
use uuid::Builder;

pub use mapping::{Mapping, MappingError, Pair};
pub use zip::{BadZip, read_zip};

use crate::event::{EveningDate, EventId, StepId};
use crate::printable::on_one_line;

/// The most habits that are read.
pub const MOST_HABITS: usize = 1000;

/// The most rows that are read, of all habits: three a day for a thousand years.
pub const MOST_ROWS: usize = 1_000_000;

/// The longest name of a habit that is kept, in characters.
const LONGEST_NAME: usize = 200;

/// A habit with the days on which it was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Habit {
    /// Its name, on one line.
    pub name: String,
    /// The days.
    pub days: BTreeSet<NaiveDate>,
}

/// What was read from a file of Loop.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LoopExport {
    /// The habits, in Loop's order.
    pub habits: Vec<Habit>,
    /// The rows that were not taken.
    pub refused: Vec<RefusedRow>,
}

/// A row that was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RefusedRow {
    /// The file or table that has it.
    pub file: String,
    /// Its number there, from 1.
    pub line: i64,
    /// Why.
    pub why: &'static str,
}

impl fmt::Display for RefusedRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, why } = self;
        write!(f, "{file}, line {line}: {why}")
    }
}

/// How a habit counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Counting {
    /// By yes and no.
    YesOrNo,
    /// By an amount that has to be reached.
    AtLeast(f64),
    /// By an amount that must not be exceeded.
    AtMost(f64),
}

/// The value of a day that the user marked as done.
const YES: i64 = 2;

/// The value of a day that the user left out on purpose, whatever the habit counts.
const SKIPPED: i64 = 3;

impl Counting {
    /// Whether a day with this value, an amount being in thousandths, is one on which the habit was done.
    pub(crate) fn is_done(self, value: i64) -> bool {
        let amount = value as f64 / 1000.0;
        match self {
            Self::YesOrNo => value == YES,
            _ if value < 0 || value == SKIPPED => false,
            Self::AtLeast(target) => value > 0 && amount >= target,
            Self::AtMost(target) => amount <= target,
        }
    }
}

/// A name as it is shown and compared.
pub(crate) fn cleaned(name: &str) -> String {
    let name = on_one_line(name);
    name.trim().chars().take(LONGEST_NAME).collect()
}

/// Whether a repetition can have been on this day; `today` may be that of a place to the east.
pub(crate) fn is_possible(day: NaiveDate, today: NaiveDate) -> bool {
    EveningDate(day).is_plausible() && day <= EveningDate(today).next().0
}

/// The id of the entry that a step was done on an evening by Loop's account. The same step and evening always give the
/// same id, so that importing twice, and on two computers, records it once. Its time is noon of that day.
pub fn entry_id(step: &StepId, evening: EveningDate) -> EventId {
    let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default();
    let millis = evening.0.and_time(noon).and_utc().timestamp_millis();
    let hash = |salt: &str| {
        let mut hasher = FnvHasher::default();
        for part in [salt, &step.0, &evening.to_string()] {
            hasher.write(part.as_bytes());
            hasher.write_u8(0);
        }
        hasher.finish().to_be_bytes()
    };
    let mut bytes = [0; 10];
    bytes[..8].copy_from_slice(&hash("loop"));
    bytes[8..].copy_from_slice(&hash("repetition")[..2]);
    EventId(Builder::from_unix_timestamp_millis(millis.unsigned_abs(), &bytes).into_uuid())
}

#[cfg(test)]
mod tests;
