use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Europe::Berlin;

use super::timeline_tests::{TUESDAY, berlin, done, events, plan, time, tuesday};
use super::*;
use crate::event::{Draft, EventId, ExerciseDone, NightEntry, SessionDone, StepId, What};
use crate::plan::WeekdaySet;
use crate::span::Span;

/// What follows from an action on Tuesday's evening, whose plan was already recorded.
fn act(told: &[(&str, What)], now: DateTime<Utc>, action: &Action) -> Result<Vec<Draft>, Refusal> {
    act_on(TUESDAY, told, now, action)
}

fn act_on(
    date: &str,
    told: &[(&str, What)],
    now: DateTime<Utc>,
    action: &Action,
) -> Result<Vec<Draft>, Refusal> {
    let plan = plan();
    let situation = Situation {
        now,
        zone: &Berlin,
        evening: Evening::on(date.parse().unwrap(), &plan, &Berlin),
        plan: &plan,
        recorded: Some(&plan),
        events: &events(told),
    };
    decide(action, &situation)
}

fn done_at(id: &str, at: Option<DateTime<Utc>>) -> Action {
    Action::Done {
        step: id.into(),
        at,
    }
}

fn the_one(drafts: Result<Vec<Draft>, Refusal>) -> Draft {
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
            what: done("stretch")
        }
    );
}

#[test]
fn the_plan_is_recorded_before_the_first_event_and_again_when_it_changed() {
    let plan = plan();
    let mut changed = plan.clone();
    changed.steps.pop();
    for (recorded, news) in [(None, true), (Some(&changed), true), (Some(&plan), false)] {
        let situation = Situation {
            now: tuesday("21:55"),
            zone: &Berlin,
            evening: Evening::on(TUESDAY.parse().unwrap(), &plan, &Berlin),
            plan: &plan,
            recorded,
            events: &[],
        };
        let drafts = decide(&done_at("stretch", None), &situation).unwrap();
        let first_is_plan =
            matches!(&drafts[0].what, What::Plan(record) if *record == plan.to_record());
        assert_eq!(first_is_plan, news);
        assert_eq!(drafts.last().unwrap().what, done("stretch"));
    }
}

#[test]
fn an_evening_to_come_does_not_record_todays_plan() {
    let plan = plan();
    let situation = Situation {
        now: tuesday("12:00"),
        zone: &Berlin,
        evening: Evening::on("2026-12-01".parse().unwrap(), &plan, &Berlin),
        plan: &plan,
        recorded: None,
        events: &[],
    };
    let drafts = decide(
        &Action::Excuse {
            why: Some("travel".into()),
        },
        &situation,
    )
    .unwrap();
    assert_eq!(drafts.len(), 1);
}

#[test]
fn a_step_that_is_not_in_the_plan_is_refused_with_the_one_probably_meant() {
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
fn a_step_that_a_trial_leaves_out_cannot_be_skipped_and_can_be_done_all_the_same() {
    let trial = |seed| crate::plan::Trial {
        step: "warm-bath".into(),
        first: TUESDAY.parse().unwrap(),
        fortnights: 2,
        seed,
    };
    let said = [false, true].map(|with| {
        let drawn = (0..100)
            .map(trial)
            .find(|trial| trial.evenings()[0] == with);
        let plan = Plan {
            trials: drawn.into_iter().collect(),
            ..plan()
        };
        let situation = Situation {
            now: tuesday("21:00"),
            zone: &Berlin,
            evening: Evening::on(TUESDAY.parse().unwrap(), &plan, &Berlin),
            plan: &plan,
            recorded: Some(&plan),
            events: &[],
        };
        let skip = Action::Skip {
            step: "warm-bath".into(),
            why: None,
        };
        let done = decide(&done_at("warm-bath", None), &situation).unwrap();
        assert_eq!(done.len(), 1);
        assert_eq!(done[0].at, tuesday("21:00"));
        // Of an evening that is past its own time stands in.
        let past = Situation {
            now: tuesday("21:00") + chrono::TimeDelta::days(2),
            ..situation
        };
        let done = decide(&done_at("warm-bath", None), &past).unwrap();
        assert_eq!(done[0].at, tuesday("20:45"));
        let said = decide(&skip, &situation);
        said.err()
            .map(|refusal| (refusal.to_string(), refusal.command_hint().unwrap()))
    });
    let left_out =
        "`warm-bath` is tried on evenings drawn at random, and 2026-11-24 is one without it";
    let hint = "`winddown trial` tells more";
    assert_eq!(said, [Some((left_out.to_owned(), hint.to_owned())), None]);
}

#[test]
fn a_step_of_another_weekday_is_refused_with_the_weekday() {
    let mut plan = plan();
    plan.steps[1].days = [chrono::Weekday::Fri].into_iter().collect::<WeekdaySet>();
    let situation = Situation {
        now: tuesday("21:00"),
        zone: &Berlin,
        evening: Evening::on(TUESDAY.parse().unwrap(), &plan, &Berlin),
        plan: &plan,
        recorded: Some(&plan),
        events: &[],
    };
    let refusal = decide(&done_at("warm-bath", None), &situation).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "`warm-bath` is not planned for Tuesday evenings"
    );
}

