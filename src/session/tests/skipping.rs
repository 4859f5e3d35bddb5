//! Skipping forward and back, extending a hold, and ending early.

use super::*;

#[test]
fn next_goes_to_the_hold_and_then_past_it() {
    let mut session = after(0);
    let mut seen = Vec::new();
    while let Some(phase) = session.phase() {
        seen.push((phase.exercise, phase.kind));
        session.next();
    }
    assert_eq!(
        seen,
        [
            (0, PhaseKind::Ready),
            (0, left(1)),
            (0, PhaseKind::Rest),
            (0, left(2)),
            (0, PhaseKind::Switch),
            (0, right(1)),
            (0, PhaseKind::Rest),
            (0, right(2)),
            (1, PhaseKind::Ready),
            (1, hold_phase(None, 1, 1)),
            (2, PhaseKind::Ready),
            (2, breath(BreathPart::In, 1)),
            (3, PhaseKind::Ready),
            (3, PhaseKind::Tense(0)),
            (3, PhaseKind::Tense(1)),
        ]
    );
    assert_eq!(session.state(), SessionState::Ended(Ending::Complete));
    assert_eq!(session.record().held_secs(), 0);
    assert!(!session.counts_as_done());
}

#[test]
fn back_restarts_the_hold_or_goes_to_the_previous_one() {
    let mut session = after(40); // 11 s into the second hold
    session.back();
    assert_eq!(session.phase().map(|p| p.kind), Some(left(2)));
    assert_eq!(session.remaining_secs(), 20);
    session.back();
    assert_eq!(session.phase().map(|p| p.kind), Some(PhaseKind::Ready));
    session.back();
    assert_eq!(session.left_secs(), 201, "the beginning is the beginning");
}

#[test]
fn back_during_breathing_restarts_the_exercise() {
    let mut session = after(150);
    session.back();
    assert_eq!(
        session.phase().map(|p| p.kind),
        Some(breath(BreathPart::In, 1))
    );
}

#[test]
fn extending_a_hold_lengthens_the_whole_routine() {
    let mut session = after(20);
    assert!(session.extend(secs(10)));
    assert_eq!(session.remaining_secs(), 15);
    assert_eq!(session.left_secs(), 191);
    pass(&mut session, 191);
    assert!(session.is_over());
    assert_eq!(session.record().exercises[0].held_secs, 90);
    assert_eq!(session.record().exercises[0].planned_secs, 80);
}

#[test]
fn only_a_hold_can_be_extended() {
    for at in [0, 26, 50, 127, 162, 201] {
        let mut session = after(at);
        let before = session.left_secs();
        assert!(!session.extend(secs(10)), "after {at} s");
        assert_eq!(session.left_secs(), before);
    }
}

#[test]
fn an_ended_session_ignores_keys_and_time() {
    for (end, ending) in [
        (Session::finish as fn(&mut Session), Ending::Early),
        (Session::abandon, Ending::Abandoned),
    ] {
        let mut session = after(30);
        end(&mut session);
        let record = session.record();
        session.finish();
        session.abandon();
        session.resume();
        session.toggle();
        assert_eq!(pass(&mut session, 10), []);
        assert_eq!(session.state(), SessionState::Ended(ending));
        assert_eq!(session.record(), record);
        assert_eq!(session.next_change(Moving::ALL), None);
    }
}
