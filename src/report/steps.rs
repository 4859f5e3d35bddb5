//! How each step of the routine was kept.

use maud::{Markup, html};

use super::ReportPage;
use super::words::short;
use crate::review::StepReview;
use crate::words::counted;

/// The most rows; more leave no room for the rest of the sheet.
const MOST: usize = 6;

pub(super) fn section(page: &ReportPage<'_>) -> Markup {
    let (review, steps) = (page.review, &page.review.steps);
    let left_out = steps.len() - shown(steps.len());
    let strength = review.strength.map(|strength| {
        format!(
            " Strength of the habit: {:.0} %, the share of required steps done, with recent evenings weighing most.",
            strength * 100.0
        )
    });
    html! {
        section aria-labelledby="steps" {
            h2 id="steps" { "The evening routine" }
            p.how {
                em { "Kept" } " means that all required steps of the evening were done. A step without an entry counts as not done; "
                (evenings_without_entry(page)) " Kept in a row: " (counted(review.streak.current, "evening")) " now, "
                (review.streak.best) " at best."
                (strength.unwrap_or_default())
            }
            @if steps.is_empty() {
                p.missing { "No steps were planned for evenings that count." }
            } @else {
                table {
                    thead {
                        tr {
                            th scope="col" { "Step" }
                            th scope="col" { "Done" }
                            th scope="col" { "Share" }
                            th scope="col" { "Compared with its time (median)" }
                        }
                    }
                    tbody { @for step in steps.iter().take(shown(steps.len())) { (row(step)) } }
                }
            }
            @if left_out > 0 { p.more { "Left out: " (counted(left_out, "more step")) "." } }
        }
    }
}

fn evenings_without_entry(page: &ReportPage<'_>) -> String {
    match page.diary.evenings_without_entry {
        0 => "every evening has an entry.".to_owned(),
        1 => "1 evening has no entries at all.".to_owned(),
        evenings => format!("{evenings} evenings have no entries at all."),
    }
}

/// Rows that other sections may use.
pub(super) fn spare(page: &ReportPage<'_>) -> usize {
    MOST.saturating_sub(page.review.steps.len())
}

/// Rows to show; "N more" takes one.
fn shown(steps: usize) -> usize {
    if steps > MOST { MOST - 1 } else { steps }
}

fn row(step: &StepReview) -> Markup {
    let late = match step.median_minutes_late {
        Some(0) => "on time".to_owned(),
        Some(minutes) if minutes > 0 => format!("{minutes} min after"),
        Some(minutes) => format!("{} min before", -minutes),
        None => String::new(),
    };
    html! {
        tr {
            th scope="row" { bdi { (short(&step.title)) } @if step.optional { " (optional)" } }
            td.share { (step.done) " of " (step.planned) }
            td.share {
                @if let Some(rate) = step.rate() {
                    svg viewBox="0 0 100 8" aria-hidden="true" {
                        rect.whole x="0.5" y="0.5" width="99" height="7" {}
                        rect.part x="0.5" y="0.5" width=(format!("{:.1}", rate * 99.0)) height="7" {}
                    }
                    (format!("{:.0} %", rate * 100.0))
                }
            }
            td { (late) }
        }
    }
}
