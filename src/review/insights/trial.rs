//! What came of a trial.
//!
//! Its evenings were drawn at random, so nothing else chose them, and a difference that chance alone does not explain is
//! likely the step's own doing.
//!
//! Of a trial that runs nothing is told but how many nights there are, and of one that was stopped likewise. Whoever looks
//! every evening, and ends the trial or believes it once there is a find, has many chances of one: where there is
//! nothing, a trial of two fortnights shows a p below 0.05 on some evening three times as often as on its last, and a
//! longer one more often still (a test below counts it). One look, decided on beforehand, keeps the promise.

use serde::Serialize;

use super::compare::{self, Sides};
use super::nights::counts;
use super::{Exposure, Insight, Subject};
use crate::event::EveningDate;
use crate::plan::{Plan, Trial};
use crate::review::{JudgedEvening, Outcome};

/// A trial, and what is known of its evenings.
#[derive(Debug, Clone, PartialEq)]
pub struct TrialResult {
    /// Which.
    pub trial: Trial,
    /// What is tried.
    pub about: Subject,
    /// How the legs were, 0 to 10, evening by evening from the first one, as far as they are over and the plan had the
    /// trial; none where nothing was said, and where the evening was excused.
    pub legs: Vec<Option<u8>>,
    /// Whether the last of its evenings that is known had a plan without it, or without its step.
    pub is_stopped: bool,
}

/// How far a trial is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TrialStage {
    /// It has not begun.
    Ahead,
    /// Some of its evenings are still to come, or the last is not over.
    Running,
    /// All its evenings are over.
    Over,
    /// It was taken out of the plan before that, or its step was.
    Stopped,
}

impl TrialResult {
    /// How far it is, as far as evenings up to `last` tell.
    pub fn stage(&self, last: EveningDate) -> TrialStage {
        if self.is_over() {
            TrialStage::Over
        } else if self.is_stopped {
            TrialStage::Stopped
        } else if last < self.trial.first {
            TrialStage::Ahead
        } else {
            TrialStage::Running
        }
    }

    /// Whether all its evenings are over, the last one too.
    pub fn is_over(&self) -> bool {
        self.legs.len() == self.trial.length()
    }

    /// What came of it, once it is over; until then how many nights there are, and nothing estimate.
    ///
    /// Compared are the legs on evenings that were drawn to be with the step against those without, whether or not
    /// that was kept to, since whoever leaves it out on a bad evening would choose again.
    ///
    /// It is the same comparison as ever, but that its p comes from the drawing itself: how often other drawings of the
    /// same trial give a difference as large. It stands by itself, so q is p.
    pub fn result(&self) -> Insight {
        if self.is_over() {
            return self.judged();
        }
        let drawn = self.trial.evenings();
        let nights = |with: bool| {
            let told = drawn.iter().zip(&self.legs);
            told.filter(|(drawn, legs)| **drawn == with && legs.is_some())
                .count()
        };
        Insight {
            about: self.about.clone(),
            with: nights(true),
            without: nights(false),
            estimate: None,
        }
    }

    /// The comparison, by the nights that are known.
    fn judged(&self) -> Insight {
        let drawn = self.trial.evenings();
        let mut legs = self.legs.clone();
        legs.resize(drawn.len(), None);
        let labels = |drawn: Vec<bool>| drawn.into_iter().map(Some).collect::<Vec<_>>();
        let exposure = Exposure {
            about: self.about.clone(),
            was: labels(drawn),
        };
        compare::insight_by(&exposure, &legs, |chance| {
            Sides::from_labels(&labels(self.trial.drawn_by(chance)), &legs)
        })
    }
}

/// Gathers the trials from evenings given one after the other, those that began earlier first.
pub(in crate::review) struct TrialResultsBuilder<'a> {
    today: &'a Plan,
    tried: Vec<TrialResult>,
}

impl<'a> TrialResultsBuilder<'a> {
    /// Where today's plan is `today`.
    pub(in crate::review) fn new(today: &'a Plan) -> Self {
        let tried = vec![];
        Self { today, tried }
    }

    /// The next evening, and the plan it was judged by. An evening counts if its plan had the trial and its step.
    pub(in crate::review) fn add(&mut self, evening: &JudgedEvening, plan: &Plan) {
        for trial in plan.trials.iter().filter(|trial| plan.draws(trial)) {
            let Some(number) = trial.number(evening.date) else {
                continue;
            };
            let known = self.tried.iter().position(|tried| tried.trial == *trial);
            let at = known.unwrap_or_else(|| {
                self.tried.push(TrialResult {
                    trial: trial.clone(),
                    about: Subject::for_trial(trial, self.today, plan),
                    legs: vec![],
                    is_stopped: false,
                });
                self.tried.len() - 1
            });
            let tried = &mut self.tried[at];
            tried.is_stopped = false;
            tried.legs.resize(number, None);
            if evening.outcome != Outcome::Running {
                let legs = evening.legs.filter(|_| counts(evening.outcome));
                tried.legs.push(legs);
            }
        }
        let without = self
            .tried
            .iter_mut()
            .filter(|tried| !plan.draws(&tried.trial));
        for tried in without {
            tried.is_stopped |= tried.trial.number(evening.date).is_some();
        }
    }

