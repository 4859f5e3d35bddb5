//! Every judged evening of the journal: the data that the review of any span is computed from.
//!
//! Reading ten years of events takes long. So each evening is judged once and cached under a key, a hash of
//! everything its judgement depends on. An evening whose key has changed is judged again.

use std::hash::{Hash, Hasher};
use std::ops::RangeInclusive;

use chrono::{DateTime, TimeZone, Utc};
use fnv::FnvHasher;

use super::cache::CachedEvening;
use super::diary::{
    CAFFEINE_LOOKBACK_EVENINGS, EventsInEffect, NightReview, RecordedChange, changes, night,
};
use super::{Review, judge};
use crate::evening::Evening;
use crate::event::{EveningDate, Event, EventId};
use crate::plan::Plan;
use crate::span::Span;

/// What the judgement of evenings depends on, besides their events.
#[derive(Debug, Clone, Copy)]
pub struct JudgingContext<'a, Z> {
    /// The recorded plans, ordered by evening.
    pub plans: &'a [(EveningDate, Plan)],
    /// The current plan.
    pub today: &'a Plan,
    /// Half-life of caffeine.
    pub half_life: Span,
    /// The current time.
    pub now: DateTime<Utc>,
    /// The user's current time zone.
    pub zone: &'a Z,
    /// The zone's name, which is part of the cache key.
    pub zone_name: &'a str,
    /// The number of events of each evening, ordered by evening.
    pub event_counts: &'a [EventCount],
    /// The first evening with an entry; `None` when there is none.
    pub first: Option<EveningDate>,
}

/// How many events the journal has of one evening. Nothing is ever removed from the journal, so a changed
/// count or newest event shows that events were added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct EventCount {
    /// The evening.
    pub evening: EveningDate,
    /// Number of events, at least 1.
    pub events: u64,
    /// The newest event, by id.
    pub newest: EventId,
}

/// Every evening of the journal up to tonight, judged.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    evenings: Vec<CachedEvening>,
    plans: Vec<(EveningDate, Plan)>,
    today: Plan,
    tonight: EveningDate,
    /// Number of evenings that were judged rather than taken from the cache.
    newly_judged: usize,
}

/// A review with each of its nights, and the recorded changes of plan and medicines.
#[derive(Debug, Clone, PartialEq)]
pub struct LookBack {
    /// The figures of the span.
    pub review: Review,
    /// One entry for each of the review's evenings.
    pub nights: Vec<NightReview>,
    /// Changes of plan and medicines, ordered by evening.
    pub changes: Vec<RecordedChange>,
    /// The first recorded evening of the journal, also when it lies outside the span.
    pub first: Option<EveningDate>,
}

impl<Z: TimeZone> JudgingContext<'_, Z> {
    fn tonight(&self) -> EveningDate {
        Evening::at(self.now, self.today, self.zone).date
    }

    fn evenings(&self) -> impl Iterator<Item = EveningDate> + use<Z> {
        let tonight = self.tonight();
        self.first.unwrap_or(tonight.next()).through(tonight)
    }

    /// The cache key of every evening, in order. `None` for an evening that may still be running, whose
    /// judgement depends on the current time too.
    fn keys(&self) -> impl Iterator<Item = (EveningDate, Option<u64>)> {
        // An evening counts as over once the evening after it is over too.
        let over = self.tonight().days_before(2);
        let hashes: Vec<u64> = self.plans.iter().map(|(_, plan)| hash(plan)).collect();
        let today = hash(self.today);
        let shared = self.hash_of_shared_inputs();
        let mut nearby = 0..0;
        self.evenings().map(move |date| {
            let is_nearby = |event_count: &&EventCount| {
                event_count.evening >= date.days_before(CAFFEINE_LOOKBACK_EVENINGS)
            };
            nearby.start += self.event_counts[nearby.start..]
                .iter()
                .take_while(|event_count| !is_nearby(event_count))
                .count();
            nearby.end = nearby.end.max(nearby.start);
            nearby.end += self.event_counts[nearby.end..]
                .iter()
                .take_while(|event_count| event_count.evening <= date)
                .count();
            let until = self.plans.partition_point(|(since, _)| *since <= date);
            let mut key = FnvHasher::with_key(shared);
            key.write_u64(until.checked_sub(1).map_or(today, |plan| hashes[plan]));
            self.event_counts[nearby.clone()].hash(&mut key);
            (date, (date <= over).then(|| key.finish()))
        })
    }

    fn hash_of_shared_inputs(&self) -> u64 {
        let mut hasher = FnvHasher::default();
        self.zone_name.hash(&mut hasher);
        self.half_life.hash(&mut hasher);
        hasher.finish()
    }

    /// The evenings whose events have to be read because the cache does not have them, as ranges that
    /// neither overlap nor touch. Each range includes the [`CAFFEINE_LOOKBACK_EVENINGS`] before, whose drinks count
    /// too. `cached` is ordered by evening.
    pub fn ranges_to_read(&self, cached: &[CachedEvening]) -> Vec<RangeInclusive<EveningDate>> {
        let mut spans: Vec<RangeInclusive<EveningDate>> = Vec::new();
        let mut rest = cached;
        for (date, key) in self.keys() {
            if take_cached(&mut rest, date, key).is_some() {
                continue;
            }
            let from = date.days_before(CAFFEINE_LOOKBACK_EVENINGS);
            match spans.last_mut() {
                Some(last) if last.end().next() >= from => *last = *last.start()..=date,
                _ => spans.push(from..=date),
            }
        }
        spans
    }
}

