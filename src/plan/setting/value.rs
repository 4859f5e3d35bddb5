//! Values of the config, as they are typed and shown.

use serde_json::json;
use toml_edit::{Array, InlineTable, Value};

use super::SettingKind;
use crate::time_of_day::{self, ClockFormat};

/// A value in the config.
#[derive(Debug, Clone, PartialEq)]
pub enum ConfigValue {
    /// A text.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// A number with a fraction.
    Number(f64),
    /// `true` or `false`.
    Switch(bool),
    /// A list.
    List(Vec<Self>),
    /// A table on one line.
    Table(Vec<(String, Self)>),
}

impl From<&str> for ConfigValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<bool> for ConfigValue {
    fn from(is_on: bool) -> Self {
        Self::Switch(is_on)
    }
}

impl ConfigValue {
    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Whole(_) | Self::Number(_) | Self::Switch(_) | Self::List(_) | Self::Table(_) => {
                None
            }
        }
    }

    /// The value that stands in a document. A date or a time without quotes becomes a text.
    pub(in crate::plan) fn from_toml(value: &Value) -> Self {
        match value {
            Value::String(text) => Self::Text(text.value().clone()),
            Value::Integer(number) => Self::Whole(*number.value()),
            Value::Float(number) => Self::Number(*number.value()),
            Value::Boolean(is_on) => Self::Switch(*is_on.value()),
            Value::Datetime(time) => Self::Text(time.value().to_string()),
            Value::Array(items) => Self::List(items.iter().map(Self::from_toml).collect()),
            Value::InlineTable(table) => {
                let pairs = table.iter();
                let pairs = pairs.map(|(key, value)| (key.to_owned(), Self::from_toml(value)));
                Self::Table(pairs.collect())
            }
        }
    }

    /// The value for a document.
    pub(in crate::plan) fn to_toml(&self) -> Value {
        match self {
            Self::Text(text) => text.as_str().into(),
            Self::Whole(number) => (*number).into(),
            Self::Number(number) => (*number).into(),
            Self::Switch(is_on) => (*is_on).into(),
            Self::List(items) => Value::Array(items.iter().map(Self::to_toml).collect::<Array>()),
            Self::Table(pairs) => {
                let pairs = pairs.iter().map(|(key, value)| (key, value.to_toml()));
                Value::InlineTable(pairs.collect::<InlineTable>())
            }
        }
    }

    /// The value as JSON.
    pub(super) fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Text(text) => json!(text),
            Self::Whole(number) => json!(number),
            Self::Number(number) => json!(number),
            Self::Switch(is_on) => json!(is_on),
            Self::List(items) => items.iter().map(Self::to_json).collect(),
            Self::Table(pairs) => {
                let pairs = pairs.iter();
                pairs.map(|(key, it)| (key.clone(), it.to_json())).collect()
            }
        }
    }

    /// The value as a user types it.
    fn typed(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Whole(number) => number.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Switch(is_on) => if *is_on { "on" } else { "off" }.to_owned(),
            Self::List(items) => joined(items.iter().map(Self::typed), ", "),
            // An exercise of a routine with its changes: `calf-wall hold 20s repeat 2`.
            Self::Table(pairs) => joined(
                pairs.iter().map(|(key, value)| match key.as_str() {
                    "id" => value.typed(),
                    key => format!("{key} {}", value.typed()),
                }),
                " ",
            ),
        }
    }
}

fn joined(parts: impl Iterator<Item = String>, gap: &str) -> String {
    parts.collect::<Vec<_>>().join(gap)
}

impl SettingKind {
    /// The value as it is shown, a time by this clock.
    pub fn shown(&self, value: &ConfigValue, clock: ClockFormat) -> String {
        match (self, value) {
            (Self::Time, ConfigValue::Text(text)) => match time_of_day::parse(text) {
                Ok(time) => clock.time(time),
                Err(_) => text.clone(),
            },
            (Self::One(choices), value) => {
                let choice = choices.iter().find(|choice| choice.value == *value);
                choice.map_or_else(|| value.typed(), |choice| choice.shown.clone())
            }
            (Self::Some(choices), ConfigValue::List(items)) => {
                let chosen = choices
                    .iter()
                    .filter(|choice| items.contains(&choice.value));
                match chosen.clone().count() {
                    0 => "none".to_owned(),
                    count if count == choices.len() => "all".to_owned(),
                    _ => joined(chosen.map(|choice| choice.shown.clone()), ", "),
                }
            }
            (
                Self::Ids | Self::Lines | Self::Exercises | Self::Command,
                ConfigValue::List(items),
            ) if items.is_empty() => "none".to_owned(),
            (_, value) => self.typed(value),
        }
    }

    /// The value as it can be typed again.
    pub fn typed(&self, value: &ConfigValue) -> String {
        match (self, value) {
            (Self::Command, ConfigValue::List(parts)) => {
                let words = parts.iter().filter_map(ConfigValue::text);
                shlex::try_join(words).unwrap_or_default()
            }
            (_, value) => value.typed(),
        }
    }

    /// The value that was typed; None if the field is empty, which leaves the key out. What is no such value stays a text,
    /// which the parser refuses as it does in the file.
    ///
    /// # Errors
    /// A sentence, if the text cannot be taken apart.
    pub fn read(&self, typed: &str) -> Result<Option<ConfigValue>, String> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Ok(None);
        }
        let text = ConfigValue::from(typed);
        Ok(Some(match self {
            Self::Time => time_of_day::parse(typed).map_or(text, |time| {
                ConfigValue::Text(time.format("%H:%M").to_string())
            }),
            Self::Whole(_) | Self::Seed => typed.parse().map_or(text, ConfigValue::Whole),
            Self::Milligrams => {
                let whole = typed.parse().map(ConfigValue::Whole);
                let number = || typed.parse().map(ConfigValue::Number);
                whole.or_else(|_| number()).unwrap_or(text)
            }
            Self::Ids | Self::Lines => ConfigValue::List(items(typed).map(Into::into).collect()),
            Self::Exercises => ConfigValue::List(items(typed).map(exercise).collect()),
            Self::Command => match shlex::split(typed) {
                Some(words) => {
                    ConfigValue::List(words.iter().map(|word| word.as_str().into()).collect())
                }
                None => return Err("A quote is open: close it.".to_owned()),
            },
            Self::Switch => match typed {
                "on" | "true" => true.into(),
                "off" | "false" => false.into(),
                _ => text,
            },
            Self::Span(_)
            | Self::One(_)
            | Self::Some(_)
            | Self::Routine
            | Self::Step
            | Self::Key
            | Self::Line
            | Self::Id
            | Self::Date => text,
        }))
    }
}

fn items(typed: &str) -> impl Iterator<Item = &str> {
    typed
        .split(',')
        .map(str::trim)
        .filter(|item| !item.is_empty())
}

/// An exercise of a routine: its id, or a table with the changes that follow the id as pairs of words.
fn exercise(typed: &str) -> ConfigValue {
    let words: Vec<&str> = typed.split_whitespace().collect();
    let [id, changes @ ..] = words.as_slice() else {
        return typed.into();
    };
    if changes.is_empty() {
        return (*id).into();
    }
    let mut pairs = vec![("id".to_owned(), ConfigValue::from(*id))];
    for pair in changes.chunks(2) {
        let (key, value) = (pair[0].to_owned(), pair.get(1).copied().unwrap_or(""));
        let value = value
            .parse()
            .map_or_else(|_| value.into(), ConfigValue::Whole);
        pairs.push((key, value));
    }
    ConfigValue::Table(pairs)
}
