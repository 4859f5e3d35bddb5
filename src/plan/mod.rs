//! The plan: what the user configured.
//!
//! [`parse`] turns the text of `config.toml` into a [`Config`], or says everything that is wrong with it at
//! once, each with its place. The [`Plan`] inside is the part that belongs to history: it is recorded in the
//! journal, so that an evening is judged by what was asked then. Reading and writing the file is the
//! caller's business; so is the clock.

mod check;
mod diary;
mod edit;
mod fault;
mod hooks;
mod own;
mod parse;
mod problem;
mod reader;
mod record;
mod settings;
mod syntax;
mod trial;
mod value;
mod weekdays;

pub use diary::Diary;
pub use edit::{Edit, edit};
pub use hooks::Hooks;
pub use parse::parse;
pub use problem::{Problem, Problems, closest_match, in_backticks};
pub use record::BadRecord;
pub use trial::Trial;
pub use weekdays::{WeekdaySet, weekday_word};

use chrono::{NaiveTime, Weekday};
use serde::{Deserialize, Serialize};

use crate::advice::{self, Advice};
use crate::event::{EveningDate, StepId};
use crate::exercise::Library;
use crate::span::Span;

/// Everything the config file says.
#[derive(Debug, Clone)]
pub struct Config {
    /// Bedtime, wake time and steps: what is recorded per evening.
    pub plan: Plan,
    /// How reminders are sent.
    pub reminders: Reminders,
    /// How the screen looks.
    pub display: Display,
    /// Whether and how the player is heard.
    pub sound: Sound,
    /// The user's own programs, and what they are run on.
    pub hooks: Hooks,
    /// What the diary asks and reckons with.
    pub diary: Diary,
    /// The built-in exercises and routines, and the user's own beside them.
    pub library: Library,
}

/// What is asked of an evening: bedtime, wake time, steps.
///
/// A plan that came out of [`parse`] is sound: ids are unique, `after` names a step that is planned on the
/// same weekdays and never leads back to itself, every time falls inside its evening, trials of one step follow each
/// other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Bedtime on evenings that no schedule overrides.
    #[serde(with = "clock_time")]
    pub bedtime: NaiveTime,
    /// Wake time, on the morning after, likewise.
    #[serde(with = "clock_time")]
    pub wake: NaiveTime,
    /// Overrides by weekday; the last one that names a weekday counts.
    #[serde(rename = "schedule", default, skip_serializing_if = "Vec::is_empty")]
    pub schedules: Vec<Schedule>,
    /// The checklist, in the order in which it was written. At most [`Plan::MAX_STEPS`].
    #[serde(rename = "step", default)]
    pub steps: Vec<Step>,
    /// Steps that are tried on evenings drawn at random.
    #[serde(rename = "trial", default, skip_serializing_if = "Vec::is_empty")]
    pub trials: Vec<Trial>,
}

/// Another bedtime or wake time on some weekdays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    /// The evenings it is for, by the weekday of the evening's own date.
    pub days: WeekdaySet,
    /// Their bedtime, where it differs.
    #[serde(
        with = "optional_clock_time",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub bedtime: Option<NaiveTime>,
    /// The wake time of the morning after, where it differs.
    #[serde(
        with = "optional_clock_time",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub wake: Option<NaiveTime>,
}

/// One line of the evening checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Its name in the journal; it stays when the title changes.
    pub id: StepId,
    /// What the screen and the reminder say.
    pub title: String,
    /// What kind of thing it is.
    #[serde(flatten)]
    pub kind: StepKind,
    /// When it is due.
    #[serde(flatten)]
    pub when: When,
    /// The evenings it is asked for, by the weekday of the evening's own date.
    #[serde(default, skip_serializing_if = "WeekdaySet::is_every_day")]
    pub days: WeekdaySet,
    /// Nice to do, but an evening is kept without it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
    /// The page of advice that says why, and what to mind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
}

