//! Syntax errors: clearer messages than the TOML parser's, and recovery of the parts of the text that are valid.
//!
//! After a mistake a TOML parser may read the following lines as part of the same value or table and report errors in
//! valid lines. So a text that does not parse is split into entries (a header, or a key with its value). Each entry is
//! parsed alone, and those that do not parse are replaced by spaces. The remaining text parses, and every byte keeps its
//! position.

use std::ops::Range;

use toml::de::{DeTable, Error};

use super::problem::{Problem, in_backticks};

/// Tables that can occur several times. Their headers have two brackets.
pub(super) const LISTS: [&str; 6] = ["schedule", "step", "exercise", "routine", "trial", "drink"];

/// Tables that occur once. Their headers have one bracket.
pub(super) const SECTIONS: [&str; 7] = [
    "reminders",
    "display",
    "sound",
    "caffeine",
    "diary",
    "hooks",
    "keys",
];

/// The tables of a text that lost entries because of syntax errors.
#[derive(Debug, Default)]
pub(super) struct Gaps {
    /// Each range goes from a table's header to the next header. The top of the file begins at 0.
    tables: Vec<Range<usize>>,
    /// Whether whole tables are lost, and with them ids that others may refer to.
    pub whole_tables: bool,
}

impl Gaps {
    /// Whether the table that contains the byte `at` lost entries.
    pub fn affect_table_at(&self, at: usize) -> bool {
        self.tables.iter().any(|table| table.contains(&at))
    }
}

/// The recovered parts of a text that does not parse.
pub(super) struct Salvaged {
    /// The text with spaces in place of everything that does not parse.
    pub text: String,
    /// The problems, one for each mistake.
    pub problems: Vec<Problem>,
    /// The tables that lost entries.
    pub gaps: Gaps,
}

/// Recovers what it can from a text in which the parser found `errors`.
pub(super) fn salvage(text: &str, errors: &[Error]) -> Salvaged {
    let mut scan = SplitText::new(text);
    scan.drop_duplicates();
    if scan.problems.is_empty() {
        let first = errors.first().map(|error| to_problem(error, text, 0));
        scan.problems.extend(first);
    }
    let dropped = scan.dropped.iter().map(|range| range.start);
    let with_gaps = dropped.chain(scan.doubtful.iter().copied());
    let tables = with_gaps
        .map(|at| scan.tables[scan.table_at(at)].clone())
        .collect();
    Salvaged {
        text: scan.remaining_text(),
        gaps: Gaps {
            tables,
            whole_tables: scan.whole_tables,
        },
        problems: scan.problems,
    }
}

/// A text split into entries and tables.
struct SplitText<'t> {
    text: &'t str,
    /// The range of each entry.
    entries: Vec<Range<usize>>,
    /// The range of each table, from its header to the next header. The first is the top of the file.
    tables: Vec<Range<usize>>,
    /// The ranges to be replaced by spaces.
    dropped: Vec<Range<usize>>,
    /// Positions in further tables that may lack entries.
    doubtful: Vec<usize>,
    whole_tables: bool,
    problems: Vec<Problem>,
}

impl<'t> SplitText<'t> {
    fn new(text: &'t str) -> Self {
        /// The end of a value over several lines is found by trying. This limits the time for a text made to be slow.
        const MAX_TRIES: usize = 2000;
        let mut scan = Self {
            text,
            entries: Vec::new(),
            tables: Vec::new(),
            dropped: Vec::new(),
            doubtful: Vec::new(),
            whole_tables: false,
            problems: Vec::new(),
        };
        scan.tables.push(0..0); // the top of the file
        let mut tries = MAX_TRIES;
        let mut at = 0;
        let mut drops_table = false;
        while at < text.len() {
            let line = &text[at..line_end(text, at)];
            let entry = entry_at(text, at, &mut tries);
            let range = at..entry.end;
            let one_bracket = entry
                .error
                .is_none()
                .then(|| list_name_with_one_bracket(line));
            let one_bracket = one_bracket.flatten();
            let is_broken = entry.error.is_some() || one_bracket.is_some();
            if looks_like_header(line) {
                if !line.contains(['[', ']']) {
                    // A line such as `routine` can be a header or a key of the table before it.
                    scan.doubtful.push(at.saturating_sub(1));
                }
                scan.close_table(at);
                scan.tables.push(at..at);
                drops_table = is_broken;
                scan.whole_tables |= drops_table;
            }
            if let Some(error) = entry.error {
                let problem = to_problem(&error, &text[range.clone()], at);
                scan.problems.push(problem);
            }
            if let Some(name) = one_bracket {
                let start = at + line.find('[').unwrap_or(0);
                let header = start..at + line.trim_end().len();
                scan.problems.push(needs_two_brackets(name, header));
            }
            if is_broken || drops_table {
                scan.dropped.push(range.clone());
            }
            scan.entries.push(range);
            at = entry.end;
        }
        scan.close_table(text.len());
        scan
    }

