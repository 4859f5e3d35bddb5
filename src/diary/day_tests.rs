use chrono::{FixedOffset, TimeDelta};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::diary::caffeine::{HALF_LIFE, is_being_absorbed, mg_left};
use crate::diary::drinks::all_drinks;
use crate::event::EveningDate;

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn event(id: u128, evening: &str, at: &str, what: What) -> Event {
    Event {
        id: EventId(Uuid::from_u128(id)),
        at: instant(at),
        offset_min: 60,
        evening: evening.parse::<EveningDate>().unwrap(),
        what,
        device: "test".into(),
        origin: None,
        action: None,
    }
}

fn drank(id: u128, at: &str, mg: f64, name: Option<&str>) -> Event {
    let drink = name.map(str::to_owned);
    event(
        id,
        &at[..10],
        at,
        What::Caffeine {
            mg,
            drink,
            over: None,
        },
    )
}

fn revoked(id: u128, target: u128) -> Event {
    let event_id = EventId(Uuid::from_u128(target));
    event(
        id,
        "2026-11-24",
        "2026-11-24T20:00:00Z",
        What::Revoked { event: event_id },
    )
}

fn names(choices: &[Choice]) -> Vec<String> {
    choices
        .iter()
        .map(|choice| drink_label(choice.name.as_deref(), choice.mg))
        .collect()
}

#[test]
fn recorded_drinks_are_sorted_by_time_without_revoked_ones() {
    let events = [
        drank(1, "2026-11-24T16:00:00Z", 47.0, Some("tea")),
        drank(2, "2026-11-24T07:00:00Z", 107.0, Some("coffee")),
        drank(3, "2026-11-24T09:00:00Z", 95.0, None),
        drank(4, "2026-11-24T10:00:00Z", 63.0, Some("espresso")),
        revoked(5, 4),
    ];
    let labels: Vec<String> = recorded_drinks(&events)
        .iter()
        .map(RecordedDrink::label)
        .collect();
    assert_eq!(labels, ["coffee", "95 mg", "tea"]);
}

#[test]
fn a_drink_after_midnight_counts_for_the_evening_it_was_recorded_for() {
    // Half past midnight of the 25th, in the evening of the 24th.
    let mut late = drank(1, "2026-11-24T23:30:00Z", 63.0, Some("espresso"));
    late.at = instant("2026-11-25T00:30:00+01:00");
    let drinks = recorded_drinks(&[late]);
    let doses: Vec<Dose> = drinks.iter().map(|drink| drink.dose).collect();
    let bedtime = instant("2026-11-25T02:30:00+01:00");
    let left = caffeine_left(&doses, bedtime, HALF_LIFE);
    // 63 mg, two hours on: 48.85 by the closed formula.
    assert!((left.mg - 48.85).abs() < 0.05, "{left:?}");
}

#[test]
fn elapsed_hours_count_in_the_night_of_a_clock_change() {
    let zone = FixedOffset::east_opt(2 * 3600).unwrap();
    let noon = instant("2026-10-24T16:00:00+02:00");
    let doses = [Dose {
        at: noon,
        mg: 107.0,
        over: Span::ZERO,
    }];
    // 02:30 comes twice that night; the second time is an hour later.
    let first = instant("2026-10-25T02:30:00+02:00");
    let second = instant("2026-10-25T02:30:00+01:00");
    assert_eq!(
        first.with_timezone(&zone).time(),
        second
            .with_timezone(&FixedOffset::east_opt(3600).unwrap())
            .time()
    );
    let (at_first, at_second) = (
        caffeine_left(&doses, first, HALF_LIFE).mg,
        caffeine_left(&doses, second, HALF_LIFE).mg,
    );
    // An hour of a half-life of five is a factor of 2^(-1/5).
    assert!((at_second / at_first - 0.5_f64.powf(0.2)).abs() < 1e-6);
}

#[test]
fn drinks_of_three_days_count_and_none_after_lights_out() {
    let lights_out = instant("2026-11-24T22:30:00Z");
    let mg = |at: &str| {
        let doses = [Dose {
            at: instant(at),
            mg: 1e6,
            over: Span::ZERO,
        }];
        caffeine_left(&doses, lights_out, HALF_LIFE).mg
    };
    // A million milligrams three days ago, by the closed formula: 1.02307 * 0.5^(72 / 5) * 10^6.
    assert!((mg("2026-11-21T22:30:00Z") - 47.32).abs() < 0.01);
    assert_eq!(mg("2026-11-21T22:29:59Z").to_bits(), 0);
    assert_eq!(mg("2026-11-24T22:31:00Z").to_bits(), 0);
}

#[test]
fn a_coffee_just_before_bed_is_still_being_absorbed() {
    let coffee = [Dose {
        at: instant("2026-11-24T22:00:00Z"),
        mg: 107.0,
        over: Span::ZERO,
    }];
    let absorbing = |at: &str| is_being_absorbed(&coffee, instant(at));
    assert!(absorbing("2026-11-24T22:00:00Z") && absorbing("2026-11-24T22:44:00Z"));
    assert!(!absorbing("2026-11-24T22:45:00Z") && !absorbing("2026-11-24T21:59:00Z"));
}

#[test]
fn the_amount_left_is_rounded_to_the_precision_of_the_estimate() {
    for (mg, words) in [
        (0.0, "next to nothing"),
        (4.99, "next to nothing"),
        (5.0, "about 5 mg"),
        (7.6, "about 10 mg"),
        (38.2, "about 40 mg"),
        (97.4, "about 95 mg"),
        (99.9, "about 100 mg"),
        (104.0, "about 100 mg"),
        (217.5, "about 220 mg"),
    ] {
        assert_eq!(about_in_words(mg), words, "{mg}");
    }
}

