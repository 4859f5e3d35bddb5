//! Trials and comparisons as sentences, in the order in which they are shown.

use super::insight::{finding_text, insight_line, shorter, shorter_finding};
use super::trial::{all_nights_line, trial_in_short, trial_line};
use crate::event::StepId;
use crate::plan::{Plan, Step};
use crate::review::insights::{
    Certainty, Comparisons, Finding, Insight, Significance, Subject, TrialResult,
};

/// One sentence about a trial or comparison, without a full stop.
#[derive(Debug, Clone, PartialEq)]
pub struct LegsLine {
    /// The step or factor.
    pub about: Subject,
    /// Whether the line is about a trial itself.
    pub is_trial: bool,
    /// Whether the step has a trial, whose line this is or follows.
    pub has_trial: bool,
    /// The significance of the comparison.
    pub significance: Significance,
    /// The step whose trial could tell whether the finding is its doing; `None` where there is no finding of a step, or
    /// the step has a trial already.
    pub could_try: Option<StepId>,
    /// The full sentence.
    pub sentence: String,
    /// Two shorter versions for narrow screens: with the confidence interval, and without it.
    pub shorter: [String; 2],
}

impl LegsLine {
    /// Whether it may stand outside the page of comparisons: a trial's own line, or a finding.
    pub fn is_stated(&self) -> bool {
        self.is_trial || self.significance == Significance::Significant
    }

    /// The step that could be tried, if the plan allows it.
    pub fn step_to_try(&self, plan: &Plan) -> Option<&StepId> {
        let step = self.could_try.as_ref()?;
        let can_be_tried = plan.step(step).is_some_and(Step::can_be_tried);
        can_be_tried.then_some(step)
    }

    /// The full sentence, and how to start the trial that could tell, if there is one.
    pub fn with_offer(&self, plan: &Plan, how_to_start: impl FnOnce(&StepId) -> String) -> String {
        let offer = self.step_to_try(plan).map(how_to_start);
        let offer = offer.map_or_else(String::new, |how| format!("; a trial could tell: {how}"));
        format!("{}{offer}", self.sentence)
    }

    /// The heading it stands under on the page of comparisons.
    pub fn heading(&self) -> &'static str {
        match self.significance {
            _ if self.has_trial => "Tried on evenings drawn at random",
            Significance::Significant => "Found",
            Significance::NotSignificant => "May be chance",
            Significance::NotTested => "Needs more nights",
        }
    }

    /// Of a comparison that is no finding.
    fn of(insight: &Insight, sentence: String) -> Self {
        Self {
            about: insight.about.clone(),
            is_trial: false,
            has_trial: false,
            could_try: None,
            significance: match insight.significance() {
                // However low its p, it is no finding.
                Significance::Significant => Significance::NotSignificant,
                significance => significance,
            },
            sentence,
            shorter: [true, false].map(|has_interval| shorter(insight, has_interval)),
        }
    }

    fn of_finding(finding: &Finding, has_trial: bool) -> Self {
        Self {
            about: finding.about.clone(),
            is_trial: false,
            has_trial: false,
            significance: Significance::Significant,
            could_try: match &finding.about {
                Subject::Step {
                    id, cutoff: None, ..
                } if !has_trial => Some(id.clone()),
                Subject::Step { .. } | Subject::Factor(_) => None,
            },
            sentence: finding_text(finding).plain(),
            shorter: [true, false].map(|has_interval| shorter_finding(finding, has_interval)),
        }
    }

    fn of_trial(trial_result: &TrialResult) -> Self {
        let figures = trial_result.figures();
        Self {
            about: trial_result.about.clone(),
            is_trial: true,
            has_trial: true,
            significance: match figures.certainty {
                _ if figures.is_found() => Significance::Significant,
                Certainty::NotTested => Significance::NotTested,
                Certainty::EValue { .. } if figures.effect.is_none() => Significance::NotTested,
                Certainty::Permutation { .. } | Certainty::EValue { .. } => {
                    Significance::NotSignificant
                }
            },
            could_try: None,
            sentence: trial_line(trial_result),
            shorter: [true, false].map(|has_interval| trial_in_short(trial_result, has_interval)),
        }
    }
}

/// Stands on the page of comparisons while there are none.
pub const NOTHING_TO_COMPARE: &str = "Nothing to compare yet. Rate your legs each night: after ten nights with something and \
                                      ten without it, it shows here.";

