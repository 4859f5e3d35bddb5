//! The caffeine of an evening: drinks after the cutoff, and how much is left at lights-out.

use chrono_tz::Europe::Berlin;

use super::timeline_tests::{TUESDAY, berlin, events, plan, tuesday};
use super::undo_tests::{act, drink};
use super::*;
use crate::diary::caffeine::Dose;
use crate::diary::drinks::all_drinks;
use crate::event::What;
use crate::span::Span;
use crate::time_of_day::ClockFormat;
use crate::words;

fn caffeine_at(entries: &[(&str, What)], now: &str) -> (Caffeine, String) {
    let (plan, events) = (plan(), events(entries));
    let now = if now.contains('T') {
        berlin(now)
    } else {
        tuesday(now)
    };
    let evening = Evening::on(TUESDAY.parse().unwrap(), &plan, &Berlin);
    let timeline = Timeline::new(evening, &plan, &events, now, &Berlin);
    let caffeine = Caffeine::for_evening(&timeline, &events, &[], Span::minutes(300), now);
    let entry = timeline.entry(&"last-caffeine".into()).unwrap();
    let sentence = entry
        .broken_by
        .as_ref()
        .map(|cup| {
            let drink =
                words::drink_sentence(&cup.label, cup.at, true, &Berlin, ClockFormat::default());
            format!("{drink} {}", words::caffeine_left_sentence(&caffeine))
        })
        .unwrap_or_default();
    (caffeine, sentence)
}

#[test]
fn a_drink_after_the_cutoff_is_stated_as_a_fact() {
    let entries = [
        ("08:00", drink(107.0, "coffee")),
        ("17:20", drink(63.0, "espresso")),
    ];
    let (_, sentence) = caffeine_at(&entries, "17:21");
    assert_eq!(
        sentence,
        "Espresso at 17:20, after the cutoff. Tonight about 45 mg will be left."
    );
    let (_, sentence) = caffeine_at(&entries[..1], "17:21");
    assert_eq!(sentence, "");
    let dark = [entries[1].clone(), ("22:40", What::lights_out())];
    let (_, sentence) = caffeine_at(&dark, "23:00");
    assert_eq!(
        sentence,
        "Espresso at 17:20, after the cutoff. About 30 mg was left at lights-out."
    );
}

#[test]
fn drinks_of_the_days_before_count_too() {
    let (plan, entries) = (plan(), events(&[("08:00", drink(107.0, "coffee"))]));
    let evening = Evening::on(TUESDAY.parse().unwrap(), &plan, &Berlin);
    let now = tuesday("18:00");
    let timeline = Timeline::new(evening, &plan, &entries, now, &Berlin);
    let left = |earlier: &[Dose]| {
        let caffeine = Caffeine::for_evening(&timeline, &entries, earlier, Span::minutes(300), now);
        caffeine.left_at_lights_out().mg
    };
    let late = Dose {
        at: berlin("2026-11-23T22:30"),
        mg: 300.0,
        over: Span::ZERO,
    };
    // 300 mg a day before: 1.02307 * 0.5^(24 / 5) * 300 mg.
    assert!((left(&[late]) - left(&[]) - 11.02).abs() < 0.01);
    let older = Dose {
        at: berlin("2026-11-21T22:29"),
        ..late
    };
    assert_eq!(left(&[older]).to_bits(), left(&[]).to_bits());
}

#[test]
fn a_drink_just_before_lights_out_is_said_to_be_still_to_come() {
    let dark = [
        ("22:28", drink(107.0, "coffee")),
        ("22:30", What::lights_out()),
    ];
    let (_, sentence) = caffeine_at(&dark, "22:31");
    assert!(
        sentence.ends_with("was left at lights-out, with the last drink still to come."),
        "{sentence}"
    );
}

