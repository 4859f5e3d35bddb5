//! Edits of the config change no evening whose lights are out.

use chrono::FixedOffset;
use tempfile::TempDir;

use super::*;
use crate::evening::{Action, DiaryEntry, When};
use crate::event::{NightEntry, Origin, StepId};
use crate::plan::{Step, StepKind};
use crate::review::{CachedEvenings, JournalCounts, Outcome};

fn at(text: &str) -> DateTime<Utc> {
    format!("{text}:00+01:00").parse().unwrap()
}

fn date(text: &str) -> EveningDate {
    text.parse().unwrap()
}

/// A coach whose plan has a stretch and lights-out, and the folder of its journal.
fn coach() -> (Coach, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::open(&folder.path().join("journal.db"), "test").unwrap();
    let zone = Zone::Fixed(FixedOffset::east_opt(3600).unwrap());
    let mut config = Config::built_in();
    let is_wanted = |step: &Step| step.id.0 == "stretch" || step.is_bedtime();
    config.plan.steps.retain(is_wanted);
    (Coach::new(config, zone, journal), folder)
}

fn add_a_step(coach: &mut Coach) {
    let mut step = coach.config.plan.steps[0].clone();
    step.id = StepId("tidy".to_owned());
    step.kind = StepKind::Check;
    coach.config.plan.steps.push(step);
}

fn remove_the_stretch(coach: &mut Coach) {
    let steps = &mut coach.config.plan.steps;
    steps.retain(|step| step.id.0 != "stretch");
}

fn act(coach: &mut Coach, evening: &str, action: &Action, now: &str) {
    coach
        .act(date(evening), action, Origin::Typed, at(now))
        .unwrap();
}

fn done() -> Action {
    Action::Done {
        step: StepId("stretch".to_owned()),
        when: When::Now,
    }
}

fn woke() -> Action {
    Action::Woke {
        when: When::Now,
        night: NightEntry::default(),
    }
}

const LIGHTS_OUT: Action = Action::LightsOut { when: When::Now };

fn outcome(coach: &Coach, evening: &str, now: &str) -> Outcome {
    let evening = date(evening);
    let review = coach.review(evening, evening, at(now)).unwrap();
    review.evenings[0].outcome
}

#[test]
fn a_step_added_after_lights_out_does_not_make_a_kept_evening_a_missed_one() {
    let (mut coach, _folder) = coach();
    act(&mut coach, "2026-11-24", &done(), "2026-11-24T21:55");
    act(&mut coach, "2026-11-24", &LIGHTS_OUT, "2026-11-24T22:20");
    add_a_step(&mut coach);
    let tonight = coach.tonight(at("2026-11-24T22:25")).unwrap();
    assert_eq!(tonight.plan.steps.len(), 2, "it applies from tomorrow");
    act(&mut coach, "2026-11-24", &woke(), "2026-11-25T06:25");
    assert_eq!(
        outcome(&coach, "2026-11-24", "2026-11-25T12:00"),
        Outcome::Kept
    );
    let tonight = coach.tonight(at("2026-11-25T12:00")).unwrap();
    assert_eq!(tonight.plan.steps.len(), 3);
}

#[test]
fn a_step_removed_after_lights_out_does_not_make_a_missed_evening_a_kept_one() {
    let (mut coach, _folder) = coach();
    act(&mut coach, "2026-11-24", &LIGHTS_OUT, "2026-11-24T22:40");
    remove_the_stretch(&mut coach);
    act(&mut coach, "2026-11-24", &woke(), "2026-11-25T06:25");
    assert_eq!(
        outcome(&coach, "2026-11-24", "2026-11-25T12:00"),
        Outcome::Partly
    );
}

#[test]
fn a_plan_seen_at_bedtime_is_in_force_though_nothing_was_entered() {
    let (mut coach, _folder) = coach();
    act(&mut coach, "2026-11-23", &LIGHTS_OUT, "2026-11-23T22:30");
    remove_the_stretch(&mut coach);
    let at_bedtime = at("2026-11-24T22:29") + chrono::TimeDelta::seconds(30);
    coach.record_plan_before_bedtime(at_bedtime).unwrap();
    coach.record_plan_before_bedtime(at_bedtime).unwrap();
    let plans = coach.journal.plans_until(date("2026-11-24")).unwrap();
    assert_eq!(plans.len(), 2, "recorded once");
    add_a_step(&mut coach);
    let night = coach.evening_record(date("2026-11-24"), at("2026-11-25T09:00"));
    assert_eq!(night.unwrap().plan.steps.len(), 1);
}

#[test]
fn the_history_and_the_review_judge_by_the_same_plan_after_an_edit() {
    let (mut coach, _folder) = coach();
    act(&mut coach, "2026-11-24", &done(), "2026-11-24T21:55");
    act(&mut coach, "2026-11-24", &LIGHTS_OUT, "2026-11-24T22:20");
    add_a_step(&mut coach);
    for now in ["2026-11-24T23:00", "2026-11-25T07:00"] {
        let (evening, now) = (date("2026-11-24"), at(now));
        let counts = coach.counts(JournalCounts::default()).unwrap();
        let history = coach.history(now, counts, CachedEvenings::default());
        let judged = history.unwrap().look_back(evening, evening).review;
        assert_eq!(judged, coach.review(evening, evening, now).unwrap());
        assert_eq!(judged.evenings[0].steps.len(), 2);
    }
}

