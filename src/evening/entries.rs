//! What the entries of one evening say about its night.

use chrono::{DateTime, Utc};

use super::Evening;
use crate::event::{Event, What, decisive, in_effect};

/// The lights-out of an evening that counts.
pub(super) fn lights_out(events: &[Event]) -> Option<&Event> {
    deciding(events, |what| matches!(what, What::LightsOut { .. }))
}

/// The waking for good that counts.
pub(super) fn woke(events: &[Event]) -> Option<&Event> {
    deciding(events, |what| matches!(what, What::Woke { .. }))
}

/// The bedtime to which an evening was moved.
pub(super) fn moved_bedtime(events: &[Event]) -> Option<DateTime<Utc>> {
    let moved = deciding(events, |what| matches!(what, What::BedtimeMoved { .. }))?;
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

/// The event that counts of those that are in effect and wanted.
fn deciding(events: &[Event], wanted: impl Fn(&What) -> bool) -> Option<&Event> {
    // Nearly always there is none, and then it does not matter what was revoked.
    if !events.iter().any(|event| wanted(&event.what)) {
        return None;
    }
    let in_effect = in_effect(events).into_iter();
    decisive(in_effect.filter(|event| wanted(&event.what)))
}
