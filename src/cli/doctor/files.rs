//! Checks the program's files: the config, the journal, the claims of reminders, the log.

use std::path::Path;

use super::check::Check;
use crate::claims::{Claim, Claims, ClaimsError};
use crate::config_file;
use crate::journal::{JournalError, JournalSummary, RecoveryReport, UnreadableRow};
use crate::log;
use crate::paths::{NoHome, Paths};
use crate::plan::{self, Config};
use crate::words;

/// Checks the config. Also returns the user's config, or the built-in one where that cannot be used.
pub(crate) fn config(paths: Result<&Paths, &NoHome>) -> (Config, Check) {
    let topic = "config";
    let Ok(Paths { config: path, .. }) = paths else {
        let check = Check::broken(topic, NoHome::WHAT, NoHome::ADVICE);
        return (Config::built_in(), check);
    };
    let text = match config_file::read(path) {
        Ok(Some(text)) => text,
        Ok(None) => {
            let found = format!(
                "none at {}, so the built-in plan is in force",
                path.display()
            );
            return (Config::built_in(), Check::fine(topic, found));
        }
        Err(error) => {
            let check = Check::broken(topic, error.what(), error.advice().unwrap_or_default());
            return (Config::built_in(), check);
        }
    };
    match plan::parse(&text) {
        Ok(config) => {
            let steps = config.plan.steps.len();
            let steps = words::counted(steps, "step");
            let check = Check::fine(topic, format!("{}, {steps}", path.display()));
            (config, check)
        }
        Err(problems) => {
            let line = problems.iter().next().map_or(1, |first| first.line(&text));
            let found = format!("{}, line {line}: {problems}", path.display());
            let advice =
                "`winddown config check` shows it in full, `winddown config edit` opens it";
            (Config::built_in(), Check::broken(topic, found, advice))
        }
    }
}

/// Checks the journal. Also returns what could be read of it.
pub(crate) fn journal(paths: Result<&Paths, &NoHome>) -> (Option<JournalSummary>, Check) {
    let path = match paths {
        Ok(paths) => &paths.journal,
        Err(NoHome) => return (None, Check::broken("journal", NoHome::WHAT, NoHome::ADVICE)),
    };
    let summary = JournalSummary::read(path);
    let check = journal_check(path, summary.as_ref(), can_be_written(path));
    (summary.ok().flatten(), check)
}

fn journal_check(
    path: &Path,
    summary: Result<&Option<JournalSummary>, &JournalError>,
    is_writable: bool,
) -> Check {
    let topic = "journal";
    let place = path.display();
    let summary = match summary {
        Ok(summary) => summary,
        Err(error) => return Check::broken(topic, error.what(), error.advice()),
    };
    // A journal that a newer version wrote can be read, but not written.
    if let Some(newer) = summary.as_ref().and_then(|summary| summary.newer.as_ref()) {
        return Check::broken(topic, newer.what(), newer.advice());
    }
    if !is_writable {
        let found = format!("{place} may not be written, so nothing can be kept");
        let advice = "give yourself permission to write the file and its folder (`chmod u+w`), or name another one with --journal FILE";
        return Check::broken(topic, found, advice);
    }
    match summary {
        Some(summary) if !summary.unreadable.is_empty() => {
            let (events, rows) = (
                words::entries(summary.events),
                named_rows(&summary.unreadable),
            );
            let found = format!("{place}, {events}; what cannot be read and is ignored: {rows}");
            Check::broken(
                topic,
                found,
                "`winddown journal check` says more; all the other entries are safe",
            )
        }
        Some(summary) => Check::fine(
            topic,
            format!("{place}, whole, {}", words::entries(summary.events)),
        ),
        None => Check::fine(
            topic,
            format!("none yet; {place} is made when it is needed"),
        ),
    }
}

/// What became of a damaged journal, until its report is deleted.
pub(crate) fn recovery(paths: &Paths) -> Option<Check> {
    let report = RecoveryReport::read(&paths.journal)?;
    let place = RecoveryReport::path(&paths.journal);
    let advice = format!("delete {} to stop this warning", place.display());
    Some(Check::note("recovery", report.sentences()).with_advice(advice))
}

/// The first three rows by id, evening and fault, and the number of the others.
fn named_rows(rows: &[UnreadableRow]) -> String {
    let named: Vec<String> = rows.iter().take(3).map(ToString::to_string).collect();
    match rows.len() - named.len() {
        0 => named.join(", "),
        others => format!("{}, and {others} more", named.join(", ")),
    }
}

/// Checks the file of claims, which records which reminders were sent. Returns the last reminder, and a check if the
/// file cannot be used. A usable file has no check of its own, because the last reminder has one.
pub(crate) fn claims(paths: &Paths) -> (Option<Claim>, Option<Check>) {
    let path = paths.claims();
    let last = Claims::last_reminder(&path);
    let check = claims_check(&path, last.as_ref().err(), can_be_written(&path));
    (last.ok().flatten(), check)
}

fn claims_check(path: &Path, error: Option<&ClaimsError>, is_writable: bool) -> Option<Check> {
    let why = match error {
        Some(error) => error.to_string(),
        None if !is_writable => format!("{} may not be written", path.display()),
        None => return None,
    };
    // Printed after its topic: "reminders come, but ..."
    let found = format!(
        "come, but an open window and the agent may both send the same one, as it cannot be noted which were sent: {why}"
    );
    let advice = "give yourself permission to read and write the file and its folder; deleting the file is safe";
    Some(Check::note("reminders", found).with_advice(advice))
}

