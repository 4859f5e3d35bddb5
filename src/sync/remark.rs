//! What needs looking at, each in one sentence that says what to do.

use std::fmt;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::event::EventId;
use crate::printable;
use crate::words::{counted, entries};

/// Something that needs looking at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remark {
    /// The last look at the folder failed, for this reason.
    Trouble(String),
    /// So many entries are not in the folder yet.
    Waiting(usize),
    /// So many lines of the inbox, which this computer reads, are not recorded yet.
    InboxWaits(usize),
    /// The inbox cannot be read, for this reason.
    InboxTrouble(String),
    /// Some lines or files of the inbox were refused.
    InboxRefused {
        /// How many lines.
        lines: usize,
        /// How many files.
        files: usize,
        /// The file that has the reasons.
        reasons: String,
    },
    /// The last line of a file has not arrived whole.
    HalfArrived(String),
    /// A file is too large to be read.
    TooLarge(String),
    /// A newer version wrote some lines.
    Newer {
        /// On this computer.
        computer: String,
        /// How many.
        lines: usize,
    },
    /// Some lines are about a time that is still to come.
    Future {
        /// On this computer.
        computer: String,
        /// How many.
        lines: usize,
    },
    /// Some lines are no events.
    SetAside {
        /// The file.
        file: String,
        /// How many.
        lines: usize,
        /// The number of the first of them.
        first: usize,
        /// What is wrong with the first.
        why: String,
    },
    /// The journal has another event of the same id.
    Different {
        /// The file.
        file: String,
        /// The id.
        id: EventId,
    },
    /// The clock of a computer is ahead of this one's.
    ClockAhead {
        /// Its name.
        computer: String,
        /// By how much.
        hours: i64,
    },
    /// Two computers have this name.
    SameName(String),
    /// Something made copies of files of events.
    ConflictCopies {
        /// The first of them.
        first: String,
        /// How many.
        number: usize,
    },
    /// This computer's files were not as it left them, so it began new ones.
    BegunAnew,
    /// Two versions of the shared config: this one lies beside it.
    ConfigConflict(String),
    /// A computer has recorded nothing for long.
    Silent {
        /// Its name.
        computer: String,
        /// How long.
        days: i64,
    },
    /// A computer follows another plan.
    PlansDiffer {
        /// Its name.
        computer: String,
        /// In what.
        differences: Vec<String>,
    },
}

impl Remark {
    /// What it is about, as a name for programs.
    pub fn about(&self) -> &'static str {
        match self {
            Self::Trouble(_) => "trouble",
            Self::Waiting(_) => "waiting",
            Self::InboxWaits(_) => "inbox_waiting",
            Self::InboxTrouble(_) => "inbox_trouble",
            Self::InboxRefused { .. } => "inbox_refused",
            Self::HalfArrived(_) => "half_arrived",
            Self::TooLarge(_) => "too_large",
            Self::Newer { .. } => "newer",
            Self::Future { .. } => "future",
            Self::SetAside { .. } => "set_aside",
            Self::Different { .. } => "different",
            Self::ClockAhead { .. } => "clock_ahead",
            Self::SameName(_) => "same_name",
            Self::ConflictCopies { .. } => "conflict_copies",
            Self::BegunAnew => "begun_anew",
            Self::ConfigConflict(_) => "config_conflict",
            Self::Silent { .. } => "silent",
            Self::PlansDiffer { .. } => "plans_differ",
        }
    }
}

impl fmt::Display for Remark {
    /// One line, whatever files, computers and titles are called.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&printable::escaped(&Sentence(self).to_string()))
    }
}

/// The sentence with the names as they are.
struct Sentence<'a>(&'a Remark);

impl fmt::Display for Sentence<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Remark::Trouble(why) => write!(f, "The last exchange failed: {why}."),
            Remark::Waiting(number) => write!(
                f,
                "Not in the folder yet: {}; the next exchange writes them, and `winddown sync now` is one.",
                entries(*number)
            ),
            Remark::InboxWaits(lines) => write!(
                f,
                "Not recorded yet: {} of the inbox; a window, the agent and `winddown sync now` do so.",
                counted(*lines, "line")
            ),
            Remark::InboxTrouble(why) => write!(f, "The inbox waits: {why}."),
            Remark::InboxRefused {
                lines,
                files,
                reasons,
            } => write!(
                f,
                "Not recorded: {} of the inbox; {reasons} there has the reasons.",
                lines_and_files(*lines, *files)
            ),
            Remark::HalfArrived(file) => write!(
                f,
                "{file} has not arrived whole; the rest of it is taken in when it comes."
            ),
            Remark::TooLarge(file) => write!(
                f,
                "{file} is far larger than winddown writes and was not read; take it out of the folder."
            ),
            Remark::Newer { computer, lines } => write!(
                f,
                "{computer} has a newer winddown; update this one, and it takes in {} more.",
                entries(*lines)
            ),
            Remark::Future { computer, lines } => write!(
                f,
                "{computer} has {} dated in the future; set the wrong clock right. They are taken in when their time has come.",
                entries(*lines)
            ),
            Remark::SetAside {
                file,
                lines,
                first,
                why,
            } => write!(
                f,
                "{file} has {} that could not be read (line {first}: {why}); the rest was taken in, and there is nothing to do unless an entry is missing.",
                counted(*lines, "line")
            ),
            Remark::Different { file, id } => write!(
                f,
                "{file} has another entry with the id {id}; the one in your journal stays, and nothing has to be done."
            ),
            Remark::ClockAhead { computer, hours } => write!(
                f,
                "The clock of {computer} is {hours} h ahead of this computer's; set the wrong one right, so that times fit together."
            ),
            Remark::SameName(name) => write!(
                f,
                "Two computers are called {name}; on one of them, `winddown sync on DIR --name OTHER` gives it a name of its own."
            ),
            Remark::ConflictCopies { first, number } => write!(
                f,
                "The folder has {} made because of a conflict ({first}); what is in them was taken in, and you need do nothing.",
                counted(*number, "extra file")
            ),
            Remark::BegunAnew => write!(
                f,
                "The files of this computer were not as it left them (a restored backup, or a copied disk), so it began new ones; nothing is lost, and you need do nothing."
            ),
            Remark::ConfigConflict(file) => write!(
                f,
                "Two computers changed the config at once: {file} lies beside config.toml; take over what you want from it, then delete it."
            ),
            Remark::Silent { computer, days } => write!(
                f,
                "Nothing has come from {computer} for {days} days; if it is in use, look whether the folder is carried there."
            ),
            Remark::PlansDiffer {
                computer,
                differences,
            } => write!(
                f,
                "{computer} follows another plan: {}. `winddown sync on DIR --with-config` on both makes it one.",
                differences.join(", ")
            ),
        }
    }
}

/// `2 lines`, `1 file`, `2 lines and 1 file`.
fn lines_and_files(lines: usize, files: usize) -> String {
    let named = [(lines, "line"), (files, "file")].into_iter();
    let named = named.filter(|(number, _)| *number > 0);
    let named: Vec<String> = named.map(|(number, what)| counted(number, what)).collect();
    named.join(" and ")
}

impl Serialize for Remark {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut fields = to.serialize_struct("Remark", 2)?;
        fields.serialize_field("about", self.about())?;
        fields.serialize_field("sentence", &self.to_string())?;
        fields.end()
    }
}
