//! Where a command is at home: its files, its time zone, and the moment it was started.

use std::panic::resume_unwind;
use std::path::PathBuf;
use std::thread;

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
    pub zone: Zone,
    pub now: DateTime<Utc>,
}

impl Home {
    /// The named files, or the platform's own; the system's zone and clock.
    pub fn find(config: Option<PathBuf>, journal: Option<PathBuf>) -> anyhow::Result<Self> {
        Ok(Self {
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
        let open = || {
            let device = gethostname::gethostname().to_string_lossy().into_owned();
            Journal::open(&self.paths.journal, &device)
        };
        let (config, journal) = if self.paths.journal.exists() {
            // Neither needs the other: side by side they are on the screen sooner.
            thread::scope(|scope| {
                let journal = scope.spawn(open);
                let config = self.config();
                let journal = journal.join().unwrap_or_else(|panic| resume_unwind(panic));
                (config, journal)
            })
        } else {
            // With a config that cannot be used no journal is made.
            (Ok(self.config()?), open())
        };
        Ok(Coach {
            config: config?,
            zone: self.zone,
            journal: journal?,
        })
    }
}
