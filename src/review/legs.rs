//! How the legs were over a span of evenings.

use super::JudgedEvening;
use super::trend::Trend;
use crate::event::EveningDate;

/// How the legs were, 0 (calm) to 10.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Legs {
    /// Nights on which it was said.
    pub nights: usize,
    /// The mean.
    pub mean: Option<f64>,
    /// How they changed; none below [`super::trend::FEWEST_NIGHTS`] nights.
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
