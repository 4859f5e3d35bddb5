//! Actions on a step and on an evening, and undo.

mod undated;

use chrono::{DateTime, Utc};
use chrono_tz::Europe::Berlin;

use super::snooze_tests::snooze;
use super::timeline_tests::{TUESDAY, berlin, done, events, plan, tuesday};
use super::*;
use crate::event::{Draft, EventId, NightEntry, StepId, Timing, What};
use crate::plan::WeekdaySet;
use crate::time_of_day::ClockFormat;

/// What follows from an action on Tuesday's evening, whose plan was already recorded.
pub(super) fn act(
    entries: &[(&str, What)],
    now: DateTime<Utc>,
    action: &Action,
) -> Result<Vec<Draft>, Refusal> {
    act_on(TUESDAY, entries, now, action)
}

fn act_on(
    date: &str,
    entries: &[(&str, What)],
    now: DateTime<Utc>,
    action: &Action,
) -> Result<Vec<Draft>, Refusal> {
    let plan = plan();
    let situation = Situation {
        format: ClockFormat::default(),
        now,
        zone: &Berlin,
        here: &Berlin,
        evening: Evening::on(date.parse().unwrap(), &plan, &Berlin),
        plan: &plan,
        unrecorded: None,
        elsewhere: &[],
        device: "test",
        events: &events(entries),
    };
    decide(std::slice::from_ref(action), &situation)
}

fn done_at(id: &str, at: Option<DateTime<Utc>>) -> Action {
    Action::Done {
        step: id.into(),
        when: at.into(),
    }
}

pub(super) fn the_one(drafts: Result<Vec<Draft>, Refusal>) -> Draft {
    let drafts = drafts.unwrap();
    assert_eq!(drafts.len(), 1, "{drafts:?}");
    drafts.into_iter().next().unwrap()
}

#[test]
fn done_keeps_the_instant_the_offset_and_the_evening() {
    let now = berlin("2026-11-25T01:15");
    let draft = the_one(act(&[], now, &done_at("stretch", None)));
    assert_eq!(
        draft,
        Draft {
            at: now,
            offset_min: 60,
            evening: TUESDAY.parse().unwrap(),
            what: done("stretch"),
            origin: None
        }
    );
}

#[test]
fn an_unrecorded_plan_is_recorded_first_for_the_evening_to_which_it_applies() {
    let plan = plan();
    for from in [TUESDAY, "2026-11-25"] {
        let from = from.parse().unwrap();
        let situation = Situation {
            format: ClockFormat::default(),
            now: tuesday("21:55"),
            zone: &Berlin,
            here: &Berlin,
            evening: Evening::on(TUESDAY.parse().unwrap(), &plan, &Berlin),
            plan: &plan,
            unrecorded: Some(UnrecordedPlan {
                from,
                plan: &plan,
                instead_of: &[],
            }),
            elsewhere: &[],
            device: "test",
            events: &[],
        };
        let drafts = decide(&[done_at("stretch", None)], &situation).unwrap();
        assert_eq!(drafts.len(), 2);
        assert_eq!(drafts[0].what, What::Plan(plan.to_record()));
        assert_eq!(drafts[0].evening, from);
        assert_eq!(drafts[1].what, done("stretch"));
    }
    let drafts = act(&[], tuesday("21:55"), &done_at("stretch", None)).unwrap();
    assert_eq!(drafts.len(), 1);
}

#[test]
fn an_evening_to_come_does_not_record_todays_plan() {
    let plan = plan();
    let situation = Situation {
        format: ClockFormat::default(),
        now: tuesday("12:00"),
        zone: &Berlin,
        here: &Berlin,
        evening: Evening::on("2026-12-01".parse().unwrap(), &plan, &Berlin),
        plan: &plan,
        unrecorded: None,
        elsewhere: &[],
        device: "test",
        events: &[],
    };
    let drafts = decide(
        &[Action::Excuse {
            why: Some("travel".into()),
        }],
        &situation,
    )
    .unwrap();
    assert_eq!(drafts.len(), 1);
}

#[test]
fn an_unknown_step_is_refused_with_the_one_probably_meant() {
    let refusal = act(&[], tuesday("21:55"), &done_at("strech", None)).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "there is no step `strech` in your plan; did you mean `stretch`?"
    );
    let refusal = act(&[], tuesday("21:55"), &done_at("somersault", None)).unwrap_err();
    assert!(refusal.to_string().ends_with(
        "its steps are last-caffeine, warm-bath, massage, screens-away, stretch, lights-out"
    ));
}

