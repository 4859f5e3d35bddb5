//! What was consumed and when, and which cutoffs that breaks.

use chrono::{DateTime, Utc};

use super::Timeline;
use crate::diary::day::{drink_label, spread_label};
use crate::event::{Event, EventId, Substance, What};
use crate::span::Span;

/// Something that a cutoff can be about, consumed at a known time.
#[derive(Debug, Clone, PartialEq)]
pub struct Consumption {
    /// The id of its event.
    pub event: EventId,
    /// What was consumed.
    pub substance: Substance,
    /// When it began.
    pub at: DateTime<Utc>,
    /// When the last of it was consumed: the same, unless it was spread over a time.
    pub ends: DateTime<Utc>,
    /// Its label in a sentence: `espresso`, `95 mg`, `alcohol`.
    pub label: String,
}

impl Consumption {
    /// What the event records as consumed. None for a drink without caffeine.
    pub fn from_event(event: &Event) -> Option<Self> {
        let (substance, label, over) = match &event.what {
            What::Caffeine { mg, drink, over } if *mg > 0.0 => {
                let label = drink_label(drink.as_deref(), *mg);
                let over = over.unwrap_or_default();
                (Substance::Caffeine, spread_label(label, over), over)
            }
            What::Consumed(what) => (what.substance(), what.name().to_owned(), Span::ZERO),
            _ => return None,
        };
        Some(Self {
            event: event.id,
            substance,
            at: event.at,
            ends: event.at + over.delta(),
            label,
        })
    }

    /// Whether it breaks a cutoff of `substance`, due at `due`: it is of that substance, and some of it came later. What
    /// began after `until` is the next day's.
    pub(super) fn breaks(
        &self,
        substance: Substance,
        due: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> bool {
        self.substance == substance && self.at <= until && self.ends > due
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
