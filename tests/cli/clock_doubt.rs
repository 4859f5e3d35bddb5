//! A clock that is probably wrong.

use chrono::{DateTime, Days, TimeDelta, Utc};
use uuid::{NoContext, Timestamp, Uuid};
use winddown::event::{EveningDate, Event, EventId, Origin, What};
use winddown::journal::Journal;

use super::{Person, person_at, text};

/// Appends a note that this computer made on that date, when its clock stood there.
fn note(person: &Person, date: EveningDate, at: DateTime<Utc>) {
    std::fs::create_dir_all(person.journal().parent().unwrap()).unwrap();
    let device = gethostname::gethostname().to_string_lossy().into_owned();
    let mut journal = Journal::open(&person.journal(), &device).unwrap();
    let seconds = at.timestamp().unsigned_abs();
    let event = Event {
        id: EventId(Uuid::new_v7(Timestamp::from_unix(NoContext, seconds, 0))),
        at,
        offset_min: 0,
        evening: date,
        what: What::Note {
            text: "by a wrong clock".to_owned(),
        },
        device,
        origin: Some(Origin::Typed),
        action: None,
    };
    journal.import(&[event]).unwrap();
}

fn stderr(person: &Person, args: &[&str]) -> String {
    text(&person.runs(args).success().get_output().stderr)
}

#[test]
fn a_command_that_looks_reports_a_clock_behind_an_entry_on_standard_error() {
    let person = person_at("21:00");
    assert_eq!(stderr(&person, &["next"]), "");
    let date = EveningDate(person.today() + Days::new(2));
    note(&person, date, Utc::now() + TimeDelta::hours(47));
    assert_eq!(stderr(&person, &["next"]), "", "not yet two days");
    let date = EveningDate(person.today() + Days::new(10));
    note(&person, date, Utc::now() + TimeDelta::days(10));
    for args in [["next"].as_slice(), &["tonight"], &["review", "--json"]] {
        let said = stderr(&person, args);
        assert!(said.contains("this computer's clock reads"), "{said}");
        let remedy = format!("winddown undo --date {date}");
        assert!(said.contains(&remedy), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
    }
}

#[test]
fn an_entry_needs_yes_until_the_entry_ahead_is_taken_back() {
    let person = person_at("21:00");
    let date = EveningDate(person.today() + Days::new(10));
    note(&person, date, Utc::now() + TimeDelta::days(10));
    for entry in [
        ["done", "warm-bath"].as_slice(),
        &["log", "note", "tired"],
        &["excuse"],
        &["self-check", "yyny"],
        &["trial", "start", "warm-bath"],
        &["bedtime", "23:15"],
    ] {
        let said = person.fails(1, entry);
        assert!(said.contains("--yes"), "{said}");
    }
    assert_eq!(person.status("warm-bath"), "due");
    person.says(&["done", "warm-bath", "--yes"]);
    assert_eq!(person.status("warm-bath"), "done");
    person.says(&["undo", "--date", &date.to_string()]);
    assert_eq!(stderr(&person, &["skip", "stretch"]), "");
}

#[test]
fn what_a_clock_of_1970_recorded_is_taken_back_by_its_date() {
    let person = person_at("21:00");
    let then = DateTime::from_timestamp(36 * 3600, 0).unwrap();
    note(&person, "1970-01-02".parse().unwrap(), then);
    let said = person.says(&["undo", "--date", "1970-01-02"]);
    assert!(said.starts_with("Undid: your note"), "{said}");
    let said = person.fails(2, &["excuse", "--date", "1970-01-02"]);
    assert!(said.contains("from the year 2000"), "{said}");
}
