//! What goes together with calmer or more restless legs: one sentence for each trial and comparison that has begun.
//!
//! Over ten years of nights this takes longer than everything else on a screen. So it is computed after the evenings
//! are drawn, and only once for the same nights.

use crate::event::{EveningDate, StepId};
use crate::review::Review;
use crate::review::insights::{ComparedNights, Significance, Subject, TrialResult};
use crate::words::{LegsLine, legs_lines, nothing_clear_line};

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

impl Comparison {
    /// Compares the nights of a review.
    pub fn from_review(review: &Review) -> Self {
        let comparisons = review.comparisons();
        Self {
            since: review.nights.since,
            lines: legs_lines(review.recent_trials(), &comparisons),
            nothing_clear: nothing_clear_line(&comparisons.insights, || {
                let mut insights = comparisons.insights.iter();
                insights.any(|insight| insight.estimate.is_some())
            }),
            nights: review.nights.clone(),
            trials: review.trials.clone(),
        }
    }

    /// Whether it was computed from the same nights and trials as that review has.
    pub fn matches(&self, review: &Review) -> bool {
        self.nights == review.nights && self.trials == review.trials
    }

    /// The line for the review itself: what a trial has shown, else the largest finding. What may be chance stands only
    /// on the page of comparisons.
    pub fn clearest(&self) -> Option<&LegsLine> {
        let mut lines = self.lines.iter();
        lines.find(|line| line.significance == Significance::Significant)
    }

    /// What is known about a step: its trial, else a finding.
    pub fn of_step(&self, step: &StepId) -> Option<&LegsLine> {
        let is_of_it =
            |line: &&LegsLine| matches!(&line.about, Subject::Step { id, .. } if id == step);
        let line = self.lines.iter().find(is_of_it);
        line.filter(|line| line.is_stated())
    }
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

    #[test]
    fn what_may_be_chance_is_neither_the_clearest_line_nor_that_of_a_step() {
        use Significance::{NotSignificant, NotTested, Significant};
        let comparison = Comparison {
            since: None,
            lines: vec![
                line("tried", true, NotSignificant),
                line("found", false, Significant),
                line("chance", false, NotSignificant),
                line("few", false, NotTested),
            ],
            nothing_clear: None,
            nights: ComparedNights::default(),
            trials: vec![],
        };
        let clearest = comparison.clearest().map(|line| line.sentence.as_str());
        assert_eq!(clearest, Some("found"));
        let steps = ["tried", "found", "chance", "few"];
        assert_eq!(
            steps.map(|step| Some(comparison.of_step(&step.into())?.sentence.as_str())),
            [Some("tried"), Some("found"), None, None]
        );
    }
}
