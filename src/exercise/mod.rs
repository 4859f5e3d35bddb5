//! The exercise library: exercises, the routines made of them, and how each looks as a moving figure.
//!
//! The built-in ones are data in `assets/`; the user's own come from the config and stand beside them.
//! Nothing here knows when an exercise is due or how it is drawn.

mod constraints;
mod library;
pub mod pace;
pub mod pose;

pub use constraints::{Constraint, Violation};
pub use library::Library;

use serde::{Deserialize, Serialize};

use crate::span::Span;

/// One stretch, breathing or relaxation exercise.
#[derive(Debug, Clone, PartialEq)]
pub struct Exercise {
    /// Its name in routines and in the journal: `calf-wall`.
    pub id: String,
    /// What the player calls it: "Calf stretch at the wall".
    pub title: String,
    /// What it works on, in plain words: "calf". Shown beside the marked muscle.
    pub muscles: String,
    /// How the body is placed, which decides how long getting ready takes.
    pub position: Position,
    /// Two to four short sentences, shown one at a time.
    pub cues: Vec<String>,
    /// What is done, and for how long.
    pub work: Work,
    /// How long getting into place takes, where the change of position does not tell (a towel to fetch, a
    /// wall to turn to).
    pub ready: Option<Span>,
    /// The id of the pose that shows it; none where a breathing shape says more than a figure.
    pub pose: Option<String>,
    /// The id of a safety note of its own; [`Exercise::safety_note`] also knows the one on held breath.
    pub note: Option<String>,
}

/// How a routine asks for an exercise differently. What is none stays as the exercise has it; what does not
/// fit its kind of work (the rounds of a hold) changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
pub struct Adjustment {
    /// How long each hold is.
    pub hold: Option<Span>,
    /// Each side on its own, or both at once.
    pub sides: Option<Sides>,
    /// How many times for each side, at least 1.
    pub repeat: Option<u8>,
    /// How many breaths, at least 1.
    pub rounds: Option<u16>,
    /// The id of another pose: the same done sitting instead of lying.
    pub pose: Option<String>,
    /// Other cues, where the pose asks for them.
    pub cues: Option<Vec<String>>,
}

/// How the body is placed.
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
    /// Wherever one is: breathing, relaxation.
    Any,
}

/// What an exercise asks for.
#[derive(Debug, Clone, PartialEq)]
pub enum Work {
    /// A position held still, or a movement kept going.
    Hold {
        /// How long, each time.
        hold: Span,
        /// Each side on its own, or both at once.
        sides: Sides,
        /// How many times for each side, at least 1.
        repeat: u8,
        /// Whether it is a movement (pumps, circles, strokes) and no still hold.
        moving: bool,
        /// What the repetitions are called where they differ ("clockwise", "the other way").
        variants: Vec<String>,
    },
    /// Breathing to a count.
    Breathe {
        /// The count.
        breath: Breath,
        /// How many breaths, at least 1.
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

/// Whether an exercise is done for each leg. The config writes how many sides there are: 1 or 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "u8")]
pub enum Sides {
    /// Both at once, or the middle.
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
    /// How many sides are done one after another: 1 or 2.
    pub const fn count(self) -> u8 {
        match self {
            Self::Both => 1,
            Self::Each => 2,
        }
    }
}

/// One breath. A part of zero length is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Breath {
    /// In.
    pub inhale: Span,
    /// Held, full.
    pub hold: Span,
    /// Out.
    pub exhale: Span,
    /// Held, empty.
    pub rest: Span,
}

impl Breath {
    /// One breath, all parts together.
    pub fn length(&self) -> Span {
        let parts = [self.inhale, self.hold, self.exhale, self.rest];
        Span::seconds(
            parts
                .into_iter()
                .fold(0, |sum, part| sum.saturating_add(part.as_secs())),
        )
    }
}

impl Exercise {
    /// This exercise as a routine asks for it.
    pub fn adjusted(&self, to: &Adjustment) -> Self {
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

    /// How long the exercise itself takes, without getting ready or changing sides.
    pub fn work_time(&self) -> Span {
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
    /// Its name in the plan and in the journal: `restless-legs`.
    pub id: String,
    /// What the screens call it: "Restless legs".
    pub title: String,
    /// The exercises in their order, each as this routine asks for it.
    pub exercises: Vec<Exercise>,
    /// Silent and near black, for somebody who has been woken: [`Constraint::Night`].
    pub night: bool,
    /// For late pregnancy and after a hip operation: [`Constraint::Gentle`].
    pub gentle: bool,
    /// The positions it keeps to: [`Constraint::Positions`]. Empty where it promises none.
    pub positions: Vec<Position>,
}

impl Routine {
    /// How long the exercises take together, without getting ready or changing sides.
    pub fn work_time(&self) -> Span {
        Span::seconds(self.exercises.iter().fold(0u32, |sum, exercise| {
            sum.saturating_add(exercise.work_time().as_secs())
        }))
    }
}
