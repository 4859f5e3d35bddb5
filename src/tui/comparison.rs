//! What goes with the legs, worked out once for the nights it is about: a sentence for each trial and comparison that
//! has begun.
//!
//! Over ten years this takes longer than everything else on a screen, so evenings are drawn first and nights are
//! compared after that.

use crate::event::{EveningDate, StepId};
use crate::review::Review;
use crate::review::insights::{ComparedNights, Subject, TrialResult};
use crate::words::{LegsLine, legs_lines};

/// The sentences, and the nights they are about.
#[derive(Debug)]
pub struct Comparison {
    /// The first night that is compared.
    pub since: Option<EveningDate>,
    /// The trials first, then the comparisons, the surest before the others.
    pub lines: Vec<LegsLine>,
    nights: ComparedNights,
    trials: Vec<TrialResult>,
}

impl Comparison {
    /// Compares the nights of a review.
    pub fn of(review: &Review) -> Self {
        let insights = review.insights();
        let begun = insights.iter().filter(|insight| insight.has_begun());
        Self {
            since: review.nights.first,
            lines: legs_lines(review.recent_trials(), begun),
            nights: review.nights.clone(),
            trials: review.trials.clone(),
        }
    }

    /// Whether it is about the nights of that review.
    pub fn is_of(&self, review: &Review) -> bool {
        self.nights == review.nights && self.trials == review.trials
    }

    /// The one line to show where there is room for one: the surest, else the one that lacks the fewest nights.
    pub fn surest(&self) -> Option<&LegsLine> {
        surest(&self.lines)
    }

    /// What the nights say of a step, where they say something.
    pub fn of_step(&self, step: &StepId) -> Option<&str> {
        let is_of_it =
            |line: &&LegsLine| matches!(&line.about, Subject::Step { id, .. } if id == step);
        let line = self.lines.iter().find(is_of_it);
        line.map(|line| line.sentence.as_str())
    }
}

/// Of those alike the first.
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
    fn the_surest_is_told_and_what_was_not_compared_only_where_nothing_was() {
        let line = |name: &str, q| LegsLine {
            about: Subject::Factor(name.to_owned()),
            has_trial: false,
            significance: Significance::NotSignificant,
            q,
            sentence: name.to_owned(),
            shorter: [String::new(), String::new()],
        };
        for (lines, told) in [
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
            assert_eq!(surest(&lines).map(|line| line.sentence.as_str()), told);
        }
    }
}
