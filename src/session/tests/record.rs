//! What is recorded, what counts as done, and resuming from saved progress.

use super::*;

#[test]
fn skipped_time_does_not_count_as_held_and_repeated_time_does() {
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
fn a_routine_counts_as_done_from_80_percent_of_its_work_time() {
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
fn there_is_no_progress_to_save_before_the_first_exercise_ends_or_after_the_last() {
    assert_eq!(after(98).progress(), None);
    assert!(after(99).progress().is_some());
    assert_eq!(after(201).progress(), None);
}

#[test]
fn progress_in_a_routine_that_has_changed_cannot_be_resumed() {
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
