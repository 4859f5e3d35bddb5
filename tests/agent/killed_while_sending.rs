//! The agent killed while it sends a reminder: the next one sends it again only where it cannot know that it was shown.

use std::thread;
use std::time::{Duration, Instant};

use super::faults::age_claims;
use super::{Agent, Home};

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

/// What came of a reminder whose agent was killed.
#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    /// It was announced once: the next agent took it over, or was the first to announce it.
    Once,
    /// It was announced twice.
    Twice,
    /// It was never announced.
    Never,
}

/// Lets the next agent do its part, and counts how often the reminder was announced.
fn after_the_next_agent(home: &Home) -> Outcome {
    let seen = home.service.received().len();
    if home.claims_path().exists() && !home.claims().is_empty() {
        age_claims(home);
    }
    let _next = home.agent();
    // It takes it over in its place, announces it again, or for the first time.
    let until = Instant::now() + Duration::from_secs(5);
    while home.service.received().len() == seen && Instant::now() < until {
        thread::sleep(Duration::from_millis(5));
    }
    thread::sleep(Duration::from_millis(200));
    let received = home.service.received();
    match received.iter().filter(|it| it.replaces == 0).count() {
        0 => Outcome::Never,
        1 => Outcome::Once,
        _ => Outcome::Twice,
    }
}

fn count(outcomes: &[Outcome], wanted: &Outcome) -> usize {
    outcomes.iter().filter(|it| *it == wanted).count()
}

#[test]
#[ignore = "long: a measurement, whose figures are in docs/reliability.md"]
fn how_soon_what_is_shown_is_recorded() {
    const ROUNDS: usize = 50;
    for millis in [0, 1, 2, 3, 5, 10, 20, 50] {
        let outcomes: Vec<Outcome> = (0..ROUNDS)
            .map(|_| {
                let home = Home::new(&[("tea", -1)]);
                let agent = Agent::start_at_once(home.command(&["agent"]));
                home.service.wait_until(|received| !received.is_empty());
                thread::sleep(Duration::from_millis(millis));
                agent.kill();
                after_the_next_agent(&home)
            })
            .collect();
        let [twice, never] = [Outcome::Twice, Outcome::Never].map(|it| count(&outcomes, &it));
        println!(
            "killed {millis} ms after it was shown: {twice} of {ROUNDS} came twice, {never} never"
        );
    }
}

#[test]
#[ignore = "long: a measurement, whose figures are in docs/reliability.md"]
fn how_often_a_kill_at_any_moment_doubles_a_reminder() {
    const ROUNDS: u64 = 400;
    // How long an agent takes from its start until the reminder is recorded as shown.
    let home = Home::new(&[("tea", -1)]);
    let begun = Instant::now();
    let agent = Agent::start_at_once(home.command(&["agent"]));
    home.wait_until_shown();
    let takes = begun.elapsed();
    agent.kill();
    let mut shown_first = 0;
    let outcomes: Vec<Outcome> = (0..ROUNDS)
        .map(|round| {
            let home = Home::new(&[("tea", -1)]);
            let agent = Agent::start_at_once(home.command(&["agent"]));
            // Evenly over a fifth more than that time.
            thread::sleep(takes.mul_f64(1.2 * round as f64 / ROUNDS as f64));
            agent.kill();
            shown_first += usize::from(!home.service.received().is_empty());
            after_the_next_agent(&home)
        })
        .collect();
    let [twice, never] = [Outcome::Twice, Outcome::Never].map(|it| count(&outcomes, &it));
    println!(
        "{ROUNDS} kills within {takes:?}, {shown_first} of them after it was shown: \
         {twice} came twice, {never} never"
    );
    assert_eq!(never, 0);
}
