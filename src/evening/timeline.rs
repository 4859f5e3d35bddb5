//! An evening's steps with their due instants and statuses, at one moment.

use chrono::serde::ts_milliseconds;
use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use serde::{Deserialize, Serialize};

use super::{Consumption, Evening, consumption, wall};
use crate::event::{Event, Onset, StepId, Substance, What, decisive, in_effect};
use crate::plan::{DueRule, Plan, Step};

/// A step is late when it has been due for this long. Lateness changes only how the step is shown.
pub const LATE_STATUS_AFTER: TimeDelta = TimeDelta::minutes(30);

/// An evening's steps with their due instants and statuses, at one moment.
#[derive(Debug, Clone)]
pub struct Timeline<'p> {
    /// The evening's bounds, including a moved bedtime.
    pub evening: Evening,
    /// Whether the evening is excluded from the statistics.
    pub excused: bool,
    /// When the lights went out, as last recorded.
    pub lights_out: Option<DateTime<Utc>>,
    /// When the user woke for good, as last recorded.
    pub woke: Option<DateTime<Utc>>,
    /// When the symptoms began, if that is recorded: the earliest beginning.
    pub symptoms_began: Option<DateTime<Utc>>,
    /// The last instant at which a drink counts for this evening: lights-out, or without one the middle of the planned
    /// night. Later drinks are the next day's.
    pub drinks_until: DateTime<Utc>,
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
    /// The time until which it was snoozed, if it was.
    pub put_off: Option<DateTime<Utc>>,
    /// Its status.
    pub status: Status,
    /// What breaks it, where it is a cutoff: the last thing of its substance that was consumed after it.
    pub broken_by: Option<Consumption>,
    /// Whether the instant in the status is the time at which it was done or skipped. If not, it only stands for a time
    /// that nobody knows, or that was recorded as planned.
    pub is_time_known: bool,
}

/// The status of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// It is not due yet.
    Upcoming,
    /// It is due.
    Due,
    /// It has been due for [`LATE_STATUS_AFTER`] or longer.
    Late,
    /// It was snoozed and will be due again.
    Snoozed,
    /// It was done.
    Done {
        /// When it was done.
        #[serde(with = "ts_milliseconds")]
        at: DateTime<Utc>,
    },
    /// It was left out on purpose.
    Skipped {
        /// When it was skipped.
        #[serde(with = "ts_milliseconds")]
        at: DateTime<Utc>,
    },
    /// The evening ended without it, or a drink broke the cutoff.
    Missed,
    /// The evening is excused, and the step was neither done nor skipped.
    Excused,
}

impl Status {
    /// The status in JSON.
    pub fn as_str(self) -> &'static str {
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

    /// Whether nothing is left to do.
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

    /// When it was done, if it was.
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
    /// When it becomes due: at its due time, or when its snooze ends if that is later.
    pub fn waits_until(&self) -> DateTime<Utc> {
        waits_until(self.due, self.put_off)
    }

    /// When it is expected to be done. What is recorded as done at a time that nobody knows, or as planned, stands here.
    pub fn expected_end(&self) -> DateTime<Utc> {
        expected_end(self.step, self.due, self.put_off)
    }
}

fn waits_until(due: DateTime<Utc>, put_off: Option<DateTime<Utc>>) -> DateTime<Utc> {
    put_off.map_or(due, |until| until.max(due))
}

fn expected_end(step: &Step, due: DateTime<Utc>, put_off: Option<DateTime<Utc>>) -> DateTime<Utc> {
    waits_until(due, put_off) + step.duration().delta()
}

impl<'p> Timeline<'p> {
    /// The timeline of the evening `planned` at the moment `now`.
    ///
    /// `events` are all events of that evening, revocations included, in any order.
    pub fn new<Z: TimeZone>(
        planned: Evening,
        plan: &'p Plan,
        events: &[Event],
        now: DateTime<Utc>,
        zone: &Z,
    ) -> Self {
        Self::from_in_effect(planned, plan, in_effect(events), now, zone)
    }

