//! What was changed, what was tried, and the notes.

use chrono::NaiveDate;
use maud::{Markup, html};

use super::Page;
use super::words::{clock, date, fitting, longer, short, text};
use crate::review::diary::{Change, Changed, Part};
use crate::words::counted;

/// For the changes there is room for so many lines, each of so many signs.
const LINES: usize = 12;
const SIGNS: usize = 42;
/// Of one date so many changes are named.
const MOST_OF_A_DATE: usize = 3;
/// For what was tried likewise.
const LINES_TRIED: usize = 8;
const SIGNS_TRIED: usize = 105;

/// The changes of one date.
pub(super) struct Mark {
    /// What it is called on the charts.
    pub number: usize,
    pub date: NaiveDate,
    /// Whether a medicine is among them.
    pub is_medicine: bool,
    says: String,
}

impl Mark {
    fn of(changes: &[Change]) -> Option<Self> {
        // A medicine is told of first: it is the last to be left out.
        let (medicines, others): (Vec<&Change>, Vec<&Change>) = changes
            .iter()
            .partition(|change| matches!(change.what, Changed::Medicine { .. }));
        let is_medicine = !medicines.is_empty();
        let mut what: Vec<String> = medicines
            .iter()
            .chain(&others)
            .map(|change| says(&change.what))
            .collect();
        let more = what.len().saturating_sub(MOST_OF_A_DATE);
        what.truncate(MOST_OF_A_DATE);
        if more > 0 {
            what.push(format!("{more} more"));
        }
        Some(Self {
            number: 0,
            date: changes.first()?.date.0,
            is_medicine,
            says: what.join("; "),
        })
    }
}

/// The last dates on which something was changed, as many as there is room for, and how many earlier ones there
/// were.
pub(super) fn marks(page: &Page<'_>) -> (Vec<Mark>, usize) {
    let same = |one: &Change, other: &Change| one.date == other.date;
    let mut marks: Vec<Mark> = page
        .diary
        .changes
        .chunk_by(same)
        .filter_map(Mark::of)
        .collect();
    let lines: Vec<String> = marks
        .iter()
        .map(|mark| format!("{}: {}", date(mark.date), mark.says))
        .collect();
    let shown = fitting(lines.iter().rev().map(String::as_str), SIGNS, LINES);
    let left_out = marks.len() - shown;
    marks.drain(..left_out);
    for (number, mark) in (1..).zip(&mut marks) {
        mark.number = number;
    }
    (marks, left_out)
}

pub(super) fn changed(page: &Page<'_>) -> Markup {
    let (marks, left_out) = marks(page);
    html! {
        section aria-labelledby="changed" {
            h2 id="changed" { "What was changed" }
            @if marks.is_empty() {
                p.missing { "No change of routine or medicine was told." }
            } @else {
                ol { @for mark in &marks { li { b { (date(mark.date)) } ": " (mark.says) } } }
                p.source {
                    "The numbers are those on the charts; a filled one is a medicine."
                    @if left_out > 0 { " " (counted(left_out, "earlier date")) " left out." }
                }
            }
        }
    }
}

fn says(what: &Changed) -> String {
    match what {
        Changed::Bedtime { from, to } => {
            format!("bedtime {} instead of {}", clock(*to), clock(*from))
        }
        Changed::Wake { from, to } => {
            format!("wake time {} instead of {}", clock(*to), clock(*from))
        }
        Changed::Schedules => "other times on some weekdays".to_owned(),
        Changed::Added { title } => format!("new: {}", short(title)),
        Changed::Dropped { title } => format!("no longer: {}", short(title)),
        Changed::Routine { title, from, to } => {
            format!("{}: {} instead of {}", short(title), short(to), short(from))
        }
        Changed::Altered { title, parts } => {
            let parts: Vec<&str> = parts.iter().map(|part| part_says(*part)).collect();
            format!("{}: {}", short(title), parts.join(", "))
        }
        Changed::Medicine { about: None } => "a medicine was changed".to_owned(),
        Changed::Medicine { about: Some(about) } => format!("medicine: {}", longer(about)),
    }
}

fn part_says(part: Part) -> &'static str {
    match part {
        Part::Time => "at another time",
        Part::Days => "on other weekdays",
        Part::Kind => "of another length or kind",
        Part::Optional => "may be left out",
        Part::Required => "no longer left out",
        Part::Title => "under a new name",
    }
}

pub(super) fn tried(page: &Page<'_>) -> Markup {
    html! {
        section aria-labelledby="tried" {
            h2 id="tried" { "What was tried" }
            @if page.tried.is_empty() {
                p.missing { "Nothing was compared." }
            } @else {
                @let shown = fitting(page.tried.iter().map(String::as_str), SIGNS_TRIED, LINES_TRIED);
                ul { @for sentence in &page.tried[..shown] { li { (text(sentence)) } } }
                @if shown < page.tried.len() {
                    p.more { "Without " (counted(page.tried.len() - shown, "less sure comparison")) "." }
                }
            }
        }
    }
}

pub(super) fn notes(page: &Page<'_>) -> Markup {
    html! {
        section.notes aria-labelledby="notes" {
            h2 id="notes" { "Notes" }
            @if page.diary.notes.is_empty() {
                p.missing { "No notes were written." }
            } @else {
                table {
                    thead { tr { th scope="col" { "Evening" } th scope="col" { "Note" } } }
                    tbody {
                        @for (evening, note) in &page.diary.notes {
                            tr {
                                th scope="row" { (date(evening.0)) }
                                td.note { (text(note)) }
                            }
                        }
                    }
                }
            }
        }
    }
}
