//! The instants inside an event's data.

use chrono::{DateTime, Utc};

use super::What;

impl What {
    /// The instants in [`What::data`], each with its key there. The event's own instant is not among them.
    pub(crate) fn instants(&self) -> impl Iterator<Item = (&'static str, DateTime<Utc>)> {
        let named = match self {
            Self::Snoozed { until, .. } => vec![("until", Some(*until))],
            Self::BedtimeMoved { to } => vec![("to", Some(*to))],
            Self::Woke { night, .. } => vec![("into_bed", night.into_bed), ("up", night.up)],
            Self::Plan(_)
            | Self::Done { .. }
            | Self::Skipped { .. }
            | Self::Excused { .. }
            | Self::Began
            | Self::LightsOut { .. }
            | Self::Legs { .. }
            | Self::Onset(_)
            | Self::Caffeine { .. }
            | Self::Consumed(_)
            | Self::NoneToday { .. }
            | Self::Factor { .. }
            | Self::Iron { .. }
            | Self::SelfCheck { .. }
            | Self::Note { .. }
            | Self::Session { .. }
            | Self::Revoked { .. }
            | Self::Other { .. } => vec![],
        };
        named.into_iter().filter_map(|(name, at)| Some((name, at?)))
    }
}
