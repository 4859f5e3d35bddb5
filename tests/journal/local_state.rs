//! What the file holds for this computer alone: an unfinished session, timers, acknowledged notes.

use super::*;

#[test]
fn an_unfinished_session_is_stored_until_it_is_deleted() {
    let (_folder, path) = journal_path();
    let mut journal = open(&path);
    assert_eq!(journal.unfinished().unwrap(), None);
    let mut session = Unfinished {
        evening: date("2026-11-24"),
        step: Some(StepId::from("stretch")),
        progress: json!({ "next": 2 }),
    };
    journal.save_unfinished(&session).unwrap();
    session.progress = json!({ "next": 3 });
    journal.save_unfinished(&session).unwrap();
    assert_eq!(open(&path).unfinished().unwrap(), Some(session));
    journal.forget_unfinished().unwrap();
    assert_eq!(journal.unfinished().unwrap(), None);
}

#[test]
fn a_timer_is_stored_with_its_state_and_its_end_is_reported_to_one_window_only() {
    let (_folder, path) = journal_path();
    let mut journal = open(&path);
    let mut timer = StoredTimer {
        evening: date("2026-11-24"),
        step: StepId::from("warm-bath"),
        length: Span::minutes(15),
        left: Span::minutes(15),
        since: Some(at("2026-11-24T20:45:00Z")),
    };
    journal.save_timer(&timer).unwrap();
    timer.left = Span::minutes(12);
    journal.save_timer(&timer).unwrap();
    let mut other = open(&path);
    assert_eq!(other.timers().unwrap(), [timer.clone()]);
    assert!(journal.end_timer(timer.evening, &timer.step).unwrap());
    assert!(!other.end_timer(timer.evening, &timer.step).unwrap());
    assert_eq!(other.timers().unwrap()[0].left, Span::ZERO);
    // Storing a timer of the next evening deletes those of earlier evenings.
    timer.evening = date("2026-11-25");
    journal.save_timer(&timer).unwrap();
    assert_eq!(other.timers().unwrap(), [timer.clone()]);
    journal.forget_timer(timer.evening, &timer.step).unwrap();
    assert_eq!(other.timers().unwrap(), []);
}

#[test]
fn acknowledged_notes_stay_acknowledged() {
    let (_folder, path) = journal_path();
    let mut journal = open(&path);
    assert!(journal.acknowledged().unwrap().is_empty());
    for _ in 0..2 {
        journal
            .acknowledge("compression", at("2026-11-24T21:15:00Z"))
            .unwrap();
    }
    let read = open(&path).acknowledged().unwrap();
    assert_eq!(read.into_iter().collect::<Vec<_>>(), ["compression"]);
}
