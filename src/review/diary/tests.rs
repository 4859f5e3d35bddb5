//! The diary of a span: nights, caffeine, factors and blood values.

mod changes;
mod hours;
mod periods;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Europe::Berlin;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::diary::caffeine::HALF_LIFE;
use crate::event::{Event, EventId, NightEntry, Rating, Unmeasured};
use crate::plan::{DueRule, FirstDayOfWeek, Plan, StepKind};
use crate::review::tests::{date, done, events, noon, plan, step};
use crate::review::{Legs, LegsFigure};

/// 16 to 24 November, at noon of the 24th.
fn reviewed(
    events: &[Event],
    plans: &[(EveningDate, Plan)],
    today: &Plan,
) -> (Review, DiaryReview) {
    between("2026-11-16", "2026-11-24", events, plans, today)
}

fn between(
    from: &str,
    to: &str,
    events: &[Event],
    plans: &[(EveningDate, Plan)],
    today: &Plan,
) -> (Review, DiaryReview) {
    let input = ReviewInput {
        events,
        plans,
        tonight: date("2026-11-24"),
        today,
        free_days: FreeDays::default(),
        first: crate::review::first_recorded_evening(events),
        began: crate::review::began(events),
        now: noon(),
        zone: &Berlin,
    };
    let review = Review::between(date(from), date(to), &input);
    let diary = DiaryReview::for_review(&review, &input, HALF_LIFE);
    (review, diary)
}

fn diary(entries: &[(&str, &str, What)]) -> DiaryReview {
    reviewed(&events(entries), &[], &plan()).1
}

fn night(diary: &DiaryReview, evening: &str) -> NightReview {
    let night = diary
        .nights
        .iter()
        .find(|night| night.date == date(evening));
    night.unwrap().clone()
}

fn woke(night: NightEntry) -> What {
    What::woke(night)
}

fn coffee(mg: f64) -> What {
    What::Caffeine {
        mg,
        drink: None,
        over: None,
    }
}

fn factor(name: &str) -> What {
    What::Factor {
        name: name.to_owned(),
        amount: None,
        about: None,
    }
}

#[test]
fn an_empty_journal_has_no_diary_figures() {
    let diary = diary(&[]);
    let legs_evening = Legs {
        figure: LegsFigure::Evening,
        ..Legs::default()
    };
    let nothing = Figures {
        legs_evening,
        ..Figures::default()
    };
    assert_eq!(diary.whole, nothing);
    assert_eq!((diary.halves, diary.self_check), (None, None));
    assert!(diary.iron.is_empty() && diary.changes.is_empty() && diary.feels.is_empty());
    assert_eq!(
        diary.in_periods(PeriodLength::Week(FirstDayOfWeek::Monday)),
        []
    );
}

#[test]
fn the_last_entry_about_a_night_counts_unless_revoked() {
    let interrupted = |awakenings| NightEntry {
        awakenings: Some(awakenings),
        ..NightEntry::default()
    };
    let mut entered_twice = events(&[
        ("2026-11-20", "05:00", woke(interrupted(1))),
        ("2026-11-20", "05:10", woke(interrupted(4))),
    ]);
    let awakenings = |events: &[Event]| {
        let (_, diary) = reviewed(events, &[], &plan());
        night(&diary, "2026-11-20").awakenings
    };
    assert_eq!(awakenings(&entered_twice), Some(4));
    let last = entered_twice[1].clone();
    entered_twice.push(Event {
        id: EventId(Uuid::from_u128(9)),
        what: What::Revoked { event: last.id },
        ..last
    });
    assert_eq!(awakenings(&entered_twice), Some(1));
}

#[test]
fn the_length_of_a_night_is_elapsed_time() {
    let diary = diary(&[
        ("2026-11-20", "22:30", What::lights_out()),
        ("2026-11-20", "05:45", woke(NightEntry::default())),
        ("2026-11-21", "22:30", What::lights_out()),
        ("2026-11-22", "05:00", woke(NightEntry::default())),
    ]);
    assert_eq!(night(&diary, "2026-11-20").night_min, Some(7 * 60 + 15));
    assert_eq!(
        night(&diary, "2026-11-21").night_min,
        None,
        "no end was recorded"
    );
    assert_eq!(diary.whole.night_min.nights, 1);
    assert_eq!(diary.whole.woke.nights, 2);
}

