//! Journals in which it is known what a habit does to the legs, in seven kinds of lives.

use winddown::event::{EveningDate, Rating};
use winddown::review::EveningLegs;
use winddown::review::insights::{ComparedNights, Exposure, Subject};
use winddown::split_mix::SplitMix64;

/// The standard deviation of the legs, in points.
const SPREAD: f64 = 1.5;

/// The first evening of every journal.
pub const FIRST: &str = "2025-09-01";

/// The share of nights without a rating.
const MISSING: f64 = 0.1;

/// How legs and habits come about. In none of them does a habit do anything to the legs, unless an effect is added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum World {
    /// Nothing but chance.
    Null,
    /// A habit is kept for days at a time.
    Runs,
    /// A habit is kept for weeks at a time.
    LongRuns,
    /// Legs and habit both follow the weekday.
    Weekday,
    /// The legs improve by two points while the habit is taken up.
    Trend,
    /// Legs and habit both wander slowly.
    Slow,
    /// The habit follows bad nights.
    Yesterday,
    /// The habit follows the legs of the same evening: nothing repairs that.
    BecauseOfLegs,
    /// Of the nights after the habit, half of the bad ones are never rated: nothing repairs that.
    RatedWhenCalm,
}

/// Those in which comparisons have to be right.
pub const WORLDS: [World; 7] = [
    World::Null,
    World::Runs,
    World::LongRuns,
    World::Weekday,
    World::Trend,
    World::Slow,
    World::Yesterday,
];

/// A random generator of lives.
pub struct Lives(SplitMix64);

impl Lives {
    pub fn new(seed: u64) -> Self {
        Self(SplitMix64::new(seed))
    }

    /// Uniform, above 0 and up to 1.
    fn share(&mut self) -> f64 {
        ((self.0.next_u64() >> 11) + 1) as f64 / (1_u64 << 53) as f64
    }

    fn happens(&mut self, share: f64) -> bool {
        self.share() <= share
    }

    /// Normal with mean 0 and standard deviation 1. [Box & Muller 1958, doi 10.1214/aoms/1177706645]
    fn normal(&mut self) -> f64 {
        let (far, turn) = (self.share(), self.share());
        (-2.0 * far.ln()).sqrt() * (std::f64::consts::TAU * turn).cos()
    }

    /// An autoregressive series around 5 with standard deviation `spread` and that correlation from night to night.
    pub fn legs(
        &mut self,
        nights: usize,
        spread: f64,
        correlation: f64,
    ) -> impl Iterator<Item = f64> {
        let fresh = f64::sqrt(1.0 - correlation * correlation);
        let mut noise = self.normal();
        (0..nights).map(move |_| {
            noise = correlation * noise + fresh * self.normal();
            5.0 + spread * noise
        })
    }

    /// A life of so many nights with so many habits, of which the first changes the legs by `effect` points. The legs
    /// are an autoregressive series around 5, their correlation from night to night 0.3, 0.45 or 0.6.
    pub fn life(&mut self, world: World, nights: usize, habits: usize, effect: f64) -> Life {
        let correlation = [0.3, 0.45, 0.6][self.0.below(3)];
        let noise: Vec<f64> = self.legs(nights, SPREAD, correlation).collect();
        let mut drift = 0.0;
        let mut generators: Vec<Habit> = (0..habits).map(|_| Habit::new(self)).collect();
        let mut life = Life {
            legs: Vec::with_capacity(nights),
            habits: vec![Vec::with_capacity(nights); habits],
        };
        let mut yesterday = 5.0;
        for (night, noise) in noise.into_iter().enumerate() {
            let progress = night as f64 / nights as f64;
            let is_weekend = night % 7 >= 5;
            drift += 0.1 * self.normal();
            let mut legs = noise
                + match world {
                    World::Weekday if is_weekend => 1.5,
                    World::Trend => 1.0 - 2.0 * progress,
                    World::Slow => drift,
                    World::Null
                    | World::Runs
                    | World::LongRuns
                    | World::Weekday
                    | World::Yesterday
                    | World::BecauseOfLegs
                    | World::RatedWhenCalm => 0.0,
                };
            for (n, (habit, done)) in generators.iter_mut().zip(&mut life.habits).enumerate() {
                let is_done = habit.next(self, world, (progress, is_weekend, [yesterday, legs]));
                done.push(is_done);
                if n == 0 && is_done {
                    legs += effect;
                }
            }
            yesterday = legs;
            let rating = legs.round().clamp(0.0, 10.0) as i64;
            let is_hushed = world == World::RatedWhenCalm
                && rating > 6
                && life.habits.first().is_some_and(|done| done[night])
                && self.happens(0.5);
            let is_rated = !self.happens(MISSING) && !is_hushed;
            life.legs
                .push(is_rated.then(|| Rating::try_from(rating).expect("a rating")));
        }
        life
    }
}

/// A habit of one life.
struct Habit {
    /// The share of evenings on which it is done, where nothing else decides.
    share: f64,
    is_done: bool,
    /// How inclined one is to it, where that wanders.
    leaning: f64,
}

impl Habit {
    fn new(lives: &mut Lives) -> Self {
        let share = 0.3 + 0.4 * lives.share();
        Self {
            share,
            is_done: lives.happens(share),
            leaning: 0.0,
        }
    }

    fn next(
        &mut self,
        lives: &mut Lives,
        world: World,
        (progress, is_weekend, [yesterday, tonight]): (f64, bool, [f64; 2]),
    ) -> bool {
        self.leaning += 0.15 * lives.normal();
        let stays = match world {
            World::Runs => 0.75,
            World::LongRuns => 0.94,
            World::Null
            | World::Weekday
            | World::Trend
            | World::Slow
            | World::Yesterday
            | World::BecauseOfLegs
            | World::RatedWhenCalm => 0.0,
        };
        let share = match world {
            World::Null | World::Runs | World::LongRuns | World::RatedWhenCalm => self.share,
            World::Weekday if is_weekend => 0.85,
            World::Weekday => 0.25,
            World::Trend => 0.1 + 0.8 * progress,
            World::Slow => logistic(self.leaning),
            World::Yesterday => logistic(yesterday - 5.0),
            World::BecauseOfLegs => logistic(tonight - 5.0),
        };
        if !lives.happens(stays) {
            self.is_done = lives.happens(share);
        }
        self.is_done
    }
}

fn logistic(value: f64) -> f64 {
    1.0 / (1.0 + (-value).exp())
}

/// The nights of a life.
pub struct Life {
    pub legs: Vec<Option<Rating>>,
    pub habits: Vec<Vec<bool>>,
}

impl Life {
    /// The nights as a review of all of them has them, after the first `nights` nights.
    pub fn after(&self, nights: usize) -> ComparedNights {
        let first: EveningDate = FIRST.parse().expect("a date");
        let rated = self.legs[..nights].iter().position(Option::is_some);
        let legs: Vec<EveningLegs> = self.legs[..nights]
            .iter()
            .map(|rating| EveningLegs {
                evening: None,
                night: *rating,
            })
            .collect();
        let exposures = self.habits.iter().enumerate().map(|(n, done)| Exposure {
            about: Subject::Factor(format!("habit-{n}")),
            was: done[..nights].iter().copied().map(Some).collect(),
            legs: legs.clone(),
        });
        ComparedNights {
            first: Some(first),
            since: Some(first),
            first_rated: rated.map(|night| first.days_after(night as u64)),
            exposures: exposures.collect(),
            legs,
        }
    }
}
