//! The dispatcher of reminders: claims each, sends it, and handles what the desktop reports about it.

mod returns;
mod summaries;

use std::hash::{Hash, Hasher};

use chrono::{DateTime, TimeDelta, Utc};
use fnv::FnvHasher;

use super::claim_holder::ClaimHolder;
use super::due::{announcements, due};
use super::evenings::Evenings;
use super::outstanding::{DESKTOP, OutstandingReminders, mark_sent};
use super::reminder::{Announcement, Answer, Reminder};
use crate::claims::{CLAIM_LIFETIME, Claim, Claims, GivenAnswer, NotificationRef};
use crate::desktop::{
    Button, DesktopMessage, Notification, NotificationId, NotificationKind, Notifier,
};
use crate::evening::{Action, Timeline};
use crate::event::EveningDate;
use crate::plan::Config;
use crate::presence::Presence;

/// What is announced within this time of its moment is in time, and has a notification and buttons of its own. What
/// comes later had to wait, as after suspend: several of those share one.
const IN_TIME: TimeDelta = TimeDelta::minutes(1);

/// Claims and sends reminders, and follows their notifications.
#[derive(Debug)]
pub struct ReminderDispatcher {
    notifier: Notifier,
    holder: ClaimHolder,
    outstanding: OutstandingReminders,
    presence: Presence,
    /// The tags of what was sent while the user was away.
    unseen: Vec<String>,
}

/// What the host has to do after a message from the desktop.
#[derive(Debug, Clone, PartialEq)]
pub enum NotificationOutcome {
    /// A button was pressed: record this action. The answer may be stored already, until [`Claims::delete_answer`].
    Act(GivenAnswer, Action),
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
    /// A dispatcher that sends through `notifier` and claims as `holder`. What it sends is in `outstanding` as long as it
    /// can be answered.
    pub fn new(notifier: Notifier, holder: ClaimHolder, outstanding: OutstandingReminders) -> Self {
        Self {
            notifier,
            holder,
            outstanding,
            presence: Presence::Unknown,
            unseen: vec![],
        }
    }

    /// Sends due reminders, closes notifications of settled steps and of evenings that are over, and takes over
    /// notifications that a process left on the screen when it ended. Returns when to look again. During silence, which any process may request, it does
    /// nothing.
    ///
    /// `caveat` returns a sentence to add to what is sent, or none. It is asked only where something is sent.
    pub fn look(
        &mut self,
        evenings: &Evenings,
        claims: &mut Claims,
        config: &Config,
        now: DateTime<Utc>,
        caveat: &dyn Fn() -> Option<String>,
    ) -> DateTime<Utc> {
        if let Some(until) = claims.silent_until(now) {
            return until;
        }
        let Evenings {
            tonight, before, ..
        } = evenings;
        let before = evenings.asks_about_before.then_some(before);
        let looked_at = [Some(tonight), before].into_iter().flatten();
        let dates: Vec<EveningDate> = looked_at.map(|record| record.evening.date).collect();
        self.close_leftovers_of_other_evenings(&dates, claims, now);
        self.close_those(|reminder| reminder.over_at() <= now, claims, now);
        let mut look_again = tonight.evening.ends;
        for record in [Some(tonight), before].into_iter().flatten() {
            let look = Look {
                timeline: &record.timeline(now),
                config,
                now,
                caveat,
            };
            look_again = self
                .look_at(&look, claims)
                .map_or(look_again, |at| at.min(look_again));
        }
        let over = self.outstanding.first_over_at();
        over.map_or(look_again, |over| over.min(look_again))
    }

    /// Closes all notifications: reminders come on other computers. They stay claimed, so none of them is sent again here.
    pub fn stay_silent(&mut self, claims: &mut Claims, now: DateTime<Utc>) {
        self.close_those(|_| true, claims, now);
    }

