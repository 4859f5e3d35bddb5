//! The line by which an entry is edited: writing it, and parsing what the user makes of it.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Europe::Berlin;
use proptest::prelude::*;

use super::timeline_tests::{TUESDAY, berlin, done, tuesday};
use super::undo_tests::{act, drink, id};
use super::*;
use crate::diary::drinks::all_drinks;
use crate::event::{About, BodyPart, Event, IronTest, NightEntry, Origin, Rating, Timing, What};
use crate::time_of_day::ClockFormat;

fn event(at: DateTime<Utc>, what: What) -> Event {
    Event {
        id: id(1),
        at,
        offset_min: 60,
        evening: TUESDAY.parse().unwrap(),
        what,
        device: "test".into(),
        origin: None,
        action: None,
    }
}

/// Reads a time and a value, between which there is a bar.
fn read(event: &Event, edited: &str) -> Result<Action, String> {
    let drinks = all_drinks(&[]);
    let correction = Correction {
        format: ClockFormat::default(),
        event,
        drinks: &drinks,
        zone: &Berlin,
    };
    let (time, value) = edited.split_once('|').unwrap_or(("", edited));
    correction
        .read(time, value)
        .map_err(|error| error.to_string())
}

/// The entry's time and value, with a bar between them.
fn line(event: &Event) -> Option<String> {
    let drinks = all_drinks(&[]);
    let correction = Correction {
        format: ClockFormat::default(),
        event,
        drinks: &drinks,
        zone: &Berlin,
    };
    let pattern = pattern(&event.what)?;
    let value = correction.value();
    let time = pattern.has_time.then(|| format!("{}|", correction.time()));
    Some(time.unwrap_or_default() + &value)
}

