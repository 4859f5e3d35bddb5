//! What a screen shows of a session.

use super::*;

#[test]
fn what_comes_next_is_the_same_during_a_hold_and_the_pause_before_it() {
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
fn the_first_cue_describes_the_position_and_the_others_follow_in_turn() {
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
    assert!(session.next_change(Moving::ALL).is_some());
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
fn at_rest_the_figure_stands_in_the_pose_and_the_breath_changes_in_steps() {
    let at = |n| after(n).figure_at_rest().unwrap();
    for n in [0, 1, 10, 49, 54, 112] {
        assert!(!at(n).moves, "{n}");
    }
    assert!((at(1).progress - 1.0).abs() < 1e-9);
    assert!((at(112).progress - at(114).progress).abs() < 1e-9 && at(112).cycles);
    assert_eq!(at(49).side, Some(Side::Right), "the side that comes next");
    assert!((at(162).progress - 1.0).abs() < 1e-9, "tense");
    assert!(at(167).progress < 1e-9, "let go");
    assert_eq!(after(130).figure_at_rest(), None);

    let mut breathing = after(127);
    let before = breathing.breath_in_steps();
    breathing.tick(Duration::from_millis(400));
    assert_eq!(breathing.breath_in_steps(), before);
    assert_ne!(breathing.breath(), before);
    breathing.tick(Duration::from_millis(600));
    assert_ne!(breathing.breath_in_steps(), before);
}

#[test]
fn what_may_not_move_is_redrawn_once_a_second() {
    let moving = |figure, breath| Moving { figure, breath };
    let (figure, breath) = (after(1), after(127));
    assert_eq!(figure.next_change(moving(false, true)), Some(secs(1)));
    assert!(figure.next_change(moving(true, false)) < Some(secs(1)));
    assert_eq!(breath.next_change(moving(true, false)), Some(secs(1)));
    assert!(breath.next_change(moving(false, true)) < Some(secs(1)));
}

#[test]
fn a_still_hold_is_redrawn_once_a_second() {
    let mut session = after(10);
    assert_eq!(session.next_change(Moving::ALL), Some(secs(1)));
    session.tick(Duration::from_millis(300));
    assert_eq!(
        session.next_change(Moving::ALL),
        Some(Duration::from_millis(700))
    );
    assert!(after(1).next_change(Moving::ALL) < Some(Duration::from_millis(101)));
    assert!(after(127).next_change(Moving::ALL) < Some(Duration::from_millis(101)));
}
