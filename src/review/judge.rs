//! Judges each evening by the plan that was in force for it.

use std::sync::Arc;

use chrono::{DateTime, FixedOffset, TimeZone, Utc};
use serde::{Deserialize, Serialize};

use super::legs::{EveningLegs, Ratings};
use super::onset::{EveningOnset, places};
use super::{ReviewInput, has_lateness};
use crate::diary::factor_of;
use crate::evening::{Entry, Evening, Status, Timeline, recorded_plan, step_outcome};
use crate::event::{
    BodyPart, EveningDate, Event, StepId, What, decisive, decisive_night, in_effect,
};
use crate::plan::Plan;

/// The outcome of an evening.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Outcome {
    /// All required steps were done.
    Kept,
    /// Some required steps were done.
    Partly,
    /// No required step was done.
    Missed,
    /// The user excused it; it does not count.
    Excused,
    /// The evening is not over yet.
    Running,
    /// No step was required.
    Free,
    /// The user had not begun yet, and no step was recorded.
    NotBegun,
}

impl Outcome {
    /// Whether the evening counts as kept or missed.
    pub fn counts(self) -> bool {
        match self {
            Self::Kept | Self::Partly | Self::Missed => true,
            Self::Excused | Self::Running | Self::Free | Self::NotBegun => false,
        }
    }
}

/// The judgement of one evening.
#[derive(Debug, Clone, PartialEq)]
pub struct JudgedEvening {
    /// The local date on which the evening began.
    pub date: EveningDate,
    /// The outcome.
    pub outcome: Outcome,
    /// Share of required steps done, 0 to 1; `None` if none was required.
    pub score: Option<f64>,
    /// The planned steps, ordered by due time.
    pub steps: Vec<JudgedStep>,
    /// Steps that a trial left out of this evening, in the plan's order.
    pub left_out: Vec<LeftOutStep>,
    /// Time of lights out, with the UTC offset it was recorded at.
    pub lights_out: Option<DateTime<FixedOffset>>,
    /// Time of waking for good, with the UTC offset it was recorded at.
    pub woke: Option<DateTime<FixedOffset>>,
    /// Minutes from lights out to falling asleep.
    pub asleep_after_min: Option<u16>,
    /// How the legs were, in the evening and at night.
    pub legs: EveningLegs,
    /// When the symptoms began.
    pub onset: EveningOnset,
    /// Where the symptoms were, sorted and without duplicates. Empty if the user did not say.
    pub places: Vec<BodyPart>,
    /// Names of the recorded factors of the day, sorted, without duplicates. Shared by evenings that have the same.
    pub factors: Arc<[String]>,
}

impl JudgedEvening {
    /// Whether a step was done, and how the legs were after it. A step that a trial left out counts too. `None` for a step
    /// that was not planned.
    pub(super) fn step(&self, id: &StepId) -> Option<(bool, EveningLegs)> {
        let planned = self.steps.iter().find(|step| *step.id == *id);
        let planned = planned.map(|step| (step.status.is_done(), step.legs_after));
        let left_out = || self.left_out.iter().find(|step| *step.id == *id);
        planned.or_else(|| left_out().map(|step| (step.is_done, step.legs_after)))
    }
}

/// Number of evenings by outcome. Running and free evenings are not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OutcomeCounts {
    /// Number of kept evenings.
    pub kept: usize,
    /// Number of evenings missed partly or wholly.
    pub missed: usize,
    /// Number of excused evenings.
    pub excused: usize,
}

impl OutcomeCounts {
    /// Counts the outcomes of these evenings.
    pub fn from_evenings(evenings: &[JudgedEvening]) -> Self {
        let mut counts = Self::default();
        for evening in evenings {
            match evening.outcome {
                Outcome::Kept => counts.kept += 1,
                Outcome::Partly | Outcome::Missed => counts.missed += 1,
                Outcome::Excused => counts.excused += 1,
                Outcome::Running | Outcome::Free | Outcome::NotBegun => {}
            }
        }
        counts
    }
}

