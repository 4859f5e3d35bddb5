//! When a series of writes is reported.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

/// A change is reported again after each of these times. `SQLite` first writes its log, and a transaction is visible
/// only after a sync, which the watch does not report.
const SETTLING: [Duration; 2] = [Duration::from_millis(100), Duration::from_secs(1)];

/// Reports each write at once, and again after the times in [`SETTLING`].
pub(super) fn report_until_settled(writes: &Receiver<()>, report: impl Fn()) {
    let mut waits = SETTLING.len();
    loop {
        let received = match SETTLING.get(waits) {
            Some(wait) => writes.recv_timeout(*wait),
            None => writes.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        waits = match received {
            Ok(()) => 0,
            Err(RecvTimeoutError::Timeout) => waits + 1,
            Err(RecvTimeoutError::Disconnected) => return,
        };
        report();
    }
}

/// A program that rewrites a file in place truncates it first. To avoid reading an incomplete config, a change is
/// reported when nothing was written for this long.
const QUIET_FOR: Duration = Duration::from_millis(100);

/// Reports a series of writes once, when it is over.
pub(super) fn report_when_quiet(writes: &Receiver<()>, report: impl Fn()) {
    while writes.recv().is_ok() {
        while writes.recv_timeout(QUIET_FOR).is_ok() {}
        report();
    }
}

#[cfg(test)]
#[allow(clippy::disallowed_methods)] // a test may panic where no thread can be started
mod tests {
    use std::sync::mpsc;
    use std::thread;

    use super::*;

    const TEST_TIMEOUT: Duration = Duration::from_secs(20);

    #[test]
    fn a_write_is_reported_again_until_it_is_settled() {
        let ((write, writes), (report, changes)) = (mpsc::channel(), mpsc::channel());
        thread::spawn(move || report_until_settled(&writes, || report.send(()).unwrap()));
        write.send(()).unwrap();
        for _ in 0..=SETTLING.len() {
            changes.recv_timeout(TEST_TIMEOUT).unwrap();
        }
        drop(write);
        assert!(changes.recv().is_err(), "it goes on looking for ever");
    }

    #[test]
    fn a_file_that_is_truncated_and_written_is_reported_once() {
        let ((write, writes), (report, changes)) = (mpsc::channel(), mpsc::channel());
        for _ in 0..3 {
            write.send(()).unwrap();
        }
        thread::spawn(move || report_when_quiet(&writes, || report.send(()).unwrap()));
        changes.recv_timeout(TEST_TIMEOUT).unwrap();
        drop(write);
        assert!(changes.recv().is_err(), "it was reported while incomplete");
    }
}
