//! The user's own exercises and routines, beside the built-in ones.

use std::collections::HashSet;
use std::ops::Range;

use toml::de::DeValue;

use super::problem::{Problem, closest_match, in_backticks};
use super::reader::{self, Fields, Node, Sink, WrittenIds};
use super::value;
use crate::exercise::{
    Adjustment, Breach, Exercise, Library, Mark, Position, Routine, Sides, Work,
};
use crate::span::Span;

/// The library with the user's own in it, and the ids of all that they wrote.
pub(super) struct Named<'a> {
    pub library: Library,
    /// The ids of their own that could be read.
    own: HashSet<String>,
    written: WrittenIds<'a>,
}

impl Named<'_> {
    /// The routine of that id; says what may have been meant when there is none.
    pub fn routine(&self, id: &str, place: Range<usize>, sink: &mut Sink) -> Option<&Routine> {
        let found = self.library.routine(id).filter(|_| !self.is_unread(id));
        if found.is_none() {
            let known = self.library.routines().map(|one| one.id.as_str());
            self.say_unknown("routine", id, known, place, sink);
        }
        found
    }

    fn exercise(&self, id: &str, place: Range<usize>, sink: &mut Sink) -> Option<&Exercise> {
        let found = self.library.exercise(id).filter(|_| !self.is_unread(id));
        if found.is_none() {
            let known = self.library.exercises().map(|one| one.id.as_str());
            self.say_unknown("exercise", id, known, place, sink);
        }
        found
    }

    /// Whether it is the id of one of their own that could not be read, and that may take the place of a built-in one.
    fn is_unread(&self, id: &str) -> bool {
        self.written.has(id) && !self.own.contains(id)
    }

    fn say_unknown<'n>(
        &self,
        what: &str,
        id: &str,
        known: impl Iterator<Item = &'n str>,
        place: Range<usize>,
        sink: &mut Sink,
    ) {
        if self.written.may_have(id) {
            return;
        }
        let problem = Problem::new(place, format!("there is no {what} {}", in_backticks(id)));
        sink.say(match closest_match(id, known) {
            Some(known) => problem.suggest(format!("did you mean \"{known}\"?")),
            None => problem.suggest("`winddown routine list` names all there are"),
        });
    }
}

/// Reads `[[exercise]]` and `[[routine]]`. One of the user's own takes the place of a built-in one of the
/// same id.
pub(super) fn library<'a>(top: &mut Fields<'a>, sink: &mut Sink) -> Named<'a> {
    const MOST: usize = 200;
    let mut exercises = top.tables("exercise", "an exercise", sink);
    let mut routines = top.tables("routine", "a routine", sink);
    for (name, tables) in [("exercise", &mut exercises), ("routine", &mut routines)] {
        if let Some(one_more) = tables.get(MOST) {
            let message = format!("more than {MOST} of your own are too many");
            sink.say(Problem::new(one_more.span.clone(), message));
            tables.truncate(MOST);
        }
        reader::repeated(tables, name, sink);
    }
    let own_exercises: Vec<Exercise> = exercises
        .iter_mut()
        .filter_map(|table| sink.sound(table, exercise))
        .collect();
    let named = Named {
        own: own_exercises.iter().map(|one| one.id.clone()).collect(),
        library: Library::with_own(own_exercises.clone(), Vec::new()),
        written: WrittenIds::of(&exercises, top, "exercise", value::id, sink),
    };
    let own_routines: Vec<Routine> = routines
        .iter_mut()
        .filter_map(|table| sink.sound(table, |table, sink| routine(table, &named, sink)))
        .collect();
    Named {
        own: own_routines.iter().map(|one| one.id.clone()).collect(),
        library: Library::with_own(own_exercises, own_routines),
        written: WrittenIds::of(&routines, top, "routine", value::id, sink),
    }
}

const LONGEST_HOLD: Span = Span::minutes(60);

fn hold(node: &Node<'_>) -> Result<Span, Problem> {
    value::span_within(node, Span::seconds(1)..=LONGEST_HOLD)
}

fn sides(node: &Node<'_>) -> Result<Sides, Problem> {
    let sides = value::number(node, 0..=255)? as u8;
    Sides::try_from(sides).map_err(|why| Problem::new(node.span(), why))
}

fn repeat(node: &Node<'_>) -> Result<u8, Problem> {
    value::number(node, 1..=30).map(|times| times as u8)
}

fn rounds(node: &Node<'_>) -> Result<u16, Problem> {
    value::number(node, 1..=300)
}

/// How long getting into place takes.
fn ready(node: &Node<'_>) -> Result<Span, Problem> {
    value::span_within(node, Span::seconds(1)..=Span::minutes(5))
}

fn position(node: &Node<'_>) -> Result<Position, Problem> {
    let choice = [
        ("standing", Position::Standing),
        ("seated", Position::Seated),
        ("floor", Position::Floor),
        ("lying", Position::Lying),
        ("any", Position::Any),
    ];
    value::word(node, &choice)
}

/// The id of a built-in pose, or the path of a file.
fn pose(node: &Node<'_>) -> Result<String, Problem> {
    let text = value::line(node)?;
    if text.contains(['/', '\\', '.']) {
        return Ok(text);
    }
    value::id(node)
}

