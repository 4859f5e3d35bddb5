//! The day's backup of the journal, made on a thread of its own.

use std::path::Path;
use std::thread::{self, JoinHandle};

use chrono::{DateTime, TimeDelta, Utc};

use crate::clock::Zone;
use crate::journal;

/// How long to wait after a backup that failed, such as on a full disk.
const RETRY: TimeDelta = TimeDelta::minutes(10);

/// Makes the day's backup once it is due.
#[derive(Debug, Default)]
pub(super) struct Backups {
    /// The thread that makes one. It returns whether that succeeded.
    running: Option<JoinHandle<bool>>,
    /// The end of the wait after a failure.
    not_before: Option<DateTime<Utc>>,
}

impl Backups {
    /// Starts a backup if one is due. The thread is not waited for: what it leaves if the program ends first is deleted
    /// by the next backup.
    pub(super) fn look(&mut self, journal: &Path, now: DateTime<Utc>, zone: Zone) {
        if let Some(thread) = self.running.take_if(|thread| thread.is_finished()) {
            let succeeded = thread.join().unwrap_or(false);
            self.not_before = (!succeeded).then(|| now + RETRY);
        }
        let waits = self
            .not_before
            .is_some_and(|end| now < end && end <= now + RETRY);
        let today = now.with_timezone(&zone).date_naive();
        if self.running.is_some() || waits || !journal::is_backup_due(journal, today) {
            return;
        }
        let journal = journal.to_owned();
        let make = move || journal::back_up_if_due(&journal, today);
        // Where no thread can be started now, the next look tries again.
        self.running = thread::Builder::new().spawn(make).ok();
    }
}
