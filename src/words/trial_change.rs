//! Changes of trials in sentences.

use super::{long_date_seen_from, short_date};
use crate::event::EveningDate;
use crate::plan::{Trial, TrialChange, TrialRefusal};

/// What was changed, in one sentence. `title` is that of the step.
///
/// `"Warm bath" is tried for 8 weeks, from Wed 25 Nov on.`
pub fn trial_change_line(change: &TrialChange, title: &str, tonight: EveningDate) -> String {
    let trial = change.trial();
    match change {
        TrialChange::Start(_) => {
            let from = if trial.first == tonight {
                "tonight".to_owned()
            } else {
                short_date(trial.first)
            };
            let weeks = trial.fortnights * 2;
            format!("\"{title}\" is tried for {weeks} weeks, from {from} on.")
        }
        TrialChange::Resize(..) => {
            let until = long_date_seen_from(tonight, trial.last());
            format!("\"{title}\" is now tried until {until}.")
        }
        TrialChange::Stop(_) => format!("\"{title}\" is no longer tried."),
    }
}

/// Why trials cannot be changed so, without a capital letter and a full stop.
pub fn trial_refusal(refusal: &TrialRefusal, tonight: EveningDate) -> String {
    let date = |evening| long_date_seen_from(tonight, evening);
    match refusal {
        TrialRefusal::Past(first) => {
            format!("the evening of {first} is past, and chance cannot choose for it any more")
        }
        TrialRefusal::FarOff { first, .. } => {
            format!("{first} is a long way off, and much may be planned otherwise by then")
        }
        TrialRefusal::Overlaps { other, title, .. } => {
            let when = if tonight < other.first {
                format!("from {} to {}", date(other.first), date(other.last()))
            } else {
                format!("until {}", date(other.last()))
            };
            format!("\"{title}\" is being tried {when}")
        }
        TrialRefusal::NotPlanned(step) => format!("no trial of `{step}` is planned"),
        TrialRefusal::NotRunning(step) => format!("no trial of `{step}` is running or planned"),
        TrialRefusal::OlderDraw(step) => format!(
            "the trial of `{step}` was begun with an older version and ends as it was planned"
        ),
        TrialRefusal::TooLong { weeks, .. } => format!(
            "a trial lasts {} weeks at most, with the weeks since it was over, and this one would last {weeks}",
            Trial::MAX_FORTNIGHTS * 2
        ),
    }
}
