//! Revoking entries, restoring them, and replacing one by another.

use chrono::{DateTime, Utc};
use chrono_tz::Europe::Berlin;
use uuid::Uuid;

use super::timeline_tests::{TUESDAY, done, events, plan, tuesday};
use super::*;
use crate::event::{Draft, Event, EventId, What, in_effect};
use crate::time_of_day::ClockFormat;

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
        format: ClockFormat::default(),
        now,
        zone: &Berlin,
        here: &Berlin,
        evening: Evening::on(TUESDAY.parse().unwrap(), &plan, &Berlin),
        plan: &plan,
        unrecorded: None,
        events,
        elsewhere: &[],
        device: "test",
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

/// The drafts of replacing the event with this id.
fn replaced(journal: &[Event], n: u128, by: Action) -> Result<Vec<Draft>, Refusal> {
    let replace = Action::Replace {
        event: id(n),
        by: Box::new(by),
    };
    act(journal, tuesday("22:00"), &replace)
}

fn tea(at: &str) -> Action {
    Action::Record {
        entry: DiaryEntry::Caffeine {
            mg: 47.0,
            drink: Some("tea".into()),
            over: None,
        },
        at: Some(tuesday(at)),
    }
}

#[test]
fn a_corrected_drink_keeps_its_time_even_before_the_evening_began() {
    let journal = events(&[
        ("21:50", done("stretch")),
        ("01:00", drink(63.0, "espresso")),
    ]);
    let drafts = replaced(&journal, 2, tea("01:00")).unwrap();
    assert_eq!(drafts[1].at, tuesday("01:00"));
    let earlier = replaced(&journal, 2, tea("00:59"));
    assert!(matches!(earlier, Err(Refusal::OutsideTheEvening { .. })));
    // Nor may the time of an entry of the evening become an earlier one.
    let journal = events(&[("17:20", drink(63.0, "espresso"))]);
    let before = replaced(&journal, 1, tea("01:00"));
    assert!(matches!(before, Err(Refusal::OutsideTheEvening { .. })));
}

#[test]
fn a_corrected_entry_keeps_the_utc_offset_of_its_place_unless_its_time_changes() {
    let mut journal = events(&[
        ("17:00", drink(63.0, "espresso")),
        ("17:20", drink(63.0, "espresso")),
    ]);
    journal[1].offset_min = 540;
    let offset = |at| replaced(&journal, 2, tea(at)).unwrap()[1].offset_min;
    assert_eq!(offset("17:20"), 540);
    assert_eq!(offset("17:21"), 60);
}

#[test]
fn a_replacement_is_judged_as_if_the_old_entry_had_never_been_made() {
    let journal = events(&[("21:50", done("stretch"))]);
    let skip = || Action::Skip {
        step: "stretch".into(),
        why: None,
    };
    assert!(act(&journal, tuesday("22:00"), &skip()).is_err());
    let drafts = replaced(&journal, 1, skip()).unwrap();
    assert_eq!(drafts[1].what.kind(), "skipped");
}
