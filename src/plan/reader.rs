//! Reading TOML tables without stopping at the first fault.
//!
//! serde would stop there; people want to hear everything at once. So each value is asked for by name, what
//! does not fit goes to the list of problems, and what nobody asked for is an unknown key.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::problem::{Problem, closest_match, in_backticks};
use super::syntax::{Gaps, needs_two_brackets};

/// A value as it stands in the text.
pub(super) type Node<'a> = Spanned<DeValue<'a>>;

/// Where problems are gathered.
#[derive(Debug, Default)]
pub(super) struct Sink {
    pub found: Vec<Problem>,
    /// Where the TOML itself is broken, so that things may be missing that were meant to be there.
    pub gaps: Gaps,
}

impl Sink {
    pub fn say(&mut self, problem: Problem) {
        self.found.push(problem);
    }

    /// Says that something is not there, or should not be, unless that follows from lines of the table that do not
    /// parse.
    pub fn say_missing(&mut self, problem: Problem) {
        if !self.gaps.are_in_table_at(problem.span.start) {
            self.say(problem);
        }
    }

    /// Reads the table of `fields`, and gives what it says only if nothing is wrong in it. What is read in spite of a
    /// mistake may not be what was meant, and must not be checked against the rest of the plan.
    pub fn sound<'a, T>(
        &mut self,
        fields: &mut Fields<'a>,
        read: impl FnOnce(&mut Fields<'a>, &mut Self) -> Option<T>,
    ) -> Option<T> {
        let known = self.found.len();
        let value = read(fields, self);
        let is_whole = !self.gaps.are_in_table_at(fields.span.start);
        value.filter(|_| self.found.len() == known && is_whole)
    }

    /// Keeps the value; or says what is wrong with it.
    pub fn keep<T>(&mut self, result: Result<T, Problem>) -> Option<T> {
        result.map_err(|problem| self.say(problem)).ok()
    }
}

/// One table of the text, and which of its keys were asked for.
pub(super) struct Fields<'a> {
    table: &'a DeTable<'a>,
    /// Where the table begins: its header.
    pub span: Range<usize>,
    /// What it is called in messages: "a step".
    name: &'static str,
    known: Vec<&'static str>,
}

