//! The strength of the habit: the exponentially weighted score of Loop Habit Tracker. One missed evening
//! lowers it a little, where a streak falls back to zero.

use crate::plan::{Plan, WeekdaySet};

/// The strength, evening by evening.
#[derive(Debug, Default)]
pub(super) struct Strength<'p> {
    now: Option<f64>,
    /// The last plan with its weight, as many evenings in a row have the same plan.
    weight: Option<(&'p Plan, f64)>,
}

impl<'p> Strength<'p> {
    /// The strength after the evenings added so far; `None` without any.
    pub(super) fn now(&self) -> Option<f64> {
        self.now
    }

    /// Adds an evening with `score` (0 to 1).
    ///
    /// `after = before * m + score * (1 - m)`, where `m` is the weight of the plan.
    pub(super) fn add(&mut self, score: f64, plan: &'p Plan) {
        let m = match self.weight {
            Some((known, weight)) if std::ptr::eq(known, plan) => weight,
            _ => weight(plan),
        };
        self.weight = Some((plan, m));
        self.now = Some(self.now.unwrap_or(0.0) * m + score * (1.0 - m));
    }
}

/// `m = 0.5^(sqrt(f) / 13)`, where `f` is how often a day the habit is planned: 1 for every evening, 5/7 for five
/// evenings a week. [Loop Habit Tracker, `Score.kt`]
fn weight(plan: &Plan) -> f64 {
    0.5_f64.powf(frequency(plan).sqrt() / 13.0)
}

/// Share of weekdays on which some step is required, 0 to 1.
fn frequency(plan: &Plan) -> f64 {
    let required = plan.steps.iter().filter(|step| !step.optional);
    let days: WeekdaySet = required.flat_map(|step| step.days.iter()).collect();
    f64::from(days.len()) / 7.0
}
