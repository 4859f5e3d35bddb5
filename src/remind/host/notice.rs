//! What the host reports to its front end.

use crate::coach::CoachError;
use crate::config_file::ConfigError;
use crate::desktop::DesktopMessage;
use crate::event::EveningDate;
use crate::journal::JournalError;
use crate::plan::Config;
use crate::remind::reminder::Reminder;

/// Something that the front end shows, announces, or answers by reading again.
#[derive(Debug)]
pub enum Notice {
    /// The config was written and is in force.
    ConfigRead(Box<Config>),
    /// The config was written and has mistakes. The last good one stays in force.
    ConfigWrong(ConfigError),
    /// Another process wrote to the journal.
    JournalWritten,
    /// Another journal, or none, is in the place of the one that was open. It is the one in use from now on.
    JournalReplaced,
    /// The journal cannot be used, so reminders wait. Reported once for each trouble.
    JournalUnusable(JournalError),
    /// The journal can be used again.
    JournalUsable,
    /// The system's time zone may be another one.
    ZoneChanged,
    /// The wall clock was set, or the computer slept.
    ClockChanged,
    /// What was answered to a reminder about that evening is entered.
    Answered(EveningDate),
    /// What was answered to a reminder could not be entered.
    AnswerRefused(CoachError),
    /// No notification service took this reminder. It has to be shown in another way, and
    /// [`Host::shown_on_a_terminal`](super::Host::shown_on_a_terminal) called.
    NotShown(Reminder),
    /// A notification was clicked: the user wants to see the program.
    WindowWanted,
    /// What became of a reminder could not be recorded.
    NotRecorded(JournalError),
}

/// Logs what became of a notification. It is named by its tag, which holds no text of the user's.
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
