//! Revoking entries, restoring them, and replacing one by another.

use chrono::{DateTime, Utc};
use chrono_tz::Europe::Berlin;
use uuid::Uuid;

use super::timeline_tests::{TUESDAY, done, events, plan, tuesday};
use super::*;
use crate::event::{Draft, Event, EventId, What, in_effect};

pub(super) fn drink(mg: f64, name: &str) -> What {
    What::Caffeine {
        mg,
        drink: Some(name.to_owned()),
        over: None,
    }
}

pub(super) fn id(n: u128) -> EventId {
    EventId(Uuid::from_u128(n))
}

pub(super) fn act(
    events: &[Event],
    now: DateTime<Utc>,
    action: &Action,
) -> Result<Vec<Draft>, Refusal> {
    let plan = plan();
    let situation = Situation {
        now,
        zone: &Berlin,
        here: &Berlin,
        evening: Evening::on(TUESDAY.parse().unwrap(), &plan, &Berlin),
        plan: &plan,
        unrecorded: None,
        events,
        elsewhere: &[],
    };
    decide(std::slice::from_ref(action), &situation)
}

/// The journal after the drafts: with the next ids.
pub(super) fn and_then(mut events: Vec<Event>, drafts: Vec<Draft>) -> Vec<Event> {
    for draft in drafts {
        events.push(Event {
            id: id(events.len() as u128 + 1),
            at: draft.at,
            offset_min: draft.offset_min,
            evening: draft.evening,
            what: draft.what,
            device: "test".into(),
            origin: None,
            action: None,
        });
    }
    events
}

fn contents_in_effect(events: &[Event]) -> Vec<What> {
    in_effect(events)
        .into_iter()
        .map(|event| event.what.clone())
        .collect()
}

#[test]
fn a_revoked_entry_is_restored_and_revoked_again() {
    let mut journal = events(&[("17:20", drink(63.0, "espresso"))]);
    let espresso = journal[0].what.clone();
    for _ in 0..3 {
        let drafts = act(&journal, tuesday("18:00"), &Action::Revoke { event: id(1) }).unwrap();
        journal = and_then(journal, drafts);
        assert_eq!(contents_in_effect(&journal), []);
        let back = Action::Restore { event: id(1) };
        let drafts = act(&journal, tuesday("18:01"), &back).unwrap();
        journal = and_then(journal, drafts);
        assert_eq!(
            contents_in_effect(&journal),
            std::slice::from_ref(&espresso)
        );
        assert_eq!(
            act(&journal, tuesday("18:02"), &back),
            Err(Refusal::NothingToRestore)
        );
    }
}

#[test]
fn an_entry_that_two_computers_revoked_is_restored_by_one_action() {
    let revoked = || What::Revoked { event: id(1) };
    let journal = events(&[
        ("17:20", drink(63.0, "espresso")),
        ("18:00", revoked()),
        ("18:01", revoked()),
    ]);
    let back = Action::Restore { event: id(1) };
    let drafts = act(&journal, tuesday("18:02"), &back).unwrap();
    assert_eq!(contents_in_effect(&and_then(journal, drafts)).len(), 1);
}

#[test]
fn replacing_an_entry_revokes_the_old_one_and_records_the_new_one_together() {
    let journal = events(&[("17:20", drink(63.0, "espresso"))]);
    let by = Action::Record {
        entry: DiaryEntry::Caffeine {
            mg: 47.0,
            drink: Some("tea".into()),
            over: None,
        },
        at: Some(tuesday("12:20")),
    };
    let replace = |by: Action| Action::Replace {
        event: id(1),
        by: Box::new(by),
    };
    let drafts = act(&journal, tuesday("18:00"), &replace(by)).unwrap();
    assert_eq!(drafts[0].what, What::Revoked { event: id(1) });
    let journal = and_then(journal, drafts);
    assert_eq!(contents_in_effect(&journal), [drink(47.0, "tea")]);
    assert_eq!(journal.last().unwrap().at, tuesday("12:20"));
    // What cannot be sentence takes nothing back either.
    let journal = events(&[("17:20", drink(63.0, "espresso"))]);
    let too_much = Action::Record {
        entry: DiaryEntry::Caffeine {
            mg: 1001.0,
            drink: None,
            over: None,
        },
        at: None,
    };
    assert!(act(&journal, tuesday("18:00"), &replace(too_much)).is_err());
    let gone = Action::Replace {
        event: id(7),
        by: Box::new(Action::LightsOut { when: When::Now }),
    };
    assert!(act(&journal, tuesday("18:00"), &gone).is_err());
}

#[test]
fn a_skipped_step_can_be_replaced_by_a_done_one() {
    let journal = events(&[(
        "13:00",
        What::Skipped {
            step: "warm-bath".into(),
            why: None,
        },
    )]);
    let by = Action::Done {
        step: "warm-bath".into(),
        when: When::Now,
    };
    let replace = Action::Replace {
        event: id(1),
        by: Box::new(by),
    };
    let drafts = act(&journal, tuesday("21:00"), &replace).unwrap();
    assert_eq!(
        contents_in_effect(&and_then(journal, drafts)),
        [done("warm-bath")]
    );
}
