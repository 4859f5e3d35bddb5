//! Changes of the routine.

use chrono::NaiveDate;
use maud::{Markup, html};

use super::ReportPage;
use super::marks::Marks;
use super::words::{date, short};
use crate::review::diary::{ChangeKind, RecordedChange, StepAttribute};
use crate::time_of_day::ClockFormat;
use crate::words::{MarkedText, change, counted};

/// Lines this section takes when every section takes its share.
pub(super) const LINES: usize = 5;
/// A change made at least this many times is listed once.
const FEWEST_TO_MERGE: usize = 3;
/// The most changes named for one date.
const MOST_NAMED_PER_DATE: usize = 3;

pub(super) fn section(marks: &Marks) -> Markup {
    html! {
        section aria-labelledby="changed" {
            h2 id="changed" { "Changes to the routine" }
            @if marks.changes.is_empty() {
                p.missing { "No changes to the routine are recorded." }
            } @else {
                ol { @for mark in &marks.changes { (mark.item()) } }
                @if marks.earlier_changes > 0 {
                    p.source { "Left out: " (counted(marks.earlier_changes, "earlier date")) "." }
                }
            }
        }
    }
}

/// Changes that are equal by this key are listed once, however often they were made.
#[derive(PartialEq, Eq)]
enum ChangeKey<'a> {
    Bedtime,
    Wake,
    Schedules,
    Added(&'a str),
    Dropped(&'a str),
    Routine(&'a str),
    Altered(&'a str, &'a [StepAttribute]),
    Medicine,
}

fn change_key(what: &ChangeKind) -> ChangeKey<'_> {
    match what {
        ChangeKind::Bedtime { .. } => ChangeKey::Bedtime,
        ChangeKind::Wake { .. } => ChangeKey::Wake,
        ChangeKind::Schedules => ChangeKey::Schedules,
        ChangeKind::Added { title } => ChangeKey::Added(title),
        ChangeKind::Dropped { title } => ChangeKey::Dropped(title),
        ChangeKind::Routine { title, .. } => ChangeKey::Routine(title),
        ChangeKind::Altered { title, parts } => ChangeKey::Altered(title, parts),
        ChangeKind::Medicine { .. } => ChangeKey::Medicine,
    }
}

/// The changes of the routine by date; those of one date are joined. A change made [`FEWEST_TO_MERGE`]
/// times or more is listed once, at its last date.
pub(super) fn by_date(page: &ReportPage<'_>) -> Vec<(NaiveDate, MarkedText)> {
    let is_of_the_routine = |change: &&RecordedChange| !change.what.is_medicine();
    let changes: Vec<&RecordedChange> = page
        .diary
        .changes
        .iter()
        .filter(is_of_the_routine)
        .collect();
    let mut listed: Vec<(&RecordedChange, NaiveDate, usize)> = Vec::new();
    for change in changes.iter().copied() {
        let equal_changes = changes
            .iter()
            .filter(|other| change_key(&other.what) == change_key(&change.what));
        let has_same_key = |other: &&mut (&RecordedChange, _, _)| {
            change_key(&other.0.what) == change_key(&change.what)
        };
        match listed.iter_mut().find(has_same_key) {
            Some((last, _, count)) if equal_changes.count() >= FEWEST_TO_MERGE => {
                (*last, *count) = (change, *count + 1);
            }
            Some(_) | None => listed.push((change, change.date.0, 1)),
        }
    }
    listed.sort_by_key(|(last, _, _)| last.date);
    let dates = listed.chunk_by(|(one, _, _), (other, _, _)| one.date == other.date);
    let date_with_text = |own: &[(&RecordedChange, NaiveDate, usize)]| {
        let more = own.len().saturating_sub(MOST_NAMED_PER_DATE);
        let named = own[..own.len() - more].iter().map(|(last, first, count)| {
            let change_text = change_text(&last.what, page.clock);
            match count {
                1 => change_text,
                _ => change_text.then(format!(
                    " (the last of {count} times since {})",
                    date(*first)
                )),
            }
        });
        let rest = (more > 0).then(|| MarkedText::ours(format!("{more} more")));
        (own[0].0.date.0, MarkedText::joined(named.chain(rest), "; "))
    };
    dates.map(date_with_text).collect()
}

pub(super) fn change_text(what: &ChangeKind, clock: ClockFormat) -> MarkedText {
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
        | ChangeKind::Altered { .. } => change(what, clock).with_theirs(short),
    }
}
