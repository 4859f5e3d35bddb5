//! A choice from a list: one of its lines, or some of them.

use ratatui::crossterm::event::KeyCode;

use crate::plan::{
    Choice, Config, ConfigText, ConfigValue, FirstDayOfWeek, Setting, SettingKind, TableAddress,
};

/// An open choice.
#[derive(Debug, Clone)]
pub(super) struct Picker {
    /// What is chosen for.
    pub wanted: Wanted,
    pub title: &'static str,
    pub about: &'static str,
    /// The lines. A value of None leaves the key out.
    pub lines: Vec<PickerLine>,
    pub cursor: usize,
    /// Whether several lines can be marked.
    pub is_several: bool,
    /// Whether a mark was changed.
    is_changed: bool,
}

/// What a choice is for.
#[derive(Debug, Clone)]
pub(super) enum Wanted {
    /// The value of a setting.
    Setting(TableAddress, Box<Setting>),
    /// The evenings of other times that are being added.
    NewTimes,
}

/// A line of a choice.
#[derive(Debug, Clone)]
pub(super) struct PickerLine {
    pub value: Option<ConfigValue>,
    pub shown: String,
    /// Whether it is the current value, or marked.
    pub is_marked: bool,
}

/// What a key in the choice came to.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Picked {
    /// Still choosing.
    Choosing,
    /// Esc.
    Cancelled,
    /// This value, or that the key is left out.
    Value(Option<ConfigValue>),
}

impl Picker {
    /// The choice of a setting's value. None if the setting is not chosen from a list.
    pub(super) fn for_setting(
        table: &TableAddress,
        setting: &Setting,
        text: &ConfigText,
        config: &Config,
    ) -> Option<Self> {
        let choices = choices(table, &setting.kind, config)?;
        let choices = in_order_of_the_week(choices, config.display.first_day_of_week);
        let current = text.value(table, setting.key);
        let is_several = matches!(setting.kind, SettingKind::Some(_));
        let absent = setting.absent.as_deref();
        let mut lines: Vec<PickerLine> = choices
            .into_iter()
            .map(|choice| PickerLine {
                is_marked: match &current {
                    Some(ConfigValue::List(items)) => items.contains(&choice.value),
                    Some(value) => *value == choice.value,
                    None if is_several => is_meant(absent, &choice.shown),
                    None => absent == Some(&choice.shown),
                },
                value: Some(choice.value),
                shown: choice.shown,
            })
            .collect();
        let is_default = |line: &PickerLine| Some(line.shown.as_str()) == absent;
        if let Some(absent) = absent
            && !is_several
            && !lines.iter().any(is_default)
        {
            let left_out = PickerLine {
                value: None,
                shown: match absent {
                    "-" => "not after another step".to_owned(),
                    absent => absent.to_owned(),
                },
                is_marked: current.is_none(),
            };
            lines.insert(0, left_out);
        }
        Some(Self {
            cursor: lines.iter().position(|line| line.is_marked).unwrap_or(0),
            wanted: Wanted::Setting(table.clone(), Box::new(setting.clone())),
            title: setting.title,
            about: setting.about,
            lines,
            is_several,
            is_changed: false,
        })
    }

    /// The choice of the evenings for other times.
    pub(super) fn of_evenings(days: Vec<Choice>, week: FirstDayOfWeek) -> Self {
        let days = in_order_of_the_week(days, week).into_iter();
        let lines = days.map(|day| PickerLine {
            value: Some(day.value),
            shown: day.shown,
            is_marked: false,
        });
        Self {
            wanted: Wanted::NewTimes,
            title: "Other times on",
            about: "Mark the evenings that differ, then Enter.",
            lines: lines.collect(),
            cursor: 0,
            is_several: true,
            is_changed: false,
        }
    }