    /// Like [`Self::new`], from the events of the evening that are in effect.
    pub(crate) fn from_in_effect<Z: TimeZone>(
        planned: Evening,
        plan: &'p Plan,
        in_effect: Vec<&Event>,
        now: DateTime<Utc>,
        zone: &Z,
    ) -> Self {
        let in_effect = InEffect::new(in_effect);
        let evening = Evening {
            bedtime: in_effect.bedtime.unwrap_or(planned.bedtime),
            ..planned
        };
        let drinks_until = in_effect
            .lights_out
            .unwrap_or_else(|| evening.middle_of_the_night());
        let steps: Vec<&Step> = plan.steps_on(evening.date).collect();
        let dues = DueTimes {
            evening,
            in_effect: &in_effect,
            plan,
            steps: &steps,
            zone,
        };
        let mut entries: Vec<_> = steps
            .iter()
            .map(|step| {
                let (due, depth) = dues.due_of(step, 0);
                let put_off = in_effect.snoozed_until(&step.id);
                let substance = step.cutoff();
                let broken_by = substance.and_then(|it| in_effect.broken_by(it, due, drinks_until));
                let is_kept = substance.is_some_and(|it| in_effect.shows_kept(it, drinks_until));
                let status = match &broken_by {
                    // Whatever the user marked.
                    Some(_) => Status::Missed,
                    None => in_effect.status(step, (due, put_off), is_kept, &evening, now),
                };
                (
                    depth,
                    Entry {
                        step,
                        due,
                        put_off,
                        status,
                        broken_by,
                        is_time_known: in_effect.outcome(step).is_none_or(Event::has_known_time),
                    },
                )
            })
            .collect();
        // A step that follows another is listed after it, even when both are due at the same time.
        entries.sort_by_key(|(depth, entry)| (entry.due, *depth));
        Self {
            evening,
            excused: in_effect.excused,
            lights_out: in_effect.lights_out,
            woke: in_effect.woke,
            symptoms_began: in_effect.symptoms_began,
            drinks_until,
            entries: entries.into_iter().map(|(_, entry)| entry).collect(),
        }
    }

    /// The step to show first: one that is due, else the next to become due, else the most recent late one.
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

    /// The entry of the step with that id.
    pub fn entry(&self, step: &StepId) -> Option<&Entry<'p>> {
        self.entries.iter().find(|entry| entry.step.id == *step)
    }

    /// The next instant after `now` at which a status changes with time alone.
    pub fn next_change(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.entries
            .iter()
            .filter(|entry| !entry.status.is_settled())
            .flat_map(|entry| [entry.waits_until(), entry.waits_until() + LATE_STATUS_AFTER])
            .chain([self.evening.ends])
            .filter(|instant| *instant > now)
            .min()
    }

    /// How many required steps are done, and how many there are. Optional steps do not count.
    pub fn required(&self) -> (usize, usize) {
        let required = || self.entries.iter().filter(|entry| !entry.step.optional);
        let done = required().filter(|entry| entry.status.is_done()).count();
        (done, required().count())
    }

    /// Whether the evening is kept so far: it has required steps, all of them are done, and it is not excused. For a
    /// running evening this can still change.
    pub fn is_kept(&self) -> bool {
        let (done, required) = self.required();
        !self.excused && required > 0 && done == required
    }
}

/// An evening's events that are in effect, in the order of writing, and what they add up to.
struct InEffect<'e> {
    events: Vec<&'e Event>,
    bedtime: Option<DateTime<Utc>>,
    excused: bool,
    lights_out: Option<DateTime<Utc>>,
    woke: Option<DateTime<Utc>>,
    symptoms_began: Option<DateTime<Utc>>,
}

impl<'e> InEffect<'e> {
    fn new(mut events: Vec<&'e Event>) -> Self {
        events.sort_by_key(|event| event.id);
        let decisive = |wanted: fn(&What) -> bool| {
            let answers = events.iter().copied();
            decisive(answers.filter(|event| wanted(&event.what)))
        };
        let moved = decisive(|what| matches!(what, What::BedtimeMoved { .. }));
        Self {
            bedtime: moved.and_then(|event| match event.what {
                What::BedtimeMoved { to } => Some(to),
                _ => None,
            }),
            lights_out: decisive(|what| matches!(what, What::LightsOut { .. })).map(|it| it.at),
            woke: decisive(|what| matches!(what, What::Woke { .. })).map(|event| event.at),
            symptoms_began: events
                .iter()
                .filter(|event| matches!(event.what, What::Onset(Onset::Began { .. })))
                .map(|event| event.at)
                .min(),
            excused: events
                .iter()
                .any(|e| matches!(e.what, What::Excused { .. })),
            events,
        }
    }

