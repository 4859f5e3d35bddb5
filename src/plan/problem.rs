//! What is wrong with a config, with its place, and how it is shown.

use std::fmt;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::printable;

/// One thing that is wrong with a config.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The bytes of the text that it is about.
    pub span: Range<usize>,
    /// What is wrong, in plain words. Names the weekdays when it is only about some.
    pub message: String,
    /// What to write instead, where that can be said.
    pub suggestion: Option<String>,
    /// Another place that has to do with it, and a few words on why.
    pub related: Option<(Range<usize>, String)>,
}

/// Everything that is wrong with a config, in the order of the text. Never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems {
    found: Vec<Problem>,
    untold: usize,
}

impl std::error::Error for Problems {}

impl fmt::Display for Problems {
    /// Writes the first message and how many more there are.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(first) = self.found.first() else {
            return f.write_str("nothing is wrong");
        };
        f.write_str(&first.message)?;
        match self.found.len() + self.untold - 1 {
            0 => Ok(()),
            more => write!(f, " (and {more} more)"),
        }
    }
}

impl Problem {
    pub(super) fn new(span: Range<usize>, message: impl Into<String>) -> Self {
        Self {
            span,
            message: message.into(),
            suggestion: None,
            related: None,
        }
    }

    #[must_use]
    pub(super) fn suggest(mut self, suggestion: impl Into<String>) -> Self {
        self.suggestion = Some(suggestion.into());
        self
    }

    #[must_use]
    pub(super) fn relate(mut self, span: Range<usize>, why: impl Into<String>) -> Self {
        self.related = Some((span, why.into()));
        self
    }

    /// The line in `text` on which it is, counted from 1.
    pub fn line(&self, text: &str) -> usize {
        line_number(text, self.span.start)
    }
}

impl Problems {
    /// So many are kept; a file that is no config at all would have thousands.
    const MOST: usize = 50;

    pub(super) fn of(mut found: Vec<Problem>) -> Self {
        found.sort_by_key(|problem| (problem.span.start, problem.span.end));
        found.dedup();
        let untold = found.len().saturating_sub(Self::MOST);
        found.truncate(Self::MOST);
        Self { found, untold }
    }

    /// Each of them, in the order of the text; at most fifty.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.found.iter()
    }

    /// The first of them in one line: where it is in `text`, what is wrong, and how many more there are.
    pub fn in_a_line(&self, text: &str) -> String {
        let line = self.found.first().map_or(0, |problem| problem.line(text));
        format!("line {line}: {self}")
    }

    /// A report for people: for each the file, line and column, the line itself with the place underlined,
    /// what is wrong, and what to write instead. `text` is what was parsed; `colour` adds ANSI colours.
    /// Control characters of the text are shown as symbols. Ends without a line break.
    pub fn report(&self, file_name: &str, text: &str, colour: bool) -> String {
        let renderer = if colour {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        let renderer = renderer.term_width(100);
        let mut reports: Vec<String> = self
            .found
            .iter()
            .map(|problem| renderer.render(&[group(problem, file_name, text)]))
            .collect();
        if self.untold > 0 {
            reports.push(format!("... and {} more", self.untold));
        }
        reports.join("\n\n")
    }
}

fn group<'a>(problem: &'a Problem, file_name: &'a str, text: &'a str) -> Group<'a> {
    let place = first_line_of(text, &problem.span);
    let related = problem
        .related
        .as_ref()
        .map(|(span, why)| (first_line_of(text, span), why));
    let (from, to) = match &related {
        Some((other, _)) => (place.start.min(other.start), place.end.max(other.end)),
        None => (place.start, place.end),
    };
    // Only the lines that are shown are handed over: the renderer reads all that it is given.
    let from = text[..from].rfind('\n').map_or(0, |at| at + 1);
    let to = text[to..].find('\n').map_or(text.len(), |at| to + at);
    let within = |span: Range<usize>| span.start - from..span.end - from;

    let mut snippet = Snippet::source(&text[from..to])
        .path(file_name)
        .line_start(line_number(text, from))
        .annotation(AnnotationKind::Primary.span(within(place)));
    if let Some((span, why)) = related {
        let context = AnnotationKind::Context.span(within(span));
        snippet = snippet.annotation(context.label(why.as_str()));
    }
    let group = Level::ERROR
        .primary_title(problem.message.as_str())
        .element(snippet);
    match &problem.suggestion {
        Some(suggestion) => group.element(Level::HELP.message(suggestion.as_str())),
        None => group,
    }
}

/// The part of a span that is on its first line, moved to where characters begin and the text ends.
fn first_line_of(text: &str, span: &Range<usize>) -> Range<usize> {
    let start = character_at(text, span.start);
    let end = character_at(text, span.end.max(start));
    let line = text[start..end].split(['\n', '\r']).next().unwrap_or("");
    start..start + line.len()
}

/// The beginning of the character that holds that byte.
fn character_at(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn line_number(text: &str, at: usize) -> usize {
    text[..character_at(text, at)].matches('\n').count() + 1
}

/// A text of the user's as a message shows it: short, and harmless to the terminal.
pub fn in_backticks(text: &str) -> String {
    const MOST: usize = 40;
    let beginning: String = text.chars().take(MOST).collect();
    let mut shown = printable::escaped(&beginning);
    if text.chars().nth(MOST).is_some() {
        shown.push_str("...");
    }
    format!("`{shown}`")
}

/// The one of the known words that was probably meant; none where none is like it.
pub fn closest_match<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // A longer word is no slip of the finger, and comparing it would take long.
    if word.len() > 60 {
        return None;
    }
    let word = word.to_lowercase();
    known
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(&word, candidate), candidate))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, candidate)| candidate)
}
