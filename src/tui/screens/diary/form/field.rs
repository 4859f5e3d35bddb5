//! One field of a form, and what the user entered into it.

use std::str::FromStr;

use chrono::{NaiveDate, NaiveTime};

use crate::diary::iron::BloodValue;
use crate::tui::text_field::{self, FieldKind, TextField};

/// What the user entered into a field. What a field shows without being touched is a default, and no entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entered<T> {
    /// The user did not touch the field.
    Untouched,
    /// The user emptied it.
    Cleared,
    /// The user entered this value.
    Value(T),
}

impl<T> Entered<T> {
    /// Whether the user touched the field.
    pub fn is_touched(&self) -> bool {
        !matches!(self, Self::Untouched)
    }

    /// The value that is recorded once the entry is: what was recorded before, unless the user changed it.
    pub fn or_recorded(self, recorded: Option<T>) -> Option<T> {
        match self {
            Self::Untouched => recorded,
            Self::Cleared => None,
            Self::Value(value) => Some(value),
        }
    }

    /// The same with the value converted.
    pub fn map<U>(self, convert: impl FnOnce(T) -> U) -> Entered<U> {
        match self {
            Self::Untouched => Entered::Untouched,
            Self::Cleared => Entered::Cleared,
            Self::Value(value) => Entered::Value(convert(value)),
        }
    }
}

/// One line of the form.
#[derive(Debug, Clone)]
pub struct Field {
    pub(super) name: &'static str,
    /// The range or unit to enter, drawn behind the name.
    detail: Option<&'static str>,
    /// The source of a prefilled value, such as `the plan's`, drawn beside it. Empty without one.
    pub(super) source: &'static str,
    pub(super) input: TextField,
}

impl Field {
    /// An empty field. Errors about its value begin with `name`.
    pub fn empty(name: &'static str, kind: FieldKind) -> Self {
        Self {
            name,
            detail: None,
            source: "",
            input: TextField::new(kind),
        }
    }

    /// The same field, labelled with the range or unit to enter.
    pub fn with_detail(mut self, detail: &'static str) -> Self {
        self.detail = Some(detail);
        self
    }

    /// The same field, prefilled with `value` if there is one. `source` is drawn beside it.
    pub fn prefilled(mut self, value: Option<String>, source: &'static str) -> Self {
        if let Some(text) = value {
            self.input = TextField::prefilled(self.input.kind(), text);
            self.source = source;
        }
        self
    }

    pub(super) fn is_touched(&self) -> bool {
        self.input.is_touched()
    }

    /// Whether the field shows nothing.
    pub fn is_empty(&self) -> bool {
        self.input.is_empty()
    }

    /// What the user entered, as a whole number.
    ///
    /// # Errors
    /// If the text is no number that `N` holds. The message names the field.
    pub fn whole<N: FromStr>(&self) -> Result<Entered<N>, String> {
        self.entered(|field| field.parse(|text| text.parse().map_err(|_| "a whole number")))
    }

    /// What the user entered, as a laboratory value in the unit of `value`.
    ///
    /// # Errors
    /// If the text is no such value, or one that no blood has. The message names the field and what to type.
    pub fn blood(&self, value: BloodValue) -> Result<Entered<f64>, String> {
        self.entered(|field| field.shown_blood(value))
    }

    /// What the user entered, as a time of day.
    ///
    /// # Errors
    /// If the text is not a time of day. The message names the field and what to type.
    pub fn time(&self) -> Result<Entered<NaiveTime>, String> {
        self.entered(Self::shown_time)
    }

    /// What the user entered, as a date: `2026-11-02` or `20261102`.
    ///
    /// # Errors
    /// If the text is not a date. The message names the field and what to type.
    pub fn date(&self) -> Result<Entered<NaiveDate>, String> {
        self.entered(Self::shown_date)
    }

    /// What the user entered, as yes or no.
    pub fn yes_or_no(&self) -> Entered<bool> {
        match (self.is_touched(), self.input.text()) {
            (false, _) => Entered::Untouched,
            (true, "") => Entered::Cleared,
            (true, text) => Entered::Value(text == text_field::YES),
        }
    }

    /// Reads the field, if the user touched it.
    fn entered<T>(
        &self,
        shown: impl FnOnce(&Self) -> Result<Option<T>, String>,
    ) -> Result<Entered<T>, String> {
        if !self.is_touched() {
            return Ok(Entered::Untouched);
        }
        Ok(shown(self)?.map_or(Entered::Cleared, Entered::Value))
    }

    /// Why what the field shows is no value of its kind, as a sentence.
    pub(super) fn problem(&self) -> Option<String> {
        match self.input.kind() {
            FieldKind::Time(..) => self.shown_time().err(),
            FieldKind::Date(_) => self.shown_date().err(),
            FieldKind::Blood(value) => self.shown_blood(value).err(),
            FieldKind::Whole { from, to, .. } => {
                let range = format!("a number, {from} to {to}");
                let is_within = |number: &u16| (from..=to).contains(number);
                let number = |text: &str| text.parse().ok().filter(is_within).ok_or(range.clone());
                self.parse(number).err()
            }
            FieldKind::YesOrNo | FieldKind::Words => None,
        }
    }

    fn shown_blood(&self, value: BloodValue) -> Result<Option<f64>, String> {
        self.parse(|text| value.parse(text).ok_or(value.example()))
    }

    pub(super) fn shown_time(&self) -> Result<Option<NaiveTime>, String> {
        self.parse(|_| self.input.time())
    }

    fn shown_date(&self) -> Result<Option<NaiveDate>, String> {
        self.parse(|text| text_field::date(text).ok_or("a date such as 2026-11-02"))
    }

    fn parse<T, E: std::fmt::Display>(
        &self,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Result<Option<T>, String> {
        if self.is_empty() {
            return Ok(None);
        }
        parse(self.input.text())
            .map(Some)
            .map_err(|why| format!("{}: {why}.", self.name))
    }

    /// The name with its detail: `Legs, 0 to 10`.
    pub(super) fn label(&self) -> String {
        match self.detail {
            Some(detail) => format!("{}, {detail}", self.name),
            None => self.name.to_owned(),
        }
    }

    /// Rewrites a value typed in short into its full form: `2230` becomes `22:30`.
    pub(super) fn normalize(&mut self) {
        let written = match self.input.kind() {
            FieldKind::Time(_, clock) => {
                let read = self.shown_time().ok().flatten();
                read.map(|time| clock.time(time))
            }
            FieldKind::Date(_) => {
                let read = self.shown_date().ok().flatten();
                read.map(|date| date.to_string())
            }
            FieldKind::Blood(value) => {
                let read = self.shown_blood(value).ok().flatten();
                read.map(|number| number.to_string())
            }
            FieldKind::Whole { .. } | FieldKind::YesOrNo | FieldKind::Words => None,
        };
        if let Some(text) = written {
            self.input.rewrite(text);
        }
    }

    pub(super) fn unit(&self) -> String {
        match self.input.kind() {
            FieldKind::Whole { unit, .. } => unit.to_owned(),
            // A value still written with a unit, or as a fraction such as 0.18, gets none.
            FieldKind::Blood(value) => match self.input.text().parse::<f64>() {
                Ok(number) if number >= 1.0 => format!(" {}", value.unit()),
                Ok(_) | Err(_) => String::new(),
            },
            FieldKind::Time(..) | FieldKind::Date(_) | FieldKind::YesOrNo | FieldKind::Words => {
                String::new()
            }
        }
    }
}
