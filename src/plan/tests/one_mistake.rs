//! One mistake in a config gives one error, on the line of the mistake.

use super::with;
use crate::plan::syntax::{LISTS, SECTIONS};
use crate::plan::{EXAMPLE, parse};

/// A config with every key and with as many references between tables as possible.
const EVERYTHING: &str = include_str!("everything.toml");

/// The errors of a config: line numbers and messages.
fn errors(text: &str) -> Vec<(usize, String)> {
    let Err(problems) = parse(text) else {
        return Vec::new();
    };
    let lines = problems
        .iter()
        .map(|problem| (problem.line(text), problem.message.clone()));
    lines.collect()
}

/// `text` with line `n`, counted from 0, replaced.
fn with_line(text: &str, n: usize, line: &str) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    lines[n] = line;
    lines.join("\n") + "\n"
}

fn is_entry(line: &str) -> bool {
    !line.starts_with('#')
        && line.contains(" = ")
        && !line.starts_with([' ', ']'])
        && !line.ends_with('[')
}

/// Applies a mistake to each line in turn, and expects exactly one error, on that line.
fn expect_one_error(what: &str, mistake: impl Fn(&str) -> Vec<String>) {
    let mut wrong = Vec::new();
    let mut tried = 0;
    for text in [EXAMPLE, EVERYTHING] {
        assert_eq!(errors(text), []);
        for (n, line) in text.lines().enumerate() {
            for bad in mistake(line) {
                let found = errors(&with_line(text, n, &bad));
                let lines: Vec<usize> = found.iter().map(|(line, _)| *line).collect();
                tried += 1;
                if lines != [n + 1] {
                    wrong.push(format!("line {}: {bad}\n    {found:?}", n + 1));
                }
            }
        }
    }
    assert!(tried > 5, "{what}: {tried}");
    assert!(
        wrong.is_empty(),
        "{what}: {} of {tried}\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// Mistakes in each `key = value`.
fn in_entries(mistake: impl Fn(&str, &str) -> Option<String>) -> impl Fn(&str) -> Vec<String> {
    move |line| {
        let parts = line.split_once(" = ").filter(|_| is_entry(line));
        parts
            .and_then(|(key, value)| mistake(key, value.split(" #").next()?.trim_end()))
            .into_iter()
            .collect()
    }
}

#[test]
fn everything_has_every_key_of_the_example() {
    for line in EXAMPLE.lines() {
        let line = line.strip_prefix("# ").unwrap_or(line);
        let Some((key, _)) = line.split_once(" = ") else {
            continue;
        };
        let is_key = key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        assert!(
            !is_key || EVERYTHING.contains(&format!("{key} = ")),
            "{key}"
        );
    }
    for list in LISTS {
        assert!(EVERYTHING.contains(&format!("[[{list}]]")), "{list}");
    }
    for section in SECTIONS {
        assert!(EVERYTHING.contains(&format!("[{section}]")), "{section}");
    }
    let all = errors(&with("[nothing-like-it]\n[neither-this]\n"));
    assert_eq!(all.len(), 1, "{all:?}");
    let problems = parse(&with("nothing-like-it = 1\n")).unwrap_err();
    let suggestion = problems.iter().next().unwrap().suggestion.clone().unwrap();
    let known = suggestion.matches('`').count() / 2;
    assert_eq!(known, LISTS.len() + SECTIONS.len() + 2, "{suggestion}");
}

#[test]
fn a_value_that_is_cut_off_is_one_error() {
    expect_one_error(
        "closing quote",
        in_entries(|key, value| {
            let at = value.rfind('"')?;
            Some(format!("{key} = {}{}", &value[..at], &value[at + 1..]))
        }),
    );
    expect_one_error(
        "opening quote",
        in_entries(|key, value| {
            value
                .contains('"')
                .then(|| format!("{key} = {}", value.replacen('"', "", 1)))
        }),
    );
    expect_one_error("no value", in_entries(|key, _| Some(format!("{key} ="))));
    expect_one_error(
        "no value and no sign",
        in_entries(|key, _| Some(key.to_owned())),
    );
    expect_one_error(
        "no sign",
        in_entries(|key, value| Some(format!("{key} {value}"))),
    );
    expect_one_error("no key", in_entries(|_, value| Some(format!("= {value}"))));
}

#[test]
fn unbalanced_brackets_are_one_error() {
    expect_one_error(
        "closing bracket",
        in_entries(|key, value| {
            let at = value.rfind(']')?;
            Some(format!("{key} = {}{}", &value[..at], &value[at + 1..]))
        }),
    );
    expect_one_error(
        "opening bracket",
        in_entries(|key, value| {
            value
                .contains('[')
                .then(|| format!("{key} = {}", value.replacen('[', "", 1)))
        }),
    );
    expect_one_error(
        "comma",
        in_entries(|key, value| {
            (value.contains(", ") && value.starts_with('['))
                .then(|| format!("{key} = {}", value.replacen(", ", " ", 1)))
        }),
    );
    expect_one_error(
        "bracket for a value",
        in_entries(|key, _| Some(format!("{key} = ["))),
    );
    expect_one_error(
        "three quotes",
        in_entries(|key, _| Some(format!("{key} = \"\"\""))),
    );
}

#[test]
fn an_invalid_value_is_one_error() {
    expect_one_error(
        "a bare word",
        in_entries(|key, _| Some(format!("{key} = nonsense"))),
    );
    expect_one_error(
        "more behind it",
        in_entries(|key, value| Some(format!("{key} = {value} !!"))),
    );
    expect_one_error(
        "wrong sort",
        in_entries(|key, _| Some(format!("{key} = 1979-05-27T07:32:00Z"))),
    );
    expect_one_error(
        "wrong text",
        in_entries(|key, _| Some(format!("{key} = \"\\u0000\""))),
    );
    expect_one_error(
        "empty table",
        in_entries(|key, _| Some(format!("{key} = {{ wrong = 1 }}"))),
    );
}

#[test]
fn an_unknown_key_is_one_error() {
    expect_one_error(
        "misspelt",
        in_entries(|key, value| Some(format!("{key}x = {value}"))),
    );
    expect_one_error(
        "one letter less",
        in_entries(|key, value| {
            (key.len() > 3).then(|| format!("{} = {value}", &key[..key.len() - 1]))
        }),
    );
    expect_one_error("twice", |line| {
        is_entry(line)
            .then(|| format!("qqqq = 1 # {line}\n{line}"))
            .into_iter()
            .collect()
    });
}

/// A mistake in each header.
fn in_headers(mistake: impl Fn(&str) -> Option<String>) -> impl Fn(&str) -> Vec<String> {
    move |line| {
        let header = Some(line).filter(|line| line.starts_with('['));
        header.and_then(&mistake).into_iter().collect()
    }
}

#[test]
fn a_wrong_header_is_one_error() {
    let name = |line: &str| line.trim_matches(['[', ']']).to_owned();
    expect_one_error(
        "a bracket less",
        in_headers(|line| Some(line[..line.len() - 1].to_owned())),
    );
    expect_one_error(
        "a bracket less in front",
        in_headers(|line| Some(line[1..].to_owned())),
    );
    expect_one_error("no brackets", in_headers(|line| Some(name(line))));
    expect_one_error(
        "a letter more",
        in_headers(|line| Some(line.replacen(']', "s]", 1))),
    );
    expect_one_error(
        "another word",
        in_headers(|line| Some(line.replace(&name(line), "qqqq"))),
    );
    expect_one_error(
        "one bracket for two",
        in_headers(|line| line.starts_with("[[").then(|| format!("[{}]", name(line)))),
    );
}

#[test]
fn a_missing_header_is_one_error_right_below_it() {
    for text in [EXAMPLE, EVERYTHING] {
        let headers = text
            .lines()
            .enumerate()
            .filter(|(_, line)| line.starts_with('['));
        for (n, header) in headers {
            let found = errors(&with_line(text, n, ""));
            let lines: Vec<usize> = found.iter().map(|(line, _)| *line).collect();
            // An empty section is the same as no section.
            let is_needed = !text
                .lines()
                .nth(n + 1)
                .is_some_and(|next| next.starts_with('#'));
            let right_below = n + 1..n + 8;
            assert!(
                match lines[..] {
                    [] => !is_needed,
                    [line] => right_below.contains(&line),
                    [..] => false,
                },
                "line {}: {header}: {found:?}",
                n + 1
            );
        }
    }
}

#[test]
fn a_missing_line_is_one_error_at_most() {
    for text in [EXAMPLE, EVERYTHING] {
        for (n, line) in text.lines().enumerate().filter(|(_, line)| is_entry(line)) {
            let found = errors(&with_line(text, n, ""));
            assert!(found.len() <= 1, "line {}: {line}: {found:?}", n + 1);
        }
    }
}

#[test]
fn a_broken_list_over_several_lines_affects_nothing_else() {
    for (row, bad) in [
        ("    \"heel-raise\",", "    heel-raise,"),
        ("    \"heel-raise\",", "    \"heel-raise,"),
        ("    \"heel-raise\",", "    \"heel-raise\""),
        ("    \"heel-raise\",", "    \"heel-rais\","),
        ("    \"heel-raise\",", "    7,"),
        (
            "    { id = \"slow-breathing\", rounds = 6 },",
            "    { id = \"slow-breathing\", rounds = 6 ,",
        ),
        (
            "    { id = \"slow-breathing\", rounds = 6 },",
            "    { id = \"slow-breathing\" rounds = 6 },",
        ),
        (
            "    { id = \"slow-breathing\", rounds = 6 },",
            "    { id = \"slow-breathing\", rounds = },",
        ),
        (
            "    { id = \"slow-breathing\", rounds = 6 },",
            "    { id = \"slow-breathing\", hold = \"6s\" },",
        ),
        ("]\nnight", "night"),
        ("exercises = [", "exercises = [ !!"),
        ("exercises = [", "exercises ="),
        ("exercises = [", "# exercises"),
        ("exercises = [", "exercises [ ="),
    ] {
        let whole = EVERYTHING.replace(row, bad);
        assert_ne!(whole, EVERYTHING, "{row}");
        let found = errors(&whole);
        let line = EVERYTHING
            .lines()
            .position(|line| line == "exercises = [")
            .unwrap();
        let lines: Vec<usize> = found.iter().map(|(line, _)| *line).collect();
        assert!(
            matches!(lines[..], [found] if (line..line + 8).contains(&found)),
            "{bad}: {found:?}"
        );
    }
}

#[test]
fn mistakes_in_several_lines_are_all_reported() {
    let text = EVERYTHING
        .replace("bedtime = \"22:30\"", "bedtime = 22:30 o'clock")
        .replace("title = \"Warm bath\"", "title = \"Warm bath")
        .replace("theme = \"warm\"", "theme = \"wram\"")
        .replace("[[drink]]", "[[drink]")
        .replace("mg = 80", "mg = ")
        .replace("after = \"stretch\"", "after = \"sterch\"")
        .replace("weekly = true", "weekly = yes");
    let found = errors(&text);
    // While a header is broken, `sterch` may be the id of a step below it.
    assert_eq!(found.len(), 6, "{found:?}");
}

#[test]
fn consequences_of_a_mistake_are_not_reported() {
    let step = super::step;
    // A step that comes after a step that is too late is too late as a consequence.
    let late = with(
        &(step("late", "at = \"06:00\"").replace("check\"", "timer\"\nduration = \"45m\"")
            + &step("later", "after = \"late\"")
            + &step("last", "after = \"later\"")),
    );
    assert_eq!(errors(&late).len(), 1, "{:?}", errors(&late));
    // One value is wrong on every weekday, with another message on weekdays with another bedtime.
    let weekend = "[[schedule]]\ndays = [\"fri\"]\nbedtime = \"23:15\"\n";
    let early = with(&(weekend.to_owned() + &step("walk", "before_bed = \"20h\"")));
    assert_eq!(errors(&early).len(), 1, "{:?}", errors(&early));
    // A block that was pasted twice.
    let bed = step("bed", "").replace("check", "bedtime");
    assert_eq!(errors(&with(&(bed.clone() + &bed))).len(), 1);
}
