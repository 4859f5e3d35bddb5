//! What goes with the legs, worked out once for the nights that it is of: every trial and comparison that has begun, in a
//! sentence each.

use crate::event::EveningDate;
use crate::review::Review;
use crate::review::insights::{Nights, Tried};
use crate::words::{LegsLine, legs_lines};

/// The sentences, and the nights they are of.
#[derive(Debug)]
pub(super) struct Compared {
    /// The first night that is compared.
    pub since: Option<EveningDate>,
    /// The trials first, then the comparisons, the surest before the others.
    pub lines: Vec<LegsLine>,
    nights: Nights,
    trials: Vec<Tried>,
}

impl Compared {
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

    /// Whether a review would say the same.
    pub fn is_of(&self, review: &Review) -> bool {
        self.nights == review.nights && self.trials == review.trials
    }

    /// The one to tell where there is room for one: what is surest, else what lacks the fewest nights.
    pub fn surest(&self) -> Option<&LegsLine> {
        surest(&self.lines)
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
    use crate::review::insights::{About, Sureness};

    #[test]
    fn the_surest_is_told_and_what_was_not_compared_only_where_nothing_was() {
        let line = |name: &str, q| LegsLine {
            about: About::Factor(name.to_owned()),
            is_tried: false,
            sureness: Sureness::Chance,
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
