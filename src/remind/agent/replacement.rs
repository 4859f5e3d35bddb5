//! Replaces a running agent of an older version. Without this, after an update the old program would go on sending
//! reminders by its own rules until the next login.

use std::io;
use std::path::Path;
use std::process::{Child, Command};
use std::thread;
use std::time::Duration;
use std::{env, fs};

use super::install::{PATIENCE, folders};
use super::lock::{self, Holder};
use crate::desktop::service::running::{RunningService, restart_command};
use crate::desktop::service::{CommandFailed, ServiceKind};
use crate::desktop::{Invocation, has_file_open, spawn_detached, terminate};
use crate::paths::Paths;

/// The interval between checks whether an agent has ended or started.
const LOOK: Duration = Duration::from_millis(10);
/// The number of checks before giving up: 5 s in all.
const LOOKS: u32 = 500;

/// What replaces the older agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Replacement {
    /// A new background process, started with the arguments and environment of the older one.
    Started,
    /// This process becomes the agent, unless systemd runs the agent and restarts it.
    ThisProcess,
}

/// Why an older agent was not replaced.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StaysError {
    /// The lock file cannot be read.
    #[error("the lock cannot be read: {0}")]
    Lock(io::Error),
    /// The command to systemd failed.
    #[error("{0}")]
    NoAnswer(CommandFailed),
    /// systemd's answer cannot be understood.
    #[error("systemd does not say what it runs")]
    NoSense,
    /// systemd would start another program than this one.
    #[error("its unit starts another program than this one; `winddown agent install` changes that")]
    OtherProgram,
    /// The process that the lock names is not the one that holds it.
    #[error("process {0} does not hold the lock")]
    NotThatProcess(u32),
    /// It could not be sent SIGTERM.
    #[error("it cannot be asked to end: {0}")]
    Refused(io::Error),
    /// It did not end in time.
    #[error("it was asked to end, and goes on")]
    GoesOn,
    /// It has ended, but the new agent could not be started.
    #[error("it has ended, and no other could be started: {0}")]
    NotStarted(io::Error),
    /// It has ended, and the new agent ended at once.
    #[error("it has ended, and so has the one in its place")]
    EndedToo,
}

/// Replaces a running agent of an older version by one of this version. Returns whether it did, and logs the outcome.
pub(crate) fn replace_older(paths: &Paths, replacement: Replacement) -> bool {
    match try_to_replace(paths, replacement) {
        Ok(replaced) => {
            if replaced {
                tracing::info!("an agent of an older version was replaced");
            }
            replaced
        }
        Err(error) => {
            let why = error.to_string();
            tracing::warn!(why, "an agent of an older version could not be replaced");
            false
        }
    }
}

fn try_to_replace(paths: &Paths, replacement: Replacement) -> Result<bool, StaysError> {
    let lock = paths.agent_lock();
    let holder = lock::holder(&lock).map_err(StaysError::Lock)?;
    let Some(older) = holder.filter(Holder::is_older) else {
        return Ok(false);
    };
    if is_systemds(&older, paths)? {
        restart_command()
            .run(PATIENCE)
            .map_err(StaysError::NoAnswer)?;
        return Ok(true);
    }
    // Read this before it ends: its environment names the desktop, which this process may not know (ssh, for example).
    let started_with = Invocation::of_process(older.pid);
    let new_holder = end(&older, &lock)?;
    match (new_holder, replacement) {
        // Another process has replaced it in the same moment.
        (Some(_), _) | (None, Replacement::ThisProcess) => Ok(true),
        (None, Replacement::Started) => start(paths, started_with.as_ref()).map(|()| true),
    }
}

/// Whether systemd runs the agent and a restart would start this program.
fn is_systemds(agent: &Holder, paths: &Paths) -> Result<bool, StaysError> {
    let unit =
        folders(paths.home.as_ref()).map(|folders| ServiceKind::Systemd.service(&folders).file);
    let is_installed =
        ServiceKind::HERE.contains(&ServiceKind::Systemd) && unit.is_ok_and(|unit| unit.exists());
    if !is_installed {
        return Ok(false);
    }
    let running = RunningService::query().map_err(StaysError::NoAnswer)?;
    let running = running.ok_or(StaysError::NoSense)?;
    if running.pid != agent.pid {
        return Ok(false);
    }
    let real = |path: &Path| fs::canonicalize(path).ok();
    let own = env::current_exe().ok().and_then(|own| real(&own));
    let theirs = running.program.and_then(|program| real(&program));
    if own.is_none() || own != theirs {
        return Err(StaysError::OtherProgram);
    }
    Ok(true)
}

/// Asks the agent to end, waits until it has, and returns who holds the lock then.
fn end(agent: &Holder, lock: &Path) -> Result<Option<Holder>, StaysError> {
    // The process id may have been reused. Where open files cannot be looked up, it has to suffice that this process
    // held the lock a moment ago.
    if has_file_open(agent.pid, lock) == Some(false) {
        return Err(StaysError::NotThatProcess(agent.pid));
    }
    terminate(agent.pid).map_err(StaysError::Refused)?;
    for _ in 0..LOOKS {
        match lock::holder(lock) {
            Ok(None) => return Ok(None),
            Ok(Some(holder)) if holder.pid != agent.pid => return Ok(Some(holder)),
            // A process that has just taken the lock has not written its name yet.
            Ok(Some(_)) | Err(_) => thread::sleep(LOOK),
        }
    }
    Err(StaysError::GoesOn)
}

/// Starts an agent in the background, and waits until it runs.
fn start(paths: &Paths, as_before: Option<&Invocation>) -> Result<(), StaysError> {
    let own = env::current_exe().map_err(StaysError::NotStarted)?;
    let mut command = as_before.map_or_else(
        || {
            let mut command = Command::new(&own);
            command.arg("--config").arg(&paths.config);
            command.arg("--journal").arg(&paths.journal).arg("agent");
            command
        },
        |before| before.command(&own),
    );
    let mut child = spawn_detached(&mut command).map_err(StaysError::NotStarted)?;
    let lock = paths.agent_lock();
    // Read the file without locking it: a lock held here could keep the new agent from taking it.
    let has_begun = |child: &Child| {
        let holder = lock::last_holder(&lock);
        holder.is_some_and(|holder| holder.pid == child.id())
    };
    for _ in 0..LOOKS {
        if has_begun(&child) {
            // Wait for it, so that no zombie process remains while this process runs on.
            let _ = thread::Builder::new().spawn(move || child.wait());
            return Ok(());
        }
        if let Ok(Some(_)) = child.try_wait() {
            break;
        }
        thread::sleep(LOOK);
    }
    // Another process may have started one in the same moment.
    match lock::holder(&lock) {
        Ok(Some(_)) => Ok(()),
        Ok(None) | Err(_) => Err(StaysError::EndedToo),
    }
}
