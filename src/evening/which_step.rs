//! Finds the step that an action names, or the reason why it cannot be acted on.

use chrono::TimeZone;

use super::refusal::{NamedStep, Refusal};
use super::situation::Situation;
use crate::event::StepId;
use crate::plan::{Step, closest_match};

impl<Z: TimeZone> Situation<'_, Z> {
    /// The step with that id, if it is due on this evening: its weekday matches and no trial leaves it out.
    pub(super) fn step(&self, id: &StepId) -> Result<&Step, Refusal> {
        let step = self.planned(id)?;
        if self.is_left_out(id) {
            return Err(Refusal::LeftOutByTrial {
                step: self.named(id),
                evening: self.evening.date,
            });
        }
        Ok(step)
    }

    pub(super) fn is_left_out(&self, id: &StepId) -> bool {
        self.plan.leaves_out(id, self.evening.date)
    }

    /// The step with that id, if it is planned for the evening's weekday. A trial may still leave it out.
    pub(super) fn planned(&self, id: &StepId) -> Result<&Step, Refusal> {
        let Some(step) = self.plan.step(id) else {
            return Err(Refusal::UnknownStep {
                id: id.clone(),
                hint: self.hint(id),
            });
        };
        let weekday = self.evening.date.weekday();
        if !step.days.has(weekday) {
            return Err(Refusal::NotPlannedThatDay {
                step: self.named(id),
                weekday: full_name(weekday),
            });
        }
        Ok(step)
    }

    /// The step as a refusal names it.
    pub(super) fn named(&self, id: &StepId) -> NamedStep {
        let step = self.plan.step(id);
        NamedStep {
            id: id.clone(),
            title: step.map_or_else(|| id.0.clone(), |step| step.title.clone()),
        }
    }

    pub(super) fn hint(&self, id: &StepId) -> String {
        let ids = self.plan.steps.iter().map(|step| step.id.0.as_str());
        let ids: Vec<&str> = ids.collect();
        match closest_match(&id.0, ids.iter().copied()) {
            Some(nearest) => format!("did you mean `{nearest}`?"),
            None if ids.is_empty() => "it has no steps at all".to_owned(),
            None => format!("its steps are {}", ids.join(", ")),
        }
    }
}

fn full_name(day: chrono::Weekday) -> &'static str {
    match day {
        chrono::Weekday::Mon => "Monday",
        chrono::Weekday::Tue => "Tuesday",
        chrono::Weekday::Wed => "Wednesday",
        chrono::Weekday::Thu => "Thursday",
        chrono::Weekday::Fri => "Friday",
        chrono::Weekday::Sat => "Saturday",
        chrono::Weekday::Sun => "Sunday",
    }
}
