//! What completes the value of an argument: the ids of the user's plan, drinks, dates and so on.
//!
//! An argument says what completes it with `#[arg(add = Completes::Step)]`, where it is declared. Whatever is asked for
//! is read then: most runs of the program complete nothing.

use std::ffi::{OsStr, OsString};
use std::iter;
use std::sync::Arc;

use chrono::{Days, NaiveDate};
use clap::ValueHint;
use clap::builder::ArgExt;
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};

use crate::cli::context::CommandContext;
use crate::diary::FACTORS;
use crate::diary::drinks::{Drink, all_drinks};
use crate::evening::FEELS;
use crate::event::{BodyPart, EveningDate};
use crate::exercise::pose::Pose;
use crate::plan::{Config, Plan, Trial};
use crate::{learn, words};

/// What completes the value of an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Completes {
    /// A step of the plan.
    Step,
    /// A step whose trial runs or is still to come.
    OpenTrial,
    /// A step that is or was tried.
    Trial,
    /// A routine.
    Routine,
    /// A routine or an exercise.
    RoutineOrExercise,
    /// A built-in pose, or a file.
    Pose,
    /// A drink, in one word or several.
    Drink,
    /// A factor of the day.
    Factor,
    /// A sensation in the legs.
    Sensation,
    /// A part of the body.
    BodyPart,
    /// A page of Learn.
    Page,
    /// Tonight's evening or an earlier one.
    PastEvening,
    /// Tonight's evening or a later one.
    ComingEvening,
    /// An evening before or after tonight's.
    Evening,
    /// Today or an earlier day, written as a date.
    PastDay,
}

impl ArgExt for Completes {}

/// How many days before or after today are offered.
const DAYS: u64 = 14;

const FILES: &str = "files";
const FOLDERS: &str = "folders";

/// A stand-in for the names of files or folders, which the shell completes.
fn file_names(kind: &str) -> CompletionCandidate {
    CompletionCandidate::new("").id(Some(kind.to_owned()))
}

/// What a stand-in of that id stands for.
pub(super) fn wanted_files(id: &str) -> Option<&str> {
    [FILES, FOLDERS].contains(&id).then_some(id)
}

/// What candidates are taken from.
#[derive(Debug, Clone)]
pub(super) struct CandidateSource(Arc<Known>);

#[derive(Debug)]
struct Known {
    /// None where the user's files cannot be found.
    context: Option<CommandContext>,
    /// The words before the one that is completed.
    before: Vec<String>,
}

/// The command, with candidates for each argument that says what completes it or takes a file.
pub(super) fn with_candidates(command: clap::Command, source: &CandidateSource) -> clap::Command {
    let completed = command.mut_args(|arg| {
        if let Some(completes) = arg.get::<Completes>().copied() {
            let source = source.clone();
            let completer = move |typed: &OsStr| source.matching(completes, typed);
            return arg.add(ArgValueCompleter::new(completer));
        }
        match arg.get_value_hint() {
            ValueHint::AnyPath | ValueHint::FilePath => {
                arg.add(ArgValueCompleter::new(|_: &OsStr| vec![file_names(FILES)]))
            }
            ValueHint::DirPath => arg.add(ArgValueCompleter::new(|_: &OsStr| {
                vec![file_names(FOLDERS)]
            })),
            _ => arg,
        }
    });
    completed.mut_subcommands(|subcommand| with_candidates(subcommand, source))
}

impl CandidateSource {
    pub(super) fn new(context: Option<CommandContext>, before: &[OsString]) -> Self {
        let before = before
            .iter()
            .map(|word| word.to_string_lossy().into_owned());
        Self(Arc::new(Known {
            context,
            before: before.collect(),
        }))
    }

    /// The candidates that begin with what was typed, in their own order.
    fn matching(&self, completes: Completes, typed: &OsStr) -> Vec<CompletionCandidate> {
        let typed = typed.to_string_lossy();
        let all = self.0.candidates(completes).unwrap_or_default();
        let matching = all.into_iter().filter(|candidate| {
            let value = candidate.get_value().to_string_lossy();
            candidate.get_id().is_some() || value.starts_with(&*typed)
        });
        let ordered = matching.enumerate();
        ordered
            .map(|(n, candidate)| candidate.display_order(Some(n)))
            .collect()
    }
}

impl Known {
    /// None where the user's config or journal is needed and cannot be read. Whoever then runs the command is told why.
    fn candidates(&self, completes: Completes) -> Option<Vec<CompletionCandidate>> {
        let found = match completes {
            Completes::Step => {
                let steps = self.config()?.plan.steps;
                let described = |step: crate::plan::Step| described(step.id.0, &step.title);
                steps.into_iter().map(described).collect()
            }
            Completes::OpenTrial => {
                let tonight = self.tonight()?;
                self.tried(|trial| trial.last() >= tonight)?
            }
            Completes::Trial => self.tried(|_| true)?,
            Completes::Routine => self.routines()?,
            Completes::RoutineOrExercise => {
                let library = self.config()?.library;
                let exercises = library.exercises();
                let described = exercises.map(|it| described(&it.id, &it.title));
                self.routines()?.into_iter().chain(described).collect()
            }
            Completes::Pose => Pose::ids()
                .map(CompletionCandidate::new)
                .chain(iter::once(file_names(FILES)))
                .collect(),
            Completes::Drink => {
                let known = all_drinks(&self.config()?.diary.drinks);
                rest_of_drinks(&self.before, &known)
            }
            Completes::Factor => {
                let own = self.config()?.diary.factors;
                let names = FACTORS.into_iter().map(str::to_owned).chain(own);
                names.map(CompletionCandidate::new).collect()
            }
            Completes::Sensation => FEELS.map(CompletionCandidate::new).into(),
            Completes::BodyPart => BodyPart::ALL
                .map(|part| CompletionCandidate::new(part.name()))
                .into(),
            Completes::Page => learn::pages()
                .map(|page| described(page.id, page.title))
                .collect(),
            Completes::PastEvening => {
                let tonight = self.tonight()?;
                named_evenings(tonight)
                    .into_iter()
                    .chain(dates(tonight, days_before(tonight.0)))
                    .collect()
            }
            Completes::ComingEvening => {
                let tonight = self.tonight()?;
                let [named, _] = named_evenings(tonight);
                iter::once(named)
                    .chain(dates(tonight, days_after(tonight.0)))
                    .collect()
            }
            Completes::Evening => {
                let tonight = self.tonight()?;
                let around = days_after(tonight.0).chain(days_before(tonight.0));
                named_evenings(tonight)
                    .into_iter()
                    .chain(dates(tonight, around))
                    .collect()
            }
            Completes::PastDay => {
                let context = self.context.as_ref()?;
                let today = context.now.with_timezone(&context.zone).date_naive();
                let days = iter::once(today).chain(days_before(today));
                dates(EveningDate(today), days).collect()
            }
        };
        Some(found)
    }

