//! The questions at the foot of the settings, and what their answers change.

use chrono::{NaiveDate, NaiveTime};

use super::SettingsScreen;
use super::change::{self, Change};
use super::picker::{Picker, Wanted};
use super::rows::Opens;
use crate::plan::{ConfigValue, Setting, SettingKind, TableAddress, of_list};
use crate::time_of_day::{self, ClockFormat};
use crate::tui::context::Context;
use crate::tui::prompt::{Prompt, words};
use crate::tui::screen::Outcome;
use crate::tui::screens::Place;
use crate::tui::text_field::{self, FieldKind, TextField};

/// An open question, and what it is about.
#[derive(Debug)]
pub(super) struct Asked {
    about: About,
    pub prompt: Prompt,
}

#[derive(Debug)]
enum About {
    /// The value of a setting.
    Setting(TableAddress, Box<Setting>),
    /// A name and one value of a new entry.
    New(&'static str),
    /// The times on these evenings, and the evenings as they are shown.
    NewTimes(ConfigValue, String),
}

impl SettingsScreen {
    /// Handles Enter on a line.
    pub(super) fn activate(&mut self, ctx: &Context<'_>) -> Outcome {
        let Some(line) = self.line(ctx) else {
            return Outcome::default();
        };
        match line.opens {
            Opens::Setting(table, setting) => self.change_setting(table, setting, ctx),
            Opens::Entry(entry) => {
                self.selected_before = self.selected;
                self.selected = 0;
                self.entry = Some(entry);
                Outcome::default()
            }
            Opens::Add("schedule") => {
                let days = of_list("schedule").into_iter().find(|it| it.key == "days");
                if let Some(SettingKind::Some(days)) = days.map(|days| days.kind) {
                    self.picker = Some(Picker::of_evenings(
                        days,
                        ctx.config.display.first_day_of_week,
                    ));
                }
                Outcome::default()
            }
            Opens::Add(list) => {
                self.ask_for_new(list);
                Outcome::default()
            }
            Opens::Off(step) => {
                let change = change::switch_on(&step);
                self.write(change)
            }
            Opens::Trials => Place::Trial(None).into(),
            Opens::Agent => Place::Agent { is_first: false }.into(),
            Opens::Sync => Place::Sync.into(),
        }
    }

    fn change_setting(
        &mut self,
        table: TableAddress,
        setting: Box<Setting>,
        ctx: &Context<'_>,
    ) -> Outcome {
        let Some(config) = self.config() else {
            return Outcome::default();
        };
        let current = config.value(&table, setting.key);
        if setting.kind == SettingKind::Switch {
            let is_on = match current {
                Some(ConfigValue::Switch(is_on)) => is_on,
                _ => setting.absent.as_deref() == Some("on"),
            };
            let change = change::set(config, &table, &setting, Some(&(!is_on).into()));
            return self.write(change);
        }
        if let Some(picker) = Picker::for_setting(&table, &setting, config, &ctx.config) {
            self.picker = Some(picker);
            return Outcome::default();
        }
        let typed = current.map(|value| setting.kind.typed(&value));
        let field = field(&setting, typed.unwrap_or_default(), config.clock());
        self.asked = Some(Asked {
            prompt: ask(setting.title, field),
            about: About::Setting(table, setting),
        });
        Outcome::default()
    }

    fn ask_for_new(&mut self, list: &'static str) {
        let (first, second, proposed) = match list {
            "step" => ("Title", "At, or before bed", "30m"),
            "drink" => ("Name", "Milligrams", ""),
            "routine" => ("Title", "Exercises", ""),
            _ => ("Title", "Hold", "30s"),
        };
        let second = ask(second, words(proposed.to_owned()));
        self.asked = Some(Asked {
            about: About::New(list),
            prompt: ask(first, words(String::new())).and(second),
        });
    }

