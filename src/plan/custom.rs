//! The user's own exercises and routines.

use std::collections::HashSet;
use std::ops::Range;

use toml::de::DeValue;

use super::problem::{Problem, closest_match, in_backticks};
use super::reader::{self, DeclaredIds, Diagnostics, TableReader, TomlValue};
use super::value;
use crate::exercise::{
    Adjustment, Constraint, Exercise, Library, Position, Routine, RoutineOutline, Sides, Violation,
    Work,
};
use crate::span::Span;

/// The library with the user's own exercises and routines, and the ids of those that are written in the config.
pub(super) struct CustomLibrary<'a> {
    pub library: Library,
    /// The ids of the user's own entries that are valid.
    own: HashSet<String>,
    written: DeclaredIds<'a>,
}

impl CustomLibrary<'_> {
    /// The outline of the routine with that id. If there is none, reports it with a suggestion.
    pub fn routine_outline(
        &self,
        id: &str,
        place: Range<usize>,
        diagnostics: &mut Diagnostics,
    ) -> Option<RoutineOutline> {
        let found = self
            .library
            .routine_outline(id)
            .filter(|_| !self.is_invalid_custom(id));
        if found.is_none() {
            let known = self.library.routines().map(|one| one.id.as_str());
            self.report_unknown("routine", id, known, place, diagnostics);
        }
        found
    }

    fn exercise(
        &self,
        id: &str,
        place: Range<usize>,
        diagnostics: &mut Diagnostics,
    ) -> Option<&Exercise> {
        let found = self
            .library
            .exercise(id)
            .filter(|_| !self.is_invalid_custom(id));
        if found.is_none() {
            let known = self.library.exercises().map(|one| one.id.as_str());
            self.report_unknown("exercise", id, known, place, diagnostics);
        }
        found
    }

    /// Whether it is the id of a user's own entry that is invalid. Such an entry also hides a built-in one of that id.
    fn is_invalid_custom(&self, id: &str) -> bool {
        self.written.has(id) && !self.own.contains(id)
    }

    fn report_unknown<'n>(
        &self,
        what: &str,
        id: &str,
        known: impl Iterator<Item = &'n str>,
        place: Range<usize>,
        diagnostics: &mut Diagnostics,
    ) {
        if self.written.may_contain(id) {
            return;
        }
        let problem = Problem::new(place, format!("there is no {what} {}", in_backticks(id)));
        diagnostics.push(match closest_match(id, known) {
            Some(known) => problem.suggest(format!("did you mean \"{known}\"?")),
            None => problem.suggest("`winddown routine list` shows them all"),
        });
    }
}

/// Parses `[[exercise]]` and `[[routine]]`. A user's own entry replaces a built-in one of the same id.
pub(super) fn library<'a>(
    top: &mut TableReader<'a>,
    diagnostics: &mut Diagnostics,
) -> CustomLibrary<'a> {
    const MAX_ENTRIES: usize = 200;
    let mut exercises = top.tables("exercise", "an exercise", diagnostics);
    let mut routines = top.tables("routine", "a routine", diagnostics);
    for (name, tables) in [("exercise", &mut exercises), ("routine", &mut routines)] {
        if let Some(one_more) = tables.get(MAX_ENTRIES) {
            let message = format!("more than {MAX_ENTRIES} of your own are too many");
            diagnostics.push(Problem::new(one_more.span.clone(), message));
            tables.truncate(MAX_ENTRIES);
        }
        reader::repeated(tables, name, diagnostics);
    }
    let own_exercises: Vec<Exercise> = exercises
        .iter_mut()
        .filter_map(|table| diagnostics.read_if_valid(table, exercise))
        .collect();
    let library = CustomLibrary {
        own: own_exercises.iter().map(|one| one.id.clone()).collect(),
        library: Library::with_own(own_exercises.clone(), Vec::new()),
        written: DeclaredIds::from_tables(&exercises, top, "exercise", value::id, diagnostics),
    };
    let own_routines: Vec<Routine> = routines
        .iter_mut()
        .filter_map(|table| {
            diagnostics.read_if_valid(table, |table, diagnostics| {
                routine(table, &library, diagnostics)
            })
        })
        .collect();
    CustomLibrary {
        own: own_routines.iter().map(|one| one.id.clone()).collect(),
        library: Library::with_own(own_exercises, own_routines),
        written: DeclaredIds::from_tables(&routines, top, "routine", value::id, diagnostics),
    }
}

