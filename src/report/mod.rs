//! The page for the doctor: a review and its diary as one HTML file.
//!
//! It holds everything it needs: no script, nothing from elsewhere. Printed it fills two sheets of A4, notes aside.
//! Every figure comes from the [`Review`] or the [`DiaryReview`]; here they are only put into words and drawn.

mod body;
mod changes;
mod chart;
mod glance;
mod steps;
#[cfg(test)]
mod tests;
mod words;

use chrono::NaiveDate;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::review::Review;
use crate::review::diary::{DiaryReview, Stretch, Width};
use words::{date, span};

/// What the page is made from.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    /// What the evenings add up to.
    pub review: &'a Review,
    /// What the diary adds up to, over the same evenings.
    pub diary: &'a DiaryReview,
    /// What was tried and what came of it, each a finished sentence, the surest first.
    pub tried: &'a [String],
    /// Whether the notes are on it.
    pub with_notes: bool,
    /// The day on which it is made.
    pub made: NaiveDate,
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

impl Page<'_> {
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
                        @if self.review.evenings.is_empty() {
                            p { "Nothing is known of these evenings yet." }
                        } @else {
                            div.sheet { (self.first_sheet()) }
                        }
                        div.sheet { (self.second_sheet()) }
                        @if self.with_notes { (changes::notes(self)) }
                    }
                    (self.foot())
                }
            }
        };
        page.into_string()
    }

    fn head(&self) -> Markup {
        html! {
            header {
                h1 { "Restless legs and sleep" }
                p.period { (self.span()) }
                p.who { "Name" span.line {} "Date of birth" span.line {} }
            }
        }
    }

    fn first_sheet(&self) -> Markup {
        html! {
            (glance::section(self))
            (chart::legs::section(self))
            (chart::nights::section(self))
            (chart::bars::awakenings(self))
        }
    }

    fn second_sheet(&self) -> Markup {
        html! {
            @if !self.review.evenings.is_empty() {
                (chart::bars::caffeine(self))
                (steps::section(self))
            }
            div.columns {
                div { (body::iron(self)) (body::self_check(self)) }
                div { (changes::changed(self)) (body::day(self)) }
            }
            (changes::tried(self))
        }
    }

    fn foot(&self) -> Markup {
        html! {
            footer {
                p {
                    "Made on " (date(self.made)) " with winddown " (env!("CARGO_PKG_VERSION")) " from what one person \
                     told their diary: nothing here was measured by a device, and nothing is a diagnosis. What was \
                     not told is missing and was not counted as 0. Legs are rated from 0 (calm) to 10 (the worst \
                     they can imagine)."
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

    /// The evenings as the charts show them: each by itself while there is room for it.
    fn stretches(&self) -> (Width, Vec<Stretch>) {
        let width = match self.review.evenings.len() {
            0..=400 => Width::Night,
            401..=1500 => Width::Week,
            _ => Width::Month,
        };
        (width, self.diary.in_stretches(width))
    }
}
