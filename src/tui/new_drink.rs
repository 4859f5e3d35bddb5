//! The line at the foot that confirms a newly recorded drink.

use super::context::Shared;
use crate::coach::EveningRecord;
use crate::diary::day::cups;
use crate::evening::Caffeine;
use crate::words;

/// Describes the newest drink that `before` does not have, and the caffeine left at bedtime. None if there is no new
/// drink, or if `before` is another evening.
pub fn line(shared: &Shared, before: &EveningRecord) -> Option<String> {
    if shared.tonight.evening.date != before.evening.date {
        return None;
    }
    let known = cups(&before.events);
    let caffeine = shared.caffeine();
    let cup = caffeine
        .cups
        .iter()
        .filter(|cup| !known.iter().any(|other| other.event == cup.event))
        .max_by_key(|cup| cup.event)?;
    let is_after_cutoff = Caffeine::is_after_a_cutoff(cup, &shared.timeline());
    let drink = words::drink_sentence(cup, is_after_cutoff, &shared.zone);
    Some(format!("{drink} {}", words::rest_sentence(&caffeine)))
}
