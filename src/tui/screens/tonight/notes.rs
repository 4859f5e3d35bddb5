//! The notes beside the steps of the list.

use super::cutoff::has_none;
use super::timer_of;
use super::view::Scene;
use crate::diary::day::about_in_words;
use crate::evening::{Entry, Status};
use crate::plan::{KeyAction, StepKind, Substance};
use crate::tui::timers;
use crate::words;

impl Scene<'_> {
    /// The short note beside a step's title.
    pub(super) fn note(&self, entry: &Entry<'_>) -> String {
        let clock = |at| self.ctx.clock(at);
        if let Some(timer) = timer_of(&self.ctx, entry) {
            return timers::in_words(timer, self.ctx.now());
        }
        let cutoff = entry.step.cutoff();
        let is_cutoff = cutoff.is_some();
        if !entry.status.is_settled() && cutoff.is_some_and(|it| has_none(&self.ctx, it)) {
            return "none today".to_owned();
        }
        match entry.status {
            Status::Done { .. } if is_cutoff => "kept".to_owned(),
            Status::Done { .. } if !entry.is_time_known => "done".to_owned(),
            Status::Done { at } => format!("done {}", clock(at)),
            Status::Skipped { .. } => "skipped".to_owned(),
            Status::Due => "it is time".to_owned(),
            Status::Late if is_cutoff => {
                let keys = &self.ctx.config.keys;
                let (yes, no) = (keys.key(KeyAction::Done), keys.key(KeyAction::Skip));
                format!("kept? {yes} yes, {no} no")
            }
            Status::Late => format!("open since {}", clock(entry.waits_until())),
            Status::Snoozed => format!("again at {}", clock(entry.waits_until())),
            Status::Missed => match entry.broken_by.as_ref().map(|it| it.substance) {
                Some(Substance::Caffeine) => "a drink came after it".to_owned(),
                Some(other) => format!("{} came after it", other.name()),
                None => "not this time".to_owned(),
            },
            Status::Excused => "excused".to_owned(),
            Status::Upcoming => self.upcoming_note(entry),
        }
    }

    /// A longer note, for where there is room: the caffeine left at bedtime, beside a caffeine cutoff.
    pub(super) fn long_note(&self, entry: &Entry<'_>) -> Option<String> {
        if entry.step.cutoff() != Some(Substance::Caffeine) {
            return None;
        }
        let left = about_in_words(self.caffeine.left_at_lights_out().mg);
        match entry.status {
            Status::Done { .. } if !self.caffeine.drinks.is_empty() => {
                Some(format!("kept, {left} left by bed"))
            }
            Status::Missed => {
                let drink = entry.broken_by.as_ref()?;
                let at = self.ctx.clock(drink.at);
                Some(format!("{} {at}, {left} left", drink.label))
            }
            Status::Done { .. }
            | Status::Skipped { .. }
            | Status::Upcoming
            | Status::Due
            | Status::Late
            | Status::Snoozed
            | Status::Excused => None,
        }
    }

    /// The note beside a step that is still to come.
    fn upcoming_note(&self, entry: &Entry<'_>) -> String {
        let step = entry.step;
        let minutes = step.duration().as_minutes();
        match &step.kind {
            StepKind::Routine { routine, .. } => {
                let outline = self.ctx.config.library.routine_outline(routine);
                let exercises = outline.map_or(0, |outline| outline.exercises);
                format!("{minutes} min, {}", words::counted(exercises, "exercise"))
            }
            StepKind::Timer { .. } if step.optional => format!("{minutes} min, if you like"),
            StepKind::Timer { .. } => format!("{minutes} min"),
            StepKind::Cutoff { substance } => {
                let minutes = words::minutes_between(self.ctx.now(), entry.due).max(1);
                format!(
                    "last {} in {}",
                    last_one(*substance),
                    words::short_span(minutes)
                )
            }
            StepKind::Check | StepKind::Bedtime if step.optional => "if you like".to_owned(),
            StepKind::Check | StepKind::Bedtime => String::new(),
        }
    }
}

/// The last thing that is allowed before a cutoff.
fn last_one(substance: Substance) -> &'static str {
    match substance {
        Substance::Caffeine => "coffee",
        Substance::Alcohol => "drink",
        Substance::Nicotine => "smoke",
        Substance::Food => "meal",
    }
}
