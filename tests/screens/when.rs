//! The question when something happened that may be long past.

use winddown::event::{EveningDate, Event, Origin, Timing};

use super::SIZES;
use super::stage::{Stage, at};

const TUESDAY: &str = "2026-11-24";

/// The last event of Tuesday, and how often anything but the plan was recorded there.
fn recorded(stage: &Stage) -> (Option<Event>, usize) {
    let events = stage.events(TUESDAY);
    let entries = || events.iter().filter(|event| event.what.kind() != "plan");
    (entries().next_back().cloned(), entries().count())
}

fn the_one(stage: &Stage) -> Event {
    let (event, count) = recorded(stage);
    assert_eq!(count, 1, "{}", stage.screen());
    event.unwrap()
}

/// A window that is opened on Tuesday night, with the cursor on lights-out.
fn opened(now: &str) -> Stage {
    Stage::at(now).keys("End")
}

#[test]
fn lights_out_on_time_is_recorded_at_once() {
    let stage = opened("2026-11-24T22:41").keys("d");
    assert_eq!(the_one(&stage).at, at("2026-11-24T22:41"));
}

#[test]
fn lights_out_in_the_middle_of_the_night_is_asked_for_and_not_recorded_until_then() {
    let stage = opened("2026-11-25T03:10").keys("d");
    assert!(stage.screen().contains("When did the lights go out?"));
    assert_eq!(recorded(&stage).1, 0);
    assert_eq!(recorded(&stage.keys("Esc")).1, 0);
}

#[test]
fn each_answer_is_recorded_as_what_it_says() {
    let answered = |keys: &str| {
        let stage = opened("2026-11-25T03:10").keys("d").keys(keys);
        assert_eq!(stage.app.title(), "Tonight", "{keys}");
        let event = the_one(&stage);
        (event.at, event.origin.unwrap(), event.what.timing())
    };
    let planned = at("2026-11-24T22:30");
    assert_eq!(answered("p"), (planned, Origin::AsPlanned, Timing::Known));
    let now = at("2026-11-25T03:10");
    assert_eq!(answered("n"), (now, Origin::Pressed, Timing::Known));
    let typed = at("2026-11-24T23:15");
    assert_eq!(
        answered("\"2315\" Enter"),
        (typed, Origin::Pressed, Timing::Known)
    );
}

#[test]
fn the_same_question_is_asked_by_every_key_that_marks_a_step() {
    for keys in ["d", "Enter", "Space"] {
        let stage = opened("2026-11-25T03:10").keys(keys);
        assert!(
            stage.screen().contains("When did the lights go out?"),
            "{keys}"
        );
        assert_eq!(recorded(&stage).1, 0);
    }
    let entries = Stage::at("2026-11-24T23:50").keys("Tab Enter j j j j d");
    assert!(
        entries.screen().contains("when was it?"),
        "{}",
        entries.screen()
    );
    assert_eq!(recorded(&entries).1, 0);
}

#[test]
fn a_step_recorded_late_is_asked_for_unless_the_user_was_here_at_its_time() {
    let asks = |stage: &Stage| stage.screen().contains("when was it?");
    let late = Stage::at("2026-11-24T22:50").keys("Up d");
    assert!(asks(&late), "{}", late.screen());
    assert!(late.screen().contains("Screens away: when was it?"));
    let here = Stage::at("2026-11-24T22:20").wait(1500).keys("Up d");
    assert!(!asks(&here), "{}", here.screen());
    assert_eq!(the_one(&here).at, at("2026-11-24T22:45"));
    let came_back = Stage::at("2026-11-24T20:00").wait(3 * 3600).keys("Up d");
    assert!(asks(&came_back), "{}", came_back.screen());
}

#[test]
fn a_past_evening_offers_no_now_but_that_the_time_is_not_known() {
    let stage = Stage::at("2026-11-25T12:00").keys("Tab Left Enter End d");
    assert!(
        stage.screen().contains("When did the lights go out?"),
        "{}",
        stage.screen()
    );
    let lights_out = stage.keys("p");
    assert_eq!(the_one(&lights_out).origin, Some(Origin::AsPlanned));
    let stretch = Stage::at("2026-11-25T12:00").keys("Tab Left Enter j j j d");
    let screen = stretch.screen();
    assert!(
        screen.contains("not known") && !screen.contains("n  now"),
        "{screen}"
    );
    assert_eq!(recorded(&stretch).1, 0);
    let stretch = stretch.keys("n");
    assert_eq!(recorded(&stretch).1, 0, "n is no answer here");
    let stretch = stretch.keys("x");
    assert_eq!(the_one(&stretch).what.timing(), Timing::Unknown);
    let line = stretch.screen();
    assert!(line.contains("Leg stretches done"), "{line}");
}

#[test]
fn a_refused_time_leaves_the_question_open_with_the_reason() {
    let stage = opened("2026-11-25T03:10").keys("d t \"0500\" Enter");
    assert_eq!(recorded(&stage).1, 0);
    assert_eq!(stage.app.title(), "When was it?", "{}", stage.screen());
    let stage = stage.keys("\"25\" Enter");
    assert_eq!(recorded(&stage).1, 0);
}

#[test]
fn undo_takes_an_answer_back() {
    let stage = opened("2026-11-25T03:10").keys("d p u");
    assert!(stage.journal().is_empty(), "{:?}", stage.journal());
}

#[test]
fn a_punctual_week_asks_nothing() {
    for day in 23..=27 {
        let date = format!("2026-11-{day}");
        let evening: EveningDate = date.parse().unwrap();
        // On Fridays and Saturdays the built-in bedtime is 23:15, and the other times move along.
        let is_late = day == 27;
        let times = if is_late {
            ["21:50", "22:50", "23:05", "23:20"]
        } else {
            ["21:00", "22:05", "22:20", "22:35"]
        };
        for time in times {
            let stage = Stage::at(&format!("{evening}T{time}")).keys("d");
            assert_eq!(stage.app.title(), "Tonight", "{evening} {time}");
        }
    }
}

#[test]
fn the_question_fits_every_size() {
    for (width, height) in SIZES {
        let stage = opened("2026-11-25T03:10").sized(width, height).keys("d");
        insta::assert_snapshot!(format!("when_{width}x{height}"), stage.screen());
    }
}
