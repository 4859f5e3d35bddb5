//! Which events still stand.

use std::collections::{HashMap, HashSet};

use super::{Event, EventId, What};

/// The events that still stand: no [`What::Revoked`], and nothing that a standing one takes back.
///
/// Order is kept. A revocation can itself be revoked, which brings the event back.
pub fn standing(events: &[Event]) -> Vec<&Event> {
    let revoked = revocations(events);
    events
        .iter()
        .filter(|event| !matches!(event.what, What::Revoked { .. }))
        .filter(|event| !revoked.contains_key(&event.id))
        .collect()
}

/// What was taken back, each with the revocations that stand. Two computers may both have taken it back.
pub fn revocations(events: &[Event]) -> HashMap<EventId, Vec<EventId>> {
    // A revocation is written after what it takes back, so walking from the newest id
    // to the oldest knows of each whether it stands before its own word is heard.
    let mut all: Vec<(EventId, EventId)> = events
        .iter()
        .filter_map(|event| match event.what {
            What::Revoked { event: target } => Some((event.id, target)),
            _ => None,
        })
        .collect();
    all.sort_unstable_by_key(|(id, _)| std::cmp::Reverse(*id));
    let mut heard = HashSet::new();
    let mut revoked: HashMap<_, Vec<_>> = HashMap::new();
    for (id, target) in all {
        if !heard.contains(&id) {
            heard.insert(target);
            revoked.entry(target).or_default().push(id);
        }
    }
    revoked
}
