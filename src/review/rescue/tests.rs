use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::*;
use crate::event::{EventId, SessionDone};

const ROUTINES: [&str; 3] = ["one", "two", "three"];

fn rating(number: i64) -> Rating {
    Rating::try_from(number).unwrap()
}

fn offered(routine: usize, before: i64, after: i64) -> RescueTry {
    RescueTry {
        routine: ROUTINES[routine].to_owned(),
        before: rating(before),
        after: rating(after),
        was_offered: true,
    }
}

fn chosen(routine: usize, before: i64, after: i64) -> RescueTry {
    RescueTry {
        was_offered: false,
        ..offered(routine, before, after)
    }
}

fn times(number: usize, one: &RescueTry) -> Vec<RescueTry> {
    vec![one.clone(); number]
}

/// The routines that are offered one after the other, each with the relief that `relief` gives.
fn year(seed: u64, relief: impl Fn(usize) -> i64) -> Vec<(usize, OfferReason)> {
    let (mut tries, mut offers) = (vec![], vec![]);
    for _ in 0..52 {
        let offer = Rescues::new(tries.clone(), seed).offer(&ROUTINES).unwrap();
        tries.push(offered(offer.routine, 8, 8 - relief(offer.routine)));
        offers.push((offer.routine, offer.reason));
    }
    offers
}

#[test]
fn each_routine_has_two_turns_at_first_in_an_order_of_the_journals_own() {
    let mut orders = std::collections::BTreeSet::new();
    for seed in 0..100 {
        let first: Vec<usize> = year(seed, |_| 2)[..6].iter().map(|(n, _)| *n).collect();
        for half in first.chunks(3) {
            let mut half = half.to_vec();
            half.sort_unstable();
            assert_eq!(half, [0, 1, 2], "seed {seed}");
        }
        orders.insert(first);
    }
    assert!(
        orders.len() > 25,
        "36 orders are possible: {}",
        orders.len()
    );
    assert_eq!(year(7, |_| 2), year(7, |_| 2));
}

#[test]
fn the_one_that_calms_is_offered_and_every_seventh_time_the_least_tried() {
    let offers = year(3, |routine| if routine == 1 { 4 } else { 1 });
    for (n, (routine, reason)) in offers.iter().enumerate() {
        match reason {
            OfferReason::FirstTries => assert!(n < 6, "{n}"),
            OfferReason::LeastTried => {
                assert_eq!((n + 1) % 7, 0);
                assert_ne!(*routine, 1, "{n}: it has been tried most");
            }
            OfferReason::MayCalmMost => assert_eq!(*routine, 1, "{n}"),
        }
    }
    let least = offers
        .iter()
        .filter(|(_, why)| *why == OfferReason::LeastTried);
    assert_eq!(least.count(), 6, "on the 7th all were tried equally often");
}

#[test]
fn a_routine_of_which_little_is_known_is_offered_before_one_that_is_known_to_be_a_little_better() {
    let tries = [
        times(2, &offered(0, 8, 6)),
        times(9, &offered(1, 8, 6)),
        times(8, &offered(2, 8, 6)),
        vec![offered(2, 8, 5)],
    ];
    let offer = Rescues::new(tries.concat(), 1).offer(&ROUTINES).unwrap();
    assert_eq!(
        (offer.routine, offer.reason),
        (0, OfferReason::LeastTried),
        "the 21st"
    );
    let tries = [tries.concat(), vec![offered(1, 8, 6)]].concat();
    let offer = Rescues::new(tries, 1).offer(&ROUTINES).unwrap();
    assert_eq!((offer.routine, offer.reason), (0, OfferReason::MayCalmMost));
}

#[test]
fn what_the_user_chose_takes_no_part_in_the_comparison() {
    let tries = [
        times(3, &offered(0, 8, 7)),
        times(3, &offered(1, 8, 7)),
        times(3, &offered(2, 8, 7)),
        times(30, &chosen(0, 8, 0)),
    ];
    let rescues = Rescues::new(tries.concat(), 1);
    let figures = rescues.figures(&ROUTINES);
    assert_eq!(
        figures.iter().map(|one| one.tries).collect::<Vec<_>>(),
        [3, 3, 3]
    );
    assert_eq!(
        figures.iter().map(|one| one.chosen).collect::<Vec<_>>(),
        [30, 0, 0]
    );
    assert_eq!(figures[0].mean_relief, Some(1.0));
    assert_eq!(rescues.calms_more(&ROUTINES), None);
}

