//! Reads TOML tables without stopping at the first problem.
//!
//! serde stops at the first problem, but users want to see all of them at once. So each key is read by name, invalid
//! values are added to a list of problems, and a key that nobody read is reported as unknown.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::problem::{Problem, closest_match, in_backticks};
use super::syntax::{Gaps, needs_two_brackets};
use crate::time_of_day::ClockFormat;

/// A TOML value with its position in the text.
pub(super) type TomlValue<'a> = Spanned<DeValue<'a>>;

/// Collects problems.
#[derive(Debug, Default)]
pub(super) struct Diagnostics {
    pub problems: Vec<Problem>,
    /// Where the TOML does not parse, so that keys or tables may be missing although the user wrote them.
    pub gaps: Gaps,
    /// The clock by which the user reads times, as far as the config says so.
    pub clock: ClockFormat,
}

impl Diagnostics {
    pub fn push(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// Adds a problem about a key that is missing or out of place, unless lines of its table do not parse: then it may be
    /// a consequence of that.
    pub fn push_unless_in_gap(&mut self, problem: Problem) {
        if !self.gaps.affect_table_at(problem.span.start) {
            self.push(problem);
        }
    }

    /// Reads a table, and returns its value only if it has no problems. A value read from an invalid table may not be what
    /// the user meant, so it must not be checked against the rest of the plan.
    pub fn read_if_valid<'a, T>(
        &mut self,
        fields: &mut TableReader<'a>,
        read: impl FnOnce(&mut TableReader<'a>, &mut Self) -> Option<T>,
    ) -> Option<T> {
        let known = self.problems.len();
        let value = read(fields, self);
        let is_whole = !self.gaps.affect_table_at(fields.span.start);
        value.filter(|_| self.problems.len() == known && is_whole)
    }

    /// Returns the value, or adds the problem.
    pub fn ok<T>(&mut self, result: Result<T, Problem>) -> Option<T> {
        result.map_err(|problem| self.push(problem)).ok()
    }
}

/// A table of the text, and which of its keys have been read.
pub(super) struct TableReader<'a> {
    table: &'a DeTable<'a>,
    /// The position of the table's header.
    pub span: Range<usize>,
    /// How messages refer to the table: "a step".
    name: &'static str,
    known: Vec<&'static str>,
}

