//! Notices that the journal was recovered, whichever process did it.

use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};

use super::Notice;
use crate::journal::RecoveryReport;

/// How long before the first look a recovery may have happened that still has to be shown: it may have happened while
/// this process opened the journal.
const BEFORE_THE_FIRST_LOOK: TimeDelta = TimeDelta::minutes(1);

/// Remembers which recovery was shown last.
#[derive(Debug, Default)]
pub(super) struct Recoveries {
    /// None before the first look.
    shown: Option<DateTime<Utc>>,
}

impl Recoveries {
    pub(super) fn look(&mut self, journal: &Path, now: DateTime<Utc>) -> Option<Notice> {
        let shown = *self.shown.get_or_insert(now - BEFORE_THE_FIRST_LOOK);
        let report = RecoveryReport::read(journal).filter(|report| report.at > shown)?;
        self.shown = Some(report.at);
        Some(Notice::JournalRecovered(report))
    }
}
