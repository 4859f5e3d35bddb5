//! Undo: revoking events, restoring them, and replacing one by another. Each writes new events; none is edited.

use chrono::TimeZone;

use super::action::Action;
use super::situation::Situation;
use super::{Evening, Refusal, step_outcome};
use crate::event::{Draft, Event, EventId, StepId, What, in_effect, revocations};

impl<Z: TimeZone> Situation<'_, Z> {
    /// Takes the user's latest action back as a whole; with a step, the latest one that concerned that step. The latest is
    /// what was recorded last on this computer. Only where nothing was, it is another one's.
    pub(super) fn undo(&self, step: Option<&StepId>) -> Result<Vec<Draft>, Refusal> {
        let is_bedtime = match step {
            Some(id) => self.planned(id)?.is_bedtime(),
            None => false,
        };
        let concerns = |what: &What| match step {
            None => true,
            Some(_) if is_bedtime && matches!(what, What::LightsOut { .. }) => true,
            Some(id) => what.step() == Some(id),
        };
        let in_effect = in_effect(self.events);
        // What the step shows comes from one computer, whatever was recorded last on another.
        let shown = step.and_then(|id| self.plan.step(id));
        let shown = shown.and_then(|step| step_outcome(&in_effect, step));
        let last = in_effect
            .iter()
            .filter(|event| can_be_undone(&event.what) && concerns(&event.what))
            .max_by_key(|event| {
                let is_shown = shown.is_some_and(|it| it.device == event.device);
                (is_shown, event.device == self.device, event.id)
            });
        match last {
            Some(event) => Ok(self.take_back_action_of(event)),
            None => Err(Refusal::NothingToUndo(match step {
                Some(id) => format!(" about {}", self.named(id)),
                None => String::new(),
            })),
        }
    }

    /// Revokes every event of the action that recorded this one, on whatever evening, and restores what that action took
    /// back. What else the action did is not undone: see [`can_be_undone`].
    fn take_back_action_of(&self, last: &Event) -> Vec<Draft> {
        let events = self.events.iter().chain(self.elsewhere);
        let events: Vec<Event> = events.cloned().collect();
        let in_effect: Vec<EventId> = in_effect(&events).iter().map(|event| event.id).collect();
        let revocations: Vec<EventId> = revocations(&events).into_values().flatten().collect();
        let stands = |event: &Event| match event.what {
            What::Revoked { .. } => revocations.contains(&event.id),
            _ => can_be_undone(&event.what) && in_effect.contains(&event.id),
        };
        let is_of_the_action = |event: &Event| {
            event.id == last.id || event.action.is_some() && event.action == last.action
        };
        let together = events.iter().filter(|event| is_of_the_action(event));
        let undone = together.filter(|event| stands(event));
        undone
            .map(|event| Draft {
                evening: event.evening,
                ..self.draft(self.now, What::Revoked { event: event.id })
            })
            .collect()
    }

    /// Revokes an event that is in effect.
    pub(super) fn revoke(&self, id: EventId) -> Result<Vec<Draft>, Refusal> {
        if in_effect(self.events).iter().any(|event| event.id == id) {
            Ok(vec![self.draft(self.now, What::Revoked { event: id })])
        } else {
            Err(Refusal::NothingToUndo(String::new()))
        }
    }

    /// Restores a revoked event by revoking every revocation in effect for it.
    pub(super) fn restore(&self, id: EventId) -> Result<Vec<Draft>, Refusal> {
        let revocations = revocations(self.events).remove(&id).unwrap_or_default();
        if revocations.is_empty() {
            return Err(Refusal::NothingToRestore);
        }
        let revoke = |event| self.draft(self.now, What::Revoked { event });
        Ok(revocations.into_iter().map(revoke).collect())
    }

    /// Revokes an event and records another in its place. The new action is judged as if the old event had never been
    /// recorded.
    pub(super) fn replace(&self, id: EventId, by: &Action) -> Result<Vec<Draft>, Refusal> {
        let mut drafts = self.revoke(id)?;
        let others: Vec<Event> = self
            .events
            .iter()
            .filter(|event| event.id != id)
            .cloned()
            .collect();
        let old = self.events.iter().find(|event| event.id == id);
        // An entry may keep its time, also that of a drink in the night before this evening began.
        let begins = self.evening.begins;
        let evening = Evening {
            begins: old.map_or(begins, |old| old.at.min(begins)),
            ..self.evening
        };
        let without = Situation {
            evening,
            events: &others,
            ..*self
        };
        for mut draft in without.drafts_for(by)? {
            // An entry whose time is unchanged keeps the UTC offset of the place where it was recorded.
            if let Some(old) = old.filter(|old| old.at == draft.at) {
                draft.offset_min = old.offset_min;
            }
            drafts.push(draft);
        }
        Ok(drafts)
    }
}

/// Whether undo may revoke an event. Events that are recorded along with an action, such as the plan or a session, are
/// not undone by themselves.
pub fn can_be_undone(what: &What) -> bool {
    match what {
        What::Done { .. }
        | What::Skipped { .. }
        | What::Snoozed { .. }
        | What::BedtimeMoved { .. }
        | What::Excused { .. }
        | What::Began
        | What::LightsOut { .. }
        | What::Woke { .. }
        | What::Factor { .. }
        | What::Iron { .. }
        | What::SelfCheck { .. }
        | What::Legs { .. }
        | What::Onset(_)
        | What::Caffeine { .. }
        | What::Consumed(_)
        | What::NoneToday { .. }
        | What::Note { .. } => true,
        What::Plan(_) | What::Session { .. } | What::Revoked { .. } | What::Other { .. } => false,
    }
}
