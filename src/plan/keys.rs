//! `[keys]`: keys of the user's own.

mod actions;

use std::collections::BTreeMap;

use super::problem::{Problem, in_backticks};
use super::reader::{Diagnostics, TableReader, TomlValue};
use super::value;
use crate::printable::is_unprintable;

pub use actions::{KeyAction, KeyArea};

/// The keys on which the screens' actions are.
///
/// In no area have two actions the same key, and no action has one that means something else in an area where it works.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Keys {
    own: BTreeMap<KeyAction, char>,
}

impl Keys {
    /// The key of an action.
    pub fn key(&self, action: KeyAction) -> char {
        let own = self.own.get(&action);
        own.copied().unwrap_or(action.built_in())
    }

    /// All actions by name, with their keys.
    pub fn all(&self) -> impl Iterator<Item = (&'static str, char)> {
        KeyAction::ALL
            .map(|action| (action.name(), self.key(action)))
            .into_iter()
    }

    /// The actions that have a key of the user's own, by name.
    pub fn own(&self) -> impl Iterator<Item = (&'static str, char)> {
        self.own.iter().map(|(action, key)| (action.name(), *key))
    }

    /// The built-in key that a pressed key stands for in that area. None for the built-in key of an action that has
    /// another one.
    pub fn built_in(&self, pressed: char, area: KeyArea) -> Option<char> {
        let mut actions = area.actions();
        match actions.clone().find(|action| self.key(*action) == pressed) {
            Some(action) => Some(action.built_in()),
            None if actions.any(|action| action.built_in() == pressed) => None,
            None => Some(pressed),
        }
    }

    /// The key to press in that area for what is on this built-in key.
    pub fn shown(&self, built_in: char, area: KeyArea) -> char {
        let action = area.actions().find(|action| action.built_in() == built_in);
        action.map_or(built_in, |action| self.key(action))
    }

    /// What an action's own key collides with, in the first area where it does.
    fn clash(&self, action: KeyAction) -> Option<(KeyArea, Clash)> {
        let key = self.own.get(&action).copied()?;
        let areas = KeyArea::ALL.into_iter();
        let areas = areas.filter(|area| area.actions().any(|other| other == action));
        let in_area = |area: KeyArea| {
            let mut others = area.actions().filter(|other| *other != action);
            let other = others.find(|other| self.key(*other) == key);
            let fixed = area.fixed().contains(key).then_some(Clash::Fixed);
            Some((area, other.map(Clash::With).or(fixed)?))
        };
        areas.into_iter().find_map(in_area)
    }
}

/// What a key of the user's own collides with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Clash {
    /// The key of another action.
    With(KeyAction),
    /// A key whose meaning cannot be changed.
    Fixed,
}

/// Parses `[keys]`.
pub(super) fn keys(top: &mut TableReader<'_>, diagnostics: &mut Diagnostics) -> Keys {
    let Some(mut fields) = top.section("keys", diagnostics) else {
        return Keys::default();
    };
    let problems_before = diagnostics.problems.len();
    let mut keys = Keys::default();
    for action in KeyAction::ALL {
        if let Some(key) = fields.optional(action.name(), one_character, diagnostics) {
            keys.own.insert(action, key);
        }
    }
    fields.report_unknown_keys(diagnostics);
    // An action whose own key cannot be read may have made room for another one.
    let is_whole = diagnostics.problems.len() == problems_before
        && !diagnostics.gaps.affect_table_at(fields.span.start);
    if is_whole {
        report_clashes(&keys, &fields, diagnostics);
    }
    keys
}

/// Reports each key that means two things on one screen. Two actions that took one key are reported once.
fn report_clashes(keys: &Keys, fields: &TableReader<'_>, diagnostics: &mut Diagnostics) {
    for (action, key) in &keys.own {
        let Some((area, clash)) = keys.clash(*action) else {
            continue;
        };
        let (named, place) = (in_backticks(&key.to_string()), area.place());
        let span = fields.value_span(action.name());
        let problem = match clash {
            Clash::With(other) if keys.own.contains_key(&other) && other > *action => continue,
            Clash::With(other) => {
                let name = other.name();
                let message = format!("{named} is the key of `{name}` already, {place}");
                let mut problem = Problem::new(span, message);
                if keys.own.contains_key(&other) {
                    problem = problem.relate(fields.value_span(name), "here");
                }
                problem.suggest(format!(
                    "choose another key, or write `{name} = \"...\"` with another one too"
                ))
            }
            Clash::Fixed => {
                let message = format!("{named} has a fixed meaning {place}");
                Problem::new(span, message).suggest(
                    "choose another key; a sign such as \"#\" or a letter outside a to z is free on every screen",
                )
            }
        };
        diagnostics.push(problem);
    }
}

/// One character that a keyboard types. Capital letters are none, because Caps Lock makes them of others.
fn one_character(value: &TomlValue<'_>) -> Result<char, Problem> {
    let text = value::text(value)?;
    let mut characters = text.chars();
    let (Some(key), None) = (characters.next(), characters.next()) else {
        let message = format!("{} is not one character", in_backticks(text));
        return Err(Problem::new(value.span(), message)
            .suggest("write a single letter or sign in quotes, such as \"o\""));
    };
    let small: String = key.to_lowercase().collect();
    if small != text {
        let message = format!("{} is a capital letter", in_backticks(text));
        return Err(Problem::new(value.span(), message).suggest(format!(
            "write \"{small}\"; Shift and Caps Lock make no difference"
        )));
    }
    if key.is_whitespace() || is_unprintable(key) {
        return Err(Problem::new(value.span(), "this key cannot be given away")
            .suggest("write a single letter or sign in quotes, such as \"o\""));
    }
    Ok(key)
}
