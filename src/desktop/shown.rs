//! A bubble on the screen, as the platform's service has it.

use std::sync::Arc;

#[cfg(all(unix, not(target_os = "macos")))]
use futures_lite::future::block_on;
use notify_rust::{Notification, NotificationHandle};

use super::notify::Bubble;
use super::text::{escaped, plain};

/// A bubble that a service shows. A clone is the same bubble: one listens to it while another closes it.
#[derive(Clone)]
pub(super) struct Shown(Arc<NotificationHandle>);

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
        let shown = notification.show().map_err(|error| why(&error))?;
        Ok(Self(Arc::new(shown)))
    }

    pub(super) fn id(&self) -> u32 {
        self.0.id()
    }

    /// Waits until a button was pressed (its key), or the bubble is gone (`None`).
    ///
    /// It listens where it was sent from: many services answer their client alone, not the whole bus.
    pub(super) fn answer(&self) -> Option<String> {
        use notify_rust::NotificationResponse as Response;
        let mut pressed = None;
        let waiting = self.0.wait_for_action_async(|response| {
            pressed = match response {
                Response::Default => Some("default".to_owned()),
                Response::Action(button) => Some(button.clone()),
                Response::Reply(_) | Response::Closed(_) => None,
            };
        });
        block_on(waiting);
        pressed
    }

    pub(super) fn close(&self) {
        block_on(self.0.close_async());
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
        let shown = notification.show().map_err(|error| why(&error))?;
        Ok(Self(Arc::new(shown)))
    }

    pub(super) fn id(&self) -> u32 {
        0
    }

    pub(super) fn answer(&self) -> Option<String> {
        None
    }

    pub(super) fn close(&self) {}
}

/// What the error means, in plain words.
fn why(error: &notify_rust::error::Error) -> String {
    format!(
        "no notification service took it ({})",
        plain(&error.to_string())
    )
}
