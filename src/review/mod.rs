//! The review: figures computed from the evenings of a span.
//!
//! Each figure is defined once, here. The screen, the text and the JSON all show the same [`Review`]. A
//! figure that cannot be computed is `None`, never zero.

mod bedtimes;
pub mod cache;
mod change;
mod circular;
mod compact;
mod counts;
pub mod diary;
#[cfg(test)]
mod edge_tests;
mod encoded;
mod history;
#[cfg(test)]
mod history_tests;
pub mod insights;
pub mod json;
mod judge;
mod legs;
#[cfg(test)]
mod look_back_tests;
#[cfg(test)]
mod naive_judge;
#[cfg(test)]
pub(crate) mod naive_life;
#[cfg(test)]
mod naive_symptoms;
#[cfg(test)]
mod naive_tests;
#[cfg(test)]
mod naive_trials;
mod onset;
pub mod rescue;
pub mod series;
mod sleep;
mod step_streaks;
mod strength;
#[cfg(test)]
mod tests;
pub mod trend;

pub(crate) use bedtimes::{Bedtimes, ClockTimes};
pub(crate) use cache::CachedEvenings;
pub use change::Change;
pub(crate) use counts::{EventCount, JournalCounts};
pub(crate) use history::{EveningKeys, History, JudgingContext, LookBack};
pub(crate) use judge::is_a_step;
pub use judge::{JudgedEvening, Outcome, OutcomeCounts};
pub(crate) use legs::Legs;
pub use legs::{EveningLegs, LegsFigure};
pub use onset::{EveningOnset, Onsets, SymptomNights, clock_time};
pub use sleep::{NightSleep, SleepFigures};

use std::collections::BTreeMap;

use chrono::{DateTime, TimeZone, Utc};

use cache::{EveningOutline, Subjects};
use insights::{
    ComparedNights, ComparedNightsBuilder, ComparedSpan, Comparisons, Forecast, TrialResult,
    TrialResultsBuilder,
};
use onset::ChangeValues;
use step_streaks::StepStreaks;
use strength::Strength;

use crate::event::{EveningDate, Event, Origin, Rating, StepId, What, decisive, in_effect};
use crate::plan::{FreeDays, Plan, Step, StepKind};

/// The data a review is computed from.
#[derive(Debug, Clone, Copy)]
pub struct ReviewInput<'a, Z> {
    /// Events of every evening from the journal's first to the review's last. Ordered by evening, then by
    /// the order in which they were written.
    pub events: &'a [Event],
    /// The recorded plans up to the review's last evening, ordered by evening.
    pub plans: &'a [(EveningDate, Plan)],
    /// The evening that is running.
    pub tonight: EveningDate,
    /// The plan in force for it.
    pub today: &'a Plan,
    /// The days on which the user need not get up for anything.
    pub free_days: FreeDays,
    /// The first evening with an entry; `None` when there is none.
    pub first: Option<EveningDate>,
    /// When the user began, see [`began`]; `None` when that is not known.
    pub began: Option<EveningDate>,
    /// The current time.
    pub now: DateTime<Utc>,
    /// The user's current time zone. Due times of past evenings are computed in it.
    pub zone: &'a Z,
}

/// The first evening that has an event which was not revoked, for [`ReviewInput::first`].
///
/// Revoked events do not count, so that an entry made by mistake and undone does not turn every evening
/// since then into a missed one. `plan` events do not count either: the program writes them by itself.
///
/// `events` are ordered like [`ReviewInput::events`].
pub(crate) fn first_recorded_evening(events: &[Event]) -> Option<EveningDate> {
    events
        .chunk_by(|one, other| one.evening == other.evening)
        .find(|own| {
            let mut in_effect = in_effect(own).into_iter();
            in_effect.any(|event| !matches!(event.what, What::Plan(_)))
        })
        .and_then(|own| Some(own.first()?.evening))
}

