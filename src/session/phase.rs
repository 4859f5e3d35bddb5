//! Divides a routine into phases of fixed length.

use std::time::Duration;

use crate::exercise::{Routine, Sides, Work, pace};
use crate::span::Span;

/// A part of a routine in which one thing is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phase {
    /// The index of its exercise in the routine, from 0.
    pub exercise: usize,
    /// The index of its segment, from 0. Keys skip by segments: a hold with the pause before it, a muscle group, or all breaths
    /// of an exercise.
    pub segment: usize,
    /// What is done.
    pub kind: PhaseKind,
    /// Its length: whole seconds, never zero.
    pub length: Duration,
}

/// What is done in a phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhaseKind {
    /// Getting ready for the exercise.
    Ready,
    /// Resting before the next hold of the same side.
    Rest,
    /// Changing from the left side to the right.
    Switch,
    /// Holding the position, or keeping the movement going.
    Hold(Repetition),
    /// One part of one breath.
    Breathe {
        /// The part of the breath.
        part: BreathPart,
        /// The number of the breath, from 1.
        round: u16,
    },
    /// Tensing the muscle group with this index, from 0.
    Tense(usize),
    /// Letting go of the muscle group with this index, from 0.
    Release(usize),
}

/// One of the holds of an exercise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repetition {
    /// The side, if each side is exercised on its own.
    pub side: Option<Side>,
    /// The number of the repetition on that side, from 1.
    pub number: u8,
    /// The number of repetitions on that side.
    pub of: u8,
}

/// A side of the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The first side.
    Left,
    /// The second side.
    Right,
}

/// A part of a breath.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BreathPart {
    /// Breathing in.
    In,
    /// Holding the breath with full lungs.
    Hold,
    /// Breathing out.
    Out,
    /// Holding the breath with empty lungs.
    Rest,
}

impl PhaseKind {
    /// Whether it counts as exercise, unlike getting ready, resting and changing sides.
    pub(crate) const fn is_work(self) -> bool {
        match self {
            Self::Hold(_) | Self::Breathe { .. } | Self::Tense(_) | Self::Release(_) => true,
            Self::Ready | Self::Rest | Self::Switch => false,
        }
    }
}

/// Divides a routine into phases. Exercises of zero length are skipped.
pub(super) fn phases_of(routine: &Routine) -> Vec<Phase> {
    let mut builder = PhaseBuilder::default();
    let mut position = None;
    for (n, exercise) in routine.exercises.iter().enumerate() {
        if exercise.work_time().is_zero() {
            continue;
        }
        builder.exercise = n;
        builder.push(PhaseKind::Ready, pace::ready(position, exercise));
        match &exercise.work {
            Work::Hold {
                hold,
                sides,
                repeat,
                moving: _,
                variants: _,
            } => builder.push_holds(*hold, *sides, *repeat),
            Work::Breathe { breath, rounds } => {
                for round in 1..=*rounds {
                    for (part, length) in [
                        (BreathPart::In, breath.inhale),
                        (BreathPart::Hold, breath.hold),
                        (BreathPart::Out, breath.exhale),
                        (BreathPart::Rest, breath.rest),
                    ] {
                        builder.push(PhaseKind::Breathe { part, round }, length);
                    }
                }
                builder.segment += 1;
            }
            Work::TenseRelease {
                tense,
                release,
                groups,
            } => {
                for group in 0..groups.len() {
                    builder.push(PhaseKind::Tense(group), *tense);
                    builder.push(PhaseKind::Release(group), *release);
                    builder.segment += 1;
                }
            }
        }
        position = pace::position_after(position, exercise);
    }
    builder.phases
}

#[derive(Default)]
struct PhaseBuilder {
    exercise: usize,
    segment: usize,
    phases: Vec<Phase>,
}

impl PhaseBuilder {
    fn push(&mut self, kind: PhaseKind, length: Span) {
        if !length.is_zero() {
            self.phases.push(Phase {
                exercise: self.exercise,
                segment: self.segment,
                kind,
                length: Duration::from_secs(length.as_secs().into()),
            });
        }
    }

    fn push_holds(&mut self, hold: Span, sides: Sides, repeat: u8) {
        let sides: &[Option<Side>] = match sides {
            Sides::Both => &[None],
            Sides::Each => &[Some(Side::Left), Some(Side::Right)],
        };
        for &side in sides {
            for number in 1..=repeat {
                if number > 1 {
                    self.push(PhaseKind::Rest, pace::REST);
                } else if side == Some(Side::Right) {
                    self.push(PhaseKind::Switch, pace::SWITCH);
                }
                let repetition = Repetition {
                    side,
                    number,
                    of: repeat,
                };
                self.push(PhaseKind::Hold(repetition), hold);
                self.segment += 1;
            }
        }
    }
}
