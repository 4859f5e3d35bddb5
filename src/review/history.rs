//! All evenings there were, judged: what the review of any span is added up from.
//!
//! Judging an evening takes its events, and ten years of events take long to read. So every evening is judged once
//! and kept under a key made of all that it was judged by; one whose key is another by now is judged anew.

use std::hash::{Hash, Hasher};
use std::ops::RangeInclusive;

use chrono::{DateTime, TimeZone, Utc};
use fnv::FnvHasher;

use super::cache::CachedEvening;
use super::diary::{EARLIER_EVENINGS, NightReview, RecordedChange, StandingEvents, changes, night};
use super::{Review, judge};
use crate::evening::Evening;
use crate::event::{EveningDate, Event, EventId};
use crate::plan::Plan;
use crate::span::Span;

/// What evenings are judged by, beside their events.
#[derive(Debug, Clone, Copy)]
pub struct JudgingContext<'a, Z> {
    /// The recorded plans, by evening.
    pub plans: &'a [(EveningDate, Plan)],
    /// The plan in force today.
    pub today: &'a Plan,
    /// The half-life of caffeine.
    pub half_life: Span,
    /// The present moment.
    pub now: DateTime<Utc>,
    /// Where the user is.
    pub zone: &'a Z,
    /// What that zone is called, so that it can be told from another.
    pub zone_name: &'a str,
    /// What there is of each evening, by evening.
    pub event_counts: &'a [EventCount],
    /// The first evening of which anything is known.
    pub first: Option<EveningDate>,
}

/// What the journal has of an evening. As nothing is ever taken out of it, another number or another newest event
/// are the signs that something came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct EventCount {
    /// Which.
    pub evening: EveningDate,
    /// How many events, at least one.
    pub events: u64,
    /// The one that was written last.
    pub newest: EventId,
}

/// All evenings there were.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    evenings: Vec<CachedEvening>,
    plans: Vec<(EveningDate, Plan)>,
    today: Plan,
    tonight: EveningDate,
    /// How many of the evenings were judged anew.
    anew: usize,
}

/// A review, with each of its nights and what was changed meanwhile.
#[derive(Debug, Clone, PartialEq)]
pub struct LookBack {
    /// What the evenings add up to.
    pub review: Review,
    /// The night of each of the review's evenings.
    pub nights: Vec<NightReview>,
    /// What was changed in plan and medicines, by evening.
    pub changes: Vec<RecordedChange>,
    /// The first evening of all that are known.
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

    /// The keys of all evenings, in order; none for one that may still be running, on which the moment counts too.
    fn keys(&self) -> impl Iterator<Item = (EveningDate, Option<u64>)> {
        // An evening is over when the day after it is.
        let over = self.tonight().days_before(2);
        let hashes: Vec<u64> = self.plans.iter().map(|(_, plan)| hash(plan)).collect();
        let today = hash(self.today);
        let same = self.same_for_all();
        let mut near = 0..0;
        self.evenings().map(move |date| {
            let is_near = |event_count: &&EventCount| {
                event_count.evening >= date.days_before(EARLIER_EVENINGS)
            };
            near.start += self.event_counts[near.start..]
                .iter()
                .take_while(|event_count| !is_near(event_count))
                .count();
            near.end = near.end.max(near.start);
            near.end += self.event_counts[near.end..]
                .iter()
                .take_while(|event_count| event_count.evening <= date)
                .count();
            let until = self.plans.partition_point(|(since, _)| *since <= date);
            let mut key = FnvHasher::with_key(same);
            key.write_u64(until.checked_sub(1).map_or(today, |plan| hashes[plan]));
            self.event_counts[near.clone()].hash(&mut key);
            (date, (date <= over).then(|| key.finish()))
        })
    }

    fn same_for_all(&self) -> u64 {
        let mut hasher = FnvHasher::default();
        self.zone_name.hash(&mut hasher);
        self.half_life.hash(&mut hasher);
        hasher.finish()
    }

