//! Entries of the diary: the evening they belong to, and which are refused.

use chrono::{DateTime, Utc};
use chrono_tz::Europe::Berlin;

use super::calendar_tests::calendar;
use super::timeline_tests::{TUESDAY, berlin, plan};
use super::*;
use crate::event::{
    About, BodyPart, Draft, Event, EventId, IronTest, NightEntry, Onset, Rating, What,
};
use crate::time_of_day::ClockFormat;

fn act_on(date: &str, now: &str, action: &Action) -> Result<Draft, Refusal> {
    let plan = plan();
    let situation = Situation {
        format: ClockFormat::default(),
        now: berlin(now),
        zone: &Berlin,
        here: &Berlin,
        evening: Evening::on(date.parse().unwrap(), &plan, &Berlin),
        plan: &plan,
        unrecorded: None,
        elsewhere: &[],
        device: "test",
        events: &[],
    };
    let mut drafts = decide(std::slice::from_ref(action), &situation)?;
    assert_eq!(drafts.len(), 1, "{drafts:?}");
    Ok(drafts.remove(0))
}

/// Records an entry at 21:00 on Tuesday's evening.
fn record(entry: DiaryEntry) -> Result<What, Refusal> {
    let action = Action::Record { entry, at: None };
    act_on(TUESDAY, "2026-11-24T21:00", &action).map(|draft| draft.what)
}

fn refused(entry: DiaryEntry) -> String {
    record(entry).unwrap_err().to_string()
}

fn legs(rating: i64) -> DiaryEntry {
    DiaryEntry::Legs {
        rating: Rating::try_from(rating).unwrap(),
        feels: vec![],
        places: vec![],
        about: None,
    }
}

fn drink(mg: f64) -> DiaryEntry {
    DiaryEntry::Caffeine {
        mg,
        drink: None,
        over: None,
    }
}

fn iron(ferritin: Option<f64>, tsat: Option<f64>, tested: &str) -> DiaryEntry {
    DiaryEntry::Iron(IronTest {
        ferritin,
        tsat,
        tested: tested.parse().unwrap(),
    })
}

#[test]
fn legs_are_recorded_as_they_were_rated() {
    for rating in Rating::all() {
        let recorded = record(legs(rating.into())).unwrap();
        assert!(matches!(recorded, What::Legs { rating: recorded, .. } if recorded == rating));
    }
}

#[test]
fn a_beginning_stores_each_place_once_and_only_what_the_user_gave() {
    let onset = |places: &[BodyPart], sat_min| {
        let places = places.to_vec();
        DiaryEntry::Onset(Onset::Began { places, sat_min })
    };
    let recorded = record(onset(
        &[BodyPart::Arms, BodyPart::Legs, BodyPart::Arms],
        Some(20),
    ));
    let data = recorded.unwrap().data();
    assert_eq!(
        data.to_string(),
        r#"{"sat_min":20,"where":["legs","arms"]}"#
    );
    assert_eq!(record(onset(&[], None)).unwrap().data().to_string(), "{}");
    assert_eq!(
        refused(onset(&[], Some(721))),
        "the time you could sit 721 min cannot be; it goes from 0 to 720 min"
    );
}

#[test]
fn none_today_is_refused_where_a_beginning_is_recorded_and_a_later_beginning_is_not() {
    let recorded = |onset: Onset| Event {
        id: EventId(uuid::Uuid::from_u128(1)),
        at: berlin("2026-11-24T19:40"),
        offset_min: 60,
        evening: TUESDAY.parse().unwrap(),
        what: What::Onset(onset),
        device: "test".into(),
        origin: None,
        action: None,
    };
    let after = |first: Onset, then: Onset| {
        let plan = plan();
        let events = [recorded(first)];
        let situation = Situation {
            format: ClockFormat::default(),
            now: berlin("2026-11-24T21:00"),
            zone: &Berlin,
            here: &Berlin,
            evening: Evening::on(TUESDAY.parse().unwrap(), &plan, &Berlin),
            plan: &plan,
            unrecorded: None,
            elsewhere: &[],
            device: "test",
            events: &events,
        };
        let action = Action::Record {
            entry: DiaryEntry::Onset(then),
            at: None,
        };
        decide(&[action], &situation).map_err(|refusal| refusal.to_string())
    };
    assert_eq!(
        after(Onset::began(), Onset::NoneToday).unwrap_err(),
        "restless legs on Tue 24 Nov 19:40 is recorded; take that back first if there was none"
    );
    assert_eq!(
        after(Onset::NoneToday, Onset::NoneToday).unwrap_err(),
        "no restless legs that day is recorded already"
    );
    assert!(after(Onset::NoneToday, Onset::began()).is_ok());
    assert!(after(Onset::began(), Onset::began()).is_ok());
}