/// Parses one value.
pub(super) type ReadValue<T> = fn(&TomlValue<'_>) -> Result<T, Problem>;

impl<'a> TableReader<'a> {
    pub fn new(table: &'a DeTable<'a>, span: Range<usize>, name: &'static str) -> Self {
        Self {
            table,
            span,
            name,
            known: Vec::new(),
        }
    }

    /// A reader for the table in `value`.
    pub fn from_value(value: &'a TomlValue<'a>, name: &'static str) -> Result<Self, Problem> {
        match value.get_ref() {
            DeValue::Table(table) => Ok(Self::new(table, value.span(), name)),
            other => Err(wrong_type(value, &format!("{name} (a table)"), other)),
        }
    }

    /// The value of a key, which counts as read from now on.
    pub fn value(&mut self, key: &'static str) -> Option<&'a TomlValue<'a>> {
        self.known.push(key);
        self.table.get(key)
    }

    /// Whether the table has the key.
    pub fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// The position of a key; that of the table's header if the key is absent.
    pub fn key_span(&self, key: &str) -> Range<usize> {
        self.table
            .get_key_value(key)
            .map_or(self.span.clone(), |(key, _)| key.span())
    }

    /// The position of a key's value; that of the table's header if the key is absent.
    pub fn value_span(&self, key: &str) -> Range<usize> {
        self.table.get(key).map_or(self.span.clone(), Spanned::span)
    }

    /// Reads an optional key. `None` if it is absent or invalid.
    pub fn optional<T>(
        &mut self,
        key: &'static str,
        read: ReadValue<T>,
        diagnostics: &mut Diagnostics,
    ) -> Option<T> {
        let value = self.value(key)?;
        diagnostics.ok(read(value))
    }

    /// Reads a required key. `None` if it is absent or invalid, which is reported.
    pub fn required<T>(
        &mut self,
        key: &'static str,
        read: ReadValue<T>,
        example: &str,
        diagnostics: &mut Diagnostics,
    ) -> Option<T> {
        self.require(key, example, diagnostics);
        self.optional(key, read, diagnostics)
    }

    /// Whether the table has a key that is probably a misspelling of `key`.
    pub fn has_misspelt(&self, key: &str) -> bool {
        let mut keys = self.table.keys();
        keys.any(|found| {
            closest_match(found.get_ref(), [key]).is_some_and(|_| found.get_ref() != key)
        })
    }

    /// Reports the key if it is missing.
    pub fn require(&self, key: &str, example: &str, diagnostics: &mut Diagnostics) {
        // A misspelt key is reported as unknown.
        if !self.has(key) && !self.has_misspelt(key) {
            let message = format!("{} has no `{key}`", self.name);
            let problem = Problem::new(self.span.clone(), message);
            diagnostics.push_unless_in_gap(problem.suggest(format!("write `{example}`")));
        }
    }

    /// Reads a list. `None` if it is absent or any of its elements is invalid.
    pub fn list<T>(
        &mut self,
        key: &'static str,
        read: ReadValue<T>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Vec<T>> {
        let items = self.list_items(key, diagnostics)?;
        let read: Vec<_> = items.map(|value| diagnostics.ok(read(value))).collect();
        read.into_iter().collect()
    }

    /// The raw elements of a list. `None` if the key is absent or is not a list.
    pub fn list_items(
        &mut self,
        key: &'static str,
        diagnostics: &mut Diagnostics,
    ) -> Option<impl Iterator<Item = &'a TomlValue<'a>> + use<'a>> {
        let value = self.value(key)?;
        match value.get_ref() {
            DeValue::Array(items) => Some(items.iter()),
            other => {
                diagnostics.push(wrong_type(value, "a list in brackets", other));
                None
            }
        }
    }

    /// The raw text of a key, valid or not.
    pub fn written(&self, key: &str) -> Option<&'a str> {
        self.table.get(key)?.get_ref().as_str()
    }

    /// The tables under a key, whether written as `[[key]]` or as an inline list.
    pub fn tables(
        &mut self,
        key: &'static str,
        name: &'static str,
        diagnostics: &mut Diagnostics,
    ) -> Vec<TableReader<'a>> {
        let Some(value) = self.value(key) else {
            return Vec::new();
        };
        match value.get_ref() {
            DeValue::Array(items) => items
                .iter()
                .filter_map(|value| diagnostics.ok(TableReader::from_value(value, name)))
                .collect(),
            DeValue::Table(_) => {
                diagnostics.push(needs_two_brackets(key, value.span()));
                Vec::new()
            }
            other => {
                let problem = wrong_type(value, &format!("`[[{key}]]` tables"), other);
                let example = format!("write `[[{key}]]` on a line of its own, its keys below it");
                diagnostics.push(problem.suggest(example));
                Vec::new()
            }
        }
    }

    /// The table under a key, if it is present.
    pub fn section(
        &mut self,
        key: &'static str,
        diagnostics: &mut Diagnostics,
    ) -> Option<TableReader<'a>> {
        let value = self.value(key)?;
        let fields = diagnostics.ok(TableReader::from_value(value, "a section"))?;
        Some(fields)
    }

    /// Marks keys as known without reading them, because it is unknown what their values should be.
    pub fn ignore<T>(&mut self, keys: &[&'static str]) -> Option<T> {
        self.known.extend(keys);
        None
    }

    /// Reports a key that has no meaning in this table, if it is present.
    pub fn reject(
        &mut self,
        key: &'static str,
        why: &str,
        remedy: &str,
        diagnostics: &mut Diagnostics,
    ) {
        self.known.push(key);
        if self.has(key) {
            diagnostics.push_unless_in_gap(Problem::new(self.key_span(key), why).suggest(remedy));
        }
    }

    /// Whether a table is misplaced: it is below a header that is not in `headers`, or it has an `id` and is below a header
    /// that is not in `with_id`, because its own header is missing.
    pub fn has_misplaced_tables(&self, headers: &[&str], with_id: &[&str]) -> bool {
        let has_id = |value: &TomlValue<'_>| match value.get_ref() {
            DeValue::Array(values) => values
                .iter()
                .any(|value| value.get_ref().get("id").is_some()),
            other => other.get("id").is_some(),
        };
        self.table.iter().any(|(key, value)| {
            let key = key.get_ref().as_ref();
            let is_header = headers.contains(&key);
            (!is_header && (key == "id" || holds_tables(value)))
                || (is_header && !with_id.contains(&key) && has_id(value))
        })
    }

    /// Reports unknown keys. Call it after all known keys have been read.
    ///
    /// A key similar to a known one is reported as a misspelling. All others together are reported as one problem: most
    /// often a header above them is missing.
    pub fn report_unknown_keys(&self, diagnostics: &mut Diagnostics) {
        let mut strange = Vec::new();
        for (key, value) in self.table {
            let word = key.get_ref().as_ref();
            if self.known.contains(&word) {
                continue;
            }
            // A list's header can be misspelt in one place and correct in another, so a present key may still be meant.
            let is_list = holds_tables(value);
            let free = self
                .known
                .iter()
                .filter(|known| is_list || !self.has(known));
            match closest_match(word, free.copied()) {
                Some(known) => {
                    let problem =
                        Problem::new(key.span(), format!("unknown key {}", in_backticks(word)));
                    diagnostics.push(problem.suggest(format!("did you mean `{known}`?")));
                }
                None => strange.push(key),
            }
        }
        strange.sort_by_key(|key| key.span().start);
        let Some((first, more)) = strange.split_first() else {
            return;
        };
        let names: Vec<String> = more
            .iter()
            .take(10)
            .map(|key| in_backticks(key.get_ref()))
            .collect();
        let first_name = in_backticks(first.get_ref());
        let known: Vec<String> = self.known.iter().map(|key| format!("`{key}`")).collect();
        let known = format!("{} has these keys: {}", self.name, known.join(", "));
        let problem = Problem::new(first.span(), format!("unknown key {first_name}"));
        diagnostics.push_unless_in_gap(if names.is_empty() {
            problem.suggest(known)
        } else {
            problem.suggest(format!(
                "also unknown: {}. Is a header such as `[[step]]` missing above? Else: {known}",
                names.join(", ")
            ))
        });
    }
}

