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

/// Presses *Done* on the first notification, past the service, which is busy with the next one.
fn press_done(home: &Home) {
    let received = home.service.received();
    let (first, path) = (&received[0], "/org/freedesktop/Notifications");
    zbus::block_on(async {
        let builder = zbus::connection::Builder::address(home.address.as_str());
        let connection = builder.build().await.unwrap();
        let (name, body) = ("org.freedesktop.Notifications", (first.id, "done"));
        connection
            .emit_signal(
                Some(first.from.as_str()),
                path,
                name,
                "ActionInvoked",
                &body,
            )
            .await
            .unwrap();
    });
}

#[test]
fn what_is_shown_is_recorded_although_the_agent_waits_for_the_journal() {
    let home = Home::new(&[("tea", -1), ("walk", 4)]);
    let agent = home.agent();
    home.wait_for_notifications(1);
    home.wait_until_shown();
    home.service.delay_answers(Duration::from_millis(1_200));
    let of_walk = || {
        let claims = home.claims();
        claims.into_iter().find(|it| it.reminder.contains(" walk "))
    };
    home.wait_until("the second one is being sent", || of_walk().is_some());
    let other = rusqlite::Connection::open(home.journal_path()).unwrap();
    other.busy_timeout(Duration::from_secs(10)).unwrap();
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    // To record the answer the agent waits for the journal for five seconds.
    press_done(&home);
    home.wait_until("the answer is stored", || home.stored_answers() == 1);
    home.wait_for_notifications(2);
    thread::sleep(Duration::from_millis(500));
    agent.kill();
    let claim = of_walk().unwrap();
    assert!(
        claim.sent_at.is_some() && claim.notification.is_some(),
        "{claim:?}"
    );
    other.execute_batch("ROLLBACK").unwrap();

    home.service.delay_answers(Duration::ZERO);
    let _next = home.agent();
    age_claims(&home);
    home.wait_until("the next one has taken it over", || {
        home.service.received().len() == 3
    });
    let received = home.service.received();
    assert_eq!(received[2].replaces, received[1].id);
    assert_eq!(received[2].summary, "WALK");
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
