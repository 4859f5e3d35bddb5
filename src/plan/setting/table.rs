//! The table of all settings.

mod lists;
mod sections;

use super::{Choice, Scope, Setting, SettingGroup, SettingKind as Kind};
use crate::plan::weekdays::{WeekdaySet, weekday_abbreviation};

/// All settings, group by group.
pub fn groups() -> Vec<SettingGroup> {
    vec![
        group("Your evening", Scope::Top, evening()),
        list("Other times", "schedule"),
        list("Steps", "step"),
        group(
            "Reminders",
            Scope::Section("reminders"),
            sections::reminders(),
        ),
        group("Screen", Scope::Section("display"), sections::display()),
        group("Sound", Scope::Section("sound"), sections::sound()),
        group("Diary", Scope::Section("diary"), sections::diary()),
        group("Caffeine", Scope::Section("caffeine"), sections::caffeine()),
        list("Your drinks", "drink"),
        list("Your routines", "routine"),
        list("Your exercises", "exercise"),
        list("Trials", "trial"),
        group("Your programs", Scope::Section("hooks"), sections::hooks()),
        group("Keys", Scope::Section("keys"), sections::keys()),
    ]
}

/// The settings of each table in the list with this name.
pub fn of_list(list: &str) -> Vec<Setting> {
    match list {
        "schedule" => lists::schedule(),
        "step" => lists::step(),
        "drink" => lists::drink(),
        "routine" => lists::routine(),
        "exercise" => lists::exercise(),
        "trial" => lists::trial(),
        _ => Vec::new(),
    }
}

fn list(title: &'static str, name: &'static str) -> SettingGroup {
    group(title, Scope::List(name), of_list(name))
}

fn group(title: &'static str, scope: Scope, settings: Vec<Setting>) -> SettingGroup {
    SettingGroup {
        title,
        scope,
        settings,
    }
}

/// A required setting.
fn required(key: &'static str, title: &'static str, kind: Kind, about: &'static str) -> Setting {
    Setting {
        key,
        title,
        about,
        kind,
        absent: None,
        excludes: &[],
        only_for: None,
    }
}

/// A setting that can be left out, and what that means.
fn optional(
    key: &'static str,
    title: &'static str,
    kind: Kind,
    absent: &str,
    about: &'static str,
) -> Setting {
    Setting {
        absent: Some(absent.to_owned()),
        ..required(key, title, kind, about)
    }
}

impl Setting {
    fn only_for(self, kind_of_step: &'static str) -> Self {
        Self {
            only_for: Some(kind_of_step),
            ..self
        }
    }

    fn excluding(self, excludes: &'static [&'static str]) -> Self {
        Self { excludes, ..self }
    }
}

fn one_of(choices: &[(&str, &str)]) -> Kind {
    Kind::One(
        choices
            .iter()
            .map(|(it, as_shown)| Choice::new(*it, as_shown))
            .collect(),
    )
}

fn weekdays() -> Kind {
    let days = WeekdaySet::EVERY_DAY.iter().map(|day| {
        let shown = day.to_string();
        Choice::new(weekday_abbreviation(day), &shown)
    });
    Kind::Some(days.collect())
}

fn evening() -> Vec<Setting> {
    vec![
        required(
            "bedtime",
            "Bedtime",
            Kind::Time,
            "When the lights go out; steps count back from here.",
        ),
        required(
            "wake",
            "Wake time",
            Kind::Time,
            "When you get up the morning after.",
        ),
    ]
}
