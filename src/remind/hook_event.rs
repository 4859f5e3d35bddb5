//! What happened of an evening that a program of the user's may be run for.

use std::fmt::Display;

use chrono::{DateTime, SecondsFormat, TimeDelta, TimeZone, Utc};
use serde_json::{Value, json};

use crate::evening::{Entry, Evening, Timeline};
use crate::event::{EveningDate, Event, EventId, StepId};
use crate::plan::{Hooks, Plan};

/// A missed evening is told of for this long after its end. Wake time finds many computers asleep, and nobody
/// waits for this as for a reminder.
pub const MISSED_HOLDS: TimeDelta = TimeDelta::hours(12);

/// What sort of thing happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HookKind {
    /// The time of a step has come.
    Due,
    /// A step was done.
    Done,
    /// All that the evening asks for is done.
    EveningKept,
    /// The evening is over, and was not kept.
    Missed,
}

/// Something that happened. It holds no note, no reason and no rating.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HookEvent {
    /// What the claim is made under: the same for everybody who looks, however often.
    pub key: String,
    /// What sort of thing.
    pub kind: HookKind,
    /// The evening it is about.
    pub evening: EveningDate,
    /// The step it is about; none when it is about the whole evening.
    pub step: Option<About>,
    /// When: the time of the step, when it was done, when the last word was said, the end of the evening.
    pub at: DateTime<Utc>,
    /// How the step or the evening stands: the words of `tonight --json`, and "kept".
    pub status: &'static str,
    /// How many required steps of the evening are done.
    pub done: usize,
    /// How many there are.
    pub required: usize,
}

/// The step that something happened to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// Its id.
    pub id: StepId,
    /// Its title.
    pub title: String,
    /// The word for its kind.
    pub kind: &'static str,
}

/// What [`hook_events`] found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// In the order of the evening.
    pub hook_events: Vec<HookEvent>,
    /// When something will happen next, if nobody does anything.
    pub look_again: Option<DateTime<Utc>>,
}

/// An evening, and what there is to know of it.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a, Z> {
    /// Its bounds, as planned.
    pub planned: Evening,
    /// The plan it is judged by.
    pub plan: &'a Plan,
    /// All its events, revocations included, in the order in which they were written.
    pub events: &'a [Event],
    /// The first evening of which anything is known. What was before it is not missed.
    pub first: Option<EveningDate>,
    /// Where the user is.
    pub zone: &'a Z,
}

impl HookKind {
    /// The word for it in `WINDDOWN_EVENT` and in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Done => "done",
            Self::EveningKept => "evening_kept",
            Self::Missed => "missed",
        }
    }

    /// What is run for it; nothing when that is empty.
    pub fn command(self, hooks: &Hooks) -> &[String] {
        match self {
            Self::Due => &hooks.on_due,
            Self::Done => &hooks.on_done,
            Self::EveningKept => &hooks.on_evening_kept,
            Self::Missed => &hooks.on_missed,
        }
    }
}

/// What happened of an evening, as far as it is no older than `late_after`: who starts to look does not hear of
/// old things. A step's time is as old as it says; what was done is as old as the word that made it so, which
/// may tell of an earlier time.
pub fn hook_events<Z: TimeZone>(
    told: &Told<'_, Z>,
    now: DateTime<Utc>,
    late_after: TimeDelta,
) -> Found {
    let history = History::of(told, now, late_after);
    let timeline = &history.present;
    let mut found = Found::default();
    for entry in &timeline.entries {
        found.hook_events.extend(
            due(entry, timeline, now, late_after).or_else(|| done(entry, timeline, &history)),
        );
    }
    found.hook_events.extend(kept(timeline, &history));
    found
        .hook_events
        .extend(missed(timeline, told.first, now, late_after));

    let is_open = |entry: &&Entry<'_>| !entry.status.is_settled() && timeline.lights_out.is_none();
    let times = timeline.entries.iter().filter(is_open);
    let times = times.map(Entry::waits_until).chain([timeline.evening.ends]);
    found.look_again = times.filter(|at| *at > now).min();
    found
}

fn due(
    entry: &Entry<'_>,
    timeline: &Timeline<'_>,
    now: DateTime<Utc>,
    late_after: TimeDelta,
) -> Option<HookEvent> {
    let at = entry.waits_until();
    let is_time = timeline.evening.contains(now) && at <= now && now - at <= late_after;
    let is_open = !entry.status.is_settled() && timeline.lights_out.is_none();
    (is_time && is_open).then(|| {
        let id = format!("{} {}", entry.step.id, at.timestamp());
        happened(HookKind::Due, &id, Some(entry), at, timeline)
    })
}

fn done(entry: &Entry<'_>, timeline: &Timeline<'_>, history: &History<'_>) -> Option<HookEvent> {
    let is_done = |entry: &Entry<'_>| entry.status.done_at();
    let at = is_done(entry)?;
    let word = history.made_so(|then| then.entry(&entry.step.id).and_then(is_done).is_some())?;
    let id = format!("{} {}", entry.step.id, word.id);
    Some(happened(HookKind::Done, &id, Some(entry), at, timeline))
}

