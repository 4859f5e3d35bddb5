//! The agent notices changes of the config and of the journal at once.

use std::fs;

use super::Home;

#[test]
fn a_changed_config_takes_effect_at_once() {
    let home = Home::new(&[("tea", 600)]);
    let _agent = home.agent();
    home.plan_also(&[("walk", -1)]);
    assert_eq!(home.wait_for_notifications(1), ["WALK"]);
    home.assert_only(&["WALK"]);
}

#[test]
fn a_config_error_is_reported_once_and_the_last_valid_plan_stays_in_force() {
    let home = Home::new(&[("tea", 6)]);
    let good = fs::read_to_string(home.config()).unwrap();
    let _agent = home.agent();
    home.write_config(&good.replace("23:00", "25:00"));
    home.wait_for_notifications(1);
    let received = home.service.received();
    assert_eq!(received[0].summary, "Your winddown config has a mistake");
    assert!(received[0].body.contains("line 1"), "{}", received[0].body);
    // Writing it again with the same mistake reports nothing new.
    home.write_config(&good.replace("23:00", "25:00"));
    home.wait_for_notifications(2);
    assert_eq!(home.service.received()[1].summary, "TEA");
    home.assert_only(&["Your winddown config has a mistake", "TEA"]);
    home.write_config(&good);
    home.service.wait_until(|received| received[0].is_closed);
    home.assert_only(&["Your winddown config has a mistake", "TEA"]);
    assert_eq!(home.service.shown().len(), 1);
}

#[test]
fn with_an_invalid_config_at_the_start_the_recorded_plan_is_in_force() {
    let home = Home::new(&[("tea", -1), ("walk", -1)]);
    // The first event records the plan.
    home.stdout(&["done", "walk"]);
    let good = fs::read_to_string(home.config()).unwrap();
    home.write_config(&format!("{good}\n[[step]\n"));
    let _agent = home.agent();
    let mut summaries = home.wait_for_notifications(2);
    summaries.sort();
    assert_eq!(summaries, ["TEA", "Your winddown config has a mistake"]);
    home.write_config(&good);
    home.service.wait_until(|received| {
        let trouble = received
            .iter()
            .find(|notification| notification.summary != "TEA");
        trouble.is_some_and(|trouble| trouble.is_closed)
    });
}

#[test]
fn with_an_invalid_config_and_no_recorded_plan_reminders_begin_once_it_is_fixed() {
    let home = Home::new(&[("tea", -1)]);
    let good = fs::read_to_string(home.config()).unwrap();
    home.write_config(&format!("{good}\n[[step]\n"));
    let _agent = home.agent();
    home.wait_for_notifications(1);
    home.assert_only(&["Your winddown config has a mistake"]);
    home.write_config(&good);
    assert_eq!(home.wait_for_notifications(2)[1], "TEA");
}

#[test]
fn a_journal_that_replaces_the_file_is_used_from_then_on() {
    let home = Home::new(&[("tea", 600)]);
    let _agent = home.agent();
    let journal = home.journal_path();
    // As when a backup is restored: another journal is moved to the path of the open one.
    let other = home.path("other/journal.db");
    fs::create_dir_all(other.parent().unwrap()).unwrap();
    home.stdout(&["--journal", other.to_str().unwrap(), "done", "tea"]);
    for name in ["journal.db-wal", "journal.db-shm"] {
        let _ = fs::remove_file(journal.with_file_name(name));
    }
    fs::rename(&other, &journal).unwrap();
    home.plan(&[("tea", -1), ("walk", -1)]);
    assert_eq!(home.wait_for_notifications(1), ["WALK"]);
    home.service.press(&home.service.received()[0], "done");
    home.wait_until("it is done in the new one", || {
        home.status("walk") == "done"
    });
    assert_eq!(home.status("tea"), "done");
}
