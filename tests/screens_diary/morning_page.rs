//! The morning page, about the night.

use winddown::evening::{Action, When};
use winddown::event::{About, Event, NightEntry, Origin, Rating, Timing, What, in_effect};

use super::stage::{Stage, at};
use super::{assert_snapshots, evening, morning, night, two_days};

const LAST_NIGHT: &str = "2026-11-23";

/// What is in effect for last night, beyond what was recorded before the morning.
fn new_entries(stage: &Stage) -> Vec<Event> {
    let before = morning().events(LAST_NIGHT).len();
    let events = stage.events(LAST_NIGHT);
    let in_effect = in_effect(&events);
    let new = in_effect.into_iter().skip(before).cloned();
    new.filter(|event| event.what.kind() != "plan").collect()
}

/// The night that the one new entry describes.
fn the_night(stage: &Stage) -> NightEntry {
    match new_entries(stage).as_slice() {
        [
            Event {
                what: What::Woke { night, .. },
                ..
            },
        ] => *night,
        other => panic!("{other:?}: {}", stage.screen()),
    }
}

fn rating(number: i64) -> Rating {
    Rating::try_from(number).unwrap()
}

#[test]
fn the_night_in_the_morning() {
    assert_snapshots("the_night_in_the_morning", morning, "m 3 Tab Tab Tab 2 5");
}

#[test]
fn on_a_small_terminal_every_line_can_be_reached_and_read() {
    let top = morning().sized(40, 12).keys("m").screen();
    let end = morning().sized(40, 12).keys("m BackTab y").screen();
    for (screen, line) in [
        (&top, "Legs, 0 to 10"),
        (&top, "Woken, times  -"),
        (&end, "Awake for     -"),
        (&end, "Slept, 1 to 5 -"),
        (&end, "Naps, by day  -"),
        (&end, "Medicine, y/n yes"),
    ] {
        assert!(screen.contains(line), "{line}: {screen}");
    }
}

#[test]
fn while_the_form_is_open_the_answer_names_the_undo_key_of_tonight() {
    let stage = morning().keys("7");
    let screen = stage.screen();
    let answer = "Recorded: legs 7 of 10. u on Tonight undoes it.";
    assert!(screen.contains(answer), "{screen}");
    let again = stage.keys("Esc Esc s");
    assert!(again.screen().contains("u undoes it"), "{}", again.screen());
}

#[test]
fn the_big_question_of_the_morning_is_answered_by_one_key() {
    let stage = morning();
    assert!(stage.asks_about_the_night(), "{}", stage.screen());
    let stage = stage.keys("7");
    match new_entries(&stage).as_slice() {
        [
            Event {
                what:
                    What::Legs {
                        rating: rated,
                        about: Some(About::Night),
                        ..
                    },
                at: when,
                origin,
                ..
            },
        ] => {
            assert_eq!((*rated, *when), (rating(7), at("2026-11-24T07:05")));
            assert_eq!(*origin, Some(Origin::Pressed));
        }
        other => panic!("{other:?}"),
    }
    // The fields of the night come next. Leaving them adds nothing.
    let screen = stage.screen();
    assert!(screen.contains("Asleep after"), "{screen}");
    let stage = stage.keys("Enter");
    assert_eq!(new_entries(&stage).len(), 1);
    assert!(!stage.asks_about_the_night(), "{}", stage.screen());
    let ten = morning().keys("x");
    assert!(
        matches!(&new_entries(&ten)[0].what, What::Legs { rating, .. } if *rating == Rating::WORST)
    );
}

#[test]
fn a_click_on_a_number_of_the_big_question_answers_it() {
    let stage = morning().click(" 4 ");
    assert!(
        matches!(&new_entries(&stage)[0].what, What::Legs { rating: rated, .. } if *rated == rating(4))
    );
}

#[test]
fn a_form_that_nobody_touched_records_nothing() {
    for keys in [
        "m Enter",
        "m Esc",
        "m Tab Tab Tab Enter",
        "m Tab Home End BackTab Esc",
        "m Delete Tab Backspace Enter",
    ] {
        let stage = morning().keys(keys);
        assert_eq!(new_entries(&stage), [], "{keys}");
        assert_eq!(stage.app.title(), "Tonight", "{keys}");
    }
}

/// How often Tab is pressed from the legs to a field of the morning.
fn touched(tabs: usize, keys: &str) -> Stage {
    morning().keys(&format!("m {} {keys} Enter", "Tab ".repeat(tabs)))
}

