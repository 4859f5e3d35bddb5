//! The streaks of single steps over the whole journal.

use super::Streak;
use super::cache::{EveningOutline, Subjects};
use crate::event::StepId;

/// The streak of each step. There are few, so they are looked up one by one.
#[derive(Debug, Default)]
pub(super) struct StepStreaks {
    streaks: Vec<(StepId, Streak)>,
    /// For each number of subjects that came up, the places of their steps' streaks.
    places: Vec<Option<Vec<usize>>>,
}

impl StepStreaks {
    /// Adds a step of the next evening that counts.
    pub(super) fn add(&mut self, id: &StepId, was_done: bool) {
        let at = self.place(id);
        self.streaks[at].1.add(was_done);
    }

    /// Adds all steps of the next evening that counts.
    pub(super) fn add_outline(&mut self, outline: EveningOutline, subjects: &Subjects) {
        let number = outline.subjects_number();
        if self.places.len() <= number {
            self.places.resize(number + 1, None);
        }
        let known = self.places[number].take();
        let places =
            known.unwrap_or_else(|| subjects.steps.iter().map(|id| self.place(id)).collect());
        for (at, was_done) in places.iter().zip(outline.done()) {
            self.streaks[*at].1.add(was_done);
        }
        self.places[number] = Some(places);
    }

    fn place(&mut self, id: &StepId) -> usize {
        let at = self.streaks.iter().position(|(known, _)| known == id);
        at.unwrap_or_else(|| {
            self.streaks.push((id.clone(), Streak::default()));
            self.streaks.len() - 1
        })
    }

    pub(super) fn of(&self, id: &StepId) -> Streak {
        let known = self.streaks.iter().find(|(known, _)| known == id);
        known.map(|(_, streak)| *streak).unwrap_or_default()
    }
}
