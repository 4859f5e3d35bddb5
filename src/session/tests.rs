use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::exercise::{Breath, Library, Position, Sides, Work};

fn secs(n: u64) -> Duration {
    Duration::from_secs(n)
}

fn exercise(id: &str, position: Position, work: Work) -> Exercise {
    Exercise {
        id: id.into(),
        title: id.into(),
        muscles: "leg".into(),
        position,
        cues: vec!["one".into(), "two".into(), "three".into()],
        work,
        ready: None,
        pose: None,
        note: None,
    }
}

fn hold(secs: u32, sides: Sides, repeat: u8, moving: bool) -> Work {
    Work::Hold {
        hold: Span::seconds(secs),
        sides,
        repeat,
        moving,
        variants: vec!["one way".into(), "the other way".into()],
    }
}

/// A routine with these phases, in seconds: 5 ready, 20 left, 4 rest, 20 left, 6 switch, 20 right, 4 rest, 20 right (99 in
/// total); 12 ready (lying down), 10 moving (121); 5 ready, three breaths of 4 + 6 (156); 5 ready, two groups of 5 + 15
/// (201).
fn routine() -> Routine {
    Routine {
        id: "r".into(),
        title: "R".into(),
        exercises: vec![
            exercise("calf", Position::Standing, hold(20, Sides::Each, 2, false)),
            exercise("pumps", Position::Lying, hold(10, Sides::Both, 1, true)),
            exercise(
                "breaths",
                Position::Any,
                Work::Breathe {
                    breath: Breath {
                        inhale: Span::seconds(4),
                        hold: Span::ZERO,
                        exhale: Span::seconds(6),
                        rest: Span::ZERO,
                    },
                    rounds: 3,
                },
            ),
            exercise(
                "relax",
                Position::Any,
                Work::TenseRelease {
                    tense: Span::seconds(5),
                    release: Span::seconds(15),
                    groups: vec!["feet".into(), "calves".into()],
                },
            ),
        ],
        night: false,
        gentle: false,
        positions: Vec::new(),
    }
}

/// A session after `n` seconds, in ticks of half a second.
fn after(n: u64) -> Session {
    let mut session = Session::new(&routine());
    pass(&mut session, n);
    session
}

fn pass(session: &mut Session, n: u64) -> Vec<Cue> {
    (0..n * 2)
        .flat_map(|_| session.tick(Duration::from_millis(500)))
        .collect()
}

fn left(number: u8) -> PhaseKind {
    hold_phase(Some(Side::Left), number, 2)
}

fn right(number: u8) -> PhaseKind {
    hold_phase(Some(Side::Right), number, 2)
}

fn hold_phase(side: Option<Side>, number: u8, of: u8) -> PhaseKind {
    PhaseKind::Hold(Repetition { side, number, of })
}

fn breath(part: BreathPart, round: u16) -> PhaseKind {
    PhaseKind::Breathe { part, round }
}

