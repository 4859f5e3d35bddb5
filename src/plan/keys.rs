//! `[keys]`: keys of the user's own.

use std::collections::BTreeMap;
use std::ops::Range;

use super::problem::{Problem, in_backticks};
use super::reader::{Diagnostics, TableReader, TomlValue};
use super::value;
use crate::printable::is_unprintable;

/// What can be given another key. The order is that in which they are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyAction {
    /// Mark the step done.
    Done,
    /// Skip the step.
    Skip,
    /// Snooze the step.
    Snooze,
    /// Undo the last entry.
    Undo,
    /// Move tonight's bedtime.
    Bedtime,
    /// Excuse tonight.
    Excuse,
    /// Write a note.
    Note,
    /// Show why the step is there.
    Why,
    /// Open the diary.
    Log,
    /// Open the diary's page of caffeine.
    Caffeine,
    /// Open the morning's page.
    Morning,
    /// Ask about reminders without a window.
    Reminders,
    /// Open Learn.
    Learn,
    /// Start the routine for being awake at night.
    Night,
    /// Show the help.
    Help,
    /// Leave.
    Quit,
}

impl KeyAction {
    /// All of them.
    pub const ALL: [Self; 16] = [
        Self::Done,
        Self::Skip,
        Self::Snooze,
        Self::Undo,
        Self::Bedtime,
        Self::Excuse,
        Self::Note,
        Self::Why,
        Self::Log,
        Self::Caffeine,
        Self::Morning,
        Self::Reminders,
        Self::Learn,
        Self::Night,
        Self::Help,
        Self::Quit,
    ];

    /// Its name in the config, and the key that it has without one of the user's own.
    fn name_and_key(self) -> (&'static str, char) {
        match self {
            Self::Done => ("done", 'd'),
            Self::Skip => ("skip", 's'),
            Self::Snooze => ("snooze", 'z'),
            Self::Undo => ("undo", 'u'),
            Self::Bedtime => ("bedtime", 'b'),
            Self::Excuse => ("excuse", 'e'),
            Self::Note => ("note", 'n'),
            Self::Why => ("why", 'w'),
            Self::Log => ("log", 'l'),
            Self::Caffeine => ("caffeine", 'c'),
            Self::Morning => ("morning", 'm'),
            Self::Reminders => ("reminders", 'a'),
            Self::Learn => ("learn", 'i'),
            Self::Night => ("night", '*'),
            Self::Help => ("help", '?'),
            Self::Quit => ("quit", 'q'),
        }
    }

    /// Its name in the config.
    pub fn name(self) -> &'static str {
        self.name_and_key().0
    }

    /// The key that it has without one of the user's own.
    pub fn built_in(self) -> char {
        self.name_and_key().1
    }

    /// Whether its key works on every screen, and not only on Tonight.
    fn is_everywhere(self) -> bool {
        self == Self::Night
    }
}

/// The keys on which the screens' actions are.
///
/// No two actions have the same key, and none has one that means something else on a screen where it works.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Keys {
    own: BTreeMap<KeyAction, char>,
}

/// The keys of Tonight that no action can have: they move the cursor, begin a routine anew, answer how the legs were, or
/// record some or none of what a cutoff is about.
const FIXED_ON_TONIGHT: &str = "jkgrx0123456789";

/// The signs that mean something on a screen.
const SIGNS_OF_SCREENS: &str = "+-=[]?";

impl Keys {
    /// The key of an action.
    pub fn key(&self, action: KeyAction) -> char {
        let own = self.own.get(&action);
        own.copied().unwrap_or(action.built_in())
    }

    /// All actions by name, with their keys.
    pub fn all(&self) -> impl Iterator<Item = (&'static str, char)> {
        KeyAction::ALL
            .map(|action| (action.name(), self.key(action)))
            .into_iter()
    }

    /// The actions that have a key of the user's own, by name.
    pub fn own(&self) -> impl Iterator<Item = (&'static str, char)> {
        self.own.iter().map(|(action, key)| (action.name(), *key))
    }

    /// The built-in key that a pressed key stands for, on Tonight or on another screen. None for the built-in key of an
    /// action that has another one.
    pub fn built_in(&self, pressed: char, is_on_tonight: bool) -> Option<char> {
        let mut actions = working(is_on_tonight);
        match actions.clone().find(|action| self.key(*action) == pressed) {
            Some(action) => Some(action.built_in()),
            None if actions.any(|action| action.built_in() == pressed) => None,
            None => Some(pressed),
        }
    }

