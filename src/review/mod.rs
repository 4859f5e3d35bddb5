//! The review: what evenings add up to.
//!
//! Every figure has its one definition here; the screen, the text and the JSON show the same [`Review`]. A
//! figure that cannot be had is `None`, never zero.

mod bedtimes;
pub mod cache;
mod circular;
pub mod diary;
#[cfg(test)]
mod edge_tests;
mod history;
#[cfg(test)]
mod history_tests;
pub mod insights;
pub mod json;
mod judge;

mod legs;
mod local_time;
#[cfg(test)]
mod look_back_tests;
#[cfg(test)]
mod naive_life;
#[cfg(test)]
mod naive_tests;
pub mod series;
mod strength;
#[cfg(test)]
mod tests;
pub mod trend;

pub use bedtimes::{Bedtimes, ClockTimes};
pub use cache::CachedEvening;
pub use history::{EventCount, History, JudgingContext, LookBack};
pub use judge::{JudgedEvening, JudgedStep, Outcome, OutcomeCounts};
pub use legs::Legs;

use chrono::{DateTime, TimeZone, Utc};

use insights::{ComparedNights, ComparedNightsBuilder, Insight, TrialResult, TrialResultsBuilder};

use crate::evening::Evening;
use crate::event::{EveningDate, Event, StepId, What, standing};
use crate::plan::{Plan, Step, StepKind};

/// What a review is made from.
#[derive(Debug, Clone, Copy)]
pub struct ReviewInput<'a, Z> {
    /// All events from the journal's first evening to the review's last, evening by evening, each evening's in
    /// the order of writing.
    pub events: &'a [Event],
    /// The recorded plans up to the review's last evening, by evening.
    pub plans: &'a [(EveningDate, Plan)],
    /// The plan in force today.
    pub today: &'a Plan,
    /// The first evening of which anything is known; none when nothing is.
    pub first: Option<EveningDate>,
    /// The present moment.
    pub now: DateTime<Utc>,
    /// Where the user is: due times of past evenings are taken to have been there.
    pub zone: &'a Z,
}

impl<Z: TimeZone> ReviewInput<'_, Z> {
    /// The evening that is running.
    fn tonight(&self) -> EveningDate {
        Evening::at(self.now, self.today, self.zone).date
    }
}

/// The first evening of which a word still stands, for [`ReviewInput::first`]: a slip that was taken back does not
/// make every evening since then a missed one. Recording the plan says nothing of an evening.
///
/// `events` as [`ReviewInput::events`] has them.
pub fn first_recorded_evening(events: &[Event]) -> Option<EveningDate> {
    events
        .chunk_by(|one, other| one.evening == other.evening)
        .find(|own| {
            let mut standing = standing(own).into_iter();
            standing.any(|event| !matches!(event.what, What::Plan(_)))
        })
        .and_then(|own| Some(own.first()?.evening))
}

/// What a span of evenings adds up to.
#[derive(Debug, Clone, PartialEq)]
pub struct Review {
    /// The first evening that was asked for.
    pub from: EveningDate,
    /// The last evening that was asked for.
    pub to: EveningDate,
    /// The evenings of the span that have begun, from the first one known on.
    pub evenings: Vec<JudgedEvening>,
    /// How many were kept.
    pub kept: usize,
    /// How many were not, partly or wholly.
    pub missed: usize,
    /// How many were excused.
    pub excused: usize,
    /// Evenings kept in a row.
    pub streak: Streak,
    /// The habit's strength after the last evening, 0 to 1.
    pub strength: Option<f64>,
    /// The same after each of `evenings`; none before the first one that counted.
    pub strengths: Vec<Option<f64>>,
    /// Each step that was planned in the span.
    pub steps: Vec<StepReview>,
    /// When the lights went out, and how regularly.
    pub bedtime: Bedtimes,
    /// How the legs were.
    pub legs: Legs,
    /// The nights to compare, of at least [`insights::FEWEST_EVENINGS`] evenings up to the review's last or tonight,
    /// whichever is earlier, where there are so many: a week or a month shown would say nothing yet. So whatever span
    /// holds tonight and is no longer gives the same answer.
    pub nights: ComparedNights,
    /// The trials that have begun by the review's last evening, however long ago; those that began earlier first.
    pub trials: Vec<TrialResult>,
}

/// Evenings kept in a row, over the whole journal up to the review's last evening. Excused evenings, and the
/// one that is still running, are bridged: they neither count nor break.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Streak {
    /// Up to the last evening.
    pub current: usize,
    /// The longest there was.
    pub best: usize,
}

/// One step over the span.
#[derive(Debug, Clone, PartialEq)]
pub struct StepReview {
    /// Which.
    pub id: StepId,
    /// What it is called today, or was called when it was planned last.
    pub title: String,
    /// Whether it can be left out, today or when it was planned last.
    pub optional: bool,
    /// On how many evenings it was planned; excused ones and the running one do not count.
    pub planned: usize,
    /// On how many of them it was done.
    pub done: usize,
    /// How far from its due time it was done, in minutes, the median; before it is negative. None for a
    /// cutoff, which is kept rather than done, and where nobody said when it was done.
    pub median_minutes_late: Option<i64>,
}

impl StepReview {
    /// The share of planned evenings on which it was done; none where it was never planned.
    pub fn rate(&self) -> Option<f64> {
        (self.planned > 0).then(|| self.done as f64 / self.planned as f64)
    }
}

