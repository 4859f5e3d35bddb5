//! The dispatcher of reminders: claims each in the journal, sends it, and handles what the desktop reports about it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::claim_holder::ClaimHolder;
use super::due::{announcements, due};
use super::reminder::{Announcement, Reminder};
use crate::coach::{Coach, EveningRecord};
use crate::desktop::{Button, DesktopMessage, Notification, NotificationId, Notifier};
use crate::evening::{Action, Timeline};
use crate::event::EveningDate;
use crate::journal::{CLAIM_LIFETIME, Claim, Journal, JournalError, NotificationRef};
use crate::plan::Reminders;

/// Claims and sends reminders, and follows their notifications.
#[derive(Debug)]
pub struct ReminderDispatcher {
    notifier: Notifier,
    holder: ClaimHolder,
    /// The reminders whose notifications are being sent or are on the screen, by tag.
    active: HashMap<String, Reminder>,
}

/// What the host has to do after a message from the desktop.
#[derive(Debug, Clone, PartialEq)]
pub enum NotificationOutcome {
    /// A button was pressed: record this action for that evening.
    Act(EveningDate, Action),
    /// The notification was clicked: open the program.
    Open,
    /// No notification service accepted it: show it through another channel, then call
    /// [`ReminderDispatcher::shown_elsewhere`].
    NotShown {
        /// The reminder to show.
        reminder: Reminder,
        /// Why it was not shown, for the user.
        why: String,
    },
}

impl ReminderDispatcher {
    /// A dispatcher that sends through `notifier` and claims as `holder`.
    pub fn new(notifier: Notifier, holder: ClaimHolder) -> Self {
        Self {
            notifier,
            holder,
            active: HashMap::new(),
        }
    }

    /// Sends due reminders, closes notifications of settled steps, and takes over notifications that a process left on
    /// the screen when it ended. Returns when to look again. During silence, which any process may request, it does
    /// nothing.
    ///
    /// # Errors
    /// When the journal cannot be read or written: without a claim nothing is sent.
    pub fn look(
        &mut self,
        coach: &mut Coach,
        now: DateTime<Utc>,
    ) -> Result<DateTime<Utc>, JournalError> {
        if let Some(until) = coach.journal.silent_until(now)? {
            return Ok(until);
        }
        let tonight = coach.tonight(now)?;
        let before = coach.evening_record(tonight.evening.date.previous(), now)?;
        let mut look_again = tonight.evening.ends;
        // The night before the user's first evening is not asked about.
        let is_known =
            |first: Option<EveningDate>| first.is_some_and(|first| first < tonight.evening.date);
        let before = is_known(coach.journal.first_evening()?).then_some(before);
        for record in [Some(&tonight), before.as_ref()].into_iter().flatten() {
            let at = self.look_at(record, coach, now)?;
            look_again = at
                .into_iter()
                .chain([look_again])
                .min()
                .unwrap_or(look_again);
        }
        Ok(look_again)
    }

    fn look_at(
        &mut self,
        record: &EveningRecord,
        coach: &mut Coach,
        now: DateTime<Utc>,
    ) -> Result<Option<DateTime<Utc>>, JournalError> {
        let Coach {
            config, journal, ..
        } = coach;
        let (timeline, settings) = (record.timeline(now), &config.reminders);
        let evening = timeline.evening.date;
        self.close_settled(&timeline, journal)?;
        let claims = journal.claims(evening)?;
        self.take_over(&claims, &timeline, journal, now, settings)?;
        let is_announced = |key: &str| {
            self.is_active(key)
                || claims
                    .iter()
                    .any(|claim| claim.reminder == key && claim.sent_at.is_some())
        };
        let found = due(&timeline, is_announced, now, settings);
        let next = found.next.map(|announcement| announcement.at);
        if found.announcements.is_empty() {
            return Ok(next);
        }
        let keys: Vec<String> = found
            .announcements
            .iter()
            .map(|announcement| announcement.key(evening))
            .collect();
        let mut free = keys.clone();
        free.retain(|key| {
            let claim = claims.iter().find(|claim| claim.reminder == *key);
            !claim.is_some_and(|claim| self.is_on_its_way(claim))
        });
        let ours = journal.claim_all(&free, evening, &self.holder.0, now)?;
        let mut announcements = found.announcements;
        announcements.retain(|announcement| ours.contains(&announcement.key(evening)));
        if !announcements.is_empty() {
            self.send(
                Reminder {
                    evening,
                    announcements,
                },
                journal,
            )?;
        }
        if ours.len() == keys.len() {
            return Ok(next);
        }
        // The process with the other claim may have died: look again when that claim expires.
        let expiries = journal
            .claims(evening)?
            .into_iter()
            .filter(|claim| claim.sent_at.is_none() && keys.contains(&claim.reminder))
            .filter(|claim| !ours.contains(&claim.reminder))
            .map(|claim| claim.claimed_at + CLAIM_LIFETIME)
            .map(|at| if at > now { at } else { now + CLAIM_LIFETIME });
        Ok(expiries.chain(next).min())
    }

