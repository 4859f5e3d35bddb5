//! Where a command is at home: its files, its time zone, and the moment it was started.

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

/// Files, zone and moment.
#[derive(Debug)]
pub struct Home {
    pub paths: Paths,
    pub zone: Zone,
    pub now: DateTime<Utc>,
    /// How much is logged.
    verbosity: Verbosity,
}

/// A way to open a journal, for this computer's name.
type Open = fn(&Path, &str) -> Result<Journal, JournalError>;

impl Home {
    /// With those files, in the system's zone, by its clock.
    pub fn at(paths: Paths, verbosity: Verbosity) -> anyhow::Result<Self> {
        Ok(Self {
            paths,
            zone: clock::system_zone()?,
            now: clock::now(),
            verbosity,
        })
    }

    /// Lets what the program does be logged from now on.
    pub fn start_log(&self) {
        log::start(self.paths.log_folder(), self.verbosity);
    }

    /// The config in force.
    pub fn config(&self) -> Result<Config, ConfigError> {
        let config = config_file::load(&self.paths.config, out::errors_in_colour())?;
        let (path, steps) = (self.paths.config.display(), config.plan.steps.len());
        tracing::debug!(%path, steps, "config read");
        Ok(config)
    }

    /// The coach for one look or one action: no journal is made before there is something to keep.
    pub fn coach(&self) -> anyhow::Result<Coach> {
        self.coach_with(Journal::open_or_empty)
    }

    /// The coach for a window, which watches the journal and so needs one.
    pub fn coach_for_a_window(&self) -> anyhow::Result<Coach> {
        self.coach_with(Journal::open)
    }

    fn coach_with(&self, open: Open) -> anyhow::Result<Coach> {
        // With a config that cannot be used no journal is made.
        let config = self.config()?;
        Ok(Coach {
            config,
            zone: self.zone,
            journal: self.journal_by(open)?,
        })
    }

    /// The journal, made where there was none.
    pub fn journal(&self) -> Result<Journal, JournalError> {
        self.journal_by(Journal::open)
    }

    fn journal_by(&self, open: Open) -> Result<Journal, JournalError> {
        let device = gethostname::gethostname().to_string_lossy().into_owned();
        let journal = open(&self.paths.journal, &device)?;
        let (path, read_only) = (journal.path().display(), journal.read_only().is_some());
        tracing::debug!(%path, read_only, "journal opened");
        Ok(journal)
    }
}
