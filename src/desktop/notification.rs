//! The content of a notification, and its identity on the screen.

/// The content of a notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// The sender's name for it. A new notification with the same tag replaces it.
    pub tag: String,
    /// A name that it shares only with its doubles, which other processes may have shown: services that can show the
    /// newest of them instead of the others. None if it has no doubles.
    pub stack_tag: Option<String>,
    /// Its first line.
    pub summary: String,
    /// The text below the first line.
    pub body: String,
    /// Its buttons.
    pub buttons: Vec<Button>,
    /// What desktops sort it by.
    pub kind: NotificationKind,
    /// Whether it comes with a sound, where the user has sounds on.
    pub has_sound: bool,
}

/// What a notification is about. Desktops sort, colour and mute by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotificationKind {
    /// Something is due.
    Reminder,
    /// Something about the program that the user should know, such as a mistake in the config.
    Notice,
    /// Something that needs nothing from the user.
    Information,
}

impl NotificationKind {
    /// The category hint. The specification has none for reminders, and gives programs names that begin with `x-` and
    /// their own name.
    #[cfg_attr(not(all(unix, not(target_os = "macos"))), allow(dead_code))]
    pub(super) fn category(self) -> &'static str {
        match self {
            Self::Reminder => "x-winddown.reminder",
            Self::Notice => "x-winddown.notice",
            Self::Information => "x-winddown.information",
        }
    }
}

/// A button on a notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    /// The key that is reported when it is pressed.
    pub key: String,
    /// Its label.
    pub label: String,
}

/// Identifies a notification on the screen to its service. Another process can replace or close it by this, as long as
/// the service runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotificationId {
    /// The number that the service assigned.
    pub number: u32,
    /// The run of the service that assigned the number; empty on platforms with only one service.
    pub service: String,
}
