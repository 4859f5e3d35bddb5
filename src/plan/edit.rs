//! Edits of the user's config file that keep its comments and its order.

use std::collections::HashMap;
use std::ops::Range;

use chrono::NaiveTime;
use toml::de::DeTable;
use toml_edit::{DocumentMut, InlineTable, Item, TableLike, Value};

use super::problem::{Problem, Problems};
use super::trial::unknown_step;
use super::{ThemeName, Trial, parse};
use crate::event::StepId;

/// One change of the config.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Another bedtime, on evenings that no schedule overrides. Seconds are cut off.
    Bedtime(NaiveTime),
    /// Another wake time, likewise.
    Wake(NaiveTime),
    /// The schedules become comments, so that every evening is alike.
    EveryEveningAlike,
    /// Only these steps stay; the others become comments, from where they can be brought back. A step that
    /// came after one that goes takes its place.
    KeepSteps(Vec<StepId>),
    /// Other colours.
    Theme(ThemeName),
    /// Sound on or off.
    Sound(bool),
    /// A step is tried: a table at the end.
    StartTrial(Trial),
    /// The trial becomes a comment; nothing where there is no such trial.
    StopTrial(Trial),
}

/// The text with these edits made, in their order. All that was not touched stays as it was.
///
/// # Errors
/// The [`Problems`] that the text had before, or would have after; then nothing should be written.
pub fn edit(text: &str, edits: &[Edit]) -> Result<String, Problems> {
    parse(text)?;
    let mut new = text.to_owned();
    for change in edits {
        new = make(&new, change)?;
    }
    parse(&new)?;
    Ok(new)
}

fn make(text: &str, change: &Edit) -> Result<String, Problems> {
    match change {
        Edit::Bedtime(time) => set(text, None, "bedtime", clock(*time)),
        Edit::Wake(time) => set(text, None, "wake", clock(*time)),
        Edit::Theme(theme) => set(text, Some("display"), "theme", theme.word().into()),
        Edit::Sound(enabled) => set(text, Some("sound"), "enabled", (*enabled).into()),
        Edit::EveryEveningAlike => drop_tables(text, "schedule", |_, _| true),
        Edit::StartTrial(trial) => {
            let plan = parse(text)?.plan;
            if plan.step(&trial.step).is_none() {
                return Err(Problems::of(vec![unknown_step(&trial.step, &plan)]));
            }
            start_trial(text, trial)
        }
        Edit::StopTrial(trial) => {
            // What can be read in full has a trial for each table.
            let trials = parse(text)?.plan.trials;
            drop_tables(text, "trial", |n, _| trials.get(n) == Some(trial))
        }
        Edit::KeepSteps(kept) => keep_steps(text, kept),
    }
}

fn clock(time: NaiveTime) -> Value {
    time.format("%H:%M").to_string().into()
}

fn document(text: &str) -> Result<DocumentMut, Problems> {
    text.parse().map_err(|error: toml_edit::TomlError| {
        let span = error.span().unwrap_or(0..0);
        Problems::of(vec![Problem::new(span, error.message())])
    })
}

/// The document as text, with what `toml_edit` evens out as it was: line breaks, and the mark that some
/// editors put in front.
fn written(document: &DocumentMut, before: &str) -> String {
    const MARK: &str = "\u{feff}";
    let mut new = document.to_string();
    if before.contains("\r\n") && !new.contains("\r\n") {
        new = new.replace('\n', "\r\n");
    }
    if before.starts_with(MARK) && !new.starts_with(MARK) {
        new.insert_str(0, MARK);
    }
    new
}

fn set(text: &str, section: Option<&str>, key: &str, value: Value) -> Result<String, Problems> {
    let mut document = document(text)?;
    let table: Option<&mut dyn TableLike> = match section {
        None => Some(document.as_table_mut()),
        Some(section) => document
            .as_table_mut()
            .entry(section)
            .or_insert_with(toml_edit::table)
            .as_table_like_mut(),
    };
    if let Some(table) = table {
        put(table, key, value);
    }
    Ok(written(&document, text))
}

/// Sets a value and keeps the comment beside it.
fn put(table: &mut dyn TableLike, key: &str, mut value: Value) {
    match table.get_mut(key).and_then(Item::as_value_mut) {
        Some(old) => {
            *value.decor_mut() = old.decor().clone();
            *old = value;
        }
        None => {
            table.insert(key, Item::Value(value));
        }
    }
}

fn keep_steps(text: &str, kept: &[StepId]) -> Result<String, Problems> {
    let goes = |id: &str| kept.iter().all(|kept| kept.0 != id);
    let mut document = document(text)?;
    take_over_places(&mut document, goes);
    drop_tables(&written(&document, text), "step", |_, id| goes(id))
}

