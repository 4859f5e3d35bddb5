//! A step that is tried on evenings drawn at random, and what came of it.
//!
//! On evenings that one chooses, a step goes with whatever else makes one choose it. Where chance chooses, nothing else
//! does, and a difference that chance alone does not explain is likely the step's own doing.

use std::iter;

use super::compare::{self, Sides};
use super::{About, Chance, Exposure, Insight, Nights};
use crate::event::EveningDate;

/// A step that is tried for some fortnights. Kept are the first evening, the length and the seed; which evenings were
/// drawn follows from these, on every machine and in every version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trial {
    /// The first evening of it.
    pub first: EveningDate,
    /// How many fortnights. From two on there are [`super::FEWEST_NIGHTS`] of each kind, with some to spare.
    pub fortnights: u8,
    /// What the evenings were drawn with.
    pub seed: u64,
}

/// Evenings in a fortnight.
const FORTNIGHT: usize = 14;

impl Trial {
    /// Whether an evening is one with the step or one without it; none where it is not of the trial.
    pub fn asks(&self, evening: EveningDate) -> Option<bool> {
        let days = evening.0.signed_duration_since(self.first.0).num_days();
        self.evenings().get(usize::try_from(days).ok()?).copied()
    }

    /// The evenings, from the first to the last: true for one with the step.
    pub fn evenings(&self) -> Vec<bool> {
        self.drawn_by(&mut Chance::new(self.seed))
    }

    /// In each fortnight seven evenings are with the step and seven without, each weekday once with and once without,
    /// three or four of them in the first week. So neither the day of the week nor a slow change over the weeks falls on
    /// one side. Each of the 70 ways is as likely.
    fn drawn_by(&self, chance: &mut Chance) -> Vec<bool> {
        let mut evenings = Vec::with_capacity(usize::from(self.fortnights) * FORTNIGHT);
        for _ in 0..self.fortnights {
            let mut days = [0, 1, 2, 3, 4, 5, 6];
            chance.shuffle(&mut days);
            let in_first_week = &days[..3 + chance.below(2)];
            let week = [0, 1, 2, 3, 4, 5, 6].map(|day| in_first_week.contains(&day));
            evenings.extend(week);
            evenings.extend(week.map(|with| !with));
        }
        evenings
    }

    /// What came of it: the legs on evenings that were drawn to be with the step against those without, whether or not
    /// that was kept to, since whoever leaves it out on a bad evening would choose again.
    ///
    /// It is the same comparison as ever, but that its p comes from the drawing itself: how often other drawings of the
    /// same trial give a difference as large. It stands by itself, so q is p. `about` is what is tried.
    pub fn result(&self, about: About, nights: &Nights) -> Insight {
        let drawn = self.evenings();
        let dates = iter::successors(Some(self.first), |evening| Some(evening.next()));
        let legs: Vec<Option<u8>> = dates
            .take(drawn.len())
            .map(|evening| nights.legs_on(evening))
            .collect();
        let labels = |drawn: Vec<bool>| drawn.into_iter().map(Some).collect::<Vec<_>>();
        let exposure = Exposure {
            about,
            was: labels(drawn),
        };
        compare::insight_by(&exposure, &legs, |chance| {
            Sides::of(&labels(self.drawn_by(chance)), &legs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trial(seed: u64) -> Trial {
        Trial {
            first: "2026-11-02".parse().unwrap(),
            fortnights: 2,
            seed,
        }
    }

    /// A journal that begins so many evenings before the trial, with these ratings in it.
    fn nights(before: i64, legs: impl IntoIterator<Item = Option<u8>>) -> Nights {
        Nights {
            first: Some(EveningDate(
                trial(0).first.0 - chrono::TimeDelta::days(before),
            )),
            legs: legs.into_iter().collect(),
            exposures: vec![],
        }
    }

    fn bath() -> About {
        About::Factor("bath".to_owned())
    }

    #[test]
    fn each_weekday_is_once_with_and_once_without_in_every_fortnight() {
        for seed in 0..200 {
            let evenings = trial(seed).evenings();
            assert_eq!(evenings.len(), 28);
            for fortnight in evenings.chunks(14) {
                let (one, other) = fortnight.split_at(7);
                assert!(one.iter().zip(other).all(|(one, other)| one != other));
                let with = one.iter().filter(|with| **with).count();
                assert!((3..=4).contains(&with), "{one:?}");
            }
        }
    }

    #[test]
    fn all_seventy_ways_are_drawn_about_as_often() {
        let mut counts = std::collections::BTreeMap::new();
        for seed in 0..7000 {
            *counts
                .entry(trial(seed).evenings()[..14].to_vec())
                .or_insert(0) += 1;
        }
        assert_eq!(counts.len(), 70);
        assert!(counts.values().all(|n| (55..150).contains(n)), "{counts:?}");
    }

    #[test]
    fn the_seed_alone_says_which_evenings_on_every_machine() {
        let marks: String = trial(7)
            .evenings()
            .iter()
            .map(|with| if *with { '+' } else { '-' })
            .collect();
        assert_eq!(marks, "-+-+-+-+-+-+-+-+-+++-+-+---+");
        assert_eq!(trial(7).evenings(), trial(7).evenings());
    }

    #[test]
    fn an_evening_before_or_after_it_is_not_asked_about() {
        let trial = trial(7);
        let drawn = trial.evenings();
        assert_eq!(trial.asks(trial.first.previous()), None);
        assert_eq!(trial.asks(trial.first), Some(drawn[0]));
        let last: EveningDate = "2026-11-29".parse().unwrap();
        assert_eq!(trial.asks(last), Some(drawn[27]));
        assert_eq!(trial.asks(last.next()), None);
    }

    #[test]
    fn what_is_calmer_on_drawn_evenings_is_found() {
        let trial = trial(7);
        let before = [Some(9), None, Some(9)];
        let during = trial.evenings();
        let during = during
            .iter()
            .enumerate()
            .map(|(n, with)| Some(5 - 2 * u8::from(*with) + (n % 3) as u8));
        let after = [Some(0); 20];
        let legs = before.into_iter().chain(during).chain(after);
        let insight = trial.result(bath(), &nights(3, legs));
        assert_eq!((insight.with, insight.without), (14, 14));
        let found = insight.found.unwrap();
        assert!(found.difference < -1.5 && found.p < 0.01, "{found:?}");
        assert_eq!(found.p.to_bits(), found.q.to_bits());
    }

    #[test]
    fn a_trial_that_has_just_begun_says_how_many_nights_are_missing() {
        let trial = trial(7);
        let insight = trial.result(bath(), &nights(0, [Some(3); 14]));
        assert_eq!((insight.found, insight.still_missing()), (None, (3, 3)));
        let unknown = trial.result(bath(), &nights(-10, [Some(3); 18]));
        let (with, without) = (unknown.with, unknown.without);
        assert_eq!(with + without, 18);
        let later = trial.result(bath(), &nights(-100, [Some(3); 18]));
        assert_eq!((later.with, later.without), (0, 0));
        let empty = trial.result(bath(), &Nights::default());
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
            let found = trial(*seed).result(bath(), &nights(0, rated)).found;
            found.is_some_and(|found| found.p < 0.05)
        });
        let finds = finds.count();
        assert!(finds <= 16, "{finds} of 200");
    }
}
