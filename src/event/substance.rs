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

/// A substance of which only the time is recorded, not the amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unmeasured {
    /// Beer, wine, spirits.
    Alcohol,
    /// Smoking and the like.
    Nicotine,
    /// A large meal.
    Food,
}

impl Unmeasured {
    /// The substance.
    pub const fn substance(self) -> Substance {
        match self {
            Self::Alcohol => Substance::Alcohol,
            Self::Nicotine => Substance::Nicotine,
            Self::Food => Substance::Food,
        }
    }

    /// Its name, which is also the kind of its events.
    pub const fn name(self) -> &'static str {
        self.substance().name()
    }
}

impl Substance {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Caffeine, Self::Alcohol, Self::Nicotine, Self::Food];

    /// None for caffeine, which is recorded with its milligrams.
    pub const fn unmeasured(self) -> Option<Unmeasured> {
        match self {
            Self::Caffeine => None,
            Self::Alcohol => Some(Unmeasured::Alcohol),
            Self::Nicotine => Some(Unmeasured::Nicotine),
            Self::Food => Some(Unmeasured::Food),
        }
    }

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
    /// Whether it records that something was consumed at its time, be it a drink without caffeine.
    pub const fn is_consumption(&self) -> bool {
        matches!(self, Self::Caffeine { .. } | Self::Consumed(_))
    }

    /// Whether it says that some of the substance was consumed. A drink without caffeine contains none. A factor of the
    /// day does say so, although not when.
    pub fn contains(&self, substance: Substance) -> bool {
        match self {
            Self::Caffeine { mg, .. } => substance == Substance::Caffeine && *mg > 0.0,
            Self::Consumed(what) => what.substance() == substance,
            Self::Factor { name, .. } => name == substance.name(),
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
            | Self::Onset(_)
            | Self::NoneToday { .. }
            | Self::Iron { .. }
            | Self::SelfCheck { .. }
            | Self::Note { .. }
            | Self::Session { .. }
            | Self::Revoked { .. }
            | Self::Other { .. } => false,
        }
    }
}
