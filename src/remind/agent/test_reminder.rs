//! A reminder about nothing, to see whether reminders arrive.

use std::sync::mpsc;
use std::time::Duration;

use crate::desktop::{DesktopMessage, Notification, Notifier, SEND_LIMIT};

/// Its first line.
pub const SUMMARY: &str = "This is a test";
/// The rest of it.
pub const BODY: &str = "Reminders from winddown arrive here.";

/// Sends it the way that every reminder goes, and waits until that is done: at the most a second longer than
/// [`SEND_LIMIT`].
///
/// # Errors
/// When no service took it, in words.
pub fn send() -> Result<(), String> {
    let (tell, told) = mpsc::channel();
    Notifier::new("winddown", tell).send(Notification {
        tag: "test".to_owned(),
        summary: SUMMARY.to_owned(),
        body: BODY.to_owned(),
        buttons: vec![],
    });
    match told.recv_timeout(SEND_LIMIT + Duration::from_secs(1)) {
        Ok(DesktopMessage::Failed { why, .. }) => Err(why),
        Ok(
            DesktopMessage::Sent { .. }
            | DesktopMessage::Pressed { .. }
            | DesktopMessage::Opened { .. }
            | DesktopMessage::Closed { .. },
        ) => Ok(()),
        Err(_) => Err("nothing was heard of it".to_owned()),
    }
}
