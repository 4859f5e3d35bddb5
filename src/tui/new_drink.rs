//! The line at the foot that confirms a newly recorded drink.

use super::context::Shared;
use crate::coach::EveningRecord;
use crate::diary::day::RecordedDrink;
use crate::words;

/// Describes the newest drink that `before` does not have, and the caffeine left at bedtime. None if there is no new
/// drink, or if `before` is another evening.
pub fn line(shared: &Shared, before: &EveningRecord) -> Option<String> {
    if shared.tonight.evening.date != before.evening.date {
        return None;
    }
    let is_new = |drink: &&RecordedDrink| before.events.iter().all(|old| old.id != drink.event);
    let caffeine = shared.caffeine();
    let newest = caffeine
        .drinks
        .iter()
        .filter(is_new)
        .max_by_key(|drink| drink.event)?;
    let timeline = shared.timeline();
    let events = &shared.tonight.events;
    let event = events.iter().find(|event| event.id == newest.event);
    let is_after_cutoff = event.is_some_and(|event| timeline.is_after_a_cutoff(event));
    let (label, at) = (newest.label(), newest.dose.at);
    let drink = words::drink_sentence(
        &label,
        at,
        is_after_cutoff,
        &shared.zone,
        shared.clock_format(),
    );
    Some(format!(
        "{drink} {}",
        words::caffeine_left_sentence(&caffeine)
    ))
}
