//! Recording a guided session.

use chrono::TimeDelta;

use super::action_tests::{act, revoked, the_one, undo};
use super::timeline_tests::{TUESDAY, berlin, done, tuesday};
use super::*;
use crate::event::{ExerciseDone, Origin, SessionDone, What};

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
fn a_session_is_always_recorded_but_marks_its_step_only_if_it_counts() {
    let ended = |counts| Action::Session {
        step: Some("stretch".into()),
        session: session(),
        counts,
        was_offered: false,
    };
    let kinds = |entries: &[(&str, What)], counts| -> Vec<String> {
        act(entries, tuesday("22:05"), &ended(counts))
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
fn a_session_of_what_was_offered_says_so_and_one_that_the_user_chose_does_not() {
    let origins = |was_offered| -> Vec<Option<Origin>> {
        let action = Action::Session {
            step: Some("stretch".into()),
            session: session(),
            counts: true,
            was_offered,
        };
        let drafts = act(&[], tuesday("22:05"), &action).unwrap();
        drafts.iter().map(|draft| draft.origin).collect()
    };
    assert_eq!(origins(true), [Some(Origin::AcceptedProposal), None]);
    assert_eq!(origins(false), [None, None]);
}

#[test]
fn a_session_that_ends_after_the_wake_time_is_recorded_at_its_evenings_last_moment() {
    let action = Action::Session {
        step: Some("stretch".into()),
        session: session(),
        counts: true,
        was_offered: false,
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
fn undo_after_a_session_revokes_done_but_not_the_session() {
    let entries = [
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
        revoked(&the_one(act(&entries, tuesday("22:10"), &undo(None)))),
        2
    );
}
