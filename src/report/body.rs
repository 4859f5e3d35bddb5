//! What a doctor asks about: blood values, the signs, and what the days were like.

use maud::{Markup, html};

use super::Page;
use super::words::{NOT_TOLD, date, short};
use crate::diary::iron::{FERRITIN_LINE, SATURATION_LINE, SOURCE};
use crate::diary::{SIGNS, what_the_signs_say};
use crate::event::IronTest;
use crate::words::counted;

/// The last so many are shown.
const MOST_TESTS: usize = 4;
/// Of words there is room for so many signs.
const SIGNS_OF_WORDS: usize = 160;

pub(super) fn iron(page: &Page<'_>) -> Markup {
    let tests = &page.diary.iron;
    let left_out = tests.len().saturating_sub(MOST_TESTS);
    html! {
        section aria-labelledby="iron" {
            h2 id="iron" { "Iron" }
            @if tests.is_empty() {
                p.missing { "No blood values were told." }
            } @else {
                table {
                    caption {
                        "Beside the lines of the guideline: ferritin at or below " (FERRITIN_LINE)
                        " ng/mL, transferrin saturation below " (SATURATION_LINE) " %"
                    }
                    thead {
                        tr {
                            th scope="col" { "Blood taken" }
                            th scope="col" { "Ferritin" small { "ng/mL" } }
                            th scope="col" { "Saturation" small { "%" } }
                        }
                    }
                    tbody { @for test in &tests[left_out..] { (test_row(test)) } }
                }
                @if left_out > 0 { p.more { "Without " (counted(left_out, "earlier test")) "." } }
                p.source { (SOURCE) ". Laboratories differ." }
            }
        }
    }
}

fn test_row(test: &IronTest) -> Markup {
    let ferritin = test.ferritin.map(|value| {
        let place = if value <= FERRITIN_LINE {
            "at or below"
        } else {
            "above"
        };
        format!("{value} ({place} {FERRITIN_LINE})")
    });
    let tsat = test.tsat.map(|value| {
        let place = if value < SATURATION_LINE {
            "below"
        } else {
            "not below"
        };
        format!("{value} ({place} {SATURATION_LINE})")
    });
    html! {
        tr {
            th scope="row" { (date(test.tested)) }
            @for value in [ferritin, tsat] {
                td { @if let Some(value) = value { (value) } @else { span.missing { (NOT_TOLD) } } }
            }
        }
    }
}

pub(super) fn self_check(page: &Page<'_>) -> Markup {
    html! {
        section aria-labelledby="self-check" {
            h2 id="self-check" { "Self-check" }
            @if let Some((evening, signs)) = page.diary.self_check {
                table {
                    caption { "As answered on " (date(evening.0)) }
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
                p.source { (what_the_signs_say(signs)) }
            } @else {
                p.missing { "The four questions were not answered." }
            }
        }
    }
}

/// How the legs feel, and what was told of the days.
pub(super) fn day(page: &Page<'_>) -> Markup {
    html! {
        section aria-labelledby="day" {
            h2 id="day" { "What was told of the days" }
            dl {
                dt { "How the legs feel, and on how many evenings" }
                dd { (words(&page.diary.feels)) }
                dt { "Of the day, likewise" }
                dd { (words(&page.diary.factors)) }
            }
        }
    }
}

/// Words with the evenings on which each was said, the most frequent first.
fn words(counts: &[(String, usize)]) -> Markup {
    let said = |(word, evenings): &(String, usize)| {
        format!("{} {evenings}", short(word).replace('-', " "))
    };
    let mut room = SIGNS_OF_WORDS;
    let has_room = |word: &String| {
        let needed = word.chars().count() + 2;
        let fits = needed <= room;
        room = room.saturating_sub(needed);
        fits
    };
    let shown: Vec<String> = counts.iter().map(said).take_while(has_room).collect();
    html! {
        @if counts.is_empty() { span.missing { (NOT_TOLD) } } @else {
            (shown.join(", "))
            @if counts.len() > shown.len() { ", and others" }
        }
    }
}