const MAX_HOLD: Span = Span::minutes(60);

fn hold(value: &TomlValue<'_>) -> Result<Span, Problem> {
    value::span_within(value, Span::seconds(1)..=MAX_HOLD)
}

fn sides(value: &TomlValue<'_>) -> Result<Sides, Problem> {
    let sides = value::number(value, 0..=255)? as u8;
    Sides::try_from(sides).map_err(|why| Problem::new(value.span(), why))
}

fn repeat(value: &TomlValue<'_>) -> Result<u8, Problem> {
    value::number(value, 1..=30).map(|times| times as u8)
}

fn rounds(value: &TomlValue<'_>) -> Result<u16, Problem> {
    value::number(value, 1..=300)
}

/// How long getting into position takes.
fn ready(value: &TomlValue<'_>) -> Result<Span, Problem> {
    value::span_within(value, Span::seconds(1)..=Span::minutes(5))
}

fn position(value: &TomlValue<'_>) -> Result<Position, Problem> {
    let choice = [
        ("standing", Position::Standing),
        ("seated", Position::Seated),
        ("floor", Position::Floor),
        ("lying", Position::Lying),
        ("any", Position::Any),
    ];
    value::one_of(value, &choice)
}

/// The id of a built-in pose, or the path of a pose file.
fn pose(value: &TomlValue<'_>) -> Result<String, Problem> {
    let text = value::line(value)?;
    if text.contains(['/', '\\', '.']) {
        return Ok(text);
    }
    value::id(value)
}

fn exercise(fields: &mut TableReader<'_>, diagnostics: &mut Diagnostics) -> Option<Exercise> {
    const MAX_CUES: usize = 6;
    let id = fields.required("id", value::id, "id = \"heel-raise\"", diagnostics);
    let title = fields.required("title", value::line, "title = \"Heel raises\"", diagnostics);
    let muscles = fields.optional("muscles", value::line, diagnostics);
    let position = fields.optional("position", position, diagnostics);
    let hold = fields.required("hold", hold, "hold = \"30s\"", diagnostics);
    let sides = fields.optional("sides", sides, diagnostics);
    let repeat = fields.optional("repeat", repeat, diagnostics);
    let moving = fields.optional("moving", value::boolean, diagnostics);
    let cues = fields
        .list("cues", value::line, diagnostics)
        .unwrap_or_default();
    if cues.len() > MAX_CUES {
        let problem = Problem::new(
            fields.value_span("cues"),
            "these are too many cues to follow",
        );
        diagnostics.push(problem.suggest(format!("keep at most {MAX_CUES}")));
    }
    let ready = fields.optional("ready", ready, diagnostics);
    let pose = fields.optional("pose", pose, diagnostics);
    fields.report_unknown_keys(diagnostics);
    let id = id?;
    // An entry that replaces a built-in exercise keeps its safety note, such as the warning about clots.
    let built_in = Library::built_in();
    let note = built_in.exercise(&id).and_then(|one| one.note.clone());
    Some(Exercise {
        id,
        title: title?,
        muscles: muscles.unwrap_or_default(),
        position: position.unwrap_or(Position::Any),
        cues,
        work: Work::Hold {
            hold: hold?,
            sides: sides.unwrap_or(Sides::Both),
            repeat: repeat.unwrap_or(1),
            moving: moving.unwrap_or(false),
            variants: Vec::new(),
        },
        ready,
        pose,
        note,
    })
}

