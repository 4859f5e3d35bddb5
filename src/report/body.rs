//! The self-check, and the recorded days.

use maud::{Markup, html};

use super::ReportPage;
use super::room::{COLUMN, lines};
use super::words::{NOT_RECORDED, date, short};
use crate::diary::SIGNS;
use crate::words::MarkedText;

/// The most lines of a list of words, including its label.
const LINES_OF_WORDS: usize = 3;

pub(super) fn self_check(page: &ReportPage<'_>) -> Markup {
    html! {
        section aria-labelledby="self-check" {
            h2 id="self-check" { "Self-check" }
            @if let Some((evening, signs)) = page.diary.self_check {
                table {
                    thead { tr { th scope="col" { "Question" } th scope="col" { "Answer" } } }
                    tbody {
                        @for (question, yes) in SIGNS.iter().zip(signs) {
                            tr {
                                th scope="row" { (question) }
                                td { (if yes { "yes" } else { "no" }) }
                            }
                        }
                    }
                }
                p.source {
                    "Yes to " (signs.iter().filter(|yes| **yes).count()) " of " (signs.len())
                    " on " (date(evening.0)) ". A questionnaire, not a diagnosis."
                }
            } @else {
                p.missing { "The four questions have not been answered." }
            }
        }
    }
}

/// How the legs feel, and the recorded factors of the day.
pub(super) fn day(page: &ReportPage<'_>) -> Markup {
    html! {
        section aria-labelledby="day" {
            h2 id="day" { "What the days were like" }
            (words("How the legs feel, with the number of evenings", &page.diary.feels))
            (words("Noted about the day", &page.diary.factors))
        }
    }
}

/// Words with the number of evenings they were recorded on, the most frequent first.
fn words(about: &str, counts: &[(String, usize)]) -> Markup {
    let with_count = |(word, evenings): &(String, usize)| {
        MarkedText::theirs(&short(word).replace('-', " ")).then(format!(" {evenings}"))
    };
    let with = |shown: usize| MarkedText::joined(counts.iter().take(shown).map(with_count), ", ");
    let fits = |shown: &usize| {
        let whole = format!("{about}: {}, and others", with(*shown).plain());
        lines(&whole, COLUMN) <= LINES_OF_WORDS
    };
    let shown = (1..=counts.len()).take_while(fits).last().unwrap_or(0);
    html! {
        p {
            b { (about) ":" } " "
            @if counts.is_empty() { span.missing { (NOT_RECORDED) } } @else {
                (with(shown))
                @if counts.len() > shown { ", and others" }
            }
        }
    }
}
