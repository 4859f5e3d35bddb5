//! Which of several events counts, where they answer the same question.
//!
//! The events of one computer are ordered by their ids, so the last one counts there. Between computers ids say nothing:
//! they come from two clocks, and neither computer may have known of the other's entry. So the meaning of the entries
//! decides, and the result is the same on every computer that has all of them, in whatever order they arrived.
//!
//! An action that knows of an entry that would win over its own takes that one back, so that a later correction counts
//! on whichever computer it is made; see `evening::decide`.

use std::cmp::Ordering;

use chrono::Datelike;
use serde_json::Value;

use super::{Event, NightEntry, Onset, What, superseded_plans};

/// The event that counts among `events`, which are in effect and answer the same question: whether a step was done,
/// when the lights went out. None if there are none.
pub fn decisive<'e>(events: impl IntoIterator<Item = &'e Event>) -> Option<&'e Event> {
    last_of_each_computer(events)
        .into_iter()
        .max_by(|one, other| compare(one, other))
}

/// The decisive event of the waking for good, and the night's details. What it leaves open is filled in from the last
/// entries of other computers, as far as that does not contradict it.
pub fn decisive_night<'e>(
    events: impl IntoIterator<Item = &'e Event>,
) -> Option<(&'e Event, NightEntry)> {
    let mut last = last_of_each_computer(events);
    last.sort_by(|one, other| compare(other, one));
    let mut nights = last.iter().filter_map(|event| match &event.what {
        What::Woke { night, .. } => Some((*event, *night)),
        _ => None,
    });
    let (woke, night) = nights.next()?;
    let night = nights.fold(night, |night, (_, other)| filled_in(night, &other, woke));
    Some((woke, night))
}

/// Puts the events of several computers, which answer the same question, in order: the one that counts is the last.
pub(crate) fn sort_by_weight(events: &mut [&Event]) {
    events.sort_by(|one, other| compare(one, other));
}

/// Whether `event` would count instead of `other`, an event of another computer.
pub(crate) fn outweighs(event: &Event, other: &Event) -> bool {
    compare(event, other).is_gt()
}

fn filled_in(night: NightEntry, other: &NightEntry, woke: &Event) -> NightEntry {
    NightEntry {
        into_bed: night
            .into_bed
            .or(other.into_bed.filter(|at| *at <= woke.at)),
        asleep_after_min: night.asleep_after_min.or(other.asleep_after_min),
        awakenings: night.awakenings.or(other.awakenings),
        awake_min: night.awake_min.or(other.awake_min),
        up: night.up.or(other.up.filter(|at| *at >= woke.at)),
        quality: night.quality.or(other.quality),
        nap_min: night.nap_min.or(other.nap_min),
        sleep_medicine: night.sleep_medicine.or(other.sleep_medicine),
    }
}

/// The newest of these events from each computer.
pub(crate) fn last_of_each_computer<'e>(
    events: impl IntoIterator<Item = &'e Event>,
) -> Vec<&'e Event> {
    let mut last: Vec<&Event> = Vec::new();
    for event in events {
        match last.iter_mut().find(|other| other.device == event.device) {
            Some(other) if other.id > event.id => {}
            Some(other) => *other = event,
            None => last.push(event),
        }
    }
    last
}

/// Which of the events of two computers counts: the greater one. The data are compared only where all before them is
/// equal, since an evening has dozens of questions, and nearly all have one answer.
fn compare(one: &Event, other: &Event) -> Ordering {
    // Whether it happened, before whether it was left out; then a known time, before one that only stands for it; then
    // what the kind of event is about.
    let meaning = |event: &Event| {
        let (rank, amount) = meaning(event, event.at.timestamp_millis());
        (rank, event.has_known_time(), amount)
    };
    // From here on the two say nearly the same, and one of them has to count.
    let data = |event: &Event| superseded_plans::alone(event.what.data()).to_string();
    meaning(one)
        .cmp(&meaning(other))
        .then_with(|| data(one).cmp(&data(other)))
        // For most kinds it only says when a clock let the entry be recorded, so it comes late.
        .then_with(|| one.at.timestamp_millis().cmp(&other.at.timestamp_millis()))
        .then_with(|| one.device.cmp(&other.device))
        .then_with(|| one.id.cmp(&other.id))
}

/// The rank of an event among those that answer its question, and the number by which events of one rank are compared.
fn meaning(event: &Event, at: i64) -> (u8, i64) {
    match &event.what {
        // Whoever did the step on one computer did it, whatever the other one was told. The first press is nearest to it:
        // the second one clears a reminder that the other computer still showed.
        What::Done { .. } => (2, -at),
        // It is how a bedtime step is done. The later one: after the first, somebody was up again.
        What::LightsOut { .. } => (3, at),
        // A reason says more than none.
        What::Skipped { why, .. } => (u8::from(why.is_some()), 0),
        // Nobody is reminded before the time that they asked for.
        What::Snoozed { until, .. } => (0, until.timestamp_millis()),
        What::BedtimeMoved { to } => (0, to.timestamp_millis()),
        // For good is the last one.
        What::Woke { .. } => (0, at),
        // The legs are as bad as the worst rating, and began with the earliest beginning; see the review.
        What::Legs { rating, .. } => (0, i64::from(rating.get())),
        What::Onset(Onset::Began { .. }) => (1, -at),
        // More was had: the warning that is too much costs less than the one that is missing.
        What::Caffeine { mg, .. } => (0, in_thousandths(*mg)),
        What::Factor { amount, .. } => (u8::from(amount.is_some()), amount.map_or(0, i64::from)),
        What::SelfCheck { signs } => (0, signs.iter().map(|ticked| i64::from(*ticked)).sum()),
        What::Iron { iron } => (0, i64::from(iron.tested.num_days_from_ce())),
        What::Session { session, .. } => (0, i64::from(session.held_secs())),
        // No evening of the earlier beginning is left out.
        What::Began => (0, -i64::from(event.evening.0.num_days_from_ce())),
        // The plan that asks for more: with it, fewer of the steps that were done are in no plan.
        What::Plan(record) => (0, listed(record, "step") * 1000 + listed(record, "trial")),
        What::Onset(Onset::NoneToday)
        | What::Excused { .. }
        | What::Consumed(_)
        | What::NoneToday { .. }
        | What::Note { .. }
        | What::Revoked { .. }
        | What::Other { .. } => (0, 0),
    }
}

/// How many entries a list in the record of a plan has.
fn listed(record: &Value, list: &str) -> i64 {
    let list = record.get(list).and_then(Value::as_array);
    list.map_or(0, |list| {
        i64::try_from(list.len()).unwrap_or(i64::MAX / 1000)
    })
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a float out of range becomes the nearest integer"
)]
fn in_thousandths(amount: f64) -> i64 {
    (amount * 1000.0).round() as i64
}
