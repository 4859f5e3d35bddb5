use chrono::{DateTime, FixedOffset, TimeDelta, Utc};
use chrono_tz::Europe::Berlin;
use serde_json::json;
use uuid::{NoContext, Timestamp, Uuid};

use super::hook_event::{EveningFacts, FoundHookEvents, hook_events};
use crate::evening::Evening;
use crate::event::{EveningDate, Event, EventId, Rating, What};
use crate::plan::{Config, Plan};

const TUESDAY: &str = "2026-11-24";
const REQUIRED: [&str; 4] = ["last-caffeine", "warm-bath", "stretch", "screens-away"];

/// `21:50` on Tuesday, `+06:30` on the morning after.
fn at(text: &str) -> DateTime<Utc> {
    let (day, time) = match text.strip_prefix('+') {
        Some(time) => ("2026-11-25", time),
        None => (TUESDAY, text),
    };
    format!("{day}T{time}:00+01:00").parse().unwrap()
}

fn date() -> EveningDate {
    TUESDAY.parse().unwrap()
}

/// An event about the time `about`, written at `written`, with the sequence number `n`.
fn event_at(n: u64, written: &str, about: &str, what: What) -> Event {
    let written = at(written).timestamp_millis() as u64 + n;
    let written = Timestamp::from_unix(
        NoContext,
        written / 1000,
        (written % 1000) as u32 * 1_000_000,
    );
    Event {
        id: EventId(Uuid::new_v7(written)),
        at: at(about),
        offset_min: 60,
        evening: date(),
        what,
        device: "test".into(),
        origin: None,
        action: None,
    }
}

/// Events in this order, each written at the time it is about.
fn recorded_events(said: &[(&str, What)]) -> Vec<Event> {
    (0..)
        .zip(said)
        .map(|(n, (time, what))| event_at(n, time, time, what.clone()))
        .collect()
}

fn done(step: &str) -> What {
    What::done(step.into())
}

fn revoked(event: &Event) -> What {
    What::Revoked { event: event.id }
}

fn late() -> TimeDelta {
    TimeDelta::minutes(30)
}

fn plan() -> Plan {
    Config::built_in().plan
}

fn found_from(first: Option<&str>, events: &[Event], now: DateTime<Utc>) -> FoundHookEvents {
    let plan = plan();
    let told = EveningFacts {
        planned: Evening::on(date(), &plan, &Berlin),
        plan: &plan,
        events,
        first: first.map(|first| first.parse().unwrap()),
        zone: &Berlin,
    };
    hook_events(&told, now, late())
}

fn found(events: &[Event], now: &str) -> FoundHookEvents {
    found_from(Some("2026-11-01"), events, at(now))
}

/// The found events, in short: `due stretch 21:50`.
fn short(events: &[Event], now: &str) -> Vec<String> {
    let hook_events = found(events, now).hook_events;
    let line = |hook_event: &super::hook_event::HookEvent| {
        let step = hook_event.step.as_ref();
        let step = step.map(|step| format!("{} ", step.id)).unwrap_or_default();
        let at = hook_event.at.with_timezone(&Berlin).format("%H:%M");
        format!("{} {step}{at}", hook_event.kind.name())
    };
    hook_events.iter().map(line).collect()
}

fn keys(events: &[Event], now: &str) -> Vec<String> {
    let hook_events = found(events, now).hook_events;
    hook_events
        .into_iter()
        .map(|hook_event| hook_event.key)
        .collect()
}

const NOTHING: [&str; 0] = [];

