//! Which module may use which. [`MAY_KNOW`] is the table of allowed dependencies; a path in `src/` outside it fails the
//! test with its file and line.
//!
//! The scanner reads paths (`use` trees and those written out in full) from tokens, not from a compiler: it
//! does not follow macros or re-exports, which is enough to notice a dependency between layers. Code compiled for tests
//! only is skipped.

#[path = "support/rust_paths.rs"]
mod rust_paths;
#[path = "architecture/sources.rs"]
mod sources;

use std::fmt::Write as _;
use std::path::PathBuf;

use rust_paths::Used;
use sources::{Source, sources};

/// Each module with the modules that it may use.
const MAY_KNOW: [(&str, &str); 51] = [
    ("span", ""),
    ("event", "span"),
    ("time_of_day", ""),
    ("advice", ""),
    ("answering", "clock"),
    ("split_mix", ""),
    ("printable", ""),
    ("markup", ""),
    ("presence", "split_mix"),
    ("learn", ""),
    ("clock", "printable"),
    ("unique", "clock"),
    ("paths", ""),
    ("colour", ""),
    ("private_file", ""),
    ("file_address", ""),
    ("sqlite_file", "file_address"),
    ("log", "clock printable private_file"),
    ("whole_file", "clock private_file"),
    (
        "desktop",
        "clock file_address markup presence printable private_file whole_file",
    ),
    ("watch", "answering"),
    ("signals", ""),
    ("terminal_output", "clock signals"),
    ("diary", "event span printable"),
    (
        "words",
        "event span time_of_day diary plan evening printable review",
    ),
    ("exercise", "event span"),
    (
        "plan",
        "event span time_of_day advice exercise diary split_mix printable",
    ),
    (
        "evening",
        "event span time_of_day advice exercise diary plan printable",
    ),
    ("session", "event span advice exercise diary plan evening"),
    (
        "review",
        "event span advice exercise diary plan evening split_mix",
    ),
    (
        "report",
        "event span time_of_day advice exercise diary plan evening review words printable",
    ),
    (
        "remind",
        "event span advice exercise diary plan evening words",
    ),
    (
        "exchange",
        "event span time_of_day advice exercise diary plan evening session review remind words journal printable",
    ),
    (
        "journal",
        "event span clock private_file unique whole_file sqlite_file",
    ),
    ("loop_file", "exchange private_file sqlite_file"),
    (
        "claims",
        "event presence private_file whole_file sqlite_file",
    ),
    ("config_file", "answering plan private_file whole_file"),
    // The config, the zone and the journal together: what both front ends act through.
    (
        "coach",
        "event span advice exercise diary plan evening session review remind journal clock",
    ),
    (
        "trials",
        "event evening plan config_file coach journal unique",
    ),
    ("remind::claim_holder", "desktop"),
    // Sending reminders is where the pure rules meet the journal and the desktop.
    (
        "remind::dispatcher",
        "event span advice exercise diary plan evening claims coach desktop clock presence words",
    ),
    (
        "remind::hooks",
        "event span advice exercise diary plan evening claims coach desktop clock words",
    ),
    // What can be answered, and presses stored on the thread on which they arrive.
    ("remind::outstanding", "event evening claims desktop"),
    // What was recorded, as far as the journal can be read.
    ("remind::evenings", "event journal coach"),
    // What the window and the agent have in common.
    (
        "remind::host",
        "event evening time_of_day plan journal claims config_file coach desktop clock paths presence sync watch words split_mix inbox",
    ),
    (
        "remind::agent",
        "event span journal claims config_file coach desktop clock paths presence printable private_file signals sync terminal_output watch words",
    ),
    (
        "history_file",
        "coach journal review private_file whole_file",
    ),
    (
        "inbox",
        "event time_of_day diary plan evening journal coach clock printable private_file whole_file words",
    ),
    (
        "sync",
        "event answering plan exchange journal config_file history_file inbox paths printable private_file time_of_day unique whole_file words",
    ),
    (
        "tui",
        "event span time_of_day advice exercise diary plan evening session presence review remind exchange journal \
         claims config_file history_file coach trials desktop clock paths signals sync terminal_output watch words learn printable colour",
    ),
    (
        "cli",
        "event answering span time_of_day advice exercise diary plan evening session presence review report remind exchange journal \
         claims config_file history_file loop_file coach trials desktop clock paths inbox sync watch words learn log tui whole_file markup \
         printable private_file colour",
    ),
];

