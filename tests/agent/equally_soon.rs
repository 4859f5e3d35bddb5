//! What others change is noticed by an open window as soon as by the agent.

use std::fs;
use std::thread;
use std::time::Duration;

use super::pty::Terminal;
use super::{Agent, Home};

const REPLACED: &str = "another journal is in the place of the one that was open";

/// An agent and a window, both of which have just looked. By themselves they look again after half a minute, which is
/// longer than any of these tests waits: what they notice before, they were told.
fn agent_and_window(home: &Home) -> (Agent, Terminal) {
    let agent = home.agent();
    let variables = [
        ("TZ", home.zone.as_str()),
        ("DBUS_SESSION_BUS_ADDRESS", home.address.as_str()),
    ];
    let program = env!("CARGO_BIN_EXE_winddown");
    let window = Terminal::spawn_with(program, home.folder.path(), &[], &variables);
    window.wait_for("TEA");
    // The window begins to watch after its first picture, and watching the clock is the last but one thing it does.
    window.wait_until("it watches", |window| {
        watches(window.id()).len() == watches(agent.id()).len()
    });
    make_both_look(home);
    (agent, window)
}

/// Whatever is written beside the journal makes both look, for the last time a second later.
fn make_both_look(home: &Home) {
    fs::write(home.journal_path().with_extension("db-nudge"), "").unwrap();
    thread::sleep(Duration::from_millis(1500));
}

/// What a process watches: folders by their inode, and whether the clock is set.
fn watches(process: u32) -> Vec<String> {
    let mut watches = vec![];
    let folder = format!("/proc/{process}/fdinfo");
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let text = fs::read_to_string(entry.path()).unwrap_or_default();
        let folders = text.lines().filter(|line| line.starts_with("inotify "));
        watches.extend(folders.map(|line| {
            let what = |name: &str| {
                let mut words = line.split(' ');
                words.find(|word| word.starts_with(name)).unwrap_or("")
            };
            format!("{} {}", what("ino:"), what("mask:"))
        }));
        // TFD_TIMER_ABSTIME and TFD_TIMER_CANCEL_ON_SET, on the clock of the wall.
        if text.contains("clockid: 0") && text.contains("settime flags: 03") {
            watches.push("clock".to_owned());
        }
    }
    watches.sort();
    watches
}

#[test]
fn window_and_agent_notice_a_changed_config_at_once() {
    let home = Home::new(&[("tea", 600)]);
    let good = fs::read_to_string(home.config()).unwrap();
    let (_agent, window) = agent_and_window(&home);
    home.write_config(&good.replace("23:00", "25:00"));
    window.wait_for("In the config, line 1");
    assert_eq!(
        home.notifications(1),
        ["Your winddown config has a mistake"]
    );
    make_both_look(&home);
    home.write_config(&good);
    window.wait_until("it is mended", |window| {
        !window.screen().contains("In the config")
    });
    home.service.wait_until(|given| given[0].is_closed);
}

#[test]
fn window_and_agent_notice_a_replaced_journal_at_once() {
    let home = Home::new(&[("tea", 600)]);
    let (_agent, window) = agent_and_window(&home);
    let journal = home.journal_path();
    let other = home.path("other/journal.db");
    fs::create_dir_all(other.parent().unwrap()).unwrap();
    home.says(&["--journal", other.to_str().unwrap(), "done", "tea"]);
    for name in ["journal.db-wal", "journal.db-shm"] {
        let _ = fs::remove_file(journal.with_file_name(name));
    }
    fs::rename(&other, &journal).unwrap();
    window.wait_for("The journal's file was replaced");
    window.wait_for("done ");
    home.wait_until("both have it open", || {
        home.log().matches(REPLACED).count() == 2
    });
}

/// Nobody but the system can set the clock or the zone, so it is looked at that both are watched.
#[test]
fn window_and_agent_watch_the_clock_and_the_time_zone() {
    use std::os::unix::fs::MetadataExt;

    let home = Home::new(&[("tea", 600)]);
    let (agent, window) = agent_and_window(&home);
    let (by_agent, by_window) = (watches(agent.id()), watches(window.id()));
    assert_eq!(by_window, by_agent);
    assert!(by_window.contains(&"clock".to_owned()), "{by_window:?}");
    let etc = format!("ino:{:x} ", fs::metadata("/etc").unwrap().ino());
    let is_watched = |watches: &[String]| watches.iter().any(|watch| watch.starts_with(&etc));
    assert!(is_watched(&by_window), "{by_window:?}");
}