#[test]
fn symptoms_begin_once_by_a_single_press_unless_it_was_earlier() {
    let plan = plan();
    let press = |events: &[Event], now: &str| {
        let situation = Situation {
            format: ClockFormat::default(),
            now: berlin(now),
            zone: &Berlin,
            here: &Berlin,
            evening: Evening::on(TUESDAY.parse().unwrap(), &plan, &Berlin),
            plan: &plan,
            unrecorded: None,
            elsewhere: &[],
            device: "test",
            events,
        };
        let drafts = decide(&[Action::BeginSymptoms], &situation);
        drafts.map_err(|refusal| refusal.to_string())
    };
    let recorded = press(&[], "2026-11-24T19:40").unwrap();
    assert_eq!(
        (recorded[0].at, &recorded[0].what),
        (berlin("2026-11-24T19:40"), &What::Onset(Onset::began()))
    );
    let began = Event {
        id: EventId(uuid::Uuid::from_u128(1)),
        at: recorded[0].at,
        offset_min: 60,
        evening: TUESDAY.parse().unwrap(),
        what: recorded[0].what.clone(),
        device: "test".into(),
        origin: None,
        action: None,
    };
    let none = Event {
        what: What::Onset(Onset::NoneToday),
        ..began.clone()
    };
    assert_eq!(
        press(std::slice::from_ref(&began), "2026-11-24T21:00").unwrap_err(),
        "symptoms began on Tue 24 Nov 19:40 already. The diary has the rest."
    );
    // An answer that waited for the journal while a later beginning was recorded.
    assert!(press(&[began], "2026-11-24T19:30").is_ok());
    assert!(press(&[none], "2026-11-24T21:00").is_ok());
    assert_eq!(
        press(&[], "2026-11-25T06:30").unwrap_err(),
        "say when it was"
    );
}

#[test]
fn sensations_are_recorded_in_lower_case_and_may_be_the_users_own_words() {
    let feels = vec!["Crawling".to_owned(), " fizzy ".to_owned()];
    let recorded = record(DiaryEntry::Legs {
        rating: Rating::try_from(4).unwrap(),
        feels,
        places: vec![],
        about: None,
    })
    .unwrap();
    assert!(matches!(recorded, What::Legs { feels, .. } if feels == ["crawling", "fizzy"]));
    for feel in ["", "  ", "two\nlines", "\u{1b}[2J"] {
        let feels = vec![feel.to_owned()];
        assert!(matches!(
            record(DiaryEntry::Legs {
                rating: Rating::try_from(4).unwrap(),
                feels,
                places: vec![],
                about: None
            }),
            Err(Refusal::BadName)
        ));
    }
}

#[test]
fn a_drink_has_from_0_to_1000_milligrams() {
    for mg in [0.0, 0.5, 95.0, 1000.0] {
        assert!(record(drink(mg)).is_ok(), "{mg}");
    }
    for mg in [-1.0, -0.001, 1000.1, f64::INFINITY, f64::NAN] {
        let message = refused(drink(mg));
        assert!(message.contains("0 to 1000 mg"), "{message}");
    }
}