#[test]
fn the_amount_left_is_compared_with_the_users_own_espresso() {
    let usual = all_drinks(&[]);
    for (mg, words) in [
        (3.0, None),
        (5.0, Some("a sip of espresso")),
        (15.0, Some("a quarter of an espresso")),
        (31.0, Some("half an espresso")),
        (46.0, Some("three quarters of an espresso")),
        (62.0, Some("an espresso")),
        (95.0, Some("one and a half espressos")),
        (120.0, Some("2 espressos")),
        (310.0, Some("5 espressos")),
    ] {
        assert_eq!(as_espressos(mg, &usual).as_deref(), words, "{mg}");
    }
    let strong = all_drinks(&[Drink {
        name: "espresso".into(),
        mg: 120.0,
    }]);
    assert_eq!(
        as_espressos(62.0, &strong).as_deref(),
        Some("half an espresso")
    );
    let without = all_drinks(&[Drink {
        name: "espresso".into(),
        mg: 0.0,
    }]);
    assert_eq!(as_espressos(62.0, &without), None);
}

#[test]
fn the_users_last_drinks_come_first_and_each_once() {
    let events = [
        drank(1, "2026-11-20T07:00:00Z", 107.0, Some("coffee")),
        drank(2, "2026-11-20T15:00:00Z", 95.0, None),
        drank(3, "2026-11-22T07:00:00Z", 70.0, Some("matcha")),
        drank(4, "2026-11-23T07:00:00Z", 107.0, Some("coffee")),
        drank(5, "2026-11-23T15:00:00Z", 47.0, Some("tea")),
        event(
            6,
            "2026-11-23",
            "2026-11-23T15:05:00Z",
            What::Revoked {
                event: EventId(Uuid::from_u128(5)),
            },
        ),
    ];
    let choices = choices(&events, &all_drinks(&[]));
    assert_eq!(
        names(&choices)[..5],
        ["coffee", "matcha", "95 mg", "espresso", "tea"]
    );
    // The nine built-in drinks, the matcha and the 95 mg.
    assert_eq!(choices.len(), 11);
}

#[test]
fn a_known_drink_is_offered_with_its_current_milligrams() {
    let events = [drank(1, "2026-11-20T07:00:00Z", 63.0, Some("espresso"))];
    let own = [Drink {
        name: "espresso".into(),
        mg: 75.0,
    }];
    let choices = choices(&events, &all_drinks(&own));
    assert_eq!(choices[0], Choice::from(&own[0]));
}

fn doses() -> impl Strategy<Value = Vec<Dose>> {
    let noon = instant("2026-11-24T12:00:00Z");
    prop::collection::vec((0_i64..960, 0.0_f64..300.0), 0..6).prop_map(move |drinks| {
        drinks
            .into_iter()
            .map(|(minutes, mg)| Dose {
                at: noon + TimeDelta::minutes(minutes),
                mg,
                over: Span::ZERO,
            })
            .collect()
    })
}

proptest! {
    #[test]
    fn another_drink_never_leaves_less(doses in doses(), minutes in 0_i64..1200, mg in 0.0_f64..300.0) {
        let noon = instant("2026-11-24T12:00:00Z");
        let at = noon + TimeDelta::minutes(minutes);
        let more: Vec<Dose> = doses.iter().copied().chain([Dose { at: noon, mg, over: Span::ZERO }]).collect();
        prop_assert!(caffeine_left(&more, at, HALF_LIFE).mg + 1e-9 >= caffeine_left(&doses, at, HALF_LIFE).mg);
    }

    #[test]
    fn any_half_life_between_quick_and_slow_stays_in_the_band(
        doses in doses(), minutes in 0_i64..1200, half_life in 180_u32..=420,
    ) {
        let at = instant("2026-11-24T12:00:00Z") + TimeDelta::minutes(minutes);
        let left = caffeine_left(&doses, at, Span::minutes(half_life));
        prop_assert!(left.quick <= left.mg + 1e-9 && left.mg <= left.slow + 1e-9, "{left:?}");
        // Never more than was drunk.
        let all: f64 = doses.iter().map(|drink| drink.mg).sum();
        prop_assert!(left.slow <= all + 1e-9);
    }

    #[test]
    fn the_amount_left_is_that_of_the_closed_formula(doses in doses(), minutes in 0_i64..3000) {
        let at = instant("2026-11-24T12:00:00Z") + TimeDelta::minutes(minutes);
        let left = caffeine_left(&doses, at, HALF_LIFE);
        prop_assert!((left.mg - mg_left(&doses, at, HALF_LIFE)).abs() < 1e-9);
    }

    #[test]
    fn rounding_is_off_by_at_most_half_a_step(mg in 0.0_f64..2000.0) {
        match about(mg) {
            None => prop_assert!(mg < NEXT_TO_NOTHING),
            Some(rounded) => {
                let step = if mg < 100.0 { 2.5 } else { 5.0 };
                prop_assert!((f64::from(rounded) - mg).abs() <= step + 1e-9);
            }
        }
    }

    #[test]
    fn every_choice_is_there_once(had in prop::collection::vec((0_usize..12, 0.0_f64..200.0), 0..30)) {
        let known = all_drinks(&[]);
        let events: Vec<Event> = had
            .iter()
            .enumerate()
            .map(|(n, (which, mg))| {
                let name = known.get(*which).map(|drink| drink.name.as_str());
                drank(n as u128 + 1, "2026-11-24T12:00:00Z", *mg, name)
            })
            .collect();
        let choices = choices(&events, &known);
        let mut names = names(&choices);
        for drink in &known {
            prop_assert!(names.contains(&drink.name));
        }
        let all = names.len();
        names.sort();
        names.dedup();
        prop_assert_eq!(names.len(), all);
    }
}