#[test]
fn the_caffeine_left_is_expressed_in_espressos() {
    let in_words = |entries: &[(&str, What)], now: &str| {
        let (caffeine, _) = caffeine_at(entries, now);
        let [whole, _] = words::caffeine_left_long_and_short(&caffeine, &all_drinks(&[]));
        (whole, words::caffeine_between_people(&caffeine))
    };
    let drinks = [
        ("08:00", drink(107.0, "coffee")),
        ("17:20", drink(63.0, "espresso")),
    ];
    let (whole, between) = in_words(&drinks, "18:00");
    let expected = "About 45 mg left at lights-out, as much as three quarters of an espresso.";
    assert_eq!(whole, expected);
    let expected = "From person to person 25 to 65 mg; assuming half of it is gone in 5 h.";
    assert_eq!(between, expected);
    let (whole, between) = in_words(&[("07:00", drink(28.0, "green tea"))], "18:00");
    assert_eq!(whole, "Next to nothing left at lights-out.");
    assert_eq!(
        between,
        "From person to person 0 to 5 mg; assuming half of it is gone in 5 h."
    );
    assert_eq!(in_words(&[], "18:00").0, "No caffeine so far.");
}

#[test]
fn the_caffeine_left_is_computed_for_lights_out_and_until_then_for_bedtime_or_now() {
    let entries = [("08:00", drink(107.0, "coffee"))];
    assert_eq!(
        caffeine_at(&entries, "21:00").0.lights_out,
        tuesday("22:30")
    );
    assert_eq!(
        caffeine_at(&entries, "2026-11-25T00:10").0.lights_out,
        berlin("2026-11-25T00:10")
    );
    let moved = [
        entries[0].clone(),
        (
            "21:00",
            What::BedtimeMoved {
                to: tuesday("23:15"),
            },
        ),
    ];
    assert_eq!(caffeine_at(&moved, "21:00").0.lights_out, tuesday("23:15"));
    let dark = [entries[0].clone(), ("22:10", What::lights_out())];
    let (caffeine, _) = caffeine_at(&dark, "2026-11-25T00:10");
    assert_eq!(caffeine.lights_out, tuesday("22:10"));
    // Long after an evening of which no lights-out is known, its bedtime stands in.
    let (caffeine, _) = caffeine_at(&entries, "2026-11-27T12:00");
    assert_eq!(caffeine.lights_out, tuesday("22:30"));
}

#[test]
fn a_broken_cutoff_cannot_be_marked_done() {
    let entries = events(&[("17:20", drink(63.0, "espresso"))]);
    let step = || "last-caffeine".into();
    for action in [
        Action::Done {
            step: step(),
            when: When::Now,
        },
        Action::Skip {
            step: step(),
            why: None,
        },
        Action::Snooze {
            step: step(),
            span: Span::minutes(10),
        },
    ] {
        let refusal = act(&entries, tuesday("18:00"), &action).unwrap_err();
        assert_eq!(
            refusal.to_string(),
            "espresso on Tue 24 Nov 17:20 came after the cutoff; otherwise it would be kept"
        );
    }
    // Of another step nothing is refused.
    let bath = Action::Done {
        step: "warm-bath".into(),
        when: When::Now,
    };
    assert!(act(&entries, tuesday("20:50"), &bath).is_ok());
}

#[test]
fn a_cutoff_cannot_be_kept_before_its_time() {
    let keep = |at: Option<DateTime<Utc>>| Action::Done {
        step: "last-caffeine".into(),
        when: at.into(),
    };
    for at in [None, Some(tuesday("09:00"))] {
        let refusal = act(&[], tuesday("13:29"), &keep(at)).unwrap_err();
        assert_eq!(
            refusal.to_string(),
            "Last caffeine: cannot be kept before its time, Tue 24 Nov 13:30"
        );
    }
    let early = act(&[], tuesday("14:00"), &keep(Some(tuesday("13:00"))));
    assert!(matches!(early, Err(Refusal::CutoffToCome { .. })));
    assert!(act(&[], tuesday("13:30"), &keep(None)).is_ok());
    let skip = Action::Skip {
        step: "last-caffeine".into(),
        why: None,
    };
    assert!(act(&[], tuesday("09:00"), &skip).is_ok());
}
