use super::*;

fn event(n: u128, what: What) -> Event {
    Event {
        id: EventId(Uuid::from_u128(n)),
        at: DateTime::from_timestamp(1_790_000_000, 0).unwrap(),
        offset_min: 60,
        evening: "2026-11-24".parse().unwrap(),
        what,
        device: "test".into(),
        origin: None,
        action: None,
    }
}

fn woke() -> What {
    What::woke(NightEntry::default())
}

fn full_night() -> NightEntry {
    NightEntry {
        into_bed: DateTime::from_timestamp_millis(1_789_000_000_123),
        asleep_after_min: Some(25),
        awakenings: Some(0),
        awake_min: Some(35),
        up: DateTime::from_timestamp_millis(1_790_000_000_123),
        quality: Some(4),
        nap_min: Some(20),
        sleep_medicine: Some(false),
    }
}

fn revoke(n: u128, target: u128) -> Event {
    event(
        n,
        What::Revoked {
            event: EventId(Uuid::from_u128(target)),
        },
    )
}

fn ids(events: &[Event]) -> Vec<u128> {
    in_effect(events).iter().map(|e| e.id.0.as_u128()).collect()
}

#[test]
fn a_revoked_event_is_no_longer_in_effect() {
    let events = [event(1, woke()), event(2, What::lights_out()), revoke(3, 1)];
    assert_eq!(ids(&events), [2]);
}

#[test]
fn revoking_the_revocation_restores_the_event() {
    let events = [event(1, woke()), revoke(2, 1), revoke(3, 2)];
    assert_eq!(ids(&events), [1]);
    let thrice = [event(1, woke()), revoke(2, 1), revoke(3, 2), revoke(4, 3)];
    assert_eq!(ids(&thrice), [] as [u128; 0]);
}

#[test]
fn the_order_of_the_events_does_not_decide_which_are_in_effect() {
    let events = [revoke(3, 2), revoke(2, 1), event(1, woke())];
    assert_eq!(ids(&events), [1]);
}

#[test]
fn a_revocation_counts_although_the_clock_that_gave_its_id_was_behind() {
    let events = [event(5, woke()), revoke(3, 5)];
    assert_eq!(ids(&events), [] as [u128; 0]);
    let restored = [event(5, woke()), revoke(3, 5), revoke(2, 3)];
    assert_eq!(ids(&restored), [5]);
}

#[test]
fn revocations_that_revoke_each_other_end() {
    let events = [event(1, woke()), revoke(2, 3), revoke(3, 2), revoke(4, 1)];
    assert_eq!(ids(&events), [] as [u128; 0]);
}

/// A correction made on that computer: the revocation of one event, and another in its place.
fn correction(device: &str, n: u128, target: u128, what: What) -> [Event; 2] {
    [revoke(n, target), event(n + 1, what)].map(|event| Event {
        device: device.to_owned(),
        action: Some(ActionId(EventId(Uuid::from_u128(n)))),
        ..event
    })
}

fn coffee(mg: f64) -> What {
    let (drink, over) = (None, None);
    What::Caffeine { mg, drink, over }
}

#[test]
fn of_two_corrections_made_apart_one_is_in_effect_until_it_is_taken_back() {
    let mut events = vec![event(1, coffee(95.0))];
    events.extend(correction("desk", 10, 1, coffee(160.0)));
    events.extend(correction("bed", 20, 1, coffee(40.0)));
    assert_eq!(ids(&events), [11]);
    events.push(revoke(30, 11));
    assert_eq!(ids(&events), [21]);
}

#[test]
fn a_correction_of_a_correction_is_compared_with_the_one_made_apart() {
    let mut events = vec![event(1, coffee(95.0))];
    events.extend(correction("desk", 10, 1, coffee(160.0)));
    events.extend(correction("desk", 12, 11, coffee(60.0)));
    events.extend(correction("bed", 20, 1, coffee(100.0)));
    assert_eq!(ids(&events), [21]);
    // Both corrected the correction.
    events.extend(correction("bed", 30, 11, coffee(300.0)));
    assert_eq!(ids(&events), [31]);
}

