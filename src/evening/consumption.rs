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
    /// Its label in a sentence: `espresso`, `95 mg`, `alcohol`.
    pub label: String,
}

impl Consumption {
    /// What the event records as consumed. None for a drink without caffeine.
    pub fn from_event(event: &Event) -> Option<Self> {
        let (substance, over) = consumed(event)?;
        let label = match &event.what {
            What::Caffeine { mg, drink, .. } => {
                spread_label(drink_label(drink.as_deref(), *mg), over)
            }
            _ => substance.name().to_owned(),
        };
        Some(Self {
            event: event.id,
            substance,
            at: event.at,
            label,
        })
    }
}

/// What the event records as consumed, and over which time. None for a drink without caffeine.
fn consumed(event: &Event) -> Option<(Substance, Span)> {
    match &event.what {
        What::Caffeine { mg, over, .. } if *mg > 0.0 => {
            Some((Substance::Caffeine, over.unwrap_or_default()))
        }
        What::Consumed(what) => Some((what.substance(), Span::ZERO)),
        _ => None,
    }
}

/// Whether the event records something of `substance` that was consumed by `until`. What began after it is the next day's.
pub(super) fn is_consumed(event: &Event, substance: Substance, until: DateTime<Utc>) -> bool {
    event.at <= until && consumed(event).is_some_and(|(what, _)| what == substance)
}

/// Whether what the event records breaks a cutoff of `substance`, due at `due`: some of it was consumed later.
pub(super) fn breaks(
    event: &Event,
    substance: Substance,
    due: DateTime<Utc>,
    until: DateTime<Utc>,
) -> bool {
    let is_later = |(_, over): (Substance, Span)| event.at + over.delta() > due;
    is_consumed(event, substance, until) && consumed(event).is_some_and(is_later)
}

impl Timeline<'_> {
    /// Whether what the event records as consumed came after one of the evening's cutoffs.
    pub fn is_after_a_cutoff(&self, event: &Event) -> bool {
        self.entries.iter().any(|entry| {
            let substance = entry.step.cutoff();
            substance.is_some_and(|it| breaks(event, it, entry.due, self.drinks_until))
        })
    }
}
