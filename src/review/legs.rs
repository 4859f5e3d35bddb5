//! The ratings of the legs over a span of evenings.

use super::JudgedEvening;
use super::trend::Trend;
use crate::event::EveningDate;

/// Ratings of the legs, 0 (calm) to 10.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Legs {
    /// Number of nights with a rating.
    pub nights: usize,
    /// Mean rating.
    pub mean: Option<f64>,
    /// Linear trend; `None` with fewer than [`super::trend::FEWEST_NIGHTS`] ratings.
    pub trend: Option<Trend>,
}

impl Legs {
    pub(super) fn from_evenings(evenings: &[JudgedEvening]) -> Self {
        let rated = evenings
            .iter()
            .filter_map(|evening| Some((evening.date, f64::from(evening.legs?))));
        let rated: Vec<(EveningDate, f64)> = rated.collect();
        let sum: f64 = rated.iter().map(|(_, rating)| rating).sum();
        Self {
            nights: rated.len(),
            mean: (!rated.is_empty()).then(|| sum / rated.len() as f64),
            trend: Trend::fit(&rated),
        }
    }
}
