//! The plans that the journal recorded, and from which evening on each applies.

use std::collections::HashSet;

use crate::event::{
    EveningDate, Event, EventId, What, in_effect, last_of_each_computer, sort_by_weight, superseded,
};
use crate::plan::Plan;

/// The plan in a `plan` event; none if this version cannot read it because another version wrote it.
pub fn plan_of(event: &Event) -> Option<Plan> {
    match &event.what {
        What::Plan(record) => Plan::from_record(record).ok(),
        _ => None,
    }
}

/// The plans that these events record, each with the first evening that it applies to. They are ordered by that evening;
/// of several plans of one evening the last one applies. On one computer that is the one that was written last. Of the
/// last ones of several computers it is the one with more steps, unless a computer that knew of another's plan recorded
/// its own in the place of that; see [`superseded`].
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
    for same_evening in plans.chunk_by_mut(|(one, _), (next, _)| one == next) {
        if !are_of_one_computer(same_evening) {
            sort_by_computer(same_evening);
        }
    }
    plans
}

fn are_of_one_computer(plans: &[(EveningDate, &Event)]) -> bool {
    let mut pairs = plans.windows(2);
    pairs.all(|pair| pair[0].1.device == pair[1].1.device)
}

/// Orders the plans of one evening computer by computer, and those of one computer as it wrote them. Ids say nothing
/// between computers, as they come from several clocks.
fn sort_by_computer(plans: &mut [(EveningDate, &Event)]) {
    let superseded = superseded_among(plans);
    let standing = plans.iter().map(|(_, event)| *event);
    let standing = standing.filter(|event| !superseded.contains(&event.id));
    let mut computers = last_of_each_computer(standing);
    sort_by_weight(&mut computers);
    let place = |event: &Event| {
        let mut computers = computers.iter();
        let place = computers.position(|last| last.device == event.device);
        place.filter(|_| !superseded.contains(&event.id))
    };
    plans.sort_by_cached_key(|(_, event)| (place(event), event.device.clone(), event.id));
}

fn superseded_among(plans: &[(EveningDate, &Event)]) -> HashSet<EventId> {
    let records = plans.iter().filter_map(|(_, event)| match &event.what {
        What::Plan(record) => Some(record),
        _ => None,
    });
    records.flat_map(superseded).collect()
}