    /// Handles the choice of a value.
    pub(super) fn picked(&mut self, value: Option<ConfigValue>, ctx: &Context<'_>) -> Outcome {
        let (Some(config), Some(picker)) = (self.config(), &self.picker) else {
            return Outcome::default();
        };
        match &picker.wanted {
            Wanted::Setting(table, setting) => {
                let is_none = matches!(&value, Some(ConfigValue::List(items)) if items.is_empty());
                let value = value.filter(|_| !is_none || setting.absent.is_none());
                let change = change::set(config, table, setting, value.as_ref());
                self.write(change)
            }
            Wanted::NewTimes => {
                let marked = picker.marked().join(", ");
                let Some(days) = value.filter(|_| !marked.is_empty()) else {
                    return Outcome::notice("One evening at least; Space marks it.");
                };
                let plan = &ctx.config.plan;
                let field = |time| TextField::with_time(time, ctx.clock_format());
                self.asked = Some(Asked {
                    about: About::NewTimes(days, marked),
                    prompt: ask("Bedtime", field(plan.bedtime))
                        .and(ask("Wake time", field(plan.wake))),
                });
                self.picker = None;
                Outcome::default()
            }
        }
    }

    /// Handles Enter in a question.
    pub(super) fn answered(&mut self) -> Outcome {
        let (Some(config), Some(asked)) = (self.config(), &self.asked) else {
            return Outcome::default();
        };
        let change = match &asked.about {
            About::Setting(table, setting) => setting
                .kind
                .read(asked.prompt.text(0))
                .map(|value| change::set(config, table, setting, value.as_ref()))
                .map_err(|why| (0, why)),
            About::New(list) => {
                change::added(config, list, [asked.prompt.text(0), asked.prompt.text(1)])
            }
            About::NewTimes(days, shown) => Ok(new_times(&asked.prompt, days, shown)),
        };
        match change {
            Ok(change) => self.write(change),
            Err((line, why)) => {
                if let Some(asked) = &mut self.asked {
                    asked.prompt.fail(line, why);
                }
                Outcome::default()
            }
        }
    }
}

/// The times that were changed; the others stay as usual.
fn new_times(prompt: &Prompt, days: &ConfigValue, shown: &str) -> Change {
    let time = |line: usize| {
        let field = prompt.lines().get(line).map(|line| &line.field);
        let is_new = field.is_some_and(TextField::has_unsaved_input);
        let typed = SettingKind::Time.read(prompt.text(line));
        typed.ok().flatten().filter(|_| is_new)
    };
    change::added_times(days.clone(), shown, [time(0), time(1)])
}

/// A question with one field.
fn ask(label: &'static str, field: TextField) -> Prompt {
    Prompt::new(label, label, field)
}

/// The field for a setting's value.
fn field(setting: &Setting, typed: String, clock: ClockFormat) -> TextField {
    if setting.kind == SettingKind::Time
        && let Ok(time) = time_of_day::parse(&typed)
    {
        return TextField::with_time(time, clock);
    }
    let kind = match &setting.kind {
        SettingKind::Time => FieldKind::Time(NaiveTime::MIN, clock),
        SettingKind::Date => FieldKind::Date(text_field::date(&typed).unwrap_or(NaiveDate::MIN)),
        SettingKind::Whole(bounds) => FieldKind::Whole {
            from: *bounds.start(),
            to: *bounds.end(),
            by: 1,
            start: *bounds.start(),
            unit: "",
        },
        SettingKind::Span(_)
        | SettingKind::Switch
        | SettingKind::One(_)
        | SettingKind::Some(_)
        | SettingKind::Routine
        | SettingKind::Step
        | SettingKind::Key
        | SettingKind::Line
        | SettingKind::Id
        | SettingKind::Ids
        | SettingKind::Lines
        | SettingKind::Command
        | SettingKind::Milligrams
        | SettingKind::Seed
        | SettingKind::Exercises => FieldKind::Words,
    };
    TextField::prefilled(kind, typed)
}
