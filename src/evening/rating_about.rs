//! What a rating of the legs is about, told by its time.

use chrono::{DateTime, TimeZone, Utc};

use super::Evening;
use super::entries::{lights_out, woke};
use super::situation::Situation;
use crate::event::{About, Event, What};

impl Evening {
    /// What a rating at `at` is about, given when the lights went out and when the user woke for good, where recorded.
    ///
    /// From waking, or from the planned end, on it is about the whole night. Without a recorded lights-out the night begins
    /// at the middle of the planned one: before that, somebody who is up may just be late.
    pub fn rating_about(
        &self,
        at: DateTime<Utc>,
        lights_out: Option<DateTime<Utc>>,
        woke: Option<DateTime<Utc>>,
    ) -> About {
        let morning = woke.map_or(self.ends, |woke| woke.min(self.ends));
        let night = lights_out.unwrap_or(self.bedtime + (self.ends - self.bedtime) / 2);
        if at >= morning {
            About::Night
        } else if at > night {
            About::AwakeAtNight
        } else {
            About::Evening
        }
    }

    /// Whether `event` is a rating of this evening's whole night. Older versions did not record what a rating is about; for
    /// these its time decides.
    pub fn is_rating_of_the_night(&self, event: &Event, woke: Option<DateTime<Utc>>) -> bool {
        let What::Legs { about, .. } = event.what else {
            return false;
        };
        about.unwrap_or_else(|| self.rating_about(event.at, None, woke)) == About::Night
    }
}

impl<Z: TimeZone> Situation<'_, Z> {
    /// What a rating is about, by the evening's entries. `given` is the time that the user gave, if any, and `at` the time
    /// that is recorded. A rating of an earlier evening without a time looks back at the whole night.
    pub(super) fn rating_about(&self, given: Option<DateTime<Utc>>, at: DateTime<Utc>) -> About {
        if given.is_none() && self.is_over() {
            return About::Night;
        }
        let time = |event: Option<&Event>| event.map(|event| event.at);
        let (lights_out, woke) = (lights_out(self.events), woke(self.events));
        self.evening.rating_about(at, time(lights_out), time(woke))
    }
}
