//! One evening: its bounds, its timeline, and what an action does to it.
//!
//! An evening runs from one wake time to the next and is named after the local date on which it began.
//! Everything here is computed from the plan, the evening's events and `now`; nothing is stored.

mod action;
mod caffeine;
mod calendar;
mod clock_doubt;
mod consumption;
mod correction;
mod decide;
mod diary;
mod entries;
mod known_elsewhere;
mod legs_line;
mod onset_line;
mod place;
mod rating_about;
mod recorded_plans;
mod refusal;
mod running;
mod situation;
mod timeline;
mod undo;
pub mod wall;
mod when;
mod which_step;

#[cfg(test)]
mod action_tests;
#[cfg(test)]
mod caffeine_tests;
#[cfg(test)]
mod calendar_tests;
#[cfg(test)]
mod clock_doubt_tests;
#[cfg(test)]
mod consumption_tests;
#[cfg(test)]
mod correction_tests;
#[cfg(test)]
mod diary_tests;
#[cfg(test)]
mod end_tests;
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
#[cfg(test)]
mod when_tests;

pub use action::Action;
pub(crate) use action::SNOOZE;
pub(crate) use caffeine::Caffeine;
pub(crate) use calendar::Calendar;
pub use clock_doubt::ClockDoubt;
pub(crate) use clock_doubt::{FIRST_YEAR, speaks_for_the_time};
pub use consumption::Consumption;
pub(crate) use correction::{Correction, CorrectionError, Pattern, drink, pattern};
pub(crate) use decide::{decide, plan_to_record};
pub use diary::DiaryEntry;
pub(crate) use diary::{FEELS, FERRITIN, MILLIGRAMS, MORNING, SATURATION};
pub(crate) use legs_line::split as split_rating;
pub(crate) use onset_line::parse as parse_onset;
pub use recorded_plans::plan_of;
pub(crate) use recorded_plans::{applying_plans, plans_of_others, recorded_plan, recorded_plans};
pub(crate) use refusal::Refusal;
pub(crate) use running::LastSeen;
pub(crate) use situation::{LONGEST_TEXT, Situation, UnrecordedPlan};
pub(crate) use timeline::step_outcome;
pub use timeline::{Entry, Status, Timeline};
pub(crate) use undo::can_be_undone;
pub(crate) use when::GRACE;
pub use when::{Happening, When};

use chrono::{DateTime, TimeDelta, TimeZone, Utc};

use crate::event::EveningDate;
use crate::plan::Plan;

/// The bounds of one evening.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Evening {
    /// The date that identifies it.
    pub date: EveningDate,
    /// Its first instant: the end of the previous evening.
    pub begins: DateTime<Utc>,
    /// Its beginning by its own plan: the wake time of the night before. Times of day are counted from here, so waking
    /// early moves no due time.
    pub planned_begin: DateTime<Utc>,
    /// Its bedtime.
    pub bedtime: DateTime<Utc>,
    /// The planned wake time on the next morning.
    pub wake: DateTime<Utc>,
    /// Its end, exclusive, when the next evening begins: the planned wake time, or earlier when the user woke for good.
    pub ends: DateTime<Utc>,
}

impl Evening {
    /// The evening of that date, as planned.
    pub fn on<Z: TimeZone>(date: EveningDate, plan: &Plan, zone: &Z) -> Self {
        let wake = |night: EveningDate| {
            wall::first_showing(night.next().0.and_time(plan.wake_after(night)), zone)
        };
        let (begins, ends) = (wake(date.previous()), wake(date));
        Self {
            date,
            begins,
            planned_begin: begins,
            bedtime: wall::showing_from(plan.bedtime_on(date), begins, zone),
            wake: ends,
            ends,
        }
    }

    /// The middle between bedtime and the planned wake time.
    pub fn middle_of_the_night(&self) -> DateTime<Utc> {
        self.bedtime + (self.wake - self.bedtime).max(TimeDelta::zero()) / 2
    }

    /// The one evening that `instant` belongs to, as planned. [`Calendar`] also knows what was recorded.
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

    /// The evening that waking at `instant`, in this evening, belongs to: the last one whose bedtime has passed.
    /// At 06:45, with wake time 06:30, that is still yesterday's.
    pub fn of_waking_at(&self, instant: DateTime<Utc>) -> EveningDate {
        if self.bedtime <= instant {
            self.date
        } else {
            self.date.previous()
        }
    }

    /// The evening that a rating of the legs at `instant`, in this evening, belongs to. In the morning that is the previous
    /// one, because the rating is about the night.
    pub fn of_rating_at(&self, instant: DateTime<Utc>) -> EveningDate {
        if instant < self.begins.max(self.planned_begin) + diary::MORNING {
            self.date.previous()
        } else {
            self.date
        }
    }

    /// Whether `instant` belongs to it.
    pub fn contains(&self, instant: DateTime<Utc>) -> bool {
        (self.begins..self.ends).contains(&instant)
    }
}
