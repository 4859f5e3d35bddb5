use chrono::{DateTime, NaiveTime, Utc};
use chrono_tz::Europe::Berlin;
use uuid::Uuid;

use super::calendar_tests::calendar;
use super::*;
use crate::event::{Event, EventId, StepId, What};
use crate::plan::{DueRule, Step, StepKind, Substance, Trial, WeekdaySet};
use crate::span::Span;

/// Tuesday 24 November 2026; Berlin is one hour ahead of UTC then.
pub const TUESDAY: &str = "2026-11-24";

pub fn time(text: &str) -> NaiveTime {
    NaiveTime::parse_from_str(text, "%H:%M").unwrap()
}

/// An instant as a clock in Berlin shows it, in November.
pub fn berlin(text: &str) -> DateTime<Utc> {
    format!("{text}:00+01:00").parse().unwrap()
}

pub fn tuesday(text: &str) -> DateTime<Utc> {
    berlin(&format!("{TUESDAY}T{text}"))
}

pub fn step(id: &str, kind: StepKind, when: DueRule) -> Step {
    Step {
        id: id.into(),
        title: crate::words::capitalised(&id.replace('-', " ")),
        kind,
        when,
        days: WeekdaySet::EVERY_DAY,
        optional: false,
        advice: None,
    }
}

fn minutes(minutes: u32) -> DueRule {
    DueRule::BeforeBed(Span::minutes(minutes))
}

/// Cutoff 13:30, bath 20:45, massage (optional) 21:15, stretch 21:50, screens after it, lights out 22:30.
pub fn plan() -> Plan {
    let caffeine = StepKind::Cutoff {
        substance: Substance::Caffeine,
    };
    let stretch = StepKind::Routine {
        routine: "restless-legs".into(),
        duration: Span::minutes(12),
    };
    Plan {
        trials: vec![],
        bedtime: time("22:30"),
        wake: time("06:30"),
        schedules: vec![],
        steps: vec![
            step("last-caffeine", caffeine, minutes(9 * 60)),
            step(
                "warm-bath",
                StepKind::Timer {
                    duration: Span::minutes(15),
                },
                minutes(105),
            ),
            Step {
                optional: true,
                ..step(
                    "massage",
                    StepKind::Timer {
                        duration: Span::minutes(20),
                    },
                    minutes(75),
                )
            },
            step(
                "screens-away",
                StepKind::Check,
                DueRule::After("stretch".into()),
            ),
            step("stretch", stretch, minutes(40)),
            step("lights-out", StepKind::Bedtime, minutes(0)),
        ],
    }
}

/// The journal's events of Tuesday, in the order given.
pub fn events(entries: &[(&str, What)]) -> Vec<Event> {
    entries
        .iter()
        .enumerate()
        .map(|(n, (at, what))| Event {
            id: EventId(Uuid::from_u128(n as u128 + 1)),
            at: if at.contains('T') {
                berlin(at)
            } else {
                tuesday(at)
            },
            offset_min: 60,
            evening: TUESDAY.parse().unwrap(),
            what: what.clone(),
            device: "test".into(),
            origin: None,
            action: None,
        })
        .collect()
}

pub fn done(id: &str) -> What {
    What::done(id.into())
}

/// `id status` of each entry, in order.
fn statuses(entries: &[(&str, What)], now: &str) -> Vec<String> {
    let plan = plan();
    let evening = Evening::on(TUESDAY.parse().unwrap(), &plan, &Berlin);
    let now = if now.contains('T') {
        berlin(now)
    } else {
        tuesday(now)
    };
    Timeline::new(evening, &plan, &events(entries), now, &Berlin)
        .entries
        .iter()
        .map(|entry| format!("{} {}", entry.step.id, entry.status.as_str()))
        .collect()
}

fn status_of(id: &str, entries: &[(&str, What)], now: &str) -> String {
    let prefix = format!("{id} ");
    let all = statuses(entries, now);
    all.iter()
        .find_map(|line| line.strip_prefix(&prefix))
        .unwrap()
        .to_owned()
}

