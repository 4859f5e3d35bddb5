//! `winddown routine show`: prints a routine or an exercise.

use clap::Args;
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use crate::advice;
use crate::cli::act::OutputOptions;
use crate::cli::completions::Completes;
use crate::cli::context::CommandContext;
use crate::cli::failure::BadArguments;
use crate::cli::out::{self, OutputStyle};
use crate::exercise::{Exercise, Library, Position, Routine, Sides, Work};
use crate::plan::in_backticks;
use crate::tui::wrap::wrapped;
use crate::words;

/// Show a routine step by step, or one exercise
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  winddown routine show restless-legs
  winddown routine show calf-wall")]
pub(crate) struct Show {
    /// The id of a routine or an exercise
    #[arg(add = Completes::RoutineOrExercise)]
    id: String,
    #[command(flatten)]
    options: OutputOptions,
}

#[derive(Debug, Serialize)]
struct RoutineJson<'a> {
    id: &'a str,
    title: &'a str,
    seconds: u32,
    night: bool,
    gentle: bool,
    positions: &'a [Position],
    exercises: Vec<ExerciseJson<'a>>,
}

#[derive(Debug, Serialize)]
struct ExerciseJson<'a> {
    id: &'a str,
    title: &'a str,
    muscles: &'a str,
    work: String,
    seconds: u32,
    cues: &'a [String],
    note: Option<&'static str>,
}

impl Show {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        let library = ctx.config()?.library;
        if let Some(routine) = library.routine(&self.id) {
            if self.options.json {
                return out::print_json(&RoutineJson::from_routine(routine));
            }
            return out::print(routine_text(routine, OutputStyle::detect()));
        }
        let Some(exercise) = library.exercise(&self.id) else {
            return Err(unknown(&self.id, &library).into());
        };
        if self.options.json {
            return out::print_json(&ExerciseJson::from_exercise(exercise));
        }
        out::print(exercise_text(exercise))
    }
}

/// The error for an id that no routine and no exercise has.
fn unknown(id: &str, library: &Library) -> BadArguments {
    let routines = library.routines().map(|routine| routine.id.as_str());
    let exercises = library.exercises().map(|exercise| exercise.id.as_str());
    let hint = super::nearest(id, routines.chain(exercises));
    BadArguments(format!(
        "there is no routine or exercise {}; {hint}",
        in_backticks(id)
    ))
}

fn routine_text(routine: &Routine, style: OutputStyle) -> String {
    let minutes = i64::from(routine.duration().as_minutes());
    let mut lines = vec![
        format!("{}, {}", routine.title, words::short_span(minutes)),
        String::new(),
    ];
    for (n, exercise) in routine.exercises.iter().enumerate() {
        let title = style.accent(&exercise.title);
        lines.push(format!("{:>3}  {title}: {}", n + 1, work_text(exercise)));
        let cues = packed(&exercise.cues);
        lines.extend(cues.iter().map(|line| style.dim(&format!("     {line}"))));
        let note = note(exercise).map(|note| wrapped(note, 72));
        lines.extend(note.iter().flatten().map(|line| format!("     {line}")));
    }
    lines.join("\n")
}

/// Joins the cues into lines of at most 72 cells, without breaking a cue.
fn packed(cues: &[String]) -> Vec<String> {
    const WIDTH: usize = 72;
    let mut lines: Vec<String> = Vec::new();
    for cue in cues {
        match lines.last_mut() {
            Some(line) if line.width() + 1 + cue.width() <= WIDTH => {
                line.push(' ');
                line.push_str(cue);
            }
            _ => lines.push(cue.clone()),
        }
    }
    lines
}

fn exercise_text(exercise: &Exercise) -> String {
    let mut lines = vec![
        exercise.title.clone(),
        format!("for {}: {}", exercise.muscles, work_text(exercise)),
        String::new(),
    ];
    lines.extend(exercise.cues.iter().map(|cue| format!("  {cue}")));
    if let Some(note) = note(exercise) {
        lines.push(String::new());
        lines.extend(wrapped(note, 72));
    }
    lines.join("\n")
}

/// The full text of the exercise's safety note.
fn note(exercise: &Exercise) -> Option<&'static str> {
    let note = exercise.safety_note().and_then(advice::note)?;
    Some(&note.text)
}

/// Duration and repetitions of an exercise: `30 s, 2 times each side`.
fn work_text(exercise: &Exercise) -> String {
    let times = |n: u32, what: &str| match n {
        1 => format!("once{what}"),
        n => format!("{n} times{what}"),
    };
    match &exercise.work {
        Work::Hold {
            hold,
            sides,
            repeat,
            ..
        } => {
            let (repeat, secs) = (u32::from(*repeat), hold.as_secs());
            let each = match sides {
                Sides::Both if repeat == 1 => return format!("{secs} s"),
                Sides::Both => times(repeat, ""),
                Sides::Each => times(repeat, " each side"),
            };
            format!("{secs} s, {each}")
        }
        Work::Breathe { breath, rounds } => {
            let parts: Vec<String> = [
                ("in", breath.inhale),
                ("hold", breath.hold),
                ("out", breath.exhale),
                ("rest", breath.rest),
            ]
            .iter()
            .filter(|(_, span)| !span.is_zero())
            .map(|(name, span)| format!("{name} {}", span.as_secs()))
            .collect();
            format!("{}, {rounds} breaths", parts.join(", "))
        }
        Work::TenseRelease {
            tense,
            release,
            groups,
        } => format!(
            "tense {} s, let go {} s: {}",
            tense.as_secs(),
            release.as_secs(),
            groups.join(", ")
        ),
    }
}

impl<'a> RoutineJson<'a> {
    fn from_routine(routine: &'a Routine) -> Self {
        Self {
            id: &routine.id,
            title: &routine.title,
            seconds: routine.duration().as_secs(),
            night: routine.night,
            gentle: routine.gentle,
            positions: &routine.positions,
            exercises: routine
                .exercises
                .iter()
                .map(ExerciseJson::from_exercise)
                .collect(),
        }
    }
}

impl<'a> ExerciseJson<'a> {
    fn from_exercise(exercise: &'a Exercise) -> Self {
        Self {
            id: &exercise.id,
            title: &exercise.title,
            muscles: &exercise.muscles,
            work: work_text(exercise),
            seconds: exercise.work_time().as_secs(),
            cues: &exercise.cues,
            note: note(exercise),
        }
    }
}
