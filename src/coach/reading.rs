//! Reading an evening, as it will be once everything pending is written.

use std::ops::RangeInclusive;

use chrono::{DateTime, Utc};

use super::{CoachError, EveningRecord, Pending};
use crate::clock::Zone;
use crate::evening::{Evening, Refusal, Situation};
use crate::event::{Draft, EveningDate, Event, What};
use crate::journal::{Journal, JournalError};
use crate::plan::{Config, Plan};
use crate::review::diary::CAFFEINE_LOOKBACK_EVENINGS;

/// What the coach reads evenings from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading<'a> {
    pub(super) journal: &'a Journal,
    pub(super) pending: &'a Pending,
    pub(super) config: &'a Config,
    pub(super) zone: &'a Zone,
}

impl Reading<'_> {
    /// The events that `decide` derives from the evening's current state.
    pub(super) fn decide(
        self,
        date: EveningDate,
        now: DateTime<Utc>,
        decide: impl Fn(&Situation<'_, Zone>) -> Result<Vec<Draft>, Refusal>,
    ) -> Result<Vec<Draft>, CoachError> {
        let record = self.evening_record(date, now)?;
        let recorded = self.recorded_plan(date)?;
        let situation = Situation {
            now,
            zone: &record.zone,
            evening: record.evening,
            plan: &record.plan,
            recorded: recorded.as_ref(),
            events: &record.events,
        };
        Ok(decide(&situation)?)
    }

    pub(super) fn evening_record(
        self,
        date: EveningDate,
        now: DateTime<Utc>,
    ) -> Result<EveningRecord, JournalError> {
        let Self { config, zone, .. } = self;
        let events = self.events(date..=date)?;
        let is_past = date < Evening::at(now, &config.plan, zone).date;
        let recorded = is_past.then(|| self.recorded_plan(date)).transpose()?;
        let recorded = recorded.flatten();
        let earlier = date.days_before(CAFFEINE_LOOKBACK_EVENINGS)..=date.previous();
        let record = EveningRecord::from_events(date, events, recorded, (config, zone), now);
        Ok(record.with_earlier(&self.events(earlier)?))
    }

    /// The plan recorded for an evening, or else the last one recorded before it.
    fn recorded_plan(self, date: EveningDate) -> Result<Option<Plan>, JournalError> {
        let read = self.journal.latest_plan(date)?.into_iter().collect();
        let plans = self.pending.add_plans(read, date);
        Ok(plans.last().and_then(plan_of))
    }

    pub(super) fn events(
        self,
        evenings: RangeInclusive<EveningDate>,
    ) -> Result<Vec<Event>, JournalError> {
        let (first, last) = (*evenings.start(), *evenings.end());
        let read = self.journal.between(first, last)?;
        Ok(self.pending.add_events(read, &evenings))
    }
}

/// The plan in a `plan` event; none if this version cannot read it because another version wrote it.
pub fn plan_of(event: &Event) -> Option<Plan> {
    match &event.what {
        What::Plan(record) => Plan::from_record(record).ok(),
        _ => None,
    }
}
