//! The rows of the settings: which there are, and what each shows.

use super::change::entry_title;
use crate::plan::{
    ConfigText, ConfigValue, EntryAddress, Scope, Setting, SettingGroup, SettingKind, SwitchedOff,
    TableAddress, of_list, setting_groups, switched_off,
};
use crate::remind::agent::install::InstallState;

/// A row of the list.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Row {
    /// An empty row.
    Gap,
    /// The heading of a group.
    Heading(&'static str),
    /// A row that can be chosen.
    Line(Line),
}

/// A row that can be chosen.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub title: String,
    /// The value, or a few words on what the row opens.
    pub value: String,
    /// What it does, in one line.
    pub about: String,
    /// Whether the value is in the config, and can be left out of it.
    pub can_be_reset: bool,
    pub opens: Opens,
}

/// What Enter does on a row.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Opens {
    /// Changes a setting.
    Setting(TableAddress, Box<Setting>),
    /// Shows the settings of an entry.
    Entry(EntryAddress),
    /// Adds an entry to a list.
    Add(&'static str),
    /// Switches a step on that is commented out.
    Off(SwitchedOff),
    /// Goes to the screen on which trials are begun and ended.
    Trials,
    /// Goes to the question whether the agent sends reminders.
    Agent,
    /// Goes to the page on several computers.
    Sync,
}

impl Row {
    /// The row as one that can be chosen.
    pub(super) fn line(&self) -> Option<&Line> {
        match self {
            Self::Line(line) => Some(line),
            Self::Gap | Self::Heading(_) => None,
        }
    }
}

/// The number of lines that can be chosen.
pub(super) fn count(rows: &[Row]) -> usize {
    rows.iter().filter_map(Row::line).count()
}

/// All rows with these words in them; all of them without words. A group of which nothing is left has no heading.
pub(super) fn rows(config: &ConfigText, agent: Option<&InstallState>, query: &str) -> Vec<Row> {
    let words: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
    let mut rows = Vec::new();
    for group in setting_groups() {
        let has_words = |line: &Line| {
            let text = format!(
                "{} {} {} {}",
                group.title, line.title, line.value, line.about
            );
            let text = text.to_lowercase();
            words.iter().all(|word| text.contains(word))
        };
        let lines: Vec<Line> = lines(config, agent, &group)
            .into_iter()
            .filter(has_words)
            .collect();
        if lines.is_empty() {
            continue;
        }
        if !rows.is_empty() {
            rows.push(Row::Gap);
        }
        rows.push(Row::Heading(group.title));
        rows.extend(lines.into_iter().map(Row::Line));
    }
    rows
}

/// The rows of an entry's settings.
pub(super) fn rows_of_entry(config: &ConfigText, entry: &EntryAddress) -> Vec<Row> {
    let table = TableAddress::Entry(entry.clone());
    let kind = config.value(&table, "kind");
    let kind = kind.as_ref().and_then(ConfigValue::text).unwrap_or("");
    let is_bedtime = entry.list == "step" && kind == "bedtime";
    let has_it = |setting: &Setting| {
        setting.only_for.is_none_or(|only| only == kind)
            && !(is_bedtime && matches!(setting.key, "at" | "before_bed" | "after"))
    };
    let settings = of_list(entry.list).into_iter().filter(has_it);
    let line = |setting| Row::Line(setting_line(config, table.clone(), setting));
    settings.map(line).collect()
}

fn lines(config: &ConfigText, agent: Option<&InstallState>, group: &SettingGroup) -> Vec<Line> {
    let settings = |table: TableAddress| {
        let settings = group.settings.iter().cloned();
        settings.map(move |setting| setting_line(config, table.clone(), setting))
    };
    match group.scope {
        Scope::Top => settings(TableAddress::Top).collect(),
        Scope::Section(name) => {
            let links = (name == "reminders").then(|| [agent_line(agent), sync_line()]);
            let links = links.into_iter().flatten();
            settings(TableAddress::Section(name)).chain(links).collect()
        }
        Scope::List("trial") => vec![trials(config)],
        Scope::List(list) => {
            let entries = config.entries(list).into_iter();
            let entries = entries.map(|entry| entry_line(config, entry));
            let off = if list == "step" {
                switched_off(config.text())
            } else {
                Vec::new()
            };
            let off = off.into_iter().map(off_line);
            entries.chain(off).chain([add_line(list)]).collect()
        }
    }
}

fn setting_line(config: &ConfigText, table: TableAddress, setting: Setting) -> Line {
    let written = config.value(&table, setting.key);
    let value = match (&written, &setting.absent) {
        (Some(value), _) => match (&setting.kind, value.text()) {
            (SettingKind::Step, Some(id)) => title_of_step(config, id),
            _ => config.shown(&setting.kind, value),
        },
        (None, Some(absent)) => absent.clone(),
        (None, None) => String::new(),
    };
    Line {
        title: setting.title.to_owned(),
        value,
        about: setting.about.to_owned(),
        can_be_reset: written.is_some() && setting.absent.is_some(),
        opens: Opens::Setting(table, Box::new(setting)),
    }
}

