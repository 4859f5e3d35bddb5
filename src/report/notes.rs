//! The notes, if included.

use maud::{Markup, html};

use super::ReportPage;
use super::words::{date, text};

pub(super) fn section(page: &ReportPage<'_>) -> Markup {
    html! {
        section.notes aria-labelledby="notes" {
            (page.repeated_head("notes"))
            h2 id="notes" { "Notes" }
            @if page.diary.notes.is_empty() {
                p.missing { "No notes were written." }
            } @else {
                table {
                    thead { tr { th scope="col" { "Evening" } th scope="col" { "Note" } } }
                    tbody {
                        @for (evening, note) in &page.diary.notes {
                            tr {
                                th scope="row" { (date(evening.0)) }
                                td.note dir="auto" { (text(note)) }
                            }
                        }
                    }
                }
            }
        }
    }
}
