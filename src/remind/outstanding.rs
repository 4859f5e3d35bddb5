//! The reminders that can still be answered, and what is recorded at once about them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, SubsecRound, Utc};

use super::claim_holder::ClaimHolder;
use super::reminder::Reminder;
use crate::claims::{Claims, GivenAnswer, NotificationRef};
use crate::desktop::{DesktopMessage, NotificationId};
use crate::evening::Action;

/// The reminders of this process whose notifications are being sent, are on the screen, or were just closed, by tag.
///
/// Clones share them, so that the thread on which a press arrives knows what it means without asking the host, which may
/// be waiting for the journal.
#[derive(Debug, Clone, Default)]
pub struct OutstandingReminders(Arc<Mutex<ByTag>>);

#[derive(Debug, Default)]
struct ByTag {
    /// Being sent, or on the screen.
    active: HashMap<String, Reminder>,
    /// Closed here. Until the desktop confirms it, a button may have been pressed before.
    closing: HashMap<String, Reminder>,
}

impl OutstandingReminders {
    fn by_tag(&self) -> MutexGuard<'_, ByTag> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn insert(&self, reminder: Reminder) {
        self.by_tag().active.insert(reminder.tag(), reminder);
    }

    /// Whether one that is being sent or on the screen announces what has this key.
    pub(super) fn announces(&self, key: &str) -> bool {
        let by_tag = self.by_tag();
        let mut keys = by_tag.active.values().flat_map(Reminder::keys);
        keys.any(|known| known == key)
    }

    /// When the first of those on the screen has to be closed; none if there is none.
    pub(super) fn first_over_at(&self) -> Option<DateTime<Utc>> {
        let by_tag = self.by_tag();
        by_tag.active.values().map(Reminder::over_at).min()
    }

    /// The reminder with this tag, if it is being sent or on the screen.
    pub(super) fn active(&self, tag: &str) -> Option<Reminder> {
        self.by_tag().active.get(tag).cloned()
    }

    /// Those being sent or on the screen that are wanted.
    pub(super) fn active_ones(&self, wanted: impl Fn(&Reminder) -> bool) -> Vec<Reminder> {
        let by_tag = self.by_tag();
        let active = by_tag.active.values().filter(|it| wanted(it));
        active.cloned().collect()
    }

    /// Whether the notification with this tag was closed here, and the desktop has not confirmed it.
    pub(super) fn is_closing(&self, tag: &str) -> bool {
        self.by_tag().closing.contains_key(tag)
    }

    /// Marks as closed here those that are wanted, and returns them.
    pub(super) fn close_those(&self, wanted: impl Fn(&Reminder) -> bool) -> Vec<Reminder> {
        let mut by_tag = self.by_tag();
        let closed: Vec<_> = by_tag.active.extract_if(|_, it| wanted(it)).collect();
        by_tag.closing.extend(closed.iter().cloned());
        closed.into_iter().map(|(_, reminder)| reminder).collect()
    }

    /// Forgets the one with this tag that is being sent or on the screen, and returns it.
    pub(super) fn forget_active(&self, tag: &str) -> Option<Reminder> {
        self.by_tag().active.remove(tag)
    }

    /// Forgets the one with this tag that was closed here, and returns it.
    pub(super) fn forget_closing(&self, tag: &str) -> Option<Reminder> {
        self.by_tag().closing.remove(tag)
    }

    /// Forgets all that are being sent or on the screen, and returns them.
    pub(super) fn forget_all_active(&self) -> Vec<Reminder> {
        let active = std::mem::take(&mut self.by_tag().active);
        active.into_values().collect()
    }

    /// The answer that a button gives that is pressed `at` a moment, with its action; none if no reminder has such a
    /// button.
    pub(super) fn answer(
        &self,
        tag: &str,
        button: &str,
        at: DateTime<Utc>,
    ) -> Option<(GivenAnswer, Action)> {
        let by_tag = self.by_tag();
        let reminder = by_tag.active.get(tag).or_else(|| by_tag.closing.get(tag))?;
        let answer = reminder.answer(button, at)?;
        let action = answer.action(reminder.step())?;
        let given = GivenAnswer {
            evening: reminder.evening,
            step: reminder.step().cloned(),
            button: answer.key().to_owned(),
            given_at: at.trunc_subsecs(3),
        };
        Some((given, action))
    }
}

/// The channel recorded for a reminder that a notification service has accepted.
pub(super) const DESKTOP: &str = "desktop";

/// Records that a reminder was shown through `channel`, with its notification if it can be found again.
pub(super) fn mark_sent(
    claims: &mut Claims,
    reminder: &Reminder,
    channel: &str,
    id: Option<&NotificationId>,
    at: DateTime<Utc>,
) {
    let left = id.map(|id| NotificationRef {
        number: id.number,
        service: id.service.clone(),
    });
    let keys: Vec<String> = reminder.keys().collect();
    claims.mark_sent(&keys, channel, left.as_ref(), at);
}

/// Records on the thread on which they arrive that a reminder is on the screen, and that a button was pressed. The host
/// may be inside a look for seconds, while another program holds the journal. If this process were killed meanwhile, a
/// press that only waits for the end of the look would be lost, and a reminder that is shown would be sent again.
#[derive(Debug)]
pub(super) struct PromptRecorder {
    outstanding: OutstandingReminders,
    claims: Mutex<Claims>,
    holder: ClaimHolder,
}

impl PromptRecorder {
    /// For `outstanding` reminders, with claims of its own in the file that the host has open as well.
    pub(super) fn new(
        outstanding: OutstandingReminders,
        claims: Claims,
        holder: ClaimHolder,
    ) -> Self {
        Self {
            outstanding,
            claims: Mutex::new(claims),
            holder,
        }
    }

    /// Records what cannot wait. Where that fails, the host does it as soon as it can.
    pub(super) fn record(&self, message: &DesktopMessage, at: DateTime<Utc>) {
        match message {
            DesktopMessage::Sent { tag, id } => {
                if let Some(reminder) = self.outstanding.active(tag) {
                    mark_sent(&mut self.claims(), &reminder, DESKTOP, id.as_ref(), at);
                }
            }
            DesktopMessage::Pressed { tag, button } => {
                if let Some((answer, _)) = self.outstanding.answer(tag, button, at) {
                    let holder = self.holder.name();
                    self.claims().store_answer(&answer, holder, at);
                }
            }
            DesktopMessage::Failed { .. }
            | DesktopMessage::Opened { .. }
            | DesktopMessage::Closed { .. }
            | DesktopMessage::Lost { .. } => {}
        }
    }

    fn claims(&self) -> MutexGuard<'_, Claims> {
        self.claims.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
