//! The two figures of the legs: how they were in the evening, and how they were at night. They are never mixed.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::JudgedEvening;
use super::trend::Trend;
use crate::evening::Evening;
use crate::event::{About, EveningDate, Event, Rating, What};

/// One of the two figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LegsFigure {
    /// The worst rating of the evening, up to lights-out.
    Evening,
    /// The rating of the whole night, else the worst one after lights-out.
    #[default]
    Night,
}

/// Both figures of one evening, as far as there are ratings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct EveningLegs {
    /// See [`LegsFigure::Evening`].
    pub evening: Option<Rating>,
    /// See [`LegsFigure::Night`].
    pub night: Option<Rating>,
}

impl EveningLegs {
    /// One of the figures.
    pub fn get(self, figure: LegsFigure) -> Option<Rating> {
        match figure {
            LegsFigure::Evening => self.evening,
            LegsFigure::Night => self.night,
        }
    }

    /// The night's figure, else the evening's: for showing a single evening, never for calculating.
    pub fn to_show(self) -> Option<Rating> {
        self.night.or(self.evening)
    }
}

impl LegsFigure {
    /// The figure that more of these evenings have; the night's if both have as many.
    pub fn with_more_nights(evenings: impl IntoIterator<Item = EveningLegs>) -> Self {
        let (mut evening, mut night) = (0, 0);
        for legs in evenings {
            evening += usize::from(legs.evening.is_some());
            night += usize::from(legs.night.is_some());
        }
        if evening > night {
            Self::Evening
        } else {
            Self::Night
        }
    }
}

/// The ratings of one evening, each with the figure that it counts for.
pub(super) struct Ratings(Vec<CountedRating>);

struct CountedRating {
    at: DateTime<Utc>,
    scope: Scope,
    rating: Rating,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    Evening,
    /// A moment of the night.
    AwakeAtNight,
    WholeNight,
}

impl Ratings {
    /// From the events in effect of `evening`, given when the lights went out and when the user woke, where known.
    pub(super) fn of(
        in_effect: &[&Event],
        evening: &Evening,
        lights_out: Option<DateTime<Utc>>,
        woke: Option<DateTime<Utc>>,
    ) -> Self {
        let counted = |event: &&Event| {
            let What::Legs { rating, about, .. } = event.what else {
                return None;
            };
            let about = about.unwrap_or_else(|| evening.rating_about(event.at, lights_out, woke));
            // Lights-out may be recorded only in the morning, so it decides on which side of it a rating was taken.
            let about = match lights_out {
                Some(dark) if about.depends_on_time() && event.at > dark => About::AwakeAtNight,
                Some(_) if about.depends_on_time() => About::Evening,
                Some(_) | None => about,
            };
            let scope = match about {
                About::Evening => Scope::Evening,
                About::AwakeAtNight | About::RescueBefore => Scope::AwakeAtNight,
                About::Night => Scope::WholeNight,
                About::RescueAfter => return None,
            };
            Some(CountedRating {
                at: event.at,
                scope,
                rating,
            })
        };
        Self(in_effect.iter().filter_map(counted).collect())
    }

    /// Both figures.
    pub(super) fn all(&self) -> EveningLegs {
        self.of_those(|_| true)
    }

    /// Both figures from the ratings taken at or after `instant`. One of the whole night was always taken after the
    /// evening's steps, whatever time it is recorded with.
    pub(super) fn since(&self, instant: DateTime<Utc>) -> EveningLegs {
        self.of_those(|rating| rating.at >= instant || rating.scope == Scope::WholeNight)
    }

    fn of_those(&self, counts: impl Fn(&CountedRating) -> bool) -> EveningLegs {
        let worst = |scope| {
            let own = self.0.iter().filter(|rating| rating.scope == scope);
            own.filter(|rating| counts(rating))
                .map(|rating| rating.rating)
                .max()
        };
        EveningLegs {
            evening: worst(Scope::Evening),
            night: worst(Scope::WholeNight).or(worst(Scope::AwakeAtNight)),
        }
    }
}

/// One figure of the legs over a span of evenings, 0 (calm) to 10.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Legs {
    /// Which of the two figures it is.
    pub figure: LegsFigure,
    /// Number of nights with a rating.
    pub nights: usize,
    /// Mean rating.
    pub mean: Option<f64>,
    /// Linear trend; `None` with fewer than [`super::trend::FEWEST_NIGHTS`] ratings.
    pub trend: Option<Trend>,
}

impl Legs {
    /// One figure over these evenings.
    pub(super) fn from_evenings(figure: LegsFigure, evenings: &[JudgedEvening]) -> Self {
        let rated = evenings
            .iter()
            .filter_map(|evening| Some((evening.date, f64::from(evening.legs.get(figure)?))));
        let rated: Vec<(EveningDate, f64)> = rated.collect();
        let sum: f64 = rated.iter().map(|(_, rating)| rating).sum();
        Self {
            figure,
            nights: rated.len(),
            mean: (!rated.is_empty()).then(|| sum / rated.len() as f64),
            trend: Trend::fit(&rated),
        }
    }
}

/// The figure that more of the evenings have.
pub(super) fn figure_of(evenings: &[JudgedEvening]) -> LegsFigure {
    LegsFigure::with_more_nights(evenings.iter().map(|evening| evening.legs))
}