/// A way of reading one value.
pub(super) type Read<T> = fn(&Node<'_>) -> Result<T, Problem>;

impl<'a> Fields<'a> {
    pub fn new(table: &'a DeTable<'a>, span: Range<usize>, name: &'static str) -> Self {
        Self {
            table,
            span,
            name,
            known: Vec::new(),
        }
    }

    /// The table inside a value.
    pub fn of(node: &'a Node<'a>, name: &'static str) -> Result<Self, Problem> {
        match node.get_ref() {
            DeValue::Table(table) => Ok(Self::new(table, node.span(), name)),
            other => Err(unfit(node, &format!("{name} (a table)"), other)),
        }
    }

    /// The value of that key as it stands.
    pub fn node(&mut self, key: &'static str) -> Option<&'a Node<'a>> {
        self.known.push(key);
        self.table.get(key)
    }

    /// Whether that key is there.
    pub fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// Where that key itself stands; the table's header when it does not.
    pub fn key_span(&self, key: &str) -> Range<usize> {
        self.table
            .get_key_value(key)
            .map_or(self.span.clone(), |(key, _)| key.span())
    }

    /// Where the value of that key stands; the table's header when it does not.
    pub fn value_span(&self, key: &str) -> Range<usize> {
        self.table.get(key).map_or(self.span.clone(), Spanned::span)
    }

    /// What that key says, if it is there and can be read.
    pub fn optional<T>(&mut self, key: &'static str, read: Read<T>, sink: &mut Sink) -> Option<T> {
        let node = self.node(key)?;
        sink.keep(read(node))
    }

    /// The same, where it has to be there.
    pub fn required<T>(
        &mut self,
        key: &'static str,
        read: Read<T>,
        example: &str,
        sink: &mut Sink,
    ) -> Option<T> {
        self.need(key, example, sink);
        self.optional(key, read, sink)
    }

    /// Whether a key is there that was probably meant to be that one.
    pub fn has_misspelt(&self, key: &str) -> bool {
        let mut keys = self.table.keys();
        keys.any(|found| {
            closest_match(found.get_ref(), [key]).is_some_and(|_| found.get_ref() != key)
        })
    }

    /// Says that a key is missing, if it is.
    pub fn need(&self, key: &str, example: &str, sink: &mut Sink) {
        // A misspelt key is reported as that.
        if !self.has(key) && !self.has_misspelt(key) {
            let message = format!("{} has no `{key}`", self.name);
            let problem = Problem::new(self.span.clone(), message);
            sink.say_missing(problem.suggest(format!("write `{example}`")));
        }
    }

    /// The elements of the list under that key, if it is there and all can be read.
    pub fn list<T>(&mut self, key: &'static str, read: Read<T>, sink: &mut Sink) -> Option<Vec<T>> {
        let nodes = self.nodes(key, sink)?;
        let read: Vec<_> = nodes.map(|node| sink.keep(read(node))).collect();
        read.into_iter().collect()
    }

    /// The elements of the list under that key as they stand, if it is there.
    pub fn nodes(
        &mut self,
        key: &'static str,
        sink: &mut Sink,
    ) -> Option<impl Iterator<Item = &'a Node<'a>> + use<'a>> {
        let node = self.node(key)?;
        match node.get_ref() {
            DeValue::Array(nodes) => Some(nodes.iter()),
            other => {
                sink.say(unfit(node, "a list in brackets", other));
                None
            }
        }
    }

    /// The text of that key as it is written, sound or not.
    pub fn written(&self, key: &str) -> Option<&'a str> {
        self.table.get(key)?.get_ref().as_str()
    }

    /// The tables under that key, whether written as `[[key]]` or as a list.
    pub fn tables(
        &mut self,
        key: &'static str,
        name: &'static str,
        sink: &mut Sink,
    ) -> Vec<Fields<'a>> {
        let Some(node) = self.node(key) else {
            return Vec::new();
        };
        match node.get_ref() {
            DeValue::Array(nodes) => nodes
                .iter()
                .filter_map(|node| sink.keep(Fields::of(node, name)))
                .collect(),
            DeValue::Table(_) => {
                sink.say(needs_two_brackets(key, node.span()));
                Vec::new()
            }
            other => {
                let problem = unfit(node, &format!("`[[{key}]]` tables"), other);
                let example = format!("write `[[{key}]]` on a line of its own, its keys below it");
                sink.say(problem.suggest(example));
                Vec::new()
            }
        }
    }

    /// The table under that key, if it is there.
    pub fn section(&mut self, key: &'static str, sink: &mut Sink) -> Option<Fields<'a>> {
        let node = self.node(key)?;
        let fields = sink.keep(Fields::of(node, "a section"))?;
        Some(fields)
    }

    /// Lets those keys be whatever they are: what they should be is not known.
    pub fn leave<T>(&mut self, keys: &[&'static str]) -> Option<T> {
        self.known.extend(keys);
        None
    }

    /// Says that a key is there that makes no sense here.
    pub fn refuse(&mut self, key: &'static str, why: &str, remedy: &str, sink: &mut Sink) {
        self.known.push(key);
        if self.has(key) {
            sink.say_missing(Problem::new(self.key_span(key), why).suggest(remedy));
        }
    }

    /// Whether a table is where nobody looks for one: below a header that is none of `headers`, or, where a header is
    /// missing, in a table that has an `id` and is none of `with_id`.
    pub fn hides_tables(&self, headers: &[&str], with_id: &[&str]) -> bool {
        let has_id = |value: &Node<'_>| match value.get_ref() {
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

    /// Says which keys are unknown. Called when all known ones were asked for.
    ///
    /// A key that is like a known one is misspelt. Others that are there together are one mistake: most often the header
    /// above them is missing.
    pub fn finish(&self, sink: &mut Sink) {
        let mut strange = Vec::new();
        for (key, value) in self.table {
            let word = key.get_ref().as_ref();
            if self.known.contains(&word) {
                continue;
            }
            // One header may be misspelt where another of the same name is not.
            let is_list = holds_tables(value);
            let free = self
                .known
                .iter()
                .filter(|known| is_list || !self.has(known));
            match closest_match(word, free.copied()) {
                Some(known) => {
                    let problem =
                        Problem::new(key.span(), format!("unknown key {}", in_backticks(word)));
                    sink.say(problem.suggest(format!("did you mean `{known}`?")));
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
        sink.say_missing(if names.is_empty() {
            problem.suggest(known)
        } else {
            problem.suggest(format!(
                "also unknown: {}. Is a header such as `[[step]]` missing above? Else: {known}",
                names.join(", ")
            ))
        });
    }
}

/// The ids that tables of one sort were given, also those of tables that could not be read.
#[derive(Debug, Default)]
pub(super) struct WrittenIds<'a> {
    ids: HashSet<&'a str>,
    /// Some table's id could not be read, or its header not parsed, so that there may be further ids.
    may_be_more: bool,
}

impl<'a> WrittenIds<'a> {
    /// The ids of `tables`, which `top` has under `key`. `id` reads one.
    pub fn of(
        tables: &[Fields<'a>],
        top: &Fields<'a>,
        key: &str,
        id: Read<String>,
        sink: &Sink,
    ) -> Self {
        let sound = |table: &Fields<'a>| {
            let node = table.table.get("id")?;
            id(node).ok()?;
            node.get_ref().as_str()
        };
        let ids: Vec<_> = tables.iter().map(sound).collect();
        let written = match top.table.get(key).map(Spanned::get_ref) {
            None => 0,
            Some(DeValue::Array(nodes)) => nodes.len(),
            Some(_) => usize::MAX, // not a list, so nobody knows
        };
        Self {
            may_be_more: sink.gaps.whole_tables || ids.contains(&None) || written > tables.len(),
            ids: ids.into_iter().flatten().collect(),
        }
    }

    /// Whether that id is one of them, as far as can be known.
    pub fn may_have(&self, id: &str) -> bool {
        self.may_be_more || self.ids.contains(id)
    }

    /// Whether that id is one of them for sure.
    pub fn has(&self, id: &str) -> bool {
        self.ids.contains(id)
    }
}

/// Says which ids are given twice, and gives the places in `tables` of those that repeat one.
pub(super) fn repeated(tables: &[Fields<'_>], what: &str, sink: &mut Sink) -> HashSet<usize> {
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
                sink.say(problem.suggest("give one of them another `id`"));
                repeated.insert(n);
            }
        }
    }
    repeated
}

/// Whether a value is a table, or a list with tables in it.
fn holds_tables(value: &Node<'_>) -> bool {
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

/// Says that a value is of the wrong sort.
pub(super) fn unfit(node: &Node<'_>, expected: &str, found: &DeValue<'_>) -> Problem {
    let found = match found {
        DeValue::String(_) => "text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "`true` or `false`",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    };
    Problem::new(node.span(), format!("expected {expected}, found {found}"))
}
