//! The hours of the newest two weeks.

use super::*;
use crate::event::{About, Onset, Origin, Timing};

fn hours(entries: &[Event], evening: &str) -> DayHours {
    let (_, diary) = reviewed(entries, &[], &plan());
    let day = diary.hours.iter().find(|day| day.date == date(evening));
    day.unwrap().clone()
}

fn legs(rating: i64, about: Option<About>) -> What {
    What::Legs {
        rating: Rating::try_from(rating).unwrap(),
        feels: vec![],
        places: vec![],
        about,
    }
}

fn one(time: std::ops::Range<u16>) -> Vec<std::ops::Range<u16>> {
    std::iter::once(time).collect()
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[test]
fn a_row_has_the_times_in_bed_and_asleep_from_noon_to_noon() {
    let night = NightEntry {
        into_bed: Some(at("2026-11-20T22:00:00+01:00")),
        asleep_after_min: Some(40),
        up: Some(at("2026-11-21T06:15:00+01:00")),
        ..NightEntry::default()
    };
    let day = hours(
        &events(&[
            ("2026-11-20", "22:30", What::lights_out()),
            ("2026-11-20", "05:45", woke(night)),
        ]),
        "2026-11-20",
    );
    assert_eq!(day.in_bed, one(600..18 * 60 + 15));
    assert_eq!(day.asleep, one(670..17 * 60 + 45));
    assert_eq!(day.night.asleep_after_min, Some(40));
}

#[test]
fn without_the_times_in_bed_a_row_has_lights_out_to_waking() {
    let day = hours(
        &events(&[
            ("2026-11-20", "22:30", What::lights_out()),
            ("2026-11-20", "05:45", woke(NightEntry::default())),
        ]),
        "2026-11-20",
    );
    assert_eq!(day.in_bed, one(630..17 * 60 + 45));
    assert_eq!(day.asleep, day.in_bed);
}

#[test]
fn a_time_that_is_not_known_is_in_no_row() {
    let mut entries = events(&[
        (
            "2026-11-20",
            "22:30",
            What::LightsOut {
                timing: Timing::Unknown,
            },
        ),
        ("2026-11-20", "05:45", woke(NightEntry::default())),
        ("2026-11-21", "22:30", What::lights_out()),
        ("2026-11-21", "05:45", woke(NightEntry::default())),
    ]);
    entries[2].origin = Some(Origin::AsPlanned);
    for evening in ["2026-11-20", "2026-11-21"] {
        let day = hours(&entries, evening);
        assert_eq!((day.in_bed, day.asleep), (vec![], vec![]), "{evening}");
    }
}

#[test]
fn a_sleep_over_noon_is_divided_between_two_rows() {
    let mut entries = events(&[
        ("2026-11-20", "22:30", What::lights_out()),
        ("2026-11-20", "23:30", woke(NightEntry::default())),
    ]);
    entries[0].at = at("2026-11-21T08:00:00+01:00");
    entries[1].at = at("2026-11-21T15:00:00+01:00");
    assert_eq!(hours(&entries, "2026-11-20").asleep, one(20 * 60..24 * 60));
    assert_eq!(hours(&entries, "2026-11-21").asleep, one(0..3 * 60));
}

#[test]
fn ratings_of_a_moment_stand_in_their_hour_and_those_of_the_night_do_not() {
    let day = hours(
        &events(&[
            ("2026-11-20", "21:05", legs(6, Some(About::Evening))),
            ("2026-11-20", "22:30", What::lights_out()),
            ("2026-11-20", "03:10", legs(8, Some(About::RescueBefore))),
            ("2026-11-20", "03:30", legs(2, Some(About::RescueAfter))),
            ("2026-11-20", "05:59", legs(5, Some(About::Night))),
        ]),
        "2026-11-20",
    );
    let rating = |rating| HourMark::Legs(Rating::try_from(rating).unwrap());
    assert_eq!(day.marks, [(545, rating(6)), (910, rating(8))]);
}

#[test]
fn the_beginning_of_the_symptoms_stands_in_its_hour_and_none_in_none() {
    let entries = events(&[
        ("2026-11-20", "19:40", What::Onset(Onset::began())),
        ("2026-11-21", "19:40", What::Onset(Onset::NoneToday)),
    ]);
    let day = hours(&entries, "2026-11-20");
    assert_eq!(day.marks, [(460, HourMark::Onset)]);
    assert_eq!(hours(&entries, "2026-11-21").marks, []);
}

#[test]
fn a_rating_of_an_older_version_stands_in_its_hour_only_before_lights_out() {
    let day = hours(
        &events(&[
            ("2026-11-20", "21:05", legs(6, None)),
            ("2026-11-20", "22:30", What::lights_out()),
            ("2026-11-20", "05:50", legs(5, None)),
            ("2026-11-21", "21:05", legs(6, None)),
        ]),
        "2026-11-20",
    );
    assert_eq!(
        day.marks,
        [(545, HourMark::Legs(Rating::try_from(6).unwrap()))]
    );
}

#[test]
fn drinks_stand_in_the_hour_of_the_place_where_they_were_drunk() {
    let mut entries = events(&[
        ("2026-11-20", "15:30", coffee(80.0)),
        ("2026-11-20", "19:15", What::Consumed(Unmeasured::Alcohol)),
    ]);
    // The same instant, by a clock that is an hour ahead.
    entries[0].offset_min = 120;
    let day = hours(&entries, "2026-11-20");
    assert_eq!(
        day.marks,
        [(270, HourMark::Caffeine), (435, HourMark::Alcohol)]
    );
}

#[test]
fn there_are_rows_for_the_newest_two_weeks_only() {
    let (_, diary) = between("2026-10-20", "2026-11-23", &[], &[], &plan());
    let dates: Vec<EveningDate> = diary.hours.iter().map(|day| day.date).collect();
    let last = date("2026-11-23");
    assert!(dates.len() <= 14);
    assert!(dates.is_empty() || (dates[0], dates[13]) == (last.days_before(13), last));
}
