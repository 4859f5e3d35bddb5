//! The caffeine of the running evening, and what is new in it and worth a line.

use super::app::App;
use crate::coach::Night;
use crate::diary::day::cups;
use crate::evening::Caffeine;
use crate::words;

impl App {
    /// The running evening's caffeine.
    pub(super) fn caffeine(&self) -> Caffeine {
        let half_life = self.config.diary.half_life;
        Caffeine::of(
            &self.timeline(),
            &self.tonight.events,
            half_life,
            self.now(),
        )
    }
}

/// A drink that was not there before, with what it comes to; of several the one told last.
pub fn of_a_drink(app: &App, before: &Night) -> Option<String> {
    if app.tonight.evening.date != before.evening.date {
        return None;
    }
    let known = cups(&before.events);
    let caffeine = app.caffeine();
    let cup = caffeine
        .cups
        .iter()
        .filter(|cup| !known.iter().any(|other| other.event == cup.event))
        .max_by_key(|cup| cup.event)?;
    let is_after_cutoff = Caffeine::is_after_a_cutoff(cup, &app.timeline());
    let drink = words::drink_sentence(cup, is_after_cutoff, &app.zone);
    Some(format!("{drink} {}", words::rest_sentence(&caffeine)))
}
