//! Changes of a plan's trials: which can be made, and what takes each of them back.

use chrono::Days;

use super::{Draw, Plan, Step, StepKind, Trial};
use crate::event::{EveningDate, StepId};

/// How many days ahead a trial may begin: twelve weeks.
const MOST_AHEAD: u64 = 84;

/// A change of the trials of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TrialChange {
    /// Adds the trial.
    Start(Trial),
    /// Changes the number of fortnights of the trial. Has no effect if the plan has no such trial.
    Resize(Trial, u8),
    /// Removes the trial. Has no effect if the plan has no such trial.
    Stop(Trial),
}

/// Why the trials of a plan cannot be changed as the user asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TrialRefusal {
    /// The trial would begin on an evening that is over.
    Past(EveningDate),
    /// The trial would begin too far ahead.
    FarOff {
        /// Its first evening.
        first: EveningDate,
        /// The last evening on which a trial may begin.
        latest: EveningDate,
    },
    /// Another trial of the step has an evening in common with it.
    Overlaps {
        /// The other trial.
        other: Trial,
        /// The title of its step.
        title: String,
        /// The first evening after it, if a trial may begin then.
        next: Option<EveningDate>,
    },
    /// The plan has no trial of the step.
    NotPlanned(StepId),
    /// The plan has no trial of the step that runs or is still to come.
    NotRunning(StepId),
    /// The trial was drawn by fortnights, and ends as it was planned.
    OlderDraw(StepId),
    /// The trial would be longer than a trial may be.
    TooLong {
        /// Its step.
        step: StepId,
        /// The number of weeks that it would have.
        weeks: usize,
    },
}

impl TrialChange {
    /// Adds a trial to the plan.
    ///
    /// # Errors
    /// When it would begin in the past or too far ahead, or have an evening in common with another trial of its step.
    pub fn start(plan: &Plan, trial: Trial, tonight: EveningDate) -> Result<Self, TrialRefusal> {
        let first = trial.first;
        if first < tonight {
            return Err(TrialRefusal::Past(first));
        }
        let latest = latest_start(tonight);
        if first > latest {
            return Err(TrialRefusal::FarOff { first, latest });
        }
        let Some(other) = plan.trials.iter().find(|other| other.overlaps(&trial)) else {
            return Ok(Self::Start(trial));
        };
        let title = plan
            .step(&other.step)
            .map_or(&other.step.0, |step| &step.title);
        Err(TrialRefusal::Overlaps {
            other: other.clone(),
            title: title.clone(),
            next: Some(other.last().next()).filter(|next| *next <= latest),
        })
    }

    /// Goes on with the newest trial of a step for so many fortnights more.
    ///
    /// # Errors
    /// When there is none, or it cannot be lengthened by that much.
    pub fn lengthen(
        plan: &Plan,
        step: &StepId,
        more: u8,
        tonight: EveningDate,
    ) -> Result<Self, TrialRefusal> {
        let trials = plan.trials.iter().filter(|trial| trial.step == *step);
        let Some(trial) = trials.max_by_key(|trial| trial.first) else {
            return Err(TrialRefusal::NotPlanned(step.clone()));
        };
        if trial.draw == Draw::Fortnights {
            return Err(TrialRefusal::OlderDraw(step.clone()));
        }
        let fortnights = fortnights_with(trial, tonight, more);
        match u8::try_from(fortnights) {
            Ok(fortnights) if fortnights <= Trial::MAX_FORTNIGHTS => {
                Ok(Self::Resize(trial.clone(), fortnights))
            }
            Ok(_) | Err(_) => Err(TrialRefusal::TooLong {
                step: step.clone(),
                weeks: fortnights * 2,
            }),
        }
    }

    /// Ends the trial of a step that runs or is still to come.
    ///
    /// # Errors
    /// When there is none.
    pub fn stop(plan: &Plan, step: &StepId, tonight: EveningDate) -> Result<Self, TrialRefusal> {
        let mut trials = plan.trials.iter();
        let open = trials.find(|trial| trial.step == *step && tonight <= trial.last());
        match open {
            Some(trial) => Ok(Self::Stop(trial.clone())),
            None => Err(TrialRefusal::NotRunning(step.clone())),
        }
    }

    /// The change that takes this one back.
    #[must_use]
    pub fn inverse(&self) -> Self {
        match self {
            Self::Start(trial) => Self::Stop(trial.clone()),
            Self::Stop(trial) => Self::Start(trial.clone()),
            Self::Resize(trial, _) => Self::Resize(self.trial(), trial.fortnights),
        }
    }

    /// The trial as it is after the change, or was before it ended.
    pub fn trial(&self) -> Trial {
        match self {
            Self::Start(trial) | Self::Stop(trial) => trial.clone(),
            Self::Resize(trial, fortnights) => Trial {
                fortnights: *fortnights,
                ..trial.clone()
            },
        }
    }
}

impl Step {
    /// Whether evenings with the step can be drawn: it is done rather than kept, and planned on every weekday.
    pub fn can_be_tried(&self) -> bool {
        let is_done = match self.kind {
            StepKind::Check | StepKind::Timer { .. } | StepKind::Routine { .. } => true,
            StepKind::Cutoff { .. } | StepKind::Bedtime => false,
        };
        is_done && self.days.is_every_day()
    }
}

/// The last evening on which a trial may begin.
fn latest_start(tonight: EveningDate) -> EveningDate {
    EveningDate(tonight.0 + Days::new(MOST_AHEAD))
}

