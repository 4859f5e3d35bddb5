//! Notifications on Linux and its like, through the session bus.
//!
//! The specification is <https://specifications.freedesktop.org/notification-spec/latest/>. Each notification has a
//! connection of its own, because many services answer only the client that sent it, not the whole bus.

use std::collections::HashMap;
use std::future::poll_fn;
use std::pin::Pin;
use std::thread;
use std::time::Duration;

use zbus::export::futures_core::Stream;
use zbus::{Connection, MatchRule, Message, MessageStream, Variant};

use super::ShownEnd;
use crate::desktop::icon;
use crate::desktop::notification::{Notification, NotificationId, NotificationKind};
use crate::desktop::process::{NO_THREAD, can_start_a_thread};
use crate::markup;
use crate::printable::on_one_line;

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";

/// Rule for the signals about notifications: pressed, closed.
const SIGNALS: &str =
    "type='signal',path='/org/freedesktop/Notifications',interface='org.freedesktop.Notifications'";

/// The sound of a reminder, by its name in the sound themes of desktops.
const SOUND: &str = "message-new-instant";

/// The hint, and the capability, by which a notification takes the place of an earlier one with the same value. dunst and
/// `SwayNotificationCenter` have it.
///
/// The names that mako knows are not used. With it both notifications have one number, so that a sender that closes its
/// own closes the other one; and for `x-canonical-private-synchronous` elementary shows nothing but the icon.
const STACK_TAG: &str = "private-synchronous";

/// How long to wait after such a refusal. With it the service still answers in time.
const UNTIL_NOT_TOO_SOON: Duration = Duration::from_millis(1_100);

/// The key of the action that a click on the notification itself invokes.
const DEFAULT: &str = "default";

/// A handle to a notification on the screen. Clones refer to the same notification, so that one thread can wait for its
/// buttons while another closes it.
#[derive(Clone)]
pub(in crate::desktop) struct Shown {
    connection: Connection,
    number: u32,
    /// The run of its service; none if the bus does not answer.
    service: Option<String>,
    /// Whether its service plays sounds.
    has_sounds: bool,
}

/// What its service reports about a notification, from before it was shown.
pub(in crate::desktop) struct Answers(MessageStream);

impl Shown {
    /// Asks the service to show a notification, in the place of the one with the number `instead`. May block for ever.
    pub(in crate::desktop) fn show(
        program: &str,
        notification: &Notification,
        instead: Option<u32>,
    ) -> Result<(Self, Answers), String> {
        if !can_start_a_thread() {
            return Err(NO_THREAD.to_owned());
        }
        zbus::block_on(Self::send(program, notification, instead)).map_err(|error| {
            let error = on_one_line(&error.to_string());
            format!("no notification service took it ({error})")
        })
    }

    async fn send(
        program: &str,
        notification: &Notification,
        instead: Option<u32>,
    ) -> zbus::Result<(Self, Answers)> {
        let connection = Connection::session().await?;
        let capabilities: Vec<String> = call(&connection, "GetCapabilities", &())
            .await?
            .body()
            .deserialize()?;
        let can = |what: &str| capabilities.iter().any(|capability| capability == what);
        let body = on_one_line(&notification.body);
        let body = if can("body-markup") {
            markup::escaped(&body)
        } else {
            body
        };
        let mut actions = vec![];
        let labels = notification.buttons.iter();
        let labels: Vec<String> = labels.map(|button| on_one_line(&button.label)).collect();
        for (button, label) in notification.buttons.iter().zip(&labels) {
            actions.extend([button.key.as_str(), label]);
        }
        // Last, because Budgie leaves out the button after it.
        actions.extend([DEFAULT, "Open"]);
        // Before it is shown, so that a button pressed at once is heard.
        let rule = MatchRule::try_from(SIGNALS)?;
        let answers = MessageStream::for_match_rule(rule, &connection, None).await?;
        // Likewise: once it is shown, its identity has to be recorded at once.
        let service = service(&connection).await.ok();
        let mut hints = hints(notification);
        if let Some(stack_tag) = &notification.stack_tag
            && instead.is_none()
            && can(STACK_TAG)
        {
            hints.insert(STACK_TAG, Variant::from(stack_tag.clone()));
        }
        let request = (
            program,
            instead.unwrap_or(0),
            icon::for_notifications(),
            on_one_line(&notification.summary),
            body,
            actions,
            hints,
            // It stays until it is answered or closed.
            0_i32,
        );
        let answer = match call(&connection, "Notify", &request).await {
            Err(error) if is_too_soon(&error) => {
                thread::sleep(UNTIL_NOT_TOO_SOON);
                call(&connection, "Notify", &request).await?
            }
            answer => answer?,
        };
        let shown = Self {
            number: answer.body().deserialize()?,
            connection,
            service,
            has_sounds: can("sound"),
        };
        Ok((shown, Answers(answers)))
    }

