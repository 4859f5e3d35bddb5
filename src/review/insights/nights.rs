//! The nights to compare: a rating of the legs for each, and what was and was not done before it.

use crate::diary::is_of_a_day;
use crate::event::{EveningDate, StepId};
use crate::plan::{Plan, Step, StepKind, Trial};
use crate::review::{JudgedEvening, Outcome};

/// A comparison looks back over at least so many evenings, twelve weeks, where there are so many: ten nights on each
/// side are seldom had from fewer.
pub const FEWEST_EVENINGS: u64 = 84;

/// One row for each evening: how the legs were, and what was done.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ComparedNights {
    /// The first evening; none where there is none.
    pub first: Option<EveningDate>,
    /// How the legs were, 0 to 10, evening by evening; none where nothing was said, and where the evening was excused
    /// or is not over.
    pub legs: Vec<Option<u8>>,
    /// What is compared: today's steps first, in their order, then the rest in the order in which it was first told.
    pub exposures: Vec<Exposure>,
}

/// Something that was done on some evenings and not on others.
#[derive(Debug, Clone, PartialEq)]
pub struct Exposure {
    /// What.
    pub about: Subject,
    /// Whether it was, evening by evening, as many as [`ComparedNights::legs`]; none where the evening says nothing of it.
    pub was: Vec<Option<bool>>,
}

/// What nights are compared by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A step of the plan.
    Step {
        /// Which.
        id: StepId,
        /// What it is called today, or was called last.
        title: String,
        /// Whether it is the last moment for something, which is kept rather than done.
        is_cutoff: bool,
    },
    /// A factor of the day, by its name.
    Factor(String),
}

impl Subject {
    /// What a trial tries, as it is called today or was called then.
    pub fn for_trial(trial: &Trial, today: &Plan, then: &Plan) -> Self {
        let step = today.step(&trial.step).or(then.step(&trial.step));
        Self::Step {
            id: trial.step.clone(),
            title: step.map_or(trial.step.0.clone(), |step| step.title.clone()),
            is_cutoff: false,
        }
    }

    /// Whether it is the same step or the same factor. A step may be called otherwise by now; a factor of the same name
    /// as a step is another thing.
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

/// Whether the legs of such an evening are compared.
pub(super) fn counts(outcome: Outcome) -> bool {
    match outcome {
        Outcome::Kept | Outcome::Partly | Outcome::Missed | Outcome::Free => true,
        Outcome::Excused | Outcome::Running => false,
    }
}

/// Gathers the nights from evenings given one after the other.
///
/// - A step counts on evenings whose plan had it, optional or not: with it where it was done, without it where it was
///   not, for silence is not done. An evening that did not ask for it counts neither way, unless a trial drew it to be
///   without the step: then as the others do.
/// - Lights out is left out: whether it was told says nothing of the evening.
/// - A factor counts from the first evening on which it was told, as nobody knows whether it was asked before: with
///   it where it was told, without elsewhere. Pregnancy and a change of medicine are left out: they are not of one day.
/// - Excused evenings, and the one that is running, count neither way.
pub(in crate::review) struct ComparedNightsBuilder<'a> {
    since: EveningDate,
    today: &'a Plan,
    first: Option<EveningDate>,
    legs: Vec<Option<u8>>,
    rows: Vec<(Key<'a>, Vec<Option<bool>>)>,
}

/// What a row is about; a step as it was planned last.
enum Key<'a> {
    Step(&'a Step),
    Factor(String),
}

impl<'a> ComparedNightsBuilder<'a> {
    /// For a review of the evenings from `from` to `to`, which is no later than tonight, where today's plan is `today`.
    pub(in crate::review) fn new(from: EveningDate, to: EveningDate, today: &'a Plan) -> Self {
        let steps = today.steps.iter().filter(|step| !step.is_bedtime());
        Self {
            since: from.min(to.days_before(FEWEST_EVENINGS - 1)),
            today,
            first: None,
            legs: vec![],
            rows: steps.map(|step| (Key::Step(step), vec![])).collect(),
        }
    }

    /// The next evening, and the plan it was judged by. Evenings come without gaps, from the first one known.
    pub(in crate::review) fn add(&mut self, evening: &JudgedEvening, plan: &'a Plan) {
        let counts = counts(evening.outcome);
        if counts {
            self.get_to_know(evening, plan);
        }
        if evening.date < self.since {
            return;
        }
        self.first.get_or_insert(evening.date);
        self.legs.push(evening.legs.filter(|_| counts));
        for (key, was) in &mut self.rows {
            let said = match key {
                Key::Step(step) => {
                    let mut own = evening.steps.iter();
                    let judged = own.find(|judged| judged.id == step.id);
                    let said = judged.map(|judged| judged.status.is_done());
                    let is_left_out = plan.leaves_out(&step.id, evening.date);
                    said.or(is_left_out.then(|| evening.done_anyway.contains(&step.id)))
                }
                Key::Factor(name) => Some(evening.factors.contains(name)),
            };
            was.push(said.filter(|_| counts));
        }
    }

    /// Makes rows for what was not heard of before.
    fn get_to_know(&mut self, evening: &JudgedEvening, plan: &'a Plan) {
        let unsaid = vec![None; self.legs.len()];
        for judged in &evening.steps {
            let Some(step) = plan.step(&judged.id).filter(|step| !step.is_bedtime()) else {
                continue;
            };
            let of_step = |key: &Key| matches!(key, Key::Step(known) if known.id == step.id);
            match self.rows.iter_mut().find(|(key, _)| of_step(key)) {
                Some((key, _)) => *key = Key::Step(step),
                None => self.rows.push((Key::Step(step), unsaid.clone())),
            }
        }
        for name in evening.factors.iter().filter(|name| is_of_a_day(name)) {
            let of_factor = |key: &Key| matches!(key, Key::Factor(known) if known == name);
            if !self.rows.iter().any(|(key, _)| of_factor(key)) {
                let row = (Key::Factor(name.clone()), unsaid.clone());
                self.rows.push(row);
            }
        }
    }

    /// The nights, with those exposures of which some evening says something.
    pub(in crate::review) fn nights(self) -> ComparedNights {
        let about = |key: Key<'_>| match key {
            Key::Step(step) => {
                let step = self.today.step(&step.id).unwrap_or(step);
                Subject::Step {
                    id: step.id.clone(),
                    title: step.title.clone(),
                    is_cutoff: matches!(step.kind, StepKind::Cutoff { .. }),
                }
            }
            Key::Factor(name) => Subject::Factor(name),
        };
        let exposures = self.rows.into_iter().map(|(key, was)| Exposure {
            about: about(key),
            was,
        });
        ComparedNights {
            first: self.first,
            legs: self.legs,
            exposures: exposures
                .filter(|exposure| exposure.was.iter().any(Option::is_some))
                .collect(),
        }
    }
}
