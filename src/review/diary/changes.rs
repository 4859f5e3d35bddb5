//! Changes of the plan, found by comparing the recorded plans.

use chrono::NaiveTime;

use crate::event::EveningDate;
use crate::plan::{Plan, Step, StepKind};

/// A change and the evening it took effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedChange {
    /// The first evening with the change.
    pub date: EveningDate,
    /// What changed.
    pub what: ChangeKind,
}

impl ChangeKind {
    /// Whether it is about a medicine.
    pub fn is_medicine(&self) -> bool {
        matches!(self, Self::Medicine { .. })
    }
}

/// What changed in the plan or in the medicines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangeKind {
    /// The default bedtime.
    Bedtime {
        /// The earlier time.
        from: NaiveTime,
        /// The new time.
        to: NaiveTime,
    },
    /// The default wake time.
    Wake {
        /// The earlier time.
        from: NaiveTime,
        /// The new time.
        to: NaiveTime,
    },
    /// The bedtimes or wake times of some weekdays.
    Schedules,
    /// A step was added.
    Added {
        /// The step's title.
        title: String,
    },
    /// A step was taken out.
    Dropped {
        /// The step's title.
        title: String,
    },
    /// A step uses another routine.
    Routine {
        /// The step's title.
        title: String,
        /// The id of the earlier routine.
        from: String,
        /// The id of the new routine.
        to: String,
    },
    /// Other attributes of a step.
    Altered {
        /// The step's title.
        title: String,
        /// The attributes that changed.
        parts: Vec<StepAttribute>,
    },
    /// A change of medicine, recorded in the diary.
    Medicine {
        /// The user's description, if there is one.
        about: Option<String>,
    },
}

/// An attribute of a step that can change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepAttribute {
    /// Its due time.
    Time,
    /// Its weekdays.
    Days,
    /// Its duration or its kind.
    Kind,
    /// It became optional.
    Optional,
    /// It became required.
    Required,
    /// Its title.
    Title,
}

/// The changes of plan that took effect on the evenings from `from` to `to`. Compares the recorded plans,
/// then the current one. Of several plans recorded for one evening the last counts, as it does for judging
/// the evening.
pub(in crate::review) fn changes(
    from: EveningDate,
    to: EveningDate,
    plans: &[(EveningDate, Plan)],
    today: &Plan,
    tonight: EveningDate,
) -> Vec<RecordedChange> {
    let recorded = plans.iter().map(|(date, plan)| (*date, plan));
    let past = recorded.filter(|(date, _)| *date < tonight);
    let mut plans: Vec<(EveningDate, &Plan)> = past.collect();
    plans.push((tonight, today));
    let mut changes = Vec::new();
    let mut before: Option<&Plan> = None;
    for same_evening in plans.chunk_by(|one, other| one.0 == other.0) {
        let Some((date, plan)) = same_evening.last() else {
            continue;
        };
        let is_in_span = from <= *date && *date <= to;
        if let Some(before) = before.filter(|_| is_in_span) {
            let between = changes_between(before, plan).into_iter();
            changes.extend(between.map(|what| RecordedChange { date: *date, what }));
        }
        before = Some(plan);
    }
    changes
}

/// The changes from `before` to `after`.
fn changes_between(before: &Plan, after: &Plan) -> Vec<ChangeKind> {
    let mut changes = Vec::new();
    if before.bedtime != after.bedtime {
        changes.push(ChangeKind::Bedtime {
            from: before.bedtime,
            to: after.bedtime,
        });
    }
    if before.wake != after.wake {
        changes.push(ChangeKind::Wake {
            from: before.wake,
            to: after.wake,
        });
    }
    if before.schedules != after.schedules {
        changes.push(ChangeKind::Schedules);
    }
    for step in &after.steps {
        match before.step(&step.id) {
            None => changes.push(ChangeKind::Added {
                title: step.title.clone(),
            }),
            Some(earlier) => changes.extend(step_changes(earlier, step)),
        }
    }
    let was_dropped = |step: &&Step| after.step(&step.id).is_none();
    changes.extend(
        before
            .steps
            .iter()
            .filter(was_dropped)
            .map(|step| ChangeKind::Dropped {
                title: step.title.clone(),
            }),
    );
    changes
}

/// The changes of one step from `before` to `after`.
fn step_changes(before: &Step, after: &Step) -> Vec<ChangeKind> {
    let mut changes = Vec::new();
    let mut parts = Vec::new();
    match (&before.kind, &after.kind) {
        // A routine's length comes from the exercise library, so it is no change of the plan.
        (StepKind::Routine { routine: from, .. }, StepKind::Routine { routine: to, .. }) => {
            changes.extend((from != to).then(|| ChangeKind::Routine {
                title: after.title.clone(),
                from: from.clone(),
                to: to.clone(),
            }));
        }
        (one, other) => parts.extend((one != other).then_some(StepAttribute::Kind)),
    }
    if before.title != after.title {
        parts.push(StepAttribute::Title);
    }
    if before.when != after.when {
        parts.push(StepAttribute::Time);
    }
    if before.days != after.days {
        parts.push(StepAttribute::Days);
    }
    match (before.optional, after.optional) {
        (false, true) => parts.push(StepAttribute::Optional),
        (true, false) => parts.push(StepAttribute::Required),
        (true, true) | (false, false) => {}
    }
    if !parts.is_empty() {
        changes.push(ChangeKind::Altered {
            title: after.title.clone(),
            parts,
        });
    }
    changes
}
