//! The content of a notification, and its identity on the screen.

/// The content of a notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// The sender's name for it. A new notification with the same tag replaces it.
    pub tag: String,
    /// Its first line.
    pub summary: String,
    /// The text below the first line.
    pub body: String,
    /// Its buttons.
    pub buttons: Vec<Button>,
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
