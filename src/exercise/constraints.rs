//! What a routine is marked as, and whether its exercises keep to it.
//!
//! A mark is a promise: the notes send people to a routine because of it. What a figure shows is worked out from
//! its joints ([`super::pose`]), not from what the file says of itself.

use std::fmt;

use super::pose::Pose;
use super::{Exercise, Position, Routine, Work};

/// The smallest angle between trunk and thigh that still counts as a right angle, in degrees. Sitting upright is
/// drawn at 86 or more; of the built-in poses that bend further, none has more than 68.
const RIGHT_ANGLE: f64 = 85.0;

/// Where nobody can fall, and nobody has to get down or up.
const OFF_THE_FEET: [Position; 2] = [Position::Seated, Position::Lying];

/// A promise of a routine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Constraint {
    /// `night`: for somebody who is drowsy, so sitting or lying only.
    Night,
    /// `gentle`: for somebody late in pregnancy or after a hip operation. Sitting or lying only, no leg over the
    /// other, hips not bent past a right angle, not flat on the back, and no breath held.
    Gentle,
    /// `positions`: only those positions.
    Positions,
}

/// Why an exercise does not fit a mark.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Violation {
    /// It is done, or shown, in a position that the routine does not keep to.
    Position(Position),
    /// It bends the hips to this angle, in degrees.
    DeepLean(f64),
    /// It puts one leg over the other.
    CrossedLegs,
    /// It is done flat on the back.
    FlatOnBack,
    /// It holds the breath.
    HeldBreath,
    /// It has no built-in figure whose joints could be measured.
    NoFigure,
}

impl Constraint {
    /// Its key in the file.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Night => "night",
            Self::Gentle => "gentle",
            Self::Positions => "positions",
        }
    }
}

impl fmt::Display for Violation {
    /// What the exercise does, to follow its name: "lies flat on the back".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Position(Position::Standing) => f.write_str("is done standing"),
            Self::Position(Position::Seated) => f.write_str("is done sitting"),
            Self::Position(Position::Floor) => f.write_str("is done on the floor"),
            Self::Position(Position::Lying) => f.write_str("is done lying"),
            Self::Position(Position::Any) => f.write_str("is done anywhere"),
            Self::DeepLean(angle) => write!(
                f,
                "bends the hips past a right angle, to {angle:.0} degrees"
            ),
            Self::CrossedLegs => f.write_str("crosses the legs"),
            Self::FlatOnBack => f.write_str("lies flat on the back"),
            Self::HeldBreath => f.write_str("holds the breath"),
            Self::NoFigure => f.write_str("has no built-in figure to check"),
        }
    }
}

impl Exercise {
    /// The id of the safety note that comes with it: its own, or the one on held breath.
    pub fn safety_note(&self) -> Option<&str> {
        let held = self.holds_breath().then_some("held-breath");
        self.note.as_deref().or(held)
    }

    /// Whether it asks for a breath to be held, full or empty.
    pub fn holds_breath(&self) -> bool {
        match &self.work {
            Work::Breathe { breath, rounds: _ } => !breath.hold.is_zero() || !breath.rest.is_zero(),
            Work::Hold { .. } | Work::TenseRelease { .. } => false,
        }
    }
}

impl Routine {
    /// The first of its marks that this exercise does not fit, and why.
    pub fn violation(&self, exercise: &Exercise) -> Option<(Constraint, Violation)> {
        let pose = exercise.pose.as_deref().and_then(Pose::built_in);
        let pose = pose.as_ref();
        let gentle = self.gentle.then(|| {
            let violation = position_outside(&OFF_THE_FEET, exercise, pose);
            (
                Constraint::Gentle,
                violation.or_else(|| gentle_violation(exercise, pose)),
            )
        });
        let night = self.night.then(|| {
            (
                Constraint::Night,
                position_outside(&OFF_THE_FEET, exercise, pose),
            )
        });
        let positions = (!self.positions.is_empty()).then(|| {
            (
                Constraint::Positions,
                position_outside(&self.positions, exercise, pose),
            )
        });
        let mut constraints = [gentle, night, positions].into_iter().flatten();
        constraints.find_map(|(constraint, violation)| Some((constraint, violation?)))
    }
}

/// The position in which it is done or shown, where that is none of those allowed.
fn position_outside(
    allowed: &[Position],
    exercise: &Exercise,
    pose: Option<&Pose>,
) -> Option<Violation> {
    let named = (exercise.position != Position::Any).then_some(exercise.position);
    let shown = match pose {
        Some(pose) if pose.stands() => Some(Position::Standing),
        Some(pose) if pose.lies() => Some(Position::Lying),
        Some(_) | None => None,
    };
    let mut positions = named.into_iter().chain(shown);
    positions
        .find(|position| !allowed.contains(position))
        .map(Violation::Position)
}

