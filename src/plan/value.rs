//! Parsers for single values: times of day, durations, ids, lines of text, words.

use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate, NaiveTime, Timelike};
use toml::de::DeValue;

use super::problem::{Problem, closest_match, in_backticks};
use super::reader::{TomlValue, wrong_type};
use crate::event::EveningDate;
use crate::printable::is_unprintable;
use crate::span::Span;
use crate::time_of_day::{self, BadTimeOfDay};

/// Text in quotes.
pub(super) fn text<'n>(value: &'n TomlValue<'_>) -> Result<&'n str, Problem> {
    match value.get_ref() {
        DeValue::String(text) => Ok(text),
        other => Err(wrong_type(value, "text in quotes", other)),
    }
}

/// `true` or `false`.
pub(super) fn boolean(value: &TomlValue<'_>) -> Result<bool, Problem> {
    match value.get_ref() {
        DeValue::Boolean(yes) => Ok(*yes),
        other => Err(wrong_type(value, "`true` or `false`", other)
            .suggest("write `true` or `false`, without quotes")),
    }
}

/// A whole number within bounds.
pub(super) fn number(value: &TomlValue<'_>, bounds: RangeInclusive<u16>) -> Result<u16, Problem> {
    let expected = format!("a whole number from {} to {}", bounds.start(), bounds.end());
    let DeValue::Integer(integer) = value.get_ref() else {
        return Err(wrong_type(value, &expected, value.get_ref()));
    };
    u16::from_str_radix(integer.as_str(), integer.radix())
        .ok()
        .filter(|number| bounds.contains(number))
        .ok_or_else(|| Problem::new(value.span(), format!("expected {expected}")))
}

/// A time of day: `"22:30"` in any format that [`time_of_day`] accepts, or the TOML time `22:30` without quotes.
pub(super) fn clock_time(value: &TomlValue<'_>) -> Result<NaiveTime, Problem> {
    const FORM: &str = "a time of day such as \"22:30\"";
    let time = match value.get_ref() {
        DeValue::String(text) => {
            time_of_day::parse(text).map_err(|why| bad_time(value, text, why))?
        }
        DeValue::Datetime(toml::value::Datetime {
            date: None,
            time: Some(time),
            offset: None,
        }) => {
            let (hour, minute) = (u32::from(time.hour), u32::from(time.minute));
            let second = u32::from(time.second.unwrap_or(0));
            NaiveTime::from_hms_opt(hour, minute, second)
                .ok_or_else(|| no_such_time(value, hour, minute))?
        }
        other => {
            let problem = wrong_type(value, FORM, other);
            return Err(problem.suggest("write hours and minutes in quotes, such as \"22:30\""));
        }
    };
    if time.second() != 0 {
        return Err(
            Problem::new(value.span(), "times of day have no seconds here")
                .suggest(format!("write \"{}\"", time.format("%H:%M"))),
        );
    }
    Ok(time)
}

fn bad_time(value: &TomlValue<'_>, text: &str, why: BadTimeOfDay) -> Problem {
    match why {
        BadTimeOfDay::NotOnTheClock { hour, minute } => no_such_time(value, hour, minute),
        BadTimeOfDay::Form | BadTimeOfDay::NotOnTheTwelveHourClock { .. } => {
            let problem = Problem::new(
                value.span(),
                format!("{} is not a time of day", in_backticks(text)),
            );
            problem.suggest("write hours and minutes, such as \"22:30\" or \"7 am\"")
        }
    }
}

fn no_such_time(value: &TomlValue<'_>, hour: u32, minute: u32) -> Problem {
    let message = format!("there is no {hour}:{minute:02} on the clock");
    let problem = Problem::new(value.span(), message);
    if hour >= 24 && minute < 60 {
        let suggestion = format!("write \"{:02}:{minute:02}\"", hour % 24);
        problem.suggest(format!(
            "{suggestion}; after midnight it is still the same evening"
        ))
    } else {
        problem.suggest("times of day go from \"00:00\" to \"23:59\"")
    }
}

/// A date: `"2026-11-30"`, or the TOML date without quotes. From 2000 to 2199.
pub(super) fn date(value: &TomlValue<'_>) -> Result<EveningDate, Problem> {
    const FORM: &str = "a date such as \"2026-11-30\"";
    let date = match value.get_ref() {
        DeValue::String(text) => text.parse().ok(),
        DeValue::Datetime(toml::value::Datetime {
            date: Some(date),
            time: None,
            offset: None,
        }) => NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into()),
        other => return Err(wrong_type(value, FORM, other).suggest(format!("write {FORM}"))),
    };
    date.filter(|date| (2000..=2199).contains(&date.year()))
        .map(EveningDate)
        .ok_or_else(|| {
            let problem = Problem::new(value.span(), "this cannot be the date of an evening");
            problem.suggest(format!("write {FORM}, from the year 2000 to 2199"))
        })
}

