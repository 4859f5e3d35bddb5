//! `winddown sync`: several computers, one journal, through a folder.

mod now;
mod off;
mod on;
mod status;

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use anyhow::{Context, bail};
use clap::Subcommand;

use super::context::CommandContext;
use super::out;
use crate::clock;
use crate::config_file;
use crate::journal::Journal;
use crate::paths::Paths;
use crate::sync::{self, Outcome, Settings, SyncError, synchronize};
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

/// A folder that took so much of [`PATIENCE`] for one thing is said not to answer.
const NO_ANSWER: Duration = Duration::from_millis(1500);

/// Exchanges entries after a command has recorded one and printed its answer. A folder that is missing, full or slow
/// changes nothing about the entry: `sync status` says so. Of one that does not answer the user is told at once, as the
/// command took longer because of it.
pub(in crate::cli) fn after_an_entry(paths: &Paths) {
    let Ok(Some(settings)) = Settings::read(paths) else {
        return;
    };
    let own_paths = paths.clone();
    let (done, is_done) = mpsc::channel();
    let exchange = move || {
        // The command has used both, so they can be read; if not, the next exchange does it.
        let config = config_file::load(&own_paths.config, false);
        let journal = Journal::open_or_empty(&own_paths.journal, &settings.name);
        if let (Ok(config), Ok(mut journal)) = (config, journal) {
            let _ = done.send(synchronize(
                &own_paths,
                &config.plan,
                &mut journal,
                clock::now(),
            ));
        }
    };
    let thread = thread::Builder::new().name("sync".to_owned());
    if thread.spawn(exchange).is_err() {
        return;
    }
    let trouble = match is_done.recv_timeout(PATIENCE) {
        Ok(Ok(_)) | Err(RecvTimeoutError::Disconnected) => None,
        Ok(Err(SyncError::Busy)) | Err(RecvTimeoutError::Timeout) => {
            sync::unanswering_for(paths, NO_ANSWER)
        }
        Ok(Err(error)) => {
            tracing::warn!(why = %error, "the folder was not synced");
            matches!(error, SyncError::Unanswering(_)).then_some(error)
        }
    };
    if let Some(trouble) = trouble {
        out::print_to_stderr(&format!("winddown: it is in your journal, but {trouble}"));
    }
}

/// Does what touches the folder, and gives up when that does not answer.
fn while_it_answers<T: Send + 'static>(
    paths: &Paths,
    work: impl FnOnce() -> anyhow::Result<T> + Send + 'static,
) -> anyhow::Result<T> {
    sync::ensure_answering(paths)?;
    let (done, result) = mpsc::channel();
    let work = move || {
        let _ = done.send(work());
    };
    let thread = thread::Builder::new().name("sync".to_owned());
    thread
        .spawn(work)
        .context("the system refuses a thread to exchange entries on")?;
    loop {
        match result.recv_timeout(PATIENCE) {
            Ok(result) => return result,
            Err(RecvTimeoutError::Disconnected) => bail!("the exchange of entries broke off"),
            Err(RecvTimeoutError::Timeout) => sync::ensure_answering(paths)?,
        }
    }
}
