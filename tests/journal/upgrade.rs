//! What changes when a journal of an earlier format is judged by this version, and what stays.

use std::path::Path;

use chrono::FixedOffset;
use rusqlite::{Connection, params};
use uuid::Uuid;
use winddown::clock::Zone;
use winddown::coach::Coach;
use winddown::event::StepId;
use winddown::plan::Config;
use winddown::review::Outcome;

use super::format::older_journal;
use super::{at, date, journal_path, open};

/// The events of one evening as earlier versions wrote them: time by the clock, kind, step and data.
type Told = &'static [(
    &'static str,
    &'static str,
    Option<&'static str>,
    &'static str,
)];

const STEPS: Told = &[
    ("24T13:40", "done", Some("last-caffeine"), "{}"),
    ("24T20:50", "done", Some("warm-bath"), "{}"),
    ("24T22:00", "done", Some("stretch"), "{}"),
    ("24T22:20", "done", Some("screens-away"), "{}"),
    ("24T22:35", "lights_out", None, "{}"),
];

const TEA: &str = r#"{"mg":28.0,"drink":"tea"}"#;

/// Makes a journal of that format with the steps of an evening, the plan that was recorded first, and `told`.
fn journal_of(path: &Path, format: usize, told: Told) {
    let db = match format {
        1 | 2 => older_journal(path, format),
        _ => {
            let mut journal = open(path);
            journal
                .acknowledge("made", at("2026-11-24T06:00:00Z"))
                .unwrap();
            drop(journal);
            Connection::open(path).unwrap()
        }
    };
    let plan = Config::built_in().plan.to_record().to_string();
    write(&db, 10, "24T13:39", "plan", None, &plan);
    for (id, (at, kind, step, data)) in (11..).zip(STEPS.iter().chain(told)) {
        write(&db, id, at, kind, *step, data);
    }
}

/// Writes an event of the evening with the statement that formats 1 and 2 use, which format 3 accepts.
fn write(db: &Connection, id: u128, clock: &str, kind: &str, step: Option<&str>, data: &str) {
    let sql = "INSERT INTO event (id, at, offset_min, evening, kind, step, data, device)
               VALUES (?1, ?2, 60, '2026-11-24', ?3, ?4, ?5, 'laptop')";
    let at = at(&format!("2026-11-{clock}:00+01:00")).timestamp_millis();
    let id = Uuid::from_u128(id);
    db.execute(sql, params![id, at, kind, step, data]).unwrap();
}

fn outcome(format: usize, told: Told, config: Config) -> Outcome {
    let (_folder, path) = journal_path();
    journal_of(&path, format, told);
    outcome_in(&path, config)
}

fn outcome_in(path: &Path, config: Config) -> Outcome {
    let zone = Zone::Fixed(FixedOffset::east_opt(3600).unwrap());
    let coach = Coach::new(config, zone, open(path));
    let (evening, now) = (date("2026-11-24"), at("2026-11-26T12:00:00+01:00"));
    coach.review(evening, evening, now).unwrap().evenings[0].outcome
}

#[test]
fn the_statuses_of_past_evenings_stay_as_they_were() {
    for format in [1, 2, 3] {
        let of = |told| outcome(format, told, Config::built_in());
        assert_eq!(of(&[]), Outcome::Kept);
        // It could be marked hours before its time.
        let early: Told = &[("24T12:00", "done", Some("last-caffeine"), "{}")];
        assert_eq!(of(early), Outcome::Kept);
        let broken: Told = &[("24T17:00", "caffeine", None, TEA)];
        assert_eq!(of(broken), Outcome::Partly);
        let waking: Told = &[("25T06:20", "woke", None, "{}")];
        assert_eq!(of(waking), Outcome::Kept);
    }
}

#[test]
fn a_drink_in_the_night_or_after_waking_no_longer_makes_a_kept_evening_a_missed_one() {
    for format in [1, 2, 3] {
        let of = |told| outcome(format, told, Config::built_in());
        let in_the_night: Told = &[("25T02:00", "caffeine", None, TEA)];
        assert_eq!(of(in_the_night), Outcome::Kept);
        let after_waking: Told = &[
            ("25T05:00", "woke", None, "{}"),
            ("25T05:30", "caffeine", None, TEA),
        ];
        assert_eq!(of(after_waking), Outcome::Kept);
    }
}

#[test]
fn an_edit_of_the_plan_after_upgrading_changes_no_past_evening() {
    for format in [1, 2, 3] {
        let mut config = Config::built_in();
        config
            .plan
            .steps
            .retain(|step| step.id.0 != "last-caffeine");
        let broken: Told = &[("24T17:00", "caffeine", None, TEA)];
        assert_eq!(outcome(format, broken, config.clone()), Outcome::Partly);
        config.plan.wake = "09:00:00".parse().unwrap();
        assert_eq!(outcome(format, &[], config), Outcome::Kept);
    }
}

#[test]
fn a_plan_that_an_earlier_version_recorded_after_lights_out_applies_from_the_next_evening() {
    for format in [1, 2, 3] {
        let (_folder, path) = journal_path();
        journal_of(&path, format, &[]);
        let mut longer = Config::built_in();
        let mut walk = longer.plan.steps[0].clone();
        walk.id = StepId("walk".to_owned());
        longer.plan.steps.push(walk);
        let record = longer.plan.to_record().to_string();
        let db = Connection::open(&path).unwrap();
        write(&db, 20, "24T22:50", "plan", None, &record);
        write(&db, 21, "24T22:51", "legs", None, r#"{"rating":3}"#);
        drop(db);
        assert_eq!(outcome_in(&path, longer.clone()), Outcome::Kept);

        let zone = Zone::Fixed(FixedOffset::east_opt(3600).unwrap());
        let coach = Coach::new(longer, zone, open(&path));
        let now = at("2026-11-24T23:00:00+01:00");
        let steps = |evening: &str| {
            let record = coach.evening_record(date(evening), now).unwrap();
            record.timeline(now).entries.len()
        };
        assert_eq!(steps("2026-11-25"), steps("2026-11-24") + 1);
    }
}