/// A duration: `"1h30m"`.
pub(super) fn span(value: &TomlValue<'_>) -> Result<Span, Problem> {
    match value.get_ref() {
        DeValue::String(text) => text.parse().map_err(|error: crate::span::BadSpan| {
            let message = format!("{} is not a length of time", in_backticks(text));
            Problem::new(value.span(), message).suggest(error.to_string())
        }),
        DeValue::Integer(number) => {
            let problem = Problem::new(value.span(), "a length of time needs its unit");
            Err(match number.as_str().parse::<u16>() {
                Ok(number) => problem.suggest(format!("write \"{number}m\" for minutes")),
                Err(_) => problem.suggest("write it in quotes, such as \"15m\""),
            })
        }
        other => Err(wrong_type(value, "a length of time such as \"15m\"", other)),
    }
}

/// A duration within bounds.
pub(super) fn span_within(
    value: &TomlValue<'_>,
    bounds: RangeInclusive<Span>,
) -> Result<Span, Problem> {
    let span = span(value)?;
    let (shortest, longest) = (*bounds.start(), *bounds.end());
    if span.is_zero() && !shortest.is_zero() {
        return Err(Problem::new(value.span(), "this takes no time at all")
            .suggest(format!("write at least \"{shortest}\"")));
    }
    if !bounds.contains(&span) {
        let message = format!("{span} is out of bounds");
        return Err(Problem::new(value.span(), message).suggest(format!(
            "write something from \"{shortest}\" to \"{longest}\""
        )));
    }
    Ok(span)
}

/// An id: 1 to 40 lower-case letters, digits and hyphens.
pub(super) fn id(value: &TomlValue<'_>) -> Result<String, Problem> {
    let text = text(value)?;
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !text.is_empty() && !text.starts_with('-') && text.len() <= 40 && text.chars().all(fits) {
        return Ok(text.to_owned());
    }
    // On the command line an id with a leading hyphen would be parsed as an option.
    let what = if text.starts_with('-') {
        "an id does not begin with a hyphen"
    } else {
        "an id is made of small letters, digits and hyphens, at most 40 of them"
    };
    let problem = Problem::new(value.span(), what);
    let slug = text.chars().take(40).flat_map(char::to_lowercase);
    let slug: String = slug.map(|c| if fits(c) { c } else { '-' }).collect();
    let slug = slug.trim_matches('-');
    Err(match slug {
        "" => problem.suggest("write one such as \"warm-bath\""),
        slug => problem.suggest(format!("write \"{slug}\"")),
    })
}

/// One line of text to be displayed: 1 to 80 characters, no control characters.
pub(super) fn line(value: &TomlValue<'_>) -> Result<String, Problem> {
    const MAX_LEN: usize = 80;
    let text = text(value)?.trim();
    if text.is_empty() {
        return Err(
            Problem::new(value.span(), "this text is empty").suggest("write what it should say")
        );
    }
    if let Some(bad) = text.chars().find(|c| is_unprintable(*c)) {
        let message = format!(
            "this text holds the control character `{}`",
            bad.escape_default()
        );
        return Err(Problem::new(value.span(), message).suggest("write plain text on one line"));
    }
    let length = text.chars().count();
    if length > MAX_LEN {
        let message = format!("this text has {length} characters");
        return Err(Problem::new(value.span(), message).suggest(format!("at most {MAX_LEN} fit")));
    }
    Ok(text.to_owned())
}

/// One of the given words.
pub(super) fn one_of<T: Copy>(
    value: &TomlValue<'_>,
    choice: &[(&'static str, T)],
) -> Result<T, Problem> {
    let text = text(value)?;
    let known = || choice.iter().map(|(word, _)| *word);
    if let Some((_, value)) = choice.iter().find(|(word, _)| *word == text) {
        return Ok(*value);
    }
    let listed: Vec<String> = known().map(|word| format!("\"{word}\"")).collect();
    let listed = listed.join(", ");
    let problem = Problem::new(value.span(), format!("unknown word {}", in_backticks(text)));
    Err(match closest_match(text, known()) {
        Some(word) => problem.suggest(format!("did you mean \"{word}\"? The words are {listed}")),
        None => problem.suggest(format!("the words are {listed}")),
    })
}