    /// The evenings whose events have to be read, those before them that count for them included, as spans that do
    /// not touch. `kept` is what was judged before, by evening.
    pub fn to_read(&self, kept: &[CachedEvening]) -> Vec<RangeInclusive<EveningDate>> {
        let mut spans: Vec<RangeInclusive<EveningDate>> = Vec::new();
        let mut rest = kept;
        for (date, key) in self.keys() {
            if found(&mut rest, date, key).is_some() {
                continue;
            }
            let from = date.days_before(EARLIER_EVENINGS);
            match spans.last_mut() {
                Some(last) if last.end().next() >= from => *last = *last.start()..=date,
                _ => spans.push(from..=date),
            }
        }
        spans
    }
}

/// The evening of that date among `rest`, if it was judged by the same; whatever comes before it is passed over.
fn found<'k>(
    rest: &mut &'k [CachedEvening],
    date: EveningDate,
    key: Option<u64>,
) -> Option<&'k CachedEvening> {
    let earlier = rest.iter().take_while(|known| known.judged.date < date);
    *rest = &rest[earlier.count()..];
    let known = rest.first()?;
    (known.judged.date == date && Some(known.key) == key).then_some(known)
}

fn hash(plan: &Plan) -> u64 {
    let mut hasher = FnvHasher::default();
    plan.to_record().to_string().hash(&mut hasher);
    hasher.finish()
}

impl History {
    /// All evenings, those of `kept` that still hold among them. `events` are those of [`JudgingContext::to_read`], evening by
    /// evening, each evening's in the order of writing.
    pub fn from_events<Z: TimeZone>(
        context: &JudgingContext<'_, Z>,
        kept: Vec<CachedEvening>,
        events: &[Event],
    ) -> Self {
        let tonight = context.tonight();
        let entries = StandingEvents::until(tonight, events);
        let mut kept = kept.into_iter().peekable();
        let (mut rest, mut anew) = (events, 0);
        let evenings = context.keys().map(|(date, key)| {
            while kept.next_if(|known| known.judged.date < date).is_some() {}
            let holds = |known: &CachedEvening| known.judged.date == date && Some(known.key) == key;
            kept.next_if(holds).unwrap_or_else(|| {
                anew += 1;
                let plan = judge::plan_for(date, context.plans, context.today, tonight);
                let own = judge::events_of(date, &mut rest);
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
            anew,
        }
    }

    /// How many of the evenings were judged anew.
    pub fn judged_anew(&self) -> usize {
        self.anew
    }

    /// The evenings that can be kept for another time, by evening: all that are over.
    pub fn to_keep(&self) -> &[CachedEvening] {
        let over = self.tonight.days_before(2);
        let until = self
            .evenings
            .partition_point(|known| known.judged.date <= over);
        &self.evenings[..until]
    }

    /// The same evenings, to be taken up by the next history.
    pub fn into_kept(mut self) -> Vec<CachedEvening> {
        self.evenings.truncate(self.to_keep().len());
        self.evenings
    }

    /// What the evenings from `from` to `to` add up to, and each of their nights.
    pub fn look_back(&self, from: EveningDate, to: EveningDate) -> LookBack {
        let until = self
            .evenings
            .partition_point(|known| known.judged.date <= to);
        let evenings = self.evenings[..until].iter().map(|known| {
            let plan = judge::plan_for(known.judged.date, &self.plans, &self.today, self.tonight);
            (&known.judged, plan)
        });
        let review = Review::added_up((from, to), self.tonight, &self.today, evenings);
        let shown = &self.evenings[until - review.evenings.len()..until];
        let nights: Vec<NightReview> = shown.iter().map(|known| known.night.clone()).collect();
        let mut changes = changes(from, to, &self.plans, &self.today, self.tonight);
        changes.extend(nights.iter().flat_map(NightReview::changed_medicines));
        changes.sort_by_key(|change| change.date);
        LookBack {
            review,
            nights,
            changes,
            first: self.evenings.first().map(|known| known.judged.date),
        }
    }
}
