//! The inbox: a folder of text files in the synced one. A phone writes a line into a file there, and the line becomes an
//! entry. One computer reads it.
//!
//! The files belong to whoever writes them. Which lines were taken is remembered on this computer alone, and written down
//! before they are recorded. So a line is recorded once, whatever happens in between. What cannot be recorded comes back
//! in a file beside them that no other computer writes.

mod line;
mod memory;
mod record;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::coach::Coach;
use crate::journal::{Journal, JournalError};
use crate::printable::on_one_line;
use crate::private_file;
use crate::whole_file::{self, Lock};
use memory::{File, Memory, RecordedLines, RefusedLine, Taken, hash_of};
use record::{NotRecorded, record};

/// The name under which entries from the inbox are recorded, in place of a computer's. Whoever writes them knows nothing
/// of what is recorded on any computer.
pub const WRITER: &str = "phone";

/// The folder of the inbox in the synced one.
const FOLDER: &str = "inbox";

/// A larger file is not read.
const LARGEST: u64 = 256 << 10;

/// The most files that are read: with five lines a day, each in a file of its own, more than come in 27 years.
const MOST_FILES: usize = 50_000;

/// The most lines of one file that are read.
const MOST_LINES: usize = 5000;

/// The longest line, in characters.
const LONGEST_LINE: usize = 4000;

/// How long a file must have been left alone until its last line counts without a line break.
const RESTED: TimeDelta = TimeDelta::seconds(2);

/// A file that is away for so long at most was only replaced. One that comes later is another one of the same name, unless it
/// is as it was: then it came back.
const REPLACED_WITHIN: TimeDelta = TimeDelta::minutes(1);

/// For how long a file that is not there is remembered, should it come back.
const REMEMBERED: TimeDelta = TimeDelta::days(30);

/// How long to wait for another process that reads the inbox.
const PATIENCE: Duration = Duration::from_secs(1);

/// How many refused lines are listed. The newest are, and a sentence counts the others.
const MOST_LISTED: usize = 200;

/// How many refused lines are remembered.
const MOST_REFUSED: usize = 10_000;

/// The folder of the inbox in the synced folder `root`.
pub fn folder(root: &Path) -> PathBuf {
    root.join(FOLDER)
}

/// Where the inbox is, who reads it, and where that computer remembers what it took.
#[derive(Debug, Clone, Copy)]
pub struct Inbox<'a> {
    /// The synced folder.
    pub root: &'a Path,
    /// The name of this computer.
    pub computer: &'a str,
    /// The file of what is remembered.
    pub memory: &'a Path,
}

/// What came of a look at the inbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Looked {
    /// How many lines were recorded.
    pub recorded: usize,
    /// When to look again although nothing is reported.
    pub again_in: Option<Duration>,
    /// What is left.
    pub left: Left,
}

/// The lines of the inbox that are no entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Left {
    /// How many are still to be recorded.
    pub waiting: usize,
    /// How many were refused, and are in their files yet.
    pub refused: usize,
    /// How many files are not read at all.
    pub unread_files: usize,
}

impl From<&Memory> for Left {
    fn from(memory: &Memory) -> Self {
        let lines = memory.refused().filter(|line| line.number > 0).count();
        Self {
            waiting: memory.taken.len(),
            refused: lines,
            unread_files: memory.refused().count() - lines,
        }
    }
}

/// Why the inbox was not read, or only in part. The text is what happened and, after a semicolon, what to do.
#[derive(Debug, thiserror::Error)]
pub enum InboxError {
    /// The folder cannot be read.
    #[error("the inbox {} cannot be read ({cause}); give yourself permission to read and write it", path.display())]
    Unreadable {
        /// The folder.
        path: PathBuf,
        /// The system's error.
        cause: io::Error,
    },
    /// There are far too many files.
    #[error("the inbox {} has more than {MOST_FILES} files; take old ones out", .0.display())]
    TooMany(PathBuf),
    /// The list of refused lines, or what is remembered, cannot be written.
    #[error("{} cannot be written ({cause}); the inbox is not read until it can be", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// The system's error.
        cause: io::Error,
    },
    /// The journal cannot be read.
    #[error(transparent)]
    Journal(#[from] JournalError),
}

