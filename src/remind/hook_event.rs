//! The events for which hooks, the user's own programs, are run.

use std::fmt::Display;

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use serde_json::{Value, json};

use super::wind_down::BedtimeNearness;
use crate::evening::{Entry, Evening, Timeline};
use crate::event::{EveningDate, Event, EventId, StepId, rfc3339};
use crate::plan::{Hooks, Plan};

/// A missed evening is reported up to this long after its end. It is longer than `late_after`, because many computers
/// sleep at wake time, and the report is not urgent.
pub(crate) const MISSED_REPORTED_FOR: TimeDelta = TimeDelta::hours(12);

/// The kind of a hook event; each has its own command in the config.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HookKind {
    /// The time of a step has come.
    Due,
    /// A step was done.
    Done,
    /// All required steps of the evening are done.
    EveningKept,
    /// The evening has ended and was not kept.
    Missed,
    /// Bedtime has come a minute nearer.
    WindDown,
}

/// An event for which a hook is run. It contains no note, no reason and no rating.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HookEvent {
    /// The key of its claim. Every process computes the same key for the same event.
    pub(crate) key: String,
    /// Its kind.
    pub(crate) kind: HookKind,
    /// The evening it is about.
    pub(crate) evening: EveningDate,
    /// The step it is about; none when it is about the whole evening.
    pub(crate) step: Option<HookStep>,
    /// The step's due time, the time it was done, the time the evening became kept, the evening's end, or the minute that
    /// has begun, by kind.
    pub(crate) at: DateTime<Utc>,
    /// The status of the step, as in `tonight --json`, or of the evening: "kept", "missed", or empty while it runs.
    pub(crate) status: &'static str,
    /// How near bedtime is, where the event is about that.
    pub(crate) nearness: Option<BedtimeNearness>,
    /// How many required steps of the evening are done.
    pub(crate) done: usize,
    /// How many required steps the evening has.
    pub(crate) required: usize,
}

/// The step that a hook event is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HookStep {
    /// The step's id.
    pub(crate) id: StepId,
    /// The step's title.
    pub(crate) title: String,
    /// The name of the step's kind, as in the config.
    pub(crate) kind: &'static str,
}

/// The result of [`hook_events`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct FoundHookEvents {
    /// The events: those of steps in the order of the plan, then those of the evening.
    pub(crate) hook_events: Vec<HookEvent>,
    /// The next time at which an event occurs without any further entry; none after the evening.
    pub(crate) look_again: Option<DateTime<Utc>>,
}

/// An evening with its plan and its events, as input to [`hook_events`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct EveningFacts<'a, Z> {
    /// Its planned date, bedtime and bounds.
    pub(crate) planned: Evening,
    /// The plan by which it is judged.
    pub(crate) plan: &'a Plan,
    /// All its events, including revocations, in the order of writing.
    pub(crate) events: &'a [Event],
    /// The first evening with an entry. Evenings before it are not missed.
    pub(crate) first: Option<EveningDate>,
    /// The user's time zone.
    pub(crate) zone: &'a Z,
}

impl HookKind {
    /// Its name in `WINDDOWN_EVENT`, in JSON and in claim keys.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Done => "done",
            Self::EveningKept => "evening_kept",
            Self::Missed => "missed",
            Self::WindDown => "wind_down",
        }
    }

    /// The configured command for it; empty if there is none.
    pub(crate) fn command(self, hooks: &Hooks) -> &[String] {
        match self {
            Self::Due => &hooks.on_due,
            Self::Done => &hooks.on_done,
            Self::EveningKept => &hooks.on_evening_kept,
            Self::Missed => &hooks.on_missed,
            Self::WindDown => &hooks.on_wind_down,
        }
    }
}

/// All hook events of an evening that are at most `late_after` old, so that a program that starts does not run hooks
/// for old events.
///
/// The age of a due step counts from its due time. The age of a done step or a kept evening counts from when the entry
/// was written, not from the time that the entry is about.
pub(crate) fn hook_events<Z: TimeZone>(
    facts: &EveningFacts<'_, Z>,
    now: DateTime<Utc>,
    late_after: TimeDelta,
) -> FoundHookEvents {
    let history = History::of(facts, now, late_after);
    let timeline = &history.present;
    let mut found = FoundHookEvents::default();
    for entry in &timeline.entries {
        found.hook_events.extend(
            due(entry, timeline, now, late_after).or_else(|| done(entry, timeline, &history)),
        );
    }
    found.hook_events.extend(kept(timeline, &history));
    found
        .hook_events
        .extend(missed(timeline, facts.first, now, late_after));

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
        hook_event(HookKind::Due, &id, Some(entry), at, timeline)
    })
}

fn done(entry: &Entry<'_>, timeline: &Timeline<'_>, history: &History<'_>) -> Option<HookEvent> {
    let is_done = |entry: &Entry<'_>| entry.status.done_at();
    let at = is_done(entry)?;
    let event =
        history.event_since_which(|then| then.entry(&entry.step.id).and_then(is_done).is_some())?;
    let id = format!("{} {}", entry.step.id, event.id);
    Some(hook_event(HookKind::Done, &id, Some(entry), at, timeline))
}

