//! What the host notices of the clock.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Host, Notice};
use crate::clock::Moment;

/// If the wall clock differs from the monotonic clock by more than this since the last look, the clock was set or the
/// computer slept. A smaller difference is drift.
const JUMP: TimeDelta = TimeDelta::seconds(2);

impl Host {
    /// Detects a jump by comparing both clocks, for systems without a watch on the clock.
    pub(super) fn clock_jumped(&mut self, moment: Moment) -> Option<Notice> {
        let last = self.last_look.replace(moment)?;
        let by_wall = moment.now - last.now;
        let by_monotonic = TimeDelta::from_std(moment.running.saturating_sub(last.running));
        let jump = by_wall - by_monotonic.unwrap_or(TimeDelta::MAX);
        (jump.abs() > JUMP).then(|| {
            let seconds = jump.num_seconds();
            tracing::info!(seconds, "the clock jumped, or the computer slept");
            Notice::ClockChanged
        })
    }

    /// Reports a clock in doubt once, until it is right again.
    pub(super) fn clock_came_into_doubt(&mut self, now: DateTime<Utc>) -> Option<Notice> {
        // What keeps the journal from being read is reported elsewhere.
        let doubt = self.coach.clock_doubt(now).ok()?;
        let was_doubted = std::mem::replace(&mut self.is_clock_doubted, doubt.is_some());
        let doubt = doubt.filter(|_| !was_doubted)?;
        tracing::warn!("the clock is probably wrong");
        Some(Notice::ClockInDoubt(doubt))
    }
}
