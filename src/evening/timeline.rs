//! An evening's steps with their due instants and statuses, at one moment.

use chrono::serde::ts_milliseconds;
use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use serde::{Deserialize, Serialize};

use super::caffeine::breaks;
use super::{Evening, wall};
use crate::event::{Event, StepId, What, standing};
use crate::plan::{Plan, Step, StepKind, Substance, When};

/// A step that waits this long after its time is called late. The word is all that changes.
pub const LATE_STATUS_AFTER: TimeDelta = TimeDelta::minutes(30);

/// An evening's steps with their due instants and statuses, at one moment.
#[derive(Debug, Clone)]
pub struct Timeline<'p> {
    /// The bounds, with bedtime as it was moved.
    pub evening: Evening,
    /// Whether the evening counts neither way.
    pub excused: bool,
    /// When the lights went out, as last said.
    pub lights_out: Option<DateTime<Utc>>,
    /// When the person woke for good, as last said.
    pub woke: Option<DateTime<Utc>>,
    /// The steps planned for the evening, by due instant.
    pub entries: Vec<Entry<'p>>,
}

/// One step of an evening, at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry<'p> {
    /// The step, as planned.
    pub step: &'p Step,
    /// When it is due. Snoozing does not change that.
    pub due: DateTime<Utc>,
    /// Until when it was put off, where it was.
    pub put_off: Option<DateTime<Utc>>,
    /// How it stands.
    pub status: Status,
}

/// How a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// Its time has not come.
    Upcoming,
    /// It is time.
    Due,
    /// It has been time for [`LATE_STATUS_AFTER`] or longer.
    Late,
    /// It was put off and will be due again.
    Snoozed,
    /// It was done.
    Done {
        /// When.
        #[serde(with = "ts_milliseconds")]
        at: DateTime<Utc>,
    },
    /// It was left out on purpose.
    Skipped {
        /// When that was said.
        #[serde(with = "ts_milliseconds")]
        at: DateTime<Utc>,
    },
    /// The evening ended without it, or a cutoff was not kept.
    Missed,
    /// The evening counts neither way, and nothing was said of the step.
    Excused,
}

impl Status {
    /// The word for it in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Upcoming => "upcoming",
            Self::Due => "due",
            Self::Late => "late",
            Self::Snoozed => "snoozed",
            Self::Done { .. } => "done",
            Self::Skipped { .. } => "skipped",
            Self::Missed => "missed",
            Self::Excused => "excused",
        }
    }

    /// Whether nothing is left to do about it.
    pub fn is_settled(self) -> bool {
        match self {
            Self::Done { .. } | Self::Skipped { .. } | Self::Missed | Self::Excused => true,
            Self::Upcoming | Self::Due | Self::Late | Self::Snoozed => false,
        }
    }

    /// Whether it was done.
    pub fn is_done(self) -> bool {
        self.done_at().is_some()
    }

    /// When it was done, where it was.
    pub fn done_at(self) -> Option<DateTime<Utc>> {
        match self {
            Self::Done { at } => Some(at),
            Self::Upcoming
            | Self::Due
            | Self::Late
            | Self::Snoozed
            | Self::Skipped { .. }
            | Self::Missed
            | Self::Excused => None,
        }
    }
}

impl Entry<'_> {
    /// When it will be, or was, time for it: when due, or when it was put off to.
    pub fn waits_until(&self) -> DateTime<Utc> {
        self.put_off.map_or(self.due, |until| until.max(self.due))
    }
}

