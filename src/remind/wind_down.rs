//! How near bedtime is, for the hook that follows it minute by minute.
//!
//! Only the present minute is ever an event: a lamp wants the value of now, so whatever a computer slept through is not
//! made up for.

use chrono::{DateTime, TimeDelta, Utc};

use super::hook_event::{FoundHookEvents, HookEvent, HookKind, hook_event};
use crate::evening::Timeline;

/// How long before bedtime it begins, in minutes.
const MINUTES: u16 = 120;

/// How near bedtime is: 0 two hours before, 1 at bedtime.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BedtimeNearness {
    /// At most [`MINUTES`].
    minutes_passed: u16,
}

impl BedtimeNearness {
    /// From 0 to 1, in thousandths.
    pub(crate) fn share(self) -> f64 {
        (f64::from(self.minutes_passed) * 1000.0 / f64::from(MINUTES)).round() / 1000.0
    }
}

/// The event of this minute, from two hours before bedtime up to bedtime itself, while the lights are on. Reports that
/// the next minute is to be looked at.
pub(crate) fn wind_down(timeline: &Timeline<'_>, now: DateTime<Utc>) -> FoundHookEvents {
    let begins = timeline.evening.bedtime - TimeDelta::minutes(i64::from(MINUTES));
    let is_over = timeline.excused || timeline.lights_out.is_some();
    if is_over || now >= timeline.evening.ends {
        return FoundHookEvents::default();
    }
    let begins = begins.max(timeline.evening.begins);
    if now < begins {
        return FoundHookEvents {
            hook_events: vec![],
            look_again: Some(begins),
        };
    }
    present_minute(timeline, now).map_or_else(FoundHookEvents::default, |hook_event| {
        let next = hook_event.at + TimeDelta::minutes(1);
        FoundHookEvents {
            look_again: Some(next).filter(|next| *next <= timeline.evening.bedtime),
            hook_events: vec![hook_event],
        }
    })
}

/// The event of the minute that `now` is in; none after that of bedtime.
fn present_minute(timeline: &Timeline<'_>, now: DateTime<Utc>) -> Option<HookEvent> {
    // Counted back from bedtime, and rounded up, so that the minute of bedtime is the first with none left.
    let left = timeline.evening.bedtime - now;
    let minutes_left = -(-left).num_milliseconds().div_euclid(60_000);
    let minutes_left = u16::try_from(minutes_left).ok()?;
    let nearness = BedtimeNearness {
        minutes_passed: MINUTES.checked_sub(minutes_left)?,
    };
    let at = timeline.evening.bedtime - TimeDelta::minutes(i64::from(minutes_left));
    // The minute by the clock, not the share: a bedtime that is moved has no second event in the same minute.
    let minute = at.timestamp().div_euclid(60).to_string();
    Some(HookEvent {
        nearness: Some(nearness),
        ..hook_event(HookKind::WindDown, &minute, None, at, timeline)
    })
}
