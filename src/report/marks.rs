//! Dates with changes, as the charts mark them and the lists name them.

use chrono::NaiveDate;
use maud::{Markup, html};

use super::words::date;
use crate::words::MarkedText;

/// The changes of one date.
pub(super) struct Mark {
    /// Its label on the charts: a letter for medicines, a number for the routine.
    pub name: String,
    pub date: NaiveDate,
    pub is_medicine: bool,
    pub text: MarkedText,
}

impl Mark {
    /// A list item: the date and its changes.
    pub(super) fn item(&self) -> Markup {
        html! { li { b { (date(self.date)) } ": " (self.text) } }
    }
}

/// The marks that fit.
pub(super) struct Marks {
    /// Changes of medicines, by date.
    pub medicines: Vec<Mark>,
    /// Number of earlier dates with a change of medicine that do not fit.
    pub earlier_medicines: usize,
    /// Changes of the routine, by date.
    pub changes: Vec<Mark>,
    /// Number of earlier dates with a change of the routine that do not fit.
    pub earlier_changes: usize,
}

impl Marks {
    /// All marks by date.
    pub(super) fn all(&self) -> Vec<&Mark> {
        let mut all: Vec<&Mark> = self.medicines.iter().chain(&self.changes).collect();
        all.sort_by_key(|mark| mark.date);
        all
    }

    /// All marks in words, for readers who do not see the charts.
    pub(super) fn description(&self) -> String {
        let texts = self.all().into_iter().map(|mark| {
            let what = if mark.is_medicine {
                "medicine"
            } else {
                "routine"
            };
            format!("{} {}, {what}", mark.name, date(mark.date))
        });
        let texts: Vec<String> = texts.collect();
        if texts.is_empty() {
            String::new()
        } else {
            format!(" Marks: {}.", texts.join("; "))
        }
    }
}

/// Letters as list labels: `A` to `Z`, then `AA`.
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
    fn labels_after_z_have_two_letters() {
        let letters: Vec<String> = [0, 25, 26, 27, 52].map(letter).to_vec();
        assert_eq!(letters, ["A", "Z", "AA", "AB", "BA"]);
    }
}
