//! Problems of a config: their position in the text, and the report for the user.

use std::fmt;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::printable;
use crate::time_of_day::ClockFormat;

/// A problem of a config.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Its position: a range of bytes in the text.
    pub span: Range<usize>,
    /// What is wrong. Names the weekdays if only some are affected.
    pub message: String,
    /// What to write instead, if there is something to suggest.
    pub suggestion: Option<String>,
    /// A related position in the text, and a few words about it.
    pub related: Option<(Range<usize>, String)>,
}

/// All problems of a config, in the order of the text. Never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems {
    found: Vec<Problem>,
    omitted: usize,
}

impl std::error::Error for Problems {}

impl fmt::Display for Problems {
    /// Writes the first message and the number of further ones.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(first) = self.found.first() else {
            return f.write_str("nothing is wrong");
        };
        f.write_str(&first.message)?;
        match self.found.len() + self.omitted - 1 {
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

    /// The same problem with its times by that clock. A text of the user's, in backticks, stays as they wrote it.
    #[must_use]
    pub(super) fn by_clock(self, clock: ClockFormat) -> Self {
        let outside_backticks = |text: &str| {
            let parts = text.split('`').enumerate();
            let parts = parts.map(|(n, part)| {
                if n % 2 == 0 {
                    clock.in_text(part)
                } else {
                    part.to_owned()
                }
            });
            parts.collect::<Vec<_>>().join("`")
        };
        Self {
            message: outside_backticks(&self.message),
            suggestion: self.suggestion.map(|text| clock.in_text(&text)),
            related: self
                .related
                .map(|(span, why)| (span, outside_backticks(&why))),
            span: self.span,
        }
    }

    /// The line in `text` on which it begins, counted from 1.
    pub fn line(&self, text: &str) -> usize {
        line_number(text, self.span.start)
    }
}

impl Problems {
    /// The number of problems that are kept. A file that is not a config at all can have thousands.
    const MAX: usize = 50;

    pub(super) fn new(mut found: Vec<Problem>) -> Self {
        found.sort_by_key(|problem| (problem.span.start, problem.span.end));
        found.dedup();
        let omitted = found.len().saturating_sub(Self::MAX);
        found.truncate(Self::MAX);
        Self { found, omitted }
    }

    /// The problems in the order of the text, at most fifty.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.found.iter()
    }

    /// The first problem in one line: its line number in `text`, its message, and the number of further problems.
    pub fn summary(&self, text: &str) -> String {
        let line = self.found.first().map_or(0, |problem| problem.line(text));
        format!("line {line}: {self}")
    }

    /// A report for the user. It shows for each problem the file, line and column, the line itself with the position
    /// underlined, the message, and the suggestion. `text` is the text that was parsed; `colour` adds ANSI colours. Control
    /// characters of the text are shown as symbols. The report ends without a line break.
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
        if self.omitted > 0 {
            reports.push(format!("... and {} more", self.omitted));
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
    // The renderer scans all the text it gets, so pass only the lines that are shown.
    let from = text[..from].rfind('\n').map_or(0, |at| at + 1);
    let to = text[to..].find('\n').map_or(text.len(), |at| to + at);
    let position = |at: usize| shown_source(&text[from..at]).len();
    let within = |span: Range<usize>| position(span.start)..position(span.end);

    let mut snippet = Snippet::source(shown_source(&text[from..to]))
        .path(printable::escaped(file_name))
        .line_start(line_number(text, from))
        .annotation(AnnotationKind::Primary.span(within(place)));
    if let Some((span, why)) = related {
        let context = AnnotationKind::Context.span(within(span));
        snippet = snippet.annotation(context.label(printable::escaped(why)));
    }
    let group = Level::ERROR
        .primary_title(printable::escaped(&problem.message))
        .element(snippet);
    match &problem.suggestion {
        Some(suggestion) => group.element(Level::HELP.message(printable::escaped(suggestion))),
        None => group,
    }
}

/// Lines of a config with whatever is hidden in them written out. ASCII control characters are left to the renderer,
/// which shows them as symbols.
fn shown_source(text: &str) -> String {
    printable::escaped_but(text, |c| c.is_ascii_control())
}

/// The part of a span on its first line, moved to character boundaries inside the text.
fn first_line_of(text: &str, span: &Range<usize>) -> Range<usize> {
    let start = character_at(text, span.start);
    let end = character_at(text, span.end.max(start));
    let line = text[start..end].split(['\n', '\r']).next().unwrap_or("");
    start..start + line.len()
}

/// The start of the character that contains the byte at `at`.
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

/// A text from the user in backticks for a message: shortened to 40 characters, control characters escaped.
pub fn in_backticks(text: &str) -> String {
    const MAX: usize = 40;
    let beginning: String = text.chars().take(MAX).collect();
    let mut shown = printable::escaped(&beginning);
    if text.chars().nth(MAX).is_some() {
        shown.push_str("...");
    }
    format!("`{shown}`")
}

/// The known word that `word` is probably a misspelling of, by Jaro-Winkler similarity. `None` if none is similar.
pub fn closest_match<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // A longer word is no typing mistake, and comparing it would be slow.
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