fn unwritable(path: &Path) -> impl FnOnce(io::Error) -> InboxError {
    let path = path.to_owned();
    move |cause| InboxError::Unwritable { path, cause }
}

/// Creates the folder of the inbox in the synced folder `root`, if it is not there.
///
/// # Errors
/// When it cannot be created.
pub fn make_folder(root: &Path) -> io::Result<()> {
    private_file::make_folder(&folder(root))
}

/// The name of the file in the inbox in which refused lines come back from the computer of that name.
pub fn refused_file(computer: &str) -> String {
    let plain = computer
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { '-' });
    format!("refused-{}.md", plain.collect::<String>())
}

impl Inbox<'_> {
    /// Records what is new in the inbox. The journal of `coach` must write under the name [`WRITER`].
    ///
    /// # Errors
    /// When the folder or what is remembered cannot be read or written. What was recorded is remembered as taken.
    pub fn look(&self, coach: &mut Coach, now: DateTime<Utc>) -> Result<Looked, InboxError> {
        // Another process of this computer takes the same lines.
        let _lock = match Lock::on_within(self.memory, PATIENCE) {
            Err(error) if error.kind() == io::ErrorKind::TimedOut => {
                return Ok(Looked {
                    again_in: Some(PATIENCE),
                    left: self.left(&coach.journal, now)?,
                    ..Looked::default()
                });
            }
            lock => lock.map_err(unwritable(self.memory))?,
        };
        let folder = folder(self.root);
        let mut memory = Memory::read(self.memory, &folder);
        let before = memory.clone();
        let mut looked = Looked::default();
        Self::take(&folder, &mut memory, &mut looked, &coach.journal, now)?;
        if memory != before {
            memory.write(self.memory).map_err(unwritable(self.memory))?;
        }
        for taken in std::mem::take(&mut memory.taken) {
            match record(&taken, self.computer, coach, now) {
                Ok(()) => looked.recorded += 1,
                Err(NotRecorded::Refused(why)) => memory.refused.push(RefusedLine {
                    file: taken.file,
                    number: taken.number,
                    text: taken.text,
                    why,
                }),
                Err(NotRecorded::Later) => {
                    memory.taken.push(taken);
                    looked.again_in = Some(Duration::from_secs(30));
                }
            }
        }
        let given_back = self.give_back(&folder, &mut memory);
        if memory != before {
            memory.write(self.memory).map_err(unwritable(self.memory))?;
        }
        given_back?;
        looked.left = Left::from(&memory);
        Ok(looked)
    }

    /// Which lines are no entries now, as far as that can be told without recording any.
    ///
    /// # Errors
    /// When the folder or the journal cannot be read.
    pub fn left(&self, journal: &Journal, now: DateTime<Utc>) -> Result<Left, InboxError> {
        let folder = folder(self.root);
        let mut memory = Memory::read(self.memory, &folder);
        Self::take(&folder, &mut memory, &mut Looked::default(), journal, now)?;
        Ok(Left::from(&memory))
    }

    /// Takes the new lines of all files. Where the folder is not there, as on a drive that is not mounted, nothing has changed.
    fn take(
        folder: &Path,
        memory: &mut Memory,
        looked: &mut Looked,
        journal: &Journal,
        now: DateTime<Utc>,
    ) -> Result<(), InboxError> {
        let Some(found) = files(folder)? else {
            return Ok(());
        };
        let recorded = if memory.is_unknown() {
            RecordedLines::of(&journal.ids_ever_of(WRITER)?)
        } else {
            RecordedLines::default()
        };
        let is_unknown = std::mem::take(&mut memory.is_new);
        note_what_is_gone(memory, &found, now);
        for (name, file) in found {
            let known = memory.files.entry(name.clone()).or_insert_with(|| File {
                is_unknown,
                ..File::default()
            });
            let gone_since = known.gone_since.take();
            if (known.bytes, known.modified) == (file.bytes, file.modified) {
                continue;
            }
            if gone_since.is_some_and(|since| (now - since).abs() > REPLACED_WITHIN) {
                *known = File::default();
            }
            let refuse = |why: String| RefusedLine {
                file: name.clone(),
                number: 0,
                text: String::new(),
                why,
            };
            memory
                .refused
                .retain(|line| line.file != name || line.number > 0);
            if is_conflict_copy(&name) {
                let why =
                    "it is a second copy of a file, whose lines would count twice; it is not read";
                memory.refused.push(refuse(why.to_owned()));
                (known.bytes, known.modified) = (file.bytes, file.modified);
                continue;
            }
            let content = match private_file::read(&file.path, LARGEST) {
                Ok(content) => content,
                Err(_) if file.bytes > LARGEST => {
                    let why = "it is larger than 256 kB; begin a new file";
                    memory.refused.push(refuse(why.to_owned()));
                    (known.bytes, known.modified) = (file.bytes, file.modified);
                    continue;
                }
                // It went away, or is being replaced.
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => {
                    let why =
                        format!("it cannot be read ({error}); give yourself permission to read it");
                    memory.refused.push(refuse(why));
                    continue;
                }
            };
            let rests = now - file.written >= RESTED || file.written > now;
            let lines = Lines::of(&content, rests);
            if lines.has_open_end {
                looked.again_in = Some(RESTED.to_std().unwrap_or_default());
            } else {
                (known.bytes, known.modified) = (file.bytes, file.modified);
            }
            if lines.has_more {
                let why = format!("only its first {MOST_LINES} lines are read; begin a new file");
                memory.refused.push(refuse(why));
            }
            let mut taken = new_lines(&name, known, &lines.numbered, file.written.min(now));
            if known.is_unknown {
                taken.retain(|line| !recorded.have(line));
                known.is_unknown = lines.has_open_end;
            }
            memory.refused.retain(|it| {
                it.file != name
                    || it.number == 0
                    || lines.numbered.iter().any(|line| line.1 == it.text)
            });
            memory.taken.extend(taken);
        }
        Ok(())
    }

    /// Writes the refused lines into the file beside the others, if they have changed.
    fn give_back(&self, folder: &Path, memory: &mut Memory) -> Result<(), InboxError> {
        let surplus = memory.refused.len().saturating_sub(MOST_REFUSED);
        memory.refused.drain(..surplus);
        let path = folder.join(refused_file(self.computer));
        let text = refused_text(memory);
        if text == memory.shown {
            return Ok(());
        }
        let written = if text.is_empty() {
            match fs::remove_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
                Ok(()) | Err(_) => Ok(()),
            }
        } else {
            whole_file::replace_privately(&path, text.as_bytes()).map(drop)
        };
        written.map_err(unwritable(&path))?;
        memory.shown = text;
        Ok(())
    }
}

