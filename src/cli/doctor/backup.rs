//! `winddown doctor`: the daily backups of the journal.

use chrono::{DateTime, Days, TimeDelta, Utc};

use super::check::Check;
use crate::clock;
use crate::journal::{self, Backup, JournalSummary};
use crate::paths::Paths;

/// Checks when the last backup was made; none while there is no journal.
pub(crate) fn newest(paths: &Paths, summary: Option<&JournalSummary>) -> Option<Check> {
    let summary = summary?;
    let newest = journal::backups(&paths.journal).into_iter().next();
    Some(backup_check(newest.as_ref(), summary.written, clock::now()))
}

/// A backup is missing where the newest entry is older than an hour, and the newest backup is of an earlier day still.
/// Until then it may just be being made.
fn backup_check(
    newest: Option<&Backup>,
    written: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Check {
    const TIME_TO_MAKE_ONE: TimeDelta = TimeDelta::hours(1);
    let topic = "backup";
    // A day's time zone is not known, so days are compared with a day's tolerance.
    let is_covered = |written: DateTime<Utc>| {
        newest.is_some_and(|backup| {
            written.date_naive()
                <= backup
                    .day
                    .checked_add_days(Days::new(1))
                    .unwrap_or(backup.day)
        })
    };
    let is_missing = written.is_some_and(|at| now - at > TIME_TO_MAKE_ONE && !is_covered(at));
    match newest {
        Some(backup) if !is_missing => Check::fine(
            topic,
            format!("newest {}: {}", backup.day, backup.path.display()),
        ),
        None if !is_missing => Check::fine(topic, "none yet; one is made with the next entry"),
        newest => {
            let found = match newest {
                Some(backup) => {
                    format!("newest {}, and there are newer entries", backup.day)
                }
                None => "there is none".to_owned(),
            };
            let advice = "make room on the disk, and see that the journal's folder can be written; the log says why none was made";
            Check::broken(topic, found, advice)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::check::CheckState;
    use super::*;

    #[test]
    fn a_backup_is_missing_only_where_there_are_entries_that_it_should_have() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let now = at("2026-11-24T21:00:00Z");
        let of = |day: &str| Backup {
            day: day.parse().unwrap(),
            path: Path::new("/b.db").to_owned(),
        };
        let state = |day: Option<&str>, written: Option<&str>| {
            backup_check(day.map(of).as_ref(), written.map(at), now).state
        };
        let (early, just) = (Some("2026-11-24T19:59:00Z"), Some("2026-11-24T20:01:00Z"));
        assert_eq!(state(None, None), CheckState::Fine);
        assert_eq!(state(None, just), CheckState::Fine);
        assert_eq!(state(None, early), CheckState::Broken);
        assert_eq!(state(Some("2026-11-24"), early), CheckState::Fine);
        assert_eq!(state(Some("2026-11-22"), early), CheckState::Broken);
        assert_eq!(state(Some("2026-11-22"), just), CheckState::Fine);
        assert_eq!(
            state(Some("2026-11-22"), Some("2026-11-22T20:00:00Z")),
            CheckState::Fine
        );
    }
}