/// What is too much after a hip operation or late in pregnancy.
fn gentle_violation(exercise: &Exercise, pose: Option<&Pose>) -> Option<Violation> {
    if exercise.holds_breath() {
        return Some(Violation::HeldBreath);
    }
    let Some(pose) = pose else {
        return match exercise.work {
            Work::Breathe { .. } => None,
            Work::Hold { .. } | Work::TenseRelease { .. } => Some(Violation::NoFigure),
        };
    };
    let angle = pose.least_hip_angle();
    match () {
        () if pose.crosses_legs() => Some(Violation::CrossedLegs),
        () if pose.lies_flat() => Some(Violation::FlatOnBack),
        () if angle < RIGHT_ANGLE => Some(Violation::DeepLean(angle)),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exercise::{Adjustment, Library};

    fn routine(gentle: bool, night: bool, positions: &[Position]) -> Routine {
        Routine {
            id: "mine".into(),
            title: "Mine".into(),
            exercises: Vec::new(),
            night,
            gentle,
            positions: positions.to_vec(),
        }
    }

    /// Why the built-in exercise of that id does not fit, in words; empty where it does.
    fn violation(routine: &Routine, id: &str) -> String {
        let library = Library::built_in();
        let violation = routine.violation(library.exercise(id).unwrap());
        violation.map_or_else(String::new, |(constraint, violation)| {
            format!("{}: {violation}", constraint.key())
        })
    }

    #[test]
    fn gentle_has_neither_crossed_legs_nor_a_deep_lean_nor_a_flat_back_nor_a_held_breath() {
        let gentle = routine(true, false, &[]);
        for (id, expected) in [
            ("ankle-circles", ""),
            ("calf-seated", ""),
            ("slow-breathing", ""),
            ("toe-stretch", "gentle: crosses the legs"),
            ("figure-four", "gentle: crosses the legs"),
            ("ankle-pumps", "gentle: lies flat on the back"),
            ("legs-up-wall", "gentle: lies flat on the back"),
            ("muscle-relaxation", "gentle: lies flat on the back"),
            (
                "calf-massage",
                "gentle: bends the hips past a right angle, to 38 degrees",
            ),
            (
                "hamstring-chair",
                "gentle: bends the hips past a right angle, to 52 degrees",
            ),
            ("breathing-4-7-8", "gentle: holds the breath"),
            ("breathing-box", "gentle: holds the breath"),
            ("calf-wall", "gentle: is done standing"),
            ("butterfly", "gentle: is done on the floor"),
        ] {
            assert_eq!(violation(&gentle, id), expected, "{id}");
        }
    }

    #[test]
    fn at_night_nobody_stands_or_gets_down_to_the_floor() {
        let night = routine(false, true, &[]);
        for (id, expected) in [
            ("calf-wall", "night: is done standing"),
            ("hip-flexor", "night: is done on the floor"),
            ("calf-seated", ""),
            ("ankle-pumps", ""),
            ("breathing-box", ""),
        ] {
            assert_eq!(violation(&night, id), expected, "{id}");
        }
    }

    #[test]
    fn a_routine_in_one_position_has_no_figure_in_another() {
        let seated = routine(false, false, &[Position::Seated]);
        assert_eq!(violation(&seated, "toe-stretch"), "");
        // It can be done anywhere, but this figure lies.
        assert_eq!(
            violation(&seated, "ankle-pumps"),
            "positions: is done lying"
        );
        let lying = routine(false, false, &[Position::Lying]);
        assert_eq!(violation(&lying, "ankle-pumps"), "");
        assert_eq!(
            violation(&lying, "calf-massage"),
            "positions: is done sitting"
        );
    }

    #[test]
    fn what_a_figure_shows_counts_whatever_the_exercise_says_of_itself() {
        let library = Library::built_in();
        let standing = library.exercise("ankle-circles").unwrap();
        let standing = standing.adjusted(&Adjustment {
            pose: Some("calf-wall".into()),
            ..Adjustment::default()
        });
        let found = routine(false, true, &[]).violation(&standing);
        assert_eq!(
            found,
            Some((Constraint::Night, Violation::Position(Position::Standing)))
        );
    }

    #[test]
    fn what_cannot_be_measured_is_not_gentle() {
        let library = Library::built_in();
        let mut own = library.exercise("calf-seated").unwrap().clone();
        for pose in [None, Some("my-own.toml".to_owned())] {
            own.pose = pose;
            let found = routine(true, false, &[]).violation(&own);
            assert_eq!(found, Some((Constraint::Gentle, Violation::NoFigure)));
            assert_eq!(routine(false, true, &[]).violation(&own), None);
        }
    }
}