impl<'p> Timeline<'p> {
    /// The timeline of the evening `planned` at the moment `now`.
    ///
    /// `events` are all events of that evening, revocations included, in any order.
    pub fn of<Z: TimeZone>(
        planned: Evening,
        plan: &'p Plan,
        events: &[Event],
        now: DateTime<Utc>,
        zone: &Z,
    ) -> Self {
        let said = Said::of(events);
        let evening = Evening {
            bedtime: said.bedtime.unwrap_or(planned.bedtime),
            ..planned
        };
        let steps: Vec<&Step> = plan.steps_on(evening.date).collect();
        let dues = Dues {
            evening,
            said: &said,
            plan,
            steps: &steps,
            zone,
        };
        let mut entries: Vec<_> = steps
            .iter()
            .map(|step| {
                let (due, depth) = dues.of(step, 0);
                let put_off = said.put_off(&step.id);
                let status = said.status(step, due, put_off, &evening, now);
                (
                    depth,
                    Entry {
                        step,
                        due,
                        put_off,
                        status,
                    },
                )
            })
            .collect();
        // A step after another stands behind it, even when both fall due at once.
        entries.sort_by_key(|(depth, entry)| (entry.due, *depth));
        Self {
            evening,
            excused: said.excused,
            lights_out: said.lights_out,
            woke: said.woke,
            entries: entries.into_iter().map(|(_, entry)| entry).collect(),
        }
    }

    /// The step to put first: one whose time it is, else the next to come, else the one that has waited least.
    pub fn next(&self) -> Option<&Entry<'p>> {
        let waiting = |status: Status| self.entries.iter().filter(move |e| e.status == status);
        waiting(Status::Due)
            .min_by_key(|entry| entry.waits_until())
            .or_else(|| {
                waiting(Status::Upcoming)
                    .chain(waiting(Status::Snoozed))
                    .min_by_key(|entry| entry.waits_until())
            })
            .or_else(|| waiting(Status::Late).max_by_key(|entry| entry.waits_until()))
    }

    /// The entry of that step.
    pub fn entry(&self, step: &StepId) -> Option<&Entry<'p>> {
        self.entries.iter().find(|entry| entry.step.id == *step)
    }

    /// The next instant after `now` at which some status changes by itself.
    pub fn next_change(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.entries
            .iter()
            .filter(|entry| !entry.status.is_settled())
            .flat_map(|entry| [entry.waits_until(), entry.waits_until() + LATE_STATUS_AFTER])
            .chain([self.evening.ends])
            .filter(|instant| *instant > now)
            .min()
    }

    /// The required steps that were done, and all required steps. Optional ones do not count.
    pub fn required(&self) -> (usize, usize) {
        let required = || self.entries.iter().filter(|entry| !entry.step.optional);
        let done = required().filter(|entry| entry.status.is_done()).count();
        (done, required().count())
    }

    /// Whether it is kept, as things stand: all its required steps are done, and there are some. An excused
    /// evening counts neither way. Of one that is running, something may still be taken back.
    pub fn is_kept(&self) -> bool {
        let (done, required) = self.required();
        !self.excused && required > 0 && done == required
    }
}

/// What an evening's standing events say, each as last written.
struct Said<'e> {
    events: Vec<&'e Event>,
    bedtime: Option<DateTime<Utc>>,
    excused: bool,
    lights_out: Option<DateTime<Utc>>,
    woke: Option<DateTime<Utc>>,
}

impl<'e> Said<'e> {
    fn of(events: &'e [Event]) -> Self {
        let mut events = standing(events);
        events.sort_by_key(|event| event.id);
        let last = |wanted: fn(&Event) -> Option<DateTime<Utc>>| {
            events.iter().rev().find_map(|event| wanted(event))
        };
        Self {
            bedtime: last(|event| match event.what {
                What::BedtimeMoved { to } => Some(to),
                _ => None,
            }),
            lights_out: last(|event| (event.what == What::LightsOut).then_some(event.at)),
            woke: last(|event| (matches!(event.what, What::Woke { .. })).then_some(event.at)),
            excused: events
                .iter()
                .any(|e| matches!(e.what, What::Excused { .. })),
            events,
        }
    }

    fn put_off(&self, id: &StepId) -> Option<DateTime<Utc>> {
        self.events
            .iter()
            .rev()
            .find_map(|event| match &event.what {
                What::Snoozed { step, until } if step == id => Some(*until),
                _ => None,
            })
    }

