//! What is to be said now, and when to look again.

use chrono::{DateTime, TimeDelta, Utc};

use crate::evening::{Entry, Timeline};
use crate::event::{EveningDate, StepId};
use crate::plan::{Reminders, StepKind};
use crate::span::Span;

/// How long the button on a reminder puts a step off.
pub const SNOOZE: Span = Span::minutes(10);

/// A reminder is said again at most this often.
const MOST_REPEATS: i32 = 3;

/// One thing to say, about one step or, after a time in which nothing could be said, about several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reminder {
    /// The evening it is about.
    pub evening: EveningDate,
    /// What it says, step by step. Never empty.
    pub parts: Vec<Part>,
}

/// What a reminder says of one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The step.
    pub step: StepId,
    /// Its title.
    pub title: String,
    /// One short line: why, or how long it still is.
    pub line: String,
    /// What can be answered to it.
    pub answers: &'static [Answer],
    /// When it is to be said.
    pub at: DateTime<Utc>,
    /// The step's own instant, for which it is said. A step put off or moved is said again for its new one.
    pub waits_until: DateTime<Utc>,
    /// Which saying of it this is.
    pub saying: Saying,
}

/// Which saying of a step a reminder is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Saying {
    /// Ahead of its time.
    Ahead,
    /// When it is time.
    Due,
    /// Again, for the nth time.
    Again(i32),
}

/// What can be answered to a reminder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// It was done.
    Done,
    /// A cutoff was kept.
    Kept,
    /// Later: by [`SNOOZE`].
    Snooze,
    /// Not this evening.
    Skip,
}

impl Answer {
    /// All there are.
    pub const ALL: [Self; 4] = [Self::Done, Self::Kept, Self::Snooze, Self::Skip];

    fn to(kind: &StepKind) -> &'static [Self] {
        match kind {
            StepKind::Check | StepKind::Timer { .. } | StepKind::Routine { .. } => {
                &[Self::Done, Self::Snooze, Self::Skip]
            }
            // It is kept or not; it cannot be put off.
            StepKind::Cutoff { .. } => &[Self::Kept, Self::Skip],
            // Sooner or later everybody goes to bed.
            StepKind::Bedtime => &[Self::Done, Self::Snooze],
        }
    }
}

impl Part {
    /// What the claim is made under: the same for everybody who would say the same.
    pub fn key(&self, evening: EveningDate) -> String {
        let saying = match self.saying {
            Saying::Ahead => "ahead".to_owned(),
            Saying::Due => "due".to_owned(),
            Saying::Again(n) => format!("again{n}"),
        };
        format!(
            "{evening} {} {saying} {}",
            self.step,
            self.waits_until.timestamp()
        )
    }

    /// Whether there is still a reason to say it: the step is open, and its time is the one it was said for.
    pub fn still_holds(&self, timeline: &Timeline<'_>) -> bool {
        let entry = timeline.entry(&self.step);
        timeline.lights_out.is_none()
            && entry.is_some_and(|entry| {
                !entry.status.is_settled() && entry.waits_until() == self.waits_until
            })
    }
}

impl Reminder {
    /// Its first line.
    pub fn summary(&self) -> String {
        match self.parts.as_slice() {
            [one] if one.saying == Saying::Ahead => format!("{} soon", one.title),
            [one] => one.title.clone(),
            several => format!("{} steps are waiting", several.len()),
        }
    }

    /// The rest.
    pub fn body(&self) -> String {
        match self.parts.as_slice() {
            [one] => one.line.clone(),
            several => several
                .iter()
                .map(|part| part.title.as_str())
                .collect::<Vec<_>>()
                .join(", "),
        }
    }

    /// The step that its buttons act on; none when it is about several.
    pub fn step(&self) -> Option<&StepId> {
        match self.parts.as_slice() {
            [one] => Some(&one.step),
            _ => None,
        }
    }
}

/// What [`due`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// What is to be said now, in the order of time.
    pub parts: Vec<Part>,
    /// When something will be due next, if nothing else happens.
    pub look_again: Option<DateTime<Utc>>,
}

/// What is to be said of an evening at `now`, but for what `is_sent` already was.
///
/// Of a step only the latest saying whose time has come is said; what is older than `late_after` is dropped.
/// Nothing is said of a step that is settled, and nothing at all once the lights are out.
pub fn due(
    timeline: &Timeline<'_>,
    is_sent: impl Fn(&str) -> bool,
    now: DateTime<Utc>,
    settings: &Reminders,
) -> Due {
    let mut found = Due {
        parts: vec![],
        look_again: None,
    };
    if !settings.enabled || timeline.lights_out.is_some() || !timeline.evening.contains(now) {
        return found;
    }
    for entry in timeline
        .entries
        .iter()
        .filter(|entry| !entry.status.is_settled())
    {
        let sayings = sayings(entry, settings);
        let next = sayings.iter().map(|(at, _)| *at).find(|at| *at > now);
        found.look_again = [found.look_again, next].into_iter().flatten().min();
        let latest = sayings.iter().rev().find(|(at, _)| *at <= now);
        let Some((at, saying)) = latest.filter(|(at, _)| now - *at <= settings.late_after.delta())
        else {
            continue;
        };
        let part = part(entry, *saying, *at, now);
        if !is_sent(&part.key(timeline.evening.date)) {
            found.parts.push(part);
        }
    }
    found
}

/// All times at which something is said of a step, in their order.
fn sayings(entry: &Entry<'_>, settings: &Reminders) -> Vec<(DateTime<Utc>, Saying)> {
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
    sayings
}

fn part(entry: &Entry<'_>, saying: Saying, at: DateTime<Utc>, now: DateTime<Utc>) -> Part {
    let line = match saying {
        Saying::Ahead => {
            let left = (entry.waits_until() - now).max(TimeDelta::zero());
            format!("In {} min.", (left.num_seconds() + 59) / 60)
        }
        Saying::Due => entry
            .step
            .page()
            .map_or_else(|| "It is time.".to_owned(), |page| page.hint.clone()),
        Saying::Again(_) => "Still open. Whenever you like.".to_owned(),
    };
    Part {
        step: entry.step.id.clone(),
        title: entry.step.title.clone(),
        line,
        answers: Answer::to(&entry.step.kind),
        at,
        waits_until: entry.waits_until(),
        saying,
    }
}
