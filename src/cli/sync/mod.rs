//! `winddown sync`: several computers, one journal, through a folder.

mod now;
mod off;
mod on;
mod status;

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use clap::Subcommand;

use super::context::CommandContext;
use crate::clock;
use crate::config_file;
use crate::journal::Journal;
use crate::paths::Paths;
use crate::sync::{Outcome, Settings, synchronize};
use crate::words::entries;

/// Use one journal on several computers, through a folder that is the same on all
///
/// Any program that keeps a folder the same on several computers carries it: Syncthing, Nextcloud, Dropbox, a USB stick.
#[derive(Debug, Subcommand)]
pub(crate) enum Sync {
    On(on::On),
    Off(off::Off),
    Now(now::Now),
    Status(status::Status),
}

impl Sync {
    /// Whether it writes into the journal.
    pub(super) fn is_an_entry(&self) -> bool {
        match self {
            Self::On(_) | Self::Now(_) => true,
            Self::Off(_) | Self::Status(_) => false,
        }
    }

    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        match self {
            Self::On(on) => on.run(ctx),
            Self::Off(off) => off.run(ctx),
            Self::Now(now) => now.run(ctx),
            Self::Status(status) => status.run(ctx),
        }
    }
}

/// What was exchanged, as a sentence.
fn exchanged(outcome: Outcome) -> String {
    match outcome {
        Outcome {
            written: 0,
            taken_in: 0,
        } => "Nothing new on either side.".to_owned(),
        Outcome {
            written,
            taken_in: 0,
        } => format!("Wrote {}; nothing new from others.", entries(written)),
        Outcome {
            written: 0,
            taken_in,
        } => format!("Took in {}.", entries(taken_in)),
        Outcome { written, taken_in } => {
            format!("Wrote {}, took in {}.", entries(written), taken_in)
        }
    }
}

/// How long a command waits for the folder after its answer. What is not exchanged by then is exchanged later.
const PATIENCE: Duration = Duration::from_secs(2);

/// Exchanges entries after a command has recorded one and printed its answer. A folder that is missing, full or slow
/// changes nothing about the entry: `sync status` says so.
pub(in crate::cli) fn after_an_entry(paths: &Paths) {
    let Ok(Some(settings)) = Settings::read(paths) else {
        return;
    };
    let paths = paths.clone();
    let (done, is_done) = mpsc::channel();
    let exchange = move || {
        // The command has used both, so they can be read; if not, the next exchange does it.
        let config = config_file::load(&paths.config, false);
        let journal = Journal::open_or_empty(&paths.journal, &settings.name);
        if let (Ok(config), Ok(mut journal)) = (config, journal)
            && let Err(error) = synchronize(&paths, &config.plan, &mut journal, clock::now())
        {
            tracing::warn!(why = %error, "the folder was not synced");
        }
        let _ = done.send(());
    };
    let thread = thread::Builder::new().name("sync".to_owned());
    if thread.spawn(exchange).is_ok() {
        let _ = is_done.recv_timeout(PATIENCE);
    }
}
