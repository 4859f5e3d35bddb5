//! What the program finds in damaged files.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use tempfile::TempDir;
use winddown::event::{Draft, EveningDate, Event, EventId, Origin};
use winddown::journal::{Journal, JournalCheck, JournalError, recover};

use super::journals::Sample;

/// Nothing takes as long as this, whatever else the computer does.
const HANGS: Duration = Duration::from_secs(300);

/// Every so many-th journal is also written to.
const WRITTEN_ONE_IN: usize = 4;

/// The files of a journal as they are after some damage.
#[derive(Clone, Default)]
pub struct Files {
    pub main: Vec<u8>,
    pub log: Option<Vec<u8>>,
    pub index: Option<Vec<u8>>,
}

impl From<&Sample> for Files {
    fn from(sample: &Sample) -> Self {
        Self {
            main: sample.main.clone(),
            log: sample.log.clone(),
            index: sample.index.clone(),
        }
    }
}

/// What became of a damaged journal.
#[derive(Debug, Clone, PartialEq)]
pub enum Finding {
    /// Everything is read, and nothing is reported.
    Unharmed,
    /// The damage is reported. So many events are read, all of them as they were recorded.
    Named { come_back: usize },
    /// It cannot be opened or read, and the error says why.
    Refused(String),
    /// Only the first so many events are read, and nothing is reported: as if the later ones had never been recorded.
    EndMissing { come_back: usize },
    /// Something else is read than was recorded, and nothing is reported.
    Silent(String),
    /// An error that is not about damage.
    Misnamed(String),
}

/// What was found in damaged files, and how many events a journal has after its repair, which has no backup to help it;
/// or why the repair is wrong.
pub type Examined = (Finding, Result<usize, String>);

/// Opens and checks journals in one folder, on a thread of its own.
pub struct Examiner {
    files: mpsc::Sender<Files>,
    findings: mpsc::Receiver<Examined>,
}

impl Examiner {
    /// One that knows what the undamaged journal has.
    pub fn of(truth: &[Event]) -> Self {
        let truth = truth.to_vec();
        let (files, to_examine) = mpsc::channel::<Files>();
        let (found, findings) = mpsc::channel();
        thread::spawn(move || {
            for (number, files) in to_examine.into_iter().enumerate() {
                let (_folder, path) = put(&files);
                let finding = examine(&path, &truth);
                // What a program that writes makes of it is another question, but it must not panic either.
                if number % WRITTEN_ONE_IN == 0 {
                    let (_folder, path) = put(&files);
                    write(&path, &truth[0]);
                }
                let repaired = if finding == Finding::Unharmed {
                    Ok(truth.len())
                } else {
                    let (_folder, path) = put(&files);
                    repair(&path, &truth)
                };
                found.send((finding, repaired)).unwrap();
            }
        });
        Self { files, findings }
    }

    /// What is found in these files. `what` names the damage.
    pub fn examine(&self, what: &dyn fmt::Display, files: Files) -> Examined {
        self.files.send(files).unwrap();
        match self.findings.recv_timeout(HANGS) {
            Ok(examined) => examined,
            Err(mpsc::RecvTimeoutError::Timeout) => panic!("{what}: it hangs"),
            Err(mpsc::RecvTimeoutError::Disconnected) => panic!("{what}: it panicked, see above"),
        }
    }
}

/// Puts them into a folder of their own, and returns it and the path of the journal.
fn put(files: &Files) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    fs::write(&path, &files.main).unwrap();
    for (ending, bytes) in [("-wal", &files.log), ("-shm", &files.index)] {
        if let Some(bytes) = bytes {
            fs::write(folder.path().join(format!("journal.db{ending}")), bytes).unwrap();
        }
    }
    (folder, path)
}

fn write(path: &Path, event: &Event) {
    let draft = Draft {
        at: event.at,
        offset_min: event.offset_min,
        evening: event.evening,
        what: event.what.clone(),
        origin: None,
    };
    // It may succeed or fail.
    let _ = Journal::open(path, "test")
        .and_then(|mut journal| journal.append(Origin::Typed, std::slice::from_ref(&draft)));
}

