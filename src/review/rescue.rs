//! Which routine to offer somebody who was woken at night, and what is known of how well each one calms.
//!
//! The legs are rated before and after a rescue. At first each routine is offered in turn, in an order drawn at random.
//! Then the one is offered that may calm most: the mean of what is known of its relief, plus one standard deviation, so that
//! a routine of which little is known gets its chance. Every seventh time it is the one that was tried least. This is an
//! upper confidence bound on a normal posterior. [Kaufmann, Cappe & Garivier, AISTATS 2012]
//!
//! What the user chose instead of the offer counts as chosen: people choose by how bad it is, so it takes no part in
//! the comparison. Everything follows from the journal; nothing about it is stored.

use chrono::TimeDelta;
use libm::erfc;

use crate::event::{About, Event, EventId, Origin, Rating, What, in_effect};
use crate::split_mix::SplitMix64;

/// How often each routine is offered in turn before what they achieved decides.
const FIRST_TRIES: usize = 2;

/// Every so many rescues the routine that was tried least is offered.
const LEAST_TRIED_EVERY: usize = 7;

/// The fewest tries of each routine for a statement about one of them.
const FEWEST_TRIES: usize = 3;

/// The smallest probability with which one routine is said to calm more than the others.
const STATED_FROM: f64 = 0.8;

/// How much more relief a rating one point higher beforehand brings, whatever the routine: the highest ratings fall by
/// themselves. It is estimated, starting from this value, which has the weight of [`SLOPE_WEIGHT`].
const USUAL_SLOPE: f64 = 0.4;

/// The weight of the usual slope, as a sum of squared distances from the mean rating beforehand.
const SLOPE_WEIGHT: f64 = 20.0;

/// How far routines usually differ in their relief: a standard deviation, in points.
const BETWEEN_ROUTINES: f64 = 0.7;

/// How far tries of one routine usually differ: a standard deviation, in points.
const BETWEEN_TRIES: f64 = 1.5;

/// How many tries' worth of weight [`BETWEEN_TRIES`] has.
const SPREAD_WEIGHT: f64 = 6.0;

/// A rating belongs to a rescue if it lies at most this long before its end, or after it.
const NEAR: TimeDelta = TimeDelta::minutes(30);

/// A rescue with a rating before and after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RescueTry {
    /// The routine's id in the library.
    pub routine: String,
    /// The legs before it.
    pub before: Rating,
    /// The legs after it.
    pub after: Rating,
    /// Whether the program offered the routine. Otherwise the user chose it.
    pub was_offered: bool,
}

/// The rescues of a journal, as far as they are rated.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rescues {
    /// In the order in which they happened.
    tries: Vec<RescueTry>,
    /// What the order of the first tries is drawn from.
    seed: u64,
}

/// The routine to offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RescueOffer {
    /// Its index among the routines there are.
    pub routine: usize,
    /// Why this one.
    pub reason: OfferReason,
}

/// Why a routine is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfferReason {
    /// Each is tried in turn at first.
    FirstTries,
    /// It was tried least, and is tried from time to time.
    LeastTried,
    /// It may calm most, by what is known so far.
    MayCalmMost,
}

/// What is known of one routine.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RescueFigures {
    /// Number of tries that count: the program had offered it, and the legs were rated before and after.
    pub tries: usize,
    /// Number of rated tries that the user chose instead of the offer.
    pub chosen: usize,
    /// By how many points the legs were calmer afterwards: the mean of its tries. None without any.
    pub mean_relief: Option<f64>,
    /// The relief to expect from it, in points: its mean drawn toward that of all.
    expected: f64,
    /// The standard deviation of what is known of that.
    uncertainty: f64,
}

/// The routine that calms more than the others, so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CalmsMore {
    /// Its index among the routines there are.
    pub routine: usize,
    /// How likely it is, in tenths: 8 or 9.
    pub of_ten: u8,
}

impl Rescues {
    /// From rated rescues in the order in which they happened. The order of the first tries is drawn from `seed`.
    pub fn new(tries: Vec<RescueTry>, seed: u64) -> Self {
        Self { tries, seed }
    }