fn may_know(owner: &str, other: &str) -> bool {
    let Some((_, others)) = MAY_KNOW.iter().find(|(module, _)| *module == owner) else {
        panic!("`{owner}` is new in src/: say in tests/architecture.rs whom it may know");
    };
    others.split(' ').any(|module| module == other)
}

/// The pure modules: they get all data as arguments and do no input or output.
const PURE: [&str; 17] = [
    "printable",
    "markup",
    "presence",
    "event",
    "span",
    "time_of_day",
    "advice",
    "split_mix",
    "learn",
    "exercise",
    "diary",
    "plan",
    "evening",
    "session",
    "review",
    "report",
    "exchange",
];

/// Crates and modules that a pure module may not use.
const WORLD: [&str; 12] = [
    "std::fs",
    "std::net",
    "std::thread",
    "std::env",
    "std::process",
    "rusqlite",
    "crossterm",
    "ratatui",
    "notify_rust",
    "notify",
    "zbus",
    "tracing",
];

/// The fields that a log line may have. None of them holds a text or a rating of the user.
const LOGGED: [&str; 22] = [
    "button",
    "end",
    "evening",
    "format",
    "hook",
    "kind",
    "lines",
    "mode",
    "notification",
    "path",
    "printed",
    "program",
    "reminder",
    "seconds",
    "step",
    "steps",
    "taken_in",
    "took",
    "trouble",
    "why",
    "written",
    "channel",
];

/// The most lines that a file may have, tests excluded.
const LONGEST_FILE: usize = 500;

#[test]
fn modules_use_only_the_modules_they_are_allowed_to() {
    assert_none(&faults(|file, path| {
        let (owner, known) = (file.owner(), path.module(file)?);
        let allowed = file.is_front_door() || known == file.top() || may_know(&owner, &known);
        (!allowed).then(|| format!("`{owner}` may not know `{known}`"))
    }));
}

#[test]
fn pure_modules_do_no_input_or_output() {
    assert_none(&faults(|file, path| {
        let owner = file.owner();
        let pure = PURE.contains(&file.top()) || owner == "remind";
        let named = WORLD.iter().find(|name| path.names(name))?;
        pure.then(|| format!("`{owner}` is pure and names `{named}`"))
    }));
}

#[test]
fn log_lines_are_fixed_sentences_with_known_fields() {
    let mut faults = Vec::new();
    for source in sources() {
        for (line, call) in log_calls(&source.text) {
            let (facts, sentence) = call.split_once('"').unwrap_or((call, ""));
            let facts = facts
                .split(',')
                .map(|part| part.trim().trim_start_matches(['%', '?']));
            for fact in facts.filter(|fact| !fact.is_empty()) {
                let name = fact.split([' ', '=']).next().unwrap_or(fact);
                if !LOGGED.contains(&name) {
                    let place = format!("src/{}:{line}", source.path.display());
                    faults.push(format!(
                        "{place}: is `{name}` nobody's secret? Then say so in LOGGED"
                    ));
                }
            }
            if sentence.contains('{') {
                let place = format!("src/{}:{line}", source.path.display());
                faults.push(format!(
                    "{place}: name the facts, instead of putting them into the text"
                ));
            }
        }
    }
    assert_none(&faults);
}

/// The arguments of each logging call, with its line.
fn log_calls(text: &str) -> Vec<(usize, &str)> {
    let mut calls = Vec::new();
    for level in ["error", "warn", "info", "debug", "trace", "event"] {
        let call = format!("tracing::{level}!(");
        for (start, _) in text.match_indices(&call) {
            let inside = &text[start + call.len()..];
            // The message is the last argument, and contains no quotes.
            let mut quotes = inside.match_indices('"').map(|(at, _)| at);
            let end = quotes.nth(1).unwrap_or(inside.len());
            calls.push((text[..start].lines().count() + 1, &inside[..end]));
        }
    }
    calls
}

/// The modules of `tui` that a screen may use outside its own folder. The app, the loop, the world and other screens are
/// not among them: a screen gets a context and returns where to go.
const FOR_SCREENS: [&str; 17] = [
    "charset",
    "chrome",
    "comparison",
    "config_change",
    "context",
    "footer",
    "message",
    "prompt",
    "rating_keys",
    "row",
    "screen",
    "symbols",
    "text_field",
    "theme",
    "timers",
    "widgets",
    "wrap",
];