impl Review {
    /// What the evenings from `from` to `to` add up to.
    pub fn between<Z: TimeZone>(
        from: EveningDate,
        to: EveningDate,
        input: &ReviewInput<'_, Z>,
    ) -> Self {
        let judged: Vec<_> = judge::evenings(to, input).collect();
        let evenings = judged.iter().map(|(judged, plan)| (judged, *plan));
        Self::added_up((from, to), input.tonight(), input.today, evenings)
    }

    /// What evenings add up to that were judged, each with its plan: all from the first one known to the last of the
    /// span.
    fn added_up<'e>(
        (from, to): (EveningDate, EveningDate),
        tonight: EveningDate,
        today: &'e Plan,
        judged: impl Iterator<Item = (&'e JudgedEvening, &'e Plan)>,
    ) -> Self {
        let mut streak = Streak::default();
        let mut strength = None;
        let (mut evenings, mut strengths) = (Vec::new(), Vec::new());
        let mut steps = Steps::new(today);
        let mut nights = ComparedNightsBuilder::new(from, to.min(tonight), today);
        let mut trials = TrialResultsBuilder::new(today);
        for (judged, plan) in judged {
            match judged.outcome {
                Outcome::Kept => {
                    streak.current += 1;
                    streak.best = streak.best.max(streak.current);
                }
                Outcome::Partly | Outcome::Missed => streak.current = 0,
                Outcome::Excused | Outcome::Running | Outcome::Free => {}
            }
            if let (Some(score), true) = (judged.score, judged.outcome.counts()) {
                strength = Some(strength::after(strength.unwrap_or(0.0), score, plan));
            }
            nights.add(judged, plan);
            trials.add(judged, plan);
            if judged.date >= from {
                if judged.outcome.counts() || judged.outcome == Outcome::Free {
                    steps.add(judged, plan);
                }
                evenings.push(judged.clone());
                strengths.push(strength);
            }
        }
        let tally = OutcomeCounts::from_evenings(&evenings);
        Self {
            from,
            to,
            kept: tally.kept,
            missed: tally.missed,
            excused: tally.excused,
            streak,
            strength,
            strengths,
            steps: steps.add_up(),
            bedtime: Bedtimes::from_evenings(&evenings),
            legs: Legs::from_evenings(&evenings),
            nights: nights.nights(),
            trials: trials.into_results(),
            evenings,
        }
    }

    /// The trials that are no longer over than the nights reach back.
    pub fn recent_trials(&self) -> impl Iterator<Item = &TrialResult> {
        let first = self.nights.first;
        let recent =
            move |tried: &&TrialResult| first.is_some_and(|first| first <= tried.trial.last());
        self.trials.iter().filter(recent)
    }

    /// Which steps and factors go with calmer legs, and how sure that is: the surest first. Computed when it is asked
    /// for: of ten years it takes about as long as to read them.
    pub fn insights(&self) -> Vec<Insight> {
        self.nights.compare()
    }
}

/// Gathers each step's evenings: today's steps in today's order, then those that are no more.
struct Steps {
    rows: Vec<(StepReview, Vec<i64>)>,
}

impl Steps {
    fn new(today: &Plan) -> Self {
        Self {
            rows: today
                .steps
                .iter()
                .map(|step| row(&step.id, Some(step)))
                .collect(),
        }
    }

    fn add(&mut self, evening: &JudgedEvening, plan: &Plan) {
        for judged in &evening.steps {
            let at = match self.rows.iter().position(|(row, _)| row.id == judged.id) {
                Some(at) => at,
                None => self.begin(&judged.id, plan),
            };
            let (row, late) = &mut self.rows[at];
            row.planned += 1;
            if judged.status.is_done() {
                row.done += 1;
                late.extend(judged.seconds_late);
            }
        }
    }

    /// A row for a step that is no longer in the plan.
    fn begin(&mut self, id: &StepId, plan: &Plan) -> usize {
        self.rows.push(row(id, plan.step(id)));
        self.rows.len() - 1
    }

    fn add_up(self) -> Vec<StepReview> {
        self.rows
            .into_iter()
            .filter(|(row, _)| row.planned > 0)
            .map(|(row, late)| StepReview {
                median_minutes_late: median(late).map(whole_minutes),
                ..row
            })
            .collect()
    }
}

fn row(id: &StepId, step: Option<&Step>) -> (StepReview, Vec<i64>) {
    let step = StepReview {
        id: id.clone(),
        title: step.map_or(id.0.clone(), |step| step.title.clone()),
        optional: step.is_some_and(|step| step.optional),
        planned: 0,
        done: 0,
        median_minutes_late: None,
    };
    (step, Vec::new())
}

/// The middle value; of an even number of them what lies between the middle two.
fn median(mut values: Vec<i64>) -> Option<f64> {
    values.sort_unstable();
    let (low, high) = (
        values.get(values.len().saturating_sub(1) / 2)?,
        values.get(values.len() / 2)?,
    );
    Some(f64::midpoint(*low as f64, *high as f64))
}

fn whole_minutes(seconds: f64) -> i64 {
    (seconds / 60.0).round() as i64
}

/// Whether lateness says anything about a step.
fn has_lateness(kind: &StepKind) -> bool {
    match kind {
        StepKind::Check | StepKind::Timer { .. } | StepKind::Routine { .. } | StepKind::Bedtime => {
            true
        }
        StepKind::Cutoff { .. } => false,
    }
}
