//! The plan as the journal keeps it.
//!
//! The record is the plan in the words of the config, as JSON. It outlives versions of the program and comes
//! from other computers too, so it is checked like anything that comes from outside.

use serde_json::Value;

use super::reader::WrittenIds;
use super::{Plan, Trial, When, check};
use crate::printable::is_unprintable;
use crate::span::Span;

/// Why a record is no plan that can be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadRecord {
    /// Not the form of a plan; perhaps a newer version wrote it.
    #[error("the recorded plan cannot be read: {0}")]
    Unreadable(String),
    /// The form of a plan, but its steps do not fit together.
    #[error("the recorded plan makes no sense: {0}")]
    Unsound(String),
}

impl Plan {
    /// The plan for a `plan` event. The same plan always gives the same record.
    #[expect(
        clippy::missing_panics_doc,
        reason = "a plan is made of texts, lists and yes or no, which JSON always takes"
    )]
    pub fn to_record(&self) -> Value {
        serde_json::to_value(self).expect("a plan fits into JSON")
    }

    /// The plan of a `plan` event. Its steps fit together as after [`parse`](super::parse); whether its times
    /// fall inside their evenings is not looked at again.
    ///
    /// # Errors
    /// [`BadRecord`] for what is no plan, or none that this version knows.
    pub fn from_record(record: &Value) -> Result<Self, BadRecord> {
        use serde::Deserialize;
        let plan =
            Self::deserialize(record).map_err(|error| BadRecord::Unreadable(error.to_string()))?;
        match plan.unsound() {
            Some(why) => Err(BadRecord::Unsound(why)),
            None => Ok(plan),
        }
    }

    fn unsound(&self) -> Option<String> {
        if let Some(fault) = check::structure(self, &WrittenIds::default())
            .into_iter()
            .next()
        {
            return Some(fault.message);
        }
        for (n, step) in self.steps.iter().enumerate() {
            let id = &step.id;
            if self.steps[..n].iter().any(|earlier| earlier.id == *id) {
                return Some(format!("two steps are called `{id}`"));
            }
            if id.0.chars().chain(step.title.chars()).any(is_unprintable) {
                return Some("a step's name holds control characters".to_owned());
            }
            if step.days.is_empty() {
                return Some(format!("`{id}` is planned for no weekday"));
            }
            if step.is_bedtime() && step.when != When::BeforeBed(Span::ZERO) {
                return Some(format!("`{id}` is not at bedtime"));
            }
        }
        let lengths = Trial::FEWEST..=Trial::MOST;
        let mut trials = self.trials.iter();
        trials
            .find(|trial| !lengths.contains(&trial.fortnights))
            .map(|trial| format!("a trial cannot have {} fortnights", trial.fortnights))
    }
}
