//! How much is looked at at once, and what the arrows lead to there.

use chrono::{Datelike, Days, Months, NaiveDate};

use crate::event::EveningDate;

/// How much is looked at at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Span {
    Week,
    Month,
    /// Three months: thirteen weeks up to the one of this evening, or thirteen before them, and so on.
    Quarter(EveningDate),
    Year,
    All,
}

/// The weeks of three months.
pub(super) const WEEKS: u16 = 13;

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
    /// All of them, where tonight is that evening.
    pub fn all(tonight: EveningDate) -> [Self; 5] {
        [
            Self::Week,
            Self::Month,
            Self::Quarter(tonight),
            Self::Year,
            Self::All,
        ]
    }

    pub fn letter(self) -> char {
        match self {
            Self::Week => 'w',
            Self::Month => 'm',
            Self::Quarter(_) => '3',
            Self::Year => 'y',
            Self::All => 'a',
        }
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::Week => "w",
            Self::Month => "m",
            Self::Quarter(_) => "3",
            Self::Year => "y",
            Self::All => "a",
        }
    }

    /// What it is called after its key: the three is that of three months.
    pub fn name(self) -> &'static str {
        match self {
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter(_) => "months",
            Self::Year => "year",
            Self::All => "all",
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
            Self::Quarter(tonight) => {
                let last = tonight.0.week(chrono::Weekday::Mon).last_day();
                let length = i64::from(WEEKS) * 7;
                let before = last
                    .signed_duration_since(date)
                    .num_days()
                    .div_euclid(length);
                let last = days(EveningDate(last), -before * length);
                (days(last, 1 - length).0, last.0)
            }
            Self::Year => (on(1, 1), on(12, 31)),
            Self::All => (NaiveDate::MIN, NaiveDate::MAX),
        };
        (EveningDate(from), EveningDate(to))
    }

    /// Where a move leads.
    pub fn moved(self, from: EveningDate, way: Way) -> EveningDate {
        let quarter = i64::from(WEEKS) * 7;
        match (self, way) {
            (Self::Week | Self::Quarter(_) | Self::Year, Way::Up) | (Self::Month, Way::Left) => {
                days(from, -1)
            }
            (Self::Week | Self::Quarter(_) | Self::Year, Way::Down) | (Self::Month, Way::Right) => {
                days(from, 1)
            }
            (Self::Month, Way::Up)
            | (Self::Week | Self::Quarter(_) | Self::Year, Way::Left)
            | (Self::Week, Way::Back) => days(from, -7),
            (Self::Month, Way::Down)
            | (Self::Week | Self::Quarter(_) | Self::Year, Way::Right)
            | (Self::Week, Way::On) => days(from, 7),
            (Self::Quarter(_), Way::Back) => days(from, -quarter),
            (Self::Quarter(_), Way::On) => days(from, quarter),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn on(date: &str) -> EveningDate {
        date.parse().unwrap()
    }

    #[test]
    fn three_months_are_whole_weeks_up_to_tonights_and_those_before_them() {
        let quarter = Span::Quarter(on("2026-11-24"));
        let now = (on("2026-08-31"), on("2026-11-29"));
        let before = (on("2026-06-01"), on("2026-08-30"));
        for (evening, around) in [
            ("2026-11-24", now),
            ("2026-11-29", now),
            ("2026-08-31", now),
            ("2026-08-30", before),
            ("2026-06-01", before),
        ] {
            assert_eq!(quarter.around(on(evening)), around, "{evening}");
        }
        let back = quarter.moved(on("2026-11-24"), Way::Back);
        assert_eq!(quarter.around(back), before);
    }
}
