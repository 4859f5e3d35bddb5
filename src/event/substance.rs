//! What a cutoff can be about.

use serde::{Deserialize, Serialize};

use super::{Event, What};

/// Something of which the user wants to have the last one at a certain time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Substance {
    /// Coffee, tea, cola, chocolate.
    Caffeine,
    /// Beer, wine, spirits.
    Alcohol,
    /// Smoking and the like.
    Nicotine,
    /// The last large meal.
    Food,
}

impl Substance {
    /// Its name, as in the config.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Caffeine => "caffeine",
            Self::Alcohol => "alcohol",
            Self::Nicotine => "nicotine",
            Self::Food => "food",
        }
    }

    /// Whether the user recorded for an evening that there was none of it. What was consumed all the same takes
    /// precedence, whichever of both was recorded first.
    ///
    /// `in_effect` must be all events of that evening that are in effect.
    pub fn is_none(self, in_effect: &[&Event]) -> bool {
        let is_recorded =
            |wanted: &dyn Fn(&What) -> bool| in_effect.iter().any(|e| wanted(&e.what));
        is_recorded(&|what| *what == What::NoneToday { substance: self })
            && !is_recorded(&|what| what.contains(self))
    }
}

impl What {
    /// Whether it says that the substance was consumed. A drink without caffeine contains none.
    pub fn contains(&self, substance: Substance) -> bool {
        match self {
            Self::Caffeine { mg, .. } => substance == Substance::Caffeine && *mg > 0.0,
            Self::Plan(_)
            | Self::Done { .. }
            | Self::Skipped { .. }
            | Self::Snoozed { .. }
            | Self::BedtimeMoved { .. }
            | Self::Excused { .. }
            | Self::Began
            | Self::LightsOut { .. }
            | Self::Woke { .. }
            | Self::Legs { .. }
            | Self::NoneToday { .. }
            | Self::Factor { .. }
            | Self::Iron { .. }
            | Self::SelfCheck { .. }
            | Self::Note { .. }
            | Self::Session { .. }
            | Self::Revoked { .. }
            | Self::Other { .. } => false,
        }
    }
}
