//! The sections about the program itself: `[reminders]`, `[display]`, `[sound]`.
//!
//! `winddown config show --json` serializes them, so the name of a field is also its key there.

use chrono::Weekday;
use serde::Serialize;

use super::problem::Problem;
use super::reader::{Diagnostics, TableReader, TomlValue};
use super::value;
use crate::event::EveningDate;
use crate::span::Span;
use crate::time_of_day::ClockFormat;

/// How reminders are sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own in the config"
)]
pub struct Reminders {
    /// Whether any reminders are sent.
    pub enabled: bool,
    /// Also remind this long before the due time; zero for no early reminder.
    pub lead: Span,
    /// Interval at which the reminder is repeated while the step is not done, at most three times; `None` for never.
    pub repeat: Option<Span>,
    /// A reminder is dropped when it could not be sent within this time after it was due.
    pub late_after: Span,
    /// Whether to ask, once after bedtime, if the lights are out.
    pub past_bedtime: bool,
    /// Whether to ask at wake time how the night was.
    pub morning: bool,
    /// Whether to sum up the last week at the first start of a new one.
    pub weekly: bool,
    /// Whether notifications name neither steps nor symptoms, for a screen that others can see.
    pub private: bool,
}

/// How the screen looks.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Display {
    /// The colour theme.
    pub theme: ThemeName,
    /// How much moves in the player.
    pub motion: Motion,
    /// The clock in which times of day are shown.
    pub clock: ClockFormat,
    /// The day on which a week begins.
    pub first_day_of_week: FirstDayOfWeek,
    /// Whether to draw with ASCII only; `None` decides by the locale.
    pub ascii: Option<bool>,
}

/// A colour theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ThemeName {
    /// Light on a light terminal, else warm.
    #[default]
    Auto,
    /// Amber and sand on near black.
    Warm,
    /// Dark on paper, for a lit room.
    Light,
    /// White on black, nothing dim.
    HighContrast,
}

/// How much moves in the player.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Motion {
    /// Figures move, and the breath grows and shrinks.
    #[default]
    Full,
    /// Figures stand still, and the breath changes in steps.
    Less,
}

impl Motion {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Full, Self::Less];

    /// Its name in the config.
    pub fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Less => "less",
        }
    }
}

/// The day on which a week begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FirstDayOfWeek {
    /// In most of the world, and in ISO 8601.
    #[default]
    Monday,
    /// In the Americas and in much of Asia.
    Sunday,
    /// In much of the Arab world.
    Saturday,
}

impl FirstDayOfWeek {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Monday, Self::Sunday, Self::Saturday];

    /// Its name in the config.
    pub fn name(self) -> &'static str {
        match self {
            Self::Monday => "monday",
            Self::Sunday => "sunday",
            Self::Saturday => "saturday",
        }
    }

    /// The seven days in the order of the week.
    pub fn days(self) -> [Weekday; 7] {
        let first = match self {
            Self::Monday => Weekday::Mon,
            Self::Sunday => Weekday::Sun,
            Self::Saturday => Weekday::Sat,
        };
        let mut days = [first; 7];
        for n in 1..days.len() {
            days[n] = days[n - 1].succ();
        }
        days
    }

    /// The first and the last evening of the week that an evening belongs to. At the ends of the calendar the week is cut
    /// off.
    pub fn week_around(self, evening: EveningDate) -> (EveningDate, EveningDate) {
        let week = evening.0.week(self.days()[0]);
        let ends = [week.checked_first_day(), week.checked_last_day()];
        let [first, last] = ends.map(|end| EveningDate(end.unwrap_or(evening.0)));
        (first, last)
    }
}

/// Sounds and speech of the player.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sound {
    /// Whether chimes and ticks are played in the player, and a sound with reminders.
    pub enabled: bool,
    /// Whether the names of the exercises are spoken.
    pub speak: bool,
}

impl ThemeName {
    /// All themes.
    pub const ALL: [Self; 4] = [Self::Auto, Self::Warm, Self::Light, Self::HighContrast];

    /// Its name in the config.
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Warm => "warm",
            Self::Light => "light",
            Self::HighContrast => "high-contrast",
        }
    }
}

impl Default for Sound {
    fn default() -> Self {
        Self {
            enabled: true,
            speak: false,
        }
    }
}

impl Default for Reminders {
    fn default() -> Self {
        Self {
            enabled: true,
            lead: Span::ZERO,
            repeat: None,
            late_after: Span::minutes(30),
            past_bedtime: true,
            morning: true,
            weekly: true,
            private: false,
        }
    }
}