#[test]
fn iron_values_outside_their_range_are_refused_with_the_range() {
    assert!(record(iron(Some(48.0), Some(22.0), "2026-11-02")).is_ok());
    assert!(record(iron(None, Some(22.0), "2026-11-24")).is_ok());
    for ferritin in [0.0, -3.0, 100_000.0, f64::NAN] {
        let message = refused(iron(Some(ferritin), None, "2026-11-02"));
        assert!(message.contains("1 to 5000 ng/mL"), "{message}");
    }
    for tsat in [0.0, 101.0] {
        let message = refused(iron(None, Some(tsat), "2026-11-02"));
        assert!(message.contains("1 to 100 %"), "{message}");
    }
    assert!(refused(iron(None, None, "2026-11-02")).contains("ferritin"));
}

#[test]
fn a_blood_test_in_the_future_or_before_1970_is_refused() {
    let message = refused(iron(Some(48.0), None, "2026-11-25"));
    assert!(message.contains("25 Nov 2026"), "{message}");
    let message = refused(iron(Some(48.0), None, "1969-12-31"));
    assert!(message.contains("1970"), "{message}");
    assert!(record(iron(Some(48.0), None, "1970-01-01")).is_ok());
}

#[test]
fn a_factor_may_have_a_number_and_a_text() {
    let entry = DiaryEntry::Factor {
        name: "Pregnancy".to_owned(),
        amount: Some(31),
        about: Some("  ".to_owned()),
    };
    let recorded = What::Factor {
        name: "pregnancy".to_owned(),
        amount: Some(31),
        about: None,
    };
    assert_eq!(record(entry).unwrap(), recorded);
    let none = DiaryEntry::Factor {
        name: " ".to_owned(),
        amount: None,
        about: None,
    };
    assert!(matches!(record(none), Err(Refusal::BadName)));
}

#[test]
fn a_rating_in_the_morning_is_for_the_past_night_and_a_later_one_for_the_evening() {
    let of = |now: &str| {
        let now = berlin(now);
        calendar(now, &plan(), &[], &[])
            .of_rating_at(now)
            .to_string()
    };
    // The night of Monday's evening ends at 06:30.
    assert_eq!(of("2026-11-24T03:00"), "2026-11-23");
    assert_eq!(of("2026-11-24T06:45"), "2026-11-23");
    assert_eq!(of("2026-11-24T12:29"), "2026-11-23");
    assert_eq!(of("2026-11-24T12:30"), TUESDAY);
    assert_eq!(of("2026-11-24T23:50"), TUESDAY);
}

#[test]
fn a_rating_records_whether_it_is_about_the_evening_the_night_or_a_moment_of_it() {
    let plan = plan();
    let about = |now: &str, at: Option<&str>, lights_out: Option<&str>| {
        let lights_out = lights_out.map(|at| Event {
            id: EventId(uuid::Uuid::from_u128(1)),
            at: berlin(at),
            offset_min: 60,
            evening: TUESDAY.parse().unwrap(),
            what: What::lights_out(),
            device: "test".to_owned(),
            origin: None,
            action: None,
        });
        let events: Vec<Event> = lights_out.into_iter().collect();
        let situation = Situation {
            format: ClockFormat::default(),
            now: berlin(now),
            zone: &Berlin,
            here: &Berlin,
            evening: Evening::on(TUESDAY.parse().unwrap(), &plan, &Berlin),
            plan: &plan,
            unrecorded: None,
            elsewhere: &[],
            device: "test",
            events: &events,
        };
        let action = Action::Record {
            entry: legs(4),
            at: at.map(berlin),
        };
        match decide(&[action], &situation).unwrap()[0].what {
            What::Legs { about, .. } => about.unwrap(),
            _ => unreachable!(),
        }
    };
    let (evening, night) = ("2026-11-24T21:00", "2026-11-25T02:00");
    assert_eq!(about(evening, None, None), About::Evening);
    let out = Some("2026-11-24T22:40");
    assert_eq!(about(night, None, out), About::AwakeAtNight);
    assert_eq!(about(night, Some(evening), out), About::Evening);
    // Without a recorded lights-out the night begins at the middle of the planned one, 02:30.
    assert_eq!(about(night, None, None), About::Evening);
    assert_eq!(about("2026-11-25T03:00", None, None), About::AwakeAtNight);
    // Late lights-out: somebody still up at 03:00 rates the evening.
    let late = Some("2026-11-25T04:00");
    let three = Some("2026-11-25T03:00");
    assert_eq!(about("2026-11-25T05:00", three, late), About::Evening);
    assert_eq!(about("2026-11-25T06:45", None, out), About::Night);
    // Days later, without a time, one looks back at the whole night.
    assert_eq!(about("2026-11-28T12:00", None, out), About::Night);
    assert_eq!(
        about("2026-11-28T12:00", Some(evening), out),
        About::Evening
    );
}