    /// Whether another running process is still sending it. Such a claim is respected however old it is: the computer
    /// may have slept meanwhile, or the clock was set.
    fn is_on_its_way(&self, claim: &Claim) -> bool {
        let is_open = claim.sent_at.is_none() && claim.problem.is_none();
        is_open && claim.owner != self.holder.0 && ClaimHolder::runs(&claim.owner)
    }

    /// Whether this dispatcher is sending it, or has it on the screen.
    fn is_active(&self, key: &str) -> bool {
        self.active
            .values()
            .any(|reminder| reminder.keys().any(|out| out == key))
    }

    fn send(&mut self, reminder: Reminder, journal: &mut Journal) -> Result<(), JournalError> {
        // A later announcement of the same topic replaces the notification of an earlier one.
        let is_announced_again = |announcement: &Announcement| {
            reminder
                .announcements
                .iter()
                .any(|new| new.topic == announcement.topic)
        };
        let replaced = |shown: &Reminder| {
            shown.evening == reminder.evening && shown.announcements.iter().all(is_announced_again)
        };
        self.close_those(replaced, journal)?;
        self.notifier.send(notification(&reminder));
        self.active.insert(tag(&reminder), reminder);
        Ok(())
    }

    /// Closes notifications whose topics are answered or have another due time by now.
    fn close_settled(
        &mut self,
        timeline: &Timeline<'_>,
        journal: &mut Journal,
    ) -> Result<(), JournalError> {
        let settled = |reminder: &Reminder| {
            reminder.evening == timeline.evening.date
                && !reminder
                    .announcements
                    .iter()
                    .any(|announcement| announcement.still_holds(timeline))
        };
        self.close_those(settled, journal)
    }

    fn close_those(
        &mut self,
        wanted: impl Fn(&Reminder) -> bool,
        journal: &mut Journal,
    ) -> Result<(), JournalError> {
        let found = self.active.iter().filter(|(_, reminder)| wanted(reminder));
        let tags: Vec<String> = found.map(|(tag, _)| tag.clone()).collect();
        for tag in tags {
            self.notifier.close(&tag);
            self.forget_closed(&tag, journal)?;
        }
        Ok(())
    }

    /// Records that a notification is no longer on the screen, and returns its reminder.
    fn forget_closed(
        &mut self,
        tag: &str,
        journal: &mut Journal,
    ) -> Result<Option<Reminder>, JournalError> {
        let reminder = self.active.remove(tag);
        for key in reminder.iter().flat_map(Reminder::keys) {
            journal.mark_gone(&key)?;
        }
        Ok(reminder)
    }

    /// Takes over the notifications that ended processes left on the screen, so that their buttons work again and they
    /// are closed when their time is over.
    fn take_over(
        &mut self,
        claims: &[Claim],
        timeline: &Timeline<'_>,
        journal: &mut Journal,
        now: DateTime<Utc>,
        settings: &Reminders,
    ) -> Result<(), JournalError> {
        let left = claims
            .iter()
            .filter(|claim| claim.owner != self.holder.0 && ClaimHolder::has_ended(&claim.owner));
        let mut by_notification: Vec<(&NotificationRef, Vec<&Claim>)> = Vec::new();
        for claim in left {
            let Some(left) = &claim.notification else {
                continue;
            };
            match by_notification.iter_mut().find(|(other, _)| *other == left) {
                Some((_, together)) => together.push(claim),
                None => by_notification.push((left, vec![claim])),
            }
        }
        for (left, claims) in by_notification {
            let mut is_ours = true;
            for claim in &claims {
                is_ours &=
                    journal.take_over_claim(&claim.reminder, &claim.owner, &self.holder.0)?;
            }
            // Otherwise another process has taken it over.
            if is_ours {
                let announcements = announcements(timeline, now, settings);
                self.adopt_or_close(left, &claims, announcements, timeline, journal)?;
            }
        }
        Ok(())
    }

