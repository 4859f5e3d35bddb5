//! What a command runs with: its files, its time zone, and the instant it was started at.

use std::path::Path;

use chrono::{DateTime, Utc};

use super::out;
use crate::clock::{self, Zone};
use crate::coach::Coach;
use crate::config_file::{self, ConfigError};
use crate::journal::{self, Journal, JournalError};
use crate::log::{self, Verbosity};
use crate::paths::Paths;
use crate::plan::Config;
use crate::sync::Settings;

/// The files, time zone and instant that a command runs with.
#[derive(Debug)]
pub(crate) struct CommandContext {
    pub(crate) paths: Paths,
    pub(crate) zone: Zone,
    pub(crate) now: DateTime<Utc>,
    /// How much is logged, and where to.
    verbosity: Verbosity,
    on_damage: OnDamage,
}

/// What a command does when damage keeps the journal from being opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OnDamage {
    /// It repairs the journal, as an entry is to be written.
    Repair,
    /// It fails with an error that says so.
    Report,
}

impl CommandContext {
    /// Uses these files, the system's time zone and the system's clock.
    pub(crate) fn new(
        paths: Paths,
        verbosity: Verbosity,
        on_damage: OnDamage,
    ) -> anyhow::Result<Self> {
        Ok(Self {
            paths,
            zone: clock::system_zone()?,
            now: clock::now(),
            verbosity,
            on_damage,
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

    /// The coach for a command or a screen. What only reads leaves the journal as it is, and creates none.
    pub(crate) fn coach(&self) -> anyhow::Result<Coach> {
        match self.on_damage {
            OnDamage::Repair => self.coach_with(open_repaired),
            OnDamage::Report => {
                let coach = self.coach_with(Journal::open_or_empty)?;
                self.warn_of_the_clock(&coach);
                Ok(coach)
            }
        }
    }

    /// Says on standard error that the clock is in doubt. A command that records an entry is refused instead.
    pub(crate) fn warn_of_the_clock(&self, coach: &Coach) {
        // What keeps the journal from being read is reported by the command itself.
        if let Ok(Some(doubt)) = coach.clock_doubt(self.now) {
            out::print_to_stderr(&format!("winddown: {doubt}; {}", doubt.remedy()));
        }
    }

    /// The coach for the screens. They open also where the journal cannot be opened, so that reminders come.
    pub(crate) fn coach_for_a_window(&self) -> anyhow::Result<Coach> {
        self.coach_with(open_or_stand_in)
    }

    fn coach_with(&self, open: Open) -> anyhow::Result<Coach> {
        Ok(Coach::new(
            self.config()?,
            self.zone,
            self.journal_by(open)?,
        ))
    }

    /// The journal for the agent. Where it cannot be opened, an empty one stands in, so that reminders come.
    pub(crate) fn journal_for_the_agent(&self) -> Result<Journal, JournalError> {
        self.journal_by(open_or_stand_in)
    }

    /// What the system calls this computer.
    pub(crate) fn host_name() -> String {
        gethostname::gethostname().to_string_lossy().into_owned()
    }

    fn journal_by(&self, open: Open) -> Result<Journal, JournalError> {
        // Settings that cannot be read are reported by what needs them; entries are recorded all the same.
        let synced = Settings::read(&self.paths).ok().flatten();
        let device = synced.map_or_else(Self::host_name, |settings| settings.name);
        let journal = open(&self.paths.journal, &device)?;
        tracing::debug!(path = %journal.path().display(), "journal opened");
        Ok(journal)
    }
}

/// A way to open a journal.
type Open = fn(&Path, &str) -> Result<Journal, JournalError>;

/// Opens the journal for reading. A damaged one is repaired first.
fn open_repaired(path: &Path, device: &str) -> Result<Journal, JournalError> {
    journal::repaired(path, || Journal::open_or_empty(path, device))
}

/// Opens the journal for reading. A damaged one is repaired first. If it cannot be opened all the same, an empty one
/// stands in: the host tries to open it again with every look. A path that can never be a journal is refused, since the
/// user has probably named the wrong one.
fn open_or_stand_in(path: &Path, device: &str) -> Result<Journal, JournalError> {
    match open_repaired(path, device) {
        Err(error @ (JournalError::Folder(_) | JournalError::NotAFile(_))) => Err(error),
        Err(error) => {
            tracing::error!(trouble = %error, "the journal cannot be opened");
            Journal::empty(path, device)
        }
        Ok(journal) => Ok(journal),
    }
}
