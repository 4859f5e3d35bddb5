use chrono::FixedOffset;
use tempfile::TempDir;

use super::*;
use crate::evening::{Action, DiaryEntry, Refusal, When};
use crate::event::{Origin, Rating};

const TONIGHT: &str = "2026-11-24T21:00";

fn at(text: &str) -> DateTime<Utc> {
    format!("{text}:00+01:00").parse().unwrap()
}

fn date(text: &str) -> EveningDate {
    text.parse().unwrap()
}

fn coach(folder: &TempDir) -> Coach {
    let journal = Journal::open(&folder.path().join("journal.db"), "test").unwrap();
    let zone = Zone::Fixed(FixedOffset::east_opt(3600).unwrap());
    Coach::new(Config::built_in(), zone, journal)
}

fn undo(coach: &mut Coach, now: &str) -> Vec<Event> {
    let evening = coach.evening_to_undo(at(now)).unwrap();
    let action = Action::Undo { step: None };
    coach.act(evening, &action, Origin::Typed, at(now)).unwrap()
}

/// The kinds and evenings of the entries that stand.
fn standing(coach: &Coach) -> Vec<String> {
    let events = coach.journal.all().unwrap();
    let entries = in_effect(&events).into_iter();
    let entries = entries.filter(|event| !matches!(event.what, What::Plan(_)));
    entries
        .map(|event| format!("{} {}", event.what.kind(), event.evening))
        .collect()
}

fn days(first: &str, last: &str) -> Vec<EveningDate> {
    date(first).through(date(last)).collect()
}

#[test]
fn evenings_excused_at_once_are_one_action_that_one_undo_takes_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut coach = coach(&folder);
    let now = at(TONIGHT);
    coach
        .excuse(&days("2026-11-12", "2026-11-12"), None, Origin::Typed, now)
        .unwrap();
    let excused = coach
        .excuse(
            &days("2026-11-10", "2026-11-19"),
            Some("flu"),
            Origin::Typed,
            now,
        )
        .unwrap();
    assert_eq!(excused.len(), 9, "one was excused before");
    assert!(excused[0].action.is_some());
    assert!(
        excused
            .iter()
            .all(|event| event.action == excused[0].action)
    );
    let undone = undo(&mut coach, TONIGHT);
    assert_eq!(undone.len(), 9);
    assert_eq!(standing(&coach), ["excused 2026-11-12"]);
    let mut taken_back = coach.taken_back(&undone).unwrap();
    taken_back.sort_by_key(|event| event.id);
    assert_eq!(taken_back, excused);
    // The next one takes back what was done before.
    assert_eq!(undo(&mut coach, TONIGHT).len(), 1);
    assert_eq!(standing(&coach), Vec::<String>::new());
}

#[test]
fn one_of_several_evenings_that_was_taken_back_alone_stays_so() {
    let folder = tempfile::tempdir().unwrap();
    let mut coach = coach(&folder);
    let excused = coach
        .excuse(
            &days("2026-11-20", "2026-11-22"),
            None,
            Origin::Typed,
            at(TONIGHT),
        )
        .unwrap();
    let one = excused.iter().find(|it| it.evening == date("2026-11-21"));
    let revoke = Action::Revoke {
        event: one.unwrap().id,
    };
    coach
        .act(date("2026-11-21"), &revoke, Origin::Pressed, at(TONIGHT))
        .unwrap();
    assert_eq!(undo(&mut coach, TONIGHT).len(), 2);
    assert_eq!(standing(&coach), Vec::<String>::new());
}

#[test]
fn one_evening_that_is_excused_already_is_not_excused_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut coach = coach(&folder);
    let mut excuse = || {
        let evening = days("2026-11-20", "2026-11-20");
        coach.excuse(&evening, None, Origin::Typed, at(TONIGHT))
    };
    excuse().unwrap();
    assert!(matches!(
        excuse(),
        Err(CoachError::Refused(Refusal::AlreadyExcused(_)))
    ));
}

#[test]
fn excusing_several_evenings_records_all_or_none() {
    let folder = tempfile::tempdir().unwrap();
    let mut coach = coach(&folder);
    // No entry can be about an evening before 1970.
    let refused = coach.excuse(
        &days("1969-12-30", "1970-01-02"),
        None,
        Origin::Typed,
        at(TONIGHT),
    );
    assert!(matches!(
        refused,
        Err(CoachError::Refused(Refusal::TooLongAgo { .. }))
    ));
    assert_eq!(standing(&coach), Vec::<String>::new());
}

#[test]
fn undo_takes_back_everything_that_one_action_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let mut coach = coach(&folder);
    let legs = Action::Record {
        entry: DiaryEntry::Legs {
            rating: Rating::CALM,
            feels: vec![],
            places: vec![],
            about: None,
        },
        at: None,
    };
    let both = [Action::LightsOut { when: When::Now }, legs];
    coach
        .act_all(
            date("2026-11-24"),
            &both,
            Origin::Pressed,
            at("2026-11-24T22:30"),
        )
        .unwrap();
    assert_eq!(standing(&coach).len(), 2);
    undo(&mut coach, "2026-11-24T22:31");
    assert_eq!(standing(&coach), Vec::<String>::new());
}

#[test]
fn undo_after_a_correction_brings_the_entry_back_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let mut coach = coach(&folder);
    let tonight = date("2026-11-24");
    let drink = |mg| Action::Record {
        entry: DiaryEntry::Caffeine {
            mg,
            drink: None,
            over: None,
        },
        at: None,
    };
    let first = coach
        .act(tonight, &drink(63.0), Origin::Pressed, at(TONIGHT))
        .unwrap();
    let replace = Action::Replace {
        event: first.last().unwrap().id,
        by: Box::new(drink(80.0)),
    };
    coach
        .act(tonight, &replace, Origin::Pressed, at("2026-11-24T21:01"))
        .unwrap();
    undo(&mut coach, "2026-11-24T21:02");
    let events = coach.journal.evening(tonight).unwrap();
    let standing = in_effect(&events);
    let drinks: Vec<&What> = standing
        .iter()
        .map(|event| &event.what)
        .filter(|what| matches!(what, What::Caffeine { .. }))
        .collect();
    assert_eq!(
        drinks,
        [&What::Caffeine {
            mg: 63.0,
            drink: None,
            over: None,
        }]
    );
}