    fn config(&self) -> Option<Config> {
        self.context.as_ref()?.config().ok()
    }

    fn tonight(&self) -> Option<EveningDate> {
        let context = self.context.as_ref()?;
        context.coach().ok()?.date_of_tonight(context.now).ok()
    }

    fn routines(&self) -> Option<Vec<CompletionCandidate>> {
        let library = self.config()?.library;
        let routines = library.routines();
        Some(routines.map(|it| described(&it.id, &it.title)).collect())
    }

    /// The steps of the trials for which that holds, each once.
    fn tried(&self, holds: impl Fn(&Trial) -> bool) -> Option<Vec<CompletionCandidate>> {
        let Plan { steps, trials, .. } = self.config()?.plan;
        let is_tried = |id| trials.iter().any(|trial| trial.step == id && holds(trial));
        let tried = steps.into_iter().filter(|step| is_tried(step.id.clone()));
        Some(
            tried
                .map(|step| described(step.id.0, &step.title))
                .collect(),
        )
    }
}

fn described(value: impl Into<OsString>, help: &str) -> CompletionCandidate {
    CompletionCandidate::new(value).help(Some(help.to_owned().into()))
}

fn named_evenings(tonight: EveningDate) -> [CompletionCandidate; 2] {
    [("tonight", tonight), ("yesterday", tonight.previous())]
        .map(|(name, evening)| described(name, &words::long_date(evening)))
}

fn days_before(day: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    (1..=DAYS).filter_map(move |n| day.checked_sub_days(Days::new(n)))
}

fn days_after(day: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    (1..=DAYS).filter_map(move |n| day.checked_add_days(Days::new(n)))
}

fn dates(
    tonight: EveningDate,
    days: impl Iterator<Item = NaiveDate>,
) -> impl Iterator<Item = CompletionCandidate> {
    days.map(move |day| {
        let help = words::long_date_seen_from(tonight, EveningDate(day));
        described(day.to_string(), &help)
    })
}

/// The drinks, or what is missing of those whose first words are typed already, as in `log caffeine green`.
fn rest_of_drinks(before: &[String], known: &[Drink]) -> Vec<CompletionCandidate> {
    let rest = |typed: usize| {
        let begun = &before[before.len() - typed..];
        known.iter().filter_map(move |drink| {
            let mut words: Vec<&str> = drink.name.split(' ').collect();
            let is_begun = words.len() >= typed
                && iter::zip(begun, &words).all(|(typed, word)| typed.eq_ignore_ascii_case(word));
            is_begun.then(|| {
                let missing = words.split_off(typed).join(" ");
                described(missing, &format!("{} mg", drink.mg))
            })
        })
    };
    let longest = known
        .iter()
        .map(|drink| drink.name.split(' ').count())
        .max();
    let most = longest.unwrap_or(0).min(before.len());
    // The more words a drink has in common with the line, the likelier it is meant.
    let typed = (1..=most).rev().find(|typed| rest(*typed).next().is_some());
    let missing = rest(typed.unwrap_or(0));
    missing.filter(|it| !it.get_value().is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rest_after(line: &str) -> Vec<String> {
        let before: Vec<String> = line.split(' ').map(str::to_owned).collect();
        let found = rest_of_drinks(&before, &all_drinks(&[]));
        let value = |it: &CompletionCandidate| it.get_value().to_string_lossy().into_owned();
        found.iter().map(value).collect()
    }

    #[test]
    fn a_drink_of_two_words_is_completed_from_its_second_word() {
        assert_eq!(rest_after("winddown log caffeine green"), ["tea"]);
        assert_eq!(rest_after("winddown log caffeine Energy"), ["drink"]);
        assert!(rest_after("winddown log caffeine").contains(&"green tea".to_owned()));
    }

    #[test]
    fn nothing_follows_a_whole_drink() {
        assert_eq!(rest_after("winddown log caffeine espresso"), [""; 0]);
        assert_eq!(rest_after("winddown log caffeine green tea"), [""; 0]);
    }

    #[test]
    fn a_drink_that_begins_another_one_can_be_continued() {
        let known = ["tea", "tea with milk"].map(|name| Drink {
            name: name.to_owned(),
            mg: 40.0,
        });
        let found = rest_of_drinks(&["caffeine".into(), "tea".into()], &known);
        let values: Vec<_> = found.iter().map(CompletionCandidate::get_value).collect();
        assert_eq!(values, ["with milk"]);
    }
}