fn entry_line(config: &ConfigText, entry: EntryAddress) -> Line {
    let value = summary(config, &entry);
    let about = match entry.list {
        "step" => "Title, time, evenings and kind of this step.",
        "schedule" => "Other times on these evenings.",
        "drink" => "Name and caffeine of this drink.",
        "routine" => "What this routine of yours is made of.",
        _ => "How this exercise of yours is done.",
    };
    Line {
        title: entry_title(config, &entry),
        value,
        about: about.to_owned(),
        can_be_reset: false,
        opens: Opens::Entry(entry),
    }
}

/// What an entry is, in a few words.
fn summary(config: &ConfigText, entry: &EntryAddress) -> String {
    let table = TableAddress::Entry(entry.clone());
    let settings = of_list(entry.list);
    let shown = |key: &str| {
        let setting = settings.iter().find(|setting| setting.key == key)?;
        config
            .value(&table, key)
            .map(|value| config.shown(&setting.kind, &value))
    };
    let parts = match entry.list {
        "schedule" => vec![
            shown("bedtime").map(|time| format!("bed {time}")),
            shown("wake").map(|time| format!("up {time}")),
        ],
        "step" => {
            let id = config.value(&table, "after");
            let before = id.as_ref().and_then(ConfigValue::text);
            vec![
                shown("at").map(|time| format!("at {time}")),
                shown("before_bed").map(|span| format!("{span} before bed")),
                before.map(|id| format!("after {}", title_of_step(config, id))),
                shown("kind")
                    .filter(|kind| kind == "lights out")
                    .map(|_| "at bedtime".to_owned()),
                shown("days").filter(|days| days != "all"),
                shown("optional")
                    .filter(|it| it == "on")
                    .map(|_| "optional".to_owned()),
            ]
        }
        "drink" => vec![shown("mg").map(|mg| format!("{mg} mg"))],
        "routine" => {
            let count = match config.value(&table, "exercises") {
                Some(ConfigValue::List(items)) => items.len(),
                _ => 0,
            };
            let exercises = if count == 1 { "exercise" } else { "exercises" };
            vec![Some(format!("{count} {exercises}"))]
        }
        _ => vec![shown("hold").map(|hold| format!("hold {hold}"))],
    };
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn title_of_step(config: &ConfigText, id: &str) -> String {
    let steps = config.entries("step").into_iter();
    let step = steps.into_iter().find(|step| step.name == id);
    step.map_or_else(|| id.to_owned(), |step| entry_title(config, &step))
}

fn off_line(step: SwitchedOff) -> Line {
    Line {
        title: step.title.clone(),
        value: "off".to_owned(),
        about: "A step that stands in the config behind #. Enter switches it on.".to_owned(),
        can_be_reset: false,
        opens: Opens::Off(step),
    }
}

fn add_line(list: &'static str) -> Line {
    let (title, about) = match list {
        "step" => ("Add a step", "Something of your own for the evening."),
        "schedule" => ("Add other times", "Another bedtime on Fridays, say."),
        "drink" => (
            "Add a drink",
            "What the caffeine page offers beside the usual.",
        ),
        "routine" => (
            "Add a routine",
            "A routine of your own, from the exercises there are.",
        ),
        _ => ("Add an exercise", "Such as one of your physiotherapist's."),
    };
    Line {
        title: title.to_owned(),
        value: "+".to_owned(),
        about: about.to_owned(),
        can_be_reset: false,
        opens: Opens::Add(list),
    }
}

fn agent_line(agent: Option<&InstallState>) -> Line {
    let value = match agent {
        Some(InstallState::Installed(_) | InstallState::Runs) => "on",
        Some(InstallState::Declined | InstallState::Unanswered | InstallState::NoHome) => "off",
        None => "",
    };
    Line {
        title: "Without a window".to_owned(),
        value: value.to_owned(),
        about: "Reminders while no window is open; Enter asks about it.".to_owned(),
        can_be_reset: false,
        opens: Opens::Agent,
    }
}

fn sync_line() -> Line {
    Line {
        title: "Several computers".to_owned(),
        value: "sync, and where reminders come".to_owned(),
        about: "Entries exchanged through a folder; Enter goes there.".to_owned(),
        can_be_reset: false,
        opens: Opens::Sync,
    }
}

fn trials(config: &ConfigText) -> Line {
    let value = match config.entries("trial").len() {
        0 => "none".to_owned(),
        count => count.to_string(),
    };
    Line {
        title: "Trials".to_owned(),
        value,
        about: "A step on evenings drawn by chance: Enter begins or ends one.".to_owned(),
        can_be_reset: false,
        opens: Opens::Trials,
    }
}
