//! Where a command is at home: its files, its time zone, and the moment it was started.

use chrono::{DateTime, Utc};

use super::out;
use crate::clock::{self, Zone};
use crate::coach::Coach;
use crate::config_file::{self, ConfigError};
use crate::journal::{Journal, JournalError};
use crate::log::{self, Loudness};
use crate::paths::Paths;
use crate::plan::Config;

/// Files, zone and moment.
#[derive(Debug)]
pub struct Home {
    pub paths: Paths,
    pub zone: Zone,
    pub now: DateTime<Utc>,
    /// How much is logged.
    loudness: Loudness,
}

impl Home {
    /// With those files, in the system's zone, by its clock.
    pub fn at(paths: Paths, loudness: Loudness) -> anyhow::Result<Self> {
        Ok(Self {
            paths,
            zone: clock::system_zone()?,
            now: clock::now(),
            loudness,
        })
    }

    /// Lets what the program does be logged from now on.
    pub fn start_log(&self) {
        log::start(self.paths.log_folder(), self.loudness);
    }

    /// The config in force.
    pub fn config(&self) -> Result<Config, ConfigError> {
        let config = config_file::load(&self.paths.config, out::errors_in_colour())?;
        let (path, steps) = (self.paths.config.display(), config.plan.steps.len());
        tracing::debug!(%path, steps, "config read");
        Ok(config)
    }

    /// The coach, with the journal open.
    pub fn coach(&self) -> anyhow::Result<Coach> {
        // With a config that cannot be used no journal is made.
        let config = self.config()?;
        Ok(Coach {
            config,
            zone: self.zone,
            journal: self.journal()?,
        })
    }

    /// The journal, open.
    pub fn journal(&self) -> Result<Journal, JournalError> {
        let device = gethostname::gethostname().to_string_lossy().into_owned();
        let journal = Journal::open(&self.paths.journal, &device)?;
        let (path, read_only) = (journal.path().display(), journal.read_only().is_some());
        tracing::debug!(%path, read_only, "journal opened");
        Ok(journal)
    }
}
