//! What a field takes, and how the arrow keys change it.

use chrono::{NaiveDate, NaiveTime};

use crate::diary::iron::BloodValue;
use crate::evening::LONGEST_TEXT;
use crate::printable::is_unprintable;
use crate::time_of_day::ClockFormat;

/// The kind of value that a field takes, and how the arrow keys change it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Any text. The arrow keys do not change it.
    Words,
    /// A whole number.
    Whole {
        /// The lower limit for the arrow keys.
        from: u16,
        /// The upper limit.
        to: u16,
        /// How much one press of an arrow key adds or subtracts.
        by: u16,
        /// The value an arrow key sets in an empty field.
        start: u16,
        /// The unit drawn behind the number, with a leading space; may be empty.
        unit: &'static str,
    },
    /// A laboratory value, typed with or without its unit. The arrow keys do not change it.
    Blood(BloodValue),
    /// Yes or no, each typed by its first letter. Deleting removes the whole word.
    YesOrNo,
    /// A time of day, shown by this clock. The arrow keys step by five minutes; in an empty field they set this time.
    Time(NaiveTime, ClockFormat),
    /// A date. The arrow keys step by one day; in an empty field they set this date.
    Date(NaiveDate),
}

impl FieldKind {
    /// Whether the arrow keys change the value.
    pub fn has_steps(self) -> bool {
        match self {
            Self::Whole { .. } | Self::YesOrNo | Self::Time(..) | Self::Date(_) => true,
            Self::Words | Self::Blood(_) => false,
        }
    }

    /// What to type, shown after input that cannot be part of such a value.
    pub fn example(self) -> String {
        match self {
            Self::Words => format!("at most {LONGEST_TEXT} characters"),
            Self::Whole { from, to, .. } => format!("a number, {from} to {to}"),
            Self::Blood(value) => value.example().to_owned(),
            Self::YesOrNo => "y for yes, n for no".to_owned(),
            Self::Time(_, clock) => clock.example().to_owned(),
            Self::Date(_) => "a date such as 2026-11-02".to_owned(),
        }
    }

    /// The most characters that a value has.
    pub(super) fn longest(self) -> usize {
        match self {
            Self::Words => LONGEST_TEXT,
            Self::Whole { to, .. } => to.to_string().len(),
            Self::Blood(_) => 12,
            Self::YesOrNo => YES.len(),
            Self::Time(..) => "10:30 p.m.".len(),
            Self::Date(_) => "2026-11-02".len(),
        }
    }

    /// Whether the letter can come next, `before` being the text in front of it.
    pub(super) fn accepts(self, letter: char, before: &str) -> bool {
        match self {
            Self::Words => !is_unprintable(letter),
            Self::Whole { .. } => letter.is_ascii_digit(),
            Self::Blood(value) => value.accepts_char(letter),
            // The rest of a word may be typed after its first letter.
            Self::YesOrNo => "yn".contains(letter) || before.contains(letter),
            // Letters only follow a number, as in `10:30 pm` and `22h30`.
            Self::Time(..) if before.is_empty() => letter.is_ascii_digit(),
            Self::Time(..) => letter.is_ascii_digit() || ":. hapmHAPM".contains(letter),
            Self::Date(_) => letter.is_ascii_digit() || letter == '-',
        }
    }

    /// Whether the text is complete, so that a further digit begins a new value.
    pub(super) fn is_complete(self, text: &str) -> bool {
        match self {
            Self::Words | Self::Blood(_) | Self::YesOrNo => false,
            Self::Whole { .. } | Self::Date(_) => text.len() >= self.longest(),
            Self::Time(..) => match text.as_bytes() {
                [h1, h2, b':', m1, m2] => {
                    [h1, h2, m1, m2].iter().all(|digit| digit.is_ascii_digit())
                }
                bytes => matches!(bytes, [.., b'm' | b'M']),
            },
        }
    }
}

/// How a field says yes.
pub const YES: &str = "yes";
/// How a field says no.
pub const NO: &str = "no";