#[test]
fn the_phases_follow_one_another() {
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
fn the_layout_takes_as_long_as_the_routine_says() {
    for routine in Library::built_in().routines() {
        let session = Session::new(routine);
        let promised = u64::from(routine.duration().as_secs());
        assert_eq!(session.left_secs(), promised, "{}", routine.id);
    }
}

#[test]
fn the_countdown_shows_a_second_until_it_is_over() {
    let mut session = Session::new(&routine());
    assert_eq!(session.remaining_secs(), 5);
    session.tick(Duration::from_millis(1));
    assert_eq!(session.remaining_secs(), 5);
    session.tick(Duration::from_millis(999));
    assert_eq!(session.remaining_secs(), 4);
}

#[test]
fn what_comes_next_is_told_for_the_hold_and_what_leads_into_it() {
    let session = after(0);
    assert!(matches!(
        session.upcoming(),
        Upcoming::Again(Repetition { number: 2, .. })
    ));
    assert_eq!(after(30).upcoming(), Upcoming::OtherSide(Side::Right));
    assert_eq!(after(26).upcoming(), Upcoming::OtherSide(Side::Right));
    for (at, id) in [
        (80, "pumps"),
        (100, "breaths"),
        (112, "breaths"),
        (130, "relax"),
    ] {
        assert!(
            matches!(after(at).upcoming(), Upcoming::Exercise(e) if e.id == id),
            "after {at} s"
        );
    }
    assert_eq!(after(160).upcoming(), Upcoming::Group("calves"));
    assert_eq!(after(170).upcoming(), Upcoming::Group("calves"));
    assert_eq!(after(190).upcoming(), Upcoming::End);
}

#[test]
fn side_repetition_variant_and_group_are_known_before_the_hold_begins() {
    let session = after(26); // resting before the second hold
    assert_eq!(
        session.repetition(),
        Some(Repetition {
            side: Some(Side::Left),
            number: 2,
            of: 2
        })
    );
    assert_eq!(session.variant(), Some("the other way"));
    assert_eq!(after(157).group(), Some("feet"));
    assert_eq!(after(182).group(), Some("calves"));
    assert_eq!(after(130).repetition(), None);
}

#[test]
fn cues_begin_with_how_to_get_there_and_take_turns() {
    let cue = |at| after(at).cue().map(str::to_owned);
    assert_eq!(cue(0).as_deref(), Some("one"));
    assert_eq!(cue(4).as_deref(), Some("one"));
    assert_eq!(cue(5).as_deref(), Some("two"));
    assert_eq!(cue(12).as_deref(), Some("three"));
    assert_eq!(cue(19).as_deref(), Some("one"));
    assert_eq!(cue(126).as_deref(), Some("two"));
    assert_eq!(cue(137).as_deref(), Some("two"), "over all breaths");
    assert_eq!(cue(138).as_deref(), Some("three"));
    assert_eq!(cue(162).as_deref(), Some("one"), "tense");
    assert_eq!(cue(167).as_deref(), Some("two"), "let go");
}

#[test]
fn an_exercise_without_cues_shows_none() {
    let mut routine = routine();
    routine.exercises[0].cues.clear();
    let mut session = Session::new(&routine);
    assert_eq!(session.cue(), None);
    pass(&mut session, 10);
    assert_eq!(session.cue(), None);
    assert!(session.next_change().is_some());
}

#[test]
fn a_gap_pauses_and_counts_nothing() {
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
fn a_pause_holds_the_time_until_it_is_resumed() {
    let mut session = after(10);
    session.toggle();
    assert_eq!(session.state(), SessionState::Paused(PausedBy::Person));
    assert_eq!(session.next_change(), None);
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
fn the_end_is_heard_once() {
    let mut session = after(200);
    assert_eq!(pass(&mut session, 10), [Cue::End]);
}

#[test]
fn next_steps_into_the_hold_then_over_it() {
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
fn back_begins_the_hold_again_or_goes_to_the_one_before() {
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
fn back_from_the_middle_of_breathing_begins_the_breathing_again() {
    let mut session = after(150);
    session.back();
    assert_eq!(
        session.phase().map(|p| p.kind),
        Some(breath(BreathPart::In, 1))
    );
}

#[test]
fn a_longer_hold_is_longer_for_the_rest_of_the_routine_too() {
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
fn only_a_hold_can_be_made_longer() {
    for at in [0, 26, 50, 127, 162, 201] {
        let mut session = after(at);
        let before = session.left_secs();
        assert!(!session.extend(secs(10)), "after {at} s");
        assert_eq!(session.left_secs(), before);
    }
}

#[test]
fn what_is_stepped_over_is_not_held_and_what_is_done_twice_is() {
    let mut session = after(15); // 10 s of the first hold
    session.back();
    pass(&mut session, 20);
    session.next();
    session.next();
    let record = session.record();
    assert_eq!(record.exercises.len(), 1, "only what was begun");
    assert_eq!(record.exercises[0].held_secs, 30);
}

#[test]
fn a_routine_counts_from_four_fifths_of_its_holds() {
    // 80 + 10 + 30 + 40 = 160 s of work; four fifths are 128 s.
    let mut session = after(9);
    session.next(); // 4 s of 20 held: 16 s less
    while !session.is_over() {
        pass(&mut session, 1);
        if session.left_secs() <= 16 {
            session.finish();
        }
    }
    // 160 - 16 held, then 16 less at the end: exactly 128.
    assert_eq!(session.record().held_secs(), 128);
    assert!(session.counts_as_done());

    let mut short = after(8);
    short.next();
    while short.left_secs() > 16 {
        pass(&mut short, 1);
    }
    assert_eq!(short.record().held_secs(), 127);
    assert!(!short.counts_as_done());
}

#[test]
fn one_long_hold_does_not_make_up_for_the_rest() {
    let mut session = after(5);
    session.extend(secs(600));
    pass(&mut session, 600);
    assert!(!session.counts_as_done());
}

#[test]
fn ended_is_ended() {
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
        assert_eq!(session.next_change(), None);
    }
}

#[test]
fn a_crash_loses_only_the_running_exercise() {
    let session = after(130);
    let kept = serde_json::to_string(&session.progress()).unwrap();
    let progress: Option<Progress> = serde_json::from_str(&kept).unwrap();
    let again = Session::resume_from(&routine(), &progress.unwrap()).unwrap();
    assert_eq!(again.exercise().map(|e| e.id.as_str()), Some("breaths"));
    assert_eq!(again.phase().map(|p| p.kind), Some(PhaseKind::Ready));
    assert_eq!(again.record().held_secs(), 90);

    let mut again = again;
    pass(&mut again, 80);
    assert!(again.is_over());
    assert!(again.counts_as_done());
}

#[test]
fn there_is_nothing_to_keep_before_the_first_exercise_is_over_or_after_the_last() {
    assert_eq!(after(98).progress(), None);
    assert!(after(99).progress().is_some());
    assert_eq!(after(201).progress(), None);
}

#[test]
fn progress_in_a_routine_that_has_changed_is_not_taken_up() {
    let progress = after(130).progress().unwrap();
    let mut changed = routine();
    changed.exercises.remove(0);
    assert!(Session::resume_from(&changed, &progress).is_none());
    let mut renamed = routine();
    renamed.id = "other".into();
    assert!(Session::resume_from(&renamed, &progress).is_none());
    let mut longer = routine();
    longer.exercises.push(longer.exercises[0].clone());
    assert!(Session::resume_from(&longer, &progress).is_some());
}

#[test]
fn the_figure_moves_into_the_pose_and_then_is_still() {
    let at = |n| after(n).figure().unwrap();
    assert!(at(0).progress < 0.01 && at(0).moves);
    assert!((0.2..0.9).contains(&at(1).progress));
    assert!((at(4).progress - 1.0).abs() < 1e-9 && !at(4).moves);
    let held = at(10);
    assert!((held.progress - 1.0).abs() < 1e-9 && !held.moves && !held.cycles);
    assert_eq!(
        at(49).side,
        Some(Side::Left),
        "changing sides begins on the old one"
    );
    assert_eq!(at(54).side, Some(Side::Right));
    assert!(at(112).cycles && at(112).moves);
    assert_eq!(after(130).figure(), None, "breathing has another shape");
}

#[test]
fn the_breath_grows_and_shrinks() {
    let full = |n| after(n).breath().unwrap().fullness;
    assert!(full(126) < 0.01);
    assert!((full(128) - 0.5).abs() < 0.01);
    assert!(full(130) > 0.99);
    assert!((full(133) - 0.5).abs() < 0.01);
    let breath = after(140).breath().unwrap();
    assert_eq!((breath.round, breath.rounds), (2, 3));
    assert_eq!(after(10).breath(), None);
}

#[test]
fn a_still_hold_wants_one_picture_a_second() {
    let mut session = after(10);
    assert_eq!(session.next_change(), Some(secs(1)));
    session.tick(Duration::from_millis(300));
    assert_eq!(session.next_change(), Some(Duration::from_millis(700)));
    assert!(after(1).next_change() < Some(Duration::from_millis(101)));
    assert!(after(127).next_change() < Some(Duration::from_millis(101)));
}

#[test]
fn a_routine_without_exercises_is_over_at_once() {
    let mut empty = routine();
    empty.exercises.clear();
    let mut session = Session::new(&empty);
    assert_eq!(session.state(), SessionState::Ended(Ending::Complete));
    assert_eq!(session.tick(secs(1)), []);
    assert!(!session.counts_as_done());
}

#[test]
fn an_exercise_of_no_length_is_passed_over() {
    let mut routine = routine();
    routine.exercises[1].work = hold(0, Sides::Both, 1, false);
    let mut session = Session::new(&routine);
    pass(&mut session, 100);
    assert_eq!(session.exercise().map(|e| e.id.as_str()), Some("breaths"));
}

/// Everything a screen shows: to compare two sessions, and to check that no method panics.
fn picture(session: &Session) -> String {
    format!(
        "{:?} {:?} {:?} {} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        session.state(),
        session.phase(),
        session.remaining(),
        session.left_secs(),
        session.fraction(),
        session.upcoming(),
        session.repetition(),
        session.variant(),
        session.group(),
        session.cue(),
        session.figure(),
        session.breath(),
        session.next_change(),
        session.record(),
    )
}

#[derive(Debug, Clone)]
enum Key {
    Tick(u64),
    Toggle,
    Next,
    Back,
    Extend,
    Finish,
}

fn key() -> impl Strategy<Value = Key> {
    prop_oneof![
        6 => (0u64..6000).prop_map(Key::Tick),
        1 => Just(Key::Toggle),
        2 => Just(Key::Next),
        2 => Just(Key::Back),
        1 => Just(Key::Extend),
        // Rare, because a finished session ignores all further keys.
        1 => (0..20u8).prop_map(|n| if n == 0 { Key::Finish } else { Key::Next }),
    ]
}

proptest! {
    #[test]
    fn however_the_time_is_sliced_it_ends_at_the_same_place(
        slices in proptest::collection::vec(0u64..=5_000_000_000, 0..120),
    ) {
        let mut sliced = Session::new(&routine());
        let mut heard = Vec::new();
        for nanos in &slices {
            heard.extend(sliced.tick(Duration::from_nanos(*nanos)));
        }
        let mut total: u64 = slices.iter().sum();
        let mut even = Session::new(&routine());
        let mut heard_even = Vec::new();
        while total > 0 {
            let step = total.min(100_000_000);
            heard_even.extend(even.tick(Duration::from_nanos(step)));
            total -= step;
        }
        prop_assert_eq!(picture(&sliced), picture(&even));
        prop_assert_eq!(heard, heard_even);
    }

    #[test]
    fn no_keys_panic_and_nothing_is_held_that_was_not_ticked(
        keys in proptest::collection::vec(key(), 0..200),
    ) {
        let mut session = Session::new(&routine());
        let mut ticked = Duration::ZERO;
        for key in keys {
            match key {
                Key::Tick(ms) => {
                    session.tick(Duration::from_millis(ms));
                    ticked += Duration::from_millis(ms);
                }
                Key::Toggle => session.toggle(),
                Key::Next => session.next(),
                Key::Back => session.back(),
                Key::Extend => {
                    session.extend(secs(10));
                }
                Key::Finish => session.finish(),
            }
            picture(&session);
            prop_assert!(u64::from(session.record().held_secs()) <= ticked.as_secs());
            prop_assert!((0.0..=1.0).contains(&session.fraction()));
            prop_assert_eq!(session.next_change().is_some(), session.state() == SessionState::Running);
            prop_assert!(session.next_change().is_none_or(|wait| !wait.is_zero() && wait <= secs(1)));
            if let Some(progress) = session.progress() {
                prop_assert!(Session::resume_from(&routine(), &progress).is_some());
            }
        }
    }

    #[test]
    fn next_always_goes_on_and_back_never_does(at in 0u64..201) {
        let mut forward = after(at);
        let before = forward.left_secs();
        forward.next();
        prop_assert!(forward.left_secs() < before);
        let mut backward = after(at);
        backward.back();
        prop_assert!(backward.left_secs() >= before);
    }
}
