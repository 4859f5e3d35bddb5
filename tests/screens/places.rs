//! An evening that was spent at another place: its times name that place's zone, and are read by its clock.

use winddown::event::{Draft, What};

use super::SIZES;
use super::stage::{Stage, at};

const TUESDAY: &str = "2026-11-24";
const NEW_YORK: &str = "UTC-05:00";

/// A window here, at UTC+01:00, after these things that happened on Tuesday in New York. The times are those here.
fn home_again(now: &str, told: &[(&str, What)]) -> Stage {
    let entries: Vec<Draft> = told
        .iter()
        .map(|(then, what)| Draft {
            at: at(then),
            offset_min: -5 * 60,
            evening: TUESDAY.parse().unwrap(),
            what: what.clone(),
            origin: None,
        })
        .collect();
    Stage::with_drafts(now, &entries)
}

/// Lights out at 22:40 in New York.
fn dark() -> (&'static str, What) {
    ("2026-11-25T04:40", What::lights_out())
}

fn at_each_size(stage: Stage, keys: &str, mut check: impl FnMut(&str)) {
    let mut stage = stage.keys(keys);
    for (width, height) in SIZES {
        stage = stage.sized(width, height);
        check(&stage.screen());
    }
}

#[test]
fn the_pages_of_such_an_evening_name_the_zone_at_every_size() {
    let legs = What::from_columns("legs", None, r#"{"rating":4}"#).unwrap();
    let stage = || {
        home_again(
            "2026-11-25T20:00",
            &[("2026-11-25T03:40", legs.clone()), dark()],
        )
    };
    for page in ["m", "l", "c"] {
        at_each_size(stage(), &format!("l [ {page}"), |screen| {
            assert!(screen.contains(NEW_YORK), "{page} {screen}");
        });
    }
    // One lived here does not.
    let screen = stage().keys("l [ [ m").screen();
    assert!(!screen.contains("UTC"), "{screen}");
}

#[test]
fn the_form_of_such_a_night_keeps_what_is_typed_by_the_clock_there() {
    let stage = home_again("2026-11-25T20:00", &[dark()]).keys("l [ m");
    assert!(stage.screen().contains("22:40"), "{}", stage.screen());
    let stage = stage.keys("Tab Tab \"2315\" Enter");
    let events = stage.events(TUESDAY);
    let last = events.iter().rfind(|it| it.what == What::lights_out());
    let last = last.map(|event| (event.at, event.offset_min));
    assert_eq!(last, Some((at("2026-11-25T05:15"), -300)));
}

#[test]
fn the_week_in_the_review_names_the_zone_of_a_lights_out_there() {
    at_each_size(
        home_again("2026-11-25T20:00", &[dark()]),
        "Tab w",
        |screen| {
            assert!(screen.contains("22:40 UTC-05:00"), "{screen}");
        },
    );
    let screen = home_again("2026-11-25T20:00", &[dark()])
        .keys("Tab w Up")
        .screen();
    assert!(screen.contains("lights out 22:40 (UTC-05:00)"), "{screen}");
}

#[test]
fn the_question_when_a_step_there_was_done_names_the_zone_and_reads_its_clock() {
    let stage = home_again("2026-11-25T12:00", &[dark()]);
    let stage = stage.keys("Tab Left Enter j j j d");
    let screen = stage.screen();
    let line = "It was planned for 22:02 (UTC-05:00), 7 h 58 ago.";
    assert!(screen.contains(line), "{screen}");
    let stage = stage.sized(40, 12);
    let screen = stage.screen();
    assert!(
        screen.contains("as planned       22:02 (UTC-05:00)"),
        "{screen}"
    );
    assert!(screen.contains("That was 7 h 58 ago."), "{screen}");
    let done = |keys: &str| {
        let stage = home_again("2026-11-25T12:00", &[dark()]).keys("Tab Left Enter j j j d");
        let events = stage.keys(keys).events(TUESDAY);
        let done = events.iter().find(|event| event.what.kind() == "done");
        done.map(|event| event.at)
    };
    assert_eq!(done("\"2150\" Enter"), Some(at("2026-11-25T03:50")));
}
