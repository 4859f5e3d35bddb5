//! Which events are in effect: not revoked, or revoked and restored, and not corrected otherwise elsewhere.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::{ActionId, Event, EventId, What, decisive};

/// The events that are in effect, in the order given: all but the revocations and the events they cancel.
///
/// A revocation can itself be revoked, which restores the event. An event with a time that no event can have is never in
/// effect, so nobody calculates with such a time. Where two computers corrected one entry without knowing of each other,
/// one of the two corrections is in effect.
pub fn in_effect(events: &[Event]) -> Vec<&Event> {
    let revoked = revocations(events);
    let mut in_effect: Vec<&Event> = events
        .iter()
        .filter(|event| !matches!(event.what, What::Revoked { .. }))
        .filter(|event| !revoked.contains_key(&event.id) && event.is_plausible())
        .collect();
    let outdone = outdone(events, &revoked);
    if !outdone.is_empty() {
        in_effect.retain(|event| !outdone.contains(&event.id));
    }
    in_effect
}

/// Every revoked event with the revocations in effect for it. There are several when two computers revoked the same
/// event.
pub fn revocations(events: &[Event]) -> HashMap<EventId, Vec<EventId>> {
    let targets: BTreeMap<EventId, EventId> = events
        .iter()
        .filter_map(|event| match event.what {
            What::Revoked { event: target } => Some((event.id, target)),
            _ => None,
        })
        .collect();
    // How many revocations may still revoke each of them. Ids do not tell which is the newer one: the clock of the computer
    // that revoked may have been behind.
    let mut open: HashMap<EventId, usize> = HashMap::new();
    for target in targets.values().filter(|id| targets.contains_key(id)) {
        *open.entry(*target).or_default() += 1;
    }
    let is_decided = |id: &EventId| !open.contains_key(id);
    let mut ready: BTreeSet<EventId> = targets.keys().copied().filter(is_decided).collect();
    let mut waiting: BTreeSet<EventId> = open.keys().copied().collect();
    let mut cancelled = HashSet::new();
    let mut revoked: HashMap<_, Vec<_>> = HashMap::new();
    // Only a made-up file has revocations that revoke each other; then the newest counts.
    while let Some(id) = ready.pop_last().or_else(|| waiting.pop_last()) {
        let target = targets[&id];
        if !cancelled.contains(&id) {
            cancelled.insert(target);
            revoked.entry(target).or_default().push(id);
        }
        if let Some(open) = open.get_mut(&target) {
            *open = open.saturating_sub(1);
            if *open == 0 && waiting.remove(&target) {
                ready.insert(target);
            }
        }
    }
    revoked
}

/// The corrections that are not in effect, because another computer's correction of the same entry is. Neither of the
/// two knew of the other, or it would have taken it back.
fn outdone(events: &[Event], revoked: &HashMap<EventId, Vec<EventId>>) -> HashSet<EventId> {
    if revoked.values().all(|by| by.len() < 2) {
        return HashSet::new();
    }
    let corrections = Corrections {
        by_id: events.iter().map(|event| (event.id, event)).collect(),
        by_action: actions(events),
        revoked,
    };
    let mut corrected_again = HashSet::new();
    let mut standing = Vec::new();
    for target in revoked.keys() {
        let of_this = corrections.of(*target);
        corrected_again.extend(of_this.corrected_again);
        standing.push((*target, of_this.standing));
    }
    // The entry that was corrected first has the corrections of its corrections, too.
    standing.retain(|(target, _)| !corrected_again.contains(target));
    let outdone = standing.iter().flat_map(|(_, standing)| {
        let found = standing.iter().filter_map(|id| corrections.by_id.get(id));
        let first = decisive(found.copied()).map(|event| event.id);
        standing.iter().filter(move |id| Some(**id) != first)
    });
    outdone.copied().collect()
}

fn actions(events: &[Event]) -> HashMap<ActionId, Vec<&Event>> {
    let mut actions: HashMap<_, Vec<_>> = HashMap::new();
    for event in events {
        if let Some(action) = event.action {
            actions.entry(action).or_default().push(event);
        }
    }
    actions
}

/// The corrections among some events.
struct Corrections<'a> {
    by_id: HashMap<EventId, &'a Event>,
    by_action: HashMap<ActionId, Vec<&'a Event>>,
    revoked: &'a HashMap<EventId, Vec<EventId>>,
}

/// The corrections of one entry, and those of its corrections.
#[derive(Default)]
struct CorrectionsOfOne {
    /// Those that nobody took back or corrected again.
    standing: BTreeSet<EventId>,
    corrected_again: BTreeSet<EventId>,
}

impl Corrections<'_> {
    fn of(&self, target: EventId) -> CorrectionsOfOne {
        let mut found = CorrectionsOfOne::default();
        let mut targets = vec![target];
        while let Some(target) = targets.pop() {
            let by = self.revoked.get(&target).into_iter().flatten();
            for correction in by.filter_map(|by| self.correction(target, *by)) {
                if !self.revoked.contains_key(&correction) {
                    found.standing.insert(correction);
                } else if found.corrected_again.insert(correction) {
                    targets.push(correction);
                }
            }
        }
        found
    }

    /// What the action that revoked `target` recorded in its place, if it was a correction.
    fn correction(&self, target: EventId, by: EventId) -> Option<EventId> {
        let kind = self.by_id.get(&target)?.what.kind();
        let action = self.by_id.get(&by)?.action?;
        let of_the_action = self.by_action.get(&action)?.iter();
        let of_the_action =
            of_the_action.filter(|event| event.id > by && event.what.kind() == kind);
        of_the_action.map(|event| event.id).min()
    }
}
