//! One comparison: nights with something against nights without it.
//!
//! Ratings are whole numbers, so sums are exact, and what is left is division and square roots, which every machine
//! rounds alike: the same journal gives the same figures everywhere, to the last bit.

use std::ops::AddAssign;

use super::{Estimate, Exposure, Insight, Subject};
use crate::chance::Chance;

/// The fewest nights on each side.
pub const FEWEST_NIGHTS: usize = 10;

/// How often the weeks are shuffled, unless it is clear earlier that there is nothing.
pub const SHUFFLES: usize = 1999;

/// When so many shuffles gave a difference as large, p is above a twentieth whatever else comes, and known well
/// enough.
const CLEARLY_NOTHING: usize = 200;

/// How often nights are drawn for the interval.
const DRAWS: usize = 999;

/// ComparedNights that stay together. A longer block tears fewer neighbours apart, but one of two or four weeks would leave a step
/// that is done every second evening where it was, and measured no better.
const WEEK: usize = 7;

/// Where every comparison begins to draw. One more step in the plan does not change what is known of the others.
const SEED: u64 = 0x1e95_0ca1_3ed0_0517;

/// The one-sided 95 % point of the normal distribution.
const ONE_SIDED: f64 = 1.645;

/// A rating lies between 0 and this.
const WORST: f64 = 10.0;

/// How many nights there are on each side, and what their ratings add up to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Sides {
    with: i64,
    sum_with: i64,
    without: i64,
    sum_without: i64,
}

impl Sides {
    /// Of labels laid on ratings, as far as both reach.
    pub(super) fn from_labels(labels: &[Option<bool>], ratings: &[Option<u8>]) -> Self {
        let mut sides = Self::default();
        for (label, rating) in labels.iter().zip(ratings) {
            match (label, rating) {
                (Some(true), Some(rating)) => {
                    sides.with += 1;
                    sides.sum_with += i64::from(*rating);
                }
                (Some(false), Some(rating)) => {
                    sides.without += 1;
                    sides.sum_without += i64::from(*rating);
                }
                (None, _) | (_, None) => {}
            }
        }
        sides
    }

    /// The difference of the means as a fraction, its denominator above zero; none where a side is empty.
    fn fraction(self) -> Option<(i64, i64)> {
        let under = self.with * self.without;
        let over = self.sum_with * self.without - self.sum_without * self.with;
        (under > 0).then_some((over, under))
    }

    /// The difference of the means.
    fn difference(self) -> Option<f64> {
        self.fraction()
            .map(|(over, under)| over as f64 / under as f64)
    }

    /// Whether these differ by as much as others do, either way. Where one side is empty nothing is known, and it
    /// counts as if they did.
    fn differ_as_much(self, others: (i64, i64)) -> bool {
        let product = |one: i64, other: i64| i128::from(one.abs()) * i128::from(other);
        self.fraction()
            .is_none_or(|(over, under)| product(over, others.1) >= product(others.0, under))
    }
}

impl AddAssign for Sides {
    fn add_assign(&mut self, other: Self) {
        self.with += other.with;
        self.sum_with += other.sum_with;
        self.without += other.without;
        self.sum_without += other.sum_without;
    }
}

/// Compares the nights with something and those without it. q is still p.
pub(super) fn insight(exposure: &Exposure, legs: &[Option<u8>]) -> Insight {
    let (labels, ratings) = weeks_to_compare(&exposure.was, legs);
    let mut weeks = None;
    compared(&exposure.about, &labels, &ratings, |chance| {
        let weeks = weeks.get_or_insert_with(|| Weeks::new(&labels, &ratings));
        weeks.shuffled(chance)
    })
}

/// The same, where `by_chance` says what the sides would be by chance alone.
pub(super) fn insight_by(
    exposure: &Exposure,
    legs: &[Option<u8>],
    by_chance: impl FnMut(&mut Chance) -> Sides,
) -> Insight {
    compared(&exposure.about, &exposure.was, legs, by_chance)
}

fn compared(
    about: &Subject,
    labels: &[Option<bool>],
    ratings: &[Option<u8>],
    by_chance: impl FnMut(&mut Chance) -> Sides,
) -> Insight {
    let sides = Sides::from_labels(labels, ratings);
    let (with, without) = (sides.with as usize, sides.without as usize);
    let is_enough = with >= FEWEST_NIGHTS && without >= FEWEST_NIGHTS;
    let observed = sides.fraction().filter(|_| is_enough);
    let estimate = observed.map(|observed| {
        let difference = observed.0 as f64 / observed.1 as f64;
        let p = share_as_large(observed, by_chance);
        Estimate {
            difference,
            interval: interval(difference, labels, ratings),
            p,
            q: p,
        }
    });
    Insight {
        about: about.clone(),
        with,
        without,
        estimate,
    }
}

/// The weeks in which there is something to compare, counted from the first evening that says something of it: a step
/// that is new is not compared with the time before.
///
/// The other weeks take no part. Half a year in which nobody told of their legs is no evidence either way, but its labels
/// laid on told weeks would leave hardly a night on one of the sides.
fn weeks_to_compare(
    labels: &[Option<bool>],
    ratings: &[Option<u8>],
) -> (Vec<Option<bool>>, Vec<Option<u8>>) {
    let first = labels.iter().position(Option::is_some).unwrap_or(0);
    let nights: Vec<_> = labels
        .iter()
        .copied()
        .zip(ratings.iter().copied())
        .skip(first)
        .collect();
    let weeks = nights.chunks(WEEK);
    let can_be_compared = |week: &&[(Option<bool>, Option<u8>)]| {
        week.iter()
            .any(|(label, rating)| label.is_some() && rating.is_some())
    };
    weeks.filter(can_be_compared).flatten().copied().unzip()
}

