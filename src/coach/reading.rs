//! Reading an evening, as it will be once everything pending is written.

use std::cell::{RefCell, RefMut};
use std::collections::{BTreeSet, HashSet};
use std::ops::RangeInclusive;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{ClockTrust, CoachError, EveningRecord, HistoryInputs, Pending, RecentEvenings};
use crate::clock::Zone;
use crate::evening::{
    Calendar, ClockDoubt, Refusal, Situation, UnrecordedPlan, applying_plans, plan_of,
    plans_of_others, recorded_plans,
};
use crate::event::{ActionId, Draft, EveningDate, Event, EventId, What};
use crate::journal::{Journal, JournalError, JournalState};
use crate::plan::{Config, Plan};
use crate::review::diary::CAFFEINE_LOOKBACK_EVENINGS;

/// Around how many dates evenings are kept. The screens show three.
const EVENINGS_REMEMBERED: usize = 8;

/// The dates around which evenings were read, and the date at that moment.
type Dates = (BTreeSet<EveningDate>, EveningDate);

/// The evenings that were read last. One key asks for the same ones a dozen times.
#[derive(Debug, Default)]
pub(super) struct LastRead {
    /// What the evenings were read from.
    state: Option<(JournalState, u64)>,
    nearby: Vec<(Dates, Arc<NearbyEvenings>)>,
    /// The events of the last weeks up to that evening.
    pub(super) recent: Option<(EveningDate, Arc<[Event]>)>,
    /// How the evenings before that one went, with what else that depends on.
    pub(super) recent_evenings: Option<((EveningDate, HistoryInputs), RecentEvenings)>,
    /// All blood tests and self-checks.
    pub(super) iron_and_self_checks: Option<((), Arc<[Event]>)>,
}

impl LastRead {
    /// Adds the events of a write that has become pending to what was read, which saves reading all of it again. `changes`
    /// are those of the pending writes before it was added, and after.
    pub(super) fn add(&mut self, events: &[Event], changes: [u64; 2]) {
        // They decide by which plan evenings are lived.
        let changes_plans = events
            .iter()
            .any(|event| matches!(event.what, What::Plan(_) | What::Revoked { .. }));
        match &mut self.state {
            Some((_, known)) if *known == changes[0] && !changes_plans => *known = changes[1],
            _ => return *self = Self::default(),
        }
        (self.recent, self.iron_and_self_checks) = (None, None);
        self.recent_evenings = None;
        for ((dates, _), nearby) in &mut self.nearby {
            let is_near = |event: &&Event| {
                dates
                    .iter()
                    .any(|date| span(*date).contains(&event.evening))
            };
            let nearby = Arc::make_mut(nearby);
            for event in events.iter().filter(is_near) {
                let order = |event: &Event| (event.evening, event.id);
                let at = nearby
                    .events
                    .partition_point(|other| order(other) < order(event));
                nearby.events.insert(at, event.clone());
            }
        }
    }
}

/// The evenings around a date whose events are read.
fn span(date: EveningDate) -> RangeInclusive<EveningDate> {
    let before = CAFFEINE_LOOKBACK_EVENINGS.max(Calendar::<Zone>::REACH + 1);
    date.days_before(before)..=date.days_after(Calendar::<Zone>::REACH + 1)
}

/// What the coach reads evenings from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading<'a> {
    pub(super) journal: &'a Journal,
    pub(super) pending: &'a Pending,
    pub(super) config: &'a Config,
    pub(super) zone: &'a Zone,
    pub(super) last_read: &'a RefCell<LastRead>,
    pub(super) clock: ClockTrust,
}

