//! What the user's presence changes: what was shown while nobody was there is renewed on return.
//!
//! Whatever presence says, a step is announced at its time. If the user was away then, its notification is renewed once,
//! in its place, when they return within `late_after`. Those that are later by then join one summary.

use chrono::{DateTime, Utc};

use super::{HasSound, Look, ReminderDispatcher, keys, notification};
use crate::claims::Claims;
use crate::desktop::NotificationId;
use crate::presence::Presence;
use crate::remind::reminder::{Announcement, AnnouncementKind, Reminder, Topic};

impl ReminderDispatcher {
    /// What is known of the user's presence from now on.
    pub fn presence_is(&mut self, presence: Presence) {
        self.presence = presence;
    }

    /// Whether the user's presence allows it now. Only the question past bedtime depends on it: nobody is asked who does
    /// not use the computer, and who is known to use it is asked again.
    pub(super) fn is_wanted(&self, announcement: &Announcement) -> bool {
        let is_known_to_be_here = match self.presence {
            Presence::Here { .. } => true,
            Presence::Unknown => false,
            Presence::Away { .. } => return announcement.topic != Topic::StillUp,
        };
        match (&announcement.topic, announcement.kind) {
            (Topic::StillUp, AnnouncementKind::Again(_)) => is_known_to_be_here,
            (
                Topic::StillUp | Topic::Step(_) | Topic::Morning,
                AnnouncementKind::Ahead | AnnouncementKind::Due | AnnouncementKind::Again(_),
            ) => true,
        }
    }

    /// Notes that this reminder is being sent.
    pub(super) fn note_unseen(&mut self, reminder: &Reminder) {
        match self.presence {
            Presence::Away { .. } => self.unseen.push(reminder.tag()),
            Presence::Here { .. } | Presence::Unknown => {}
        }
    }

    /// Renews what was sent while the user was away, once they are back.
    pub(super) fn renew_on_return(&mut self, look: &Look<'_>, claims: &mut Claims) {
        match self.presence {
            Presence::Here { .. } => {}
            // Nobody knows any more whether it was seen.
            Presence::Unknown => return self.unseen.clear(),
            Presence::Away { .. } => return,
        }
        let evening = look.timeline.evening.date;
        let unseen = std::mem::take(&mut self.unseen);
        let shown = unseen.iter().filter_map(|tag| self.outstanding.active(tag));
        let (ours, others): (Vec<_>, Vec<_>) =
            shown.partition(|reminder| reminder.evening == evening);
        self.unseen.extend(others.iter().map(Reminder::tag));
        let (in_time, late): (Vec<_>, Vec<_>) = ours
            .into_iter()
            .partition(|reminder| look.now <= reminder.latest());
        for reminder in in_time {
            let place = self.place_of(&reminder, claims, look.now);
            let renewed = notification(&reminder, (look.caveat)(), HasSound(false));
            // Without a place it is still being sent, or its service cannot be told: nothing may come twice.
            if let Some(place) = place {
                self.notifier.renew(&reminder.tag(), renewed, place);
            }
        }
        self.sum_up(late, look, claims);
    }

    /// One notification in the place of several that came too long ago to be renewed each.
    fn sum_up(&mut self, late: Vec<Reminder>, look: &Look<'_>, claims: &mut Claims) {
        if late.len() < 2 {
            return;
        }
        let tags: Vec<String> = late.iter().map(Reminder::tag).collect();
        self.close_those(|shown| tags.contains(&shown.tag()), claims, look.now);
        let summary = Reminder {
            evening: look.timeline.evening.date,
            announcements: late.into_iter().flat_map(|it| it.announcements).collect(),
            is_private: look.config.reminders.private,
        };
        let shown = notification(&summary, (look.caveat)(), HasSound(false));
        self.outstanding.insert(summary);
        self.notifier.send(shown);
    }

    /// Where a reminder is on the screen; none while it is being sent, or where its service cannot be told.
    pub(super) fn place_of(
        &self,
        reminder: &Reminder,
        claims: &mut Claims,
        now: DateTime<Utc>,
    ) -> Option<NotificationId> {
        let keys = keys(reminder);
        let claimed = claims.about(reminder.evening, now).into_iter();
        let mut ours =
            claimed.filter(|it| it.owner == self.holder.0 && keys.contains(&it.reminder));
        let place = ours.find_map(|claim| claim.notification)?;
        Some(NotificationId {
            number: place.number,
            service: place.service,
        })
    }
}