#[test]
fn a_night_across_a_clock_change_includes_the_extra_hour() {
    let mut events = events(&[
        ("2026-11-20", "22:00", What::lights_out()),
        ("2026-11-20", "05:00", woke(NightEntry::default())),
    ]);
    for (event, at) in events
        .iter_mut()
        .zip(["2026-10-24T22:00:00+02:00", "2026-10-25T05:00:00+01:00"])
    {
        event.at = at.parse().unwrap();
        event.evening = date("2026-10-24");
    }
    events[0].offset_min = 120;
    let (_, diary) = between("2026-10-24", "2026-10-24", &events, &[], &plan());
    assert_eq!(night(&diary, "2026-10-24").night_min, Some(8 * 60));
}

#[test]
fn caffeine_without_an_entry_is_missing_rather_than_zero() {
    let diary = diary(&[
        ("2026-11-19", "10:00", coffee(100.0)),
        ("2026-11-20", "22:30", What::lights_out()),
        ("2026-11-21", "22:30", What::lights_out()),
        ("2026-11-21", "15:30", coffee(0.0)),
    ]);
    let (recorded, dark) = (night(&diary, "2026-11-19"), night(&diary, "2026-11-20"));
    assert_eq!(
        (recorded.caffeine_mg, recorded.caffeine_left_mg),
        (Some(100.0), None)
    );
    assert_eq!((dark.caffeine_mg, dark.caffeine_left_mg), (None, None));
    assert_eq!(
        night(&diary, "2026-11-21").caffeine_mg,
        Some(0.0),
        "recorded as none"
    );
    assert_eq!(
        (
            diary.whole.caffeine_mg.nights,
            diary.whole.caffeine_left_mg.nights
        ),
        (2, 1)
    );
}

#[test]
fn caffeine_left_counts_the_days_drinks_and_those_before() {
    let diary = diary(&[
        ("2026-11-19", "17:00", coffee(100.0)),
        ("2026-11-20", "17:30", coffee(100.0)),
        ("2026-11-20", "23:30", coffee(100.0)),
        ("2026-11-20", "22:30", What::lights_out()),
    ]);
    // Calculated independently: 51.155 mg of the drink five hours ago, 1.716 mg of the day before's, and
    // nothing of a drink after lights out.
    let left = night(&diary, "2026-11-20").caffeine_left_mg.unwrap();
    assert!((left - 52.87).abs() < 0.02, "{left}");
}

#[test]
fn words_are_counted_once_an_evening_the_most_frequent_first() {
    let legs = |feels: &[&str]| What::Legs {
        rating: Rating::try_from(3).unwrap(),
        feels: feels.iter().map(|feel| (*feel).to_owned()).collect(),
        places: vec![],
        about: None,
    };
    let diary = diary(&[
        ("2026-11-19", "20:00", legs(&["aching"])),
        ("2026-11-20", "20:00", legs(&["crawling", "aching"])),
        ("2026-11-20", "05:00", legs(&["aching"])),
        ("2026-11-20", "18:00", factor("alcohol")),
        ("2026-11-20", "18:01", factor("alcohol")),
        ("2026-11-21", "18:00", What::Consumed(Unmeasured::Alcohol)),
        ("2026-11-21", "18:00", factor("garden")),
    ]);
    assert_eq!(
        diary.feels,
        [("aching".to_owned(), 2), ("crawling".to_owned(), 1)]
    );
    assert_eq!(
        diary.factors,
        [("alcohol".to_owned(), 2), ("garden".to_owned(), 1)]
    );
    assert_eq!(diary.whole.alcohol, 2);
}

