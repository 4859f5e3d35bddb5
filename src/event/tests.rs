use super::*;

fn event(n: u128, what: What) -> Event {
    Event {
        id: EventId(Uuid::from_u128(n)),
        at: DateTime::from_timestamp(1_790_000_000, 0).unwrap(),
        offset_min: 60,
        evening: "2026-11-24".parse().unwrap(),
        what,
        device: "test".into(),
    }
}

fn woke() -> What {
    What::Woke {
        night: NightTold::default(),
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
    standing(events).iter().map(|e| e.id.0.as_u128()).collect()
}

#[test]
fn a_revoked_event_stands_no_more() {
    let events = [event(1, woke()), event(2, What::LightsOut), revoke(3, 1)];
    assert_eq!(ids(&events), [2]);
}

#[test]
fn revoking_the_revocation_brings_the_event_back() {
    let events = [event(1, woke()), revoke(2, 1), revoke(3, 2)];
    assert_eq!(ids(&events), [1]);
    let thrice = [event(1, woke()), revoke(2, 1), revoke(3, 2), revoke(4, 3)];
    assert_eq!(ids(&thrice), [] as [u128; 0]);
}

#[test]
fn order_of_reading_does_not_matter_to_what_stands() {
    let events = [revoke(3, 2), revoke(2, 1), event(1, woke())];
    assert_eq!(ids(&events), [1]);
}

#[test]
fn every_kind_survives_its_columns() {
    let step = StepId::from("stretch");
    let all = [
        What::Plan(json!({"bedtime": "22:30"})),
        What::Done { step: step.clone() },
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
        What::LightsOut,
        woke(),
        What::Legs {
            rating: 10,
            feels: vec!["crawling".into()],
        },
        What::Caffeine {
            mg: 63.0,
            drink: Some("espresso".into()),
        },
        What::Woke {
            night: NightTold {
                asleep_after_min: Some(25),
                awakenings: Some(0),
                up: DateTime::from_timestamp_millis(1_790_000_000_123),
                quality: Some(4),
            },
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
    for what in all {
        let step = what.step().map(|s| s.0.as_str());
        let again = What::from_columns(what.kind(), step, &what.data().to_string());
        assert_eq!(again, what);
    }
}

#[test]
fn what_another_version_wrote_is_kept_as_it_is() {
    let data = json!({"rating": 11, "from": "the future"});
    for kind in ["legs", "moonphase"] {
        let read = What::from_columns(kind, Some("stretch"), &data.to_string());
        assert!(matches!(read, What::Other { .. }));
        assert_eq!((read.kind(), read.data()), (kind, data.clone()));
    }
}
