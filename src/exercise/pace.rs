//! The pauses of the player: getting ready, changing sides, resting.

use super::{Exercise, Position, Routine, Work};
use crate::span::Span;

/// Getting ready without a change of position.
pub(crate) const READY: Span = Span::seconds(5);
/// Rest between two holds of the same side.
pub(crate) const REST: Span = Span::seconds(4);
/// The least time to get ready for an exercise with a safety note: long enough to read it half asleep.
pub(crate) const READY_TO_READ: Span = Span::seconds(12);
/// Changing from the left side to the right.
pub(crate) const SWITCH: Span = Span::seconds(6);

/// How long getting ready for an exercise takes. `from` is the position before it, `None` at the start of a routine.
pub(crate) fn ready(from: Option<Position>, exercise: &Exercise) -> Span {
    use Position::{Any, Floor, Lying, Seated, Standing};
    if let Some(own) = exercise.ready {
        return own;
    }
    let moving = match (from.unwrap_or(Any), exercise.position) {
        (_, Any) | (Any, _) => READY,
        (from, to) if from == to => READY,
        (Standing, Seated) | (Seated, Standing) | (Floor, Lying) | (Lying, Floor) => {
            Span::seconds(8)
        }
        (Standing | Seated, _) => Span::seconds(12),
        // Getting up takes longest, and doing it slowly is safer.
        (Floor | Lying, _) => Span::seconds(15),
    };
    match exercise.safety_note() {
        Some(_) => moving.max(READY_TO_READ),
        None => moving,
    }
}

/// The position of the body after an exercise. An exercise for any position does not change it.
pub(crate) fn position_after(from: Option<Position>, exercise: &Exercise) -> Option<Position> {
    match exercise.position {
        Position::Any => from,
        Position::Standing | Position::Seated | Position::Floor | Position::Lying => {
            Some(exercise.position)
        }
    }
}

impl Exercise {
    /// The total length of the pauses inside the exercise: rests between repetitions, and changes of side.
    pub(crate) fn pauses(&self) -> Span {
        match self.work {
            Work::Hold { sides, repeat, .. } => {
                let rests = u32::from(repeat.saturating_sub(1)) * u32::from(sides.count());
                let switches = u32::from(sides.count() - 1);
                Span::seconds(rests * REST.as_secs() + switches * SWITCH.as_secs())
            }
            Work::Breathe { .. } | Work::TenseRelease { .. } => Span::ZERO,
        }
    }
}

impl Routine {
    /// The length of the routine in the player, including getting ready, rests and changes of side.
    pub(crate) fn duration(&self) -> Span {
        let mut position = None;
        let mut secs = 0u32;
        for exercise in &self.exercises {
            let parts = [
                ready(position, exercise),
                exercise.work_time(),
                exercise.pauses(),
            ];
            for part in parts {
                secs = secs.saturating_add(part.as_secs());
            }
            position = position_after(position, exercise);
        }
        Span::seconds(secs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exercise::Library;

    #[test]
    fn each_built_in_routine_takes_as_long_as_intended() {
        for (id, low, high) in [
            ("restless-legs", 11 * 60 + 30, 12 * 60 + 30),
            ("five-minutes", 4 * 60 + 30, 5 * 60 + 30),
            ("seated", 8 * 60, 11 * 60),
            ("gentle", 5 * 60, 8 * 60),
            ("in-bed", 11 * 60, 15 * 60),
            ("night-rescue", 5 * 60, 7 * 60),
            ("night-tensing", 5 * 60, 7 * 60),
            ("night-breathing", 5 * 60, 7 * 60),
            ("breathing", 4 * 60, 5 * 60),
        ] {
            let library = Library::built_in();
            let took = library.routine(id).unwrap().duration().as_secs();
            assert!((low..=high).contains(&took), "{id}: {took} s");
        }
    }

    #[test]
    fn changing_position_takes_longer_than_staying() {
        let library = Library::built_in();
        let standing = library.exercise("calf-wall").unwrap();
        let lying = library.exercise("knees-to-chest").unwrap();
        assert_eq!(ready(Some(Position::Standing), standing), READY);
        assert_eq!(ready(Some(Position::Standing), lying), Span::seconds(12));
        assert_eq!(ready(Some(Position::Lying), standing), Span::seconds(15));
        assert_eq!(ready(None, standing), READY);
    }

    #[test]
    fn a_safety_note_leaves_time_to_read_it() {
        let library = Library::built_in();
        for id in ["calf-massage", "breathing-box"] {
            let noted = library.exercise(id).unwrap();
            assert_eq!(ready(Some(noted.position), noted), READY_TO_READ, "{id}");
        }
    }

    #[test]
    fn breathing_does_not_change_the_position() {
        let library = Library::built_in();
        let breathing = library.exercise("slow-breathing").unwrap();
        let from = Some(Position::Lying);
        assert_eq!(position_after(from, breathing), from);
    }
}
