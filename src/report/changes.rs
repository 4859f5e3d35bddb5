//! What was changed in the routine.

use chrono::NaiveDate;
use maud::{Markup, html};

use super::Page;
use super::marks::Marks;
use super::words::{date, short};
use crate::review::diary::{Change, Changed, Part};
use crate::words::{MarkedText, change, counted};

/// Lines for this section, where everything else takes all it may.
pub(super) const LINES: usize = 5;
/// What was changed so often is told once.
const OFTEN: usize = 3;
/// Of one date so many changes are named.
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

/// What is told as one change however often it was made.
#[derive(PartialEq, Eq)]
enum Kind<'a> {
    Bedtime,
    Wake,
    Schedules,
    Added(&'a str),
    Dropped(&'a str),
    Routine(&'a str),
    Altered(&'a str, &'a [Part]),
    Medicine,
}

fn kind(what: &Changed) -> Kind<'_> {
    match what {
        Changed::Bedtime { .. } => Kind::Bedtime,
        Changed::Wake { .. } => Kind::Wake,
        Changed::Schedules => Kind::Schedules,
        Changed::Added { title } => Kind::Added(title),
        Changed::Dropped { title } => Kind::Dropped(title),
        Changed::Routine { title, .. } => Kind::Routine(title),
        Changed::Altered { title, parts } => Kind::Altered(title, parts),
        Changed::Medicine { .. } => Kind::Medicine,
    }
}

/// The changes of the routine by date, those of one date together. What was changed again and again is told once, at
/// the date on which it was changed last.
pub(super) fn by_date(page: &Page<'_>) -> Vec<(NaiveDate, MarkedText)> {
    let of_the_routine = |change: &&Change| !matches!(change.what, Changed::Medicine { .. });
    let changes: Vec<&Change> = page.diary.changes.iter().filter(of_the_routine).collect();
    let mut made: Vec<(&Change, NaiveDate, usize)> = Vec::new();
    for change in changes.iter().copied() {
        let alike = changes
            .iter()
            .filter(|other| kind(&other.what) == kind(&change.what));
        let same = |other: &&mut (&Change, _, _)| kind(&other.0.what) == kind(&change.what);
        match made.iter_mut().find(same) {
            Some((last, _, times)) if alike.count() >= OFTEN => {
                (*last, *times) = (change, *times + 1);
            }
            Some(_) | None => made.push((change, change.date.0, 1)),
        }
    }
    made.sort_by_key(|(last, _, _)| last.date);
    let dates = made.chunk_by(|(one, _, _), (other, _, _)| one.date == other.date);
    let of_a_date = |own: &[(&Change, NaiveDate, usize)]| {
        let more = own.len().saturating_sub(MOST_OF_A_DATE);
        let named = own[..own.len() - more].iter().map(|(last, first, times)| {
            let says = says(&last.what);
            match times {
                1 => says,
                _ => says.then(format!(
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

pub(super) fn says(what: &Changed) -> MarkedText {
    match what {
        // They stand under a heading that says so, and are told whole.
        Changed::Medicine { about: Some(about) } => MarkedText::theirs(&about.replace('\n', " ")),
        Changed::Medicine { about: None }
        | Changed::Bedtime { .. }
        | Changed::Wake { .. }
        | Changed::Schedules
        | Changed::Added { .. }
        | Changed::Dropped { .. }
        | Changed::Routine { .. }
        | Changed::Altered { .. } => change(what).with_theirs(short),
    }
}
