//! The sections about the program itself: `[reminders]`, `[display]`, `[sound]`.

use super::problem::Problem;
use super::reader::{Diagnostics, TableReader, TomlValue};
use super::{Display, Reminders, Sound, ThemeName, value};
use crate::span::Span;

/// Parses `[reminders]`.
pub(super) fn reminders(top: &mut TableReader<'_>, diagnostics: &mut Diagnostics) -> Reminders {
    let lead = |value: &TomlValue<'_>| value::span_within(value, Span::ZERO..=Span::minutes(240));
    let late =
        |value: &TomlValue<'_>| value::span_within(value, Span::minutes(1)..=Span::minutes(720));
    let default = Reminders::default();
    let Some(mut fields) = top.section("reminders", diagnostics) else {
        return default;
    };
    let enabled = fields.optional("enabled", value::boolean, diagnostics);
    let lead = fields.optional("lead", lead, diagnostics);
    let repeat = fields.optional("repeat", repeat, diagnostics);
    let late_after = fields.optional("late_after", late, diagnostics);
    let past_bedtime = fields.optional("past_bedtime", value::boolean, diagnostics);
    let morning = fields.optional("morning", value::boolean, diagnostics);
    let weekly = fields.optional("weekly", value::boolean, diagnostics);
    fields.report_unknown_keys(diagnostics);
    Reminders {
        enabled: enabled.unwrap_or(default.enabled),
        lead: lead.unwrap_or(default.lead),
        repeat: repeat.unwrap_or(default.repeat),
        late_after: late_after.unwrap_or(default.late_after),
        past_bedtime: past_bedtime.unwrap_or(default.past_bedtime),
        morning: morning.unwrap_or(default.morning),
        weekly: weekly.unwrap_or(default.weekly),
    }
}

/// `"never"`, or an interval.
fn repeat(value: &TomlValue<'_>) -> Result<Option<Span>, Problem> {
    if value.get_ref().as_str() == Some("never") {
        return Ok(None);
    }
    let every = value::span_within(value, Span::minutes(1)..=Span::minutes(240));
    every.map(Some).map_err(|mut problem| {
        problem.suggestion = Some("write \"never\", or how often, such as \"10m\"".to_owned());
        problem
    })
}

/// Parses `[display]`.
pub(super) fn display(top: &mut TableReader<'_>, diagnostics: &mut Diagnostics) -> Display {
    let Some(mut fields) = top.section("display", diagnostics) else {
        return Display::default();
    };
    let theme = fields.optional("theme", theme, diagnostics);
    let ascii = fields.optional("ascii", ascii, diagnostics);
    fields.report_unknown_keys(diagnostics);
    Display {
        theme: theme.unwrap_or_default(),
        ascii: ascii.flatten(),
    }
}

fn theme(value: &TomlValue<'_>) -> Result<ThemeName, Problem> {
    let choice = ThemeName::ALL.map(|theme| (theme.name(), theme));
    value::one_of(value, &choice)
}

/// `"auto"`, `true` or `false`.
fn ascii(value: &TomlValue<'_>) -> Result<Option<bool>, Problem> {
    if value.get_ref().as_str() == Some("auto") {
        return Ok(None);
    }
    value::boolean(value).map(Some).map_err(|mut problem| {
        problem.suggestion = Some("write `true`, `false` or `\"auto\"`".to_owned());
        problem
    })
}

/// Parses `[sound]`.
pub(super) fn sound(top: &mut TableReader<'_>, diagnostics: &mut Diagnostics) -> Sound {
    let default = Sound::default();
    let Some(mut fields) = top.section("sound", diagnostics) else {
        return default;
    };
    let enabled = fields.optional("enabled", value::boolean, diagnostics);
    let speak = fields.optional("speak", value::boolean, diagnostics);
    fields.report_unknown_keys(diagnostics);
    Sound {
        enabled: enabled.unwrap_or(default.enabled),
        speak: speak.unwrap_or(default.speak),
    }
}
