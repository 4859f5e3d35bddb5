//! What a trial in pairs can show, before it is started.
//!
//! The chance to see a difference depends on how much the legs differ from one night to the next without any reason. Where
//! the user's own nights tell, they are used.

use serde::Serialize;

/// The fewest differences between neighbouring nights that tell how much the legs vary.
pub const FEWEST_DIFFERENCES: usize = 14;

/// How much legs usually vary: a standard deviation of 1.5 with a correlation of 0.45 from night to night.
const USUAL_SPREAD: f64 = 1.1;

/// Weeks of a trial for which a chance is given.
const WEEKS: [u8; 4] = [4, 8, 12, 26];

/// For a spread, the per cent of trials in which a difference of one point is found within [`WEEKS`]. Simulated with a
/// correlation of 0.45 and one rating in ten missing.
const CHANCES: [(f64, [f64; 4]); 6] = [
    (0.7, [34.0, 94.0, 99.0, 100.0]),
    (0.9, [23.0, 78.0, 95.0, 100.0]),
    (1.1, [16.0, 59.0, 82.0, 100.0]),
    (1.3, [11.0, 42.0, 64.0, 96.0]),
    (1.6, [7.0, 28.0, 46.0, 85.0]),
    (2.0, [5.0, 17.0, 28.0, 63.0]),
];

/// How likely a trial in pairs is to show a difference of one point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Forecast {
    /// How much the legs vary: the standard deviation of the differences between neighbouring nights, divided by the square
    /// root of 2, in points.
    pub spread: f64,
    /// The number of neighbouring nights that both have a rating.
    pub differences: usize,
    /// Whether the spread is that of the user's own nights. Where too few are rated it is a usual one.
    pub is_own: bool,
}

/// The chance to see a difference of one point within some weeks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ForecastChance {
    /// The number of weeks.
    pub weeks: u8,
    /// The per cent of trials.
    pub percent: u8,
}

impl Forecast {
    /// The forecast from ratings of the legs, night by night.
    pub fn from_nights(legs: &[Option<u8>]) -> Self {
        let neighbours = legs.windows(2).filter_map(|two| Some((two[0]?, two[1]?)));
        let differences: Vec<f64> = neighbours
            .map(|(one, next)| f64::from(next) - f64::from(one))
            .collect();
        // Their mean is that of a slow change, close to 0.
        let squares: f64 = differences.iter().map(|apart| apart * apart).sum();
        let is_own = differences.len() >= FEWEST_DIFFERENCES;
        Self {
            spread: if is_own {
                (squares / differences.len() as f64 / 2.0).sqrt()
            } else {
                USUAL_SPREAD
            },
            differences: differences.len(),
            is_own,
        }
    }

    /// The chance to see a difference of one point, for trials of different length. Interpolated between simulated spreads;
    /// beyond them it is that of the nearest.
    pub fn chances(&self) -> [ForecastChance; 4] {
        let [(least, of_least), .., (most, of_most)] = CHANCES;
        let spread = self.spread.clamp(least, most);
        let mut rows = CHANCES.windows(2).map(|rows| (rows[0], rows[1]));
        let between = rows.find(|(_, (upper, _))| spread <= *upper);
        let ((low, of_low), (high, of_high)) =
            between.unwrap_or(((least, of_least), (most, of_most)));
        let share = (spread - low) / (high - low);
        std::array::from_fn(|n| ForecastChance {
            weeks: WEEKS[n],
            percent: (of_low[n] + share * (of_high[n] - of_low[n])).round() as u8,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn percents(spread: f64) -> [u8; 4] {
        let forecast = Forecast {
            spread,
            differences: 20,
            is_own: true,
        };
        forecast.chances().map(|chance| chance.percent)
    }

    #[test]
    fn legs_that_vary_more_show_a_point_later() {
        assert_eq!(percents(0.9), [23, 78, 95, 100]);
        assert_eq!(percents(1.0), [20, 69, 89, 100]);
        assert_eq!(percents(1.8), [6, 23, 37, 74]);
        assert_eq!(percents(0.0), percents(0.7));
        assert_eq!(percents(9.0), [5, 17, 28, 63]);
        let falling = (0..40).map(|tenth| percents(f64::from(tenth) / 10.0));
        for (one, next) in falling.clone().zip(falling.skip(1)) {
            assert!(one.iter().zip(next).all(|(one, next)| *one >= next));
        }
    }

    #[test]
    fn the_spread_is_that_of_neighbouring_nights() {
        // Fifteen nights up and down by two points: each difference is 2.
        let legs: Vec<Option<u8>> = (0..15).map(|n| Some(3 + n % 2 * 2)).collect();
        let forecast = Forecast::from_nights(&legs);
        assert_eq!((forecast.differences, forecast.is_own), (14, true));
        assert!(
            (forecast.spread - 2.0_f64.sqrt()).abs() < 1e-9,
            "{forecast:?}"
        );
        // A slow change of the level does not count as spread.
        let slow: Vec<Option<u8>> = (0..80).map(|n| Some(n / 8)).collect();
        assert!(Forecast::from_nights(&slow).spread < 0.3);
    }

    #[test]
    fn with_too_few_neighbouring_nights_the_spread_is_a_usual_one() {
        let every_second: Vec<Option<u8>> =
            (0..60).map(|n| (n % 2 == 0).then_some(n / 6)).collect();
        for (legs, differences) in [(&every_second[..], 0), (&[Some(9); 14], 13), (&[], 0)] {
            let forecast = Forecast::from_nights(legs);
            assert_eq!(
                (forecast.differences, forecast.is_own),
                (differences, false)
            );
            assert_eq!(
                forecast.chances().map(|chance| chance.percent),
                [16, 59, 82, 100]
            );
        }
    }
}
