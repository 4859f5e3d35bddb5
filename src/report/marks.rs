//! The dates on which something was changed, as the charts mark them and the lists name them.

use chrono::NaiveDate;
use maud::{Markup, html};

use super::words::date;
use crate::words::MarkedText;

/// What was changed on one date.
pub(super) struct Mark {
    /// What it is called on the charts: a letter for a medicine, a number for the routine.
    pub name: String,
    pub date: NaiveDate,
    pub is_medicine: bool,
    pub says: MarkedText,
}

impl Mark {
    /// A line of a list: the date and what was changed on it.
    pub(super) fn item(&self) -> Markup {
        html! { li { b { (date(self.date)) } ": " (self.says) } }
    }
}

/// The marks that there is room for.
pub(super) struct Marks {
    /// Medicines, by date.
    pub medicines: Vec<Mark>,
    /// How many earlier dates with a medicine there are.
    pub earlier_medicines: usize,
    /// The routine, by date.
    pub changes: Vec<Mark>,
    /// How many earlier dates with a change of the routine there are.
    pub earlier_changes: usize,
}

impl Marks {
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

/// `A` to `Z`, then `AA`, as the numbers of a list of letters go.
pub(super) fn letter(n: usize) -> String {
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
