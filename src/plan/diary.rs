//! The diary's settings: `[caffeine]`, `[[drink]]` and `[diary]`.

use chrono::Weekday;
use serde::Serialize;
use toml::de::DeValue;

use super::parse::weekday;
use super::problem::Problem;
use super::reader::{Diagnostics, TableReader, TomlValue, wrong_type};
use super::value;
use super::weekdays::WeekdaySet;
use crate::diary::caffeine::HALF_LIFE;
use crate::diary::drinks::Drink;
use crate::event::EveningDate;
use crate::span::Span;

/// Settings of the diary and of the caffeine estimate.
#[derive(Debug, Clone, PartialEq)]
pub struct Diary {
    /// Half-life of caffeine: 1 h to 16 h.
    pub half_life: Span,
    /// The user's own drinks. They replace built-in ones of the same name.
    pub drinks: Vec<Drink>,
    /// Ids of the user's own daily factors, which the diary asks about besides the built-in ones.
    pub factors: Vec<String>,
    /// Whether iron values are shown beside the guideline's thresholds, which apply to adults who are not on dialysis.
    pub iron_lines: bool,
    /// The days on which the user need not get up for anything.
    pub free_days: FreeDays,
}

/// The days on which the user need not get up for anything: Saturday and Sunday unless the config names others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct FreeDays(pub WeekdaySet);

impl Default for FreeDays {
    fn default() -> Self {
        Self([Weekday::Sat, Weekday::Sun].into_iter().collect())
    }
}

impl FreeDays {
    /// Whether the evening is one before a free day.
    pub fn follow(self, evening: EveningDate) -> bool {
        self.0.has(evening.weekday().succ())
    }
}

impl Default for Diary {
    fn default() -> Self {
        Self {
            half_life: HALF_LIFE,
            drinks: vec![],
            factors: vec![],
            iron_lines: true,
            free_days: FreeDays::default(),
        }
    }
}

/// Parses `[caffeine]`, `[[drink]]` and `[diary]`.
pub(super) fn diary(top: &mut TableReader<'_>, diagnostics: &mut Diagnostics) -> Diary {
    let default = Diary::default();
    let mut half_life = None;
    if let Some(mut fields) = top.section("caffeine", diagnostics) {
        half_life = fields.optional("half_life", a_half_life, diagnostics);
        fields.report_unknown_keys(diagnostics);
    }
    let tables = top.tables("drink", "a drink", diagnostics);
    let mut drinks = Vec::new();
    for mut fields in tables {
        let name = fields.required("name", name, "name = \"mate\"", diagnostics);
        let mg = fields.required("mg", milligrams, "mg = 80", diagnostics);
        fields.report_unknown_keys(diagnostics);
        drinks.extend(name.zip(mg).map(|(name, mg)| Drink { name, mg }));
    }
    let (mut factors, mut iron_lines, mut free_days) = (None, None, None);
    if let Some(mut fields) = top.section("diary", diagnostics) {
        factors = fields.list("factors", value::id, diagnostics);
        iron_lines = fields.optional("iron_lines", value::boolean, diagnostics);
        free_days = fields.list("free_days", weekday, diagnostics);
        fields.report_unknown_keys(diagnostics);
    }
    let free_days = free_days.map(|days| FreeDays(days.into_iter().collect()));
    Diary {
        half_life: half_life.unwrap_or(default.half_life),
        drinks,
        factors: factors.unwrap_or_default(),
        iron_lines: iron_lines.unwrap_or(default.iron_lines),
        free_days: free_days.unwrap_or_default(),
    }
}

fn a_half_life(value: &TomlValue<'_>) -> Result<Span, Problem> {
    value::span_within(value, Span::minutes(60)..=Span::minutes(16 * 60))
}

/// A drink's name, in lower case.
fn name(value: &TomlValue<'_>) -> Result<String, Problem> {
    value::line(value).map(|name| name.to_lowercase())
}

fn milligrams(value: &TomlValue<'_>) -> Result<f64, Problem> {
    let mg = match value.get_ref() {
        DeValue::Integer(number) => number.as_str().parse().ok(),
        DeValue::Float(number) => number.as_str().parse().ok(),
        other => return Err(wrong_type(value, "milligrams, such as 80", other)),
    };
    mg.filter(|mg: &f64| (0.0..=1000.0).contains(mg))
        .ok_or_else(|| {
            Problem::new(value.span(), "no drink has that much")
                .suggest("write milligrams from 0 to 1000")
        })
}
