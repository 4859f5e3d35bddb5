//! What the page on several computers shows and changes. The folder can be slow, so both happen on a thread.

use std::path::PathBuf;

use chrono::{DateTime, NaiveDate, Utc};

use super::message::Message;
use crate::clock::Zone;
use crate::journal::Journal;
use crate::paths::{self, Paths};
use crate::plan::Config;
use crate::sync::{self, Settings, SwitchOn};
use crate::words;

/// What the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncPage {
    /// How this computer takes part; none where sync is off.
    pub settings: Option<Settings>,
    /// How it stands, in sentences.
    pub lines: Vec<String>,
}

/// A change made on the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SyncChange {
    /// Sync is switched on with this folder, or goes on with it.
    Folder(PathBuf),
    /// Sync is switched off.
    Off,
    /// Reminders are sent on this computer, or not.
    RemindHere(bool),
    /// This computer reads the inbox, or not.
    Inbox(bool),
}

/// Makes the change, if there is one, and reads what the page shows.
pub(super) fn read(
    paths: &Paths,
    config: &Config,
    change: Option<&SyncChange>,
    now: DateTime<Utc>,
    zone: Zone,
) -> Message {
    let today = now.with_timezone(&zone).date_naive();
    let changed = change.map_or(Ok(()), |change| change.carry_out(paths, today));
    let page = changed.and_then(|()| page(paths, config, now));
    Message::Sync(page.map_err(|error| words::capitalised(&format!("{error:#}."))))
}

fn page(paths: &Paths, config: &Config, now: DateTime<Utc>) -> anyhow::Result<SyncPage> {
    // It records nothing, so it needs no name.
    let journal = Journal::open_or_empty(&paths.journal, "")?;
    let status = sync::status(paths, (&config.plan, config.display.clock), &journal, now)?;
    let lines = status.map_or_else(Vec::new, |status| status.sentences());
    Ok(SyncPage {
        settings: Settings::read(paths)?,
        lines,
    })
}

impl SyncChange {
    fn carry_out(&self, paths: &Paths, today: NaiveDate) -> anyhow::Result<()> {
        match self {
            Self::Folder(folder) => {
                let wanted = SwitchOn {
                    folder: paths::typed(folder),
                    name: None,
                    host_name: gethostname::gethostname().to_string_lossy().into_owned(),
                    with_config: false,
                    today,
                };
                sync::switch_on(paths, &wanted)?;
            }
            Self::Off => {
                sync::switch_off(paths)?;
            }
            Self::RemindHere(remind_here) => {
                if let Some(settings) = Settings::read(paths)? {
                    let remind_here = *remind_here;
                    Settings {
                        remind_here,
                        ..settings
                    }
                    .write(paths)?;
                }
            }
            Self::Inbox(inbox) => {
                if let Some(settings) = Settings::read(paths)? {
                    let inbox = *inbox;
                    Settings { inbox, ..settings }.write(paths)?;
                }
            }
        }
        Ok(())
    }
}
