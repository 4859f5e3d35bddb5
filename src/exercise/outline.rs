//! What a plan has to know of a routine: how long it takes, and of how many exercises it consists.
//!
//! The outlines of the built-in routines are constants, so that the first picture needs not read the assets.

use super::{Library, Routine};
use crate::span::Span;

/// A routine's length and its number of exercises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoutineOutline {
    /// The length of the routine in the player.
    pub duration: Span,
    /// The number of its exercises.
    pub exercises: usize,
}

/// The built-in routines, by id, with their length in seconds and their number of exercises. A test compares them with
/// the assets, and prints what has to stand here.
const BUILT_IN: [(&str, u32, usize); 9] = [
    ("restless-legs", 730, 8),
    ("five-minutes", 276, 5),
    ("seated", 516, 5),
    ("gentle", 368, 4),
    ("in-bed", 662, 6),
    ("night-rescue", 377, 4),
    ("night-tensing", 340, 2),
    ("night-breathing", 335, 1),
    ("breathing", 273, 2),
];

impl From<&Routine> for RoutineOutline {
    fn from(routine: &Routine) -> Self {
        Self {
            duration: routine.duration(),
            exercises: routine.exercises.len(),
        }
    }
}

impl Library {
    /// The outline of the routine with that id.
    pub fn routine_outline(&self, id: &str) -> Option<RoutineOutline> {
        if let Some(own) = self.own_routine(id) {
            return Some(own.into());
        }
        let built_in = BUILT_IN.iter().find(|(built_in, ..)| *built_in == id);
        built_in.map(|(_, secs, exercises)| RoutineOutline {
            duration: Span::seconds(*secs),
            exercises: *exercises,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outlines_of_the_built_in_routines_are_those_of_the_assets() {
        let library = Library::built_in();
        let assets: Vec<(&str, u32, usize)> = library
            .routines()
            .map(|routine| {
                let outline = RoutineOutline::from(routine);
                let secs = outline.duration.as_secs();
                (routine.id.as_str(), secs, outline.exercises)
            })
            .collect();
        assert_eq!(BUILT_IN.as_slice(), assets.as_slice());
    }

    #[test]
    fn an_own_routine_hides_a_built_in_one_of_the_same_id() {
        let built_in = Library::built_in();
        let mut own = built_in.routine("breathing").cloned().unwrap();
        let twice = own.exercises.len() * 2;
        own.exercises = [own.exercises.clone(), own.exercises].concat();
        let library = Library::with_own(vec![], vec![own]);
        let exercises = |library: &Library, id| Some(library.routine_outline(id)?.exercises);
        assert_eq!(exercises(&library, "breathing"), Some(twice));
        assert_eq!(exercises(&built_in, "breathing"), Some(twice / 2));
        assert_eq!(exercises(&library, "no such routine"), None);
    }
}