    /// Whether its service plays the sound that a notification asks for.
    pub(in crate::desktop) fn has_sounds(&self) -> bool {
        self.has_sounds
    }

    pub(in crate::desktop) fn number(&self) -> u32 {
        self.number
    }

    /// Its identity for other processes; none if the bus does not answer.
    pub(in crate::desktop) fn id(&self) -> Option<NotificationId> {
        self.service.clone().map(|service| NotificationId {
            number: self.number,
            service,
        })
    }

    /// Ends the wait for its buttons, by closing its connection.
    pub(in crate::desktop) fn stop_listening(&self) {
        // Errors are ignored: the connection may have ended already.
        let _ = zbus::block_on(self.connection.clone().close());
    }

    /// Asks the service to close it. May block for ever.
    pub(in crate::desktop) fn close(&self) {
        // Errors are ignored: a service that has ended has nothing on the screen.
        let _ = zbus::block_on(call(&self.connection, "CloseNotification", &self.number));
    }
}

impl Answers {
    /// Waits until a button of `shown` was pressed, or it is gone.
    pub(in crate::desktop) fn wait(mut self, shown: &Shown) -> ShownEnd {
        zbus::block_on(async {
            loop {
                let next = poll_fn(|context| Pin::new(&mut self.0).poll_next(context)).await;
                let Some(Ok(message)) = next else {
                    return ShownEnd::Lost;
                };
                if let Some(end) = end_of(shown.number, &message) {
                    return end;
                }
            }
        })
    }
}

/// Whether the service refused what looks the same as the notification before. Plasma does for a second, also what takes
/// over a notification that a dead process has only just shown.
fn is_too_soon(error: &zbus::Error) -> bool {
    const NAME: &str = "org.freedesktop.Notifications.Error.ExcessNotificationGeneration";
    matches!(error, zbus::Error::MethodError(name, ..) if name.as_str() == NAME)
}

/// How the notification with that number ended, if the signal is about it and says so.
fn end_of(number: u32, signal: &Message) -> Option<ShownEnd> {
    let (header, body) = (signal.header(), signal.body());
    match header.member()?.as_str() {
        "ActionInvoked" => {
            let (about, action) = body.deserialize::<(u32, String)>().ok()?;
            let end = match action.as_str() {
                DEFAULT => ShownEnd::Opened,
                _ => ShownEnd::Pressed(action),
            };
            (about == number).then_some(end)
        }
        "NotificationClosed" => {
            let (about, _reason) = body.deserialize::<(u32, u32)>().ok()?;
            (about == number).then_some(ShownEnd::Closed)
        }
        _ => None,
    }
}

/// What desktops sort, colour and mute the notification by.
fn hints(notification: &Notification) -> HashMap<&'static str, Variant<'static>> {
    let urgency: u8 = match notification.kind {
        NotificationKind::Reminder | NotificationKind::Notice => 1,
        NotificationKind::Information => 0,
    };
    HashMap::from([
        ("desktop-entry", Variant::from(icon::NAME)),
        ("category", Variant::from(notification.kind.category())),
        ("urgency", Variant::from(urgency)),
        if notification.has_sound {
            ("sound-name", Variant::from(SOUND))
        } else {
            ("suppress-sound", Variant::from(true))
        },
    ])
}

/// Whether the service that showed the notification is still running.
pub(in crate::desktop) fn is_still_there(id: &NotificationId) -> bool {
    let asked = async { service(&Connection::session().await?).await };
    can_start_a_thread() && zbus::block_on(asked).is_ok_and(|service| service == id.service)
}

/// Asks the service to close a notification of another process. May block for ever.
pub(in crate::desktop) fn close(number: u32) {
    if can_start_a_thread() {
        let asked = async {
            let connection = Connection::session().await?;
            call(&connection, "CloseNotification", &number).await
        };
        // Errors are ignored: a service that has ended has nothing on the screen.
        let _ = zbus::block_on(asked);
    }
}

/// Identifies the running service by its bus and its unique name. A restarted service numbers its notifications anew.
async fn service(connection: &Connection) -> zbus::Result<String> {
    let names = zbus::fdo::DBusProxy::new(connection).await?;
    let owner = names.get_name_owner(NAME.try_into()?).await?;
    Ok(format!("{} {owner}", connection.server_guid()))
}

async fn call<B>(connection: &Connection, method: &str, body: &B) -> zbus::Result<Message>
where
    B: serde::Serialize + zbus::DynamicType,
{
    connection
        .call_method(Some(NAME), PATH, Some(NAME), method, body)
        .await
}
