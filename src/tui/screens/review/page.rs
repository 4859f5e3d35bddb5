//! The pages of the review for small screens, and how many of them a screen shows at once.

use ratatui::layout::Size;

/// The part of the review that is shown if not all of it fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ReviewPage {
    Evenings,
    Steps,
    Legs,
    Onset,
    Bedtimes,
    Caffeine,
    Strength,
}

/// How much of the review a screen shows at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ScreenSize {
    /// A single page.
    Small,
    /// The evenings, the steps, and one chart.
    Middle,
    /// Everything.
    Large,
}

impl ScreenSize {
    /// Classifies a terminal's size in cells.
    pub fn from_cells(size: Size) -> Self {
        if size.height < 22 || size.width < 70 {
            Self::Small
        } else if size.height < 36 || size.width < 96 {
            Self::Middle
        } else {
            Self::Large
        }
    }

    /// Whether there are more pages than are shown at once.
    pub fn has_more_pages(self) -> bool {
        match self {
            Self::Small | Self::Middle => true,
            Self::Large => false,
        }
    }
}

impl ReviewPage {
    /// The charts that a large screen shows at once, which has room for `room` of them. The heading has the strength
    /// too, so that chart gives way to the hour at which symptoms begin, where that is recorded.
    pub fn at_once(has_onset: bool, room: usize) -> Vec<Self> {
        let mut charts = vec![Self::Legs];
        charts.extend(has_onset.then_some(Self::Onset));
        charts.extend([Self::Bedtimes, Self::Caffeine, Self::Strength]);
        charts.truncate(room);
        charts
    }

    /// The chart shown beside the evenings while this page is chosen.
    pub fn chart(self) -> Self {
        match self {
            Self::Evenings | Self::Steps => Self::Legs,
            Self::Legs | Self::Onset | Self::Bedtimes | Self::Caffeine | Self::Strength => self,
        }
    }

    /// The next page; after the last one the first.
    pub fn next(self, screen: ScreenSize) -> Self {
        match (screen, self) {
            (ScreenSize::Small, Self::Evenings) => Self::Steps,
            (ScreenSize::Small, Self::Steps) => Self::Legs,
            (_, Self::Evenings | Self::Steps | Self::Legs) => Self::Onset,
            (_, Self::Onset) => Self::Bedtimes,
            (_, Self::Bedtimes) => Self::Caffeine,
            (_, Self::Caffeine) => Self::Strength,
            (ScreenSize::Small, Self::Strength) => Self::Evenings,
            (_, Self::Strength) => Self::Legs,
        }
    }
}