    /// Handles a key.
    pub(super) fn key(&mut self, code: KeyCode) -> Picked {
        let last = self.lines.len().saturating_sub(1);
        match code {
            KeyCode::Esc => return Picked::Cancelled,
            KeyCode::Down | KeyCode::Char('j') => self.cursor = (self.cursor + 1).min(last),
            KeyCode::Up | KeyCode::Char('k') => self.cursor = self.cursor.saturating_sub(1),
            KeyCode::Home | KeyCode::Char('g') => self.cursor = 0,
            KeyCode::End => self.cursor = last,
            KeyCode::Char(' ') if self.is_several => {
                if let Some(line) = self.lines.get_mut(self.cursor) {
                    line.is_marked = !line.is_marked;
                    self.is_changed = true;
                }
            }
            KeyCode::Enter => return Picked::Value(self.value()),
            _ => {}
        }
        Picked::Choosing
    }

    /// Whether it is about that key of that section.
    pub(super) fn is_for(&self, section: &str, key: &str) -> bool {
        match &self.wanted {
            Wanted::Setting(TableAddress::Section(name), setting) => {
                *name == section && setting.key == key
            }
            Wanted::Setting(TableAddress::Top | TableAddress::Entry(_), _) | Wanted::NewTimes => {
                false
            }
        }
    }

    /// The line under the cursor.
    pub(super) fn chosen(&self) -> Option<&PickerLine> {
        self.lines.get(self.cursor)
    }

    /// Whether leaving loses marks that were set.
    pub(super) fn has_unsaved_input(&self) -> bool {
        self.is_changed
    }

    fn value(&self) -> Option<ConfigValue> {
        if !self.is_several {
            return self.chosen()?.value.clone();
        }
        let marked = self.lines.iter().filter(|line| line.is_marked);
        Some(ConfigValue::List(
            marked.filter_map(|line| line.value.clone()).collect(),
        ))
    }

    /// The marked lines, as they are shown.
    pub(super) fn marked(&self) -> Vec<&str> {
        let marked = self.lines.iter().filter(|line| line.is_marked);
        marked.map(|line| line.shown.as_str()).collect()
    }
}

/// Whether a list that is left out has the choice in it.
fn is_meant(absent: Option<&str>, shown: &str) -> bool {
    absent.is_some_and(|absent| absent == "all" || absent.split(", ").any(|one| one == shown))
}

/// Weekdays in the order of the user's week; other choices as they are.
fn in_order_of_the_week(mut choices: Vec<Choice>, week: FirstDayOfWeek) -> Vec<Choice> {
    let days = week.days().map(|day| day.to_string().to_lowercase());
    let place = |choice: &Choice| days.iter().position(|day| choice.value.text() == Some(day));
    choices.sort_by_key(place);
    choices
}

fn choices(table: &TableAddress, kind: &SettingKind, config: &Config) -> Option<Vec<Choice>> {
    let own = match table {
        TableAddress::Entry(entry) => entry.name.as_str(),
        TableAddress::Top | TableAddress::Section(_) => "",
    };
    match kind {
        SettingKind::One(choices) | SettingKind::Some(choices) => Some(choices.clone()),
        SettingKind::Routine => {
            let routines = config.library.routines();
            let choice = |it: &crate::exercise::Routine| {
                Choice::new(it.id.as_str(), &format!("{}, {}", it.title, it.duration()))
            };
            Some(routines.map(choice).collect())
        }
        SettingKind::Step => {
            let steps = config.plan.steps.iter().filter(|step| step.id.0 != own);
            Some(
                steps
                    .map(|step| Choice::new(step.id.0.as_str(), &step.title))
                    .collect(),
            )
        }
        SettingKind::Time
        | SettingKind::Span(_)
        | SettingKind::Switch
        | SettingKind::Key
        | SettingKind::Line
        | SettingKind::Id
        | SettingKind::Ids
        | SettingKind::Lines
        | SettingKind::Command
        | SettingKind::Whole(_)
        | SettingKind::Milligrams
        | SettingKind::Date
        | SettingKind::Seed
        | SettingKind::Exercises => None,
    }
}
