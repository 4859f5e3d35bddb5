//! How restless the legs are, as a number that the user gives, and what that number is about. It is not the score of a
//! clinical questionnaire.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A rating of the legs, from 0 (calm) to 10 (the worst the user can imagine).
///
/// Every `Rating` is in this range: it is made from an `i64` by `try_from`, which refuses any other number. Reading one
/// from the journal goes the same way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Rating(u8);

/// A number that is not on the scale of a [`Rating`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("legs {0} cannot be; it goes from {calm} to {worst}", calm = Rating::CALM, worst = Rating::WORST)]
pub struct RatingOutOfRange(pub i64);

/// What a rating is about. Ratings of the evening and of the night are never mixed in one figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// The legs at that moment of the evening, before lights-out.
    Evening,
    /// The whole night, rated once it is over.
    Night,
    /// The legs at that moment of the night, after lights-out.
    AwakeAtNight,
    /// The legs before a night routine.
    RescueBefore,
    /// The legs after a night routine: what the routine achieved, not how bad the night was.
    RescueAfter,
}

impl About {
    /// Whether the time of the rating decides what it is about, so that another time may change it.
    pub fn depends_on_time(self) -> bool {
        match self {
            Self::Evening | Self::AwakeAtNight => true,
            Self::Night | Self::RescueBefore | Self::RescueAfter => false,
        }
    }
}

impl Rating {
    /// The lowest rating, 0.
    pub const CALM: Self = Self(0);
    /// The highest rating, 10.
    pub const WORST: Self = Self(10);

    /// The number, 0 to 10.
    pub const fn get(self) -> u8 {
        self.0
    }

    /// Every rating, from calm to worst.
    pub fn all() -> impl Iterator<Item = Self> {
        (Self::CALM.0..=Self::WORST.0).map(Self)
    }

    /// The next lower rating. The lowest stays as it is.
    #[must_use]
    pub fn calmer(self) -> Self {
        Self(self.0.saturating_sub(1))
    }

    /// The next higher rating. The highest stays as it is.
    #[must_use]
    pub fn worse(self) -> Self {
        Self(self.0 + 1).min(Self::WORST)
    }
}

impl TryFrom<i64> for Rating {
    type Error = RatingOutOfRange;

    fn try_from(number: i64) -> Result<Self, Self::Error> {
        u8::try_from(number)
            .map(Self)
            .ok()
            .filter(|rating| *rating <= Self::WORST)
            .ok_or(RatingOutOfRange(number))
    }
}

impl From<Rating> for i64 {
    fn from(rating: Rating) -> Self {
        rating.0.into()
    }
}

impl From<Rating> for f64 {
    fn from(rating: Rating) -> Self {
        rating.0.into()
    }
}

impl fmt::Display for Rating {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
