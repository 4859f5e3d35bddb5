//! Recording: the user's actions, and the plan by which evenings are judged.

use chrono::{DateTime, Utc};

use super::reading::Reading;
use super::{Coach, CoachError};
use crate::clock::Zone;
use crate::evening::{Action, Calendar, LastSeen, Refusal, Situation, decide, plan_to_record};
use crate::event::{Draft, EveningDate, Event, EventId, Origin, What};
use crate::journal::JournalError;

impl Coach {
    /// Records a user's action on an evening, and returns the events that were written.
    ///
    /// Reading the evening and writing the events is one transaction, so two windows cannot act on outdated state.
    ///
    /// # Errors
    /// When the action is refused, or the journal cannot be written. Nothing has changed then.
    pub fn act(
        &mut self,
        date: EveningDate,
        action: &Action,
        origin: Origin,
        now: DateTime<Utc>,
    ) -> Result<Vec<Event>, CoachError> {
        self.act_all(date, std::slice::from_ref(action), origin, now)
    }

    /// Records several actions on an evening in one transaction: all of them or none.
    ///
    /// # Errors
    /// When one of them is refused, or the journal cannot be written. Nothing has changed then.
    pub(crate) fn act_all(
        &mut self,
        date: EveningDate,
        actions: &[Action],
        origin: Origin,
        now: DateTime<Utc>,
    ) -> Result<Vec<Event>, CoachError> {
        self.record(date, origin, now, &[], |situation| {
            decide(actions, situation)
        })
    }

    /// Records the plan in force from tonight on, unless it is recorded already. Most changes of the plan can wait for
    /// the evening's next event. The end of a trial cannot: evenings without an entry would still count as part of the
    /// trial.
    ///
    /// # Errors
    /// When the journal cannot be written. Nothing has changed then.
    pub(crate) fn record_plan(
        &mut self,
        origin: Origin,
        now: DateTime<Utc>,
    ) -> Result<(), CoachError> {
        let tonight = self.date_of_tonight(now)?;
        self.record(tonight, origin, now, &[], |situation| {
            Ok(plan_to_record(situation).into_iter().collect())
        })?;
        Ok(())
    }

    /// Records the plan in the config in the last minute before bedtime, unless it is recorded already. An edit that is
    /// seen later applies from the next evening. A clock in doubt records nothing: it cannot know what is tonight.
    ///
    /// # Errors
    /// When the journal cannot be read or written. Nothing has changed then.
    pub(crate) fn record_plan_before_bedtime(
        &mut self,
        now: DateTime<Utc>,
    ) -> Result<(), CoachError> {
        let nearby = self.nearby(now, now)?;
        let calendar = nearby.calendar(&self.config, &self.zone, now);
        let is_due = calendar.is_plan_due_for_recording()
            && self
                .reading()
                .unrecorded_plan(&nearby, &calendar)?
                .is_some();
        if is_due && self.clock_doubt(now)?.is_none() {
            self.record_plan(Origin::Typed, now)?;
        }
        Ok(())
    }