    fn snoozed_until(&self, id: &StepId) -> Option<DateTime<Utc>> {
        let all = self.events.iter().copied();
        let snoozed = decisive(
            all.filter(|event| matches!(&event.what, What::Snoozed { step, .. } if step == id)),
        );
        snoozed.and_then(|event| match &event.what {
            What::Snoozed { until, .. } => Some(*until),
            _ => None,
        })
    }

    /// The event that says whether the step was done or skipped, see [`step_outcome`].
    fn outcome(&self, step: &Step) -> Option<&'e Event> {
        step_outcome(&self.events, step)
    }

    /// Done or skipped, see [`step_outcome`].
    fn recorded_status(&self, step: &Step) -> Option<Status> {
        let event = self.outcome(step)?;
        let at = event.at;
        Some(match event.what {
            What::Skipped { .. } => Status::Skipped { at },
            _ => Status::Done { at },
        })
    }

    /// The last thing that was consumed after a cutoff of `substance`, see [`consumption::breaks`].
    fn broken_by(
        &self,
        substance: Substance,
        due: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Option<Consumption> {
        let breaking = self
            .events
            .iter()
            .filter(|event| consumption::breaks(event, substance, due, until));
        let last = breaking.max_by_key(|event| (event.at, event.id))?;
        Consumption::from_event(last)
    }

    /// Whether what is recorded shows that an unbroken cutoff of `substance` was kept: the lights are out, and either
    /// something was consumed before the cutoff, or the user recorded that there was none. A day without either shows
    /// nothing, because what was consumed may not have been recorded.
    fn shows_kept(&self, substance: Substance, until: DateTime<Utc>) -> bool {
        let is_of_the_day = |event: &&Event| consumption::is_consumed(event, substance, until);
        self.lights_out.is_some()
            && (self.events.iter().any(is_of_the_day) || substance.is_none(&self.events))
    }

    /// The status of a step that nothing breaks.
    fn status(
        &self,
        step: &Step,
        (due, put_off): (DateTime<Utc>, Option<DateTime<Utc>>),
        is_kept: bool,
        evening: &Evening,
        now: DateTime<Utc>,
    ) -> Status {
        let derived = is_kept.then_some(Status::Done { at: due });
        if let Some(settled) = self.recorded_status(step).or(derived) {
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

/// The event that says whether a step was done or skipped, among the events of its evening that are in effect.
pub fn step_outcome<'e>(in_effect: &[&'e Event], step: &Step) -> Option<&'e Event> {
    let events = in_effect.iter().copied();
    decisive(events.filter(|event| match &event.what {
        What::Done { step: id, .. } | What::Skipped { step: id, .. } => *id == step.id,
        What::LightsOut { .. } => step.is_bedtime(),
        _ => false,
    }))
}

/// Computes the due times of an evening's steps.
struct DueTimes<'a, Z> {
    evening: Evening,
    in_effect: &'a InEffect<'a>,
    plan: &'a Plan,
    steps: &'a [&'a Step],
    zone: &'a Z,
}

impl<Z: TimeZone> DueTimes<'_, Z> {
    /// When the step is due, and how many steps it comes after. `depth` is the number of steps followed so far.
    fn due_of(&self, step: &Step, depth: usize) -> (DateTime<Utc>, usize) {
        match &step.when {
            DueRule::At(time) => (
                wall::showing_from(*time, self.evening.planned_begin, self.zone),
                depth,
            ),
            DueRule::BeforeBed(span) => (self.evening.bedtime - span.delta(), depth),
            DueRule::After(id) => match self.steps.iter().find(|step| step.id == *id) {
                Some(earlier) if depth < Plan::MAX_STEPS => self.end(earlier, depth + 1),
                // A step that a trial leaves out tonight has no entry: the step takes its due time.
                None if depth < Plan::MAX_STEPS => match self.plan.step(id) {
                    Some(left_out) => self.due_of(left_out, depth + 1),
                    // A valid plan has no reference to a missing step, but one recorded elsewhere may.
                    None => (self.evening.bedtime, depth),
                },
                _ => (self.evening.bedtime, depth),
            },
        }
    }

    /// When the step was done. Until then, when it is expected to end.
    fn end(&self, step: &Step, depth: usize) -> (DateTime<Utc>, usize) {
        let (due, depth) = self.due_of(step, depth);
        let end = match self.in_effect.recorded_status(step) {
            Some(Status::Done { at }) => at,
            _ => expected_end(step, due, self.in_effect.snoozed_until(&step.id)),
        };
        (end, depth)
    }
}
