//! What is wrong with the TOML itself, in plainer words than a parser's.

use super::problem::{Problem, quoted};

/// The faults of the TOML itself, and of the others found those that do not follow from them.
///
/// One fault a line is told, as the ones after it mostly follow from it.
pub(super) fn with_syntax(
    found: Vec<Problem>,
    errors: &[toml::de::Error],
    text: &str,
) -> Vec<Problem> {
    /// So many lines are looked at; the first few will do.
    const MOST: usize = 100;
    let line_of = |at: usize| {
        let before = &text.as_bytes()[..at.min(text.len())];
        before.iter().rposition(|byte| *byte == b'\n')
    };
    let mut lines = Vec::new();
    let mut problems = Vec::new();
    for error in errors {
        let problem = in_plain_words(error, text);
        let line = line_of(problem.span.start);
        if lines.len() < MOST && !lines.contains(&line) {
            lines.push(line);
            problems.push(problem);
        }
    }
    let others = found
        .into_iter()
        .filter(|problem| !lines.contains(&line_of(problem.span.start)));
    problems.extend(others);
    problems
}

fn in_plain_words(error: &toml::de::Error, text: &str) -> Problem {
    let span = error.span().unwrap_or(0..0);
    let there = text.get(span.clone()).unwrap_or("");
    let message = error.message();
    let (what, expected) = message.split_once(", expected ").unwrap_or((message, ""));
    let (what, remedy) = match what {
        "invalid basic string" if expected == "`\"`" => (
            "this text has no closing quote".to_owned(),
            "end it with `\"`".to_owned(),
        ),
        "string values must be quoted" if there.trim().is_empty() => (
            "there is no value here".to_owned(),
            "write one, or remove the key".to_owned(),
        ),
        "string values must be quoted" => (
            "text needs quotes".to_owned(),
            format!("write \"{}\"", quoted(there).trim_matches('`')),
        ),
        "duplicate key" => (
            format!("{} is said twice", quoted(there)),
            "keep one of them".to_owned(),
        ),
        "unclosed array table" | "unclosed table" => (
            "this header is not closed".to_owned(),
            "write `[display]` with one bracket on each side, `[[step]]` with two".to_owned(),
        ),
        "missing comma between array elements" => (
            "the list before this is not closed, or lacks a comma".to_owned(),
            "write `,` between its elements and `]` at its end".to_owned(),
        ),
        "key with no value" => (
            "this is no `key = value`".to_owned(),
            "a remark begins with `#`".to_owned(),
        ),
        other => (
            other.to_owned(),
            match expected {
                "" | "nothing" => "the form of this file is TOML; see https://toml.io".to_owned(),
                expected => format!("expected {expected}"),
            },
        ),
    };
    Problem::new(span, what).suggest(remedy)
}
