//! The dispatcher of reminders: claims each in the journal, sends it, and takes in what becomes of it.

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
    /// The notifications that are on their way or on the screen, by tag.
    out: HashMap<String, Reminder>,
}

/// What became of a notification, where the host has to act on it.
#[derive(Debug, Clone, PartialEq)]
pub enum NotificationOutcome {
    /// A button was pressed: do this about that evening.
    Act(EveningDate, Action),
    /// It was clicked: show the program.
    Open,
    /// No service took it: show it in some other way, then call [`ReminderDispatcher::shown_elsewhere`].
    NotShown {
        /// What was to be said.
        reminder: Reminder,
        /// Why it was not shown, in plain words.
        why: String,
    },
}

impl ReminderDispatcher {
    /// A dispatcher that sends through `notifier`.
    pub fn new(notifier: Notifier, holder: ClaimHolder) -> Self {
        Self {
            notifier,
            holder,
            out: HashMap::new(),
        }
    }

    /// Sends what is due, closes what is settled, takes over what a process that has ended left on the screen, and
    /// says when to look again. While silence is kept, in whatever window, all that waits.
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
        // Nobody is asked about a night before their first evening.
        let is_known =
            |first: Option<EveningDate>| first.is_some_and(|first| first < tonight.evening.date);
        let before = is_known(coach.journal.first_evening()?).then_some(before);
        for night in [Some(&tonight), before.as_ref()].into_iter().flatten() {
            let at = self.look_at(night, coach, now)?;
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
        night: &EveningRecord,
        coach: &mut Coach,
        now: DateTime<Utc>,
    ) -> Result<Option<DateTime<Utc>>, JournalError> {
        let Coach {
            config, journal, ..
        } = coach;
        let (timeline, settings) = (night.timeline(now), &config.reminders);
        let evening = timeline.evening.date;
        self.close_settled(&timeline, journal)?;
        let claims = journal.claims(evening)?;
        self.take_over(&claims, &timeline, journal, now, settings)?;
        let is_said = |key: &str| {
            self.is_out(key)
                || claims
                    .iter()
                    .any(|claim| claim.reminder == key && claim.sent_at.is_some())
        };
        let found = due(&timeline, is_said, now, settings);
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
        // Somebody else's claim may turn out to be a dead sender's.
        let run_out = journal
            .claims(evening)?
            .into_iter()
            .filter(|claim| claim.sent_at.is_none() && keys.contains(&claim.reminder))
            .filter(|claim| !ours.contains(&claim.reminder))
            .map(|claim| claim.claimed_at + CLAIM_LIFETIME)
            .map(|at| if at > now { at } else { now + CLAIM_LIFETIME });
        Ok(run_out.chain(next).min())
    }

    /// Whether it is in the hands of another process that runs, and has not said how it went. That may be long ago by
    /// the clock: the computer slept meanwhile, or the clock was set.
    fn is_on_its_way(&self, claim: &Claim) -> bool {
        let is_open = claim.sent_at.is_none() && claim.problem.is_none();
        is_open && claim.owner != self.holder.0 && ClaimHolder::runs(&claim.owner)
    }

    /// Whether it is on its way or on the screen, sent by this dispatcher.
    fn is_out(&self, key: &str) -> bool {
        self.out
            .values()
            .any(|reminder| reminder.keys().any(|out| out == key))
    }

    fn send(&mut self, reminder: Reminder, journal: &mut Journal) -> Result<(), JournalError> {
        // A later kind of a step takes the place of the earlier one.
        let is_said_anew = |announcement: &Announcement| {
            reminder
                .announcements
                .iter()
                .any(|new| new.topic == announcement.topic)
        };
        let replaced = |shown: &Reminder| {
            shown.evening == reminder.evening && shown.announcements.iter().all(is_said_anew)
        };
        self.close_those(replaced, journal)?;
        self.notifier.send(notification(&reminder));
        self.out.insert(tag(&reminder), reminder);
        Ok(())
    }

