//! Every judged evening of the journal: the data that the review of any span is computed from.
//!
//! Reading ten years of events takes long. So each evening is judged once and cached under a key, a hash of
//! everything its judgement depends on. An evening whose key has changed is judged again.

use std::hash::{Hash, Hasher};
use std::ops::RangeInclusive;

use chrono::{DateTime, TimeZone, Utc};
use fnv::FnvHasher;

use super::cache::{CachedEvening, CachedEvenings, KnownSubjects, mix};
use super::counts::{EventCount, JournalCounts};
use super::diary::{
    CAFFEINE_LOOKBACK_EVENINGS, EventsInEffect, NightReview, RecordedChange, changes, night,
};
use super::insights::ComparedSpan;
use super::{Review, ReviewBuilder, change, judge};
use crate::event::{EveningDate, Event};
use crate::plan::{FreeDays, Plan};
use crate::span::Span;

/// What the judgement of evenings depends on, besides their events.
#[derive(Debug, Clone, Copy)]
pub struct JudgingContext<'a, Z> {
    /// The recorded plans, ordered by evening.
    pub plans: &'a [(EveningDate, Plan)],
    /// The evening that is running.
    pub tonight: EveningDate,
    /// The plan in force for it.
    pub today: &'a Plan,
    /// Half-life of caffeine.
    pub half_life: Span,
    /// The days on which the user need not get up for anything.
    pub free_days: FreeDays,
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
    /// When the user began; `None` when that is not known.
    pub began: Option<EveningDate>,
}

/// Every evening in order, with its cache key: a hash of everything that its judgement depends on. `None` for an evening
/// that may still be running, whose judgement depends on the current time too.
#[derive(Debug, Clone, Default)]
pub struct EveningKeys(Vec<(EveningDate, Option<u64>)>);

/// Every evening of the journal up to tonight, judged.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    /// The evenings that are over.
    cached: CachedEvenings,
    /// The evenings after them, which may still be running.
    recent: Vec<CachedEvening>,
    plans: Vec<(EveningDate, Plan)>,
    today: Plan,
    free_days: FreeDays,
    tonight: EveningDate,
    began: Option<EveningDate>,
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
    pub first_recorded: Option<EveningDate>,
    /// When the user began; `None` when that is not known.
    pub began: Option<EveningDate>,
}

impl<Z: TimeZone> JudgingContext<'_, Z> {
    fn evenings(&self) -> impl Iterator<Item = EveningDate> + use<Z> {
        let tonight = self.tonight;
        self.first.unwrap_or(tonight.next()).through(tonight)
    }

    /// The cache key of every evening.
    pub fn keys(&self) -> EveningKeys {
        // An evening counts as over once the evening after it is over too.
        let over = self.tonight.days_before(2);
        let hashes: Vec<u64> = self.plans.iter().map(|(_, plan)| hash(plan)).collect();
        let today = hash(self.today);
        let shared = self.hash_of_shared_inputs();
        let counts = self.event_counts.iter();
        let counts: Vec<u64> = counts
            .map(|count| count.words().into_iter().fold(0, mix))
            .collect();
        let mut nearby = 0..0;
        let keys = self.evenings().map(|date| {
            let first = date.days_before(CAFFEINE_LOOKBACK_EVENINGS);
            nearby.start += self.event_counts[nearby.start..]
                .iter()
                .take_while(|event_count| event_count.evening < first)
                .count();
            nearby.end = nearby.end.max(nearby.start);
            nearby.end += self.event_counts[nearby.end..]
                .iter()
                .take_while(|event_count| event_count.evening <= date)
                .count();
            if date > over {
                return (date, None);
            }
            // The plan of `recorded_plan`, by its index.
            let until = self.plans.partition_point(|(since, _)| *since <= date);
            let plan = hashes
                .get(until.saturating_sub(1))
                .copied()
                .unwrap_or(today);
            let nearby = counts[nearby.clone()].iter().copied();
            (date, Some(nearby.fold(mix(shared, plan), mix)))
        });
        EveningKeys(keys.collect())
    }

    fn hash_of_shared_inputs(&self) -> u64 {
        let mut hasher = FnvHasher::default();
        self.zone_name.hash(&mut hasher);
        self.half_life.hash(&mut hasher);
        self.began.hash(&mut hasher);
        hasher.finish()
    }
}

