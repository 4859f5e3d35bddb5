//! From the text of a config to a [`Config`], or to everything that is wrong with it.

use chrono::Weekday;
use toml::de::DeTable;

use super::check;
use super::fault::{Part, Place};
use super::own::{self, Named};
use super::problem::{Problem, Problems};
use super::reader::{self, Fields, Node, Sink, WrittenIds};
use super::syntax::{LISTS, SECTIONS, salvage};
use super::{
    Config, Plan, Schedule, Step, StepKind, Substance, WeekdaySet, When, diary, hooks, settings,
    trial, value, weekday_word,
};
use crate::advice;
use crate::event::StepId;
use crate::span::Span;

/// Reads the text of a config.
///
/// Time and memory grow with the length of the text; the caller limits that.
///
/// # Errors
/// All [`Problems`] at once, one for each mistake: what only follows from another mistake is not reported.
pub fn parse(text: &str) -> Result<Config, Problems> {
    let (root, errors) = DeTable::parse_recoverable(text);
    let mut sink = Sink::default();
    let config = if errors.is_empty() {
        config(root.get_ref(), &mut sink)
    } else {
        let salvaged = salvage(text, &errors);
        sink.found = salvaged.problems;
        sink.gaps = salvaged.gaps;
        let (root, _) = DeTable::parse_recoverable(&salvaged.text);
        config(root.get_ref(), &mut sink)
    };
    if sink.found.is_empty()
        && let Some(config) = config
    {
        return Ok(config);
    }
    Err(Problems::of(sink.found))
}

