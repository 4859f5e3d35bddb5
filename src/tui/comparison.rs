//! What goes together with calmer or more restless legs: one sentence for each trial and comparison that has begun.
//!
//! Over ten years of nights this takes longer than everything else on a screen. So it is computed after the evenings
//! are drawn, and only once for the same nights.

use crate::event::{EveningDate, StepId};
use crate::review::Review;
use crate::review::insights::{ComparedNights, Significance, Subject, TrialResult};
use crate::words::{LegsLine, legs_lines, nothing_clear_line};

/// What is compared: the nights and trials of a review. A copy of them, so that a review of ten years, which takes
/// megabytes, is not kept until they are compared.
#[derive(Debug)]
pub(super) struct ComparedReview {
    nights: ComparedNights,
    trials: Vec<TrialResult>,
}

/// The sentences, and the nights and trials that they were computed from.
#[derive(Debug)]
pub struct Comparison {
    /// The first compared night.
    pub since: Option<EveningDate>,
    /// The trials first, then the findings, then the other comparisons.
    pub lines: Vec<LegsLine>,
    /// What is missing next, shown where there is no finding; `None` while there is nothing to compare.
    pub nothing_clear: Option<String>,
    nights: ComparedNights,
    trials: Vec<TrialResult>,
}

impl ComparedReview {
    pub(super) fn of(review: &Review) -> Self {
        Self {
            nights: review.nights.clone(),
            trials: review.trials.clone(),
        }
    }

    /// Compares the nights.
    pub(super) fn compared(self) -> Comparison {
        let Self { nights, trials } = self;
        let comparisons = nights.compare();
        Comparison {
            since: nights.since,
            lines: legs_lines(nights.recent_trials(&trials), &comparisons),
            nothing_clear: nothing_clear_line(&comparisons.insights, || {
                let mut insights = comparisons.insights.iter();
                insights.any(|insight| insight.estimate.is_some())
            }),
            nights,
            trials,
        }
    }
}

impl Comparison {
    /// Whether it was computed from the same nights and trials as that review has.
    pub fn matches(&self, review: &Review) -> bool {
        self.nights == review.nights && self.trials == review.trials
    }

    /// The line for the review itself: the newest trial that has shown anything, else the largest finding. What may be
    /// chance stands only on the page of comparisons.
    pub fn clearest(&self) -> Option<&LegsLine> {
        let is_certain = |line: &&LegsLine| line.significance == Significance::Significant;
        newest_trial_or_first(self.lines.iter().filter(is_certain))
    }

    /// What is known about a step: its newest trial, else a finding.
    pub fn of_step(&self, step: &StepId) -> Option<&LegsLine> {
        let is_of_it =
            |line: &&LegsLine| matches!(&line.about, Subject::Step { id, .. } if id == step);
        let lines = self.lines.iter().filter(is_of_it);
        newest_trial_or_first(lines.filter(|line| line.is_stated()))
    }
}

/// The line of the last trial, as trials are in the order of their first evenings, else the first line. A finding over all
/// nights of a step stands below its trial, and so above later trials.
fn newest_trial_or_first<'l>(
    mut lines: impl Iterator<Item = &'l LegsLine> + Clone,
) -> Option<&'l LegsLine> {
    let trial = lines.clone().filter(|line| line.is_trial).last();
    trial.or_else(|| lines.next())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(id: &str, has_trial: bool, significance: Significance) -> LegsLine {
        LegsLine {
            about: Subject::Step {
                id: id.into(),
                title: id.to_owned(),
                cutoff: None,
            },
            is_trial: has_trial,
            has_trial,
            could_try: None,
            significance,
            sentence: id.to_owned(),
            shorter: [String::new(), String::new()],
        }
    }

    fn comparison(lines: Vec<LegsLine>) -> Comparison {
        Comparison {
            since: None,
            lines,
            nothing_clear: None,
            nights: ComparedNights::default(),
            trials: vec![],
        }
    }

    #[test]
    fn what_the_newest_trial_has_shown_comes_before_a_finding_over_all_nights() {
        use Significance::{NotSignificant, Significant};
        let all_nights = LegsLine {
            is_trial: false,
            ..line("bath, all nights", true, Significant)
        };
        let of_massage = |sentence: &str, significance| LegsLine {
            sentence: sentence.to_owned(),
            ..line("massage", true, significance)
        };
        let comparison = comparison(vec![
            line("bath", true, NotSignificant),
            all_nights,
            of_massage("the first massage", Significant),
            of_massage("the second massage", Significant),
            of_massage("the third massage", NotSignificant),
            line("found", false, Significant),
        ]);
        let clearest = comparison.clearest().map(|line| line.sentence.as_str());
        assert_eq!(clearest, Some("the second massage"));
        let massage = comparison.of_step(&"massage".into());
        let massage = massage.map(|line| line.sentence.as_str());
        assert_eq!(massage, Some("the third massage"));
    }

    #[test]
    fn what_may_be_chance_is_neither_the_clearest_line_nor_that_of_a_step() {
        use Significance::{NotSignificant, NotTested, Significant};
        let comparison = comparison(vec![
            line("tried", true, NotSignificant),
            line("found", false, Significant),
            line("chance", false, NotSignificant),
            line("few", false, NotTested),
        ]);
        let clearest = comparison.clearest().map(|line| line.sentence.as_str());
        assert_eq!(clearest, Some("found"));
        let steps = ["tried", "found", "chance", "few"];
        assert_eq!(
            steps.map(|step| Some(comparison.of_step(&step.into())?.sentence.as_str())),
            [Some("tried"), Some("found"), None, None]
        );
    }
}
