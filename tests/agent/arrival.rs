//! Reminders arrive, once each, and what is answered to them is done.

use std::time::Duration;

use chrono::TimeDelta;

use super::Home;
use super::pty::Terminal;

#[test]
fn a_step_arrives_once_within_a_second_of_its_time() {
    let home = Home::new(&[("tea", 4)]);
    let _agent = home.agent();
    assert_eq!(home.notifications(1), ["TEA"]);
    let late = home.service.received()[0].at - home.due("tea");
    let in_time = TimeDelta::zero()..TimeDelta::seconds(1);
    assert!(in_time.contains(&late), "{late} after its time");
    home.no_more_than(&["TEA"]);
}

#[test]
fn each_button_does_what_its_label_says() {
    for (button, status) in [("done", "done"), ("snooze", "snoozed"), ("skip", "skipped")] {
        let home = Home::new(&[("tea", -1)]);
        let _agent = home.agent();
        home.notifications(1);
        home.service.press(&home.service.received()[0], button);
        home.wait_until(status, || home.status("tea") == status);
        home.no_more_than(&["TEA"]);
    }
}

#[test]
fn a_service_that_broadcasts_presses_makes_only_the_pressed_notification_act() {
    let home = Home::new(&[("tea", -1)]);
    home.service.broadcast();
    let _agent = home.agent();
    home.notifications(1);
    home.plan_also(&[("walk", 1)]);
    assert_eq!(home.notifications(2), ["TEA", "WALK"]);
    home.service.press(&home.service.received()[1], "skip");
    home.wait_until("it is skipped", || home.status("walk") == "skipped");
    assert_eq!(home.status("tea"), "due");
    assert_eq!(home.service.shown().len(), 1);
}

#[test]
fn a_notification_of_a_killed_agent_is_taken_over_and_its_button_works() {
    let home = Home::new(&[("tea", -1)]);
    let agent = home.agent();
    home.notifications(1);
    home.wait_until("it is kept that it was sent", || {
        home.claims()
            .iter()
            .any(|claim| claim.notification.is_some())
    });
    agent.kill();
    let _agent = home.agent();
    home.notifications(2);
    let given = home.service.received();
    assert_eq!(given[1].replaces, given[0].id, "in its own place");
    assert_eq!(home.service.shown().len(), 1);
    home.service.press(&given[1], "done");
    home.wait_until("it is done", || home.status("tea") == "done");
    home.no_more_than(&["TEA", "TEA"]);
}

#[test]
fn an_open_window_and_an_agent_send_one_notification_between_them() {
    let home = Home::new(&[("tea", 3)]);
    let _agent = home.agent();
    let variables = [
        ("TZ", home.zone.as_str()),
        ("DBUS_SESSION_BUS_ADDRESS", home.address.as_str()),
    ];
    let program = env!("CARGO_BIN_EXE_winddown");
    let window = Terminal::spawn_with(program, home.folder.path(), &[], &variables);
    window.wait_for("TEA");
    home.notifications(1);
    home.no_more_than(&["TEA"]);
    home.service.press(&home.service.received()[0], "done");
    home.wait_until("it is done", || home.status("tea") == "done");
    window.wait_for("done 21:0");
    home.no_more_than(&["TEA"]);
}

#[test]
fn a_step_done_elsewhere_closes_its_notification() {
    let home = Home::new(&[("tea", -1)]);
    let _agent = home.agent();
    home.notifications(1);
    home.says(&["done", "tea"]);
    home.service.wait_until(|given| given[0].is_closed);
    home.no_more_than(&["TEA"]);
}

#[test]
fn a_step_done_before_its_time_is_not_announced() {
    let home = Home::new(&[("tea", 5), ("walk", 6)]);
    let _agent = home.agent();
    home.says(&["done", "tea"]);
    home.notifications(1);
    home.no_more_than(&["WALK"]);
}

#[test]
fn moving_bedtime_moves_the_reminders_tied_to_it() {
    let home = Home::new(&[("tea", -60), ("walk", 61)]);
    let _agent = home.agent();
    assert_eq!(home.notifications(1), ["TEA"]);
    // An hour later: what was said is no longer true.
    home.says(&["bedtime", "23:59"]);
    home.service.wait_until(|given| given[0].is_closed);
    home.no_more_than(&["TEA"]);
    // Two minutes earlier than planned: now it is time for the other one, too.
    home.says(&["bedtime", "22:58"]);
    home.notifications(2);
    std::thread::sleep(Duration::from_millis(200));
    let given = home.service.received();
    assert_eq!(given[1].summary, "2 steps are waiting", "{}", home.log());
    home.no_more_than(&["TEA", "2 steps are waiting"]);
}
