//! How much is looked at at once, and what the arrows lead to there.

use chrono::{Datelike, Days, Months, NaiveDate};

use crate::event::EveningDate;

/// How much is looked at at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Span {
    Week,
    Month,
    Year,
    All,
}

/// A move of the cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Left,
    Right,
    Up,
    Down,
    /// A whole week, month or year back.
    Back,
    /// And on.
    On,
}

impl Span {
    pub const ALL: [Self; 4] = [Self::Week, Self::Month, Self::Year, Self::All];

    pub fn letter(self) -> char {
        match self {
            Self::Week => 'w',
            Self::Month => 'm',
            Self::Year => 'y',
            Self::All => 'a',
        }
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::Week => "w",
            Self::Month => "m",
            Self::Year => "y",
            Self::All => "a",
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
            Self::All => "all",
        }
    }

    /// What the arrows to the sides lead to.
    pub fn across(self) -> &'static str {
        match self {
            Self::Month => "evening",
            Self::Week | Self::Year => "week",
            Self::All => "month",
        }
    }

    /// What the arrows up and down lead to.
    pub fn down(self) -> &'static str {
        match self {
            Self::Month => "week",
            Self::Week | Self::Year => "evening",
            Self::All => "year",
        }
    }

    /// The first and the last evening of the week, month or year around an evening.
    pub fn around(self, evening: EveningDate) -> (EveningDate, EveningDate) {
        let date = evening.0;
        let on = |month, day| NaiveDate::from_ymd_opt(date.year(), month, day).unwrap_or(date);
        let (from, to) = match self {
            Self::Week => {
                let week = date.week(chrono::Weekday::Mon);
                (week.first_day(), week.last_day())
            }
            Self::Month => {
                let first = on(date.month(), 1);
                let next = first.checked_add_months(Months::new(1)).unwrap_or(first);
                (first, next.pred_opt().unwrap_or(first))
            }
            Self::Year => (on(1, 1), on(12, 31)),
            Self::All => (NaiveDate::MIN, NaiveDate::MAX),
        };
        (EveningDate(from), EveningDate(to))
    }

    /// Where a move leads.
    pub fn moved(self, from: EveningDate, way: Way) -> EveningDate {
        match (self, way) {
            (Self::Week | Self::Year, Way::Up) | (Self::Month, Way::Left) => days(from, -1),
            (Self::Week | Self::Year, Way::Down) | (Self::Month, Way::Right) => days(from, 1),
            (Self::Month, Way::Up)
            | (Self::Week | Self::Year, Way::Left)
            | (Self::Week, Way::Back) => days(from, -7),
            (Self::Month, Way::Down)
            | (Self::Week | Self::Year, Way::Right)
            | (Self::Week, Way::On) => days(from, 7),
            (Self::All, Way::Left) | (Self::Month, Way::Back) => months(from, -1),
            (Self::All, Way::Right) | (Self::Month, Way::On) => months(from, 1),
            (Self::All, Way::Up | Way::Back) | (Self::Year, Way::Back) => months(from, -12),
            (Self::All, Way::Down | Way::On) | (Self::Year, Way::On) => months(from, 12),
        }
    }
}

fn days(from: EveningDate, by: i64) -> EveningDate {
    let days = Days::new(by.unsigned_abs());
    let to = if by < 0 {
        from.0.checked_sub_days(days)
    } else {
        from.0.checked_add_days(days)
    };
    to.map_or(from, EveningDate)
}

fn months(from: EveningDate, by: i32) -> EveningDate {
    let months = Months::new(by.unsigned_abs());
    let to = if by < 0 {
        from.0.checked_sub_months(months)
    } else {
        from.0.checked_add_months(months)
    };
    to.map_or(from, EveningDate)
}
