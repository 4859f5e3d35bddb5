//! The exercises and routines that can be named.
//!
//! The built-in ones are read from `assets/` (by way of `build.rs`) the first time that somebody asks for one, and never again: a
//! library is only the user's own exercises and routines, and copying it costs next to nothing.

use std::sync::LazyLock;

use serde::Deserialize;

use super::{Adjustment, Breath, Exercise, Position, Routine, Sides, Work};
use crate::span::Span;

/// The exercises and routines that can be named: the user's own and the built-in ones.
///
/// One of the user's own hides the built-in one of the same id.
#[derive(Debug, Clone, Default)]
pub struct Library {
    exercises: Vec<Exercise>,
    routines: Vec<Routine>,
}

const EXERCISES: &str = include_str!(concat!(env!("OUT_DIR"), "/exercises.json"));
const ROUTINES: &str = include_str!(concat!(env!("OUT_DIR"), "/routines.json"));

static BUILT_IN: LazyLock<Library> = LazyLock::new(|| {
    read(EXERCISES, ROUTINES).unwrap_or_default() // a test reads them
});

impl Library {
    /// The built-in exercises and routines alone.
    pub fn built_in() -> Self {
        Self::default()
    }

    /// The user's own exercises and routines, and the built-in ones beside them.
    ///
    /// A built-in routine keeps the built-in exercise that an own one hides.
    pub fn with_own(exercises: Vec<Exercise>, routines: Vec<Routine>) -> Self {
        Self {
            exercises,
            routines,
        }
    }

    /// The exercise of that id.
    pub fn exercise(&self, id: &str) -> Option<&Exercise> {
        self.exercises
            .iter()
            .chain(&BUILT_IN.exercises)
            .find(|exercise| exercise.id == id)
    }

    /// The routine of that id.
    pub fn routine(&self, id: &str) -> Option<&Routine> {
        self.routines
            .iter()
            .chain(&BUILT_IN.routines)
            .find(|routine| routine.id == id)
    }

    /// All exercises: the user's own first, then the built-in ones that none of them hides.
    pub fn exercises(&self) -> impl Iterator<Item = &Exercise> {
        let hidden = |id: &str| self.exercises.iter().any(|own| own.id == id);
        self.exercises.iter().chain(
            BUILT_IN
                .exercises
                .iter()
                .filter(move |exercise| !hidden(&exercise.id)),
        )
    }

    /// All routines, likewise.
    pub fn routines(&self) -> impl Iterator<Item = &Routine> {
        let hidden = |id: &str| self.routines.iter().any(|own| own.id == id);
        self.routines.iter().chain(
            BUILT_IN
                .routines
                .iter()
                .filter(move |routine| !hidden(&routine.id)),
        )
    }
}

/// What is wrong with the assets.
#[derive(Debug, thiserror::Error)]
enum BadAsset {
    #[error(transparent)]
    Unreadable(#[from] serde_json::Error),
    #[error("`{0}` is neither a hold, nor breathing, nor tensing and letting go")]
    NoWork(String),
    #[error("routine `{routine}` names `{exercise}`, which is not there")]
    NoSuchExercise { routine: String, exercise: String },
}

/// Reads the assets.
///
/// That the routines keep to their marks is for a test to check: their joints would have to be measured before the
/// program's first picture.
fn read(exercises: &str, routines: &str) -> Result<Library, BadAsset> {
    let exercises = serde_json::from_str::<ExerciseFile>(exercises)?
        .exercise
        .into_iter()
        .map(WrittenExercise::understood)
        .collect::<Result<Vec<_>, _>>()?;
    let routines = serde_json::from_str::<RoutineFile>(routines)?
        .routine
        .into_iter()
        .map(|routine| routine.understood(&exercises))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Library {
        exercises,
        routines,
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExerciseFile {
    exercise: Vec<WrittenExercise>,
}

/// An exercise as `assets/exercises.toml` has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenExercise {
    id: String,
    title: String,
    muscles: String,
    position: Position,
    cues: Vec<String>,
    ready: Option<Span>,
    pose: Option<String>,
    note: Option<String>,
    hold: Option<Span>,
    sides: Option<Sides>,
    repeat: Option<u8>,
    #[serde(default)]
    moving: bool,
    #[serde(default)]
    variants: Vec<String>,
    breathe: Option<WrittenBreath>,
    rounds: Option<u16>,
    tense: Option<Span>,
    release: Option<Span>,
    #[serde(default)]
    groups: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenBreath {
    r#in: Span,
    #[serde(default)]
    hold: Span,
    out: Span,
    #[serde(default)]
    rest: Span,
}

impl WrittenExercise {
    fn understood(self) -> Result<Exercise, BadAsset> {
        let work = match (self.hold, self.breathe, self.tense, self.release) {
            (Some(hold), None, None, None) => Work::Hold {
                hold,
                sides: self.sides.unwrap_or(Sides::Both),
                repeat: self.repeat.unwrap_or(1),
                moving: self.moving,
                variants: self.variants,
            },
            (None, Some(breath), None, None) => Work::Breathe {
                breath: Breath {
                    inhale: breath.r#in,
                    hold: breath.hold,
                    exhale: breath.out,
                    rest: breath.rest,
                },
                rounds: self.rounds.unwrap_or(1),
            },
            (None, None, Some(tense), Some(release)) => Work::TenseRelease {
                tense,
                release,
                groups: self.groups,
            },
            _ => return Err(BadAsset::NoWork(self.id)),
        };
        Ok(Exercise {
            id: self.id,
            title: self.title,
            muscles: self.muscles,
            position: self.position,
            cues: self.cues,
            work,
            ready: self.ready,
            pose: self.pose,
            note: self.note,
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RoutineFile {
    routine: Vec<WrittenRoutine>,
}

/// A routine as `assets/routines.toml` has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRoutine {
    id: String,
    title: String,
    #[serde(default)]
    night: bool,
    #[serde(default)]
    gentle: bool,
    #[serde(default)]
    positions: Vec<Position>,
    exercises: Vec<WrittenEntry>,
}

/// One exercise of a routine: its id, or a table that adjusts it.
#[derive(Deserialize)]
#[serde(untagged)]
enum WrittenEntry {
    AsItIs(String),
    Adjusted {
        id: String,
        #[serde(flatten)]
        adjustment: Adjustment,
    },
}

impl WrittenRoutine {
    fn understood(self, exercises: &[Exercise]) -> Result<Routine, BadAsset> {
        let entries = self
            .exercises
            .into_iter()
            .map(|entry| {
                let (id, adjustment) = match entry {
                    WrittenEntry::AsItIs(id) => (id, Adjustment::default()),
                    WrittenEntry::Adjusted { id, adjustment } => (id, adjustment),
                };
                match exercises.iter().find(|exercise| exercise.id == id) {
                    Some(exercise) => Ok(exercise.adjusted(&adjustment)),
                    None => Err(BadAsset::NoSuchExercise {
                        routine: self.id.clone(),
                        exercise: id,
                    }),
                }
            })
            .collect::<Result<_, _>>()?;
        Ok(Routine {
            id: self.id,
            title: self.title,
            exercises: entries,
            night: self.night,
            gentle: self.gentle,
            positions: self.positions,
        })
    }
}

#[cfg(test)]
#[path = "library_tests.rs"]
mod tests;
