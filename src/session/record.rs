//! The record of a session for the journal, and the saved progress to resume from.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Session;
use crate::event::{ExerciseDone, SessionDone};
use crate::exercise::Routine;

/// The progress in a routine. It is saved after each exercise, so that a crash loses only the current one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// The routine's id in the library.
    pub routine: String,
    /// The finished exercises, with the time actually spent.
    pub done: Vec<ExerciseDone>,
    /// The id of the exercise to resume with.
    pub next: String,
}

impl Session {
    /// The exercises done so far, with the time actually held, in seconds rounded down. Skipped time does not count, extensions
    /// do.
    pub(crate) fn record(&self) -> SessionDone {
        let begun = |n: usize| n < self.furthest || !self.held[n].is_zero();
        SessionDone {
            routine: self.routine.id.clone(),
            exercises: (0..self.held.len())
                .filter(|n| self.phase().is_none() || begun(*n))
                .map(|n| self.exercise_done(n))
                .collect(),
        }
    }

    fn exercise_done(&self, n: usize) -> ExerciseDone {
        let exercise = &self.routine.exercises[n];
        ExerciseDone {
            exercise: exercise.id.clone(),
            held_secs: u32::try_from(self.held[n].as_secs()).unwrap_or(u32::MAX),
            planned_secs: exercise.work_time().as_secs(),
        }
    }

    /// Whether the routine counts as done: at least 80 % of its planned time was held. Extra time in one exercise does not
    /// make up for missing time in another.
    pub(crate) fn counts_as_done(&self) -> bool {
        let mut planned = Duration::ZERO;
        let mut held = Duration::ZERO;
        for (exercise, actual) in self.routine.exercises.iter().zip(&self.held) {
            let planned_time = Duration::from_secs(exercise.work_time().as_secs().into());
            planned += planned_time;
            held += planned_time.min(*actual);
        }
        !planned.is_zero() && held * 100 >= planned * 80
    }

    /// The progress to save: it resumes at the beginning of the current exercise. `None` if no exercise is finished yet or all
    /// are. Also `None` for a routine at night, which is short and starts from the beginning each time.
    pub(crate) fn progress(&self) -> Option<Progress> {
        if self.routine.night {
            return None;
        }
        let next = self.phase()?.exercise;
        (next > 0).then(|| Progress {
            routine: self.routine.id.clone(),
            done: (0..next).map(|n| self.exercise_done(n)).collect(),
            next: self.routine.exercises[next].id.clone(),
        })
    }

    /// Resumes from saved progress. `None` if the routine has changed, so that the exercises up to there differ.
    pub(crate) fn resume_from(routine: &Routine, progress: &Progress) -> Option<Self> {
        let mut session = Self::new(routine);
        let next = progress.done.len();
        let ids = routine.exercises.iter().map(|exercise| &exercise.id);
        let saved = progress.done.iter().map(|done| &done.exercise);
        if routine.id != progress.routine || !ids.take(next + 1).eq(saved.chain([&progress.next])) {
            return None;
        }
        for (held, done) in session.held.iter_mut().zip(&progress.done) {
            *held = Duration::from_secs(done.held_secs.into());
        }
        let index = session.phases.iter().position(|p| p.exercise == next)?;
        session.enter(index);
        Some(session)
    }
}
