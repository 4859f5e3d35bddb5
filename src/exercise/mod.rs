//! The exercise library: exercises, routines, and the poses that show them as moving figures.
//!
//! The built-in ones are files in `assets/`; the user's own come from the config. Nothing here knows when an exercise is
//! due or how it is drawn on a screen.

mod constraints;
mod library;
mod outline;
pub(crate) mod pace;
pub mod pose;

pub use constraints::{Constraint, Violation};
pub use library::Library;
pub use outline::RoutineOutline;

use serde::{Deserialize, Serialize};

use crate::span::Span;

/// One stretch, breathing or relaxation exercise.
#[derive(Debug, Clone, PartialEq)]
pub struct Exercise {
    /// Identifies it in routines and in the journal: `calf-wall`.
    pub id: String,
    /// The name shown in the player: "Calf stretch at the wall".
    pub title: String,
    /// The muscles it works on: "calf". Shown beside the figure.
    pub muscles: String,
    /// The position of the body. Decides how long getting ready takes.
    pub position: Position,
    /// Two to four short sentences, shown one at a time.
    pub cues: Vec<String>,
    /// What to do, and for how long.
    pub work: Work,
    /// How long getting ready takes, if the change of position does not decide it (fetching a towel, turning to a wall).
    pub ready: Option<Span>,
    /// The id of the pose that shows it. `None` for breathing, which is shown as a growing shape.
    pub pose: Option<String>,
    /// The id of its own safety note. [`Exercise::safety_note`] adds the one about holding the breath.
    pub note: Option<String>,
}

/// How a routine adjusts an exercise. `None` leaves the exercise's own value; a field that does not apply to its kind of
/// work, such as `rounds` for a hold, is ignored.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
pub struct Adjustment {
    /// The length of each hold.
    pub hold: Option<Span>,
    /// Whether each side is exercised on its own.
    pub sides: Option<Sides>,
    /// The number of repetitions for each side, at least 1.
    pub repeat: Option<u8>,
    /// The number of breaths, at least 1.
    pub rounds: Option<u16>,
    /// The id of another pose, for example sitting instead of lying.
    pub pose: Option<String>,
    /// Other cues that fit the other pose.
    pub cues: Option<Vec<String>>,
}

/// The position of the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Position {
    /// On the feet.
    Standing,
    /// On a chair, or sitting up in bed.
    Seated,
    /// Kneeling or sitting on the floor.
    Floor,
    /// On the back or the side.
    Lying,
    /// Any position: breathing, relaxation.
    Any,
}

/// What to do in an exercise.
#[derive(Debug, Clone, PartialEq)]
pub enum Work {
    /// A position held still, or a movement kept going.
    Hold {
        /// The length of each hold.
        hold: Span,
        /// Whether each side is exercised on its own.
        sides: Sides,
        /// The number of repetitions for each side, at least 1.
        repeat: u8,
        /// Whether it is a movement (pumps, circles, strokes) instead of a still hold.
        moving: bool,
        /// The names of the repetitions, if they differ ("clockwise", "the other way").
        variants: Vec<String>,
    },
    /// Breathing to a count.
    Breathe {
        /// The lengths of its parts.
        breath: Breath,
        /// The number of breaths, at least 1.
        rounds: u16,
    },
    /// Tensing and letting go, one muscle group after another.
    TenseRelease {
        /// Tense for this long.
        tense: Span,
        /// Let go for this long.
        release: Span,
        /// The groups in their order: "feet", "calves" ...
        groups: Vec<String>,
    },
}

/// Whether each side is exercised on its own. The config has the number of sides: 1 or 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "u8")]
pub enum Sides {
    /// Both sides at once, or no side at all.
    Both,
    /// Left, then right.
    Each,
}

impl TryFrom<u8> for Sides {
    type Error = &'static str;

    fn try_from(sides: u8) -> Result<Self, Self::Error> {
        match sides {
            1 => Ok(Self::Both),
            2 => Ok(Self::Each),
            _ => Err("`sides` is 1 (both at once) or 2 (left, then right)"),
        }
    }
}