#[test]
fn each_kind_of_entry_has_an_editable_line() {
    let night = NightEntry {
        asleep_after_min: Some(20),
        awakenings: Some(2),
        up: Some(berlin("2026-11-25T07:05")),
        quality: Some(4),
        ..NightEntry::default()
    };
    let iron = IronTest {
        ferritin: Some(40.5),
        tsat: Some(18.0),
        tested: NaiveDate::from_ymd_opt(2026, 11, 2).unwrap(),
    };
    let tingling = What::Legs {
        rating: Rating::try_from(4).unwrap(),
        feels: vec!["tingling".into(), "crawling".into()],
        places: vec![BodyPart::Legs, BodyPart::Arms],
        about: None,
    };
    for (at, what, expected) in [
        (
            "21:30",
            tingling,
            "21:30|4 tingling, crawling, in legs, in arms",
        ),
        ("17:20", drink(63.0, "espresso"), "17:20|espresso"),
        ("17:20", drink(75.0, "espresso"), "17:20|espresso 75 mg"),
        (
            "17:20",
            What::Caffeine {
                mg: 217.5,
                drink: None,
                over: None,
            },
            "17:20|217.5 mg",
        ),
        (
            "09:00",
            What::Factor {
                name: "stress".into(),
                amount: None,
                about: None,
            },
            "09:00|stress",
        ),
        (
            "09:00",
            What::Factor {
                name: "pregnancy".into(),
                amount: Some(31),
                about: Some("twins".into()),
            },
            "09:00|pregnancy 31: twins",
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
            "09:00|1 2 4",
        ),
        ("09:00", What::SelfCheck { signs: [false; 4] }, "09:00|none"),
        (
            "21:00",
            What::Note {
                text: "long drive".into(),
            },
            "21:00|long drive",
        ),
        ("22:40", What::lights_out(), "22:40|"),
        ("21:50", done("stretch"), "21:50|"),
        (
            "2026-11-25T06:50",
            What::woke(night),
            "06:50|asleep 20, awakenings 2, up 07:05, quality 4",
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
fn an_entry_without_a_known_time_shows_none_and_gets_one_only_if_it_is_typed() {
    let night = NightEntry {
        quality: Some(3),
        ..NightEntry::default()
    };
    let when = |woke: &Event, line: &str| match read(woke, line).unwrap() {
        Action::Woke { when, .. } => when,
        other => panic!("{other:?}"),
    };
    let timing = Timing::Unknown;
    let unknown = event(berlin("2026-11-25T06:30"), What::Woke { night, timing });
    assert_eq!(line(&unknown).unwrap(), "|quality 3");
    assert_eq!(when(&unknown, "quality 4"), When::Unknown);
    let typed = When::At(berlin("2026-11-25T06:30"));
    assert_eq!(when(&unknown, "06:30|quality 4"), typed);
    let planned = Event {
        origin: Some(Origin::AsPlanned),
        ..event(berlin("2026-11-25T06:30"), What::woke(night))
    };
    assert_eq!(line(&planned).unwrap(), "06:30|quality 3");
    assert_eq!(when(&planned, "06:30|quality 4"), When::AsPlanned);
    let later = When::At(berlin("2026-11-25T06:45"));
    assert_eq!(when(&planned, "06:45|quality 3"), later);
}

#[test]
fn an_edited_time_is_the_one_nearest_to_the_old_one() {
    let woke = event(berlin("2026-11-25T06:50"), What::lights_out());
    let at = |line: &str| match read(&woke, line).unwrap() {
        Action::LightsOut { when: When::At(at) } => at,
        other => panic!("{other:?}"),
    };
    assert_eq!(at("07:10|"), berlin("2026-11-25T07:10"));
    assert_eq!(at("23:50|"), berlin("2026-11-24T23:50"));
    assert_eq!(at("06:50|"), woke.at);
    assert_eq!(at("|"), woke.at);
}

#[test]
fn a_line_without_a_time_keeps_the_old_time() {
    let espresso = event(tuesday("17:20"), drink(63.0, "espresso"));
    for (line, mg, name) in [
        ("95", 95.0, None),
        ("95mg", 95.0, None),
        ("green tea", 28.0, Some("green tea")),
        ("17:20|Green-Tea", 28.0, Some("green tea")),
        ("cold brew 200 mg", 200.0, Some("cold brew")),
        ("Espresso 70", 70.0, Some("espresso")),
    ] {
        let entry = DiaryEntry::Caffeine {
            mg,
            drink: name.map(str::to_owned),
            over: None,
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
fn the_time_of_a_line_is_parsed_in_every_spelling() {
    let espresso = event(tuesday("17:00"), drink(63.0, "espresso"));
    for line in [
        "17:20|espresso",
        "17.20|espresso",
        "17h20|espresso",
        "5:20 pm|espresso",
        "5:20pm|espresso",
    ] {
        let at = tuesday("17:20");
        let action = read(&espresso, line).unwrap();
        assert!(
            matches!(action, Action::Record { at: Some(recorded), .. } if recorded == at),
            "{line}: {action:?}"
        );
    }
    let bare = read(&espresso, "1720|espresso").unwrap();
    assert!(
        matches!(bare, Action::Record { at: Some(recorded), .. } if recorded == tuesday("17:20")),
        "{bare:?}"
    );
    for line in ["21:40|", "2140|", "9:40 pm|", "940pm|"] {
        let (step, at) = ("stretch".into(), tuesday("21:40"));
        assert_eq!(
            read(&event(tuesday("21:50"), done("stretch")), line),
            Ok(Action::Done {
                step,
                when: When::At(at)
            }),
            "{line}"
        );
    }
    let night = What::woke(NightEntry::default());
    for line in [
        "06:50|up 7:05 am, quality 4",
        "6:50 am|quality 4, up 7:05am",
        "6:50|up 0705 quality 4",
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
fn an_invalid_line_is_refused_with_what_to_write() {
    let night = NightEntry::default();
    for (what, line, sentence) in [
        (
            drink(63.0, "espresso"),
            "17:20|water",
            "a known drink, or milligrams such as 95",
        ),
        (
            drink(63.0, "espresso"),
            "|0820",
            "mg such as 95, not a time",
        ),
        (
            drink(63.0, "espresso"),
            "|espresso 0820 mg",
            "mg such as 95, not a time",
        ),
        (
            drink(63.0, "espresso"),
            "17:20|",
            "a known drink, or milligrams such as 95",
        ),
        (What::lights_out(), "late|", "a time such as 22:45"),
        (
            What::woke(night),
            "06:50|asleep",
            "such as asleep 20, awakenings 2, up 07:05, quality 4",
        ),
        (
            What::woke(night),
            "06:50|slept 7",
            "such as asleep 20, awakenings 2, up 07:05, quality 4",
        ),
        (
            What::SelfCheck { signs: [true; 4] },
            "09:00|5",
            "such as 1 2 4, or none",
        ),
        (
            What::SelfCheck { signs: [true; 4] },
            "09:00|",
            "such as 1 2 4, or none",
        ),
        (done("stretch"), "late|", "a time such as 22:45"),
        (
            What::Excused { why: None },
            "21:00|",
            "this one can only be taken back",
        ),
    ] {
        let error = read(&event(tuesday("17:20"), what), line).unwrap_err();
        assert_eq!(error, sentence, "{line}");
    }
}

fn any_entry() -> impl Strategy<Value = What> {
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
        (
            prop::option::of(0_i64..180),
            prop::option::of(0_u16..=720),
            prop::option::of(0_u16..=720),
            prop::option::of(any::<bool>()),
        ),
    )
        .prop_map(|(asleep_after_min, awakenings, up, quality, rest)| {
            let (into_bed, awake_min, nap_min, sleep_medicine) = rest;
            What::woke(NightEntry {
                into_bed: into_bed
                    .map(|minutes| berlin("2026-11-24T04:00") + TimeDelta::minutes(minutes)),
                awake_min,
                nap_min,
                sleep_medicine,
                asleep_after_min,
                awakenings,
                up: up.map(|minutes| berlin("2026-11-24T21:00") + TimeDelta::minutes(minutes)),
                quality,
            })
        });
    prop_oneof![
        (0_i64..=10, prop::collection::vec(word, 0..4), any_about()).prop_map(
            |(rating, feels, about)| What::Legs {
                rating: Rating::try_from(rating).unwrap(),
                feels,
                places: vec![],
                about: Some(about)
            }
        ),
        (0_u32..10_000, prop::option::of("[a-z]{1,8}( [a-z]{1,8})?")).prop_map(|(mg, drink)| {
            What::Caffeine {
                mg: f64::from(mg) / 10.0,
                drink,
                over: None,
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
        Just(What::lights_out()),
        iron,
        night,
    ]
}

fn any_about() -> impl Strategy<Value = About> {
    prop_oneof![
        Just(About::Evening),
        Just(About::Night),
        Just(About::AwakeAtNight),
        Just(About::RescueBefore),
        Just(About::RescueAfter),
    ]
}

#[test]
fn a_rating_moved_past_lights_out_is_about_the_legs_at_night_and_one_of_the_whole_night_stays() {
    let lights_out = Event {
        id: id(2),
        ..event(tuesday("22:30"), What::lights_out())
    };
    let about_of = |about: Option<About>, line: &str| {
        let rating = Rating::try_from(4).unwrap();
        let old = event(
            tuesday("21:00"),
            What::Legs {
                rating,
                feels: vec![],
                places: vec![],
                about,
            },
        );
        let by = Box::new(read(&old, line).unwrap());
        let replace = Action::Replace { event: id(1), by };
        let now = berlin("2026-11-25T06:00");
        let drafts = act(&[old, lights_out.clone()], now, &replace).unwrap();
        match drafts.last().unwrap().what {
            What::Legs { about, .. } => about,
            _ => None,
        }
    };
    assert_eq!(
        about_of(Some(About::Evening), "23:40 | 4"),
        Some(About::AwakeAtNight)
    );
    assert_eq!(
        about_of(Some(About::Evening), "20:00 | 4"),
        Some(About::Evening)
    );
    assert_eq!(
        about_of(Some(About::RescueAfter), "23:40 | 4"),
        Some(About::RescueAfter)
    );
    assert_eq!(
        about_of(Some(About::Night), "23:40 | 4"),
        Some(About::Night)
    );
    assert_eq!(about_of(None, "21:00 | 5"), Some(About::Evening));
}

proptest! {
    #[test]
    fn an_unchanged_line_gives_the_same_entry_at_the_same_time(what in any_entry(), minutes in 0_i64..800) {
        let old = event(
            tuesday("07:00") + TimeDelta::minutes(minutes) + TimeDelta::milliseconds(1234),
            what.clone(),
        );
        let now = berlin("2026-11-25T06:00");
        let line = line(&old).unwrap();
        let by = read(&old, &line).unwrap();
        // Getting up before waking is refused, as it is when it is first entries.
        if let What::Woke { night, .. } = &what {
            prop_assume!(night.up.is_none_or(|up| up >= old.at));
        }
        let replace = Action::Replace { event: id(1), by: Box::new(by) };
        let drafts = act(std::slice::from_ref(&old), now, &replace).unwrap();
        let new = drafts.last().unwrap();
        prop_assert_eq!((&new.what, new.at), (&what, old.at));
    }
}
