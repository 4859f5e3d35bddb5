//! Which evenings: from a date to a date, or the last so many.

use std::str::FromStr;

use clap::Args;

use super::evening_arg::TypedDate;
use super::failure::BadArguments;
use crate::event::EveningDate;

/// The options that name some evenings in a row.
#[derive(Debug, Args)]
pub struct WhichEvenings {
    /// The first evening
    #[arg(long, value_name = "DATE", conflicts_with = "last")]
    from: Option<TypedDate>,
    /// The last evening, if not tonight
    #[arg(long, value_name = "DATE")]
    to: Option<TypedDate>,
    /// So many evenings: 30d, 8w
    #[arg(long, value_name = "SPAN", allow_hyphen_values = true)]
    last: Option<Evenings>,
}

impl WhichEvenings {
    /// The first and the last, seen from tonight; `otherwise` so many of them where nothing says. The last is no later
    /// than tonight: of what is still to come there is nothing to look back on.
    ///
    /// # Errors
    /// When the first is still to come, or comes after the last.
    pub fn ends(
        &self,
        tonight: EveningDate,
        otherwise: Evenings,
    ) -> Result<(EveningDate, EveningDate), BadArguments> {
        let to = self.to.map_or(tonight, |to| to.from(tonight)).min(tonight);
        let from = match self.from {
            Some(from) => from.from(tonight),
            None => to.days_before(self.last.unwrap_or(otherwise).0 - 1),
        };
        if tonight < from {
            return Err(BadArguments(format!(
                "the evening of {from} is still to come; name a first evening that has begun"
            )));
        }
        if to < from {
            return Err(BadArguments(format!(
                "the last evening ({to}) comes before the first ({from}); swap --from and --to"
            )));
        }
        Ok((from, to))
    }
}

/// A number of evenings, from one to [`MOST_EVENINGS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Evenings(u64);

/// Two hundred years, as far as dates may lie apart.
const MOST_EVENINGS: u64 = 73_050;

/// A text that is no number of evenings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("write a number of days or weeks, such as 30d or 8w")]
pub struct BadEvenings;

impl FromStr for Evenings {
    type Err = BadEvenings;

    fn from_str(text: &str) -> Result<Self, BadEvenings> {
        let (number, days) = match text
            .trim()
            .split_at_checked(text.trim().len().saturating_sub(1))
        {
            Some((number, "d")) => (number, 1),
            Some((number, "w")) => (number, 7),
            _ => return Err(BadEvenings),
        };
        let number: u64 = number.parse().map_err(|_| BadEvenings)?;
        match number.checked_mul(days) {
            Some(evenings @ 1..=MOST_EVENINGS) => Ok(Self(evenings)),
            _ => Err(BadEvenings),
        }
    }
}

impl Evenings {
    /// Thirty.
    pub const MONTH: Self = Self(30);
    /// Twelve weeks.
    pub const SEASON: Self = Self(84);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evenings_are_counted_in_days_or_weeks() {
        let read = |text: &str| text.parse::<Evenings>().map(|evenings| evenings.0);
        assert_eq!(read("30d"), Ok(30));
        assert_eq!(read("8w"), Ok(56));
        for text in [
            "",
            "d",
            "30",
            "0d",
            "1.5w",
            "-3d",
            "8é",
            "73051d",
            "99999999999d",
            "99999999999999999999d",
        ] {
            assert_eq!(read(text), Err(BadEvenings), "{text}");
        }
    }
}
