//! The plan: what the user configured.
//!
//! [`parse`] turns the text of `config.toml` into a [`Config`], or returns all its problems at once, each with its
//! position. The [`Plan`] inside the config is recorded in the journal, so that a past evening is judged by the plan
//! that was in force. The caller reads and writes the file and knows the time.

mod check;
mod config_text;
mod custom;
mod diary;
mod edit;
mod fault;
mod hooks;
mod keys;
mod locale;
mod parse;
mod problem;
mod reader;
mod record;
mod setting;
mod settings;
mod step;
mod syntax;
mod trial;
mod trial_change;
mod value;
mod weekdays;

pub(crate) use config_text::{ConfigText, EntryAddress, TableAddress};
pub(crate) use diary::Diary;
pub use diary::FreeDays;
pub(crate) use edit::{Direction, Edit, SwitchedOff, edit, switched_off};
pub use hooks::Hooks;
pub use keys::{KeyAction, KeyArea, Keys};
pub use locale::usual_for_locale;
pub use parse::parse;
pub(crate) use problem::{Problem, Problems, closest_match, in_backticks};
pub use setting::json_schema_text;
pub(crate) use setting::{
    Choice, ConfigValue, Scope, Setting, SettingGroup, SettingKind, groups as setting_groups,
    of_list, step_of_kind,
};
pub use settings::{Display, FirstDayOfWeek, Motion, Reminders, Sound, ThemeName};
pub use trial::{Draw, Trial};
pub use trial_change::{TrialChange, TrialRefusal};
pub use weekdays::WeekdaySet;

use chrono::{NaiveTime, Weekday};
use serde::{Deserialize, Serialize};

use crate::advice::{self, Advice};
pub use crate::event::Substance;
use crate::event::{EveningDate, StepId};
use crate::exercise::Library;
use crate::span::Span;

/// The whole config file.
#[derive(Debug, Clone)]
pub struct Config {
    /// Bedtime, wake time and steps. Recorded in the journal whenever it changes.
    pub plan: Plan,
    /// How reminders are sent.
    pub reminders: Reminders,
    /// How the screen looks.
    pub display: Display,
    /// Sounds and speech of the player.
    pub sound: Sound,
    /// The user's own programs, run on certain events.
    pub hooks: Hooks,
    /// The keys of the screens' actions.
    pub keys: Keys,
    /// Settings of the diary and of the caffeine estimate.
    pub diary: Diary,
    /// The built-in exercises and routines and the user's own.
    pub library: Library,
}

/// What the user plans for an evening: bedtime, wake time, steps.
///
/// [`parse`] only returns valid plans: ids are unique; `after` names a step that is planned on the same weekdays, and
/// forms no cycle; every time falls inside its evening; trials of the same step do not overlap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Bedtime on evenings that no schedule overrides.
    #[serde(with = "clock_time")]
    pub bedtime: NaiveTime,
    /// Wake time on the morning after, on evenings that no schedule overrides.
    #[serde(with = "clock_time")]
    pub wake: NaiveTime,
    /// Overrides by weekday. Where several apply to a weekday, the last one wins.
    #[serde(rename = "schedule", default, skip_serializing_if = "Vec::is_empty")]
    pub schedules: Vec<Schedule>,
    /// The checklist, in the order in which it was written. At most [`Plan::MAX_STEPS`].
    #[serde(rename = "step", default)]
    pub steps: Vec<Step>,
    /// Randomised trials: their steps are planned on some evenings, drawn at random, and left out on the others.
    #[serde(rename = "trial", default, skip_serializing_if = "Vec::is_empty")]
    pub trials: Vec<Trial>,
}

/// Another bedtime or wake time on some weekdays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    /// The weekdays it applies to, by the date the evening is named after.
    pub days: WeekdaySet,
    /// Bedtime on these evenings, if it differs.
    #[serde(
        with = "optional_clock_time",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub bedtime: Option<NaiveTime>,
    /// Wake time on the morning after, if it differs.
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
    /// Identifies the step in the journal, so it stays the same when the title changes.
    pub id: StepId,
    /// The name shown on screens and in reminders.
    pub title: String,
    /// The kind of step, with the data of that kind.
    #[serde(flatten)]
    pub kind: StepKind,
    /// When it is due.
    #[serde(flatten)]
    pub when: DueRule,
    /// The weekdays it is planned on, by the date the evening is named after.
    #[serde(default, skip_serializing_if = "WeekdaySet::is_every_day")]
    pub days: WeekdaySet,
    /// Whether an evening counts as kept without it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
    /// The id of its page of advice, if the config names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
}

