use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Europe::Berlin;
use proptest::prelude::*;
use uuid::Uuid;

use super::timeline_tests::{TUESDAY, berlin, done, events, plan, tuesday};
use super::*;
use crate::diary::drinks::all_drinks;
use crate::event::{Draft, Event, EventId, IronTest, NightEntry, Rating, What, in_effect};
use crate::span::Span;
use crate::words;

fn drink(mg: f64, name: &str) -> What {
    What::Caffeine {
        mg,
        drink: Some(name.to_owned()),
    }
}

fn id(n: u128) -> EventId {
    EventId(Uuid::from_u128(n))
}

fn act(events: &[Event], now: DateTime<Utc>, action: &Action) -> Result<Vec<Draft>, Refusal> {
    let plan = plan();
    let situation = Situation {
        now,
        zone: &Berlin,
        evening: Evening::on(TUESDAY.parse().unwrap(), &plan, &Berlin),
        plan: &plan,
        recorded: Some(&plan),
        events,
    };
    decide(action, &situation)
}

/// The journal after the drafts: with the next ids.
fn and_then(mut events: Vec<Event>, drafts: Vec<Draft>) -> Vec<Event> {
    for draft in drafts {
        events.push(Event {
            id: id(events.len() as u128 + 1),
            at: draft.at,
            offset_min: draft.offset_min,
            evening: draft.evening,
            what: draft.what,
            device: "test".into(),
        });
    }
    events
}

fn contents_in_effect(events: &[Event]) -> Vec<What> {
    in_effect(events)
        .into_iter()
        .map(|event| event.what.clone())
        .collect()
}

fn caffeine_at(told: &[(&str, What)], now: &str) -> (Caffeine, String) {
    let (plan, events) = (plan(), events(told));
    let now = if now.contains('T') {
        berlin(now)
    } else {
        tuesday(now)
    };
    let evening = Evening::on(TUESDAY.parse().unwrap(), &plan, &Berlin);
    let timeline = Timeline::new(evening, &plan, &events, now, &Berlin);
    let caffeine = Caffeine::for_evening(&timeline, &events, Span::minutes(300), now);
    let entry = timeline.entry(&"last-caffeine".into()).unwrap();
    let said = caffeine
        .broken_by(entry.step, entry.due)
        .map(|drink| {
            let drink = words::drink_sentence(drink, true, &Berlin);
            format!("{drink} {}", words::left_sentence(&caffeine))
        })
        .unwrap_or_default();
    (caffeine, said)
}

#[test]
fn a_drink_after_the_cutoff_is_told_as_it_is() {
    let told = [
        ("08:00", drink(107.0, "coffee")),
        ("17:20", drink(63.0, "espresso")),
    ];
    let (_, said) = caffeine_at(&told, "17:21");
    assert_eq!(
        said,
        "Espresso at 17:20, after the cutoff. Tonight about 45 mg will be left."
    );
    let (_, said) = caffeine_at(&told[..1], "17:21");
    assert_eq!(said, "");
    let dark = [told[1].clone(), ("22:40", What::LightsOut)];
    let (_, said) = caffeine_at(&dark, "23:00");
    assert_eq!(
        said,
        "Espresso at 17:20, after the cutoff. About 30 mg was left at lights-out."
    );
}

#[test]
fn what_is_left_is_said_as_something_to_drink() {
    let in_words = |told: &[(&str, What)], now: &str| {
        let (caffeine, _) = caffeine_at(told, now);
        let [whole, _] = words::left_at_lights_out(&caffeine, &all_drinks(&[]));
        (whole, words::between_people(&caffeine))
    };
    let drinks = [
        ("08:00", drink(107.0, "coffee")),
        ("17:20", drink(63.0, "espresso")),
    ];
    let (whole, between) = in_words(&drinks, "18:00");
    let expected = "About 45 mg left at lights-out, as much as three quarters of an espresso.";
    assert_eq!(whole, expected);
    let expected = "From person to person 25 to 65 mg; reckoned with half of it gone in 5 h.";
    assert_eq!(between, expected);
    let (whole, between) = in_words(&[("07:00", drink(28.0, "green tea"))], "18:00");
    assert_eq!(whole, "Next to nothing left at lights-out.");
    assert_eq!(
        between,
        "From person to person 0 to 5 mg; reckoned with half of it gone in 5 h."
    );
    assert_eq!(in_words(&[], "18:00").0, "No caffeine so far.");
}

