//! A routine laid out in time: what the person does from moment to moment.

use std::time::Duration;

use crate::exercise::{Routine, Sides, Work, pace};
use crate::span::Span;

/// A stretch of time in which one thing is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phase {
    /// The exercise that it belongs to, counted from 0 in the routine.
    pub exercise: usize,
    /// What the keys step by, counted from 0: one hold with what leads into it, one muscle group, or all
    /// breaths of an exercise.
    pub segment: usize,
    /// What is done.
    pub kind: PhaseKind,
    /// For how long: whole seconds, never zero.
    pub length: Duration,
}

/// What is done in a phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhaseKind {
    /// Getting into place for the exercise.
    Ready,
    /// Letting go before the same side again.
    Rest,
    /// Changing from the left side to the right.
    Switch,
    /// Holding the position, or keeping the movement going.
    Hold(Repetition),
    /// One part of one breath.
    Breathe {
        /// Which part.
        part: BreathPart,
        /// Which breath, from 1.
        round: u16,
    },
    /// Tensing a muscle group, counted from 0.
    Tense(usize),
    /// Letting it go.
    Release(usize),
}

/// Which hold of an exercise it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repetition {
    /// The side, where each has its own.
    pub side: Option<Side>,
    /// Which repetition on that side, from 1.
    pub number: u8,
    /// Of how many.
    pub of: u8,
}

/// A side of the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Comes first.
    Left,
    /// Comes second.
    Right,
}

/// A part of a breath.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BreathPart {
    /// In.
    In,
    /// Held, full.
    Hold,
    /// Out.
    Out,
    /// Held, empty.
    Rest,
}

impl PhaseKind {
    /// Whether it counts as exercise: not getting ready, resting or changing sides.
    pub const fn is_work(self) -> bool {
        match self {
            Self::Hold(_) | Self::Breathe { .. } | Self::Tense(_) | Self::Release(_) => true,
            Self::Ready | Self::Rest | Self::Switch => false,
        }
    }
}

/// Lays a routine out. Exercises that take no time are left out.
pub(super) fn lay_out(routine: &Routine) -> Vec<Phase> {
    let mut layout = Layout::default();
    let mut position = None;
    for (n, exercise) in routine.exercises.iter().enumerate() {
        if exercise.work_time().is_zero() {
            continue;
        }
        layout.exercise = n;
        layout.put(PhaseKind::Ready, pace::ready(position, exercise));
        match &exercise.work {
            Work::Hold {
                hold,
                sides,
                repeat,
                moving: _,
                variants: _,
            } => layout.holds(*hold, *sides, *repeat),
            Work::Breathe { breath, rounds } => {
                for round in 1..=*rounds {
                    for (part, length) in [
                        (BreathPart::In, breath.inhale),
                        (BreathPart::Hold, breath.hold),
                        (BreathPart::Out, breath.exhale),
                        (BreathPart::Rest, breath.rest),
                    ] {
                        layout.put(PhaseKind::Breathe { part, round }, length);
                    }
                }
                layout.segment += 1;
            }
            Work::TenseRelease {
                tense,
                release,
                groups,
            } => {
                for group in 0..groups.len() {
                    layout.put(PhaseKind::Tense(group), *tense);
                    layout.put(PhaseKind::Release(group), *release);
                    layout.segment += 1;
                }
            }
        }
        position = pace::position_after(position, exercise);
    }
    layout.phases
}

#[derive(Default)]
struct Layout {
    exercise: usize,
    segment: usize,
    phases: Vec<Phase>,
}

impl Layout {
    fn put(&mut self, kind: PhaseKind, length: Span) {
        if !length.is_zero() {
            self.phases.push(Phase {
                exercise: self.exercise,
                segment: self.segment,
                kind,
                length: Duration::from_secs(length.as_secs().into()),
            });
        }
    }

    fn holds(&mut self, hold: Span, sides: Sides, repeat: u8) {
        let sides: &[Option<Side>] = match sides {
            Sides::Both => &[None],
            Sides::Each => &[Some(Side::Left), Some(Side::Right)],
        };
        for &side in sides {
            for number in 1..=repeat {
                if number > 1 {
                    self.put(PhaseKind::Rest, pace::REST);
                } else if side == Some(Side::Right) {
                    self.put(PhaseKind::Switch, pace::SWITCH);
                }
                let repetition = Repetition {
                    side,
                    number,
                    of: repeat,
                };
                self.put(PhaseKind::Hold(repetition), hold);
                self.segment += 1;
            }
        }
    }
}
