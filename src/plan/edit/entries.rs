//! Edits of whole tables in a list, line by line: every other line of the text stays as it is.

use std::ops::Range;

use toml::de::DeTable;
use toml_edit::{InlineTable, Item, Table, Value};

use super::{Direction, document, tables, to_text};
use crate::plan::problem::Problems;
use crate::plan::setting::ConfigValue;

/// A step that is commented out, as [`Edit::SwitchOff`](super::Edit::SwitchOff) does it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SwitchedOff {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
}

/// Adds a table after the others of its list, or at the end of the file.
pub(super) fn add(
    text: &str,
    list: &str,
    values: &[(&'static str, ConfigValue)],
) -> Result<String, Problems> {
    let mut document = document(text)?;
    if let Some(Item::Value(Value::Array(items))) = document.get_mut(list) {
        let pairs = values.iter().map(|(key, value)| (*key, value.to_toml()));
        items.push(pairs.collect::<InlineTable>());
        return Ok(to_text(&document, text));
    }
    let mut table = Table::new();
    for (key, value) in values {
        table.insert(key, Item::Value(value.to_toml()));
    }
    let table = format!("[[{list}]]\n{table}");
    let end = blocks(text, list).last().map(|block| block.end);
    let at = end
        .or_else(|| after_commented_out(text, list))
        .unwrap_or(text.len());
    let before = &text[..at];
    let gap = match before {
        "" => "",
        _ if before.ends_with('\n') => "\n",
        _ => "\n\n",
    };
    let mut new = format!("{gap}{table}");
    if text.contains("\r\n") {
        new = new.replace('\n', "\r\n");
    }
    Ok(format!("{before}{new}{}", &text[at..]))
}

/// The end of the last commented-out table of the list, if a table can stand there: a header or nothing follows.
fn after_commented_out(text: &str, list: &str) -> Option<usize> {
    let header = format!("# [[{list}]]");
    let lines = lines(text);
    let first = lines
        .iter()
        .rposition(|line| text[line.clone()].starts_with(&header))?;
    let end = lines[first..]
        .iter()
        .take_while(|line| text[(*line).clone()].starts_with('#'))
        .last()?
        .end;
    let mut rest = text[end..].lines().map(str::trim);
    let next = rest.find(|line| !line.is_empty() && !line.starts_with('#'));
    next.is_none_or(|line| line.starts_with('[')).then_some(end)
}

/// Exchanges a table with the one above or below, with the comments directly above each.
pub(super) fn swap(
    text: &str,
    list: &str,
    index: usize,
    direction: Direction,
) -> Result<String, Problems> {
    let mut document = document(text)?;
    let count = tables(&mut document, list).len();
    let first = match direction {
        Direction::Up => index.checked_sub(1),
        Direction::Down => Some(index),
    };
    let Some(first) = first.filter(|first| first + 1 < count) else {
        return Ok(text.to_owned());
    };
    if let Some(Item::Value(Value::Array(items))) = document.get_mut(list) {
        let pair = (items.get(first).cloned(), items.get(first + 1).cloned());
        if let (Some(mut above), Some(mut below)) = pair {
            std::mem::swap(above.decor_mut(), below.decor_mut());
            items.replace_formatted(first, below);
            items.replace_formatted(first + 1, above);
        }
        return Ok(to_text(&document, text));
    }
    let blocks: Vec<_> = blocks(text, list)
        .into_iter()
        .map(|block| with_comments_above(text, block))
        .collect();
    let (above, below) = (blocks[first].clone(), blocks[first + 1].clone());
    Ok([
        &text[..above.start],
        &text[below.clone()],
        &text[above.end..below.start],
        &text[above.clone()],
        &text[below.end..],
    ]
    .concat())
}

/// The lines of each table of a list, from its header to its last value, with the line breaks.
fn blocks(text: &str, list: &str) -> Vec<Range<usize>> {
    let (root, _) = DeTable::parse_recoverable(text);
    let items = root.get_ref().get(list);
    let items = items.and_then(|value| value.get_ref().as_array());
    let block = |value: &toml::Spanned<toml::de::DeValue<'_>>| {
        let table = value.get_ref().as_table()?;
        let ends = table.values().map(|value| value.span().end);
        let end = ends.fold(value.span().end, usize::max);
        let line_end = text[end..].find('\n').map_or(text.len(), |at| end + at + 1);
        let start = text[..value.span().start]
            .rfind('\n')
            .map_or(0, |at| at + 1);
        Some(start..line_end)
    };
    items.into_iter().flatten().filter_map(block).collect()
}

fn with_comments_above(text: &str, block: Range<usize>) -> Range<usize> {
    let lines = lines(&text[..block.start]);
    let comments = lines.iter().rev();
    let comments = comments.take_while(|line| text[(*line).clone()].starts_with('#'));
    let start = comments.last().map_or(block.start, |line| line.start);
    start..block.end
}

/// The lines, each with its line break.
fn lines(text: &str) -> Vec<Range<usize>> {
    let mut at = 0;
    text.split_inclusive('\n')
        .map(|line| {
            let start = at;
            at += line.len();
            start..at
        })
        .collect()
}

/// The header of a step that is commented out.
const OFF: &str = "# [[step]]";

/// The steps that are commented out and whose lines are a step again without their comment signs.
pub fn switched_off(text: &str) -> Vec<SwitchedOff> {
    let blocks = off_blocks(text).into_iter();
    let mut found: Vec<SwitchedOff> = Vec::new();
    for (step, _) in blocks {
        if found.iter().all(|other| other.id != step.id) {
            found.push(step);
        }
    }
    found
}

/// The text with the step's lines in force. None if it is not in the text, switched off.
pub(super) fn switch_on(text: &str, step: &SwitchedOff) -> Option<String> {
    let (_, block) = off_blocks(text)
        .into_iter()
        .find(|(it, _)| it.id == step.id)?;
    let on = uncommented(&text[block.clone()]);
    Some([&text[..block.start], &on, &text[block.end..]].concat())
}

/// Each step that is commented out, with its lines.
fn off_blocks(text: &str) -> Vec<(SwitchedOff, Range<usize>)> {
    let lines = lines(text);
    let line = |range: &Range<usize>| text[range.clone()].trim_end();
    let headers = (0..lines.len()).filter(|n| line(&lines[*n]) == OFF);
    let block = |first: usize| {
        let rest = lines[first + 1..].iter();
        let keys = rest.take_while(|range| is_commented_key(line(range)));
        let end = keys.last().map_or(lines[first].end, |range| range.end);
        let block = lines[first].start..end;
        let table: toml::Table = uncommented(&text[block.clone()]).parse().ok()?;
        let step = table.get("step")?.as_array()?.first()?;
        let text = |key| Some(step.get(key)?.as_str()?.to_owned());
        let step = SwitchedOff {
            id: text("id")?,
            title: text("title")?,
        };
        Some((step, block))
    };
    headers.filter_map(block).collect()
}

/// Whether the line is a key with its value behind a comment sign.
fn is_commented_key(line: &str) -> bool {
    let key = line
        .strip_prefix("# ")
        .and_then(|line| line.split_once('='));
    key.is_some_and(|(key, _)| {
        let key = key.trim();
        !key.is_empty() && key.chars().all(|c| c.is_ascii_lowercase() || c == '_')
    })
}

fn uncommented(block: &str) -> String {
    let lines = block.split_inclusive('\n');
    lines
        .map(|line| line.strip_prefix("# ").unwrap_or(line))
        .collect()
}