#[test]
fn what_was_turned_down_at_its_first_turns_is_offered_only_when_the_least_tried_is() {
    let mut tries = vec![offered(0, 8, 5), offered(1, 8, 5)];
    tries.extend(times(4, &chosen(0, 8, 5)));
    let mut insisted = vec![];
    for _ in 0..21 {
        let offer = Rescues::new(tries.clone(), 5).offer(&ROUTINES).unwrap();
        if offer.routine == 2 {
            insisted.push(offer.reason);
            tries.push(chosen(0, 8, 5));
        } else {
            tries.push(offered(offer.routine, 8, 5));
        }
    }
    assert_eq!(insisted, [OfferReason::LeastTried; 3]);
}

#[test]
fn rescues_before_the_first_offer_use_up_no_turn() {
    let tries = times(40, &chosen(0, 8, 2));
    let offer = Rescues::new(tries, 1).offer(&ROUTINES).unwrap();
    assert_eq!(offer.reason, OfferReason::FirstTries);
}

#[test]
fn one_is_said_to_calm_more_from_three_tries_of_each_on_and_never_with_certainty() {
    let with_tries = |number: usize| {
        let tries = [
            times(5, &offered(0, 8, 7)),
            times(9, &offered(1, 8, 2)),
            times(number, &offered(2, 8, 7)),
        ];
        Rescues::new(tries.concat(), 1).calms_more(&ROUTINES)
    };
    assert_eq!(with_tries(2), None);
    let certain = CalmsMore {
        routine: 1,
        of_ten: 9,
    };
    assert_eq!(with_tries(3), Some(certain));
    let alike = (0..3).map(|n| times(9, &offered(n, 8, 6)));
    let alike = Rescues::new(alike.flatten().collect(), 1);
    assert_eq!(alike.calms_more(&ROUTINES), None);
    assert_eq!(alike.calms_more(&["one"]), None, "more than nothing");
}

#[test]
fn a_routine_that_was_tried_on_worse_nights_is_not_taken_for_a_better_one() {
    // Whatever is done, a rating falls by half of what it is above 4.
    let fall = |before: i64| before - (before - 4) / 2;
    let bad: Vec<_> = [8, 10, 8, 10]
        .map(|before| offered(0, before, fall(before)))
        .into();
    let mild: Vec<_> = [4, 6, 4, 6]
        .map(|before| offered(1, before, fall(before)))
        .into();
    let figures = Rescues::new([bad, mild].concat(), 1).figures(&ROUTINES[..2]);
    let apart = figures[0].mean_relief.unwrap() - figures[1].mean_relief.unwrap();
    let expected = figures[0].expected - figures[1].expected;
    assert!((apart - 2.0).abs() < 1e-9);
    assert!(expected < 0.25, "{expected}");
}

#[test]
fn the_probabilities_are_those_of_drawing_at_random() {
    let known = |expected: f64, uncertainty: f64| RescueFigures {
        tries: 3,
        chosen: 0,
        mean_relief: None,
        expected,
        uncertainty,
    };
    let figures = [known(1.0, 0.5), known(1.4, 0.3), known(0.2, 0.9)];
    let mut chance = SplitMix64::new(9);
    let share =
        |chance: &mut SplitMix64| ((chance.next_u64() >> 11) + 1) as f64 / (1_u64 << 53) as f64;
    let mut wins = [0_u32; 3];
    for _ in 0..40_000 {
        let draws = figures.map(|one| {
            let (far, turn) = (share(&mut chance), share(&mut chance));
            let normal = (-2.0 * far.ln()).sqrt() * (std::f64::consts::TAU * turn).cos();
            one.expected + one.uncertainty * normal
        });
        let most = draws.iter().copied().fold(f64::MIN, f64::max);
        wins[draws.iter().position(|draw| *draw >= most).unwrap()] += 1;
    }
    let shares = probability_of_calming_most(&figures);
    for (share, wins) in shares.iter().zip(wins) {
        assert!(
            (share - f64::from(wins) / 40_000.0).abs() < 0.01,
            "{shares:?}"
        );
    }
    assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-6);
}

