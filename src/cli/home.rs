//! Where a command is at home: its files, its time zone, and the moment it was started.

use std::path::PathBuf;

use chrono::{DateTime, Utc};

use super::out;
use crate::clock::{self, Zone};
use crate::coach::Coach;
use crate::config_file::{self, ConfigError};
use crate::journal::Journal;
use crate::paths::Paths;
use crate::plan::Config;

/// Files, zone and moment.
#[derive(Debug)]
pub struct Home {
    pub paths: Paths,
    /// Whether the config, and the journal, were named by an option or the environment.
    pub named: (bool, bool),
    pub zone: Zone,
    pub now: DateTime<Utc>,
}

impl Home {
    /// The named files, or the platform's own; the system's zone and clock.
    pub fn find(config: Option<PathBuf>, journal: Option<PathBuf>) -> anyhow::Result<Self> {
        Ok(Self {
            named: (config.is_some(), journal.is_some()),
            paths: Paths::find(config, journal)?,
            zone: clock::system_zone()?,
            now: clock::now(),
        })
    }

    /// The config in force.
    pub fn config(&self) -> Result<Config, ConfigError> {
        config_file::load(&self.paths.config, out::errors_in_colour())
    }

    /// The coach, with the journal open.
    pub fn coach(&self) -> anyhow::Result<Coach> {
        // With a config that cannot be used no journal is made.
        let config = self.config()?;
        let device = gethostname::gethostname().to_string_lossy().into_owned();
        let journal = Journal::open(&self.paths.journal, &device)?;
        Ok(Coach {
            config,
            zone: self.zone,
            journal,
        })
    }
}