fn config(root: &DeTable<'_>, sink: &mut Sink) -> Option<Config> {
    let mut top = Fields::new(root, 0..0, "the config");
    // What stands below a misspelt header, or a missing one, is lost as if it could not be parsed.
    let headers = [LISTS, SECTIONS].concat();
    sink.gaps.whole_tables |= top.hides_tables(&headers, &["step", "exercise", "routine"]);
    let bedtime = top.required("bedtime", value::clock_time, "bedtime = \"22:30\"", sink);
    let wake = top.required("wake", value::clock_time, "wake = \"06:30\"", sink);

    let mut schedules = Vec::new();
    let mut schedule_fields = Vec::new();
    let mut whole = true;
    for mut fields in top.tables("schedule", "a schedule", sink) {
        match sink.sound(&mut fields, schedule) {
            Some(schedule) => {
                schedules.push(schedule);
                schedule_fields.push(fields);
            }
            None => whole = false,
        }
    }

    let library = own::library(&mut top, sink);
    let tables = top.tables("step", "a step", sink);
    let written = WrittenIds::of(&tables, &top, "step", value::id, sink);
    let repeated = reader::repeated(&tables, "step", sink);
    let mut steps = Vec::new();
    let mut step_fields = Vec::new();
    for (n, mut fields) in tables.into_iter().enumerate() {
        let step = sink.sound(&mut fields, |fields, sink| step(fields, &library, sink));
        if let Some(step) = step.filter(|_| !repeated.contains(&n)) {
            steps.push(step);
            step_fields.push(fields);
        }
    }

    let (trials, trial_fields) = trial::trials(&mut top, sink);
    let reminders = settings::reminders(&mut top, sink);
    let display = settings::display(&mut top, sink);
    let sound = settings::sound(&mut top, sink);
    let hooks = hooks::hooks(&mut top, sink);
    let diary = diary::diary(&mut top, sink);
    top.finish(sink);

    // How the steps hang together is checked even where the times are not known.
    whole &= bedtime.is_some() && wake.is_some() && !sink.gaps.whole_tables;
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
    sink.found.extend(faults.into_iter().map(|fault| Problem {
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

fn schedule(fields: &mut Fields<'_>, sink: &mut Sink) -> Option<Schedule> {
    fields.need("days", "days = [\"fri\", \"sat\"]", sink);
    let days = days(fields, sink);
    let bedtime = fields.optional("bedtime", value::clock_time, sink);
    let wake = fields.optional("wake", value::clock_time, sink);
    fields.finish(sink);
    if ["bedtime", "wake"]
        .iter()
        .all(|key| !fields.has(key) && !fields.has_misspelt(key))
    {
        let problem = Problem::new(fields.span.clone(), "this schedule changes nothing");
        sink.say_missing(problem.suggest("give it a `bedtime`, a `wake` time, or both"));
        return None;
    }
    let unread = fields.has("bedtime") != bedtime.is_some() || fields.has("wake") != wake.is_some();
    (!unread).then_some(Schedule {
        days: days?,
        bedtime,
        wake,
    })
}

fn days(fields: &mut Fields<'_>, sink: &mut Sink) -> Option<WeekdaySet> {
    let days: WeekdaySet = fields.list("days", weekday, sink)?.into_iter().collect();
    if days.is_empty() {
        let problem = Problem::new(fields.value_span("days"), "no weekday is named here");
        sink.say(problem.suggest("name some, such as \"fri\"; without `days` it is every evening"));
        return None;
    }
    Some(days)
}

fn weekday(node: &Node<'_>) -> Result<Weekday, Problem> {
    let choice: Vec<_> = WeekdaySet::EVERY_DAY
        .iter()
        .map(|day| (weekday_word(day), day))
        .collect();
    value::word(node, &choice)
}

fn step(fields: &mut Fields<'_>, library: &Named<'_>, sink: &mut Sink) -> Option<Step> {
    let id = fields.required("id", value::id, "id = \"warm-bath\"", sink);
    let title = fields.required("title", value::line, "title = \"Warm bath\"", sink);
    let kind_word = fields.required("kind", kind_word, "kind = \"check\"", sink);
    let kind_word = kind_word.filter(|word| !is_of_another_kind(*word, fields, sink));
    let kind = match kind_word {
        Some(word) => kind(word, fields, library, sink),
        None => fields.leave(&["duration", "routine", "substance"]),
    };
    let when = when(kind_word, fields, sink);
    let planned = if fields.has("days") {
        days(fields, sink)
    } else {
        fields.leave::<WeekdaySet>(&["days"]); // it is a known key all the same
        Some(WeekdaySet::EVERY_DAY)
    };
    let optional = fields.optional("optional", value::yes_or_no, sink);
    let advice = fields.optional("advice", advice, sink);
    fields.finish(sink);
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
fn advice(node: &Node<'_>) -> Result<String, Problem> {
    let choice: Vec<_> = advice::ids().map(|id| (id, id)).collect();
    value::word(node, &choice).map(str::to_owned)
}

/// The word that says what a step is; what else it has to say depends on that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum KindWord {
    Check,
    Timer,
    Routine,
    Cutoff,
    Bedtime,
}

impl KindWord {
    const WITH_A_KEY: [Self; 3] = [Self::Timer, Self::Routine, Self::Cutoff];

    /// The word itself, and the key that only this kind has.
    fn word_and_key(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::Check => ("check", None),
            Self::Timer => ("timer", Some("duration")),
            Self::Routine => ("routine", Some("routine")),
            Self::Cutoff => ("cutoff", Some("substance")),
            Self::Bedtime => ("bedtime", None),
        }
    }

    /// Says that the key of this kind is there in a step of another kind, if it is.
    fn refuse_key(self, fields: &mut Fields<'_>, sink: &mut Sink) {
        if let (word, Some(key)) = self.word_and_key() {
            let why = format!("only a {word} has a `{key}`");
            let remedy = format!("leave it out, or write `kind = \"{word}\"`");
            fields.refuse(key, &why, &remedy, sink);
        }
    }
}

/// Whether a step lacks what its kind needs and has what another kind needs, which is said. Then the kind is what is
/// wrong, and nothing else follows from it.
fn is_of_another_kind(word: KindWord, fields: &mut Fields<'_>, sink: &mut Sink) -> bool {
    let has_key = |word: KindWord| word.word_and_key().1.is_some_and(|key| fields.has(key));
    let other = KindWord::WITH_A_KEY
        .into_iter()
        .find(|other| has_key(*other));
    let other = other.filter(|_| !has_key(word));
    if let Some(other) = other {
        other.refuse_key(fields, sink);
    }
    other.is_some()
}

fn kind_word(node: &Node<'_>) -> Result<KindWord, Problem> {
    let choice = [
        ("check", KindWord::Check),
        ("timer", KindWord::Timer),
        ("routine", KindWord::Routine),
        ("cutoff", KindWord::Cutoff),
        ("bedtime", KindWord::Bedtime),
    ];
    value::word(node, &choice)
}

fn substance(node: &Node<'_>) -> Result<Substance, Problem> {
    let choice = [
        ("caffeine", Substance::Caffeine),
        ("alcohol", Substance::Alcohol),
        ("nicotine", Substance::Nicotine),
        ("food", Substance::Food),
    ];
    value::word(node, &choice)
}

fn duration(node: &Node<'_>) -> Result<Span, Problem> {
    value::span_within(node, Span::seconds(1)..=Span::minutes(12 * 60))
}

fn kind(
    word: KindWord,
    fields: &mut Fields<'_>,
    library: &Named<'_>,
    sink: &mut Sink,
) -> Option<StepKind> {
    for other in KindWord::WITH_A_KEY
        .into_iter()
        .filter(|other| *other != word)
    {
        other.refuse_key(fields, sink);
    }
    match word {
        KindWord::Check => Some(StepKind::Check),
        KindWord::Bedtime => Some(StepKind::Bedtime),
        KindWord::Timer => {
            let duration = fields.required("duration", duration, "duration = \"15m\"", sink);
            duration.map(|duration| StepKind::Timer { duration })
        }
        KindWord::Cutoff => {
            let example = "substance = \"caffeine\"";
            let substance = fields.required("substance", substance, example, sink);
            substance.map(|substance| StepKind::Cutoff { substance })
        }
        KindWord::Routine => {
            let example = "routine = \"restless-legs\"";
            let id = fields.required("routine", value::id, example, sink)?;
            let place = fields.value_span("routine");
            let duration = library.routine(&id, place, sink)?.duration();
            Some(StepKind::Routine {
                routine: id,
                duration,
            })
        }
    }
}

/// When the step is due: exactly one of three keys says so, and lights-out needs none.
fn when(kind: Option<KindWord>, fields: &mut Fields<'_>, sink: &mut Sink) -> Option<When> {
    const KEYS: [&str; 3] = ["at", "before_bed", "after"];
    if kind == Some(KindWord::Bedtime) {
        for key in KEYS {
            let why = "lights-out is at bedtime, which the top of the file says";
            fields.refuse(key, why, &format!("leave `{key}` out"), sink);
        }
        return Some(When::BeforeBed(Span::ZERO));
    }
    let at = fields.optional("at", value::clock_time, sink);
    let before_bed = fields.optional("before_bed", value::span, sink);
    let after = fields.optional("after", value::id, sink);
    let mut written = KEYS.into_iter().filter(|key| fields.has(key));
    match (written.next(), written.next()) {
        (None, _) if kind.is_none() || KEYS.iter().any(|key| fields.has_misspelt(key)) => None,
        (None, _) => {
            let problem = Problem::new(fields.span.clone(), "this step has no time");
            sink.say_missing(problem.suggest(
                "write `at = \"21:00\"`, `before_bed = \"90m\"` or `after = \"another-step\"`",
            ));
            None
        }
        (Some(first), Some(second)) => {
            let problem = Problem::new(fields.key_span(second), "a step has only one time");
            let problem = problem.relate(fields.key_span(first), "here is one already");
            sink.say(problem.suggest(format!("keep `{first}` or `{second}`")));
            None
        }
        (Some(_), None) => at
            .map(When::At)
            .or(before_bed.map(When::BeforeBed))
            .or(after.map(|id| When::After(StepId(id)))),
    }
}