#[test]
fn one_key_in_one_field_stores_exactly_that_field() {
    let none = NightEntry::default();
    for (tabs, key, expected) in [
        (
            1,
            "\"2215\"",
            NightEntry {
                into_bed: Some(at("2026-11-23T22:15")),
                ..none
            },
        ),
        (
            3,
            "Up",
            NightEntry {
                asleep_after_min: Some(15),
                ..none
            },
        ),
        (
            4,
            "2",
            NightEntry {
                awakenings: Some(2),
                ..none
            },
        ),
        (
            5,
            "\"40\"",
            NightEntry {
                awake_min: Some(40),
                ..none
            },
        ),
        (
            7,
            "\"650\"",
            NightEntry {
                up: Some(at("2026-11-24T06:50")),
                ..none
            },
        ),
        (
            8,
            "4",
            NightEntry {
                quality: Some(4),
                ..none
            },
        ),
        (
            9,
            "Up",
            NightEntry {
                nap_min: Some(20),
                ..none
            },
        ),
        (
            10,
            "y",
            NightEntry {
                sleep_medicine: Some(true),
                ..none
            },
        ),
        (
            10,
            "n",
            NightEntry {
                sleep_medicine: Some(false),
                ..none
            },
        ),
    ] {
        let stage = touched(tabs, key);
        assert_eq!(the_night(&stage), expected, "{tabs} {key}");
        let woke = &new_entries(&stage)[0];
        // When the user woke was not entered.
        assert_eq!(woke.what.timing(), Timing::Unknown, "{tabs} {key}");
        assert_eq!(woke.origin, Some(Origin::Pressed));
    }
}

#[test]
fn one_key_in_the_fields_that_are_no_details_of_the_night_stores_exactly_that_field() {
    let none = NightEntry::default();
    let woke = touched(6, "Down");
    assert_eq!(the_night(&woke), none);
    let event = &new_entries(&woke)[0];
    assert_eq!(
        (event.at, event.what.timing()),
        (at("2026-11-24T06:25"), Timing::Known)
    );
    let legs = touched(0, "3");
    assert!(matches!(
        &new_entries(&legs)[..],
        [Event {
            what: What::Legs {
                about: Some(About::Night),
                ..
            },
            ..
        }]
    ));
    let dark = touched(2, "\"2315\"");
    let moved = new_entries(&dark);
    assert!(
        matches!(
            moved[..],
            [Event {
                what: What::LightsOut { .. },
                ..
            }]
        ) || moved.is_empty()
    );
    let events = dark.events(LAST_NIGHT);
    let dark: Vec<_> = in_effect(&events)
        .into_iter()
        .filter(|e| e.what.kind() == "lights_out")
        .map(|e| e.at)
        .collect();
    assert_eq!(dark, [at("2026-11-23T23:15")]);
}

#[test]
fn every_field_at_once_is_one_night() {
    let stage = morning().keys(
        "m 3 Tab \"2200\" Tab Tab \"25\" Tab 2 Tab \"35\" Tab \"610\" Tab \"650\" Tab 4 Tab \"20\" Tab n Enter",
    );
    let events = stage.events(LAST_NIGHT);
    let in_effect = in_effect(&events);
    let woke = in_effect
        .iter()
        .find(|event| event.what.kind() == "woke")
        .unwrap();
    let expected = NightEntry {
        into_bed: Some(at("2026-11-23T22:00")),
        awake_min: Some(35),
        up: Some(at("2026-11-24T06:50")),
        nap_min: Some(20),
        sleep_medicine: Some(false),
        ..night(4)
    };
    assert_eq!(
        (woke.at, &woke.what),
        (at("2026-11-24T06:10"), &What::woke(expected))
    );
    let out = in_effect
        .iter()
        .filter(|event| event.what.kind() == "lights_out");
    assert_eq!(out.count(), 1, "lights-out is not recorded twice");
}

#[test]
fn the_question_of_the_morning_is_big_where_there_is_room_and_a_click_on_its_scale_answers_it() {
    let plain = "How were your legs last night?";
    for (width, height, is_big) in [
        (40, 12, false),
        (60, 24, false),
        (80, 24, true),
        (80, 14, false),
        (120, 40, true),
        (200, 60, true),
    ] {
        let stage = morning().sized(width, height);
        assert!(stage.asks_about_the_night(), "{}", stage.screen());
        let is_plain = stage.screen().contains(plain);
        assert_eq!(is_plain, !is_big, "{}", stage.screen());
        let rated = stage.click(" 7 ");
        let entries = new_entries(&rated);
        assert!(
            matches!(&entries[..], [Event { what: What::Legs { rating: it, .. }, .. }] if *it == rating(7)),
            "{entries:?}"
        );
    }
}

