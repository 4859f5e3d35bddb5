//! What goes with the legs, in sentences: the trials, and what nights were compared by.

use super::insight::{insight_line, name, shorter};
use super::trial::{all_nights_line, trial_line};
use crate::review::insights::{Insight, Significance, Subject, TrialResult};

/// One sentence on what goes with the legs, without a full stop.
#[derive(Debug, Clone, PartialEq)]
pub struct LegsLine {
    /// What it is about.
    pub about: Subject,
    /// Whether there was a trial of that.
    pub has_trial: bool,
    /// How sure it is.
    pub significance: Significance,
    /// How likely it is to be nothing; none where nothing was compared yet.
    pub q: Option<f64>,
    /// The whole sentence.
    pub sentence: String,
    /// The same in fewer words, and with fewer figures, where there is little room.
    pub shorter: [String; 2],
}

impl LegsLine {
    fn of(insight: &Insight, is_trial: bool, sentence: String) -> Self {
        Self {
            about: insight.about.clone(),
            has_trial: is_trial,
            significance: insight.significance(),
            q: insight.estimate.map(|estimate| estimate.q),
            sentence,
            shorter: [true, false].map(|has_likely| shorter(insight, is_trial, has_likely)),
        }
    }

    fn of_trial(tried: &TrialResult) -> Self {
        let result = tried.comparison();
        let line = Self::of(&result, true, trial_line(tried));
        if result.estimate.is_some() {
            return line;
        }
        // What lacks is no longer sought where a trial is over, or was stopped.
        let counts = format!(
            "In a trial of {}: {} nights with it, {} without",
            name(&result.about).plain(),
            result.with,
            result.without
        );
        Self {
            shorter: [counts.clone(), counts],
            ..line
        }
    }
}

/// What goes with the legs, a sentence each: the trials, each followed by what all nights say of its step, which is
/// another question and may have another answer; then the other comparisons in their order.
pub fn legs_lines<'t>(
    trials: impl IntoIterator<Item = &'t TrialResult>,
    insights: impl IntoIterator<Item = &'t Insight>,
) -> Vec<LegsLine> {
    let mut others: Vec<&Insight> = insights.into_iter().collect();
    let mut trials: Vec<&TrialResult> = trials.into_iter().collect();
    trials.sort_by_key(|tried| tried.trial.first);
    let mut lines = Vec::new();
    for (n, tried) in trials.iter().enumerate() {
        let is_of_it = |about: &Subject| about.is_same_as(&tried.about);
        lines.push(LegsLine::of_trial(tried));
        // Of several trials of one step the last is followed by it.
        let is_last = !trials[n + 1..].iter().any(|later| is_of_it(&later.about));
        let own = others.iter().position(|insight| is_of_it(&insight.about));
        if let Some(own) = own.filter(|_| is_last) {
            let own = others.remove(own);
            lines.push(LegsLine {
                has_trial: true,
                ..LegsLine::of(own, false, all_nights_line(own))
            });
        }
    }
    let others = others.into_iter();
    lines.extend(others.map(|insight| LegsLine::of(insight, false, insight_line(insight))));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Trial;
    use crate::review::insights::Estimate;

    fn bath() -> Subject {
        Subject::Step {
            id: "warm-bath".into(),
            title: "Warm bath".to_owned(),
            is_cutoff: false,
        }
    }

    /// A trial of two fortnights that is over, in which the legs are that much calmer with the bath.
    fn tried(calmer: u8) -> TrialResult {
        let trial = Trial {
            step: "warm-bath".into(),
            first: "2026-11-02".parse().unwrap(),
            fortnights: 2,
            seed: 7,
        };
        let drawn = trial.evenings().into_iter().enumerate();
        let legs = drawn.map(|(n, with)| Some(4 + (n % 3) as u8 - calmer * u8::from(with)));
        TrialResult {
            legs: legs.collect(),
            trial,
            about: bath(),
            is_stopped: false,
        }
    }

    fn insight(about: Subject, estimate: Option<(f64, (f64, f64), f64)>) -> Insight {
        Insight {
            about,
            with: if estimate.is_some() { 19 } else { 7 },
            without: 14,
            estimate: estimate.map(|(difference, interval, q)| Estimate {
                difference,
                interval,
                p: q,
                q,
            }),
        }
    }

    #[test]
    fn what_all_nights_say_of_a_step_that_was_tried_stands_below_its_trial() {
        let insights = [
            insight(Subject::Factor("alcohol".to_owned()), None),
            insight(bath(), None),
        ];
        let mut earlier = tried(2);
        earlier.trial.first = "2026-06-01".parse().unwrap();
        let lines = legs_lines(&[tried(0), earlier], &insights);
        let beginnings: Vec<&str> = lines
            .iter()
            .map(|line| &line.sentence[..line.sentence.find([':', ',']).unwrap()])
            .collect();
        assert_eq!(
            beginnings,
            [
                "Legs 2.2 calmer on evenings drawn to be with \"Warm bath\"",
                "Legs 0.2 calmer on evenings drawn to be with \"Warm bath\"",
                "All nights",
                "Nights with alcohol",
            ]
        );
        assert!(lines[2].sentence.starts_with(
            "All nights, those of the trial among them: nights after \"Warm bath\": 7 with, 14 without"
        ));
        assert_eq!(
            lines.iter().map(|line| line.has_trial).collect::<Vec<_>>(),
            [true, true, true, false]
        );
    }

    #[test]
    fn few_words_still_say_how_sure_it_is() {
        let sure = insight(bath(), Some((-1.1, (-1.9, -0.3), 0.01)));
        let line = |insight: &Insight| legs_lines([], [insight]).remove(0);
        assert_eq!(
            line(&sure).shorter,
            [
                "Legs 1.1 calmer after \"Warm bath\", 19 nights against 14, likely by 0.3 to 1.9: association, not proof",
                "Legs 1.1 calmer after \"Warm bath\", 19 nights against 14: association, not proof",
            ]
        );
        assert_eq!(
            line(&insight(bath(), Some((0.04, (-0.9, 1.0), 0.3)))).shorter,
            [
                "Legs about the same after \"Warm bath\", 19 nights against 14, likely 0.9 calmer to 1.0 more restless: \
                 may be chance",
                "Legs about the same after \"Warm bath\", 19 nights against 14: may be chance",
            ]
        );
        assert_eq!(
            line(&insight(bath(), None)).shorter[1],
            "Nights after \"Warm bath\": 3 more with to be compared"
        );
        let of_trials = |tried: TrialResult| legs_lines(&[tried], []).remove(0).shorter[1].clone();
        assert_eq!(
            of_trials(tried(2)),
            "Legs 2.2 calmer drawn to be with \"Warm bath\", 14 nights against 14: likely the cause, not certain"
        );
        let mut running = tried(2);
        running.legs.truncate(20);
        assert!(of_trials(running).starts_with("In a trial of \"Warm bath\": "));
    }
}
