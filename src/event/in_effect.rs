//! Which events are in effect: not revoked, or revoked and restored.

use std::collections::{HashMap, HashSet};

use super::{Event, EventId, What};

/// The events that are in effect, in the order given: all but the revocations and the events they cancel.
///
/// A revocation can itself be revoked, which restores the event. An event with a time that no event can have is never in
/// effect, so nobody calculates with such a time.
pub fn in_effect(events: &[Event]) -> Vec<&Event> {
    let revoked = revocations(events);
    events
        .iter()
        .filter(|event| !matches!(event.what, What::Revoked { .. }))
        .filter(|event| !revoked.contains_key(&event.id) && event.is_plausible())
        .collect()
}

/// Every revoked event with the revocations in effect for it. There are several when two computers revoked the same
/// event.
pub fn revocations(events: &[Event]) -> HashMap<EventId, Vec<EventId>> {
    // A revocation is newer than the event it cancels. Going from the newest to the oldest, it is therefore known
    // whether a revocation was itself revoked before it is applied.
    let mut all: Vec<(EventId, EventId)> = events
        .iter()
        .filter_map(|event| match event.what {
            What::Revoked { event: target } => Some((event.id, target)),
            _ => None,
        })
        .collect();
    all.sort_unstable_by_key(|(id, _)| std::cmp::Reverse(*id));
    let mut cancelled = HashSet::new();
    let mut revoked: HashMap<_, Vec<_>> = HashMap::new();
    for (id, target) in all {
        if !cancelled.contains(&id) {
            cancelled.insert(target);
            revoked.entry(target).or_default().push(id);
        }
    }
    revoked
}
