//! A test notification, to check whether reminders arrive and whether their buttons work.

use std::io;
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::Duration;

use crate::clock;
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

/// How long to wait for a notification that its service has not shown in time, to close it if it comes.
pub(crate) const LATE_LIMIT: Duration = Duration::from_secs(10);

/// A test notification. Some desktops take it away when this process ends, others keep it with a button that has no
/// effect, so it is closed when this is dropped.
#[derive(Debug)]
pub(crate) struct TestReminder {
    notifier: Notifier,
    news: Receiver<News>,
    sender: Sender<News>,
    is_interrupted: bool,
    /// Whether it may outlive this.
    stays: bool,
}

#[derive(Debug)]
enum News {
    Desktop(DesktopMessage),
    /// A signal asks the process to end.
    Interrupted,
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

impl TestReminder {
    /// Sends the test notification in the same way as a reminder, with the chime where the service plays no sounds.
    pub(crate) fn send(paths: &Paths) -> Self {
        let (sender, news) = mpsc::channel();
        let report = sender.clone();
        let notifier = Notifier::new("winddown", move |message| {
            // Sending fails only while the program ends.
            let _ = report.send(News::Desktop(message));
        });
        let notifier = notifier.with_chime(paths.sounds());
        // A config with a mistake is reported elsewhere.
        let config = config_file::load(&paths.config, false);
        let has_sound = config.map_or(true, |config| config.sound.enabled);
        notifier.send(Notification {
            tag: TAG.to_owned(),
            stack_tag: None,
            summary: SUMMARY.to_owned(),
            body: BODY.to_owned(),
            buttons: vec![Button {
                key: "works".to_owned(),
                label: BUTTON.to_owned(),
            }],
            kind: NotificationKind::Reminder,
            has_sound,
        });
        Self {
            notifier,
            news,
            sender,
            is_interrupted: false,
            stays: false,
        }
    }

    /// The same for a command: Ctrl-C and the other signals that ask a process to end do not end it, but the waiting, so
    /// that it can close the notification before.
    ///
    /// # Errors
    /// When the system refuses signal handlers.
    pub(crate) fn send_until_interrupted(paths: &Paths) -> io::Result<Self> {
        let signals = CaughtSignals::catch(&[Signal::Interrupt, Signal::Terminate])?;
        let test = Self::send(paths);
        let sender = test.sender.clone();
        signals.forward(move |_| {
            // Sending fails only while the program ends.
            let _ = sender.send(News::Interrupted);
        })?;
        Ok(test)
    }

    /// Waits until a service has accepted it, at most one second longer than [`SEND_LIMIT`].
    ///
    /// # Errors
    /// Why no notification service accepted it, for the user.
    pub(crate) fn wait_until_shown(&mut self) -> Result<(), String> {
        let deadline = clock::monotonic() + SEND_LIMIT + Duration::from_secs(1);
        loop {
            let left = deadline.saturating_duration_since(clock::monotonic());
            match self.news.recv_timeout(left) {
                Ok(News::Desktop(DesktopMessage::Sent { .. })) => return Ok(()),
                Ok(News::Desktop(DesktopMessage::Failed { why, .. })) => return Err(why),
                // It cannot be closed before it is known what became of it.
                Ok(News::Interrupted) => self.is_interrupted = true,
                Ok(News::Desktop(
                    DesktopMessage::Pressed { .. }
                    | DesktopMessage::Opened { .. }
                    | DesktopMessage::Closed { .. }
                    | DesktopMessage::Lost { .. },
                ))
                | Err(_) => return Err("nothing was heard of it".to_owned()),
            }
        }
    }

    /// Waits until the user has seen it or a signal has come.
    pub(crate) fn wait(mut self) -> Seen {
        loop {
            if self.is_interrupted {
                return Seen::Closed;
            }
            match self.news.recv() {
                Ok(News::Desktop(DesktopMessage::Sent { .. })) => {}
                Ok(News::Desktop(DesktopMessage::Pressed { .. })) => return Seen::Pressed,
                Ok(News::Desktop(DesktopMessage::Opened { .. })) => return Seen::Clicked,
                Ok(News::Desktop(DesktopMessage::Closed { .. })) => return Seen::Closed,
                Ok(News::Interrupted) => self.is_interrupted = true,
                Ok(News::Desktop(DesktopMessage::Failed { .. } | DesktopMessage::Lost { .. }))
                | Err(_) => return Seen::Lost,
            }
        }
    }

    /// Leaves it on the screen.
    pub(crate) fn stay(mut self) {
        self.stays = true;
    }

    /// Closes it, and waits until it is closed or the limit has passed.
    pub(crate) fn close(&self, limit: Duration) {
        self.notifier.close_and_wait(TAG, limit);
    }

    /// Whether the service that did not answer in time may still show it.
    pub(crate) fn may_come_late(&self) -> bool {
        self.notifier.awaits_a_late_one()
    }

    /// Waits until the service has shown it and it is closed, a signal has come, or [`LATE_LIMIT`] has passed.
    pub(crate) fn close_if_it_comes_late(&mut self) {
        const LOOK_EVERY: Duration = Duration::from_millis(100);
        let deadline = clock::monotonic() + LATE_LIMIT;
        while self.may_come_late() && !self.is_interrupted && clock::monotonic() < deadline {
            self.notifier.wait_for_late_ones(LOOK_EVERY);
            let mut news = self.news.try_iter();
            self.is_interrupted = news.any(|news| matches!(news, News::Interrupted));
        }
    }
}

impl Drop for TestReminder {
    fn drop(&mut self) {
        if !self.stays {
            self.close(SEND_LIMIT);
        }
    }
}
