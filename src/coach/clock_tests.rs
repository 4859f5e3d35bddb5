use chrono::FixedOffset;
use tempfile::TempDir;

use super::*;
use crate::evening::{Action, Refusal, When};
use crate::event::{Draft, Origin};

fn at(text: &str) -> DateTime<Utc> {
    format!("{text}:00+01:00").parse().unwrap()
}

fn coach_of(device: &str, folder: &TempDir) -> Coach {
    let journal = Journal::open(&folder.path().join("journal.db"), device).unwrap();
    let zone = Zone::Fixed(FixedOffset::east_opt(3600).unwrap());
    Coach::new(Config::built_in(), zone, journal)
}

/// Records lights-out at that time, as the clock stood then.
fn lights_out(coach: &mut Coach, when: &str) -> Result<Vec<Event>, CoachError> {
    let now = at(when);
    let evening = coach.date_of_tonight(now).unwrap();
    let action = Action::LightsOut { when: When::Now };
    coach.act(evening, &action, Origin::Pressed, now)
}

fn is_doubted(recorded: &Result<Vec<Event>, CoachError>) -> bool {
    matches!(recorded, Err(CoachError::Refused(Refusal::ClockInDoubt(_))))
}

#[test]
fn what_a_clock_of_1970_recorded_after_all_can_be_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut coach = coach_of("here", &folder);
    assert!(is_doubted(&lights_out(&mut coach, "1970-01-02T23:00")));
    assert!(coach.journal.all().unwrap().is_empty());
    coach.clock = ClockTrust::Confirmed;
    lights_out(&mut coach, "1970-01-02T23:00").unwrap();
    coach.clock = ClockTrust::Doubted;
    let undo = Action::Undo { step: None };
    let evening = "1970-01-02".parse().unwrap();
    // By the same clock, and by one that is right again.
    for now in ["1970-01-02T23:05", "2026-11-24T21:00"] {
        let taken_back = coach.act(evening, &undo, Origin::Pressed, at(now)).unwrap();
        assert_eq!(taken_back.len(), 1, "no plan is recorded along with it");
        assert!(matches!(taken_back[0].what, What::Revoked { .. }));
        let restore = Action::Restore {
            event: match taken_back[0].what {
                What::Revoked { event } => event,
                _ => unreachable!(),
            },
        };
        coach
            .act(evening, &restore, Origin::Pressed, at(now))
            .unwrap();
    }
}

#[test]
fn only_standing_entries_of_this_computer_raise_doubt() {
    let folder = tempfile::tempdir().unwrap();
    let mut other = coach_of("there", &folder);
    lights_out(&mut other, "2026-02-20T23:00").unwrap();
    let mut coach = coach_of("here", &folder);
    lights_out(&mut coach, "2026-02-10T23:00").unwrap();
    assert!(
        lights_out(&mut coach, "2026-02-08T23:30").is_ok(),
        "a journey back in time of less than two days"
    );
    assert!(is_doubted(&lights_out(&mut coach, "2026-02-07T23:00")));
    let undo = Action::Undo { step: None };
    let evening = "2026-02-10".parse().unwrap();
    coach
        .act(evening, &undo, Origin::Pressed, at("2026-02-07T23:00"))
        .unwrap();
    assert!(lights_out(&mut coach, "2026-02-07T23:00").is_ok());
}

/// A plan cannot be taken back, so one that a wrong clock recorded must not raise doubt for ever.
#[test]
fn a_recorded_plan_raises_no_doubt() {
    let folder = tempfile::tempdir().unwrap();
    let mut coach = coach_of("here", &folder);
    let then = at("2026-02-20T21:00");
    let plan = Draft {
        at: then,
        offset_min: 60,
        evening: "2026-02-20".parse().unwrap(),
        what: What::Plan(coach.config.plan.to_record()),
        origin: None,
    };
    coach.journal.append(Origin::Typed, &[plan]).unwrap();
    assert_eq!(coach.clock_doubt(at("2026-02-07T23:00")).unwrap(), None);
}

#[test]
fn a_clock_in_doubt_records_no_plan_before_bedtime() {
    let folder = tempfile::tempdir().unwrap();
    let mut coach = coach_of("here", &folder);
    coach
        .record_plan_before_bedtime(at("1970-01-02T22:29"))
        .unwrap();
    assert!(coach.journal.all().unwrap().is_empty());
    coach
        .record_plan_before_bedtime(at("2026-02-02T22:29"))
        .unwrap();
    assert_eq!(coach.journal.all().unwrap().len(), 1);
}