    fn close_table(&mut self, at: usize) {
        if let Some(open) = self.tables.last_mut() {
            open.end = at;
        }
    }

    /// The index of the table that contains the byte `at`.
    fn table_at(&self, at: usize) -> usize {
        self.tables
            .partition_point(|table| table.start <= at)
            .saturating_sub(1)
    }

    fn entry_at(&self, at: usize) -> Range<usize> {
        let after = self.entries.partition_point(|entry| entry.start <= at);
        let entry = after.checked_sub(1).and_then(|n| self.entries.get(n));
        entry.cloned().unwrap_or(0..self.text.len())
    }

    /// Drops entries that parse alone but not together with the rest: duplicate keys and tables.
    fn drop_duplicates(&mut self) {
        const MAX_ROUNDS: usize = 8;
        for _ in 0..MAX_ROUNDS {
            let readable = self.remaining_text();
            let (_, errors) = DeTable::parse_recoverable(&readable);
            if errors.is_empty() {
                return;
            }
            let mut seen: Vec<usize> = Vec::new();
            for error in &errors {
                let problem = to_problem(error, self.text, 0);
                let at = problem.span.start;
                let table = self.table_at(at);
                let entry = self.entry_at(at);
                let range = self.tables[table].clone();
                if seen.contains(&table) {
                    // Several duplicate keys in one table: a header is missing between the originals and the duplicates.
                    self.whole_tables = true;
                    self.dropped.push(entry.start..range.end);
                    continue;
                }
                seen.push(table);
                self.problems.push(problem);
                if looks_like_header(&self.text[entry.clone()]) {
                    self.whole_tables = true;
                    self.dropped.push(range);
                } else {
                    self.dropped.push(entry);
                }
            }
        }
        self.whole_tables = true;
        self.dropped.extend(self.tables.iter().cloned());
    }

    fn remaining_text(&self) -> String {
        let mut bytes = self.text.as_bytes().to_vec();
        for range in &self.dropped {
            bytes[range.clone()].fill(b' ');
        }
        // Entries consist of whole lines, so no character is split.
        String::from_utf8(bytes).unwrap_or_default()
    }
}

/// Where an entry ends, and its syntax error if it has one.
struct Entry {
    end: usize,
    error: Option<Error>,
}

/// The entry that begins at `at`, the start of a line. Each attempt to find the end of a value over several lines takes
/// one of `tries`.
fn entry_at(text: &str, at: usize, tries: &mut usize) -> Entry {
    const MAX_LINES: usize = 200;
    let first_end = line_end(text, at);
    let line = &text[at..first_end];
    let Some(error) = first_error(line) else {
        return Entry {
            end: first_end,
            error: None,
        };
    };
    if !may_span_lines(line) {
        return Entry {
            end: end_of_list_rest(text, first_end),
            error: Some(error),
        };
    }
    let mut end = first_end;
    let mut next_key = None;
    for _ in 0..MAX_LINES {
        if end == text.len() || *tries == 0 {
            break;
        }
        let next = &text[end..line_end(text, end)];
        if looks_like_header(next) {
            break;
        }
        if looks_like_key(next) {
            next_key.get_or_insert(end);
        }
        end += next.len();
        *tries -= 1;
        if first_error(&text[at..end]).is_none() {
            return Entry { end, error: None };
        }
    }
    // The value is never closed: assume that it ends before the line that looks like the next key.
    let end = next_key.unwrap_or(end);
    let error = first_error(&text[at..end]).unwrap_or(error);
    Entry {
        end,
        error: Some(error),
    }
}

