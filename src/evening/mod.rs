//! One evening: its bounds, its timeline, and what an action does to it.
//!
//! An evening runs from one wake time to the next and is named after the local date on which it began.
//! Everything here is computed from the plan, the evening's events and `now`; nothing is stored.

mod action;
mod caffeine;
mod correction;
mod decide;
mod diary;
mod place;
mod rating_about;
mod refusal;
mod situation;
mod timeline;
mod undo;
pub mod wall;
mod which_step;

#[cfg(test)]
mod action_tests;
#[cfg(test)]
mod caffeine_tests;
#[cfg(test)]
mod correction_tests;
#[cfg(test)]
mod diary_tests;
#[cfg(test)]
mod plan_check_tests;
#[cfg(test)]
mod session_tests;
#[cfg(test)]
mod snooze_tests;
#[cfg(test)]
mod timeline_tests;
#[cfg(test)]
mod undo_tests;

pub use action::Action;
pub(crate) use action::SNOOZE;
pub(crate) use caffeine::Caffeine;
pub(crate) use correction::{Correction, CorrectionError, Pattern, drink, pattern};
pub(crate) use decide::{decide, plan_to_record};
pub use diary::DiaryEntry;
pub(crate) use diary::FEELS;
pub(crate) use refusal::Refusal;
pub(crate) use situation::{LONGEST_TEXT, Situation};
pub use timeline::{Entry, Status, Timeline};

use chrono::{DateTime, TimeZone, Utc};

use crate::event::EveningDate;
use crate::plan::Plan;

/// The bounds of one evening.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Evening {
    /// The date that identifies it.
    pub date: EveningDate,
    /// Its first instant: the wake time that ended the previous evening.
    pub begins: DateTime<Utc>,
    /// Its bedtime.
    pub bedtime: DateTime<Utc>,
    /// Its end, exclusive: the wake time on the next morning, when the next evening begins.
    pub ends: DateTime<Utc>,
}

impl Evening {
    /// The evening of that date, as planned.
    pub fn on<Z: TimeZone>(date: EveningDate, plan: &Plan, zone: &Z) -> Self {
        let wake = |night: EveningDate| {
            wall::first_showing(night.next().0.and_time(plan.wake_after(night)), zone)
        };
        let begins = wake(date.previous());
        Self {
            date,
            begins,
            bedtime: wall::showing_from(plan.bedtime_on(date), begins, zone),
            ends: wake(date),
        }
    }

    /// The one evening that `instant` belongs to.
    pub fn at<Z: TimeZone>(instant: DateTime<Utc>, plan: &Plan, zone: &Z) -> Self {
        let local_date = EveningDate(instant.with_timezone(zone).naive_local().date());
        let mut evening = Self::on(local_date, plan, zone);
        while instant < evening.begins {
            evening = Self::on(evening.date.previous(), plan, zone);
        }
        while instant >= evening.ends {
            evening = Self::on(evening.date.next(), plan, zone);
        }
        evening
    }

    /// The evening that waking at `instant` belongs to: the last one whose bedtime has passed.
    /// At 06:45, with wake time 06:30, that is still yesterday's.
    pub fn for_waking_at<Z: TimeZone>(instant: DateTime<Utc>, plan: &Plan, zone: &Z) -> Self {
        let evening = Self::at(instant, plan, zone);
        if evening.bedtime <= instant {
            evening
        } else {
            Self::on(evening.date.previous(), plan, zone)
        }
    }

    /// The evening that lights-out at `instant` belongs to: the one with the nearest bedtime. Half an hour after the wake time, after a night without sleep, that is still yesterday's.
    pub fn for_lights_out_at<Z: TimeZone>(instant: DateTime<Utc>, plan: &Plan, zone: &Z) -> Self {
        let evening = Self::at(instant, plan, zone);
        let before = Self::on(evening.date.previous(), plan, zone);
        if instant - before.bedtime < evening.bedtime - instant {
            before
        } else {
            evening
        }
    }

    /// Whether `instant` belongs to it.
    pub fn contains(&self, instant: DateTime<Utc>) -> bool {
        (self.begins..self.ends).contains(&instant)
    }
}