/// The ids of all tables under one key, including tables that are invalid.
#[derive(Debug, Default)]
pub(super) struct DeclaredIds<'a> {
    ids: HashSet<&'a str>,
    /// Whether there may be further ids, because an id is invalid or a header does not parse.
    may_be_more: bool,
}

impl<'a> DeclaredIds<'a> {
    /// Collects the ids of `tables`, which are the tables under `key` in `top`. `id` parses an id.
    pub fn from_tables(
        tables: &[TableReader<'a>],
        top: &TableReader<'a>,
        key: &str,
        id: ReadValue<String>,
        diagnostics: &Diagnostics,
    ) -> Self {
        let sound = |table: &TableReader<'a>| {
            let value = table.table.get("id")?;
            id(value).ok()?;
            value.get_ref().as_str()
        };
        let ids: Vec<_> = tables.iter().map(sound).collect();
        let written = match top.table.get(key).map(Spanned::get_ref) {
            None => 0,
            Some(DeValue::Array(items)) => items.len(),
            Some(_) => usize::MAX, // not a list, so the number is unknown
        };
        Self {
            may_be_more: diagnostics.gaps.whole_tables
                || ids.contains(&None)
                || written > tables.len(),
            ids: ids.into_iter().flatten().collect(),
        }
    }

    /// Whether the id is, or may be, one of them.
    pub fn may_contain(&self, id: &str) -> bool {
        self.may_be_more || self.ids.contains(id)
    }

    /// Whether the id is certainly one of them.
    pub fn has(&self, id: &str) -> bool {
        self.ids.contains(id)
    }
}

/// Reports duplicate ids, and returns the indices of the tables that repeat an earlier id.
pub(super) fn repeated(
    tables: &[TableReader<'_>],
    what: &str,
    diagnostics: &mut Diagnostics,
) -> HashSet<usize> {
    let mut first = HashMap::new();
    let mut repeated = HashSet::new();
    for (n, table) in tables.iter().enumerate() {
        let Some(id) = table.written("id") else {
            continue;
        };
        let place = table.value_span("id");
        match first.entry(id) {
            Entry::Vacant(entry) => {
                entry.insert(place);
            }
            Entry::Occupied(entry) => {
                let problem = Problem::new(
                    place,
                    format!("another {what} is called {}", in_backticks(id)),
                );
                let problem = problem.relate(entry.get().clone(), "here");
                diagnostics.push(problem.suggest("give one of them another `id`"));
                repeated.insert(n);
            }
        }
    }
    repeated
}

/// Whether a value is a table or a list that contains tables.
fn holds_tables(value: &TomlValue<'_>) -> bool {
    match value.get_ref() {
        DeValue::Table(_) => true,
        DeValue::Array(values) => values.iter().any(|value| value.get_ref().is_table()),
        DeValue::String(_)
        | DeValue::Integer(_)
        | DeValue::Float(_)
        | DeValue::Boolean(_)
        | DeValue::Datetime(_) => false,
    }
}

/// The problem that a value has the wrong type.
pub(super) fn wrong_type(value: &TomlValue<'_>, expected: &str, found: &DeValue<'_>) -> Problem {
    let found = match found {
        DeValue::String(_) => "text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "`true` or `false`",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    };
    Problem::new(value.span(), format!("expected {expected}, found {found}"))
}