#[test]
fn a_step_that_a_trial_leaves_out_can_be_done_but_not_skipped() {
    let trial = |seed| crate::plan::Trial {
        step: "warm-bath".into(),
        first: TUESDAY.parse().unwrap(),
        fortnights: 2,
        seed,
        draw: crate::plan::Draw::Fortnights,
    };
    let refusals = [false, true].map(|with| {
        let drawn = (0..100)
            .map(trial)
            .find(|trial| trial.evenings()[0] == with);
        let plan = Plan {
            trials: drawn.into_iter().collect(),
            ..plan()
        };
        let situation = Situation {
            format: ClockFormat::default(),
            now: tuesday("21:00"),
            zone: &Berlin,
            here: &Berlin,
            evening: Evening::on(TUESDAY.parse().unwrap(), &plan, &Berlin),
            plan: &plan,
            unrecorded: None,
            elsewhere: &[],
            device: "test",
            events: &[],
        };
        let skip = Action::Skip {
            step: "warm-bath".into(),
            why: None,
        };
        let done = decide(&[done_at("warm-bath", None)], &situation).unwrap();
        assert_eq!(done.len(), 1);
        assert_eq!(done[0].at, tuesday("21:00"));
        // Of an evening that is past its own expected end stands in.
        let past = Situation {
            now: tuesday("21:10") + chrono::TimeDelta::days(2),
            ..situation
        };
        let done = decide(&[done_at("warm-bath", None)], &past).unwrap();
        assert_eq!(done[0].at, tuesday("21:00"));
        let result = decide(std::slice::from_ref(&skip), &situation);
        result
            .err()
            .map(|refusal| (refusal.to_string(), refusal.command_hint().unwrap()))
    });
    let left_out = "Warm bath: tried on evenings drawn at random, and 2026-11-24 is one without it";
    let hint = "`winddown trial` has more";
    assert_eq!(
        refusals,
        [Some((left_out.to_owned(), hint.to_owned())), None]
    );
}

#[test]
fn a_step_of_another_weekday_is_refused_with_the_weekday() {
    let mut plan = plan();
    plan.steps[1].days = [chrono::Weekday::Fri].into_iter().collect::<WeekdaySet>();
    let situation = Situation {
        format: ClockFormat::default(),
        now: tuesday("21:00"),
        zone: &Berlin,
        here: &Berlin,
        evening: Evening::on(TUESDAY.parse().unwrap(), &plan, &Berlin),
        plan: &plan,
        unrecorded: None,
        elsewhere: &[],
        device: "test",
        events: &[],
    };
    let refusal = decide(&[done_at("warm-bath", None)], &situation).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "Warm bath: not planned for Tuesday evenings"
    );
}

#[test]
fn done_twice_is_refused_unless_a_time_is_given_to_correct_the_first() {
    let entries = [("21:55", done("stretch"))];
    let again = act(&entries, tuesday("22:00"), &done_at("stretch", None)).unwrap_err();
    assert_eq!(again.to_string(), "Stretch: already done");
    assert_eq!(
        again.command_hint().unwrap(),
        "`winddown undo stretch` takes that back"
    );
    let corrected = the_one(act(
        &entries,
        tuesday("22:00"),
        &done_at("stretch", Some(tuesday("21:40"))),
    ));
    assert_eq!(corrected.at, tuesday("21:40"));
}

#[test]
fn a_skipped_step_can_still_be_done() {
    let entries = [(
        "21:55",
        What::Skipped {
            step: "stretch".into(),
            why: None,
        },
    )];
    the_one(act(&entries, tuesday("22:00"), &done_at("stretch", None)));
}

#[test]
fn a_time_in_the_future_or_of_another_evening_is_refused() {
    let ahead = act(
        &[],
        tuesday("21:00"),
        &done_at("stretch", Some(tuesday("21:50"))),
    )
    .unwrap_err();
    assert_eq!(ahead.to_string(), "Tue 24 Nov 21:50 has not come yet");
    assert_eq!(
        ahead.command_hint().unwrap(),
        "for an earlier evening, say which with --date"
    );
    let before = act(
        &[],
        tuesday("21:00"),
        &done_at("stretch", Some(tuesday("06:29"))),
    )
    .unwrap_err();
    assert!(matches!(before, Refusal::OutsideTheEvening { .. }));
}

#[test]
fn an_evening_includes_the_instant_it_begins_and_excludes_the_one_it_ends() {
    let evening = Evening::on(TUESDAY.parse().unwrap(), &plan(), &Berlin);
    let second = chrono::TimeDelta::seconds(1);
    for (at, is_inside) in [
        (evening.begins - second, false),
        (evening.begins, true),
        (evening.ends - second, true),
        (evening.ends, false),
    ] {
        let drafts = act(&[], evening.ends + second, &done_at("stretch", Some(at)));
        assert_eq!(drafts.is_ok(), is_inside, "{at}: {drafts:?}");
    }
}

