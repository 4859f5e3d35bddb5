//! Five evenings at once, each with an agent of its own that is killed and started again, on a desktop that takes a
//! notification away with its sender, while another program holds the journal for seconds.

use std::thread;
use std::time::Duration;

use chrono::{TimeDelta, Utc};
use rusqlite::Connection;
use winddown::split_mix::SplitMix64;

use super::faults::make_it_look;
use super::{Home, QUIET};

/// Holds the journal of a home for so long, from a thread of its own.
fn hold(home: &Home, held: Duration) -> thread::JoinHandle<()> {
    let other = Connection::open(home.journal_path()).unwrap();
    other.busy_timeout(Duration::from_secs(10)).unwrap();
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    thread::spawn(move || {
        thread::sleep(held);
        other.execute_batch("ROLLBACK").unwrap();
    })
}

/// How often a reminder was sent.
fn times_sent(home: &Home, summary: &str) -> usize {
    let received = home.service.received();
    received.iter().filter(|it| it.summary == summary).count()
}

fn press(home: &Home, summary: &str, button: &str) {
    let shown = home.service.shown();
    let notification = shown.iter().find(|it| it.summary == summary).unwrap();
    home.service.press(notification, button);
}

fn is_shown(home: &Home, summary: &str) -> bool {
    let shown = home.service.shown();
    shown.iter().any(|it| it.summary == summary)
}

/// Whether another agent could take over the notification about this step.
fn is_noted(home: &Home, step: &str) -> bool {
    let about = format!(" {step} ");
    let claims = home.claims();
    let mut claims = claims.iter().filter(|it| it.reminder.contains(&about));
    claims.any(|claim| claim.notification.is_some())
}

fn evening(number: u64) {
    let mut random = SplitMix64::new(number);
    let mut seconds = |from: u64, to: u64| {
        let millis = random.below(((to - from) * 1000) as usize);
        Duration::from_secs(from) + Duration::from_millis(millis as u64)
    };
    let home = Home::new(&[("bath", -1), ("tea", -1)]);
    let plan = std::fs::read_to_string(home.config()).unwrap();
    home.write_config(&format!("{plan}\n[reminders]\nlate_after = \"1m\"\n"));
    home.stdout(&["skip", "bath"]);
    home.service.drop_with_sender();
    let agent = home.agent();
    home.wait_until("tea is shown", || is_shown(&home, "TEA"));
    home.wait_until("it is noted", || is_noted(&home, "tea"));

    // It is pressed while the journal is held, and the agent is killed before the journal is free.
    let held = hold(&home, seconds(2, 4));
    thread::sleep(seconds(0, 1));
    press(&home, "TEA", "done");
    home.wait_until("the answer is stored", || {
        home.stored_answers() > 0 || home.status("tea") == "done"
    });
    agent.kill();
    home.plan_also(&[("walk", 0)]);
    let agent = home.agent();
    held.join().unwrap();
    make_it_look(&home);
    home.wait_until("tea is recorded", || home.status("tea") == "done");

    // What is still new is shown again by the next agent, and its button works.
    home.wait_until("walk is shown", || is_shown(&home, "WALK"));
    home.wait_until("it is noted", || is_noted(&home, "walk"));
    agent.kill();
    home.wait_until("walk is gone", || !is_shown(&home, "WALK"));
    let agent = home.agent();
    home.wait_until("walk is shown again", || is_shown(&home, "WALK"));
    let held = hold(&home, seconds(1, 3));
    press(&home, "WALK", "skip");
    held.join().unwrap();
    make_it_look(&home);
    home.wait_until("walk is recorded", || home.status("walk") == "skipped");

    // What is too old is not.
    drop(agent);
    // It was due almost as long ago as it may be announced.
    home.plan_also(&[("book", -50)]);
    let agent = home.agent();
    home.wait_until("book is shown", || is_shown(&home, "BOOK"));
    home.wait_until("it is noted", || is_noted(&home, "book"));
    agent.kill();
    home.wait_until("a minute has passed since its time", || {
        Utc::now() > home.due("book") + TimeDelta::minutes(1)
    });
    let _agent = home.agent();
    thread::sleep(QUIET);
    assert_eq!(times_sent(&home, "BOOK"), 1, "{}", home.log());
    assert_eq!(times_sent(&home, "TEA"), 1);
    assert_eq!(times_sent(&home, "WALK"), 2);
    assert_eq!(home.entries(), ["skipped bath", "done tea", "skipped walk"]);
}

#[test]
fn on_five_evenings_every_press_is_recorded_once_and_nothing_old_comes_back() {
    thread::scope(|evenings| {
        for number in 1..=5 {
            evenings.spawn(move || evening(number));
        }
    });
}
