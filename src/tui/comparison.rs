//! What goes together with calmer or more restless legs: one sentence for each trial and comparison that has begun.
//!
//! Over ten years of nights this takes longer than everything else on a screen. So it is computed after the evenings
//! are drawn, and only once for the same nights.

use crate::event::{EveningDate, StepId};
use crate::review::Review;
use crate::review::insights::{ComparedNights, Subject, TrialResult};
use crate::words::{LegsLine, legs_lines};

/// The sentences, and the nights and trials that they were computed from.
#[derive(Debug)]
pub struct Comparison {
    /// The first compared night.
    pub since: Option<EveningDate>,
    /// The trials first, then the comparisons, the most certain ones first.
    pub lines: Vec<LegsLine>,
    nights: ComparedNights,
    trials: Vec<TrialResult>,
}

impl Comparison {
    /// Compares the nights of a review.
    pub fn from_review(review: &Review) -> Self {
        let insights = review.insights();
        let begun = insights.iter().filter(|insight| insight.has_begun());
        Self {
            since: review.nights.first,
            lines: legs_lines(review.recent_trials(), begun),
            nights: review.nights.clone(),
            trials: review.trials.clone(),
        }
    }

    /// Whether it was computed from the same nights and trials as that review has.
    pub fn matches(&self, review: &Review) -> bool {
        self.nights == review.nights && self.trials == review.trials
    }

    /// The line to show if there is room for only one: the most certain, else the one that lacks the fewest nights.
    pub fn surest(&self) -> Option<&LegsLine> {
        surest(&self.lines)
    }

    /// The sentence about a step, if there is one.
    pub fn of_step(&self, step: &StepId) -> Option<&str> {
        let is_of_it =
            |line: &&LegsLine| matches!(&line.about, Subject::Step { id, .. } if id == step);
        let line = self.lines.iter().find(is_of_it);
        line.map(|line| line.sentence.as_str())
    }
}

/// The line with the lowest q, the first of equal ones.
fn surest(lines: &[LegsLine]) -> Option<&LegsLine> {
    let q = |line: &&LegsLine| line.q.unwrap_or(f64::INFINITY);
    lines
        .iter()
        .min_by(|one, other| q(one).total_cmp(&q(other)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::insights::{Significance, Subject};

    #[test]
    fn the_surest_line_is_the_one_with_the_lowest_q_else_the_first() {
        let line = |name: &str, q| LegsLine {
            about: Subject::Factor(name.to_owned()),
            has_trial: false,
            significance: Significance::NotSignificant,
            q,
            sentence: name.to_owned(),
            shorter: [String::new(), String::new()],
        };
        for (lines, expected) in [
            (
                vec![
                    line("a", None),
                    line("b", Some(0.04)),
                    line("c", Some(0.01)),
                ],
                Some("c"),
            ),
            (
                vec![line("a", Some(0.04)), line("b", Some(0.04))],
                Some("a"),
            ),
            (vec![line("a", None), line("b", None)], Some("a")),
            (vec![], None),
        ] {
            assert_eq!(surest(&lines).map(|line| line.sentence.as_str()), expected);
        }
    }
}
