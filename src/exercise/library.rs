//! The library: looks up exercises and routines by id.
//!
//! The built-in ones come from `assets/`; `build.rs` converts them to JSON, which is parsed once, on first use. A
//! [`Library`] stores only the user's own entries, so cloning it is cheap.

use std::sync::LazyLock;

use serde::Deserialize;

use super::{Adjustment, Breath, Exercise, Position, Routine, Sides, Work};
use crate::span::Span;

/// All exercises and routines: the user's own and the built-in ones.
///
/// A user's own entry hides a built-in one with the same id.
#[derive(Debug, Clone, Default)]
pub struct Library {
    exercises: Vec<Exercise>,
    routines: Vec<Routine>,
}

const EXERCISES: &str = include_str!(concat!(env!("OUT_DIR"), "/exercises.json"));
const ROUTINES: &str = include_str!(concat!(env!("OUT_DIR"), "/routines.json"));

static BUILT_IN: LazyLock<Library> = LazyLock::new(|| {
    read(EXERCISES, ROUTINES).unwrap_or_default() // a test checks that they are valid
});

impl Library {
    /// Only the built-in exercises and routines.
    pub(crate) fn built_in() -> Self {
        Self::default()
    }

    /// The built-in exercises and routines and the user's own.
    ///
    /// A user's own exercise does not change the built-in routines that contain the exercise it hides.
    pub(crate) fn with_own(exercises: Vec<Exercise>, routines: Vec<Routine>) -> Self {
        Self {
            exercises,
            routines,
        }
    }

    /// The exercise with that id.
    pub(crate) fn exercise(&self, id: &str) -> Option<&Exercise> {
        self.exercises
            .iter()
            .chain(&BUILT_IN.exercises)
            .find(|exercise| exercise.id == id)
    }

    /// The user's own routine with that id.
    pub(super) fn own_routine(&self, id: &str) -> Option<&Routine> {
        self.routines.iter().find(|routine| routine.id == id)
    }

    /// The routine with that id.
    pub(crate) fn routine(&self, id: &str) -> Option<&Routine> {
        self.routines
            .iter()
            .chain(&BUILT_IN.routines)
            .find(|routine| routine.id == id)
    }

    /// All exercises: the user's own, then the built-in ones that are not hidden.
    pub(crate) fn exercises(&self) -> impl Iterator<Item = &Exercise> {
        let hidden = |id: &str| self.exercises.iter().any(|own| own.id == id);
        self.exercises.iter().chain(
            BUILT_IN
                .exercises
                .iter()
                .filter(move |exercise| !hidden(&exercise.id)),
        )
    }

    /// All routines: the user's own, then the built-in ones that are not hidden.
    pub(crate) fn routines(&self) -> impl Iterator<Item = &Routine> {
        let hidden = |id: &str| self.routines.iter().any(|own| own.id == id);
        self.routines.iter().chain(
            BUILT_IN
                .routines
                .iter()
                .filter(move |routine| !hidden(&routine.id)),
        )
    }
}

impl Library {
    /// The routines that count for a step with the routine `planned`: that one first, then those that can take its place.
    /// Empty if there is no such routine.
    pub(crate) fn serving(&self, planned: &str) -> Vec<&Routine> {
        let Some(planned) = self.routine(planned) else {
            return vec![];
        };
        let others = self.routines().filter(|other| other.id != planned.id);
        let others = others.filter(|other| other.can_replace(planned));
        [planned].into_iter().chain(others).collect()
    }

    /// The routines to offer somebody who was woken at night: those for the night, as far as nobody can fall in them.
    pub(crate) fn rescues(&self) -> impl Iterator<Item = &Routine> {
        let night = self.routines().filter(|routine| routine.night);
        night.filter(|routine| routine.falls_at_night().is_empty())
    }
}

/// Why the assets are invalid.
#[derive(Debug, thiserror::Error)]
enum AssetError {
    #[error(transparent)]
    Unreadable(#[from] serde_json::Error),
    #[error("`{0}` is neither a hold, nor breathing, nor tensing and letting go")]
    UnclearWork(String),
    #[error("routine `{routine}` names `{exercise}`, which is not there")]
    UnknownExercise { routine: String, exercise: String },
}

/// Reads the assets.
///
/// That the routines keep to their constraints is for a test to check: their joints would have to be measured before the
/// program's first picture.
fn read(exercises: &str, routines: &str) -> Result<Library, AssetError> {
    let exercises = serde_json::from_str::<ExerciseFile>(exercises)?
        .exercise
        .into_iter()
        .map(ExerciseAsset::into_exercise)
        .collect::<Result<Vec<_>, _>>()?;
    let routines = serde_json::from_str::<RoutineFile>(routines)?
        .routine
        .into_iter()
        .map(|routine| routine.into_routine(&exercises))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Library {
        exercises,
        routines,
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExerciseFile {
    exercise: Vec<ExerciseAsset>,
}

/// An exercise in the format of `assets/exercises.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExerciseAsset {
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
    breathe: Option<BreathAsset>,
    rounds: Option<u16>,
    tense: Option<Span>,
    release: Option<Span>,
    #[serde(default)]
    groups: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BreathAsset {
    r#in: Span,
    #[serde(default)]
    hold: Span,
    out: Span,
    #[serde(default)]
    rest: Span,
}

impl ExerciseAsset {
    fn into_exercise(self) -> Result<Exercise, AssetError> {
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
            _ => return Err(AssetError::UnclearWork(self.id)),
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
    routine: Vec<RoutineAsset>,
}

/// A routine in the format of `assets/routines.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RoutineAsset {
    id: String,
    title: String,
    #[serde(default)]
    night: bool,
    #[serde(default)]
    gentle: bool,
    #[serde(default)]
    positions: Vec<Position>,
    exercises: Vec<RoutineEntry>,
}

/// One exercise of a routine: its id, or a table with its id and adjustments.
#[derive(Deserialize)]
#[serde(untagged)]
enum RoutineEntry {
    AsItIs(String),
    Adjusted {
        id: String,
        #[serde(flatten)]
        adjustment: Adjustment,
    },
}

impl RoutineAsset {
    fn into_routine(self, exercises: &[Exercise]) -> Result<Routine, AssetError> {
        let entries = self
            .exercises
            .into_iter()
            .map(|entry| {
                let (id, adjustment) = match entry {
                    RoutineEntry::AsItIs(id) => (id, Adjustment::default()),
                    RoutineEntry::Adjusted { id, adjustment } => (id, adjustment),
                };
                match exercises.iter().find(|exercise| exercise.id == id) {
                    Some(exercise) => Ok(exercise.adjusted(&adjustment)),
                    None => Err(AssetError::UnknownExercise {
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
