//! An open window notices changes as soon as the agent does.

use std::fs;
use std::thread;
use std::time::Duration;

use super::pty::Terminal;
use super::{Agent, Home};

const REPLACED: &str = "another journal is in the place of the one that was open";

/// Starts an agent and a window, which have both just looked. Their next look on their own is 30 s later, so what they
/// notice before that was reported by a watch.
fn agent_and_window(home: &Home) -> (Agent, Terminal) {
    let agent = home.agent();
    let variables = [
        ("TZ", home.zone.as_str()),
        ("DBUS_SESSION_BUS_ADDRESS", home.address.as_str()),
    ];
    let program = env!("CARGO_BIN_EXE_winddown");
    let window = Terminal::spawn_with(program, home.folder.path(), &[], &variables);
    window.wait_for("TEA");
    // The window starts its watches after its first frame.
    window.wait_until("it watches", |window| {
        watches(window.id()).len() == watches(agent.id()).len()
    });
    make_both_look(home);
    (agent, window)
}

/// Makes both look, by writing a file beside the journal. The watch reports such a write again a second later, so this
/// waits for longer than that.
fn make_both_look(home: &Home) {
    fs::write(home.journal_path().with_extension("db-nudge"), "").unwrap();
    thread::sleep(Duration::from_millis(1500));
}

/// The watches of a process: folders, by their inode, and changes of the clock.
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
        // A timer with TFD_TIMER_ABSTIME and TFD_TIMER_CANCEL_ON_SET on CLOCK_REALTIME.
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
        home.wait_for_notifications(1),
        ["Your winddown config has a mistake"]
    );
    make_both_look(&home);
    home.write_config(&good);
    window.wait_until("it is mended", |window| {
        !window.screen().contains("In the config")
    });
    home.service.wait_until(|received| received[0].is_closed);
}

#[test]
fn window_and_agent_notice_a_replaced_journal_at_once() {
    let home = Home::new(&[("tea", 600)]);
    let (_agent, window) = agent_and_window(&home);
    let journal = home.journal_path();
    let other = home.path("other/journal.db");
    fs::create_dir_all(other.parent().unwrap()).unwrap();
    home.stdout(&["--journal", other.to_str().unwrap(), "done", "tea"]);
    for name in ["journal.db-wal", "journal.db-shm"] {
        let _ = fs::remove_file(journal.with_file_name(name));
    }
    fs::rename(&other, &journal).unwrap();
    window.wait_for("The journal file was replaced");
    window.wait_for("done 21:0");
    home.wait_until("both have it open", || {
        home.log().matches(REPLACED).count() == 2
    });
}

/// A test cannot set the clock or the zone of the system, so this only checks that both are watched.
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
