//! The dates on which something was changed, as the charts mark them and the lists tell them.

use chrono::NaiveDate;

use super::chart::bars;
use super::room::{COLUMN, cut, fitting};
use super::words::date;
use super::{Page, changes, found, medical, steps};
use crate::review::diary::{Change, Changed};
use crate::words::Said;

/// Lines for changes of the routine, where everything else takes all it may.
const CHANGES: usize = 5;

/// What was changed on one date.
pub(super) struct Mark {
    /// What it is called on the charts: a letter for a medicine, a number for the routine.
    pub name: String,
    pub date: NaiveDate,
    pub is_medicine: bool,
    pub says: Said,
}

/// All that there is room for.
pub(super) struct Marks {
    /// Medicines, by date.
    pub medicines: Vec<Mark>,
    /// How many earlier dates with a medicine there are.
    pub earlier_medicines: usize,
    /// The routine, by date.
    pub changes: Vec<Mark>,
    /// How many earlier dates with a change of the routine there are.
    pub earlier_changes: usize,
    /// Lines that are left for what was tried and compared.
    pub lines_for_found: usize,
}

impl Marks {
    /// Room is given first to medicines, then to what was found, and what is left then to changes of the routine.
    pub(super) fn of(page: &Page<'_>) -> Self {
        let found = page.found.lines(found::LINES);
        let mut spare = steps::spare(page) + bars::spare(page) + found::LINES - found;
        let changes = &page.diary.changes;
        let (medicines, routine): (Vec<&Change>, Vec<&Change>) = changes
            .iter()
            .partition(|change| matches!(change.what, Changed::Medicine { .. }));
        let by_date = medicines.chunk_by(|one, other| one.date == other.date);
        let told = by_date.map(|own| {
            let says = own.iter().map(|change| changes::says(&change.what));
            (own[0].date.0, Said::joined(says, "; "))
        });
        let told: Vec<(NaiveDate, Said)> = told.collect();
        // They stand beside the blood values, and what is said below them takes a line too.
        let below = medical::lines_of_pregnancy(page) + usize::from(!medicines.is_empty());
        let room = medical::LINES + spare - below;
        let (medicines, earlier_medicines, used) = last(told, room, true);
        let height = (used + below).max(medical::lines_of_tests(page));
        spare = medical::LINES + spare - height;
        let lines_for_found = found + spare;
        // More room does not always take more lines: one more trial may fit, and push a long comparison out.
        spare = spare.saturating_sub(page.found.lines(lines_for_found).saturating_sub(found));
        let (changes, earlier_changes, _) =
            last(changes::by_date(&routine), CHANGES + spare, false);
        Self {
            medicines,
            earlier_medicines,
            changes,
            earlier_changes,
            lines_for_found,
        }
    }

    /// All of them by date.
    pub(super) fn all(&self) -> Vec<&Mark> {
        let mut all: Vec<&Mark> = self.medicines.iter().chain(&self.changes).collect();
        all.sort_by_key(|mark| mark.date);
        all
    }

    /// All of them in words, for those who do not see the charts.
    pub(super) fn in_words(&self) -> String {
        let said = self.all().into_iter().map(|mark| {
            let what = if mark.is_medicine {
                "medicine"
            } else {
                "routine"
            };
            format!("{} {}, {what}", mark.name, date(mark.date))
        });
        let said: Vec<String> = said.collect();
        if said.is_empty() {
            String::new()
        } else {
            format!(" Marks: {}.", said.join("; "))
        }
    }
}

/// The last dates that there is room for, how many are before them, and the lines that they take. The last one of all
/// is there in any case, cut where it has to be.
fn last(
    dates: Vec<(NaiveDate, Said)>,
    room: usize,
    is_medicine: bool,
) -> (Vec<Mark>, usize, usize) {
    let line = |(at, says): &(NaiveDate, Said)| format!("{}: {}", date(*at), says.plain());
    let (mut shown, mut used) = fitting(dates.iter().rev().map(line), COLUMN, room);
    let earlier = dates.len() - shown.max(1).min(dates.len());
    let mut dates = dates;
    if let Some((at, says)) = dates.last_mut().filter(|_| shown == 0) {
        let before = format!("{}: ", date(*at));
        *says = cut(&before, std::mem::take(says), COLUMN, room);
        (shown, used) = (1, room);
    }
    let from = dates.len() - shown.min(dates.len());
    let marks = dates
        .drain(from..)
        .enumerate()
        .map(|(n, (date, says))| Mark {
            name: if is_medicine {
                letter(n)
            } else {
                (n + 1).to_string()
            },
            date,
            is_medicine,
            says,
        });
    (marks.collect(), earlier, used)
}

/// `A` to `Z`, then `AA`, as the numbers of a list of letters go.
fn letter(n: usize) -> String {
    let own = char::from(b'A' + (n % 26) as u8);
    match n / 26 {
        0 => own.to_string(),
        more => format!("{}{own}", letter(more - 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_z_comes_a_second_letter() {
        let letters: Vec<String> = [0, 25, 26, 27, 52].map(letter).to_vec();
        assert_eq!(letters, ["A", "Z", "AA", "AB", "BA"]);
    }
}
