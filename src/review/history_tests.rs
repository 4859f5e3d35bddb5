//! Using cached evenings gives the same results as judging all evenings, whatever events were added
//! meanwhile.

use std::convert::Infallible;
use std::ops::RangeInclusive;

use proptest::prelude::*;

use super::naive_life::{Life, life, life_of};
use super::*;
use crate::diary::caffeine::HALF_LIFE;
use crate::plan::Trial;
use crate::review::diary::CAFFEINE_LOOKBACK_EVENINGS;
use crate::span::Span;

/// The event counts of each evening.
fn event_counts(events: &[Event]) -> Vec<EventCount> {
    let evenings = events.chunk_by(|one, other| one.evening == other.evening);
    evenings
        .map(|own| EventCount {
            evening: own[0].evening,
            events: own.len() as u64,
            newest: own.iter().map(|event| event.id).max().unwrap(),
        })
        .collect()
}

/// The history of a life whose journal has only these events, with that half-life of caffeine, judged a week at a time, and
/// in two halves if there are many.
pub(super) fn history(
    life: &Life,
    events: &[Event],
    mut cached: CachedEvenings,
    half_life: Span,
) -> History {
    let context = JudgingContext {
        plans: &life.plans,
        tonight: life.tonight(),
        today: &life.today,
        half_life,
        free_days: life.free_days,
        now: life.now,
        zone: &life.zone,
        zone_name: life.zone.name(),
        event_counts: &event_counts(events),
        first: first_recorded_evening(events),
        began: began(events),
    };
    // Only the requested events are available.
    let read = |span: RangeInclusive<EveningDate>| -> Result<Vec<Event>, Infallible> {
        let requested = events.iter().filter(|event| span.contains(&event.evening));
        Ok(requested.cloned().collect())
    };
    let judge = |keys, cached| {
        let history = History::in_pieces(&context, keys, cached, 7, read);
        history.unwrap_or_else(|never| match never {})
    };
    let mut keys = context.keys();
    let half = keys.split_off_half(&mut cached, 10);
    let older = judge(keys, cached);
    match half {
        Some((newer, cached)) => older.followed_by(judge(newer, cached)),
        None => older,
    }
}

fn whole(history: &History, life: &Life) -> LookBack {
    let last = life.tonight();
    history.look_back(last.days_before(20_000), last)
}

proptest! {
    #[test]
    fn a_look_back_is_the_review_of_the_same_evenings(life in life()) {
        let history = history(&life, &life.events, CachedEvenings::default(), HALF_LIFE);
        let back = history.look_back(life.from, life.to);
        prop_assert_eq!(&back.review, &life.review());
        prop_assert_eq!(back.nights.len(), back.review.evenings.len());
        prop_assert_eq!(back.review.strengths.len(), back.review.evenings.len());
        if let Some(strength) = back.review.strengths.last() {
            prop_assert_eq!(*strength, back.review.strength);
        }
    }

    #[test]
    fn cached_evenings_give_the_same_look_back(life in life(), known in prop::collection::vec(any::<bool>(), 400)) {
        // Some events were there when the cache was made; the others were added later, also to evenings
        // long ago.
        let before: Vec<Event> = life.events.iter().zip(&known)
            .filter(|(_, known)| **known)
            .map(|(event, _)| event.clone())
            .collect();
        let earlier = history(&life, &before, CachedEvenings::default(), HALF_LIFE);
        let cached = CachedEvenings::from_bytes(earlier.cacheable().to_bytes());
        prop_assert_eq!(&cached, &earlier.into_cacheable());
        let ours = history(&life, &life.events, cached, HALF_LIFE);
        let anew = history(&life, &life.events, CachedEvenings::default(), HALF_LIFE);
        prop_assert_eq!(whole(&ours, &life), whole(&anew, &life));
    }

    #[test]
    fn an_evening_with_unchanged_inputs_is_not_judged_again(life in life()) {
        let history_with = |cached, half_life| history(&life, &life.events, cached, half_life);
        let first = history_with(CachedEvenings::default(), HALF_LIFE);
        let evenings = first.newly_judged();
        let again = history_with(first.into_cacheable(), HALF_LIFE);
        prop_assert!(again.newly_judged() <= evenings.min(2), "{}", again.newly_judged());
        // The caffeine left depends on the half-life.
        let other = history_with(again.into_cacheable(), Span::minutes(200));
        prop_assert_eq!(other.newly_judged(), evenings);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// They are so many that they are judged in pieces.
    #[test]
    fn evenings_after_changed_ones_are_not_judged_again(life in life_of(90..170)) {
        let whole = history(&life, &life.events, CachedEvenings::default(), HALF_LIFE);
        let from = first_recorded_evening(&life.events).unwrap_or(life.tonight());
        let changed = from.next().through(EveningDate(from.0 + chrono::Days::new(20)));
        let changed: Vec<EveningDate> = changed.collect();
        // When the user began decides about every evening since, so that it has to stay as it is.
        let is_of_beginning = |event: &Event| matches!(event.what, What::Began | What::Revoked { .. });
        let rest: Vec<Event> = life.events.iter()
            .filter(|event| is_of_beginning(event) || !changed.contains(&event.evening))
            .cloned()
            .collect();
        let most = changed.len() as u64 + CAFFEINE_LOOKBACK_EVENINGS + 2;
        let again = history(&life, &rest, whole.into_cacheable(), HALF_LIFE);
        prop_assert!(again.newly_judged() as u64 <= most, "{}", again.newly_judged());
        let anew = history(&life, &rest, CachedEvenings::default(), HALF_LIFE);
        prop_assert_eq!(self::whole(&again, &life), self::whole(&anew, &life));
    }

    /// The evenings before the compared ones are outlines, but for those of a trial.
    #[test]
    fn evenings_long_before_the_span_count_like_whole_ones(life in life_of(90..170), began in 60..160_u64) {
        let mut life = life;
        let trial = Trial {
            step: "bath".into(),
            first: life.tonight().days_before(began),
            fortnights: 2,
            seed: began,
            draw: crate::plan::Draw::Fortnights,
        };
        for (_, plan) in &mut life.plans {
            plan.trials.push(trial.clone());
        }
        let anew = history(&life, &life.events, CachedEvenings::default(), HALF_LIFE);
        prop_assert_eq!(&anew.look_back(life.from, life.to).review, &life.review());
        let cached = CachedEvenings::from_bytes(anew.into_cacheable().to_bytes());
        let read = history(&life, &life.events, cached, HALF_LIFE);
        prop_assert_eq!(&read.look_back(life.from, life.to).review, &life.review());
    }
}

#[test]
fn damaged_bytes_are_an_empty_cache() {
    let bytes = CachedEvenings::default().to_bytes();
    assert!(CachedEvenings::from_bytes(bytes).is_empty());
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let life = life().new_tree(&mut runner).unwrap();
    let life = proptest::strategy::ValueTree::current(&life);
    let history = history(&life, &life.events, CachedEvenings::default(), HALF_LIFE);
    let bytes = history.cacheable().to_bytes();
    assert_eq!(
        &CachedEvenings::from_bytes(bytes.clone()),
        history.cacheable()
    );
    for n in [0, 1, 7, bytes.len() / 2, bytes.len() - 1] {
        let mut damaged = bytes.clone();
        damaged[n] ^= 0x10;
        assert!(CachedEvenings::from_bytes(damaged).is_empty());
        assert!(CachedEvenings::from_bytes(bytes[..n].to_vec()).is_empty());
    }
}