/// Notes which of the files that were read are not there any more, and forgets those that are long gone.
fn note_what_is_gone(memory: &mut Memory, found: &BTreeMap<String, FoundFile>, now: DateTime<Utc>) {
    memory.files.retain(|name, file| {
        if found.contains_key(name) {
            return true;
        }
        let since = *file.gone_since.get_or_insert(now);
        (now - since).abs() <= REMEMBERED
    });
    let files = &memory.files;
    memory.refused.retain(|line| files.contains_key(&line.file));
}

fn refused_text(memory: &Memory) -> String {
    let mut text = String::new();
    let (files, lines): (Vec<_>, Vec<_>) = memory.refused().partition(|line| line.number == 0);
    if files.is_empty() && lines.is_empty() {
        return text;
    }
    text.push_str("These lines were not recorded. Correct or delete them in their files.\n\n");
    let more = lines.len().saturating_sub(MOST_LISTED);
    for line in files.iter().chain(&lines[more..]) {
        let (file, why) = (on_one_line(&line.file), on_one_line(&line.why));
        // Writing into a text cannot fail.
        let _ = if line.number == 0 {
            writeln!(text, "- {file}: {why}")
        } else {
            let shown = on_one_line(&line.text);
            writeln!(text, "- {file}, line {}: {shown}: {why}", line.number)
        };
    }
    if more > 0 {
        let _ = writeln!(text, "\nAnd {more} more, which came before these.");
    }
    text
}