#[test]
fn an_entry_for_a_past_evening_without_a_time_is_recorded_at_its_bedtime() {
    let action = Action::Record {
        entry: legs(3),
        at: None,
    };
    let draft = act_on("2026-11-20", "2026-11-24T21:00", &action).unwrap();
    let bedtime = Evening::on("2026-11-20".parse().unwrap(), &plan(), &Berlin).bedtime;
    assert_eq!(draft.at, bedtime);
    // The night just past is no past evening yet: its entries may come at any hour.
    let draft = act_on("2026-11-23", "2026-11-24T07:00", &action).unwrap();
    assert_eq!(draft.at, berlin("2026-11-24T07:00"));
}

#[test]
fn an_entry_in_the_future_is_refused() {
    let at = |at: &str| Action::Record {
        entry: drink(80.0),
        at: Some(berlin(at)),
    };
    let result = act_on(TUESDAY, "2026-11-24T21:00", &at("2026-11-24T21:01"));
    assert!(
        matches!(result, Err(Refusal::InTheFuture { .. })),
        "{result:?}"
    );
    let result = act_on("2026-11-25", "2026-11-24T21:00", &at("2026-11-24T20:00"));
    assert!(result.is_err(), "{result:?}");
    assert!(act_on(TUESDAY, "2026-11-24T21:00", &at("2026-11-24T20:00")).is_ok());
}

fn woke(now: &str, at: Option<DateTime<Utc>>, night: NightEntry) -> Result<Draft, Refusal> {
    act_on(
        TUESDAY,
        now,
        &Action::Woke {
            when: at.into(),
            night,
        },
    )
}

#[test]
fn details_of_the_night_are_recorded_with_the_waking() {
    let night = NightEntry {
        asleep_after_min: Some(25),
        awakenings: Some(2),
        up: Some(berlin("2026-11-25T06:50")),
        quality: Some(3),
        ..NightEntry::default()
    };
    let at = berlin("2026-11-25T06:20");
    let draft = woke("2026-11-25T07:00", Some(at), night).unwrap();
    assert_eq!(draft.at, at);
    assert_eq!(draft.what, What::woke(night));
}

#[test]
fn invalid_details_of_a_night_are_refused_with_the_valid_range() {
    let message = |night| {
        let at = Some(berlin("2026-11-25T06:20"));
        woke("2026-11-25T07:00", at, night).unwrap_err().to_string()
    };
    let none = NightEntry::default();
    for quality in [0, 6, u8::MAX] {
        let quality = Some(quality);
        assert!(message(NightEntry { quality, ..none }).contains("1 to 5"));
    }
    let asleep_after_min = Some(721);
    let result = message(NightEntry {
        asleep_after_min,
        ..none
    });
    assert!(result.contains("0 to 720 min"), "{result}");
    let awakenings = Some(51);
    assert!(message(NightEntry { awakenings, ..none }).contains("0 to 50"));
    for (up, words) in [
        ("2026-11-25T06:10", "06:20"),
        ("2026-11-25T07:10", "has not come yet"),
    ] {
        let up = Some(berlin(up));
        let result = message(NightEntry { up, ..none });
        assert!(result.contains(words), "{result}");
    }
}

#[test]
fn entries_for_evenings_before_1970_are_refused() {
    let action = Action::Record {
        entry: legs(3),
        at: None,
    };
    let result = act_on("1969-12-31", "2026-11-24T21:00", &action);
    assert!(
        matches!(result, Err(Refusal::TooLongAgo { .. })),
        "{result:?}"
    );
    assert!(act_on("1970-01-01", "2026-11-24T21:00", &action).is_ok());
}