/// What kind of thing a step is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum StepKind {
    /// Something to tick off.
    Check,
    /// Something that takes a while.
    Timer {
        /// How long, never zero.
        duration: Span,
    },
    /// A guided routine.
    Routine {
        /// Its id in the library.
        routine: String,
        /// How long it takes, as the library had it when the plan was read.
        #[serde(default)]
        duration: Span,
    },
    /// The last moment for something.
    Cutoff {
        /// Of what.
        substance: Substance,
    },
    /// Lights out.
    Bedtime,
}

/// What a cutoff is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Substance {
    /// Coffee, tea, cola, chocolate.
    Caffeine,
    /// Beer, wine, spirits.
    Alcohol,
    /// Smoking and the like.
    Nicotine,
    /// The last large meal.
    Food,
}

/// When a step is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// The first time that the clock shows this at or after the evening's beginning.
    #[serde(with = "clock_time")]
    At(NaiveTime),
    /// Elapsed time before that evening's bedtime. Zero for the bedtime step itself.
    BeforeBed(Span),
    /// When that step is done; until then, when it is expected to end.
    After(StepId),
}

/// How reminders are sent.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own in the config"
)]
pub struct Reminders {
    /// Whether they are sent at all.
    pub enabled: bool,
    /// Also say it this long before; zero for not at all.
    pub lead: Span,
    /// Say it again this often while the step is not done, at most three times; none for never.
    pub repeat: Option<Span>,
    /// A reminder that could not be sent within this after its time is dropped.
    pub late_after: Span,
    /// Ask, once past bedtime, whether the lights are out.
    pub past_bedtime: bool,
    /// Ask at wake time how the night was.
    pub morning: bool,
    /// Say with the first start of a week how the last one was.
    pub weekly: bool,
}

/// How the screen looks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Display {
    /// Which colours.
    pub theme: ThemeName,
    /// Whether only ASCII is drawn, where the terminal cannot do better; none to ask the locale.
    pub ascii: Option<bool>,
}

/// The themes there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ThemeName {
    /// Amber and sand on near black.
    #[default]
    Warm,
    /// Dark on paper, for a lit room.
    Light,
    /// White on black, nothing dim.
    HighContrast,
}

/// Whether and how the player is heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sound {
    /// Chimes and ticks.
    pub enabled: bool,
    /// Speak the names of the exercises.
    pub speak: bool,
}

/// The text of `config.example.toml`: complete, commented, and the plan of a first run.
pub const EXAMPLE: &str = include_str!("../../config.example.toml");

impl Config {
    /// What is in force where there is no config file: [`EXAMPLE`].
    #[expect(
        clippy::missing_panics_doc,
        reason = "the example is part of the program, and a test reads it"
    )]
    pub fn built_in() -> Self {
        parse(EXAMPLE).expect("the example has no problems")
    }
}

impl ThemeName {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Warm, Self::Light, Self::HighContrast];

    /// The word for it in the config.
    pub fn word(self) -> &'static str {
        match self {
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
        }
    }
}

impl Plan {
    /// More steps than this is no evening.
    pub const MAX_STEPS: usize = 64;

    /// Bedtime as the clock shows it on that evening.
    pub fn bedtime_on(&self, evening: EveningDate) -> NaiveTime {
        self.bedtime_by_weekday(evening.weekday())
    }

    /// Wake time as the clock shows it on the morning after that evening.
    pub fn wake_after(&self, evening: EveningDate) -> NaiveTime {
        self.wake_by_weekday(evening.weekday())
    }

    fn bedtime_by_weekday(&self, day: Weekday) -> NaiveTime {
        self.override_on(day, |schedule| schedule.bedtime)
            .unwrap_or(self.bedtime)
    }

    fn wake_by_weekday(&self, day: Weekday) -> NaiveTime {
        self.override_on(day, |schedule| schedule.wake)
            .unwrap_or(self.wake)
    }

    fn override_on(
        &self,
        day: Weekday,
        time: impl Fn(&Schedule) -> Option<NaiveTime>,
    ) -> Option<NaiveTime> {
        self.schedules
            .iter()
            .rev()
            .filter(|schedule| schedule.days.has(day))
            .find_map(time)
    }

