//! A day's caffeine: what was drunk, what of it will be left, and what there is to choose from.
//!
//! A day is an evening's: a drink after midnight belongs to the evening it was written to. What was left of the day
//! before is not counted; after a night it is little beside what is not known about the person.

use chrono::{DateTime, TimeDelta, Utc};

use super::caffeine::{Dose, QUICK, SLOW, left};
use super::drinks::{Drink, find_drink};
use crate::event::{Event, EventId, What, standing};
use crate::span::Span;

/// A drink of the day, as the journal has it.
#[derive(Debug, Clone, PartialEq)]
pub struct Cup {
    /// Its event.
    pub event: EventId,
    /// When, and how much.
    pub drunk: Dose,
    /// Its name, where it has one.
    pub name: Option<String>,
}

impl Cup {
    /// What it is called in a sentence: `espresso`, `95 mg`.
    pub fn called(&self) -> String {
        called(self.name.as_deref(), self.drunk.mg)
    }
}

/// What a drink is called in a list or a sentence: by its name, else by its milligrams.
pub fn called(name: Option<&str>, mg: f64) -> String {
    name.map_or_else(|| format_mg(mg), str::to_owned)
}

/// Milligrams as they were told, without digits that say nothing: `217.5 mg`, `63 mg`.
pub fn format_mg(mg: f64) -> String {
    format!("{} mg", (mg * 10.0).round() / 10.0)
}

/// The drinks that stand, by the time at which they were drunk.
///
/// `events` are all events of an evening, revocations included, in any order.
pub fn cups(events: &[Event]) -> Vec<Cup> {
    let mut cups: Vec<Cup> = standing(events)
        .into_iter()
        .filter_map(|event| match &event.what {
            What::Caffeine { mg, drink } => Some(Cup {
                event: event.id,
                drunk: Dose {
                    at: event.at,
                    mg: *mg,
                },
                name: drink.clone(),
            }),
            _ => None,
        })
        .collect();
    cups.sort_by_key(|cup| (cup.drunk.at, cup.event));
    cups
}

/// How much is left, for the user's half-life and for somebody quick and somebody slow with it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rest {
    /// Milligrams, by the user's half-life.
    pub mg: f64,
    /// For somebody quick.
    pub quick: f64,
    /// For somebody slow. Never less than for somebody quick.
    pub slow: f64,
}

/// How much is left when somebody goes to rest at `at`.
///
/// What was drunk shortly before is still on its way into the blood: it counts as what it comes to. Anything else
/// would call a coffee at the bedside next to nothing.
pub fn at_rest(drunk: &[Dose], at: DateTime<Utc>, half_life: Span) -> Rest {
    let before: Vec<Dose> = drunk
        .iter()
        .filter(|drink| drink.at <= at)
        .copied()
        .collect();
    let most = |half_life| {
        (0..=ON_ITS_WAY.num_minutes())
            .step_by(5)
            .map(|minutes| left(&before, at + TimeDelta::minutes(minutes), half_life))
            .fold(0.0, f64::max)
    };
    Rest {
        mg: most(half_life),
        quick: most(QUICK),
        slow: most(SLOW),
    }
}

/// By then 99 % of a drink is absorbed (source in [`super::caffeine`]).
const ON_ITS_WAY: TimeDelta = TimeDelta::minutes(45);

/// Less than this, in milligrams, is next to nothing: a cup or two of decaf.
pub const NEXT_TO_NOTHING: f64 = 5.0;

/// Milligrams as precisely as they are known, which is not very: to the next 5, from 100 on to the next 10. None
/// for next to nothing.
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

/// What that is as much as: `half an espresso`. None for next to nothing, and where no espresso is known that
/// could be compared with.
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

/// What there is to choose from: the drinks of the user's last weeks, the newest first and each once, then the
/// known ones.
///
/// `events` are those of the last weeks, evening by evening, revocations included. A drink that is known by its
/// name comes with what is known to be in it today.
pub fn choices(events: &[Event], known: &[Drink]) -> Vec<Choice> {
    let mut cups: Vec<Cup> = events
        .chunk_by(|one, other| one.evening == other.evening)
        .flat_map(cups)
        .collect();
    cups.sort_by_key(|cup| (cup.drunk.at, cup.event));
    let had = cups.into_iter().rev().map(|cup| {
        let of_name = cup.name.as_deref().and_then(|name| find_drink(name, known));
        match of_name {
            Some(drink) => Choice::from(drink),
            None => Choice {
                name: cup.name,
                mg: cup.drunk.mg,
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

/// A drink to choose.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// Its name, where it has one.
    pub name: Option<String>,
    /// Milligrams of caffeine in it.
    pub mg: f64,
}

impl Choice {
    /// Whether it is the same drink: of the same name, or of as much where neither has one.
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
