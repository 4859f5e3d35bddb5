//! The strength of the habit: the exponentially weighted score of Loop Habit Tracker. One missed evening
//! lowers it a little, where a streak falls back to zero.

use crate::plan::{Plan, WeekdaySet};

/// The strength after an evening with `score` (0 to 1), given the strength before it.
///
/// `m = 0.5^(sqrt(f) / 13)`, `after = before * m + score * (1 - m)`, where `f` is how often a day the habit
/// is planned: 1 for every evening, 5/7 for five evenings a week. [Loop Habit Tracker, `Score.kt`]
pub(super) fn after(before: f64, score: f64, plan: &Plan) -> f64 {
    let m = 0.5_f64.powf(frequency(plan).sqrt() / 13.0);
    before * m + score * (1.0 - m)
}

/// Share of weekdays on which some step is required, 0 to 1.
fn frequency(plan: &Plan) -> f64 {
    let required = plan.steps.iter().filter(|step| !step.optional);
    let days: WeekdaySet = required.flat_map(|step| step.days.iter()).collect();
    f64::from(days.len()) / 7.0
}