/// Weeks of labels and weeks of ratings, made so that to lay one on the other is to look something up: ten years are
/// half a million weeks laid on weeks for every thousand shuffles.
struct Weeks {
    labels: Vec<LabelledWeek>,
    ratings: Vec<RatedWeek>,
}

/// A night is a bit.
#[derive(Clone, Copy)]
struct LabelledWeek {
    with: u8,
    without: u8,
}

struct RatedWeek {
    /// The nights that have a rating.
    told: u8,
    /// What the ratings of any set of nights add up to.
    sums: [u16; 1 << WEEK],
}

/// The nights of a week of which something is so.
fn nights_where<T>(week: &[T], is_so: impl Fn(&T) -> bool) -> u8 {
    let nights = week.iter().enumerate();
    nights.fold(0, |set, (night, told)| set | u8::from(is_so(told)) << night)
}

impl Weeks {
    fn new(labels: &[Option<bool>], ratings: &[Option<u8>]) -> Self {
        let labelled = labels.chunks(WEEK).map(|week| LabelledWeek {
            with: nights_where(week, |label| *label == Some(true)),
            without: nights_where(week, |label| *label == Some(false)),
        });
        Self {
            labels: labelled.collect(),
            ratings: ratings.chunks(WEEK).map(RatedWeek::new).collect(),
        }
    }

    /// The sides when whole weeks of labels lie on other weeks of ratings.
    fn shuffled(&mut self, chance: &mut Chance) -> Sides {
        chance.shuffle(&mut self.labels);
        let mut sides = Sides::default();
        for (labels, ratings) in self.labels.iter().zip(&self.ratings) {
            let count = |nights: u8| i64::from((nights & ratings.told).count_ones());
            let sum = |nights: u8| i64::from(ratings.sums[usize::from(nights)]);
            sides += Sides {
                with: count(labels.with),
                sum_with: sum(labels.with),
                without: count(labels.without),
                sum_without: sum(labels.without),
            };
        }
        sides
    }
}

impl RatedWeek {
    fn new(week: &[Option<u8>]) -> Self {
        let mut sums = [0; 1 << WEEK];
        for nights in 1..sums.len() {
            let last = nights.ilog2() as usize;
            let rating = week.get(last).copied().flatten();
            sums[nights] = sums[nights ^ 1 << last] + u16::from(rating.unwrap_or(0));
        }
        Self {
            told: nights_where(week, Option::is_some),
            sums,
        }
    }
}

/// How often a difference as large comes about by chance alone.
///
/// The nights as they are count as one of the draws, so it is never 0. Given is the upper end of what the draws leave
/// open.
fn share_as_large(observed: (i64, i64), mut by_chance: impl FnMut(&mut Chance) -> Sides) -> f64 {
    let mut chance = Chance::new(SEED);
    let (mut as_large, mut drawn) = (1, 1);
    while drawn <= SHUFFLES && as_large <= CLEARLY_NOTHING {
        drawn += 1;
        as_large += usize::from(by_chance(&mut chance).differ_as_much(observed));
    }
    let (share, drawn) = (as_large as f64 / drawn as f64, drawn as f64);
    (share + ONE_SIDED * (share * (1.0 - share) / drawn).sqrt()).min(1.0)
}

/// Where the difference likely lies: the middle 95 % of the differences in nights drawn anew, seven neighbours at a
/// time, which begin anywhere and run on from the last night to the first. [The circular block bootstrap, Politis &
/// Romano 1992]
///
/// So few blocks drawn with replacement vary less than what they stand for, by the root of `1 - 1 / blocks`; that is
/// made good.
fn interval(difference: f64, labels: &[Option<bool>], ratings: &[Option<u8>]) -> (f64, f64) {
    let nights = labels.len();
    let around = |n: usize| n % nights;
    let blocks: Vec<Sides> = (0..nights)
        .map(|first| {
            let mut sides = Sides::default();
            for night in (first..first + WEEK).map(around) {
                sides += Sides::from_labels(&labels[night..=night], &ratings[night..=night]);
            }
            sides
        })
        .collect();
    let whole = nights.div_ceil(WEEK);
    let mut chance = Chance::new(SEED);
    let mut differences: Vec<f64> = (0..DRAWS)
        .filter_map(|_| {
            let mut sides = Sides::default();
            for _ in 0..whole {
                sides += blocks[chance.below(nights)];
            }
            sides.difference()
        })
        .collect();
    differences.sort_by(f64::total_cmp);
    // The 25th from either end of 999 cut off a fortieth.
    let cut = (differences.len() + 1) / 40;
    let wider = (whole as f64 / (whole as f64 - 1.0)).sqrt();
    let end = |at: Option<&f64>, open: f64| {
        at.map_or(open, |end| difference + (end - difference) * wider)
            .clamp(-WORST, WORST)
    };
    (
        end(differences.get(cut.saturating_sub(1)), -WORST),
        end(differences.iter().rev().nth(cut.saturating_sub(1)), WORST),
    )
}