fn examine(path: &Path, truth: &[Event]) -> Finding {
    let read = read(path);
    let check = JournalCheck::read(path);
    let events = match &read {
        Ok(read) => &read.events,
        Err(error) => {
            let is_named = matches!(
                error,
                JournalError::Damaged { .. }
                    | JournalError::NotOurs(_)
                    | JournalError::Newer { .. }
            );
            return match (is_named, check.is_fine()) {
                (true, false) => Finding::Refused(error.to_string()),
                (true, true) => Finding::Silent(format!("the check finds nothing, but: {error}")),
                (false, _) => Finding::Misnamed(error.to_string()),
            };
        }
    };
    let known: BTreeMap<EventId, &Event> = truth.iter().map(|it| (it.id, it)).collect();
    let is_changed = |event: &&Event| known.get(&event.id).is_some_and(|it| it != event);
    if let Some(changed) = events.iter().find(is_changed) {
        // Whoever reads this event is misled, whatever a check would say.
        return Finding::Silent(format!("{changed:?} was recorded in another way"));
    }
    let come_back = events
        .iter()
        .filter(|event| known.contains_key(&event.id))
        .count();
    let is_complete = events == truth && read.as_ref().is_ok_and(|read| read.is_consistent(truth));
    match (is_complete, check.is_fine()) {
        (true, true) => Finding::Unharmed,
        (_, false) => Finding::Named { come_back },
        (false, true) if is_beginning(events, truth) => Finding::EndMissing { come_back },
        (false, true) => Finding::Silent(format!(
            "{come_back} of {} events are read, and the check finds nothing",
            truth.len()
        )),
    }
}

/// Repairs the journal as the program does when it meets the damage.
fn repair(path: &Path, truth: &[Event]) -> Result<usize, String> {
    let report = recover(path).map_err(|error| error.to_string())?;
    let events = Journal::open_or_empty(path, "test").and_then(|journal| journal.all());
    let events = match (events, &report) {
        (Ok(events), _) => events,
        // It was not taken for a journal, so it is left as it is.
        (Err(_), None) => vec![],
        (Err(error), Some(_)) => return Err(error.to_string()),
    };
    let known: BTreeMap<EventId, &Event> = truth.iter().map(|it| (it.id, it)).collect();
    let is_changed = |event: &&Event| known.get(&event.id).is_some_and(|it| it != event);
    if let Some(changed) = events.iter().find(is_changed) {
        return Err(format!("{changed:?} was recorded in another way"));
    }
    let come_back = events
        .iter()
        .filter(|event| known.contains_key(&event.id))
        .count();
    if let Some(report) = report {
        if !JournalCheck::read(path).is_fine() {
            return Err("it is not whole after the repair".to_owned());
        }
        if come_back < truth.len() && !report.lost_something() {
            let number = truth.len() - come_back;
            return Err(format!(
                "{number} events are lost, and the report says: {}",
                report.loss()
            ));
        }
    }
    Ok(come_back)
}

/// Whether these are the events up to some point, with no part of an action.
fn is_beginning(events: &[Event], truth: &[Event]) -> bool {
    let number = events.len();
    let is_cut = |last: &Event| {
        truth
            .get(number)
            .is_some_and(|next| last.action.is_some() && last.action == next.action)
    };
    truth.starts_with(events) && !events.last().is_some_and(is_cut)
}

/// What the queries of the program return.
struct Read {
    events: Vec<Event>,
    by_evening: Vec<Event>,
    counts: Vec<(EveningDate, u64, EventId)>,
    extent: (u64, Option<EventId>),
}

fn read(path: &Path) -> Result<Read, JournalError> {
    let journal = Journal::open_or_empty(path, "test")?;
    let day = |text: &str| text.parse().unwrap();
    Ok(Read {
        events: journal.all()?,
        by_evening: journal.between(day("1970-01-01"), day("2199-12-31"))?,
        counts: journal.event_counts(None)?,
        extent: journal.extent()?,
    })
}

impl Read {
    /// Whether all queries return what was recorded.
    fn is_consistent(&self, truth: &[Event]) -> bool {
        let mut counts: BTreeMap<EveningDate, (u64, EventId)> = BTreeMap::new();
        for event in truth {
            let (number, newest) = counts.entry(event.evening).or_insert((0, event.id));
            *number += 1;
            *newest = event.id.max(*newest);
        }
        let found = self
            .counts
            .iter()
            .map(|(evening, n, id)| (*evening, (*n, *id)));
        let newest = truth.iter().map(|event| event.id).max();
        self.by_evening == truth && found.eq(counts) && self.extent == (truth.len() as u64, newest)
    }
}
