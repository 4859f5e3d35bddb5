//! How time passes: phases, pauses, and sounds. The seconds in these tests are those of the timeline at
//! [`routine`](super::routine).

use super::*;
use crate::exercise::Library;

#[test]
fn each_phase_begins_when_the_one_before_ends() {
    for (at, exercise, kind, remaining) in [
        (0, 1, PhaseKind::Ready, 5),
        (5, 1, left(1), 20),
        (24, 1, left(1), 1),
        (25, 1, PhaseKind::Rest, 4),
        (29, 1, left(2), 20),
        (49, 1, PhaseKind::Switch, 6),
        (55, 1, right(1), 20),
        (79, 1, right(2), 20),
        (99, 2, PhaseKind::Ready, 12),
        (111, 2, hold_phase(None, 1, 1), 10),
        (121, 3, PhaseKind::Ready, 5),
        (126, 3, breath(BreathPart::In, 1), 4),
        (130, 3, breath(BreathPart::Out, 1), 6),
        (155, 3, breath(BreathPart::Out, 3), 1),
        (156, 4, PhaseKind::Ready, 5),
        (161, 4, PhaseKind::Tense(0), 5),
        (166, 4, PhaseKind::Release(0), 15),
        (181, 4, PhaseKind::Tense(1), 5),
    ] {
        let session = after(at);
        assert_eq!(session.phase().map(|p| p.kind), Some(kind), "after {at} s");
        assert_eq!(session.remaining_secs(), remaining, "after {at} s");
        assert_eq!(session.exercise_number(), (exercise, 4), "after {at} s");
        assert_eq!(session.left_secs(), 201 - at, "after {at} s");
    }
    let over = after(201);
    assert_eq!(over.state(), SessionState::Ended(Ending::Complete));
    assert_eq!(over.phase(), None);
    assert!((over.fraction() - 1.0).abs() < 1e-9);
}

#[test]
fn the_phases_add_up_to_the_duration_of_the_routine() {
    for routine in Library::built_in().routines() {
        let session = Session::new(routine);
        let expected = u64::from(routine.duration().as_secs());
        assert_eq!(session.left_secs(), expected, "{}", routine.id);
    }
}

#[test]
fn a_tick_of_more_than_five_seconds_pauses_and_counts_no_time() {
    let mut session = after(10);
    let heard = session.tick(Duration::from_millis(5001));
    assert_eq!(heard, []);
    assert_eq!(session.state(), SessionState::Paused(PausedBy::Gap));
    assert_eq!(session.remaining_secs(), 15);
    session.tick(secs(1));
    assert_eq!(session.remaining_secs(), 15, "paused time does not count");
    session.resume();
    session.tick(secs(5));
    assert_eq!(session.remaining_secs(), 10, "five seconds are no gap");
}

#[test]
fn no_time_passes_during_a_pause() {
    let mut session = after(10);
    session.toggle();
    assert_eq!(session.state(), SessionState::Paused(PausedBy::Person));
    assert_eq!(session.next_change(Moving::ALL), None);
    pass(&mut session, 60);
    assert_eq!(session.remaining_secs(), 15);
    session.toggle();
    pass(&mut session, 1);
    assert_eq!(session.remaining_secs(), 14);
}

#[test]
fn three_ticks_before_a_hold_ends_and_a_chime_at_each_change() {
    let mut session = after(4);
    assert_eq!(pass(&mut session, 1), [Cue::Chime], "begin");
    assert_eq!(pass(&mut session, 16), []);
    assert_eq!(pass(&mut session, 1), [Cue::Tick]);
    assert_eq!(
        pass(&mut session, 3),
        [Cue::Tick, Cue::Tick, Cue::Chime],
        "let go"
    );
    assert_eq!(pass(&mut session, 4), [Cue::Chime], "again");
}

#[test]
fn breaths_chime_for_in_and_tick_for_out() {
    let mut session = after(125);
    assert_eq!(pass(&mut session, 1), [Cue::Chime]);
    assert_eq!(pass(&mut session, 4), [Cue::Tick]);
    assert_eq!(pass(&mut session, 6), [Cue::Chime]);
}

#[test]
fn the_sounds_to_come_are_those_that_then_come() {
    let step = Duration::from_millis(250);
    for at in 0..201 {
        let session = after(at);
        let expected = session.cues_within(Duration::from_secs(7));
        let mut played = session.clone();
        let mut heard = vec![];
        for n in 1..=28 {
            heard.extend(played.tick(step).into_iter().map(|cue| (step * n, cue)));
        }
        assert_eq!(expected, heard, "after {at} s");
    }
    let mut paused = after(20);
    paused.pause();
    assert_eq!(paused.cues_within(Duration::from_secs(60)), []);
}

#[test]
fn the_end_is_heard_once() {
    let mut session = after(200);
    assert_eq!(pass(&mut session, 10), [Cue::End]);
}

#[test]
fn a_routine_without_exercises_ends_at_once() {
    let mut empty = routine();
    empty.exercises.clear();
    let mut session = Session::new(&empty);
    assert_eq!(session.state(), SessionState::Ended(Ending::Complete));
    assert_eq!(session.tick(secs(1)), []);
    assert!(!session.counts_as_done());
}

#[test]
fn an_exercise_of_zero_length_is_skipped() {
    let mut routine = routine();
    routine.exercises[1].work = hold(0, Sides::Both, 1, false);
    let mut session = Session::new(&routine);
    pass(&mut session, 100);
    assert_eq!(session.exercise().map(|e| e.id.as_str()), Some("breaths"));
}