#[test]
#[expect(clippy::too_many_lines, reason = "one event of each kind")]
fn every_kind_is_read_back_from_its_columns_unchanged() {
    let step = StepId::from("stretch");
    let all = [
        What::Plan(json!({"bedtime": "22:30"})),
        What::done(step.clone()),
        What::Skipped {
            step: step.clone(),
            why: Some("tired".into()),
        },
        What::Skipped {
            step: step.clone(),
            why: None,
        },
        What::Snoozed {
            step: step.clone(),
            until: DateTime::from_timestamp_millis(1_790_000_000_123).unwrap(),
        },
        What::BedtimeMoved {
            to: DateTime::from_timestamp_millis(1_790_000_000_000).unwrap(),
        },
        What::Excused {
            why: Some("flu".into()),
        },
        What::lights_out(),
        What::Began,
        woke(),
        What::Legs {
            rating: Rating::try_from(10).unwrap(),
            feels: vec!["crawling".into()],
            places: vec![BodyPart::Legs, BodyPart::Arms],
            about: None,
        },
        What::Legs {
            rating: Rating::try_from(3).unwrap(),
            feels: vec![],
            places: vec![],
            about: Some(About::AwakeAtNight),
        },
        What::Onset(Onset::NoneToday),
        What::Onset(Onset::began()),
        What::Onset(Onset::Began {
            places: vec![BodyPart::Legs, BodyPart::Elsewhere],
            sat_min: Some(0),
        }),
        What::Caffeine {
            mg: 63.0,
            drink: Some("espresso".into()),
            over: None,
        },
        What::woke(full_night()),
        What::Done {
            step: step.clone(),
            timing: Timing::Unknown,
        },
        What::LightsOut {
            timing: Timing::Unknown,
        },
        What::Woke {
            night: full_night(),
            timing: Timing::Unknown,
        },
        What::Factor {
            name: "alcohol".into(),
            amount: None,
            about: None,
        },
        What::Factor {
            name: "medicine-change".into(),
            amount: None,
            about: Some("half of the evening tablet".into()),
        },
        What::Factor {
            name: "pregnancy".into(),
            amount: Some(31),
            about: None,
        },
        What::Iron {
            iron: IronTest {
                ferritin: Some(48.5),
                tsat: None,
                tested: "2026-11-02".parse().unwrap(),
            },
        },
        What::SelfCheck {
            signs: [true, true, false, true],
        },
        What::Note {
            text: "a <script>".into(),
        },
        What::Session {
            step: Some(step.clone()),
            session: SessionDone {
                routine: "restless-legs".into(),
                exercises: vec![ExerciseDone {
                    exercise: "calf-wall".into(),
                    held_secs: 60,
                    planned_secs: 120,
                }],
            },
        },
        What::Revoked {
            event: EventId(Uuid::from_u128(7)),
        },
    ];
    assert_read_back(all);
}

fn assert_read_back(all: impl IntoIterator<Item = What>) {
    for what in all {
        let step = what.step().map(|s| s.0.as_str());
        let again = What::from_columns(what.kind(), step, &what.data().to_string());
        assert_eq!(again, Some(what));
    }
}

