//! The plan as it is recorded in the journal.
//!
//! The record is JSON with the same keys as the config. Other versions of the program on other computers may have written
//! it, so it is validated like any other input.

use serde_json::Value;

use super::reader::DeclaredIds;
use super::{DueRule, Plan, Trial, check};
use crate::printable::is_unprintable;
use crate::span::Span;

/// Why a recorded plan is invalid.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// It does not have the form of a plan. A newer version may have written it.
    #[error("the recorded plan cannot be read: {0}")]
    Unreadable(String),
    /// It has the form of a plan but is inconsistent.
    #[error("the recorded plan makes no sense: {0}")]
    Inconsistent(String),
}

impl Plan {
    /// The plan as the data of a `plan` event. Equal plans give equal records.
    #[expect(
        clippy::missing_panics_doc,
        reason = "a plan consists of strings, lists, numbers and booleans, which always fit into JSON"
    )]
    pub fn to_record(&self) -> Value {
        serde_json::to_value(self).expect("a plan fits into JSON")
    }

    /// Reads the plan from the data of a `plan` event. Its steps are checked as in [`parse`](super::parse), but not whether
    /// their times fall inside the evening.
    ///
    /// # Errors
    /// [`RecordError`] if the record is not a valid plan, or has a form that this version does not know.
    pub fn from_record(record: &Value) -> Result<Self, RecordError> {
        use serde::Deserialize;
        let plan = Self::deserialize(record)
            .map_err(|error| RecordError::Unreadable(error.to_string()))?;
        match plan.inconsistency() {
            Some(why) => Err(RecordError::Inconsistent(why)),
            None => Ok(plan),
        }
    }

    fn inconsistency(&self) -> Option<String> {
        if let Some(fault) = check::structure(self, &DeclaredIds::default())
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
            if step.is_bedtime() && step.when != DueRule::BeforeBed(Span::ZERO) {
                return Some(format!("`{id}` is not at bedtime"));
            }
        }
        let lengths = Trial::MIN_FORTNIGHTS..=Trial::MAX_FORTNIGHTS;
        let mut trials = self.trials.iter();
        trials
            .find(|trial| !lengths.contains(&trial.fortnights))
            .map(|trial| format!("a trial cannot have {} fortnights", trial.fortnights))
    }
}
