//! Parses a step.

use super::custom::CustomLibrary;
use super::parse::days;
use super::problem::Problem;
use super::reader::{Diagnostics, TableReader, TomlValue};
use super::{DueRule, Step, StepKind, Substance, WeekdaySet, value};
use crate::advice;
use crate::event::StepId;
use crate::span::Span;

/// Parses a step, or reports what is wrong with it.
pub(super) fn step(
    fields: &mut TableReader<'_>,
    library: &CustomLibrary<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Step> {
    let id = fields.required("id", value::id, "id = \"warm-bath\"", diagnostics);
    let title = fields.required("title", value::line, "title = \"Warm bath\"", diagnostics);
    let syntax = fields.required("kind", kind_syntax, "kind = \"check\"", diagnostics);
    let syntax = syntax.filter(|syntax| !is_of_another_kind(syntax, fields, diagnostics));
    let kind = match syntax {
        Some(syntax) => {
            syntax.reject_keys_of_others(fields, diagnostics);
            (syntax.parse)(fields, library, diagnostics)
        }
        None => fields.ignore(&KINDS.iter().filter_map(|kind| kind.key).collect::<Vec<_>>()),
    };
    let when = if kind == Some(StepKind::Bedtime) {
        reject_time(fields, diagnostics);
        Some(DueRule::BeforeBed(Span::ZERO))
    } else {
        when(syntax.is_some(), fields, diagnostics)
    };
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

/// How a kind of step is written in the config.
#[derive(Clone, Copy)]
struct KindSyntax {
    /// The value of `kind`: [`StepKind::name`].
    name: &'static str,
    /// The key that only steps of this kind have.
    key: Option<&'static str>,
    /// Parses the data of this kind. None if its key is missing or wrong, which is then reported.
    parse: fn(&mut TableReader<'_>, &CustomLibrary<'_>, &mut Diagnostics) -> Option<StepKind>,
}

/// All kinds of steps.
const KINDS: [KindSyntax; 5] = [
    KindSyntax {
        name: "check",
        key: None,
        parse: |_, _, _| Some(StepKind::Check),
    },
    KindSyntax {
        name: "timer",
        key: Some("duration"),
        parse: timer,
    },
    KindSyntax {
        name: "routine",
        key: Some("routine"),
        parse: routine,
    },
    KindSyntax {
        name: "cutoff",
        key: Some("substance"),
        parse: cutoff,
    },
    KindSyntax {
        name: "bedtime",
        key: None,
        parse: |_, _, _| Some(StepKind::Bedtime),
    },
];

impl KindSyntax {
    /// Whether the key of this kind is present.
    fn has_its_key(&self, fields: &TableReader<'_>) -> bool {
        self.key.is_some_and(|key| fields.has(key))
    }

    /// Reports the key of this kind if it is present in a step of another kind.
    fn reject_its_key(&self, fields: &mut TableReader<'_>, diagnostics: &mut Diagnostics) {
        if let Some(key) = self.key {
            let name = self.name;
            let why = format!("only a {name} has a `{key}`");
            let remedy = format!("leave it out, or write `kind = \"{name}\"`");
            fields.reject(key, &why, &remedy, diagnostics);
        }
    }

    /// Reports the keys that only steps of other kinds have.
    fn reject_keys_of_others(&self, fields: &mut TableReader<'_>, diagnostics: &mut Diagnostics) {
        for other in KINDS.iter().filter(|other| other.name != self.name) {
            other.reject_its_key(fields, diagnostics);
        }
    }
}

/// Whether a step lacks the key of its kind and has the key of another kind. Then the kind itself is probably wrong: this
/// is reported, and the other keys of the kind are not checked.
fn is_of_another_kind(
    syntax: &KindSyntax,
    fields: &mut TableReader<'_>,
    diagnostics: &mut Diagnostics,
) -> bool {
    if syntax.has_its_key(fields) {
        return false;
    }
    let other = KINDS.iter().find(|other| other.has_its_key(fields));
    if let Some(other) = other {
        other.reject_its_key(fields, diagnostics);
    }
    other.is_some()
}

fn kind_syntax(value: &TomlValue<'_>) -> Result<KindSyntax, Problem> {
    value::one_of(value, &KINDS.map(|kind| (kind.name, kind)))
}

fn timer(
    fields: &mut TableReader<'_>,
    _library: &CustomLibrary<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<StepKind> {
    let duration = fields.required("duration", duration, "duration = \"15m\"", diagnostics);
    duration.map(|duration| StepKind::Timer { duration })
}

fn duration(value: &TomlValue<'_>) -> Result<Span, Problem> {
    value::span_within(value, Span::seconds(1)..=Span::minutes(12 * 60))
}

fn routine(
    fields: &mut TableReader<'_>,
    library: &CustomLibrary<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<StepKind> {
    let example = "routine = \"restless-legs\"";
    let routine = fields.required("routine", value::id, example, diagnostics)?;
    let place = fields.value_span("routine");
    let outline = library.routine_outline(&routine, place, diagnostics)?;
    let duration = outline.duration;
    Some(StepKind::Routine { routine, duration })
}

fn cutoff(
    fields: &mut TableReader<'_>,
    _library: &CustomLibrary<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<StepKind> {
    let example = "substance = \"caffeine\"";
    let substance = fields.required("substance", substance, example, diagnostics);
    substance.map(|substance| StepKind::Cutoff { substance })
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

/// The keys that say when a step is due.
const TIME_KEYS: [&str; 3] = ["at", "before_bed", "after"];

/// Reports the time of a bedtime step, which has none of its own.
fn reject_time(fields: &mut TableReader<'_>, diagnostics: &mut Diagnostics) {
    for key in TIME_KEYS {
        let why = "lights-out is at bedtime, which the top of the file says";
        fields.reject(key, why, &format!("leave `{key}` out"), diagnostics);
    }
}

/// When the step is due. Exactly one of three keys is required. That there is none is reported only if the kind is known,
/// because a bedtime step has none.
fn when(
    is_kind_known: bool,
    fields: &mut TableReader<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<DueRule> {
    let at = fields.optional("at", value::clock_time, diagnostics);
    let before_bed = fields.optional("before_bed", value::span, diagnostics);
    let after = fields.optional("after", value::id, diagnostics);
    let mut written = TIME_KEYS.into_iter().filter(|key| fields.has(key));
    match (written.next(), written.next()) {
        (None, _) if !is_kind_known || TIME_KEYS.iter().any(|key| fields.has_misspelt(key)) => None,
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

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    #[test]
    fn every_kind_that_a_config_can_name_is_recorded_under_the_same_name() {
        for kind in KINDS {
            let example = match kind.key {
                Some("duration") => "duration = \"15m\"",
                Some("routine") => "routine = \"restless-legs\"",
                Some("substance") => "substance = \"food\"",
                Some(key) => panic!("an example of `{key}` is missing here"),
                None => "",
            };
            let name = kind.name;
            let time = if name == "bedtime" {
                ""
            } else {
                "at = \"22:00\""
            };
            let config = format!(
                "bedtime = \"22:30\"\nwake = \"06:30\"\n[[step]]\nid = \"a\"\ntitle = \"A\"\nkind = \"{name}\"\n\
                 {example}\n{time}"
            );
            let plan = parse(&config).unwrap().plan;
            assert_eq!(plan.steps[0].kind.name(), name);
            assert_eq!(plan.to_record()["step"][0]["kind"], name);
        }
    }
}
