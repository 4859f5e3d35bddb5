//! How sync stands: with which computers, and what needs looking at, each in a sentence with what to do.

use std::collections::HashMap;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use uuid::Uuid;

use super::about::About;
use super::folder::Folder;
use super::remark::Remark;
use super::state::State;
use super::{Settings, SyncError, settings, shared_config, turn};
use crate::answering;
use crate::event::EventId;
use crate::exchange::synced_file;
use crate::inbox::{self, Inbox, InboxError};
use crate::journal::Journal;
use crate::paths::Paths;
use crate::plan::Plan;
use crate::printable::on_one_line;
use crate::time_of_day::ClockFormat;

/// How long the look at a folder that answers may take: many short answers of a slow one add up.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long a computer may be silent before it is remarked on.
const SILENT: TimeDelta = TimeDelta::days(21);

/// From how many minutes on two clocks are said to differ. A clock that is off by less harms little.
const CLOCKS_DIFFER: i64 = 120;

/// How sync stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Status {
    /// Always true: there is no status where sync is off.
    pub on: bool,
    /// The folder.
    pub folder: String,
    /// The name of this computer.
    pub name: String,
    /// Whether this computer sends reminders.
    pub remind_here: bool,
    /// Whether the config lies in the folder.
    pub with_config: bool,
    /// The names of the computers that read the inbox.
    pub inbox: Vec<String>,
    /// How many entries are not in the folder yet.
    pub waiting: usize,
    /// The computers, this one among them.
    pub computers: Vec<Computer>,
    /// What needs looking at.
    pub remarks: Vec<Remark>,
    /// Who takes part, in sentences. None where the folder could not be looked at.
    #[serde(skip)]
    who: Vec<String>,
}

/// A computer that takes part.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Computer {
    /// Its name, or the name of its folder where it has not said its name yet.
    pub name: String,
    /// The id under which it writes.
    pub writer: String,
    /// Whether it is this one.
    pub this: bool,
    /// The version of the program there, as far as it is known.
    pub version: Option<String>,
    /// The number of its files.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
    /// When its newest event was recorded.
    pub newest: Option<DateTime<Utc>>,
}

impl Status {
    /// Through which folder, and under which name, in two sentences.
    pub fn summary(&self) -> String {
        settings::summary(&self.folder, &self.name)
    }

    /// With whom, who reads the inbox, and what needs looking at, a sentence each.
    pub fn sentences(&self) -> Vec<String> {
        let remarks = self.remarks.iter().map(ToString::to_string);
        self.who.iter().cloned().chain(remarks).collect()
    }
}

/// With whom entries are exchanged, and who reads the inbox.
fn who(computers: &[Computer], inbox: &[String]) -> Vec<String> {
    let others = computers.iter().filter(|computer| !computer.this);
    let others: Vec<String> = others.map(|it| on_one_line(&it.name)).collect();
    let with = if others.is_empty() {
        "No other computer has written into the folder yet.".to_owned()
    } else {
        format!("With {}.", others.join(", "))
    };
    let inbox: Vec<String> = inbox.iter().map(|name| on_one_line(name)).collect();
    let reads = if inbox.is_empty() {
        "No computer reads the inbox.".to_owned()
    } else {
        format!("The inbox is read by {}.", inbox.join(" and "))
    };
    vec![with, reads]
}

/// How sync stands; none where it is off. Its sentences have times by `clock`. Writes nothing.
///
/// # Errors
/// When the settings or the journal cannot be read.
pub fn status(
    paths: &Paths,
    (plan, clock): (&Plan, ClockFormat),
    journal: &Journal,
    now: DateTime<Utc>,
) -> Result<Option<Status>, SyncError> {
    let Some(settings) = Settings::read(paths)? else {
        return Ok(None);
    };
    let state = State::read(&paths.sync_state(), &settings.folder);
    let Found {
        trouble,
        abouts,
        config_copies,
        inbox: in_inbox,
    } = Found::within_a_while(&settings, paths, now);
    let computers = computers(&settings, &state, &abouts);
    let waiting = waiting(&state, journal)?;
    let mut remarks = Vec::new();
    let is_seen = trouble.is_none();
    let trouble = trouble.map(|error| error.to_string());
    remarks.extend(trouble.or(state.trouble.clone()).map(Remark::Trouble));
    if waiting > 0 {
        remarks.push(Remark::Waiting(waiting));
    }
    remarks.extend(in_inbox);
    remarks.extend(of_files(&state, &computers));
    remarks.extend(of_computers(&computers, now));
    remarks.extend(of_conflict_copies(&state));
    remarks.extend(of_new_files(&state, now));
    remarks.extend(config_copies.into_iter().map(Remark::ConfigConflict));
    if !settings.with_config {
        remarks.extend(of_plans((plan, clock), &state, &abouts));
    }
    let reads_inbox = abouts
        .iter()
        .filter(|(id, about)| about.inbox && !state.has_written_as(id));
    let mut inbox: Vec<String> = reads_inbox.map(|(_, about)| about.name.clone()).collect();
    if settings.inbox {
        inbox.insert(0, settings.name.clone());
    }
    Ok(Some(Status {
        on: true,
        folder: settings.folder.display().to_string(),
        name: settings.name,
        remind_here: settings.remind_here,
        with_config: settings.with_config,
        who: if is_seen {
            who(&computers, &inbox)
        } else {
            vec![]
        },
        inbox,
        waiting,
        computers,
        remarks,
    }))
}

