//! A day's caffeine: the recorded drinks, how much is left at lights-out, and the drinks offered for choosing.
//!
//! Days are evenings here: a drink after midnight belongs to the evening it was recorded for.

use chrono::{DateTime, Utc};

use super::caffeine::{Dose, QUICK_HALF_LIFE, SLOW_HALF_LIFE, mg_at_lights_out};
use super::drinks::{Drink, find_drink};
use crate::event::{Event, EventId, What, in_effect};
use crate::printable::on_one_line;
use crate::span::Span;

/// A recorded drink.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordedDrink {
    /// The id of its event.
    pub event: EventId,
    /// When it was drunk, and how much caffeine it had.
    pub dose: Dose,
    /// Its name, if it has one.
    pub name: Option<String>,
}

impl RecordedDrink {
    /// Its label in a sentence: `espresso`, `95 mg`, `coffee over 2 h`.
    pub fn label(&self) -> String {
        let label = drink_label(self.name.as_deref(), self.dose.mg);
        spread_label(label, self.dose.over)
    }
}

/// The label of a drink in a list or a sentence: its name, else its milligrams.
pub fn drink_label(name: Option<&str>, mg: f64) -> String {
    name.map_or_else(|| format_mg(mg), on_one_line)
}

/// A drink's label with the time that it took, if that was any: `coffee over 2h`.
pub fn spread_label(label: String, over: Span) -> String {
    if over.is_zero() {
        label
    } else {
        format!("{label} over {over}")
    }
}

/// Milligrams with at most one decimal: `217.5 mg`, `63 mg`.
pub fn format_mg(mg: f64) -> String {
    format!("{} mg", (mg * 10.0).round() / 10.0)
}

/// The recorded drinks, sorted by time; revoked ones are left out.
///
/// `events` are all events of an evening, revocations included, in any order.
pub fn recorded_drinks(events: &[Event]) -> Vec<RecordedDrink> {
    let mut drinks: Vec<RecordedDrink> = in_effect(events)
        .into_iter()
        .filter_map(|event| match &event.what {
            What::Caffeine { mg, drink, over } => Some(RecordedDrink {
                event: event.id,
                dose: Dose {
                    at: event.at,
                    mg: *mg,
                    over: over.unwrap_or_default(),
                },
                name: drink.clone(),
            }),
            _ => None,
        })
        .collect();
    drinks.sort_by_key(|drink| (drink.dose.at, drink.event));
    drinks
}

/// How much caffeine is left, in milligrams, for three half-lives.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CaffeineLeft {
    /// For the user's half-life.
    pub mg: f64,
    /// For a fast metabolism ([`QUICK_HALF_LIFE`]).
    pub quick: f64,
    /// For a slow metabolism ([`SLOW_HALF_LIFE`]). Never less than `quick`.
    pub slow: f64,
}

/// How much caffeine is left at lights-out, see [`mg_at_lights_out`]. `doses` are those of the day and of the days before.
pub fn caffeine_left(doses: &[Dose], lights_out: DateTime<Utc>, half_life: Span) -> CaffeineLeft {
    let mg = |half_life| mg_at_lights_out(doses, lights_out, half_life);
    CaffeineLeft {
        mg: mg(half_life),
        quick: mg(QUICK_HALF_LIFE),
        slow: mg(SLOW_HALF_LIFE),
    }
}

/// Milligrams below which the amount is called next to nothing: a cup or two of decaf.
pub const NEXT_TO_NOTHING: f64 = 5.0;

/// Milligrams rounded to the precision of the estimate: to 5 below 100, to 10 above. None for next to nothing.
pub fn about(mg: f64) -> Option<u32> {
    if mg < NEXT_TO_NOTHING {
        return None;
    }
    let step = if mg < 100.0 { 5.0 } else { 10.0 };
    Some(((mg / step).round() * step) as u32)
}

/// The same in words: `about 40 mg`, `next to nothing`.
pub fn about_in_words(mg: f64) -> String {
    about(mg).map_or_else(
        || "next to nothing".to_owned(),
        |mg| format!("about {mg} mg"),
    )
}

/// The amount in espressos: `half an espresso`. None for next to nothing, and if `known` has no espresso with enough
/// caffeine to compare with.
pub fn as_espressos(mg: f64, known: &[Drink]) -> Option<String> {
    let about = about(mg)?;
    let one = find_drink("espresso", known)?.mg;
    if one < NEXT_TO_NOTHING {
        return None;
    }
    let share = f64::from(about) / one;
    let quarters = (share * 4.0).round() as u32;
    Some(match quarters {
        0 => "a sip of espresso".to_owned(),
        1 => "a quarter of an espresso".to_owned(),
        2 => "half an espresso".to_owned(),
        3 => "three quarters of an espresso".to_owned(),
        4 => "an espresso".to_owned(),
        5..=7 => "one and a half espressos".to_owned(),
        _ => format!("{} espressos", share.round()),
    })
}

/// The drinks offered for choosing: those the user had recently, newest first and each once, then the known ones.
///
/// `events` are the recent evenings' events, grouped by evening, revocations included. A drink whose name is in `known`
/// is offered with the milligrams from there.
pub fn choices(events: &[Event], known: &[Drink]) -> Vec<Choice> {
    let mut drinks: Vec<RecordedDrink> = events
        .chunk_by(|one, other| one.evening == other.evening)
        .flat_map(recorded_drinks)
        .collect();
    drinks.sort_by_key(|drink| (drink.dose.at, drink.event));
    let had = drinks.into_iter().rev().map(|drink| {
        let of_name = drink
            .name
            .as_deref()
            .and_then(|name| find_drink(name, known));
        match of_name {
            Some(known) => Choice::from(known),
            None => Choice {
                name: drink.name,
                mg: drink.dose.mg,
            },
        }
    });
    let mut choices: Vec<Choice> = Vec::new();
    for choice in had.chain(known.iter().map(Choice::from)) {
        if !choices.iter().any(|other| other.is_like(&choice)) {
            choices.push(choice);
        }
    }
    choices
}

/// A drink offered for choosing.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// Its name, if it has one.
    pub name: Option<String>,
    /// Milligrams of caffeine in it.
    pub mg: f64,
}

impl Choice {
    /// Whether both are the same drink: the same name, or the same milligrams if neither has a name.
    fn is_like(&self, other: &Self) -> bool {
        self.name == other.name
            && (self.name.is_some() || format_mg(self.mg) == format_mg(other.mg))
    }
}

impl From<&Drink> for Choice {
    fn from(drink: &Drink) -> Self {
        Self {
            name: Some(drink.name.clone()),
            mg: drink.mg,
        }
    }
}

#[cfg(test)]
#[path = "day_tests.rs"]
mod tests;
