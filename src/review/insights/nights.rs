//! The data of comparisons: each night's rating of the legs, and what was done on its evening.

use std::ptr;

use serde::{Deserialize, Serialize};

use super::finding::{MOST_NIGHTS, SINCE_LANDMARK};
use crate::diary::can_be_compared;
use crate::event::{EveningDate, StepId, Substance};
use crate::plan::{Plan, Step, Trial};
use crate::review::cache::{EveningOutline, Subjects};
use crate::review::{EveningLegs, JudgedEvening, Outcome};

/// The fewest evenings that are over a comparison looks back over, if the journal has them: twelve weeks. Fewer seldom
/// contain ten nights on each side.
pub const FEWEST_EVENINGS: u64 = 84;

/// Ratings and exposures, evening by evening, up to the last one that is over.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ComparedNights {
    /// The first evening that has a place in the lists; `None` without evenings.
    pub first: Option<EveningDate>,
    /// The first evening that is compared. Those before it are only for findings; `None` without evenings.
    pub since: Option<EveningDate>,
    /// The journal's first evening with a rating, from which landmarks are counted.
    pub first_rated: Option<EveningDate>,
    /// How the legs were, evening by evening; nothing where the evening does not count.
    pub legs: Vec<EveningLegs>,
    /// What the nights are compared by: the current plan's steps in its order, then the rest in the order
    /// in which they were first recorded.
    pub exposures: Vec<Exposure>,
}

/// Something that was done on some evenings and not on others.
#[derive(Debug, Clone, PartialEq)]
pub struct Exposure {
    /// The step or factor.
    pub about: Subject,
    /// Whether it was done, evening by evening; `None` where the evening does not count for it.
    pub was: Vec<Option<bool>>,
    /// How the legs were on the same evenings, after the step or over the whole evening for a factor; nothing where
    /// the evening does not count.
    pub legs: Vec<EveningLegs>,
}

/// What nights are compared by.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Subject {
    /// A step of the plan.
    Step {
        /// The step's id in the plan.
        id: StepId,
        /// The title in the current plan, or in the last plan that had the step.
        title: String,
        /// The substance of a cutoff, which is kept rather than done; `None` for any other step.
        cutoff: Option<Substance>,
    },
    /// A factor of the day, by name.
    Factor(String),
}

impl Subject {
    /// The step of a trial, with its title in the plan `today`, else in the plan `then`.
    pub fn for_trial(trial: &Trial, today: &Plan, then: &Plan) -> Self {
        let step = today.step(&trial.step).or(then.step(&trial.step));
        Self::Step {
            id: trial.step.clone(),
            title: step.map_or(trial.step.0.clone(), |step| step.title.clone()),
            cutoff: None,
        }
    }

    /// Whether both are the same step or the same factor. Steps are compared by id, since their titles may
    /// change; a factor is never the same as a step of that name.
    pub fn is_same_as(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Step { id, .. }, Self::Step { id: other, .. }) => id == other,
            (Self::Factor(name), Self::Factor(other)) => name == other,
            (Self::Step { .. }, Self::Factor(_)) | (Self::Factor(_), Self::Step { .. }) => false,
        }
    }

    /// The step's id, or the factor's name.
    pub fn name(&self) -> &str {
        match self {
            Self::Step { id, .. } => &id.0,
            Self::Factor(name) => name,
        }
    }
}

/// Whether the ratings of such an evening are compared.
pub(super) fn counts(outcome: Outcome) -> bool {
    match outcome {
        Outcome::Kept | Outcome::Partly | Outcome::Missed | Outcome::Free | Outcome::NotBegun => {
            true
        }
        Outcome::Excused | Outcome::Running => false,
    }
}

/// The spans of evenings that a review needs for its comparisons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::review) struct ComparedSpan {
    /// The first evening of which more than an outline is needed.
    pub(in crate::review) first: EveningDate,
    /// The first evening that is compared.
    since: EveningDate,
}

impl ComparedSpan {
    /// For a review of the evenings from `from` to `to`: at least [`FEWEST_EVENINGS`] that are over, at most a year,
    /// and what the newest landmark is judged on.
    pub(in crate::review) fn of_review(
        from: EveningDate,
        to: EveningDate,
        tonight: EveningDate,
    ) -> Self {
        let last = to.min(tonight.previous());
        let at_least = last.days_before(FEWEST_EVENINGS - 1);
        Self {
            // The night before the first one is taken into account too.
            first: last.days_before(MOST_NIGHTS + SINCE_LANDMARK),
            since: from.min(at_least).max(last.days_before(MOST_NIGHTS - 1)),
        }
    }
}

/// Builds [`ComparedNights`] from evenings added in order.
///
/// - A step counts on evenings whose plan had it, optional or not: done or not done, where no entry means
///   not done. An evening whose plan did not have it does not count, unless a trial left the step out; then
///   it counts like the others.
/// - Lights out is left out: whether it was recorded says nothing about the evening.
/// - A factor counts from the first evening with an entry of it, as nobody knows whether the user paid
///   attention to it before: with it where it was recorded, without it elsewhere. Pregnancy and changes of
///   medicine are left out, as they are not factors of a single day.
/// - Excused evenings do not count, and the running one has no place.
pub(in crate::review) struct ComparedNightsBuilder<'a> {
    span: ComparedSpan,
    today: &'a Plan,
    first: Option<EveningDate>,
    first_rated: Option<EveningDate>,
    legs: Vec<EveningLegs>,
    rows: Vec<Row<'a>>,
    /// The last plan of an earlier evening, and for each number of subjects whether its rows were added with this plan.
    earlier: Option<(&'a Plan, Vec<bool>)>,
}