impl Reading<'_> {
    /// The events that `decide` derives from the evening's current state. While the clock is in doubt, nothing may be
    /// recorded before the user has confirmed it.
    pub(super) fn decide(
        self,
        date: EveningDate,
        now: DateTime<Utc>,
        decide: impl Fn(&Situation<'_, Zone>) -> Result<Vec<Draft>, Refusal>,
    ) -> Result<Vec<Draft>, CoachError> {
        let nearby = self.nearby([date, self.local_date(now)], now)?;
        let calendar = nearby.calendar(self.config, self.zone, now);
        let record = EveningRecord::from_calendar(date, &calendar);
        let elsewhere = self.elsewhere(date, &record.events)?;
        let unrecorded = self.unrecorded_plan(&nearby, &calendar)?;
        let instead_of = unrecorded.map_or_else(Vec::new, |(from, _)| {
            plans_of_others(from, self.journal.device(), &nearby.events)
        });
        let situation = Situation {
            now,
            zone: &record.zone,
            here: self.zone,
            evening: record.evening,
            plan: &record.plan,
            unrecorded: unrecorded.map(|(from, plan)| UnrecordedPlan {
                from,
                plan,
                instead_of: &instead_of,
            }),
            events: &record.events,
            elsewhere: &elsewhere,
            device: self.journal.device(),
            format: self.config.display.clock,
        };
        let drafts = decide(&situation)?;
        if drafts.is_empty() || self.clock == ClockTrust::Confirmed {
            return Ok(drafts);
        }
        match self.clock_doubt(now)? {
            None => Ok(drafts),
            Some(doubt) => ClockDoubt::allowed(drafts).ok_or(Refusal::ClockInDoubt(doubt).into()),
        }
    }

    /// The plan in the config, if it has to be recorded, and the first evening to which it applies.
    ///
    /// Of computers that follow different plans, the first one to record its plan for an evening decides by which plan that
    /// is judged; otherwise each entry would change the judgement. One whose config was edited since it last recorded its
    /// plan records it all the same.
    pub(super) fn unrecorded_plan<'c>(
        self,
        nearby: &NearbyEvenings,
        calendar: &Calendar<'c, Zone>,
    ) -> Result<Option<(EveningDate, &'c Plan)>, JournalError> {
        let Some((from, plan)) = calendar.unrecorded_plan() else {
            return Ok(None);
        };
        let device = self.journal.device();
        let is_plan = |event: &Event| matches!(event.what, What::Plan(_));
        let mut plans = nearby.events.iter().filter(|event| is_plan(event));
        if !plans.any(|event| event.evening == from && event.device != device) {
            return Ok(Some((from, plan)));
        }
        let mut pending: Vec<&Event> = self.pending.events().collect();
        pending.retain(|event| is_plan(event));
        let own = match pending.pop() {
            Some(event) => Some(event.clone()),
            None => self.journal.latest_own_plan()?,
        };
        let is_edited = own.is_some_and(|own| plan_of(&own).as_ref() != Some(plan));
        Ok(is_edited.then_some((from, plan)))
    }

    /// The events of other evenings that belong to the same actions as `events`, which are those of the evening `date`, and
    /// the revocations of them.
    fn elsewhere(self, date: EveningDate, events: &[Event]) -> Result<Vec<Event>, JournalError> {
        let actions: HashSet<ActionId> = events.iter().filter_map(|event| event.action).collect();
        let Some(first) = actions.iter().min() else {
            return Ok(vec![]);
        };
        let mut others = self.journal.actions_elsewhere(first.0, date)?;
        others.extend(self.pending.events().cloned());
        others.retain(|event| event.action.is_some_and(|id| actions.contains(&id)));
        let evenings: BTreeSet<EveningDate> = others.iter().map(|event| event.evening).collect();
        let mut elsewhere = vec![];
        for evening in evenings.into_iter().filter(|evening| *evening != date) {
            let events = self.events(evening..=evening)?;
            let ids: HashSet<EventId> = others.iter().map(|event| event.id).collect();
            elsewhere.extend(events.into_iter().filter(|event| match event.what {
                What::Revoked { .. } => true,
                _ => ids.contains(&event.id),
            }));
        }
        Ok(elsewhere)
    }

    pub(super) fn evening_record(
        self,
        date: EveningDate,
        now: DateTime<Utc>,
    ) -> Result<EveningRecord, JournalError> {
        let nearby = self.nearby([date], now)?;
        let calendar = nearby.calendar(self.config, self.zone, now);
        let record = EveningRecord::from_calendar(date, &calendar);
        let first = date.days_before(CAFFEINE_LOOKBACK_EVENINGS);
        let earlier = nearby.events.iter();
        Ok(record.with_earlier(earlier.filter(|event| (first..date).contains(&event.evening))))
    }

    /// The date that a clock shows at `instant`.
    pub(super) fn local_date(self, instant: DateTime<Utc>) -> EveningDate {
        EveningDate(instant.with_timezone(self.zone).naive_local().date())
    }

    /// The events and plans of the evenings around these dates.
    pub(super) fn nearby<const N: usize>(
        self,
        dates: [EveningDate; N],
        now: DateTime<Utc>,
    ) -> Result<Arc<NearbyEvenings>, JournalError> {
        let dates = BTreeSet::from(dates);
        let Some(mut last_read) = self.last_read()? else {
            return self.read_nearby(&dates, now).map(Arc::new);
        };
        let key = (dates, self.local_date(now));
        if let Some((_, known)) = last_read.nearby.iter().find(|(known, _)| *known == key) {
            return Ok(Arc::clone(known));
        }
        let read = Arc::new(self.read_nearby(&key.0, now)?);
        if last_read.nearby.len() < EVENINGS_REMEMBERED {
            last_read.nearby.push((key, Arc::clone(&read)));
        }
        Ok(read)
    }

    /// What was read of the journal as it is now. None inside a transaction, of which nothing is certain before its end.
    fn last_read(&self) -> Result<Option<RefMut<'_, LastRead>>, JournalError> {
        let Some(state) = self.journal.state()? else {
            return Ok(None);
        };
        let mut last_read = self.last_read.borrow_mut();
        let state = Some((state, self.pending.changes()));
        if last_read.state != state {
            *last_read = LastRead {
                state,
                ..LastRead::default()
            };
        }
        Ok(Some(last_read))
    }

    /// What `slot` has under this key, as long as the journal does not change; else what `read` returns, which is kept.
    pub(super) fn remembered<K: PartialEq, V: Clone>(
        self,
        slot: fn(&mut LastRead) -> &mut Option<(K, V)>,
        key: K,
        read: impl FnOnce() -> Result<V, JournalError>,
    ) -> Result<V, JournalError> {
        if let Some(mut last_read) = self.last_read()?
            && let Some((known, value)) = slot(&mut last_read)
            && *known == key
        {
            return Ok(value.clone());
        }
        let value = read()?;
        if let Some(mut last_read) = self.last_read()? {
            *slot(&mut last_read) = Some((key, value.clone()));
        }
        Ok(value)
    }

    fn read_nearby(
        self,
        dates: &BTreeSet<EveningDate>,
        now: DateTime<Utc>,
    ) -> Result<NearbyEvenings, JournalError> {
        let mut events: Vec<Event> = Vec::new();
        let mut recorded = Vec::new();
        for date in dates {
            let span = span(*date);
            let read_until = events.last().map(|event| event.evening);
            let before = self.recorded_before(*span.start())?;
            recorded.extend(before);
            let read = self.events(span)?;
            let is_new = |event: &Event| read_until.is_none_or(|until| event.evening > until);
            events.extend(read.into_iter().filter(is_new));
        }
        recorded.extend(applying_plans(&events));
        if recorded.is_empty() {
            recorded.extend(self.first_recorded(now)?);
        }
        recorded.sort_by_key(|(evening, _)| *evening);
        Ok(NearbyEvenings { events, recorded })
    }

    /// The last plan recorded for an evening before `date` that this version can read.
    fn recorded_before(
        self,
        date: EveningDate,
    ) -> Result<Option<(EveningDate, Plan)>, JournalError> {
        let last = date.previous();
        // Which of an evening's plans applies may depend on all of them.
        let mut events = self.journal.latest_plans(last)?;
        if let Some(pending) = self.pending.add_plans(vec![], last).pop() {
            let recorded = events.first().map(|event| event.evening);
            let evening = recorded.map_or(pending.evening, |date| date.max(pending.evening));
            events = self.events(evening..=evening)?;
        }
        match applying_plans(&events).pop() {
            Some(readable) => Ok(Some(readable)),
            None => Ok(self.plans_until(last)?.pop()),
        }
    }

    /// The first plan recorded at all.
    fn first_recorded(
        self,
        now: DateTime<Utc>,
    ) -> Result<Option<(EveningDate, Plan)>, JournalError> {
        let last = self.local_date(now).days_after(Calendar::<Zone>::REACH);
        Ok(self.plans_until(last)?.into_iter().next())
    }

    /// All plans recorded for evenings up to `last` that this version can read.
    fn plans_until(self, last: EveningDate) -> Result<Vec<(EveningDate, Plan)>, JournalError> {
        let events = self.journal.plans_until(last)?;
        Ok(recorded_plans(&self.pending.add_plans(events, last)))
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

/// Some evenings as the journal has them.
#[derive(Debug, Default, Clone)]
pub(super) struct NearbyEvenings {
    events: Vec<Event>,
    recorded: Vec<(EveningDate, Plan)>,
}

impl NearbyEvenings {
    /// These evenings, with the plans by which they were lived. `records` are in order.
    pub(super) fn from_records<'a>(records: impl Iterator<Item = &'a EveningRecord>) -> Self {
        let mut nearby = Self::default();
        for record in records {
            nearby.events.extend(record.events.iter().cloned());
            nearby
                .recorded
                .push((record.evening.date, record.plan.clone()));
        }
        nearby
    }

    pub(super) fn calendar<'a>(
        &'a self,
        config: &'a Config,
        zone: &'a Zone,
        now: DateTime<Utc>,
    ) -> Calendar<'a, Zone> {
        Calendar {
            now,
            zone,
            config: &config.plan,
            recorded: &self.recorded,
            events: &self.events,
        }
    }
}
