//! The caffeine of an evening: the drinks, and how much of them is left at lights-out.

use chrono::{DateTime, Utc};

use super::Timeline;
use crate::diary::caffeine::{Dose, is_being_absorbed};
use crate::diary::day::{CaffeineLeft, RecordedDrink, caffeine_left, recorded_drinks};
use crate::event::{Event, Substance, in_effect};
use crate::span::Span;

/// The caffeine of an evening, at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Caffeine {
    /// The evening's recorded drinks, sorted by time.
    pub drinks: Vec<RecordedDrink>,
    /// The drinks of the days before, of which some caffeine may be left.
    pub earlier: Vec<Dose>,
    /// When the lights went out. Until then, the expected time: bedtime, or `now` if that is later.
    pub lights_out: DateTime<Utc>,
    /// Whether the user recorded that there was none, see [`Substance::is_none`].
    pub is_none: bool,
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
            is_none: Substance::Caffeine.is_none(&in_effect(events)),
            earlier: earlier.to_vec(),
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

    /// How much caffeine would be left at lights-out with another drink.
    pub fn would_leave(&self, another: Dose) -> CaffeineLeft {
        let mut doses = self.doses();
        doses.push(another);
        caffeine_left(&doses, self.lights_out, self.half_life)
    }

    /// How much caffeine is left at lights-out.
    pub fn left_at_lights_out(&self) -> CaffeineLeft {
        caffeine_left(&self.doses(), self.lights_out, self.half_life)
    }
}