    fn look_at(&mut self, look: &Look<'_>, claims: &mut Claims) -> Option<DateTime<Utc>> {
        let Look {
            timeline,
            config,
            now,
            ..
        } = *look;
        let evening = timeline.evening.date;
        self.take_out(
            |announcement| !announcement.still_holds(timeline, now),
            look,
            claims,
        );
        self.renew_on_return(look, claims);
        let claimed = claims.about(evening, now);
        self.take_over(&claimed, look, claims);
        let is_announced = |key: &str| {
            self.outstanding.announces(key)
                || claimed
                    .iter()
                    .any(|claim| claim.reminder == key && claim.sent_at.is_some())
        };
        let mut found = due(timeline, is_announced, now, &config.reminders);
        found
            .announcements
            .retain(|announcement| self.is_wanted(announcement));
        let next = found.next.map(|announcement| announcement.at);
        if found.announcements.is_empty() {
            return next;
        }
        let keys: Vec<String> = found
            .announcements
            .iter()
            .map(|announcement| announcement.key(evening))
            .collect();
        let mut free = keys.clone();
        free.retain(|key| {
            let claim = claimed.iter().find(|claim| claim.reminder == *key);
            !claim.is_some_and(|claim| self.is_on_its_way(claim))
        });
        let ours = claims.claim_all(&free, evening, &self.holder.0, now);
        let mut announcements = found.announcements;
        announcements.retain(|announcement| ours.contains(&announcement.key(evening)));
        self.send(announcements, look, claims);
        if ours.len() == keys.len() {
            return next;
        }
        // The process with the other claim may have died: look again when that claim expires.
        let expiries = claims
            .about(evening, now)
            .into_iter()
            .filter(|claim| claim.sent_at.is_none() && keys.contains(&claim.reminder))
            .filter(|claim| !ours.contains(&claim.reminder))
            .map(|claim| claim.claimed_at + CLAIM_LIFETIME)
            .map(|at| if at > now { at } else { now + CLAIM_LIFETIME });
        expiries.chain(next).min()
    }

    /// Whether another running process is still sending it. Such a claim is respected however old it is: the computer
    /// may have slept meanwhile, or the clock was set.
    fn is_on_its_way(&self, claim: &Claim) -> bool {
        let is_open = claim.sent_at.is_none() && claim.problem.is_none();
        is_open && claim.owner != self.holder.0 && ClaimHolder::runs(&claim.owner)
    }

    fn send(&mut self, announcements: Vec<Announcement>, look: &Look<'_>, claims: &mut Claims) {
        let evening = look.timeline.evening.date;
        // A later announcement of the same topic replaces an earlier one.
        let is_announced_again =
            |shown: &Announcement| announcements.iter().any(|new| new.topic == shown.topic);
        self.take_out(is_announced_again, look, claims);
        let mut sound = HasSound(look.config.sound.enabled);
        let is_private = look.config.reminders.private;
        let in_time_from = look.now - IN_TIME;
        for reminder in Reminder::of(evening, announcements, in_time_from, is_private) {
            let mut notification = notification(&reminder, (look.caveat)(), sound);
            // A process that was killed may have shown it and not recorded that.
            notification.stack_tag = Some(stack_tag(&reminder, claims));
            sound = HasSound(false);
            self.note_unseen(&reminder);
            // First, so that a press that comes at once is understood.
            self.outstanding.insert(reminder);
            self.notifier.send(notification);
        }
    }

    /// Closes the notifications that are wanted, and returns their reminders.
    fn close_those(
        &mut self,
        wanted: impl Fn(&Reminder) -> bool,
        claims: &mut Claims,
        now: DateTime<Utc>,
    ) -> Vec<Reminder> {
        let closed = self.outstanding.close_those(wanted);
        for reminder in &closed {
            self.notifier.close(&reminder.tag());
            claims.mark_gone(&keys(reminder), now);
        }
        closed
    }

    /// Records that a notification is no longer on the screen, and returns its reminder.
    fn forget_closed(
        &mut self,
        tag: &str,
        claims: &mut Claims,
        now: DateTime<Utc>,
    ) -> Option<Reminder> {
        let Some(reminder) = self.outstanding.forget_active(tag) else {
            return self.outstanding.forget_closing(tag);
        };
        claims.mark_gone(&keys(&reminder), now);
        Some(reminder)
    }

