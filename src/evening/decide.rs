//! Turns an action into the events to write, or refuses it with a reason.

use chrono::{DateTime, Datelike, Duration, NaiveTime, TimeDelta, TimeZone, Utc};

use super::action::Action;
use super::situation::{Situation, trimmed};
use super::when::When;
use super::{Entry, Refusal, Status, Timeline, wall};
use crate::event::{Draft, NightEntry, Origin, SessionDone, StepId, What, in_place_of};
use crate::plan::Plan;
use crate::span::Span;

/// The events to write for some actions at once. If the plan in the config is not recorded yet, a plan event comes first. Each action is judged on its own, without the effects of the others; if one is refused, all are.
///
/// # Errors
/// The [`Refusal`] of the first action that is refused.
pub fn decide<Z: TimeZone>(
    actions: &[Action],
    s: &Situation<'_, Z>,
) -> Result<Vec<Draft>, Refusal> {
    if s.evening.date.0.year() < 1970 {
        let at = s.evening.date.0.format("%-d %b %Y").to_string();
        return Err(Refusal::TooLongAgo { at });
    }
    let mut drafts = Vec::new();
    for action in actions {
        drafts.extend(s.knowingly(s.drafts_for(action)?));
    }
    if !drafts.is_empty() {
        drafts.splice(0..0, plan_to_record(s));
    }
    Ok(drafts)
}

/// A plan event, if the plan in the config is not recorded yet. It belongs to the first evening to which that plan
/// applies. An action on an evening to come records no plan: it may still change.
pub fn plan_to_record<Z: TimeZone>(s: &Situation<'_, Z>) -> Option<Draft> {
    let unrecorded = s.unrecorded.filter(|_| s.has_begun())?;
    let record = in_place_of(unrecorded.plan.to_record(), unrecorded.instead_of);
    Some(Draft {
        evening: unrecorded.from,
        ..s.draft(s.now, What::Plan(record))
    })
}

