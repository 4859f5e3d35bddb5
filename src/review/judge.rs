//! One evening after the other, judged by the plan that was in force for it.

use chrono::{DateTime, FixedOffset, TimeZone, Utc};
use serde::{Deserialize, Serialize};

use super::{ReviewInput, has_lateness, local_time};
use crate::evening::{Entry, Evening, Status, Timeline};
use crate::event::{EveningDate, Event, StepId, What, standing};
use crate::plan::Plan;

/// How an evening went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Outcome {
    /// All its required steps were done.
    Kept,
    /// Some were.
    Partly,
    /// None was.
    Missed,
    /// It counts neither way.
    Excused,
    /// It is not over yet.
    Running,
    /// Nothing was required of it.
    Free,
}

impl Outcome {
    /// Whether it counts, one way or the other.
    pub fn counts(self) -> bool {
        match self {
            Self::Kept | Self::Partly | Self::Missed => true,
            Self::Excused | Self::Running | Self::Free => false,
        }
    }
}

/// An evening, judged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JudgedEvening {
    /// Which.
    pub date: EveningDate,
    /// How it went.
    pub outcome: Outcome,
    /// The share of required steps done, 0 to 1; none where none were required.
    pub score: Option<f64>,
    /// Each step planned for it, in the order of time.
    pub steps: Vec<JudgedStep>,
    /// The steps that a trial left out of it and that were done all the same, in the plan's order.
    pub done_anyway: Vec<StepId>,
    /// When the lights went out, as the clock there showed it.
    #[serde(with = "local_time")]
    pub lights_out: Option<DateTime<FixedOffset>>,
    /// When the person woke for good, likewise.
    #[serde(with = "local_time")]
    pub woke: Option<DateTime<FixedOffset>>,
    /// How the legs were, 0 to 10: of several ratings that of the latest moment.
    pub legs: Option<u8>,
    /// What was told of the day: the names of its factors, each once, by name.
    pub factors: Vec<String>,
}

/// How many evenings went which way. Those that do not count are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OutcomeCounts {
    /// How many were kept.
    pub kept: usize,
    /// How many were not, partly or wholly.
    pub missed: usize,
    /// How many were excused.
    pub excused: usize,
}

impl OutcomeCounts {
    /// Of these evenings.
    pub fn from_evenings(evenings: &[JudgedEvening]) -> Self {
        let mut tally = Self::default();
        for evening in evenings {
            match evening.outcome {
                Outcome::Kept => tally.kept += 1,
                Outcome::Partly | Outcome::Missed => tally.missed += 1,
                Outcome::Excused => tally.excused += 1,
                Outcome::Running | Outcome::Free => {}
            }
        }
        tally
    }
}

/// A step of an evening, judged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JudgedStep {
    /// Which.
    pub id: StepId,
    /// How it stands.
    pub status: Status,
    /// How many seconds after its due time it was done; negative before it. None where that says nothing, or where
    /// nobody said when it was.
    pub seconds_late: Option<i64>,
}

/// All evenings from the first one known to `last`, as far as they have begun, each with its plan.
pub(super) fn evenings<'a, Z: TimeZone>(
    last: EveningDate,
    input: &ReviewInput<'a, Z>,
) -> impl Iterator<Item = (JudgedEvening, &'a Plan)> {
    let ReviewInput {
        events,
        plans,
        today,
        first,
        now,
        zone,
    } = *input;
    let tonight = input.tonight();
    let mut rest = events;
    let first = first.unwrap_or(tonight.next());
    first.through(last.min(tonight)).map(move |date| {
        let plan = plan_for(date, plans, today, tonight);
        let own = events_of(date, &mut rest);
        (judge(date, plan, own, now, zone), plan)
    })
}

/// The events of that evening, taken from `rest`, which is in the order of evenings; those before it are passed over.
/// Evening after evening this is one walk, where looking each of them up would take as long as judging it.
pub(super) fn events_of<'e>(date: EveningDate, rest: &mut &'e [Event]) -> &'e [Event] {
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

/// The plan that an evening is judged by: the one recorded for it, or last before it. None is recorded of what is
/// not over.
pub(super) fn plan_for<'a>(
    date: EveningDate,
    plans: &'a [(EveningDate, Plan)],
    today: &'a Plan,
    tonight: EveningDate,
) -> &'a Plan {
    let until = plans.partition_point(|(since, _)| *since <= date);
    let recorded = plans[..until].last().filter(|_| date < tonight);
    recorded.map_or(today, |(_, plan)| plan)
}

pub(super) fn judge<Z: TimeZone>(
    date: EveningDate,
    plan: &Plan,
    events: &[Event],
    now: DateTime<Utc>,
    zone: &Z,
) -> JudgedEvening {
    let (evening, elsewhere) = Evening::lived(date, plan, events, now, zone);
    let timeline = match elsewhere {
        None => Timeline::of(evening, plan, events, now, zone),
        Some(there) => Timeline::of(evening, plan, events, now, &there),
    };
    let (done, required) = timeline.required();
    let outcome = if timeline.excused {
        Outcome::Excused
    } else if now < evening.ends {
        Outcome::Running
    } else if required == 0 {
        Outcome::Free
    } else if timeline.is_kept() {
        Outcome::Kept
    } else if done == 0 {
        Outcome::Missed
    } else {
        Outcome::Partly
    };
    let standing = standing(events);
    let is_time_unknown = |entry: &Entry<'_>| {
        let said = standing.iter().rev().find(|event| match &event.what {
            What::Done { step } => *step == entry.step.id,
            _ => false,
        });
        said.is_some_and(|event| {
            let is_later = |written| written >= timeline.evening.ends;
            event.at == entry.due && event.written().is_some_and(is_later)
        })
    };
    let last = |wanted: fn(&What) -> bool| standing.iter().rev().find(|event| wanted(&event.what));
    JudgedEvening {
        date,
        outcome,
        score: (required > 0).then(|| done as f64 / required as f64),
        steps: timeline
            .entries
            .iter()
            .map(|entry| JudgedStep {
                id: entry.step.id.clone(),
                status: entry.status,
                seconds_late: entry
                    .status
                    .done_at()
                    .filter(|_| has_lateness(&entry.step.kind) && !is_time_unknown(entry))
                    .map(|at| (at - entry.due).num_seconds()),
            })
            .collect(),
        done_anyway: plan
            .left_out_on(date)
            .map(|step| step.id.clone())
            .filter(|id| standing.iter().any(|event| is_done(&event.what, id)))
            .collect(),
        lights_out: last(|what| *what == What::LightsOut).map(|event| event.local()),
        woke: last(|what| matches!(what, What::Woke { .. })).map(|event| event.local()),
        legs: legs(&standing),
        factors: factors(&standing),
    }
}

fn is_done(what: &What, id: &StepId) -> bool {
    matches!(what, What::Done { step } if step == id)
}

/// The rating of the latest moment; of the same moment the one written last. To correct an earlier one does not make it
/// the night's.
fn legs(standing: &[&Event]) -> Option<u8> {
    let rated = standing.iter().filter_map(|event| match event.what {
        What::Legs { rating, .. } => Some((event.at, rating)),
        _ => None,
    });
    rated.max_by_key(|(at, _)| *at).map(|(_, rating)| rating)
}

fn factors(standing: &[&Event]) -> Vec<String> {
    let mut names: Vec<String> = standing
        .iter()
        .filter_map(|event| match &event.what {
            What::Factor { name, .. } => Some(name.clone()),
            _ => None,
        })
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}
