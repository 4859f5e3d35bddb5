//! Reading TOML tables without stopping at the first fault.
//!
//! serde would stop there; people want to hear everything at once. So each value is asked for by name, what
//! does not fit goes to the list of problems, and what nobody asked for is an unknown key.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::problem::{Problem, meant, quoted};

/// A value as it stands in the text.
pub(super) type Node<'a> = Spanned<DeValue<'a>>;

/// Where problems are gathered.
#[derive(Debug, Default)]
pub(super) struct Sink {
    pub found: Vec<Problem>,
    /// The TOML itself is broken, so that things may be missing that were meant to be there.
    pub broken: bool,
}

impl Sink {
    pub fn say(&mut self, problem: Problem) {
        self.found.push(problem);
    }

    /// Says that something is not there, unless broken TOML may have swallowed it.
    pub fn say_missing(&mut self, problem: Problem) {
        if !self.broken {
            self.say(problem);
        }
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

    /// Says that a key is missing, if it is.
    pub fn need(&self, key: &str, example: &str, sink: &mut Sink) {
        let misspelt = |found: &str| meant(found, [key]).is_some();
        // A misspelt key is told as such.
        if !self.has(key) && !self.table.keys().any(|found| misspelt(found.get_ref())) {
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
                let problem = Problem::new(node.span(), format!("`{key}` is a list"));
                sink.say(problem.suggest(format!("write `[[{key}]]` with two brackets")));
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
            sink.say(Problem::new(self.key_span(key), why).suggest(remedy));
        }
    }

    /// Says which keys are unknown. Called when all known ones were asked for.
    pub fn finish(&self, sink: &mut Sink) {
        for key in self.table.keys() {
            let word = key.get_ref().as_ref();
            if self.known.contains(&word) {
                continue;
            }
            let problem = Problem::new(key.span(), format!("unknown key {}", quoted(word)));
            let unused = self.known.iter().filter(|known| !self.has(known));
            let suggestion = if let Some(known) = meant(word, unused.copied()) {
                format!("did you mean `{known}`?")
            } else if sink.broken {
                // It may belong to a table whose header is what is broken.
                continue;
            } else {
                let known: Vec<String> = self.known.iter().map(|key| format!("`{key}`")).collect();
                format!("{} has these keys: {}", self.name, known.join(", "))
            };
            sink.say(problem.suggest(suggestion));
        }
    }
}

/// Says which ids are given twice.
pub(super) fn duplicates(tables: &[Fields<'_>], what: &str, sink: &mut Sink) {
    let mut first = HashMap::new();
    for table in tables {
        let Some(id) = table.written("id") else {
            continue;
        };
        let place = table.value_span("id");
        match first.entry(id) {
            Entry::Vacant(entry) => {
                entry.insert(place);
            }
            Entry::Occupied(entry) => {
                let problem =
                    Problem::new(place, format!("another {what} is called {}", quoted(id)));
                let problem = problem.relate(entry.get().clone(), "here");
                sink.say(problem.suggest("give one of them another `id`"));
            }
        }
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
