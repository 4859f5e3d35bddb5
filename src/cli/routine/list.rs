//! `winddown routine list`: prints all routines and exercises.

use clap::Args;
use serde::Serialize;

use crate::cli::act::OutputOptions;
use crate::cli::context::CommandContext;
use crate::cli::out::{self, OutputStyle};
use crate::exercise::{Exercise, Routine};
use crate::words;

/// List the routines and the exercises, your own first
#[derive(Debug, Args)]
pub(crate) struct List {
    #[command(flatten)]
    options: OutputOptions,
}

#[derive(Debug, Serialize)]
struct LibraryJson<'a> {
    routines: Vec<RoutineJson<'a>>,
    exercises: Vec<ExerciseJson<'a>>,
}

#[derive(Debug, Serialize)]
struct RoutineJson<'a> {
    id: &'a str,
    title: &'a str,
    seconds: u32,
    exercises: Vec<&'a str>,
}

#[derive(Debug, Serialize)]
struct ExerciseJson<'a> {
    id: &'a str,
    title: &'a str,
    muscles: &'a str,
    seconds: u32,
}

impl List {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        let library = ctx.config()?.library;
        let routines: Vec<&Routine> = library.routines().collect();
        let exercises: Vec<&Exercise> = library.exercises().collect();
        if self.options.json {
            return out::print_json(&LibraryJson {
                routines: routines
                    .into_iter()
                    .map(RoutineJson::from_routine)
                    .collect(),
                exercises: exercises
                    .into_iter()
                    .map(ExerciseJson::from_exercise)
                    .collect(),
            });
        }
        let widest = routines
            .iter()
            .map(|routine| routine.id.len())
            .chain(exercises.iter().map(|exercise| exercise.id.len()))
            .max()
            .unwrap_or(0);
        let style = OutputStyle::detect();
        let mut lines = vec![style.dim("Routines")];
        lines.extend(routines.iter().map(|routine| {
            let duration = words::short_span(i64::from(routine.duration().as_minutes()));
            let count = routine.exercises.len();
            format!(
                "  {:widest$}  {duration:>6}  {} ({count} exercises)",
                routine.id, routine.title
            )
        }));
        lines.extend([String::new(), style.dim("Exercises")]);
        lines.extend(exercises.iter().map(|exercise| {
            let secs = exercise.work_time().as_secs();
            let (id, title) = (&exercise.id, &exercise.title);
            format!(
                "  {id:widest$}  {:>6}  {title} ({})",
                format!("{secs} s"),
                exercise.muscles
            )
        }));
        lines.push(String::new());
        lines.push(
            style.dim("`winddown routine show ID` shows one, `winddown play ID` starts a routine."),
        );
        out::print(lines.join("\n"))
    }
}

impl<'a> RoutineJson<'a> {
    fn from_routine(routine: &'a Routine) -> Self {
        Self {
            id: &routine.id,
            title: &routine.title,
            seconds: routine.duration().as_secs(),
            exercises: routine.exercises.iter().map(|e| e.id.as_str()).collect(),
        }
    }
}

impl<'a> ExerciseJson<'a> {
    fn from_exercise(exercise: &'a Exercise) -> Self {
        Self {
            id: &exercise.id,
            title: &exercise.title,
            muscles: &exercise.muscles,
            seconds: exercise.work_time().as_secs(),
        }
    }
}
