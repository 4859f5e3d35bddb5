//! What the file holds for this computer alone: claims of reminders, an unfinished session, timers, silence.

use super::*;

#[test]
fn a_reminder_is_claimed_once_until_the_claim_expires() {
    let (_folder, path) = journal_path();
    let (mut one, mut other) = (open(&path), open(&path));
    let (evening, now) = (date("2026-11-24"), at("2026-11-24T20:50:00Z"));
    let almost = now + CLAIM_LIFETIME - TimeDelta::milliseconds(1);
    assert!(one.claim("stretch", evening, "one", now).unwrap());
    assert!(!other.claim("stretch", evening, "other", now).unwrap());
    assert!(!other.claim("stretch", evening, "other", almost).unwrap());
    assert!(
        other
            .claim("stretch", evening, "other", now + CLAIM_LIFETIME)
            .unwrap()
    );
    other
        .mark_sent("stretch", "desktop", None, now + CLAIM_LIFETIME)
        .unwrap();
    assert!(
        !one.claim("stretch", evening, "one", now + TimeDelta::days(1))
            .unwrap()
    );
    let claims = one.claims(evening).unwrap();
    assert_eq!(
        (claims.len(), claims[0].sent_at),
        (1, Some(now + CLAIM_LIFETIME))
    );
}

#[test]
fn of_two_processes_that_wake_together_only_one_claims_even_if_the_other_read_an_earlier_time() {
    let (_folder, path) = journal_path();
    let (mut window, mut agent) = (open(&path), open(&path));
    let tonight = date("2026-11-24");
    let woke = at("2026-11-24T20:50:00Z");
    let later = woke + TimeDelta::milliseconds(3);
    assert!(window.claim("stretch", tonight, "window", later).unwrap());
    assert!(!agent.claim("stretch", tonight, "agent", woke).unwrap());
}

#[test]
fn a_claim_made_before_the_clock_was_set_back_expires() {
    let (_folder, path) = journal_path();
    let mut journal = open(&path);
    let (evening, now) = (date("2026-11-24"), at("2026-11-24T20:50:00Z"));
    assert!(
        journal
            .claim("stretch", evening, "one", now + TimeDelta::days(365))
            .unwrap()
    );
    assert!(journal.claim("stretch", evening, "other", now).unwrap());
}

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

#[test]
fn silence_ends_by_itself_unless_it_is_renewed() {
    let (_folder, path) = journal_path();
    let mut journal = open(&path);
    let now = at("2026-11-25T02:30:00Z");
    assert_eq!(journal.silent_until(now).unwrap(), None);
    journal.request_silence(now).unwrap();
    let other = open(&path);
    let until = now + SILENCE_DURATION;
    assert_eq!(other.silent_until(now).unwrap(), Some(until));
    assert_eq!(other.silent_until(until).unwrap(), None);
    let set_back = now - TimeDelta::hours(1);
    assert_eq!(other.silent_until(set_back).unwrap(), None);
    journal.end_silence().unwrap();
    assert_eq!(other.silent_until(now).unwrap(), None);
}
