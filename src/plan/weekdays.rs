//! Sets of weekdays.

use std::fmt;

use chrono::Weekday;
use serde::{Deserialize, Serialize};

/// A set of weekdays, never empty when it comes out of [`parse`](super::parse).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WeekdaySet(u8);

impl WeekdaySet {
    /// Monday to Sunday.
    pub const EVERY_DAY: Self = Self(0b111_1111);
    /// No day: to be filled.
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

    /// This set and one weekday more.
    #[must_use]
    pub fn with(self, day: Weekday) -> Self {
        Self(self.0 | 1 << day.num_days_from_monday())
    }

    /// Whether it holds that weekday.
    pub fn has(self, day: Weekday) -> bool {
        self.0 & 1 << day.num_days_from_monday() != 0
    }

    /// Whether it holds none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether it holds all seven.
    pub fn is_every_day(&self) -> bool {
        *self == Self::EVERY_DAY
    }

    /// How many of the seven it holds.
    pub fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// Its weekdays, from Monday on.
    pub fn iter(self) -> impl Iterator<Item = Weekday> {
        Self::DAYS.into_iter().filter(move |day| self.has(*day))
    }

    /// As the end of a sentence: " on Fridays and Saturdays". Nothing when it is every day.
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
            write!(f, "{comma}{}", weekday_word(day))?;
        }
        Ok(())
    }
}

/// The word for a weekday in the config: `mon`.
pub fn weekday_word(day: Weekday) -> &'static str {
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
        serializer.collect_seq(self.iter().map(weekday_word))
    }
}

impl<'de> Deserialize<'de> for WeekdaySet {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::<String>::deserialize(deserializer)?
            .iter()
            .map(|word| {
                Self::DAYS
                    .into_iter()
                    .find(|day| weekday_word(*day) == word)
                    .ok_or_else(|| serde::de::Error::custom(format!("`{word}` is no weekday")))
            })
            .collect()
    }
}
