//! The D-Bus interface of the notification service.

#![expect(
    clippy::used_underscore_binding,
    reason = "the interface's macro passes on what this service has no use for"
)]

use std::thread;

use chrono::{TimeDelta, Utc};

use super::{Behaviour, NAME, PATH, ReceivedNotification, STACK_TAG, Service};

/// A hint as its name and its value.
fn hint(name: &str, value: &zbus::OwnedVariant) -> String {
    let text = <&str>::try_from(value).map(str::to_owned);
    let text = text.or_else(|_| u8::try_from(value).map(|number| number.to_string()));
    let text = text.or_else(|_| bool::try_from(value).map(|flag| flag.to_string()));
    format!("{name} {}", text.expect("a text, a byte or a flag"))
}

/// Why a notification is refused.
#[derive(Debug, zbus::DBusError)]
#[zbus(prefix = "org.freedesktop.Notifications.Error")]
enum Refusal {
    #[zbus(error)]
    Bus(zbus::Error),
    Failed(String),
    ExcessNotificationGeneration(String),
}

/// The D-Bus interface of the service.
pub(super) struct Desktop(pub(super) Service);

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Desktop {
    fn get_capabilities(&self) -> Vec<String> {
        let mut all = vec!["actions".to_owned(), "body".to_owned()];
        let state = self.0.answering();
        if !state.capabilities.lacks_markup {
            all.push("body-markup".to_owned());
        }
        if state.capabilities.has_sounds {
            all.push("sound".to_owned());
        }
        if state.capabilities.stacks {
            all.push(STACK_TAG.to_owned());
        }
        all
    }

    fn get_server_information(&self) -> (String, String, String, String) {
        drop(self.0.answering());
        ["test", "winddown", "1", "1.2"].map(str::to_owned).into()
    }

    #[expect(clippy::too_many_arguments, reason = "so says the specification")]
    async fn notify(
        &self,
        program: String,
        replaces: u32,
        icon: String,
        summary: String,
        body: String,
        actions: Vec<String>,
        hints: std::collections::HashMap<String, zbus::OwnedVariant>,
        _timeout: i32,
        #[zbus(header)] header: zbus::message::Header<'_>,
        #[zbus(connection)] connection: &zbus::Connection,
    ) -> Result<u32, Refusal> {
        let from = header.sender().unwrap().to_string();
        let hints = hints.iter().map(|(name, value)| hint(name, value));
        let mut hints: Vec<_> = hints.collect();
        hints.sort();
        let received = ReceivedNotification {
            id: 0,
            app: [program, icon],
            replaces,
            summary,
            body,
            actions,
            hints,
            is_closed: false,
            from: from.clone(),
            at: Utc::now(),
        };
        let (id, pressed) = self.0.receive(received)?;
        if let Some(button) = pressed {
            connection
                .emit_signal(
                    Some(from.as_str()),
                    PATH,
                    NAME,
                    "ActionInvoked",
                    &(id, button),
                )
                .await?;
        }
        Ok(id)
    }

    async fn close_notification(
        &self,
        id: u32,
        #[zbus(connection)] connection: &zbus::Connection,
    ) -> zbus::fdo::Result<()> {
        let delay = self.0.state().closing_delay;
        thread::sleep(delay);
        let (closed, broadcasts) = {
            let mut state = self.0.answering();
            let mut on_screen = state.received.iter_mut();
            let found =
                on_screen.find(|notification| notification.id == id && !notification.is_closed);
            let closed = found.map(|notification| {
                notification.is_closed = true;
                notification.from.clone()
            });
            self.0.state.1.notify_all();
            (closed, state.broadcasts)
        };
        if let Some(from) = closed {
            let to = (!broadcasts).then_some(from.as_str());
            connection
                .emit_signal(to, PATH, NAME, "NotificationClosed", &(id, 3_u32))
                .await?;
        }
        Ok(())
    }
}

impl Service {
    /// Shows a notification. Returns its id, and the button that the user presses before the sender knows the id.
    fn receive(&self, received: ReceivedNotification) -> Result<(u32, Option<String>), Refusal> {
        let mut state = self.answering();
        if state.behaviour == Behaviour::Refusing {
            let why = "there is no screen to show it on".to_owned();
            return Err(Refusal::Failed(why));
        }
        if state.refuses_repeats
            && state.received.last().is_some_and(|last| {
                let is_same = (&last.summary, &last.body) == (&received.summary, &received.body);
                is_same && received.at - last.at < TimeDelta::seconds(1)
            })
        {
            let why = "Created too many similar notifications in quick succession".to_owned();
            return Err(Refusal::ExcessNotificationGeneration(why));
        }
        thread::sleep(state.answer_delay);
        let new = state.received.len() as u32 + 1;
        let earlier = state
            .received
            .iter_mut()
            .find(|notification| notification.id == received.replaces && !notification.is_closed);
        let id = earlier.map_or(new, |earlier| {
            earlier.is_closed = true;
            earlier.id
        });
        if state.capabilities.stacks && received.stack_tag().is_some() {
            for earlier in &mut state.received {
                earlier.is_closed |= earlier.stack_tag() == received.stack_tag();
            }
        }
        state.received.push(ReceivedNotification { id, ..received });
        self.state.1.notify_all();
        Ok((id, state.pressed_at_once.clone()))
    }
}
