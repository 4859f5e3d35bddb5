//! A test notification, to check whether reminders arrive.

use std::sync::mpsc;
use std::time::Duration;

use crate::desktop::{DesktopMessage, Notification, Notifier, SEND_LIMIT};

/// The notification's first line.
pub(crate) const SUMMARY: &str = "This is a test";
/// The notification's text.
pub(crate) const BODY: &str = "Reminders from winddown arrive here.";

/// Sends the test notification in the same way as a reminder, and waits for the result, at most one second longer than
/// [`SEND_LIMIT`].
///
/// # Errors
/// Why no notification service accepted it, for the user.
pub(crate) fn send() -> Result<(), String> {
    let (sender, messages) = mpsc::channel();
    Notifier::new("winddown", sender).send(Notification {
        tag: "test".to_owned(),
        summary: SUMMARY.to_owned(),
        body: BODY.to_owned(),
        buttons: vec![],
    });
    match messages.recv_timeout(SEND_LIMIT + Duration::from_secs(1)) {
        Ok(DesktopMessage::Failed { why, .. }) => Err(why),
        Ok(
            DesktopMessage::Sent { .. }
            | DesktopMessage::Pressed { .. }
            | DesktopMessage::Opened { .. }
            | DesktopMessage::Closed { .. }
            | DesktopMessage::Lost { .. },
        ) => Ok(()),
        Err(_) => Err("nothing was heard of it".to_owned()),
    }
}