/// One exposure, evening by evening.
struct Row<'a> {
    key: Key<'a>,
    was: Vec<Option<bool>>,
    legs: Vec<EveningLegs>,
}

impl<'a> Row<'a> {
    /// A row that counts on none of the `evenings` so far.
    fn new(key: Key<'a>, evenings: usize) -> Self {
        Self {
            key,
            was: vec![None; evenings],
            legs: vec![EveningLegs::default(); evenings],
        }
    }
}

/// What a row is about; a step as the last plan had it.
enum Key<'a> {
    Step(&'a Step),
    Factor(String),
}

impl<'a> ComparedNightsBuilder<'a> {
    /// `today` is the current plan.
    pub(in crate::review) fn new(span: ComparedSpan, today: &'a Plan) -> Self {
        let steps = today.steps.iter().filter(|step| !step.is_bedtime());
        Self {
            span,
            today,
            first: None,
            first_rated: None,
            legs: vec![],
            rows: steps.map(|step| Row::new(Key::Step(step), 0)).collect(),
            earlier: None,
        }
    }

    /// Adds the next evening and the plan it was judged by. Evenings come without gaps, from the first
    /// recorded one on.
    pub(in crate::review) fn add(&mut self, evening: &JudgedEvening, plan: &'a Plan) {
        let counts = counts(evening.outcome);
        if counts {
            let steps = evening.steps.iter().map(|step| &*step.id);
            self.add_new_rows(steps, &evening.factors, plan);
        }
        self.note_rating(evening);
        if evening.date < self.span.first || evening.outcome == Outcome::Running {
            return;
        }
        self.first.get_or_insert(evening.date);
        let legs_if_counted =
            |legs: EveningLegs| if counts { legs } else { EveningLegs::default() };
        self.legs.push(legs_if_counted(evening.legs));
        for row in &mut self.rows {
            let exposed = match &row.key {
                // Before the user began, not done means nothing; ratings and factors do.
                Key::Step(_) if evening.outcome == Outcome::NotBegun => None,
                Key::Step(step) => evening.step(&step.id),
                Key::Factor(name) => Some((evening.factors.contains(name), evening.legs)),
            };
            row.was.push(exposed.map(|(was, _)| was).filter(|_| counts));
            let legs = exposed.map(|(_, legs)| legs).unwrap_or_default();
            row.legs.push(legs_if_counted(legs));
        }
    }

    /// Whether the first evening with a rating has not been added yet. Until then, every evening is noted whole.
    pub(in crate::review) fn lacks_a_rating(&self) -> bool {
        self.first_rated.is_none()
    }

    /// Notes an evening if it is the first with a rating.
    pub(in crate::review) fn note_rating(&mut self, evening: &JudgedEvening) {
        let is_rated = evening.legs != EveningLegs::default();
        if self.lacks_a_rating() && is_rated && counts(evening.outcome) {
            self.first_rated = Some(evening.date);
        }
    }

    /// Adds the next evening, which must be before those that are compared.
    pub(in crate::review) fn add_earlier(
        &mut self,
        outline: EveningOutline,
        subjects: &Subjects,
        plan: &'a Plan,
    ) {
        if !counts(outline.outcome) {
            return;
        }
        let number = outline.subjects_number();
        let earlier = self.earlier.take();
        let (_, mut added) = earlier
            .filter(|(last, _)| ptr::eq(*last, plan))
            .unwrap_or((plan, vec![]));
        if added.len() <= number {
            added.resize(number + 1, false);
        }
        if !added[number] {
            added[number] = true;
            let steps = subjects.steps.iter().map(|id| &**id);
            self.add_new_rows(steps, &subjects.factors, plan);
        }
        self.earlier = Some((plan, added));
    }

    /// Adds a row for each step and factor that appears for the first time.
    fn add_new_rows<'s>(
        &mut self,
        steps: impl Iterator<Item = &'s StepId>,
        factors: &[String],
        plan: &'a Plan,
    ) {
        let evenings = self.legs.len();
        for id in steps {
            let Some(step) = plan.step(id).filter(|step| !step.is_bedtime()) else {
                continue;
            };
            let is_row_of_step = |key: &Key| matches!(key, Key::Step(known) if known.id == step.id);
            match self.rows.iter_mut().find(|row| is_row_of_step(&row.key)) {
                Some(row) => row.key = Key::Step(step),
                None => self.rows.push(Row::new(Key::Step(step), evenings)),
            }
        }
        for name in factors.iter().filter(|name| can_be_compared(name)) {
            let is_row_of_factor = |key: &Key| matches!(key, Key::Factor(known) if known == name);
            if !self.rows.iter().any(|row| is_row_of_factor(&row.key)) {
                let row = Row::new(Key::Factor(name.clone()), evenings);
                self.rows.push(row);
            }
        }
    }

    /// The nights, with those exposures that count on at least one evening.
    pub(in crate::review) fn build(self) -> ComparedNights {
        let about = |key: Key<'_>| match key {
            Key::Step(step) => {
                let step = self.today.step(&step.id).unwrap_or(step);
                Subject::Step {
                    id: step.id.clone(),
                    title: step.title.clone(),
                    cutoff: step.cutoff(),
                }
            }
            Key::Factor(name) => Subject::Factor(name),
        };
        let exposures = self.rows.into_iter().map(|row| Exposure {
            about: about(row.key),
            was: row.was,
            legs: row.legs,
        });
        ComparedNights {
            first: self.first,
            since: self.first.map(|first| first.max(self.span.since)),
            first_rated: self.first_rated,
            legs: self.legs,
            exposures: exposures
                .filter(|exposure| exposure.was.iter().any(Option::is_some))
                .collect(),
        }
    }
}