    /// Takes over the notifications that ended processes left on the screen, so that their buttons work again and they
    /// are closed when their time is over.
    fn take_over(&mut self, claimed: &[Claim], look: &Look<'_>, claims: &mut Claims) {
        for (id, keys) in self.leftovers(claimed, claims, look.now) {
            self.adopt_or_close(id, &keys, look, claims);
        }
    }

    /// Closes what ended processes left on the screen about evenings that nothing is announced for any more.
    fn close_leftovers_of_other_evenings(
        &self,
        looked_at: &[EveningDate],
        claims: &mut Claims,
        now: DateTime<Utc>,
    ) {
        let mut left = claims.with_a_notification(now);
        left.retain(|claim| !looked_at.contains(&claim.evening));
        for (id, keys) in self.leftovers(&left, claims, now) {
            self.notifier.close_leftover(id);
            claims.mark_gone(&keys, now);
        }
    }

    /// The notifications among these claims that ended processes left on the screen, each with its keys. Their claims
    /// are this dispatcher's from now on.
    fn leftovers(
        &self,
        claimed: &[Claim],
        claims: &mut Claims,
        now: DateTime<Utc>,
    ) -> Vec<(NotificationId, Vec<String>)> {
        let left = claimed
            .iter()
            .filter(|claim| claim.owner != self.holder.0 && ClaimHolder::has_ended(&claim.owner));
        let mut by_notification: Vec<(&NotificationRef, &str, Vec<String>)> = Vec::new();
        for claim in left {
            let Some(left) = &claim.notification else {
                continue;
            };
            let key = claim.reminder.clone();
            let mut known = by_notification.iter_mut();
            match known.find(|(other, owner, _)| *other == left && *owner == claim.owner) {
                Some((_, _, keys)) => keys.push(key),
                None => by_notification.push((left, &claim.owner, vec![key])),
            }
        }
        // A claim that cannot be taken over was taken over by another process.
        by_notification
            .retain(|(_, owner, keys)| claims.take_over(keys, owner, &self.holder.0, now));
        let id = |left: &NotificationRef| NotificationId {
            number: left.number,
            service: left.service.clone(),
        };
        let found = by_notification.into_iter();
        found.map(|(left, _, keys)| (id(left), keys)).collect()
    }

    /// Some desktops took the notification away when its sender ended, and adopting shows it again: what is too old to be
    /// shown is closed instead.
    fn adopt_or_close(
        &mut self,
        id: NotificationId,
        keys: &[String],
        look: &Look<'_>,
        claims: &mut Claims,
    ) {
        let evening = look.timeline.evening.date;
        let mut announcements = announcements(look.timeline, look.now, &look.config.reminders);
        announcements.retain(|announcement| {
            keys.contains(&announcement.key(evening))
                && announcement.still_holds(look.timeline, look.now)
        });
        // The question past bedtime has one key for all bedtimes: what was asked before may have moved into the future.
        if announcements
            .iter()
            .any(|announcement| (announcement.at..=announcement.latest).contains(&look.now))
        {
            let reminder = Reminder {
                evening,
                announcements,
                is_private: look.config.reminders.private,
            };
            let mut gone = keys.to_vec();
            gone.retain(|key| !reminder.keys().any(|shown| shown == *key));
            claims.mark_gone(&gone, look.now);
            let notification = notification(&reminder, (look.caveat)(), HasSound(false));
            self.outstanding.insert(reminder);
            self.notifier.adopt(notification, id);
            return;
        }
        self.notifier.close_leftover(id);
        claims.mark_gone(keys, look.now);
    }

    /// Closes all notifications, because this process ends and their buttons would have no effect.
    pub(crate) fn leave(&mut self, claims: &mut Claims, now: DateTime<Utc>) {
        self.notifier.close_all();
        for reminder in self.outstanding.forget_all_active() {
            claims.mark_gone(&keys(&reminder), now);
        }
    }