/// The number of fortnights of a trial that goes on for so many more from its end, or from tonight where that is later.
/// Evenings since its end were not drawn; they stay in it as evenings that do not count.
fn fortnights_with(trial: &Trial, tonight: EveningDate, more: u8) -> usize {
    let since_first = tonight.0.signed_duration_since(trial.first.0).num_days();
    let begun = usize::try_from(since_first).unwrap_or(0).div_ceil(14);
    begun.max(usize::from(trial.fortnights)) + usize::from(more)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{EXAMPLE, Edit, edit, parse};

    fn date(text: &str) -> EveningDate {
        text.parse().unwrap()
    }

    fn trial(step: &str, first: &str) -> Trial {
        Trial {
            step: step.into(),
            first: date(first),
            fortnights: 4,
            seed: 7,
            draw: Draw::Pairs,
        }
    }

    fn plan_with(trials: &[Trial]) -> Plan {
        let mut plan = parse(EXAMPLE).unwrap().plan;
        plan.trials = trials.to_vec();
        plan
    }

    #[test]
    fn a_trial_goes_on_from_its_end_or_from_tonight() {
        let plan = plan_with(&[trial("warm-bath", "2026-11-02")]);
        let lengthened = |tonight: &str| {
            let change = TrialChange::lengthen(&plan, &"warm-bath".into(), 2, date(tonight));
            change.unwrap().trial().fortnights
        };
        assert_eq!(lengthened("2026-10-20"), 6);
        assert_eq!(lengthened("2026-11-20"), 6);
        // The day after its last evening, and a day later.
        assert_eq!(lengthened("2026-12-28"), 6);
        assert_eq!(lengthened("2026-12-29"), 7);
    }

    #[test]
    fn what_cannot_be_done_is_refused_with_the_reason() {
        let tonight = date("2026-11-24");
        let running = trial("warm-bath", "2026-11-02");
        let plan = plan_with(std::slice::from_ref(&running));
        let start = |first: &str| TrialChange::start(&plan, trial("warm-bath", first), tonight);
        assert_eq!(
            start("2026-11-23"),
            Err(TrialRefusal::Past(date("2026-11-23")))
        );
        assert!(matches!(
            start("2027-02-17"),
            Err(TrialRefusal::FarOff { latest, .. }) if latest == date("2027-02-16")
        ));
        let refused = TrialRefusal::Overlaps {
            other: running.clone(),
            title: "Warm bath".to_owned(),
            next: Some(date("2026-12-28")),
        };
        assert_eq!(start("2026-12-27"), Err(refused));
        assert!(start("2026-12-28").is_ok());
        assert!(TrialChange::start(&plan, trial("stretch", "2026-11-24"), tonight).is_ok());

        let lengthen =
            |plan: &Plan, more| TrialChange::lengthen(plan, &"warm-bath".into(), more, tonight);
        assert!(lengthen(&plan, 9).is_ok());
        assert!(matches!(
            lengthen(&plan, 10),
            Err(TrialRefusal::TooLong { weeks: 28, .. })
        ));
        let older = Trial {
            draw: Draw::Fortnights,
            ..running
        };
        assert!(matches!(
            lengthen(&plan_with(&[older]), 2),
            Err(TrialRefusal::OlderDraw(_))
        ));
        assert!(matches!(
            lengthen(&plan_with(&[]), 2),
            Err(TrialRefusal::NotPlanned(_))
        ));
        let stop = |tonight| TrialChange::stop(&plan, &"warm-bath".into(), date(tonight));
        assert!(stop("2026-12-27").is_ok());
        assert!(matches!(
            stop("2026-12-28"),
            Err(TrialRefusal::NotRunning(_))
        ));
    }

    #[test]
    fn a_change_and_its_inverse_leave_the_trials_as_they_were() {
        let first = trial("warm-bath", "2026-11-02");
        let config = edit(EXAMPLE, &[Edit::Trial(TrialChange::Start(first.clone()))]).unwrap();
        let tonight = date("2026-11-24");
        let plan = parse(&config).unwrap().plan;
        let other = Trial {
            seed: 8,
            ..trial("stretch", "2026-11-24")
        };
        let changes = [
            TrialChange::start(&plan, other, tonight),
            TrialChange::lengthen(&plan, &first.step, 2, tonight),
            TrialChange::stop(&plan, &first.step, tonight),
        ];
        for change in changes.map(Result::unwrap) {
            let after = edit(&config, &[Edit::Trial(change.clone())]).unwrap();
            assert_ne!(parse(&after).unwrap().plan.trials, plan.trials);
            let back = edit(&after, &[Edit::Trial(change.inverse())]).unwrap();
            assert_eq!(parse(&back).unwrap().plan.trials, plan.trials, "{change:?}");
        }
    }

    #[test]
    fn a_step_can_be_tried_where_the_config_accepts_a_trial_of_it() {
        let on_mondays =
            "id = \"walk\"\ntitle = \"Walk\"\nkind = \"check\"\nat = \"19:00\"\ndays = [\"mon\"]";
        let config = format!("{EXAMPLE}\n[[step]]\n{on_mondays}\n");
        let plan = parse(&config).unwrap().plan;
        let accepted: Vec<bool> = plan
            .steps
            .iter()
            .map(|step| {
                let trial = trial(&step.id.0, "2026-11-24");
                edit(&config, &[Edit::Trial(TrialChange::Start(trial))]).is_ok()
            })
            .collect();
        let can_be_tried: Vec<bool> = plan.steps.iter().map(Step::can_be_tried).collect();
        assert_eq!(can_be_tried, accepted);
        assert!(accepted.contains(&true) && accepted.contains(&false));
    }
}