#[test]
fn a_step_is_due_when_its_time_has_come_while_it_is_open_and_no_longer_than_late_after() {
    let bath_skipped = (
        "20:00",
        What::Skipped {
            step: "warm-bath".into(),
            why: None,
        },
    );
    let quiet = |more: &[(&'static str, What)]| {
        let mut said = vec![bath_skipped.clone(), ("20:00", done("massage"))];
        said.extend(more.iter().cloned());
        recorded_events(&said)
    };
    let snoozed = (
        "21:51",
        What::Snoozed {
            step: "stretch".into(),
            until: at("22:01"),
        },
    );
    let moved = ("21:51", What::BedtimeMoved { to: at("23:00") });
    let table = [
        (vec![], "21:49", vec![]),
        (vec![], "21:50", vec!["due stretch 21:50"]),
        (vec![], "22:14", vec!["due stretch 21:50"]),
        (
            vec![],
            "22:20",
            vec!["due stretch 21:50", "due screens-away 22:15"],
        ),
        (vec![], "22:21", vec!["due screens-away 22:15"]),
        (vec![snoozed.clone()], "22:00", vec![]),
        (vec![snoozed], "22:01", vec!["due stretch 22:01"]),
        (vec![moved], "22:00", vec![]),
        (
            vec![("21:49", What::Excused { why: None })],
            "21:50",
            vec![],
        ),
        (
            vec![("21:49", What::lights_out())],
            "21:50",
            vec!["done lights-out 21:49"],
        ),
        (
            vec![("21:51", done("stretch"))],
            "21:52",
            vec!["done stretch 21:51"],
        ),
    ];
    for (more, now, expected) in table {
        assert_eq!(short(&quiet(&more), now), expected, "{more:?} at {now}");
    }
}

#[test]
fn a_steps_key_is_stable_and_changes_with_its_due_time() {
    let quiet = recorded_events(&[("20:00", done("massage"))]);
    let key = "hook on_due 2026-11-24 stretch 1795553400";
    for now in ["21:50", "21:51", "22:10"] {
        assert_eq!(keys(&quiet, now), [key], "{now}");
    }
    let mut later = quiet.clone();
    let snoozed = What::Snoozed {
        step: "stretch".into(),
        until: at("22:05"),
    };
    later.push(event_at(1, "21:51", "21:51", snoozed));
    assert_eq!(
        keys(&later, "22:05"),
        ["hook on_due 2026-11-24 stretch 1795554300"]
    );
}

#[test]
fn the_next_look_is_at_the_next_steps_time_or_at_the_evenings_end() {
    let next = |events: &[Event], now: &str| found(events, now).look_again;
    assert_eq!(next(&[], "21:00"), Some(at("21:15")));
    assert_eq!(next(&[], "22:20"), Some(at("22:30")));
    assert_eq!(next(&[], "22:40"), Some(at("+06:30")));
    let dark = recorded_events(&[("21:00", What::lights_out())]);
    assert_eq!(next(&dark, "21:01"), Some(at("+06:30")));
    assert_eq!(next(&[], "+06:30"), None);
}

#[test]
fn a_done_step_is_as_old_as_its_entry_and_reports_the_time_that_the_entry_is_about() {
    let backfilled = [event_at(0, "22:00", "20:45", done("warm-bath"))];
    assert_eq!(short(&backfilled, "22:05")[0], "done warm-bath 20:45");
    assert_eq!(short(&backfilled, "22:30")[0], "done warm-bath 20:45");
    assert!(!short(&backfilled, "22:31").join("\n").contains("warm-bath"));
}

/// The keys of the events found about the stretches.
fn stretch(events: &[Event], now: &str) -> Vec<String> {
    let keys = keys(events, now).into_iter();
    keys.filter(|key| key.contains(" stretch ")).collect()
}

#[test]
fn a_step_done_twice_over_or_corrected_is_done_once() {
    let first = recorded_events(&[("21:00", done("stretch"))]);
    let key = stretch(&first, "21:10");
    assert_eq!(
        key,
        [format!("hook on_done 2026-11-24 stretch {}", first[0].id)]
    );
    let mut corrected = first.clone();
    corrected.push(event_at(1, "21:10", "20:30", done("stretch")));
    assert_eq!(stretch(&corrected, "21:10"), key);
    // A correction does not make an old entry new.
    assert_eq!(stretch(&corrected, "21:35"), NOTHING);
    // Nor does revoking the first of the two.
    corrected.push(event_at(2, "21:11", "21:11", revoked(&first[0])));
    assert_eq!(stretch(&corrected, "21:11"), key);
}

#[test]
fn a_revoked_step_is_not_reported_and_is_reported_again_when_done_again() {
    let said = recorded_events(&[("21:20", done("stretch"))]);
    let mut again = said.clone();
    again.push(event_at(1, "21:21", "21:21", revoked(&said[0])));
    assert_eq!(stretch(&again, "21:22"), NOTHING);
    again.push(event_at(2, "21:22", "21:22", done("stretch")));
    assert_eq!(stretch(&again, "21:23").len(), 1);
    assert_ne!(stretch(&again, "21:23"), stretch(&said, "21:23"));
}

#[test]
fn an_evening_is_kept_with_its_last_required_entry_whichever_that_is() {
    let mut said: Vec<_> = REQUIRED.map(|step| ("22:00", done(step))).to_vec();
    assert!(
        !short(&recorded_events(&said), "22:05")
            .join("\n")
            .contains("kept")
    );
    said.push(("22:25", What::lights_out()));
    let kept = "evening_kept 22:25".to_owned();
    assert!(short(&recorded_events(&said), "22:55").contains(&kept));
    assert!(!short(&recorded_events(&said), "22:56").contains(&kept));
    // A later optional step or note changes nothing.
    said.push(("22:50", done("massage")));
    said.push((
        "22:51",
        What::Note {
            text: "tired".into(),
        },
    ));
    assert!(short(&recorded_events(&said), "22:55").contains(&kept));
    assert!(!short(&recorded_events(&said), "22:56").contains(&kept));
    // Lights-out that is recorded the next morning.
    said[4].0 = "22:52";
    let mut told = recorded_events(&said[..4]);
    told.push(event_at(9, "+07:00", "22:40", What::lights_out()));
    let late = short(&told, "+07:10");
    assert_eq!(late, ["done lights-out 22:40", "evening_kept 07:00"]);
}

#[test]
fn a_cutoff_that_is_kept_by_the_recorded_drinks_counts_for_the_evening() {
    let espresso = What::Caffeine {
        mg: 60.0,
        drink: None,
        over: None,
    };
    let mut said = vec![("09:00", espresso.clone())];
    said.extend(REQUIRED[1..].iter().map(|step| ("21:00", done(step))));
    said.push(("22:30", What::lights_out()));
    let found = short(&recorded_events(&said), "22:31");
    assert!(
        found.contains(&"evening_kept 22:30".to_owned()),
        "{found:?}"
    );
    said[0].0 = "15:00";
    assert!(
        !short(&recorded_events(&said), "22:31")
            .join("\n")
            .contains("kept")
    );
}

#[test]
fn an_evening_is_reported_as_kept_once_even_if_an_entry_is_revoked_and_recorded_again() {
    let mut said: Vec<_> = REQUIRED.map(|step| ("22:00", done(step))).to_vec();
    said.push(("22:25", What::lights_out()));
    let mut events = recorded_events(&said);
    let key = "hook on_evening_kept 2026-11-24".to_owned();
    assert!(keys(&events, "22:26").contains(&key));
    events.push(event_at(6, "22:27", "22:27", revoked(&events[4])));
    assert!(!keys(&events, "22:27").contains(&key));
    events.push(event_at(7, "22:28", "22:28", What::lights_out()));
    assert!(keys(&events, "22:28").contains(&key));
}

#[test]
fn an_evening_is_missed_when_it_is_over_and_neither_kept_nor_excused() {
    let mut all: Vec<_> = REQUIRED.map(|step| ("22:00", done(step))).to_vec();
    all.push(("22:25", What::lights_out()));
    let missed = vec!["missed 06:30"];
    let table = [
        (vec![], "+06:29", vec![]),
        (vec![], "+06:30", missed.clone()),
        // It is still reported hours later, because computers sleep at night, but not a day later.
        (vec![], "+18:30", missed.clone()),
        (vec![], "+18:31", vec![]),
        (all[..4].to_vec(), "+06:30", missed),
        (all, "+06:30", vec![]),
        (
            vec![("20:00", What::Excused { why: None })],
            "+06:30",
            vec![],
        ),
    ];
    for (said, now, expected) in table {
        assert_eq!(
            short(&recorded_events(&said), now),
            expected,
            "{said:?} at {now}"
        );
    }
}

#[test]
fn evenings_before_the_first_entry_are_not_missed() {
    let missed = |first| !found_from(first, &[], at("+06:45")).hook_events.is_empty();
    assert!(missed(Some(TUESDAY)));
    assert!(!missed(Some("2026-11-25")));
    assert!(!missed(None));
}

#[test]
fn an_event_written_in_the_future_is_as_old_as_the_time_it_is_about() {
    let ahead = [event_at(0, "+20:00", "21:20", done("stretch"))];
    assert!(short(&ahead, "21:25").contains(&"done stretch 21:20".to_owned()));
    assert!(!short(&ahead, "21:51").contains(&"done stretch 21:20".to_owned()));
    // After the clock was set back a little, the event still counts as new.
    let just = [event_at(0, "21:26", "18:00", done("stretch"))];
    assert!(short(&just, "21:25").contains(&"done stretch 18:00".to_owned()));
    // An id without a time.
    let mut nameless = ahead;
    nameless[0].id = EventId(Uuid::from_u128(7));
    assert!(short(&nameless, "21:25").contains(&"done stretch 21:20".to_owned()));
}

#[test]
fn variables_and_json_have_the_facts_and_nothing_private() {
    let zone = FixedOffset::east_opt(3600).unwrap();
    let note = What::Note {
        text: "my secret".into(),
    };
    let skipped = What::Skipped {
        step: "warm-bath".into(),
        why: Some("a secret".into()),
    };
    let legs = What::Legs {
        rating: Rating::try_from(7).unwrap(),
        feels: vec!["secret".into()],
        places: vec![],
        about: None,
    };
    let said = [
        ("21:40", note),
        ("21:41", skipped),
        ("21:42", legs),
        ("21:43", done("massage")),
    ];
    let hook_events = found(&recorded_events(&said), "21:50").hook_events;
    let stretch = hook_events.iter().find(|one| one.status == "due").unwrap();
    assert_eq!(
        stretch.json(&zone),
        json!({
            "event": "due", "evening": "2026-11-24", "step": "stretch", "title": "Leg stretches",
            "kind": "routine", "at": "2026-11-24T21:50:00+01:00", "status": "due",
            "done": 0, "required": 5, "share": null,
        })
    );
    let variables = stretch.variables(&zone);
    let lines: Vec<String> = variables
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    assert_eq!(
        lines,
        [
            "WINDDOWN_EVENT=due",
            "WINDDOWN_EVENING=2026-11-24",
            "WINDDOWN_STEP=stretch",
            "WINDDOWN_TITLE=Leg stretches",
            "WINDDOWN_KIND=routine",
            "WINDDOWN_AT=2026-11-24T21:50:00+01:00",
            "WINDDOWN_STATUS=due",
            "WINDDOWN_DONE=0",
            "WINDDOWN_REQUIRED=5",
            "WINDDOWN_SHARE=",
        ]
    );
    assert!(!format!("{hook_events:?}").contains("secret"));
    let missed = &found(&[], "+07:00").hook_events[0];
    assert_eq!(missed.json(&zone)["step"], json!(null));
    assert!(
        missed
            .variables(&zone)
            .contains(&("WINDDOWN_STEP".into(), String::new()))
    );
}
