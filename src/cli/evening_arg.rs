//! The `--date` option: a date, `tonight` or `yesterday`.

use std::ops::RangeInclusive;
use std::str::FromStr;

use chrono::Datelike;
use clap::Args;

use super::completions::Completes;
use super::context::CommandContext;
use crate::coach::Coach;
use crate::event::EveningDate;
use crate::journal::JournalError;

/// The option that selects one evening.
#[derive(Debug, Args)]
pub(crate) struct EveningOption {
    /// The evening it is about: a date such as 2026-11-24, or `yesterday`
    #[arg(long, value_name = "DATE", add = Completes::PastEvening)]
    pub(crate) date: Option<TypedDate>,
}

/// The option that selects one evening of any date that an entry can have. A clock that stood in 1970 may have recorded
/// something then, which has to be within reach to be taken back.
#[derive(Debug, Args)]
pub(crate) struct AnyEveningOption {
    /// The evening it is about: a date such as 2026-11-24, or `yesterday`
    #[arg(long, value_name = "DATE", value_parser = any_date, add = Completes::PastEvening)]
    pub(crate) date: Option<TypedDate>,
}

/// An evening as typed. [`TypedDate::resolve`] turns it into a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TypedDate {
    Tonight,
    Yesterday,
    On(EveningDate),
}

/// The years that are accepted. An entry in the year 202, by a typing error, would make every evening since then a
/// missed one.
const YEARS: RangeInclusive<i32> = 2000..=2199;

/// The text is neither a date in [`YEARS`] nor `tonight` or `yesterday`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("write a date from the year 2000 to 2199 such as 2026-11-24, or `tonight` or `yesterday`")]
pub(crate) struct BadDate;

impl FromStr for TypedDate {
    type Err = BadDate;

    fn from_str(text: &str) -> Result<Self, BadDate> {
        match text.trim() {
            "tonight" | "today" => Ok(Self::Tonight),
            "yesterday" => Ok(Self::Yesterday),
            date => match date.parse::<EveningDate>() {
                Ok(date) if YEARS.contains(&date.0.year()) => Ok(Self::On(date)),
                _ => Err(BadDate),
            },
        }
    }
}

/// Reads an evening of any date that an entry can have.
fn any_date(text: &str) -> Result<TypedDate, BadDate> {
    text.parse().or_else(|error| match text.trim().parse() {
        Ok(date) if EveningDate::is_plausible(date) => Ok(TypedDate::On(date)),
        _ => Err(error),
    })
}

impl TypedDate {
    /// The date of the evening. `tonight` is the date of the evening that is running.
    pub(crate) fn resolve(self, tonight: EveningDate) -> EveningDate {
        match self {
            Self::Tonight => tonight,
            Self::Yesterday => tonight.previous(),
            Self::On(date) => date,
        }
    }
}

impl EveningOption {
    /// The selected evening, or tonight's where the option is not given.
    pub(crate) fn resolve(
        &self,
        coach: &Coach,
        ctx: &CommandContext,
    ) -> Result<EveningDate, JournalError> {
        let tonight = coach.date_of_tonight(ctx.now)?;
        Ok(self.date.map_or(tonight, |date| date.resolve(tonight)))
    }
}