/// A file as it lies in the folder.
struct FoundFile {
    path: PathBuf,
    bytes: u64,
    modified: i64,
    written: DateTime<Utc>,
}

/// The files of the inbox, by name; none if there is no such folder. Links, folders, hidden files and those of other kinds
/// are left alone.
fn files(folder: &Path) -> Result<Option<BTreeMap<String, FoundFile>>, InboxError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(cause) => {
            let path = folder.to_owned();
            return Err(InboxError::Unreadable { path, cause });
        }
    };
    let mut files = BTreeMap::new();
    for entry in entries.flatten() {
        let Some(name) = entry.file_name().to_str().map(str::to_owned) else {
            continue;
        };
        let is_text = Path::new(&name)
            .extension()
            .is_some_and(|extension| extension.eq_ignore_ascii_case("txt"));
        if !is_text || name.starts_with(['.', '~']) {
            continue;
        }
        // Does not follow links.
        let Ok(found) = entry.metadata() else {
            continue;
        };
        let Ok(modified) = found.modified() else {
            continue;
        };
        let written = DateTime::<Utc>::from(modified);
        if found.is_file() {
            if files.len() == MOST_FILES {
                return Err(InboxError::TooMany(folder.to_owned()));
            }
            let file = FoundFile {
                path: entry.path(),
                bytes: found.len(),
                modified: written.timestamp_nanos_opt().unwrap_or_default(),
                written,
            };
            files.insert(name, file);
        }
    }
    Ok(Some(files))
}

/// Whether a program that carries folders made this file beside another one, because two had been written.
fn is_conflict_copy(name: &str) -> bool {
    name.contains(".sync-conflict-") || name.to_lowercase().contains("conflicted copy")
}

/// The lines of a file, with their numbers.
struct Lines {
    numbered: Vec<(u32, String)>,
    /// Whether the last one has no line break and may still be written.
    has_open_end: bool,
    /// Whether there are more than are read.
    has_more: bool,
}

impl Lines {
    fn of(content: &[u8], rests: bool) -> Self {
        let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
        let ended = content.iter().rposition(|byte| *byte == b'\n');
        let whole = ended.map_or(0, |at| at + 1);
        let has_open_end = whole < content.len() && !rests;
        let counted = if has_open_end {
            &content[..whole]
        } else {
            content
        };
        let lines = (1..).zip(counted.split(|byte| *byte == b'\n'));
        let lines = lines.map(|(number, line)| {
            let text = String::from_utf8_lossy(line);
            (number, text.trim().chars().take(LONGEST_LINE + 1).collect())
        });
        let mut lines = lines.filter(|(_, text): &(u32, String)| !text.is_empty());
        Self {
            numbered: lines.by_ref().take(MOST_LINES).collect(),
            has_open_end,
            has_more: lines.next().is_some(),
        }
    }
}

/// The lines that were not taken before. A line that is there more often than it was taken is new; one that went away was
/// not taken, should it come again.
fn new_lines(
    name: &str,
    known: &mut File,
    lines: &[(u32, String)],
    written: DateTime<Utc>,
) -> Vec<Taken> {
    let mut there: BTreeMap<u64, u32> = BTreeMap::new();
    let mut new = Vec::new();
    for (number, text) in lines {
        let hash = hash_of(text);
        let count = there.entry(hash).or_default();
        if *count >= known.taken.get(&hash).copied().unwrap_or_default() {
            new.push(Taken {
                file: name.to_owned(),
                number: *number,
                text: text.clone(),
                before: *count,
                written,
                is_last: false,
            });
        }
        *count += 1;
    }
    if let Some(last) = new.last_mut() {
        last.is_last = true;
    }
    known.taken = there;
    new
}

#[cfg(test)]
mod tests;