impl<Z: TimeZone> Situation<'_, Z> {
    pub(super) fn drafts_for(&self, action: &Action) -> Result<Vec<Draft>, Refusal> {
        let s = self;
        Ok(match action {
            Action::Done { step, when } => s.done(step, *when)?,
            Action::Skip { step, why } => s.skip(step, why.as_deref())?,
            Action::Snooze { step, span } => s.snooze(step, *span)?,
            Action::Undo { step } => s.undo(step.as_ref())?,
            Action::Revoke { event } => s.revoke(*event)?,
            Action::Restore { event } => s.restore(*event)?,
            Action::Replace { event, by } => s.replace(*event, by)?,
            Action::MoveBedtime { to } => s.move_bedtime(*to)?,
            Action::Begin => s.begin()?,
            Action::LightsOut { when } => s.lights_out(*when)?,
            Action::Woke { when, night } => s.woke(*when, night)?,
            Action::AcceptNight { lights_out, woke } => s.accept_night(*lights_out, *woke)?,
            Action::Record { entry, at } => s.record(entry, *at)?,
            Action::BeginSymptoms => s.begin_symptoms()?,
            Action::Excuse { why } => s.excuse(why.as_deref())?,
            Action::Note { text, at } => s.note(text, *at)?,
            Action::Session {
                step,
                session,
                counts,
                was_offered,
            } => {
                let mut drafts = s.session(step.as_ref(), session, *counts);
                if *was_offered && let Some(session) = drafts.first_mut() {
                    session.origin = Some(Origin::AcceptedProposal);
                }
                drafts
            }
        })
    }

    /// The beginning of the evening stands for the day on which the user began: nothing is done at a time of day.
    fn begin(&self) -> Result<Vec<Draft>, Refusal> {
        let at = self.instant(Some(self.evening.begins), self.now, TimeDelta::zero())?;
        Ok(vec![self.draft(at, What::Began)])
    }

    pub(super) fn timeline(&self) -> Timeline<'_> {
        Timeline::new(self.evening, self.plan, self.events, self.now, self.zone)
    }

    fn entry(&self, id: &StepId) -> Result<Entry<'_>, Refusal> {
        self.step(id)?;
        let entries = self.timeline().entries.into_iter();
        let mut found = entries.filter(|entry| entry.step.id == *id);
        found.next().ok_or_else(|| Refusal::UnknownStep {
            id: id.clone(),
            hint: self.hint(id),
        })
    }

    /// A second `done` with a time corrects the first; one without a time is refused.
    ///
    /// A step that a trial leaves out can still be done, as if there were no trial. This changes neither the evening's
    /// outcome nor the arm that the trial drew for it.
    fn done(&self, id: &StepId, when: When) -> Result<Vec<Draft>, Refusal> {
        if self.is_left_out(id) {
            let plan = Plan {
                trials: vec![],
                ..self.plan.clone()
            };
            let without_trials = Situation {
                plan: &plan,
                ..*self
            };
            return without_trials.done(id, when);
        }
        let step = self.step(id)?;
        let (is_bedtime, is_cutoff) = (step.is_bedtime(), step.cutoff().is_some());
        let entry = self.entry(id)?;
        self.unbroken(id)?;
        if matches!(when, When::Now | When::Unknown) && entry.status.is_done() {
            self.unsettled(id, entry.status)?;
        }
        // Nobody knows when a step of a past evening was done, unless the user says it.
        let when = if when == When::Now && self.is_over() {
            When::Unknown
        } else {
            when
        };
        if is_bedtime {
            return self.lights_out(when);
        }
        let settled = self.settle(when, entry.expected_end(), |at| {
            self.instant(at, self.now, TimeDelta::zero())
        })?;
        if is_cutoff && settled.at < entry.due {
            return Err(Refusal::CutoffToCome {
                step: self.named(id),
                at: self.clock(entry.due),
            });
        }
        let step = id.clone();
        let timing = settled.timing;
        Ok(vec![self.happened(settled, What::Done { step, timing })])
    }

    fn lights_out(&self, when: When) -> Result<Vec<Draft>, Refusal> {
        let timeline = self.timeline();
        if when == When::Unknown && timeline.lights_out.is_some() {
            // What is recorded says more.
            return Ok(vec![]);
        }
        let bedtime = timeline.evening.bedtime;
        let settled = self.settle(when, bedtime, |at| self.night_time(at))?;
        let timing = settled.timing;
        Ok(vec![self.happened(settled, What::LightsOut { timing })])
    }

    fn accept_night(
        &self,
        lights_out: DateTime<Utc>,
        woke: DateTime<Utc>,
    ) -> Result<Vec<Draft>, Refusal> {
        let timeline = self.timeline();
        let mut drafts = vec![];
        if timeline.lights_out.is_none() {
            drafts.extend(self.lights_out(When::Proposed(lights_out))?);
        }
        if timeline.woke.is_none() {
            drafts.extend(self.woke(When::Proposed(woke), &NightEntry::default())?);
        }
        Ok(drafts)
    }

    fn skip(&self, id: &StepId, why: Option<&str>) -> Result<Vec<Draft>, Refusal> {
        let entry = self.entry(id)?;
        self.unsettled(id, entry.status)?;
        self.unbroken(id)?;
        if !self.has_begun() {
            return Err(Refusal::EveningNotBegun(self.evening.date));
        }
        let at = if self.is_over() { entry.due } else { self.now };
        let what = What::Skipped {
            step: id.clone(),
            why: trimmed(why)?,
        };
        Ok(vec![self.draft(at, what)])
    }

    fn snooze(&self, id: &StepId, span: Span) -> Result<Vec<Draft>, Refusal> {
        let entry = self.entry(id)?;
        self.unsettled(id, entry.status)?;
        self.unbroken(id)?;
        if span.is_zero() {
            return Err(Refusal::EmptySnooze);
        }
        self.is_tonight()?;
        let until = self.now.max(entry.waits_until()) + span.delta();
        if until >= self.evening.ends {
            return Err(self.outside(until));
        }
        let what = What::Snoozed {
            step: id.clone(),
            until,
        };
        Ok(vec![self.draft(self.now, what)])
    }

    /// Refuses a step that is already done or skipped.
    fn unsettled(&self, id: &StepId, status: Status) -> Result<(), Refusal> {
        let status = match status {
            Status::Done { .. } => "done",
            Status::Skipped { .. } => "skipped",
            Status::Upcoming
            | Status::Due
            | Status::Late
            | Status::Snoozed
            | Status::Missed
            | Status::Excused => return Ok(()),
        };
        Err(Refusal::AlreadySettled {
            step: self.named(id),
            status,
            over: self.is_over().then_some(self.evening.date),
        })
    }

    /// Refuses a cutoff after which something was consumed: it was not kept, whatever the user marks.
    fn unbroken(&self, id: &StepId) -> Result<(), Refusal> {
        let timeline = self.timeline();
        match timeline
            .entry(id)
            .and_then(|entry| entry.broken_by.as_ref())
        {
            Some(consumed) => Err(Refusal::CutoffBroken {
                what: consumed.label.clone(),
                at: self.clock(consumed.at),
            }),
            None => Ok(()),
        }
    }

    fn move_bedtime(&self, to: NaiveTime) -> Result<Vec<Draft>, Refusal> {
        self.is_tonight()?;
        let to = wall::showing_from(to, self.evening.planned_begin, self.zone);
        if to >= self.evening.ends {
            return Err(self.outside(to));
        }
        if to <= self.now {
            return Err(Refusal::BedtimePassed { at: self.clock(to) });
        }
        Ok(vec![self.draft(self.now, What::BedtimeMoved { to })])
    }

    fn excuse(&self, why: Option<&str>) -> Result<Vec<Draft>, Refusal> {
        if self.timeline().excused {
            return Err(Refusal::AlreadyExcused(self.evening.date));
        }
        Ok(vec![
            self.draft(self.now, What::Excused { why: trimmed(why)? }),
        ])
    }

    /// A note may be added long after its evening, but not before it.
    fn note(&self, text: &str, at: Option<DateTime<Utc>>) -> Result<Vec<Draft>, Refusal> {
        if !self.has_begun() {
            return Err(Refusal::EveningNotBegun(self.evening.date));
        }
        let text = trimmed(Some(text))?.ok_or(Refusal::EmptyNote)?;
        let at = at.unwrap_or(self.now);
        if at > self.now {
            return Err(Refusal::InTheFuture { at: self.clock(at) });
        }
        Ok(vec![self.draft(at, What::Note { text })])
    }

    fn session(&self, step: Option<&StepId>, session: &SessionDone, counts: bool) -> Vec<Draft> {
        // A session that ends after the wake time still belongs to the evening in which it began, so it is recorded at
        // the last moment of that evening.
        let at = self.now.min(self.evening.ends - Duration::milliseconds(1));
        let mut drafts = vec![self.draft(
            at,
            What::Session {
                step: step.cloned(),
                session: session.clone(),
            },
        )];
        let done = |id: &StepId| {
            self.timeline()
                .entry(id)
                .is_some_and(|e| e.status.is_done())
        };
        if let Some(id) = step.filter(|id| counts && !done(id)) {
            drafts.push(self.draft(at, What::done(id.clone())));
        }
        drafts
    }
}