impl EveningKeys {
    /// The keys of the evenings up to `last`.
    fn until(&self, last: EveningDate) -> Self {
        let until = self.0.partition_point(|(date, _)| *date <= last);
        Self(self.0[..until].to_vec())
    }

    /// The keys in pieces, each from the first evening on and longer than the one before, such that at most `most`
    /// evenings have to be judged for a piece. The last one has all keys.
    fn in_pieces(self, cached: &CachedEvenings, most: u64) -> Vec<Self> {
        // Those after it may still be running, and would be judged again with each piece.
        let over = self.0.partition_point(|(_, key)| key.is_some());
        let last_over = self.0[..over].last().map(|(date, _)| *date);
        let mut pieces = Vec::new();
        let mut since_last = 0;
        for span in self.to_read(cached) {
            for date in span.start().through(*span.end()) {
                since_last += 1;
                if since_last >= most && Some(date) < last_over {
                    pieces.push(self.until(date));
                    since_last = 0;
                }
            }
        }
        pieces.push(self);
        pieces
    }

    /// Splits off the newer half of the evenings that have to be judged, with what is cached of those from there on, so that
    /// two can be at work. None if fewer than `fewest` have to be judged.
    pub fn split_off_half(
        &mut self,
        cached: &mut CachedEvenings,
        fewest: usize,
    ) -> Option<(Self, CachedEvenings)> {
        let to_judge: Vec<EveningDate> = self.to_judge(cached).collect();
        let middle = *to_judge.get(to_judge.len() / 2)?;
        if to_judge.len() < fewest {
            return None;
        }
        let until = self.0.partition_point(|(date, _)| *date < middle);
        let later = cached.split_off(cached.index_of(middle));
        Some((Self(self.0.split_off(until)), later))
    }

    /// The evenings that the cache does not have.
    fn to_judge(&self, cached: &CachedEvenings) -> impl Iterator<Item = EveningDate> {
        let mut index = 0;
        self.0.iter().filter_map(move |&(date, key)| {
            let found = find_cached(cached, &mut index, date, key);
            index = found.map_or(index, |at| at + 1);
            found.is_none().then_some(date)
        })
    }

    /// Splits off the cached evenings after these, which later pieces need.
    fn split_off_later(&self, cached: &mut CachedEvenings) -> CachedEvenings {
        let after = self.0.last().map(|(last, _)| last.next());
        let index = after.map_or(0, |after| cached.index_of(after));
        cached.split_off(index)
    }

    /// The evenings whose events have to be read because the cache does not have them, as ranges that
    /// neither overlap nor touch. Each range includes the [`CAFFEINE_LOOKBACK_EVENINGS`] before, whose drinks count
    /// too.
    fn to_read(&self, cached: &CachedEvenings) -> Vec<RangeInclusive<EveningDate>> {
        let mut spans: Vec<RangeInclusive<EveningDate>> = Vec::new();
        for date in self.to_judge(cached) {
            let from = date.days_before(CAFFEINE_LOOKBACK_EVENINGS);
            match spans.last_mut() {
                Some(last) if last.end().next() >= from => *last = *last.start()..=date,
                _ => spans.push(from..=date),
            }
        }
        spans
    }
}

/// The index of the cached evening of `date`, if its key matches. `index` is where to look, and is moved past earlier
/// evenings.
fn find_cached(
    cached: &CachedEvenings,
    index: &mut usize,
    date: EveningDate,
    key: Option<u64>,
) -> Option<usize> {
    let mut later = cached.outlines().iter().skip(*index);
    while later.next().is_some_and(|outline| outline.is_before(date)) {
        *index += 1;
    }
    cached.holds(*index, date, key).then_some(*index)
}

fn hash(plan: &Plan) -> u64 {
    let mut hasher = FnvHasher::default();
    plan.to_record().to_string().hash(&mut hasher);
    hasher.finish()
}