#[test]
fn data_that_no_version_can_have_written_is_refused() {
    for (kind, step, data) in [
        ("done", Some("stretch"), "{not json"),
        ("lights_out", None, ""),
        ("legs", None, r#"{"rating": 11"#),
        ("note", None, "\u{0}"),
        ("bedtime_moved", None, r#"{"to": 8000000000000000}"#),
        ("bedtime_moved", None, r#"{"to": -1}"#),
        (
            "snoozed",
            Some("stretch"),
            r#"{"until": -8000000000000000}"#,
        ),
        ("woke", None, r#"{"up": 8000000000000000}"#),
        ("woke", None, r#"{"into_bed": 8000000000000000}"#),
        ("iron", None, r#"{"ferritin": 40, "tested": "0001-01-01"}"#),
    ] {
        assert_eq!(What::from_columns(kind, step, data), None, "{kind} {data}");
    }
}

#[test]
fn an_event_with_a_time_that_no_event_can_have_is_not_in_effect() {
    let (least, most) = (DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC);
    let mut events = vec![event(1, What::lights_out())];
    for at in [least, most] {
        let until = What::Snoozed {
            step: StepId::from("stretch"),
            until: at,
        };
        events.push(event(2, until));
        events.push(event(2, What::BedtimeMoved { to: at }));
        events.push(Event {
            at,
            ..event(2, What::lights_out())
        });
    }
    events.push(Event {
        offset_min: i32::MIN,
        ..event(2, What::lights_out())
    });
    events.push(Event {
        evening: EveningDate(NaiveDate::MIN),
        ..event(2, What::lights_out())
    });
    assert_eq!(ids(&events), [1]);
}

#[test]
fn the_first_and_last_plausible_date_bound_the_plausible_years() {
    assert!(EveningDate::FIRST.is_plausible() && EveningDate::LAST.is_plausible());
    assert!(!EveningDate::FIRST.previous().is_plausible());
    assert!(!EveningDate::LAST.next().is_plausible());
    let at = |text: &str| is_plausible_instant(text.parse().unwrap());
    assert!(at("1970-01-01T00:00:00Z") && at("2200-12-31T23:59:59.999Z"));
    assert!(!at("1969-12-31T23:59:59.999Z") && !at("2201-01-01T00:00:00Z"));
    let offsets = [-1440, -1439, 1439, 1440, i32::MIN, i32::MAX].map(is_plausible_offset);
    assert_eq!(offsets, [false, true, true, false, false, false]);
}

#[test]
fn an_event_this_version_cannot_interpret_is_preserved_unchanged() {
    for rating in [json!(11), json!(-1), json!(300), json!(4.5), json!("4")] {
        let data = json!({"rating": rating, "from": "the future"});
        for kind in ["legs", "moonphase"] {
            let read = What::from_columns(kind, Some("stretch"), &data.to_string()).unwrap();
            assert!(matches!(read, What::Other { .. }), "{data}");
            assert_eq!((read.kind(), read.data()), (kind, data.clone()));
        }
    }
}

#[test]
fn a_rating_goes_from_0_to_10_and_a_number_beyond_is_refused_with_the_range() {
    for number in 0..=10 {
        assert_eq!(i64::from(Rating::try_from(number).unwrap()), number);
    }
    for number in [-1, 11, 256, 300, i64::MIN, i64::MAX] {
        let error = Rating::try_from(number).unwrap_err().to_string();
        let expected = format!("legs {number} cannot be; it goes from 0 to 10");
        assert_eq!(error, expected);
    }
    let all: Vec<u8> = Rating::all().map(Rating::get).collect();
    assert_eq!(all, (0..=10).collect::<Vec<_>>());
}

#[test]
fn one_step_calmer_or_worse_stays_on_the_scale() {
    let calmer: Vec<u8> = Rating::all().map(|rating| rating.calmer().get()).collect();
    assert_eq!(calmer, [0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    let worse: Vec<u8> = Rating::all().map(|rating| rating.worse().get()).collect();
    assert_eq!(worse, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10]);
}

#[test]
fn a_known_time_leaves_the_data_as_every_version_writes_it() {
    assert_eq!(What::lights_out().data(), json!({}));
    assert_eq!(What::done("stretch".into()).data(), json!({}));
    assert_eq!(woke().data(), json!({}));
}

#[test]
fn a_row_without_a_timing_has_a_known_time_and_an_unknown_timing_is_of_another_version() {
    let read = |data: &str| What::from_columns("lights_out", None, data).unwrap();
    assert_eq!(read("{}"), What::lights_out());
    assert_eq!(read(r#"{"later": 1}"#), What::lights_out());
    assert_eq!(read(r#"{"time": "unknown"}"#).timing(), Timing::Unknown);
    let other = read(r#"{"time": "guessed"}"#);
    assert!(matches!(other, What::Other { .. }), "{other:?}");
}

#[test]
fn the_time_of_what_was_recorded_without_one_or_as_planned_is_not_known() {
    let dark = event(1, What::lights_out());
    assert!(dark.has_known_time());
    for origin in Origin::ALL {
        let dark = Event {
            origin: Some(origin),
            ..dark.clone()
        };
        assert_eq!(dark.has_known_time(), origin != Origin::AsPlanned);
    }
    let timing = Timing::Unknown;
    assert!(!event(1, What::LightsOut { timing }).has_known_time());
}

#[test]
fn every_origin_is_read_back_from_its_name() {
    for origin in Origin::ALL {
        assert_eq!(Origin::from_name(origin.name()), Some(origin));
        assert_eq!(serde_json::to_value(origin).unwrap(), origin.name());
    }
    assert_eq!(Origin::from_name("dreamt"), None);
}

#[test]
fn none_of_a_substance_that_this_version_does_not_know_is_preserved() {
    let data = r#"{"substance":"sugar"}"#;
    let read = What::from_columns("none_today", None, data).unwrap();
    assert!(matches!(&read, What::Other { kind, .. } if kind == "none_today"));
    assert_eq!(read.data().to_string(), data);
}

#[test]
fn what_was_consumed_and_what_was_not_is_read_back_from_its_columns_unchanged() {
    assert_read_back([
        What::Caffeine {
            mg: 107.0,
            drink: None,
            over: Some(crate::span::Span::minutes(90)),
        },
        What::NoneToday {
            substance: Substance::Caffeine,
        },
        What::Consumed(Unmeasured::Alcohol),
        What::Consumed(Unmeasured::Nicotine),
        What::Consumed(Unmeasured::Food),
    ]);
    let drunk_at_once = What::from_columns("caffeine", None, r#"{"mg":63.0,"drink":null}"#);
    assert!(matches!(
        drunk_at_once,
        Some(What::Caffeine { over: None, .. })
    ));
}
