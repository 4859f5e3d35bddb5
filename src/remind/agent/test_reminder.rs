//! A test notification, to check whether reminders arrive and whether their buttons work.

use std::io;
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::Duration;

use crate::config_file;
use crate::desktop::{
    Button, DesktopMessage, Notification, NotificationKind, Notifier, SEND_LIMIT,
};
use crate::paths::Paths;
use crate::signals::{CaughtSignals, Signal};

/// The notification's first line.
pub(crate) const SUMMARY: &str = "This is a test";
/// The notification's text.
pub(crate) const BODY: &str = "Reminders from winddown arrive here.";
/// The label of its button.
pub(crate) const BUTTON: &str = "It works";

const TAG: &str = "test";

/// A test notification that a service has accepted. Some desktops take it away when this process ends.
#[derive(Debug)]
pub(crate) struct TestReminder {
    notifier: Notifier,
    messages: Receiver<DesktopMessage>,
    sender: Sender<DesktopMessage>,
}

/// What became of the test notification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seen {
    /// Its button was pressed.
    Pressed,
    /// It was clicked.
    Clicked,
    /// It was closed.
    Closed,
    /// The connection to its service ended.
    Lost,
}

/// Sends the test notification in the same way as a reminder, with the chime where the service plays no sounds, and
/// waits until a service has accepted it, at most one second longer than [`SEND_LIMIT`].
///
/// # Errors
/// Why no notification service accepted it, for the user.
pub(crate) fn send(paths: &Paths) -> Result<TestReminder, String> {
    let (sender, messages) = mpsc::channel();
    let report = sender.clone();
    let notifier = Notifier::new("winddown", move |message| {
        // Sending fails only while the program ends.
        let _ = report.send(message);
    });
    let notifier = notifier.with_chime(paths.sounds());
    // A config with a mistake is reported elsewhere.
    let config = config_file::load(&paths.config, false);
    let has_sound = config.map_or(true, |config| config.sound.enabled);
    notifier.send(Notification {
        tag: TAG.to_owned(),
        summary: SUMMARY.to_owned(),
        body: BODY.to_owned(),
        buttons: vec![Button {
            key: "works".to_owned(),
            label: BUTTON.to_owned(),
        }],
        kind: NotificationKind::Reminder,
        has_sound,
    });
    match messages.recv_timeout(SEND_LIMIT + Duration::from_secs(1)) {
        Ok(DesktopMessage::Sent { .. }) => Ok(TestReminder {
            notifier,
            messages,
            sender,
        }),
        Ok(DesktopMessage::Failed { why, .. }) => Err(why),
        Ok(
            DesktopMessage::Pressed { .. }
            | DesktopMessage::Opened { .. }
            | DesktopMessage::Closed { .. }
            | DesktopMessage::Lost { .. },
        )
        | Err(_) => Err("nothing was heard of it".to_owned()),
    }
}

impl TestReminder {
    /// Waits until the user has seen it.
    pub(crate) fn wait(&self) -> Seen {
        loop {
            match self.messages.recv() {
                Ok(DesktopMessage::Sent { .. }) => {}
                Ok(DesktopMessage::Pressed { .. }) => return Seen::Pressed,
                Ok(DesktopMessage::Opened { .. }) => return Seen::Clicked,
                Ok(DesktopMessage::Closed { .. }) => return Seen::Closed,
                Ok(DesktopMessage::Failed { .. } | DesktopMessage::Lost { .. }) | Err(_) => {
                    return Seen::Lost;
                }
            }
        }
    }

    /// From now on Ctrl-C closes it, after which [`TestReminder::wait`] returns even if its service does not answer.
    ///
    /// # Errors
    /// When the system refuses signal handlers.
    pub(crate) fn close_on_interrupt(&self) -> io::Result<()> {
        let (notifier, sender) = (self.notifier.clone(), self.sender.clone());
        let caught = CaughtSignals::catch(&[Signal::Interrupt, Signal::Terminate])?;
        caught.forward(move |_| {
            notifier.close_and_wait(TAG);
            let tag = TAG.to_owned();
            // Sending fails only while the program ends.
            let _ = sender.send(DesktopMessage::Closed { tag });
        })
    }
}
