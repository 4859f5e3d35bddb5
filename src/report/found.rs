//! The results of trials, and of comparisons of nights.

use maud::{Markup, html};

use super::room::{SHEET, filled};
use super::words::span;
use crate::event::EveningDate;
use crate::review::Review;
use crate::review::insights::{self, FEWEST_NIGHTS, Subject};
use crate::words::{self, MarkedText, counted};

/// Lines for all sentences of trials and comparisons, when every section takes its share.
pub(super) const LINES: usize = 8;
/// Lines for the heading and the method of the list of trials.
const TRIALS_HEADING_LINES: usize = 3;
/// Lines that trials leave for comparisons.
const LINES_LEFT_FOR_COMPARISONS: usize = 3;

/// The sentences about trials and comparisons.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    /// Trials, ordered by first evening.
    pub trials: Vec<Finding>,
    /// Comparisons that are certain enough to be stated, the largest difference first.
    pub compared: Vec<Finding>,
    /// What is missing where there is none; `None` while there is nothing to compare.
    pub nothing_clear: Option<String>,
}

/// One sentence about a trial or comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The first and last evening of the trial; `None` for a comparison.
    pub when: Option<(EveningDate, EveningDate)>,
    /// The sentence, with the user's own words marked.
    pub sentence: MarkedText,
}

impl Findings {
    /// The trials of a review, and the findings of its nights. Trials are listed from their first evening on, also while they have no
    /// result. Comparisons cover twelve weeks at least.
    pub fn from_review(review: &Review, findings: &[insights::Finding]) -> Self {
        let trials_in_span = review
            .trials
            .iter()
            .filter(|result| result.trial.last() >= review.from);
        let has_trial = |about: &Subject| {
            trials_in_span
                .clone()
                .any(|result| result.about.is_same_as(about))
        };
        let trials = trials_in_span.clone().map(|result| Finding {
            when: Some((result.trial.first, result.trial.last())),
            sentence: words::trial_text(result),
        });
        let compared = findings.iter().map(|finding| {
            let sentence = words::finding_text(finding);
            Finding {
                when: None,
                sentence: if has_trial(&finding.about) {
                    words::all_nights_text(sentence)
                } else {
                    sentence
                },
            }
        });
        let nights = &review.nights;
        let nothing_clear = || {
            let insights = nights.insights_without_estimates();
            words::nothing_clear_line(&insights, || nights.has_an_estimate())
        };
        Self {
            trials: trials.collect(),
            compared: compared.collect(),
            nothing_clear: findings.is_empty().then(nothing_clear).flatten(),
        }
    }

    /// The trials, newest first, and the comparisons that fit into `lines`, and the lines they take.
    fn fitting(&self, lines: usize) -> (Vec<MarkedText>, Vec<MarkedText>, usize) {
        let heading = if self.trials.is_empty() {
            0
        } else {
            TRIALS_HEADING_LINES
        };
        let for_trials = lines.saturating_sub(heading + LINES_LEFT_FOR_COMPARISONS);
        let (trials, used) = filled(
            self.trials.iter().rev().map(dated_sentence),
            SHEET,
            for_trials,
        );
        let left = lines.saturating_sub(heading + used);
        let (compared, more) = filled(self.compared.iter().map(dated_sentence), SHEET, left);
        (trials, compared, heading + used + more)
    }

    /// The lines used, of at most `most`.
    pub(super) fn lines(&self, most: usize) -> usize {
        self.fitting(most).2
    }

    pub(super) fn sections(&self, lines: usize) -> Markup {
        let (trials, compared, _) = self.fitting(lines);
        html! {
            @if !self.trials.is_empty() { (self.trials_section(&trials)) }
            section aria-labelledby="compared" {
                h2 id="compared" { "What goes with calmer or more restless legs" }
                @if self.compared.is_empty() {
                    p.missing {
                        @if let Some(line) = &self.nothing_clear { (line) "." } @else {
                            "Nothing could be compared yet: it takes " (FEWEST_NIGHTS) " nights with something and as many \
                             without it."
                        }
                    }
                } @else {
                    ul { @for sentence in &compared { li { (sentence) } } }
                    p.source {
                        @if compared.len() < self.compared.len() {
                            "The clearest " (compared.len()) " of " (self.compared.len()) ". "
                        }
                        "Adjusted for weekday, slow change and the night before. Judged every four weeks on up to a year of \
                         nights: of year-long diaries with no real effect, at most 7 % would ever show one. \
                         95 % intervals. Going together does not prove a cause."
                    }
                }
            }
        }
    }

    fn trials_section(&self, shown: &[MarkedText]) -> Markup {
        html! {
            section aria-labelledby="tried" {
                h2 id="tried" { "Trials on randomly chosen evenings" }
                ul { @for sentence in shown.iter().rev() { li { (sentence) } } }
                p.source {
                    "Chance chose the evenings with and without the step. Each counts as drawn, even if not followed. \
                     95 % intervals."
                    @if shown.len() < self.trials.len() {
                        " Left out: " (counted(self.trials.len() - shown.len(), "earlier trial")) "."
                    }
                }
            }
        }
    }
}

fn dated_sentence(finding: &Finding) -> MarkedText {
    let when = finding
        .when
        .map(|(from, to)| format!("{}: ", span(from, to)));
    MarkedText::ours(when.unwrap_or_default()).then_all(finding.sentence.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_trial_and_the_first_comparison_always_fit() {
        let finding = |sentence: &str| Finding {
            when: None,
            sentence: MarkedText::ours(sentence.repeat(80)),
        };
        let found = Findings {
            trials: vec![finding("earlier "), finding("newest ")],
            compared: vec![finding("surest "), finding("other ")],
            nothing_clear: None,
        };
        for lines in [8, LINES, 12] {
            let page = found.sections(lines).into_string();
            assert!(page.contains("newest") && page.contains("surest"), "{page}");
            assert!(page.contains("Left out: 1 earlier trial."), "{page}");
            assert!(found.lines(lines) <= lines);
        }
        assert_eq!(found.fitting(60).0.len(), 2);
    }
}
