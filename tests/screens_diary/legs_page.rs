//! The page about the legs.

use winddown::event::{About, Rating, What};

use super::stage::{Stage, at};
use super::{assert_snapshots, evening, morning};

#[test]
fn legs_in_the_evening() {
    assert_snapshots("legs_in_the_evening", evening, "l l 7 c a");
}

#[test]
fn a_rating_of_the_legs_with_feelings_takes_four_keys() {
    let stage = Stage::at("2026-11-24T21:38").keys("l l 7 c a c Enter");
    let events = stage.events("2026-11-24");
    let what = &events.last().unwrap().what;
    let feels = vec!["aching".to_owned()];
    assert_eq!(
        *what,
        What::Legs {
            rating: Rating::try_from(7).unwrap(),
            feels,
            places: vec![],
            about: Some(About::Evening)
        }
    );
    let screen = stage.screen();
    assert!(screen.contains("7 of 10: aching"), "{screen}");
}

#[test]
fn x_rates_ten_and_the_arrows_stop_at_the_ends_of_the_scale() {
    for (keys, rating) in [
        ("x", 10),
        ("9 Right Right", 10),
        ("0 Left", 0),
        ("Right", 0),
        ("x Left", 9),
    ] {
        let stage = Stage::at("2026-11-24T21:38").keys(&format!("l l {keys} Enter"));
        let what = stage.events("2026-11-24").last().unwrap().what.clone();
        assert_eq!(
            what,
            What::Legs {
                rating: Rating::try_from(rating).unwrap(),
                feels: vec![],
                places: vec![],
                about: Some(About::Evening)
            },
            "{keys}"
        );
    }
}

#[test]
fn without_a_rating_nothing_is_recorded_and_the_feelings_stay_ticked() {
    let stage = Stage::at("2026-11-24T21:38").keys("l l t Enter");
    assert_eq!(stage.journal(), [] as [&str; 0]);
    let screen = stage.screen();
    assert!(screen.contains("A number first"), "{screen}");
    assert!(screen.contains("[✓] tingling"), "{screen}");
}

#[test]
fn in_the_morning_a_rating_belongs_to_the_night_just_past() {
    let stage = morning().keys("l l 5 Enter");
    assert_eq!(stage.journal(), [] as [&str; 0]);
    let events = stage.events("2026-11-23");
    let rated = events.last().unwrap();
    assert_eq!(rated.at, at("2026-11-24T07:05"));
    assert!(
        matches!(
            &rated.what,
            What::Legs {
                about: Some(About::Night),
                ..
            }
        ),
        "{rated:?}"
    );
}
