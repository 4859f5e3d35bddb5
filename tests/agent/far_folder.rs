//! The agent while the synced folder does not answer. `tests/far_folder.rs` has the window and the commands.

use std::fs;
use std::time::{Duration, Instant};

use chrono::TimeDelta;

use super::Home;
use super::drive::FarFolder;

/// Whether something below the folder has this text, looked up where its files really are.
fn has(folder: &FarFolder, text: &str) -> bool {
    let writers = fs::read_dir(folder.behind().join("computers")).unwrap();
    let files = writers.flat_map(|writer| fs::read_dir(writer.unwrap().path()).unwrap());
    let mut texts = files.map(|file| fs::read_to_string(file.unwrap().path()).unwrap());
    texts.any(|found| found.contains(text))
}

#[test]
fn the_agent_reminds_records_and_ends_while_the_synced_folder_is_silent_and_catches_up_after() {
    for with_config in [&[][..], &["--with-config"]] {
        let Some(folder) = FarFolder::mount() else {
            return;
        };
        let home = Home::new(&[("tea", 6)]);
        let due = home.due("tea");
        let path = folder.path().to_str().unwrap();
        home.stdout(&[&["sync", "on", path], with_config].concat());
        folder.fall_silent();
        let agent = home.agent();
        assert_eq!(home.wait_for_notifications(1), ["TEA"]);
        let late = home.service.received()[0].at - due;
        assert!(late < TimeDelta::seconds(1), "{late} after its time");
        home.service.press(&home.service.received()[0], "done");
        home.wait_until("it is done", || home.entries() == ["done tea"]);
        // At first a command waits for two seconds; once the agent has waited for ten, none does.
        home.wait_until("commands no longer wait", || {
            let begun = Instant::now();
            home.stdout(&["log", "note", "silent"]);
            begun.elapsed() < Duration::from_millis(1500)
        });
        agent.signal("TERM");
        assert!(agent.wait_for_end().success());

        let _agent = home.agent();
        assert!(!has(&folder, "\"done\""));
        folder.answer();
        home.wait_until("it is in the folder", || has(&folder, "\"done\""));
        home.assert_only(&["TEA"]);
    }
}