fn exercise(fields: &mut Fields<'_>, sink: &mut Sink) -> Option<Exercise> {
    const MOST_CUES: usize = 6;
    let id = fields.required("id", value::id, "id = \"heel-raise\"", sink);
    let title = fields.required("title", value::line, "title = \"Heel raises\"", sink);
    let muscles = fields.optional("muscles", value::line, sink);
    let position = fields.optional("position", position, sink);
    let hold = fields.required("hold", hold, "hold = \"30s\"", sink);
    let sides = fields.optional("sides", sides, sink);
    let repeat = fields.optional("repeat", repeat, sink);
    let moving = fields.optional("moving", value::yes_or_no, sink);
    let cues = fields.list("cues", value::line, sink).unwrap_or_default();
    if cues.len() > MOST_CUES {
        let problem = Problem::new(
            fields.value_span("cues"),
            "these are too many cues to follow",
        );
        sink.say(problem.suggest(format!("keep at most {MOST_CUES}")));
    }
    let ready = fields.optional("ready", ready, sink);
    let pose = fields.optional("pose", pose, sink);
    fields.finish(sink);
    let id = id?;
    // Whoever describes the massage anew is warned of clots all the same.
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

fn routine(fields: &mut Fields<'_>, named: &Named<'_>, sink: &mut Sink) -> Option<Routine> {
    const MOST_EXERCISES: usize = 50;
    const LONGEST: Span = Span::minutes(180);
    let id = fields.required("id", value::id, "id = \"short\"", sink);
    let title = fields.required("title", value::line, "title = \"Five minutes\"", sink);
    fields.need(
        "exercises",
        "exercises = [\"calf-wall\", \"ankle-pumps\"]",
        sink,
    );
    let exercises = entries(fields, named, sink);
    let night = fields.optional("night", value::yes_or_no, sink);
    let gentle = fields.optional("gentle", value::yes_or_no, sink);
    let positions = fields.list("positions", position, sink);
    fields.finish(sink);
    let (places, exercises): (Vec<_>, _) = exercises?.into_iter().unzip();
    let routine = Routine {
        id: id?,
        title: title?,
        exercises,
        night: night.unwrap_or(false),
        gentle: gentle.unwrap_or(false),
        positions: positions.unwrap_or_default(),
    };
    if !keeps_its_marks(&routine, &places, fields, sink) {
        return None;
    }
    let length = routine.exercises.len();
    let wrong = if length == 0 {
        "a routine needs at least one exercise".to_owned()
    } else if length > MOST_EXERCISES {
        format!("{length} exercises are too many; {MOST_EXERCISES} are the most")
    } else if routine.duration() > LONGEST {
        let time = routine.duration();
        format!("this routine takes {time}, and {LONGEST} is the most")
    } else {
        return Some(routine);
    };
    sink.say(Problem::new(fields.value_span("exercises"), wrong));
    None
}

/// Says which exercises do not keep to what the routine is marked as; `places` is where each of them stands.
///
/// Something standing or on the floor under `night` was always accepted, and an old config that has it must still be
/// read: `winddown config check` warns of it instead.
fn keeps_its_marks(
    routine: &Routine,
    places: &[Range<usize>],
    fields: &Fields<'_>,
    sink: &mut Sink,
) -> bool {
    let mut keeps = true;
    for (exercise, place) in routine.exercises.iter().zip(places) {
        let Some((mark, breach)) = routine.breach(exercise) else {
            continue;
        };
        match mark {
            Mark::Night => continue,
            Mark::Gentle | Mark::Positions => keeps = false,
        }
        let key = mark.key();
        let message = format!(
            "{} {breach}, but the routine is marked `{key}`",
            in_backticks(&exercise.id)
        );
        let remedy = match breach {
            Breach::NoFigure => {
                format!("give it the `pose` of a built-in exercise, or take `{key}` away")
            }
            Breach::Position(_)
            | Breach::DeepLean(_)
            | Breach::CrossedLegs
            | Breach::FlatOnBack
            | Breach::HeldBreath => format!("leave it out, or take `{key}` away"),
        };
        let problem = Problem::new(place.clone(), message);
        let problem = problem.relate(fields.key_span(key), "marked here");
        sink.say(problem.suggest(remedy));
    }
    keeps
}

/// The exercises of a routine, each with its place.
fn entries(
    fields: &mut Fields<'_>,
    named: &Named<'_>,
    sink: &mut Sink,
) -> Option<Vec<(Range<usize>, Exercise)>> {
    let nodes = fields.nodes("exercises", sink)?;
    let read = |node: &Node<'_>| Some((node.span(), entry(node, named, sink)?));
    let read: Vec<_> = nodes.map(read).collect();
    read.into_iter().collect()
}

/// One exercise of a routine: its id, or a table with its id and what is different here.
fn entry(node: &Node<'_>, named: &Named<'_>, sink: &mut Sink) -> Option<Exercise> {
    if let DeValue::String(_) = node.get_ref() {
        let id = sink.keep(value::id(node))?;
        return named.exercise(&id, node.span(), sink).cloned();
    }
    let mut fields = sink.keep(Fields::of(node, "an exercise here"))?;
    let id = fields.required("id", value::id, "id = \"calf-wall\"", sink);
    let adjustment = Adjustment {
        hold: fields.optional("hold", hold, sink),
        sides: fields.optional("sides", sides, sink),
        repeat: fields.optional("repeat", repeat, sink),
        rounds: fields.optional("rounds", rounds, sink),
        pose: None,
        cues: None,
    };
    fields.finish(sink);
    let place = fields.value_span("id");
    let exercise = named.exercise(&id?, place, sink)?;
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
        fields.refuse(key, why, "leave it out", sink);
    }
    Some(exercise.adjusted(&adjustment))
}