#[test]
fn what_is_left_is_reckoned_at_lights_out_and_until_then_at_bedtime_or_now() {
    let told = [("08:00", drink(107.0, "coffee"))];
    assert_eq!(caffeine_at(&told, "21:00").0.lights_out, tuesday("22:30"));
    assert_eq!(
        caffeine_at(&told, "2026-11-25T00:10").0.lights_out,
        berlin("2026-11-25T00:10")
    );
    let moved = [
        told[0].clone(),
        (
            "21:00",
            What::BedtimeMoved {
                to: tuesday("23:15"),
            },
        ),
    ];
    assert_eq!(caffeine_at(&moved, "21:00").0.lights_out, tuesday("23:15"));
    let dark = [told[0].clone(), ("22:10", What::LightsOut)];
    let (caffeine, _) = caffeine_at(&dark, "2026-11-25T00:10");
    assert_eq!(caffeine.lights_out, tuesday("22:10"));
    // Long after an evening of which no lights-out is known, its bedtime stands in.
    let (caffeine, _) = caffeine_at(&told, "2026-11-27T12:00");
    assert_eq!(caffeine.lights_out, tuesday("22:30"));
}

#[test]
fn a_cutoff_that_was_broken_cannot_be_said_to_be_kept() {
    let told = events(&[("17:20", drink(63.0, "espresso"))]);
    let step = || "last-caffeine".into();
    for action in [
        Action::Done {
            step: step(),
            at: None,
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
        let refusal = act(&told, tuesday("18:00"), &action).unwrap_err();
        assert_eq!(
            refusal.to_string(),
            "espresso on Tue 24 Nov 17:20 came after the cutoff; without that drink it would be kept"
        );
    }
    // Of another step nothing is refused.
    let bath = Action::Done {
        step: "warm-bath".into(),
        at: None,
    };
    assert!(act(&told, tuesday("20:50"), &bath).is_ok());
}

#[test]
fn what_was_taken_back_is_brought_back_and_taken_back_again() {
    let mut journal = events(&[("17:20", drink(63.0, "espresso"))]);
    let espresso = journal[0].what.clone();
    for _ in 0..3 {
        let drafts = act(&journal, tuesday("18:00"), &Action::Revoke { event: id(1) }).unwrap();
        journal = and_then(journal, drafts);
        assert_eq!(contents_in_effect(&journal), []);
        let back = Action::Restore { event: id(1) };
        let drafts = act(&journal, tuesday("18:01"), &back).unwrap();
        journal = and_then(journal, drafts);
        assert_eq!(
            contents_in_effect(&journal),
            std::slice::from_ref(&espresso)
        );
        assert_eq!(
            act(&journal, tuesday("18:02"), &back),
            Err(Refusal::NothingToRestore)
        );
    }
}

#[test]
fn what_two_computers_took_back_is_brought_back_by_one_key() {
    let revoked = || What::Revoked { event: id(1) };
    let journal = events(&[
        ("17:20", drink(63.0, "espresso")),
        ("18:00", revoked()),
        ("18:01", revoked()),
    ]);
    let back = Action::Restore { event: id(1) };
    let drafts = act(&journal, tuesday("18:02"), &back).unwrap();
    assert_eq!(contents_in_effect(&and_then(journal, drafts)).len(), 1);
}

#[test]
fn changing_an_entry_takes_the_old_one_back_and_says_the_new_one_at_once() {
    let journal = events(&[("17:20", drink(63.0, "espresso"))]);
    let by = Action::Record {
        entry: DiaryEntry::Caffeine {
            mg: 47.0,
            drink: Some("tea".into()),
        },
        at: Some(tuesday("12:20")),
    };
    let replace = |by: Action| Action::Replace {
        event: id(1),
        by: Box::new(by),
    };
    let drafts = act(&journal, tuesday("18:00"), &replace(by)).unwrap();
    assert_eq!(drafts[0].what, What::Revoked { event: id(1) });
    let journal = and_then(journal, drafts);
    assert_eq!(contents_in_effect(&journal), [drink(47.0, "tea")]);
    assert_eq!(journal.last().unwrap().at, tuesday("12:20"));
    // What cannot be said takes nothing back either.
    let journal = events(&[("17:20", drink(63.0, "espresso"))]);
    let too_much = Action::Record {
        entry: DiaryEntry::Caffeine {
            mg: 1001.0,
            drink: None,
        },
        at: None,
    };
    assert!(act(&journal, tuesday("18:00"), &replace(too_much)).is_err());
    let gone = Action::Replace {
        event: id(7),
        by: Box::new(Action::LightsOut { at: None }),
    };
    assert!(act(&journal, tuesday("18:00"), &gone).is_err());
}

#[test]
fn a_step_that_was_skipped_is_said_to_be_done_instead() {
    let journal = events(&[(
        "13:00",
        What::Skipped {
            step: "warm-bath".into(),
            why: None,
        },
    )]);
    let by = Action::Done {
        step: "warm-bath".into(),
        at: None,
    };
    let replace = Action::Replace {
        event: id(1),
        by: Box::new(by),
    };
    let drafts = act(&journal, tuesday("21:00"), &replace).unwrap();
    assert_eq!(
        contents_in_effect(&and_then(journal, drafts)),
        [done("warm-bath")]
    );
}

fn event(at: DateTime<Utc>, what: What) -> Event {
    Event {
        id: id(1),
        at,
        offset_min: 60,
        evening: TUESDAY.parse().unwrap(),
        what,
        device: "test".into(),
    }
}

fn read(event: &Event, line: &str) -> Result<Action, String> {
    let drinks = all_drinks(&[]);
    let correction = Correction {
        event,
        drinks: &drinks,
        zone: &Berlin,
    };
    correction.read(line).map_err(|error| error.to_string())
}

fn line(event: &Event) -> Option<String> {
    let drinks = all_drinks(&[]);
    let correction = Correction {
        event,
        drinks: &drinks,
        zone: &Berlin,
    };
    correction.line()
}

#[test]
fn each_kind_has_a_line_to_type_over() {
    let night = NightEntry {
        asleep_after_min: Some(20),
        awakenings: Some(2),
        up: Some(berlin("2026-11-25T07:05")),
        quality: Some(4),
    };
    let iron = IronTest {
        ferritin: Some(40.5),
        tsat: Some(18.0),
        tested: NaiveDate::from_ymd_opt(2026, 11, 2).unwrap(),
    };
    let tingling = What::Legs {
        rating: Rating::try_from(4).unwrap(),
        feels: vec!["tingling".into(), "crawling".into()],
    };
    for (at, what, expected) in [
        ("21:30", tingling, "21:30 4 tingling, crawling"),
        ("17:20", drink(63.0, "espresso"), "17:20 espresso"),
        ("17:20", drink(75.0, "espresso"), "17:20 espresso 75 mg"),
        (
            "17:20",
            What::Caffeine {
                mg: 217.5,
                drink: None,
            },
            "17:20 217.5 mg",
        ),
        (
            "09:00",
            What::Factor {
                name: "stress".into(),
                amount: None,
                about: None,
            },
            "09:00 stress",
        ),
        (
            "09:00",
            What::Factor {
                name: "pregnancy".into(),
                amount: Some(31),
                about: Some("twins".into()),
            },
            "09:00 pregnancy 31: twins",
        ),
        (
            "09:00",
            What::Iron { iron },
            "ferritin 40.5, saturation 18, tested 2026-11-02",
        ),
        (
            "09:00",
            What::SelfCheck {
                signs: [true, true, false, true],
            },
            "09:00 1 2 4",
        ),
        ("09:00", What::SelfCheck { signs: [false; 4] }, "09:00 none"),
        (
            "21:00",
            What::Note {
                text: "long drive".into(),
            },
            "21:00 long drive",
        ),
        ("22:40", What::LightsOut, "22:40"),
        ("21:50", done("stretch"), "21:50"),
        (
            "2026-11-25T06:50",
            What::Woke { night },
            "06:50 asleep 20, awakenings 2, up 07:05, quality 4",
        ),
    ] {
        let at = if at.contains('T') {
            berlin(at)
        } else {
            tuesday(at)
        };
        assert_eq!(line(&event(at, what.clone())).as_deref(), Some(expected));
        assert!(pattern(&what).is_some());
    }
    let excused = What::Excused { why: None };
    assert_eq!(line(&event(tuesday("21:00"), excused)), None);
}

#[test]
fn blood_values_may_be_typed_with_their_units() {
    let iron = IronTest {
        ferritin: Some(40.5),
        tsat: Some(18.0),
        tested: NaiveDate::from_ymd_opt(2026, 11, 2).unwrap(),
    };
    let test = event(tuesday("09:00"), What::Iron { iron });
    for line in [
        "ferritin 48 ug/L, saturation 22 %",
        "ferritin 48ng/mL saturation 0.22",
        "saturation 22%, ferritin 48",
    ] {
        let read = read(&test, line).unwrap();
        let Action::Record { entry, .. } = read else {
            panic!("{line}: {read:?}")
        };
        let values = IronTest {
            ferritin: Some(48.0),
            tsat: Some(22.0),
            ..iron
        };
        assert_eq!(entry, DiaryEntry::Iron(values), "{line}");
    }
    assert!(read(&test, "ferritin 100 pmol/L").is_err());
}

#[test]
fn a_time_typed_over_is_the_one_nearest_to_what_it_was() {
    let woke = event(berlin("2026-11-25T06:50"), What::LightsOut);
    let at = |line: &str| match read(&woke, line).unwrap() {
        Action::LightsOut { at } => at.unwrap(),
        other => panic!("{other:?}"),
    };
    assert_eq!(at("07:10"), berlin("2026-11-25T07:10"));
    assert_eq!(at("23:50"), berlin("2026-11-24T23:50"));
    assert_eq!(at("06:50"), woke.at);
    assert_eq!(at(""), woke.at);
}

#[test]
fn a_value_may_be_typed_without_its_time() {
    let espresso = event(tuesday("17:20"), drink(63.0, "espresso"));
    for (line, mg, name) in [
        ("95", 95.0, None),
        ("95mg", 95.0, None),
        ("green tea", 28.0, Some("green tea")),
        ("17:20 Green-Tea", 28.0, Some("green tea")),
        ("cold brew 200 mg", 200.0, Some("cold brew")),
        ("Espresso 70", 70.0, Some("espresso")),
    ] {
        let entry = DiaryEntry::Caffeine {
            mg,
            drink: name.map(str::to_owned),
        };
        let at = Some(espresso.at);
        assert_eq!(
            read(&espresso, line),
            Ok(Action::Record { entry, at }),
            "{line}"
        );
    }
}

#[test]
fn the_time_of_a_line_is_read_in_every_spelling() {
    let espresso = event(tuesday("17:00"), drink(63.0, "espresso"));
    for line in [
        "17:20 espresso",
        "17.20 espresso",
        "17h20 espresso",
        "5:20 pm espresso",
        "5:20pm espresso",
    ] {
        let at = tuesday("17:20");
        let action = read(&espresso, line).unwrap();
        assert!(
            matches!(action, Action::Record { at: Some(told), .. } if told == at),
            "{line}: {action:?}"
        );
    }
    let bare = read(&espresso, "1720");
    assert!(
        matches!(&bare, Ok(Action::Record { entry: DiaryEntry::Caffeine { mg, .. }, .. }) if (*mg - 1720.0).abs() < 0.1),
        "a bare number is an amount: {bare:?}"
    );
    for line in ["21:40", "2140", "9:40 pm", "940pm"] {
        let (step, at) = ("stretch".into(), Some(tuesday("21:40")));
        assert_eq!(
            read(&event(tuesday("21:50"), done("stretch")), line),
            Ok(Action::Done { step, at }),
            "{line}"
        );
    }
    let night = What::Woke {
        night: NightEntry::default(),
    };
    for line in [
        "06:50 up 7:05 am, quality 4",
        "6:50 am quality 4, up 7:05am",
        "6:50 up 0705 quality 4",
    ] {
        let action = read(&event(tuesday("06:50"), night.clone()), line).unwrap();
        let up = Some(tuesday("07:05"));
        assert!(
            matches!(&action, Action::Woke { night, .. } if night.up == up && night.quality == Some(4)),
            "{line}: {action:?}"
        );
    }
}

#[test]
fn a_line_that_is_not_understood_says_what_to_write() {
    let night = NightEntry::default();
    for (what, line, said) in [
        (
            drink(63.0, "espresso"),
            "17:20 water",
            "a drink that is known, or milligrams such as 95",
        ),
        (
            drink(63.0, "espresso"),
            "17:20",
            "a drink that is known, or milligrams such as 95",
        ),
        (What::LightsOut, "late", "a time such as 22:40"),
        (
            What::Woke { night },
            "06:50 asleep",
            "such as asleep 20, awakenings 2, up 07:05, quality 4",
        ),
        (
            What::Woke { night },
            "06:50 slept 7",
            "such as asleep 20, awakenings 2, up 07:05, quality 4",
        ),
        (
            What::SelfCheck { signs: [true; 4] },
            "09:00 5",
            "such as 1 2 4, or none",
        ),
        (
            What::SelfCheck { signs: [true; 4] },
            "09:00",
            "such as 1 2 4, or none",
        ),
        (done("stretch"), "late", "a time such as 22:40"),
        (
            What::Excused { why: None },
            "21:00",
            "this one can only be taken back",
        ),
    ] {
        let error = read(&event(tuesday("17:20"), what), line).unwrap_err();
        assert_eq!(error, said, "{line}");
    }
}

fn told() -> impl Strategy<Value = What> {
    let word = "[a-z]{1,8}(-[a-z]{1,8})?";
    let iron = (
        prop::option::of(1_u32..500),
        prop::option::of(1_u32..100),
        0_u32..300,
    )
        .prop_filter("a value", |(ferritin, tsat, _)| {
            ferritin.is_some() || tsat.is_some()
        })
        .prop_map(|(ferritin, tsat, days)| What::Iron {
            iron: IronTest {
                ferritin: ferritin.map(f64::from),
                tsat: tsat.map(f64::from),
                tested: NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + TimeDelta::days(days.into()),
            },
        });
    let night = (
        prop::option::of(0_u16..=720),
        prop::option::of(0_u8..=50),
        prop::option::of(0_i64..180),
        prop::option::of(1_u8..=5),
    )
        .prop_map(|(asleep_after_min, awakenings, up, quality)| What::Woke {
            night: NightEntry {
                asleep_after_min,
                awakenings,
                up: up.map(|minutes| berlin("2026-11-24T21:00") + TimeDelta::minutes(minutes)),
                quality,
            },
        });
    prop_oneof![
        (0_i64..=10, prop::collection::vec(word, 0..4)).prop_map(|(rating, feels)| What::Legs {
            rating: Rating::try_from(rating).unwrap(),
            feels
        }),
        (0_u32..10_000, prop::option::of("[a-z]{1,8}( [a-z]{1,8})?")).prop_map(|(mg, drink)| {
            What::Caffeine {
                mg: f64::from(mg) / 10.0,
                drink,
            }
        }),
        (
            word,
            prop::option::of(1_u16..=1000),
            prop::option::of("[a-z]{1,8}( [a-z0-9:]{1,8})?")
        )
            .prop_map(|(name, amount, about)| What::Factor {
                name,
                amount,
                about
            }),
        any::<[bool; 4]>().prop_map(|signs| What::SelfCheck { signs }),
        "[a-z]{1,9}( [a-z0-9:.]{1,9}){0,5}".prop_map(|text| What::Note { text }),
        Just(What::LightsOut),
        iron,
        night,
    ]
}

proptest! {
    #[test]
    fn a_line_left_as_it_is_says_the_same_at_the_same_moment(what in told(), minutes in 0_i64..800) {
        let told = event(
            tuesday("07:00") + TimeDelta::minutes(minutes) + TimeDelta::milliseconds(1234),
            what.clone(),
        );
        let now = berlin("2026-11-25T06:00");
        let line = line(&told).unwrap();
        let by = read(&told, &line).unwrap();
        // Getting up before waking is refused, as it is when it is first told.
        if let What::Woke { night } = &what {
            prop_assume!(night.up.is_none_or(|up| up >= told.at));
        }
        let replace = Action::Replace { event: id(1), by: Box::new(by) };
        let drafts = act(std::slice::from_ref(&told), now, &replace).unwrap();
        let new = drafts.last().unwrap();
        prop_assert_eq!((&new.what, new.at), (&what, told.at));
    }
}
