//! The changes that answers make, and what is said about them.

use crate::plan::{
    ConfigText, ConfigValue, Direction, Edit, EntryAddress, Setting, SettingKind, SwitchedOff,
    TableAddress, of_list, step_of_kind,
};
use crate::span::Span;
use crate::time_of_day::{self, ClockFormat};
use crate::words;

/// Edits of the config, what to say once they are made, and what the screen does then.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Change {
    pub edits: Vec<Edit>,
    pub line: String,
    pub then: Then,
}

/// What the screen does once a change is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Then {
    /// Stays where it is.
    Stay,
    /// Keeps the cursor on the entry that was moved.
    Follow(Direction),
    /// Shows the settings of the entry of that name.
    Open(&'static str, String),
}

/// The title of an entry.
pub(super) fn entry_title(config: &ConfigText, entry: &EntryAddress) -> String {
    let key = match entry.list {
        "drink" => "name",
        "schedule" => "days",
        _ => "title",
    };
    let value = config.value(&TableAddress::Entry(entry.clone()), key);
    let settings = of_list(entry.list);
    let setting = settings.iter().find(|setting| setting.key == key);
    let shown = value
        .zip(setting)
        .map(|(value, setting)| config.shown(&setting.kind, &value));
    words::capitalised(&shown.unwrap_or_else(|| entry.name.clone()))
}

/// Sets a setting, or leaves its key out.
pub(super) fn set(
    config: &ConfigText,
    table: &TableAddress,
    setting: &Setting,
    value: Option<&ConfigValue>,
) -> Change {
    let has = |key: &str| config.value(table, key).is_some();
    let mut values = match (value, table) {
        (Some(ConfigValue::Text(kind)), TableAddress::Entry(entry))
            if entry.list == "step" && setting.key == "kind" =>
        {
            step_of_kind(kind, has)
        }
        _ => vec![(setting.key, value.cloned())],
    };
    if value.is_some() {
        let excluded = setting.excludes.iter().filter(|key| has(key));
        values.extend(excluded.map(|key| (*key, None)));
    }
    let shown = match (value, &setting.absent) {
        (Some(value), _) => config.shown(&setting.kind, value),
        (None, Some(absent)) => absent.clone(),
        (None, None) => "nothing".to_owned(),
    };
    let (line, then) = match table {
        TableAddress::Top | TableAddress::Section(_) => {
            (format!("{} {shown}.", setting.title), Then::Stay)
        }
        TableAddress::Entry(entry) => {
            let title = entry_title(config, entry);
            let name = words::uncapitalised(setting.title);
            (
                format!("{title}: {name} {shown}."),
                renamed(entry, setting, value),
            )
        }
    };
    Change {
        edits: vec![Edit::Set(table.clone(), values)],
        line,
        then,
    }
}

/// After a change of the value by which an entry is recognised, it is found by the new one.
fn renamed(entry: &EntryAddress, setting: &Setting, value: Option<&ConfigValue>) -> Then {
    let is_name = match entry.list {
        "drink" => setting.key == "name",
        "schedule" => setting.key == "days",
        _ => setting.key == "id",
    };
    match value {
        Some(ConfigValue::Text(name)) if is_name => Then::Open(entry.list, name.clone()),
        Some(ConfigValue::List(items)) if is_name => {
            let items = items.iter().filter_map(ConfigValue::text);
            Then::Open(entry.list, items.collect::<Vec<_>>().join(","))
        }
        _ => Then::Stay,
    }
}

/// Switches a step off, or takes another entry out.
pub(super) fn remove(config: &ConfigText, entry: &EntryAddress) -> Change {
    let title = entry_title(config, entry);
    let what = if entry.list == "step" {
        format!("{title} is off.")
    } else {
        format!("Removed {title}.")
    };
    Change {
        edits: vec![Edit::SwitchOff(entry.clone())],
        line: format!("{what} Its lines stay in the file, behind #."),
        then: Then::Stay,
    }
}

/// Switches a step on.
pub(super) fn switch_on(step: &SwitchedOff) -> Change {
    Change {
        edits: vec![Edit::SwitchOn(step.clone())],
        line: format!("{} is on.", step.title),
        then: Then::Stay,
    }
}

