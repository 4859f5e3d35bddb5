//! The night that quiet spans show.

use chrono::{DateTime, TimeDelta, Utc};

/// A time during which nobody used the computer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quiet {
    /// When it was last used before.
    pub from: DateTime<Utc>,
    /// When it was used again.
    pub until: DateTime<Utc>,
}

/// A night as planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Night {
    /// The bedtime.
    pub bedtime: DateTime<Utc>,
    /// The wake time.
    pub wake: DateTime<Utc>,
}

/// How long before the planned bedtime a night can begin. A computer that was last used before shows no bedtime.
const EARLIEST: TimeDelta = TimeDelta::hours(3);

/// How long after the planned wake time a night can end. A computer that is first used later shows no waking.
const LATEST: TimeDelta = TimeDelta::hours(4);

/// The shortest quiet that is taken for a night. Legs can make nights short; an evening away is not as long.
const SHORTEST: TimeDelta = TimeDelta::hours(3);

/// A use in the night of at most this length is somebody who is up for a while, or a computer that wakes by itself.
const UP_FOR: TimeDelta = TimeDelta::minutes(30);

/// The quiet on either side of such a use is at least this long; otherwise it is part of the evening, or of the morning.
const ASLEEP_FOR: TimeDelta = TimeDelta::minutes(60);

/// The night that these spans show, given by time; none if they show none.
///
/// It is the longest quiet span, with those before and after it that only a short use parts from it. Both ends have to
/// be uses of the computer near the night as planned.
pub fn proposed_night(quiet: &[Quiet], planned: Night) -> Option<Quiet> {
    let longest = (0..quiet.len()).max_by_key(|n| quiet[*n].length())?;
    let mut found = quiet[longest];
    for before in quiet[..longest].iter().rev() {
        if !before.is_asleep() || found.from - before.until > UP_FOR {
            break;
        }
        found.from = before.from;
    }
    for after in &quiet[longest + 1..] {
        if !after.is_asleep() || after.from - found.until > UP_FOR {
            break;
        }
        found.until = after.until;
    }
    let middle = found.from + found.length() / 2;
    let is_a_night = found.length() >= SHORTEST
        && found.from >= planned.bedtime - EARLIEST
        && found.until <= planned.wake + LATEST
        && (planned.bedtime..planned.wake).contains(&middle);
    is_a_night.then_some(found)
}

impl Quiet {
    fn length(&self) -> TimeDelta {
        self.until - self.from
    }

    fn is_asleep(&self) -> bool {
        self.length() >= ASLEEP_FOR
    }
}
