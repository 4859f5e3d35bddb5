//! Ratings of the legs: which one stands for an evening and for a night, and their trend.

use super::*;

#[test]
fn legs_have_a_mean_and_with_seven_nights_a_trend() {
    let days = [
        "2026-11-17",
        "2026-11-18",
        "2026-11-19",
        "2026-11-20",
        "2026-11-21",
        "2026-11-22",
        "2026-11-23",
    ];
    let entries: Vec<_> = (0..)
        .zip(days)
        .map(|(n, day)| {
            (
                day,
                "22:00",
                What::Legs {
                    rating: Rating::try_from(9 - n).unwrap(),
                    feels: vec![],
                    places: vec![],
                    about: None,
                },
            )
        })
        .collect();
    let legs = review(&entries).legs;
    assert_eq!((legs.nights, legs.mean), (7, Some(6.0)));
    assert!((legs.trend.unwrap().per_week + 7.0).abs() < 1e-9);
    assert_eq!(review(&entries[1..]).legs.trend, None);
}

fn rated(time: &'static str, rating: i64, about: About) -> (&'static str, &'static str, What) {
    let what = What::Legs {
        rating: Rating::try_from(rating).unwrap(),
        feels: vec![],
        places: vec![],
        about: Some(about),
    };
    ("2026-11-23", time, what)
}

/// The last evening that is over.
fn yesterday(review: &Review) -> &JudgedEvening {
    let mut evenings = review.evenings.iter().rev();
    evenings
        .find(|evening| evening.date == date("2026-11-23"))
        .unwrap()
}

/// The evening's and the night's figure.
fn figures_of(entries: &[(&'static str, &'static str, What)]) -> [Option<u8>; 2] {
    let review = review(entries);
    let legs = yesterday(&review).legs;
    [legs.evening, legs.night].map(|rating| rating.map(Rating::get))
}

#[test]
fn the_worst_rating_of_an_evening_counts_and_a_calmer_later_one_does_not_hide_it() {
    let evening = [
        rated("20:00", 8, About::Evening),
        rated("22:00", 2, About::Evening),
    ];
    assert_eq!(figures_of(&evening), [Some(8), None]);
}

#[test]
fn the_morning_rates_the_night_and_without_it_the_worst_moment_of_the_night_does() {
    let dark = ("2026-11-23", "22:30", What::lights_out());
    let at_night = [
        dark,
        rated("21:00", 3, About::Evening),
        rated("23:40", 9, About::AwakeAtNight),
        rated("23:50", 4, About::RescueBefore),
    ];
    assert_eq!(figures_of(&at_night), [Some(3), Some(9)]);
    let morning = [&at_night[..], &[rated("23:59", 5, About::Night)]].concat();
    assert_eq!(figures_of(&morning), [Some(3), Some(5)]);
}

#[test]
fn the_rating_after_a_rescue_does_not_make_a_night_look_calm() {
    let rescue = [
        rated("23:30", 8, About::RescueBefore),
        rated("23:50", 1, About::RescueAfter),
    ];
    assert_eq!(figures_of(&rescue), [None, Some(8)]);
    assert_eq!(figures_of(&rescue[1..]), [None, None]);
}

#[test]
fn a_rating_counts_for_the_night_once_lights_out_turns_out_to_have_been_before_it() {
    let late = rated("22:45", 6, About::Evening);
    assert_eq!(figures_of(std::slice::from_ref(&late)), [Some(6), None]);
    let dark = ("2026-11-23", "22:30", What::lights_out());
    assert_eq!(figures_of(&[late, dark]), [None, Some(6)]);
}

#[test]
fn only_ratings_after_a_step_count_after_it() {
    let entries = [
        rated("20:00", 8, About::Evening),
        ("2026-11-23", "20:50", done("bath")),
        rated("22:00", 3, About::Evening),
    ];
    let review = review(&entries);
    let evening = yesterday(&review);
    let after = |id: &str| {
        let (was_done, legs) = evening.step(&id.into()).unwrap();
        (was_done, legs.evening.map(Rating::get))
    };
    assert_eq!(after("bath"), (true, Some(3)));
    // Not done: from when it was due.
    assert!(!after("stretch").0);
    assert_eq!(after("stretch").1, Some(3));
    let mut exposures = review.nights.exposures.iter();
    let bath = exposures.find(|one| one.about.name() == "bath").unwrap();
    let legs = bath.legs.last().and_then(|legs| legs.evening);
    assert_eq!(legs.map(Rating::get), Some(3));
}

#[test]
fn the_trend_uses_the_figure_that_more_nights_have() {
    let night = |date: &'static str, about| {
        let (_, time, what) = rated("22:00", 4, about);
        (date, time, what)
    };
    let entries = [
        night("2026-11-21", About::Night),
        night("2026-11-22", About::Night),
        night("2026-11-23", About::Evening),
    ];
    let legs = review(&entries).legs;
    assert_eq!((legs.figure, legs.nights), (LegsFigure::Night, 2));
    let legs = review(&entries[1..]).legs;
    assert_eq!((legs.figure, legs.nights), (LegsFigure::Night, 1));
    let evenings = [entries[2].clone(), night("2026-11-20", About::Evening)];
    let legs = review(&[&entries[1..2], &evenings].concat()).legs;
    assert_eq!((legs.figure, legs.nights), (LegsFigure::Evening, 2));
}
