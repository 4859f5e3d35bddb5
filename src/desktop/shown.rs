//! A notification on the screen, as the platform's service has it.

#[cfg(all(unix, not(target_os = "macos")))]
use std::sync::Arc;

#[cfg(all(unix, not(target_os = "macos")))]
use notify_rust::NotificationHandle;

use super::notification::{Notification, NotificationId};
#[cfg(all(unix, not(target_os = "macos")))]
use crate::markup;
use crate::printable::on_one_line;

/// A notification that a service shows. A clone is the same notification: one listens to it while another closes it.
#[cfg(all(unix, not(target_os = "macos")))]
#[derive(Clone)]
pub(super) struct Shown(Arc<NotificationHandle>);

/// A notification that the system shows. It has no buttons and cannot be closed here, so its handle is not needed; on
/// Windows the handle could not be shared between threads either.
#[cfg(not(all(unix, not(target_os = "macos"))))]
#[derive(Clone)]
pub(super) struct Shown;

impl std::fmt::Debug for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Shown").field(&self.number()).finish()
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
pub(super) use bus::{close, is_still_there};

#[cfg(all(unix, not(target_os = "macos")))]
impl Shown {
    /// Asks the service to show a notification, in the place of the one with the number `instead`. This may take for ever.
    pub(super) fn show(
        program: &str,
        notification: &Notification,
        instead: Option<u32>,
    ) -> Result<Self, String> {
        let reads_markup = notify_rust::get_capabilities()
            .map_err(|error| why(&error))?
            .iter()
            .any(|capability| capability == "body-markup");
        let body = on_one_line(&notification.body);
        let mut request = notify_rust::Notification::new();
        request
            .appname(program)
            .summary(&on_one_line(&notification.summary))
            .body(&if reads_markup {
                markup::escaped(&body)
            } else {
                body
            })
            .timeout(notify_rust::Timeout::Never)
            .action("default", "Open");
        if let Some(instead) = instead {
            request.id(instead);
        }
        for button in &notification.buttons {
            request.action(&button.key, &on_one_line(&button.label));
        }
        let shown = request.show().map_err(|error| why(&error))?;
        Ok(Self(Arc::new(shown)))
    }

    pub(super) fn number(&self) -> u32 {
        self.0.id()
    }

    /// By what another process finds it again, if the bus says.
    pub(super) fn id(&self) -> Option<NotificationId> {
        bus::service().map(|service| NotificationId {
            number: self.number(),
            service,
        })
    }

    /// Waits until a button was pressed (its key), or the notification is gone (`None`).
    ///
    /// It listens where it was sent from: many services answer their client alone, not the whole bus.
    pub(super) fn answer(&self) -> Option<String> {
        use notify_rust::NotificationResponse::{Action, Closed, Default, Reply};
        let mut pressed = None;
        zbus::block_on(self.0.wait_for_action_async(|response| {
            pressed = match response {
                Default => Some("default".to_owned()),
                Action(button) => Some(button.clone()),
                Reply(_) | Closed(_) => None,
            };
        }));
        pressed
    }

    /// Asks the service to close it. This may take for ever.
    pub(super) fn close(&self) {
        zbus::block_on(self.0.close_async());
    }
}

/// What notify-rust has no words for: a notification that another process showed, so that there is no handle to it.
#[cfg(all(unix, not(target_os = "macos")))]
mod bus {
    use super::NotificationId;

    const NAME: &str = "org.freedesktop.Notifications";
    const PATH: &str = "/org/freedesktop/Notifications";

    /// The service that runs now: which bus, and who on it. Another run of it numbers its notifications anew.
    pub(crate) fn service() -> Option<String> {
        let ask = async {
            let bus = zbus::Connection::session().await?;
            let names = zbus::fdo::DBusProxy::new(&bus).await?;
            let owner = names.get_name_owner(NAME.try_into()?).await?;
            zbus::Result::Ok(format!("{} {owner}", bus.server_guid()))
        };
        zbus::block_on(ask).ok()
    }

    /// Whether the service that showed it is the one that runs now.
    pub(crate) fn is_still_there(id: &NotificationId) -> bool {
        service().is_some_and(|service| service == id.service)
    }

    /// Asks the service to close a notification. This may take for ever.
    pub(crate) fn close(number: u32) {
        let ask = async {
            let bus = zbus::Connection::session().await?;
            bus.call_method(Some(NAME), PATH, Some(NAME), "CloseNotification", &number)
                .await
        };
        // A service that does not answer has nothing on the screen either.
        let _ = zbus::block_on(ask);
    }
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
impl Shown {
    /// Asks the system to show a notification; there are no buttons on it here.
    pub(super) fn show(
        program: &str,
        notification: &Notification,
        _instead: Option<u32>,
    ) -> Result<Self, String> {
        let mut request = notify_rust::Notification::new();
        request
            .appname(program)
            .summary(&on_one_line(&notification.summary))
            .body(&on_one_line(&notification.body));
        request.show().map_err(|error| why(&error))?;
        Ok(Self)
    }

    pub(super) fn number(&self) -> u32 {
        0
    }

    pub(super) fn id(&self) -> Option<NotificationId> {
        None
    }

    pub(super) fn answer(&self) -> Option<String> {
        None
    }

    pub(super) fn close(&self) {}
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
pub(super) fn close(_number: u32) {}

#[cfg(not(all(unix, not(target_os = "macos"))))]
pub(super) fn is_still_there(_id: &NotificationId) -> bool {
    false
}

/// What the error means, in plain words.
fn why(error: &notify_rust::error::Error) -> String {
    format!(
        "no notification service took it ({})",
        on_one_line(&error.to_string())
    )
}