/// The plans of other computers than `device` that apply from this evening on and that no later one replaced. `events`
/// are as in [`recorded_plans`].
pub(crate) fn plans_of_others(date: EveningDate, device: &str, events: &[Event]) -> Vec<EventId> {
    let mut plans = plan_events(events);
    plans.retain(|(applies_from, _)| *applies_from == date);
    let superseded = superseded_among(&plans);
    let others = plans.into_iter().map(|(_, event)| event);
    let others = others.filter(|event| event.device != device && !superseded.contains(&event.id));
    others.map(|event| event.id).collect()
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

/// Whether this computer had recorded that the lights were out when it wrote the event at `index`. A lights-out that was
/// undone later does not count. What another computer recorded is neither before nor after: the early versions that filed
/// such plans here did not know of it.
fn is_after_lights_out(index: usize, events: &[Event]) -> bool {
    let device = &events[index].device;
    let is_of_the_night =
        |event: &&Event| matches!(event.what, What::LightsOut { .. } | What::Revoked { .. });
    let before = events[..index].iter().filter(is_of_the_night);
    let before = before.filter(|event| event.device == *device).cloned();
    let dark = lights_out(&before.collect::<Vec<Event>>());
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
    use serde_json::Value;

    use super::*;
    use crate::evening::timeline_tests::{TUESDAY, events, plan};
    use crate::event::in_place_of;

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

    /// The plan that applies where computers recorded these, each with the hour that the clock there showed.
    fn applying(entries: &[(&'static str, &'static str, Value)]) -> usize {
        let clocks = entries.iter().map(|(_, clock, record)| {
            let plan = What::Plan(record.clone());
            (*clock, plan)
        });
        let mut events = events(&clocks.collect::<Vec<_>>());
        for (event, (device, clock, _)) in events.iter_mut().zip(entries) {
            let minutes: String = clock.chars().filter(char::is_ascii_digit).collect();
            event.id = id(&minutes);
            (*device).clone_into(&mut event.device);
        }
        events.sort_by_key(|event| event.id);
        let one = recorded_plans(&events).pop().unwrap().1.steps.len();
        assert_eq!(applying_plans(&events).pop().unwrap().1.steps.len(), one);
        one
    }

    fn id(clock: &str) -> EventId {
        EventId(uuid::Uuid::from_u128(clock.parse().unwrap()))
    }

    fn record(steps: usize) -> Value {
        with_steps(steps).to_record()
    }

    #[test]
    fn of_the_last_plans_of_two_computers_the_longer_applies_whatever_their_clocks_say() {
        for [desk, bed] in [["20:00", "22:00"], ["22:00", "20:00"]] {
            let plans = [("desk", desk, record(3)), ("bed", bed, record(2))];
            assert_eq!(applying(&plans), 3);
        }
        // The desk's own edit took its longer plan out of force.
        for bed in ["19:00", "20:30", "22:00"] {
            let desk = [("desk", "20:00", record(4)), ("desk", "21:00", record(1))];
            let [before, after] = desk;
            assert_eq!(applying(&[before, after, ("bed", bed, record(2))]), 2);
        }
    }

    #[test]
    fn a_plan_recorded_in_the_place_of_another_computers_applies_though_it_is_shorter() {
        let shorter = || in_place_of(record(1), &[id("2200")]);
        let plans = [("desk", "22:00", record(3)), ("bed", "22:10", shorter())];
        assert_eq!(applying(&plans), 1);
        // A third computer that knew of neither.
        let [desk, bed] = plans;
        assert_eq!(applying(&[desk, bed, ("den", "20:00", record(2))]), 2);
    }

    #[test]
    fn of_two_plans_with_as_many_steps_the_content_decides_whatever_was_replaced_by_them() {
        let later = |instead_of: &[EventId]| {
            let plan = Plan {
                bedtime: chrono::NaiveTime::from_hms_opt(23, 10, 0).unwrap(),
                ..with_steps(2)
            };
            in_place_of(plan.to_record(), instead_of)
        };
        let bedtime = |[desk, bed]: [&'static str; 2], [one, other]: [Value; 2]| {
            let clocks = [(desk, What::Plan(one)), (bed, What::Plan(other))];
            let mut events = events(&clocks);
            "bed".clone_into(&mut events[1].device);
            if bed < desk {
                let (first, second) = (events[0].id, events[1].id);
                (events[0].id, events[1].id) = (second, first);
            }
            events.sort_by_key(|event| event.id);
            recorded_plans(&events).pop().unwrap().1.bedtime
        };
        let ids = ["00", "99"].map(id);
        let mut found = HashSet::new();
        for clocks in [["20:00", "22:00"], ["22:00", "20:00"]] {
            for [of_one, of_other] in [[&[][..], &ids], [&ids, &[]], [&[], &[]]] {
                let one = in_place_of(record(2), of_one);
                found.insert(bedtime(clocks, [one.clone(), later(of_other)]));
                found.insert(bedtime(clocks, [later(of_other), one]));
            }
        }
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn another_computers_lights_out_is_neither_before_nor_after_a_plan() {
        for clocks in [["21:00", "22:00"], ["22:00", "21:00"]] {
            let entries = [(clocks[0], What::lights_out()), (clocks[1], recorded(1))];
            let mut events = events(&entries);
            "bed".clone_into(&mut events[0].device);
            if clocks[1] < clocks[0] {
                events.swap(0, 1);
            }
            let plans = recorded_plans(&events);
            assert_eq!(plans[0].0.to_string(), TUESDAY);
        }
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
