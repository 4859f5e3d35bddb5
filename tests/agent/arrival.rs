//! Each reminder arrives once, and its buttons work.

use chrono::TimeDelta;

use super::Home;
use super::pty::Terminal;

#[test]
fn a_step_arrives_once_within_a_second_of_its_time() {
    let home = Home::new(&[("tea", 4)]);
    let _agent = home.agent();
    assert_eq!(home.wait_for_notifications(1), ["TEA"]);
    let late = home.service.received()[0].at - home.due("tea");
    let in_time = TimeDelta::zero()..TimeDelta::seconds(1);
    assert!(in_time.contains(&late), "{late} after its time");
    home.assert_only(&["TEA"]);
}

#[test]
fn each_button_does_what_its_label_says() {
    for (button, status) in [("done", "done"), ("snooze", "snoozed"), ("skip", "skipped")] {
        let home = Home::new(&[("tea", -1)]);
        let _agent = home.agent();
        home.wait_for_notifications(1);
        home.service.press(&home.service.received()[0], button);
        home.wait_until(status, || home.status("tea") == status);
        home.assert_only(&["TEA"]);
    }
}

#[test]
fn a_service_that_broadcasts_presses_makes_only_the_pressed_notification_act() {
    let home = Home::new(&[("tea", -1)]);
    home.service.broadcast();
    let _agent = home.agent();
    home.wait_for_notifications(1);
    home.plan_also(&[("walk", 1)]);
    assert_eq!(home.wait_for_notifications(2), ["TEA", "WALK"]);
    home.service.press(&home.service.received()[1], "skip");
    home.wait_until("it is skipped", || home.status("walk") == "skipped");
    assert_eq!(home.status("tea"), "due");
    assert_eq!(home.service.shown().len(), 1);
}

#[test]
fn a_notification_of_a_killed_agent_is_taken_over_and_its_button_works() {
    let home = Home::new(&[("tea", -1)]);
    let agent = home.agent();
    home.wait_for_notifications(1);
    home.wait_until_shown();
    agent.kill();
    let _agent = home.agent();
    home.wait_for_notifications(2);
    let received = home.service.received();
    assert_eq!(received[1].replaces, received[0].id, "in its own place");
    assert_eq!(home.service.shown().len(), 1);
    home.service.press(&received[1], "done");
    home.wait_until("it is done", || home.status("tea") == "done");
    home.assert_only(&["TEA", "TEA"]);
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
    home.wait_for_notifications(1);
    home.assert_only(&["TEA"]);
    home.service.press(&home.service.received()[0], "done");
    home.wait_until("it is done", || home.status("tea") == "done");
    window.wait_for("done 21:0");
    home.assert_only(&["TEA"]);
}

#[test]
fn a_click_that_can_open_no_window_is_answered_and_names_another_way() {
    let home = Home::new(&[("tea", -1)]);
    let mut command = home.command(&["agent"]);
    command.env("PATH", "").env("TERMINAL", "no-such-terminal");
    let _agent = super::Agent::start(&home, command);
    home.wait_for_notifications(1);
    home.service.press(&home.service.received()[0], "default");
    assert_eq!(
        home.wait_for_notifications(2),
        ["TEA", "The window did not open"]
    );
    let body = &home.service.received()[1].body;
    assert!(
        body.ends_with("In a terminal, `winddown` opens it."),
        "{body}"
    );
    assert_eq!(home.status("tea"), "due");
}

#[test]
fn a_terminal_that_opens_no_window_is_named() {
    let home = Home::new(&[("tea", -1)]);
    let mut command = home.command(&["agent"]);
    command.env("PATH", "").env("TERMINAL", "/bin/false");
    let _agent = super::Agent::start(&home, command);
    home.wait_for_notifications(1);
    home.service.press(&home.service.received()[0], "default");
    home.wait_for_notifications(2);
    let body = &home.service.received()[1].body;
    assert!(body.starts_with("/bin/false opened no window."), "{body}");
}

/// An agent whose sound player writes down what it is given.
fn agent_with_a_player(home: &Home) -> super::Agent {
    super::Agent::start(home, with_a_player(home, &["agent"]))
}