#[test]
fn backfilling_a_step_without_a_time_uses_its_expected_end() {
    let later = berlin("2026-11-27T12:00");
    assert_eq!(
        the_one(act(&[], later, &done_at("stretch", None))).at,
        tuesday("22:02")
    );
}

#[test]
fn marking_bedtime_done_records_lights_out() {
    assert_eq!(
        the_one(act(&[], tuesday("22:41"), &done_at("lights-out", None))).what,
        What::lights_out()
    );
}

#[test]
fn waking_after_the_wake_time_can_be_recorded() {
    let woke = the_one(act(
        &[],
        berlin("2026-11-25T07:10"),
        &Action::Woke {
            when: When::Now,
            night: NightEntry::default(),
        },
    ));
    assert_eq!(woke.evening.to_string(), TUESDAY);
}

pub(super) fn undo(step: Option<&str>) -> Action {
    Action::Undo {
        step: step.map(StepId::from),
    }
}

pub(super) fn revoked(draft: &Draft) -> u128 {
    match draft.what {
        What::Revoked { event: EventId(id) } => id.as_u128(),
        _ => panic!("{draft:?}"),
    }
}

#[test]
fn undo_revokes_the_last_action_then_the_one_before() {
    let mut entries = vec![("20:50", done("warm-bath")), ("22:00", done("stretch"))];
    let now = tuesday("22:05");
    assert_eq!(revoked(&the_one(act(&entries, now, &undo(None)))), 2);
    entries.push((
        "22:05",
        What::Revoked {
            event: EventId(uuid::Uuid::from_u128(2)),
        },
    ));
    assert_eq!(revoked(&the_one(act(&entries, now, &undo(None)))), 1);
    entries.push((
        "22:05",
        What::Revoked {
            event: EventId(uuid::Uuid::from_u128(1)),
        },
    ));
    assert!(matches!(
        act(&entries, now, &undo(None)),
        Err(Refusal::NothingToUndo(_))
    ));
}

#[test]
fn undo_of_a_step_does_not_affect_other_steps() {
    let entries = [
        ("20:50", done("warm-bath")),
        ("22:00", done("stretch")),
        ("22:31", What::lights_out()),
    ];
    assert_eq!(
        revoked(&the_one(act(
            &entries,
            tuesday("22:40"),
            &undo(Some("warm-bath"))
        ))),
        1
    );
    assert_eq!(
        revoked(&the_one(act(
            &entries,
            tuesday("22:40"),
            &undo(Some("lights-out"))
        ))),
        3
    );
    let none = act(&entries, tuesday("22:40"), &undo(Some("massage"))).unwrap_err();
    assert_eq!(
        none.to_string(),
        "there is nothing to take back about Massage"
    );
}

#[test]
fn excusing_twice_is_refused() {
    let excuse = Action::Excuse {
        why: Some("  flu ".into()),
    };
    assert_eq!(
        the_one(act(&[], tuesday("12:00"), &excuse)).what,
        What::Excused {
            why: Some("flu".into())
        }
    );
    let entries = [("12:00", What::Excused { why: None })];
    assert!(matches!(
        act(&entries, tuesday("13:00"), &excuse),
        Err(Refusal::AlreadyExcused(_))
    ));
}

#[test]
fn an_empty_or_overlong_note_is_refused() {
    let note = |text: &str| Action::Note {
        text: text.into(),
        at: None,
    };
    assert_eq!(
        act(&[], tuesday("22:00"), &note("  \n ")),
        Err(Refusal::EmptyNote)
    );
    assert_eq!(
        act(&[], tuesday("22:00"), &note(&"x".repeat(4001))),
        Err(Refusal::TooLong(4000))
    );
    the_one(act(&[], tuesday("22:00"), &note(&"x".repeat(4000))));
    assert_eq!(
        the_one(act(&[], tuesday("22:00"), &note(" calm "))).what,
        What::Note {
            text: "calm".into()
        }
    );
}

#[test]
fn a_future_evening_accepts_only_an_excuse() {
    let now = tuesday("12:00");
    let later = "2026-11-30";
    assert!(matches!(
        act_on(later, &[], now, &done_at("stretch", None)),
        Err(Refusal::EveningNotBegun(_))
    ));
    assert!(matches!(
        act_on(later, &[], now, &snooze("stretch", 10)),
        Err(Refusal::EveningNotBegun(_))
    ));
    let skip = Action::Skip {
        step: "stretch".into(),
        why: None,
    };
    assert!(matches!(
        act_on(later, &[], now, &skip),
        Err(Refusal::EveningNotBegun(_))
    ));
    assert!(act_on(later, &[], now, &Action::Excuse { why: None }).is_ok());
}