/// The evening on which the user began: what they say, else the evening of the step that was recorded first. So evenings
/// that are filled in later, or imported from another program, make no month of misses. Of the first steps of several
/// computers, whose clocks may differ, it is the one of the earliest evening.
///
/// `events` must have every `began` event and the step that was recorded first, on each computer that recorded one of an
/// earlier evening too, with their revocations.
pub(crate) fn began(events: &[Event]) -> Option<EveningDate> {
    let in_effect = in_effect(events);
    let said = in_effect.iter().copied();
    let said = decisive(said.filter(|event| event.what == What::Began));
    let steps = in_effect
        .iter()
        .filter(|event| judge::is_a_step(&event.what))
        .filter(|event| event.origin != Some(Origin::Imported));
    let mut first: BTreeMap<&str, &Event> = BTreeMap::new();
    for step in steps.copied() {
        let known = first.entry(&step.device).or_insert(step);
        if step.id < known.id {
            *known = step;
        }
    }
    let first = first.into_values().map(|step| step.evening).min();
    said.map(|event| event.evening).or(first)
}

/// The figures of a span of evenings.
#[derive(Debug, Clone, PartialEq)]
pub struct Review {
    /// The first evening of the requested span.
    pub from: EveningDate,
    /// The last evening of the requested span.
    pub to: EveningDate,
    /// The evenings of the span that have begun, starting at the first recorded one.
    pub evenings: Vec<JudgedEvening>,
    /// Number of kept evenings.
    pub kept: usize,
    /// Number of evenings missed partly or wholly.
    pub missed: usize,
    /// Number of excused evenings.
    pub excused: usize,
    /// Streaks of kept evenings.
    pub streak: Streak,
    /// The habit's strength after the last evening, 0 to 1 (see `strength`).
    pub strength: Option<f64>,
    /// The strength after each of `evenings`; `None` until the first evening that counts.
    pub strengths: Vec<Option<f64>>,
    /// One row for each step that was planned in the span.
    pub steps: Vec<StepReview>,
    /// Lights-out times and their regularity.
    pub bedtime: Bedtimes,
    /// The ratings of the legs: the figure that more nights of the span have.
    pub legs: Legs,
    /// The change of that figure up to the last evening, from evenings that may lie before the span. `None` with too few.
    pub legs_change: Option<Change>,
    /// When the symptoms began.
    pub onset: Onsets,
    /// The nights that insights are computed from: at least [`insights::FEWEST_EVENINGS`] evenings, where
    /// the journal has that many, ending at the review's last evening or tonight, whichever is earlier.
    ///
    /// A week or a month on screen is too short to compare nights. Because of the minimum, every shorter
    /// span that contains tonight gives the same insights.
    pub nights: ComparedNights,
    /// All trials that began by the review's last evening, ordered by first evening.
    pub trials: Vec<TrialResult>,
}

/// Runs of kept evenings in the whole journal up to the review's last evening. Excused evenings, free
/// evenings and the running one neither extend nor end a streak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Streak {
    /// The streak that reaches the last evening.
    pub current: usize,
    /// The longest streak.
    pub best: usize,
}

impl Streak {
    /// Adds the next evening that counts.
    fn add(&mut self, is_kept: bool) {
        self.current = if is_kept { self.current + 1 } else { 0 };
        self.best = self.best.max(self.current);
    }
}

/// One step's figures over the span.
#[derive(Debug, Clone, PartialEq)]
pub struct StepReview {
    /// The step's id in the plan.
    pub id: StepId,
    /// The title in the current plan, or in the last plan that had the step.
    pub title: String,
    /// Whether the step is optional, in the current plan or in the last plan that had it.
    pub optional: bool,
    /// Evenings on which the step was planned, without excused evenings and the running one.
    pub planned: usize,
    /// How many of those evenings have it done.
    pub done: usize,
    /// Median of completion time minus due time, in minutes; negative means early. `None` for a cutoff,
    /// which has no completion time of its own, and where no completion time is known.
    pub median_minutes_late: Option<i64>,
    /// Runs of evenings with it done, in the whole journal up to the review's last evening. Evenings that did not have it
    /// planned, excused ones and the running one neither extend nor end a streak.
    pub streak: Streak,
}

