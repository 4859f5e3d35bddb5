//! What was really done, for the journal; and where to go on after a break.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Session;
use crate::event::{ExerciseDone, SessionDone};
use crate::exercise::Routine;

/// Where somebody was in a routine: kept after each exercise, so that a crash loses only the running one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// The routine's id in the library.
    pub routine: String,
    /// The exercises that are over, as they were really done.
    pub done: Vec<ExerciseDone>,
    /// The id of the exercise to go on with.
    pub next: String,
}

impl Session {
    /// What was really done so far. A remainder that was stepped over is not held, an extension is; seconds
    /// are rounded down.
    pub fn record(&self) -> SessionDone {
        let begun = |n: usize| n < self.reached || !self.held[n].is_zero();
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

    /// Whether it counts as having done the routine: at least 80 % of its planned time was really held.
    /// More of one exercise does not make up for less of another.
    pub fn counts_as_done(&self) -> bool {
        let mut planned = Duration::ZERO;
        let mut held = Duration::ZERO;
        for (exercise, really) in self.routine.exercises.iter().zip(&self.held) {
            let asked = Duration::from_secs(exercise.work_time().as_secs().into());
            planned += asked;
            held += asked.min(*really);
        }
        !planned.is_zero() && held * 100 >= planned * 80
    }

    /// Where to go on: at the beginning of the exercise that is on. None where there is nothing to keep,
    /// because no exercise is over yet or all are. A routine at night is short, and begins anew the next time
    /// somebody is woken.
    pub fn progress(&self) -> Option<Progress> {
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

    /// Goes on where somebody was. None when the routine is another one by now: the exercises up to
    /// there are not the same ones.
    pub fn resume_from(routine: &Routine, progress: &Progress) -> Option<Self> {
        let mut session = Self::new(routine);
        let next = progress.done.len();
        let ids = routine.exercises.iter().map(|exercise| &exercise.id);
        let kept = progress.done.iter().map(|done| &done.exercise);
        if routine.id != progress.routine || !ids.take(next + 1).eq(kept.chain([&progress.next])) {
            return None;
        }
        for (held, done) in session.held.iter_mut().zip(&progress.done) {
            *held = Duration::from_secs(done.held_secs.into());
        }
        let index = session.phases.iter().position(|p| p.exercise == next)?;
        session.arrive(index);
        Some(session)
    }
}
