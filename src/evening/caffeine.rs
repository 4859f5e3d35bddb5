//! The caffeine of an evening: what is left of it at lights-out, and whether a cutoff was kept.

use chrono::{DateTime, TimeZone, Utc};

use super::Timeline;
use crate::diary::caffeine::Drunk;
use crate::diary::day::{Cup, Rest, about, about_in_words, as_espressos, at_rest, cups};
use crate::diary::drinks::Drink;
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
    half_life: Span,
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
    pub fn drunk(&self) -> Vec<Drunk> {
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

    /// What there is to say of a cutoff that was not kept: what, when, and what it comes to. It is a fact, and no
    /// fault.
    pub fn after_the_cutoff<Z: TimeZone>(&self, cup: &Cup, zone: &Z) -> String {
        self.in_a_sentence(cup, ", after the cutoff", zone)
    }

    /// What there is to say of a drink that was just told.
    pub fn of_a_drink<Z: TimeZone>(&self, cup: &Cup, timeline: &Timeline<'_>, zone: &Z) -> String {
        let is_after_one = timeline
            .entries
            .iter()
            .any(|entry| broken_by(entry.step, entry.due, std::slice::from_ref(cup)).is_some());
        if is_after_one {
            self.after_the_cutoff(cup, zone)
        } else {
            self.in_a_sentence(cup, "", zone)
        }
    }

    fn in_a_sentence<Z: TimeZone>(&self, cup: &Cup, when: &str, zone: &Z) -> String {
        let drink = beginning_large(&cup.called());
        let at = cup.drunk.at.with_timezone(zone).naive_local();
        let then = self.what_is_left();
        format!("{drink} at {}{when}. {then}", at.format("%H:%M"))
    }

    /// What there is to say where the drink itself has been named already.
    pub fn then(&self, cup: &Cup, timeline: &Timeline<'_>) -> String {
        let left = self.what_is_left();
        if is_after_a_cutoff(cup, timeline) {
            format!("After the cutoff. {left}")
        } else {
            left
        }
    }

    /// What is left at lights-out, and as how much of a drink that is; and the same without the drink.
    pub fn in_words(&self, known: &[Drink]) -> [String; 2] {
        if self.cups.is_empty() {
            return ["No caffeine so far.", "No caffeine so far."].map(str::to_owned);
        }
        let mg = self.rest().mg;
        let left = beginning_large(&about_in_words(mg));
        let short = if self.is_dark {
            format!("{left} was left at lights-out")
        } else {
            format!("{left} left at lights-out")
        };
        let whole = match as_espressos(mg, known) {
            Some(espressos) => format!("{short}, as much as {espressos}."),
            None => format!("{short}."),
        };
        [whole, short]
    }

    /// How much that differs from one person to another.
    pub fn between_people(&self) -> String {
        let Rest { quick, slow, .. } = self.rest();
        let minutes = self.half_life.as_minutes();
        let half_life = match (minutes / 60, minutes % 60) {
            (hours, 0) => format!("{hours} h"),
            (hours, minutes) => format!("{hours} h {minutes:02}"),
        };
        let reckoned = format!("reckoned with half of it gone in {half_life}");
        match (about(quick), about(slow)) {
            (_, None) => beginning_large(&format!("{reckoned}.")),
            (None, Some(slow)) => format!("From person to person 0 to {slow} mg; {reckoned}."),
            (Some(quick), Some(slow)) => {
                format!("From person to person {quick} to {slow} mg; {reckoned}.")
            }
        }
    }

    fn what_is_left(&self) -> String {
        let left = about_in_words(self.rest().mg);
        if self.is_dark {
            format!("{} was left at lights-out.", beginning_large(&left))
        } else {
            format!("Tonight {left} will be left.")
        }
    }
}

fn is_after_a_cutoff(cup: &Cup, timeline: &Timeline<'_>) -> bool {
    let cups = std::slice::from_ref(cup);
    let mut entries = timeline.entries.iter();
    entries.any(|entry| broken_by(entry.step, entry.due, cups).is_some())
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

fn beginning_large(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |letter| {
        letter.to_uppercase().chain(letters).collect()
    })
}
