//! The morning page, about the night.

use winddown::evening::{Action, When};
use winddown::event::{About, NightEntry, Rating, What, in_effect};

use super::stage::{Stage, at};
use super::{assert_snapshots, evening, morning, night, two_days};

#[test]
fn the_night_in_the_morning() {
    assert_snapshots("the_night_in_the_morning", morning, "m 3 Tab Tab 2 5");
}

#[test]
fn the_morning_form_records_the_night_with_its_prefilled_values() {
    let stage = morning();
    let screen = stage.screen();
    assert!(screen.contains("How was the night? m tells."), "{screen}");
    let stage = stage.keys("m 3 Tab Tab \"25\" Tab \"2\" Tab Tab \"650\" Tab 4 Enter");
    let events = stage.events("2026-11-23");
    let recorded: Vec<_> = in_effect(&events).into_iter().rev().take(2).collect();
    let awake = at("2026-11-24T06:30");
    let up = Some(at("2026-11-24T06:50"));
    assert_eq!(
        (recorded[0].at, &recorded[0].what),
        (awake, &What::woke(NightEntry { up, ..night(4) }))
    );
    let rated = What::Legs {
        rating: Rating::try_from(3).unwrap(),
        feels: vec![],
        about: Some(About::Night),
    };
    assert_eq!((recorded[1].at, &recorded[1].what), (awake, &rated));
    let out = events
        .iter()
        .filter(|event| matches!(event.what, What::LightsOut { .. }));
    assert_eq!(out.count(), 1, "lights-out is not recorded twice");
    let screen = stage.screen();
    assert!(screen.contains("Tuesday 24 November"), "{screen}");
    assert!(
        !screen.contains("m tells"),
        "asked again about a recorded night: {screen}"
    );
}

#[test]
fn tonight_asks_about_the_night_only_in_the_morning_and_only_until_it_is_recorded() {
    let recorded = (
        "2026-11-24T06:40",
        Action::Woke {
            when: When::Now,
            night: NightEntry::default(),
        },
    );
    let offers = |stage: &Stage| stage.screen().contains("m tells");
    assert!(offers(&morning()));
    assert!(!offers(&morning().wait(6 * 3600)));
    assert!(!offers(&evening()));
    assert!(offers(&Stage::at("2026-11-25T06:29").wait(120)));
    let mut before = two_days()[..6].to_vec();
    before.push(recorded);
    // Recorded under the evening that was running then, which is that of the day itself.
    assert!(offers(&Stage::after("2026-11-24T07:05", &before)));
    let stage = morning().keys("m Enter");
    assert!(!offers(&stage), "{}", stage.screen());
}

#[test]
fn the_morning_form_corrects_a_recorded_night_without_duplicating_it() {
    let stage = morning().keys("m 3 Enter l m");
    let screen = stage.screen();
    assert!(screen.contains("as told"), "{screen}");
    let stage = stage.keys("BackTab BackTab 5 Tab \"2315\" Tab Tab Tab \"0640\" Enter");
    let events = stage.events("2026-11-23");
    let in_effect = in_effect(&events);
    let of = |kind: &str| -> Vec<_> {
        in_effect
            .iter()
            .filter(|e| e.what.kind() == kind)
            .map(|e| e.at)
            .collect()
    };
    assert_eq!(of("woke"), [at("2026-11-24T06:40")]);
    assert_eq!(of("lights_out"), [at("2026-11-23T23:15")]);
    assert_eq!(of("legs").len(), 2, "the evening's and the night's");
}

#[test]
fn a_past_night_is_prefilled_from_the_plan_of_its_own_evening() {
    let stage = evening().keys("l [ [ [ m");
    let screen = stage.screen();
    assert!(screen.contains("Saturday 21 November"), "{screen}");
    let stage = stage.keys("Tab \"0130\" Tab Tab Tab \"910\" Enter");
    let events = stage.events("2026-11-21");
    let instant_of = |kind: &str| events.iter().find(|e| e.what.kind() == kind).unwrap().at;
    assert_eq!(instant_of("lights_out"), at("2026-11-22T01:30"));
    assert_eq!(instant_of("woke"), at("2026-11-22T09:10"));
    let screen = stage.keys("[").screen();
    assert!(screen.contains("Friday 20 November"), "{screen}");
}

#[test]
fn an_impossible_value_is_refused_and_the_typed_text_stays() {
    let stage = morning().keys("m \"11\" Tab Tab \"25\" Enter");
    let screen = stage.screen();
    assert!(screen.contains("goes from 0 to 10"), "{screen}");
    assert!(screen.contains("25 min"), "{screen}");
    assert_eq!(
        stage.events("2026-11-23").len(),
        morning().events("2026-11-23").len()
    );
    for (keys, message) in [
        ("Tab Tab Tab Tab \"25:00\"", "Awake at: there is no 25:00"),
        (
            "Tab Tab Tab Tab \"22:\" a",
            "Awake at: a time such as 22:45",
        ),
        ("Tab Tab Tab Tab \"0750\"", "has not come yet"),
        (
            "Tab Tab Tab Tab Backspace Tab Tab 4",
            "When were you awake?",
        ),
        ("Tab Tab Tab Tab Tab Tab 9", "goes from 1 to 5"),
    ] {
        let stage = morning().keys(&format!("m {keys} Enter"));
        let screen = stage.screen();
        assert!(screen.contains(message), "{keys}: {screen}");
        assert!(!screen.contains("--"), "{screen}");
        assert_eq!(
            stage.events("2026-11-23").len(),
            morning().events("2026-11-23").len(),
            "{keys}"
        );
    }
}
