//! A press that arrives while the agent is busy, and the agent killed before it gets to it.

use std::thread;
use std::time::Duration;

use rusqlite::Connection;

use super::Home;
use super::faults::make_it_look;

/// Waits until the agent has an answer to record, and waits for the journal, which another program holds.
fn wait_until_busy(home: &Home) {
    home.wait_until("the first answer is stored", || home.stored_answers() == 1);
    // From storing it to waiting for the journal takes a few milliseconds; waiting lasts for five seconds.
    thread::sleep(Duration::from_millis(500));
}

#[test]
fn a_press_that_waits_inside_a_look_outlives_the_agent_and_is_recorded_once() {
    let home = Home::new(&[("tea", -1), ("walk", 3)]);
    let agent = home.agent();
    home.wait_for_notifications(2);
    home.wait_until("both can be taken over", || {
        let claims = home.claims();
        claims.iter().filter(|it| it.notification.is_some()).count() == 2
    });
    let received = home.service.received();
    let shown = |summary: &str| received.iter().find(|it| it.summary == summary).unwrap();

    let other = Connection::open(home.journal_path()).unwrap();
    other.busy_timeout(Duration::from_secs(10)).unwrap();
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    home.service.press(shown("TEA"), "done");
    wait_until_busy(&home);
    // It returns when the agent has closed the notification, so the user takes it for answered.
    home.service.press(shown("WALK"), "skip");
    agent.kill();
    assert_eq!(home.stored_answers(), 2, "{}", home.log());

    let _next = home.agent();
    other.execute_batch("ROLLBACK").unwrap();
    make_it_look(&home);
    home.wait_until("both are recorded", || {
        home.status("tea") == "done" && home.status("walk") == "skipped"
    });
    home.wait_until("neither waits any more", || home.stored_answers() == 0);
    assert_eq!(home.entries(), ["done tea", "skipped walk"]);
    home.assert_only(&["TEA", "WALK"]);
}