impl History {
    /// Judges the evenings of `keys`, reusing those of `cached` whose keys match, in pieces of at most `most` evenings to
    /// judge, so that few events are in memory at once. `read` returns the events of a span, ordered by evening, then
    /// by the order in which they were written.
    ///
    /// # Errors
    /// That of `read`.
    pub fn in_pieces<Z: TimeZone, E>(
        context: &JudgingContext<'_, Z>,
        keys: EveningKeys,
        mut cached: CachedEvenings,
        most: u64,
        read: impl Fn(RangeInclusive<EveningDate>) -> Result<Vec<Event>, E>,
    ) -> Result<Self, E> {
        let judge = |keys: &EveningKeys, cached: CachedEvenings| {
            let mut events = Vec::new();
            for span in keys.to_read(&cached) {
                events.extend(read(span)?);
            }
            Ok(Self::from_events(context, keys, cached, &events))
        };
        let mut pieces = keys.in_pieces(&cached, most);
        let last = pieces.pop().unwrap_or_default();
        let mut judged = 0;
        for keys in &pieces {
            let later = keys.split_off_later(&mut cached);
            let history = judge(keys, cached)?;
            judged += history.newly_judged();
            cached = history.into_cacheable();
            cached.append_all(&later);
        }
        let mut history = judge(&last, cached)?;
        history.newly_judged += judged;
        Ok(history)
    }

    /// Judges every evening, reusing those of `cached` whose keys match. `events` are those of the
    /// [`EveningKeys::to_read`] ranges, ordered by evening, then by the order in which they were
    /// written.
    fn from_events<Z: TimeZone>(
        context: &JudgingContext<'_, Z>,
        keys: &EveningKeys,
        mut cached: CachedEvenings,
        events: &[Event],
    ) -> Self {
        let tonight = context.tonight;
        let entries = EventsInEffect::until(tonight, events);
        let mut keys = keys.0.iter().copied().peekable();
        // Mostly all of them match and stay where they are.
        let mut matching = 0;
        while keys
            .next_if(|(date, key)| cached.holds(matching, *date, *key))
            .is_some()
        {
            matching += 1;
        }
        let others = cached.split_off(matching);
        let mut subjects = None;
        let (mut newly_judged, mut index) = (0, 0);
        let mut recent = vec![];
        for (date, key) in keys {
            let subjects = subjects.get_or_insert_with(|| KnownSubjects::of(&cached));
            if let Some(at) = find_cached(&others, &mut index, date, key) {
                index = at + 1;
                cached.push_from(&others, at, subjects);
                continue;
            }
            newly_judged += 1;
            let plan = judge::plan_for(date, context.plans, context.today, tonight);
            let judged = judge::judge(
                date,
                plan,
                entries.on(date),
                context.began,
                (context.now, date < tonight),
                context.zone,
            );
            let night = night(&judged, plan.bedtime_on(date), &entries, context.half_life);
            let evening = CachedEvening {
                key: key.unwrap_or_default(),
                judged,
                night,
            };
            match key {
                Some(_) => cached.push(&evening, subjects),
                None => recent.push(evening),
            }
        }
        Self {
            cached,
            recent,
            plans: context.plans.to_vec(),
            today: context.today.clone(),
            free_days: context.free_days,
            tonight,
            began: context.began,
            newly_judged,
        }
    }

    /// Adds the evenings after these, which were judged apart.
    pub fn followed_by(mut self, later: Self) -> Self {
        self.cached.append_all(&later.cached);
        self.recent.extend(later.recent);
        self.newly_judged += later.newly_judged;
        self
    }

    /// Caches the counts with the evenings, so that next time only newer events are counted.
    pub fn with_counts(mut self, counts: JournalCounts) -> Self {
        self.cached.counts = counts;
        self
    }

    /// Number of evenings that were judged rather than taken from the cache.
    pub fn newly_judged(&self) -> usize {
        self.newly_judged
    }

    /// The evenings that can be cached: all that are over.
    pub fn cacheable(&self) -> &CachedEvenings {
        &self.cached
    }

