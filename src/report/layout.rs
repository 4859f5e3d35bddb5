//! How much of the page each section gets.
//!
//! The page has exactly two sheets. So it is made in three passes: each section reports how many lines it
//! wants, the lines are distributed here, and then each section is drawn with its share.

use chrono::NaiveDate;

use super::chart::hours;
use super::marks::{Mark, Marks, letter};
use super::room::{COLUMN, cut, fitting};
use super::words::date;
use super::{ReportPage, changes, found, medical, steps};
use crate::words::MarkedText;

/// The share of each section of variable length.
pub(super) struct Layout {
    /// The changes of medicines and of the routine that fit.
    pub marks: Marks,
    /// Lines for trials and comparisons.
    pub lines_for_found: usize,
}

/// What the sections want, in lines.
struct Wanted {
    /// Changes of medicines, by date.
    medicines: Vec<(NaiveDate, MarkedText)>,
    /// Lines below the medicines in their column.
    below_medicines: usize,
    /// Lines of the blood values, in the column beside the medicines.
    blood: usize,
    /// Lines of trials and comparisons, at most [`found::LINES`].
    found: usize,
    /// Changes of the routine, by date.
    changes: Vec<(NaiveDate, MarkedText)>,
    /// Lines that other sections do not use.
    spare: usize,
}

impl Wanted {
    fn by(page: &ReportPage<'_>) -> Self {
        let medicines = medical::by_date(page);
        let found = page.findings.lines(found::LINES);
        Self {
            below_medicines: medical::lines_of_pregnancy(page) + usize::from(!medicines.is_empty()),
            medicines,
            blood: medical::lines_of_tests(page),
            changes: changes::by_date(page),
            spare: steps::spare(page) + hours::spare(page) + found::LINES - found,
            found,
        }
    }
}

impl Layout {
    /// Distributes the lines: first to medicines, then to trials and comparisons, then to changes of the
    /// routine.
    pub(super) fn for_page(page: &ReportPage<'_>) -> Self {
        let wanted = Wanted::by(page);
        let for_medical = medical::LINES + wanted.spare;
        let medicines = Newest::that_fit(wanted.medicines, for_medical - wanted.below_medicines);
        let medical = (medicines.lines + wanted.below_medicines).max(wanted.blood);
        let spare = for_medical - medical;

        let lines_for_found = wanted.found + spare;
        // More room does not always mean more lines used: an additional trial may displace a long
        // comparison.
        let used = page.findings.lines(lines_for_found);
        let spare = spare.saturating_sub(used.saturating_sub(wanted.found));

        let changes = Newest::that_fit(wanted.changes, changes::LINES + spare);
        Self {
            marks: Marks {
                earlier_medicines: medicines.earlier,
                medicines: medicines.marks(true),
                earlier_changes: changes.earlier,
                changes: changes.marks(false),
            },
            lines_for_found,
        }
    }
}

/// The newest of some dates, as many as fit.
struct Newest {
    /// The dates that fit, in order.
    dates: Vec<(NaiveDate, MarkedText)>,
    /// Number of earlier dates that do not fit.
    earlier: usize,
    /// The lines they take.
    lines: usize,
}

impl Newest {
    /// The newest dates that fit into `room` lines of a column. The very newest is always included,
    /// shortened if necessary.
    fn that_fit(mut dates: Vec<(NaiveDate, MarkedText)>, room: usize) -> Self {
        let line =
            |(at, text): &(NaiveDate, MarkedText)| format!("{}: {}", date(*at), text.plain());
        let (mut shown, mut lines) = fitting(dates.iter().rev().map(line), COLUMN, room);
        if let Some((at, text)) = dates.last_mut().filter(|_| shown == 0) {
            let before = format!("{}: ", date(*at));
            *text = cut(&before, std::mem::take(text), COLUMN, room);
            (shown, lines) = (1, room);
        }
        let earlier = dates.len() - shown;
        Self {
            dates: dates.split_off(earlier),
            earlier,
            lines,
        }
    }

    fn marks(self, is_medicine: bool) -> Vec<Mark> {
        let dates = self.dates.into_iter().enumerate();
        let marks = dates.map(|(n, (date, text))| Mark {
            name: if is_medicine {
                letter(n)
            } else {
                (n + 1).to_string()
            },
            date,
            is_medicine,
            text,
        });
        marks.collect()
    }
}