/// The lines of the inbox that are no entries, on the computer that reads it, or why they cannot be told.
fn of_inbox(settings: &Settings, paths: &Paths, now: DateTime<Utc>) -> Vec<Remark> {
    if !settings.inbox {
        return vec![];
    }
    let inbox = Inbox {
        root: &settings.folder,
        computer: &settings.name,
        memory: &paths.inbox_memory(),
    };
    // It is read here, on the thread that may have to wait. It records nothing, so it needs no name.
    let journal = Journal::open_or_empty(&paths.journal, "").map_err(InboxError::from);
    let left = match journal.and_then(|journal| inbox.left(&journal, now)) {
        Ok(left) => left,
        Err(error) => return vec![Remark::InboxTrouble(error.to_string())],
    };
    let refused = || Remark::InboxRefused {
        lines: left.refused,
        files: left.unread_files,
        reasons: inbox::refused_file(&settings.name),
    };
    [
        (left.waiting > 0).then_some(Remark::InboxWaits(left.waiting)),
        (left.refused + left.unread_files > 0).then(refused),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What a look at the folder itself finds.
struct Found {
    /// Why it cannot be used.
    trouble: Option<SyncError>,
    /// What the computers say of themselves.
    abouts: Vec<(String, About)>,
    /// The versions of the shared config that an engine left beside it.
    config_copies: Vec<String>,
    /// What is in the inbox and is no entry.
    inbox: Vec<Remark>,
}

impl Found {
    /// What is found within a while.
    fn within_a_while(settings: &Settings, paths: &Paths, now: DateTime<Utc>) -> Self {
        let folder = settings.folder.as_path();
        let nothing = |trouble| Self {
            trouble: Some(trouble),
            abouts: vec![],
            config_copies: vec![],
            inbox: vec![],
        };
        if let Err(trouble) = turn::ensure_answering(paths) {
            return nothing(trouble);
        }
        let root = folder.to_owned();
        let (settings, paths) = (settings.clone(), paths.clone());
        let look = move || {
            let folder = Folder::at(&root);
            let trouble = folder.ensure_present().err();
            let inbox = if trouble.is_none() {
                of_inbox(&settings, &paths, now)
            } else {
                vec![]
            };
            Self {
                trouble,
                abouts: folder.abouts(),
                config_copies: shared_config::conflict_copies(&root),
                inbox,
            }
        };
        answering::within(PATIENCE, look)
            .unwrap_or_else(|| nothing(SyncError::Unanswering(folder.to_owned())))
    }
}

/// How many entries are not in the folder yet, as far as that is known without reading it.
fn waiting(state: &State, journal: &Journal) -> Result<usize, SyncError> {
    let added = match state.in_folder {
        Some(mark) => journal.added_since(mark)?,
        None => Some(journal.all_rows()?),
    };
    Ok(added.map_or(0, |added| added.rows.len()))
}

/// The computers, each with all that it wrote, under whatever id.
fn computers(settings: &Settings, state: &State, abouts: &[(String, About)]) -> Vec<Computer> {
    let this = state.writer.to_string();
    let mut newest: HashMap<&str, DateTime<Utc>> = HashMap::new();
    for (name, file) in &state.read {
        let entry = newest.entry(writer_of(name)).or_default();
        *entry = file.newest.map_or(*entry, |at| at.max(*entry));
    }
    // An id that is still written under after another took its place belongs to a second computer: a disk was cloned.
    let is_replaced = |old: &str, by: Uuid| {
        let begun = synced_file::recorded(EventId(by));
        newest.get(old).is_none_or(|newest| Some(*newest) <= begun)
    };
    let owner = |writer: &str| -> String {
        let is_own = state.has_written_as(writer) && is_replaced(writer, state.writer);
        if is_own || writer == this {
            return this.clone();
        }
        let successor = abouts.iter().find(|(id, about)| {
            let id = Uuid::parse_str(id);
            about.replaces.iter().any(|old| old.to_string() == writer)
                && id.is_ok_and(|id| is_replaced(writer, id))
        });
        successor.map_or(writer, |(id, _)| id).to_owned()
    };
    let mut computers: Vec<Computer> = Vec::new();
    let mut add = |writer: &str, bytes: u64, newest: Option<DateTime<Utc>>| {
        let writer = owner(writer);
        let place = computers
            .iter()
            .position(|computer| computer.writer == writer);
        let place = place.unwrap_or_else(|| {
            let about = abouts.iter().find(|(id, _)| *id == writer);
            let about = about.map(|(_, about)| about);
            let this = writer == this;
            let name = about.map_or(&writer, |about| &about.name);
            computers.push(Computer {
                name: if this { &settings.name } else { name }.clone(),
                this,
                version: about.map(|about| about.version.clone()),
                files: 0,
                bytes: 0,
                newest: None,
                writer,
            });
            computers.len() - 1
        });
        let computer = &mut computers[place];
        computer.files += usize::from(bytes > 0);
        computer.bytes += bytes;
        computer.newest = computer.newest.max(newest);
    };
    add(&this, 0, None);
    for (id, _) in abouts {
        add(id, 0, None);
    }
    for (name, file) in &state.read {
        add(writer_of(name), file.stamp.bytes, file.newest);
    }
    computers
}

/// The id of the computer that a file is from, by its path below the folder of computers.
fn writer_of(name: &str) -> &str {
    name.split('/').next().unwrap_or_default()
}

fn of_files(state: &State, computers: &[Computer]) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for (name, file) in &state.read {
        let writer = writer_of(name);
        let computer = computers.iter().find(|computer| computer.writer == writer);
        let computer = computer
            .map_or(writer, |computer| &computer.name)
            .to_owned();
        let file_name = name.clone();
        if file.ends_within_a_line {
            remarks.push(Remark::HalfArrived(file_name.clone()));
        }
        if file.is_too_large {
            remarks.push(Remark::TooLarge(file_name.clone()));
        }
        let newer = file
            .set_aside
            .iter()
            .filter(|line| line.may_be_newer)
            .count();
        if newer > 0 {
            remarks.push(Remark::Newer {
                computer: computer.clone(),
                lines: newer,
            });
        }
        let waiting = file
            .set_aside
            .iter()
            .filter(|line| line.is_in_the_future)
            .count();
        if waiting > 0 {
            remarks.push(Remark::Future {
                computer: computer.clone(),
                lines: waiting,
            });
        }
        let bad: Vec<_> = file
            .set_aside
            .iter()
            .filter(|line| !line.may_be_newer && !line.is_in_the_future)
            .collect();
        if let Some(first) = bad.first() {
            remarks.push(Remark::SetAside {
                file: file_name.clone(),
                lines: bad.len(),
                first: first.line,
                why: first.why.clone(),
            });
        }
        if let Some(id) = file.different.first() {
            remarks.push(Remark::Different {
                file: file_name,
                id: *id,
            });
        }
        let hours = file.ahead_min.filter(|minutes| *minutes >= CLOCKS_DIFFER);
        if let Some(hours) = hours.map(|minutes| minutes / 60) {
            remarks.push(Remark::ClockAhead { computer, hours });
        }
    }
    remarks
}

fn of_computers(computers: &[Computer], now: DateTime<Utc>) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for (number, computer) in computers.iter().enumerate() {
        let name = computer.name.to_lowercase();
        let mut before = computers[..number].iter();
        if before.any(|other| other.name.to_lowercase() == name) {
            remarks.push(Remark::SameName(computer.name.clone()));
        }
        let silent = computer.newest.map(|newest| now - newest);
        if let Some(silent) = silent.filter(|silent| !computer.this && *silent > SILENT) {
            remarks.push(Remark::Silent {
                computer: computer.name.clone(),
                days: silent.num_days(),
            });
        }
    }
    remarks
}

/// The copies of files of events that an engine made because of a conflict.
fn of_conflict_copies(state: &State) -> Option<Remark> {
    let copies = state
        .read
        .keys()
        .filter(|name| !synced_file::is_original(name));
    let copies: Vec<&String> = copies.collect();
    let first = (*copies.first()?).clone();
    Some(Remark::ConflictCopies {
        first,
        number: copies.len(),
    })
}

/// That this computer began new files, for some time after it did.
fn of_new_files(state: &State, now: DateTime<Utc>) -> Option<Remark> {
    let begun = synced_file::recorded(EventId(state.writer))?;
    let is_recent = now - begun < SILENT;
    (!state.earlier_writers.is_empty() && is_recent).then_some(Remark::BegunAnew)
}

fn of_plans(
    (plan, clock): (&Plan, ClockFormat),
    state: &State,
    abouts: &[(String, About)],
) -> Vec<Remark> {
    let others = abouts.iter().filter(|(id, _)| !state.has_written_as(id));
    others
        .filter_map(|(_, about)| {
            let differences = super::plans::differences(plan, &about.plan()?, clock);
            (!differences.is_empty()).then(|| Remark::PlansDiffer {
                computer: about.name.clone(),
                differences,
            })
        })
        .collect()
}