fn at(time: &str) -> DateTime<Utc> {
    format!("2026-11-25T{time}:00Z").parse().unwrap()
}

/// Events of one night, in the order of writing.
fn events(entries: &[(&str, What, Option<Origin>)]) -> Vec<Event> {
    let numbered = entries.iter().enumerate();
    numbered
        .map(|(number, (time, what, origin))| Event {
            id: EventId(Uuid::from_u128(number as u128 + 1)),
            at: at(time),
            offset_min: 0,
            evening: "2026-11-24".parse().unwrap(),
            what: what.clone(),
            device: String::new(),
            origin: *origin,
            action: None,
        })
        .collect()
}

fn legs(number: i64, about: About) -> What {
    What::Legs {
        rating: rating(number),
        feels: vec![],
        places: vec![],
        about: Some(about),
    }
}

fn session(routine: &str) -> What {
    What::Session {
        step: None,
        session: SessionDone {
            routine: routine.to_owned(),
            exercises: vec![],
        },
    }
}

#[test]
fn the_order_is_drawn_from_the_random_half_of_the_first_id() {
    let seed = |time: u64, random: u64| {
        let id = EventId(Uuid::from_u64_pair(time, random));
        Rescues::from_events(&[], Some(id)).seed
    };
    assert_ne!(seed(1, 1), seed(1, 2));
    assert_eq!(seed(1, 1), seed(2, 1));
}

fn tries(entries: &[(&str, What, Option<Origin>)]) -> Vec<RescueTry> {
    Rescues::from_events(&events(entries), None).tries
}

#[test]
fn a_rescue_has_the_ratings_around_it_and_says_whether_it_was_offered() {
    let accepted = Some(Origin::AcceptedProposal);
    let night = [
        ("02:00", legs(8, About::RescueBefore), None),
        ("02:06", session("one"), accepted),
        ("02:07", legs(5, About::RescueAfter), None),
        ("03:30", legs(6, About::RescueBefore), None),
        ("03:36", session("two"), Some(Origin::Pressed)),
        ("03:37", legs(2, About::RescueAfter), None),
    ];
    assert_eq!(tries(&night), [offered(0, 8, 5), chosen(1, 6, 2)]);
    // The first rating corrected later on.
    let revoked = What::Revoked {
        event: EventId(Uuid::from_u128(1)),
    };
    let correction = [
        ("04:00", revoked, None),
        ("02:00", legs(7, About::RescueBefore), None),
    ];
    let corrected = [&night[..], &correction].concat();
    assert_eq!(tries(&corrected), [offered(0, 7, 5), chosen(1, 6, 2)]);
}

#[test]
fn a_rescue_without_a_rating_of_its_own_on_both_sides_is_none() {
    let before = |time| (time, legs(8, About::RescueBefore), None);
    let after = |time| (time, legs(5, About::RescueAfter), None);
    let ended = |time| (time, session("one"), None);
    assert_eq!(tries(&[ended("02:06"), after("02:07")]), []);
    assert_eq!(tries(&[before("02:00"), ended("02:06")]), []);
    // A rating in the morning, and one of a rescue that was broken off.
    assert_eq!(
        tries(&[before("02:00"), ended("02:06"), after("06:30")]),
        []
    );
    assert_eq!(
        tries(&[before("01:00"), ended("02:06"), after("02:07")]),
        []
    );
    // The ratings of the next rescue do not belong to the one before.
    let two = [
        before("02:00"),
        ended("02:06"),
        before("02:10"),
        ended("02:16"),
        after("02:17"),
    ];
    assert_eq!(tries(&two), [chosen(0, 8, 5)]);
}

#[test]
fn ratings_of_the_night_itself_are_not_those_of_a_rescue() {
    let night = [
        ("02:00", legs(8, About::AwakeAtNight), None),
        ("02:06", session("one"), None),
        ("02:07", legs(5, About::AwakeAtNight), None),
    ];
    assert_eq!(tries(&night), []);
}
