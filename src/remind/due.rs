//! What is to be said now, and what will be said next.

use chrono::{DateTime, TimeDelta, Utc};

use super::reminder::{Answer, Part, Saying, Topic};
use crate::evening::{Entry, Timeline};
use crate::plan::Reminders;

/// A reminder is said again at most this often.
const MOST_REPEATS: i32 = 3;

/// How long after bedtime somebody is asked, once, whether the lights are out.
const STILL_UP_AFTER: TimeDelta = TimeDelta::minutes(30);

/// How long after the wake time it is still worth asking how the night was. Many computers are opened hours after
/// their owner got up, so this is longer than a step's `late_after`.
const MORNING_LASTS: TimeDelta = TimeDelta::hours(4);

/// What [`due`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// What is to be said now, in the order of time.
    pub parts: Vec<Part>,
    /// What will be said next, if nothing else happens.
    pub next: Option<Part>,
}

/// What is to be said of an evening at `now`, but for what `is_sent` already was.
///
/// Of a step only the latest saying whose time has come is said; what is older than `late_after` is dropped.
/// Nothing is said of a step that is settled, and of the steps nothing at all once the lights are out.
pub fn due(
    timeline: &Timeline<'_>,
    is_sent: impl Fn(&str) -> bool,
    now: DateTime<Utc>,
    settings: &Reminders,
) -> Due {
    let evening = timeline.evening.date;
    let mut open = sayings(timeline, now, settings);
    open.retain(|part| part.is_open(timeline));
    let next = open
        .iter()
        .filter(|part| part.at > now)
        .min_by_key(|part| part.at);
    let next = next.cloned();
    // The sayings of a topic stand in the order of time: the last one that has come is the one.
    let come = |part: &Part| part.at <= now;
    let is_latest = |n: usize| {
        let later = open[n + 1..]
            .iter()
            .find(|part| part.topic == open[n].topic);
        !later.is_some_and(come)
    };
    let mut parts: Vec<Part> = (0..open.len())
        .filter(|n| come(&open[*n]) && is_latest(*n))
        .map(|n| open[n].clone())
        .filter(|part| now - part.at <= late_after(&part.topic, settings))
        .filter(|part| !is_sent(&part.key(evening)))
        .collect();
    parts.sort_by_key(|part| part.at);
    Due { parts, next }
}

/// Everything that is said of an evening, whether or not it was said or has become needless.
pub fn sayings(timeline: &Timeline<'_>, now: DateTime<Utc>, settings: &Reminders) -> Vec<Part> {
    if !settings.enabled {
        return vec![];
    }
    let of_steps = timeline
        .entries
        .iter()
        .flat_map(|entry| of_step(entry, now, settings));
    let mut all: Vec<Part> = of_steps.collect();
    // Where bedtime itself is said again and again, that is enough.
    if settings.past_bedtime && settings.repeat.is_none() {
        all.push(still_up(timeline));
    }
    if settings.morning {
        all.push(morning(timeline));
    }
    all
}

fn late_after(topic: &Topic, settings: &Reminders) -> TimeDelta {
    match topic {
        Topic::Step(_) | Topic::StillUp => settings.late_after.delta(),
        Topic::Morning => MORNING_LASTS,
    }
}

/// All that is said of a step, in the order of time.
fn of_step(entry: &Entry<'_>, now: DateTime<Utc>, settings: &Reminders) -> Vec<Part> {
    let due = entry.waits_until();
    let mut sayings = Vec::new();
    // Who has put a step off knows that it is coming.
    if !settings.lead.is_zero() && due == entry.due {
        sayings.push((due - settings.lead.delta(), Saying::Ahead));
    }
    sayings.push((due, Saying::Due));
    if let Some(every) = settings.repeat.filter(|every| !every.is_zero()) {
        sayings.extend((1..=MOST_REPEATS).map(|n| (due + every.delta() * n, Saying::Again(n))));
    }
    let part = |(at, saying)| Part {
        topic: Topic::Step(entry.step.id.clone()),
        title: entry.step.title.clone(),
        line: line(entry, saying, at, now),
        answers: Answer::to(&entry.step.kind),
        at,
        waits_until: due,
        saying,
    };
    sayings.into_iter().map(part).collect()
}

fn line(entry: &Entry<'_>, saying: Saying, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    match saying {
        Saying::Ahead => {
            let left = (entry.waits_until() - now.max(at)).max(TimeDelta::zero());
            format!("In {} min.", (left.num_seconds() + 59) / 60)
        }
        Saying::Due => entry
            .step
            .page()
            .map_or_else(|| "It is time.".to_owned(), |page| page.hint.clone()),
        Saying::Again(_) => "Still open. Whenever you like.".to_owned(),
    }
}

fn still_up(timeline: &Timeline<'_>) -> Part {
    let bedtime_step = timeline
        .entries
        .iter()
        .find(|entry| entry.step.is_bedtime());
    let bedtime = bedtime_step.map_or(timeline.evening.bedtime, Entry::waits_until);
    Part {
        topic: Topic::StillUp,
        title: "Still up?".to_owned(),
        line: "Bed is ready when you are. If the lights are out already, one press keeps it."
            .to_owned(),
        answers: &[Answer::LightsOut],
        at: bedtime + STILL_UP_AFTER,
        waits_until: bedtime,
        saying: Saying::Due,
    }
}

fn morning(timeline: &Timeline<'_>) -> Part {
    let wake = timeline.evening.ends;
    Part {
        topic: Topic::Morning,
        title: "Good morning".to_owned(),
        line: "Ten seconds for the night: how were your legs, when did you sleep and wake?"
            .to_owned(),
        answers: &[Answer::Awake],
        at: wake,
        waits_until: wake,
        saying: Saying::Due,
    }
}