fn kept(timeline: &Timeline<'_>, history: &History<'_>) -> Option<HookEvent> {
    let word = timeline
        .is_kept()
        .then(|| history.made_so(Timeline::is_kept))??;
    // Once an evening: what is taken back and said again does not keep it twice.
    Some(happened(
        HookKind::EveningKept,
        "",
        None,
        word.said,
        timeline,
    ))
}

fn missed(
    timeline: &Timeline<'_>,
    first: Option<EveningDate>,
    now: DateTime<Utc>,
    late_after: TimeDelta,
) -> Option<HookEvent> {
    let Evening { date, ends, .. } = timeline.evening;
    let is_known = first.is_some_and(|first| first <= date);
    let is_news = ends <= now && now - ends <= late_after.max(MISSED_HOLDS);
    let counts = !timeline.excused && timeline.required().1 > 0;
    (is_known && is_news && counts && !timeline.is_kept())
        .then(|| happened(HookKind::Missed, "", None, ends, timeline))
}

fn happened(
    kind: HookKind,
    id: &str,
    entry: Option<&Entry<'_>>,
    at: DateTime<Utc>,
    timeline: &Timeline<'_>,
) -> HookEvent {
    let evening = timeline.evening.date;
    let (done, required) = timeline.required();
    HookEvent {
        key: format!("hook on_{} {evening} {id}", kind.word())
            .trim_end()
            .to_owned(),
        kind,
        evening,
        step: entry.map(|entry| About {
            id: entry.step.id.clone(),
            title: entry.step.title.clone(),
            kind: entry.step.kind.name(),
        }),
        at,
        status: match kind {
            HookKind::Due | HookKind::Done => entry.map_or("", |entry| entry.status.word()),
            HookKind::EveningKept => "kept",
            HookKind::Missed => "missed",
        },
        done,
        required,
    }
}

/// How an evening stands, and how it stood before each of the last words that were said of it.
struct History<'a> {
    present: Timeline<'a>,
    /// The latest first.
    words: Vec<Word<'a>>,
}

/// A word that was said of an evening.
struct Word<'a> {
    id: EventId,
    /// When it was written.
    said: DateTime<Utc>,
    /// The evening as it was without it and all later ones.
    before: Timeline<'a>,
}

impl<'a> History<'a> {
    fn of<Z: TimeZone>(told: &Told<'a, Z>, now: DateTime<Utc>, late_after: TimeDelta) -> Self {
        let timeline =
            |events: &[Event]| Timeline::of(told.planned, told.plan, events, now, told.zone);
        // One from the future was written before the clock was set back, or by another computer whose clock is
        // ahead: by little, and it is new; by more, and the time it tells of says more.
        let said = |event: &Event| {
            let written = event.written().filter(|at| *at - now <= late_after);
            written.unwrap_or(event.at).min(now)
        };
        let events = told.events.iter().enumerate().rev();
        Self {
            present: timeline(told.events),
            words: events
                .take_while(|(_, event)| now - said(event) <= late_after)
                .map(|(n, event)| Word {
                    id: event.id,
                    said: said(event),
                    before: timeline(&told.events[..n]),
                })
                .collect(),
        }
    }

    /// The word since which something is so without a break; none where it was so before all that is told here.
    fn made_so(&self, is_so: impl Fn(&Timeline<'a>) -> bool) -> Option<&Word<'a>> {
        self.words.iter().find(|word| !is_so(&word.before))
    }
}

impl HookEvent {
    /// The variables that the program finds in its environment. All of them are set, so that none is left over
    /// from elsewhere; those that say nothing are empty.
    pub fn variables<Z: TimeZone>(&self, zone: &Z) -> Vec<(String, String)>
    where
        Z::Offset: Display,
    {
        let step = |part: fn(&About) -> &str| self.step.as_ref().map_or("", part).to_owned();
        let all = [
            ("EVENT", self.kind.word().to_owned()),
            ("EVENING", self.evening.to_string()),
            ("STEP", step(|about| &about.id.0)),
            ("TITLE", step(|about| &about.title)),
            ("KIND", step(|about| about.kind)),
            ("AT", self.local(zone)),
            ("STATUS", self.status.to_owned()),
            ("DONE", self.done.to_string()),
            ("REQUIRED", self.required.to_string()),
        ];
        all.map(|(name, value)| (format!("WINDDOWN_{name}"), value))
            .to_vec()
    }

    /// The same as JSON.
    pub fn json<Z: TimeZone>(&self, zone: &Z) -> Value
    where
        Z::Offset: Display,
    {
        let about = self.step.as_ref();
        json!({
            "event": self.kind.word(),
            "evening": self.evening,
            "step": about.map(|about| &about.id),
            "title": about.map(|about| &about.title),
            "kind": about.map(|about| about.kind),
            "at": self.local(zone),
            "status": self.status,
            "done": self.done,
            "required": self.required,
        })
    }

    fn local<Z: TimeZone>(&self, zone: &Z) -> String
    where
        Z::Offset: Display,
    {
        self.at
            .with_timezone(zone)
            .to_rfc3339_opts(SecondsFormat::Secs, false)
    }
}
