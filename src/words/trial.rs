//! The result of a trial in a sentence. Its evenings were randomised, so a likely cause may be named; it is
//! never certain.

use super::MarkedText;
use super::insight::{direction, insight_text, legs_name, likely_range, per_hundred, subject_name};
use crate::review::insights::{Estimate, FEWEST_NIGHTS, Insight, SIGNIFICANCE_LEVEL, TrialResult};

/// A trial in one sentence: its result once all evenings are over, until then only the number of nights.
/// Stopping at the first significant result would produce too many false ones.
///
/// `Legs 1.1 calmer on evenings drawn to be with "Warm bath": 14 nights with, 13 without, likely between
/// 0.3 and 1.9; other drawings give as much in 2 of 100, so the step is likely the cause, but not certain`
pub fn trial_line(trial_result: &TrialResult) -> String {
    trial_text(trial_result).plain()
}

/// The same sentence with the user's own words marked.
pub fn trial_text(trial_result: &TrialResult) -> MarkedText {
    let result = trial_result.comparison();
    let what = subject_name(&trial_result.about);
    let nights = format!(
        "{} with, {} without",
        super::counted(result.with, "night"),
        result.without
    );
    let (known, length) = (trial_result.legs.len(), trial_result.trial.length());
    let ending = match result.estimate {
        Some(estimate) => {
            let (likely_range, certainty) = (likely_range(&estimate), certainty(&estimate));
            let legs = super::capitalised(legs_name(result.figure));
            return MarkedText::ours(format!(
                "{legs} {} on evenings drawn to be with ",
                direction(&estimate)
            ))
            .then_all(what)
            .then(format!(": {nights}, {likely_range}; {certainty}"));
        }
        None if trial_result.is_over() => {
            format!("; too few to be compared, as it takes {FEWEST_NIGHTS} of each")
        }
        None if trial_result.is_stopped => {
            format!("; stopped after {known} of {length} evenings, so nothing is concluded")
        }
        None => format!(
            " so far ({known} of {length} evenings are over); what came of it is told after the last"
        ),
    };
    what.then(format!(" on evenings drawn at random: {nights}{ending}"))
}

/// The comparison over all nights of a step that also has a trial.
pub fn all_nights_line(insight: &Insight) -> String {
    all_nights_text(insight).plain()
}

/// The same sentence with the user's own words marked.
pub fn all_nights_text(insight: &Insight) -> MarkedText {
    MarkedText::ours("All nights, those of the trial among them: ")
        .then_all(insight_text(insight).uncapitalised())
}

/// The steps that trials left out of an evening: `in a trial: without "Warm bath"`; `None` without any.
pub fn left_out_line<'t>(titles: impl Iterator<Item = &'t str>) -> Option<String> {
    let quoted: Vec<String> = titles.map(|title| format!("\"{title}\"")).collect();
    (!quoted.is_empty()).then(|| format!("in a trial: without {}", quoted.join(" and ")))
}

fn certainty(estimate: &Estimate) -> String {
    let often = per_hundred(estimate.p);
    let so = if estimate.p < SIGNIFICANCE_LEVEL {
        "so the step is likely the cause, but not certain"
    } else {
        "so this may be chance"
    };
    format!("other drawings give as much in {often} of 100, {so}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Draw, Trial};
    use crate::review::LegsFigure;
    use crate::review::insights::Subject;

    /// A trial of two fortnights over its first `evenings` evenings. Legs are `calmer` points lower with
    /// the bath.
    fn trial_result(calmer: u8, evenings: usize) -> TrialResult {
        let trial = Trial {
            step: "warm-bath".into(),
            first: "2026-11-02".parse().unwrap(),
            fortnights: 2,
            seed: 7,
            draw: Draw::Fortnights,
        };
        let drawn = trial.evenings().into_iter().enumerate().take(evenings);
        let legs = drawn.map(|(n, with)| Some(4 + (n % 3) as u8 - calmer * u8::from(with)));
        TrialResult {
            figure: LegsFigure::Night,
            legs: legs.collect(),
            trial,
            about: bath(),
            is_stopped: false,
        }
    }

    fn bath() -> Subject {
        Subject::Step {
            id: "warm-bath".into(),
            title: "Warm bath".to_owned(),
            is_cutoff: false,
        }
    }

    fn line(calmer: u8, evenings: usize) -> String {
        trial_line(&trial_result(calmer, evenings))
    }

    #[test]
    fn a_significant_trial_names_a_likely_cause() {
        assert_eq!(
            line(2, 28),
            "Legs at night 2.2 calmer on evenings drawn to be with \"Warm bath\": 14 nights with, 14 without, likely between 1.8 \
             and 2.7; other drawings give as much in less than 1 of 100, so the step is likely the cause, but not certain"
        );
    }

    #[test]
    fn an_insignificant_trial_names_no_cause() {
        let text = line(0, 28);
        assert!(text.ends_with("of 100, so this may be chance"), "{text}");
        assert!(!text.contains("cause"), "{text}");
    }

    #[test]
    fn a_running_trial_shows_only_its_nights_even_if_its_effect_looks_clear() {
        assert_eq!(
            line(2, 27),
            "\"Warm bath\" on evenings drawn at random: 13 nights with, 14 without so far (27 of 28 evenings are over); \
             what came of it is told after the last"
        );
    }

    #[test]
    fn a_stopped_trial_or_one_with_too_few_nights_has_no_result() {
        let mut stopped = trial_result(2, 27);
        stopped.is_stopped = true;
        assert_eq!(
            trial_line(&stopped),
            "\"Warm bath\" on evenings drawn at random: 13 nights with, 14 without; stopped after 27 of 28 evenings, so \
             nothing is concluded"
        );
        let mut few = trial_result(2, 9);
        few.legs.resize(28, None);
        assert_eq!(
            trial_line(&few),
            "\"Warm bath\" on evenings drawn at random: 4 nights with, 5 without; too few to be compared, as it takes 10 of \
             each"
        );
    }
}