    /// Handles a message from the desktop about a notification.
    pub fn desktop_message(
        &mut self,
        claims: &mut Claims,
        message: DesktopMessage,
        now: DateTime<Utc>,
    ) -> Option<NotificationOutcome> {
        match message {
            DesktopMessage::Sent { tag, id } => {
                if let Some(reminder) = self.outstanding.active(&tag) {
                    mark_sent(claims, &reminder, DESKTOP, id.as_ref(), now);
                    // The computer may have slept while it was being sent.
                    if reminder.latest() < now {
                        self.close_those(|other| other.tag() == tag, claims, now);
                    }
                } else if self.outstanding.is_closing(&tag) {
                    // Its step was settled while it was being sent.
                    self.notifier.close(&tag);
                }
                // Otherwise it is one of the front end's own.
                None
            }
            DesktopMessage::Failed { tag, why } => {
                self.outstanding.forget_closing(&tag);
                let reminder = self.outstanding.forget_active(&tag)?;
                claims.mark_failed(&keys(&reminder), &why, now);
                let is_in_time = now <= reminder.latest();
                is_in_time.then_some(NotificationOutcome::NotShown { reminder, why })
            }
            DesktopMessage::Pressed { tag, button } => {
                let answered = self.outstanding.answer(&tag, &button, now);
                let was_shown = self.outstanding.active(&tag).is_some();
                let reminder = self.forget_closed(&tag, claims, now);
                let is_left_open = answered.is_some()
                    && Answer::from_key(&button).is_some_and(Answer::leaves_it_open);
                let reminder =
                    reminder.filter(|it| was_shown && is_left_open && now <= it.latest());
                if let Some(reminder) = reminder {
                    // The press took its other buttons off the screen.
                    let reminder = reminder.without_symptoms();
                    let notification = notification(&reminder, None, HasSound(false));
                    self.outstanding.insert(reminder);
                    self.notifier.send(notification);
                }
                answered.map(|(answer, action)| NotificationOutcome::Act(answer, action))
            }
            DesktopMessage::Opened { tag } => {
                let reminder = self.forget_closed(&tag, claims, now);
                reminder.map(|_| NotificationOutcome::Open)
            }
            DesktopMessage::Closed { tag } | DesktopMessage::Lost { tag } => {
                self.forget_closed(&tag, claims, now);
                None
            }
        }
    }

    /// The name under which this dispatcher claims.
    pub(crate) fn holder(&self) -> &ClaimHolder {
        &self.holder
    }

    /// Records that a reminder that no notification service accepted was shown through `channel`.
    pub fn shown_elsewhere(
        &self,
        claims: &mut Claims,
        reminder: &Reminder,
        channel: &str,
        now: DateTime<Utc>,
    ) {
        mark_sent(claims, reminder, channel, None, now);
    }
}

/// What the reminders of one evening are looked for with.
struct Look<'a> {
    timeline: &'a Timeline<'a>,
    config: &'a Config,
    now: DateTime<Utc>,
    caveat: &'a dyn Fn() -> Option<String>,
}

fn keys(reminder: &Reminder) -> Vec<String> {
    reminder.keys().collect()
}

/// The same in every process with these claims, and different for other reminders. It is a hash because a reminder may be
/// private.
fn stack_tag(reminder: &Reminder, claims: &Claims) -> String {
    let mut hash = FnvHasher::default();
    (claims.path(), reminder.tag()).hash(&mut hash);
    format!("winddown-{:016x}", hash.finish())
}

/// Whether a notification may be heard. Of several at once only the first is, and what is shown again is not.
#[derive(Debug, Clone, Copy)]
struct HasSound(bool);

fn notification(reminder: &Reminder, caveat: Option<String>, sound: HasSound) -> Notification {
    let button = |answer: &Answer| Button {
        key: answer.key().to_owned(),
        label: answer.label(reminder.is_private),
    };
    let body = [Some(reminder.body()), caveat];
    let body: Vec<String> = body.into_iter().flatten().collect();
    Notification {
        tag: reminder.tag(),
        stack_tag: None,
        summary: reminder.summary(),
        body: body.join(" "),
        buttons: reminder.answers().iter().map(button).collect(),
        kind: NotificationKind::Reminder,
        has_sound: sound.0 && reminder.may_be_heard(),
    }
}
