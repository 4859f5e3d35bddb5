//! One thing at a time where there is little room: which, and how much room there is.

use ratatui::layout::Size;

/// What is shown, where not everything is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Page {
    Evenings,
    Steps,
    Legs,
    Bedtimes,
    Caffeine,
    Strength,
}

/// How much is shown at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Room {
    /// One page.
    Small,
    /// The evenings, the steps, and one chart.
    Middle,
    /// All of it.
    Large,
}

impl Room {
    pub fn of(size: Size) -> Self {
        if size.height < 22 || size.width < 70 {
            Self::Small
        } else if size.height < 36 || size.width < 96 {
            Self::Middle
        } else {
            Self::Large
        }
    }

    /// Whether there is more than is shown at once.
    pub fn turns(self) -> bool {
        match self {
            Self::Small | Self::Middle => true,
            Self::Large => false,
        }
    }
}

impl Page {
    /// The charts, in their order.
    pub const CHARTS: [Self; 4] = [Self::Legs, Self::Bedtimes, Self::Caffeine, Self::Strength];

    /// The chart that is shown beside the evenings: the legs, unless another was asked for.
    pub fn chart(self) -> Self {
        match self {
            Self::Evenings | Self::Steps => Self::Legs,
            Self::Legs | Self::Bedtimes | Self::Caffeine | Self::Strength => self,
        }
    }

    /// The page after this one.
    pub fn next(self, room: Room) -> Self {
        match (room, self) {
            (Room::Small, Self::Evenings) => Self::Steps,
            (Room::Small, Self::Steps) => Self::Legs,
            (_, Self::Evenings | Self::Steps | Self::Legs) => Self::Bedtimes,
            (_, Self::Bedtimes) => Self::Caffeine,
            (_, Self::Caffeine) => Self::Strength,
            (Room::Small, Self::Strength) => Self::Evenings,
            (_, Self::Strength) => Self::Legs,
        }
    }
}
