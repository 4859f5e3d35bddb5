//! A window follows the presence as the agent does, here with the built program.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use chrono::{NaiveTime, SubsecRound, TimeDelta, Timelike, Utc};
use winddown::claims::Claims;
use winddown::event::EveningDate;

use super::bus::PATIENCE;
use super::pty::Terminal;
use super::pty::clock::zone_where_it_is;
use super::services::{Services, with_dbusmock};

/// Plans bedtime in two hours, and the step, if there is one, in two seconds.
fn write_config(home: &Path, step: Option<&str>) {
    let now = Utc::now().trunc_subsecs(0);
    let bedtime = now.with_second(0).unwrap() + TimeDelta::hours(2);
    let before = (bedtime - now).num_seconds() - 2;
    let step = step.map(|id| {
        format!("[[step]]\nid = \"{id}\"\ntitle = \"{id}\"\nkind = \"check\"\nbefore_bed = \"{before}s\"\n")
    });
    let path = home.join(".config/winddown/config.toml");
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let bed = "[[step]]\nid = \"bed\"\ntitle = \"Lights out\"\nkind = \"bedtime\"\n";
    let text = format!(
        "bedtime = \"23:00\"\nwake = \"06:30\"\n{bed}{}",
        step.unwrap_or_default()
    );
    fs::write(path, text).unwrap();
}

fn is_shown(claims: &mut Claims, evening: EveningDate) -> bool {
    let claimed = claims.about(evening, Utc::now());
    claimed.iter().any(|claim| claim.notification.is_some())
}

#[test]
fn a_window_renews_in_its_place_what_came_while_the_session_was_locked() {
    with_dbusmock(|service| {
        let home = tempfile::tempdir().unwrap();
        let nine = NaiveTime::from_hms_opt(21, 0, 0).unwrap();
        let (zone, minutes) = zone_where_it_is(nine, Utc::now());
        let services = Services::logind(Utc::now() - TimeDelta::hours(1));
        services.lock(true);
        write_config(home.path(), None);
        let address = std::env::var("DBUS_SESSION_BUS_ADDRESS").unwrap();
        let variables = [
            ("TZ", zone.as_str()),
            ("DBUS_SESSION_BUS_ADDRESS", address.as_str()),
            ("DBUS_SYSTEM_BUS_ADDRESS", address.as_str()),
        ];
        let program = env!("CARGO_BIN_EXE_winddown");
        let _window = Terminal::spawn_with(program, home.path(), &[], &variables);
        services.wait_until_asked();
        write_config(home.path(), Some("walk"));
        service.wait_until(|received| !received.is_empty());
        // Only once its place on the screen is recorded can it be renewed there.
        let tonight = EveningDate((Utc::now() + TimeDelta::minutes(minutes.into())).date_naive());
        let state = home.path().join(".local/state/winddown/claims.db");
        let mut claims = Claims::new(state, home.path().join("none"));
        let begun = Instant::now();
        while !is_shown(&mut claims, tonight) {
            assert!(begun.elapsed() < PATIENCE, "its place is never recorded");
            thread::sleep(Duration::from_millis(10));
        }
        services.lock(false);
        service.wait_until(|received| received.len() == 2);
        let received = service.received();
        assert_eq!(received[0].summary, "walk");
        assert_eq!(received[1].summary, "walk");
        assert_eq!(received[1].replaces, received[0].id);
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_millis(700) {
            assert_eq!(service.received().len(), 2);
            thread::sleep(Duration::from_millis(50));
        }
    });
}
