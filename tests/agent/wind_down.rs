//! The hook that follows bedtime, with real processes.

use std::fs;
use std::thread;

use chrono::{DateTime, TimeDelta, Utc};

use super::pty::Terminal;
use super::{Home, QUIET};

/// What the hook was given so far: the share and the minute of each run.
fn runs(home: &Home) -> Vec<(f64, DateTime<Utc>)> {
    let text = fs::read_to_string(home.path("runs")).unwrap_or_default();
    let run = |line: &str| {
        let (share, at) = line.split_once(' ').unwrap();
        (share.parse().unwrap(), at.parse().unwrap())
    };
    text.lines().map(run).collect()
}

#[test]
fn the_agent_and_a_window_beside_it_give_the_share_of_a_moved_bedtime_once_a_minute() {
    let home = Home::new(&[]);
    let config = fs::read_to_string(home.config()).unwrap();
    let script = "echo $WINDDOWN_SHARE $WINDDOWN_AT >> ~/runs";
    let hook = format!("[hooks]\non_wind_down = [\"sh\", \"-c\", \"{script}\"]\n");
    home.write_config(&(config + &hook));
    // From 23:00: an hour from the time that it is here.
    home.stdout(&["bedtime", "22:00"]);
    let bedtime = home.bedtime - TimeDelta::hours(1);
    let _agent = home.agent();
    let variables = [
        ("TZ", home.zone.as_str()),
        ("DBUS_SESSION_BUS_ADDRESS", home.address.as_str()),
    ];
    let program = env!("CARGO_BIN_EXE_winddown");
    let window = Terminal::spawn_with(program, home.folder.path(), &[], &variables);
    window.wait_for("Lights out");
    home.wait_until("the hook ran", || !runs(&home).is_empty());
    thread::sleep(QUIET);
    let runs = runs(&home);
    for (share, at) in &runs {
        let minutes_left = (bedtime - *at).num_minutes() as f64;
        assert!(
            (*share - (120.0 - minutes_left) / 120.0).abs() < 0.001,
            "{runs:?}"
        );
        assert!((0.5..0.6).contains(share), "{runs:?}");
    }
    let mut minutes: Vec<_> = runs.iter().map(|(_, at)| *at).collect();
    minutes.dedup();
    assert_eq!(minutes.len(), runs.len(), "{runs:?}");
}
