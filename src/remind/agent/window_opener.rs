//! A click on a notification: opens a window, unless one is open.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::open_windows::is_any_open;
use super::{WINDOW_TAG, notification};
use crate::clock;
use crate::desktop::{Notifier, window};
use crate::paths::Paths;

/// How long a window that is being opened may take until it can be seen to be open. Meanwhile another click opens none.
const OPENS_WITHIN: Duration = Duration::from_secs(5);

/// Opens windows for clicks.
#[derive(Debug)]
pub(super) struct WindowOpener {
    notifier: Notifier,
    arguments: Vec<OsString>,
    open_windows: PathBuf,
    /// When a window was last opened; none if that failed.
    opened_at: Arc<Mutex<Option<Instant>>>,
}

impl WindowOpener {
    /// Opens windows with the same config and journal, and says through `notifier` when that is not possible.
    pub(super) fn new(notifier: Notifier, paths: &Paths) -> Self {
        let config = [OsString::from("--config"), paths.config.clone().into()];
        let journal = [OsString::from("--journal"), paths.journal.clone().into()];
        Self {
            notifier,
            arguments: [config, journal].concat(),
            open_windows: paths.open_windows(),
            opened_at: Arc::default(),
        }
    }

    /// Opens one, unless one is open.
    pub(super) fn clicked(&self) {
        if is_any_open(&self.open_windows) {
            // No program can bring another one's window to the front on every desktop.
            let (summary, body) = (
                "winddown is open already",
                "It is in another window, in a terminal of its own.",
            );
            self.notifier
                .send(notification(WINDOW_TAG, summary, body.to_owned()));
            return;
        }
        let now = clock::monotonic();
        {
            let mut opened_at = self
                .opened_at
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            let is_opening = |at: Instant| now.saturating_duration_since(at) < OPENS_WITHIN;
            if opened_at.is_some_and(is_opening) {
                return;
            }
            *opened_at = Some(now);
        }
        let (notifier, opened_at) = (self.notifier.clone(), Arc::clone(&self.opened_at));
        window::open(self.arguments.clone(), move |why| {
            *opened_at.lock().unwrap_or_else(PoisonError::into_inner) = None;
            tracing::warn!(why, "no window could be opened");
            let body = format!("{why} In a terminal, `winddown` opens it.");
            notifier.send(notification(WINDOW_TAG, "The window did not open", body));
        });
    }
}
