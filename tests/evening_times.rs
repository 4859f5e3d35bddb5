//! Evenings and their due times in every zone of the world, on every clock change from 2015 to 2037 and the
//! days around it, and on random days.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Offset, TimeDelta, TimeZone, Utc, Weekday};
use chrono_tz::{TZ_VARIANTS, Tz};
use proptest::prelude::*;
use winddown::evening::{Evening, Timeline};
use winddown::event::EveningDate;
use winddown::plan::{Config, DueRule, Plan, Schedule, Step, StepKind, WeekdaySet};
use winddown::span::Span;

fn time(hour: u32, minute: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, minute, 0).unwrap()
}

fn step(id: &str, when: DueRule) -> Step {
    Step {
        id: id.into(),
        title: id.into(),
        kind: StepKind::Timer {
            duration: Span::minutes(10),
        },
        when,
        days: WeekdaySet::EVERY_DAY,
        optional: false,
        advice: None,
    }
}

fn plan(bedtime: NaiveTime, wake: NaiveTime) -> Plan {
    Plan {
        trials: vec![],
        bedtime,
        wake,
        schedules: vec![Schedule {
            days: [Weekday::Fri, Weekday::Sat].into_iter().collect(),
            bedtime: None,
            wake: Some(wake + TimeDelta::minutes(45)),
        }],
        steps: vec![
            step("at", DueRule::At(bedtime - TimeDelta::minutes(30))),
            step("hours-before", DueRule::BeforeBed(Span::minutes(4 * 60))),
            step("before", DueRule::BeforeBed(Span::minutes(40))),
            step("after", DueRule::After("before".into())),
            Step {
                kind: StepKind::Bedtime,
                ..step("lights-out", DueRule::BeforeBed(Span::ZERO))
            },
        ],
    }
}

/// The plans that are looked at: the built-in one, a night worker's, and two whose bedtime or wake time falls
/// where clocks are changed.
fn plans() -> Vec<Plan> {
    vec![
        Config::built_in().plan,
        plan(time(7, 0), time(15, 0)),
        plan(time(2, 30), time(10, 30)),
        plan(time(19, 0), time(2, 15)),
    ]
}

/// Everything that has to hold of the evenings around a date.
fn check(zone: Tz, date: NaiveDate, plan: &Plan) {
    let place = || format!("{zone} {date} bed {} wake {}", plan.bedtime, plan.wake);
    let evening = Evening::on(EveningDate(date), plan, &zone);
    let next = Evening::on(EveningDate(date).next(), plan, &zone);
    assert_eq!(
        evening.ends,
        next.begins,
        "evenings follow each other: {}",
        place()
    );
    assert!(evening.begins < evening.ends, "{}", place());
    assert!(evening.begins <= evening.bedtime, "{}", place());

    let second = TimeDelta::seconds(1);
    for (instant, expected) in [
        (evening.begins, evening.date),
        (evening.begins - second, evening.date.previous()),
        (
            evening.bedtime,
            Evening::at(evening.bedtime, plan, &zone).date,
        ),
        (evening.ends - second, evening.date),
        (evening.ends, evening.date.next()),
    ] {
        let found = Evening::at(instant, plan, &zone);
        assert_eq!(found.date, expected, "{instant} {}", place());
        assert!(found.contains(instant), "{instant} {}", place());
        let others = [found.date.previous(), found.date.next()];
        for other in others {
            assert!(
                !Evening::on(other, plan, &zone).contains(instant),
                "{instant} {}",
                place()
            );
        }
    }

    let timeline = Timeline::new(evening, plan, &[], evening.begins, &zone);
    let asked: Vec<_> = plan.steps_on(evening.date).map(|step| &step.id).collect();
    assert_eq!(timeline.entries.len(), asked.len(), "{}", place());
    for id in asked {
        let times = timeline
            .entries
            .iter()
            .filter(|entry| entry.step.id == *id)
            .count();
        assert_eq!(times, 1, "{id} {}", place());
    }
    assert!(
        timeline.entries.is_sorted_by_key(|entry| entry.due),
        "{}",
        place()
    );
    for entry in &timeline.entries {
        match &entry.step.when {
            DueRule::BeforeBed(span) => {
                assert_eq!(evening.bedtime - entry.due, span.delta(), "{}", place());
            }
            DueRule::At(time) => {
                assert!(entry.due >= evening.begins, "{}", place());
                let shown = entry.due.with_timezone(&zone).naive_local().time();
                let exists = shown == *time;
                assert!(
                    exists || is_first_after_gap(entry.due, zone),
                    "{shown} {}",
                    place()
                );
            }
            DueRule::After(id) => {
                let earlier = timeline.entry(id).unwrap();
                assert_eq!(
                    entry.due,
                    earlier.due + earlier.step.duration().delta(),
                    "{}",
                    place()
                );
            }
        }
    }
}