#[test]
fn undo_takes_back_waking_and_a_drink_in_the_night_though_they_belong_to_other_evenings() {
    let (mut coach, _folder) = coach();
    let evening = date("2026-11-24");
    let undone = |coach: &mut Coach, now| {
        let evening = coach.evening_to_undo(at(now)).unwrap();
        let undo = Action::Undo { step: None };
        coach.act(evening, &undo, Origin::Typed, at(now)).unwrap();
        evening.to_string()
    };
    act(&mut coach, "2026-11-24", &LIGHTS_OUT, "2026-11-24T22:40");
    act(&mut coach, "2026-11-24", &tea(), "2026-11-25T00:10");
    assert_eq!(undone(&mut coach, "2026-11-25T00:11"), "2026-11-25");
    act(&mut coach, "2026-11-24", &woke(), "2026-11-25T05:10");
    let tonight = |coach: &Coach, now| coach.date_of_tonight(at(now)).unwrap();
    assert_ne!(tonight(&coach, "2026-11-25T05:10"), evening);
    assert_eq!(undone(&mut coach, "2026-11-25T05:20"), "2026-11-24");
    assert_eq!(
        tonight(&coach, "2026-11-25T05:20"),
        evening,
        "it runs again"
    );
    // Next morning nothing of last night is taken back by mistake.
    assert_eq!(
        coach.evening_to_undo(at("2026-11-25T12:00")).unwrap(),
        date("2026-11-25")
    );
}

#[test]
fn a_plan_whose_row_is_damaged_does_not_hide_the_one_before_it() {
    let (mut coach, folder) = coach();
    act(&mut coach, "2026-11-08", &done(), "2026-11-08T21:00");
    add_a_step(&mut coach);
    act(&mut coach, "2026-11-10", &done(), "2026-11-10T21:00");
    let sql = "INSERT INTO event (id, at, offset_min, evening, kind, data, device, checksum)
               VALUES (x'019a70000000700080000000000000ff', 1, 60, '2026-11-12', 'plan', '{}', 'test', 7)";
    let db = rusqlite::Connection::open(folder.path().join("journal.db")).unwrap();
    db.execute(sql, []).unwrap();
    remove_the_stretch(&mut coach);
    let record = coach.evening_record(date("2026-11-24"), at("2026-11-26T12:00"));
    let plan = record.unwrap().plan;
    for step in ["stretch", "tidy"] {
        assert!(plan.step(&StepId(step.to_owned())).is_some(), "{step}");
    }
}

fn tea() -> Action {
    Action::Record {
        entry: DiaryEntry::Caffeine {
            mg: 28.0,
            drink: None,
            over: None,
        },
        at: None,
    }
}

/// The number of steps of the plan by which the evening of the 24th is judged.
fn judged_by(coach: &Coach) -> usize {
    let plans = coach.plans_until(date("2026-11-24")).unwrap();
    crate::evening::recorded_plan(date("2026-11-24"), &plans)
        .unwrap()
        .steps
        .len()
}

/// Gives each of two computers what the other has.
fn exchange(one: &mut Coach, other: &mut Coach) {
    let events = one.journal.all().unwrap();
    other.journal.import(&events).unwrap();
    let events = other.journal.all().unwrap();
    one.journal.import(&events).unwrap();
}

#[test]
fn an_evening_is_judged_by_the_plan_that_a_computer_recorded_first_for_it() {
    let (mut desk, _desk) = coach();
    let (laptop, folder) = coach();
    let journal = Journal::open(&folder.path().join("journal.db"), "laptop").unwrap();
    let mut laptop = Coach { journal, ..laptop };
    add_a_step(&mut laptop);
    act(&mut desk, "2026-11-24", &done(), "2026-11-24T21:55");
    exchange(&mut desk, &mut laptop);
    let legs = |rating| Action::Record {
        entry: DiaryEntry::Legs {
            rating: crate::event::Rating::try_from(rating).unwrap(),
            feels: vec![],
            places: vec![],
            about: None,
        },
        at: None,
    };
    act(&mut laptop, "2026-11-24", &legs(4), "2026-11-24T22:00");
    act(&mut desk, "2026-11-24", &legs(5), "2026-11-24T22:05");
    exchange(&mut desk, &mut laptop);
    assert_eq!((judged_by(&desk), judged_by(&laptop)), (2, 2));
    // On the next evening the laptop is the first one, and the desk keeps to that.
    act(&mut laptop, "2026-11-25", &legs(4), "2026-11-25T20:00");
    exchange(&mut desk, &mut laptop);
    act(&mut desk, "2026-11-25", &legs(5), "2026-11-25T20:05");
    let plans = |coach: &Coach| coach.journal.plans_until(date("2026-11-25")).unwrap().len();
    assert_eq!(plans(&desk), 2);
    // An edit on the laptop applies to the evening, whoever was first.
    exchange(&mut desk, &mut laptop);
    remove_the_stretch(&mut laptop);
    act(&mut laptop, "2026-11-25", &legs(3), "2026-11-25T20:10");
    assert_eq!(plans(&laptop), 3);
}

#[test]
fn an_edit_applies_though_another_computers_longer_plan_was_recorded_for_the_evening() {
    let (mut desk, _desk) = coach();
    let (laptop, folder) = coach();
    let journal = Journal::open(&folder.path().join("journal.db"), "laptop").unwrap();
    let mut laptop = Coach { journal, ..laptop };
    act(&mut desk, "2026-11-23", &done(), "2026-11-23T21:55");
    exchange(&mut desk, &mut laptop);
    add_a_step(&mut laptop);
    act(&mut laptop, "2026-11-24", &tea(), "2026-11-24T20:00");
    exchange(&mut desk, &mut laptop);
    assert_eq!((judged_by(&desk), judged_by(&laptop)), (3, 3));
    remove_the_stretch(&mut desk);
    act(&mut desk, "2026-11-24", &tea(), "2026-11-24T20:10");
    exchange(&mut desk, &mut laptop);
    assert_eq!((judged_by(&desk), judged_by(&laptop)), (1, 1));
}