    /// The trials of which some evening has begun.
    pub(in crate::review) fn into_results(self) -> Vec<TrialResult> {
        self.tried
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;
    use crate::plan::Config;

    /// A trial with these ratings from its first evening on.
    fn tried(seed: u64, legs: impl IntoIterator<Item = Option<u8>>) -> TrialResult {
        TrialResult {
            trial: Trial {
                step: "bath".into(),
                first: "2026-11-02".parse().unwrap(),
                fortnights: 2,
                seed,
            },
            about: Subject::Factor("bath".to_owned()),
            legs: legs.into_iter().collect(),
            is_stopped: false,
        }
    }

    /// How a trial of four weeks stands where so many of its evenings had it and so many after them had not; today's
    /// plan has it no more.
    fn stage(with: usize, without: usize) -> TrialStage {
        let usual = Config::built_in().plan;
        let trial = Trial {
            step: "warm-bath".into(),
            ..tried(7, []).trial
        };
        let mut trying = usual.clone();
        trying.trials.push(trial.clone());
        let mut trials = TrialResultsBuilder::new(&usual);
        let evenings = trial.first.through(trial.last()).take(with + without);
        let mut last = trial.first;
        for (n, date) in evenings.enumerate() {
            last = date;
            let judged = JudgedEvening {
                date,
                outcome: Outcome::Kept,
                score: None,
                steps: vec![],
                lights_out: None,
                woke: None,
                legs: Some(3),
                factors: vec![],
                done_anyway: vec![],
            };
            trials.add(&judged, if n < with { &trying } else { &usual });
        }
        trials.into_results()[0].stage(last)
    }

    #[test]
    fn a_trial_is_stopped_where_an_evening_of_it_had_a_plan_without_it_and_only_there() {
        assert_eq!(stage(23, 1), TrialStage::Stopped);
        assert_eq!(stage(27, 1), TrialStage::Stopped);
        assert_eq!(stage(23, 5), TrialStage::Stopped);
        // Taken out of the config when it was over; and looked back on from the middle of it.
        assert_eq!(stage(28, 0), TrialStage::Over);
        assert_eq!(stage(16, 0), TrialStage::Running);
    }

    /// Bad days in runs: each night is the last one, changed by a little.
    fn in_runs(chance: &mut Chance) -> impl Iterator<Item = Option<u8>> {
        let mut legs = 5_u8;
        std::iter::repeat_with(move || {
            legs = (legs + chance.below(3) as u8).saturating_sub(1).min(10);
            Some(legs)
        })
    }

    fn is_find(insight: &Insight) -> bool {
        insight.estimate.is_some_and(|estimate| estimate.p < 0.05)
    }

    #[test]
    fn what_is_calmer_on_drawn_evenings_is_found() {
        let drawn = tried(7, []).trial.evenings();
        let legs = drawn
            .iter()
            .enumerate()
            .map(|(n, with)| Some(5 - 2 * u8::from(*with) + (n % 3) as u8));
        let insight = tried(7, legs).result();
        assert_eq!((insight.with, insight.without), (14, 14));
        let estimate = insight.estimate.unwrap();
        assert!(
            estimate.difference < -1.5 && estimate.p < 0.01,
            "{estimate:?}"
        );
        assert_eq!(estimate.p.to_bits(), estimate.q.to_bits());
    }

    #[test]
    fn a_trial_that_has_just_begun_says_how_many_nights_are_missing() {
        let insight = tried(7, [Some(3); 14]).result();
        assert_eq!((insight.estimate, insight.still_missing()), (None, (3, 3)));
        assert_eq!((insight.with, insight.without), (7, 7));
        let unknown = tried(7, [None; 10].into_iter().chain([Some(3); 18])).result();
        assert_eq!(unknown.with + unknown.without, 18);
        let empty = tried(7, []).result();
        assert_eq!((empty.with, empty.without), (0, 0));
    }

    #[test]
    fn where_there_is_nothing_a_find_is_rare() {
        let mut chance = Chance::new(3);
        let finds = (0..200).filter(|seed| {
            let rated: Vec<_> = in_runs(&mut chance).take(28).collect();
            is_find(&tried(*seed, rated).result())
        });
        let finds = finds.count();
        assert!(finds <= 16, "{finds} of 200");
    }

    #[test]
    fn nothing_is_found_before_the_last_evening_is_over() {
        let legs: Vec<_> = tried(7, [])
            .trial
            .evenings()
            .into_iter()
            .map(|with| Some(6 - 4 * u8::from(with)))
            .collect();
        for evenings in 0..28 {
            let so_far = tried(7, legs[..evenings].iter().copied());
            assert_eq!(so_far.result().estimate, None, "{evenings}");
        }
        assert!(is_find(&tried(7, legs).result()));
    }

    #[test]
    fn whoever_looks_every_evening_finds_more_than_there_is() {
        let mut chance = Chance::new(5);
        let (mut at_the_end, mut on_some_evening) = (0, 0);
        for seed in 0..200 {
            let rated: Vec<_> = in_runs(&mut chance).take(28).collect();
            let mut looks = (20..=28)
                .map(|evenings| is_find(&tried(seed, rated[..evenings].iter().copied()).judged()));
            on_some_evening += usize::from(looks.any(|estimate| estimate));
            at_the_end += usize::from(is_find(&tried(seed, rated).judged()));
        }
        println!("{at_the_end} of 200 at the end, {on_some_evening} on some evening");
        assert!(on_some_evening > at_the_end + 4);
    }
}
