//! Which evening was running when a program last looked, so that a journey does not begin an earlier one again.

use chrono::{DateTime, FixedOffset, Offset, TimeZone};

use super::Calendar;
use crate::event::{Draft, EveningDate, What};

/// The evening that was running when a program last looked, and the time that its clock showed then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastSeen {
    /// The evening.
    pub date: EveningDate,
    /// When the program looked, with the UTC offset of the place.
    pub at: DateTime<FixedOffset>,
}

impl<Z: TimeZone> Calendar<'_, Z> {
    /// The evening that is running now.
    pub fn seen_now(&self) -> LastSeen {
        let local = self.now.with_timezone(self.zone);
        LastSeen {
            date: self.tonight(),
            at: self.now.with_timezone(&local.offset().fix()),
        }
    }

    /// What has to be recorded so that the evening of `seen` goes on running, although by the clocks of the place where the
    /// user is now the evening before it is not over yet. None if it runs anyway, or if it ended for another reason: the
    /// clock was set back, or waking for good was undone.
    ///
    /// The plan in force serves as the entry, as a plan stands under the evening from which on it applies. Its time and
    /// offset show that the evening before was over by then.
    pub fn kept_running(&self, seen: &LastSeen) -> Option<Draft> {
        let before_the_journey = Calendar {
            now: self.now,
            zone: seen.at.offset(),
            config: self.config,
            recorded: self.recorded,
            events: self.events,
        };
        let is_reopened = self.now >= seen.at
            && self.tonight() < seen.date
            && before_the_journey.tonight() >= seen.date;
        is_reopened.then(|| Draft {
            at: seen.at.to_utc(),
            offset_min: seen.at.offset().local_minus_utc() / 60,
            evening: seen.date,
            what: What::Plan(before_the_journey.plan(seen.date).to_record()),
            origin: None,
        })
    }
}
