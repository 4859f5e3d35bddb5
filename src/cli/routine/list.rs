//! `winddown routine list`.

use clap::Args;
use serde::Serialize;

use crate::cli::act::Facts;
use crate::cli::home::Home;
use crate::cli::out::{self, Ink};
use crate::exercise::{Exercise, Routine};
use crate::words;

/// List the routines and the exercises, your own first
#[derive(Debug, Args)]
pub struct List {
    #[command(flatten)]
    facts: Facts,
}

#[derive(Debug, Serialize)]
struct LibraryFacts<'a> {
    routines: Vec<RoutineLine<'a>>,
    exercises: Vec<ExerciseLine<'a>>,
}

#[derive(Debug, Serialize)]
struct RoutineLine<'a> {
    id: &'a str,
    title: &'a str,
    seconds: u32,
    exercises: Vec<&'a str>,
}

#[derive(Debug, Serialize)]
struct ExerciseLine<'a> {
    id: &'a str,
    title: &'a str,
    muscles: &'a str,
    seconds: u32,
}

impl List {
    pub fn run(self, home: &Home) -> anyhow::Result<()> {
        let library = home.config()?.library;
        let routines: Vec<&Routine> = library.routines().collect();
        let exercises: Vec<&Exercise> = library.exercises().collect();
        if self.facts.json {
            return out::say_json(&LibraryFacts {
                routines: routines.into_iter().map(RoutineLine::of).collect(),
                exercises: exercises.into_iter().map(ExerciseLine::of).collect(),
            });
        }
        let widest = routines
            .iter()
            .map(|routine| routine.id.len())
            .chain(exercises.iter().map(|exercise| exercise.id.len()))
            .max()
            .unwrap_or(0);
        let ink = Ink::detect();
        let mut lines = vec![ink.dim("Routines")];
        lines.extend(routines.iter().map(|routine| {
            let took = words::short_span(i64::from(routine.duration().as_minutes()));
            let count = routine.exercises.len();
            format!(
                "  {:widest$}  {took:>6}  {} ({count} exercises)",
                routine.id, routine.title
            )
        }));
        lines.extend([String::new(), ink.dim("Exercises")]);
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
            ink.dim("`winddown routine show ID` tells more, `winddown play ID` starts a routine."),
        );
        out::say(lines.join("\n"))
    }
}

impl<'a> RoutineLine<'a> {
    fn of(routine: &'a Routine) -> Self {
        Self {
            id: &routine.id,
            title: &routine.title,
            seconds: routine.duration().as_secs(),
            exercises: routine.exercises.iter().map(|e| e.id.as_str()).collect(),
        }
    }
}

impl<'a> ExerciseLine<'a> {
    fn of(exercise: &'a Exercise) -> Self {
        Self {
            id: &exercise.id,
            title: &exercise.title,
            muscles: &exercise.muscles,
            seconds: exercise.work_time().as_secs(),
        }
    }
}
