//! What the entries of one evening say about its night.

use chrono::{DateTime, Utc};

use super::Evening;
use crate::event::{Event, What, revocations};

/// The lights-out of an evening that was recorded last.
pub(super) fn lights_out(events: &[Event]) -> Option<&Event> {
    last(events, |what| matches!(what, What::LightsOut { .. }))
}

/// The waking for good that was recorded last.
pub(super) fn woke(events: &[Event]) -> Option<&Event> {
    last(events, |what| matches!(what, What::Woke { .. }))
}

/// The bedtime to which an evening was moved last.
pub(super) fn moved_bedtime(events: &[Event]) -> Option<DateTime<Utc>> {
    let moved = last(events, |what| matches!(what, What::BedtimeMoved { .. }))?;
    match moved.what {
        What::BedtimeMoved { to } => Some(to),
        _ => None,
    }
}

impl Evening {
    /// When the evening ended because of `woke`: if that was in the second half of the planned night. Waking at a time that
    /// nobody knows ends nothing early, as its instant only places it.
    pub(super) fn ended_early_by(&self, woke: &Event, events: &[Event]) -> Option<DateTime<Utc>> {
        let moved = Self {
            bedtime: moved_bedtime(events).unwrap_or(self.bedtime),
            ..*self
        };
        let is_early = (moved.middle_of_the_night()..self.wake).contains(&woke.at);
        (is_early && woke.has_known_time()).then_some(woke.at)
    }
}

/// The event that was written last of those that are in effect and wanted.
fn last(events: &[Event], wanted: impl Fn(&What) -> bool) -> Option<&Event> {
    let mut wanted = events.iter().filter(|event| wanted(&event.what)).peekable();
    // Nearly always there is none, and then it does not matter what was revoked.
    wanted.peek()?;
    let revoked = revocations(events);
    wanted
        .filter(|event| !revoked.contains_key(&event.id) && event.is_plausible())
        .max_by_key(|event| event.id)
}
