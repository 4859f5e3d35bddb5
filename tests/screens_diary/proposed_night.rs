//! The night that the computer's quiet shows: accepted, changed or declined.

use winddown::evening::{Action, When};
use winddown::event::{Event, NightEntry, Origin, What, in_effect};

use super::assert_snapshots;
use super::stage::{Stage, at};

const LAST_NIGHT: &str = "2026-11-23";

/// The morning after an evening, without a word about the night.
fn morning() -> Stage {
    let began = ("2026-11-22T20:00", Action::Begin);
    let evening = Stage::after("2026-11-24T07:40", &[began]);
    evening.after_a_quiet_night(LAST_NIGHT, "2026-11-23T22:43", "2026-11-24T06:12")
}

/// The entries about the night that are in effect, as text: what, when, and how it came.
fn entries(stage: &Stage) -> Vec<String> {
    let events = stage.events(LAST_NIGHT);
    let events = in_effect(&events).into_iter();
    let events = events.filter(|event| !matches!(event.what, What::Plan(_)));
    let line = |event: &Event| {
        let origin = event.origin.map_or("none", Origin::name);
        let at = event.at.format("%dT%H:%M");
        format!("{} {at} {origin}", event.what.kind())
    };
    events.map(line).collect()
}

const ACCEPTED: [&str; 2] = [
    "lights_out 23T21:43 accepted_proposal",
    "woke 24T05:12 accepted_proposal",
];

#[test]
fn the_morning_shows_the_proposed_night() {
    assert_snapshots("the_proposed_night_on_tonight", morning, "");
    assert_snapshots("the_proposed_night_in_the_form", morning, "m");
}

#[test]
fn a_proposed_night_is_no_entry_until_one_key_accepts_it() {
    let stage = morning();
    assert!(stage.screen().contains("quiet from 22:43 to 06:12"));
    assert_eq!(entries(&stage), [""; 0]);
    let stage = stage.keys("=");
    assert_eq!(entries(&stage), ACCEPTED, "{}", stage.screen());
    // The rest of the night is asked next; both times are entries now.
    let screen = stage.screen();
    assert!(screen.contains("The night of"), "{screen}");
    assert!(!screen.contains("proposed"), "{screen}");
    assert!(
        screen.contains("22:43") && screen.contains("06:12"),
        "{screen}"
    );
}

#[test]
fn the_form_keeps_what_was_typed_when_the_night_is_accepted() {
    let stage = morning().keys("m 4 =");
    assert_eq!(entries(&stage), ACCEPTED, "{}", stage.screen());
    let stage = stage.keys("Enter");
    let entries = entries(&stage);
    assert_eq!(entries[..2], ACCEPTED);
    assert!(entries[2].starts_with("legs "), "{entries:?}");
}

#[test]
fn details_that_are_typed_later_leave_the_accepted_times_accepted() {
    let to_quality = "Tab Tab Tab Tab Tab Tab Tab Tab";
    let stage = morning().keys(&format!("= {to_quality} 4 Enter"));
    assert_eq!(entries(&stage), ACCEPTED, "{}", stage.screen());
    let events = stage.events(LAST_NIGHT);
    let woke = in_effect(&events)
        .into_iter()
        .find(|it| it.what.kind() == "woke");
    assert_eq!(woke.unwrap().what.data()["quality"], 4);
    // Another time is the user's own.
    let to_waking = "Tab Tab Tab Tab Tab Tab";
    let stage = morning().keys(&format!("= {to_waking} \"0620\" Enter"));
    let changed = [ACCEPTED[0], "woke 24T05:20 pressed"];
    assert_eq!(entries(&stage), changed, "{}", stage.screen());
}

#[test]
fn the_form_without_that_key_records_nothing_of_the_proposal() {
    let stage = morning().keys("m 4 Enter");
    let entries = entries(&stage);
    assert_eq!(entries.len(), 1, "{entries:?}");
    assert!(entries[0].starts_with("legs "), "{entries:?}");
}

#[test]
fn one_undo_takes_the_accepted_night_back() {
    let stage = morning().keys("= Esc u");
    assert_eq!(entries(&stage), [""; 0], "{}", stage.screen());
}

#[test]
fn a_declined_night_is_not_proposed_again() {
    for keys in ["_", "m _"] {
        let stage = morning().keys(keys);
        for stage in [stage.keys("Esc"), morning().keys(keys).reopened().keys("m")] {
            let screen = stage.screen();
            assert!(!screen.contains("proposed"), "{keys}: {screen}");
            assert_eq!(entries(&stage), [""; 0]);
        }
    }
}

#[test]
fn what_is_recorded_already_stays_when_the_rest_is_accepted() {
    let lights_out = Action::LightsOut {
        when: When::At(at("2026-11-23T23:05")),
    };
    let before = [
        ("2026-11-22T20:00", Action::Begin),
        ("2026-11-23T23:05", lights_out),
    ];
    let stage = Stage::after("2026-11-24T07:40", &before);
    let stage = stage.after_a_quiet_night(LAST_NIGHT, "2026-11-23T22:43", "2026-11-24T06:12");
    let stage = stage.keys("=");
    let expected = ["lights_out 23T22:05 typed", ACCEPTED[1]];
    assert_eq!(entries(&stage), expected, "{}", stage.screen());
}

#[test]
fn nothing_is_proposed_about_a_night_that_is_recorded() {
    let woke = Action::Woke {
        when: When::At(at("2026-11-24T06:20")),
        night: NightEntry::default(),
    };
    let lights_out = Action::LightsOut {
        when: When::At(at("2026-11-23T23:05")),
    };
    let before = [
        ("2026-11-22T20:00", Action::Begin),
        ("2026-11-23T23:05", lights_out),
        ("2026-11-24T06:20", woke),
    ];
    let stage = Stage::after("2026-11-24T07:40", &before);
    let stage = stage.after_a_quiet_night(LAST_NIGHT, "2026-11-23T22:43", "2026-11-24T06:12");
    assert!(!stage.screen().contains("quiet"), "{}", stage.screen());
}

#[test]
fn in_lines_the_night_is_accepted_by_a_sign() {
    let began = ("2026-11-22T20:00", Action::Begin);
    let stage = Stage::in_lines("2026-11-24T07:40", &[began]);
    let mut stage = stage.after_a_quiet_night(LAST_NIGHT, "2026-11-23T22:43", "2026-11-24T06:12");
    let said = stage.lines.join("\n");
    assert!(
        said.contains("Night: quiet from 22:43 to 06:12, proposed. Type = to accept it"),
        "{said}"
    );
    stage.types("=");
    assert_eq!(entries(&stage), ACCEPTED);
}
