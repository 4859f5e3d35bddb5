//! Evenings as the desktop reports them on a real bus: what the listener hears of logind, of the screen saver and of
//! GNOME's idle monitor, and what the host stores of the night.

#[allow(dead_code, reason = "other tests use the rest")]
#[path = "support/bus.rs"]
mod bus;
#[path = "presence/services.rs"]
mod services;

use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use chrono::{DateTime, FixedOffset, TimeDelta, Utc};
use winddown::claims::{Claims, QuietNight};
use winddown::clock::{Moment, Zone};
use winddown::coach::Coach;
use winddown::desktop::presence::{PresenceReport, listen};
use winddown::journal::Journal;
use winddown::plan;
use winddown::presence::{Absence, Quiet, Sign, SignState};
use winddown::remind::host::{Host, HostEvent};

use bus::{PATIENCE, with_a_service, without_a_bus};
use services::{Login, Services};

/// The time by the clock of the test, in milliseconds since 1970.
static NOW: AtomicI64 = AtomicI64::new(0);

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp_millis(NOW.load(Ordering::SeqCst)).unwrap()
}

fn set_clock(at: DateTime<Utc>) {
    NOW.store(at.timestamp_millis(), Ordering::SeqCst);
}

/// A time on that day of November, in UTC+01:00.
fn at(day: u32, time: &str) -> DateTime<Utc> {
    format!("2026-11-{day:02}T{time}:00+01:00").parse().unwrap()
}

/// A host that follows the presence, by the clock of the test.
struct FollowingHost {
    host: Host,
    events: Receiver<(HostEvent, DateTime<Utc>)>,
}

impl FollowingHost {
    fn new(folder: &Path) -> Self {
        let coach = Coach::new(
            plan::parse("bedtime = \"22:30\"\nwake = \"06:30\"\n").unwrap(),
            Zone::Fixed(FixedOffset::east_opt(3600).unwrap()),
            Journal::open(&folder.join("journal.db"), "test").unwrap(),
        );
        let claims = Claims::new(folder.join("claims.db"), folder.join("journal.db"));
        let host = Host::new(coach, folder.join("config.toml"), claims);
        let (send, events) = mpsc::channel();
        Host::follow_presence(now, move |event, at| {
            let _ = send.send((event, at));
        });
        Self { host, events }
    }

    /// Waits for a report, and looks.
    fn hear(&mut self) {
        let (event, at) = self.events.recv_timeout(PATIENCE).expect("a report");
        assert!(self.host.handle(event, at).is_empty());
        self.look();
    }

    fn look(&mut self) {
        self.host.look(Moment {
            now: now(),
            running: Duration::from_millis(NOW.load(Ordering::SeqCst).unsigned_abs()),
        });
    }
}

fn stored(folder: &Path, evening: &str) -> QuietNight {
    let mut claims = Claims::new(folder.join("claims.db"), folder.join("journal.db"));
    claims.quiet_night(evening.parse().unwrap(), now())
}

#[test]
fn ten_evenings_on_a_real_bus_show_ten_nights() {
    with_a_service(|_| {
        let folder = tempfile::tempdir().unwrap();
        let services = Services::start(Login::at(at(1, "18:00")));
        set_clock(at(1, "19:00"));
        let mut host = FollowingHost::new(folder.path());
        host.hear();
        for night in 1..=10 {
            let minute = TimeDelta::minutes(i64::from(night));
            let (from, until) = (at(night, "22:43") + minute, at(night + 1, "06:12") + minute);
            set_clock(from);
            // Three ways to leave, in turn.
            match night % 3 {
                0 => services.lock(true),
                1 => services.sleep(true),
                _ => services.screen_saver(true),
            }
            host.hear();
            // A second absence within the first one changes nothing.
            set_clock(at(night + 1, "02:00"));
            services.sleep(true);
            host.hear();
            set_clock(until);
            match night % 3 {
                0 => services.lock(false),
                1 => {}
                _ => {
                    services.screen_saver(false);
                    host.hear();
                }
            }
            services.sleep(false);
            host.hear();
            if night % 3 == 0 {
                host.hear();
            }
            let evening = format!("2026-11-{night:02}");
            let quiet = stored(folder.path(), &evening);
            assert_eq!(quiet.night, Some(Quiet { from, until }), "{evening}");
            assert_eq!(quiet.open_from, None);
        }
    });
}

#[test]
fn a_session_that_ends_and_begins_again_shows_the_night_between() {
    with_a_service(|_| {
        let folder = tempfile::tempdir().unwrap();
        let first = Services::start(Login::at(at(24, "18:00")));
        set_clock(at(24, "19:00"));
        let mut host = FollowingHost::new(folder.path());
        host.hear();
        set_clock(at(24, "22:40"));
        assert!(host.host.leave(true, now()).is_empty());
        drop(host);
        drop(first);
        set_clock(at(25, "06:21"));
        let _second = Services::start(Login::at(at(25, "06:20")));
        let mut host = FollowingHost::new(folder.path());
        host.hear();
        let night = Quiet {
            from: at(24, "22:40"),
            until: at(25, "06:20"),
        };
        assert_eq!(stored(folder.path(), "2026-11-24").night, Some(night));
    });
}

#[test]
fn an_agent_that_was_started_again_within_a_session_claims_no_night() {
    with_a_service(|_| {
        let folder = tempfile::tempdir().unwrap();
        let _services = Services::start(Login::at(at(24, "18:00")));
        set_clock(at(24, "19:00"));
        let mut host = FollowingHost::new(folder.path());
        host.hear();
        set_clock(at(24, "22:40"));
        assert!(host.host.leave(true, now()).is_empty());
        drop(host);
        set_clock(at(25, "06:21"));
        let mut host = FollowingHost::new(folder.path());
        host.hear();
        assert_eq!(stored(folder.path(), "2026-11-24").night, None);
    });
}

#[test]
fn the_first_report_says_how_it_is_and_gnome_says_since_when() {
    with_a_service(|_| {
        let services = Services::start(Login::at(at(24, "18:00")));
        services.idle_for(Duration::from_secs(300));
        set_clock(at(24, "22:48"));
        let (send, reports) = mpsc::channel();
        listen(now, move |report| {
            let _ = send.send(report);
        });
        let sign = |absence, state| Sign { absence, state };
        let over = |absence| sign(absence, SignState::Over);
        let first = [Absence::Locked, Absence::Idle, Absence::ScreenSaver].map(over);
        assert_eq!(
            reports.recv_timeout(PATIENCE).unwrap(),
            PresenceReport::Began(first.to_vec(), Some(at(24, "18:00")))
        );
        services.idle(true);
        let since = SignState::HeldSince(at(24, "22:43"));
        assert_eq!(
            reports.recv_timeout(PATIENCE).unwrap(),
            PresenceReport::Heard(vec![sign(Absence::Idle, since)])
        );
        services.lock(true);
        assert_eq!(
            reports.recv_timeout(PATIENCE).unwrap(),
            PresenceReport::Heard(vec![sign(Absence::Locked, SignState::Began)])
        );
    });
}

#[test]
fn without_the_services_nothing_is_reported() {
    let listened = || {
        let (send, reports) = mpsc::channel();
        listen(now, move |report| {
            let _ = send.send(report);
        });
        // The listener lets go of its end when it ends.
        reports.recv_timeout(PATIENCE)
    };
    without_a_bus(|| {
        assert_eq!(listened(), Err(mpsc::RecvTimeoutError::Disconnected));
    });
}
