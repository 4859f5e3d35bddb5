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

#[cfg(test)]
#[allow(clippy::disallowed_methods)] // a test may panic where no thread can be started
mod tests {
    use std::fs;

    use super::*;
    use crate::event::{Draft, Origin, What};
    use crate::journal::Journal;

    #[test]
    fn the_days_backup_is_made_by_a_look_and_a_failure_is_tried_again_after_a_while() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.db");
        let zone = Zone::Fixed(chrono::FixedOffset::east_opt(10 * 3600).unwrap());
        let now: DateTime<Utc> = "2026-11-24T20:00:00Z".parse().unwrap();
        let draft = Draft {
            at: now,
            offset_min: 60,
            evening: "2026-11-24".parse().unwrap(),
            what: What::lights_out(),
            origin: None,
        };
        let mut journal = Journal::open(&path, "test").unwrap();
        journal.append(Origin::Pressed, &[draft]).unwrap();
        let in_the_way = folder.path().join("journal.db-backups");
        fs::write(&in_the_way, "").unwrap();

        let mut backups = Backups::default();
        let mut look = |at: DateTime<Utc>| {
            backups.look(&path, at, zone);
            // Waits for the thread as a look long after would find it.
            let result = backups.running.take().map(|thread| thread.join().unwrap());
            backups.running = result.map(|made| thread::spawn(move || made));
            while backups
                .running
                .as_ref()
                .is_some_and(|thread| !thread.is_finished())
            {
                thread::yield_now();
            }
            result
        };
        assert_eq!(look(now), Some(false));
        fs::remove_file(&in_the_way).unwrap();
        assert_eq!(look(now + TimeDelta::minutes(5)), None, "it waits");
        assert_eq!(look(now + TimeDelta::minutes(20)), Some(true));
        // By the user's clock it is the 25th.
        assert!(in_the_way.join("2026-11-25.db").exists());
        assert_eq!(look(now + TimeDelta::hours(1)), None, "it is there");
    }
}
