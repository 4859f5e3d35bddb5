//! Which habit is which step.

use std::str::FromStr;

use super::{Habit, cleaned};
use crate::event::StepId;
use crate::plan::Plan;

/// A habit and the step it stands for, as typed: `habit=step`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    habit: String,
    step: String,
}

/// The text is not of the form `habit=step`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("write it as HABIT=STEP, such as \"Stretch legs=stretch\"")]
pub struct BadPair;

impl FromStr for Pair {
    type Err = BadPair;

    fn from_str(text: &str) -> Result<Self, BadPair> {
        // A habit's name may hold an equals sign, an id may not.
        let (habit, step) = text.rsplit_once('=').ok_or(BadPair)?;
        let (habit, step) = (cleaned(habit), step.trim().to_owned());
        if habit.is_empty() || step.is_empty() {
            return Err(BadPair);
        }
        Ok(Self { habit, step })
    }
}

/// Why habits and steps do not go together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MappingError {
    /// The file has no such habit.
    #[error("the file has no habit `{habit}`; it has {}", known.join(", "))]
    NoHabit {
        /// The name.
        habit: String,
        /// The names that there are.
        known: Vec<String>,
    },
    /// The plan has no such step.
    #[error("your plan has no step `{step}`; it has {}", known.join(", "))]
    NoStep {
        /// The id.
        step: String,
        /// The ids that there are.
        known: Vec<String>,
    },
    /// Lights-out is more than a tick.
    #[error("`{0}` is lights out, which has its own time; choose another step")]
    Bedtime(String),
}

/// Which habit is which step.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mapping {
    /// The habits that stand for a step, by their place in the list of habits.
    pub mapped: Vec<(usize, StepId)>,
    /// The names of the others.
    pub unmapped: Vec<String>,
}

impl Mapping {
    /// The pairs that were typed; and a habit that is called like a step, by title or id, is that step.
    ///
    /// # Errors
    /// When a habit or a step is not there, or is lights-out.
    pub fn new(habits: &[Habit], plan: &Plan, pairs: &[Pair]) -> Result<Self, MappingError> {
        let is_same = |one: &str, other: &str| one.to_lowercase() == other.to_lowercase();
        for pair in pairs {
            if !habits.iter().any(|habit| is_same(&habit.name, &pair.habit)) {
                return Err(MappingError::NoHabit {
                    habit: pair.habit.clone(),
                    known: habits.iter().map(|habit| habit.name.clone()).collect(),
                });
            }
            match plan.steps.iter().find(|step| step.id.0 == pair.step) {
                None => {
                    return Err(MappingError::NoStep {
                        step: pair.step.clone(),
                        known: plan.steps.iter().map(|step| step.id.0.clone()).collect(),
                    });
                }
                Some(step) if step.is_bedtime() => {
                    return Err(MappingError::Bedtime(pair.step.clone()));
                }
                Some(_) => {}
            }
        }
        let mut mapping = Self::default();
        for (number, habit) in habits.iter().enumerate() {
            let typed = pairs.iter().find(|pair| is_same(&pair.habit, &habit.name));
            let called_alike = || {
                let mut steps = plan.steps.iter().filter(|step| !step.is_bedtime());
                let title = steps.find(|step| {
                    is_same(&step.title, &habit.name) || is_same(&step.id.0, &habit.name)
                })?;
                Some(title.id.clone())
            };
            match typed
                .map(|pair| StepId(pair.step.clone()))
                .or_else(called_alike)
            {
                Some(step) => mapping.mapped.push((number, step)),
                None => mapping.unmapped.push(habit.name.clone()),
            }
        }
        Ok(mapping)
    }
}
