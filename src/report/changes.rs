//! Changes of the routine.

use chrono::NaiveDate;
use maud::{Markup, html};

use super::ReportPage;
use super::marks::Marks;
use super::words::{date, short};
use crate::review::diary::{ChangeKind, RecordedChange, StepAttribute};
use crate::words::{MarkedText, change, counted};

/// Lines this section takes when every section takes its share.
pub(super) const LINES: usize = 5;
/// A change made at least this many times is listed once.
const OFTEN: usize = 3;
/// The most changes named for one date.
const MOST_OF_A_DATE: usize = 3;

pub(super) fn section(marks: &Marks) -> Markup {
    html! {
        section aria-labelledby="changed" {
            h2 id="changed" { "Changes of the routine" }
            @if marks.changes.is_empty() {
                p.missing { "No change of the routine was told." }
            } @else {
                ol { @for mark in &marks.changes { (mark.item()) } }
                @if marks.earlier_changes > 0 {
                    p.source { (counted(marks.earlier_changes, "earlier date")) " left out." }
                }
            }
        }
    }
}

/// Changes that are equal by this key are listed once, however often they were made.
#[derive(PartialEq, Eq)]
enum Kind<'a> {
    Bedtime,
    Wake,
    Schedules,
    Added(&'a str),
    Dropped(&'a str),
    Routine(&'a str),
    Altered(&'a str, &'a [StepAttribute]),
    Medicine,
}

fn kind(what: &ChangeKind) -> Kind<'_> {
    match what {
        ChangeKind::Bedtime { .. } => Kind::Bedtime,
        ChangeKind::Wake { .. } => Kind::Wake,
        ChangeKind::Schedules => Kind::Schedules,
        ChangeKind::Added { title } => Kind::Added(title),
        ChangeKind::Dropped { title } => Kind::Dropped(title),
        ChangeKind::Routine { title, .. } => Kind::Routine(title),
        ChangeKind::Altered { title, parts } => Kind::Altered(title, parts),
        ChangeKind::Medicine { .. } => Kind::Medicine,
    }
}

/// The changes of the routine by date; those of one date are joined. A change made [`OFTEN`] times or more
/// is listed once, at its last date.
pub(super) fn by_date(page: &ReportPage<'_>) -> Vec<(NaiveDate, MarkedText)> {
    let of_the_routine =
        |change: &&RecordedChange| !matches!(change.what, ChangeKind::Medicine { .. });
    let changes: Vec<&RecordedChange> = page.diary.changes.iter().filter(of_the_routine).collect();
    let mut made: Vec<(&RecordedChange, NaiveDate, usize)> = Vec::new();
    for change in changes.iter().copied() {
        let alike = changes
            .iter()
            .filter(|other| kind(&other.what) == kind(&change.what));
        let same = |other: &&mut (&RecordedChange, _, _)| kind(&other.0.what) == kind(&change.what);
        match made.iter_mut().find(same) {
            Some((last, _, times)) if alike.count() >= OFTEN => {
                (*last, *times) = (change, *times + 1);
            }
            Some(_) | None => made.push((change, change.date.0, 1)),
        }
    }
    made.sort_by_key(|(last, _, _)| last.date);
    let dates = made.chunk_by(|(one, _, _), (other, _, _)| one.date == other.date);
    let of_a_date = |own: &[(&RecordedChange, NaiveDate, usize)]| {
        let more = own.len().saturating_sub(MOST_OF_A_DATE);
        let named = own[..own.len() - more].iter().map(|(last, first, times)| {
            let change_text = change_text(&last.what);
            match times {
                1 => change_text,
                _ => change_text.then(format!(
                    " (the last of {times} times since {})",
                    date(*first)
                )),
            }
        });
        let rest = (more > 0).then(|| MarkedText::ours(format!("{more} more")));
        (own[0].0.date.0, MarkedText::joined(named.chain(rest), "; "))
    };
    dates.map(of_a_date).collect()
}

pub(super) fn change_text(what: &ChangeKind) -> MarkedText {
    match what {
        // They stand under their own heading, and are shown in full.
        ChangeKind::Medicine { about: Some(about) } => {
            MarkedText::theirs(&about.replace('\n', " "))
        }
        ChangeKind::Medicine { about: None }
        | ChangeKind::Bedtime { .. }
        | ChangeKind::Wake { .. }
        | ChangeKind::Schedules
        | ChangeKind::Added { .. }
        | ChangeKind::Dropped { .. }
        | ChangeKind::Routine { .. }
        | ChangeKind::Altered { .. } => change(what).with_theirs(short),
    }
}
