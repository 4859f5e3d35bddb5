//! What was recorded first or last, on computers whose clocks differ by 26 hours.

use chrono::{FixedOffset, TimeDelta};
use tempfile::TempDir;
use uuid::Uuid;

use super::*;
use crate::evening::{Action, When};
use crate::event::{EventId, Origin, Rating, StepId, in_effect};

fn at(text: &str) -> DateTime<Utc> {
    format!("{text}:00+01:00").parse().unwrap()
}

fn date(text: &str) -> EveningDate {
    text.parse().unwrap()
}

/// A coach on the computer of that name, and the folder of its journal.
fn coach(device: &str) -> (Coach, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::open(&folder.path().join("journal.db"), device).unwrap();
    let zone = Zone::Fixed(FixedOffset::east_opt(3600).unwrap());
    (Coach::new(Config::built_in(), zone, journal), folder)
}

fn act(coach: &mut Coach, evening: &str, action: &Action, now: &str) {
    coach
        .act(date(evening), action, Origin::Typed, at(now))
        .unwrap();
}

fn done(step: &str) -> Action {
    Action::Done {
        step: StepId(step.to_owned()),
        when: When::Now,
    }
}

/// Gives `to` what `from` recorded, as if its clock were that far ahead.
fn send(from: &Coach, to: &mut Coach, ahead: TimeDelta) {
    let mut events = from.journal.all().unwrap();
    let millis = i128::from(ahead.num_milliseconds()) << 80;
    for event in &mut events {
        let id = event.id.0.as_u128().checked_add_signed(millis).unwrap();
        event.id = EventId(Uuid::from_u128(id));
        if let Some(action) = &mut event.action {
            let id = action.0.0.as_u128().checked_add_signed(millis).unwrap();
            action.0 = EventId(Uuid::from_u128(id));
        }
    }
    to.journal.import(&events).unwrap();
}

fn clocks() -> [TimeDelta; 3] {
    [-26, 0, 26].map(TimeDelta::hours)
}

#[test]
fn the_user_began_on_the_earliest_evening_on_which_a_computer_recorded_its_first_step() {
    for ahead in clocks() {
        let (mut desk, _desk) = coach("desk");
        let (mut bed, _bed) = coach("bed");
        act(
            &mut desk,
            "2026-11-24",
            &done("stretch"),
            "2026-11-24T21:55",
        );
        act(&mut bed, "2026-11-26", &done("stretch"), "2026-11-26T21:55");
        // Filled in later, so it does not count.
        act(&mut bed, "2026-11-20", &done("stretch"), "2026-11-26T21:58");
        send(&bed, &mut desk, ahead);
        assert_eq!(desk.began().unwrap(), Some(date("2026-11-24")));
        let (mut den, _den) = coach("den");
        act(&mut den, "2026-11-19", &done("stretch"), "2026-11-19T21:55");
        send(&den, &mut desk, ahead);
        assert_eq!(desk.began().unwrap(), Some(date("2026-11-19")));
    }
}

#[test]
fn undo_takes_back_what_was_recorded_last_on_this_computer() {
    for ahead in clocks() {
        let (mut desk, _desk) = coach("desk");
        let (mut bed, _bed) = coach("bed");
        act(
            &mut desk,
            "2026-11-24",
            &done("stretch"),
            "2026-11-24T21:55",
        );
        act(
            &mut bed,
            "2026-11-24",
            &done("warm-bath"),
            "2026-11-24T21:57",
        );
        send(&bed, &mut desk, ahead);
        let undo = |coach: &mut Coach| {
            let now = "2026-11-24T22:00";
            let evening = coach.evening_to_undo(at(now)).unwrap();
            let undo = Action::Undo { step: None };
            act(coach, &evening.to_string(), &undo, now);
            let events = coach.journal.evening(evening).unwrap();
            let steps = in_effect(&events).into_iter();
            let steps = steps.filter_map(|event| event.what.step().cloned());
            steps.map(|id| id.0).collect::<Vec<_>>()
        };
        assert_eq!(undo(&mut desk), ["warm-bath"]);
        // Nothing of its own is left.
        assert_eq!(undo(&mut desk), [""; 0]);
    }
}

#[test]
fn undo_takes_back_an_own_drink_of_the_night_before_another_computers_entry() {
    use crate::evening::DiaryEntry;
    for ahead in clocks() {
        let (mut desk, _desk) = coach("desk");
        let (mut bed, _bed) = coach("bed");
        let drink = Action::Record {
            entry: DiaryEntry::Caffeine {
                mg: 28.0,
                drink: None,
                over: None,
            },
            at: None,
        };
        let legs = Action::Record {
            entry: DiaryEntry::Legs {
                rating: Rating::CALM,
                feels: vec![],
                places: vec![],
                about: None,
            },
            at: None,
        };
        let dark = Action::LightsOut { when: When::Now };
        act(&mut bed, "2026-11-24", &dark, "2026-11-24T22:30");
        send(&bed, &mut desk, TimeDelta::zero());
        act(&mut desk, "2026-11-24", &drink, "2026-11-25T00:10");
        let (mut den, _den) = coach("den");
        act(&mut den, "2026-11-24", &legs, "2026-11-25T00:12");
        send(&den, &mut desk, ahead);
        let evening = desk.evening_to_undo(at("2026-11-25T00:20")).unwrap();
        assert_eq!(evening, date("2026-11-25"));
    }
}