    /// What was last said of the step itself: done or skipped.
    fn verdict(&self, step: &Step) -> Option<Status> {
        self.events
            .iter()
            .rev()
            .find_map(|event| match &event.what {
                What::Done { step: id } if *id == step.id => Some(Status::Done { at: event.at }),
                What::Skipped { step: id, .. } if *id == step.id => {
                    Some(Status::Skipped { at: event.at })
                }
                What::LightsOut if step.is_bedtime() => Some(Status::Done { at: event.at }),
                _ => None,
            })
    }

    /// A caffeine cutoff is broken by a drink after it, whatever was said, and kept by a day with drinks of
    /// which none came after it, once the lights are out. Silence is not success.
    fn cutoff(&self, due: DateTime<Utc>) -> Option<Status> {
        let mut any = false;
        let is_broken = self.events.iter().any(|event| match event.what {
            What::Caffeine { mg, .. } => {
                any |= mg > 0.0;
                breaks(mg, event.at, due)
            }
            _ => false,
        });
        if is_broken {
            Some(Status::Missed)
        } else {
            (any && self.lights_out.is_some()).then_some(Status::Done { at: due })
        }
    }

    fn status(
        &self,
        step: &Step,
        due: DateTime<Utc>,
        put_off: Option<DateTime<Utc>>,
        evening: &Evening,
        now: DateTime<Utc>,
    ) -> Status {
        let drinks = match step.kind {
            StepKind::Cutoff {
                substance: Substance::Caffeine,
            } => self.cutoff(due),
            _ => None,
        };
        if drinks == Some(Status::Missed) {
            return Status::Missed;
        }
        if let Some(settled) = self.verdict(step).or(drinks) {
            return settled;
        }
        let waits_until = put_off.map_or(due, |until| until.max(due));
        if self.excused {
            Status::Excused
        } else if now >= evening.ends {
            Status::Missed
        } else if now >= waits_until + LATE_STATUS_AFTER {
            Status::Late
        } else if now >= waits_until {
            Status::Due
        } else if waits_until > due {
            Status::Snoozed
        } else {
            Status::Upcoming
        }
    }
}

/// The due instants of an evening's steps.
struct Dues<'a, Z> {
    evening: Evening,
    said: &'a Said<'a>,
    plan: &'a Plan,
    steps: &'a [&'a Step],
    zone: &'a Z,
}

impl<Z: TimeZone> Dues<'_, Z> {
    /// When the step is due, and how many steps it hangs on.
    fn of(&self, step: &Step, depth: usize) -> (DateTime<Utc>, usize) {
        match &step.when {
            When::At(time) => (
                wall::showing_from(*time, self.evening.begins, self.zone),
                depth,
            ),
            When::BeforeBed(span) => (self.evening.bedtime - span.delta(), depth),
            When::After(id) => match self.steps.iter().find(|step| step.id == *id) {
                Some(earlier) if depth < Plan::MAX_STEPS => self.end(earlier, depth + 1),
                // One that a trial leaves out tonight gives its place away.
                None if depth < Plan::MAX_STEPS => match self.plan.step(id) {
                    Some(left_out) => self.of(left_out, depth + 1),
                    // A sound plan has no such step; one recorded elsewhere may.
                    None => (self.evening.bedtime, depth),
                },
                _ => (self.evening.bedtime, depth),
            },
        }
    }

    /// When the step was done; until then, when it is expected to end.
    fn end(&self, step: &Step, depth: usize) -> (DateTime<Utc>, usize) {
        let (due, depth) = self.of(step, depth);
        let end = match self.said.verdict(step) {
            Some(Status::Done { at }) => at,
            _ => {
                self.said
                    .put_off(&step.id)
                    .map_or(due, |until| until.max(due))
                    + step.duration().delta()
            }
        };
        (end, depth)
    }
}