impl StepReview {
    /// Done over planned evenings, 0 to 1; `None` if it was never planned.
    pub fn rate(&self) -> Option<f64> {
        (self.planned > 0).then(|| self.done as f64 / self.planned as f64)
    }
}

impl Review {
    /// Computes the review of the evenings from `from` to `to`, both included.
    pub fn between<Z: TimeZone>(
        from: EveningDate,
        to: EveningDate,
        input: &ReviewInput<'_, Z>,
    ) -> Self {
        let mut review =
            ReviewBuilder::new((from, to), input.tonight, input.today, input.free_days);
        for (judged, plan) in judge::judged_evenings(to, input) {
            review.add(&judged, plan);
            if judged.date >= from {
                review.add_to_span(judged, plan);
            }
        }
        review.build()
    }

    /// The ratings of the legs by one of the two figures.
    pub fn legs_by(&self, figure: LegsFigure) -> Legs {
        Legs::from_evenings(figure, &self.evenings)
    }

    /// What a trial can show, from the nights of this span.
    pub fn trial_forecast(&self) -> Forecast {
        let ratings = || self.evenings.iter().map(|evening| evening.legs);
        let figure = LegsFigure::with_more_nights(ratings());
        let legs = ratings().map(|legs| legs.get(figure).map(Rating::get));
        Forecast::from_nights(&legs.collect::<Vec<_>>())
    }

    /// The trials whose last evening falls within the compared nights.
    pub fn recent_trials(&self) -> impl Iterator<Item = &TrialResult> {
        self.nights.recent_trials(&self.trials)
    }

    /// Compares the ratings of nights with and without each step and factor. Computed on each call, which takes some
    /// milliseconds for each of them.
    pub fn comparisons(&self) -> Comparisons {
        self.nights.compare()
    }
}

/// Computes a review from judged evenings, each with the plan it was judged by. They are added in order, from the first
/// recorded one to the review's last: streak and strength need those before its span too.
struct ReviewBuilder<'e> {
    span: (EveningDate, EveningDate),
    free_days: FreeDays,
    streak: Streak,
    step_streaks: StepStreaks,
    strength: Strength<'e>,
    evenings: Vec<JudgedEvening>,
    strengths: Vec<Option<f64>>,
    steps: Steps,
    nights: ComparedNightsBuilder<'e>,
    trials: TrialResultsBuilder<'e>,
    /// The evening that changes are computed up to.
    last: EveningDate,
    change_values: ChangeValues,
}

impl<'e> ReviewBuilder<'e> {
    /// For the evenings of `span`, where `today` is the current plan.
    fn new(
        span: (EveningDate, EveningDate),
        tonight: EveningDate,
        today: &'e Plan,
        free_days: FreeDays,
    ) -> Self {
        Self {
            span,
            free_days,
            streak: Streak::default(),
            step_streaks: StepStreaks::default(),
            strength: Strength::default(),
            evenings: vec![],
            strengths: vec![],
            steps: Steps::new(today),
            nights: ComparedNightsBuilder::new(
                ComparedSpan::of_review(span.0, span.1, tonight),
                today,
            ),
            trials: TrialResultsBuilder::new(today),
            last: span.1.min(tonight),
            change_values: ChangeValues::default(),
        }
    }

    /// Makes room for so many evenings of the span, exactly: those of ten years take megabytes.
    fn reserve(&mut self, evenings: usize) {
        self.evenings.reserve_exact(evenings);
        self.strengths.reserve_exact(evenings);
    }

    /// Adds an evening before the span and before the compared nights. `judged` is called only if the whole evening is
    /// needed.
    fn add_outline(
        &mut self,
        outline: EveningOutline,
        subjects: &Subjects,
        plan: &'e Plan,
        judged: impl FnOnce() -> Option<JudgedEvening>,
    ) {
        self.add_score(outline.outcome, outline.score, plan);
        if counts_for_steps(outline.outcome) {
            self.step_streaks.add_outline(outline, subjects);
        }
        self.nights.add_earlier(outline, subjects, plan);
        let is_of_a_trial = self.trials.needs(outline, plan);
        if !is_of_a_trial && !self.nights.lacks_a_rating() {
            return;
        }
        if let Some(judged) = judged() {
            self.nights.note_rating(&judged);
            if is_of_a_trial {
                self.trials.add(&judged, plan);
            }
        }
    }

