//! Loop's export as CSV: a zip with `Habits.csv`, and a folder for each habit, such as `001 Meditate`, with its
//! `Checkmarks.csv`.

use std::collections::BTreeMap;
use std::io::Read;

use chrono::NaiveDate;
use csv::{ReaderBuilder, StringRecord};
use flate2::bufread::DeflateDecoder;
use rawzip::{CompressionMethod, ZipArchive};

use super::{
    Counting, Habit, LoopExport, MOST_HABITS, MOST_ROWS, RefusedRow, SKIPPED, YES, cleaned,
    is_possible,
};

/// The most bytes of all unpacked files together: a small file can pack a very large one.
const MOST_UNPACKED: u64 = 64 << 20;

/// The most files in the archive.
const MOST_FILES: usize = 10_000;

/// Why a zip is no export of Loop.
#[derive(Debug, thiserror::Error)]
pub enum BadZip {
    /// It cannot be unpacked.
    #[error("it cannot be unpacked: {0}")]
    Unreadable(String),
    /// It holds too much.
    #[error("it holds more than {} MB, or more than {MOST_FILES} files", MOST_UNPACKED >> 20)]
    TooLarge,
    /// It has no list of habits.
    #[error("it has no Habits.csv, as Loop's export as CSV has")]
    NoHabits,
    /// Its list of habits has no column of this name.
    #[error("its Habits.csv has no column `{0}`")]
    NoColumn(&'static str),
}

/// Reads a zip of Loop. `today` bounds the days.
///
/// # Errors
/// When it is not one.
pub fn read_zip(bytes: &[u8], today: NaiveDate) -> Result<LoopExport, BadZip> {
    let files = unpacked(bytes)?;
    let habits = files.get("Habits.csv").ok_or(BadZip::NoHabits)?;
    let mut export = LoopExport::default();
    let habits = listed(habits, &mut export.refused)?;
    let mut rows = 0;
    for listed in habits {
        let mut habit = Habit {
            name: listed.name,
            days: std::collections::BTreeSet::new(),
        };
        // The folder is the number and what a file system can have of the name.
        let folder = format!("{} ", listed.position);
        let file = files
            .iter()
            .find(|(name, _)| name.starts_with(&folder) && name.ends_with("/Checkmarks.csv"));
        let Some((file, text)) = file else {
            export.habits.push(habit);
            continue;
        };
        for (number, record) in records(text).enumerate() {
            rows += 1;
            if rows > MOST_ROWS {
                return Err(BadZip::TooLarge);
            }
            // A heading, which older versions do not write.
            if number == 0 && record.as_ref().is_ok_and(|it| it.get(0) == Some("Date")) {
                continue;
            }
            match day_done(record.as_ref().ok(), listed.counting, today) {
                Ok(Some(day)) => {
                    habit.days.insert(day);
                }
                Ok(None) => {}
                Err(why) => export.refused.push(RefusedRow {
                    file: file.clone(),
                    line: number as i64 + 1,
                    why,
                }),
            }
        }
        export.habits.push(habit);
    }
    Ok(export)
}

/// The files that matter, by name.
fn unpacked(bytes: &[u8]) -> Result<BTreeMap<String, Vec<u8>>, BadZip> {
    let unreadable = |error: &dyn std::fmt::Display| BadZip::Unreadable(error.to_string());
    let archive = ZipArchive::from_slice(bytes).map_err(|error| unreadable(&error))?;
    let mut files = BTreeMap::new();
    let mut entries = archive.entries();
    let (mut left, mut number) = (MOST_UNPACKED, 0);
    while let Some(entry) = entries.next_entry().map_err(|error| unreadable(&error))? {
        number += 1;
        if number > MOST_FILES {
            return Err(BadZip::TooLarge);
        }
        let path = entry.file_path().try_normalize();
        let name = path
            .map_err(|error| unreadable(&error))?
            .as_ref()
            .to_owned();
        if name != "Habits.csv" && !name.ends_with("/Checkmarks.csv") {
            continue;
        }
        let (packed, wayfinder) = (entry.compression_method(), entry.wayfinder());
        let file = archive
            .get_entry(wayfinder)
            .map_err(|error| unreadable(&error))?;
        let mut text = Vec::new();
        let read = match packed {
            CompressionMethod::STORE => file.data().take(left + 1).read_to_end(&mut text),
            CompressionMethod::DEFLATE => DeflateDecoder::new(file.data())
                .take(left + 1)
                .read_to_end(&mut text),
            _ => {
                return Err(BadZip::Unreadable(
                    "it is packed in an unknown way".to_owned(),
                ));
            }
        };
        let read = read.map_err(|error| unreadable(&error))? as u64;
        left = left.checked_sub(read).ok_or(BadZip::TooLarge)?;
        files.entry(name).or_insert(text);
    }
    Ok(files)
}

/// A row of `Habits.csv`.
struct Listed {
    position: String,
    name: String,
    counting: Counting,
}

fn listed(text: &[u8], refused: &mut Vec<RefusedRow>) -> Result<Vec<Listed>, BadZip> {
    let mut records = records(text);
    let heading = records.next().and_then(Result::ok).unwrap_or_default();
    let place = |name: &str| heading.iter().position(|column| column == name);
    let position = place("Position").ok_or(BadZip::NoColumn("Position"))?;
    let name = place("Name").ok_or(BadZip::NoColumn("Name"))?;
    let (kind, target_type, target) = (place("Type"), place("Target Type"), place("Target Value"));
    let mut habits = Vec::new();
    for (number, record) in records.enumerate() {
        let mut refuse = |why| {
            refused.push(RefusedRow {
                file: "Habits.csv".to_owned(),
                line: number as i64 + 2,
                why,
            });
        };
        let Ok(record) = record else {
            refuse("it is no row of a table");
            continue;
        };
        let cell = |place: Option<usize>| place.and_then(|place| record.get(place)).unwrap_or("");
        let name = cleaned(cell(Some(name)));
        if name.is_empty() || cell(Some(position)).is_empty() {
            refuse("the habit has no name or no number");
            continue;
        }
        if habits.len() == MOST_HABITS {
            refuse("there are too many habits");
            break;
        }
        let target = cell(target).parse().unwrap_or(0.0);
        habits.push(Listed {
            position: cell(Some(position)).to_owned(),
            name,
            counting: match (cell(kind), cell(target_type)) {
                ("NUMERICAL", "AT_MOST") => Counting::AtMost(target),
                ("NUMERICAL", _) => Counting::AtLeast(target),
                _ => Counting::YesOrNo,
            },
        });
    }
    Ok(habits)
}

fn records(text: &[u8]) -> impl Iterator<Item = csv::Result<StringRecord>> {
    ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text)
        .into_records()
}

/// The day of a row, if the habit was done on it.
fn day_done(
    record: Option<&StringRecord>,
    counting: Counting,
    today: NaiveDate,
) -> Result<Option<NaiveDate>, &'static str> {
    let record = record.ok_or("it is no row of a table")?;
    let day = record.get(0).and_then(|day| day.parse().ok());
    let day: NaiveDate = day.ok_or("it does not begin with a date")?;
    let value = match record.get(1).unwrap_or("") {
        "YES_MANUAL" => YES,
        "SKIP" => SKIPPED,
        "YES_AUTO" | "NO" | "UNKNOWN" => return Ok(None),
        number => number.parse().map_err(|_| "its value is no number")?,
    };
    if !is_possible(day, today) {
        return Err("its date is out of range");
    }
    Ok(counting.is_done(value).then_some(day))
}
