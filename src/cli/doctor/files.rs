//! The program's files: the config, the journal, the log.

use std::path::Path;

use super::line::Line;
use crate::config_file;
use crate::journal::{JournalError, JournalSummary};
use crate::log;
use crate::paths::{NoHome, Paths};
use crate::plan::{self, Config};

/// The config in force, or the built-in one where that cannot be used, and what is said of it.
pub fn config(paths: Result<&Paths, &NoHome>) -> (Config, Line) {
    let topic = "config";
    let Ok(Paths { config: path, .. }) = paths else {
        let line = Line::broken(topic, NoHome::WHAT, NoHome::ADVICE);
        return (Config::built_in(), line);
    };
    let text = match config_file::read(path) {
        Ok(Some(text)) => text,
        Ok(None) => {
            let found = format!(
                "none at {}, so the built-in plan is in force",
                path.display()
            );
            return (Config::built_in(), Line::fine(topic, found));
        }
        Err(error) => {
            let line = Line::broken(topic, error.what(), error.advice().unwrap_or_default());
            return (Config::built_in(), line);
        }
    };
    match plan::parse(&text) {
        Ok(config) => {
            let steps = config.plan.steps.len();
            let line = Line::fine(topic, format!("{}, {steps} steps", path.display()));
            (config, line)
        }
        Err(problems) => {
            let line = problems.iter().next().map_or(1, |first| first.line(&text));
            let found = format!("{}, line {line}: {problems}", path.display());
            let advice =
                "`winddown config check` shows it in full, `winddown config edit` opens it";
            (Config::built_in(), Line::broken(topic, found, advice))
        }
    }
}

/// What is in the journal, and what is said of it.
pub fn journal(paths: Result<&Paths, &NoHome>) -> (Option<JournalSummary>, Line) {
    let path = match paths {
        Ok(paths) => &paths.journal,
        Err(NoHome) => return (None, Line::broken("journal", NoHome::WHAT, NoHome::ADVICE)),
    };
    let summary = JournalSummary::read(path);
    let line = journal_line(path, summary.as_ref(), may_be_written(path));
    (summary.ok().flatten(), line)
}

fn journal_line(
    path: &Path,
    summary: Result<&Option<JournalSummary>, &JournalError>,
    writable: bool,
) -> Line {
    let topic = "journal";
    let place = path.display();
    let summary = match summary {
        Ok(summary) => summary,
        Err(error) => return Line::broken(topic, error.what(), error.advice()),
    };
    if let Some(newer) = summary.as_ref().and_then(|summary| summary.newer.as_ref()) {
        return Line::broken(topic, newer.what(), newer.advice());
    }
    if !writable {
        let found = format!("{place} may not be written, so nothing can be kept");
        let advice = "give yourself the right to write the file and its folder (`chmod u+w`), or name another one with --journal FILE";
        return Line::broken(topic, found, advice);
    }
    match summary {
        Some(summary) => Line::fine(topic, format!("{place}, whole, {} events", summary.events)),
        None => Line::fine(
            topic,
            format!("none yet; {place} is made when it is needed"),
        ),
    }
}

/// What is said of the log.
pub fn log(paths: Result<&Paths, &NoHome>) -> Line {
    let topic = "log";
    let Some(folder) = paths.ok().and_then(Paths::log_folder) else {
        return Line::note(topic, "there is no home directory to keep one in").but("set HOME");
    };
    let place = folder.display();
    let newest = match log::files(&folder) {
        Ok(files) => files.into_iter().next(),
        Err(error) => {
            return Line::note(topic, format!("{place} cannot be read ({error})"))
                .but("give yourself the right to read and write that folder");
        }
    };
    let file = newest.clone().unwrap_or_else(|| folder.join("any"));
    if !may_be_written(&file) {
        return Line::note(topic, format!("nothing can be written in {place}"))
            .but("give yourself the right to write that folder; all else works without a log");
    }
    match newest {
        Some(newest) => Line::fine(topic, newest.display().to_string()),
        None => Line::fine(
            topic,
            format!("none yet; {place} is made when it is needed"),
        ),
    }
}

/// Whether the file may be written, and others beside it; where it is not there, whether it can be made. The
/// system is asked, nothing is tried.
fn may_be_written(file: &Path) -> bool {
    let folder = file.ancestors().skip(1).find(|folder| {
        // A path without a folder lies in the one that we are in.
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

    use super::super::line::State;
    use super::*;

    #[test]
    fn each_fault_of_a_journal_has_its_line_and_its_advice() {
        let path = || Path::new("/j.db").to_owned();
        let line = |summary: &Result<Option<JournalSummary>, JournalError>, writable| {
            journal_line(&path(), summary.as_ref(), writable)
        };
        let summary = JournalSummary {
            events: 12,
            written: None,
            reminder: None,
            newer: None,
        };
        assert_eq!(
            line(&Ok(Some(summary.clone())), true),
            Line::fine("journal", "/j.db, whole, 12 events")
        );
        assert_eq!(line(&Ok(None), true).state, State::Fine);
        assert!(line(&Ok(None), false).advice.unwrap().contains("chmod"));
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
                "keep a copy",
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
            assert_eq!(line.state, State::Broken, "{line:?}");
            assert!(line.found.contains("/j.db"), "{line:?}");
            assert!(line.advice.as_ref().unwrap().contains(advice), "{line:?}");
        }
    }

    #[test]
    fn what_is_not_there_may_be_written_where_it_can_be_made() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a/b/c");
        assert!(may_be_written(&file));
        assert!(!folder.path().join("a").exists());
        fs::write(folder.path().join("a"), "in the way").unwrap();
        assert!(!may_be_written(&file));
    }
}
