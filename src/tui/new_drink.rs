//! What is new in the evening and worth a line.

use super::context::Shared;
use crate::coach::Night;
use crate::diary::day::cups;
use crate::evening::Caffeine;
use crate::words;

/// A drink that was not there before, with what it comes to; of several the newest.
pub fn line(shared: &Shared, before: &Night) -> Option<String> {
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
