//! What a command runs with: its files, its time zone, and the instant it was started at.

use std::path::Path;

use chrono::{DateTime, Utc};

use super::out;
use crate::clock::{self, Zone};
use crate::coach::Coach;
use crate::config_file::{self, ConfigError};
use crate::journal::{Journal, JournalError};
use crate::log::{self, Verbosity};
use crate::paths::Paths;
use crate::plan::Config;

/// The files, time zone and instant that a command runs with.
#[derive(Debug)]
pub(crate) struct CommandContext {
    pub(crate) paths: Paths,
    pub(crate) zone: Zone,
    pub(crate) now: DateTime<Utc>,
    /// How much is logged, and where to.
    verbosity: Verbosity,
}

/// A function that opens a journal: it takes the path and the name of this computer.
type Open = fn(&Path, &str) -> Result<Journal, JournalError>;

impl CommandContext {
    /// Uses these files, the system's time zone and the system's clock.
    pub(crate) fn new(paths: Paths, verbosity: Verbosity) -> anyhow::Result<Self> {
        Ok(Self {
            paths,
            zone: clock::system_zone()?,
            now: clock::now(),
            verbosity,
        })
    }

    /// Starts to write the log.
    pub(crate) fn start_log(&self) {
        log::start(self.paths.log_folder(), self.verbosity);
    }

    /// The config in force.
    pub(crate) fn config(&self) -> Result<Config, ConfigError> {
        let config = config_file::load(&self.paths.config, out::errors_in_colour())?;
        let (path, steps) = (self.paths.config.display(), config.plan.steps.len());
        tracing::debug!(%path, steps, "config read");
        Ok(config)
    }

    /// The coach for a command. It creates no journal until the first event is recorded.
    pub(crate) fn coach(&self) -> anyhow::Result<Coach> {
        self.coach_with(Journal::open_or_empty)
    }

    /// The coach for the screens. They watch the journal file, so it is created if it does not exist. They open also
    /// where it cannot be opened, so that reminders come.
    pub(crate) fn coach_for_a_window(&self) -> anyhow::Result<Coach> {
        self.coach_with(open_or_stand_in)
    }

    fn coach_with(&self, open: Open) -> anyhow::Result<Coach> {
        // The config is read first, so that a mistake in it leaves no new journal behind.
        let config = self.config()?;
        Ok(Coach::new(config, self.zone, self.journal_by(open)?))
    }

    /// The journal for the agent, which is created if it does not exist. Where it cannot be opened, an empty one stands
    /// in, so that reminders come.
    pub(crate) fn journal_for_the_agent(&self) -> Result<Journal, JournalError> {
        self.journal_by(open_or_stand_in)
    }

    fn journal_by(&self, open: Open) -> Result<Journal, JournalError> {
        let device = gethostname::gethostname().to_string_lossy().into_owned();
        let journal = open(&self.paths.journal, &device)?;
        let (path, read_only) = (journal.path().display(), journal.read_only().is_some());
        tracing::debug!(%path, read_only, "journal opened");
        Ok(journal)
    }
}

/// Opens the journal, or where that is not possible takes an empty one in its place: the host tries to open it again with
/// every look. A path that can never be a journal is refused, since the user has probably named the wrong one.
fn open_or_stand_in(path: &Path, device: &str) -> Result<Journal, JournalError> {
    match Journal::open(path, device) {
        Err(error @ (JournalError::Folder(_) | JournalError::NotAFile(_))) => Err(error),
        Err(error) => {
            tracing::error!(trouble = %error, "the journal cannot be opened");
            Journal::empty(path, device)
        }
        Ok(journal) => Ok(journal),
    }
}
