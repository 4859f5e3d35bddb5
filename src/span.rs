//! A length of time as people write it: `10m`, `1h30m`, `20s`, `9h`.

use std::fmt;
use std::str::FromStr;

use chrono::TimeDelta;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A length of elapsed time in whole seconds, from zero to [`Span::MAX`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span(u32);

/// Why a text is not a [`Span`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadSpan {
    /// Not numbers with units.
    #[error("expected a length of time such as `10m`, `1h30m` or `20s`")]
    Unreadable,
    /// More than a week.
    #[error("a length of time is at most 7 days (`168h`)")]
    TooLong,
}

impl Span {
    /// No time at all.
    pub const ZERO: Self = Self(0);
    /// One week: nothing in an evening is longer.
    pub const MAX: Self = Self(7 * 24 * 3600);

    /// `secs` seconds, cut at [`Span::MAX`].
    pub const fn seconds(secs: u32) -> Self {
        if secs > Self::MAX.0 {
            Self::MAX
        } else {
            Self(secs)
        }
    }

    /// `minutes` minutes, cut at [`Span::MAX`].
    pub const fn minutes(minutes: u32) -> Self {
        Self::seconds(minutes.saturating_mul(60))
    }

    /// The length in seconds.
    pub const fn as_secs(self) -> u32 {
        self.0
    }

    /// The length in minutes, rounded to the nearest.
    pub const fn as_minutes(self) -> u32 {
        (self.0 + 30) / 60
    }

    /// Whether it is no time at all.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// For arithmetic with instants.
    pub const fn delta(self) -> TimeDelta {
        TimeDelta::seconds(self.0 as i64)
    }
}

impl FromStr for Span {
    type Err = BadSpan;

    /// Reads hours, minutes and seconds in that order, each at most once: `1h30m`, `90m`, `45s`.
    fn from_str(text: &str) -> Result<Self, BadSpan> {
        let mut rest = text.trim();
        let mut total: u64 = 0;
        let mut units = [('h', 3600), ('m', 60), ('s', 1)].into_iter();
        if rest.is_empty() {
            return Err(BadSpan::Unreadable);
        }
        while !rest.is_empty() {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let (number, tail) = rest.split_at(digits);
            let number: u64 = match number.parse() {
                Ok(number) => number,
                Err(_) if digits > 0 => return Err(BadSpan::TooLong),
                Err(_) => return Err(BadSpan::Unreadable),
            };
            let mut chars = tail.chars();
            let unit = chars.next().ok_or(BadSpan::Unreadable)?;
            let (_, secs) = units
                .find(|(name, _)| *name == unit)
                .ok_or(BadSpan::Unreadable)?;
            total = total.saturating_add(number.saturating_mul(secs));
            rest = chars.as_str();
        }
        match u32::try_from(total) {
            Ok(secs) if secs <= Self::MAX.0 => Ok(Self(secs)),
            _ => Err(BadSpan::TooLong),
        }
    }
}

impl fmt::Display for Span {
    /// Writes the shortest form that reads back as the same span: `1h30m`, `20s`, `0m`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hours, minutes, secs) = (self.0 / 3600, self.0 / 60 % 60, self.0 % 60);
        if self.0 == 0 {
            return f.write_str("0m");
        }
        for (number, unit) in [(hours, 'h'), (minutes, 'm'), (secs, 's')] {
            if number > 0 {
                write!(f, "{number}{unit}")?;
            }
        }
        Ok(())
    }
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn parses_common_spellings_of_a_duration() {
        for (text, secs) in [
            ("10m", 600),
            ("1h30m", 5400),
            ("9h", 32_400),
            ("20s", 20),
            ("0m", 0),
            ("1h5s", 3605),
            ("168h", 604_800),
        ] {
            assert_eq!(text.parse(), Ok(Span(secs)), "{text}");
        }
    }

    #[test]
    fn refuses_text_that_is_not_a_duration() {
        for text in [
            "", "10", "m", "-5m", "1.5h", "5m1h", "1h1h", "10 m", "ten", "5\u{0}m", "5ü",
        ] {
            assert_eq!(text.parse::<Span>(), Err(BadSpan::Unreadable), "{text:?}");
        }
        for text in ["169h", "604801s", "99999999999999999999999h"] {
            assert_eq!(text.parse::<Span>(), Err(BadSpan::TooLong), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn a_formatted_span_is_parsed_back_unchanged(secs in 0u32..=604_800) {
            let span = Span::seconds(secs);
            prop_assert_eq!(span.to_string().parse(), Ok(span));
        }
    }
}
