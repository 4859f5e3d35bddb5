//! Entries of other computers that an action knows of.
//!
//! Between computers the meaning of two entries decides which one counts, as neither needs to have known of the other. An
//! action that does know of the other one is meant to count: what would win over it is taken back with it.

use chrono::TimeZone;

use super::situation::Situation;
use crate::event::{Draft, Event, EventId, What, in_effect, outweighs};
use crate::plan::Step;

impl<Z: TimeZone> Situation<'_, Z> {
    /// These drafts of one action, with the revocations of those entries of other computers that would count instead of
    /// what they record.
    pub(super) fn knowingly(&self, drafts: Vec<Draft>) -> Vec<Draft> {
        let taken_back: Vec<EventId> = drafts
            .iter()
            .filter_map(|draft| match draft.what {
                What::Revoked { event } => Some(event),
                _ => None,
            })
            .collect();
        let others: Vec<&Event> = in_effect(self.events)
            .into_iter()
            .filter(|event| event.device != self.device && !taken_back.contains(&event.id))
            .collect();
        let mut all = Vec::with_capacity(drafts.len());
        for draft in drafts {
            let rivals = others.iter().filter(|other| self.is_rival(&draft, other));
            let revocations =
                rivals.map(|other| self.draft(self.now, What::Revoked { event: other.id }));
            all.extend(revocations);
            all.push(draft);
        }
        all
    }

    /// Whether `other` would count instead of the entry of this draft, or would add to it.
    fn is_rival(&self, draft: &Draft, other: &Event) -> bool {
        let is_bedtime = |what: &What| {
            let step = what.step().and_then(|id| self.plan.step(id));
            step.is_some_and(Step::is_bedtime)
        };
        let answers_the_same = match (&draft.what, &other.what) {
            // Only an outcome: a snooze does not count once there is one.
            (
                What::Done { step, .. } | What::Skipped { step, .. },
                What::Done { step: of_other, .. } | What::Skipped { step: of_other, .. },
            )
            | (What::Snoozed { step, .. }, What::Snoozed { step: of_other, .. }) => {
                step == of_other
            }
            (What::LightsOut { .. }, What::LightsOut { .. })
            | (What::BedtimeMoved { .. }, What::BedtimeMoved { .. })
            | (What::SelfCheck { .. }, What::SelfCheck { .. }) => true,
            (What::Skipped { .. }, What::LightsOut { .. }) => is_bedtime(&draft.what),
            // The details of a night that the new entry leaves open would be filled in from the old one.
            (What::Woke { .. }, What::Woke { .. }) => return draft.evening == other.evening,
            _ => false,
        };
        answers_the_same
            && draft.evening == other.evening
            && outweighs(other, &self.written(draft, other))
    }

    /// The event that a draft is going to be, as far as it is compared with `other`, which is older.
    fn written(&self, draft: &Draft, other: &Event) -> Event {
        Event {
            id: other.id,
            at: draft.at,
            offset_min: draft.offset_min,
            evening: draft.evening,
            what: draft.what.clone(),
            device: self.device.to_owned(),
            origin: draft.origin,
            action: None,
        }
    }
}
