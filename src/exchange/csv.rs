//! One row an evening, for a spreadsheet.
//!
//! The form is RFC 4180: commas, line breaks of two characters, UTF-8 with the mark by which spreadsheets know it. Numbers
//! are whole, because half of the world writes a comma where the other half writes a point; dates and times are in
//! ISO 8601, which all read. Texts stand in quotation marks, because spreadsheets may also split at semicolons, and nothing
//! else does, so that a spreadsheet can be told to leave what is quoted alone: a note that says `0012` is no number. A text
//! that a spreadsheet would take for a formula gets an apostrophe before it.

use chrono::{DateTime, FixedOffset};
use csv::{QuoteStyle, Terminator, WriterBuilder};

use crate::event::{BodyPart, EveningDate, Rating};
use crate::printable::on_one_line;
use crate::review::diary::NightReview;
use crate::review::json::round;
use crate::review::{EveningOnset, JudgedEvening, NightSleep, Outcome};

/// The mark at the beginning by which spreadsheets know UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

const COLUMNS: [&str; 29] = [
    "evening",
    "weekday",
    "outcome",
    "kept",
    "score_percent",
    "bedtime_planned",
    "lights_out",
    "woke",
    "into_bed",
    "up",
    "legs_evening",
    "legs_night",
    "onset",
    "where",
    "sat_still_minutes",
    "total_sleep_minutes",
    "time_in_bed_minutes",
    "sleep_efficiency_percent",
    "asleep_after_minutes",
    "awakenings",
    "awake_minutes",
    "quality",
    "caffeine_mg",
    "caffeine_at_lights_out_mg",
    "factors",
    "medicines",
    "steps_done",
    "steps_not_done",
    "notes",
];

/// An evening as a row.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// The evening.
    pub evening: &'a JudgedEvening,
    /// Its night.
    pub night: &'a NightReview,
    /// Its notes.
    pub notes: &'a [String],
}

/// Whether a file that begins like this was written by [`table`].
pub fn is_ours(head: &[u8]) -> bool {
    let head = head.strip_prefix(BYTE_ORDER_MARK.as_bytes());
    head.unwrap_or_default()
        .starts_with(br#""evening","weekday","outcome","kept","#)
}

/// The table with its heading, with or without the column of notes.
///
/// # Errors
/// None: it is written into memory.
pub fn table<'a>(rows: impl Iterator<Item = Row<'a>>, with_notes: bool) -> csv::Result<String> {
    let columns = COLUMNS.len() - usize::from(!with_notes);
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .quote_style(QuoteStyle::Never)
        .from_writer(BYTE_ORDER_MARK.as_bytes().to_vec());
    writer.write_record(COLUMNS[..columns].iter().map(|name| quoted(name)))?;
    for row in rows {
        writer.write_record(&row.cells()[..columns])?;
    }
    let bytes = writer
        .into_inner()
        .map_err(csv::IntoInnerError::into_error)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

impl Row<'_> {
    /// The cells as the file has them, quotation marks included.
    fn cells(self) -> [String; COLUMNS.len()] {
        let Self {
            evening,
            night,
            notes,
        } = self;
        let sleep = NightSleep::of(evening, night);
        let (place, sat) = match &evening.onset {
            EveningOnset::NoneToday if evening.places.is_empty() => (quoted("none today"), None),
            onset => (
                list(evening.places.iter().map(|part| BodyPart::name(*part))),
                onset.sat_min(),
            ),
        };
        let steps = |is_done: bool| {
            let steps = evening.steps.iter();
            let wanted = steps.filter(|step| step.status.is_done() == is_done);
            list(wanted.map(|step| step.id.0.as_str()))
        };
        [
            evening.date.to_string(),
            weekday(evening.date),
            quoted(outcome(evening.outcome)),
            kept(evening.outcome).to_owned(),
            percent(evening.score.filter(|_| evening.outcome.counts())),
            night.planned.format("%H:%M").to_string(),
            instant(evening.lights_out),
            instant(evening.woke),
            instant(night.into_bed),
            instant(night.up),
            whole(evening.legs.evening.map(Rating::get)),
            whole(evening.legs.night.map(Rating::get)),
            instant(evening.onset.at()),
            place,
            whole(sat),
            whole(sleep.asleep_min),
            whole(sleep.in_bed_min),
            percent(sleep.efficiency()),
            whole(evening.asleep_after_min),
            whole(night.awakenings),
            whole(sleep.awake_min),
            whole(night.quality),
            rounded(night.caffeine_mg),
            rounded(night.caffeine_left_mg),
            list(evening.factors.iter().map(String::as_str)),
            list(
                night
                    .medicines
                    .iter()
                    .map(|about| about.as_deref().unwrap_or("changed")),
            ),
            steps(true),
            steps(false),
            list(notes.iter().map(String::as_str)),
        ]
    }
}

fn weekday(evening: EveningDate) -> String {
    quoted(&evening.0.format("%a").to_string())
}

fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Kept => "kept",
        Outcome::Partly => "partly",
        Outcome::Missed => "missed",
        Outcome::Excused => "excused",
        Outcome::Running => "running",
        Outcome::Free => "nothing planned",
        Outcome::NotBegun => "before you began",
    }
}

/// 1 or 0, which every language's spreadsheet adds up; empty for evenings that do not count.
fn kept(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Kept => "1",
        Outcome::Partly | Outcome::Missed => "0",
        Outcome::Excused | Outcome::Running | Outcome::Free | Outcome::NotBegun => "",
    }
}

/// By the clock of the place, without the offset, which no spreadsheet reads: `2026-11-24 22:41:03`.
fn instant(at: Option<DateTime<FixedOffset>>) -> String {
    at.map(|at| at.format("%Y-%m-%d %H:%M:%S").to_string())
        .unwrap_or_default()
}

fn whole(number: Option<impl Into<i64>>) -> String {
    number
        .map(|number| number.into().to_string())
        .unwrap_or_default()
}

fn rounded(number: Option<f64>) -> String {
    number
        .map(|number| round(number, 0).to_string())
        .unwrap_or_default()
}

fn percent(share: Option<f64>) -> String {
    rounded(share.map(|share| share * 100.0))
}

/// Several texts in one cell.
fn list<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    let texts: Vec<String> = texts.map(on_one_line).collect();
    quoted(&harmless(&texts.join("; ")))
}

/// A text as the file has it; an empty cell has no quotation marks.
fn quoted(text: &str) -> String {
    if text.is_empty() {
        String::new()
    } else {
        format!("\"{}\"", text.replace('"', "\"\""))
    }
}

/// A text that no spreadsheet takes for a formula. [OWASP, CSV Injection]
fn harmless(text: &str) -> String {
    // Spreadsheets leave out spaces before a sign, and in some languages full-width signs begin a formula too.
    let first = text.trim_start().chars().next();
    let begins_a_formula = first.is_some_and(|c| {
        matches!(
            c,
            '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '\t' | '\r' | '\n'
        )
    });
    if begins_a_formula {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests;