/// The kind of a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum StepKind {
    /// Something to tick off.
    Check,
    /// Something that takes a certain time.
    Timer {
        /// How long it takes; never zero.
        duration: Span,
    },
    /// A guided routine.
    Routine {
        /// Its id in the library.
        routine: String,
        /// The length of the routine at the time the plan was parsed.
        #[serde(default)]
        duration: Span,
    },
    /// The last time for something, such as coffee.
    Cutoff {
        /// What to stop.
        substance: Substance,
    },
    /// Lights out.
    Bedtime,
}

/// When a step is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DueRule {
    /// At this time of day: the first one at or after the beginning of the evening.
    #[serde(with = "clock_time")]
    At(NaiveTime),
    /// This long before the evening's bedtime, in elapsed time. Zero for the bedtime step itself.
    BeforeBed(Span),
    /// When that step is done. Until it is done, at the time it is expected to end.
    After(StepId),
}

/// The text of `config.example.toml`: every key, with comments. It is also the plan of a first run.
pub const EXAMPLE: &str = include_str!("../../config.example.toml");

impl Config {
    /// The config used when there is no config file: [`EXAMPLE`].
    #[expect(
        clippy::missing_panics_doc,
        reason = "the example is compiled in, and a test parses it"
    )]
    pub fn built_in() -> Self {
        parse(EXAMPLE).expect("the example has no problems")
    }
}

impl Plan {
    /// The maximum number of steps.
    pub const MAX_STEPS: usize = 64;

    /// The evening's bedtime, in local time.
    pub fn bedtime_on(&self, evening: EveningDate) -> NaiveTime {
        self.bedtime_by_weekday(evening.weekday())
    }

    /// The wake time on the morning after the evening, in local time.
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

    /// The steps planned for that evening, in the plan's order. Steps that a trial leaves out are not among them.
    pub fn steps_on(&self, evening: EveningDate) -> impl Iterator<Item = &Step> {
        let weekday = evening.weekday();
        let planned = self.steps.iter().filter(move |step| step.days.has(weekday));
        planned.filter(move |step| !self.leaves_out(&step.id, evening))
    }

    /// The trials whose step is no longer in the plan. They have no effect and can be removed.
    pub fn idle_trials(&self) -> impl Iterator<Item = &Trial> {
        self.trials.iter().filter(|trial| !self.draws(trial))
    }

    /// Whether the trial takes effect: this plan has both the trial, whatever its length, and its step.
    pub fn draws(&self, trial: &Trial) -> bool {
        let mut trials = self.trials.iter();
        trials.any(|planned| planned.is_same_as(trial)) && self.step(&trial.step).is_some()
    }

    /// Whether a trial leaves the step out on that evening.
    pub fn leaves_out(&self, step: &StepId, evening: EveningDate) -> bool {
        let mut trials = self.trials.iter().filter(|trial| trial.step == *step);
        trials.any(|trial| trial.includes_step_on(evening) == Some(false))
    }

    /// The steps that trials leave out on that evening.
    pub fn left_out_on(&self, evening: EveningDate) -> impl Iterator<Item = &Step> {
        let mut steps = self.steps.iter();
        std::iter::from_fn(move || steps.find(|step| self.leaves_out(&step.id, evening)))
    }

    /// The step with that id.
    pub fn step(&self, id: &StepId) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == *id)
    }
}

impl Step {
    /// How long it takes. Zero for checks, cutoffs and bedtime.
    pub fn duration(&self) -> Span {
        match self.kind {
            StepKind::Timer { duration } | StepKind::Routine { duration, .. } => duration,
            StepKind::Check | StepKind::Cutoff { .. } | StepKind::Bedtime => Span::ZERO,
        }
    }

    /// The id of its page of advice: the one in the config, else the default of its kind.
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

    /// Its page of advice; see [`Step::page_id`].
    pub fn page(&self) -> Option<&'static Advice> {
        self.page_id().and_then(advice::page)
    }

    /// Whether it has a page of advice, without reading that.
    pub(crate) fn has_page(&self) -> bool {
        self.page_id().is_some_and(advice::has_page)
    }

    /// The length of its timer, if it has one.
    pub fn timer(&self) -> Option<Span> {
        match self.kind {
            StepKind::Timer { duration } => Some(duration),
            StepKind::Check
            | StepKind::Routine { .. }
            | StepKind::Cutoff { .. }
            | StepKind::Bedtime => None,
        }
    }

    /// What it is about, if it is a cutoff.
    pub fn cutoff(&self) -> Option<Substance> {
        match self.kind {
            StepKind::Cutoff { substance } => Some(substance),
            StepKind::Check
            | StepKind::Timer { .. }
            | StepKind::Routine { .. }
            | StepKind::Bedtime => None,
        }
    }

    /// Whether it is the bedtime step.
    pub fn is_bedtime(&self) -> bool {
        self.kind == StepKind::Bedtime
    }
}

impl StepKind {
    /// Its name in the config and in JSON.
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

/// Serializes a time of day as `22:30`, as in the config and the journal.
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

/// Like [`clock_time`], for an optional time of day.
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
