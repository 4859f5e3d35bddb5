//! What was consumed and when, and which cutoffs that breaks.

use chrono::{DateTime, Utc};

use super::Timeline;
use crate::diary::day::drink_label;
use crate::event::{Event, EventId, Substance, What};

/// Something that a cutoff can be about, consumed at a known time.
#[derive(Debug, Clone, PartialEq)]
pub struct Consumption {
    /// The id of its event.
    pub event: EventId,
    /// What was consumed.
    pub substance: Substance,
    /// When.
    pub at: DateTime<Utc>,
    /// Its label in a sentence: `espresso`, `95 mg`, `alcohol`.
    pub label: String,
}

impl Consumption {
    /// What the event records as consumed. None for a drink without caffeine.
    pub fn from_event(event: &Event) -> Option<Self> {
        let (substance, label) = match &event.what {
            What::Caffeine { mg, drink } if *mg > 0.0 => {
                (Substance::Caffeine, drink_label(drink.as_deref(), *mg))
            }
            What::Consumed(what) => (what.substance(), what.name().to_owned()),
            _ => return None,
        };
        Some(Self {
            event: event.id,
            substance,
            at: event.at,
            label,
        })
    }

    /// Whether it breaks a cutoff of `substance`, due at `due`: it is of that substance and came later. What was consumed
    /// after `until` is the next day's.
    pub(super) fn breaks(
        &self,
        substance: Substance,
        due: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> bool {
        self.substance == substance && self.at <= until && self.at > due
    }
}

impl Timeline<'_> {
    /// Whether something of that substance, consumed at `at`, came after one of the evening's cutoffs.
    pub fn is_after_a_cutoff(&self, consumed: &Consumption) -> bool {
        self.entries.iter().any(|entry| {
            let substance = entry.step.cutoff();
            substance.is_some_and(|it| consumed.breaks(it, entry.due, self.drinks_until))
        })
    }
}
