//! The options `--from`, `--to` and `--last`: a range of evenings.

use std::str::FromStr;

use clap::Args;

use super::completions::Completes;
use super::evening_arg::TypedDate;
use super::failure::BadArguments;
use crate::event::EveningDate;

/// The options that select a range of evenings.
#[derive(Debug, Args)]
pub(crate) struct EveningRangeOptions {
    /// The first evening
    #[arg(long, value_name = "DATE", add = Completes::PastEvening, conflicts_with = "last")]
    from: Option<TypedDate>,
    /// The last evening, if not tonight
    #[arg(long, value_name = "DATE", add = Completes::PastEvening)]
    to: Option<TypedDate>,
    /// So many evenings: 30d, 8w
    #[arg(long, value_name = "SPAN", allow_hyphen_values = true)]
    last: Option<Evenings>,
}

impl EveningRangeOptions {
    /// Whether one of the options is given.
    pub(crate) fn is_given(&self) -> bool {
        self.from.is_some() || self.to.is_some() || self.last.is_some()
    }

    /// The first and the last evening that are named; none where an end is left open, so that evenings to come are among
    /// them.
    ///
    /// # Errors
    /// When the first evening is later than the last one.
    pub(crate) fn ends(
        &self,
        tonight: EveningDate,
    ) -> Result<(Option<EveningDate>, Option<EveningDate>), BadArguments> {
        let to = self.to.map(|to| to.resolve(tonight));
        let from = match (self.from, self.last) {
            (Some(from), _) => Some(from.resolve(tonight)),
            (None, Some(last)) => Some(to.unwrap_or(tonight).days_before(last.0 - 1)),
            (None, None) => None,
        };
        match (from, to) {
            (Some(from), Some(to)) if to < from => Err(swapped(from, to)),
            ends => Ok(ends),
        }
    }

    /// The first and the last evening of the range. Without `--from` and `--last` it has `default` evenings. The last
    /// evening is at most tonight, because later ones have no entries yet.
    ///
    /// # Errors
    /// When the first evening is later than tonight or than the last one.
    pub(crate) fn resolve(
        &self,
        tonight: EveningDate,
        default: Evenings,
    ) -> Result<(EveningDate, EveningDate), BadArguments> {
        let to = self
            .to
            .map_or(tonight, |to| to.resolve(tonight))
            .min(tonight);
        let from = match self.from {
            Some(from) => from.resolve(tonight),
            None => to.days_before(self.last.unwrap_or(default).0 - 1),
        };
        if tonight < from {
            return Err(BadArguments(format!(
                "the evening of {from} is still to come; name a first evening that has begun"
            )));
        }
        if to < from {
            return Err(swapped(from, to));
        }
        Ok((from, to))
    }
}

fn swapped(from: EveningDate, to: EveningDate) -> BadArguments {
    BadArguments(format!(
        "the last evening ({to}) comes before the first ({from}); swap --from and --to"
    ))
}

/// A number of evenings, from one to [`MOST_EVENINGS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Evenings(u64);

/// 200 years, the range of years that dates may have.
const MOST_EVENINGS: u64 = 73_050;

/// The text is not a number of days or weeks in the accepted range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("write a number of days or weeks, such as 30d or 8w")]
pub(crate) struct BadEvenings;

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
    /// 30 evenings.
    pub(crate) const MONTH: Self = Self(30);
    /// 84 evenings: twelve weeks.
    pub(crate) const SEASON: Self = Self(84);
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