/// The judgement of one step on one evening.
#[derive(Debug, Clone, PartialEq)]
pub struct JudgedStep {
    /// The step's id in the plan. Shared by evenings that have the same steps, of which there are thousands.
    pub id: Arc<StepId>,
    /// The step's status at the end of the evening, or now while it runs.
    pub status: Status,
    /// Completion time minus due time, in seconds; negative means early. `None` where the kind of step has
    /// no meaningful completion time, or the time is not known.
    pub seconds_late: Option<i64>,
    /// How the legs were after it: only ratings since it was done, or since it was due where it was not.
    pub legs_after: EveningLegs,
}

/// A step that a trial left out of an evening.
#[derive(Debug, Clone, PartialEq)]
pub struct LeftOutStep {
    /// The step's id in the plan.
    pub id: Arc<StepId>,
    /// Whether it was done all the same.
    pub is_done: bool,
    /// How the legs were after it, as for [`JudgedStep::legs_after`].
    pub legs_after: EveningLegs,
}

/// Judges all evenings from the first recorded one to `last` that have begun, each returned with its plan.
pub(super) fn judged_evenings<'a, Z: TimeZone>(
    last: EveningDate,
    input: &ReviewInput<'a, Z>,
) -> impl Iterator<Item = (JudgedEvening, &'a Plan)> {
    let ReviewInput {
        events,
        plans,
        tonight,
        today,
        free_days: _,
        first,
        began,
        now,
        zone,
    } = *input;
    let mut rest = events;
    let first = first.unwrap_or(tonight.next());
    first.through(last.min(tonight)).map(move |date| {
        let plan = plan_for(date, plans, today, tonight);
        let own = in_effect(take_events_of(date, &mut rest));
        (
            judge(date, plan, &own, began, (now, date < tonight), zone),
            plan,
        )
    })
}

/// Takes the events of `date` off the front of `rest`, skipping those of earlier evenings. `rest` is
/// ordered by evening.
///
/// Called for one evening after the other this is a single pass; a lookup for each evening would take as
/// long as judging it.
fn take_events_of<'e>(date: EveningDate, rest: &mut &'e [Event]) -> &'e [Event] {
    let earlier = rest.iter().take_while(|event| event.evening < date).count();
    let from = &rest[earlier..];
    let own = from
        .iter()
        .take_while(|event| event.evening == date)
        .count();
    let (own, later) = from.split_at(own);
    *rest = later;
    own
}

/// The plan an evening is judged by: the recorded one, see [`recorded_plan`]. An evening that is not over is judged by
/// the plan in force.
pub(super) fn plan_for<'a>(
    date: EveningDate,
    plans: &'a [(EveningDate, Plan)],
    today: &'a Plan,
    tonight: EveningDate,
) -> &'a Plan {
    let recorded = recorded_plan(date, plans).filter(|_| date < tonight);
    recorded.unwrap_or(today)
}

