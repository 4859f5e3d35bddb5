//! The page for the doctor: a review and its diary as one HTML file, or as a few lines of text.
//!
//! The file is self-contained: no script, no external resource. Printed on A4 or Letter it fills two
//! sheets, plus the notes if included. Every figure comes from the [`Review`] or the [`DiaryReview`]; this
//! module only puts them into words and charts.

mod body;
mod changes;
mod chart;
mod found;
mod glance;
mod layout;
mod marked_text;
mod marks;
mod medical;
mod notes;
mod plain;
mod room;
mod steps;
#[cfg(test)]
mod tests;
mod words;

use chrono::NaiveDate;
use maud::{DOCTYPE, Markup, PreEscaped, html};

pub use found::{Finding, Findings};

use crate::plan::FirstDayOfWeek;
use crate::review::Review;
use crate::review::diary::{DiaryReview, Figures, Period, PeriodLength};
use crate::time_of_day::ClockFormat;
use layout::Layout;
use marks::Marks;
use words::{date, span};

/// The content of the page.
#[derive(Debug, Clone, Copy)]
pub struct ReportPage<'a> {
    /// The review of the evenings.
    pub review: &'a Review,
    /// The diary's figures of the same evenings.
    pub diary: &'a DiaryReview,
    /// The results of trials and comparisons.
    pub findings: &'a Findings,
    /// Whether to include the notes.
    pub with_notes: bool,
    /// Whether to show blood values beside the guideline's thresholds.
    pub iron_lines: bool,
    /// The clock in which times are shown.
    pub clock: ClockFormat,
    /// Which days make a week.
    pub week: FirstDayOfWeek,
    /// The date on which the page is made.
    pub made: NaiveDate,
}

/// The tag by which [`is_ours`] recognises a page that this program wrote.
const OURS: &str = r#"<meta name="generator" content="winddown "#;

/// How many bytes from the beginning of a file [`is_ours`] needs.
pub(crate) const HEAD: usize = 1024;

/// Whether a file that begins with these bytes is a page this program wrote.
pub(crate) fn is_ours(head: &[u8]) -> bool {
    String::from_utf8_lossy(head).contains(OURS)
}

const STYLE: &str = include_str!("style.css");

/// A content security policy that forbids loading and running anything, whatever the user's texts contain.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

impl ReportPage<'_> {
    /// The HTML file.
    pub fn html(&self) -> String {
        let title = format!("Restless legs and sleep, {}", self.span());
        let page = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="generator" content={ "winddown " (env!("CARGO_PKG_VERSION")) };
                    meta http-equiv="Content-Security-Policy" content=(POLICY);
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (title) }
                    style { (PreEscaped(STYLE)) }
                }
                body {
                    (self.head())
                    main {
                        @if let Some(nothing) = self.empty_message() {
                            p { (nothing) }
                        } @else {
                            @let layout = Layout::for_page(self);
                            div.sheet { (self.first_sheet(&layout.marks)) }
                            div.sheet { (self.second_sheet(&layout)) }
                            @if self.with_notes { (notes::section(self)) }
                        }
                    }
                    (self.foot())
                }
            }
        };
        page.into_string()
    }

    /// The sentence shown instead of the content if there are no evenings.
    pub fn empty_message(&self) -> Option<String> {
        let review = self.review;
        if !review.evenings.is_empty() {
            return None;
        }
        Some(format!(
            "The diary has no entries up to {}, so there is nothing to show yet.",
            date(review.to.0)
        ))
    }

    fn head(&self) -> Markup {
        html! {
            header {
                h1 { "Restless legs and sleep" }
                p.period { (self.span()) }
                div.who {
                    p { "Name " span.line {} }
                    p { "Date of birth " span.line {} }
                }
            }
        }
    }

    /// Repeats title and name on a further sheet, so that printed sheets of several people can be told
    /// apart. Only shown in print.
    fn repeated_head(&self, which: &str) -> Markup {
        html! {
            div.again aria-hidden="true" {
                p { b { "Restless legs and sleep, " (self.span()) } ", " (which) }
                p { "Name " span.line {} }
            }
        }
    }

    fn first_sheet(&self, marks: &Marks) -> Markup {
        html! {
            (glance::section(self))
            (chart::onset::section(self, marks))
            (chart::legs::section(self, marks))
            (chart::nights::section(self, marks))
        }
    }

    fn second_sheet(&self, layout: &Layout) -> Markup {
        let marks = &layout.marks;
        html! {
            (self.repeated_head("second sheet"))
            (chart::hours::section(self))
            (medical::section(self, marks))
            (steps::section(self))
            div.columns {
                div { (body::self_check(self)) }
                div { (changes::section(marks)) (body::day(self)) }
            }
            (self.findings.sections(layout.lines_for_found))
        }
    }

    fn foot(&self) -> Markup {
        html! {
            footer {
                p {
                    "Made on " (date(self.made)) " with winddown " (env!("CARGO_PKG_VERSION")) " from one person's diary. \
                     Nothing was measured by a device, and nothing is a diagnosis."
                }
            }
        }
    }

    /// The span of evenings that the page covers.
    fn span(&self) -> String {
        let evenings = &self.review.evenings;
        let ends = evenings.first().zip(evenings.last());
        let (from, to) = ends.map_or((self.review.from, self.review.to), |(first, last)| {
            (first.date, last.date)
        });
        span(from, to)
    }

    /// Splits the evenings into periods for a chart with room for `most` of them: nights, else weeks or
    /// months.
    fn periods(&self, most: usize) -> (PeriodLength, Vec<Period>) {
        let width = match self.review.evenings.len() {
            evenings if evenings <= most => PeriodLength::Night,
            ..=1500 => PeriodLength::Week(self.week),
            _ => PeriodLength::Month,
        };
        (width, self.diary.in_periods(width))
    }
}

/// The fewest nights for the mean of a week or a month: the mean of one or two would mostly show a single
/// bad night.
const FEWEST_NIGHTS: usize = 3;

/// The fewest nights for which a period's figure is shown: [`FEWEST_NIGHTS`], or 1 if each period is a
/// night or none has that many.
fn fewest(width: PeriodLength, periods: &[Period], nights: impl Fn(&Figures) -> usize) -> usize {
    let has_enough = |period: &Period| nights(&period.figures) >= FEWEST_NIGHTS;
    let shows_means = match width {
        PeriodLength::Night => false,
        PeriodLength::Week(_) | PeriodLength::Month => true,
    };
    if shows_means && periods.iter().any(has_enough) {
        FEWEST_NIGHTS
    } else {
        1
    }
}
