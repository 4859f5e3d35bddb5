//! Edits of the config file that preserve its comments and its order.

mod entries;

use std::collections::HashMap;
use std::ops::Range;

pub use entries::{SwitchedOff, switched_off};

use chrono::NaiveTime;
use toml::de::DeTable;
use toml_edit::{DocumentMut, InlineTable, Item, TableLike, Value};

use super::config_text::{ConfigText, EntryAddress, TableAddress, table_mut};
use super::problem::{Problem, Problems};
use super::setting::ConfigValue;
use super::trial::unknown_step;
use super::{Trial, TrialChange, parse};
use crate::event::StepId;

/// A change to the config.
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    /// Sets the bedtime of evenings that no schedule overrides. Seconds are dropped.
    Bedtime(NaiveTime),
    /// Sets the wake time of evenings that no schedule overrides. Seconds are dropped.
    Wake(NaiveTime),
    /// Comments out all schedules, so that every evening has the same times.
    EveryEveningAlike,
    /// Keeps only these steps and comments out the others, so that the user can restore them. A step whose `after` names
    /// a removed step gets the time of that step.
    KeepSteps(Vec<StepId>),
    /// Changes the trials. A trial that is removed is commented out.
    Trial(TrialChange),
    /// Sets keys of a table, or removes those without a value.
    Set(TableAddress, Vec<(&'static str, Option<ConfigValue>)>),
    /// Adds a table with these keys to a list.
    Add(&'static str, Vec<(&'static str, ConfigValue)>),
    /// Comments out a table of a list. What follows a step gets the time of that step.
    SwitchOff(EntryAddress),
    /// Moves a table of a list one place up or down. Does nothing at the end of the list.
    Move(EntryAddress, Direction),
    /// Takes the comment signs away from a step that was commented out.
    SwitchOn(SwitchedOff),
}

/// Where an entry of a list is moved to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Before the entry above.
    Up,
    /// After the entry below.
    Down,
}

/// Applies the edits to the text in their order. Everything else in the text stays the same.
///
/// # Errors
/// The [`Problems`] of the text before or after the edits. The caller then writes nothing.
pub fn edit(text: &str, edits: &[Edit]) -> Result<String, Problems> {
    parse(text)?;
    let mut new = text.to_owned();
    for change in edits {
        new = apply(&new, change)?;
    }
    parse(&new)?;
    Ok(new)
}

fn apply(text: &str, change: &Edit) -> Result<String, Problems> {
    match change {
        Edit::Bedtime(time) => set(text, "bedtime", clock(*time)),
        Edit::Wake(time) => set(text, "wake", clock(*time)),
        Edit::EveryEveningAlike => comment_out_tables(text, "schedule", |_, _| true),
        Edit::Trial(TrialChange::Start(trial)) => {
            let plan = parse(text)?.plan;
            if plan.step(&trial.step).is_none() {
                return Err(Problems::new(vec![unknown_step(&trial.step, &plan)]));
            }
            start_trial(text, trial)
        }
        Edit::Trial(TrialChange::Resize(trial, fortnights)) => {
            let trials = parse(text)?.plan.trials;
            let number = trials.iter().position(|planned| planned == trial);
            let mut document = document(text)?;
            let mut tables = tables(&mut document, "trial");
            if let Some(table) = number.and_then(|number| tables.get_mut(number)) {
                set_value(*table, "fortnights", i64::from(*fortnights).into());
            }
            Ok(to_text(&document, text))
        }
        Edit::Trial(TrialChange::Stop(trial)) => {
            // The text is valid, so the plan has one trial for each table, in the same order.
            let trials = parse(text)?.plan.trials;
            comment_out_tables(text, "trial", |n, _| trials.get(n) == Some(trial))
        }
        Edit::KeepSteps(kept) => keep_steps(text, kept),
        Edit::Set(table, values) => set_keys(text, table, values),
        Edit::Add(list, values) => entries::add(text, list, values),
        Edit::SwitchOff(entry) => {
            let entry = found(text, entry)?;
            if entry.list == "step" {
                let steps = parse(text)?.plan.steps.into_iter();
                let kept = steps.map(|step| step.id).filter(|id| id.0 != entry.name);
                return keep_steps(text, &kept.collect::<Vec<_>>());
            }
            comment_out_tables(text, entry.list, |index, _| index == entry.index)
        }
        Edit::Move(entry, direction) => {
            let entry = found(text, entry)?;
            entries::swap(text, entry.list, entry.index, *direction)
        }
        Edit::SwitchOn(step) => entries::switch_on(text, step).ok_or_else(gone),
    }
}

/// The entry where it is in this text.
fn found(text: &str, entry: &EntryAddress) -> Result<EntryAddress, Problems> {
    let text = ConfigText::new(text.to_owned())?;
    text.find(entry).ok_or_else(gone)
}

fn gone() -> Problems {
    let message = "this line is not in the config any more";
    Problems::new(vec![Problem::new(0..0, message)])
}

