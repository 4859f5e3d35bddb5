//! What came of a trial, in a sentence. Chance chose its evenings, so a cause may be named; it is never certain.

use super::MarkedText;
use super::insight::{how, in_100, insight_text, likely, name};
use crate::review::insights::{Estimate, FEWEST_NIGHTS, Insight, SIGNIFICANCE_LEVEL, TrialResult};

/// A trial in one sentence: what came of it, once all its evenings are over. Until then only how many nights there are:
/// who takes a find for the result as soon as there is one finds too much.
///
/// `Legs 1.1 calmer on evenings drawn to be with "Warm bath": 14 nights with, 13 without, likely between 0.3 and 1.9;
/// other drawings give as much in 2 of 100, so the step is likely the cause, but not certain`
pub fn trial_line(tried: &TrialResult) -> String {
    trial_text(tried).plain()
}

/// The same, with the user's own words marked.
pub fn trial_text(tried: &TrialResult) -> MarkedText {
    let result = tried.comparison();
    let what = name(&tried.about);
    let nights = format!(
        "{} with, {} without",
        super::counted(result.with, "night"),
        result.without
    );
    let (known, length) = (tried.legs.len(), tried.trial.length());
    let so_far = match result.estimate {
        Some(estimate) => {
            let (likely, sure) = (likely(&estimate), sure(&estimate));
            return MarkedText::ours(format!(
                "Legs {} on evenings drawn to be with ",
                how(&estimate)
            ))
            .then_all(what)
            .then(format!(": {nights}, {likely}; {sure}"));
        }
        None if tried.is_over() => {
            format!("; too few to be compared, as it takes {FEWEST_NIGHTS} of each")
        }
        None if tried.is_stopped => {
            format!("; stopped after {known} of {length} evenings, so nothing is concluded")
        }
        None => format!(
            " so far ({known} of {length} evenings are over); what came of it is told after the last"
        ),
    };
    what.then(format!(" on evenings drawn at random: {nights}{so_far}"))
}

/// What all nights say of a step that was tried too.
pub fn all_nights_line(insight: &Insight) -> String {
    all_nights_text(insight).plain()
}

/// The same, with the user's own words marked.
pub fn all_nights_text(insight: &Insight) -> MarkedText {
    MarkedText::ours("All nights, those of the trial among them: ")
        .then_all(insight_text(insight).uncapitalised())
}

/// What trials left out of an evening: `in a trial: without "Warm bath"`; none where they left out nothing.
pub fn left_out_line<'t>(titles: impl Iterator<Item = &'t str>) -> Option<String> {
    let quoted: Vec<String> = titles.map(|title| format!("\"{title}\"")).collect();
    (!quoted.is_empty()).then(|| format!("in a trial: without {}", quoted.join(" and ")))
}

fn sure(estimate: &Estimate) -> String {
    let often = in_100(estimate.p);
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
    use crate::plan::Trial;
    use crate::review::insights::Subject;

    /// A trial of two fortnights in which the legs are that much calmer with the bath, over so many evenings.
    fn tried(calmer: u8, evenings: usize) -> TrialResult {
        let trial = Trial {
            step: "warm-bath".into(),
            first: "2026-11-02".parse().unwrap(),
            fortnights: 2,
            seed: 7,
        };
        let drawn = trial.evenings().into_iter().enumerate().take(evenings);
        let legs = drawn.map(|(n, with)| Some(4 + (n % 3) as u8 - calmer * u8::from(with)));
        TrialResult {
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
        trial_line(&tried(calmer, evenings))
    }

    #[test]
    fn a_sure_find_of_a_trial_names_a_likely_cause() {
        assert_eq!(
            line(2, 28),
            "Legs 2.2 calmer on evenings drawn to be with \"Warm bath\": 14 nights with, 14 without, likely between 1.8 \
             and 2.7; other drawings give as much in less than 1 of 100, so the step is likely the cause, but not certain"
        );
    }

    #[test]
    fn a_find_that_may_be_chance_names_no_cause() {
        let said = line(0, 28);
        assert!(said.ends_with("of 100, so this may be chance"), "{said}");
        assert!(!said.contains("cause"), "{said}");
    }

    #[test]
    fn a_trial_that_runs_tells_its_nights_and_no_more_however_sure_it_looks() {
        assert_eq!(
            line(2, 27),
            "\"Warm bath\" on evenings drawn at random: 13 nights with, 14 without so far (27 of 28 evenings are over); \
             what came of it is told after the last"
        );
    }

    #[test]
    fn a_trial_that_was_stopped_or_has_too_few_nights_concludes_nothing() {
        let mut stopped = tried(2, 27);
        stopped.is_stopped = true;
        assert_eq!(
            trial_line(&stopped),
            "\"Warm bath\" on evenings drawn at random: 13 nights with, 14 without; stopped after 27 of 28 evenings, so \
             nothing is concluded"
        );
        let mut few = tried(2, 9);
        few.legs.resize(28, None);
        assert_eq!(
            trial_line(&few),
            "\"Warm bath\" on evenings drawn at random: 4 nights with, 5 without; too few to be compared, as it takes 10 of \
             each"
        );
    }
}
