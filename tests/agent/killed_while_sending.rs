//! The agent killed while it sends a reminder: the next one sends it again only where it cannot know that it was shown.

use std::thread;
use std::time::Duration;

use super::faults::age_claims;
use super::{Agent, Home};

/// Kills an agent so long after the service has received its reminder. Returns whether it is recorded as shown.
fn is_recorded_after(home: &Home, agent: Agent, wait: Duration) -> bool {
    home.service.wait_until(|received| !received.is_empty());
    thread::sleep(wait);
    agent.kill();
    home.claims().iter().any(|claim| claim.sent_at.is_some())
}

#[test]
fn what_is_shown_is_recorded_although_another_program_holds_the_journal() {
    let home = Home::new(&[("tea", 2)]);
    let agent = home.agent();
    home.stdout(&["log", "note", "so that there is a journal"]);
    let other = rusqlite::Connection::open(home.journal_path()).unwrap();
    other.busy_timeout(Duration::from_secs(10)).unwrap();
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    // The agent may be waiting for the journal for seconds now.
    assert!(is_recorded_after(&home, agent, Duration::from_millis(500)));
    other.execute_batch("ROLLBACK").unwrap();
    let _next = home.agent();
    age_claims(&home);
    home.wait_until("the next one has taken it over", || {
        home.service.received().len() == 2
    });
    let received = home.service.received();
    assert_eq!(received[1].replaces, received[0].id);
    assert_eq!(home.service.shown().len(), 1);
}

#[test]
#[ignore = "long: a measurement, whose figures are in docs/reliability.md"]
fn how_soon_what_is_shown_is_recorded() {
    const ROUNDS: usize = 25;
    for millis in [0, 1, 2, 3, 5, 10, 20, 50] {
        let recorded = (0..ROUNDS).filter(|_| {
            let home = Home::new(&[("tea", -1)]);
            let agent = Agent::start_at_once(home.command(&["agent"]));
            is_recorded_after(&home, agent, Duration::from_millis(millis))
        });
        let lost = ROUNDS - recorded.count();
        println!("killed {millis} ms after it was shown: {lost} of {ROUNDS} would be sent again");
    }
}
