//! Since when the user has been in front of this window.

use chrono::{DateTime, TimeDelta, Utc};

/// A time without a key, a click or a paste after which the user may have been away.
const BREAK: TimeDelta = TimeDelta::minutes(30);

/// A time in which the user used the window without a long break.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sitting {
    since: DateTime<Utc>,
    last: DateTime<Utc>,
}

impl Sitting {
    /// Begins when the window opens.
    pub fn new(now: DateTime<Utc>) -> Self {
        Self {
            since: now,
            last: now,
        }
    }

    /// The user did something. After a long break, or a clock that was set back, another sitting begins.
    pub fn continues(&mut self, now: DateTime<Utc>) {
        if now < self.last || now - self.last > BREAK {
            self.since = now;
        }
        self.last = now;
    }

    /// When it began.
    pub fn since(&self) -> DateTime<Utc> {
        self.since
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_break_of_more_than_half_an_hour_begins_another_sitting() {
        let minute = |n| DateTime::UNIX_EPOCH + TimeDelta::minutes(n);
        let mut sitting = Sitting::new(minute(0));
        for (now, since) in [(10, 0), (40, 0), (71, 71), (80, 71), (60, 60)] {
            sitting.continues(minute(now));
            assert_eq!(sitting.since(), minute(since), "at minute {now}");
        }
    }
}
