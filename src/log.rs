//! The log: what the program did, for a later look. One file a day, the last few of them.
//!
//! It is not the diary. What is logged is a sentence of our own with named facts beside it: steps by their id,
//! kinds, channels, files, lines, what the system said. Titles, notes, reasons and ratings are never among
//! them; `tests/architecture.rs` has the list of facts that may be.
//!
//! Nothing is opened before something is said, and nothing runs beside it: at rest it costs nothing. A log that
//! cannot be written stops nobody.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, NaiveDate, Utc};
use tracing::Level;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::FormatTime;
use tracing_subscriber::layer::SubscriberExt;

use crate::clock::{self, Zone};

/// So many days are kept.
const DAYS: usize = 7;

/// So many bytes are kept of one day; something that goes round in circles must not fill the disk.
const MOST_A_DAY: u64 = 1 << 20;

/// What is logged, and where it is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verbosity {
    /// What happened, in the file.
    Normal,
    /// Each single thing, in the file.
    Debug,
    /// Each single thing, in the file and on standard error.
    DebugToStderr,
}

/// Lets `tracing`'s events of this program be written to a file of the day in `folder`, if there is one. Only
/// the first call counts.
pub fn start(folder: Option<PathBuf>, verbosity: Verbosity) {
    let level = match verbosity {
        Verbosity::Normal => Level::INFO,
        Verbosity::Debug | Verbosity::DebugToStderr => Level::DEBUG,
    };
    let log = Log {
        aloud: verbosity == Verbosity::DebugToStderr,
        files: Arc::new(Mutex::new(Files::in_folder(folder))),
    };
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(level)
        .with_ansi(false)
        .with_target(false)
        .with_timer(Wall)
        .with_writer(log)
        .finish()
        // What a library says of its own could hold anything.
        .with(Targets::new().with_target("winddown", level));
    // Where something listens already, that goes on.
    let _ = tracing::subscriber::set_global_default(subscriber);
}

/// The log files of a folder, the newest first.
///
/// # Errors
/// When the folder is there and cannot be read.
pub fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut files: Vec<_> = entries
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let date = day_of(path.file_name()?.to_str()?)?;
            Some((date, path))
        })
        .collect();
    files.sort_by(|(one, _), (other, _)| other.cmp(one));
    Ok(files.into_iter().map(|(_, path)| path).collect())
}

fn name_of(day: NaiveDate) -> String {
    format!("winddown.{day}.log")
}

fn day_of(name: &str) -> Option<NaiveDate> {
    let day = name.strip_prefix("winddown.")?.strip_suffix(".log")?;
    day.parse().ok()
}

/// The time as the clock on the wall shows it.
struct Wall;

impl FormatTime for Wall {
    fn format_time(&self, w: &mut Writer<'_>) -> std::fmt::Result {
        let now = clock::now().with_timezone(&Zone::System);
        write!(w, "{}", now.format("%Y-%m-%dT%H:%M:%S%.3f%:z"))
    }
}

