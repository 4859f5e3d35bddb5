//! The settings of the sections.

use super::super::{Choice, Setting, SettingKind as Kind};
use super::{optional, weekdays};
use crate::plan::keys::KeyAction;
use crate::plan::{FirstDayOfWeek, Motion, ThemeName};
use crate::time_of_day::ClockFormat;

pub(super) fn reminders() -> Vec<Setting> {
    vec![
        optional(
            "enabled",
            "Reminders",
            Kind::Switch,
            "on",
            "Off: nothing is announced.",
        ),
        optional(
            "lead",
            "Also before",
            Kind::Span(None),
            "0m",
            "Also remind this long before a step is due; 0m for never.",
        ),
        optional(
            "repeat",
            "Again",
            Kind::Span(Some("never")),
            "never",
            "Remind again this often until it is done, three times at most.",
        ),
        optional(
            "late_after",
            "Too late after",
            Kind::Span(None),
            "30m",
            "A reminder that could not be sent by then is dropped.",
        ),
        optional(
            "past_bedtime",
            "Past bedtime",
            Kind::Switch,
            "on",
            "Ask once, half an hour past bedtime, if the lights are out.",
        ),
        optional(
            "morning",
            "In the morning",
            Kind::Switch,
            "on",
            "Ask at wake time how the night was.",
        ),
        optional(
            "weekly",
            "Weekly summary",
            Kind::Switch,
            "on",
            "One line on the last week when a new one begins.",
        ),
        optional(
            "private",
            "Private",
            Kind::Switch,
            "off",
            "Notifications name neither steps nor symptoms, for a screen others see.",
        ),
    ]
}

pub(super) fn display() -> Vec<Setting> {
    let shown = |theme| match theme {
        ThemeName::Auto => "auto, as the terminal",
        ThemeName::Warm => "warm, for the evening",
        ThemeName::Light => "light, for a lit room",
        ThemeName::HighContrast => "high contrast",
    };
    let themes = ThemeName::ALL.map(|theme| Choice::new(theme.name(), shown(theme)));
    let moves = |motion| match motion {
        Motion::Full => "full",
        Motion::Less => "less, figures stand still",
    };
    let motions = Motion::ALL.map(|motion| Choice::new(motion.name(), moves(motion)));
    let example = |clock| match clock {
        ClockFormat::TwentyFourHour => "24 hours, 22:30",
        ClockFormat::TwelveHour => "12 hours, 10:30 pm",
    };
    let clocks = ClockFormat::ALL.map(|clock| Choice::new(clock.name(), example(clock)));
    let day = |first| match first {
        FirstDayOfWeek::Monday => "Monday",
        FirstDayOfWeek::Sunday => "Sunday",
        FirstDayOfWeek::Saturday => "Saturday",
    };
    let first_days = FirstDayOfWeek::ALL.map(|first| Choice::new(first.name(), day(first)));
    let ascii = [
        Choice::new("auto", "auto"),
        Choice::new(true, "always"),
        Choice::new(false, "never"),
    ];
    vec![
        optional(
            "theme",
            "Theme",
            Kind::One(themes.to_vec()),
            shown(ThemeName::default()),
            "The colours of the screen; auto is light on a light terminal.",
        ),
        optional(
            "motion",
            "Motion",
            Kind::One(motions.to_vec()),
            moves(Motion::default()),
            "How much moves in the player; less also shows the breath in steps.",
        ),
        optional(
            "clock",
            "Clock",
            Kind::One(clocks.to_vec()),
            example(ClockFormat::default()),
            "How times are shown; you can always type both.",
        ),
        optional(
            "first_day_of_week",
            "Week begins on",
            Kind::One(first_days.to_vec()),
            day(FirstDayOfWeek::default()),
            "The order of the days in the review, and what a week is there.",
        ),
        optional(
            "ascii",
            "Plain characters",
            Kind::One(ascii.to_vec()),
            "auto",
            "For terminals without Unicode; auto looks at your locale.",
        ),
    ]
}

pub(super) fn sound() -> Vec<Setting> {
    vec![
        optional(
            "enabled",
            "Sounds",
            Kind::Switch,
            "on",
            "Soft chimes in the player, and with reminders.",
        ),
        optional(
            "speak",
            "Voice",
            Kind::Switch,
            "off",
            "Speak exercises, sides, the last seconds and breaths.",
        ),
    ]
}

pub(super) fn diary() -> Vec<Setting> {
    vec![
        optional(
            "factors",
            "Your factors",
            Kind::Ids,
            "none",
            "What else to ask a day about, such as long-drive, sauna.",
        ),
        optional(
            "free_days",
            "Free days",
            weekdays(),
            "Sat, Sun",
            "Days on which nothing wakes you.",
        ),
        optional(
            "iron_lines",
            "Iron guideline",
            Kind::Switch,
            "on",
            "Show blood values beside the guideline's lines.",
        ),
    ]
}

pub(super) fn caffeine() -> Vec<Setting> {
    vec![optional(
        "half_life",
        "Half-life",
        Kind::Span(None),
        "5h",
        "How long until half is gone: 5h on average, 1h30m to 9h30m between people.",
    )]
}

pub(super) fn hooks() -> Vec<Setting> {
    let hook = |key, title, about| optional(key, title, Kind::Command, "none", about);
    vec![
        hook(
            "on_due",
            "When a step is due",
            "A program and its arguments, such as: notify-send \"It is time\".",
        ),
        hook(
            "on_done",
            "When a step is done",
            "A program that is run when a step was done.",
        ),
        hook(
            "on_evening_kept",
            "When all is done",
            "A program that is run when the evening's steps are done.",
        ),
        hook(
            "on_missed",
            "After a missed evening",
            "A program that is run when an evening is over and was not kept.",
        ),
        hook(
            "on_wind_down",
            "As bedtime comes near",
            "A program that is run each minute of the two hours before bedtime.",
        ),
    ]
}

pub(super) fn keys() -> Vec<Setting> {
    let actions = KeyAction::ALL.into_iter();
    actions
        .map(|action| {
            let (title, about) = action.title_and_about();
            optional(
                action.name(),
                title,
                Kind::Key,
                &action.built_in().to_string(),
                about,
            )
        })
        .collect()
}