fn due_of(id: &str, entries: &[(&str, What)], now: &str) -> DateTime<Utc> {
    let plan = plan();
    let evening = Evening::on(TUESDAY.parse().unwrap(), &plan, &Berlin);
    let events = events(entries);
    let timeline = Timeline::new(evening, &plan, &events, tuesday(now), &Berlin);
    timeline.entry(&StepId::from(id)).unwrap().due
}

fn next_of(entries: &[(&str, What)], now: &str) -> Option<String> {
    let plan = plan();
    let evening = Evening::on(TUESDAY.parse().unwrap(), &plan, &Berlin);
    let events = events(entries);
    let timeline = Timeline::new(evening, &plan, &events, tuesday(now), &Berlin);
    timeline.next().map(|entry| entry.step.id.0.clone())
}

fn drink(mg: f64) -> What {
    What::Caffeine {
        mg,
        drink: None,
        over: None,
    }
}

#[test]
fn a_quarter_past_one_is_still_yesterdays_evening() {
    let evening = Evening::at(berlin("2026-11-25T01:15"), &plan(), &Berlin);
    assert_eq!(evening.date.to_string(), TUESDAY);
    let evening = Evening::at(berlin("2026-11-25T06:30"), &plan(), &Berlin);
    assert_eq!(evening.date.to_string(), "2026-11-25");
}

#[test]
fn a_bedtime_after_midnight_is_on_the_next_date() {
    let plan = Plan {
        bedtime: time("00:30"),
        ..plan()
    };
    let evening = Evening::on(TUESDAY.parse().unwrap(), &plan, &Berlin);
    assert_eq!(evening.bedtime, berlin("2026-11-25T00:30"));
}

#[test]
fn the_evening_of_a_night_worker_runs_from_one_afternoon_to_the_next() {
    let plan = Plan {
        wake: time("15:00"),
        bedtime: time("07:00"),
        ..plan()
    };
    let evening = Evening::at(berlin("2026-11-25T06:00"), &plan, &Berlin);
    assert_eq!(evening.date.to_string(), TUESDAY);
    assert_eq!(evening.begins, tuesday("15:00"));
    assert_eq!(evening.bedtime, berlin("2026-11-25T07:00"));
    assert_eq!(evening.ends, berlin("2026-11-25T15:00"));
}

#[test]
fn a_schedules_wake_time_is_on_the_morning_after() {
    let friday = crate::plan::Schedule {
        days: [chrono::Weekday::Fri].into_iter().collect(),
        bedtime: Some(time("23:15")),
        wake: Some(time("08:00")),
    };
    let plan = Plan {
        schedules: vec![friday],
        ..plan()
    };
    let on = |date: &str| Evening::on(date.parse().unwrap(), &plan, &Berlin);
    let friday = on("2026-11-27");
    assert_eq!(friday.begins, berlin("2026-11-27T06:30"));
    assert_eq!(friday.bedtime, berlin("2026-11-27T23:15"));
    assert_eq!(friday.ends, berlin("2026-11-28T08:00"));
    assert_eq!(on("2026-11-28").begins, friday.ends);
}

#[test]
fn waking_belongs_to_the_night_before_even_past_the_wake_time() {
    for (woke, evening) in [
        ("2026-11-25T06:45", TUESDAY),
        ("2026-11-25T03:00", TUESDAY),
        ("2026-11-24T22:00", "2026-11-23"),
    ] {
        let woke = berlin(woke);
        let date = calendar(woke, &plan(), &[], &[]).of_waking_at(woke);
        assert_eq!(date.to_string(), evening, "{woke}");
    }
}

#[test]
fn lights_out_belongs_to_the_nearest_bedtime() {
    for (dark, evening) in [
        ("2026-11-25T07:00", TUESDAY),
        ("2026-11-25T20:00", "2026-11-25"),
        ("2026-11-24T21:00", TUESDAY),
    ] {
        let dark = berlin(dark);
        let date = calendar(dark, &plan(), &[], &[]).of_lights_out_at(dark);
        assert_eq!(date.to_string(), evening, "{dark}");
    }
}