/// Whether a file of the screen `own` may not use this path.
fn is_beyond_a_screen(own: &str, path: &[String]) -> bool {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    match path[..] {
        ["crate", "tui", "screens", name, ..] => {
            // A folder has a small letter. The type `Place` is for all of them.
            name != own && name.starts_with(char::is_lowercase)
        }
        ["crate", "tui", part, ..] => !FOR_SCREENS.contains(&part),
        ["crate", "tui"] => true,
        _ => false,
    }
}

#[test]
fn screens_do_not_use_the_app_or_each_other() {
    let faults = faults(|source, path| {
        let here = source.module_path();
        let [tui, screens, own, ..] = here.as_slice() else {
            return None;
        };
        let is_screen = tui == "tui" && screens == "screens";
        (is_screen && is_beyond_a_screen(own, &path.segments)).then(|| {
            format!("a screen is given a context and returns a place: `{own}` may not use this")
        })
    });
    assert_none(&faults);
}

#[test]
fn paths_that_a_screen_may_not_use_are_detected() {
    let is_beyond = |path: &str| {
        let path: Vec<String> = path.split("::").map(str::to_owned).collect();
        is_beyond_a_screen("diary", &path)
    };
    for path in [
        "crate::tui::App",
        "crate::tui::app::App",
        "crate::tui::world::World",
        "crate::tui::screens::review::ReviewScreen",
        "crate::tui::screens::open",
    ] {
        assert!(is_beyond(path), "{path}");
    }
    for path in [
        "crate::tui::context::Context",
        "crate::tui::screens::Place",
        "crate::tui::screens::diary::PageContext",
        "crate::review::LookBack",
    ] {
        assert!(!is_beyond(path), "{path}");
    }
}

#[test]
fn no_file_is_longer_than_the_limit() {
    let long: Vec<String> = sources()
        .iter()
        .map(|source| (source, source.code_lines()))
        .filter(|(_, lines)| *lines > LONGEST_FILE)
        .map(|(source, lines)| format!("src/{}: {lines} lines", source.path.display()))
        .collect();
    assert_none(&long);
}

#[test]
fn the_scanner_finds_paths_wherever_they_are_written() {
    let found = |file: &str, text: &str| -> Vec<String> {
        let source = Source {
            path: PathBuf::from(file),
            text: text.to_owned(),
        };
        source
            .paths()
            .iter()
            .map(|p| p.segments.join("::"))
            .collect()
    };
    assert_eq!(
        found(
            "plan/mod.rs",
            "use crate::{event, tui::{keys, theme as t}};"
        ),
        ["crate::event", "crate::tui::keys", "crate::tui::theme"]
    );
    assert_eq!(
        found("plan/parse.rs", "use super::super::tui::run;"),
        ["crate::tui::run"]
    );
    assert_eq!(
        found("plan.rs", "fn f() { std::fs::read(p) }")[..],
        ["std::fs::read"]
    );
    assert_eq!(
        found("plan/mod.rs", "mod inner { use super::super::tui::run; }"),
        ["crate::tui::run"]
    );
    let nothing = "// std::fs\n/* std::fs */ \"std::fs\" r#\"std::fs \" \"# 'x'\n#[cfg(test)]\nmod t { use std::fs; }";
    assert_eq!(found("plan.rs", nothing), [] as [&str; 0]);
    assert_eq!(
        found("plan.rs", "fn f<'a>(x: &'a T) { std::fs::read(x) }"),
        ["std::fs::read"]
    );
}

fn assert_none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

/// The paths that `judge` rejects, each with its file, its line number and the line itself.
fn faults(judge: impl Fn(&Source, &Used) -> Option<String>) -> Vec<String> {
    let mut all = Vec::new();
    for source in sources() {
        for path in source.paths() {
            if let Some(why) = judge(&source, &path) {
                let line = source.text.lines().nth(path.line - 1).unwrap_or_default();
                let mut fault = String::new();
                let place = format!("src/{}:{}", source.path.display(), path.line);
                write!(fault, "{place}: {why}\n    {}", line.trim()).unwrap();
                all.push(fault);
            }
        }
    }
    all.dedup();
    all
}