fn routine(
    fields: &mut TableReader<'_>,
    library: &CustomLibrary<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Routine> {
    const MAX_EXERCISES: usize = 50;
    const MAX_DURATION: Span = Span::minutes(180);
    let id = fields.required("id", value::id, "id = \"short\"", diagnostics);
    let title = fields.required(
        "title",
        value::line,
        "title = \"Five minutes\"",
        diagnostics,
    );
    fields.require(
        "exercises",
        "exercises = [\"calf-wall\", \"ankle-pumps\"]",
        diagnostics,
    );
    let exercises = entries(fields, library, diagnostics);
    let night = fields.optional("night", value::boolean, diagnostics);
    let gentle = fields.optional("gentle", value::boolean, diagnostics);
    let positions = fields.list("positions", position, diagnostics);
    fields.report_unknown_keys(diagnostics);
    let (places, exercises): (Vec<_>, _) = exercises?.into_iter().unzip();
    let routine = Routine {
        id: id?,
        title: title?,
        exercises,
        night: night.unwrap_or(false),
        gentle: gentle.unwrap_or(false),
        positions: positions.unwrap_or_default(),
    };
    if !meets_constraints(&routine, &places, fields, diagnostics) {
        return None;
    }
    let length = routine.exercises.len();
    let wrong = if length == 0 {
        "a routine needs at least one exercise".to_owned()
    } else if length > MAX_EXERCISES {
        format!("{length} exercises are too many; {MAX_EXERCISES} are the most")
    } else if routine.duration() > MAX_DURATION {
        let time = routine.duration();
        format!("this routine takes {time}, and {MAX_DURATION} is the most")
    } else {
        return Some(routine);
    };
    diagnostics.push(Problem::new(fields.value_span("exercises"), wrong));
    None
}

/// Reports each exercise that violates a constraint of the routine, and returns whether all meet them. `places` has the
/// position of each exercise in the text.
///
/// Something standing or on the floor under `night` was always accepted, and an old config that has it must still be
/// read: `winddown config check` warns of it instead.
fn meets_constraints(
    routine: &Routine,
    places: &[Range<usize>],
    fields: &TableReader<'_>,
    diagnostics: &mut Diagnostics,
) -> bool {
    let mut keeps = true;
    for (exercise, place) in routine.exercises.iter().zip(places) {
        let Some((mark, violation)) = routine.violation(exercise) else {
            continue;
        };
        match mark {
            Constraint::Night => continue,
            Constraint::Gentle | Constraint::Positions => keeps = false,
        }
        let key = mark.key();
        let message = format!(
            "{} {violation}, but the routine is marked `{key}`",
            in_backticks(&exercise.id)
        );
        let remedy = match violation {
            Violation::NoFigure => {
                format!("give it the `pose` of a built-in exercise, or take `{key}` away")
            }
            Violation::Position(_)
            | Violation::DeepLean(_)
            | Violation::CrossedLegs
            | Violation::FlatOnBack
            | Violation::HeldBreath => format!("leave it out, or take `{key}` away"),
        };
        let problem = Problem::new(place.clone(), message);
        let problem = problem.relate(fields.key_span(key), "marked here");
        diagnostics.push(problem.suggest(remedy));
    }
    keeps
}

/// The exercises of a routine, each with its position in the text.
fn entries(
    fields: &mut TableReader<'_>,
    library: &CustomLibrary<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<(Range<usize>, Exercise)>> {
    let items = fields.list_items("exercises", diagnostics)?;
    let read = |value: &TomlValue<'_>| Some((value.span(), entry(value, library, diagnostics)?));
    let read: Vec<_> = items.map(read).collect();
    read.into_iter().collect()
}

/// One exercise of a routine: its id, or a table with its id and adjustments.
fn entry(
    value: &TomlValue<'_>,
    library: &CustomLibrary<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Exercise> {
    if let DeValue::String(_) = value.get_ref() {
        let id = diagnostics.ok(value::id(value))?;
        return library.exercise(&id, value.span(), diagnostics).cloned();
    }
    let mut fields = diagnostics.ok(TableReader::from_value(value, "an exercise here"))?;
    let id = fields.required("id", value::id, "id = \"calf-wall\"", diagnostics);
    let adjustment = Adjustment {
        hold: fields.optional("hold", hold, diagnostics),
        sides: fields.optional("sides", sides, diagnostics),
        repeat: fields.optional("repeat", repeat, diagnostics),
        rounds: fields.optional("rounds", rounds, diagnostics),
        pose: None,
        cues: None,
    };
    fields.report_unknown_keys(diagnostics);
    let place = fields.value_span("id");
    let exercise = library.exercise(&id?, place, diagnostics)?;
    let (why, keys): (_, &[_]) = match exercise.work {
        Work::Hold { .. } => ("a hold is counted by `repeat`", &["rounds"]),
        Work::Breathe { .. } => (
            "breathing is counted by `rounds`",
            &["hold", "sides", "repeat"],
        ),
        Work::TenseRelease { .. } => (
            "this exercise goes once through all its muscles",
            &["hold", "sides", "repeat", "rounds"],
        ),
    };
    for key in keys {
        fields.reject(key, why, "leave it out", diagnostics);
    }
    Some(exercise.adjusted(&adjustment))
}
