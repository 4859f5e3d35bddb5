//! A notification on the screen, through the platform's notification service.

use std::fmt;

#[cfg(all(unix, not(target_os = "macos")))]
mod bus;
#[cfg(not(all(unix, not(target_os = "macos"))))]
mod platform;

#[cfg(all(unix, not(target_os = "macos")))]
pub(super) use bus::{Answers, Shown, close, is_still_there};
#[cfg(not(all(unix, not(target_os = "macos"))))]
pub(super) use platform::{Answers, Shown, close, is_still_there};

/// How a notification left the screen.
#[cfg_attr(not(all(unix, not(target_os = "macos"))), allow(dead_code))]
pub(super) enum ShownEnd {
    /// It was clicked.
    Opened,
    /// The button with this key was pressed.
    Pressed(String),
    /// Its service reports that it is gone.
    Closed,
    /// The connection to its service has ended.
    Lost,
}

impl fmt::Debug for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Shown").field(&self.number()).finish()
    }
}

impl fmt::Debug for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Answers")
    }
}
