//! Medicines, pregnancy and blood values: what a doctor asks about first.

use chrono::NaiveDate;
use maud::{Markup, html};

use super::ReportPage;
use super::changes::change_text;
use super::marks::Marks;
use super::room::{COLUMN, cut, lines};
use super::words::{NOT_RECORDED, date};
use crate::diary::iron::{APPLIES_TO, FERRITIN_LINE, SATURATION_LINE, SOURCE};
use crate::event::IronTest;
use crate::review::diary::RecordedChange;
use crate::words::{MarkedText, counted};

/// The newest blood tests that are shown.
const MOST_TESTS: usize = 3;
/// Lines above and below the rows of the table.
const AROUND_TESTS: usize = 6;
/// Lines this section takes when every section takes its share: as many as the full table of blood values.
pub(super) const LINES: usize = AROUND_TESTS + MOST_TESTS;
/// The most lines for the description of a pregnancy.
const PREGNANCY: usize = 2;

pub(super) fn section(page: &ReportPage<'_>, marks: &Marks) -> Markup {
    html! {
        section aria-labelledby="medical" {
            h2 id="medical" { "Medicines and blood values" }
            div.columns {
                div { (medicines(page, marks)) }
                div { (blood(page)) }
            }
        }
    }
}

fn medicines(page: &ReportPage<'_>, marks: &Marks) -> Markup {
    html! {
        @if marks.medicines.is_empty() {
            p.missing { "No changes of medicine are recorded." }
        } @else {
            ol.letters { @for mark in &marks.medicines { (mark.item()) } }
            p.source {
                "Letters and numbers are those on the charts."
                @if marks.earlier_medicines > 0 {
                    " Left out: " (counted(marks.earlier_medicines, "earlier date")) ". A shorter report has room for them."
                }
            }
        }
        @if let Some(text) = pregnancy(page) { p { (text) } }
    }
}

/// The changes of medicines by date; those of one date are joined.
pub(super) fn by_date(page: &ReportPage<'_>) -> Vec<(NaiveDate, MarkedText)> {
    let is_medicine = |change: &&RecordedChange| change.what.is_medicine();
    let medicines: Vec<&RecordedChange> = page.diary.changes.iter().filter(is_medicine).collect();
    let dates = medicines.chunk_by(|one, other| one.date == other.date);
    let of_a_date = |own: &[&RecordedChange]| {
        let texts = own
            .iter()
            .map(|change| change_text(&change.what, page.clock));
        (own[0].date.0, MarkedText::joined(texts, "; "))
    };
    dates.map(of_a_date).collect()
}

fn pregnancy(page: &ReportPage<'_>) -> Option<MarkedText> {
    let entry = page.diary.pregnancy.as_ref()?;
    let week = entry.week.map(|week| format!(", week {week}"));
    let week = week.unwrap_or_default();
    let text = format!("Pregnancy{week} (recorded on {})", date(entry.evening.0));
    Some(match &entry.about {
        None => MarkedText::ours(text + "."),
        Some(about) => {
            let text = MarkedText::ours(text + ": ").then_theirs(about);
            cut("", text, COLUMN, PREGNANCY)
        }
    })
}

pub(super) fn lines_of_pregnancy(page: &ReportPage<'_>) -> usize {
    pregnancy(page).map_or(0, |text| lines(&text.plain(), COLUMN))
}

/// Estimated lines of the blood values: the rows, and what stands above and below them.
pub(super) fn lines_of_tests(page: &ReportPage<'_>) -> usize {
    match page.diary.iron.len() {
        0 => 1,
        tests => AROUND_TESTS + tests.min(MOST_TESTS),
    }
}

fn blood(page: &ReportPage<'_>) -> Markup {
    let tests = &page.diary.iron;
    let left_out = tests.len().saturating_sub(MOST_TESTS);
    html! {
        @if tests.is_empty() {
            p.missing { "No blood values are recorded." }
        } @else {
            table {
                caption {
                    @if page.iron_lines {
                        "Beside the guideline's thresholds " (APPLIES_TO) ": ferritin at or below " (FERRITIN_LINE)
                        " ng/mL, transferrin saturation below " (SATURATION_LINE) " %"
                    } @else {
                        "Without the guideline's thresholds, which are " (APPLIES_TO)
                    }
                }
                thead {
                    tr {
                        th scope="col" { "Blood taken" }
                        th scope="col" { "Ferritin, ng/mL" }
                        th scope="col" { "Saturation, %" }
                    }
                }
                tbody { @for test in &tests[left_out..] { (test_row(test, page.iron_lines)) } }
            }
            p.source {
                @if page.iron_lines { (SOURCE) ". " }
                "Laboratories differ."
                @if left_out > 0 { " Left out: " (counted(left_out, "earlier test")) "." }
            }
        }
    }
}

/// A value, followed by its relation to the threshold if there is one.
fn beside(value: f64, place: &str, line: Option<f64>) -> String {
    line.map_or_else(
        || value.to_string(),
        |line| format!("{value} ({place} {line})"),
    )
}

fn test_row(test: &IronTest, with_lines: bool) -> Markup {
    let ferritin = test.ferritin.map(|value| {
        let place = if value <= FERRITIN_LINE { "≤" } else { ">" };
        beside(value, place, with_lines.then_some(FERRITIN_LINE))
    });
    let tsat = test.tsat.map(|value| {
        let place = if value < SATURATION_LINE { "<" } else { "≥" };
        beside(value, place, with_lines.then_some(SATURATION_LINE))
    });
    html! {
        tr {
            th scope="row" { (date(test.tested)) }
            @for value in [ferritin, tsat] {
                td { @if let Some(value) = value { (value) } @else { span.missing { (NOT_RECORDED) } } }
            }
        }
    }
}

/// The newest value of each kind with its date.
pub(super) fn last_values(page: &ReportPage<'_>) -> Option<String> {
    let tests = &page.diary.iron;
    let last = |value: fn(&IronTest) -> Option<f64>| {
        let known = tests.iter().rev();
        let mut known = known.filter_map(move |test| Some((value(test)?, test.tested)));
        known.next()
    };
    let ferritin = |value: f64| format!("ferritin {value} ng/mL");
    let tsat = |value: f64| format!("transferrin saturation {value} %");
    match (last(|test| test.ferritin), last(|test| test.tsat)) {
        (None, None) => None,
        (Some((value, on)), None) => Some(format!("Latest {}, {}.", ferritin(value), date(on))),
        (None, Some((value, on))) => Some(format!("Latest {}, {}.", tsat(value), date(on))),
        (Some((one, on)), Some((other, then))) if on == then => Some(format!(
            "Latest {} and {}, {}.",
            ferritin(one),
            tsat(other),
            date(on)
        )),
        (Some((one, on)), Some((other, then))) => Some(format!(
            "Latest {}, {}; latest {}, {}.",
            ferritin(one),
            date(on),
            tsat(other),
            date(then)
        )),
    }
}