    /// From the events of evenings with a rescue, ordered by evening. The order of the first tries is drawn from the id of
    /// `first`, the first event of the journal, so that every journal has its own.
    pub fn from_events(events: &[Event], first: Option<EventId>) -> Self {
        let evenings = events.chunk_by(|one, other| one.evening == other.evening);
        // The low half of an id is random, the high half is its time.
        let seed = first.map_or(0, |id| id.0.as_u64_pair().1);
        Self::new(evenings.flat_map(tries_of_evening).collect(), seed)
    }

    /// The routine to offer next, among those with these ids. None if there is none.
    pub fn offer(&self, routines: &[&str]) -> Option<RescueOffer> {
        let figures = self.figures(routines);
        let first_offer = self.tries.iter().position(|one| one.was_offered);
        let since_then = first_offer.map_or(0, |first| self.tries.len() - first);
        let tried = || figures.iter().map(|one| one.tries);
        let reason = if since_then < FIRST_TRIES * routines.len() {
            OfferReason::FirstTries
        } else if (self.tries.len() + 1).is_multiple_of(LEAST_TRIED_EVERY)
            && tried().min() < tried().max()
        {
            OfferReason::LeastTried
        } else {
            OfferReason::MayCalmMost
        };
        let score = |one: &RescueFigures| match reason {
            OfferReason::FirstTries | OfferReason::LeastTried => -(one.tries as f64),
            // What was turned down at each of its first turns is not insisted on.
            OfferReason::MayCalmMost if one.tries == 0 => one.expected,
            OfferReason::MayCalmMost => one.expected + one.uncertainty,
        };
        let highest = figures.iter().map(score).max_by(f64::total_cmp)?;
        let mut equals = (0..figures.len()).filter(|n| score(&figures[*n]) >= highest);
        // Another number for each try, but the same one each time the page is opened.
        let mut chance = SplitMix64::new(self.seed ^ self.tries.len() as u64);
        let drawn = chance.below(equals.clone().count());
        Some(RescueOffer {
            routine: equals.nth(drawn)?,
            reason,
        })
    }

    /// The routine of these that calms more than the others, where each was tried often enough and it is likely enough.
    pub fn calms_more(&self, routines: &[&str]) -> Option<CalmsMore> {
        let figures = self.figures(routines);
        if figures.len() < 2 || figures.iter().any(|one| one.tries < FEWEST_TRIES) {
            return None;
        }
        let shares = probability_of_calming_most(&figures);
        let likeliest = shares.iter().enumerate();
        let (routine, share) = likeliest.max_by(|one, other| one.1.total_cmp(other.1))?;
        // Rounded down, so that more certainty is never stated than there is, and never all of ten.
        let of_ten = ((share * 10.0) as u8).min(9);
        (*share >= STATED_FROM).then_some(CalmsMore { routine, of_ten })
    }

    /// What is known of the routines with these ids.
    pub fn figures(&self, routines: &[&str]) -> Vec<RescueFigures> {
        let of = |offered: bool, n: usize| {
            let tries = self.tries.iter();
            tries.filter(move |one| one.was_offered == offered && one.routine == routines[n])
        };
        let offered: Vec<Vec<&RescueTry>> =
            (0..routines.len()).map(|n| of(true, n).collect()).collect();
        let adjusted = adjusted_reliefs(&offered);
        let variance = variance(&adjusted);
        let prior = BETWEEN_ROUTINES.powi(2);
        // Routines of which more is known weigh more in the mean of all.
        let weights = adjusted
            .iter()
            .map(|own| 1.0 / (prior + variance / own.len() as f64));
        let weighted = adjusted.iter().zip(weights.clone());
        let overall = weighted
            .filter_map(|(own, weight)| Some(mean(own)? * weight))
            .sum::<f64>()
            / weights.sum::<f64>().max(f64::MIN_POSITIVE);
        let figures = adjusted.iter().enumerate().map(|(n, own)| {
            let precision = own.len() as f64 / variance + 1.0 / prior;
            let sum: f64 = own.iter().sum();
            RescueFigures {
                tries: own.len(),
                chosen: of(false, n).count(),
                mean_relief: mean(&offered[n].iter().map(|one| relief(one)).collect::<Vec<_>>()),
                expected: (sum / variance + overall / prior) / precision,
                uncertainty: precision.recip().sqrt(),
            }
        });
        figures.collect()
    }
}

