//! What the host reports to its front end.

use crate::config_file::ConfigError;
use crate::desktop::DesktopMessage;
use crate::evening::ClockDoubt;
use crate::evening::Refusal;
use crate::event::EveningDate;
use crate::journal::{JournalError, RecoveryReport};
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
    /// The journal was damaged, and was recovered from what could be read.
    JournalRecovered(RecoveryReport),
    /// The journal cannot be read. Reminders come all the same. Reported once per error.
    JournalUnusable(JournalError),
    /// The journal can be read again.
    JournalUsable,
    /// The system's time zone may have changed.
    ZoneChanged,
    /// The wall clock was set, or the computer slept.
    ClockChanged,
    /// The wall clock is probably wrong. Reported once, until it is right again.
    ClockInDoubt(ClockDoubt),
    /// An answer to a reminder about that evening was recorded.
    Answered(EveningDate),
    /// An answer to a reminder is not possible in the evening's present state. A notification explains it.
    AnswerRefused(Refusal),
    /// The journal did not take an answer to a reminder. Later looks try again: some seconds after a failure, and sooner
    /// if the journal's files have changed. Reported once per answer.
    AnswerWaits(JournalError),
    /// No notification service accepted this reminder. The front end has to show it in another way, and then call
    /// [`Host::shown_on_a_terminal`](super::Host::shown_on_a_terminal).
    NotShown(Reminder),
    /// A notification was clicked: the user wants to see the program.
    WindowWanted,
}

/// Why nothing can be recorded, in a few words: the end of a sentence.
pub fn in_short(error: &JournalError) -> &'static str {
    match error {
        JournalError::Folder(_) | JournalError::NotAFile(_) | JournalError::NotOurs(_) => {
            "something else is in the journal's place"
        }
        JournalError::Damaged { .. } => "the journal is damaged",
        JournalError::Newer { .. } => "a newer winddown wrote the journal",
        JournalError::ReadOnly(_) => "the journal is read-only",
        JournalError::NoFolder { .. } | JournalError::NoEntry(_) => "the journal cannot be opened",
        JournalError::Busy(_) => "another program is using the journal",
        JournalError::Full(_) => "the disk is full",
        JournalError::OutOfRange { .. } => "its date is out of range",
        JournalError::Failed { .. } => "the journal cannot be used",
    }
}

/// The sentence about an answer that the journal did not take.
pub fn answer_waits(error: &JournalError) -> String {
    format!(
        "Your answer is not recorded yet: {}. winddown keeps trying.",
        in_short(error)
    )
}

/// The sentence about an answer that is stored until the journal takes it.
pub const RECORDED_LATER: &str = "winddown will record it the next time it runs.";

/// The sentence on a reminder whose answer could not be recorded now.
pub(super) fn caveat(error: &JournalError) -> String {
    let why = in_short(error);
    if let JournalError::Busy(_) = error {
        return format!("Right now {why}. Your answer will be recorded as soon as possible.");
    }
    format!("Nothing can be recorded right now: {why}.")
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
        DesktopMessage::Lost { tag } => tracing::debug!(reminder = tag, "lost with its service"),
    }
}
