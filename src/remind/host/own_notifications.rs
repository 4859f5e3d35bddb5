//! Notifications about answers that are not recorded: one that says that they wait, and one for each refusal.
//!
//! The next process says the same again. So where one was killed, its notifications are closed.

use chrono::{DateTime, Utc};

use super::Host;
use super::refusals::is_explanation;
use crate::claims::NotificationRef;
use crate::desktop::{DesktopMessage, NotificationId};
use crate::remind::ClaimHolder;

/// The tag of the notification that says that answers wait to be recorded.
pub const WAITING_TAG: &str = "waiting answers";

impl Host {
    /// Remembers which of these notifications are on the screen, for the next process.
    pub(super) fn follow_own_notification(&mut self, message: &DesktopMessage, now: DateTime<Utc>) {
        let tag = message.tag();
        let (true, Some(started)) = (is_own(tag), &self.started) else {
            return;
        };
        let owner = started.reminders.holder().name();
        match message {
            DesktopMessage::Sent { id: Some(id), .. } => {
                let NotificationId { number, service } = id.clone();
                let shown = NotificationRef { number, service };
                self.claims.store_own_notification(tag, &shown, owner, now);
            }
            DesktopMessage::Sent { id: None, .. } => {}
            DesktopMessage::Failed { .. }
            | DesktopMessage::Pressed { .. }
            | DesktopMessage::Opened { .. }
            | DesktopMessage::Closed { .. }
            | DesktopMessage::Lost { .. } => {
                self.claims.delete_own_notification(tag, owner, now);
            }
        }
    }

    /// Closes those that processes which have ended left on the screen.
    pub(super) fn close_left_notifications(&mut self, now: DateTime<Utc>) {
        let Some(started) = &self.started else {
            return;
        };
        let holder: &ClaimHolder = started.reminders.holder();
        for (tag, shown, owner) in self.claims.own_notifications(now) {
            if holder.succeeds(&owner) && self.claims.delete_own_notification(&tag, &owner, now) {
                let NotificationRef { number, service } = shown;
                started
                    .notifier
                    .close_leftover(NotificationId { number, service });
            }
        }
    }
}

fn is_own(tag: &str) -> bool {
    tag == WAITING_TAG || is_explanation(tag)
}
