//! The dates and times that an event can have: the years 1970 to 2200, in a time zone that exists.
//!
//! Anything else comes from a damaged file or from a clock that is wrong by decades. Within these bounds no
//! arithmetic on instants overflows, and no range of evenings is longer than the calendar of a few lives.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use super::{EveningDate, Event, What};

/// The first instant that an event can have.
const BEGIN: DateTime<Utc> = EveningDate::FIRST.0.and_time(NaiveTime::MIN).and_utc();

/// The largest UTC offset, in minutes, exclusive: a day.
const DAY_MINUTES: i32 = 24 * 60;

impl EveningDate {
    /// The first date that an event can have.
    pub const FIRST: Self = Self(NaiveDate::from_ymd_opt(1970, 1, 1).unwrap());
    /// The last date that an event can have.
    pub const LAST: Self = Self(NaiveDate::from_ymd_opt(2200, 12, 31).unwrap());

    /// Whether an event can belong to this evening.
    pub fn is_plausible(self) -> bool {
        (Self::FIRST..=Self::LAST).contains(&self)
    }
}

/// Whether an event can have happened, or refer to something that happens, at this instant.
pub fn is_plausible_instant(at: DateTime<Utc>) -> bool {
    BEGIN <= at && at.date_naive() <= EveningDate::LAST.0
}

/// Whether the local time can differ from UTC by this much, in minutes east.
pub fn is_plausible_offset(minutes: i32) -> bool {
    -DAY_MINUTES < minutes && minutes < DAY_MINUTES
}

impl Event {
    /// Whether all its dates and times are plausible. The journal reads and writes no others.
    pub fn is_plausible(&self) -> bool {
        is_plausible_instant(self.at)
            && is_plausible_offset(self.offset_min)
            && self.evening.is_plausible()
            && self.what.is_plausible()
    }
}

impl What {
    /// Whether all instants and dates in the data are plausible.
    pub fn is_plausible(&self) -> bool {
        match self {
            Self::Snoozed { until: at, .. } | Self::BedtimeMoved { to: at } => {
                is_plausible_instant(*at)
            }
            Self::Woke { night, .. } => {
                let mut times = night.up.into_iter().chain(night.into_bed);
                times.all(is_plausible_instant)
            }
            Self::Iron { iron } => EveningDate(iron.tested).is_plausible(),
            Self::Plan(_)
            | Self::Done { .. }
            | Self::Skipped { .. }
            | Self::Excused { .. }
            | Self::Began
            | Self::LightsOut { .. }
            | Self::Legs { .. }
            | Self::Onset(_)
            | Self::Caffeine { .. }
            | Self::Consumed(_)
            | Self::NoneToday { .. }
            | Self::Factor { .. }
            | Self::SelfCheck { .. }
            | Self::Note { .. }
            | Self::Session { .. }
            | Self::Revoked { .. }
            | Self::Other { .. } => true,
        }
    }
}