#[test]
fn tonight_asks_about_the_night_only_in_the_morning_and_only_until_it_is_answered() {
    let recorded = (
        "2026-11-24T06:40",
        Action::Woke {
            when: When::Now,
            night: NightEntry::default(),
        },
    );
    let asks = Stage::asks_about_the_night;
    assert!(asks(&morning()));
    assert!(!asks(&morning().wait(6 * 3600)));
    assert!(!asks(&evening()));
    assert!(asks(&Stage::at("2026-11-25T06:29").wait(120)));
    let mut before = two_days()[..6].to_vec();
    before.push(recorded);
    // Recorded under the evening that was running then, which is that of the day itself.
    assert!(asks(&Stage::after("2026-11-24T07:05", &before)));
    assert!(asks(&morning().keys("m Enter")), "nothing was answered");
    assert!(!asks(&touched(8, "4")));
}

#[test]
fn the_morning_form_corrects_a_recorded_night_without_duplicating_it() {
    let stage = morning().keys("m 3 Tab Tab Tab Tab Tab Tab \"0630\" Enter l m");
    let screen = stage.screen();
    assert!(screen.contains("recorded"), "{screen}");
    let stage = stage.keys("BackTab 5 Tab Tab \"2315\" Tab Tab Tab Tab \"0640\" Enter");
    let events = stage.events(LAST_NIGHT);
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
fn a_field_of_a_recorded_night_is_changed_and_the_rest_stays_as_it_was() {
    let woke = |when| {
        let night = NightEntry {
            nap_min: Some(30),
            ..night(2)
        };
        ("2026-11-24T06:20", Action::Woke { when, night })
    };
    for (when, at_then, timing) in [
        (When::Now, "2026-11-24T06:20", Timing::Known),
        (When::Unknown, "2026-11-24T06:30", Timing::Unknown),
    ] {
        let mut before = two_days()[..6].to_vec();
        before.push(woke(when));
        let stage = Stage::after("2026-11-24T07:05", &before).keys("l [ m");
        let stage = stage.keys("Tab Tab Tab Tab Tab Tab Tab Tab 5 Enter");
        let events = stage.events(LAST_NIGHT);
        let in_effect = in_effect(&events);
        let last = in_effect
            .iter()
            .rfind(|event| event.what.kind() == "woke")
            .unwrap();
        let What::Woke { night: kept, .. } = last.what else {
            panic!()
        };
        assert_eq!((last.at, last.what.timing()), (at(at_then), timing));
        assert_eq!(
            (kept.quality, kept.nap_min),
            (Some(5), Some(30)),
            "{}",
            stage.screen()
        );
    }
}

#[test]
fn a_past_night_is_prefilled_from_the_plan_of_its_own_evening() {
    let stage = evening().keys("l [ [ [ m");
    let screen = stage.screen();
    assert!(screen.contains("Saturday 21 November"), "{screen}");
    let stage = stage.keys("Tab Tab \"0130\" Tab Tab Tab Tab \"910\" Enter");
    let events = stage.events("2026-11-21");
    let instant_of = |kind: &str| events.iter().find(|e| e.what.kind() == kind).unwrap().at;
    assert_eq!(instant_of("lights_out"), at("2026-11-22T01:30"));
    assert_eq!(instant_of("woke"), at("2026-11-22T09:10"));
    let screen = stage.keys("[").screen();
    assert!(screen.contains("Friday 20 November"), "{screen}");
}

#[test]
fn an_impossible_value_is_refused_and_the_typed_text_stays() {
    let stage = morning().keys("m \"11\" Tab Tab Tab \"25\" Enter");
    let screen = stage.screen();
    assert!(screen.contains("goes from 0 to 10"), "{screen}");
    assert!(screen.contains("25 min"), "{screen}");
    assert_eq!(new_entries(&stage), []);
    for (tabs, keys, message) in [
        (6, "\"25:00\"", "Awake at: there is no 25:00"),
        (6, "\"22:\" a", "Awake at: a time such as 22:45"),
        (6, "\"0750\"", "has not come yet"),
        (8, "9", "goes from 1 to 5"),
        (9, "\"800\"", "goes from 0 to 720"),
    ] {
        let stage = touched(tabs, keys);
        let screen = stage.screen();
        assert!(screen.contains(message), "{keys}: {screen}");
        assert!(!screen.contains("--"), "{screen}");
        assert_eq!(new_entries(&stage), [], "{keys}");
    }
}
