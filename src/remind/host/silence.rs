//! Silence, during which no process on this computer sends anything.

use chrono::{DateTime, Utc};

use super::Host;
use crate::claims::SILENCE_DURATION;

impl Host {
    pub(super) fn renew_silence(&mut self, now: DateTime<Utc>) {
        let holds = |since: DateTime<Utc>| (since..since + SILENCE_DURATION / 2).contains(&now);
        if self.silence_requested_at.is_some_and(holds) {
            return;
        }
        self.silence_requested_at = Some(now);
        self.claims.request_silence(now);
    }

    pub(super) fn end_silence(&mut self, now: DateTime<Utc>) {
        if self.silence_requested_at.take().is_some() {
            self.claims.end_silence(now);
        }
    }
}