#[test]
fn a_steps_status_changes_as_the_evening_passes() {
    assert_eq!(
        statuses(&[], "21:00"),
        [
            "last-caffeine late",
            "warm-bath due",
            "massage upcoming",
            "stretch upcoming",
            "screens-away upcoming",
            "lights-out upcoming"
        ]
    );
    assert_eq!(status_of("stretch", &[], "21:49"), "upcoming");
    assert_eq!(status_of("stretch", &[], "21:50"), "due");
    assert_eq!(status_of("stretch", &[], "22:19"), "due");
    assert_eq!(status_of("stretch", &[], "22:20"), "late");
    assert_eq!(status_of("stretch", &[], "2026-11-25T06:29"), "late");
    assert_eq!(status_of("stretch", &[], "2026-11-25T06:30"), "missed");
}

#[test]
fn a_step_after_another_is_due_when_that_is_done_or_expected_to_end() {
    assert_eq!(due_of("screens-away", &[], "21:00"), tuesday("22:02"));
    assert_eq!(
        due_of("screens-away", &[("21:20", done("stretch"))], "21:30"),
        tuesday("21:20")
    );
    let snoozed = What::Snoozed {
        step: "stretch".into(),
        until: tuesday("22:00"),
    };
    assert_eq!(
        due_of("screens-away", &[("21:50", snoozed)], "21:55"),
        tuesday("22:12")
    );
}

#[test]
fn moving_bedtime_moves_the_steps_tied_to_it() {
    let moved = [(
        "19:00",
        What::BedtimeMoved {
            to: tuesday("23:15"),
        },
    )];
    assert_eq!(due_of("stretch", &moved, "19:00"), tuesday("22:35"));
    assert_eq!(due_of("lights-out", &moved, "19:00"), tuesday("23:15"));
}

#[test]
fn a_snoozed_step_becomes_due_again_when_the_snooze_ends() {
    let snoozed = [(
        "20:45",
        What::Snoozed {
            step: "warm-bath".into(),
            until: tuesday("20:55"),
        },
    )];
    assert_eq!(status_of("warm-bath", &snoozed, "20:54"), "snoozed");
    assert_eq!(status_of("warm-bath", &snoozed, "20:55"), "due");
}

#[test]
fn the_latest_event_of_a_step_decides_its_status() {
    let skipped = What::Skipped {
        step: "stretch".into(),
        why: None,
    };
    assert_eq!(
        status_of(
            "stretch",
            &[("21:00", done("stretch")), ("21:05", skipped.clone())],
            "22:00"
        ),
        "skipped"
    );
    assert_eq!(
        status_of(
            "stretch",
            &[("21:05", skipped), ("21:00", done("stretch"))],
            "22:00"
        ),
        "done"
    );
}

#[test]
fn lights_out_settles_the_bedtime_step_however_late() {
    let late = [("2026-11-25T02:10", What::lights_out())];
    assert_eq!(status_of("lights-out", &late, "2026-11-25T06:40"), "done");
}

#[test]
fn a_cutoff_without_any_entry_is_not_kept() {
    assert_eq!(
        status_of("last-caffeine", &[("22:30", What::lights_out())], "23:00"),
        "late"
    );
    assert_eq!(
        status_of(
            "last-caffeine",
            &[("22:30", What::lights_out())],
            "2026-11-25T07:00"
        ),
        "missed"
    );
}

#[test]
fn a_cutoff_is_kept_by_an_early_drink_once_the_lights_are_out() {
    let morning = ("08:00", drink(107.0));
    assert_eq!(
        status_of("last-caffeine", std::slice::from_ref(&morning), "22:00"),
        "late"
    );
    assert_eq!(
        status_of(
            "last-caffeine",
            &[morning, ("22:30", What::lights_out())],
            "23:00"
        ),
        "done"
    );
}

#[test]
fn a_drink_after_the_cutoff_breaks_it_until_the_drink_is_undone() {
    let mut entries = vec![("13:00", done("last-caffeine")), ("15:00", drink(63.0))];
    assert_eq!(status_of("last-caffeine", &entries, "16:00"), "missed");
    entries.push((
        "16:00",
        What::Revoked {
            event: EventId(Uuid::from_u128(2)),
        },
    ));
    assert_eq!(status_of("last-caffeine", &entries, "16:01"), "done");
    let without_caffeine = [("13:00", done("last-caffeine")), ("15:00", drink(0.0))];
    assert_eq!(
        status_of("last-caffeine", &without_caffeine, "16:00"),
        "done"
    );
}

