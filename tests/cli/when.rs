//! Entries that may be long past, by commands without a terminal.

use chrono::FixedOffset;
use winddown::event::{Draft, EveningDate, Origin, What};
use winddown::journal::Journal;

use super::{minutes_from_now, person_at};

#[test]
fn lights_out_well_after_bedtime_is_recorded_as_now_and_the_command_says_so() {
    let person = person_at("03:10");
    let output = person.command(&["lights-out"]).output().unwrap();
    assert!(output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("recorded as now, 03:1"), "{said}");
    assert!(said.contains("--at"), "{said}");
    assert!(minutes_from_now(&person.step("lights-out", &[])["at"]) < 2);
}

#[test]
fn lights_out_on_time_or_with_a_time_assumes_nothing() {
    for (now, arguments) in [
        ("22:41", &["lights-out"][..]),
        ("03:10", &["lights-out", "--at", "23:05"]),
        ("01:15", &["done", "lights-out", "--at", "22:50"]),
        ("06:40", &["woke"]),
    ] {
        let person = person_at(now);
        let output = person.command(arguments).output().unwrap();
        assert!(output.status.success());
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(said, "", "{now} {arguments:?}");
    }
}

#[test]
fn waking_and_a_step_recorded_late_are_said_to_be_now() {
    for (now, arguments) in [("09:30", &["woke"][..]), ("22:45", &["done", "warm-bath"])] {
        let person = person_at(now);
        let output = person.command(arguments).output().unwrap();
        assert!(output.status.success());
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("recorded as now"), "{now} {said}");
    }
}

#[test]
fn a_step_of_a_past_evening_without_a_time_is_done_and_has_none() {
    let person = person_at("21:55");
    let said = person.says(&["done", "stretch", "--date", "yesterday"]);
    assert!(
        said.starts_with("Leg stretches: done, time not known"),
        "{said}"
    );
    let step = person.step("stretch", &["--date", "yesterday"]);
    assert_eq!(step["status"], "done");
    assert!(step["at"].is_null());
}

#[test]
fn times_of_an_evening_spent_elsewhere_name_the_zone_in_which_they_are() {
    let person = person_at("12:00");
    let yesterday = person.yesterday();
    // Five hours west of here.
    let west = FixedOffset::east_opt(person.offset.local_minus_utc() - 5 * 3600);
    let Some(west) = west.filter(|west| west.local_minus_utc().abs() < 14 * 3600) else {
        return;
    };
    let dark = yesterday.and_hms_opt(22, 40, 0).unwrap();
    let dark = dark.and_local_timezone(west).unwrap();
    let device = "away".to_owned();
    std::fs::create_dir_all(person.journal().parent().unwrap()).unwrap();
    let mut journal = Journal::open(&person.journal(), &device).unwrap();
    let draft = Draft {
        at: dark.to_utc(),
        offset_min: west.local_minus_utc() / 60,
        evening: EveningDate(yesterday),
        what: What::lights_out(),
        origin: None,
    };
    journal.append(Origin::Typed, &[draft]).unwrap();
    drop(journal);
    let place = format!("UTC{west}");
    let shown = person.says(&["tonight", "--date", "yesterday"]);
    assert!(shown.contains(&format!("times in {place}")), "{shown}");
    // There it is only 07:00: 11:30 is read from the clock here.
    let said = person.says(&["woke", "--at", "11:30", "--date", "yesterday"]);
    assert!(
        said.contains(&format!("Awake at 06:30 ({place})")),
        "{said}"
    );
    // Times that have come at that place are read from its clock, by every command with a date.
    for (arguments, answer) in [
        (&["done", "stretch", "--at", "21:50"][..], "done at 21:50"),
        (
            &["log", "caffeine", "espresso", "--at", "10:15"],
            "at 10:15",
        ),
        (&["lights-out", "--at", "23:10"], "Lights out at 23:10"),
    ] {
        let said = person.says(&[arguments, &["--date", "yesterday"]].concat());
        let answer = format!("{answer} ({place})");
        assert!(said.contains(&answer), "{arguments:?}: {said}");
    }
    // Up at 11:40 here, which is 06:40 there.
    let woke = ["woke", "--at", "06:20", "--up", "11:40"];
    let said = person.says(&[&woke[..], &["--date", "yesterday"]].concat());
    assert!(said.contains("up at 06:40"), "{said}");
    let to_come = format!("{}T23:00", yesterday.succ_opt().unwrap());
    let mut command = person.command(&["done", "massage", "--at", &to_come, "--date", "yesterday"]);
    let refused = String::from_utf8(command.output().unwrap().stderr).unwrap();
    let of_that_clock = format!(" 23:00 ({place})");
    assert!(refused.contains(&of_that_clock), "{refused}");
    let done = person.facts(&["done", "massage", "--at", "21:20", "--date", "yesterday"]);
    let at = done["kept"][0]["at"].as_str().unwrap();
    assert!(at.ends_with(&format!("T21:20:00{west}")), "{done}");
    assert!(refused.contains(&place), "{refused}");
}
