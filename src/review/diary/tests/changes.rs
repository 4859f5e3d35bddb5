//! Changes of the plan and of medicines.

use super::*;

#[test]
fn changes_of_plan_are_named_with_their_evening() {
    let (before, mut later) = (plan(), plan());
    later.bedtime = NaiveTime::from_hms_opt(23, 0, 0).unwrap();
    later.steps.remove(1);
    later.steps[0].when = DueRule::BeforeBed(Span::minutes(90));
    later.steps[0].optional = true;
    let routine = |routine: &str| StepKind::Routine {
        routine: routine.to_owned(),
        duration: Span::minutes(5),
    };
    later.steps.push(step("yoga", routine("seated"), 20));
    let mut today = later.clone();
    today.steps[2].kind = routine("in-bed");
    let plans = [
        (date("2026-11-01"), before.clone()),
        (date("2026-11-18"), before),
        (date("2026-11-20"), plan_with_wake("05:00")),
        (date("2026-11-20"), later),
    ];
    let events = events(&[
        ("2026-11-01", "20:00", done("bath")),
        (
            "2026-11-22",
            "20:00",
            What::Factor {
                name: "medicine-change".to_owned(),
                amount: None,
                about: Some("half a tablet".to_owned()),
            },
        ),
    ]);
    let (_, diary) = reviewed(&events, &plans, &today);
    let (half_past, eleven) = (plan().bedtime, NaiveTime::from_hms_opt(23, 0, 0).unwrap());
    let on = |evening: &str, what| RecordedChange {
        date: date(evening),
        what,
    };
    let titled = |title: &str| title.to_owned();
    assert_eq!(
        diary.changes,
        [
            on(
                "2026-11-20",
                ChangeKind::Bedtime {
                    from: half_past,
                    to: eleven
                }
            ),
            on(
                "2026-11-20",
                ChangeKind::Altered {
                    title: titled("BATH"),
                    parts: vec![StepAttribute::Time, StepAttribute::Optional]
                }
            ),
            on(
                "2026-11-20",
                ChangeKind::Added {
                    title: titled("YOGA")
                }
            ),
            on(
                "2026-11-20",
                ChangeKind::Dropped {
                    title: titled("MASSAGE")
                }
            ),
            on(
                "2026-11-22",
                ChangeKind::Medicine {
                    about: Some(titled("half a tablet"))
                }
            ),
            on(
                "2026-11-24",
                ChangeKind::Routine {
                    title: titled("YOGA"),
                    from: titled("seated"),
                    to: titled("in-bed")
                }
            ),
        ]
    );
    assert_eq!(night(&diary, "2026-11-19").planned, half_past);
    assert_eq!(night(&diary, "2026-11-20").planned, eleven);
}

fn plan_with_wake(time: &str) -> Plan {
    Plan {
        wake: NaiveTime::parse_from_str(time, "%H:%M").unwrap(),
        ..plan()
    }
}

#[test]
fn a_plan_change_before_the_span_is_not_listed() {
    let events = events(&[("2026-11-01", "20:00", done("bath"))]);
    let plans = [
        (date("2026-11-01"), plan_with_wake("05:00")),
        (date("2026-11-10"), plan()),
    ];
    let (_, diary) = reviewed(&events, &plans, &plan());
    assert_eq!(diary.changes, []);
}

#[test]
fn the_amount_of_a_medicine_is_part_of_its_description() {
    let medicine = |amount, about: Option<&str>| What::Factor {
        name: "medicine-change".to_owned(),
        amount,
        about: about.map(str::to_owned),
    };
    let diary = diary(&[
        (
            "2026-11-19",
            "18:00",
            medicine(Some(300), Some("gabapentin")),
        ),
        ("2026-11-20", "18:00", medicine(Some(2), None)),
        ("2026-11-21", "18:00", medicine(None, None)),
    ]);
    let medicines: Vec<_> = diary
        .changes
        .iter()
        .map(|change| match &change.what {
            ChangeKind::Medicine { about } => about.as_deref(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(medicines, [Some("gabapentin (300)"), Some("2"), None]);
}
