//! Reasons to doubt the computer's clock, and what may be recorded while there is one.

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, TimeZone, Utc};

use super::can_be_undone;
use crate::event::{Draft, EveningDate, Event, What, in_effect};

/// The year of the first release. A clock that shows an earlier year was never set.
pub const FIRST_YEAR: i32 = 2026;

/// How far a clock may be behind an entry. A journey and a correction of some hours stay below it.
const FARTHEST_BEHIND: TimeDelta = TimeDelta::days(2);

/// Why the computer's clock is probably wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ClockDoubt {
    /// It shows a year before the first release.
    #[error("this computer's clock reads {}, which cannot be right", in_words(*today))]
    TooEarly {
        /// The date that it shows.
        today: NaiveDate,
    },
    /// It shows a date that is days before that of an entry made on this computer. Either it is wrong now, or it was
    /// then.
    #[error("this computer's clock reads {}, but you made an entry here on {}", in_words(*today), in_words(*on))]
    BehindAnEntry {
        /// The date that it shows.
        today: NaiveDate,
        /// The local date of the entry.
        on: NaiveDate,
        /// The entry's evening.
        evening: EveningDate,
    },
}

impl ClockDoubt {
    /// The first instant at which an entry raises doubt about a clock that reads `now`.
    pub fn entries_from(now: DateTime<Utc>) -> DateTime<Utc> {
        now.checked_add_signed(FARTHEST_BEHIND).unwrap_or(now)
    }

    /// Why a clock that reads `now` is probably wrong; none if nothing speaks against it. `newest` is the entry of this
    /// computer that stands and happened last.
    pub fn about<Z: TimeZone>(
        now: DateTime<Utc>,
        zone: &Z,
        newest: Option<&Event>,
    ) -> Option<Self> {
        let today = now.with_timezone(zone).naive_local().date();
        if today.year() < FIRST_YEAR {
            return Some(Self::TooEarly { today });
        }
        let entry = newest.filter(|entry| entry.at >= Self::entries_from(now))?;
        Some(Self::BehindAnEntry {
            today,
            on: entry.local().date_naive(),
            evening: entry.evening,
        })
    }

    /// What to do about it, on the command line.
    pub fn remedy(self) -> String {
        match self {
            Self::TooEarly { .. } => "set the clock".to_owned(),
            Self::BehindAnEntry { evening, .. } => format!(
                "set the clock, or take that entry back with `winddown undo --date {evening}`"
            ),
        }
    }

    /// The date that the clock shows.
    pub fn today(self) -> NaiveDate {
        match self {
            Self::TooEarly { today } | Self::BehindAnEntry { today, .. } => today,
        }
    }

    /// What of these drafts may be recorded before the user has confirmed the clock; none if nothing may. Taking back is
    /// always possible, since that is how entries with a wrong date go away. It then records no plan along with it.
    pub fn allowed(drafts: Vec<Draft>) -> Option<Vec<Draft>> {
        let is_recording = drafts.iter().any(|draft| !is_revocation(draft));
        let takes_back = drafts.iter().any(is_revocation);
        let is_only_the_plan_beside = drafts
            .iter()
            .all(|draft| is_revocation(draft) || matches!(draft.what, What::Plan(_)));
        if !is_recording {
            return Some(drafts);
        }
        (takes_back && is_only_the_plan_beside)
            .then(|| drafts.into_iter().filter(is_revocation).collect())
    }
}

/// Whether a clock that is behind this event is in doubt: it is in effect, and the user could take it back if it were the
/// one with the wrong date. `events` are those of its evening.
pub fn speaks_for_the_time(event: &Event, events: &[Event]) -> bool {
    can_be_undone(&event.what) && in_effect(events).iter().any(|other| other.id == event.id)
}

fn is_revocation(draft: &Draft) -> bool {
    matches!(draft.what, What::Revoked { .. })
}

fn in_words(date: NaiveDate) -> String {
    date.format("%-d %B %Y").to_string()
}
