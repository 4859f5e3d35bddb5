//! Notifications on macOS and Windows: without buttons, and they cannot be closed.

use super::ShownEnd;
use crate::desktop::notification::{Notification, NotificationId};
use crate::printable::on_one_line;

/// A notification on the screen. No handle is stored, as there is nothing to do with one; on Windows it could not be
/// shared between threads either.
#[derive(Clone)]
pub(in crate::desktop) struct Shown;

/// What its service reports about a notification: nothing here.
pub(in crate::desktop) struct Answers;

impl Shown {
    /// Asks the system to show a notification, without buttons.
    pub(in crate::desktop) fn show(
        program: &str,
        notification: &Notification,
        _instead: Option<u32>,
    ) -> Result<(Self, Answers), String> {
        let mut request = notify_rust::Notification::new();
        request
            .appname(program)
            .summary(&on_one_line(&notification.summary))
            .body(&on_one_line(&notification.body));
        request.show().map_err(|error| {
            let error = on_one_line(&error.to_string());
            format!("no notification service took it ({error})")
        })?;
        Ok((Self, Answers))
    }

    /// The system plays its own sound.
    #[expect(clippy::unused_self, reason = "elsewhere it depends on the service")]
    pub(in crate::desktop) fn has_sounds(&self) -> bool {
        true
    }

    pub(in crate::desktop) fn number(&self) -> u32 {
        0
    }

    pub(in crate::desktop) fn id(&self) -> Option<NotificationId> {
        None
    }

    pub(in crate::desktop) fn close(&self) {}

    /// Does nothing: nobody listens.
    pub(in crate::desktop) fn stop_listening(&self) {}
}

impl Answers {
    /// Nothing will be heard.
    pub(in crate::desktop) fn wait(self, _shown: &Shown) -> ShownEnd {
        ShownEnd::Lost
    }
}

/// Does nothing: it cannot be closed.
pub(in crate::desktop) fn close(_number: u32) {}

/// No: nothing can be done with it any more.
pub(in crate::desktop) fn is_still_there(_id: &NotificationId) -> bool {
    false
}
