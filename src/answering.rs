//! Files on a drive that may never answer, such as that of a server that went away: whoever opens one waits for ever.
//!
//! Such work is done on a thread of its own, for which its caller waits for a while and no longer. As long as one of these
//! threads has not come back, no other is started: it would only wait beside the first.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::clock;

/// What this process has asked drives.
static ASKED: Questions = Questions::new();

/// The result of `work`; none if the drive does not answer within `patience`, or has not answered an earlier question for
/// so long.
pub(crate) fn within<T: Send + 'static>(
    patience: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    ASKED.ask(patience, work)
}

/// The threads that have not come back in time and are still waiting.
#[derive(Debug)]
struct Questions {
    overdue: Mutex<Overdue>,
    /// Signalled when one of them comes back.
    came_back: Condvar,
}

#[derive(Debug)]
struct Overdue {
    threads: usize,
    /// When the first of them began to wait.
    since: Option<Instant>,
}

impl Questions {
    const fn new() -> Self {
        Self {
            overdue: Mutex::new(Overdue {
                threads: 0,
                since: None,
            }),
            came_back: Condvar::new(),
        }
    }

    fn ask<T: Send + 'static>(
        &'static self,
        patience: Duration,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Option<T> {
        self.wait_for_earlier(patience)?;
        // Without room for a result that nobody receives, so that the thread knows whether it was in time.
        let (done, result) = mpsc::sync_channel(0);
        let begun = clock::monotonic();
        let ask = move || {
            if done.send(work()).is_err() {
                self.one_came_back();
            }
        };
        thread::Builder::new().spawn(ask).ok()?;
        match result.recv_timeout(patience) {
            Ok(result) => Some(result),
            Err(RecvTimeoutError::Timeout) => {
                let mut overdue = self.overdue();
                overdue.threads += 1;
                overdue.since.get_or_insert(begun);
                None
            }
            // It panicked.
            Err(RecvTimeoutError::Disconnected) => None,
        }
    }

    /// Waits until no thread is overdue; none if one has waited for so long.
    fn wait_for_earlier(&self, patience: Duration) -> Option<()> {
        let overdue = self.overdue();
        let since = overdue.since.unwrap_or_else(clock::monotonic);
        let waited = clock::monotonic().duration_since(since);
        let left = patience.checked_sub(waited)?;
        let is_overdue = |overdue: &mut Overdue| overdue.threads > 0;
        let waited = self.came_back.wait_timeout_while(overdue, left, is_overdue);
        let (overdue, _) = waited.unwrap_or_else(PoisonError::into_inner);
        (overdue.threads == 0).then_some(())
    }

    fn one_came_back(&self) {
        let mut overdue = self.overdue();
        overdue.threads -= 1;
        if overdue.threads == 0 {
            overdue.since = None;
        }
        self.came_back.notify_all();
    }

    fn overdue(&self) -> MutexGuard<'_, Overdue> {
        // No state is left half changed by a panic.
        self.overdue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_waits_for_a_drive_that_does_not_answer_and_it_is_asked_again_when_it_does() {
        static ASKED: Questions = Questions::new();
        let (short, long) = (Duration::from_millis(20), Duration::from_secs(20));
        assert_eq!(ASKED.ask(long, || 1), Some(1));
        let (answer, answered) = mpsc::channel::<()>();
        let hangs = move || answered.recv().is_ok();
        assert_eq!(ASKED.ask(short, hangs), None);
        // Whoever waits no longer than the first does not ask at all.
        assert_eq!(ASKED.ask(short, || 2), None);
        thread::scope(|scope| {
            // Whoever waits longer gets an answer when the first one does.
            let later = scope.spawn(|| ASKED.ask(long, || 3));
            answer.send(()).unwrap();
            assert_eq!(later.join().unwrap(), Some(3));
        });
    }
}
