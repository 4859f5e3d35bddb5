//! The sections that are about the program and not about the evening: reminders, display, sound.

use super::problem::Problem;
use super::reader::{Fields, Node, Sink};
use super::{Display, Reminders, Sound, ThemeName, value};
use crate::span::Span;

/// Reads `[reminders]`.
pub(super) fn reminders(top: &mut Fields<'_>, sink: &mut Sink) -> Reminders {
    let lead = |node: &Node<'_>| value::span_within(node, Span::ZERO..=Span::minutes(240));
    let late = |node: &Node<'_>| value::span_within(node, Span::minutes(1)..=Span::minutes(720));
    let default = Reminders::default();
    let Some(mut fields) = top.section("reminders", sink) else {
        return default;
    };
    let enabled = fields.optional("enabled", value::yes_or_no, sink);
    let lead = fields.optional("lead", lead, sink);
    let repeat = fields.optional("repeat", repeat, sink);
    let late_after = fields.optional("late_after", late, sink);
    let past_bedtime = fields.optional("past_bedtime", value::yes_or_no, sink);
    let morning = fields.optional("morning", value::yes_or_no, sink);
    let weekly = fields.optional("weekly", value::yes_or_no, sink);
    fields.finish(sink);
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

/// `"never"`, or how often.
fn repeat(node: &Node<'_>) -> Result<Option<Span>, Problem> {
    if node.get_ref().as_str() == Some("never") {
        return Ok(None);
    }
    let every = value::span_within(node, Span::minutes(1)..=Span::minutes(240));
    every.map(Some).map_err(|mut problem| {
        problem.suggestion = Some("write \"never\", or how often, such as \"10m\"".to_owned());
        problem
    })
}

/// Reads `[display]`.
pub(super) fn display(top: &mut Fields<'_>, sink: &mut Sink) -> Display {
    let Some(mut fields) = top.section("display", sink) else {
        return Display::default();
    };
    let theme = fields.optional("theme", theme, sink);
    let ascii = fields.optional("ascii", ascii, sink);
    fields.finish(sink);
    Display {
        theme: theme.unwrap_or_default(),
        ascii: ascii.flatten(),
    }
}

fn theme(node: &Node<'_>) -> Result<ThemeName, Problem> {
    let choice = ThemeName::ALL.map(|theme| (theme.word(), theme));
    value::word(node, &choice)
}

/// `"auto"`, `true` or `false`.
fn ascii(node: &Node<'_>) -> Result<Option<bool>, Problem> {
    if node.get_ref().as_str() == Some("auto") {
        return Ok(None);
    }
    value::yes_or_no(node).map(Some).map_err(|mut problem| {
        problem.suggestion = Some("write `true`, `false` or `\"auto\"`".to_owned());
        problem
    })
}

/// Reads `[sound]`.
pub(super) fn sound(top: &mut Fields<'_>, sink: &mut Sink) -> Sound {
    let default = Sound::default();
    let Some(mut fields) = top.section("sound", sink) else {
        return default;
    };
    let enabled = fields.optional("enabled", value::yes_or_no, sink);
    let speak = fields.optional("speak", value::yes_or_no, sink);
    fields.finish(sink);
    Sound {
        enabled: enabled.unwrap_or(default.enabled),
        speak: speak.unwrap_or(default.speak),
    }
}
