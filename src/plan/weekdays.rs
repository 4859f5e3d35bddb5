//! Sets of weekdays.

use std::fmt;

use chrono::Weekday;
use serde::{Deserialize, Serialize};

/// A set of weekdays. In a plan from [`parse`](super::parse) it is never empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WeekdaySet(u8);

impl WeekdaySet {
    /// All seven weekdays.
    pub const EVERY_DAY: Self = Self(0b111_1111);
    /// The empty set.
    pub const EMPTY: Self = Self(0);
    const DAYS: [Weekday; 7] = [
        Weekday::Mon,
        Weekday::Tue,
        Weekday::Wed,
        Weekday::Thu,
        Weekday::Fri,
        Weekday::Sat,
        Weekday::Sun,
    ];

    /// The set with one more weekday.
    #[must_use]
    pub fn with(self, day: Weekday) -> Self {
        Self(self.0 | 1 << day.num_days_from_monday())
    }

    /// Whether the set contains the weekday.
    pub fn has(self, day: Weekday) -> bool {
        self.0 & 1 << day.num_days_from_monday() != 0
    }

    /// Whether the set is empty.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether the set contains all seven weekdays.
    pub fn is_every_day(&self) -> bool {
        *self == Self::EVERY_DAY
    }

    /// The number of weekdays in the set.
    pub fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// The weekdays in the set, from Monday to Sunday.
    pub fn iter(self) -> impl Iterator<Item = Weekday> {
        Self::DAYS.into_iter().filter(move |day| self.has(*day))
    }

    /// The end of a sentence: " on Fridays and Saturdays". Empty if the set contains all weekdays.
    pub(super) fn on_these_days(self) -> String {
        let names = self.iter().map(|day| match day {
            Weekday::Mon => "Mondays",
            Weekday::Tue => "Tuesdays",
            Weekday::Wed => "Wednesdays",
            Weekday::Thu => "Thursdays",
            Weekday::Fri => "Fridays",
            Weekday::Sat => "Saturdays",
            Weekday::Sun => "Sundays",
        });
        let names: Vec<&str> = names.collect();
        match names.split_last() {
            _ if self.is_every_day() => String::new(),
            Some((last, others)) if !others.is_empty() => {
                format!(" on {} and {last}", others.join(", "))
            }
            _ => format!(" on {}", names.join("")),
        }
    }
}

impl Default for WeekdaySet {
    fn default() -> Self {
        Self::EVERY_DAY
    }
}

impl FromIterator<Weekday> for WeekdaySet {
    fn from_iter<I: IntoIterator<Item = Weekday>>(days: I) -> Self {
        days.into_iter().fold(Self::EMPTY, Self::with)
    }
}

impl fmt::Display for WeekdaySet {
    /// Writes `mon, tue, wed`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, day) in self.iter().enumerate() {
            let comma = if n > 0 { ", " } else { "" };
            write!(f, "{comma}{}", weekday_abbreviation(day))?;
        }
        Ok(())
    }
}

/// The abbreviation of a weekday in the config: `mon`.
pub(super) fn weekday_abbreviation(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "mon",
        Weekday::Tue => "tue",
        Weekday::Wed => "wed",
        Weekday::Thu => "thu",
        Weekday::Fri => "fri",
        Weekday::Sat => "sat",
        Weekday::Sun => "sun",
    }
}

impl Serialize for WeekdaySet {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(weekday_abbreviation))
    }
}

impl<'de> Deserialize<'de> for WeekdaySet {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::<String>::deserialize(deserializer)?
            .iter()
            .map(|word| {
                Self::DAYS
                    .into_iter()
                    .find(|day| weekday_abbreviation(*day) == word)
                    .ok_or_else(|| serde::de::Error::custom(format!("`{word}` is not a weekday")))
            })
            .collect()
    }
}
