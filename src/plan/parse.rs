//! Parses the text of a config into a [`Config`], or into a list of problems.

use chrono::Weekday;
use toml::de::DeTable;

use super::check;
use super::custom::{self, CustomLibrary};
use super::fault::{Part, Place};
use super::problem::{Problem, Problems};
use super::reader::{self, DeclaredIds, Diagnostics, TableReader, TomlValue};
use super::syntax::{LISTS, SECTIONS, salvage};
use super::weekdays::weekday_abbreviation;
use super::{
    Config, DueRule, Plan, Schedule, Step, StepKind, Substance, WeekdaySet, diary, hooks, settings,
    trial, value,
};
use crate::advice;
use crate::event::StepId;
use crate::span::Span;

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
    Err(Problems::new(diagnostics.problems))
}

fn config(root: &DeTable<'_>, diagnostics: &mut Diagnostics) -> Option<Config> {
    let mut top = TableReader::new(root, 0..0, "the config");
    // Below a misspelt or missing header, whole tables are lost, as if they could not be parsed.
    let headers = [LISTS, SECTIONS].concat();
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
            step(fields, &library, diagnostics)
        });
        if let Some(step) = step.filter(|_| !repeated.contains(&n)) {
            steps.push(step);
            step_fields.push(fields);
        }
    }

    let (trials, trial_fields) = trial::trials(&mut top, diagnostics);
    let reminders = settings::reminders(&mut top, diagnostics);
    let display = settings::display(&mut top, diagnostics);
    let sound = settings::sound(&mut top, diagnostics);
    let hooks = hooks::hooks(&mut top, diagnostics);
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

fn days(fields: &mut TableReader<'_>, diagnostics: &mut Diagnostics) -> Option<WeekdaySet> {
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

fn weekday(value: &TomlValue<'_>) -> Result<Weekday, Problem> {
    let choice: Vec<_> = WeekdaySet::EVERY_DAY
        .iter()
        .map(|day| (weekday_abbreviation(day), day))
        .collect();
    value::one_of(value, &choice)
}

fn step(
    fields: &mut TableReader<'_>,
    library: &CustomLibrary<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Step> {
    let id = fields.required("id", value::id, "id = \"warm-bath\"", diagnostics);
    let title = fields.required("title", value::line, "title = \"Warm bath\"", diagnostics);
    let kind_name = fields.required("kind", kind_name, "kind = \"check\"", diagnostics);
    let kind_name = kind_name.filter(|word| !is_of_another_kind(*word, fields, diagnostics));
    let kind = match kind_name {
        Some(word) => kind(word, fields, library, diagnostics),
        None => fields.ignore(&["duration", "routine", "substance"]),
    };
    let when = when(kind_name, fields, diagnostics);
    let planned = if fields.has("days") {
        days(fields, diagnostics)
    } else {
        fields.ignore::<WeekdaySet>(&["days"]); // a known key although it is absent
        Some(WeekdaySet::EVERY_DAY)
    };
    let optional = fields.optional("optional", value::boolean, diagnostics);
    let advice = fields.optional("advice", advice, diagnostics);
    fields.report_unknown_keys(diagnostics);
    Some(Step {
        id: StepId(id?),
        title: title?,
        kind: kind?,
        when: when?,
        days: planned?,
        optional: optional.unwrap_or(false),
        advice,
    })
}

/// The id of a page of advice.
fn advice(value: &TomlValue<'_>) -> Result<String, Problem> {
    let choice: Vec<_> = advice::ids().map(|id| (id, id)).collect();
    value::one_of(value, &choice).map(str::to_owned)
}

/// The value of `kind`. Which other keys a step has depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum KindName {
    Check,
    Timer,
    Routine,
    Cutoff,
    Bedtime,
}

impl KindName {
    const WITH_A_KEY: [Self; 3] = [Self::Timer, Self::Routine, Self::Cutoff];

    /// The name of the kind, and the key that only this kind has.
    fn name_and_key(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::Check => ("check", None),
            Self::Timer => ("timer", Some("duration")),
            Self::Routine => ("routine", Some("routine")),
            Self::Cutoff => ("cutoff", Some("substance")),
            Self::Bedtime => ("bedtime", None),
        }
    }

    /// Reports the key of this kind if it is present in a step of another kind.
    fn reject_key(self, fields: &mut TableReader<'_>, diagnostics: &mut Diagnostics) {
        if let (word, Some(key)) = self.name_and_key() {
            let why = format!("only a {word} has a `{key}`");
            let remedy = format!("leave it out, or write `kind = \"{word}\"`");
            fields.reject(key, &why, &remedy, diagnostics);
        }
    }
}