/// Written at the end, where a table disturbs none of the others; into the list where trials are written in one.
fn start_trial(text: &str, trial: &Trial) -> Result<String, Problems> {
    let Trial {
        step,
        first,
        fortnights,
        seed,
    } = trial;
    let mut document = document(text)?;
    if let Some(Item::Value(Value::Array(list))) = document.get_mut("trial") {
        let mut table = InlineTable::new();
        table.insert("step", step.0.as_str().into());
        table.insert("first", first.to_string().into());
        table.insert("fortnights", i64::from(*fortnights).into());
        table.insert("seed", seed.cast_signed().into());
        list.push(table);
        return Ok(written(&document, text));
    }
    let line = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let table = [
        "",
        "# Tried on evenings drawn at random; the seed says which. `winddown trial` tells how it goes.",
        "[[trial]]",
        &format!("step = \"{step}\""),
        &format!("first = \"{first}\""),
        &format!("fortnights = {fortnights}"),
        &format!("seed = {seed}"),
        "",
    ];
    let end = if text.ends_with('\n') || text.is_empty() {
        ""
    } else {
        line
    };
    Ok(format!("{text}{end}{}", table.join(line)))
}

/// The tables under that key, whether written as `[[key]]` or as a list.
fn tables<'d>(document: &'d mut DocumentMut, key: &str) -> Vec<&'d mut dyn TableLike> {
    match document.get_mut(key) {
        Some(Item::ArrayOfTables(tables)) => tables
            .iter_mut()
            .map(|table| table as &mut dyn TableLike)
            .collect(),
        Some(Item::Value(Value::Array(list))) => {
            let inline = list.iter_mut().filter_map(Value::as_inline_table_mut);
            inline.map(|table| table as &mut dyn TableLike).collect()
        }
        _ => Vec::new(),
    }
}

fn text_of<'t>(table: &'t dyn TableLike, key: &str) -> &'t str {
    table.get(key).and_then(Item::as_str).unwrap_or("")
}

/// Gives the steps that came after one that goes the time which that one had.
fn take_over_places(document: &mut DocumentMut, goes: impl Fn(&str) -> bool) {
    let mut times: HashMap<String, (&'static str, Value)> = HashMap::new();
    for table in tables(document, "step") {
        let time = ["at", "before_bed", "after"].into_iter().find_map(|key| {
            let value = table.get(key)?.as_value()?;
            Some((key, value.clone()))
        });
        // Only lights-out has no time of its own.
        let time = time.unwrap_or_else(|| ("before_bed", "0m".into()));
        times.insert(text_of(table, "id").to_owned(), time);
    }
    for table in tables(document, "step") {
        let mut before = text_of(table, "after").to_owned();
        let mut taken = None;
        // A plan has no circles, and no chain is longer than all its steps.
        for _ in 0..times.len() {
            if before.is_empty() || !goes(&before) {
                break;
            }
            let Some((key, value)) = times.get(&before) else {
                break;
            };
            before = match *key {
                "after" => value.as_str().unwrap_or("").to_owned(),
                _ => String::new(),
            };
            taken = Some((*key, value.clone()));
        }
        let Some((key, mut value)) = taken else {
            continue;
        };
        if let Some(old) = table.get("after").and_then(Item::as_value) {
            *value.decor_mut() = old.decor().clone();
        }
        if key == "after" {
            put(table, key, value);
        } else {
            table.remove("after");
            table.insert(key, Item::Value(value));
        }
    }
}

/// Turns the tables under that key into comments, by their number and their id; those written in a list are removed
/// from it.
fn drop_tables(
    text: &str,
    key: &str,
    goes: impl Fn(usize, &str) -> bool,
) -> Result<String, Problems> {
    let mut document = document(text)?;
    if let Some(Item::Value(Value::Array(list))) = document.get_mut(key) {
        let mut numbers = 0..;
        list.retain(|value| {
            let id = value.as_inline_table().and_then(|table| table.get("id"));
            let number = numbers.next().unwrap_or_default();
            !goes(number, id.and_then(Value::as_str).unwrap_or(""))
        });
        return Ok(written(&document, text));
    }
    let (root, _) = DeTable::parse_recoverable(text);
    let nodes = root
        .get_ref()
        .get(key)
        .and_then(|node| node.get_ref().as_array());
    let mut lines_gone: Vec<Range<usize>> = Vec::new();
    for (number, node) in nodes.into_iter().flatten().enumerate() {
        let Some(table) = node.get_ref().as_table() else {
            continue;
        };
        let id = table.get("id").and_then(|id| id.get_ref().as_str());
        if goes(number, id.unwrap_or("")) {
            let ends = table.values().map(|value| value.span().end);
            lines_gone.push(node.span().start..ends.fold(node.span().end, usize::max));
        }
    }
    let mut new = String::with_capacity(text.len() + 2 * text.lines().count());
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let end = at + line.len();
        let goes = lines_gone
            .iter()
            .any(|gone| gone.start < end && at < gone.end);
        if goes && !line.trim().is_empty() && !line.starts_with('#') {
            new.push_str("# ");
        }
        new.push_str(line);
        at = end;
    }
    Ok(new)
}
