//! What a notification no longer has to announce leaves it: the notification of several steps is renewed in its place
//! without those that are settled by now.

use super::{HasSound, Look, ReminderDispatcher, keys, notification};
use crate::claims::Claims;
use crate::remind::reminder::{Announcement, Reminder};

impl ReminderDispatcher {
    /// Takes these announcements out of the notifications about this evening. What has others left is renewed without a
    /// sound, what has none is closed.
    pub(super) fn take_out(
        &mut self,
        leaves: impl Fn(&Announcement) -> bool,
        look: &Look<'_>,
        claims: &mut Claims,
    ) {
        let evening = look.timeline.evening.date;
        let concerned =
            |shown: &Reminder| shown.evening == evening && shown.announcements.iter().any(&leaves);
        for shown in self.outstanding.active_ones(concerned) {
            let mut rest = shown.clone();
            rest.announcements.retain(|it| !leaves(it));
            self.shorten(&shown, rest, look, claims);
        }
    }

    /// Shows `rest`, which is what is left of `shown`, instead of it.
    fn shorten(&mut self, shown: &Reminder, rest: Reminder, look: &Look<'_>, claims: &mut Claims) {
        let tag = shown.tag();
        let has_rest = !rest.announcements.is_empty();
        let place = self.place_of(shown, claims, look.now).filter(|_| has_rest);
        if place.is_none() {
            // Where nothing is left; or while it is still being sent, after which it is closed.
            self.close_those(|it| it.tag() == tag, claims, look.now);
        }
        if !has_rest {
            return;
        }
        let renewed = notification(&rest, (look.caveat)(), HasSound(false));
        for unseen in self.unseen.iter_mut().filter(|unseen| **unseen == tag) {
            unseen.clone_from(&renewed.tag);
        }
        let left: Vec<String> = rest.keys().collect();
        self.outstanding.insert(rest);
        let Some(place) = place else {
            return self.notifier.send(renewed);
        };
        let mut gone = keys(shown);
        gone.retain(|key| !left.contains(key));
        claims.mark_gone(&gone, look.now);
        self.outstanding.forget_active(&tag);
        self.notifier.renew(&tag, renewed, place);
    }
}
