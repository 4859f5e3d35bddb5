//! What a notification says, and how it is found again once it is on the screen.

/// One notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// What the sender calls it. A notification of the same tag takes its place.
    pub tag: String,
    /// Its first line.
    pub summary: String,
    /// The rest.
    pub body: String,
    /// What can be pressed on it.
    pub buttons: Vec<Button>,
}

/// A button on a notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    /// What comes back when it is pressed.
    pub key: String,
    /// What is written on it.
    pub label: String,
}

/// By what a notification on the screen is known to its service. Another process finds it again by that, as long as
/// the service runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotificationId {
    /// The service's number for it.
    pub number: u32,
    /// Which run of which service gave that number; empty where there is but one.
    pub service: String,
}