    /// Closes the notifications whose steps are settled, or wait for another time, since they were sent.
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
        let found = self.out.iter().filter(|(_, reminder)| wanted(reminder));
        let tags: Vec<String> = found.map(|(tag, _)| tag.clone()).collect();
        for tag in tags {
            self.notifier.close(&tag);
            self.is_gone(&tag, journal)?;
        }
        Ok(())
    }

    /// The notification is no longer on the screen: what it was.
    fn is_gone(
        &mut self,
        tag: &str,
        journal: &mut Journal,
    ) -> Result<Option<Reminder>, JournalError> {
        let reminder = self.out.remove(tag);
        for key in reminder.iter().flat_map(Reminder::keys) {
            journal.mark_gone(&key)?;
        }
        Ok(reminder)
    }

    /// Takes over the notifications that a process which has ended left on the screen: they are heard and closed from
    /// here on.
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
            // Otherwise another process was quicker.
            if is_ours {
                let announcements = announcements(timeline, now, settings);
                self.inherit(left, &claims, announcements, timeline, journal)?;
            }
        }
        Ok(())
    }

    fn inherit(
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
        let was_said = |announcement: &Announcement| {
            let key = announcement.key(evening);
            claims.iter().any(|claim| claim.reminder == key)
        };
        announcements.retain(was_said);
        if announcements
            .iter()
            .any(|announcement| announcement.still_holds(timeline))
        {
            let reminder = Reminder {
                evening,
                announcements,
            };
            self.notifier.adopt(notification(&reminder), id);
            self.out.insert(tag(&reminder), reminder);
            return Ok(());
        }
        self.notifier.close_left(id);
        for claim in claims {
            journal.mark_gone(&claim.reminder)?;
        }
        Ok(())
    }

    /// Closes all notifications: this process ends, and nobody would hear their buttons.
    ///
    /// # Errors
    /// When the journal cannot be written.
    pub fn leave(&mut self, journal: &mut Journal) -> Result<(), JournalError> {
        self.notifier.close_all();
        for reminder in std::mem::take(&mut self.out).into_values() {
            for key in reminder.keys() {
                journal.mark_gone(&key)?;
            }
        }
        Ok(())
    }

    /// Takes in what became of a notification.
    ///
    /// # Errors
    /// When the journal cannot be written.
    pub fn heard(
        &mut self,
        journal: &mut Journal,
        message: DesktopMessage,
        now: DateTime<Utc>,
    ) -> Result<Option<NotificationOutcome>, JournalError> {
        match message {
            DesktopMessage::Sent { tag, id } => {
                match self.out.get(&tag) {
                    Some(reminder) => mark_sent(journal, reminder, "desktop", id, now)?,
                    // Its step was settled while it was on its way.
                    None => self.notifier.close(&tag),
                }
                Ok(None)
            }
            DesktopMessage::Failed { tag, why } => {
                let Some(reminder) = self.out.remove(&tag) else {
                    return Ok(None);
                };
                for key in reminder.keys() {
                    journal.mark_failed(&key, &why)?;
                }
                Ok(Some(NotificationOutcome::NotShown { reminder, why }))
            }
            DesktopMessage::Pressed { tag, button } => {
                let reminder = self.is_gone(&tag, journal)?;
                Ok(reminder.and_then(|reminder| {
                    let action = reminder.action(&button)?;
                    Some(NotificationOutcome::Act(reminder.evening, action))
                }))
            }
            DesktopMessage::Opened { tag } => {
                let reminder = self.is_gone(&tag, journal)?;
                Ok(reminder.map(|_| NotificationOutcome::Open))
            }
            DesktopMessage::Closed { tag } => self.is_gone(&tag, journal).map(|_| None),
        }
    }

    /// Records that a reminder that no service took was shown through another channel.
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

/// Every notification has its own: what is still heard of one that was replaced is not taken for the new one's.
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