#[test]
fn an_excused_evening_has_no_next_step_and_done_steps_stay_done() {
    let entries = [
        ("20:50", done("warm-bath")),
        (
            "21:00",
            What::Excused {
                why: Some("flu".into()),
            },
        ),
    ];
    assert_eq!(status_of("warm-bath", &entries, "22:00"), "done");
    assert_eq!(status_of("stretch", &entries, "22:00"), "excused");
    assert_eq!(next_of(&entries, "22:00"), None);
}

#[test]
fn the_next_step_is_the_one_due_else_the_upcoming_one_else_the_latest_late_one() {
    assert_eq!(next_of(&[], "21:30").as_deref(), Some("massage"));
    assert_eq!(
        next_of(&[("21:15", done("massage"))], "21:30").as_deref(),
        Some("stretch")
    );
    assert_eq!(
        next_of(&[("22:30", What::lights_out())], "23:30").as_deref(),
        Some("screens-away")
    );
}

#[test]
fn the_next_change_is_when_the_next_status_changes() {
    let plan = plan();
    let evening = Evening::on(TUESDAY.parse().unwrap(), &plan, &Berlin);
    let next = |now: &str| {
        let now = tuesday(now);
        Timeline::new(evening, &plan, &[], now, &Berlin).next_change(now)
    };
    assert_eq!(next("21:51"), Some(tuesday("22:02")));
    assert_eq!(next("22:02"), Some(tuesday("22:20")));
    assert_eq!(next("23:00"), Some(evening.ends));
}

#[test]
fn a_recorded_plan_with_a_cycle_still_has_a_timeline() {
    let plan = Plan {
        steps: vec![
            step("hen", StepKind::Check, DueRule::After("egg".into())),
            step("egg", StepKind::Check, DueRule::After("hen".into())),
            step("fox", StepKind::Check, DueRule::After("gone".into())),
        ],
        ..plan()
    };
    let evening = Evening::on(TUESDAY.parse().unwrap(), &plan, &Berlin);
    let timeline = Timeline::new(evening, &plan, &[], tuesday("12:00"), &Berlin);
    assert_eq!(timeline.entries.len(), 3);
    assert!(
        timeline
            .entries
            .iter()
            .all(|entry| entry.due == evening.bedtime)
    );
}

/// The plan with a trial of the bath that begins this evening, which is drawn to be with it or without.
fn tried(with: bool) -> Plan {
    let trial = |seed| Trial {
        step: "warm-bath".into(),
        first: TUESDAY.parse().unwrap(),
        fortnights: 2,
        seed,
        draw: crate::plan::Draw::Fortnights,
    };
    let drawn = (0..100)
        .map(trial)
        .find(|trial| trial.evenings()[0] == with);
    Plan {
        trials: drawn.into_iter().collect(),
        ..plan()
    }
}

#[test]
fn a_step_that_a_trial_leaves_out_is_not_in_the_timeline_and_not_required() {
    let [usual, with, without] = [plan(), tried(true), tried(false)].map(|plan| {
        let evening = Evening::on(TUESDAY.parse().unwrap(), &plan, &Berlin);
        let timeline = Timeline::new(evening, &plan, &[], tuesday("20:50"), &Berlin);
        let has_bath = timeline.entry(&"warm-bath".into()).is_some();
        (has_bath, timeline.required().1)
    });
    assert_eq!(with, usual);
    assert_eq!(without, (false, usual.1 - 1));
}

#[test]
fn a_step_after_one_that_a_trial_leaves_out_takes_its_time() {
    let due = |mut plan: Plan| {
        plan.steps[3].when = DueRule::After("warm-bath".into());
        let evening = Evening::on(TUESDAY.parse().unwrap(), &plan, &Berlin);
        let timeline = Timeline::new(evening, &plan, &[], tuesday("20:00"), &Berlin);
        timeline.entry(&plan.steps[3].id).unwrap().due
    };
    assert_eq!(due(tried(true)), tuesday("21:00"));
    assert_eq!(due(tried(false)), tuesday("20:45"));
}
