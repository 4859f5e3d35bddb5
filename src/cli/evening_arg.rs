//! Which evening: a date, `tonight` or `yesterday`.

use std::ops::RangeInclusive;
use std::str::FromStr;

use chrono::Datelike;
use clap::Args;

use super::home::Home;
use crate::coach::Coach;
use crate::event::EveningDate;

/// The option that names an evening.
#[derive(Debug, Args)]
pub struct WhichEvening {
    /// The evening it is about: a date such as 2026-11-24, or `yesterday`
    #[arg(long, value_name = "DATE")]
    pub date: Option<TypedDate>,
}

/// An evening, as it was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TypedDate {
    Tonight,
    Yesterday,
    On(EveningDate),
}

/// Evenings that somebody may speak of. One that was kept by a slip of the fingers in the year 202 would leave
/// eighteen centuries of missed ones behind it.
const YEARS: RangeInclusive<i32> = 2000..=2199;

/// A text that names no evening.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("write a date from the year 2000 to 2199 such as 2026-11-24, or `tonight` or `yesterday`")]
pub struct BadDate;

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

impl TypedDate {
    /// The evening meant, when `tonight` is the one that is running.
    pub fn from(self, tonight: EveningDate) -> EveningDate {
        match self {
            Self::Tonight => tonight,
            Self::Yesterday => tonight.previous(),
            Self::On(date) => date,
        }
    }
}

impl WhichEvening {
    /// The evening named, or tonight's.
    pub fn of(&self, coach: &Coach, home: &Home) -> EveningDate {
        let tonight = coach.evening_at(home.now).date;
        self.date.map_or(tonight, |date| date.from(tonight))
    }
}