/// Where lines go.
#[derive(Clone)]
struct Log {
    aloud: bool,
    files: Arc<Mutex<Files>>,
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl Write for Log {
    /// Takes a whole line each time, and never fails: there is nobody to tell.
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if self.aloud {
            let _ = io::stderr().write_all(line);
        }
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(why) = files.write(line, clock::now())
            && self.aloud
            && !std::mem::replace(&mut files.failed, true)
        {
            let _ = writeln!(io::stderr(), "winddown: nothing is put into the log: {why}");
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The files of a folder, of which the day's is open once something was said.
struct Files {
    folder: Option<PathBuf>,
    today: Option<Today>,
    /// Whether it was said already that there is no log.
    failed: bool,
}

struct Today {
    day: NaiveDate,
    file: File,
    bytes: u64,
}

impl Files {
    fn in_folder(folder: Option<PathBuf>) -> Self {
        Self {
            folder,
            today: None,
            failed: false,
        }
    }

    fn write(&mut self, line: &[u8], now: DateTime<Utc>) -> Result<(), String> {
        let Some(folder) = &self.folder else {
            return Err("there is no home directory to keep it in".to_owned());
        };
        let day = now.with_timezone(&Zone::System).date_naive();
        let unwritable = |cause| format!("cannot write to {}: {cause}", folder.display());
        let mut today = match self.today.take().filter(|today| today.day == day) {
            Some(today) => today,
            None => Today::open(folder, day).map_err(unwritable)?,
        };
        let written = today.write(line);
        self.today = Some(today);
        written.map_err(unwritable)
    }
}

impl Today {
    fn open(folder: &Path, day: NaiveDate) -> io::Result<Self> {
        make_private(folder)?;
        let mut options = OpenOptions::new();
        options.append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(folder.join(name_of(day)))?;
        for old in files(folder)?.iter().skip(DAYS) {
            // One that stays is in nobody's way.
            let _ = fs::remove_file(old);
        }
        let bytes = file.metadata()?.len();
        Ok(Self { day, file, bytes })
    }

    /// A line goes out in one piece, so those of two processes do not mix.
    fn write(&mut self, line: &[u8]) -> io::Result<()> {
        if self.bytes < MOST_A_DAY {
            self.bytes += line.len() as u64;
            self.file.write_all(line)?;
            if self.bytes >= MOST_A_DAY {
                self.file.write_all(b"and more, which is left out\n")?;
            }
        }
        Ok(())
    }
}

fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noon(day: u32) -> DateTime<Utc> {
        format!("2026-11-{day:02}T12:00:00Z").parse().unwrap()
    }

    #[test]
    fn nothing_is_made_before_something_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("state/log");
        let mut files = Files::in_folder(Some(log.clone()));
        assert!(!folder.path().join("state").exists());
        files.write(b"one\n", noon(1)).unwrap();
        files.write(b"two\n", noon(1)).unwrap();
        let kept = super::files(&log).unwrap();
        assert_eq!(kept, [log.join("winddown.2026-11-01.log")]);
        assert_eq!(fs::read_to_string(&kept[0]).unwrap(), "one\ntwo\n");
    }

    #[test]
    fn each_day_has_a_file_and_the_last_seven_stay() {
        let folder = tempfile::tempdir().unwrap();
        let stranger = folder.path().join("winddown.old.log");
        fs::write(&stranger, "not ours").unwrap();
        let mut files = Files::in_folder(Some(folder.path().to_owned()));
        for day in 1..=9 {
            files.write(b"line\n", noon(day)).unwrap();
        }
        let kept = super::files(folder.path()).unwrap();
        let days: Vec<_> = kept.iter().map(|path| path.file_name().unwrap()).collect();
        assert_eq!(days.len(), 7);
        assert_eq!(days[0], "winddown.2026-11-09.log");
        assert_eq!(days[6], "winddown.2026-11-03.log");
        assert!(stranger.exists());
    }

    #[test]
    fn a_day_that_has_too_much_to_say_is_cut_short() {
        let folder = tempfile::tempdir().unwrap();
        let line = [&[b'x'; 9_999][..], b"\n"].concat();
        for _process in 0..2 {
            let mut files = Files::in_folder(Some(folder.path().to_owned()));
            for _ in 0..200 {
                files.write(&line, noon(1)).unwrap();
            }
        }
        let kept = super::files(folder.path()).unwrap();
        let text = fs::read_to_string(&kept[0]).unwrap();
        assert!(text.len() < 1_100_000, "{}", text.len());
        assert!(text.ends_with("x\nand more, which is left out\n"));
    }

    #[test]
    fn a_folder_that_cannot_be_is_told_and_tried_again() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log");
        fs::write(&log, "a file").unwrap();
        let mut files = Files::in_folder(Some(log.clone()));
        assert!(files.write(b"line\n", noon(1)).is_err());
        fs::remove_file(&log).unwrap();
        files.write(b"line\n", noon(1)).unwrap();
        assert!(Files::in_folder(None).write(b"line\n", noon(1)).is_err());
    }
}