    /// Notes which evening is running. If it is an earlier one than that of `seen` only because the user travelled, the later
    /// one is kept running; see [`Calendar::kept_running`]. Returns the evening that runs now, and whether something was
    /// recorded.
    ///
    /// # Errors
    /// When the journal cannot be read or written. Nothing has changed then.
    pub(crate) fn keep_running(
        &mut self,
        seen: Option<LastSeen>,
        now: DateTime<Utc>,
    ) -> Result<(LastSeen, bool), CoachError> {
        let kept = |calendar: &Calendar<'_, Zone>| calendar.kept_running(&seen?);
        let is_reopened = self.ask_calendar(now, now, |calendar| kept(calendar).is_some())?;
        if is_reopened {
            self.record_drafts(Origin::Typed, &[], |reading| {
                let nearby = reading.nearby([reading.local_date(now)], now)?;
                let calendar = nearby.calendar(reading.config, reading.zone, now);
                Ok(kept(&calendar).into_iter().collect())
            })?;
        }
        #[expect(
            clippy::redundant_closure_for_method_calls,
            reason = "the method itself would be tied to one calendar's lifetime"
        )]
        let seen = self.ask_calendar(now, now, |calendar| calendar.seen_now())?;
        Ok((seen, is_reopened))
    }

    /// Records an action that was written down elsewhere, without knowing what is recorded here: it takes nothing back.
    /// `id` gives each of its events an id that is always the same, so that recording it again changes nothing. The plan
    /// that it is judged by is that of `computer`, and is recorded under its name.
    ///
    /// # Errors
    /// When the action is refused, or the journal cannot be written. At most the plan has been recorded then.
    pub(crate) fn act_as_written(
        &mut self,
        computer: &str,
        date: EveningDate,
        action: &Action,
        now: DateTime<Utc>,
        id: impl Fn(u32) -> EventId,
    ) -> Result<Vec<Event>, CoachError> {
        let drafts = |situation: &Situation<'_, Zone>| {
            let mut drafts = decide(std::slice::from_ref(action), situation)?;
            drafts.retain(|draft| !matches!(draft.what, What::Revoked { .. } | What::Plan(_)));
            Ok(drafts)
        };
        // Decided once more, it might be refused for what it recorded itself.
        if self.journal.has(id(0))? {
            return Ok(vec![]);
        }
        let decided = self.reading().decide(date, now, drafts)?;
        let writer = self.journal.rename_device(computer);
        let recorded = self.record_plan(Origin::Typed, now);
        self.journal.rename_device(&writer);
        recorded?;
        let mut foreseen = self.journal.foreseen(Origin::Typed, &decided, None)?;
        for (event, number) in foreseen.iter_mut().zip(0..) {
            event.id = id(number);
        }
        self.record(date, Origin::Typed, now, &foreseen, drafts)
    }

    /// Writes the events that `decide` derives from the evening's current state, in one transaction. Those that were
    /// foreseen keep the ids that they were foreseen with. A journal that turns out to be damaged is recovered first.
    pub(super) fn record(
        &mut self,
        date: EveningDate,
        origin: Origin,
        now: DateTime<Utc>,
        foreseen: &[Event],
        decide: impl Fn(&Situation<'_, Zone>) -> Result<Vec<Draft>, Refusal>,
    ) -> Result<Vec<Event>, CoachError> {
        self.record_drafts(origin, foreseen, |reading| {
            reading.decide(date, now, &decide)
        })
    }

    /// Excuses several evenings in one transaction, as one action, so that one undo takes it back. Where there are
    /// several, those that are excused already are left as they are.
    ///
    /// # Errors
    /// When one of them cannot be excused, or the journal cannot be written. Nothing has changed then.
    pub(crate) fn excuse(
        &mut self,
        evenings: &[EveningDate],
        why: Option<&str>,
        origin: Origin,
        now: DateTime<Utc>,
    ) -> Result<Vec<Event>, CoachError> {
        let why = why.map(str::to_owned);
        let actions = [Action::Excuse { why }];
        self.record_drafts(origin, &[], |reading| {
            let mut drafts: Vec<Draft> = vec![];
            for evening in evenings {
                match reading.decide(*evening, now, |situation| decide(&actions, situation)) {
                    Ok(more) => drafts.extend(more),
                    Err(CoachError::Refused(Refusal::AlreadyExcused(_))) if evenings.len() > 1 => {}
                    Err(error) => return Err(error),
                }
            }
            // Each evening finds the plan unrecorded.
            let mut has_plan = false;
            drafts.retain(|draft| {
                let is_plan = matches!(draft.what, What::Plan(_));
                !is_plan || !std::mem::replace(&mut has_plan, true)
            });
            Ok(drafts)
        })
    }

    /// Writes the events of these drafts in one transaction. A journal that turns out to be damaged is recovered first.
    fn record_drafts(
        &mut self,
        origin: Origin,
        foreseen: &[Event],
        drafts: impl Fn(Reading<'_>) -> Result<Vec<Draft>, CoachError>,
    ) -> Result<Vec<Event>, CoachError> {
        let written = self.record_once(origin, foreseen, &drafts);
        match written {
            Err(CoachError::Journal(JournalError::Damaged { .. })) => {
                // Whether this recovers it, or another process has done so meanwhile.
                self.journal.recover()?;
                self.record_once(origin, foreseen, &drafts)
            }
            written => written,
        }
    }

    fn record_once(
        &mut self,
        origin: Origin,
        foreseen: &[Event],
        drafts: impl Fn(Reading<'_>) -> Result<Vec<Draft>, CoachError>,
    ) -> Result<Vec<Event>, CoachError> {
        let Self {
            config,
            zone,
            journal,
            pending,
            last_read,
            clock,
        } = self;
        let events = journal.transact_as_foreseen(origin, foreseen, |journal| {
            drafts(Reading {
                journal,
                pending,
                config,
                zone,
                last_read,
                clock: *clock,
            })
        })?;
        for event in &events {
            let step = event.what.step().map(tracing::field::display);
            tracing::debug!(evening = %event.evening, kind = event.what.kind(), step, "kept");
        }
        Ok(events)
    }
}
