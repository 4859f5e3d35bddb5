//! Files on a drive that may never answer, such as that of a server that went away: whoever opens one waits for ever.
//!
//! Such work is done on a thread of its own, for which its caller waits for a while and no longer. As long as one of these
//! threads has not come back, no other is started: it would only wait beside the first.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// How many threads have not come back in time and are still waiting.
static OVERDUE: AtomicUsize = AtomicUsize::new(0);

/// The result of `work`; none if the drive does not answer within `patience`, or an earlier question is still open.
pub(crate) fn within<T: Send + 'static>(
    patience: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    if OVERDUE.load(Ordering::SeqCst) > 0 {
        return None;
    }
    // Without room for a result that nobody receives, so that the thread knows whether it was in time.
    let (done, result) = mpsc::sync_channel(0);
    let ask = move || {
        if done.send(work()).is_err() {
            OVERDUE.fetch_sub(1, Ordering::SeqCst);
        }
    };
    thread::Builder::new().spawn(ask).ok()?;
    match result.recv_timeout(patience) {
        Ok(result) => Some(result),
        Err(RecvTimeoutError::Timeout) => {
            OVERDUE.fetch_add(1, Ordering::SeqCst);
            None
        }
        // It panicked.
        Err(RecvTimeoutError::Disconnected) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_waits_for_a_drive_that_does_not_answer_and_it_is_asked_again_when_it_does() {
        let patience = Duration::from_secs(20);
        assert_eq!(within(patience, || 1), Some(1));
        let (answer, answered) = mpsc::channel::<()>();
        let hangs = move || answered.recv().is_ok();
        assert_eq!(within(Duration::from_millis(20), hangs), None);
        // At once, although it would answer.
        assert_eq!(within(patience, || 2), None);
        answer.send(()).unwrap();
        while OVERDUE.load(Ordering::SeqCst) > 0 {
            thread::sleep(Duration::from_millis(1));
        }
        assert_eq!(within(patience, || 3), Some(3));
    }
}
