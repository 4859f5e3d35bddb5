//! Which evening: a date, `tonight` or `yesterday`.

use std::str::FromStr;

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

/// A text that names no evening.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("write a date such as 2026-11-24, `tonight` or `yesterday`")]
pub struct BadDate;

impl FromStr for TypedDate {
    type Err = BadDate;

    fn from_str(text: &str) -> Result<Self, BadDate> {
        match text.trim() {
            "tonight" | "today" => Ok(Self::Tonight),
            "yesterday" => Ok(Self::Yesterday),
            date => date.parse().map(Self::On).map_err(|_| BadDate),
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
