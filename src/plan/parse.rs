//! Parses the text of a config into a [`Config`], or into a list of problems.

use chrono::Weekday;
use toml::de::DeTable;

use super::check;
use super::custom;
use super::fault::{Part, Place};
use super::problem::{Problem, Problems};
use super::reader::{self, DeclaredIds, Diagnostics, TableReader, TomlValue};
use super::syntax::{LISTS, SECTIONS, salvage};
use super::weekdays::weekday_abbreviation;
use super::{Config, Plan, Schedule, WeekdaySet, diary, hooks, keys, settings, step, trial, value};

/// Parses the text of a config.
///
/// Time and memory grow with the length of the text, which the caller must limit.
///
/// # Errors
/// All [`Problems`] of the text. A problem that is only a consequence of another one is not reported.
pub fn parse(text: &str) -> Result<Config, Problems> {
    let (root, errors) = DeTable::parse_recoverable(text);
    let mut diagnostics = Diagnostics::default();
    let config = if errors.is_empty() {
        config(root.get_ref(), &mut diagnostics)
    } else {
        let salvaged = salvage(text, &errors);
        diagnostics.problems = salvaged.problems;
        diagnostics.gaps = salvaged.gaps;
        let (root, _) = DeTable::parse_recoverable(&salvaged.text);
        config(root.get_ref(), &mut diagnostics)
    };
    if diagnostics.problems.is_empty()
        && let Some(config) = config
    {
        return Ok(config);
    }
    let clock = diagnostics.clock;
    let problems = diagnostics.problems.into_iter();
    Err(Problems::new(
        problems.map(|problem| problem.by_clock(clock)).collect(),
    ))
}

fn config(root: &DeTable<'_>, diagnostics: &mut Diagnostics) -> Option<Config> {
    let mut top = TableReader::new(root, 0..0, "the config");
    // Below a misspelt or missing header, whole tables are lost, as if they could not be parsed.
    let headers = [LISTS.as_slice(), SECTIONS.as_slice()].concat();
    diagnostics.gaps.whole_tables |=
        top.has_misplaced_tables(&headers, &["step", "exercise", "routine"]);
    let bedtime = top.required(
        "bedtime",
        value::clock_time,
        "bedtime = \"22:30\"",
        diagnostics,
    );
    let wake = top.required("wake", value::clock_time, "wake = \"06:30\"", diagnostics);

    let mut schedules = Vec::new();
    let mut schedule_fields = Vec::new();
    let mut whole = true;
    for mut fields in top.tables("schedule", "a schedule", diagnostics) {
        match diagnostics.read_if_valid(&mut fields, schedule) {
            Some(schedule) => {
                schedules.push(schedule);
                schedule_fields.push(fields);
            }
            None => whole = false,
        }
    }

    let library = custom::library(&mut top, diagnostics);
    let tables = top.tables("step", "a step", diagnostics);
    let written = DeclaredIds::from_tables(&tables, &top, "step", value::id, diagnostics);
    let repeated = reader::repeated(&tables, "step", diagnostics);
    let mut steps = Vec::new();
    let mut step_fields = Vec::new();
    for (n, mut fields) in tables.into_iter().enumerate() {
        let step = diagnostics.read_if_valid(&mut fields, |fields, diagnostics| {
            step::step(fields, &library, diagnostics)
        });
        if let Some(step) = step.filter(|_| !repeated.contains(&n)) {
            steps.push(step);
            step_fields.push(fields);
        }
    }

    let (trials, trial_fields) = trial::trials(&mut top, diagnostics);
    let reminders = settings::reminders(&mut top, diagnostics);
    let display = settings::display(&mut top, diagnostics);
    diagnostics.clock = display.clock;
    let sound = settings::sound(&mut top, diagnostics);
    let hooks = hooks::hooks(&mut top, diagnostics);
    let keys = keys::keys(&mut top, diagnostics);
    let diary = diary::diary(&mut top, diagnostics);
    top.report_unknown_keys(diagnostics);

    // References between steps are checked even if times are missing.
    whole &= bedtime.is_some() && wake.is_some() && !diagnostics.gaps.whole_tables;
    let plan = Plan {
        bedtime: bedtime.unwrap_or_default(),
        wake: wake.unwrap_or_default(),
        schedules,
        steps,
        trials,
    };
    let mut faults = check::structure(&plan, &written);
    faults.extend(trial::repeated_seeds(&plan));
    if whole && plan.steps.len() <= Plan::MAX_STEPS {
        faults.extend(check::times(&plan));
    }
    let span = |place: Place| match place.part {
        Part::Top => top.value_span(place.key),
        Part::Schedule(n) => schedule_fields[n].value_span(place.key),
        Part::Step(n) => step_fields[n].value_span(place.key),
        Part::Trial(n) => trial_fields[n].value_span(place.key),
    };
    diagnostics
        .problems
        .extend(faults.into_iter().map(|fault| Problem {
            span: span(fault.place),
            message: fault.message,
            suggestion: fault.suggestion,
            related: fault.related.map(|(place, why)| (span(place), why)),
        }));
    whole.then_some(Config {
        plan,
        reminders,
        display,
        sound,
        hooks,
        keys,
        diary,
        library: library.library,
    })
}

fn schedule(fields: &mut TableReader<'_>, diagnostics: &mut Diagnostics) -> Option<Schedule> {
    fields.require("days", "days = [\"fri\", \"sat\"]", diagnostics);
    let days = days(fields, diagnostics);
    let bedtime = fields.optional("bedtime", value::clock_time, diagnostics);
    let wake = fields.optional("wake", value::clock_time, diagnostics);
    fields.report_unknown_keys(diagnostics);
    if ["bedtime", "wake"]
        .iter()
        .all(|key| !fields.has(key) && !fields.has_misspelt(key))
    {
        let problem = Problem::new(fields.span.clone(), "this schedule changes nothing");
        diagnostics
            .push_unless_in_gap(problem.suggest("give it a `bedtime`, a `wake` time, or both"));
        return None;
    }
    let unread = fields.has("bedtime") != bedtime.is_some() || fields.has("wake") != wake.is_some();
    (!unread).then_some(Schedule {
        days: days?,
        bedtime,
        wake,
    })
}

/// The weekdays that a table names under `days`.
pub(super) fn days(
    fields: &mut TableReader<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<WeekdaySet> {
    let days: WeekdaySet = fields
        .list("days", weekday, diagnostics)?
        .into_iter()
        .collect();
    if days.is_empty() {
        let problem = Problem::new(fields.value_span("days"), "no weekday is named here");
        diagnostics.push(
            problem.suggest("name some, such as \"fri\"; without `days` it is every evening"),
        );
        return None;
    }
    Some(days)
}

pub(super) fn weekday(value: &TomlValue<'_>) -> Result<Weekday, Problem> {
    let choice: Vec<_> = WeekdaySet::EVERY_DAY
        .iter()
        .map(|day| (weekday_abbreviation(day), day))
        .collect();
    value::one_of(value, &choice)
}