    /// The same, to change what is cached beside the evenings.
    pub fn cacheable_mut(&mut self) -> &mut CachedEvenings {
        &mut self.cached
    }

    /// Turns the history into the evenings that can be cached.
    pub fn into_cacheable(self) -> CachedEvenings {
        self.cached
    }

    fn plan_for(&self, date: EveningDate) -> &Plan {
        judge::plan_for(date, &self.plans, &self.today, self.tonight)
    }

    /// The plan of an evening that is over, and the first later evening that may have another one.
    fn plan_until_next(&self, date: EveningDate) -> (EveningDate, &Plan) {
        let later = self.plans.partition_point(|(since, _)| *since <= date);
        let next = self
            .plans
            .get(later)
            .map_or(self.tonight, |(since, _)| *since);
        (next, self.plan_for(date))
    }

    /// The first evening; none if nothing was recorded.
    fn first(&self) -> Option<EveningDate> {
        match self.cached.outlines().first() {
            Some(outline) => outline.date(),
            None => Some(self.recent.first()?.judged.date),
        }
    }

    /// The number of evenings from `from` to `to`.
    fn number(&self, from: EveningDate, to: EveningDate) -> usize {
        let until = self.cached.index_of(to.next());
        let cached = until.saturating_sub(self.cached.index_of(from));
        let recent = self.recent.iter().map(|evening| evening.judged.date);
        cached + recent.filter(|date| (from..=to).contains(date)).count()
    }

    /// The evenings from the cached one at `index` on, up to `to`, with their nights.
    fn whole(&self, index: usize, to: EveningDate) -> impl Iterator<Item = CachedEvening> {
        let until = self.cached.index_of(to.next());
        let cached = (index..until).filter_map(|index| self.cached.get(index));
        let recent = self.recent.iter();
        cached.chain(
            recent
                .take_while(move |evening| evening.judged.date <= to)
                .cloned(),
        )
    }

    /// The review of the evenings from `from` to `to`, both included, with each of their nights.
    pub fn look_back(&self, from: EveningDate, to: EveningDate) -> LookBack {
        // Of earlier evenings than those that are compared, an outline is enough.
        let last = to.min(self.tonight);
        let compared = ComparedSpan::of_review(from, to, self.tonight);
        let needed = compared.first.min(from).min(change::first_needed(last));
        let index = self.cached.index_of(needed);
        let mut review = ReviewBuilder::new((from, to), self.tonight, &self.today, self.free_days);
        let number = self.number(from, to);
        review.reserve(number);
        let until = self.cached.index_of(to.next());
        let index = index.min(until);
        // Many evenings in a row have the same plan.
        let mut plan: Option<(EveningDate, &Plan)> = None;
        for (at, outline) in self.cached.outlines()[..index].iter().enumerate() {
            if plan.is_none_or(|(next, _)| !outline.is_before(next)) {
                plan = outline.date().map(|date| self.plan_until_next(date));
            }
            if let (Some((_, plan)), Some(subjects)) = (plan, self.cached.subjects(outline)) {
                review.add_outline(*outline, subjects, plan, || self.cached.judged(at));
            }
        }
        // Of those before the span no night is needed.
        let span = index.max(self.cached.index_of(from)).min(until);
        for judged in (index..span).filter_map(|at| self.cached.judged(at)) {
            let plan = self.plan_for(judged.date);
            review.add(&judged, plan);
        }
        let mut nights: Vec<NightReview> = Vec::with_capacity(number);
        for CachedEvening { judged, night, .. } in self.whole(span, to) {
            let plan = self.plan_for(judged.date);
            review.add(&judged, plan);
            if judged.date >= from {
                nights.push(night);
                review.add_to_span(judged, plan);
            }
        }
        let mut changes = changes(from, to, &self.plans, &self.today, self.tonight);
        changes.extend(nights.iter().flat_map(NightReview::changed_medicines));
        changes.sort_by_key(|change| change.date);
        LookBack {
            review: review.build(),
            nights,
            changes,
            first_recorded: self.first(),
            began: self.began,
        }
    }
}
