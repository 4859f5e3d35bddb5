//! The period that the review shows, and how the cursor moves in it.

use chrono::{Datelike, Days, Months, NaiveDate};

use crate::event::EveningDate;
use crate::plan::FirstDayOfWeek;

/// The period that the review shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Span {
    Week,
    Month,
    /// Thirteen weeks. Quarters follow each other without a gap; the latest one ends with the week of this evening, which is
    /// tonight.
    Quarter(EveningDate),
    Year,
    All,
}

/// The number of weeks in a [`Span::Quarter`].
pub(super) const WEEKS_PER_QUARTER: u16 = 13;

/// A move of the cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CursorMove {
    Left,
    Right,
    Up,
    Down,
    /// One week, month, quarter or year back, depending on the span; with all evenings shown, one year.
    PreviousSpan,
    /// The same forward.
    NextSpan,
}

impl Span {
    /// All spans, shortest first.
    pub fn all(tonight: EveningDate) -> [Self; 5] {
        [
            Self::Week,
            Self::Month,
            Self::Quarter(tonight),
            Self::Year,
            Self::All,
        ]
    }

    /// The key that selects the span.
    pub fn letter(self) -> char {
        match self {
            Self::Week => 'w',
            Self::Month => 'm',
            Self::Quarter(_) => '3',
            Self::Year => 'y',
            Self::All => 'a',
        }
    }

    /// The same key as text.
    pub fn key(self) -> &'static str {
        match self {
            Self::Week => "w",
            Self::Month => "m",
            Self::Quarter(_) => "3",
            Self::Year => "y",
            Self::All => "a",
        }
    }

    /// The name in the footer, where it follows the key: `3 months`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter(_) => "months",
            Self::Year => "year",
            Self::All => "all",
        }
    }

    /// The first and the last evening of the week, month, quarter or year that contains `evening`; for [`Span::All`] the
    /// limits of the calendar. `week` says which days make a week.
    pub fn around(self, evening: EveningDate, week: FirstDayOfWeek) -> (EveningDate, EveningDate) {
        let date = evening.0;
        let on = |month, day| NaiveDate::from_ymd_opt(date.year(), month, day).unwrap_or(date);
        let (from, to) = match self {
            Self::Week => return week.week_around(evening),
            Self::Month => {
                let first = on(date.month(), 1);
                let next = first.checked_add_months(Months::new(1)).unwrap_or(first);
                (first, next.pred_opt().unwrap_or(first))
            }
            Self::Quarter(tonight) => {
                let (_, EveningDate(last)) = week.week_around(tonight);
                let length = i64::from(WEEKS_PER_QUARTER) * 7;
                let quarters_back = last
                    .signed_duration_since(date)
                    .num_days()
                    .div_euclid(length);
                let last = add_days(EveningDate(last), -quarters_back * length);
                (add_days(last, 1 - length).0, last.0)
            }
            Self::Year => (on(1, 1), on(12, 31)),
            Self::All => (NaiveDate::MIN, NaiveDate::MAX),
        };
        (EveningDate(from), EveningDate(to))
    }

    /// The evening to which a move of the cursor leads.
    pub fn moved(self, from: EveningDate, cursor_move: CursorMove) -> EveningDate {
        let quarter = i64::from(WEEKS_PER_QUARTER) * 7;
        match (self, cursor_move) {
            (Self::Week | Self::Quarter(_) | Self::Year, CursorMove::Up)
            | (Self::Month, CursorMove::Left) => add_days(from, -1),
            (Self::Week | Self::Quarter(_) | Self::Year, CursorMove::Down)
            | (Self::Month, CursorMove::Right) => add_days(from, 1),
            (Self::Month, CursorMove::Up)
            | (Self::Week | Self::Quarter(_) | Self::Year, CursorMove::Left)
            | (Self::Week, CursorMove::PreviousSpan) => add_days(from, -7),
            (Self::Month, CursorMove::Down)
            | (Self::Week | Self::Quarter(_) | Self::Year, CursorMove::Right)
            | (Self::Week, CursorMove::NextSpan) => add_days(from, 7),
            (Self::Quarter(_), CursorMove::PreviousSpan) => add_days(from, -quarter),
            (Self::Quarter(_), CursorMove::NextSpan) => add_days(from, quarter),
            (Self::All, CursorMove::Left) | (Self::Month, CursorMove::PreviousSpan) => {
                add_months(from, -1)
            }
            (Self::All, CursorMove::Right) | (Self::Month, CursorMove::NextSpan) => {
                add_months(from, 1)
            }
            (Self::All, CursorMove::Up | CursorMove::PreviousSpan)
            | (Self::Year, CursorMove::PreviousSpan) => add_months(from, -12),
            (Self::All, CursorMove::Down | CursorMove::NextSpan)
            | (Self::Year, CursorMove::NextSpan) => add_months(from, 12),
        }
    }
}

/// The evening `by` days after `from`; `from` itself beyond the end of the calendar.
fn add_days(from: EveningDate, by: i64) -> EveningDate {
    let days = Days::new(by.unsigned_abs());
    let to = if by < 0 {
        from.0.checked_sub_days(days)
    } else {
        from.0.checked_add_days(days)
    };
    to.map_or(from, EveningDate)
}

/// The evening `by` months after `from`; `from` itself beyond the end of the calendar.
fn add_months(from: EveningDate, by: i32) -> EveningDate {
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
    fn a_quarter_is_thirteen_whole_weeks_and_quarters_follow_without_a_gap() {
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
            let found = quarter.around(on(evening), FirstDayOfWeek::Monday);
            assert_eq!(found, around, "{evening}");
        }
        let back = quarter.moved(on("2026-11-24"), CursorMove::PreviousSpan);
        assert_eq!(quarter.around(back, FirstDayOfWeek::Monday), before);
    }

    #[test]
    fn a_week_and_a_quarter_end_with_the_users_own_week() {
        let tonight = on("2026-11-24");
        for (week, first, last) in [
            (FirstDayOfWeek::Monday, "2026-11-23", "2026-11-29"),
            (FirstDayOfWeek::Sunday, "2026-11-22", "2026-11-28"),
            (FirstDayOfWeek::Saturday, "2026-11-21", "2026-11-27"),
        ] {
            assert_eq!(Span::Week.around(tonight, week), (on(first), on(last)));
            assert_eq!(Span::Quarter(tonight).around(tonight, week).1, on(last));
        }
    }
}
