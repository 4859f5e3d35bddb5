//! Reading single values from TOML tables without stopping at the first fault.
//!
//! serde would stop there; people want to hear everything at once. So each value is asked for by name, what
//! does not fit goes to the list of problems, and what nobody asked for is an unknown key.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::{Range, RangeInclusive};

use chrono::NaiveTime;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::problem::{Problem, meant, quoted};
use crate::span::Span;

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
                sink.say(unfit(node, &format!("`[[{key}]]` tables"), other));
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

/// Text in quotes.
pub(super) fn text<'n>(node: &'n Node<'_>) -> Result<&'n str, Problem> {
    match node.get_ref() {
        DeValue::String(text) => Ok(text),
        other => Err(unfit(node, "text in quotes", other)),
    }
}

/// `true` or `false`.
pub(super) fn yes_or_no(node: &Node<'_>) -> Result<bool, Problem> {
    match node.get_ref() {
        DeValue::Boolean(yes) => Ok(*yes),
        other => Err(unfit(node, "`true` or `false`", other)
            .suggest("write `true` or `false`, without quotes")),
    }
}

/// A whole number within bounds.
pub(super) fn number(node: &Node<'_>, bounds: RangeInclusive<u16>) -> Result<u16, Problem> {
    let expected = format!("a whole number from {} to {}", bounds.start(), bounds.end());
    let DeValue::Integer(integer) = node.get_ref() else {
        return Err(unfit(node, &expected, node.get_ref()));
    };
    u16::from_str_radix(integer.as_str(), integer.radix())
        .ok()
        .filter(|number| bounds.contains(number))
        .ok_or_else(|| Problem::new(node.span(), format!("expected {expected}")))
}

/// A time of day: `"22:30"`, or `22:30` without quotes, which is a time in TOML.
pub(super) fn clock_time(node: &Node<'_>) -> Result<NaiveTime, Problem> {
    const FORM: &str = "a time of day such as \"22:30\"";
    let (hour, minute, second) = match node.get_ref() {
        DeValue::String(text) => {
            let digits = |part: &str| {
                let fits =
                    (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
                fits.then(|| part.parse().ok()).flatten()
            };
            text.split_once(':')
                .and_then(|(hour, minute)| Some((digits(hour)?, digits(minute)?, 0)))
                .filter(|_| {
                    text.split(':')
                        .nth(1)
                        .is_some_and(|minute| minute.len() == 2)
                })
                .ok_or_else(|| {
                    let message = format!("{} is no time of day", quoted(text));
                    Problem::new(node.span(), message)
                        .suggest("write hours and minutes of the 24-hour clock, such as \"22:30\"")
                })?
        }
        DeValue::Datetime(toml::value::Datetime {
            date: None,
            time: Some(time),
            offset: None,
        }) => (
            u32::from(time.hour),
            u32::from(time.minute),
            u32::from(time.second.unwrap_or(0)),
        ),
        other => return Err(unfit(node, FORM, other)),
    };
    if second != 0 {
        return Err(
            Problem::new(node.span(), "times of day have no seconds here")
                .suggest(format!("write \"{hour:02}:{minute:02}\"")),
        );
    }
    NaiveTime::from_hms_opt(hour, minute, 0).ok_or_else(|| {
        let message = format!("there is no {hour}:{minute:02} on the clock");
        let problem = Problem::new(node.span(), message);
        if hour >= 24 && minute < 60 {
            let meant = format!("write \"{:02}:{minute:02}\"", hour % 24);
            problem.suggest(format!(
                "{meant}; after midnight it is still the same evening"
            ))
        } else {
            problem.suggest("times of day go from \"00:00\" to \"23:59\"")
        }
    })
}

/// A length of time: `"1h30m"`.
pub(super) fn span(node: &Node<'_>) -> Result<Span, Problem> {
    match node.get_ref() {
        DeValue::String(text) => text.parse().map_err(|error: crate::span::BadSpan| {
            let message = format!("{} is no length of time", quoted(text));
            Problem::new(node.span(), message).suggest(error.to_string())
        }),
        DeValue::Integer(number) => {
            let problem = Problem::new(node.span(), "a length of time needs its unit");
            Err(match number.as_str().parse::<u16>() {
                Ok(number) => problem.suggest(format!("write \"{number}m\" for minutes")),
                Err(_) => problem.suggest("write it in quotes, such as \"15m\""),
            })
        }
        other => Err(unfit(node, "a length of time such as \"15m\"", other)),
    }
}

/// A length of time within bounds.
pub(super) fn span_within(node: &Node<'_>, bounds: RangeInclusive<Span>) -> Result<Span, Problem> {
    let span = span(node)?;
    let (shortest, longest) = (*bounds.start(), *bounds.end());
    if span.is_zero() && !shortest.is_zero() {
        return Err(Problem::new(node.span(), "this takes no time at all")
            .suggest(format!("write at least \"{shortest}\"")));
    }
    if !bounds.contains(&span) {
        let message = format!("{span} is out of bounds");
        return Err(Problem::new(node.span(), message).suggest(format!(
            "write something from \"{shortest}\" to \"{longest}\""
        )));
    }
    Ok(span)
}

/// An id: small letters, digits and hyphens, at most 40.
pub(super) fn id(node: &Node<'_>) -> Result<String, Problem> {
    let text = text(node)?;
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !text.is_empty() && text.len() <= 40 && text.chars().all(fits) {
        return Ok(text.to_owned());
    }
    let problem = Problem::new(
        node.span(),
        "an id is made of small letters, digits and hyphens, at most 40 of them",
    );
    let slug = text.chars().take(40).flat_map(char::to_lowercase);
    let slug: String = slug.map(|c| if fits(c) { c } else { '-' }).collect();
    let slug = slug.trim_matches('-');
    Err(match slug {
        "" => problem.suggest("write one such as \"warm-bath\""),
        slug => problem.suggest(format!("write \"{slug}\"")),
    })
}

/// One line of text that is shown: not empty, at most 80 characters, nothing that moves the cursor.
pub(super) fn line(node: &Node<'_>) -> Result<String, Problem> {
    const MOST: usize = 80;
    let text = text(node)?.trim();
    if text.is_empty() {
        return Err(Problem::new(node.span(), "this text is empty"));
    }
    if let Some(bad) = text.chars().find(|c| is_unprintable(*c)) {
        let message = format!(
            "this text holds the control character `{}`",
            bad.escape_default()
        );
        return Err(Problem::new(node.span(), message).suggest("write plain text on one line"));
    }
    let length = text.chars().count();
    if length > MOST {
        let message = format!("this text has {length} characters");
        return Err(Problem::new(node.span(), message).suggest(format!("at most {MOST} fit")));
    }
    Ok(text.to_owned())
}

/// Whether a character would disturb the screen: controls, and marks that turn the direction of writing.
pub(super) fn is_unprintable(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// One of a few words.
pub(super) fn word<T: Copy>(node: &Node<'_>, choice: &[(&'static str, T)]) -> Result<T, Problem> {
    let text = text(node)?;
    let known = || choice.iter().map(|(word, _)| *word);
    if let Some((_, value)) = choice.iter().find(|(word, _)| *word == text) {
        return Ok(*value);
    }
    let listed: Vec<String> = known().map(|word| format!("\"{word}\"")).collect();
    let listed = listed.join(", ");
    let problem = Problem::new(node.span(), format!("unknown word {}", quoted(text)));
    Err(match meant(text, known()) {
        Some(word) => problem.suggest(format!("did you mean \"{word}\"? The words are {listed}")),
        None => problem.suggest(format!("the words are {listed}")),
    })
}
