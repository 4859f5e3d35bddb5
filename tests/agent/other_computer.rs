//! What is done on another computer leaves the notifications of this one.

use std::fs;

use super::Home;

/// Runs a command on another computer of the same user, with the same plan.
fn elsewhere(home: &Home, args: &[&str]) {
    let other = home.path("other");
    let config = other.join(".config/winddown/config.toml");
    fs::create_dir_all(config.parent().unwrap()).unwrap();
    fs::copy(home.config(), config).unwrap();
    let output = home.command(args).env("HOME", &other).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
}

#[test]
fn a_step_that_is_done_on_another_computer_leaves_the_summary_here() {
    let home = Home::new(&[("tea", 600), ("walk", 601)]);
    let shared = home.path("shared");
    fs::create_dir(&shared).unwrap();
    let on = ["sync", "on", shared.to_str().unwrap()];
    home.stdout(&on);
    elsewhere(&home, &on);
    let agent = home.agent();
    agent.signal("STOP");
    home.plan(&[("tea", -70), ("walk", -69)]);
    agent.signal("CONT");
    assert_eq!(home.wait_for_notifications(1), ["2 steps are waiting"]);
    elsewhere(&home, &["done", "tea"]);
    assert_eq!(home.wait_for_notifications(2)[1], "WALK");
    let received = home.service.received();
    assert_eq!(received[1].replaces, received[0].id);
    assert!(
        received[1]
            .hints
            .contains(&"suppress-sound true".to_owned())
    );
    elsewhere(&home, &["done", "walk"]);
    home.service.wait_until(|received| received[1].is_closed);
    home.assert_only(&["2 steps are waiting", "WALK"]);
}
