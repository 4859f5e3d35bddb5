//! The caffeine of an evening: how much is left at lights-out, and which drinks came after a cutoff.

use chrono::{DateTime, Utc};

use super::Timeline;
use crate::diary::caffeine::{Dose, is_being_absorbed};
use crate::diary::day::{CaffeineLeft, RecordedDrink, caffeine_left, recorded_drinks};
use crate::event::Event;
use crate::plan::Step;
use crate::span::Span;

/// The caffeine of an evening, at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Caffeine {
    /// The evening's recorded drinks, sorted by time.
    pub drinks: Vec<RecordedDrink>,
    /// The drinks of the days before, of which some caffeine may be left.
    pub earlier: Vec<Dose>,
    /// The last instant at which a drink can break a cutoff of this evening, see [`Timeline::drinks_until`].
    pub counts_until: DateTime<Utc>,
    /// When the lights went out. Until then, the expected time: bedtime, or `now` if that is later.
    pub lights_out: DateTime<Utc>,
    /// Whether the lights are out already or the evening is over.
    pub is_dark: bool,
    /// The half-life of caffeine used for this user.
    pub half_life: Span,
}

impl Caffeine {
    /// Caffeine on the evening of `timeline`. `events` must be all events of that evening, and `earlier` the drinks of the
    /// three days before it.
    pub fn for_evening(
        timeline: &Timeline<'_>,
        events: &[Event],
        earlier: &[Dose],
        half_life: Span,
        now: DateTime<Utc>,
    ) -> Self {
        let expected = if now < timeline.evening.ends {
            timeline.evening.bedtime.max(now)
        } else {
            timeline.evening.bedtime
        };
        Self {
            drinks: recorded_drinks(events),
            earlier: earlier.to_vec(),
            counts_until: timeline.drinks_until,
            lights_out: timeline.lights_out.unwrap_or(expected),
            is_dark: timeline.lights_out.is_some() || now >= timeline.evening.ends,
            half_life,
        }
    }

    /// The evening's doses and those of the days before.
    pub fn doses(&self) -> Vec<Dose> {
        let own = self.drinks.iter().map(|drink| drink.dose);
        self.earlier.iter().copied().chain(own).collect()
    }

    /// Whether some caffeine is not absorbed yet at lights-out, so that the amount still rises after it.
    pub fn is_being_absorbed(&self) -> bool {
        is_being_absorbed(&self.doses(), self.lights_out)
    }

    /// How much caffeine is left at lights-out.
    pub fn left_at_lights_out(&self) -> CaffeineLeft {
        caffeine_left(&self.doses(), self.lights_out, self.half_life)
    }

    /// The drink that breaks the cutoff `step`, due at `due`. If there are several, the last one.
    pub fn broken_by(&self, step: &Step, due: DateTime<Utc>) -> Option<&RecordedDrink> {
        broken_by(step, due, self.counts_until, &self.drinks)
    }

    /// Whether the drink came after a cutoff of the timeline that applies to it.
    pub fn is_after_a_cutoff(drink: &RecordedDrink, timeline: &Timeline<'_>) -> bool {
        let drinks = std::slice::from_ref(drink);
        let mut entries = timeline.entries.iter();
        entries
            .any(|entry| broken_by(entry.step, entry.due, timeline.drinks_until, drinks).is_some())
    }
}

/// The drink that breaks a step: one with caffeine, after the due time of a caffeine cutoff and not after `until`. If there
/// are several, the last one. `drinks` must be sorted by time.
pub(super) fn broken_by<'c>(
    step: &Step,
    due: DateTime<Utc>,
    until: DateTime<Utc>,
    drinks: &'c [RecordedDrink],
) -> Option<&'c RecordedDrink> {
    let counted = drinks.iter().filter(|drink| drink.dose.at <= until);
    let mut latest_first = counted.rev();
    latest_first
        .find(|drink| step.is_caffeine_cutoff() && breaks(drink.dose.mg, drink.dose.at, due))
}

/// Whether a drink breaks a caffeine cutoff: it contains caffeine and came after the due time.
pub(super) fn breaks(mg: f64, at: DateTime<Utc>, due: DateTime<Utc>) -> bool {
    mg > 0.0 && at > due
}
