//! The plan as recorded in the journal.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::event::StepId;
use crate::plan::record::RecordError;

fn clock() -> impl Strategy<Value = NaiveTime> {
    (0u32..24, 0u32..60)
        .prop_map(|(hour, minute)| NaiveTime::from_hms_opt(hour, minute, 0).unwrap())
}

fn days() -> impl Strategy<Value = WeekdaySet> {
    prop::sample::subsequence(WeekdaySet::EVERY_DAY.iter().collect::<Vec<_>>(), 1..=7)
        .prop_map(|days| days.into_iter().collect())
}

fn span() -> impl Strategy<Value = Span> {
    (1u32..=Span::MAX.as_secs()).prop_map(Span::seconds)
}

fn schedule() -> impl Strategy<Value = Schedule> {
    (days(), prop::option::of(clock()), prop::option::of(clock())).prop_map(
        |(days, bedtime, wake)| Schedule {
            days,
            bedtime,
            wake,
        },
    )
}

fn kind() -> impl Strategy<Value = StepKind> {
    prop_oneof![
        Just(StepKind::Check),
        span().prop_map(|duration| StepKind::Timer { duration }),
        ("[a-z-]{1,10}", span())
            .prop_map(|(routine, duration)| StepKind::Routine { routine, duration }),
        prop::sample::select(vec![
            Substance::Caffeine,
            Substance::Alcohol,
            Substance::Nicotine,
            Substance::Food
        ])
        .prop_map(|substance| StepKind::Cutoff { substance }),
    ]
}

/// Steps whose `after` names the one before them.
fn steps() -> impl Strategy<Value = Vec<Step>> {
    let when = prop_oneof![
        clock().prop_map(DueRule::At),
        span().prop_map(DueRule::BeforeBed),
        Just(DueRule::After(StepId(String::new()))),
    ];
    let step = (
        "[a-zA-Z äé✓\"'\\\\]{1,80}",
        kind(),
        when,
        any::<bool>(),
        prop::option::of("[a-z-]{1,9}"),
    );
    (prop::collection::vec(step, 0..12), days()).prop_map(|(steps, days)| {
        let number = |(n, (title, kind, when, optional, advice)): (usize, _)| Step {
            id: StepId(format!("s{n}")),
            title,
            kind,
            when: match when {
                DueRule::After(_) if n == 0 => DueRule::BeforeBed(Span::ZERO),
                DueRule::After(_) => DueRule::After(StepId(format!("s{}", n - 1))),
                other => other,
            },
            days,
            optional,
            advice,
        };
        steps.into_iter().enumerate().map(number).collect()
    })
}

/// A trial of the first step that a trial is possible for.
fn trial_of(steps: &[Step], (days, fortnights, seed, draw): (i64, u8, u32, Draw)) -> Vec<Trial> {
    let can_be =
        |step: &&Step| step.days.is_every_day() && !matches!(step.kind, StepKind::Cutoff { .. });
    let first: EveningDate = "2000-01-01".parse().unwrap();
    let step = steps.iter().find(can_be);
    let trial = step.map(|step| Trial {
        step: step.id.clone(),
        first: EveningDate(first.0 + chrono::TimeDelta::days(days)),
        fortnights,
        seed: seed.into(),
        draw,
    });
    trial.into_iter().collect()
}

fn plans() -> impl Strategy<Value = Plan> {
    (
        clock(),
        clock(),
        prop::collection::vec(schedule(), 0..4),
        steps(),
        prop::option::of((
            0..70_000_i64,
            Trial::MIN_FORTNIGHTS..=Trial::MAX_FORTNIGHTS,
            any::<u32>(),
            prop_oneof![Just(Draw::Fortnights), Just(Draw::Pairs)],
        )),
    )
        .prop_map(|(bedtime, wake, schedules, steps, tried)| Plan {
            bedtime,
            wake,
            schedules,
            trials: tried.map_or(vec![], |tried| trial_of(&steps, tried)),
            steps,
        })
}

proptest! {
    #[test]
    fn a_recorded_plan_is_read_back_unchanged(plan in plans()) {
        let record = plan.to_record().to_string();
        let read = Plan::from_record(&serde_json::from_str(&record).unwrap());
        prop_assert_eq!(read.unwrap(), plan);
    }
}

#[test]
fn the_record_uses_the_keys_of_the_config() {
    insta::assert_snapshot!(
        serde_json::to_string_pretty(&Config::built_in().plan.to_record()).unwrap()
    );
}

#[test]
fn recorded_trials_may_have_one_seed_and_no_draw() {
    let mut plan = Config::built_in().plan;
    let trial = |step: &str| Trial {
        step: step.into(),
        first: "2026-11-30".parse().unwrap(),
        fortnights: 2,
        seed: 7,
        draw: Draw::Fortnights,
    };
    plan.trials = vec![trial("warm-bath"), trial("stretch")];
    let record = plan.to_record();
    assert!(!record.to_string().contains("draw"), "{record}");
    assert_eq!(Plan::from_record(&record), Ok(plan));
}

#[test]
fn a_record_older_than_trials_has_none() {
    let record = Config::built_in().plan.to_record();
    assert!(record.get("trial").is_none(), "{record}");
    assert!(Plan::from_record(&record).unwrap().trials.is_empty());
}

#[test]
fn a_record_of_a_newer_version_is_an_error() {
    let mut record = Config::built_in().plan.to_record();
    record["step"][0]["kind"] = json!("meditation");
    let error = Plan::from_record(&record).unwrap_err();
    assert!(matches!(error, RecordError::Unreadable(_)), "{error}");
}

#[test]
fn an_inconsistent_record_is_an_error() {
    let check = |id: &str, rest: (&str, &str)| json!({"id": id, "title": "A step", "kind": "check", rest.0: rest.1});
    for steps in [
        json!([check("a", ("after", "b")), check("b", ("after", "a"))]),
        json!([check("a", ("after", "nobody"))]),
        json!([check("a", ("at", "20:00")), check("a", ("at", "21:00"))]),
        json!([check("\u{1b}[2J", ("at", "20:00"))]),
        json!([{"id": "a", "title": "A", "kind": "check", "at": "20:00", "days": []}]),
        json!([{"id": "a", "title": "A", "kind": "bedtime", "at": "20:00"}]),
        json!(vec![check("a", ("at", "20:00")); 65]),
    ] {
        let record = json!({"bedtime": "22:30", "wake": "06:30", "step": steps});
        let error = Plan::from_record(&record).unwrap_err();
        assert!(matches!(error, RecordError::Inconsistent(_)), "{error}");
    }
    let trial = |step: &str, fortnights: u64| json!({"step": step, "first": "2026-11-30", "fortnights": fortnights, "seed": 1});
    for trials in [
        json!([trial("a", 1)]),
        json!([trial("a", 14)]),
        json!([trial("a", 2), trial("a", 2)]),
    ] {
        let steps = json!([check("a", ("at", "20:00"))]);
        let record = json!({"bedtime": "22:30", "wake": "06:30", "step": steps, "trial": trials});
        let error = Plan::from_record(&record).unwrap_err();
        assert!(matches!(error, RecordError::Inconsistent(_)), "{error}");
    }
}

#[test]
fn a_record_that_is_not_a_plan_is_an_error() {
    for record in [
        json!(null),
        json!([]),
        json!({}),
        json!("22:30"),
        json!({"bedtime": 3, "wake": 4}),
    ] {
        assert!(Plan::from_record(&record).is_err(), "{record}");
    }
}
