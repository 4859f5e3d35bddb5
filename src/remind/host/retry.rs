//! When to try again to use a journal that could not be used.

use std::time::Duration;

use crate::clock::Moment;

/// How long after a failure it is tried again: not after each key in a window.
const RETRY_AFTER: Duration = Duration::from_secs(20);

/// How long after a failure it is tried again if the journal's files have changed since. The attempt itself may have
/// changed them, so it must not follow at once.
const RETRY_AFTER_CHANGE: Duration = Duration::from_secs(4);

/// When the journal could not be used, and whether it has changed since.
#[derive(Debug, Default)]
pub(super) struct Retry {
    failed: Option<Failed>,
}

#[derive(Debug)]
struct Failed {
    at: Duration,
    has_changed_since: bool,
}

impl Retry {
    /// How long to leave the journal alone from this moment on; none if it may be used.
    pub(super) fn left(&self, moment: Moment) -> Option<Duration> {
        let failed = self.failed.as_ref()?;
        let retry_after = if failed.has_changed_since {
            RETRY_AFTER_CHANGE
        } else {
            RETRY_AFTER
        };
        let left = retry_after.saturating_sub(moment.running.saturating_sub(failed.at));
        (!left.is_zero()).then_some(left)
    }

    /// Whether it could not be used when that was last tried.
    pub(super) fn has_failed(&self) -> bool {
        self.failed.is_some()
    }

    /// Notes whether the journal could be used at this moment.
    pub(super) fn note(&mut self, has_failed: bool, moment: Moment) {
        self.failed = has_failed.then_some(Failed {
            at: moment.running,
            has_changed_since: false,
        });
    }

    /// Notes that the journal's files have changed.
    pub(super) fn changed(&mut self) {
        if let Some(failed) = &mut self.failed {
            failed.has_changed_since = true;
        }
    }
}
