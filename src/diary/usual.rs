//! Whether a drink has so much more caffeine than usual that the user is asked whether it is right.

use std::ops::RangeInclusive;

/// More than this at once is asked about, in milligrams: up to here the caffeine of a whole day gives no concern for
/// healthy adults. [EFSA 2015, doi 10.2903/j.efsa.2015.4102]
pub const MUCH_AT_ONCE: f64 = 400.0;

/// More than so many times the user's median drink is asked about.
const TIMES_THE_MEDIAN: f64 = 5.0;

/// With fewer drinks than this, the user's median says little.
const FEWEST_DRINKS: usize = 5;

/// A drink with unusually much caffeine.
#[derive(Debug, Clone, PartialEq)]
pub struct UnusualDrink {
    /// Milligrams of caffeine in it.
    pub mg: f64,
    /// The milligrams of the user's recent drinks, from the weakest to the strongest. None if there are too few.
    pub usual: Option<RangeInclusive<f64>>,
}

/// Whether a drink of `mg` milligrams is unusual, beside the user's recent drinks. Those without caffeine do not count.
pub fn unusual_drink(mg: f64, recent: &[f64]) -> Option<UnusualDrink> {
    let mut recent: Vec<f64> = recent.iter().copied().filter(|mg| *mg > 0.0).collect();
    recent.sort_by(f64::total_cmp);
    let usual = match recent.as_slice() {
        [weakest, .., strongest] if recent.len() >= FEWEST_DRINKS => Some(*weakest..=*strongest),
        _ => None,
    };
    let median = || f64::midpoint(recent[(recent.len() - 1) / 2], recent[recent.len() / 2]);
    let is_far_above = usual.is_some() && mg > TIMES_THE_MEDIAN * median();
    (mg > MUCH_AT_ONCE || is_far_above).then_some(UnusualDrink { mg, usual })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_400_mg_at_once_is_unusual_whatever_the_user_drinks() {
        assert_eq!(unusual_drink(400.0, &[]), None);
        let strong = unusual_drink(820.0, &[]).unwrap();
        assert_eq!(strong.usual, None);
        assert!(unusual_drink(401.0, &[300.0; 20]).is_some());
    }

    #[test]
    fn more_than_five_times_the_median_is_unusual_once_there_are_five_drinks() {
        let mut recent = vec![28.0, 63.0, 20.0, 47.0];
        assert_eq!(unusual_drink(300.0, &recent), None);
        // Decaf without any caffeine is none of the drinks.
        recent.push(0.0);
        assert_eq!(unusual_drink(300.0, &recent), None);
        recent.push(34.0);
        // The median is 34.
        assert_eq!(unusual_drink(170.0, &recent), None);
        let unusual = unusual_drink(170.5, &recent).unwrap();
        assert_eq!(unusual.usual, Some(20.0..=63.0));
    }
}
