//! The settings: every key of the config with its title, one line on what it does, and the values it takes.
//!
//! The table of settings is the one source of the settings screen and of the JSON Schema. The parser reads each key with
//! rules of its own, because it has to report mistakes; tests hold both to the same keys.

mod json_schema;
mod table;
mod value;

#[cfg(test)]
pub(super) use json_schema::json_schema;
pub use json_schema::json_schema_text;
pub use table::{groups, of_list};
pub use value::ConfigValue;

use std::ops::RangeInclusive;

/// Settings that belong together: the keys of one section, or those of each table in a list.
#[derive(Debug, Clone, PartialEq)]
pub struct SettingGroup {
    /// The heading.
    pub title: &'static str,
    /// Where the keys are in the config.
    pub scope: Scope,
    /// The settings, in the order in which they are shown.
    pub settings: Vec<Setting>,
}

/// Where the keys of a group are in the config.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// At the top, before all headers.
    Top,
    /// Below the header with this name.
    Section(&'static str),
    /// In each table of the list with this name.
    List(&'static str),
}

/// A key of the config.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// The key.
    pub key: &'static str,
    /// Its name for the user.
    pub title: &'static str,
    /// What it does, in one line.
    pub about: &'static str,
    /// The values it takes.
    pub kind: SettingKind,
    /// What it means to leave the key out, as it is shown. None if the key is required.
    pub absent: Option<String>,
    /// The keys that are removed when this one is set, because only one of them can be there.
    pub excludes: &'static [&'static str],
    /// The kind of step that has the key. None if all of them do.
    pub only_for: Option<&'static str>,
}

/// The values that a setting takes.
#[derive(Debug, Clone, PartialEq)]
pub enum SettingKind {
    /// A time of day.
    Time,
    /// A length of time. It may have a word for none, such as "never".
    Span(Option<&'static str>),
    /// On or off.
    Switch,
    /// One of these.
    One(Vec<Choice>),
    /// Some of these.
    Some(Vec<Choice>),
    /// The id of a routine in the library.
    Routine,
    /// The id of another step.
    Step,
    /// One character.
    Key,
    /// One line of text.
    Line,
    /// Small letters, digits and hyphens.
    Id,
    /// Ids.
    Ids,
    /// Lines of text.
    Lines,
    /// A program and its arguments.
    Command,
    /// A whole number.
    Whole(RangeInclusive<u16>),
    /// Milligrams, with a fraction or without.
    Milligrams,
    /// A date.
    Date,
    /// A seed of random numbers.
    Seed,
    /// Exercises by their ids, each with changes for this routine.
    Exercises,
}

/// A value that can be chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// The value in the config.
    pub value: ConfigValue,
    /// How it is shown.
    pub shown: String,
}

impl Choice {
    /// A choice.
    pub fn new(value: impl Into<ConfigValue>, shown: &str) -> Self {
        Self {
            value: value.into(),
            shown: shown.to_owned(),
        }
    }
}

/// The keys that name an entry of a list.
pub(super) fn name_keys(list: &str) -> &'static [&'static str] {
    match list {
        "drink" => &["name"],
        "schedule" => &["days"],
        "trial" => &["step", "first"],
        _ => &["id"],
    }
}

/// The changes that give a step another kind: its own keys are added, and those of other kinds removed. `has` says
/// whether the step has a key now.
pub fn step_of_kind(
    kind: &str,
    has: impl Fn(&str) -> bool,
) -> Vec<(&'static str, Option<ConfigValue>)> {
    const TIMES: [&str; 3] = ["at", "before_bed", "after"];
    let mut values = vec![("kind", Some(ConfigValue::from(kind)))];
    for (key, owner, first) in [
        ("duration", "timer", "15m"),
        ("routine", "routine", "restless-legs"),
        ("substance", "cutoff", "caffeine"),
    ] {
        if owner == kind && !has(key) {
            values.push((key, Some(first.into())));
        } else if owner != kind && has(key) {
            values.push((key, None));
        }
    }
    let times = TIMES.into_iter().filter(|key| has(key));
    if kind == "bedtime" {
        values.extend(times.map(|key| (key, None)));
    } else if times.count() == 0 {
        values.push(("before_bed", Some("30m".into())));
    }
    values
}