/// One sentence for each trial and each comparison that has begun: of a finding as it was found, of everything else as
/// it is compared. What is said of all nights of a step that has a trial follows its trial, since it answers another
/// question and may have another result. Then come the other findings, then the other comparisons, each in their order.
pub fn legs_lines<'t>(
    trials: impl IntoIterator<Item = &'t TrialResult>,
    comparisons: &Comparisons,
) -> Vec<LegsLine> {
    let mut trials: Vec<&TrialResult> = trials.into_iter().collect();
    trials.sort_by_key(|trial_result| trial_result.trial.first);
    let has_trial = |about: &Subject| {
        let mut trials = trials.iter();
        trials.any(|trial_result| about.is_same_as(&trial_result.about))
    };
    let findings = comparisons.findings.iter();
    let findings = findings.map(|finding| LegsLine::of_finding(finding, has_trial(&finding.about)));
    let others = comparisons.insights.iter().filter(|insight| {
        insight.has_begun() && comparisons.finding_about(&insight.about).is_none()
    });
    let others = others.map(|insight| LegsLine::of(insight, insight_line(insight)));
    let mut others: Vec<LegsLine> = findings.chain(others).collect();
    let mut lines = Vec::new();
    for (n, trial_result) in trials.iter().enumerate() {
        let is_same_subject = |about: &Subject| about.is_same_as(&trial_result.about);
        lines.push(LegsLine::of_trial(trial_result));
        // With several trials of a step it follows the last.
        let is_last = !trials[n + 1..]
            .iter()
            .any(|later| is_same_subject(&later.about));
        let all_nights = others.iter().position(|line| is_same_subject(&line.about));
        if let Some(all_nights) = all_nights.filter(|_| is_last) {
            let all_nights = others.remove(all_nights);
            lines.push(LegsLine {
                has_trial: true,
                sentence: all_nights_line(&all_nights.sentence),
                ..all_nights
            });
        }
    }
    lines.extend(others);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Draw, Trial};
    use crate::review::LegsFigure;
    use crate::review::insights::Estimate;

    fn bath() -> Subject {
        Subject::Step {
            id: "warm-bath".into(),
            title: "Warm bath".to_owned(),
            cutoff: None,
        }
    }

    /// A trial of two fortnights that is over. Legs are `calmer` points lower with the bath.
    fn trial_result(calmer: u8) -> TrialResult {
        let trial = Trial {
            step: "warm-bath".into(),
            first: "2026-11-02".parse().unwrap(),
            fortnights: 2,
            seed: 7,
            draw: Draw::Fortnights,
        };
        let drawn = trial.evenings();
        let legs = drawn.iter().enumerate();
        let legs = legs.map(|(n, with)| Some(4 + (n % 3) as u8 - calmer * u8::from(*with)));
        TrialResult {
            figure: LegsFigure::Night,
            legs: legs.collect(),
            done: drawn.into_iter().map(Some).collect(),
            at_once: 1,
            trial,
            about: bath(),
            is_stopped: false,
        }
    }

    fn insight(about: Subject, estimate: Option<(f64, (f64, f64), f64)>) -> Insight {
        Insight {
            about,
            figure: LegsFigure::Night,
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

    fn compared(insights: Vec<Insight>) -> Comparisons {
        Comparisons {
            findings: vec![],
            insights,
        }
    }

    /// The same comparison as a finding.
    fn found(insight: &Insight) -> Comparisons {
        let finding = Finding {
            about: insight.about.clone(),
            figure: insight.figure,
            until: "2026-11-20".parse().unwrap(),
            with: insight.with,
            without: insight.without,
            estimate: insight.estimate.unwrap(),
        };
        Comparisons {
            findings: vec![finding],
            insights: vec![insight.clone()],
        }
    }

    #[test]
    fn a_finding_takes_the_place_of_the_comparison_and_comes_before_the_others() {
        let mut all = found(&insight(bath(), Some((-1.1, (-1.9, -0.3), 0.04))));
        let stress = Subject::Factor("stress".to_owned());
        all.insights
            .insert(0, insight(stress, Some((-1.1, (-1.9, -0.3), 0.01))));
        let lines = legs_lines([], &all);
        let about: Vec<&str> = lines.iter().map(|line| line.about.name()).collect();
        assert_eq!(about, ["warm-bath", "stress"]);
        let lines = legs_lines(&[trial_result(0)], &all);
        assert!(
            lines[1]
                .sentence
                .starts_with("All nights, those of the trial among them: legs at night 1.1 calmer")
                && lines[1].sentence.contains("found together"),
            "{}",
            lines[1].sentence
        );
    }

    #[test]
    fn a_finding_offers_the_trial_that_could_tell_where_one_can_be_started() {
        let plan = crate::plan::parse(crate::plan::EXAMPLE).unwrap().plan;
        let offer = |about: &Subject, trials: &[TrialResult], plan: &Plan| {
            let all = found(&insight(about.clone(), Some((-1.1, (-1.9, -0.3), 0.001))));
            let lines = legs_lines(trials, &all);
            let line = lines.last().unwrap();
            let text = line.with_offer(plan, |step| format!("start {step}"));
            text.strip_prefix(&line.sentence).unwrap().to_owned()
        };
        let bath = bath();
        assert_eq!(
            offer(&bath, &[], &plan),
            "; a trial could tell: start warm-bath"
        );
        // Its trial tells already.
        assert_eq!(offer(&bath, &[trial_result(0)], &plan), "");
        let mut on_some_days = plan.clone();
        for step in &mut on_some_days.steps {
            step.days = [chrono::Weekday::Mon].into_iter().collect();
        }
        assert_eq!(offer(&bath, &[], &on_some_days), "");
        let coffee = Subject::Step {
            id: "last-caffeine".into(),
            title: "Last caffeine".to_owned(),
            cutoff: Some(crate::event::Substance::Caffeine),
        };
        assert_eq!(offer(&coffee, &[], &plan), "");
        assert_eq!(offer(&Subject::Factor("stress".to_owned()), &[], &plan), "");
    }

    #[test]
    fn the_comparison_over_all_nights_follows_the_trial_of_its_step() {
        let insights = vec![
            insight(Subject::Factor("alcohol".to_owned()), None),
            insight(bath(), None),
        ];
        let mut earlier = trial_result(2);
        earlier.trial.first = "2026-06-01".parse().unwrap();
        let lines = legs_lines(&[trial_result(0), earlier], &compared(insights));
        let beginnings: Vec<&str> = lines
            .iter()
            .map(|line| &line.sentence[..line.sentence.find([':', ',']).unwrap()])
            .collect();
        assert_eq!(
            beginnings,
            [
                "Legs at night 2.2 calmer on evenings drawn to be with \"Warm bath\"",
                "Legs at night 0.2 calmer on evenings drawn to be with \"Warm bath\"",
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
    fn the_shorter_versions_keep_the_significance() {
        let certain = insight(bath(), Some((-1.1, (-1.9, -0.3), 0.001)));
        let line = |insight: &Insight| legs_lines([], &compared(vec![insight.clone()])).remove(0);
        let found = legs_lines([], &found(&certain)).remove(0);
        assert_eq!(found.significance, Significance::Significant);
        assert_eq!(
            found.shorter,
            [
                "Legs at night 1.1 calmer after \"Warm bath\", 19 nights against 14, likely by 0.3 to 1.9: found together, no \
                 proof",
                "Legs at night 1.1 calmer after \"Warm bath\", 19 nights against 14: found together, no proof",
            ]
        );
        let certain = line(&certain);
        assert_eq!(certain.significance, Significance::NotSignificant);
        assert_eq!(
            certain.shorter,
            [
                "Legs at night 1.1 calmer after \"Warm bath\", 19 nights against 14, likely by 0.3 to 1.9: may still be chance",
                "Legs at night 1.1 calmer after \"Warm bath\", 19 nights against 14: may be chance",
            ]
        );
        assert_eq!(
            line(&insight(bath(), Some((0.04, (-0.9, 1.0), 0.3)))).shorter,
            [
                "Legs at night about the same after \"Warm bath\", 19 nights against 14, likely 0.9 calmer to 1.0 more restless: \
                 may be chance",
                "Legs at night about the same after \"Warm bath\", 19 nights against 14: may be chance",
            ]
        );
        assert_eq!(
            line(&insight(bath(), None)).shorter[1],
            "Nights after \"Warm bath\": 3 more nights with to be compared"
        );
        let of_trials = |trial_result: TrialResult| {
            legs_lines(&[trial_result], &Comparisons::default())
                .remove(0)
                .shorter[1]
                .clone()
        };
        assert_eq!(
            of_trials(trial_result(2)),
            "Legs at night 2.2 calmer drawn to be with \"Warm bath\", 14 nights against 14: likely the cause, not certain"
        );
        let mut running = trial_result(2);
        running.legs.truncate(20);
        assert!(of_trials(running).starts_with("In a trial of \"Warm bath\": "));
    }
}
