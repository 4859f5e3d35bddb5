//! What the host reports to its front end.

use crate::coach::CoachError;
use crate::config_file::ConfigError;
use crate::desktop::DesktopMessage;
use crate::event::EveningDate;
use crate::journal::JournalError;
use crate::plan::Config;
use crate::remind::reminder::Reminder;

/// A change or a problem that the front end shows, or after which it reads its data again.
#[derive(Debug)]
pub enum Notice {
    /// The config was changed, and the new one is in force.
    ConfigRead(Box<Config>),
    /// The config was changed and has mistakes. The last good one stays in force.
    ConfigWrong(ConfigError),
    /// Another process wrote to the journal.
    JournalWritten,
    /// The journal's file was replaced or deleted. The one that is there now is in use.
    JournalReplaced,
    /// The journal cannot be used, so reminders wait. Reported once per error.
    JournalUnusable(JournalError),
    /// The journal can be used again.
    JournalUsable,
    /// The system's time zone may have changed.
    ZoneChanged,
    /// The wall clock was set, or the computer slept.
    ClockChanged,
    /// An answer to a reminder about that evening was recorded.
    Answered(EveningDate),
    /// An answer to a reminder could not be recorded.
    AnswerRefused(CoachError),
    /// No notification service accepted this reminder. The front end has to show it in another way, and then call
    /// [`Host::shown_on_a_terminal`](super::Host::shown_on_a_terminal).
    NotShown(Reminder),
    /// A notification was clicked: the user wants to see the program.
    WindowWanted,
    /// The outcome of a reminder could not be recorded.
    NotRecorded(JournalError),
}

/// Logs a message about a notification. Its tag contains no text of the user's.
pub(super) fn log(message: &DesktopMessage) {
    match message {
        DesktopMessage::Sent { tag, id } => {
            let notification = id.as_ref().map(|id| id.number);
            tracing::info!(reminder = tag, notification, "the desktop shows it");
        }
        DesktopMessage::Failed { tag, why } => {
            tracing::warn!(reminder = tag, why, "the desktop did not take it");
        }
        DesktopMessage::Pressed { tag, button } => {
            tracing::info!(reminder = tag, button, "answered");
        }
        DesktopMessage::Opened { tag } => tracing::info!(reminder = tag, "clicked"),
        DesktopMessage::Closed { tag } => tracing::debug!(reminder = tag, "gone"),
    }
}
