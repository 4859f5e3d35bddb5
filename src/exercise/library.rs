//! The exercises and routines that can be named.

use super::{Exercise, Routine};

/// The exercises and routines that can be named: the built-in ones and the user's own.
#[derive(Debug, Clone)]
pub struct Library {
    exercises: Vec<Exercise>,
    routines: Vec<Routine>,
}

impl Library {
    /// The exercise of that id.
    pub fn exercise(&self, id: &str) -> Option<&Exercise> {
        self.exercises.iter().find(|exercise| exercise.id == id)
    }

    /// The routine of that id.
    pub fn routine(&self, id: &str) -> Option<&Routine> {
        self.routines.iter().find(|routine| routine.id == id)
    }

    /// All exercises: the user's own first, then the built-in ones.
    pub fn exercises(&self) -> &[Exercise] {
        &self.exercises
    }

    /// All routines, likewise.
    pub fn routines(&self) -> &[Routine] {
        &self.routines
    }
}
