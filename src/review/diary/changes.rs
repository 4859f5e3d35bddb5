//! What was changed in the plan, and when.

use chrono::NaiveTime;

use crate::event::EveningDate;
use crate::plan::{Plan, Step, StepKind};

/// Something that was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedChange {
    /// The first evening on which it was so.
    pub date: EveningDate,
    /// What.
    pub what: ChangeKind,
}

/// What was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangeKind {
    /// The usual bedtime.
    Bedtime {
        /// Until then.
        from: NaiveTime,
        /// Since then.
        to: NaiveTime,
    },
    /// The usual wake time.
    Wake {
        /// Until then.
        from: NaiveTime,
        /// Since then.
        to: NaiveTime,
    },
    /// The times of some weekdays.
    Schedules,
    /// A step was added.
    Added {
        /// What it was called.
        title: String,
    },
    /// A step was taken out.
    Dropped {
        /// What it was called.
        title: String,
    },
    /// A step follows another routine.
    Routine {
        /// What the step was called.
        title: String,
        /// The id of the routine until then.
        from: String,
        /// And since then.
        to: String,
    },
    /// Something else about a step.
    Altered {
        /// What it was called.
        title: String,
        /// What about it.
        parts: Vec<StepAttribute>,
    },
    /// A medicine, as the diary was told.
    Medicine {
        /// Which, and how, where that was said.
        about: Option<String>,
    },
}

/// What is different about a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepAttribute {
    /// When it is due.
    Time,
    /// On which weekdays.
    Days,
    /// How long it takes, or what kind of thing it is.
    Kind,
    /// It can be left out now.
    Optional,
    /// It can no longer be left out.
    Required,
    /// What it is called.
    Title,
}

/// The changes of plan from one evening to another, of the plans recorded and the one in force today. Of an evening with several plans the last counts, as it does
/// where the evening is judged.
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
        let seen = from <= *date && *date <= to;
        if let Some(before) = before.filter(|_| seen) {
            let between = between(before, plan).into_iter();
            changes.extend(between.map(|what| RecordedChange { date: *date, what }));
        }
        before = Some(plan);
    }
    changes
}

/// What is different in `after`.
fn between(before: &Plan, after: &Plan) -> Vec<ChangeKind> {
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
            Some(earlier) => changes.extend(about(earlier, step)),
        }
    }
    let gone = |step: &&Step| after.step(&step.id).is_none();
    changes.extend(
        before
            .steps
            .iter()
            .filter(gone)
            .map(|step| ChangeKind::Dropped {
                title: step.title.clone(),
            }),
    );
    changes
}

/// What is different about a step.
fn about(before: &Step, after: &Step) -> Vec<ChangeKind> {
    let mut changes = Vec::new();
    let mut parts = Vec::new();
    match (&before.kind, &after.kind) {
        // How long a routine takes is the library's to say.
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