#[test]
fn all_blood_values_and_the_newest_self_check_are_shown() {
    let iron = |ferritin: f64, tested: &str| What::Iron {
        iron: IronTest {
            ferritin: Some(ferritin),
            tsat: None,
            tested: tested.parse().unwrap(),
        },
    };
    let signs = |last| What::SelfCheck {
        signs: [true, true, false, last],
    };
    let events = events(&[
        ("2026-11-01", "18:00", iron(40.0, "2026-10-30")),
        ("2026-11-01", "18:00", signs(false)),
        ("2026-11-10", "18:00", signs(true)),
        ("2026-11-17", "18:00", iron(20.0, "2025-03-01")),
        ("2026-11-23", "18:00", iron(80.0, "2026-11-22")),
    ]);
    let (_, diary) = between("2026-11-16", "2026-11-20", &events, &[], &plan());
    let values: Vec<_> = diary
        .iron
        .iter()
        .map(|test| test.ferritin.unwrap())
        .collect();
    assert_eq!(
        values,
        [20.0, 40.0],
        "by the day of the test, none from after the span"
    );
    let (evening, signs) = diary.self_check.unwrap();
    assert_eq!(
        (evening, signs),
        (date("2026-11-10"), [true, true, false, true])
    );
}

#[test]
fn getting_up_is_shown_in_the_recorded_local_time() {
    let up: DateTime<Utc> = "2026-11-21T06:05:00+01:00".parse().unwrap();
    let night = NightEntry {
        up: Some(up),
        ..NightEntry::default()
    };
    let diary = diary(&[("2026-11-20", "05:50", woke(night))]);
    assert_eq!(diary.whole.up.mean, NaiveTime::from_hms_opt(6, 5, 0));
}

#[test]
fn values_of_one_blood_test_recorded_separately_are_merged() {
    let iron = |ferritin, tsat, tested: &str| What::Iron {
        iron: IronTest {
            ferritin,
            tsat,
            tested: tested.parse().unwrap(),
        },
    };
    let diary = diary(&[
        ("2026-11-17", "18:00", iron(Some(48.0), None, "2026-11-02")),
        ("2026-11-17", "18:01", iron(None, Some(17.0), "2026-11-02")),
        ("2026-11-18", "18:00", iron(Some(50.0), None, "2026-11-02")),
        ("2026-11-19", "18:00", iron(None, Some(20.0), "2026-11-03")),
    ]);
    let values: Vec<_> = diary
        .iron
        .iter()
        .map(|test| (test.ferritin, test.tsat))
        .collect();
    assert_eq!(
        values,
        [
            (Some(48.0), Some(17.0)),
            // A contradicting value stays separate.
            (Some(50.0), None),
            (None, Some(20.0)),
        ]
    );
}

#[test]
fn evenings_without_entry_are_counted_except_the_running_one() {
    let events = events(&[
        ("2026-11-19", "20:00", done("bath")),
        ("2026-11-21", "20:00", factor("stress")),
    ]);
    let plans = [(date("2026-11-20"), plan())];
    let (review, diary) = reviewed(&events, &plans, &plan());
    assert_eq!(review.evenings.len(), 6, "19 to 24 November");
    assert_eq!(
        diary.evenings_without_entry, 3,
        "the 20th, the 22nd and the 23rd"
    );
}

#[test]
fn caffeine_of_the_running_day_is_unknown() {
    let entries = [
        ("2026-11-23", "10:00", coffee(100.0)),
        ("2026-11-24", "10:00", coffee(60.0)),
    ];
    let diary = diary(&entries);
    assert_eq!(
        (diary.whole.caffeine_mg.nights, diary.whole.caffeine_mg.mean),
        (1, Some(100.0))
    );
}

#[test]
fn the_newest_pregnancy_entry_within_the_span_counts() {
    let pregnancy = |week, about: Option<&str>| What::Factor {
        name: "pregnancy".to_owned(),
        amount: Some(week),
        about: about.map(str::to_owned),
    };
    let events = events(&[
        ("2026-11-10", "18:00", pregnancy(29, None)),
        ("2026-11-18", "18:00", pregnancy(30, None)),
        ("2026-11-20", "18:00", pregnancy(31, Some("twins"))),
        ("2026-11-21", "18:00", factor("stress")),
    ]);
    let last = |from, to| between(from, to, &events, &[], &plan()).1.pregnancy;
    let expected = Pregnancy {
        evening: date("2026-11-20"),
        week: Some(31),
        about: Some("twins".to_owned()),
    };
    assert_eq!(last("2026-11-16", "2026-11-24"), Some(expected));
    assert_eq!(last("2026-11-16", "2026-11-19").unwrap().week, Some(30));
    assert_eq!(last("2026-11-21", "2026-11-24"), None, "that was before");
}