/// Finds the cached evening of `date` if its key matches, skipping earlier ones in `rest`.
fn take_cached<'k>(
    rest: &mut &'k [CachedEvening],
    date: EveningDate,
    key: Option<u64>,
) -> Option<&'k CachedEvening> {
    let earlier = rest
        .iter()
        .take_while(|cached_evening| cached_evening.judged.date < date);
    *rest = &rest[earlier.count()..];
    let cached_evening = rest.first()?;
    (cached_evening.judged.date == date && Some(cached_evening.key) == key)
        .then_some(cached_evening)
}

fn hash(plan: &Plan) -> u64 {
    let mut hasher = FnvHasher::default();
    plan.to_record().to_string().hash(&mut hasher);
    hasher.finish()
}

impl History {
    /// Judges every evening, reusing those of `cached` whose keys match. `events` are those of the
    /// [`JudgingContext::ranges_to_read`] ranges, ordered by evening, then by the order in which they were
    /// written.
    pub fn from_events<Z: TimeZone>(
        context: &JudgingContext<'_, Z>,
        cached: Vec<CachedEvening>,
        events: &[Event],
    ) -> Self {
        let tonight = context.tonight();
        let entries = EventsInEffect::until(tonight, events);
        let mut cached = cached.into_iter().peekable();
        let (mut rest, mut newly_judged) = (events, 0);
        let evenings = context.keys().map(|(date, key)| {
            while cached
                .next_if(|cached_evening| cached_evening.judged.date < date)
                .is_some()
            {}
            let holds = |cached_evening: &CachedEvening| {
                cached_evening.judged.date == date && Some(cached_evening.key) == key
            };
            cached.next_if(holds).unwrap_or_else(|| {
                newly_judged += 1;
                let plan = judge::plan_for(date, context.plans, context.today, tonight);
                let own = judge::take_events_of(date, &mut rest);
                let judged = judge::judge(date, plan, own, context.now, context.zone);
                let night = night(&judged, plan.bedtime_on(date), &entries, context.half_life);
                CachedEvening {
                    key: key.unwrap_or_default(),
                    judged,
                    night,
                }
            })
        });
        let evenings = evenings.collect();
        Self {
            evenings,
            plans: context.plans.to_vec(),
            today: context.today.clone(),
            tonight,
            newly_judged,
        }
    }

    /// Number of evenings that were judged rather than taken from the cache.
    pub fn newly_judged(&self) -> usize {
        self.newly_judged
    }

    /// The evenings that can be cached, ordered: all that are over.
    pub fn cacheable(&self) -> &[CachedEvening] {
        let over = self.tonight.days_before(2);
        let until = self
            .evenings
            .partition_point(|cached_evening| cached_evening.judged.date <= over);
        &self.evenings[..until]
    }

    /// Turns the history into the evenings that can be cached.
    pub fn into_cacheable(mut self) -> Vec<CachedEvening> {
        self.evenings.truncate(self.cacheable().len());
        self.evenings
    }

    /// The review of the evenings from `from` to `to`, both included, with each of their nights.
    pub fn look_back(&self, from: EveningDate, to: EveningDate) -> LookBack {
        let until = self
            .evenings
            .partition_point(|cached_evening| cached_evening.judged.date <= to);
        let evenings = self.evenings[..until].iter().map(|cached_evening| {
            let plan = judge::plan_for(
                cached_evening.judged.date,
                &self.plans,
                &self.today,
                self.tonight,
            );
            (&cached_evening.judged, plan)
        });
        let review = Review::from_judged((from, to), self.tonight, &self.today, evenings);
        let shown = &self.evenings[until - review.evenings.len()..until];
        let nights: Vec<NightReview> = shown
            .iter()
            .map(|cached_evening| cached_evening.night.clone())
            .collect();
        let mut changes = changes(from, to, &self.plans, &self.today, self.tonight);
        changes.extend(nights.iter().flat_map(NightReview::changed_medicines));
        changes.sort_by_key(|change| change.date);
        LookBack {
            review,
            nights,
            changes,
            first: self
                .evenings
                .first()
                .map(|cached_evening| cached_evening.judged.date),
        }
    }
}
