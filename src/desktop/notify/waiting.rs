//! The threads that wait for a notification service.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The most threads that may wait for a hung service at once.
const MAX_WAITING: usize = 16;

/// How many threads wait for a service to show a notification, or to close one that came too late.
#[derive(Debug, Clone, Default)]
pub(super) struct WaitingThreads(Arc<(Mutex<usize>, Condvar)>);

/// Counts as a waiting thread until it is dropped.
#[derive(Debug)]
pub(super) struct WaitingThread(WaitingThreads);

impl WaitingThreads {
    fn count(&self) -> MutexGuard<'_, usize> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One more; none if there are too many.
    pub(super) fn one_more(&self) -> Option<WaitingThread> {
        let mut count = self.count();
        if *count >= MAX_WAITING {
            return None;
        }
        *count += 1;
        Some(WaitingThread(self.clone()))
    }

    /// Whether there are any.
    pub(super) fn are_there(&self) -> bool {
        *self.count() > 0
    }

    /// Waits until there are none, or the limit has passed.
    pub(super) fn wait_for_none(&self, limit: Duration) {
        let waited = self
            .0
            .1
            .wait_timeout_while(self.count(), limit, |it| *it > 0);
        drop(waited);
    }
}

impl Drop for WaitingThread {
    fn drop(&mut self) {
        *self.0.count() -= 1;
        self.0.0.1.notify_all();
    }
}