/// Checks the log folder.
pub(crate) fn log(paths: Result<&Paths, &NoHome>) -> Check {
    let topic = "log";
    let Some(folder) = paths.ok().and_then(Paths::log_folder) else {
        return Check::note(topic, "there is no home directory to keep one in")
            .with_advice("set HOME");
    };
    let place = folder.display();
    let newest = match log::files(&folder) {
        Ok(files) => files.into_iter().next(),
        Err(error) => {
            return Check::note(topic, format!("{place} cannot be read ({error})"))
                .with_advice("give yourself permission to read and write that folder");
        }
    };
    // Without a log file, the check is whether one could be created: under any name.
    let file = newest.clone().unwrap_or_else(|| folder.join("any"));
    if !can_be_written(&file) {
        return Check::note(topic, format!("nothing can be written in {place}")).with_advice(
            "give yourself permission to write that folder; all else works without a log",
        );
    }
    match newest {
        Some(newest) => Check::fine(topic, newest.display().to_string()),
        None => Check::fine(
            topic,
            format!("none yet; {place} is made when it is needed"),
        ),
    }
}

/// Whether the file, and new files beside it, can be written. Where the file does not exist: whether it can be created.
/// This asks the system and writes nothing.
fn can_be_written(file: &Path) -> bool {
    let folder = file.ancestors().skip(1).find(|folder| {
        // A path without a folder is relative to the working directory.
        folder.as_os_str().is_empty() || folder.exists()
    });
    let folder = folder.filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    folder.is_dir() && allows_writing(folder) && (!file.exists() || allows_writing(file))
}

#[cfg(unix)]
fn allows_writing(path: &Path) -> bool {
    rustix::fs::access(path, rustix::fs::Access::WRITE_OK).is_ok()
}

#[cfg(not(unix))]
fn allows_writing(path: &Path) -> bool {
    path.metadata()
        .is_ok_and(|file| path.is_dir() || !file.permissions().readonly())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::check::CheckState;
    use super::*;
    use crate::journal::Unreadable;

    #[test]
    fn each_fault_of_a_journal_is_reported_with_advice() {
        let path = || Path::new("/j.db").to_owned();
        let line = |summary: &Result<Option<JournalSummary>, JournalError>, writable| {
            journal_check(&path(), summary.as_ref(), writable)
        };
        let summary = JournalSummary {
            events: 12,
            unreadable: vec![],
            written: None,
            newer: None,
        };
        assert_eq!(
            line(&Ok(Some(summary.clone())), true),
            Check::fine("journal", "/j.db, whole, 12 entries")
        );
        assert_eq!(line(&Ok(None), true).state, CheckState::Fine);
        assert!(line(&Ok(None), false).advice.unwrap().contains("chmod"));
        let bad = UnreadableRow {
            id: "0193".to_owned(),
            evening: "2026-11-24".parse().ok(),
            why: Unreadable::Data,
        };
        let partly = JournalSummary {
            unreadable: vec![bad; 5],
            ..summary.clone()
        };
        let found = line(&Ok(Some(partly)), true).found;
        let one = "0193 of 2026-11-24 (its data makes no sense)";
        assert!(found.contains("12 entries"), "{found}");
        assert!(
            found.ends_with(&format!(": {one}, {one}, {one}, and 2 more")),
            "{found}"
        );
        let newer = JournalError::Newer {
            path: path(),
            found: 9,
            known: 1,
        };
        let newer = JournalSummary {
            newer: Some(newer),
            ..summary
        };
        for (fault, advice) in [
            (Ok(Some(newer)), "update winddown"),
            (Err(JournalError::Folder(path())), "--journal"),
            (Err(JournalError::NotOurs(path())), "--journal"),
            (Err(JournalError::Busy(path())), "try again"),
            (
                Err(JournalError::Damaged {
                    path: path(),
                    cause: "page 3".to_owned(),
                }),
                "the next entry repairs",
            ),
            (
                Err(JournalError::Failed {
                    path: path(),
                    cause: "odd".to_owned(),
                }),
                "name another",
            ),
        ] {
            let line = line(&fault, true);
            assert_eq!(line.state, CheckState::Broken, "{line:?}");
            assert!(line.found.contains("/j.db"), "{line:?}");
            assert!(line.advice.as_ref().unwrap().contains(advice), "{line:?}");
        }
    }

    #[test]
    fn a_file_of_claims_that_cannot_be_used_is_reported_with_what_that_means() {
        let path = Path::new("/c.db");
        assert_eq!(claims_check(path, None, true), None);
        let error = ClaimsError {
            path: path.to_owned(),
            cause: "disk I/O error".to_owned(),
        };
        for (error, writable, why) in [
            (Some(&error), true, "/c.db cannot be used: disk I/O error"),
            (None, false, "/c.db may not be written"),
        ] {
            let line = claims_check(path, error, writable).unwrap();
            assert_eq!(line.state, CheckState::Note);
            assert!(line.found.contains("may both send"), "{line:?}");
            assert!(line.found.ends_with(why), "{line:?}");
            assert!(line.advice.is_some());
        }
    }

    #[test]
    fn a_missing_file_counts_as_writable_where_it_can_be_created() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a/b/c");
        assert!(can_be_written(&file));
        assert!(!folder.path().join("a").exists());
        fs::write(folder.path().join("a"), "in the way").unwrap();
        assert!(!can_be_written(&file));
    }
}