fn kept(timeline: &Timeline<'_>, history: &History<'_>) -> Option<HookEvent> {
    let event = timeline
        .is_kept()
        .then(|| history.event_since_which(Timeline::is_kept))??;
    // No event id in the key: an evening is reported as kept once, even if an entry is revoked and recorded again.
    Some(hook_event(
        HookKind::EveningKept,
        "",
        None,
        event.written,
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
    let is_recent = ends <= now && now - ends <= late_after.max(MISSED_REPORTED_FOR);
    let counts = !timeline.excused && timeline.required().1 > 0;
    (is_known && is_recent && counts && !timeline.is_kept())
        .then(|| hook_event(HookKind::Missed, "", None, ends, timeline))
}

pub(super) fn hook_event(
    kind: HookKind,
    id: &str,
    entry: Option<&Entry<'_>>,
    at: DateTime<Utc>,
    timeline: &Timeline<'_>,
) -> HookEvent {
    let evening = timeline.evening.date;
    let (done, required) = timeline.required();
    HookEvent {
        key: format!("hook on_{} {evening} {id}", kind.name())
            .trim_end()
            .to_owned(),
        kind,
        evening,
        step: entry.map(|entry| HookStep {
            id: entry.step.id.clone(),
            title: entry.step.title.clone(),
            kind: entry.step.kind.name(),
        }),
        at,
        status: match kind {
            HookKind::Due | HookKind::Done => entry.map_or("", |entry| entry.status.as_str()),
            HookKind::EveningKept => "kept",
            HookKind::Missed => "missed",
            HookKind::WindDown => "",
        },
        nearness: None,
        done,
        required,
    }
}

/// The present state of an evening, and its state before each of its recent events.
struct History<'a> {
    present: Timeline<'a>,
    /// The newest first.
    recent: Vec<PastEvent<'a>>,
}

/// A recent event and the state of the evening before it.
struct PastEvent<'a> {
    id: EventId,
    /// When the event was written.
    written: DateTime<Utc>,
    /// The evening without this event and all later ones.
    before: Timeline<'a>,
}

impl<'a> History<'a> {
    fn of<Z: TimeZone>(
        facts: &EveningFacts<'a, Z>,
        now: DateTime<Utc>,
        late_after: TimeDelta,
    ) -> Self {
        let timeline =
            |events: &[Event]| Timeline::new(facts.planned, facts.plan, events, now, facts.zone);
        // The time of writing may be in the future: the clock was set back, or another computer's clock is ahead. If it
        // is ahead by at most `late_after`, the event counts as new; otherwise the time it is about is used instead.
        let written_at = |event: &Event| {
            let written = event.written().filter(|at| *at - now <= late_after);
            written.unwrap_or(event.at).min(now)
        };
        let events = facts.events.iter().enumerate().rev();
        Self {
            present: timeline(facts.events),
            recent: events
                .take_while(|(_, event)| now - written_at(event) <= late_after)
                .map(|(n, event)| PastEvent {
                    id: event.id,
                    written: written_at(event),
                    before: timeline(&facts.events[..n]),
                })
                .collect(),
        }
    }

    /// The event since which the condition has held without interruption; none if it held before all recent events.
    fn event_since_which(&self, holds: impl Fn(&Timeline<'a>) -> bool) -> Option<&PastEvent<'a>> {
        self.recent.iter().find(|event| !holds(&event.before))
    }
}

impl HookEvent {
    /// The environment variables for the program. All are always set, possibly to an empty string, so that the program
    /// never sees a value inherited from elsewhere.
    pub(crate) fn variables<Z: TimeZone>(&self, zone: &Z) -> Vec<(String, String)>
    where
        Z::Offset: Display,
    {
        let step = |part: fn(&HookStep) -> &str| self.step.as_ref().map_or("", part).to_owned();
        let share = self.nearness.map(|it| it.share().to_string());
        let all = [
            ("EVENT", self.kind.name().to_owned()),
            ("EVENING", self.evening.to_string()),
            ("STEP", step(|step| &step.id.0)),
            ("TITLE", step(|step| &step.title)),
            ("KIND", step(|step| step.kind)),
            ("AT", self.local(zone)),
            ("STATUS", self.status.to_owned()),
            ("DONE", self.done.to_string()),
            ("REQUIRED", self.required.to_string()),
            ("SHARE", share.unwrap_or_default()),
        ];
        all.map(|(name, value)| (format!("WINDDOWN_{name}"), value))
            .to_vec()
    }

    /// The same facts as JSON, for the program's standard input.
    pub(crate) fn json<Z: TimeZone>(&self, zone: &Z) -> Value
    where
        Z::Offset: Display,
    {
        let step = self.step.as_ref();
        json!({
            "event": self.kind.name(),
            "evening": self.evening,
            "step": step.map(|step| &step.id),
            "title": step.map(|step| &step.title),
            "kind": step.map(|step| step.kind),
            "at": self.local(zone),
            "status": self.status,
            "done": self.done,
            "required": self.required,
            "share": self.nearness.map(BedtimeNearness::share),
        })
    }

    fn local<Z: TimeZone>(&self, zone: &Z) -> String
    where
        Z::Offset: Display,
    {
        rfc3339(&self.at.with_timezone(zone))
    }
}