/// Parses `[reminders]`.
pub(super) fn reminders(top: &mut TableReader<'_>, diagnostics: &mut Diagnostics) -> Reminders {
    let lead = |value: &TomlValue<'_>| value::span_within(value, Span::ZERO..=Span::minutes(240));
    let late =
        |value: &TomlValue<'_>| value::span_within(value, Span::minutes(1)..=Span::minutes(720));
    let default = Reminders::default();
    let Some(mut fields) = top.section("reminders", diagnostics) else {
        return default;
    };
    let enabled = fields.optional("enabled", value::boolean, diagnostics);
    let lead = fields.optional("lead", lead, diagnostics);
    let repeat = fields.optional("repeat", repeat, diagnostics);
    let late_after = fields.optional("late_after", late, diagnostics);
    let past_bedtime = fields.optional("past_bedtime", value::boolean, diagnostics);
    let morning = fields.optional("morning", value::boolean, diagnostics);
    let weekly = fields.optional("weekly", value::boolean, diagnostics);
    let private = fields.optional("private", value::boolean, diagnostics);
    fields.report_unknown_keys(diagnostics);
    Reminders {
        enabled: enabled.unwrap_or(default.enabled),
        lead: lead.unwrap_or(default.lead),
        repeat: repeat.unwrap_or(default.repeat),
        late_after: late_after.unwrap_or(default.late_after),
        past_bedtime: past_bedtime.unwrap_or(default.past_bedtime),
        morning: morning.unwrap_or(default.morning),
        weekly: weekly.unwrap_or(default.weekly),
        private: private.unwrap_or(default.private),
    }
}

/// `"never"`, or an interval.
fn repeat(value: &TomlValue<'_>) -> Result<Option<Span>, Problem> {
    if value.get_ref().as_str() == Some("never") {
        return Ok(None);
    }
    let every = value::span_within(value, Span::minutes(1)..=Span::minutes(240));
    every.map(Some).map_err(|mut problem| {
        problem.suggestion = Some("write \"never\", or how often, such as \"10m\"".to_owned());
        problem
    })
}

/// Parses `[display]`.
pub(super) fn display(top: &mut TableReader<'_>, diagnostics: &mut Diagnostics) -> Display {
    let Some(mut fields) = top.section("display", diagnostics) else {
        return Display::default();
    };
    let theme = fields.optional("theme", theme, diagnostics);
    let motion = fields.optional("motion", motion, diagnostics);
    let clock = fields.optional("clock", clock, diagnostics);
    let first_day = fields.optional("first_day_of_week", first_day, diagnostics);
    let ascii = fields.optional("ascii", ascii, diagnostics);
    fields.report_unknown_keys(diagnostics);
    Display {
        theme: theme.unwrap_or_default(),
        motion: motion.unwrap_or_default(),
        clock: clock.unwrap_or_default(),
        first_day_of_week: first_day.unwrap_or_default(),
        ascii: ascii.flatten(),
    }
}

fn theme(value: &TomlValue<'_>) -> Result<ThemeName, Problem> {
    let choice = ThemeName::ALL.map(|theme| (theme.name(), theme));
    value::one_of(value, &choice)
}

fn motion(value: &TomlValue<'_>) -> Result<Motion, Problem> {
    let choice = Motion::ALL.map(|motion| (motion.name(), motion));
    value::one_of(value, &choice)
}

fn clock(value: &TomlValue<'_>) -> Result<ClockFormat, Problem> {
    let choice = ClockFormat::ALL.map(|clock| (clock.name(), clock));
    value::one_of(value, &choice)
}

fn first_day(value: &TomlValue<'_>) -> Result<FirstDayOfWeek, Problem> {
    let choice = FirstDayOfWeek::ALL.map(|day| (day.name(), day));
    value::one_of(value, &choice)
}

/// `"auto"`, `true` or `false`.
fn ascii(value: &TomlValue<'_>) -> Result<Option<bool>, Problem> {
    if value.get_ref().as_str() == Some("auto") {
        return Ok(None);
    }
    value::boolean(value).map(Some).map_err(|mut problem| {
        problem.suggestion = Some("write `true`, `false` or `\"auto\"`".to_owned());
        problem
    })
}

/// Parses `[sound]`.
pub(super) fn sound(top: &mut TableReader<'_>, diagnostics: &mut Diagnostics) -> Sound {
    let default = Sound::default();
    let Some(mut fields) = top.section("sound", diagnostics) else {
        return default;
    };
    let enabled = fields.optional("enabled", value::boolean, diagnostics);
    let speak = fields.optional("speak", value::boolean, diagnostics);
    fields.report_unknown_keys(diagnostics);
    Sound {
        enabled: enabled.unwrap_or(default.enabled),
        speak: speak.unwrap_or(default.speak),
    }
}