    fn adopt_or_close(
        &mut self,
        left: &NotificationRef,
        claims: &[&Claim],
        mut announcements: Vec<Announcement>,
        timeline: &Timeline<'_>,
        journal: &mut Journal,
    ) -> Result<(), JournalError> {
        let evening = timeline.evening.date;
        let id = NotificationId {
            number: left.number,
            service: left.service.clone(),
        };
        let was_announced = |announcement: &Announcement| {
            let key = announcement.key(evening);
            claims.iter().any(|claim| claim.reminder == key)
        };
        announcements.retain(was_announced);
        if announcements
            .iter()
            .any(|announcement| announcement.still_holds(timeline))
        {
            let reminder = Reminder {
                evening,
                announcements,
            };
            self.notifier.adopt(notification(&reminder), id);
            self.active.insert(tag(&reminder), reminder);
            return Ok(());
        }
        Notifier::close_leftover(id);
        for claim in claims {
            journal.mark_gone(&claim.reminder)?;
        }
        Ok(())
    }

    /// Closes all notifications, because this process ends and their buttons would have no effect.
    ///
    /// # Errors
    /// When the journal cannot be written.
    pub fn leave(&mut self, journal: &mut Journal) -> Result<(), JournalError> {
        self.notifier.close_all();
        for reminder in std::mem::take(&mut self.active).into_values() {
            for key in reminder.keys() {
                journal.mark_gone(&key)?;
            }
        }
        Ok(())
    }

    /// Handles a message from the desktop about a notification.
    ///
    /// # Errors
    /// When the journal cannot be written.
    pub fn desktop_message(
        &mut self,
        journal: &mut Journal,
        message: DesktopMessage,
        now: DateTime<Utc>,
    ) -> Result<Option<NotificationOutcome>, JournalError> {
        match message {
            DesktopMessage::Sent { tag, id } => {
                match self.active.get(&tag) {
                    Some(reminder) => mark_sent(journal, reminder, "desktop", id, now)?,
                    // Its step was settled while it was being sent.
                    None => self.notifier.close(&tag),
                }
                Ok(None)
            }
            DesktopMessage::Failed { tag, why } => {
                let Some(reminder) = self.active.remove(&tag) else {
                    return Ok(None);
                };
                for key in reminder.keys() {
                    journal.mark_failed(&key, &why)?;
                }
                Ok(Some(NotificationOutcome::NotShown { reminder, why }))
            }
            DesktopMessage::Pressed { tag, button } => {
                let reminder = self.forget_closed(&tag, journal)?;
                Ok(reminder.and_then(|reminder| {
                    let action = reminder.action(&button)?;
                    Some(NotificationOutcome::Act(reminder.evening, action))
                }))
            }
            DesktopMessage::Opened { tag } => {
                let reminder = self.forget_closed(&tag, journal)?;
                Ok(reminder.map(|_| NotificationOutcome::Open))
            }
            DesktopMessage::Closed { tag } => self.forget_closed(&tag, journal).map(|_| None),
        }
    }

    /// Records that a reminder that no notification service accepted was shown through `channel`.
    ///
    /// # Errors
    /// When the journal cannot be written.
    pub fn shown_elsewhere(
        &self,
        journal: &mut Journal,
        reminder: &Reminder,
        channel: &str,
        now: DateTime<Utc>,
    ) -> Result<(), JournalError> {
        mark_sent(journal, reminder, channel, None, now)
    }
}

fn mark_sent(
    journal: &mut Journal,
    reminder: &Reminder,
    channel: &str,
    id: Option<NotificationId>,
    now: DateTime<Utc>,
) -> Result<(), JournalError> {
    let left = id.map(|id| NotificationRef {
        number: id.number,
        service: id.service,
    });
    for key in reminder.keys() {
        journal.mark_sent(&key, channel, left.as_ref(), now)?;
    }
    Ok(())
}

/// The tag contains the claim keys, so that a late message about a replaced notification is not mistaken for one about
/// its replacement.
fn tag(reminder: &Reminder) -> String {
    reminder.keys().collect::<Vec<_>>().join(", ")
}

fn notification(reminder: &Reminder) -> Notification {
    let button = |answer: &super::Answer| Button {
        key: answer.key().to_owned(),
        label: answer.label(),
    };
    Notification {
        tag: tag(reminder),
        summary: reminder.summary(),
        body: reminder.body(),
        buttons: reminder.answers().iter().map(button).collect(),
    }
}
