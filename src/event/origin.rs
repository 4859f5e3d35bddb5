//! How an event came about, and which events belong together.

use serde::{Deserialize, Serialize};

use super::EventId;

/// How an event came about. The front end that records the event passes it. The meaning of the event does not depend on
/// it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// A key on a screen, or a button of a notification.
    Pressed,
    /// A command.
    Typed,
    /// The user confirmed that all went as planned, in one go.
    AsPlanned,
    /// The user accepted what the program proposed.
    AcceptedProposal,
    /// It was taken over from another program's file.
    Imported,
}

impl Origin {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Pressed,
        Self::Typed,
        Self::AsPlanned,
        Self::AcceptedProposal,
        Self::Imported,
    ];

    /// Its name in the journal.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pressed => "pressed",
            Self::Typed => "typed",
            Self::AsPlanned => "as_planned",
            Self::AcceptedProposal => "accepted_proposal",
            Self::Imported => "imported",
        }
    }

    /// The origin of that name; none if this version does not know it.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|origin| origin.name() == name)
    }
}

/// Identifies an action that wrote several events: the id of the first of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ActionId(pub EventId);
