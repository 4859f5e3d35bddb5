//! A notification on the screen, through the platform's notification service.

#[cfg(all(unix, not(target_os = "macos")))]
use std::sync::Arc;

#[cfg(all(unix, not(target_os = "macos")))]
use notify_rust::NotificationHandle;

#[cfg(all(unix, not(target_os = "macos")))]
use super::icon;
#[cfg(all(unix, not(target_os = "macos")))]
use super::notification::NotificationKind;
use super::notification::{Notification, NotificationId};
#[cfg(all(unix, not(target_os = "macos")))]
use super::process::{NO_THREAD, can_start_a_thread};
#[cfg(all(unix, not(target_os = "macos")))]
use crate::markup;
use crate::printable::on_one_line;

/// How a notification left the screen.
#[cfg_attr(not(all(unix, not(target_os = "macos"))), allow(dead_code))]
pub(super) enum ShownEnd {
    /// It was clicked.
    Opened,
    /// The button with this key was pressed.
    Pressed(String),
    /// Its service reports that it is gone.
    Closed,
    /// The connection to its service has ended.
    Lost,
}

/// A handle to a notification on the screen. Clones refer to the same notification, so that one thread can wait for its
/// buttons while another closes it.
#[cfg(all(unix, not(target_os = "macos")))]
#[derive(Clone)]
pub(super) struct Shown {
    handle: Arc<NotificationHandle>,
    /// The run of its service; none if the bus does not answer.
    service: Option<String>,
    /// Whether its service plays sounds.
    has_sounds: bool,
}

/// A notification on the screen. On this platform it has no buttons and cannot be closed, so no handle is stored; on
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
    /// Asks the service to show a notification, in the place of the one with the number `instead`. May block for ever.
    pub(super) fn show(
        program: &str,
        notification: &Notification,
        instead: Option<u32>,
    ) -> Result<Self, String> {
        if !can_start_a_thread() {
            return Err(NO_THREAD.to_owned());
        }
        let capabilities = notify_rust::get_capabilities().map_err(|error| why(&error))?;
        let can = |what: &str| capabilities.iter().any(|capability| capability == what);
        let (reads_markup, has_sounds) = (can("body-markup"), can("sound"));
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
            .icon(&icon::for_notifications())
            .timeout(notify_rust::Timeout::Never)
            .action("default", "Open");
        for hint in hints(notification) {
            request.hint(hint);
        }
        if let Some(instead) = instead {
            request.id(instead);
        }
        for button in &notification.buttons {
            request.action(&button.key, &on_one_line(&button.label));
        }
        // Asked for before: once it is shown, its identity has to be recorded at once.
        let service = bus::service();
        let shown = request.show().map_err(|error| why(&error))?;
        Ok(Self {
            handle: Arc::new(shown),
            service,
            has_sounds,
        })
    }

    /// Whether its service plays the sound that a notification asks for.
    pub(super) fn has_sounds(&self) -> bool {
        self.has_sounds
    }

    pub(super) fn number(&self) -> u32 {
        self.handle.id()
    }

    /// Its identity for other processes; none if the bus does not answer.
    pub(super) fn id(&self) -> Option<NotificationId> {
        self.service.clone().map(|service| NotificationId {
            number: self.number(),
            service,
        })
    }

    /// Waits until a button was pressed, or the notification is gone.
    ///
    /// It waits on the connection that sent it, because many services answer only their client, not the whole bus.
    pub(super) fn answer(&self) -> ShownEnd {
        use notify_rust::NotificationResponse::{Action, Closed, Default, Reply};
        let mut end = ShownEnd::Lost;
        zbus::block_on(self.handle.wait_for_action_async(|response| {
            end = match response {
                Default => ShownEnd::Opened,
                Action(button) => ShownEnd::Pressed(button.clone()),
                Reply(_) | Closed(_) => ShownEnd::Closed,
            };
        }));
        end
    }

    /// Asks the service to close it. May block for ever.
    pub(super) fn close(&self) {
        zbus::block_on(self.handle.close_async());
    }
}

/// What desktops sort, colour and mute the notification by.
#[cfg(all(unix, not(target_os = "macos")))]
fn hints(notification: &Notification) -> [notify_rust::Hint; 4] {
    use notify_rust::{Hint, Urgency};
    let urgency = match notification.kind {
        NotificationKind::Reminder | NotificationKind::Notice => Urgency::Normal,
        NotificationKind::Information => Urgency::Low,
    };
    [
        Hint::DesktopEntry(icon::NAME.to_owned()),
        Hint::Category(notification.kind.category().to_owned()),
        Hint::Urgency(urgency),
        if notification.has_sound {
            Hint::SoundName(SOUND.to_owned())
        } else {
            Hint::SuppressSound(true)
        },
    ]
}

/// The sound of a reminder, by its name in the sound themes of desktops.
#[cfg(all(unix, not(target_os = "macos")))]
const SOUND: &str = "message-new-instant";

/// Bus calls that notify-rust does not offer, for notifications of another process, to which there is no handle.
#[cfg(all(unix, not(target_os = "macos")))]
mod bus {
    use super::{NotificationId, can_start_a_thread};

    const NAME: &str = "org.freedesktop.Notifications";
    const PATH: &str = "/org/freedesktop/Notifications";

    /// Identifies the running service by its bus and its unique name. A restarted service numbers its notifications
    /// anew.
    pub(crate) fn service() -> Option<String> {
        if !can_start_a_thread() {
            return None;
        }
        let ask = async {
            let bus = zbus::Connection::session().await?;
            let names = zbus::fdo::DBusProxy::new(&bus).await?;
            let owner = names.get_name_owner(NAME.try_into()?).await?;
            zbus::Result::Ok(format!("{} {owner}", bus.server_guid()))
        };
        zbus::block_on(ask).ok()
    }

    /// Whether the service that showed the notification is still running.
    pub(crate) fn is_still_there(id: &NotificationId) -> bool {
        service().is_some_and(|service| service == id.service)
    }

    /// Asks the service to close a notification. May block for ever.
    pub(crate) fn close(number: u32) {
        if !can_start_a_thread() {
            return;
        }
        let ask = async {
            let bus = zbus::Connection::session().await?;
            bus.call_method(Some(NAME), PATH, Some(NAME), "CloseNotification", &number)
                .await
        };
        // Errors are ignored: a service that has ended has nothing on the screen.
        let _ = zbus::block_on(ask);
    }
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
impl Shown {
    /// Asks the system to show a notification, without buttons.
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

    /// The system plays its own sound.
    #[expect(clippy::unused_self, reason = "elsewhere it depends on the service")]
    pub(super) fn has_sounds(&self) -> bool {
        true
    }

    pub(super) fn number(&self) -> u32 {
        0
    }

    pub(super) fn id(&self) -> Option<NotificationId> {
        None
    }

    pub(super) fn answer(&self) -> ShownEnd {
        ShownEnd::Lost
    }

    pub(super) fn close(&self) {}
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
pub(super) fn close(_number: u32) {}

#[cfg(not(all(unix, not(target_os = "macos"))))]
pub(super) fn is_still_there(_id: &NotificationId) -> bool {
    false
}

/// The error as a text for the user.
fn why(error: &notify_rust::error::Error) -> String {
    format!(
        "no notification service took it ({})",
        on_one_line(&error.to_string())
    )
}