/// The rated rescues of one evening, of which `events` are all.
fn tries_of_evening(events: &[Event]) -> Vec<RescueTry> {
    let mut events = in_effect(events);
    // By when they happened: a corrected rating was written later.
    events.sort_by_key(|event| (event.at, event.id));
    let sessions: Vec<usize> = (0..events.len())
        .filter(|n| matches!(events[*n].what, What::Session { .. }))
        .collect();
    let tries = sessions.iter().enumerate().filter_map(|(n, at)| {
        let ended = events[*at];
        let What::Session { session, .. } = &ended.what else {
            return None;
        };
        let earlier = n.checked_sub(1).map_or(0, |before| sessions[before] + 1);
        let later = sessions.get(n + 1).copied().unwrap_or(events.len());
        let rating = |event: &&Event, wanted: About| match event.what {
            What::Legs { rating, about, .. }
                if about == Some(wanted) && (event.at - ended.at).abs() <= NEAR =>
            {
                Some(rating)
            }
            _ => None,
        };
        let before = events[earlier..*at].iter().rev();
        let mut after = events[at + 1..later].iter();
        Some(RescueTry {
            routine: session.routine.clone(),
            before: before
                .clone()
                .find_map(|event| rating(event, About::RescueBefore))?,
            after: after.find_map(|event| rating(event, About::RescueAfter))?,
            was_offered: ended.origin == Some(Origin::AcceptedProposal),
        })
    });
    tries.collect()
}

fn relief(one: &RescueTry) -> f64 {
    f64::from(one.before) - f64::from(one.after)
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// The relief of each try of each routine, as it would be after the mean rating of all tries beforehand.
fn adjusted_reliefs(tries: &[Vec<&RescueTry>]) -> Vec<Vec<f64>> {
    let before = |one: &&RescueTry| f64::from(one.before);
    let all: Vec<f64> = tries.iter().flatten().map(before).collect();
    let usual = mean(&all).unwrap_or_default();
    let (mut products, mut squares) = (USUAL_SLOPE * SLOPE_WEIGHT, SLOPE_WEIGHT);
    // Within each routine, so that a routine tried on bad nights is not taken for one that relieves more.
    for own in tries {
        let own_before = mean(&own.iter().map(before).collect::<Vec<_>>()).unwrap_or_default();
        let own_relief =
            mean(&own.iter().map(|one| relief(one)).collect::<Vec<_>>()).unwrap_or_default();
        for one in own {
            products += (before(one) - own_before) * (relief(one) - own_relief);
            squares += (before(one) - own_before).powi(2);
        }
    }
    let slope = (products / squares).clamp(0.0, 1.0);
    let adjusted = |one: &&RescueTry| relief(one) - slope * (before(one) - usual);
    tries
        .iter()
        .map(|own| own.iter().map(adjusted).collect())
        .collect()
}

/// The variance of the tries of one routine, the same for all routines.
fn variance(adjusted: &[Vec<f64>]) -> f64 {
    let mut squares = SPREAD_WEIGHT * BETWEEN_TRIES.powi(2);
    let mut weight = SPREAD_WEIGHT;
    for own in adjusted {
        let Some(mean) = mean(own) else { continue };
        squares += own
            .iter()
            .map(|relief| (relief - mean).powi(2))
            .sum::<f64>();
        weight += own.len() as f64 - 1.0;
    }
    squares / weight
}

/// For each routine the probability that its relief is the largest, if each is normal and independent of the others.
fn probability_of_calming_most(figures: &[RescueFigures]) -> Vec<f64> {
    const STEPS: i32 = 400;
    const REACH: f64 = 6.0;
    let below = |one: &RescueFigures, relief: f64| {
        let distance = (relief - one.expected) / one.uncertainty;
        0.5 * erfc(-distance * std::f64::consts::FRAC_1_SQRT_2)
    };
    let most = |n: usize| {
        let own = &figures[n];
        let width = 2.0 * REACH / f64::from(STEPS);
        let density = |distance: f64| {
            libm::exp(-0.5 * distance * distance) / (2.0 * std::f64::consts::PI).sqrt()
        };
        (0..=STEPS)
            .map(|step| {
                let distance = f64::from(step) * width - REACH;
                let relief = own.expected + distance * own.uncertainty;
                let others = (0..figures.len()).filter(|other| *other != n);
                let all_below: f64 = others.map(|other| below(&figures[other], relief)).product();
                density(distance) * all_below * width
            })
            .sum()
    };
    (0..figures.len()).map(most).collect()
}

#[cfg(test)]
mod tests;
