//! The constraints of a routine (`night`, `gentle`, `positions`), and the check that its exercises meet them.
//!
//! Safety notes refer people to a routine because of its constraints, so they must hold. The check uses the joints of an
//! exercise's figure ([`super::pose`]), not only the position that the exercise declares.

use std::fmt;

use super::pose::Pose;
use super::{Exercise, Position, Routine, Work};

/// The smallest angle between trunk and thigh that still counts as a right angle, in degrees. Built-in poses that sit
/// upright have 86 or more; all that bend further have 68 or less.
const RIGHT_ANGLE: f64 = 85.0;

/// Positions without a risk of falling, and without getting down to the floor and up again.
const OFF_THE_FEET: [Position; 2] = [Position::Seated, Position::Lying];

/// A constraint on the exercises of a routine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Constraint {
    /// `night`: only sitting or lying, for somebody who is drowsy.
    Night,
    /// `gentle`: for late pregnancy and after a hip operation. Only sitting or lying, legs not crossed, hips not bent past
    /// a right angle, not flat on the back, breath not held.
    Gentle,
    /// `positions`: only the positions listed.
    Positions,
}

/// Why an exercise violates a constraint.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Violation {
    /// It is done, or its figure is shown, in a position that is not allowed.
    Position(Position),
    /// It bends the hips to this angle, in degrees.
    DeepLean(f64),
    /// It crosses the legs.
    CrossedLegs,
    /// It is done flat on the back.
    FlatOnBack,
    /// It holds the breath.
    HeldBreath,
    /// It has no built-in pose whose joints could be checked.
    NoFigure,
}

impl Constraint {
    /// Its key in the config and in `assets/routines.toml`.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Night => "night",
            Self::Gentle => "gentle",
            Self::Positions => "positions",
        }
    }
}

impl fmt::Display for Violation {
    /// Writes a predicate to follow the exercise's name: "lies flat on the back".
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
    /// The id of its safety note: its own, else the one about holding the breath if it does that.
    pub(crate) fn safety_note(&self) -> Option<&str> {
        let held = self.holds_breath().then_some("held-breath");
        self.note.as_deref().or(held)
    }

    /// Whether it includes holding the breath, with full or empty lungs.
    pub(crate) fn holds_breath(&self) -> bool {
        match &self.work {
            Work::Breathe { breath, rounds: _ } => !breath.hold.is_zero() || !breath.rest.is_zero(),
            Work::Hold { .. } | Work::TenseRelease { .. } => false,
        }
    }
}

impl Routine {
    /// The first of the routine's constraints that the exercise violates, and why.
    ///
    /// Measuring a figure takes time, so it is done only for routines that have a constraint. [`Constraint::Night`] is
    /// checked last: if it is returned, the exercise meets all the others.
    pub(crate) fn violation(&self, exercise: &Exercise) -> Option<(Constraint, Violation)> {
        if !self.gentle && !self.night && self.positions.is_empty() {
            return None;
        }
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
        let mut constraints = [gentle, positions, night].into_iter().flatten();
        constraints.find_map(|(constraint, violation)| Some((constraint, violation?)))
    }

    /// The exercises of a routine with [`Constraint::Night`] that are done standing or on the floor, where a drowsy person
    /// could fall. Each is listed once. The built-in routines have none.
    pub(crate) fn falls_at_night(&self) -> Vec<(&Exercise, Violation)> {
        let mut falls: Vec<(&Exercise, Violation)> = Vec::new();
        for exercise in &self.exercises {
            match self.violation(exercise) {
                Some((Constraint::Night, violation)) => {
                    if !falls.iter().any(|(listed, _)| listed.id == exercise.id) {
                        falls.push((exercise, violation));
                    }
                }
                Some((Constraint::Gentle | Constraint::Positions, _)) | None => {}
            }
        }
        falls
    }
}

/// Checks the declared position and the position of the figure.
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

/// Checks the rules of [`Constraint::Gentle`] other than the position.
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

    /// The constraint that a built-in exercise violates, and why; empty if it violates none.
    fn violation(routine: &Routine, id: &str) -> String {
        let library = Library::built_in();
        let violation = routine.violation(library.exercise(id).unwrap());
        violation.map_or_else(String::new, |(constraint, violation)| {
            format!("{}: {violation}", constraint.key())
        })
    }

    #[test]
    fn gentle_forbids_crossed_legs_a_deep_lean_lying_flat_and_holding_the_breath() {
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
    fn night_forbids_standing_and_the_floor() {
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
    fn positions_forbids_figures_in_other_positions() {
        let seated = routine(false, false, &[Position::Seated]);
        assert_eq!(violation(&seated, "toe-stretch"), "");
        // The exercise can be done in any position, but its figure lies.
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
    fn the_figure_counts_even_if_the_exercise_declares_another_position() {
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
    fn an_exercise_whose_joints_cannot_be_measured_is_not_gentle() {
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