/// Whether a step lacks the key of its kind and has the key of another kind. Then the kind itself is probably wrong: this
/// is reported, and the other keys of the kind are not checked.
fn is_of_another_kind(
    word: KindName,
    fields: &mut TableReader<'_>,
    diagnostics: &mut Diagnostics,
) -> bool {
    let has_key = |word: KindName| word.name_and_key().1.is_some_and(|key| fields.has(key));
    let other = KindName::WITH_A_KEY
        .into_iter()
        .find(|other| has_key(*other));
    let other = other.filter(|_| !has_key(word));
    if let Some(other) = other {
        other.reject_key(fields, diagnostics);
    }
    other.is_some()
}

fn kind_name(value: &TomlValue<'_>) -> Result<KindName, Problem> {
    let choice = [
        ("check", KindName::Check),
        ("timer", KindName::Timer),
        ("routine", KindName::Routine),
        ("cutoff", KindName::Cutoff),
        ("bedtime", KindName::Bedtime),
    ];
    value::one_of(value, &choice)
}

fn substance(value: &TomlValue<'_>) -> Result<Substance, Problem> {
    let choice = [
        ("caffeine", Substance::Caffeine),
        ("alcohol", Substance::Alcohol),
        ("nicotine", Substance::Nicotine),
        ("food", Substance::Food),
    ];
    value::one_of(value, &choice)
}

fn duration(value: &TomlValue<'_>) -> Result<Span, Problem> {
    value::span_within(value, Span::seconds(1)..=Span::minutes(12 * 60))
}

fn kind(
    word: KindName,
    fields: &mut TableReader<'_>,
    library: &CustomLibrary<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<StepKind> {
    for other in KindName::WITH_A_KEY
        .into_iter()
        .filter(|other| *other != word)
    {
        other.reject_key(fields, diagnostics);
    }
    match word {
        KindName::Check => Some(StepKind::Check),
        KindName::Bedtime => Some(StepKind::Bedtime),
        KindName::Timer => {
            let duration = fields.required("duration", duration, "duration = \"15m\"", diagnostics);
            duration.map(|duration| StepKind::Timer { duration })
        }
        KindName::Cutoff => {
            let example = "substance = \"caffeine\"";
            let substance = fields.required("substance", substance, example, diagnostics);
            substance.map(|substance| StepKind::Cutoff { substance })
        }
        KindName::Routine => {
            let example = "routine = \"restless-legs\"";
            let id = fields.required("routine", value::id, example, diagnostics)?;
            let place = fields.value_span("routine");
            let duration = library.routine(&id, place, diagnostics)?.duration();
            Some(StepKind::Routine {
                routine: id,
                duration,
            })
        }
    }
}

/// When the step is due. Exactly one of three keys is required; the bedtime step has none of them.
fn when(
    kind: Option<KindName>,
    fields: &mut TableReader<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<DueRule> {
    const KEYS: [&str; 3] = ["at", "before_bed", "after"];
    if kind == Some(KindName::Bedtime) {
        for key in KEYS {
            let why = "lights-out is at bedtime, which the top of the file says";
            fields.reject(key, why, &format!("leave `{key}` out"), diagnostics);
        }
        return Some(DueRule::BeforeBed(Span::ZERO));
    }
    let at = fields.optional("at", value::clock_time, diagnostics);
    let before_bed = fields.optional("before_bed", value::span, diagnostics);
    let after = fields.optional("after", value::id, diagnostics);
    let mut written = KEYS.into_iter().filter(|key| fields.has(key));
    match (written.next(), written.next()) {
        (None, _) if kind.is_none() || KEYS.iter().any(|key| fields.has_misspelt(key)) => None,
        (None, _) => {
            let problem = Problem::new(fields.span.clone(), "this step has no time");
            diagnostics.push_unless_in_gap(problem.suggest(
                "write `at = \"21:00\"`, `before_bed = \"90m\"` or `after = \"another-step\"`",
            ));
            None
        }
        (Some(first), Some(second)) => {
            let problem = Problem::new(fields.key_span(second), "a step has only one time");
            let problem = problem.relate(fields.key_span(first), "here is one already");
            diagnostics.push(problem.suggest(format!("keep `{first}` or `{second}`")));
            None
        }
        (Some(_), None) => at
            .map(DueRule::At)
            .or(before_bed.map(DueRule::BeforeBed))
            .or(after.map(|id| DueRule::After(StepId(id)))),
    }
}
