//! When a series of writes is reported.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// How soon after a report the next one follows, with everything that was written meanwhile. A program that writes
/// without pause is reported ten times a second.
///
/// It also follows if nothing was written: `SQLite` first writes its log, and a transaction is visible only after a
/// sync, which the watch does not report.
const AGAIN_AFTER: Duration = Duration::from_millis(100);

/// How long after the last write it is reported once more, for a sync that takes long.
const SETTLED_AFTER: Duration = Duration::from_secs(1);

/// Reports a write at once, further ones together after [`AGAIN_AFTER`], and the last one again after [`AGAIN_AFTER`]
/// and [`SETTLED_AFTER`].
pub(super) fn report_until_settled(writes: &Receiver<()>, report: impl Fn()) {
    let mut write = writes.recv();
    while write.is_ok() {
        report();
        let mut has_more = true;
        while has_more {
            thread::sleep(AGAIN_AFTER);
            has_more = writes.try_iter().count() > 0;
            report();
        }
        write = match writes.recv_timeout(SETTLED_AFTER) {
            Ok(()) => Ok(()),
            Err(RecvTimeoutError::Timeout) => {
                report();
                writes.recv()
            }
            Err(RecvTimeoutError::Disconnected) => return,
        };
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
    use crate::clock;

    const TEST_TIMEOUT: Duration = Duration::from_secs(20);

    #[test]
    fn a_write_is_reported_at_once_and_again_until_it_is_settled() {
        let ((write, writes), (report, changes)) = (mpsc::channel(), mpsc::channel());
        thread::spawn(move || report_until_settled(&writes, || report.send(()).unwrap()));
        write.send(()).unwrap();
        for _ in 0..3 {
            changes.recv_timeout(TEST_TIMEOUT).unwrap();
        }
        drop(write);
        assert!(changes.recv().is_err(), "it goes on looking for ever");
    }

    #[test]
    fn a_program_that_writes_without_pause_is_reported_ten_times_a_second() {
        let ((write, writes), (report, changes)) = (mpsc::channel(), mpsc::channel());
        let begun = clock::monotonic();
        thread::spawn(move || report_until_settled(&writes, || report.send(()).unwrap()));
        while begun.elapsed() < 5 * AGAIN_AFTER {
            write.send(()).unwrap();
            thread::sleep(Duration::from_millis(1));
        }
        let reports = changes.try_iter().count();
        let most = begun.elapsed().div_duration_f64(AGAIN_AFTER).ceil() as usize;
        assert!(reports <= most, "{reports} of {most}");
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
