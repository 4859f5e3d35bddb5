//! The log, for finding problems later: one file a day, of which the last few are kept.
//!
//! A log line is a fixed sentence with named fields: step ids, kinds, channels, files, line numbers, errors of the
//! system. Titles, notes, reasons and ratings are never logged; `tests/architecture.rs` has the list of permitted
//! fields.
//!
//! The file is opened with the first line, and there is no background thread, so an idle program does no work for the
//! log. An error of writing the log is ignored.

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
use crate::printable;
use crate::private_file;

/// The number of daily files that are kept.
const DAYS_KEPT: usize = 7;

/// The largest size of a daily file in bytes, so that an endless loop cannot fill the disk.
const MAX_BYTES_A_DAY: u64 = 1 << 20;

/// How much is logged, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verbosity {
    /// Level `INFO`, to the file.
    Normal,
    /// Level `DEBUG`, to the file.
    Debug,
    /// Level `DEBUG`, to the file and to standard error.
    DebugToStderr,
}

/// Starts logging this program's `tracing` events to daily files in `folder`. Without a folder there is no file. Only
/// the first call has an effect.
pub fn start(folder: Option<PathBuf>, verbosity: Verbosity) {
    let level = match verbosity {
        Verbosity::Normal => Level::INFO,
        Verbosity::Debug | Verbosity::DebugToStderr => Level::DEBUG,
    };
    let log = Log {
        to_stderr: verbosity == Verbosity::DebugToStderr,
        files: Arc::new(Mutex::new(Files::in_folder(folder))),
    };
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(level)
        .with_ansi(false)
        .with_target(false)
        .with_timer(LocalTime)
        .with_writer(log)
        .finish()
        // Events of libraries are left out, because they might contain private text.
        .with(Targets::new().with_target("winddown", level));
    // Fails if a subscriber is set already, which then stays.
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

/// Formats the time in the system's time zone.
struct LocalTime;

impl FormatTime for LocalTime {
    fn format_time(&self, w: &mut Writer<'_>) -> std::fmt::Result {
        let now = clock::now().with_timezone(&Zone::System);
        write!(w, "{}", now.format("%Y-%m-%dT%H:%M:%S%.3f%:z"))
    }
}

/// The destination of log lines.
#[derive(Clone)]
struct Log {
    to_stderr: bool,
    files: Arc<Mutex<Files>>,
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl Write for Log {
    /// Writes one whole line. Never fails, because no caller could handle the error.
    fn write(&mut self, written: &[u8]) -> io::Result<usize> {
        let line = one_line(written);
        let line = line.as_bytes();
        if self.to_stderr {
            let _ = io::stderr().write_all(line);
        }
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(why) = files.write(line, clock::now())
            && self.to_stderr
            && !std::mem::replace(&mut files.failed, true)
        {
            let _ = writeln!(
                io::stderr(),
                "winddown: nothing is written to the log: {why}"
            );
        }
        Ok(written.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The line without anything that could steer the terminal of whoever reads the log, or begin another line.
fn one_line(line: &[u8]) -> String {
    let line = String::from_utf8_lossy(line);
    let line = line.strip_suffix('\n').unwrap_or(&line);
    printable::escaped(line) + "\n"
}

/// The log files in a folder. Today's file is opened with the first line.
struct Files {
    folder: Option<PathBuf>,
    today: Option<Today>,
    /// Whether the failure was already reported on standard error.
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
        private_file::make_folder(folder)?;
        let path = folder.join(name_of(day));
        let file = private_file::open_to_write(&path, OpenOptions::new().append(true))?;
        for old in files(folder)?.iter().skip(DAYS_KEPT) {
            // A file that cannot be removed does no harm.
            let _ = fs::remove_file(old);
        }
        let bytes = file.metadata()?.len();
        Ok(Self { day, file, bytes })
    }

    /// Writes a line with a single call, so that lines of two processes do not mix.
    fn write(&mut self, line: &[u8]) -> io::Result<()> {
        if self.bytes < MAX_BYTES_A_DAY {
            self.bytes += line.len() as u64;
            self.file.write_all(line)?;
            if self.bytes >= MAX_BYTES_A_DAY {
                self.file.write_all(b"and more, which is left out\n")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noon(day: u32) -> DateTime<Utc> {
        format!("2026-11-{day:02}T12:00:00Z").parse().unwrap()
    }

    #[test]
    fn the_first_line_creates_the_file() {
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
    fn a_line_cannot_steer_the_terminal_or_begin_another() {
        let line = "hook=\"a\x1b[31m\n2026 forged\u{202e}\u{9b}\u{200b}\"\n";
        assert_eq!(
            one_line(line.as_bytes()),
            "hook=\"a\\u{1b}[31m\\n2026 forged\\u{202e}\\u{9b}\\u{200b}\"\n"
        );
        assert_eq!(one_line(b"\xff\n"), "\u{fffd}\n");
    }

    #[test]
    fn each_day_has_a_file_and_the_last_seven_are_kept() {
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
    fn a_file_that_grows_too_large_is_cut_off_with_a_note() {
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
    fn an_unusable_folder_is_an_error_and_is_tried_again_with_the_next_line() {
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
