//! A bubble on the screen, as the platform's service has it.

use notify_rust::{Notification, NotificationHandle};

use super::notify::Bubble;
use super::text::{escaped, plain};

/// A bubble that a service shows.
pub(super) struct Shown(NotificationHandle);

impl std::fmt::Debug for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Shown").field(&self.id()).finish()
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
impl Shown {
    /// Asks the service to show a bubble. This may take for ever.
    pub(super) fn show(program: &str, bubble: &Bubble) -> Result<Self, String> {
        let reads_markup = notify_rust::get_capabilities()
            .map_err(|error| why(&error))?
            .iter()
            .any(|capability| capability == "body-markup");
        let body = plain(&bubble.body);
        let mut notification = Notification::new();
        notification
            .appname(program)
            .summary(&plain(&bubble.summary))
            .body(&if reads_markup { escaped(&body) } else { body })
            .timeout(notify_rust::Timeout::Never)
            .action("default", "Open");
        for button in &bubble.buttons {
            notification.action(&button.key, &plain(&button.label));
        }
        notification.show().map(Self).map_err(|error| why(&error))
    }

    pub(super) fn id(&self) -> u32 {
        self.0.id()
    }

    /// Waits until a button was pressed, or the bubble is gone (`None`).
    pub(super) fn listen(id: u32, mut heard: impl FnMut(Option<&str>)) {
        use notify_rust::ActionResponse;
        let listened = notify_rust::handle_action(id, |response| match response {
            ActionResponse::Custom(button) => heard(Some(button)),
            ActionResponse::Closed(_) => heard(None),
        });
        // Without a bus there is nothing to hear.
        drop(listened);
    }

    pub(super) fn close(self) {
        self.0.close();
    }
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
impl Shown {
    /// Asks the system to show a bubble; there are no buttons on it here.
    pub(super) fn show(program: &str, bubble: &Bubble) -> Result<Self, String> {
        let mut notification = Notification::new();
        notification
            .appname(program)
            .summary(&plain(&bubble.summary))
            .body(&plain(&bubble.body));
        notification.show().map(Self).map_err(|error| why(&error))
    }

    pub(super) fn id(&self) -> u32 {
        0
    }

    pub(super) fn listen(_id: u32, _heard: impl FnMut(Option<&str>)) {}

    pub(super) fn close(self) {}
}

/// What the error means, in plain words.
fn why(error: &notify_rust::error::Error) -> String {
    format!(
        "no notification service took it ({})",
        plain(&error.to_string())
    )
}
