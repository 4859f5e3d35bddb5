//! When the legs began on a day: the data of an `onset` event.

use serde::{Deserialize, Serialize};

/// What the user records about the beginning of the symptoms on a day.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize)]
#[serde(from = "Stored")]
pub enum Onset {
    /// They began at the event's instant.
    Began {
        /// Where, sorted and without duplicates. Empty if the user did not say.
        places: Vec<BodyPart>,
        /// Minutes for which the user could sit still, 0 to 720. None if the user did not say.
        sat_min: Option<u16>,
    },
    /// There were no symptoms that day.
    NoneToday,
}

/// Where the symptoms are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BodyPart {
    /// In the legs.
    Legs,
    /// In the arms.
    Arms,
    /// In the trunk or anywhere else.
    Elsewhere,
}

impl BodyPart {
    /// Every part, in the order in which they are shown.
    pub const ALL: [Self; 3] = [Self::Legs, Self::Arms, Self::Elsewhere];

    /// Its name, in the journal, in commands and on screens.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Legs => "legs",
            Self::Arms => "arms",
            Self::Elsewhere => "elsewhere",
        }
    }

    /// These parts in the order in which they are shown, each once.
    pub fn each_once(mut parts: Vec<Self>) -> Vec<Self> {
        parts.sort_unstable();
        parts.dedup();
        parts
    }

    /// The part of that name, in upper or lower case.
    pub fn from_name(name: &str) -> Option<Self> {
        let name = name.trim();
        let mut all = Self::ALL.into_iter();
        all.find(|part| part.name().eq_ignore_ascii_case(name))
    }
}

impl Onset {
    /// They began, and nothing more is recorded.
    pub const fn began() -> Self {
        Self::Began {
            places: vec![],
            sat_min: None,
        }
    }
}

/// The JSON of the data column. A field that the user did not touch is not stored.
#[derive(Deserialize, Serialize)]
struct Stored {
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    none: bool,
    #[serde(default, rename = "where", skip_serializing_if = "Vec::is_empty")]
    places: Vec<BodyPart>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sat_min: Option<u16>,
}

impl From<Stored> for Onset {
    fn from(stored: Stored) -> Self {
        if stored.none {
            return Self::NoneToday;
        }
        Self::Began {
            places: BodyPart::each_once(stored.places),
            sat_min: stored.sat_min,
        }
    }
}

impl Serialize for Onset {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let stored = match self {
            Self::NoneToday => Stored {
                none: true,
                places: vec![],
                sat_min: None,
            },
            Self::Began { places, sat_min } => Stored {
                none: false,
                places: places.clone(),
                sat_min: *sat_min,
            },
        };
        stored.serialize(serializer)
    }
}