/// The command, with such a player.
fn with_a_player(home: &Home, args: &[&str]) -> std::process::Command {
    use std::os::unix::fs::PermissionsExt;

    let player = home.path("pw-play");
    let heard = home.path("heard");
    let script = format!(
        "#!/bin/sh\nfor file; do :; done\necho \"$file\" >>'{}'\n",
        heard.display()
    );
    std::fs::write(&player, script).unwrap();
    std::fs::set_permissions(&player, std::fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:/usr/bin:/bin", home.folder.path().display());
    let mut command = home.command(args);
    command.env("PATH", path);
    command
}

fn heard(home: &Home) -> Vec<String> {
    let heard = std::fs::read_to_string(home.path("heard")).unwrap_or_default();
    let name = |line: &str| line.rsplit('/').next().unwrap_or_default().to_owned();
    heard.lines().map(name).collect()
}

#[test]
fn a_reminder_chimes_once_where_the_service_plays_no_sounds() {
    let home = Home::new(&[("tea", -1), ("walk", -1)]);
    let _agent = agent_with_a_player(&home);
    home.wait_for_notifications(2);
    home.wait_until("it has chimed", || heard(&home) == ["chime.wav"]);
    std::thread::sleep(super::QUIET);
    assert_eq!(heard(&home), ["chime.wav"], "two at once are heard once");
}

#[test]
fn a_test_reminder_chimes_where_the_service_plays_no_sounds_unless_sounds_are_off() {
    let home = Home::new(&[]);
    home.service.drop_with_sender();
    for (sounds, expected) in [("", &["chime.wav"] as &[&str]), ("enabled = false", &[])] {
        let _ = std::fs::remove_file(home.path("heard"));
        let config = format!("{}[sound]\n{sounds}\n", home.config_text(&[]));
        home.write_config(&config);
        let test = super::Agent::start_at_once(with_a_player(&home, &["agent", "test"]));
        home.wait_until("it is shown", || !home.service.shown().is_empty());
        if !expected.is_empty() {
            home.wait_until("it has chimed", || !heard(&home).is_empty());
        }
        std::thread::sleep(super::QUIET);
        assert_eq!(heard(&home), expected, "{sounds}");
        home.service.press(&home.service.shown()[0], "works");
        test.wait_for_end();
    }
}

#[test]
fn a_service_that_plays_sounds_is_left_to_it() {
    let home = Home::new(&[("tea", -1)]);
    home.service.with_sounds();
    let _agent = agent_with_a_player(&home);
    home.wait_for_notifications(1);
    std::thread::sleep(super::QUIET);
    assert_eq!(heard(&home), [] as [&str; 0]);
}

#[test]
fn a_step_done_elsewhere_closes_its_notification() {
    let home = Home::new(&[("tea", -1)]);
    let _agent = home.agent();
    home.wait_for_notifications(1);
    home.stdout(&["done", "tea"]);
    home.service.wait_until(|received| received[0].is_closed);
    home.assert_only(&["TEA"]);
}

#[test]
fn a_step_done_before_its_time_is_not_announced() {
    let home = Home::new(&[("tea", 5), ("walk", 6)]);
    let _agent = home.agent();
    home.stdout(&["done", "tea"]);
    home.wait_for_notifications(1);
    home.assert_only(&["WALK"]);
}

#[test]
fn moving_bedtime_moves_the_reminders_tied_to_it() {
    let home = Home::new(&[("tea", -60), ("walk", 90)]);
    let _agent = home.agent();
    assert_eq!(home.wait_for_notifications(1), ["TEA"]);
    // An hour later, the step is no longer due.
    home.stdout(&["bedtime", "23:59"]);
    home.service.wait_until(|received| received[0].is_closed);
    home.assert_only(&["TEA"]);
    // Two minutes earlier than planned, the other step is due, too.
    home.stdout(&["bedtime", "22:58"]);
    home.wait_for_notifications(2);
    // Only one of them is late, so each has a notification of its own.
    home.wait_for_notifications(3);
    std::thread::sleep(super::QUIET);
    let mut titles: Vec<_> = home
        .service
        .received()
        .into_iter()
        .map(|it| it.summary)
        .collect();
    titles.sort();
    assert_eq!(titles, ["TEA", "TEA", "WALK"], "{}", home.log());
}
