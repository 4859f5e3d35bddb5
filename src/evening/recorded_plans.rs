//! The plans that the journal recorded, and from which evening on each applies.

use std::collections::HashSet;

use crate::event::{EveningDate, Event, EventId, What, in_effect};
use crate::plan::Plan;

/// The plan in a `plan` event; none if this version cannot read it because another version wrote it.
pub fn plan_of(event: &Event) -> Option<Plan> {
    match &event.what {
        What::Plan(record) => Plan::from_record(record).ok(),
        _ => None,
    }
}

/// The plans that these events record, each with the first evening that it applies to. They are ordered by that evening,
/// then by the order of writing; of several plans of one evening the last one applies.
///
/// A plan applies from the evening under which it is filed, or from the next one if it was written after the lights of its
/// evening had gone out. Early versions filed such a plan under the evening whose lights were out.
///
/// `events` must have every plan, every lights-out and every revocation of their evenings, ordered by evening, then by id.
pub fn recorded_plans(events: &[Event]) -> Vec<(EveningDate, Plan)> {
    let plans = plan_events(events).into_iter();
    plans
        .filter_map(|(applies_from, event)| Some((applies_from, plan_of(event)?)))
        .collect()
}

/// Like [`recorded_plans`], but only those by which evenings are lived: of each evening the last one, and the very first
/// one, which applies to the evenings before it. Reading a plan takes long, and where programs with different configs
/// share a journal, most entries bring one.
pub fn applying_plans(events: &[Event]) -> Vec<(EveningDate, Plan)> {
    let readable = |(from, event): &(EveningDate, &Event)| Some((*from, plan_of(event)?));
    let plans = plan_events(events);
    let first = plans.iter().find_map(readable);
    let of_one_evening = plans.chunk_by(|(one, _), (next, _)| one == next);
    let last = of_one_evening.filter_map(|plans| plans.iter().rev().find_map(readable));
    first.into_iter().chain(last).collect()
}

/// The events that record a plan, each with the first evening that it applies to, in the order of [`recorded_plans`].
fn plan_events(events: &[Event]) -> Vec<(EveningDate, &Event)> {
    let evenings = events.chunk_by(|one, next| one.evening == next.evening);
    let mut plans: Vec<(EveningDate, &Event)> = evenings.flat_map(of_one_evening).collect();
    plans.sort_by_key(|(applies_from, _)| *applies_from);
    plans
}

fn of_one_evening(events: &[Event]) -> impl Iterator<Item = (EveningDate, &Event)> {
    let is_dark = |event: &Event| matches!(event.what, What::LightsOut { .. });
    let can_be_after_lights_out = events.iter().any(is_dark);
    let plans = events.iter().enumerate();
    let plans = plans.filter(|(_, event)| matches!(event.what, What::Plan(_)));
    plans.map(move |(n, event)| {
        if can_be_after_lights_out && is_after_lights_out(n, events) {
            (event.evening.next(), event)
        } else {
            (event.evening, event)
        }
    })
}

/// Whether the lights were out when the event at `index` was written. A lights-out that was undone later does not count.
fn is_after_lights_out(index: usize, events: &[Event]) -> bool {
    let dark = lights_out(&events[..index]);
    !dark.is_empty() && !dark.is_disjoint(&lights_out(events))
}

fn lights_out(events: &[Event]) -> HashSet<EventId> {
    let in_effect = in_effect(events).into_iter();
    in_effect
        .filter(|event| matches!(event.what, What::LightsOut { .. }))
        .map(|event| event.id)
        .collect()
}

/// The plan recorded for an evening: the newest one of it or of an earlier evening. For an evening before all recorded
/// plans it is the first of them, so that an edit of the config does not change how that evening is judged.
pub fn recorded_plan(date: EveningDate, recorded: &[(EveningDate, Plan)]) -> Option<&Plan> {
    let until = recorded.partition_point(|(since, _)| *since <= date);
    let index = until.saturating_sub(1);
    recorded.get(index).map(|(_, plan)| plan)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evening::timeline_tests::{TUESDAY, events, plan};

    /// A plan whose number of steps tells it from others.
    fn with_steps(number: usize) -> Plan {
        let mut plan = plan();
        plan.steps.truncate(number);
        plan
    }

    fn recorded(number: usize) -> What {
        What::Plan(with_steps(number).to_record())
    }

    /// The plans by their number of steps, and whether each applies to the evening itself.
    fn plans(what: Vec<What>) -> Vec<(bool, usize)> {
        let clocks = [
            "21:00", "22:00", "22:10", "22:20", "22:30", "22:40", "22:50",
        ];
        let entries: Vec<_> = clocks.into_iter().zip(what).collect();
        let plans = recorded_plans(&events(&entries));
        let plans = plans.iter();
        plans
            .map(|(date, plan)| (date.to_string() == TUESDAY, plan.steps.len()))
            .collect()
    }

    /// Takes back the event of that number, counted from 1.
    fn undo(number: u128) -> What {
        What::Revoked {
            event: EventId(uuid::Uuid::from_u128(number)),
        }
    }

    #[test]
    fn a_plan_written_after_lights_out_applies_from_the_next_evening() {
        let entries = vec![recorded(1), What::lights_out(), recorded(2)];
        assert_eq!(plans(entries), [(true, 1), (false, 2)]);
        let entries = vec![recorded(1), recorded(2), What::lights_out()];
        assert_eq!(plans(entries), [(true, 1), (true, 2)]);
    }

    #[test]
    fn a_plan_applies_to_the_evening_if_the_lights_out_before_it_was_undone() {
        let entries = vec![What::lights_out(), undo(1), recorded(1)];
        assert_eq!(plans(entries), [(true, 1)]);
        let entries = vec![What::lights_out(), recorded(1), undo(1), What::lights_out()];
        assert_eq!(plans(entries), [(true, 1)]);
    }

    #[test]
    fn a_plan_written_while_lights_out_was_undone_stays_when_that_is_restored() {
        let entries = vec![What::lights_out(), undo(1), recorded(1), undo(2)];
        assert_eq!(plans(entries), [(true, 1)]);
        let entries = vec![What::lights_out(), recorded(1), undo(1), undo(3)];
        assert_eq!(plans(entries), [(false, 1)]);
    }

    #[test]
    fn the_first_plan_and_the_last_readable_one_of_each_evening_apply() {
        let unreadable = What::Plan(serde_json::json!({ "of": "another version" }));
        let entries = vec![
            recorded(2),
            recorded(3),
            unreadable,
            What::lights_out(),
            recorded(2),
            recorded(1),
        ];
        let clocks = ["21:00", "22:00", "22:10", "22:20", "22:30", "22:40"];
        let entries: Vec<_> = clocks.into_iter().zip(entries).collect();
        let plans = applying_plans(&events(&entries));
        let plans = plans.iter();
        let plans: Vec<_> = plans
            .map(|(date, plan)| (date.to_string() == TUESDAY, plan.steps.len()))
            .collect();
        assert_eq!(plans, [(true, 2), (true, 3), (false, 1)]);
    }
}
