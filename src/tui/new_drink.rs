//! The line at the foot that confirms a newly recorded drink.

use super::context::Shared;
use crate::coach::EveningRecord;
use crate::diary::day::recorded_drinks;
use crate::evening::Caffeine;
use crate::words;

/// Describes the newest drink that `before` does not have, and the caffeine left at bedtime. None if there is no new
/// drink, or if `before` is another evening.
pub fn line(shared: &Shared, before: &EveningRecord) -> Option<String> {
    if shared.tonight.evening.date != before.evening.date {
        return None;
    }
    let known = recorded_drinks(&before.events);
    let caffeine = shared.caffeine();
    let newest = caffeine
        .drinks
        .iter()
        .filter(|drink| !known.iter().any(|other| other.event == drink.event))
        .max_by_key(|drink| drink.event)?;
    let is_after_cutoff = Caffeine::is_after_a_cutoff(newest, &shared.timeline());
    let drink = words::drink_sentence(newest, is_after_cutoff, &shared.zone);
    Some(format!(
        "{drink} {}",
        words::caffeine_left_sentence(&caffeine)
    ))
}