#[test]
fn done_twice_is_refused_but_naming_the_time_corrects_it() {
    let told = [("21:55", done("stretch"))];
    let again = act(&told, tuesday("22:00"), &done_at("stretch", None)).unwrap_err();
    assert_eq!(again.to_string(), "`stretch` is already done");
    assert_eq!(
        again.command_hint().unwrap(),
        "`winddown undo stretch` takes that back"
    );
    let corrected = the_one(act(
        &told,
        tuesday("22:00"),
        &done_at("stretch", Some(tuesday("21:40"))),
    ));
    assert_eq!(corrected.at, tuesday("21:40"));
}

#[test]
fn what_was_skipped_can_still_be_done() {
    let told = [(
        "21:55",
        What::Skipped {
            step: "stretch".into(),
            why: None,
        },
    )];
    the_one(act(&told, tuesday("22:00"), &done_at("stretch", None)));
}

#[test]
fn a_time_to_come_or_of_another_evening_is_refused() {
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
fn backfilling_a_step_without_a_time_takes_the_steps_own() {
    let later = berlin("2026-11-27T12:00");
    assert_eq!(
        the_one(act(&[], later, &done_at("stretch", None))).at,
        tuesday("21:50")
    );
}

#[test]
fn backfilling_bedtime_without_a_time_makes_up_no_lights_out() {
    let later = berlin("2026-11-27T12:00");
    assert_eq!(
        the_one(act(&[], later, &done_at("lights-out", None))).what,
        done("lights-out")
    );
    let told = the_one(act(
        &[],
        later,
        &done_at("lights-out", Some(tuesday("23:10"))),
    ));
    assert_eq!((told.what, told.at), (What::LightsOut, tuesday("23:10")));
    assert_eq!(
        act(&[], later, &Action::LightsOut { at: None }),
        Err(Refusal::TimeMissing)
    );
}

#[test]
fn marking_bedtime_done_puts_the_lights_out() {
    assert_eq!(
        the_one(act(&[], tuesday("22:41"), &done_at("lights-out", None))).what,
        What::LightsOut
    );
}

#[test]
fn waking_after_the_wake_time_can_be_told() {
    let woke = the_one(act(
        &[],
        berlin("2026-11-25T07:10"),
        &Action::Woke {
            at: None,
            night: NightEntry::default(),
        },
    ));
    assert_eq!(woke.evening.to_string(), TUESDAY);
}

fn snooze(id: &str, minutes: u32) -> Action {
    Action::Snooze {
        step: id.into(),
        span: Span::minutes(minutes),
    }
}

fn until(draft: &Draft) -> DateTime<Utc> {
    match draft.what {
        What::Snoozed { until, .. } => until,
        _ => panic!("{draft:?}"),
    }
}

#[test]
fn a_snooze_counts_from_now_or_from_a_time_still_to_come() {
    assert_eq!(
        until(&the_one(act(
            &[],
            tuesday("20:47"),
            &snooze("warm-bath", 10)
        ))),
        tuesday("20:57")
    );
    assert_eq!(
        until(&the_one(act(
            &[],
            tuesday("20:00"),
            &snooze("warm-bath", 10)
        ))),
        tuesday("20:55")
    );
}

#[test]
fn a_snooze_past_midnight_stays_in_its_evening() {
    let draft = the_one(act(&[], tuesday("23:55"), &snooze("stretch", 10)));
    assert_eq!(draft.evening.to_string(), TUESDAY);
    assert_eq!(until(&draft), berlin("2026-11-25T00:05"));
}

#[test]
fn a_snooze_of_nothing_past_the_evening_or_of_what_is_settled_is_refused() {
    assert_eq!(
        act(&[], tuesday("21:55"), &snooze("stretch", 0)),
        Err(Refusal::EmptySnooze)
    );
    assert!(matches!(
        act(&[], tuesday("21:55"), &snooze("stretch", 600)),
        Err(Refusal::OutsideTheEvening { .. })
    ));
    assert!(matches!(
        act(
            &[("21:55", done("stretch"))],
            tuesday("22:00"),
            &snooze("stretch", 5)
        ),
        Err(Refusal::AlreadySettled { .. })
    ));
    assert!(matches!(
        act(&[], berlin("2026-11-25T08:00"), &snooze("stretch", 5)),
        Err(Refusal::EveningOver(_))
    ));
}

#[test]
fn bedtime_moves_past_midnight_but_neither_back_nor_past_waking() {
    let to = |text: &str| Action::MoveBedtime { to: time(text) };
    let draft = the_one(act(&[], tuesday("21:00"), &to("00:15")));
    assert_eq!(
        draft.what,
        What::BedtimeMoved {
            to: berlin("2026-11-25T00:15")
        }
    );
    assert!(act(&[], tuesday("21:00"), &to("06:29")).is_ok());
    assert!(matches!(
        act(&[], tuesday("21:00"), &to("10:30")),
        Err(Refusal::BedtimePassed { .. })
    ));
    assert!(matches!(
        act(&[], berlin("2026-11-25T08:00"), &to("23:00")),
        Err(Refusal::EveningOver(_))
    ));
}

fn undo(step: Option<&str>) -> Action {
    Action::Undo {
        step: step.map(StepId::from),
    }
}

fn revoked(draft: &Draft) -> u128 {
    match draft.what {
        What::Revoked { event: EventId(id) } => id.as_u128(),
        _ => panic!("{draft:?}"),
    }
}

#[test]
fn undo_takes_back_the_last_action_then_the_one_before() {
    let mut told = vec![("20:50", done("warm-bath")), ("22:00", done("stretch"))];
    let now = tuesday("22:05");
    assert_eq!(revoked(&the_one(act(&told, now, &undo(None)))), 2);
    told.push((
        "22:05",
        What::Revoked {
            event: EventId(uuid::Uuid::from_u128(2)),
        },
    ));
    assert_eq!(revoked(&the_one(act(&told, now, &undo(None)))), 1);
    told.push((
        "22:05",
        What::Revoked {
            event: EventId(uuid::Uuid::from_u128(1)),
        },
    ));
    assert!(matches!(
        act(&told, now, &undo(None)),
        Err(Refusal::NothingToUndo(_))
    ));
}

#[test]
fn undo_of_a_step_leaves_the_others() {
    let told = [
        ("20:50", done("warm-bath")),
        ("22:00", done("stretch")),
        ("22:31", What::LightsOut),
    ];
    assert_eq!(
        revoked(&the_one(act(
            &told,
            tuesday("22:40"),
            &undo(Some("warm-bath"))
        ))),
        1
    );
    assert_eq!(
        revoked(&the_one(act(
            &told,
            tuesday("22:40"),
            &undo(Some("lights-out"))
        ))),
        3
    );
    let none = act(&told, tuesday("22:40"), &undo(Some("massage"))).unwrap_err();
    assert_eq!(
        none.to_string(),
        "there is nothing to take back about `massage`"
    );
}

fn session() -> SessionDone {
    let exercise = ExerciseDone {
        exercise: "calf-wall".into(),
        held_secs: 100,
        planned_secs: 120,
    };
    SessionDone {
        routine: "restless-legs".into(),
        exercises: vec![exercise],
    }
}

#[test]
fn a_session_is_kept_and_marks_its_step_only_when_it_counts() {
    let ended = |counts| Action::Session {
        step: Some("stretch".into()),
        session: session(),
        counts,
    };
    let kinds = |told: &[(&str, What)], counts| -> Vec<String> {
        act(told, tuesday("22:05"), &ended(counts))
            .unwrap()
            .iter()
            .map(|d| d.what.kind().to_owned())
            .collect()
    };
    assert_eq!(kinds(&[], true), ["session", "done"]);
    assert_eq!(kinds(&[], false), ["session"]);
    assert_eq!(kinds(&[("21:55", done("stretch"))], true), ["session"]);
}

#[test]
fn a_session_that_ends_after_the_wake_time_belongs_to_the_last_moment_of_its_evening() {
    let action = Action::Session {
        step: Some("stretch".into()),
        session: session(),
        counts: true,
    };
    let drafts = act(&[], berlin("2026-11-25T06:40"), &action).unwrap();
    let last_moment = berlin("2026-11-25T06:30") - TimeDelta::milliseconds(1);
    let recorded: Vec<_> = drafts
        .iter()
        .map(|draft| (draft.what.kind(), draft.at, draft.evening.to_string()))
        .collect();
    let evening = || TUESDAY.to_owned();
    assert_eq!(
        recorded,
        [
            ("session", last_moment, evening()),
            ("done", last_moment, evening())
        ]
    );
}

#[test]
fn undo_after_a_session_takes_back_the_done_and_keeps_what_was_held() {
    let told = [
        (
            "22:05",
            What::Session {
                step: Some("stretch".into()),
                session: session(),
            },
        ),
        ("22:05", done("stretch")),
    ];
    assert_eq!(
        revoked(&the_one(act(&told, tuesday("22:10"), &undo(None)))),
        2
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
    let told = [("12:00", What::Excused { why: None })];
    assert!(matches!(
        act(&told, tuesday("13:00"), &excuse),
        Err(Refusal::AlreadyExcused(_))
    ));
}

#[test]
fn notes_need_words_and_have_an_end() {
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
    assert_eq!(
        the_one(act(&[], tuesday("22:00"), &note(" calm "))).what,
        What::Note {
            text: "calm".into()
        }
    );
}

#[test]
fn nothing_but_an_excuse_can_be_said_of_an_evening_to_come() {
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