fn set_keys(
    text: &str,
    address: &TableAddress,
    values: &[(&'static str, Option<ConfigValue>)],
) -> Result<String, Problems> {
    let mut document = document(text)?;
    let table = table_mut(&mut document, address).ok_or_else(gone)?;
    for (key, value) in values {
        match value {
            Some(value) => set_value(table, key, value.to_toml()),
            None => {
                table.remove(key);
            }
        }
    }
    Ok(to_text(&document, text))
}

fn clock(time: NaiveTime) -> Value {
    time.format("%H:%M").to_string().into()
}

pub(super) fn document(text: &str) -> Result<DocumentMut, Problems> {
    text.parse().map_err(|error: toml_edit::TomlError| {
        let span = error.span().unwrap_or(0..0);
        Problems::new(vec![Problem::new(span, error.message())])
    })
}

/// The document as text. Restores what `toml_edit` normalises: CRLF line breaks and the byte order mark.
fn to_text(document: &DocumentMut, before: &str) -> String {
    const BYTE_ORDER_MARK: &str = "\u{feff}";
    let mut new = document.to_string();
    if before.contains("\r\n") && !new.contains("\r\n") {
        new = new.replace('\n', "\r\n");
    }
    if before.starts_with(BYTE_ORDER_MARK) && !new.starts_with(BYTE_ORDER_MARK) {
        new.insert_str(0, BYTE_ORDER_MARK);
    }
    new
}

/// Sets a key at the top of the config.
fn set(text: &str, key: &str, value: Value) -> Result<String, Problems> {
    let mut document = document(text)?;
    set_value(document.as_table_mut(), key, value);
    Ok(to_text(&document, text))
}

/// Sets a value and keeps the comment on its line.
fn set_value(table: &mut dyn TableLike, key: &str, mut value: Value) {
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
    let is_removed = |id: &str| kept.iter().all(|kept| kept.0 != id);
    let mut document = document(text)?;
    reattach_followers(&mut document, is_removed);
    comment_out_tables(&to_text(&document, text), "step", |_, id| is_removed(id))
}

/// Appends the trial: to the inline list if the config has one, else as a table at the end of the file.
fn start_trial(text: &str, trial: &Trial) -> Result<String, Problems> {
    let Trial {
        step,
        first,
        fortnights,
        seed,
        draw,
    } = trial;
    let mut document = document(text)?;
    if let Some(Item::Value(Value::Array(list))) = document.get_mut("trial") {
        let mut table = InlineTable::new();
        table.insert("step", step.0.as_str().into());
        table.insert("first", first.to_string().into());
        table.insert("fortnights", i64::from(*fortnights).into());
        table.insert("seed", seed.cast_signed().into());
        table.insert("draw", draw.as_str().into());
        list.push(table);
        return Ok(to_text(&document, text));
    }
    let line = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let table = [
        "",
        "# Tried on evenings drawn at random; the seed says which. `winddown trial` shows how it goes.",
        "[[trial]]",
        &format!("step = \"{step}\""),
        &format!("first = \"{first}\""),
        &format!("fortnights = {fortnights}"),
        &format!("seed = {seed}"),
        &format!("draw = \"{}\"", draw.as_str()),
        "",
    ];
    let end = if text.ends_with('\n') || text.is_empty() {
        ""
    } else {
        line
    };
    Ok(format!("{text}{end}{}", table.join(line)))
}

/// The tables under a key, whether written as `[[key]]` or as an inline list.
pub(super) fn tables<'d>(document: &'d mut DocumentMut, key: &str) -> Vec<&'d mut dyn TableLike> {
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

fn string_at<'t>(table: &'t dyn TableLike, key: &str) -> &'t str {
    table.get(key).and_then(Item::as_str).unwrap_or("")
}

/// Gives each step whose `after` names a removed step the time of that step.
fn reattach_followers(document: &mut DocumentMut, is_removed: impl Fn(&str) -> bool) {
    let mut times: HashMap<String, (&'static str, Value)> = HashMap::new();
    for table in tables(document, "step") {
        let time = ["at", "before_bed", "after"].into_iter().find_map(|key| {
            let value = table.get(key)?.as_value()?;
            Some((key, value.clone()))
        });
        // Only the bedtime step has no time of its own.
        let time = time.unwrap_or_else(|| ("before_bed", "0m".into()));
        times.insert(string_at(table, "id").to_owned(), time);
    }
    for table in tables(document, "step") {
        let mut before = string_at(table, "after").to_owned();
        let mut taken = None;
        // A valid plan has no cycles, so no chain is longer than the number of steps.
        for _ in 0..times.len() {
            if before.is_empty() || !is_removed(&before) {
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
            set_value(table, key, value);
        } else {
            table.remove("after");
            table.insert(key, Item::Value(value));
        }
    }
}

/// Comments out the tables under a key that `goes` selects by index and id. Entries of an inline list are deleted.
fn comment_out_tables(
    text: &str,
    key: &str,
    is_removed: impl Fn(usize, &str) -> bool,
) -> Result<String, Problems> {
    let mut document = document(text)?;
    if let Some(Item::Value(Value::Array(list))) = document.get_mut(key) {
        let mut numbers = 0..;
        list.retain(|value| {
            let id = value.as_inline_table().and_then(|table| table.get("id"));
            let number = numbers.next().unwrap_or_default();
            !is_removed(number, id.and_then(Value::as_str).unwrap_or(""))
        });
        return Ok(to_text(&document, text));
    }
    let (root, _) = DeTable::parse_recoverable(text);
    let items = root
        .get_ref()
        .get(key)
        .and_then(|value| value.get_ref().as_array());
    let mut removed: Vec<Range<usize>> = Vec::new();
    for (number, value) in items.into_iter().flatten().enumerate() {
        let Some(table) = value.get_ref().as_table() else {
            continue;
        };
        let id = table.get("id").and_then(|id| id.get_ref().as_str());
        if is_removed(number, id.unwrap_or("")) {
            let ends = table.values().map(|value| value.span().end);
            removed.push(value.span().start..ends.fold(value.span().end, usize::max));
        }
    }
    let mut new = String::with_capacity(text.len() + 2 * text.lines().count());
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let end = at + line.len();
        let goes = removed.iter().any(|gone| gone.start < end && at < gone.end);
        if goes && !line.trim().is_empty() && !line.starts_with('#') {
            new.push_str("# ");
        }
        new.push_str(line);
        at = end;
    }
    Ok(new)
}