    /// The steps asked for on that evening, in the plan's order.
    pub fn steps_on(&self, evening: EveningDate) -> impl Iterator<Item = &Step> {
        let weekday = evening.weekday();
        let planned = self.steps.iter().filter(move |step| step.days.has(weekday));
        planned.filter(move |step| !self.leaves_out(&step.id, evening))
    }

    /// The trials of steps that are no longer planned. They draw nothing, and can be taken out.
    pub fn idle_trials(&self) -> impl Iterator<Item = &Trial> {
        self.trials.iter().filter(|trial| !self.draws(trial))
    }

    /// Whether that trial draws evenings of this plan: it is in it, and its step is too.
    pub fn draws(&self, trial: &Trial) -> bool {
        self.trials.contains(trial) && self.step(&trial.step).is_some()
    }

    /// Whether a trial drew that evening to be without that step.
    pub fn leaves_out(&self, step: &StepId, evening: EveningDate) -> bool {
        let mut trials = self.trials.iter().filter(|trial| trial.step == *step);
        trials.any(|trial| trial.includes_step_on(evening) == Some(false))
    }

    /// The steps that trials drew that evening to be without.
    pub fn left_out_on(&self, evening: EveningDate) -> impl Iterator<Item = &Step> {
        let mut steps = self.steps.iter();
        std::iter::from_fn(move || steps.find(|step| self.leaves_out(&step.id, evening)))
    }

    /// The step of that name.
    pub fn step(&self, id: &StepId) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == *id)
    }
}

impl Step {
    /// How long it takes: zero for what takes no time.
    pub fn duration(&self) -> Span {
        match self.kind {
            StepKind::Timer { duration } | StepKind::Routine { duration, .. } => duration,
            StepKind::Check | StepKind::Cutoff { .. } | StepKind::Bedtime => Span::ZERO,
        }
    }

    /// The id of the page of advice that it opens: its own, else the one that goes with its kind.
    pub fn page_id(&self) -> Option<&str> {
        self.advice.as_deref().or(match self.kind {
            StepKind::Routine { .. } => Some("stretching"),
            StepKind::Cutoff {
                substance: Substance::Caffeine,
            } => Some("caffeine"),
            StepKind::Bedtime => Some("bedtime"),
            StepKind::Check
            | StepKind::Timer { .. }
            | StepKind::Cutoff {
                substance: Substance::Alcohol | Substance::Nicotine | Substance::Food,
            } => None,
        })
    }

    /// The page of advice that it opens.
    pub fn page(&self) -> Option<&'static Advice> {
        self.page_id().and_then(advice::page)
    }

    /// Whether it is the evening's lights-out.
    pub fn is_bedtime(&self) -> bool {
        self.kind == StepKind::Bedtime
    }
}

impl StepKind {
    /// The word for it in the config and in JSON.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Timer { .. } => "timer",
            Self::Routine { .. } => "routine",
            Self::Cutoff { .. } => "cutoff",
            Self::Bedtime => "bedtime",
        }
    }
}

/// A time of day as the config and the journal write it: `22:30`.
mod clock_time {
    use chrono::NaiveTime;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(time: &NaiveTime, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&time.format("%H:%M"))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveTime, D::Error> {
        let text = String::deserialize(deserializer)?;
        NaiveTime::parse_from_str(&text, "%H:%M").map_err(serde::de::Error::custom)
    }
}

/// The same, where there may be none.
mod optional_clock_time {
    use chrono::NaiveTime;
    use serde::{Deserializer, Serializer};

    #[expect(
        clippy::ref_option,
        reason = "serde's `with` gives the field by reference"
    )]
    pub fn serialize<S: Serializer>(
        time: &Option<NaiveTime>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match time {
            Some(time) => super::clock_time::serialize(time, serializer),
            None => serializer.serialize_none(),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<NaiveTime>, D::Error> {
        super::clock_time::deserialize(deserializer).map(Some)
    }
}

#[cfg(test)]
mod tests;