fn offset(zone: Tz, at: DateTime<Utc>) -> i32 {
    at.with_timezone(&zone).offset().fix().local_minus_utc()
}

fn is_first_after_gap(at: DateTime<Utc>, zone: Tz) -> bool {
    offset(zone, at) > offset(zone, at - TimeDelta::seconds(1))
}

/// The dates, local to the zone, on which its clocks change.
fn changes(zone: Tz) -> Vec<NaiveDate> {
    let start = Utc.with_ymd_and_hms(2015, 1, 1, 0, 0, 0).unwrap();
    let end = Utc.with_ymd_and_hms(2038, 1, 1, 0, 0, 0).unwrap();
    let step = TimeDelta::days(4); // no zone changes its clocks back within less
    let mut found = Vec::new();
    let mut at = start;
    while at < end {
        let (mut before, mut after) = (at, at + step);
        if offset(zone, before) != offset(zone, after) {
            while after - before > TimeDelta::seconds(1) {
                let middle = before + (after - before) / 2;
                if offset(zone, middle) == offset(zone, at) {
                    before = middle;
                } else {
                    after = middle;
                }
            }
            found.push(after.with_timezone(&zone).date_naive());
        }
        at += step;
    }
    found
}

/// In two halves, so that two cores share the work.
fn check_zones(part: usize) {
    let mut seen = 0;
    for zone in TZ_VARIANTS.iter().skip(part).step_by(2) {
        for change in changes(*zone) {
            for plan in &plans() {
                for days in -2..=2 {
                    check(*zone, change + TimeDelta::days(days), plan);
                }
            }
            seen += 1;
        }
    }
    assert!(seen > 4000, "clock changes were found: {seen}");
}

#[test]
fn every_clock_change_in_every_other_zone_of_the_world() {
    check_zones(0);
}

#[test]
fn every_clock_change_in_the_other_half_of_the_zones() {
    check_zones(1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    #[test]
    fn random_days_in_random_zones_with_random_plans(
        zone in 0..TZ_VARIANTS.len(),
        day in 0_i64..8400,
        bedtime in 0_i64..1440,
        awake in 300_i64..1380,
    ) {
        let midnight = time(0, 0);
        let plan = plan(
            midnight + TimeDelta::minutes(bedtime),
            // Awake for that long before bed.
            midnight + TimeDelta::minutes(bedtime - awake),
        );
        let date = NaiveDate::from_ymd_opt(2015, 1, 1).unwrap() + TimeDelta::days(day);
        check(TZ_VARIANTS[zone], date, &plan);
    }

    #[test]
    fn an_instant_belongs_to_exactly_one_evening(zone in 0..TZ_VARIANTS.len(), secs in 1_420_070_400_i64..2_145_916_800) {
        let (zone, at) = (TZ_VARIANTS[zone], DateTime::from_timestamp(secs, 0).unwrap());
        for plan in plans() {
            let date = at.with_timezone(&zone).date_naive();
            let holding = (-3..=3)
                .map(|days| Evening::on(EveningDate(date + TimeDelta::days(days)), &plan, &zone))
                .filter(|evening| evening.contains(at))
                .count();
            prop_assert_eq!(holding, 1);
        }
    }
}

#[test]
fn the_clock_changes_are_the_ones_the_law_gives() {
    let berlin = changes(chrono_tz::Europe::Berlin);
    assert_eq!(berlin.len(), 46);
    assert!(berlin.iter().all(|date| date.weekday() == Weekday::Sun));
}