/// Judges an evening by its events that are in effect.
pub(super) fn judge<Z: TimeZone>(
    date: EveningDate,
    plan: &Plan,
    in_effect: &[&Event],
    began: Option<EveningDate>,
    (now, is_over): (DateTime<Utc>, bool),
    zone: &Z,
) -> JudgedEvening {
    // Due times of an evening spent away from home are those of the clock there.
    let (evening, offset_away) =
        Evening::on(date, plan, zone).where_it_was_spent(plan, in_effect, now, is_over, zone);
    let timeline = match offset_away {
        None => Timeline::from_in_effect(evening, plan, in_effect.to_vec(), now, zone),
        Some(offset) => Timeline::from_in_effect(evening, plan, in_effect.to_vec(), now, &offset),
    };
    let (done, required) = timeline.required();
    let outcome = if timeline.excused {
        Outcome::Excused
    } else if !is_over {
        Outcome::Running
    } else if began.is_none_or(|began| date < began) && !has_a_step(in_effect) {
        Outcome::NotBegun
    } else if required == 0 {
        Outcome::Free
    } else if timeline.is_kept() {
        Outcome::Kept
    } else if done == 0 {
        Outcome::Missed
    } else {
        Outcome::Partly
    };
    let is_time_unknown = |entry: &Entry<'_>| {
        step_outcome(in_effect, entry.step).is_some_and(|event| {
            // Earlier versions recorded an unknown time as the due time, after the evening. What they recorded for a
            // bedtime step in place of lights out never had a time.
            let is_after_evening = |written| written >= timeline.evening.ends;
            let is_due_time =
                event.at == entry.due && event.written().is_some_and(is_after_evening);
            let is_old_unknown =
                matches!(event.what, What::Done { .. }) && (entry.step.is_bedtime() || is_due_time);
            !event.has_known_time() || is_old_unknown
        })
    };
    let of_kind = |wanted: fn(&What) -> bool| {
        let events = in_effect.iter().copied();
        events.filter(move |event| wanted(&event.what))
    };
    let is_waking = |what: &What| matches!(what, What::Woke { .. });
    let ratings = Ratings::of(
        in_effect,
        &timeline.evening,
        timeline.lights_out,
        timeline.woke,
    );
    // As it would be judged if the trial had not left it out.
    let left_out = |entry: &Entry<'_>| {
        let done = entry.status.done_at();
        LeftOutStep {
            id: Arc::new(entry.step.id.clone()),
            is_done: done.is_some(),
            legs_after: ratings.since(done.unwrap_or(entry.due)),
        }
    };
    let time_of = |wanted| {
        decisive(of_kind(wanted))
            .filter(|event| event.has_known_time())
            .map(Event::local)
    };
    JudgedEvening {
        date,
        outcome,
        score: (required > 0).then(|| done as f64 / required as f64),
        steps: timeline
            .entries
            .iter()
            .map(|entry| JudgedStep {
                id: Arc::new(entry.step.id.clone()),
                status: entry.status,
                seconds_late: entry
                    .status
                    .done_at()
                    .filter(|_| has_lateness(&entry.step.kind) && !is_time_unknown(entry))
                    .map(|at| (at - entry.due).num_seconds()),
                legs_after: ratings.since(entry.status.done_at().unwrap_or(entry.due)),
            })
            .collect(),
        left_out: match offset_away {
            None => left_out_steps(evening, plan, in_effect, now, zone, left_out),
            Some(offset) => left_out_steps(evening, plan, in_effect, now, &offset, left_out),
        },
        lights_out: time_of(|what| matches!(what, What::LightsOut { .. })),
        woke: time_of(is_waking),
        asleep_after_min: decisive_night(of_kind(is_waking))
            .and_then(|(_, night)| night.asleep_after_min),
        legs: ratings.all(),
        onset: EveningOnset::from_events(in_effect),
        places: places(in_effect),
        factors: factors(in_effect).into(),
    }
}

/// Whether a step was recorded.
fn has_a_step(in_effect: &[&Event]) -> bool {
    in_effect.iter().any(|event| is_a_step(&event.what))
}

/// Whether an event records a step.
pub(crate) fn is_a_step(what: &What) -> bool {
    match what {
        What::Done { .. } | What::Skipped { .. } | What::LightsOut { .. } => true,
        What::Session { step, .. } => step.is_some(),
        What::Plan(_)
        | What::Snoozed { .. }
        | What::BedtimeMoved { .. }
        | What::Excused { .. }
        | What::Began
        | What::Woke { .. }
        | What::Legs { .. }
        | What::Onset(_)
        | What::Caffeine { .. }
        | What::Consumed(_)
        | What::NoneToday { .. }
        | What::Factor { .. }
        | What::Iron { .. }
        | What::SelfCheck { .. }
        | What::Note { .. }
        | What::Revoked { .. }
        | What::Other { .. } => false,
    }
}

/// The steps that trials left out of `evening`, each made by `left_out` from the entry that it would have had.
fn left_out_steps<Z: TimeZone>(
    evening: Evening,
    plan: &Plan,
    in_effect: &[&Event],
    now: DateTime<Utc>,
    zone: &Z,
    left_out: impl Fn(&Entry<'_>) -> LeftOutStep,
) -> Vec<LeftOutStep> {
    let mut steps = plan.left_out_on(evening.date).peekable();
    if steps.peek().is_none() {
        return vec![];
    }
    let without_trials = Plan {
        trials: vec![],
        ..plan.clone()
    };
    let timeline =
        Timeline::from_in_effect(evening, &without_trials, in_effect.to_vec(), now, zone);
    steps
        .filter_map(|step| timeline.entry(&step.id).map(&left_out))
        .collect()
}

fn factors(in_effect: &[&Event]) -> Vec<String> {
    let mut names: Vec<String> = in_effect
        .iter()
        .filter_map(|event| factor_of(&event.what))
        .map(str::to_owned)
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}
