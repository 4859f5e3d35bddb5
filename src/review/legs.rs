//! How the legs were over a span of evenings.

use super::Judged;

/// How the legs were, 0 (calm) to 10.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Legs {
    /// Nights on which it was said.
    pub nights: usize,
    /// The mean.
    pub mean: Option<f64>,
    /// How much it changes in a week, by least squares; none below [`FEWEST_NIGHTS`] nights.
    pub trend_per_week: Option<f64>,
    /// Where the line of that trend stands on the first evening and on the last one; it may leave 0 to 10.
    pub trend_ends: Option<(f64, f64)>,
}

/// The fewest nights that a trend is drawn through.
pub const FEWEST_NIGHTS: usize = 7;

impl Legs {
    pub(super) fn of(evenings: &[Judged]) -> Self {
        let points: Vec<(f64, f64)> = evenings
            .iter()
            .filter_map(|evening| {
                let day = evening
                    .date
                    .0
                    .signed_duration_since(evenings.first()?.date.0)
                    .num_days();
                Some((day as f64, f64::from(evening.legs?)))
            })
            .collect();
        let last_day = evenings.len().saturating_sub(1) as f64;
        let n = points.len() as f64;
        let mean = |part: fn(&(f64, f64)) -> f64| points.iter().map(part).sum::<f64>() / n;
        let (day, rating) = (mean(|point| point.0), mean(|point| point.1));
        let spread: f64 = points.iter().map(|(x, _)| (x - day).powi(2)).sum();
        let together: f64 = points.iter().map(|(x, y)| (x - day) * (y - rating)).sum();
        let slope = (points.len() >= FEWEST_NIGHTS).then(|| together / spread);
        Self {
            nights: points.len(),
            mean: (!points.is_empty()).then_some(rating),
            trend_per_week: slope.map(|slope| slope * 7.0),
            trend_ends: slope
                .map(|slope| [0.0, last_day].map(|x| rating + slope * (x - day)))
                .map(|[first, last]| (first, last)),
        }
    }
}
