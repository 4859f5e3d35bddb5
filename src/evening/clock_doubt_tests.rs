use chrono::{DateTime, FixedOffset, Utc};
use uuid::Uuid;

use super::ClockDoubt;
use crate::event::{Draft, EveningDate, Event, EventId, What};

fn at(text: &str) -> DateTime<Utc> {
    format!("{text}:00+01:00").parse().unwrap()
}

fn zone() -> FixedOffset {
    FixedOffset::east_opt(3600).unwrap()
}

fn entry(when: &str) -> Event {
    Event {
        id: EventId(Uuid::nil()),
        at: at(when),
        offset_min: 60,
        evening: EveningDate(at(when).date_naive()),
        what: What::lights_out(),
        device: "test".to_owned(),
        origin: None,
        action: None,
    }
}

fn about(now: &str, newest: Option<&str>) -> Option<String> {
    let newest = newest.map(entry);
    let doubt = ClockDoubt::about(at(now), &zone(), newest.as_ref());
    doubt.map(|doubt| doubt.to_string())
}

#[test]
fn a_clock_before_2026_is_in_doubt_by_the_date_that_it_shows() {
    let doubt = about("1970-01-01T01:00", None).unwrap();
    assert_eq!(
        doubt,
        "this computer's clock reads 1 January 1970, which cannot be right"
    );
    assert!(about("2025-12-31T23:59", None).is_some());
    assert_eq!(about("2026-01-01T00:00", None), None);
}

#[test]
fn a_clock_is_in_doubt_from_two_days_before_an_entry_on() {
    let now = "2026-11-24T21:00";
    for (entry, is_doubted) in [
        ("2026-11-20T21:00", false),
        ("2026-11-26T20:59", false),
        ("2026-11-26T21:00", true),
        ("2031-11-26T21:00", true),
    ] {
        assert_eq!(about(now, Some(entry)).is_some(), is_doubted, "{entry}");
    }
    let doubt = about(now, Some("2031-01-02T21:00")).unwrap();
    assert_eq!(
        doubt,
        "this computer's clock reads 24 November 2026, but you made an entry here on 2 January 2031"
    );
}

#[test]
fn in_doubt_only_taking_back_is_allowed_and_it_records_no_plan() {
    let draft = |what: What| Draft {
        at: at("1970-01-01T21:00"),
        offset_min: 60,
        evening: EveningDate::FIRST,
        what,
        origin: None,
    };
    let plan = || draft(What::Plan(serde_json::Value::Null));
    let revoked = || {
        draft(What::Revoked {
            event: EventId(Uuid::nil()),
        })
    };
    let done = || draft(What::done("stretch".into()));
    assert_eq!(ClockDoubt::allowed(vec![]), Some(vec![]));
    assert_eq!(
        ClockDoubt::allowed(vec![plan(), revoked()]),
        Some(vec![revoked()])
    );
    for refused in [
        vec![done()],
        vec![plan(), done()],
        vec![revoked(), done()],
        vec![plan()],
    ] {
        assert_eq!(ClockDoubt::allowed(refused), None);
    }
}