impl Sides {
    /// The number of sides exercised one after the other: 1 or 2.
    pub(crate) const fn count(self) -> u8 {
        match self {
            Self::Both => 1,
            Self::Each => 2,
        }
    }
}

/// The lengths of the parts of a breath. A part of zero length is skipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Breath {
    /// Breathing in.
    pub inhale: Span,
    /// Holding the breath with full lungs.
    pub hold: Span,
    /// Breathing out.
    pub exhale: Span,
    /// Holding the breath with empty lungs.
    pub rest: Span,
}

impl Breath {
    /// The length of the whole breath.
    pub(crate) fn length(&self) -> Span {
        let parts = [self.inhale, self.hold, self.exhale, self.rest];
        Span::seconds(
            parts
                .into_iter()
                .fold(0, |sum, part| sum.saturating_add(part.as_secs())),
        )
    }
}

impl Exercise {
    /// The exercise with a routine's adjustment applied.
    pub(crate) fn adjusted(&self, to: &Adjustment) -> Self {
        let mut exercise = self.clone();
        match &mut exercise.work {
            Work::Hold {
                hold,
                sides,
                repeat,
                moving: _,
                variants: _,
            } => {
                *hold = to.hold.unwrap_or(*hold);
                *sides = to.sides.unwrap_or(*sides);
                *repeat = to.repeat.unwrap_or(*repeat);
            }
            Work::Breathe { breath: _, rounds } => *rounds = to.rounds.unwrap_or(*rounds),
            Work::TenseRelease { .. } => {}
        }
        if to.pose.is_some() {
            exercise.pose.clone_from(&to.pose);
        }
        if let Some(cues) = &to.cues {
            exercise.cues.clone_from(cues);
        }
        exercise
    }

    /// The time of the exercise itself, without getting ready, rests and changes of side.
    pub(crate) fn work_time(&self) -> Span {
        let secs = match &self.work {
            Work::Hold {
                hold,
                sides,
                repeat,
                ..
            } => {
                let times = u32::from(*repeat) * u32::from(sides.count());
                hold.as_secs().saturating_mul(times)
            }
            Work::Breathe { breath, rounds } => {
                breath.length().as_secs().saturating_mul(u32::from(*rounds))
            }
            Work::TenseRelease {
                tense,
                release,
                groups,
            } => (tense.as_secs().saturating_add(release.as_secs()))
                .saturating_mul(groups.len() as u32),
        };
        Span::seconds(secs)
    }
}

/// An ordered list of exercises that the player walks through.
#[derive(Debug, Clone, PartialEq)]
pub struct Routine {
    /// Identifies it in the plan and in the journal: `restless-legs`.
    pub id: String,
    /// The name shown on screens: "Restless legs".
    pub title: String,
    /// The exercises in order, with this routine's adjustments applied.
    pub exercises: Vec<Exercise>,
    /// For somebody who has been woken: played silently and in near black, with [`Constraint::Night`].
    pub night: bool,
    /// For late pregnancy and after a hip operation, with [`Constraint::Gentle`].
    pub gentle: bool,
    /// The only positions allowed, see [`Constraint::Positions`]. Empty if all are allowed.
    pub positions: Vec<Position>,
}

impl Routine {
    /// Whether it can be played in the place of `planned`: both are for the evening, and both stretch, or neither does. A
    /// gentle routine is replaced by gentle ones only, since its user may need them.
    pub(crate) fn can_replace(&self, planned: &Self) -> bool {
        let is_for_the_evening = !self.night && !planned.night;
        is_for_the_evening
            && self.stretches() == planned.stretches()
            && (self.gentle || !planned.gentle)
    }

    /// Whether it has a stretch or a movement, and not only breathing and relaxation.
    fn stretches(&self) -> bool {
        let mut exercises = self.exercises.iter();
        exercises.any(|exercise| matches!(exercise.work, Work::Hold { .. }))
    }
}