/// Moves an entry up or down in its list.
pub(super) fn moved(config: &ConfigText, entry: &EntryAddress, direction: Direction) -> Change {
    let title = entry_title(config, entry);
    let to = match direction {
        Direction::Up => "up",
        Direction::Down => "down",
    };
    Change {
        edits: vec![Edit::Move(entry.clone(), direction)],
        line: format!("{title} moved {to}."),
        then: Then::Follow(direction),
    }
}

/// Adds an entry with these answers.
///
/// # Errors
/// The number of the answer that is missing, and what is wanted.
pub(super) fn added(
    config: &ConfigText,
    list: &'static str,
    answers: [&str; 2],
) -> Result<Change, (usize, String)> {
    let [first, second] = answers;
    if first.is_empty() {
        return Err((0, "a name".to_owned()));
    }
    if second.is_empty() {
        let wanted = match list {
            "step" => "a time, or 30m before bed",
            "drink" => "milligrams, such as 80",
            "routine" => "ids of exercises",
            _ => "how long, such as 30s",
        };
        return Err((1, wanted.to_owned()));
    }
    let id = free_id(config, list, first);
    let read = |key: &str, typed: &str| {
        let settings = of_list(list);
        let kind = settings.into_iter().find(|setting| setting.key == key);
        let kind = kind.map_or(SettingKind::Line, |setting| setting.kind);
        let value = kind.read(typed).map_err(|why| (1, why))?;
        Ok(value.unwrap_or_else(|| typed.into()))
    };
    let (values, name) = match list {
        "drink" => {
            let values = vec![("name", first.into()), ("mg", read("mg", second)?)];
            (values, first.to_owned())
        }
        "step" => {
            if config.clock() == ClockFormat::TwelveHour && time_of_day::lacks_half(second) {
                return Err((1, format!("{second} am or {second} pm")));
            }
            let is_span = second.parse::<Span>().is_ok() && time_of_day::parse(second).is_err();
            let when = if is_span { "before_bed" } else { "at" };
            let values = vec![
                ("id", id.as_str().into()),
                ("title", first.into()),
                ("kind", "check".into()),
                (when, read(when, second)?),
            ];
            (values, id)
        }
        _ => {
            let key = if list == "routine" {
                "exercises"
            } else {
                "hold"
            };
            let values = vec![
                ("id", id.as_str().into()),
                ("title", first.into()),
                (key, read(key, second)?),
            ];
            (values, id)
        }
    };
    Ok(Change {
        edits: vec![Edit::Add(list, values)],
        line: format!("Added {first}."),
        then: Then::Open(list, name),
    })
}

/// Adds other times for these evenings. A time that was not typed is as usual.
pub(super) fn added_times(
    days: ConfigValue,
    shown_days: &str,
    times: [Option<ConfigValue>; 2],
) -> Change {
    let items = match &days {
        ConfigValue::List(items) => items.iter().filter_map(ConfigValue::text).collect(),
        _ => Vec::new(),
    };
    let name = items.join(",");
    let keys = ["bedtime", "wake"].into_iter().zip(times);
    let times: Vec<_> = keys.filter_map(|(key, time)| Some((key, time?))).collect();
    let said: Vec<String> = times
        .iter()
        .map(|(key, time)| match (*key, time.text().unwrap_or("")) {
            ("bedtime", time) => format!("bed {time}"),
            (_, time) => format!("up {time}"),
        })
        .collect();
    let line = format!("{shown_days}: {}.", said.join(", "));
    let values = [("days", days)].into_iter().chain(times).collect();
    Change {
        edits: vec![Edit::Add("schedule", values)],
        line,
        then: Then::Open("schedule", name),
    }
}

/// An id made of a title, which no other entry of the list has.
fn free_id(config: &ConfigText, list: &'static str, title: &str) -> String {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let slug: String = title
        .to_lowercase()
        .chars()
        .map(|c| if fits(c) { c } else { '-' })
        .collect();
    let words = slug.split('-').filter(|word| !word.is_empty());
    let slug: String = words
        .collect::<Vec<_>>()
        .join("-")
        .chars()
        .take(36)
        .collect();
    let slug = match slug.trim_end_matches('-') {
        "" => list.to_owned(),
        slug => slug.to_owned(),
    };
    let entries = config.entries(list);
    let is_free = |id: &String| entries.iter().all(|entry| entry.name != *id);
    let numbered = (2..).map(|n| format!("{slug}-{n}"));
    let mut candidates = std::iter::once(slug.clone()).chain(numbered);
    candidates.find(is_free).unwrap_or(slug)
}