    /// Adds an evening. One of the span has to be added to that, too.
    fn add(&mut self, judged: &JudgedEvening, plan: &'e Plan) {
        self.add_score(judged.outcome, judged.score, plan);
        if counts_for_steps(judged.outcome) {
            for step in &judged.steps {
                self.step_streaks.add(&step.id, step.status.is_done());
            }
        }
        self.nights.add(judged, plan);
        self.trials.add(judged, plan);
        self.change_values.add(judged);
    }

    /// Adds the evening that was just added to those of the span.
    fn add_to_span(&mut self, judged: JudgedEvening, plan: &'e Plan) {
        if counts_for_steps(judged.outcome) {
            self.steps.add(&judged, plan);
        }
        self.evenings.push(judged);
        self.strengths.push(self.strength.now());
    }

    fn add_score(&mut self, outcome: Outcome, score: Option<f64>, plan: &'e Plan) {
        match outcome {
            Outcome::Kept => self.streak.add(true),
            Outcome::Partly | Outcome::Missed => self.streak.add(false),
            Outcome::Excused | Outcome::Running | Outcome::Free | Outcome::NotBegun => {}
        }
        if let (Some(score), true) = (score, outcome.counts()) {
            self.strength.add(score, plan);
        }
    }

    fn build(self) -> Review {
        let counts = OutcomeCounts::from_evenings(&self.evenings);
        let figure = legs::figure_of(&self.evenings);
        Review {
            from: self.span.0,
            to: self.span.1,
            kept: counts.kept,
            missed: counts.missed,
            excused: counts.excused,
            streak: self.streak,
            strength: self.strength.now(),
            strengths: self.strengths,
            steps: self.steps.into_reviews(&self.step_streaks),
            bedtime: Bedtimes::from_evenings(&self.evenings, self.free_days),
            legs: Legs::from_evenings(figure, &self.evenings),
            legs_change: self.change_values.legs(figure, self.last),
            onset: Onsets::from_evenings(&self.evenings, self.change_values.onset(self.last)),
            nights: self.nights.build(),
            trials: self.trials.into_results(),
            evenings: self.evenings,
        }
    }
}

/// Whether a step that was planned for such an evening counts as done or not done.
fn counts_for_steps(outcome: Outcome) -> bool {
    outcome.counts() || outcome == Outcome::Free
}

/// Collects each step's figures: first the steps of the current plan in its order, then steps that are no
/// longer planned.
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
            let at = match self.rows.iter().position(|(row, _)| row.id == *judged.id) {
                Some(at) => at,
                None => self.add_row(&judged.id, plan),
            };
            let (row, seconds_late) = &mut self.rows[at];
            row.planned += 1;
            if judged.status.is_done() {
                row.done += 1;
                seconds_late.extend(judged.seconds_late);
            }
        }
    }

    /// Adds a row for a step that is no longer in the plan.
    fn add_row(&mut self, id: &StepId, plan: &Plan) -> usize {
        self.rows.push(row(id, plan.step(id)));
        self.rows.len() - 1
    }

    fn into_reviews(self, streaks: &StepStreaks) -> Vec<StepReview> {
        self.rows
            .into_iter()
            .filter(|(row, _)| row.planned > 0)
            .map(|(row, seconds_late)| StepReview {
                median_minutes_late: median(seconds_late).map(whole_minutes),
                streak: streaks.of(&row.id),
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
        streak: Streak::default(),
    };
    (step, Vec::new())
}

/// The median; for an even number of values the mean of the middle two.
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

/// Whether the time of completion is meaningful for this kind of step.
fn has_lateness(kind: &StepKind) -> bool {
    match kind {
        StepKind::Check | StepKind::Timer { .. } | StepKind::Routine { .. } | StepKind::Bedtime => {
            true
        }
        StepKind::Cutoff { .. } => false,
    }
}
