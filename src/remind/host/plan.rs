//! What the host records by itself: the plan at bedtime, and which evening runs when the time zone changes.

use super::Host;
use crate::clock::Moment;

impl Host {
    /// Recording is tried again at the next look if it fails.
    pub(super) fn record_plan_before_bedtime(&mut self, moment: Moment) {
        if !self.may_record(moment) {
            return;
        }
        let recorded = self.coach.record_plan_before_bedtime(moment.now);
        if let Err(error) = &recorded {
            tracing::warn!(why = %error, "the plan could not be recorded before bedtime");
        }
        self.recording.note(recorded.is_err(), moment);
    }

    /// Keeps the evening of the last look running after a journey to a place where the one before it is not over yet.
    /// Returns whether something was recorded for it. It is tried again at the next look if it fails.
    pub(super) fn keep_evening_running(&mut self, moment: Moment) -> bool {
        // A clock in doubt does not know which evening runs.
        if !self.may_record(moment) || self.is_clock_doubted {
            return false;
        }
        let kept = self.coach.keep_running(self.last_seen, moment.now);
        self.recording.note(kept.is_err(), moment);
        match kept {
            Ok((seen, is_recorded)) => {
                self.last_seen = Some(seen);
                is_recorded
            }
            Err(error) => {
                tracing::warn!(why = %error, "the running evening could not be recorded");
                false
            }
        }
    }

    fn may_record(&self, moment: Moment) -> bool {
        self.trouble.is_none() && self.recording.left(moment).is_none()
    }
}
