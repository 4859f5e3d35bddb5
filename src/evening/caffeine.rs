//! The caffeine of an evening: what is left of it at lights-out, and whether a cutoff was kept.

use chrono::{DateTime, Utc};

use super::Timeline;
use crate::diary::caffeine::Dose;
use crate::diary::day::{Cup, Rest, at_rest, cups};
use crate::event::Event;
use crate::plan::{Step, StepKind, Substance};
use crate::span::Span;

/// The caffeine of an evening, at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Caffeine {
    /// The drinks that stand, by the time at which they were drunk.
    pub cups: Vec<Cup>,
    /// When the lights went out; until then when they are to, which is not before `now`.
    pub lights_out: DateTime<Utc>,
    /// Whether they are out already.
    pub is_dark: bool,
    /// In what time half of it is gone.
    pub half_life: Span,
}

impl Caffeine {
    /// That of the evening of `timeline`, of which `events` are all.
    pub fn of(
        timeline: &Timeline<'_>,
        events: &[Event],
        half_life: Span,
        now: DateTime<Utc>,
    ) -> Self {
        let expected = if now < timeline.evening.ends {
            timeline.evening.bedtime.max(now)
        } else {
            timeline.evening.bedtime
        };
        Self {
            cups: cups(events),
            lights_out: timeline.lights_out.unwrap_or(expected),
            is_dark: timeline.lights_out.is_some() || now >= timeline.evening.ends,
            half_life,
        }
    }

    /// What was drunk.
    pub fn drunk(&self) -> Vec<Dose> {
        self.cups.iter().map(|cup| cup.drunk).collect()
    }

    /// How much is left at lights-out.
    pub fn rest(&self) -> Rest {
        at_rest(&self.drunk(), self.lights_out, self.half_life)
    }

    /// The drink that came after the cutoff: of several the last.
    pub fn broken_by(&self, step: &Step, due: DateTime<Utc>) -> Option<&Cup> {
        broken_by(step, due, &self.cups)
    }

    /// Whether a drink came after a cutoff for it.
    pub fn is_after_a_cutoff(cup: &Cup, timeline: &Timeline<'_>) -> bool {
        let cups = std::slice::from_ref(cup);
        let mut entries = timeline.entries.iter();
        entries.any(|entry| broken_by(entry.step, entry.due, cups).is_some())
    }
}

/// The drink that breaks a step: one with caffeine after the time of a cutoff for it; of several the last.
pub(super) fn broken_by<'c>(step: &Step, due: DateTime<Utc>, cups: &'c [Cup]) -> Option<&'c Cup> {
    match step.kind {
        StepKind::Cutoff {
            substance: Substance::Caffeine,
        } => cups
            .iter()
            .rev()
            .find(|cup| breaks(cup.drunk.mg, cup.drunk.at, due)),
        StepKind::Cutoff {
            substance: Substance::Alcohol | Substance::Nicotine | Substance::Food,
        }
        | StepKind::Check
        | StepKind::Timer { .. }
        | StepKind::Routine { .. }
        | StepKind::Bedtime => None,
    }
}

/// Whether a drink breaks a cutoff: it has caffeine, and came after it.
pub(super) fn breaks(mg: f64, at: DateTime<Utc>, due: DateTime<Utc>) -> bool {
    mg > 0.0 && at > due
}