/// The end of the lines from `at` on that look like the rest of a list whose first line is broken.
fn end_of_list_rest(text: &str, at: usize) -> usize {
    let mut end = at;
    while end < text.len() {
        let line = &text[end..line_end(text, end)];
        let row = line.trim();
        let is_row = row.starts_with(['"', '\'', '{', '[', ']']) || row.ends_with(',');
        if !is_row || looks_like_header(line) || looks_like_key(line) {
            break;
        }
        end += line.len();
    }
    end
}

fn first_error(text: &str) -> Option<Error> {
    DeTable::parse_recoverable(text).1.into_iter().next()
}

/// The end of the line at `at`, after its line break.
fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |n| at + n + 1)
}

/// Whether the line begins a value that can span several lines.
fn may_span_lines(line: &str) -> bool {
    let value = line.split_once('=').map(|(_, value)| value.trim_start());
    let opens = |value: &str| {
        value.starts_with(['[', '{']) || value.contains("\"\"\"") || value.contains("'''")
    };
    looks_like_key(line) && value.is_some_and(opens)
}

fn looks_like_key(line: &str) -> bool {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    line.split_once('=').is_some_and(|(key, _)| {
        let key = key.trim();
        !key.is_empty() && key.chars().all(is_bare)
    })
}

/// Whether the line is a header or a broken one: `[[step`, `hooks]`, or just the name of a table.
fn looks_like_header(line: &str) -> bool {
    let line = line.split('#').next().unwrap_or("").trim();
    let name = line.trim_matches(['[', ']', ' ', '\t']);
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && !name.contains(['=', ',', '"', '\'']);
    let has_bracket = line.starts_with('[') || line.ends_with(']');
    is_name && (has_bracket || LISTS.contains(&name) || SECTIONS.contains(&name))
}

/// The name in a header such as `[step]` that should be `[[step]]`.
fn list_name_with_one_bracket(line: &str) -> Option<&'static str> {
    let line = line.split('#').next().unwrap_or("").trim();
    let name = line.strip_prefix('[')?.strip_suffix(']')?.trim();
    LISTS.into_iter().find(|list| *list == name)
}

/// The problem that a header has one bracket on each side instead of two.
pub(super) fn needs_two_brackets(key: &str, span: Range<usize>) -> Problem {
    Problem::new(span, format!("`{key}` is a list"))
        .suggest(format!("write `[[{key}]]` with two brackets"))
}

/// Turns a parser's error into a problem with a clearer message. `text` begins at byte `offset` of the file.
fn to_problem(error: &Error, text: &str, offset: usize) -> Problem {
    let mut span = error.span().unwrap_or(0..0);
    if span.start >= text.trim_end().len() {
        // Something is not closed at the end of the entry. Point at its first line, where it was opened.
        let opened = text.lines().next().unwrap_or("").trim_end().len();
        span = opened..opened;
    }
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
            format!("write \"{}\"", in_backticks(there).trim_matches('`')),
        ),
        "duplicate key" => (
            format!("{} is set twice", in_backticks(there)),
            "keep one of them".to_owned(),
        ),
        "unclosed array table" | "unclosed table" => (
            "this header is not closed".to_owned(),
            "write `[display]` with one bracket on each side, `[[step]]` with two".to_owned(),
        ),
        "unclosed array" => (
            "this list is not closed".to_owned(),
            "end it with `]`".to_owned(),
        ),
        "unclosed inline table" => (
            "this table is not closed".to_owned(),
            "end it with `}`".to_owned(),
        ),
        "invalid multi-line basic string" | "invalid multi-line literal string" => (
            "this text is not closed".to_owned(),
            "end it with the three quotes that it began with, or use one on each side".to_owned(),
        ),
        "missing comma between array elements" => (
            "the list before this is not closed, or lacks a comma".to_owned(),
            "write `,` between its elements and `]` at its end".to_owned(),
        ),
        "key with no value" => (
            "this is not `key = value`".to_owned(),
            "a comment begins with `#`".to_owned(),
        ),
        other => (
            other.to_owned(),
            match expected {
                "" | "nothing" => "the form of this file is TOML; see https://toml.io".to_owned(),
                expected => format!("expected {expected}"),
            },
        ),
    };
    Problem::new(span.start + offset..span.end + offset, what).suggest(remedy)
}