    /// The key to press for what is on this built-in key, on Tonight or on another screen.
    pub fn shown(&self, built_in: char, is_on_tonight: bool) -> char {
        let action = working(is_on_tonight).find(|action| action.built_in() == built_in);
        action.map_or(built_in, |action| self.key(action))
    }
}

/// The actions that a screen has.
fn working(is_on_tonight: bool) -> impl Iterator<Item = KeyAction> + Clone {
    let all = KeyAction::ALL.into_iter();
    all.filter(move |action| is_on_tonight || action.is_everywhere())
}

/// Parses `[keys]`.
pub(super) fn keys(top: &mut TableReader<'_>, diagnostics: &mut Diagnostics) -> Keys {
    let Some(mut fields) = top.section("keys", diagnostics) else {
        return Keys::default();
    };
    let problems_before = diagnostics.problems.len();
    let mut keys = Keys::default();
    for action in KeyAction::ALL {
        if let Some(key) = fields.optional(action.name(), one_character, diagnostics) {
            let span = fields.value_span(action.name());
            if let Some(problem) = reserved(action, key, span) {
                diagnostics.push(problem);
            } else {
                keys.own.insert(action, key);
            }
        }
    }
    fields.report_unknown_keys(diagnostics);
    // An action whose own key cannot be read may have made room for another one.
    let is_whole = diagnostics.problems.len() == problems_before
        && !diagnostics.gaps.affect_table_at(fields.span.start);
    if is_whole {
        report_clashes(&keys, &fields, diagnostics);
    }
    keys
}

/// Reports each key that two actions have.
fn report_clashes(keys: &Keys, fields: &TableReader<'_>, diagnostics: &mut Diagnostics) {
    for (action, key) in &keys.own {
        let taken = KeyAction::ALL.into_iter().find(|other| {
            let is_reported = keys.own.contains_key(other) && other > action;
            other != action && keys.key(*other) == *key && !is_reported
        });
        if let Some(other) = taken {
            let name = other.name();
            let message = format!(
                "{} is the key of `{name}` already",
                in_backticks(&key.to_string())
            );
            let mut problem = Problem::new(fields.value_span(action.name()), message);
            if keys.own.contains_key(&other) {
                problem = problem.relate(fields.value_span(name), "here");
            }
            diagnostics.push(problem.suggest(format!(
                "choose another key, or write `{name} = \"...\"` with another one too"
            )));
        }
    }
}

/// One character that a keyboard types. Capital letters are none, because Caps Lock makes them of others.
fn one_character(value: &TomlValue<'_>) -> Result<char, Problem> {
    let text = value::text(value)?;
    let mut characters = text.chars();
    let (Some(key), None) = (characters.next(), characters.next()) else {
        let message = format!("{} is not one character", in_backticks(text));
        return Err(Problem::new(value.span(), message)
            .suggest("write a single letter or sign in quotes, such as \"o\""));
    };
    let small: String = key.to_lowercase().collect();
    if small != text {
        let message = format!("{} is a capital letter", in_backticks(text));
        return Err(Problem::new(value.span(), message).suggest(format!(
            "write \"{small}\"; Shift and Caps Lock make no difference"
        )));
    }
    if key.is_whitespace() || is_unprintable(key) {
        return Err(Problem::new(value.span(), "this key cannot be given away")
            .suggest("write a single letter or sign in quotes, such as \"o\""));
    }
    Ok(key)
}

/// The problem that the key means something else where the action works.
fn reserved(action: KeyAction, key: char, span: Range<usize>) -> Option<Problem> {
    let named = in_backticks(&key.to_string());
    if key == action.built_in() {
        return None;
    }
    if action.is_everywhere() {
        let is_taken = key.is_ascii_alphanumeric() || SIGNS_OF_SCREENS.contains(key);
        return is_taken.then(|| {
            Problem::new(
                span,
                format!("{named} means something else on other screens"),
            )
            .suggest("choose a sign such as \"#\", or a letter outside a to z")
        });
    }
    FIXED_ON_TONIGHT.contains(key).then(|| {
        Problem::new(
            span,
            format!("{named} is fixed: it chooses a step, begins one anew, or answers a question"),
        )
        .suggest("choose a letter other than j, k, g, r and x")
    })
}
