//! What the plan's checks promise holds for real evenings: a config is accepted exactly when all its times
//! fall inside their evenings, and no cutoff after bedtime.

use chrono::{NaiveTime, Utc};
use proptest::prelude::*;

use super::{Evening, Timeline};
use crate::event::{EveningDate, StepId};
use crate::plan::{DueRule, Plan, Schedule, Step, StepKind, Substance, WeekdaySet, parse};
use crate::span::Span;

fn clock() -> impl Strategy<Value = NaiveTime> {
    // Coarse, so that times often meet.
    (0u32..8).prop_map(|watch| NaiveTime::from_hms_opt(3 * watch, 0, 0).unwrap())
}

fn some_days() -> impl Strategy<Value = WeekdaySet> {
    let week: Vec<_> = WeekdaySet::EVERY_DAY.iter().collect();
    prop::sample::subsequence(week, 1..=7).prop_map(|days| days.into_iter().collect())
}

fn schedule() -> impl Strategy<Value = Schedule> {
    let times = (prop::option::of(clock()), clock());
    (some_days(), times).prop_map(|(days, (bedtime, wake))| Schedule {
        days,
        wake: Some(wake),
        bedtime,
    })
}

/// Steps that hang together: `after` names the one before, and all have the same weekdays.
fn steps() -> impl Strategy<Value = Vec<Step>> {
    let kind = prop_oneof![
        Just(StepKind::Check),
        Just(StepKind::Timer {
            duration: Span::minutes(180)
        }),
        Just(StepKind::Cutoff {
            substance: Substance::Food
        }),
    ];
    let when = prop_oneof![
        clock().prop_map(DueRule::At),
        (0u32..9).prop_map(|watches| DueRule::BeforeBed(Span::minutes(180 * watches))),
        Just(DueRule::After(StepId(String::new()))),
    ];
    (prop::collection::vec((kind, when), 0..4), some_days()).prop_map(|(steps, days)| {
        let step = |(n, (kind, when)): (usize, _)| Step {
            id: StepId(format!("s{n}")),
            title: "A step".to_owned(),
            kind,
            when: match when {
                DueRule::After(_) if n == 0 => DueRule::BeforeBed(Span::ZERO),
                DueRule::After(_) => DueRule::After(StepId(format!("s{}", n - 1))),
                time => time,
            },
            days,
            optional: false,
            advice: None,
        };
        steps.into_iter().enumerate().map(step).collect()
    })
}

/// The plan in the words of the config.
fn written(plan: &Plan) -> String {
    let clock = |time: NaiveTime| time.format("\"%H:%M\"").to_string();
    let days = |days: WeekdaySet| format!("[\"{}\"]", days.to_string().replace(", ", "\", \""));
    let mut lines = vec![
        format!("bedtime = {}", clock(plan.bedtime)),
        format!("wake = {}", clock(plan.wake)),
    ];
    for schedule in &plan.schedules {
        lines.push(format!("[[schedule]]\ndays = {}", days(schedule.days)));
        for (key, time) in [("bedtime", schedule.bedtime), ("wake", schedule.wake)] {
            lines.extend(time.map(|time| format!("{key} = {}", clock(time))));
        }
    }
    for step in &plan.steps {
        let (id, title, kind) = (&step.id, &step.title, step.kind.name());
        lines.push(format!(
            "[[step]]\nid = \"{id}\"\ntitle = \"{title}\"\nkind = \"{kind}\""
        ));
        lines.push(format!("days = {}", days(step.days)));
        lines.push(match &step.kind {
            StepKind::Timer { duration } => format!("duration = \"{duration}\""),
            StepKind::Cutoff { .. } => "substance = \"food\"".to_owned(),
            StepKind::Check | StepKind::Routine { .. } | StepKind::Bedtime => String::new(),
        });
        lines.push(match &step.when {
            DueRule::At(time) => format!("at = {}", clock(*time)),
            DueRule::BeforeBed(span) => format!("before_bed = \"{span}\""),
            DueRule::After(id) => format!("after = \"{id}\""),
        });
    }
    lines.join("\n")
}

/// Whether everything falls inside its evening, in two weeks without clock changes.
fn fits(plan: &Plan) -> bool {
    let monday: EveningDate = "2026-06-01".parse().unwrap();
    let fortnight = monday.through("2026-06-14".parse().unwrap());
    fortnight.into_iter().all(|date| {
        let evening = Evening::on(date, plan, &Utc);
        let timeline = Timeline::new(evening, plan, &[], evening.begins, &Utc);
        plan.bedtime_on(date) != plan.wake_after(date)
            && evening.contains(evening.bedtime)
            && timeline.entries.iter().all(|entry| {
                let cutoff = matches!(entry.step.kind, StepKind::Cutoff { .. });
                evening.contains(entry.due) && !(cutoff && entry.due > evening.bedtime)
            })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn a_plan_is_accepted_exactly_when_it_fits_its_evenings(
        bedtime in clock(),
        wake in clock(),
        schedules in prop::collection::vec(schedule(), 0..3),
        steps in steps(),
    ) {
        let plan = Plan { trials: vec![], bedtime, wake, schedules, steps };
        match parse(&written(&plan)) {
            Ok(config) => {
                prop_assert!(fits(&plan));
                prop_assert_eq!(config.plan, plan);
            }
            Err(problems) => prop_assert!(!fits(&plan), "{}", problems),
        }
    }
}
