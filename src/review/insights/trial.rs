//! What came of a trial.
//!
//! Its evenings were drawn at random, so nothing else chose them, and a difference that chance alone does not explain is
//! likely the step's own doing.

use super::compare::{self, Sides};
use super::nights::counts;
use super::{About, Exposure, Insight};
use crate::plan::{Plan, Trial};
use crate::review::Judged;

/// A trial, and what is known of its evenings.
#[derive(Debug, Clone, PartialEq)]
pub struct Tried {
    /// Which.
    pub trial: Trial,
    /// What is tried.
    pub about: About,
    /// How the legs were, 0 to 10, evening by evening from the first one, as far as they have begun and the trial was
    /// not stopped; none where nothing was said, and where the evening was excused or is not over.
    pub legs: Vec<Option<u8>>,
}

impl Tried {
    /// What came of it: the legs on evenings that were drawn to be with the step against those without, whether or not
    /// that was kept to, since whoever leaves it out on a bad evening would choose again.
    ///
    /// It is the same comparison as ever, but that its p comes from the drawing itself: how often other drawings of the
    /// same trial give a difference as large. It stands by itself, so q is p.
    pub fn result(&self) -> Insight {
        let drawn = self.trial.evenings();
        let mut legs = self.legs.clone();
        legs.resize(drawn.len(), None);
        let labels = |drawn: Vec<bool>| drawn.into_iter().map(Some).collect::<Vec<_>>();
        let exposure = Exposure {
            about: self.about.clone(),
            was: labels(drawn),
        };
        compare::insight_by(&exposure, &legs, |chance| {
            Sides::of(&labels(self.trial.drawn_by(chance)), &legs)
        })
    }
}

/// Gathers the trials from evenings given one after the other, those that began earlier first.
pub(in crate::review) struct Trials<'a> {
    today: &'a Plan,
    tried: Vec<Tried>,
}

impl<'a> Trials<'a> {
    /// Where today's plan is `today`.
    pub(in crate::review) fn new(today: &'a Plan) -> Self {
        let tried = vec![];
        Self { today, tried }
    }

    /// The next evening, and the plan it was judged by. An evening counts if its plan had the trial.
    pub(in crate::review) fn add(&mut self, evening: &Judged, plan: &Plan) {
        for trial in &plan.trials {
            let Some(number) = trial.number(evening.date) else {
                continue;
            };
            let known = self.tried.iter().position(|tried| tried.trial == *trial);
            let at = known.unwrap_or_else(|| {
                self.tried.push(Tried {
                    trial: trial.clone(),
                    about: About::tried(trial, self.today, plan),
                    legs: vec![],
                });
                self.tried.len() - 1
            });
            let legs = &mut self.tried[at].legs;
            legs.resize(number, None);
            legs.push(evening.legs.filter(|_| counts(evening.outcome)));
        }
    }

    /// The trials of which some evening has begun.
    pub(in crate::review) fn tried(self) -> Vec<Tried> {
        self.tried
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;

    /// A trial with these ratings from its first evening on.
    fn tried(seed: u64, legs: impl IntoIterator<Item = Option<u8>>) -> Tried {
        Tried {
            trial: Trial {
                step: "bath".into(),
                first: "2026-11-02".parse().unwrap(),
                fortnights: 2,
                seed,
            },
            about: About::Factor("bath".to_owned()),
            legs: legs.into_iter().collect(),
        }
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
        let found = insight.found.unwrap();
        assert!(found.difference < -1.5 && found.p < 0.01, "{found:?}");
        assert_eq!(found.p.to_bits(), found.q.to_bits());
    }

    #[test]
    fn a_trial_that_has_just_begun_says_how_many_nights_are_missing() {
        let insight = tried(7, [Some(3); 14]).result();
        assert_eq!((insight.found, insight.still_missing()), (None, (3, 3)));
        let unknown = tried(7, [None; 10].into_iter().chain([Some(3); 18])).result();
        assert_eq!(unknown.with + unknown.without, 18);
        let empty = tried(7, []).result();
        assert_eq!((empty.with, empty.without), (0, 0));
    }

    #[test]
    fn where_there_is_nothing_a_find_is_rare() {
        let mut chance = Chance::new(3);
        let finds = (0..200).filter(|seed| {
            // Bad days in runs: each night is the last one, changed by a little.
            let mut legs = 5_u8;
            let rated = (0..28).map(|_| {
                legs = (legs + chance.below(3) as u8).saturating_sub(1).min(10);
                Some(legs)
            });
            let rated: Vec<_> = rated.collect();
            let found = tried(*seed, rated).result().found;
            found.is_some_and(|found| found.p < 0.05)
        });
        let finds = finds.count();
        assert!(finds <= 16, "{finds} of 200");
    }
}
