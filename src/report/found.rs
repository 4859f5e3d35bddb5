//! What was tried, and what went along with the legs.

use maud::{Markup, html};

use super::room::{SHEET, filled};
use super::words::{date, span};
use crate::event::EveningDate;
use crate::review::Review;
use crate::review::insights::{FEWEST_NIGHTS, Subject};
use crate::words::{self, MarkedText, counted};

/// Lines for all sentences, and for what a list of trials takes beside its own, where everything else takes all it may.
pub(super) const LINES: usize = 9;
/// Lines for the heading and the method of that list.
const BESIDE: usize = 3;
/// Lines that trials leave to comparisons.
const LEAST: usize = 3;

/// What trials and comparisons have to say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    /// What was tried on evenings drawn at random, those that began earlier first.
    pub trials: Vec<Finding>,
    /// What was found by comparing nights, the surest first.
    pub compared: Vec<Finding>,
    /// The first night that was compared.
    pub since: Option<EveningDate>,
}

/// One find.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The first and the last evening of a trial.
    pub when: Option<(EveningDate, EveningDate)>,
    /// The sentence, what the user calls it marked.
    pub says: MarkedText,
}

impl Findings {
    /// What is found over the evenings of a review. Trials are told from their first evening on, also where nothing can be
    /// said yet: that too came of them. Nights are compared over twelve weeks at least.
    pub fn from_review(review: &Review) -> Self {
        let within = review
            .trials
            .iter()
            .filter(|tried| tried.trial.last() >= review.from);
        let is_tried = |about: &Subject| within.clone().any(|tried| tried.about.is_same_as(about));
        let trials = within.clone().map(|tried| Finding {
            when: Some((tried.trial.first, tried.trial.last())),
            says: words::trial_text(tried),
        });
        let insights = review.insights();
        let found = insights.iter().filter(|insight| insight.estimate.is_some());
        let compared = found.map(|insight| Finding {
            when: None,
            says: if is_tried(&insight.about) {
                words::all_nights_text(insight)
            } else {
                words::insight_text(insight)
            },
        });
        Self {
            trials: trials.collect(),
            compared: compared.collect(),
            since: review.nights.first,
        }
    }

    /// The trials, the newest first, and the comparisons that fit into so many lines, and the lines that they take.
    fn fitting(&self, lines: usize) -> (Vec<MarkedText>, Vec<MarkedText>, usize) {
        let beside = if self.trials.is_empty() { 0 } else { BESIDE };
        let for_trials = lines.saturating_sub(beside + LEAST);
        let (trials, used) = filled(self.trials.iter().rev().map(said), SHEET, for_trials);
        let left = lines.saturating_sub(beside + used);
        let (compared, more) = filled(self.compared.iter().map(said), SHEET, left);
        (trials, compared, beside + used + more)
    }

    /// How many of so many lines it takes.
    pub(super) fn lines(&self, most: usize) -> usize {
        self.fitting(most).2
    }

    pub(super) fn sections(&self, lines: usize) -> Markup {
        let (trials, compared, _) = self.fitting(lines);
        html! {
            @if !self.trials.is_empty() { (self.tried(&trials)) }
            section aria-labelledby="compared" {
                h2 id="compared" { "What went along with the legs" }
                @if self.compared.is_empty() {
                    p.missing {
                        "Nothing could be compared: that takes " (FEWEST_NIGHTS) " nights with something and as many \
                         without it."
                    }
                } @else {
                    ul { @for said in &compared { li { (said) } } }
                    p.source {
                        @if compared.len() < self.compared.len() { "The surest " (compared.len()) " of " }
                        (counted(self.compared.len(), "comparison"))
                        @if let Some(since) = self.since { " of the nights since " (date(since.0)) }
                        "; 95 % intervals. How sure: how often whole weeks in another order give as much, corrected for \
                         the number of comparisons. What goes together is no proof that one makes the other."
                    }
                }
            }
        }
    }

    fn tried(&self, shown: &[MarkedText]) -> Markup {
        html! {
            section aria-labelledby="tried" {
                h2 id="tried" { "TrialResult on evenings drawn at random" }
                ul { @for said in shown.iter().rev() { li { (said) } } }
                p.source {
                    "Chance chose the evenings with and without the step. They count as drawn, whether or not that was kept \
                     to; 95 % intervals."
                    @if shown.len() < self.trials.len() {
                        " Without " (counted(self.trials.len() - shown.len(), "earlier trial")) "."
                    }
                }
            }
        }
    }
}

fn said(finding: &Finding) -> MarkedText {
    let when = finding
        .when
        .map(|(from, to)| format!("{}: ", span(from, to)));
    MarkedText::ours(when.unwrap_or_default()).then_all(finding.says.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_trial_and_the_surest_comparison_are_told_in_the_room_there_is() {
        let finding = |says: &str| Finding {
            when: None,
            says: MarkedText::ours(says.repeat(80)),
        };
        let found = Findings {
            trials: vec![finding("earlier "), finding("newest ")],
            compared: vec![finding("surest "), finding("other ")],
            since: None,
        };
        for lines in [8, LINES, 12] {
            let page = found.sections(lines).into_string();
            assert!(page.contains("newest") && page.contains("surest"), "{page}");
            assert!(page.contains("Without 1 earlier trial."), "{page}");
            assert!(found.lines(lines) <= lines);
        }
        assert_eq!(found.fitting(60).0.len(), 2);
    }
}
