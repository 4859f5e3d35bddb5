//! The page for the doctor: a review and its diary as one HTML file.
//!
//! It holds everything it needs: no script, nothing from elsewhere. Printed it fills two sheets, of A4 or of
//! Letter, notes aside.
//! Every figure comes from the [`Review`] or the [`DiaryReview`]; here they are only put into words and drawn.

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
mod room;
mod steps;
#[cfg(test)]
mod tests;
mod words;

use chrono::NaiveDate;
use maud::{DOCTYPE, Markup, PreEscaped, html};

pub use found::{Finding, Findings};

use crate::event::EveningDate;
use crate::review::Review;
use crate::review::diary::{DiaryReview, Figures, Period, PeriodLength};
use layout::Layout;
use marks::Marks;
use words::{date, span};

/// What the page is made from.
#[derive(Debug, Clone, Copy)]
pub struct ReportPage<'a> {
    /// What the evenings add up to.
    pub review: &'a Review,
    /// What the diary adds up to, over the same evenings.
    pub diary: &'a DiaryReview,
    /// What was tried and what went along with the legs.
    pub found: &'a Findings,
    /// Whether the notes are on it.
    pub with_notes: bool,
    /// Whether blood values stand beside the guideline's lines.
    pub iron_lines: bool,
    /// The day on which it is made.
    pub made: NaiveDate,
    /// The evening on which it is made.
    pub tonight: EveningDate,
}

/// By this in its head a page of ours is known.
const OURS: &str = r#"<meta name="generator" content="winddown "#;

/// How far into a file [`is_ours`] has to see.
pub const HEAD: usize = 1024;

/// Whether a file that begins with these bytes is an earlier page.
pub fn is_ours(head: &[u8]) -> bool {
    String::from_utf8_lossy(head).contains(OURS)
}

const STYLE: &str = include_str!("style.css");

/// Nothing may be fetched or run, whatever found its way into a text.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

impl ReportPage<'_> {
    /// The whole file.
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
                        @if let Some(nothing) = self.has_nothing() {
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

    /// What to say where there is nothing to show.
    pub fn has_nothing(&self) -> Option<String> {
        let review = self.review;
        if !review.evenings.is_empty() {
            return None;
        }
        Some(format!(
            "Nothing was told to the diary up to {}: there is nothing to show yet.",
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

    /// What tells a further sheet from that of somebody else. Only paper needs it.
    fn head_again(&self, which: &str) -> Markup {
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
            (chart::legs::section(self, marks))
            (chart::nights::section(self, marks))
            (chart::bars::awakenings(self, marks))
        }
    }

    fn second_sheet(&self, layout: &Layout) -> Markup {
        let marks = &layout.marks;
        html! {
            (self.head_again("second sheet"))
            (medical::section(self, marks))
            (chart::bars::caffeine(self, marks))
            (steps::section(self))
            div.columns {
                div { (body::self_check(self)) }
                div { (changes::section(marks)) (body::day(self)) }
            }
            (self.found.sections(layout.lines_for_found))
        }
    }

    fn foot(&self) -> Markup {
        html! {
            footer {
                p {
                    "Made on " (date(self.made)) " with winddown " (env!("CARGO_PKG_VERSION")) " from one person's diary: \
                     nothing was measured by a device, nothing is a diagnosis."
                }
            }
        }
    }

    /// The evenings that it is about.
    fn span(&self) -> String {
        let evenings = &self.review.evenings;
        let ends = evenings.first().zip(evenings.last());
        let (from, to) = ends.map_or((self.review.from, self.review.to), |(first, last)| {
            (first.date, last.date)
        });
        span(from, to)
    }

    /// The evenings as a chart shows them that has room for so many: each by itself, or by weeks or months.
    fn periods(&self, most: usize) -> (PeriodLength, Vec<Period>) {
        let width = match self.review.evenings.len() {
            evenings if evenings <= most => PeriodLength::Night,
            ..=1500 => PeriodLength::Week,
            _ => PeriodLength::Month,
        };
        (width, self.diary.in_periods(width))
    }
}

/// Of a week or a month fewer nights than these say little: a bad one would look like a bad week.
const FEWEST_NIGHTS: usize = 3;

/// The fewest nights that a period shows a figure of: one where none of them has enough.
fn fewest(width: PeriodLength, periods: &[Period], nights: impl Fn(&Figures) -> usize) -> usize {
    let has_enough = |period: &Period| nights(&period.figures) >= FEWEST_NIGHTS;
    let shows_means = match width {
        PeriodLength::Night => false,
        PeriodLength::Week | PeriodLength::Month => true,
    };
    if shows_means && periods.iter().any(has_enough) {
        FEWEST_NIGHTS
    } else {
        1
    }
}
